"""How a book describes itself. Frozen values, as those of `model`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of a table of contents."""

    number: str
    """`01`, `2.3`; empty where the contents number none."""
    title: str
    page: int
    """Printed page number."""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """How a book describes itself. Natural persons are never part of it."""

    title: str = ""
    author: str = ""
    """The corporate author, or the editorial body."""
    publisher: str = ""
    place: str = ""
    issued: str = ""
    """`2021-06` as printed."""
    chapters: tuple[Chapter, ...] = ()
