"""Malware, tools and groups of MITRE ATT&CK: a STIX bundle, or a table of the same.

Of a bundle the objects of the types `malware`, `tool` and `intrusion-set` are read, revoked and deprecated ones too,
with that fact; of the table the columns `attack_id`, `stix_type`, `name`, `aliases` (between `|`) and `stix_id`. Not
read: techniques, relations, citations, descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from cncert_kg.links.form import Form, imported, noted
from cncert_kg.links.parsed import File, Record, members
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Name, Source, Thing

SOURCE = Source(
    key="attack",
    title_zh="MITRE ATT&CK 软件与组织",
    title_en="MITRE ATT&CK software and groups",
    publisher="The MITRE Corporation",
    homepage="https://attack.mitre.org/",
    licence="https://attack.mitre.org/resources/legal-and-branding/terms-of-use/",
    attribution="© The MITRE Corporation. This work is reproduced and distributed with the permission of"
    " The MITRE Corporation.",
)
_PAGES = {"malware": "software", "tool": "software", "intrusion-set": "groups"}
_NAMES = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})
_COLUMNS = {"attack_id", "stix_type", "name", "aliases", "stix_id"}
_NUMBER = re.compile(r"[SG][0-9]{4,6}", re.ASCII)
_STIX = re.compile(r"[a-z-]{4,20}--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def _claims(file: File) -> bool:
    if file.columns:
        return {c.casefold() for c in file.columns} >= _COLUMNS
    if not isinstance(file.value, Mapping) or file.value.get("type") != "bundle":
        return False
    return any(_number(o) for o in _objects(file.value))


def _objects(bundle: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    objects = bundle.get("objects")
    return (o for o in (objects if isinstance(objects, list) else ()) if isinstance(o, Mapping))


def _number(stix: Mapping[str, object]) -> str:
    """Give the number under which ATT&CK lists an object, or nothing."""
    references = stix.get("external_references")
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, Mapping) and str(reference.get("source_name")) in _NAMES:
            return str(reference.get("external_id") or "")
    return ""


def _records(objects: object) -> Iterator[Record]:
    for record in members(objects, "objects"):
        type_ = record.value.get("type") if isinstance(record.value, Mapping) else None
        if not isinstance(type_, str) or type_ in _PAGES:
            yield record


def _from_object(row: Row) -> Thing:
    aliases = (*row.listed("aliases"), *row.listed("x_mitre_aliases"))
    flags = {"revoked": row.is_set("revoked"), "deprecated": row.is_set("x_mitre_deprecated")}
    stated = {name: "true" for name, is_set in flags.items() if is_set}
    return _thing(
        _number(row.record), row.required("type"), row.required("id"), (row.required("name"), *aliases), stated
    )


def _from_table(row: Row) -> Thing:
    aliases = (" ".join(a.split()) for a in row.optional("aliases").split("|"))
    known = (row.required("name"), *filter(None, aliases))
    return _thing(row.required("attack_id"), row.required("stix_type"), row.required("stix_id"), known, {})


def _thing(number: str, type_: str, stix: str, known: Iterable[str], stated: dict[str, str]) -> Thing:
    if type_ not in _PAGES:
        raise ValueError(f"found the type {type_[:40]!a}, expected one of {', '.join(sorted(_PAGES))}")
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"found {number[:40]!a} as number, expected one like S0366 or G0032")
    if not _STIX.fullmatch(stix):
        raise ValueError(f"found {stix[:60]!a}, expected a STIX id")
    return Thing(
        key=number,
        iri=f"https://attack.mitre.org/{_PAGES[type_]}/{number}",
        kind="concept" if type_ == "intrusion-set" else "malware",
        names=tuple(map(Name, dict.fromkeys(known))),
        identifiers=frozenset({("attack", number), ("stix", stix)}),
        facts=facts(type=type_) | stated,
    )


def _imported(file: File) -> Imported:
    if file.columns or not isinstance(file.value, Mapping):
        return imported(SOURCE, file, file.records(), _from_table)
    collection = next((o for o in _objects(file.value) if o.get("type") == "x-mitre-collection"), {})
    about = Row(Record(collection, "head"))
    version = about.optional("x_mitre_version")
    records = _records(file.value["objects"])
    return imported(SOURCE, file, records, _from_object, version=version, told=noted(about))


FORM = Form("ATT&CK: a STIX bundle with its numbers, or a table with attack_id and stix_id", _claims, _imported)
read = FORM.read
