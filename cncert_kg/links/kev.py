"""CISA's catalogue of known exploited vulnerabilities, as CSV or as JSON.

Read: `cveID`, `dateAdded`, `dueDate`, `knownRansomwareCampaignUse`, `vendorProject`, `product`. Not read: titles,
descriptions, required actions, notes.
"""

from __future__ import annotations

from collections.abc import Mapping

from cncert_kg.links.form import Form, head, imported, noted, part
from cncert_kg.links.parsed import File, members
from cncert_kg.links.rows import Row, cve, facts
from cncert_kg.links.things import Imported, Source, Thing
from cncert_kg.vocab import CC0

SOURCE = Source(
    key="kev",
    title_zh="CISA 已知被利用漏洞目录",
    title_en="CISA Known Exploited Vulnerabilities Catalog",
    publisher="Cybersecurity and Infrastructure Security Agency",
    homepage="https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
    licence=CC0.value,
)
_COLUMNS = {"cveid", "dateadded", "duedate", "knownransomwarecampaignuse"}
_HEAD = {"catalogVersion", "dateReleased", "vulnerabilities"}


def _claims(file: File) -> bool:
    if file.columns:
        return {c.casefold() for c in file.columns} >= _COLUMNS
    value = file.value
    return isinstance(value, Mapping) and value.keys() >= _HEAD and isinstance(value["vulnerabilities"], list)


def _folded(row: Row) -> Row:
    """The table's columns are in small letters already, the JSON's keys are not."""
    row.record = {key.casefold(): value for key, value in row.record.items()}
    return row


def _vulnerability(row: Row) -> Thing:
    row = _folded(row)
    number = cve(row.required("cveid"))
    added = row.day("dateadded")
    if len(added) != 10:
        raise ValueError(f"dateAdded: found {added or 'nothing readable'}, expected a day")
    return Thing(
        key=number,
        iri="",
        kind="vulnerability",
        identifiers=frozenset({("cve", number)}),
        facts=facts(
            kev_added=added,
            kev_due=_due(row),
            kev_ransomware=_ransomware(row),
            vendor=row.optional("vendorproject"),
            product=row.optional("product"),
        ),
    )


def _due(row: Row) -> str:
    due = row.day("duedate")
    if due and len(due) != 10:
        row.notes.append(f"dueDate: found {due}, expected a day")
        return ""
    return due


def _ransomware(row: Row) -> str:
    use = row.optional("knownransomwarecampaignuse")
    if use and use not in {"Known", "Unknown"}:
        row.notes.append(f"knownRansomwareCampaignUse: found {use[:40]!a}, expected Known or Unknown")
        return ""
    return use


def _imported(file: File) -> Imported:
    if file.columns or not isinstance(file.value, Mapping):
        return imported(SOURCE, file, file.records(), _vulnerability)
    about = head(file)
    records = list(members(file.value["vulnerabilities"], "vulnerabilities"))
    version, released = about.optional("catalogVersion"), about.day("dateReleased")
    told = (*noted(about), *part(len(records), file.value.get("count"), "vulnerabilities"))
    return imported(SOURCE, file, records, _vulnerability, retrieved=released, version=version, told=told)


FORM = Form("CISA's KEV catalogue: CSV with cveID and dateAdded, or JSON with catalogVersion", _claims, _imported)
read = FORM.read
