"""The teams of FIRST, as its API answers: one page, or an array of the pages in any order.

Read: `id`, `team`, `team-full`, `country`, `website`, `host`, `membership`, `member-since`, `last-modified`. Not read:
e-mail addresses, telephone numbers and PGP keys, which are how to reach people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cncert_kg.links.form import UNEVALUATED, Form, imported, part
from cncert_kg.links.parsed import File, Record, members
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Source, Thing
from cncert_kg.series.rules import slug

SOURCE = Source(
    key="first",
    title_zh="FIRST 成员团队名录",
    title_en="FIRST member teams",
    publisher="Forum of Incident Response and Security Teams",
    homepage="https://www.first.org/members/teams/",
    licence=UNEVALUATED,
)
_ENVELOPE = {"data", "total", "status-code"}


def _pages(file: File) -> list[object]:
    return file.value if isinstance(file.value, list) else [file.value]


def _claims(file: File) -> bool:
    pages = _pages(file)
    if not all(isinstance(p, Mapping) and p.keys() >= _ENVELOPE and isinstance(p["data"], list) for p in pages):
        return False
    # Other answers of the API have the same envelope.
    return any(isinstance(r.value, Mapping) and "team" in r.value for r in _records(file))


def _records(file: File) -> Iterator[Record]:
    pages = _pages(file)
    for number, page in enumerate(pages):
        path = f"[{number}].data" if len(pages) > 1 else "data"
        yield from members(page["data"] if isinstance(page, Mapping) else [], path)


def _team(row: Row) -> Thing:
    key = row.required("id")
    website, host = row.website("website")
    return Thing(
        key=slug(key),
        iri=f"https://www.first.org/members/teams/{slug(key)}" if slug(key) == key else "",
        kind="organisation",
        names=row.names("team", "team-full"),
        identifiers=host | {("first", key)},
        country=row.country("country"),
        facts=website
        | facts(
            host=row.optional("host"),
            membership=row.optional("membership"),
            member_since=row.day("member-since"),
            modified=row.day("last-modified"),
        ),
    )


def _imported(file: File) -> Imported:
    records = list(_records(file))
    # Each page states the same total; where they differ, each is compared, and each difference told once.
    totals = [p["total"] for p in _pages(file) if isinstance(p, Mapping)]
    told = dict.fromkeys(problem for total in totals for problem in part(len(records), total, "teams"))
    return imported(SOURCE, file, records, _team, told=told)


FORM = Form("answers of FIRST's teams API: objects with data, total and status-code", _claims, _imported)
read = FORM.read
