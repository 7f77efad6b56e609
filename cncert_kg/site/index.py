"""The graph as pages read it: facts by subject, uses by object, descriptions by page. Built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import pyoxigraph as ox

from cncert_kg.site import links
from cncert_kg.turtle import Names
from cncert_kg.vocab import SSSOM, prefixes


class Text(NamedTuple):
    """A literal."""

    text: str
    language: str
    """`zh`, `en` or empty."""
    datatype: str
    """`xsd:decimal`; `xsd:string` and `rdf:langString` too."""


Value = str | Text
"""A node, or a literal. A node of ours is its IRI without the base, any other its whole IRI."""

_SET = f"{SSSOM.namespace}MappingSet"

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
        """The triples of each page of ours: of its subject, and of all that has its place there."""
        self._parts: dict[str, list[str]] = defaultdict(list)
        self._places: dict[str, dict[str, None]] = defaultdict(dict)
        self._sets: dict[str, str] = {}
        distinct = sorted(set(triples), key=str)
        self.size = len(distinct)
        """Number of triples."""
        for subject, about in groupby(distinct, key=attrgetter("subject")):
            self._add(self.node(subject.value), list(about))

    def _add(self, subject: str, about: list[ox.Triple]) -> None:
        """Take what is said about a subject."""
        facts = self.facts.setdefault(subject, {})
        for triple in about:
            predicate = self.short(triple.predicate.value)
            value = self._value(triple.object)
            facts.setdefault(predicate, []).append(value)
            if isinstance(value, str):
                self.uses.setdefault(value, {}).setdefault(predicate, []).append(subject)
        # Of an entry that only a mapping names, nothing more is here: the page of its hundred numbers shows it.
        is_elsewhere = subject.startswith("id/vuln/") and "dct:identifier" not in facts
        if (self.is_ours(subject) and not is_elsewhere) or self.is_set(subject):
            self._put(subject, about)

    def _value(self, term: object) -> Value:
        assert isinstance(term, ox.NamedNode | ox.Literal)
        if isinstance(term, ox.NamedNode):
            return self.node(term.value)
        return Text(term.value, term.language or "", self.short(term.datatype.value))

    def _put(self, subject: str, about: list[ox.Triple]) -> None:
        """Take what is said about a subject into the description of the page that shows it."""
        path, of = subject.partition("#")[0], self.page(subject)
        self.described[of] += about
        if path != subject:
            self._parts[path].append(subject)
        if self.is_set(subject):
            self._sets[of] = subject
        elif path != of:
            self._places[of][path] = None

    def place(self, node: str) -> tuple[str, str]:
        """Give the page that shows a node, and the id of its place there; the id of a page itself is empty."""
        if links.is_mapping(node):
            return links.mapping_place(node, self.node_of(node, "dct:isPartOf"))
        return (links.set_page(node), "") if self.is_set(node) else links.place(node)

    def page(self, node: str) -> str:
        """Give the page that shows a node."""
        return self.place(node)[0]

    def is_set(self, node: str) -> bool:
        """Whether a node is a mapping set, ours or another's."""
        return self.is_a(node, _SET)

    def subject(self, page: str) -> str:
        """Give what a page is about: the node at its path, but for the page of a mapping set."""
        return self._sets.get(page, page)

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

    def links_to(self, node: str) -> list[tuple[str, list[str]]]:
        """Give what has a node, or what has a fragment of it, as an object, by predicate; not what its page shows.

        The mappings of a thing are no such links: its page has them in a table.
        """
        found: dict[str, list[str]] = {}
        here = self.page(node)
        for target in (node, *self.fragments(node)):
            for predicate, subjects in self.uses.get(target, {}).items():
                if predicate != "owl:annotatedSource":
                    others = [s for s in subjects if self.page(s) != here]
                    found.setdefault(predicate, []).extend(others)
        return [(predicate, subjects) for predicate, subjects in sorted(found.items()) if subjects]

    def members(self, class_: str) -> list[str]:
        """Give what is of a class; `class_` is a node: `def#Gap` or the whole IRI of another vocabulary's."""
        return self.subjects("rdf:type", class_)

    def is_a(self, node: str, class_: str) -> bool:
        """Whether the graph says that `node` is of a class."""
        return class_ in self.values(node, "rdf:type")

    def fragments(self, of: str) -> list[str]:
        """Give the nodes whose IRIs are the one of `of` with a fragment, in order."""
        return self._parts.get(of, [])

    def places(self, of: str) -> list[str]:
        """Give the nodes that are places on the page `of` under IRIs of their own, in order: mentions, entries."""
        return list(self._places.get(of, ()))
