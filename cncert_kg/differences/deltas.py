"""The triples that only one of two releases has, from their sorted quads, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple

from cncert_kg.errors import StorageError
from cncert_kg.sorted_quads import subject_of
from cncert_kg.stage import storage_errors

ADDED, REMOVED = True, False


class Delta(NamedTuple):
    """What changed of one subject; lines are N-Triples."""

    subject: str
    removed: list[bytes]
    added: list[bytes]


def deltas(before: Path, after: Path) -> Iterator[Delta]:
    """Give every subject of which two files of sorted N-Quads say different things, in their order.

    A triple that only moved to another graph is no difference. Raises `StorageError`: `E_ORDER` for a file that is not
    sorted, and where one cannot be read.
    """
    with storage_errors(after), before.open("rb") as old, after.open("rb") as new:
        for subject, found in groupby(_unequal(_Lines(old, before), _Lines(new, after)), lambda u: subject_of(u[1])):
            held = list(found)
            yield Delta(subject, [t for which, t in held if not which], [t for which, t in held if which])


class _Lines:
    """The lines of a file, checked for their order, the current one at hand; empty at the end."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path, self.line = file, path, b""
        self.next()

    def next(self) -> None:
        line = next(self._file, b"")
        if line and line <= self.line:
            raise StorageError(
                "E_ORDER", f"found {line[:80]!a} after {self.line[:80]!a}, expected sorted lines", str(self._path)
            )
        self.line = line

    def skip(self, triple: bytes) -> None:
        """Go on to the next triple: the same may stand in several graphs."""
        while self.line.startswith(triple):
            self.next()


def _unequal(old: _Lines, new: _Lines) -> Iterator[tuple[bool, bytes]]:
    """Give the triples that one side only has, and whether it is the new one."""
    common = b""
    while old.line or new.line:
        if old.line == new.line:
            common = old.line
            old.next()
            new.next()
            continue
        left, right = _triple(old.line), _triple(new.line)
        if left == right:
            common = old.line
            old.skip(left)
            new.skip(right)
        elif not right or (left and left < right):
            if not common.startswith(left):
                yield REMOVED, left + b".\n"
            old.skip(left)
        else:
            if not common.startswith(right):
                yield ADDED, right + b".\n"
            new.skip(right)


def _triple(line: bytes) -> bytes:
    """Give a line of N-Quads up to its graph, with the blank before it."""
    return line[: line.rindex(b" <", 0, -3) + 1] if line else b""
