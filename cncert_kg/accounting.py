"""What was not read: the numbers of a report that no rule took, so that a new sentence is seen the week it comes.

A number is told apart by what it is part of: an identifier, an address or a version, a date, the number of a list or
a table. What is left is a `figure` that nobody has read, or one that is none of the project's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cncert_kg.model import Report
from cncert_kg.text import NUMBER, sentence

_IDENTIFIERS = (
    r"https?://[^\s，。；）)]{1,500}",
    r"0day",
    r"[\w-]{1,60}(?:\[?\.\]?[\w-]{1,60}){0,4}\[?\.\]?[a-z]{2,12}(?![\w.])",
    r"[A-Za-z][\w./-]{0,60}[\d_][\w./-]{0,60}",
    r"\d{1,6}(?:\[?\.\]?\d{1,6}){2,4}",
    r"[0-9A-Fa-f]{32,64}",
)
_DATES = (
    r"\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?",
    r"\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?",
    r"\d{1,2}\s?日",
    r"\d{4}[-.]\d{1,2}[-.]\d{1,2}",
    r"\d{8}(?!\d)",
)
_ORDINALS = (r"第\s?\d{1,4}", r"[图表]格?\s?\d{1,3}", r"附件\s?\d{1,3}", r"(?:^|(?<=\n))[（(]?\d{1,2}[、．.)）](?!\d)")
_PARTS = re.compile(
    "|".join(
        f"(?P<{kind}>{'|'.join(patterns)})"
        for kind, patterns in (
            ("date", _DATES),
            ("ordinal", _ORDINALS),
            ("identifier", _IDENTIFIERS),
            ("figure", (NUMBER,)),
        )
    ),
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A number that no rule took."""

    start: int
    """Code points of the normalised text, as the offsets of mentions."""
    end: int
    kind: str
    """`identifier`, `date`, `ordinal`, or `figure`: a number that counts something."""
    quote: str
    sentence: str


def unread(report: Report) -> Iterator[Unread]:
    """Give every number of a report that no mention covers, in the order of the text. The text must be at hand."""
    text = report.document.text
    taken = _covered(report)
    for match in _PARTS.finditer(text):
        if any(c.isdigit() for c in match[0]) and not any(taken[match.start() : match.end()]):
            kind = match.lastgroup or "figure"
            yield Unread(match.start(), match.end(), kind, match[0].strip(), sentence(text, *match.span()))


def _covered(report: Report) -> bytearray:
    """Mark each code point that a mention covers, and those of the numbers and dates an issue is known by."""
    text = report.document.text
    marks = bytearray(len(text))
    for mention in report.mentions():
        marks[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    if report.stated_period and (start := text.find(report.stated_period)) >= 0:
        marks[start : start + len(report.stated_period)] = b"\x01" * len(report.stated_period)
    return marks


def lines(reports: Iterable[Report]) -> Iterator[str]:
    """Give one line per unread number of the reports that were read, tab-separated, and a line of counts for each."""
    yield "document\tstart\tkind\tquote\tsentence\n"
    for report in reports:
        if not report.is_used:
            continue
        counts: Counter[str] = Counter()
        for one in unread(report):
            counts[one.kind] += 1
            if one.kind == "figure":
                cells = (report.document.name, str(one.start), one.kind, one.quote, one.sentence)
                yield "\t".join(" ".join(c.split()) for c in cells) + "\n"
        read = sum(1 for _ in report.mentions())
        others = ", ".join(f"{counts[k]} {k}" for k in ("figure", "date", "ordinal", "identifier"))
        yield f"{report.document.name}\t\ttotal\t{read}\tread {read}; not read {others}\n"
