"""A table of comma-separated values, each cell with its place in the text: what RFC 4180 says, and nothing looser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cncert_kg.errors import ReadError

MAX_CELL = 2000
"""Longest cell, in code points: longer is a quote that nobody closed."""

_CELL = re.compile(r'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>[^",\n]*))(?P<end>,|\n|\Z)')


class Cell(NamedTuple):
    """One cell, without the blanks around it."""

    text: str
    start: int
    """Code points of the whole text; `end` is exclusive."""
    end: int


class Row(NamedTuple):
    """One row that holds something."""

    line: int
    """1-based line on which it begins."""
    cells: tuple[Cell, ...]


def rows(text: str, name: str, code: str) -> Iterator[Row]:
    """Give the rows of a table that are not blank. A quoted cell may hold commas, line breaks and doubled quotes.

    Raises `ReadError` of `code` for a quote within an unquoted cell, one that nobody closes, and a cell too long.
    """
    place, line, cells = 0, 1, list[Cell]()
    first = line
    while place < len(text):
        match = _CELL.match(text, place)
        if match is None:
            raise ReadError(code, _stray(text, place), f"{name}:{line}")
        cells.append(_cell(match))
        if cells[-1].end - cells[-1].start > MAX_CELL:
            raise ReadError(code, f"found a cell of more than {MAX_CELL} characters, expected fewer", f"{name}:{line}")
        line += match[0].count("\n")
        place = match.end()
        if match["end"] != "," or place == len(text):
            if any(cell.text for cell in cells):
                yield Row(first, tuple(cells))
            first, cells = line, []


def _stray(text: str, place: int) -> str:
    """Say which quote is wrong: its cell is all that can be seen of it."""
    return f"found a stray or unclosed quote in {text[place : place + 40]!r}, expected quotes around the whole cell"


def _cell(match: re.Match[str]) -> Cell:
    kind = "plain" if match["quoted"] is None else "quoted"
    content = match[kind]
    start = match.start(kind) + len(content) - len(content.lstrip())
    text = content.strip()
    return Cell(text.replace('""', '"') if kind == "quoted" else text, start, start + len(text))
