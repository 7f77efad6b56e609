"""The weeks of ANVA's weeklies: the range of days in a title, in the line below it, or in the text, mended and told.

None of them has a number: the first day of its week is the key of an issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cncert_kg import text as reading
from cncert_kg.model import Document, Period, Problem

DAYS = 7

# The account may stand before the name. After it comes a bracket, a date or nothing: 报告解读 is no report.
TITLE = r"(?:[^：:|｜】\]\n]{0,20}[：:|｜】\]])?[\s《“【\[]{0,3}%s(?:\s?第|(?![\u4e00-\u9fff]))"

_DAY = r"(?:\d{4}\s?[年.\-/]\s?)?\d{1,2}\s?[月.\-/]\s?\d{1,2}\s?日?"
_RANGE = rf"(?<!\d){_DAY}\s?(?:至|到|[-—–－~～]{{1,2}})\s?{_DAY}(?!\d)"
_DATES = re.compile(_RANGE, re.ASCII)
_DURING = re.compile(rf"{_RANGE}(?=\s?(?:期间|[，,]))", re.ASCII)
_COMPACT = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)", re.ASCII)
_ALONE = re.compile(rf"\n[\s（(【\[]{{0,3}}(?P<days>{_RANGE})[^\S\n]?[)）】\]]?[^\S\n]?(?=\n)", re.ASCII)
"""A line of its own: a title that is printed on two lines has its days on the second."""
_YEAR = re.compile(r"\d{4}\s?[年.\-/]\s?", re.ASCII)


def first_line(document: Document, name: re.Pattern[str]) -> str:
    """Give the line of a bare copy's head that is its title; empty where there is none."""
    lines = document.text[:2000].split("\n", 12)[:12]
    return next((line for line in lines if name.match(line.strip())), "")


def stated_week(document: Document, name: re.Pattern[str]) -> tuple[Period, str]:
    """Give the week a report states for itself, and as it states it; an undated one where it states none.

    The title stands before the text, unless only the text states seven days. `ValueError`: no range is possible.
    """
    stated = stated_ranges(document, name)
    if not stated:
        return Period(undated_in=document.key), ""
    read = [(period, days) for days in stated if (period := _plain_week(days))]
    read += [(period, days) for days in stated if (period := _mended_week(days))]
    if not read:
        raise ValueError(f"found {stated[0][:40]!r}, expected the first and last day of a week")
    return min(read, key=lambda found: found[0].days != DAYS)


def stated_ranges(document: Document, name: re.Pattern[str]) -> list[str]:
    """Give the range of days in a report's title, or the line that is its title, and the range its text tells of."""
    title = _COMPACT.sub(r"\1.\2.\3", document.title or first_line(document, name))
    days = _DATES.search(title)
    below = None if days else _ALONE.search(document.text, 0, 1000)
    found = (days and days[0], below and below["days"], _during(document.text))
    return [stated for stated in found if stated and _YEAR.search(stated)]


def _during(text: str) -> str:
    found = _DURING.search(text, 0, 5000)
    return found[0] if found else ""


def _mended_week(stated: str) -> Period | None:
    """Read a range without the year at one end, where that is misprinted: at a new year the last more often is."""
    years = reversed(list(_YEAR.finditer(stated)))
    periods = (_plain_week(stated[: year.start()] + stated[year.end() :]) for year in years)
    return next((period for period in periods if period and period.days == DAYS), None)


def _plain_week(stated: str) -> Period | None:
    try:
        return reading.week(stated, None)
    except ValueError:
        return None


def date_problems(document: Document, name: re.Pattern[str], period: Period | None) -> Iterator[Problem]:
    """Tell each range of days that is not, as printed, the week that the report is taken to be of."""
    for stated in stated_ranges(document, name):
        if period and _plain_week(stated) != period:
            yield Problem("W_DATE_MISPRINT", f"found {stated}, read as {period.start} to {period.end}")
