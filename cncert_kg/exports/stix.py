"""STIX 2.1: one bundle of organisations, families, vulnerabilities, issues and, on request, indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cncert_kg.exports import entities
from cncert_kg.exports.data import Data
from cncert_kg.exports.entities import Indicator
from cncert_kg.exports.identifiers import json_bytes, name_uuid
from cncert_kg.exports.organisations import organisations, ties
from cncert_kg.exports.stix_objects import Object, Objects
from cncert_kg.exports.stix_patterns import pattern

PATH = "stix/cncert-kg.json"


def files(data: Data, *, with_indicators: bool) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give the path of the bundle, and its pieces."""
    yield PATH, bundle(data, with_indicators=with_indicators)


def bundle(data: Data, *, with_indicators: bool) -> Iterator[bytes]:
    """Give the bundle, an object a line; the catalogue passes one entry at a time."""
    name = f"{data.dataset} {data.day} {'with' if with_indicators else 'without'} indicators"
    yield f'{{"type": "bundle", "id": "bundle--{name_uuid(name)}", "objects": [\n'.encode()
    separator = b""
    for one in objects(data, with_indicators=with_indicators):
        yield separator + json_bytes(one)
        separator = b",\n"
    yield b"\n]}\n"


def objects(data: Data, *, with_indicators: bool) -> Iterator[Object]:
    """Give every object; none refers to a later one."""
    make = Objects(data)
    named = [i for i in entities.indicators(data) if pattern(i)] if with_indicators else []
    issues = list(entities.issues(data, named))
    partners = [o for o in organisations(data) if not o.is_branch]
    known = {o.iri for o in partners}
    yield from make.head()
    yield from map(make.identity, partners)
    yield from map(make.malware, entities.families(data))
    yield from _vulnerabilities(data, make, issues)
    yield from _indicators(make, named, {issue.iri: issue.day for issue in issues})
    yield from (make.report(issue, known) for issue in issues)
    yield from (make.tie(tie) for tie in ties(data) if {tie.source, tie.target} <= known)


def _vulnerabilities(data: Data, make: Objects, issues: list[entities.Issue]) -> Iterator[Object]:
    """Give the CVE records that issues name, then the catalogue with its links to them."""
    records = {record.number: record.iri for record in entities.named_besides(data, issues)}
    yield from (make.vulnerability(entities.vulnerability(data, iri)) for iri in records.values())
    for entry in entities.entries(data):
        yield make.vulnerability(entry)
        yield from (make.correspondence(entry, records[cve]) for cve in entry.cves if cve in records)


def _indicators(make: Objects, named: list[Indicator], days: dict[str, str]) -> Iterator[Object]:
    """Give the indicators, each with the families that it indicates."""
    for indicator in named:
        yield make.indicator(indicator, min((days[i] for i in indicator.issues if i in days), default=""))
        yield from (make.indicates(indicator, family) for family in indicator.families)
