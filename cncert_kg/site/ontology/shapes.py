"""What the SHACL shapes demand of a class or a property, as pages say it; and the shapes' own Turtle."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.resources import turtle_files
from cncert_kg.vocab import RDF, SH

_SH = SH.namespace

_BLOCK = re.compile(r"^s:([A-Za-z0-9-]+) a sh:NodeShape\b.*?\s\.$", re.MULTILINE | re.DOTALL)
_TARGETS = ("targetClass", "targetSubjectsOf")
_LIMITS = ("minInclusive", "maxInclusive", "minLength", "maxLength", "lessThan", "lessThanOrEquals", "hasValue")

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class Demand(NamedTuple):
    """What a shape demands of a property, or of a thing as a whole."""

    shape: str
    """Local name of the node shape."""
    path: str
    """IRI of the property; empty for a demand on the whole, and for a path of several."""
    least: str
    most: str
    """How many values, as written in the shape; empty where no bound is."""
    kinds: tuple[str, ...]
    """IRIs of the datatype or class asked for."""
    is_iri: bool
    pattern: str
    limits: tuple[tuple[str, str], ...]
    """Other bounds: the constraint's name, and its value."""
    zh: str
    en: str
    """The message of a failure."""
    is_warning: bool


class Shape(NamedTuple):
    """A node shape."""

    name: str
    targets: tuple[str, ...]
    """IRIs of the classes whose instances it is for, and of the properties whose subjects it is for."""
    demands: tuple[Demand, ...]
    turtle: str


@cache
def shapes(base: str) -> tuple[Shape, ...]:
    """Give every node shape that has targets, for a graph under `base`."""
    texts = [path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base) for path in turtle_files("shapes")]
    blocks = {found[1]: found[0] for text in texts for found in _BLOCK.finditer(text)}
    graph = _Graph(texts)
    return tuple(sorted(_shapes(graph, blocks)))


def of_class(base: str, targets: set[str]) -> list[Shape]:
    """Give the shapes for instances of some classes, and subjects of some properties, by their IRIs."""
    return [shape for shape in shapes(base) if targets & set(shape.targets)]


def of_property(base: str, iri: str) -> list[tuple[Shape, Demand]]:
    """Give what shapes demand of a property, by its IRI."""
    return [(shape, demand) for shape in shapes(base) for demand in shape.demands if demand.path == iri]


class _Graph:
    """The shapes as values by subject and predicate."""

    def __init__(self, texts: list[str]) -> None:
        self._values: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for number, text in enumerate(texts):
            for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
                subject, object_ = (_apart(number, t) for t in (quad.subject, quad.object))
                self._values[subject][quad.predicate.value].append(object_)

    def subjects(self) -> list[Term]:
        """Give every subject that has an IRI."""
        return [s for s in self._values if isinstance(s, ox.NamedNode)]

    def values(self, subject: Term, name: str) -> list[Term]:
        """Give the values of a property of SHACL, in a fixed order."""
        return sorted(self._values[subject][_SH + name], key=str)

    def is_node_shape(self, subject: Term) -> bool:
        """Whether a subject is a node shape."""
        return any(t == ox.NamedNode(f"{_SH}NodeShape") for t in self._values[subject][RDF.type.value])

    def text(self, subject: Term, name: str) -> str:
        """Give the one value of a property as text; empty for none and for a blank node."""
        found = self.values(subject, name)
        return next((v.value for v in found if not isinstance(v, ox.BlankNode)), "")


def _apart(number: int, term: object) -> Term:
    """A blank node of one file is none of another's."""
    assert isinstance(term, Term)
    return ox.BlankNode(f"f{number}{term.value}") if isinstance(term, ox.BlankNode) else term


def _shapes(graph: _Graph, blocks: Mapping[str, str]) -> Iterator[Shape]:
    for subject in graph.subjects():
        name = subject.value.rpartition("#")[2]
        targets = tuple(t.value for name_ in _TARGETS for t in graph.values(subject, name_))
        if targets and graph.is_node_shape(subject):
            yield Shape(name, targets, tuple(_demands(graph, subject, name)), blocks.get(name, ""))


def _demands(graph: _Graph, shape: Term, name: str) -> Iterator[Demand]:
    """The demands on the whole, on each property, and of each query."""
    for node in (shape, *graph.values(shape, "property"), *graph.values(shape, "sparql")):
        demand = _demand(graph, node, name)
        if demand.zh:
            yield demand


def _demand(graph: _Graph, node: Term, shape: str) -> Demand:
    messages = {m.language: m.value for m in graph.values(node, "message") if isinstance(m, ox.Literal)}
    kinds = (graph.text(node, "datatype"), graph.text(node, "class"))
    limits = ((limit, graph.text(node, limit)) for limit in _LIMITS)
    return Demand(
        shape=shape,
        path=graph.text(node, "path"),
        least=graph.text(node, "minCount"),
        most=graph.text(node, "maxCount"),
        kinds=tuple(filter(None, kinds)),
        is_iri=graph.text(node, "nodeKind") == f"{_SH}IRI",
        pattern=graph.text(node, "pattern"),
        limits=tuple((limit, value) for limit, value in limits if value),
        zh=messages.get("zh", ""),
        en=messages.get("en", ""),
        is_warning=graph.text(node, "severity") == f"{_SH}Warning",
    )
