"""National CERTs as CERTopedia keeps them by hand. Some of its rows are stale: they are candidates, never facts.

Read: `name`, `fullName`, `country`, `website`; nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from cncert_kg.links.form import Form, imported
from cncert_kg.links.parsed import File, members
from cncert_kg.links.rows import Row
from cncert_kg.links.things import Imported, Source, Thing
from cncert_kg.series.rules import slug

SOURCE = Source(
    key="certopedia",
    title_zh="CERTopedia 国家级应急响应组织名录",
    title_en="CERTopedia list of national CERTs",
    publisher="CERTopedia",
    homepage="https://github.com/Ola-Daniel/CERTopedia",
    licence="https://spdx.org/licenses/MIT",
)


def _claims(file: File) -> bool:
    found = [m.value for m in members(file.value, "") if isinstance(file.value, list)]
    return any(isinstance(m, Mapping) and {"country", "name", "fullName"} <= m.keys() for m in found)


def _team(row: Row) -> Thing:
    short, country = row.required("name"), row.country("country")
    website, host = row.website("website")
    return Thing(
        key="-".join(filter(None, (slug(short), country.lower()))),
        iri="",
        kind="organisation",
        names=row.names("name", "fullName"),
        identifiers=host,
        country=country,
        facts=website,
    )


def _imported(file: File) -> Imported:
    return imported(SOURCE, file, members(file.value, ""), _team)


FORM = Form("CERTopedia's list: an array of objects with country, name and fullName", _claims, _imported)
read = FORM.read
