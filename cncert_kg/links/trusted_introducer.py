"""The teams of Trusted Introducer, as its directory's `teams.json` has them.

Read: `short_name`, `official_name`, `country.code`, `website`, `established`, `classification.name` and `.since`. Not
read: e-mail addresses, telephone numbers, keys, representatives and constituencies.
"""

from __future__ import annotations

from collections.abc import Mapping

from cncert_kg.links.form import UNEVALUATED, Form, imported
from cncert_kg.links.parsed import File, members
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Source, Thing
from cncert_kg.series.rules import slug

SOURCE = Source(
    key="trusted-introducer",
    title_zh="Trusted Introducer 团队名录",
    title_en="Trusted Introducer directory of teams",
    publisher="Trusted Introducer",
    homepage="https://www.trusted-introducer.org/directory/teams.html",
    licence=UNEVALUATED,
)


def _teams(file: File) -> object:
    """The array itself, or the one under `teams`."""
    return file.value.get("teams") if isinstance(file.value, Mapping) else file.value


def _claims(file: File) -> bool:
    found = [m.value for m in members(_teams(file), "teams")]
    return any(isinstance(m, Mapping) and {"short_name", "official_name"} <= m.keys() for m in found)


def _team(row: Row) -> Thing:
    short = row.required("short_name", "official_name")
    country = (
        row.country("country") if isinstance(row.record.get("country"), str) else row.part("country").country("code")
    )
    website, host = row.website("website")
    status = row.part("classification")
    return Thing(
        key="-".join(filter(None, (slug(short), country.lower()))),
        iri="",
        kind="organisation",
        names=row.names("short_name", "official_name"),
        identifiers=host,
        country=country,
        facts=website
        | facts(
            established=row.day("established"), membership=status.optional("name"), member_since=status.day("since")
        ),
    )


def _imported(file: File) -> Imported:
    return imported(SOURCE, file, members(_teams(file), "teams"), _team)


FORM = Form(
    "Trusted Introducer's teams.json: an array of objects with short_name and official_name", _claims, _imported
)
read = FORM.read
