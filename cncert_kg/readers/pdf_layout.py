"""Characters with places to lines: rows of a page from top to bottom, without what stands on its margins.

Lengths are in points. Cut are the vertical or turned title on the margin, folios, and a running head on every page;
the words of a running head are kept once, as a line before all others, for it may be all that names the issue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cncert_kg.readers import pdf_columns, pdf_rows
from cncert_kg.readers.pdf_rows import Glyph, Row

_MARGIN = 0.12
"""Part of a page's height, at its top and at its bottom, where heads and folios stand."""
_LYING = 60
"""Fewest characters of a table that lies on its side."""
_REPEATED = 3
"""Pages that show a line at their edge before it is a running head; two, where a sentence runs on over both."""

_FOLIO = re.compile(
    r"[-—–·•\s|]{0,4}(?:第\s?|Page\s?)?(?:\d{1,4}|[ivxlcIVXLC]{1,6})(?:\s?页)?"
    r"(?:\s?(?:[/／]|of|[，,]?\s?共)\s?\d{1,4}(?:\s?页)?)?[-—–·•\s|]{0,4}"
)
_NUMBER_AT_END = re.compile(r"^\d{1,4}\b[\s|]{0,3}|[\s|]{0,3}\b\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Page:
    """The characters of a page that stand upright as most of them do, and the words that do not."""

    height: float
    glyphs: tuple[Glyph, ...]
    turned: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page, and how high it stands: 1 at the top of the page."""

    place: float
    text: str
    is_full: bool


def upright(page: dict[str, Any]) -> Iterator[Page]:
    """Give the characters of a page as `pdf_glyphs` wrote it, turned upright.

    A table that lies on its side is a page of its own; fewer words than it has are side text.
    """
    turns = Counter(page["turns"]).most_common()
    many = {turn for turn, count in turns if turn >= 0 and (count >= _LYING or turn == turns[0][0])}
    for turn in (turn for turn, _ in turns if turn in many):
        yield _page(page, turn, many if turn == turns[0][0] else set(range(-1, 4)))


def _page(page: dict[str, Any], turn: int, others: set[int]) -> Page:
    """Give the characters of one turn; those of none of the `others` are side text of this page."""
    kept: list[Glyph] = []
    turned: list[str] = []
    has_gap = False
    for index, (character, its) in enumerate(zip(page["text"], page["turns"], strict=True)):
        if character.isspace():
            has_gap = True
        elif its == turn:
            left, bottom, right, top = _upright([side / 10 for side in page["boxes"][4 * index : 4 * index + 4]], turn)
            kept.append(Glyph(character.replace("\x02", "-"), left, bottom, right, top, has_gap))
            has_gap = False
        elif its not in others:
            turned.append(character)
    if turn:  # The page is turned, and its height with it: measured by what stands on it.
        foot = min(g.bottom for g in kept) if kept else 0
        kept = [replace(g, bottom=g.bottom - foot, top=g.top - foot) for g in kept]
    height = max((g.top for g in kept), default=0) if turn else page["height"]
    return Page(height, tuple(kept), "".join(turned))


def _upright(sides: list[float], turns: int) -> list[float]:
    """Turn a box, so that lines run from left to right; one quarter turn runs downwards."""
    left, bottom, right, top = sides
    return [
        [left, bottom, right, top],
        [-top, left, -bottom, right],
        [-right, -top, -left, -bottom],
        [bottom, -right, top, -left],
    ][turns]


def lines(pages: list[Page]) -> tuple[list[tuple[str, bool]], list[str]]:
    """Give the lines of all pages and whether each fills its column, and the side text cut out of them."""
    kept, side = [], []
    for number, page in enumerate(pages):
        rows, cut = _without_margins(pdf_rows.rows(page.glyphs))
        kept += [(number, row) for row in pdf_columns.in_order(rows)]
        side += [words for words in (cut, page.turned) if words]
    placed: list[list[_Line]] = [[] for _ in pages]
    for (number, _), row in zip(kept, pdf_columns.filled([row for _, row in kept]), strict=True):
        placed[number].append(_Line(row.bottom / (pages[number].height or 1), pdf_rows.text(row), row.is_full))
    return _without_heads(placed), list(dict.fromkeys(side))


def _without_heads(pages: list[list[_Line]]) -> list[tuple[str, bool]]:
    """Take running heads and folios off, but for one copy of each head."""
    heads = Counter(key for page in pages for key in {_head(line.text) for line in _edge(page)})
    least = 2 if len(pages) == 2 and _runs_over(pages[0]) else _REPEATED
    repeated = {key for key, count in heads.items() if count >= least and key}
    first: dict[str, str] = {}
    for line in (line for page in pages for line in _edge(page) if _head(line.text) in repeated):
        first.setdefault(_head(line.text), line.text)
    return [*((text, False) for text in first.values()), *(x for page in pages for x in _body(page, repeated))]


def _runs_over(page: list[_Line]) -> bool:
    """Whether the sentence at the foot of a page is unfinished: what stands above its other half is a head."""
    at_edge = set(_edge(page))
    last = next((line for line in reversed(page) if line not in at_edge), None)
    return last is not None and last.is_full and last.text[-1] not in "。！？；："


def _head(text: str) -> str:
    return "".join(_NUMBER_AT_END.sub("", text).split())


def _edge(page: list[_Line]) -> list[_Line]:
    """Give the outermost two lines at the top and the foot of a page that stand on its margins."""
    by_place = sorted(page, key=lambda line: -line.place)
    top = [line for line in by_place[:2] if line.place > 1 - _MARGIN]
    return top + [line for line in by_place[2:][-2:] if line.place < _MARGIN]


def _body(page: list[_Line], repeated: set[str]) -> Iterator[tuple[str, bool]]:
    ends = {max(line.place for line in page), min(line.place for line in page)} if page else set()
    at_edge = set(_edge(page))
    for line in page:
        if line in at_edge and _head(line.text) in repeated:
            continue
        is_last = line.place in ends and not _MARGIN <= line.place <= 1 - _MARGIN
        if not (is_last and _FOLIO.fullmatch(line.text)):
            yield line.text, line.is_full


def _without_margins(rows: list[Row]) -> tuple[list[Row], str]:
    """Cut what stands beside the text, one or two characters a row, below each other: a vertical title."""
    parts = [(row, part) for row in rows for part in pdf_rows.segments(row)]
    prose = [part for _, part in parts if len(part) >= 10]
    if not prose:
        return rows, ""
    left = sorted(part[0].left for part in prose)[len(prose) // 10]
    right = sorted(part[-1].right for part in prose)[-1 - len(prose) // 10]
    beside = [part for _, part in parts if len(part) <= 2 and (part[-1].right < left or part[0].left > right)]
    stacks = Counter(_column(part) for part in beside)
    wide = Counter(_column(part) for part in beside for g in part if pdf_rows.is_wide(g.text))
    cut = [g for part in beside if stacks[_column(part)] >= 4 and wide[_column(part)] >= 3 for g in part]
    gone = set(map(id, cut))
    kept = [replace(row, glyphs=tuple(g for g in row.glyphs if id(g) not in gone)) for row in rows]
    return [row for row in kept if row.glyphs], "".join(g.text for g in cut)


def _column(part: list[Glyph]) -> int:
    """Where a stacked character stands, in half of its heights, so that a column has one number."""
    middle = (part[0].left + part[-1].right) / 2
    return round(2 * middle / (part[0].height or 10))
