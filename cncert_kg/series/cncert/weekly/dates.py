"""Number and dates of an issue of CNCERT's weekly report, as a title or a first page prints them, in either language.

`(2013.03.04至2013.03.10)`, `20180205-20180211`,
`2018年第6期(2月5日—2月11日)`, `2010年第1期（总第1期）`, `Issue 10 2013 (Mar 4 - Mar 10)`;
number and dates may stand on lines of their own, in either order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cncert_kg import text as reading
from cncert_kg.model import Period

_HALF = str.maketrans("０１２３４５６７８９（）．／～－", "0123456789()./~-")
_NUMBER = re.compile(
    r"(?P<year>\d{4})\s{0,2}(?:年\s{0,2}第?|第)\s{0,2}(?P<number>\d{1,3})\s{0,2}期|(?<![总\d])第\s{0,2}(?P<alone>\d{1,3})\s{0,2}期",
    re.ASCII,
)
_TOTAL = re.compile(r"总\s{0,2}第?\s{0,2}\d{1,4}\s{0,2}期")
_YEAR = r"(?:(?P<y%s>(?:19|20)\d{2})\s{0,2}[年.\-/]\s{0,2})?"
_JOIN = r"\s{0,2}(?:至|到|-{1,2}|—{1,2}|–|−|―|─|~)\s{0,2}"
_DATES = re.compile(
    rf"(?<!\d){_YEAR % 1}(?P<m1>\d{{1,2}})\s{{0,2}}[月.\-/]\s{{0,2}}(?P<d1>\d{{1,2}})\s{{0,2}}[日号]?"
    rf"{_JOIN}{_YEAR % 2}(?:(?P<m2>\d{{1,2}})\s{{0,2}}[月.\-/]\s{{0,2}})?(?P<d2>\d{{1,2}})(?!\d)\s{{0,2}}[日号]?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<y1>20\d{2})(?P<m1>\d{2})(?P<d1>\d{2})" + _JOIN + r"(?P<y2>20\d{2})(?P<m2>\d{2})(?P<d2>\d{2})(?!\d)",
    re.ASCII,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_ISSUE = re.compile(
    r"(?:(?P<year1>20\d{2})[\s,\-]{0,3})?\b(?:issue|no|number)\b[\s.:#]{0,3}(?:no\b[\s.]{0,3})?(?P<number>\d{1,3})\b(?!\s?(?:phishing|web|host))"
    r"(?:[\s,/\-(]{0,3}(?:of\s)?(?P<year2>20\d{2})\b)?",
    re.ASCII | re.IGNORECASE,
)
_JOIN_ENGLISH = r"\s{0,2}(?:to|through|-{1,2}|—|–|−|~)\s{0,2}"
_ENGLISH = re.compile(
    rf"\b(?P<m1>{_MONTH})\s{{0,2}}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s{{0,2}}(?P<y1>20\d{{2}}))?{_JOIN_ENGLISH}"
    rf"(?:(?P<m2>{_MONTH})\s{{0,2}})?(?P<d2>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:[,.]?\s{{0,2}}\(?(?P<y2>20\d{{2}}))?",
    re.ASCII | re.IGNORECASE,
)
_ENGLISH_DAY_FIRST = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s{{0,2}}(?P<m1>{_MONTH}))?(?:,?\s{{0,2}}(?P<y1>20\d{{2}}))?{_JOIN_ENGLISH}"
    rf"(?P<d2>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?\s{{0,2}}(?P<m2>{_MONTH})(?:,?\s{{0,2}}(?P<y2>20\d{{2}}))?",
    re.ASCII | re.IGNORECASE,
)
LONGEST = 31
"""Days beyond which a range with years is a misprint."""


@dataclass(frozen=True, slots=True)
class Dates:
    """A range of days as printed, not yet judged. A year or a last month that is not printed is None."""

    printed: str
    first: tuple[int | None, int, int]
    last: tuple[int | None, int | None, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a title or a line says of its issue, and what of it is left over."""

    year: int | None = None
    number: int | None = None
    dates: Dates | None = None
    rest: str = ""

    @property
    def says_something(self) -> bool:
        """Whether a number or dates were found."""
        return self.number is not None or self.dates is not None

    def or_else(self, other: Stated) -> Stated:
        """Give this, with what only the other states."""
        alone = self.number is None
        year = (
            (other.year or self.year) if alone else self.year or (other.year if other.number == self.number else None)
        )
        return Stated(year, other.number if alone else self.number, self.dates or other.dates, self.rest)


