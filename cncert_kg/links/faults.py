"""What is wrong in one file, gathered to the end, so that a person mends it in one go and nothing is taken of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cncert_kg.errors import DocumentError

MAX_TOLD = 50
"""Most faults that are listed one by one; a wrong column would give one a row."""

Value = TypeVar("Value")


class Faults:
    """The faults of one file, one coded line each."""

    def __init__(self, code: str, name: str) -> None:
        self._code, self._name = code, name
        self._found: list[tuple[int, DocumentError]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, line: int, message: str) -> None:
        """Note what is wrong in a line, counted from 1; 0 where it is the file as a whole."""
        where = f"{self._name}:{line}" if line else self._name
        self._found.append((line, DocumentError(self._code, message, where)))

    def read(self, line: int, column: str, reader: Callable[..., Value], *cells: object) -> Value | None:
        """Give what `reader` makes of a cell; where it raises `ValueError`, note that and give `None`."""
        try:
            return reader(*cells)
        except ValueError as error:
            self.add(line, f"{column}: {error}")
            return None

    def check(self) -> None:
        """Raise `DocumentError` where there is a fault: the only one, or a line that counts and one for each."""
        found = [error for _, error in sorted(self._found, key=lambda pair: pair[0])]
        if len(found) == 1:
            raise found[0]
        if found:
            told = [str(error) for error in found[:MAX_TOLD]]
            more = [f"… and {len(found) - MAX_TOLD} more"] if len(found) > MAX_TOLD else []
            lines = "\n".join([f"{len(found)} faults, nothing imported", *told, *more])
            raise DocumentError(self._code, lines, self._name)
