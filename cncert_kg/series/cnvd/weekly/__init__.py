"""CNVD's weekly report 《CNVD漏洞周报》: what was recorded, how severe, of which type, and who was told.

The prose is very regular since 2010. Its list of types is open, its dates are misprinted now and then, and its
comparison with the week before restates a figure of the issue before, not always the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg.model import Document, Figure, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.cnvd.weekly.kinds import types
from cncert_kg.series.cnvd.weekly.naming import listed, participants
from cncert_kg.series.cnvd.weekly.phrases import OPENING, RULES, SEVERITIES
from cncert_kg.series.cnvd.weekly.recognition import KEY, recognise
from cncert_kg.series.cnvd.weekly.unbroken import unbroken
from cncert_kg.series.rules import figures, require

REQUIRED = ("cnvd-collected", "cnvd-collected-high", "cnvd-collected-medium", "cnvd-collected-low")
"""The first sentence of every issue since 2010. All that follows it was added or left out over the years."""

_NEWS = re.compile(
    r"\n[^\S\n]{0,20}(?:[一二三四五六七八九十]{1,2}、)?\s?(?:本周)?(?:漏洞)?要闻(?:速递)?[^\S\n]{0,9}(?=\n)"
)
"""Where CNVD's own figures end: the news below tell of other people's."""

_CLAUSE = 240
"""Code points from the number of entries on within which their severities stand."""


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: its figures, its types, the entries and the organisations it names.

    Raises `ValueError` where a whole copy lacks a figure that every issue has; one that is cut in its first
    sentence needs the first figure only.
    """
    found, problems = weekly_figures(document.text)
    is_part = _is_cut(document.text, found)
    require(found, REQUIRED[: 1 if is_part else None])
    return replace(
        known.report(document, "partial" if is_part else "full"),
        figures=tuple(_defined(found)),
        vulnerabilities=tuple(listed(document.text)),
        participants=tuple(participants(document.text)),
        problems=(*problems, *_misprinted(known)),
    )


def weekly_figures(text: str) -> tuple[list[Figure], list[Problem]]:
    """Read every figure of an issue: of its own sections, without the news that follow them."""
    news = _NEWS.search(text)
    page = unbroken(text[: news.start()] if news else text)
    opening, problems = figures(page.text, KEY, OPENING)
    start = next((f.mention.end for f in opening if f.indicator == "cnvd-collected"), -_CLAUSE)
    severities, more = figures(page.text, KEY, SEVERITIES, (max(0, start), max(0, start + _CLAUSE)))
    rest, others = figures(page.text, KEY, RULES)
    kinds, unknown = types(page)
    own = [page.figure(f) for f in (*opening, *severities, *rest)]
    return [*own, *kinds], [*problems, *more, *others, *unknown]


def _is_cut(text: str, found: list[Figure]) -> bool:
    """Whether the copy ends in the sentence that gives the number of entries."""
    first = next((f for f in found if f.indicator == REQUIRED[0]), None)
    return first is not None and "。" not in text[first.mention.end :]


def _defined(found: list[Figure]) -> list[Figure]:
    """Mark what was received by the words that define it: 事件型漏洞, or all of them."""
    return [
        replace(f, definition="event-type" if _is_event_type(f) else "all")
        if f.indicator == "cnvd-event-received" and f.statistic == "level"
        else f
        for f in found
    ]


def _is_event_type(figure: Figure) -> bool:
    return re.search("事件型漏洞(?:的)?(?:总数|数量|总量|共|为)", figure.mention.sentence) is not None


def _misprinted(known: Recognition) -> Iterator[Problem]:
    period = known.period
    years = re.findall(r"\d{4}(?=\s?[年./])", known.stated_period)
    if period is not None and len(years) == 2 and [period.start[:4], period.end[:4]] != years:
        found = " and ".join(years)
        message = f"found the years {found}, expected {period.start[:4]} and {period.end[:4]}: read as {period.key}"
        yield Problem("W_DATE_MISPRINT", message)


SERIES = Series(KEY, "cnvd", recognise, read, days=7)
