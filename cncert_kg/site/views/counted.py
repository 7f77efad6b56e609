"""Tables of counts: rows of things by columns of kinds, with sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cncert_kg.site.links import Ref

Shown = Ref | str | int
Key = TypeVar("Key", bound=Hashable)


class Counts(NamedTuple):
    """A table of counts as a template prints it."""

    heads: Sequence[str | tuple[str, str]]
    """Heading of each column, with the class of its cells where it has one."""
    rows: Sequence[tuple[Shown, Sequence[Shown]]]
    """Name of the row, and its counts; the last is their sum."""
    total: str
    """Name of the last row."""
    totals: Sequence[int]
    """Sums of the columns; empty where there is one row only."""


def table(
    first: str, columns: Mapping[Key, str], rows: Iterable[tuple[Shown, Mapping[Key, int]]], total: str
) -> Counts:
    """Give a table of counts by column; a column that counts nothing is left out."""
    held = [(name, counts) for name, counts in rows]
    sums: Counter[Key] = Counter()
    for _, counts in held:
        sums.update(counts)
    used = [key for key in columns if sums[key]]
    heads: list[str | tuple[str, str]] = [first, *((columns[key], "n") for key in used), (total, "n")]
    lines = [(name, _line(counts, used)) for name, counts in held]
    return Counts(heads, lines, total, [*(sums[k] for k in used), sum(sums.values())] if len(held) > 1 else [])


def _line(counts: Mapping[Key, int], used: Sequence[Key]) -> list[Shown]:
    return [*(counts.get(key, 0) for key in used), sum(counts.values())]
