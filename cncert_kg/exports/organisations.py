"""The organisations of a release and what ties them. A natural person is none, nor is an account that may be one's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from cncert_kg.exports.data import Data
from cncert_kg.exports.identifiers import plain
from cncert_kg.vocab import FOAF, ORG, SKOS, VCARD

_ACCOUNT = "wechat-"
"""Slug of an account known by its number alone (docs/identity.md): who holds it is not known."""
_WIKIDATA = "http://www.wikidata.org/entity/"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that the project curates."""

    iri: str
    name: str
    """In English."""
    name_zh: str
    aliases: tuple[str, ...]
    country: str
    """ISO 3166-1 alpha-2 in lower case; empty where no statement of the release gives it."""
    homepages: tuple[str, ...]
    telephones: tuple[str, ...]
    """E.164."""
    founded: str
    wikidata: tuple[str, ...]
    notes: tuple[str, ...]
    is_branch: bool
    """Whether it is a branch of another."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A statement that ties two organisations."""

    iri: str
    """Of the membership; made from both ends where the statement has no node of its own."""
    kind: str
    """`membership`, `branch`, `initiated`, `operates` or `participates`."""
    source: str
    target: str
    roles: tuple[str, ...]
    """In English."""


def organisations(data: Data) -> Iterator[Organisation]:
    """Give every organisation."""
    countries = _countries(data)
    return (_organisation(data, iri, countries.get(iri, "")) for iri in _iris(data))


def _iris(data: Data) -> list[str]:
    return [i for i in data.instances(ORG.Organization) if data.is_own(i, "org") and not is_account(data, i)]


def is_account(data: Data, iri: str) -> bool:
    """Whether an IRI stands for an account known by its number alone."""
    return iri.startswith(f"{data.base}id/org/{_ACCOUNT}")


def _organisation(data: Data, iri: str, country: str) -> Organisation:
    name, name_zh = data.label(iri), data.label(iri, "zh")
    others = {
        text
        for predicate in (FOAF.name, SKOS.altLabel, SKOS.prefLabel)
        for language in ("en", "zh")
        for text in data.texts(iri, predicate, language)
    }
    return Organisation(
        iri=iri,
        name=name,
        name_zh=name_zh,
        aliases=tuple(sorted(others - {name, name_zh})),
        country=country,
        homepages=tuple(map(_with_path, data.links(iri, FOAF.homepage))),
        telephones=tuple(t.removeprefix("tel:") for t in data.links(iri, VCARD.hasTelephone)),
        founded=data.value(iri, data.d.founded),
        wikidata=tuple(m.removeprefix(_WIKIDATA) for m in data.links(iri, SKOS.exactMatch) if m.startswith(_WIKIDATA)),
        notes=tuple(data.texts(iri, SKOS.note, "en")),
        is_branch=data.is_a(iri, data.d.Branch),
    )


def _with_path(page: str) -> str:
    """Give the address of a page in its normal form (RFC 3986, section 6.2.3): a host alone is its root."""
    parts = urlsplit(page)
    return page if parts.path or parts.query or parts.fragment else f"{page}/"


def _countries(data: Data) -> dict[str, str]:
    """Give the country of a branch by the area it serves, of the unit it is part of, and of what that unit runs."""
    found: dict[str, str] = {}
    for branch in data.instances(data.d.Branch):
        for area in data.links(branch, data.d.jurisdiction):
            country = area.rpartition("/")[2][:2].lower()
            whole = data.links(branch, ORG.unitOf)
            run = [o for w in whole for p in (data.d.initiated, data.d.operates) for o in data.links(w, p)]
            found |= dict.fromkeys([branch, *whole, *run], country)
    return found


def ties(data: Data) -> Iterator[Tie]:
    """Give every tie between two organisations, memberships first."""
    known = set(_iris(data))
    found = [*_memberships(data), *(t for kind in _direct(data) for t in _ties(data, *kind, sorted(known)))]
    return (tie for tie in found if {tie.source, tie.target} <= known)


def _memberships(data: Data) -> Iterator[Tie]:
    for iri in data.instances(ORG.Membership):
        roles = tuple(data.label(role) for role in data.links(iri, ORG.role))
        for member in data.links(iri, ORG.member):
            for whole in data.links(iri, ORG.organization):
                yield Tie(iri, "membership", member, whole, roles)


def _direct(data: Data) -> tuple[tuple[str, NamedNode], ...]:
    return (
        ("branch", ORG.unitOf),
        ("initiated", data.d.initiated),
        ("operates", data.d.operates),
        ("participates", data.d.participatesInWorkOf),
    )


def _ties(data: Data, kind: str, predicate: NamedNode, known: list[str]) -> Iterator[Tie]:
    role = "branch of" if kind == "branch" else plain(data.label(predicate.value))
    for source in known:
        for target in data.links(source, predicate):
            yield Tie(f"{source} {predicate.value} {target}", kind, source, target, (role,))
