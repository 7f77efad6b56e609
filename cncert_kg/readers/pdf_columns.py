"""Rows of a page in reading order: a column of prose is read to its end before what stands beside it.

A chart's labels beside a paragraph, or a second column, would otherwise stand inside its sentences. A column of prose
is known by three lines or more below each other that end at one place, each of a dozen characters or more; rows of a
table end where their words do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg.readers import pdf_rows
from cncert_kg.readers.pdf_rows import Glyph, Row

_LEAST = 12
"""Fewest characters of a line of prose."""
_LINES = 3
"""Fewest lines of a column of prose."""
_SPACING = 2.6
"""Furthest distance between two lines of a column, in widths of a Chinese character."""

_Part = list[Glyph]


def in_order(rows: list[Row]) -> list[Row]:
    """Give the rows of a page, those with a column of prose taken apart into their columns."""
    parts = [pdf_rows.segments(row) for row in rows]
    out: list[Row] = []
    index = 0
    while index < len(rows):
        column = _column(rows, parts, index)
        if column:
            out += _apart(parts[index : index + len(column)], column)
        else:
            out.append(rows[index])
        index += max(1, len(column))
    return out


def filled(rows: list[Row]) -> list[Row]:
    """Mark the rows that end where most long rows of the document do, as those of columns are marked already."""
    ends = Counter(round(row.right / 4) for row in rows if len(row.glyphs) >= 2 * _LEAST)
    if not ends:
        return rows
    end = 4 * max(ends, key=lambda place: (ends[place], place))
    return [replace(row, is_full=row.is_full or row.right >= end - 2 * row.em) for row in rows]


def _column(rows: list[Row], parts: list[list[_Part]], first: int) -> list[_Part]:
    """Give the longest column of prose that begins in a row, one part a row; empty where there is none."""
    found = (list(_lines(rows, parts, first, part)) for part in parts[first] if len(part) >= _LEAST)
    return max((column for column in found if len(column) >= _LINES), key=len, default=[])


def _lines(rows: list[Row], parts: list[list[_Part]], first: int, part: _Part) -> Iterator[_Part]:
    """Give the lines of a column: each ends where the first does, and only the last before it."""
    yield part
    em, right = rows[first].em, part[-1].right
    for index in range(first + 1, len(rows)):
        below = [p for p in parts[index] if abs(p[0].left - part[0].left) <= 2.5 * em]
        if not below or rows[index - 1].bottom - rows[index].bottom > _SPACING * em:
            return
        ends = below[0][-1].right
        if ends > right + 1.2 * em:
            return
        yield below[0]
        if ends < right - 1.2 * em:
            return


def _apart(parts: list[list[_Part]], column: list[_Part]) -> Iterator[Row]:
    """Give what stands left of a column, the column, and what stands right of it."""
    left = min(part[0].left for part in column)
    right = max(part[-1].right for part in column)
    before = [[p for p in found if p[-1].right <= left] for found in parts]
    after = [[p for p in found if p[0].left >= right] for found in parts]
    within = [[p for p in found if p[-1].right > left and p[0].left < right] for found in parts]
    yield from in_order(_as_rows(before))
    yield from (replace(row, is_full=row.right >= right - 2 * row.em) for row in _as_rows(within))
    yield from in_order(_as_rows(after))


def _as_rows(side: list[list[_Part]]) -> list[Row]:
    return [pdf_rows.row([g for part in found for g in part]) for found in side if found]
