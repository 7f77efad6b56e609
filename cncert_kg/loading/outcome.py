"""What became of a load, or would become of it, as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Tell = Callable[[str, int, int], None]
"""Takes what is going on, how much of it is done, and how much there is (0: not known)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Some triples that one side has and the other has not, as N-Triples; values in their common form."""

    missing: tuple[str, ...] = ()
    """In the release, not in the store."""
    extra: tuple[str, ...] = ()
    """In the store, not in the release."""
    note: str = ""
    """What else is to be said."""

    def lines(self) -> Iterator[str]:
        """Give a line for each triple, and one for the note."""
        yield from (f"  missing {triple}" for triple in self.missing)
        yield from (f"  extra {triple}" for triple in self.extra)
        yield from (f"  {note}" for note in (self.note,) if note)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A graph of the release, and the store's."""

    name: str
    rows: int
    """Triples in the release."""
    was_sent: bool
    """Whether it was sent, or, in a dry run, would be; else the store held it already."""
    before: int = 0
    """Triples that the store held before."""
    counted: int | None = None
    """Triples that the store counts now; none where it was not asked again."""
    difference: Difference | None = None
    """In what the store's graph differs; none where it is equal, or was not read."""

    @property
    def is_equal(self) -> bool:
        """Whether nothing is known to differ."""
        return self.difference is None

    def lines(self, verb: str) -> Iterator[str]:
        """Give a line, and one for each triple that differs. `verb` says what was done with what was sent."""
        deed = f"{verb} {self.rows}" if self.was_sent else f"there already {self.rows}"
        replaced = f" in place of {self.before}" if self.was_sent and self.before else ""
        verdict = "equal" if self.is_equal else "DIFFERENT"
        yield f"{self.name}  {deed}{replaced}" + (
            "" if self.counted is None else f"  counted {self.counted}  {verdict}"
        )
        if self.difference is not None:
            yield from self.difference.lines()


@dataclass(frozen=True, slots=True)
class Outcome:
    """All graphs of a load."""

    graphs: tuple[Loaded, ...]
    stale: tuple[tuple[str, int], ...] = ()
    """Graphs of the same base that the store holds and the release does not: name and triples."""
    is_dry: bool = False
    is_pruned: bool = False
    """Whether those are to be removed."""
    is_verified: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether the store returned what the release holds, as far as it was asked."""
        return all(graph.is_equal for graph in self.graphs)

    @property
    def exit_code(self) -> int:
        """0, or 3 where the store returns something else than was loaded."""
        return 0 if self.is_equal or self.is_dry else 3

    def lines(self) -> Iterator[str]:
        """Give one line a graph, one for each triple that differs, and a last one that sums it up."""
        for graph in self.graphs:
            yield from graph.lines("would send" if self.is_dry else "sent")
        for name, rows in self.stale:
            deed = f"{'would be ' if self.is_dry else ''}{'removed' if self.is_pruned else 'kept'}"
            yield f"{name}  not in this release: {deed} {rows}"
        yield self.summary()

    def summary(self) -> str:
        """Sum it up in a line."""
        sent = [graph.rows for graph in self.graphs if graph.was_sent]
        there = len(self.graphs) - len(sent)
        verb = "would be sent" if self.is_dry else "sent"
        verified = f", {sum(g.is_equal for g in self.graphs)} equal" if self.is_verified else ""
        stale = f", {len(self.stale)} not in this release" if self.stale else ""
        return f"{len(sent)} graphs {verb} ({sum(sent)} triples), {there} there already{verified}{stale}"
