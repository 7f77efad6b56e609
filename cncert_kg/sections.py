"""Parts of the union, each written by itself and joined without being read again.

A section holds all that is said about its subjects, in whatever graph, and no other section describes
them. So the union of sections in the order of their subjects is sorted and distinct if each of them is,
and a section that did not change need not be made again.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from operator import attrgetter, itemgetter

from pyoxigraph import NamedNode, Triple

from cncert_kg.turtle import Names, Row, blocks, header, row
from cncert_kg.vocab import RDF

_TYPE = RDF.type.value


@dataclass(frozen=True, slots=True)
class Counts:
    """What VoID counts (§4.6), of subjects that no other section has."""

    triples: int = 0
    subjects: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    """Members, by IRI of the class."""
    properties: frozenset[str] = frozenset()

    def __add__(self, other: Counts) -> Counts:
        """Give the counts of both."""
        return Counts(
            self.triples + other.triples,
            self.subjects + other.subjects,
            Counter(self.classes) + Counter(other.classes),
            self.properties | other.properties,
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one or more neighbouring subjects."""

    key: str
    """What sorts it among its like: the first subject, in N-Quads with its brackets and a blank."""
    text: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """A section, written both ways."""

    turtle: tuple[Piece, ...]
    """Blocks without prefixes, sorted."""
    nquads: tuple[Piece, ...]
    """Lines, sorted."""
    names: Mapping[str, str]
    """Namespaces of the prefixes that the blocks use."""
    counts: Counts

    def whole(self) -> Section:
        """Give the same section in one piece each: for subjects between which none of another section can come."""
        return Section(_joined(self.turtle), _joined(self.nquads), self.names, self.counts)


def _joined(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return (Piece(pieces[0].key, b"".join(p.text for p in pieces)),) if pieces else ()


def section(graphs: Iterable[tuple[NamedNode, Iterable[Triple]]], prefixes: Mapping[str, str]) -> Section:
    """Write the triples of some graphs, each in one or several of them; `ValueError` for a blank node."""
    stated = sorted({(row(t), graph.value) for graph, triples in graphs for t in triples})
    rows = [r for r, _ in groupby(stated, itemgetter(0))]
    names = Names(prefixes)
    subjects = [subject for subject, _ in groupby(rows, itemgetter(0))]
    return Section(
        tuple(map(Piece, subjects, blocks(rows, names))),
        tuple(sorted(_lines(stated), key=attrgetter("key"))),
        dict(names.used),
        counts(rows),
    )


def _lines(stated: Iterable[tuple[Row, str]]) -> Iterator[Piece]:
    for subject, about in groupby(stated, lambda s: s[0][0]):
        lines = sorted(f"<{subject}> <{predicate}> {value} <{graph}> .\n" for (_, _, predicate, value), graph in about)
        yield Piece(f"<{subject}> ", "".join(lines).encode())


def counts(rows: Iterable[Row]) -> Counts:
    """Count distinct rows in the order of their subjects."""
    held = list(rows)
    classes = Counter(value[1:-1] for _, _, predicate, value in held if predicate == _TYPE)
    subjects = sum(1 for _ in groupby(held, itemgetter(0)))
    return Counts(len(held), subjects, dict(classes), frozenset(r[2] for r in held))


def union_turtle(pieces: Iterable[Iterable[Piece]], names: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    """Give the Turtle of sections: the prefixes that any of them uses, then their blocks in order."""
    yield header(reduce(lambda one, other: {**one, **other}, names, {}))
    yield from (p.text for p in heapq.merge(*pieces, key=attrgetter("key")))


def union_nquads(pieces: Iterable[Iterable[Piece]]) -> Iterator[bytes]:
    """Give the N-Quads of sections, in byte order."""
    yield from (p.text for p in heapq.merge(*pieces, key=attrgetter("key")))
