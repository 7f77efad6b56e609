"""The exports one thing at a time, as files beside its data: STIX, MISP and FollowTheMoney of a single thing.

`site.forms` links them, by the same rules; a test holds both against each other. The catalogue has none: its entries
are in the exports of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cncert_kg.exports import entities, ftm, misp
from cncert_kg.exports.data import Data
from cncert_kg.exports.identifiers import json_bytes, name_uuid
from cncert_kg.exports.organisations import Organisation, Tie, organisations, ties
from cncert_kg.exports.stix_objects import Object, Objects

Files = Iterator[tuple[str, bytes]]


def files(data: Data) -> Files:
    """Give path and bytes of every file, in a fixed order of kinds."""
    make = Objects(data)
    head = list(make.head())
    held = {one.iri: one for one in organisations(data)}
    tied = list(ties(data))
    families = {family.iri: make.malware(family) for family in entities.families(data)}
    partners = {iri: make.identity(one) for iri, one in held.items() if not one.is_branch}
    for iri, one in held.items():
        own = [tie for tie in tied if iri in (tie.source, tie.target)]
        yield f"{_path(data, iri)}.ftm.json", b"".join(_ftm(one, own, held))
        if iri in partners:
            inner = [tie for tie in own if {tie.source, tie.target} <= partners.keys()]
            others = {end: partners[end] for tie in inner for end in (tie.source, tie.target)} | {iri: partners[iri]}
            yield _bundle(data, iri, [*head, *_sorted(others), *map(make.tie, inner)])
    for iri, family in families.items():
        yield _bundle(data, iri, [*head, family])
    yield from _issues(data, make, head, partners, families)


def _issues(
    data: Data, make: Objects, head: list[Object], partners: dict[str, Object], families: dict[str, Object]
) -> Files:
    """A bundle for each issue that has a day of publication, with all that it refers to, and its MISP event."""
    for issue in entities.issues(data):
        named = [entities.vulnerability(data, iri) for iri in issue.vulnerabilities]
        others = [partners[iri] for iri in issue.publishers if iri in partners]
        others += [families[iri] for iri in issue.families if iri in families]
        others += map(make.vulnerability, named)
        yield _bundle(data, issue.iri, [*head, *others, make.report(issue, partners.keys())])
    for iri, event in misp.events_by_issue(data, with_indicators=False):
        yield f"{_path(data, iri)}.misp.json", json_bytes({"Event": event}, indent=1) + b"\n"


def _sorted(objects: dict[str, Object]) -> list[Object]:
    return [objects[iri] for iri in sorted(objects)]


def _ftm(one: Organisation, own: list[Tie], held: dict[str, Organisation]) -> Iterable[bytes]:
    """The lines of an organisation, of what is tied to it, and of the ties."""
    others = sorted({end for tie in own for end in (tie.source, tie.target)} - {one.iri})
    return ftm.written([one, *(held[iri] for iri in others)], own)


def _bundle(data: Data, iri: str, objects: Iterable[Object]) -> tuple[str, bytes]:
    whole = {"type": "bundle", "id": f"bundle--{name_uuid(f'{iri} {data.day}')}", "objects": list(objects)}
    return f"{_path(data, iri)}.stix.json", json_bytes(whole, indent=1) + b"\n"


def _path(data: Data, iri: str) -> str:
    return iri.removeprefix(data.base)
