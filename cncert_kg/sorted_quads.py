"""The sorted N-Quads of a release, read in place: what is said of one subject, or of all whose IRIs begin alike.

The file is byte-sorted (DESIGN §6), so a subject is found by halving and memory does not follow the size of the file.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from cncert_kg.errors import StorageError, UsageError

Term = NamedNode | Literal
Facts = Mapping[str, tuple[Term, ...]]
"""Objects by the IRI of their predicate, each once, in the order of the file."""


class SortedQuads:
    """A file of sorted N-Quads, open to read."""

    def __init__(self, path: Path) -> None:
        """Raise `UsageError` where there is no such file, `StorageError` where it cannot be read."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._size = path.stat().st_size
                # An empty file cannot be mapped, and is as good as no bytes.
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._size else b""
        except FileNotFoundError:
            raise UsageError("E_DATA", "no release here; run `cncert-kg build` first", str(path)) from None
        except OSError as error:
            raise StorageError("E_IO", error.strerror or "not readable", str(path)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._map, mmap.mmap):
            self._map.close()

    def lines(self, start: str = "") -> Iterator[bytes]:
        """Give the lines that begin with `start`, which is all of them for none."""
        wanted = start.encode()
        at = self._first(wanted)
        while at < self._size and self._map[at : at + len(wanted)] == wanted:
            end = self._map.find(b"\n", at) + 1 or self._size
            yield self._map[at:end]
            at = end

    def _first(self, wanted: bytes) -> int:
        """The offset of the first line that is not before `wanted`."""
        low, high = 0, self._size
        while low < high:
            start = self._map.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._map.find(b"\n", start) + 1 or self._size
            if self._map[start:end] < wanted:
                low = end
            else:
                high = start
        return low

    def groups(self, start: str) -> Iterator[tuple[str, list[bytes]]]:
        """Give the subjects whose IRIs begin with `start`, each with its lines."""
        for subject, lines in groupby(self.lines(f"<{start}"), key=subject_of):
            yield subject, list(lines)

    def about(self, iri: str) -> Facts:
        """Give what is said of a subject, in whatever graph; empty where nothing is."""
        return facts(list(self.lines(f"<{iri}> ")), self.path)


def subject_of(line: bytes) -> str:
    """Give the subject of a line of N-Quads."""
    return line[1 : line.index(b">")].decode()


def facts(lines: list[bytes], path: Path) -> Facts:
    """Give what lines of one subject say; `StorageError`, `E_RDF`, where they do not parse. `path` is for messages."""
    found: dict[str, dict[Term, None]] = {}
    try:
        for quad in parse(b"".join(lines), RdfFormat.N_QUADS):
            if isinstance(quad.object, NamedNode | Literal):
                found.setdefault(quad.predicate.value, {})[quad.object] = None
    except SyntaxError as error:
        raise StorageError("E_RDF", " ".join(str(error).split()), str(path)) from error
    return {predicate: tuple(values) for predicate, values in found.items()}


def texts(found: Facts, predicate: str) -> tuple[str, ...]:
    """Give the objects of a predicate as text: IRIs and lexical forms."""
    return tuple(term.value for term in found.get(predicate, ()))


def text(found: Facts, predicate: str) -> str:
    """Give the first object of a predicate as text; empty where there is none."""
    return next(iter(texts(found, predicate)), "")