def stated(line: str) -> Stated:
    """Give the number and the dates that a title or a line prints. Nothing is judged here."""
    plain = line.translate(_HALF)
    without = _cut(plain, _TOTAL.search(plain))
    dates = next(
        filter(None, (pattern.search(without) for pattern in (_DATES, _COMPACT, _ENGLISH, _ENGLISH_DAY_FIRST))), None
    )
    without = _cut(without, dates)
    number = _NUMBER.search(without) or _ISSUE.search(without)
    return Stated(_year(number), _issue_number(number), _dates(dates, line), _cut(without, number))


def _cut(text: str, match: re.Match[str] | None) -> str:
    """Give the text with blanks in the place of a match, so that offsets stay."""
    return text[: match.start()] + " " * len(match[0]) + text[match.end() :] if match else text


def _year(match: re.Match[str] | None) -> int | None:
    groups = match.groupdict() if match else {}
    printed = groups.get("year") or groups.get("year1") or groups.get("year2")
    return int(printed) if printed else None


def _issue_number(match: re.Match[str] | None) -> int | None:
    groups = match.groupdict() if match else {}
    printed = groups.get("number") or groups.get("alone")
    return int(printed) if printed else None


def _dates(match: re.Match[str] | None, line: str) -> Dates | None:
    if match is None:
        return None
    y1, y2 = (int(match[name]) if match[name] else None for name in ("y1", "y2"))
    m1, m2 = _month(match["m1"]), _month(match["m2"])
    first = m1 or m2
    assert first is not None  # each pattern requires one of them
    return Dates(line[slice(*match.span())].strip(), (y1, first, int(match["d1"])), (y2, m2, int(match["d2"])))


def _month(printed: str | None) -> int | None:
    if printed is None or printed.isdigit():
        return int(printed) if printed else None
    return _MONTHS.index(printed[:3].lower()) + 1


def period(dates: Dates, year: int | None, number: int | None) -> Period:
    """Give the days of an issue; where a printed year cannot be, the year of the issue stands.

    A range of December and January that is numbered late in a year begins in it; otherwise it ends in it, as the
    publisher numbers. Raises `ValueError` for an impossible day, a range that ends before it starts, or no year.
    """
    y1, m1, d1 = dates.first
    y2, m2, d2 = dates.last
    if y1 or y2:
        try:
            found = _week(y1, m1, d1, y2, m2 or m1, d2, year)
        except ValueError:
            found = None
        if found and (found.days or 0) <= LONGEST:
            return found
    crosses = (m1, m2) == (12, 1)
    last = year or y2 or y1
    if last is not None and crosses and (number is None or number > 26):
        # Without a number the year printed is the first day's, where the new year was forgotten at the second.
        last = (year or y1 or last) + 1 if number is not None or y1 is not None else last
    return _week(None, m1, d1, None, m2 or m1, d2, last)


def _week(y1: int | None, m1: int, d1: int, y2: int | None, m2: int, d2: int, year: int | None) -> Period:
    first = f"{y1}年{m1}月{d1}日" if y1 else f"{m1}月{d1}日"
    last = f"{y2}年{m2}月{d2}日" if y2 else f"{m2}月{d2}日"
    return reading.week(f"{first}-{last}", year)


def is_misprinted(dates: Dates, found: Period) -> bool:
    """Whether a year is printed that the period does not have."""
    years = (dates.first[0], date.fromisoformat(found.start).year), (dates.last[0], date.fromisoformat(found.end).year)
    return any(printed is not None and printed != read for printed, read in years)
