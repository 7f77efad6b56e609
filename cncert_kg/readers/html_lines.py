"""An element of a page as lines: one a block, one a row of a table, with the places of links and images."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cncert_kg.model import Link
from cncert_kg.readers import encoding, posts
from cncert_kg.readers.html_body import BLOCKS, Weights
from cncert_kg.readers.html_tree import walk
from cncert_kg.readers.posts import Line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_PARTS = re.compile(r"[ \t\n]+|[^ \t\n]+")
_SCHEME = re.compile(r"[\x00-\x20]{0,40}([A-Za-z][A-Za-z0-9+.\-]{0,20}):")


def lines(root: LexborNode, found: Weights, base: str) -> Iterator[Line]:
    """Give the lines of `root`; `base` is the address that a relative link starts from, empty where unknown."""
    writer = _Writer(base)
    for node, is_begin in walk(root, found.is_whole):
        tag = node.tag or ""
        if node.is_text_node:
            writer.text(node.text_content or "" if is_begin else "")
        elif tag == "tr" and node.mem_id not in found.layout:
            yield from writer.row(is_begin)
        elif tag in {"td", "th"} and writer.cells is not None:
            writer.cell(is_begin)
        elif tag in BLOCKS or tag == "br":
            yield from writer.block(tag, is_begin)
        else:
            writer.inline(node, tag, is_begin)
    yield from writer.block("body", False)


class _Writer:
    """The line being written, and what is open around it."""

    def __init__(self, base: str) -> None:
        self.line = Line()
        self.base = base
        self.gap = ""
        self.target: str | None = None
        self.opened: int | None = None
        self.verbatim = 0
        self.cells: list[Line] | None = None

    def text(self, text: str) -> None:
        # An entity may stand for what `normalise` removes from plain text.
        if not (text.isascii() and text.isprintable()):
            text = encoding.normalise(text)[0].replace("\ufffd", "")
        for part in _PARTS.findall(text):
            if part.isspace():
                self.gap = "\n" if "\n" in part or self.gap == "\n" else " "
            else:
                self._word(part)

    def _word(self, word: str) -> None:
        """Put a word behind what is there; a break of the source between two Chinese characters is no blank."""
        if self.gap and self.line.plain:
            is_none = self.gap == "\n" and not self.verbatim and _is_wide(self.line.plain[-1]) and _is_wide(word[0])
            self.line.plain += "" if is_none else " "
        self.gap = ""
        if self.target is not None and self.opened is None:
            self.opened = len(self.line.plain)
        self.line.plain += word

    def inline(self, node: LexborNode, tag: str, is_begin: bool) -> None:
        if tag == "img" and is_begin:
            self.line.images.append(len(self.line.plain))
        elif tag == "a":
            self._close_link()
            href = node.attributes.get("href") if is_begin else None
            self.target = None if href is None else _target(self.base, href)

    def _close_link(self) -> None:
        if self.target is not None and self.opened is not None:
            self.line.links.append(Link(self.opened, len(self.line.plain), self.target))
        self.opened = None

    def _finished(self) -> Line:
        self._close_link()
        line, self.line, self.gap = self.line, Line(), ""
        return line

    def block(self, tag: str, is_begin: bool) -> Iterator[Line]:
        """End the line; inside a cell a line is a part of the cell."""
        self.verbatim += (1 if is_begin else -1) * (tag == "pre")
        if tag == "br" and not is_begin:
            return
        if self.cells is not None:
            self.gap = self.gap or " "
        elif self.line.plain or self.line.images:
            yield self._finished()
        else:
            self.gap = ""

    def row(self, is_begin: bool) -> Iterator[Line]:
        if self.line.plain or self.line.images:
            yield self._finished()
        if is_begin:
            self.cells = []
        elif self.cells is not None:
            cells, self.cells = self.cells, None
            yield posts.row(cells)

    def cell(self, is_begin: bool) -> None:
        if is_begin:
            self._finished()
        elif self.cells is not None:
            self.cells.append(self._finished())


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _target(base: str, href: str) -> str:
    """Give the address a link leads to; browsers ignore blanks, tabs and line breaks in a scheme."""
    href = re.sub(r"[\t\n\r]", "", href).strip()
    if not base or _SCHEME.match(href):
        return href
    try:
        return urljoin(base, href)
    except ValueError:
        return href
