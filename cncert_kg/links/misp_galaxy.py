"""Clusters of the MISP galaxy: families of malware, actors, and what else a cluster lists.

Read: `value` and `meta.synonyms` as names, and `uuid`. Not read: descriptions, references, relations, and to which
country or sponsor somebody attributes an actor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cncert_kg.links.form import Form, head, imported, noted
from cncert_kg.links.parsed import File, members
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Kind, Name, Source, Thing
from cncert_kg.series.rules import slug
from cncert_kg.vocab import CC0

SOURCE = Source(
    key="misp-galaxy",
    title_zh="MISP galaxy 威胁知识集",
    title_en="MISP galaxy",
    publisher="MISP Project",
    homepage="https://github.com/MISP/misp-galaxy",
    licence=CC0.value,
)
_MALWARE = frozenset(
    {
        "android", "backdoor", "banker", "botnet", "cryptominers", "malpedia", "mitre-malware", "mitre-tool",
        "ransomware", "rat", "stealer", "tool", "trojan",
    }
)  # fmt: skip
"""Types of cluster whose values are programs; of any other they are concepts: actors, techniques, services."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def _claims(file: File) -> bool:
    value = file.value
    return isinstance(value, Mapping) and {"type", "uuid"} <= value.keys() and isinstance(value.get("values"), list)


def _value(type_: str) -> Callable[[Row], Thing]:
    kind: Kind = "malware" if type_ in _MALWARE else "concept"

    def made(row: Row) -> Thing:
        uuid = row.required("uuid").lower()
        if not _UUID.fullmatch(uuid):
            raise ValueError(f"uuid: found {uuid[:40]!a}, expected a UUID")
        value = row.required("value")
        known = dict.fromkeys((value, *row.part("meta").listed("synonyms")))
        return Thing(
            key=uuid,
            iri=f"urn:uuid:{uuid}",
            kind=kind,
            names=tuple(map(Name, known)),
            identifiers=frozenset({("uuid", uuid), ("machinetag", f'misp-galaxy:{type_}="{value}"')}),
            facts=facts(type=type_),
        )

    return made


def _imported(file: File) -> Imported:
    assert isinstance(file.value, Mapping)
    about = head(file)
    type_ = slug(about.required("type"))
    version = " ".join(filter(None, (type_, about.optional("version"))))
    values = members(file.value["values"], "values")
    return imported(SOURCE, file, values, _value(type_), version=version, told=noted(about))


FORM = Form("a cluster of the MISP galaxy: an object with type, uuid and values", _claims, _imported)
read = FORM.read
