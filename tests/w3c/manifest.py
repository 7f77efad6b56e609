"""The manifests of the W3C suites as values: what each test asks, of which data, and what it expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal

VOCABULARIES = {
    "cnt": "http://www.w3.org/2011/content#",
    "ht": "http://www.w3.org/2011/http#",
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rs": "http://www.w3.org/2001/sw/DataAccess/tests/result-set#",
    "sh": "http://www.w3.org/ns/shacl#",
    "sht": "http://www.w3.org/ns/shacl-test#",
    "ut": "http://www.w3.org/2009/sparql/tests/test-update#",
}
RDF_FORMATS = {
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".ttl": ox.RdfFormat.TURTLE,
}
PUBLISHED = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
"""Where the SPARQL suites say that they are, so that their relative IRIs name no file of this machine."""

QUERIES = ("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl")
"""The manifests that include the groups about queries and about the forms of results."""


class Facts:
    """The triples of one file, asked by subject and by property (`mf:action`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._objects: dict[tuple[Term, str], list[Term]] = {}
        self._subjects: dict[tuple[str, Term], list[Term]] = {}
        for triple in triples(path, path.as_uri()):
            subject, value = plain(triple.subject), plain(triple.object)
            self._objects.setdefault((subject, triple.predicate.value), []).append(value)
            self._subjects.setdefault((triple.predicate.value, value), []).append(subject)

    def all(self, subject: Term, name: str) -> list[Term]:
        """Give the objects of a property, in the order of the file."""
        return self._objects.get((subject, expanded(name)), [])

    def one(self, subject: Term, name: str) -> Term | None:
        """Give the only object of a property, or none."""
        found = self.all(subject, name)
        assert len(found) <= 1, f"{self.path}: {subject} has {len(found)} {name}"
        return found[0] if found else None

    def text(self, subject: Term, name: str) -> str:
        """Give the text or the IRI of the only object of a property; empty where there is none."""
        found = self.one(subject, name)
        return found.value if found is not None else ""

    def subjects(self, name: str, value: str) -> list[Term]:
        """Give what has the IRI `value` for a property."""
        return self._subjects.get((expanded(name), ox.NamedNode(expanded(value))), [])

    def items(self, head: Term | None) -> Iterator[Term]:
        """Yield the members of an RDF list."""
        while head is not None and head.value != expanded("rdf:nil"):
            first = self.one(head, "rdf:first")
            assert first is not None, f"{self.path}: {head} is no list"
            yield first
            head = self.one(head, "rdf:rest")


def expanded(name: str) -> str:
    """Give the IRI of a name such as `mf:action`."""
    prefix, _, local = name.partition(":")
    return VOCABULARIES[prefix] + local


def plain(term: Term | ox.Triple) -> Term:
    """Give a term back that is no triple, as none is in RDF 1.1."""
    assert not isinstance(term, ox.Triple)
    return term


def triples(path: Path, base: str) -> list[ox.Triple]:
    """Give the triples of an RDF file."""
    content = path.read_bytes()
    found = ox.parse(content, format=RDF_FORMATS[path.suffix], base_iri=base, rename_blank_nodes=True)
    return [quad.triple for quad in found]


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a SPARQL suite."""

    name: str
    """Group and local name: `aggregates/agg01`."""
    kind: str
    """Local name of its class: `QueryEvaluationTest`, `NegativeSyntaxTest11`."""
    request: Path
    """The query, or the update."""
    data: tuple[Path, ...] = ()
    """Files of the default graph."""
    graphs: tuple[tuple[str, Path], ...] = ()
    """Name and file of each named graph."""
    result: Path | None = None
    """The answer expected."""

    @property
    def is_syntax(self) -> bool:
        """Whether it is only about reading the request."""
        return "Syntax" in self.kind

    @property
    def is_positive(self) -> bool:
        """Whether the request is to be accepted."""
        return not self.kind.startswith("Negative")

    @property
    def text(self) -> str:
        """The query or update, its base said, since nobody tells a service where a query came from."""
        return f"BASE <{published(self.request)}>\n" + self.request.read_bytes().decode()

    @property
    def dataset(self) -> tuple[tuple[Path, ...], tuple[tuple[str, Path], ...]]:
        """What tells its data set from others."""
        return self.data, self.graphs

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the data set that the query is about."""
        for path in self.data:
            yield from quads(path, ox.DefaultGraph())
        for name, path in self.graphs:
            yield from quads(path, ox.NamedNode(name))


def quads(path: Path, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    """Yield the triples of a file of the SPARQL suites in a graph; its blank nodes are its own."""
    for triple in triples(path, published(path)):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def published(path: Path) -> str:
    """Give the IRI that a file of the SPARQL suites was published at."""
    return f"{PUBLISHED}{path.parent.name}/{path.name}"


def cases(folder: Path, *groups: str) -> list[Case]:
    """Give the tests of groups (`aggregates`), or of the groups that a manifest (`manifest-….ttl`) includes."""
    names = [name for group in groups for name in (_included(folder / group) if group.endswith(".ttl") else [group])]
    return [case for name in names for case in _group(folder / name / "manifest.ttl")]


def _included(manifest: Path) -> list[str]:
    facts = Facts(manifest)
    head = facts.one(ox.NamedNode(manifest.as_uri()), "mf:include")
    return [_path(item).parent.name for item in facts.items(head)]


@cache
def _group(manifest: Path) -> tuple[Case, ...]:
    facts = Facts(manifest)
    entries = facts.items(facts.one(ox.NamedNode(manifest.as_uri()), "mf:entries"))
    return tuple(_case(facts, entry) for entry in entries if facts.one(entry, "mf:action") is not None)


def _case(facts: Facts, entry: Term) -> Case:
    action, result = facts.one(entry, "mf:action"), facts.one(entry, "mf:result")
    assert action is not None
    described = isinstance(action, ox.BlankNode)
    request = facts.one(action, "qt:query") or facts.one(action, "ut:request") if described else action
    assert request is not None, f"{facts.path}: {entry} asks nothing"
    return Case(
        name=f"{facts.path.parent.name}/{local(entry)}",
        kind=local(facts.one(entry, "rdf:type")),
        request=_path(request),
        data=tuple(map(_path, [*facts.all(action, "qt:data"), *facts.all(action, "ut:data")])),
        graphs=tuple(_named_graphs(facts, action)),
        result=_path(result) if isinstance(result, ox.NamedNode) else None,
    )


def _named_graphs(facts: Facts, action: Term) -> Iterator[tuple[str, Path]]:
    for node in facts.all(action, "qt:graphData"):
        yield published(_path(node)), _path(node)
    yield from labelled_graphs(facts, action)


def labelled_graphs(facts: Facts, subject: Term) -> Iterator[tuple[str, Path]]:
    """Yield name and file of each `ut:graphData`."""
    for node in facts.all(subject, "ut:graphData"):
        graph = facts.one(node, "ut:graph")
        assert graph is not None
        yield facts.text(node, "rdfs:label"), _path(graph)


def local(term: Term | None) -> str:
    """Give the part of an IRI after its last `#` or `/`."""
    assert isinstance(term, ox.NamedNode)
    return term.value.replace("#", "/").rpartition("/")[2]


def _path(term: Term) -> Path:
    assert isinstance(term, ox.NamedNode)
    return Path(unquote(urlsplit(term.value).path))


def resolved(iri: str, base: str) -> str:
    """Give an IRI of a result file, which may be relative to where that file was published."""
    return urljoin(base, iri)
