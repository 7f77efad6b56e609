"""What a saved post shows, whatever it was saved as: fields, lines, and the places of links and images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cncert_kg.model import Link, Problem
from cncert_kg.readers import fragments

BAR = " | "
"""What keeps the cells of a row apart."""

_SAFE = re.compile(r"https?://", re.IGNORECASE)


@dataclass
class Post:
    """What a post shows: what it says of itself, text, links and image places (code points of `text`)."""

    fields: dict[str, str]
    """`title`, `url`, `source`, `date` (`YYYY-MM-DD…`), each where it is stated."""
    text: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    account: str = ""
    """`__biz` of the account, where the post states it outside its address."""


@dataclass
class Line:
    """One line of a post; offsets count from its own beginning."""

    plain: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    is_row: bool = False

    @property
    def fragment(self) -> str:
        """What may be a piece of a broken date; a row of a table, a link or an image never is."""
        return BAR if self.is_row or self.links or self.images else self.plain


def append(line: Line, other: Line, between: str = "") -> None:
    """Put `other` at the end of `line`, its places moved along."""
    line.plain += between
    offset = len(line.plain)
    line.plain += other.plain
    line.links += [Link(x.start + offset, x.end + offset, x.target) for x in other.links]
    line.images += [x + offset for x in other.images]


def row(cells: Iterable[Line]) -> Line:
    """Give the line of a table's row, its cells kept apart by bars."""
    line = Line(is_row=True)
    for cell in cells:
        append(line, cell, BAR if line.plain else "")
    return line


def fill(out: Post, lines: Iterable[Line]) -> None:
    """Put lines one below the other, dates that were broken over lines made whole.

    The text is joined once, so that a long post costs no more a line. A link that is neither http nor https
    is text only, and a problem (`W_LINK_SCHEME`).
    """
    kept, offset = [], 0
    for line in _whole([x for x in lines if x.plain.strip() or x.links or x.images]):
        _place_links(out, line, offset)
        out.images += [x + offset for x in line.images]
        if line.plain.strip():
            kept.append(line.plain.rstrip() + "\n")
            offset += len(kept[-1])
    out.text = "".join(kept)


def _whole(lines: list[Line]) -> Iterator[Line]:
    at = 0
    for start, end in fragments.groups([line.fragment for line in lines]):
        yield from lines[at:start]
        for piece in lines[start + 1 : end]:
            lines[start].plain = lines[start].plain.rstrip() + piece.plain.strip()
        yield lines[start]
        at = end
    yield from lines[at:]


def _place_links(out: Post, line: Line, offset: int) -> None:
    end = len(line.plain.rstrip())
    for link in line.links:
        if _SAFE.match(link.target):
            out.links.append(Link(min(link.start, end) + offset, min(link.end, end) + offset, link.target))
        elif ":" in link.target:
            scheme = link.target.partition(":")[0]
            out.problems.append(Problem("W_LINK_SCHEME", f"found a link of scheme {scheme[:20]!r}, expected http(s)"))
