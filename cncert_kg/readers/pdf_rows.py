"""Characters with places to rows, and a row to text. Lengths are in points."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cncert_kg.readers.posts import BAR

_CELL = 2.0
"""Gap between two cells of a row, in widths of a Chinese character."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its box; `has_gap` where a blank was set before it."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    has_gap: bool = False

    @property
    def height(self) -> float:
        """From the lowest descender to the highest ascender of its font."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: its height above the page's foot, and its characters from left to right."""

    bottom: float
    glyphs: tuple[Glyph, ...]
    em: float
    """Width of a Chinese character of the line."""
    is_full: bool = False
    """Whether the line ends where its column ends: then the page's width broke it."""

    @property
    def right(self) -> float:
        """Where its last character ends."""
        return self.glyphs[-1].right


def rows(page: Iterable[Glyph]) -> list[Row]:
    """Put characters whose feet are at one height into a row, rows from top to bottom."""
    found_rows: list[list[Glyph]] = []
    for glyph in sorted(page, key=lambda g: (-_foot(g), g.left)):
        last = found_rows[-1][0] if found_rows else None
        if last and _foot(last) - _foot(glyph) <= 0.4 * max(last.height, glyph.height):
            found_rows[-1].append(glyph)
        else:
            found_rows.append([glyph])
    return [row(sorted(found, key=lambda g: g.left)) for found in found_rows]


def _foot(glyph: Glyph) -> float:
    """The line a character stands on: a fifth of its height is below."""
    return glyph.bottom + glyph.height / 5


def row(glyphs: list[Glyph]) -> Row:
    """Make a row of characters that are in order."""
    wide = [g.right - g.left for g in glyphs if is_wide(g.text)]
    em = _middle(wide) if wide else 0.9 * _middle([g.height for g in glyphs])
    return Row(_foot(glyphs[0]), tuple(glyphs), em or 10)


def _middle(lengths: list[float]) -> float:
    return sorted(lengths)[len(lengths) // 2]


def is_wide(text: str) -> bool:
    """Whether a character is as wide as a Chinese one."""
    return unicodedata.east_asian_width(text) in "WF"


def text(line: Row) -> str:
    """Give the text of a row, its cells kept apart by bars."""
    out, last = "", None
    for glyph in line.glyphs:
        if last is None:
            out = glyph.text
        elif glyph.text == last.text and glyph.left - last.left < 0.3 * (last.right - last.left):
            continue  # Printed twice, a hair apart, to look bold.
        else:
            out += _between(last, glyph, line.em) + glyph.text
        last = glyph
    return out


def _between(last: Glyph, glyph: Glyph, em: float) -> str:
    """Give what keeps two characters apart: a bar, a blank, or nothing.

    A blank of the file between two Chinese characters that stand close is the typesetter's; a narrow gap without
    one, between a Chinese and a Latin character, too.
    """
    gap = (glyph.left - last.right) / em
    if gap >= _CELL:
        return BAR
    wide = is_wide(last.text) + is_wide(glyph.text)
    if wide == 0:
        return " " if glyph.has_gap or gap >= 0.25 else ""
    return " " if gap >= 0.45 or (wide == 1 and glyph.has_gap and gap >= 0.1) else ""


def segments(line: Row) -> list[list[Glyph]]:
    """Cut a row where there is room for a character."""
    parts: list[list[Glyph]] = []
    for glyph in line.glyphs:
        if parts and glyph.left - parts[-1][-1].right < line.em:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return parts
