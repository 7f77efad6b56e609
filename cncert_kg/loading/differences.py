"""The first triples in which a store differs from a release, found part by part: only one part is in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial

from cncert_kg.loading.asking import Asking, Keys, Part, parts, place
from cncert_kg.loading.client import UnreadableError
from cncert_kg.loading.contents import Graph, triples
from cncert_kg.loading.outcome import Difference
from cncert_kg.loading.values import Tally, key, tally

_SIZE = 4_000
"""Triples of a part."""


def difference(graph: Graph, asking: Asking, rows: int, most: int) -> Difference:
    """Give at most `most` triples of either kind. `rows` is what the store counts."""
    try:
        found = _difference(graph, asking, rows, most)
    except UnreadableError as error:
        return Difference(note=error.message)
    # Blank nodes have no string to hash, so that no part has them; other stores count equal values twice.
    return found if found.missing or found.extra else Difference(note=f"the store counts {rows}, none of which differs")


def _difference(graph: Graph, asking: Asking, rows: int, most: int) -> Difference:
    asking.learn(graph.iri, rows)
    missing: list[str] = []
    extra: list[str] = []
    for part in _differing(graph, asking, rows):
        lost, found = asking.take(graph.iri, part, partial(_compared, _own(graph, part), most))
        missing += lost
        extra += found
        if len(missing) >= most or len(extra) >= most:
            break
    return Difference(tuple(missing[:most]), tuple(extra[:most]))


def _differing(graph: Graph, asking: Asking, rows: int) -> Iterator[Part]:
    """Give the parts that amount to something else in the store, as they are found."""
    for part, own in _tallies(graph, rows):
        if asking.take(graph.iri, part, tally) != own:
            yield from asking.whole_parts(graph.iri, part)


def _tallies(graph: Graph, rows: int) -> list[tuple[Part, Tally]]:
    """Give the parts of a graph and what each must amount to."""
    wanted = parts(max(rows, sum(1 for _ in triples(graph))), _SIZE)
    starts, sums = [part.low for part in wanted], [Tally()] * len(wanted)
    for triple in triples(graph):
        index = bisect_right(starts, place(triple)) - 1
        sums[index] += tally([key(triple)])
    return list(zip(wanted, sums, strict=True))


def _own(graph: Graph, part: Part) -> frozenset[str]:
    return frozenset(key(t) for t in triples(graph) if part.low <= place(t) < part.high)


def _compared(own: frozenset[str], most: int, theirs: Keys) -> tuple[list[str], list[str]]:
    seen: set[str] = set()
    extra: list[str] = []
    for found in theirs:
        if found in own:
            seen.add(found)
        elif len(extra) < most:
            extra.append(found)
    return sorted(own - seen)[:most], sorted(extra)
