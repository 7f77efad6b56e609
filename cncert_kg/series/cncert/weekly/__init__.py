"""CNCERT's weekly report 《网络安全信息与动态周报》 and its English edition `Weekly Report of CNCERT`, from 2009 on.

Until 2021 an issue tells its figures in prose, in sentences that changed from era to era. From 2022 it is an
infographic and one paragraph on what was handled: all other figures stand in images; the page-text edition keeps
the infographic's labels and the change against the week before, without the level. The English edition is a
translation of the same issue, and its second witness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, ListedIssue, Mention, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.cncert.weekly.boxes import boxed, stacks
from cncert_kg.series.cncert.weekly.clauses import clause_figures
from cncert_kg.series.cncert.weekly.dates import Stated, is_misprinted, stated
from cncert_kg.series.cncert.weekly.english import english_figures
from cncert_kg.series.cncert.weekly.gaps import check, gaps
from cncert_kg.series.cncert.weekly.provinces import provinces
from cncert_kg.series.cncert.weekly.recognition import KEY, days_of, issue_key, recognise
from cncert_kg.series.cncert.weekly.recognition import TITLE as _TITLE
from cncert_kg.series.cncert.weekly.rules import RULES
from cncert_kg.series.cncert.weekly.subjects import SUBJECTS
from cncert_kg.series.rules import figures

__all__ = ["RULES", "SERIES"]

_NEWS = re.compile(
    r"(?:^|\n)[ \t]{0,4}(?:[\d一二三四五六七八九十、.．]{1,4}[ \t]?)?"
    r"(?:业界新闻速递|业界动态|业界新闻|近期回顾)[ \t]{0,4}(?=\n|$)"
)
_ABOUT = re.compile(r"约\s?占[^，,。；（(\d]{0,24}$|约为?[ \t]{0,2}\n\s{0,2}$")
_SECTION = re.compile("网络病毒活动情况|网站安全情况|重要漏洞情况|本周事件处理情况|本周网络安全主要数据")


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: its figures, the issues it lists, and what it shows only as an image."""
    found, problems = weekly_figures(document.text)
    check(found, known)
    return replace(
        known.report(document),
        figures=tuple(found),
        listed=tuple(listed(document)),
        gaps=tuple(gaps(document, found, known)),
        problems=(*problems, *_misprinted(known)),
    )


def weekly_figures(text: str) -> tuple[list[Figure], list[Problem]]:
    """Read the figures before the news, which tells of other weeks and other countries.

    Raises `ValueError` for what stands in the place of a figure and is no number.
    """
    within = (0, _end_of_report(text))
    found, problems = figures(text, KEY, RULES, within)
    columns = tuple(stacks(text, within))
    counted, misprinted = clause_figures(text, KEY, SUBJECTS, within, [column.span for column in columns])
    counted = _witnessed(chain(counted, *(boxed(text, KEY, column) for column in columns)))
    found = [_approximate(text, figure) for figure in found + counted] + list(provinces(text, KEY, within))
    stated_already = {(f.indicator, f.statistic) for f in found}
    translated = english_figures(text, KEY, within)
    return found + [f for f in translated if (f.indicator, f.statistic) not in stated_already], problems + misprinted


def _witnessed(figures: Iterable[Figure]) -> list[Figure]:
    """Give each figure once; what stands first in the text is the headline, the rest are its witnesses."""
    out: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        key = (figure.indicator, figure.statistic)
        out[key] = out[key].again(figure) if key in out else figure
    return list(out.values())


def _end_of_report(text: str) -> int:
    sections = [match.end() for match in _SECTION.finditer(text)]
    news = _NEWS.search(text, sections[-1] if sections else 200)
    return news.start() if news else len(text)


def _approximate(text: str, figure: Figure) -> Figure:
    """约占境内1.5%: the word stands before the verb, or on the line before, and is of the number all the same."""
    quantity, start = figure.quantity, figure.mention.start
    if quantity is None or quantity.qualifier != "exact" or figure.statistic not in {"level", "share"}:
        return figure
    if not _ABOUT.search(text[max(0, start - 30) : start]):
        return figure
    printed = figure.mention.quote.rstrip("%％个台家条种次 \n")
    return replace(figure, quantity=reading.quantity(f"约{printed}"))


def _misprinted(known: Recognition) -> Iterator[Problem]:
    dates = stated(known.stated_period).dates
    if dates and known.period and known.period.start and is_misprinted(dates, known.period):
        read_as = f"{known.period.start} to {known.period.end}"
        yield Problem("W_DATE_MISPRINT", f"found {known.stated_period}, read as {read_as}")


def listed(document: Document) -> Iterator[ListedIssue]:
    """Give the earlier issues that a report links to, with their addresses."""
    for link in document.links:
        title = document.text[link.start : link.end]
        said = stated(title) if _TITLE.search(title) else Stated()
        try:
            days = days_of(said.dates, said)
        except ValueError:
            continue  # A misprinted title of another issue is that issue's problem, told where it is held.
        issue = issue_key(said, days)
        if not issue or said.number not in (None, *range(1, 54)):
            continue
        span = (link.start, link.end)
        where: Mention = reading.mention(document.text, span, f"{KEY}/listed-issue", issue, span)
        yield ListedIssue(KEY, issue, days, link.target, where)


SERIES = Series(KEY, "cncert", recognise, read, days=7)
