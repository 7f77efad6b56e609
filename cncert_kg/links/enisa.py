"""The CSIRTs of ENISA's inventory: JSON in which `data` numbers the teams.

Read: `short-team-name`, `team-name`, `country-code`, `website`, `enisa-tistatus`, `csirt-network-status`,
`first-member-type`. Not read: how to reach a team, and whom it serves.
"""

from __future__ import annotations

from collections.abc import Mapping

from cncert_kg.links.form import UNEVALUATED, Form, imported
from cncert_kg.links.parsed import File, members
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Source, Thing
from cncert_kg.series.rules import slug

SOURCE = Source(
    key="enisa",
    title_zh="欧盟网络安全局（ENISA）应急响应组织名录",
    title_en="ENISA inventory of CSIRTs",
    publisher="European Union Agency for Cybersecurity",
    homepage="https://www.enisa.europa.eu/",
    licence=UNEVALUATED,
)


def _teams(file: File) -> object:
    return file.value.get("data") if isinstance(file.value, Mapping) else None


def _claims(file: File) -> bool:
    found = [m.value for m in members(_teams(file), "data")]
    return any(isinstance(m, Mapping) and {"short-team-name", "country-code"} <= m.keys() for m in found)


def _team(row: Row) -> Thing:
    short = row.required("short-team-name", "team-name")
    country = row.country("country-code")
    website, host = row.website("website")
    return Thing(
        key="-".join(filter(None, (slug(short), country.lower()))),
        iri="",
        kind="organisation",
        names=row.names("short-team-name", "team-name"),
        identifiers=host,
        country=country,
        facts=website
        | facts(
            membership=row.optional("csirt-network-status"),
            ti_status=row.optional("enisa-tistatus"),
            first_member=row.optional("first-member-type"),
        ),
    )


def _imported(file: File) -> Imported:
    return imported(SOURCE, file, members(_teams(file), "data"), _team)


FORM = Form("ENISA's inventory: an object whose data numbers objects with short-team-name", _claims, _imported)
read = FORM.read
