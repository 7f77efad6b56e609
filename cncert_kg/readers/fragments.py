"""Dates that an editor broke into lines of one or two characters, made whole again.

Some posts set each character of a date in a box of its own, with zero-width joiners between; saved, `2026年1月5日`
is the lines `2`, `0`, `26年`, `1`, `月5`, `日`. What is joined is declared here, and nothing else:

* a run of lines which together spell a date with its year of four digits (1990 to 2039), with or without the number
  of an issue and a range of days, or the number of an issue alone (`第`, `3`, `期`);
* broken inside a number or before its unit (`2|0`, `3|期`) at two places, or at one where a month follows
  (`20|26年1月`); lines that are whole in themselves (`2026年`, `1月`, `5日`) may be a table's or a chart's;
* the last line may go on with the sentence (`26年1月5日，…`), or begin with the comma that follows the date;
* the line before only where it ends in a word that waits for a date (`截至`) or in an opened bracket.

So `CNVD-2026-00689` before `2、`, a numbered list, a folio, and a column of lone figures stay as they are: figures
are never joined, since nothing tells a figure broken in two from two figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product

_TO = "[-—–－~～至]"
_DAYS = rf"\d{{1,2}}月(?:\d{{1,2}}日(?:{_TO}(?:20[0-3]\d年)?(?:\d{{1,2}}月)?\d{{1,2}}日[）)]?)?)?"
_ISSUE = r"第\d{1,2}期"
_DATE = re.compile(rf"[（(]?(?:199\d|20[0-3]\d)年(?:{_ISSUE})?(?:[（(]?{_DAYS})?|{_ISSUE}", re.ASCII)
_MONTH = re.compile(r"\d月", re.ASCII)
_INNER = re.compile(r"(?:\d\|[\d年月日期]|第\|\d)", re.ASCII)
_AWAITS = re.compile(r"(?:截至|截止|自|从|于|在|到|[（(《])$")
_GOES_ON = re.compile("[，。、；：）)》]")
_SHAPE = str.maketrans({**dict.fromkeys("0123456789", "0"), **dict.fromkeys("—–－~～至", "-"), "（": "(", "）": ")"})
_LONGEST = 40
"""Longer than any date with an issue and a range, in characters."""


def groups(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Give the runs of lines, first and end, that are one broken date each. No line is blank."""
    found: list[tuple[int, int]] = []
    index = free = 0
    while index < len(lines):
        end = _end(lines, index)
        if end:
            awaited = index > free and bool(_AWAITS.search(lines[index - 1].rstrip()))
            found.append((index - awaited, end))
            free = end
        index = end or index + 1
    return found


def joined(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines with their broken dates made whole."""
    at = 0
    for start, end in groups(lines):
        yield from lines[at:start]
        yield "".join(line.strip() for line in lines[start:end])
        at = end
    yield from lines[at:]


def _end(lines: Sequence[str], first: int) -> int:
    """Give the end of the date whose first piece this is, 0 where there is none."""
    pieces: list[str] = []
    end = 0
    for index in range(first, min(len(lines), first + _LONGEST)):
        piece = lines[index].strip()
        if not _is_begun("".join((*pieces, piece))):
            return index + 1 if pieces and _ends_in(piece, pieces, end) else end
        pieces.append(piece)
        if _DATE.fullmatch("".join(pieces)) and _is_broken(pieces):
            end = index + 1
    return end


@cache
def _prefixes() -> frozenset[str]:
    """Give every beginning of a date as a shape: 0 for a digit."""
    day, month = ("0日", "00日"), ("0月", "00月")
    last = [f"-{y}{m}{d}{b}" for y, m, d, b in product(("", "0000年"), ("", *month), day, ("", ")"))]
    days = ["", *(f"{b}{m}{d}{to}" for b, m, d, to in product(("", "("), month, day, last))]
    whole = [f"{b}0000年{n}{d}" for b, n, d in product(("", "("), ("", "第0期", "第00期"), days)]
    return frozenset(date[:end] for date in (*whole, "第00期", "第0期") for end in range(1, len(date) + 1))


def _is_begun(text: str) -> bool:
    return len(text) <= _LONGEST and text.translate(_SHAPE) in _prefixes()


def _ends_in(piece: str, pieces: list[str], end: int) -> bool:
    """Whether a line that is more than a date is the last piece: the date ends in it, or it begins with a comma."""
    before = "".join(pieces)
    date = _DATE.match(before + piece[:_LONGEST])
    if date is None or date.end() < len(before):
        return False
    if date.end() == len(before):
        return bool(end and _GOES_ON.match(piece))
    return _is_broken([*pieces, piece[: date.end() - len(before)]])


def _is_broken(pieces: list[str]) -> bool:
    """Whether the breaks are inside numbers: two of them, or one where a month follows."""
    inner = sum(bool(_INNER.fullmatch(f"{a[-1]}|{b[0]}")) for a, b in pairwise(pieces))
    return inner >= 2 or (inner == 1 and bool(_MONTH.search("".join(pieces))))
