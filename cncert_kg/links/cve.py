"""CVE records of JSON 5: one, or an array of them.

Read: `cveMetadata.cveId`, `.state`, `.datePublished`, `.dateRejected`, and the short name of the numbering authority.
Not read: descriptions, products, references, credits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cncert_kg.links.form import Form, imported
from cncert_kg.links.parsed import File, Record, members
from cncert_kg.links.rows import Row, cve, facts
from cncert_kg.links.things import Imported, Source, Thing

SOURCE = Source(
    key="cve",
    title_zh="CVE 记录",
    title_en="CVE records",
    publisher="CVE Program",
    homepage="https://www.cve.org/",
    licence="https://www.cve.org/Legal/TermsOfUse",
)
_VERSION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,3}){0,2}", re.ASCII)
_STATES = frozenset({"PUBLISHED", "REJECTED"})


def _records(file: File) -> list[object]:
    return file.value if isinstance(file.value, list) else [file.value]


def _claims(file: File) -> bool:
    return any(isinstance(r, Mapping) and {"dataType", "cveMetadata"} <= r.keys() for r in _records(file))


def _vulnerability(row: Row) -> Thing:
    if (kind := row.required("dataType")) != "CVE_RECORD":
        raise ValueError(f"dataType: found {kind[:40]!a}, expected CVE_RECORD")
    metadata = row.part("cveMetadata")
    number, state = cve(metadata.required("cveId")), metadata.required("state")
    if state not in _STATES:
        raise ValueError(f"state: found {state[:40]!a}, expected PUBLISHED or REJECTED")
    provider = row.part("containers").part("cna").part("providerMetadata")
    return Thing(
        key=number,
        iri=f"https://www.cve.org/CVERecord?id={number}",
        kind="vulnerability",
        identifiers=frozenset({("cve", number)}),
        facts=facts(
            state=state,
            published=metadata.day("datePublished"),
            rejected=metadata.day("dateRejected"),
            cna=provider.optional("shortName") or metadata.optional("assignerShortName"),
        ),
    )


def _imported(file: File) -> Imported:
    stated = {str(r.get("dataVersion")) for r in _records(file) if isinstance(r, Mapping)}
    version = ", ".join(sorted(filter(_VERSION.fullmatch, stated)))
    records = members(file.value, "") if isinstance(file.value, list) else [Record(file.value, "record")]
    return imported(SOURCE, file, records, _vulnerability, version=version)


FORM = Form("CVE records: objects with dataType CVE_RECORD and cveMetadata", _claims, _imported)
read = FORM.read
