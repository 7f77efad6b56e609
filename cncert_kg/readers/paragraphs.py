"""Plain text to paragraphs: lines that a page width broke are joined, what a page layout put between them is cut.

Text taken from a PDF breaks each line at the page's width, and drops the vertical title on the margin, the
running head and the folio between two lines of one sentence. Lines are joined only where the first is as
wide as the lines around it and its sentence goes on, so that an identifier at a line's end never grows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from cncert_kg.model import Problem
from cncert_kg.readers import fragments
from cncert_kg.readers.posts import BAR

_FINISHED = re.compile(r"[。！？；：:;!?]$|[\u4e00-\u9fff）)%％\]][.．]$|[a-z)]\.$|(?<!\.)\.{4,}\s*\d+$|…$|\d:\d{2}$")
_BEGINS = re.compile(
    r"(?:[●•·▪■◆]|[一二三四五六七八九十]{1,3}、|参考链接|来源[：:]|\d{1,2}(?:\.\d{1,2})*[、.)） \t]|[（(]\d{1,2}[)）]"
    r"|第[一二三四五六七八九十\d]+[章节条]|\d{2}$)"
)
_ROW = re.compile(r"表格?\s?\d{1,3}[\s：:].{0,100}表$|[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}\s.{0,200}\s\d{1,9}$")
"""The caption of a table, and a row that begins with a host and ends with a count: neither goes on in the next line."""

# Where a line is known to go on, `9 起` and `3.5%` are the next words of its sentence.
_NUMBERED = re.compile(
    r"(?:[●•·▪■◆]|\d{1,2}(?:\.\d{1,2})*(?:[、)）]|\.(?!\d))|[（(]\d{1,2}[)）]|第[一二三四五六七八九十\d]+[章节条])"
)
_LEAST_COLUMNS = 40
"""A line narrower than this was not broken by a page's width."""


def columns(line: str) -> int:
    """Give the width of a line in columns of a fixed-width font: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def paragraphs(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Give the text with broken lines joined and side text cut out, and what was cut.

    Text whose lines are paragraphs already comes back as it is, but for blanks at the ends of lines.
    """
    lines = [line.strip() for line in text.split("\n")]
    if not _is_wrapped(lines):
        return _tidy(fragments.joined([line for line in lines if line])), ()
    kept, cut = _without_side_text([line for line in lines if line])
    problems = [Problem("W_SIDE_TEXT", f"cut {len(line)} characters out of a sentence") for line in cut]
    return _tidy(_joined(kept)), tuple(problems)


def rejoined(lines: Iterable[tuple[str, bool]]) -> str:
    """Give lines as paragraphs, of which it is known whether each fills its page; a row of a table stays a line."""
    out: list[str] = []
    goes_on = False
    for line, is_full in lines:
        if goes_on and line and BAR not in line and not _NUMBERED.match(line):
            out[-1] += (" " if _needs_blank(out[-1], line) else "") + line
        elif line:
            out.append(line)
        goes_on = bool(line) and is_full and BAR not in line and not _FINISHED.search(line)
    return _tidy(fragments.joined(out))


def _tidy(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines if line)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line breaks are the page's: many unfinished lines are followed at once by another."""
    broken = sum(columns(a) >= _LEAST_COLUMNS and not _FINISHED.search(a) and bool(b) for a, b in pairwise(lines))
    filled = sum(bool(line) for line in lines)
    return filled >= 10 and broken >= 0.2 * filled


def _goes_on(line: str, width: int) -> bool:
    """Whether a sentence runs over the end of this line: it is unfinished and nearly `width` columns wide."""
    if BAR in line or "\t" in line or _ROW.match(line):
        return False
    return not _FINISHED.search(line) and columns(line) >= max(_LEAST_COLUMNS, 0.8 * width)


def _without_side_text(lines: list[str]) -> tuple[list[str], list[str]]:
    """Drop short unpunctuated lines that stand between two lines of one sentence."""
    kept: list[str] = []
    cut: list[str] = []
    index = 0
    while index < len(lines):
        kept.append(lines[index])
        index += 1
        if not _goes_on(kept[-1], _width(kept[-3:])) or _is_cut_number(kept[-1], lines[index:]):
            continue
        side = _side_text(lines, index, columns(kept[-1]))
        cut += lines[index : index + side]
        index += side
    return kept, cut


def _is_cut_number(line: str, following: list[str]) -> bool:
    """Whether a line breaks inside the number of an entry: CNVD-2014- on one, 03901 on the next."""
    return line.endswith("-") and bool(following) and bool(re.match(r"\d{4,6}(?!\d)", following[0], re.ASCII))


def _side_text(lines: list[str], index: int, width: int) -> int:
    """Count the lines from `index` on that are side text: narrow, unpunctuated, and a wider line follows."""
    for count in range(4):
        if index + count >= len(lines):
            return 0
        line = lines[index + count]
        if columns(line) > 0.7 * width or re.search(r"[。！？；，、：）”》]|[,;:.)!?](?:\s|$)", line):
            return count
        if BAR in line:
            return 0
    return 0


def _width(lines: list[str]) -> int:
    return max(map(columns, lines), default=0)


def _joined(lines: list[str]) -> Iterator[str]:
    paragraph, last = "", ""
    for index, line in enumerate(lines):
        width = _width(lines[max(0, index - 2) : index + 1])
        if last and _goes_on(last, width) and not _BEGINS.match(line) and BAR not in line:
            paragraph += (" " if _needs_blank(last, line) else "") + line
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        last = line
    yield paragraph


def _needs_blank(before: str, after: str) -> bool:
    """Two Latin words or numbers must not become one; an address that a line broke at a slash must."""
    return bool(re.search(r"[A-Za-z0-9]$", before) and re.match(r"[A-Za-z0-9]", after))
