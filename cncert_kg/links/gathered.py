"""Triples to things: what of a graph can tell that something in it is known elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Quad, Triple

from cncert_kg.links import countries
from cncert_kg.links.things import Name
from cncert_kg.vocab import DCT, FOAF, ORG, OWL, RDFS, SKOS

Term = NamedNode | Literal
Described = Mapping[NamedNode, Mapping[str, Sequence[Term]]]
"""Of each subject, the objects by the IRI of the predicate, in the order of the graph."""

_SCHEMA = ("https://schema.org/", "http://schema.org/")
NAMES = tuple(
    p.value for p in (SKOS.prefLabel, RDFS.label, FOAF.name, SKOS.altLabel, SKOS.hiddenLabel, DCT.alternative)
) + tuple(f"{s}{name}" for s in _SCHEMA for name in ("name", "legalName", "alternateName"))
"""Predicates whose literals are names, those that name best first."""
_IDENTIFIERS = tuple(p.value for p in (DCT.identifier, ORG.identifier, SKOS.notation)) + tuple(
    f"{s}identifier" for s in _SCHEMA
)
_SAME = (SKOS.exactMatch.value, f"{OWL.namespace}sameAs")
_SITES = (FOAF.homepage.value, *(f"{s}url" for s in _SCHEMA))
_COUNTRIES = (
    "http://www.w3.org/2006/vcard/ns#country-name",
    DCT.spatial.value,
    *(f"{s}{name}" for s in _SCHEMA for name in ("addressCountry", "nationality")),
)
USED = frozenset((*NAMES, *_IDENTIFIERS, *_SAME, *_SITES, *_COUNTRIES))

_KNOWN = (
    ("cve", re.compile(r"(?:^|[/#=:])(CVE-[0-9]{4}-[0-9]{4,19})$", re.ASCII)),
    ("cnvd", re.compile(r"(?:^|[/#=:])(CNVD-(?:C-)?[0-9]{4}-[0-9]{4,6})$", re.ASCII)),
    ("attack", re.compile(r"^https?://attack\.mitre\.org/(?:software|groups)/([SG][0-9]{4,6})/?$", re.ASCII)),
    ("uuid", re.compile(r"(?:^|[/#:])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$", re.ASCII)),
    ("wikidata", re.compile(r"^https?://www\.wikidata\.org/(?:entity|wiki)/(Q[0-9]{1,12})$", re.ASCII)),
    ("first", re.compile(r"^https://www\.first\.org/members/teams/([a-z0-9_-]{1,80})/?$", re.ASCII)),
    ("machinetag", re.compile(r'^([a-z0-9-]{1,40}:[a-z0-9-]{1,60}(?:="[^"\n]{1,80}")?)$', re.ASCII)),
    ("iso3166-2", re.compile(r"(?:^|[/#:])([A-Z]{2}-[A-Z0-9]{1,3})$", re.ASCII)),
    ("iso3166-1", re.compile(r"(?:3166(?:-1)?|country|countries|area)[/#:]([A-Z]{2})$", re.ASCII)),
)
"""Identifiers that an IRI or an identifying literal holds."""


def described(triples: Iterable[Triple | Quad], more: Iterable[NamedNode] = ()) -> Described:
    """Give what the triples with the predicates used here, and with `more`, say of each subject that has an IRI."""
    wanted = USED | {p.value for p in more}
    found: dict[NamedNode, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if t.predicate.value in wanted and isinstance(t.subject, NamedNode) and isinstance(t.object, Term):
            found[t.subject][t.predicate.value].append(t.object)
    return found


def names(said: Mapping[str, Sequence[Term]]) -> tuple[Name, ...]:
    """Give each name once, the best first, English before Chinese before others."""
    order = {"en": 0, "zh": 1}
    found: dict[Name, None] = {}
    for predicate in NAMES:
        literals = [t for t in said.get(predicate, ()) if isinstance(t, Literal) and t.value.strip()]
        for literal in sorted(literals, key=lambda t: (order.get(t.language or "", 2), t.language or "", t.value)):
            found[Name(" ".join(literal.value.split())[:MAX_NAME], literal.language or "")] = None
    return tuple(found)


MAX_NAME = 1000
"""Characters of a name at most; what is longer is prose."""


def identifiers(node: NamedNode, said: Mapping[str, Sequence[Term]]) -> frozenset[tuple[str, str]]:
    """Give what identifies a thing: in its own IRI, in identifying literals, in the IRIs said to be of the same."""
    same = [t.value for p in _SAME for t in said.get(p, ()) if isinstance(t, NamedNode)]
    stated = [t.value for p in _IDENTIFIERS for t in said.get(p, ())]
    found = {pair for text in (node.value, *same, *stated) for pair in known(text)}
    return frozenset(found | {("iri", iri) for iri in same} | set(_hosts(said)))


def known(text: str) -> Iterator[tuple[str, str]]:
    """Give the identifiers that a text ends with, or is."""
    for scheme, pattern in _KNOWN:
        match = pattern.search(text)
        if match and (not scheme.startswith("iso") or match[1][:2] in countries.CODES):
            yield scheme, match[1]


def _hosts(said: Mapping[str, Sequence[Term]]) -> Iterator[tuple[str, str]]:
    for address in (t.value for p in _SITES for t in said.get(p, ())):
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            continue
        if "." in host:
            yield "host", host.removeprefix("www.")


def country(said: Mapping[str, Sequence[Term]]) -> str:
    """Give the one country that is stated, by its ISO 3166-1 code; nothing where none or several are."""
    found = set()
    for stated in (t.value for p in _COUNTRIES for t in said.get(p, ())):
        try:
            found.add(countries.code(re.split("[/#]", stated)[-1]))
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else ""
