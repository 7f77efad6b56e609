"""The graph as pages read it: facts by subject, uses by object, descriptions by page. Built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from cncert_kg.site.links import page
from cncert_kg.turtle import Names
from cncert_kg.vocab import prefixes


class Text(NamedTuple):
    """A literal."""

    text: str
    language: str
    """`zh`, `en` or empty."""
    datatype: str
    """`xsd:decimal`; `xsd:string` and `rdf:langString` too."""


Value = str | Text
"""A node, or a literal. A node of ours is its IRI without the base, any other its whole IRI."""

Facts = dict[str, list[Value]]
"""Objects by predicate; a predicate is written as in the Turtle: `d:series`."""


class Index:
    """The union of all named graphs."""

    def __init__(self, triples: Iterable[ox.Triple], base: str) -> None:
        """Read the triples; one that stands in several graphs counts once."""
        self.base = base
        self.prefixes = prefixes(base)
        self._names = Names(self.prefixes)
        self.facts: dict[str, Facts] = {}
        self.uses: dict[str, dict[str, list[str]]] = {}
        """Subjects by predicate, of each node that is an object."""
        self.described: dict[str, list[ox.Triple]] = defaultdict(list)
        """The triples of each page of ours: of its subject, and of what has a fragment of it."""
        distinct = sorted(set(triples), key=str)
        self.size = len(distinct)
        """Number of triples."""
        for triple in distinct:
            self._add(triple)

    def _add(self, triple: ox.Triple) -> None:
        assert isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal)
        subject, predicate = self.node(triple.subject.value), self.short(triple.predicate.value)
        if isinstance(triple.object, ox.NamedNode):
            value: Value = self.node(triple.object.value)
            assert isinstance(value, str)
            self.uses.setdefault(value, {}).setdefault(predicate, []).append(subject)
        else:
            value = _text(triple.object, self.short(triple.object.datatype.value))
        self.facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
        if self.is_ours(subject):
            self.described[page(subject)].append(triple)

    def node(self, iri: str) -> str:
        """Give the node of an IRI."""
        return iri.removeprefix(self.base)

    def iri(self, node: str) -> str:
        """Give the IRI of a node."""
        return self.base + node if self.is_ours(node) else node

    def is_ours(self, node: str) -> bool:
        """Whether a node is under the base."""
        return ":" not in node

    def short(self, iri: str) -> str:
        """Give `prefix:name` where a prefix fits, else the IRI."""
        return self._names.short(iri) or iri

    def term(self, short: str) -> str:
        """Give the node of a term as `short` writes it: `def#series` for `d:series`."""
        prefix, colon, name = short.partition(":")
        return self.node(self.prefixes[prefix] + name) if colon and prefix in self.prefixes else short

    def values(self, node: str, predicate: str) -> list[Value]:
        """Give all objects, in a fixed order."""
        return self.facts.get(node, {}).get(predicate, [])

    def nodes(self, node: str, predicate: str) -> list[str]:
        """Give the objects that are nodes."""
        return [v for v in self.values(node, predicate) if isinstance(v, str)]

    def node_of(self, node: str, predicate: str) -> str:
        """Give the first object that is a node, or nothing."""
        return next(iter(self.nodes(node, predicate)), "")

    def texts(self, node: str, predicate: str) -> list[Text]:
        """Give the objects that are literals."""
        return [v for v in self.values(node, predicate) if isinstance(v, Text)]

    def text_of(self, node: str, predicate: str, language: str = "") -> str:
        """Give the first literal (in `language`, where given), or nothing."""
        return next((t.text for t in self.texts(node, predicate) if not language or t.language == language), "")

    def subjects(self, predicate: str, node: str) -> list[str]:
        """Give what has `node` as its `predicate`."""
        return self.uses.get(node, {}).get(predicate, [])

    def members(self, class_: str) -> list[str]:
        """Give what is of a class; `class_` is a node: `def#Gap` or the whole IRI of another vocabulary's."""
        return self.subjects("rdf:type", class_)

    def is_a(self, node: str, class_: str) -> bool:
        """Whether the graph says that `node` is of a class."""
        return class_ in self.values(node, "rdf:type")

    def fragments(self, of: str) -> Iterator[str]:
        """Give the nodes that have their place on the page `of`, without the page's own."""
        found = {self.node(t.subject.value) for t in self.described[of] if isinstance(t.subject, ox.NamedNode)}
        return iter(sorted(found - {of}))


def _text(literal: ox.Literal, datatype: str) -> Text:
    return Text(literal.value, literal.language or "", datatype)
