"""The teams of APCERT, in a table that the user writes from its list of members, which is a web page only.

Columns, in any order: `team` (short name), `full name`, `economy` (or `country`: ISO 3166-1 code or English name),
`category` (Operational, Liaison, Strategic or Corporate), `since` (day, month or year of joining), `website`, and
`source` (address of the page from which the row was written). The first four must be there; of a row, the team and
the category must.
"""

from __future__ import annotations

from cncert_kg.iris import is_web_address
from cncert_kg.links.form import UNEVALUATED, Form, imported
from cncert_kg.links.parsed import File
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Source, Thing
from cncert_kg.series.rules import slug

SOURCE = Source(
    key="apcert",
    title_zh="APCERT 成员名单",
    title_en="Members of APCERT",
    publisher="Asia Pacific Computer Emergency Response Team",
    homepage="https://www.apcert.org/",
    licence=UNEVALUATED,
)
CATEGORIES = frozenset({"Operational", "Liaison", "Strategic", "Corporate"})


def _claims(file: File) -> bool:
    columns = {c.casefold() for c in file.columns}
    return {"team", "full name", "category"} <= columns and bool({"economy", "country"} & columns)


def _team(row: Row) -> Thing:
    short, category = row.required("team"), row.required("category")
    if category not in CATEGORIES:
        raise ValueError(f"category: found {category[:40]!a}, expected one of {', '.join(sorted(CATEGORIES))}")
    country = row.country("economy", "country")
    website, host = row.website("website")
    return Thing(
        key="-".join(filter(None, (slug(short), country.lower()))),
        iri="",
        kind="organisation",
        names=row.names("team", "full name"),
        identifiers=host,
        country=country,
        facts=website | facts(membership=category, member_since=row.day("since"), source=_source(row)),
    )


def _source(row: Row) -> str:
    stated = row.optional("source")
    if stated and not is_web_address(stated):
        row.notes.append(f"source: found {stated[:60]!a}, expected a web address with http or https")
        return ""
    return stated


def _imported(file: File) -> Imported:
    return imported(SOURCE, file, file.records(), _team)


FORM = Form("a table with the columns team, full name, economy and category", _claims, _imported)
read = FORM.read
