"""FollowTheMoney: organisations, and what ties them, one entity a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cncert_kg.exports.data import Data
from cncert_kg.exports.identifiers import json_bytes, name_uuid
from cncert_kg.exports.organisations import Organisation, Tie, organisations, ties

PATH = "ftm/entities.ftm.json"

Properties = Mapping[str, Iterable[str]]


def files(data: Data) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give the path of the entities, and their lines."""
    yield PATH, lines(data)


def lines(data: Data) -> Iterator[bytes]:
    """Give every entity; a tie comes after the organisations that it ties."""
    return written(organisations(data), ties(data))


def written(organisations_: Iterable[Organisation], ties_: Iterable[Tie]) -> Iterator[bytes]:
    """Give the lines of some organisations, then of some ties."""
    for organisation in organisations_:
        yield _line(organisation.iri, "Organization", _organisation(organisation))
    for tie in ties_:
        ends = ("member", "organization") if tie.kind == "membership" else ("subject", "object")
        schema = "Membership" if tie.kind == "membership" else "UnknownLink"
        yield _line(tie.iri, schema, _tie(tie, ends))


def _organisation(organisation: Organisation) -> Properties:
    return {
        "name": {organisation.name, organisation.name_zh},
        "alias": organisation.aliases,
        "country": [organisation.country],
        "website": organisation.homepages,
        "phone": organisation.telephones,
        "incorporationDate": [organisation.founded],
        "wikidataId": organisation.wikidata,
        "notes": organisation.notes,
        "sourceUrl": [organisation.iri],
    }


def _tie(tie: Tie, ends: tuple[str, str]) -> Properties:
    page = [] if " " in tie.iri else [tie.iri]
    return {ends[0]: [name_uuid(tie.source)], ends[1]: [name_uuid(tie.target)], "role": tie.roles, "sourceUrl": page}


def _line(iri: str, schema: str, properties: Properties) -> bytes:
    """Give an entity; its identifier is that of the same thing in the STIX bundle."""
    given = {name: sorted(filter(None, values)) for name, values in sorted(properties.items())}
    whole = {
        "id": name_uuid(iri),
        "schema": schema,
        "properties": {name: values for name, values in given.items() if values},
    }
    return json_bytes(whole) + b"\n"
