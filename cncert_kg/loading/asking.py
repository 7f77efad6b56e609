"""What a store holds: the counts of its graphs, and all triples of one, also where an answer has a row cap.

Virtuoso cuts what it answers at 10,000 rows and says nothing of it. A graph that comes back shorter than it counts is
asked for again in pages, or in parts by the MD5 of subject and predicate: any order will do, and memory stays flat.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.errors import StorageError
from cncert_kg.loading.client import Client
from cncert_kg.loading.values import Tally, key, tally

_SPACE = 1 << 16
"""How many parts there can be: the first four hex digits of a hash."""
_FILL = (4, 5)
"""How full of the cap a part is planned: hashing makes them unequal, and one that is cut is asked in halves."""
_FEWEST = 100
"""Rows; a cap below this is none."""

Result = TypeVar("Result")
Keys = Iterator[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The triples whose hash begins with four hex digits from `low` to below `high`."""

    low: int = 0
    high: int = _SPACE

    @property
    def condition(self) -> str:
        """The part in SPARQL 1.1; nothing for the whole."""
        if (self.low, self.high) == (0, _SPACE):
            return ""
        bounds = [f'?h >= "{self.low:04x}"'] if self.low else []
        bounds += [f'?h < "{self.high:04x}"'] if self.high < _SPACE else []
        return f"BIND(MD5(CONCAT(STR(?s), STR(?p))) AS ?h) FILTER({' && '.join(bounds)})"

    def halves(self) -> tuple[Part, ...]:
        """Give both halves of it; none where it cannot be cut."""
        middle = (self.low + self.high) // 2
        return (Part(self.low, middle), Part(middle, self.high)) if self.low < middle else ()


def parts(rows: int, size: int) -> tuple[Part, ...]:
    """Give the parts of a graph of so many rows, each of about `size`."""
    number = min(max(-(-rows // size), 1), _SPACE)
    return tuple(Part(_SPACE * n // number, _SPACE * (n + 1) // number) for n in range(number))


def place(triple: Triple) -> int:
    """Give where a triple stands among the parts, as the store counts it; its IRIs must be ASCII."""
    assert isinstance(triple.subject, NamedNode)
    return int(hashlib.md5(f"{triple.subject.value}{triple.predicate.value}".encode()).hexdigest()[:4], 16)


class Asking:
    """Questions to one store."""

    def __init__(self, client: Client, query: str) -> None:
        """Take the client and the address that answers queries."""
        self._client = client
        self._url = query
        self._cap: int | None = None

    def counts(self, space: str) -> dict[str, int]:
        """Give how many triples the graphs hold whose IRIs begin with `space`; a cap may leave some out."""
        query = (
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
            f'FILTER(STRSTARTS(STR(?g), "{space}")) }} GROUP BY ?g'
        )
        return {_text(row["g"]): _number(row["n"]) for row in self._client.rows(self._url, query)}

    def count(self, graph: str) -> int:
        """Give how many triples a graph holds."""
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        return sum(_number(row["n"]) for row in self._client.rows(self._url, query))

    def tally(self, graph: str, wanted: Tally) -> Tally:
        """Give what a graph amounts to that counts as many triples as `wanted`, which it is expected to amount to."""
        if self._cap is None or wanted.rows <= self._cap:
            whole = self.take(graph, Part(), tally)
            self._note(whole.rows, wanted.rows)
            if self._cap is None or whole.rows >= wanted.rows:
                return whole
        paged = self._pages(graph, wanted.rows, self._cap)
        # Without ORDER BY, which Virtuoso refuses beyond its cap, no store promises pages that fit together. Where
        # they amount to what is wanted they did; else the parts tell, which cost the store one scan each.
        return paged if paged == wanted else self._sum(graph, parts(wanted.rows, self._cap * _FILL[0] // _FILL[1]))

    def learn(self, graph: str, rows: int) -> None:
        """Find out whether answers are cut, from a graph that counts `rows`."""
        if self._cap is None:
            self._note(self.take(graph, Part(), _length), rows)

    def _note(self, found: int, counted: int) -> None:
        """Note that answers are cut. A few triples less than are counted show a change meanwhile, not a cap."""
        if self._cap is None and _FEWEST <= found < counted:
            self._cap = found

    def _pages(self, graph: str, rows: int, size: int) -> Tally:
        pages = (self._take(graph, f"}} LIMIT {size} OFFSET {start}", tally) for start in range(0, rows, size))
        return sum(pages, Tally())

    def take(self, graph: str, part: Part, make: Callable[[Keys], Result]) -> Result:
        """Give what `make` makes of the keys of one part of a graph, which may be cut at the cap."""
        return self._take(graph, f"{part.condition} }}", make)

    def _take(self, graph: str, rest: str, make: Callable[[Keys], Result]) -> Result:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} {rest}"
        return self._client.triples(self._url, query, lambda found: make(map(key, found)))

    def whole_parts(self, graph: str, part: Part) -> Iterator[Part]:
        """Give the part, or as many smaller ones as it takes for none to be cut."""
        if self._cap is None or self.take(graph, part, _length) < self._cap:
            yield part
        else:
            for half in self._cut(graph, part):
                yield from self.whole_parts(graph, half)

    def _sum(self, graph: str, wanted: tuple[Part, ...]) -> Tally:
        result = Tally()
        for part in wanted:
            found = self.take(graph, part, tally)
            is_cut = self._cap is not None and found.rows >= self._cap
            result += self._sum(graph, self._cut(graph, part)) if is_cut else found
        return result

    def _cut(self, graph: str, part: Part) -> tuple[Part, ...]:
        halves = part.halves()
        if not halves:
            raise StorageError("E_STORE", f"found {self._cap} values of one property or more, all that it tells", graph)
        return halves


def _length(keys: Keys) -> int:
    return sum(1 for _ in keys)


def _text(term: object) -> str:
    if not isinstance(term, NamedNode | Literal):
        raise StorageError("E_STORE", f"found {term} in an answer, expected an IRI or a number", "query")
    return term.value


def _number(term: object) -> int:
    text = _text(term)
    if not (text.isascii() and text.isdigit()):
        raise StorageError("E_STORE", f"found {text!a} in an answer, expected a count", "query")
    return int(text)
