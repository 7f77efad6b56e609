"""A MISP feed: one event an issue, the manifest, the hashes of all values, laid out as by MISP's generator."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from cncert_kg.exports import entities
from cncert_kg.exports.data import Data
from cncert_kg.exports.entities import Family, Indicator
from cncert_kg.exports.identifiers import json_bytes
from cncert_kg.exports.misp_events import Event, Events

FOLDER = "misp"


def files(data: Data, *, with_indicators: bool) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give the path and the bytes of every file of the feed; the two that list the events come last."""
    manifest: dict[str, object] = {}
    hashes: list[bytes] = []
    for event in events(data, with_indicators=with_indicators):
        uuid = str(event["uuid"])
        manifest[uuid] = _listed(event)
        hashes += (f"{digest},{uuid}\n".encode() for digest in _digests(event))
        yield f"{FOLDER}/{uuid}.json", [json_bytes({"Event": event}, indent=1), b"\n"]
    yield f"{FOLDER}/manifest.json", [json_bytes(dict(sorted(manifest.items())), indent=1), b"\n"]
    yield f"{FOLDER}/hashes.csv", hashes


def events(data: Data, *, with_indicators: bool) -> Iterator[Event]:
    """Give the event of every issue that has a day of publication."""
    return (event for _, event in events_by_issue(data, with_indicators=with_indicators))


def events_by_issue(data: Data, *, with_indicators: bool) -> Iterator[tuple[str, Event]]:
    """Give the IRI of every issue that has a day of publication, and its event."""
    named: dict[str, Indicator] = {i.iri: i for i in entities.indicators(data)} if with_indicators else {}
    families: dict[str, Family] = {family.iri: family for family in entities.families(data)}
    make = Events(data)
    for issue in entities.issues(data, named.values()):
        event = make.event(
            issue,
            [entities.vulnerability(data, iri) for iri in issue.vulnerabilities],
            [families[iri] for iri in issue.families if iri in families],
            [named[iri] for iri in issue.indicators],
        )
        yield issue.iri, event


def _listed(event: Event) -> dict[str, object]:
    """Give what the manifest says of an event; there MISP writes numbers as numbers."""
    numbers = {key: int(event[key]) for key in ("analysis", "threat_level_id", "timestamp")}
    return {key: event[key] for key in ("Orgc", "Tag", "info", "date")} | numbers


def _digests(event: Event) -> Iterator[str]:
    """Give the MD5 of the value of every attribute: what MISP looks values up by, no protection of anything."""
    for holder in (event, *event["Object"]):
        for attribute in holder.get("Attribute", []):
            yield hashlib.md5(attribute["value"].encode(), usedforsecurity=False).hexdigest()
