"""A release as the exports ask it: values of a thing, whatever graph they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from cncert_kg.exports.identifiers import first_day, plain
from cncert_kg.vocab import DCAT, DCT, RDF, RDFS, own

BEGINNING = "2009-01-01"
"""STIX forbids the day of creation to change from version to version, so what has no day of its own is of this one."""


class Data:
    """A store under its base IRI; every answer is sorted, of the union of all graphs, and each value once."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.base = base
        self.d = own(base)
        self.dataset = f"{base}id/dataset/cncert-kg"

    @cached_property
    def day(self) -> str:
        """The newest day of the data set."""
        versions = [v for v in self.instances(DCAT.Dataset) if v.startswith(f"{self.dataset}/")]
        days = [first_day(day) for version in versions for day in self.values(version, DCT.modified)]
        return max([BEGINNING, *days])

    @cached_property
    def kev(self) -> dict[str, str]:
        """Day on which CISA's catalogue took a CVE record, by the number of the record."""
        quads = sorted(self.store.quads_for_pattern(None, self.d.kevDateAdded, None), key=str)
        return {
            q.subject.value.rpartition("/")[2]: q.object.value
            for q in quads
            if isinstance(q.subject, NamedNode) and isinstance(q.object, Literal)
        }

    def is_own(self, iri: str, kind: str) -> bool:
        """Whether an IRI is ours and of a kind: `org`, `vuln` …; never one of an imported data set."""
        return iri.startswith(f"{self.base}id/{kind}/")

    def instances(self, class_: NamedNode) -> Iterator[str]:
        """Give the IRI of every thing of a class; sorted outside Python, so that a catalogue may be long."""
        rows = self.store.query(f"SELECT DISTINCT ?s {{ ?s a {class_} }} ORDER BY ?s", use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)
        return (row["s"].value for row in rows)

    def values(self, subject: str, predicate: NamedNode) -> list[str]:
        """Give the values of a property: text of literals, and IRIs."""
        return [o.value for o in self._objects(subject, predicate)]

    def links(self, subject: str, predicate: NamedNode) -> list[str]:
        """Give the IRIs that a property leads to."""
        return [o.value for o in self._objects(subject, predicate) if isinstance(o, NamedNode)]

    def value(self, subject: str, predicate: NamedNode) -> str:
        """Give the first value of a property, or an empty text."""
        return next(iter(self.values(subject, predicate)), "")

    def texts(self, subject: str, predicate: NamedNode, language: str) -> list[str]:
        """Give the texts of a property in a language, each one line."""
        found = self._objects(subject, predicate)
        texts = (plain(o.value) for o in found if isinstance(o, Literal) and o.language == language)
        return sorted(set(texts) - {""})

    def label(self, subject: str, language: str = "en") -> str:
        """Give the name of a thing; its IRI where it has none."""
        return next(iter(self.texts(subject, RDFS.label, language)), plain(subject))

    def subjects(self, predicate: NamedNode, object_: str) -> list[str]:
        """Give the IRI of every thing whose property leads to `object_`."""
        quads = self.store.quads_for_pattern(None, predicate, NamedNode(object_))
        return sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)})

    def is_a(self, subject: str, class_: NamedNode) -> bool:
        """Whether a thing is of a class."""
        return class_.value in self.values(subject, RDF.type)

    def _objects(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        quads = self.store.quads_for_pattern(NamedNode(subject), predicate, None)
        return sorted({q.object for q in quads if isinstance(q.object, NamedNode | Literal)}, key=str)
