"""What is known before any document is read: the ontology, the code lists, and the curated organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from cncert_kg import resources
from cncert_kg.errors import ResourceError
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.vocab import DCT, ORG, RDF, RDFS, own

Fact = tuple[NamedNode, NamedNode, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim that a publication outside the documents makes: its IRI and the triple it claims."""

    node: NamedNode
    fact: Fact


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The curated part of the graph, under one base."""

    ontology: tuple[Triple, ...]
    codes: tuple[Triple, ...]
    organisations: tuple[Triple, ...]
    labels: dict[tuple[str, str], tuple[str, str]]
    """zh and en label of each (scheme, code)."""
    names: Mapping[NamedNode, tuple[str, str]]
    """zh and en label of each thing of the curated graphs."""
    accounts: Mapping[str, str]
    """Organisation slug by WeChat account (`__biz`)."""
    facts: frozenset[Fact]
    """The curated choice: every direct triple about an organisation."""
    citations: tuple[Citation, ...]


@cache
def knowledge(base: str = DEFAULT_BASE) -> Knowledge:
    """Read the curated files under `base`, once: they come with the package and do not change.

    Raises `ResourceError`: `E_TURTLE` for a file that does not parse, `E_UNBACKED` for a curated statement
    about an organisation that no cited claim in the same file backs.
    """
    ontology = _triples([("cncert.ttl",)], base)
    codes = _triples([("codes", name) for name in resources.names("ontology", "codes", suffix=".ttl")], base)
    organisations = _triples([("organisations.ttl",)], base)
    names = _names(codes + organisations)
    iris, citations = Iris(base), _citations(organisations, base)
    facts = frozenset(_fact(t) for t in organisations if isinstance(t.object, NamedNode | Literal))
    _check_backed(facts, citations, base)
    return Knowledge(
        ontology=ontology,
        codes=codes,
        organisations=organisations,
        labels=_code_labels(names, iris),
        names=names,
        accounts=_accounts(organisations, iris),
        facts=facts,
        citations=citations,
    )


def _triples(paths: Iterable[tuple[str, ...]], base: str) -> tuple[Triple, ...]:
    out: list[Triple] = []
    for path in paths:
        text = resources.text("ontology", *path).replace(DEFAULT_BASE, base)
        try:
            out += (q.triple for q in parse(text.encode(), RdfFormat.TURTLE))
        except SyntaxError as error:
            raise ResourceError("E_TURTLE", str(error), "/".join(path)) from error
    return tuple(out)


def _names(triples: Iterable[Triple]) -> dict[NamedNode, tuple[str, str]]:
    found: dict[NamedNode, dict[str | None, str]] = defaultdict(dict)
    for t in triples:
        if t.predicate == RDFS.label and isinstance(t.object, Literal) and isinstance(t.subject, NamedNode):
            found[t.subject][t.object.language] = t.object.value
    return {node: (by["zh"], by["en"]) for node, by in found.items() if {"zh", "en"} <= by.keys()}


def _code_labels(names: Mapping[NamedNode, tuple[str, str]], iris: Iris) -> dict[tuple[str, str], tuple[str, str]]:
    start = f"{iris.base}code/"
    paths = {node: node.value.removeprefix(start).split("/") for node in names if node.value.startswith(start)}
    return {(path[0], path[1]): names[node] for node, path in paths.items() if len(path) == 2}


def _accounts(triples: Iterable[Triple], iris: Iris) -> dict[str, str]:
    start, account = f"{iris.base}id/org/", own(iris.base).wechatAccount
    return {
        t.object.value: t.subject.value.removeprefix(start)
        for t in triples
        if t.predicate == account and isinstance(t.object, Literal) and isinstance(t.subject, NamedNode)
    }


def _fact(triple: Triple) -> Fact:
    assert isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)
    return triple.subject, triple.predicate, triple.object


def _citations(triples: Iterable[Triple], base: str) -> tuple[Citation, ...]:
    parts: dict[NamedNode, dict[NamedNode, NamedNode | Literal]] = defaultdict(dict)
    claims, cited = set(), set()
    for subject, predicate, object_ in map(_fact, triples):
        parts[subject][predicate] = object_
        if predicate == RDF.type and object_ == own(base).Claim:
            claims.add(subject)
        if predicate == DCT.bibliographicCitation:
            cited.add(subject)
    out = []
    for node in sorted(claims & cited, key=str):
        about, property_ = parts[node][RDF.subject], parts[node][RDF.predicate]
        assert isinstance(about, NamedNode) and isinstance(property_, NamedNode)
        out.append(Citation(node, (about, property_, parts[node][RDF.object])))
    return tuple(out)


def _check_backed(facts: Iterable[Fact], citations: Iterable[Citation], base: str) -> None:
    d = own(base)
    claimable = {
        d.founded, d.legalStatus, d.motto, d.leads, d.businessFunction, d.initiated, d.operates, d.coFounderOf,
        d.participatesInWorkOf, ORG.memberOf,
    }  # fmt: skip
    backed = {c.fact for c in citations}
    for fact in sorted((f for f in facts if f[1] in claimable and f not in backed), key=str):
        raise ResourceError("E_UNBACKED", f"no cited claim backs {' '.join(map(str, fact))}", "organisations.ttl")
