"""CNCERT's weekly report 《网络安全信息与动态周报》, from 2022 on: an infographic, and one paragraph of prose.

The prose gives the overall rating and how many incidents were handled. All other figures stand in images; the
page-text edition keeps the infographic's labels and the change against the week before, without the level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, Gap, ListedIssue, Mention, Period, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.rules import Misprint, Rule, figures, require

KEY = "cncert-weekly"
NAME = "网络安全信息与动态周报"

_TITLE = re.compile(
    rf"{NAME}\s*(?:[-—]\s*)?(?P<year>\d{{4}})\s*年\s*第\s*(?P<number>\d{{1,3}})\s*期\s*(?:[（(](?P<period>[^（()）]{{5,40}})[)）]?)?",
    re.ASCII,
)
_HEADINGS = ("本周网络安全基本态势", "本周事件处理情况")

RATING = (("优", "excellent"), ("良", "good"), ("中", "fair"), ("差", "poor"), ("危", "critical"))

RULES = (
    Rule("security-rating", "coded", ("(?:态势|指数)整体评价为{code}",), codes=RATING),
    Rule("incident-handled", "level", ("共处理了?网络安全事件{n起}",)),
    Rule(
        "incident-handled-cross-border",
        "level",
        ("(?:含|其中)跨境网络安全事件{n起}",),
        (Misprint("(?:含|其中)跨境网络安全事(?!件){n起}", "without 件: 2024 no. 17"),),
    ),
    Rule(
        "incident-phishing-handled",
        "level",
        ("重点处理了?{n起}(?:网页)?仿冒投诉事件",),
        (Misprint("重点处(?!理){n起}(?:网页)?仿冒投诉事件", "without 理: 2024 no. 17, 2025 no. 3"),),
    ),
    Rule("mobile-platform-coordinated", "level", ("协调了?{n个}提供恶意移动应用程序下载服务的平台",)),
    Rule(
        "mobile-malurl-handled",
        "level",
        ("恶意URL链接{n个}",),
        (Misprint("恶意URL链(?!接){n个}", "without 接, seen in one issue"),),
    ),
    Rule("malware-propagation", "wow", ("境内计算机恶意程序传播次数{±n%}",)),
    Rule("website-backdoored", "wow", ("境内被植入后门网站总数{±n%}",)),
    Rule("phishing-page", "wow", ("针对境内网站仿冒网页数量{±n%}",)),
)

REQUIRED = ("incident-handled", "incident-handled-cross-border", "incident-phishing-handled")

OPTIONAL = ("mobile-platform-coordinated", "mobile-malurl-handled")
"""Since 2024 most issues leave the clause on mobile malware out; then the figure was not published."""

INFOGRAPHIC = ("malware-propagation", "website-backdoored", "phishing-page")
"""Levels that the infographic shows, as the labels of the page-text edition name them."""

_CHART_ONLY = (
    ("malware-propagation-by-family", "恶意代码传播次数排名前五家族"),
    ("website-backdoored-by-type", "境内被植入后门网站总数按类型分布"),
)


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or a bare copy by its name and headings. `ValueError`: see `Series`."""
    match = _TITLE.search(document.title)
    if match:
        return _numbered(match, "title")
    lines = document.text.split("\n", 40)
    match = next(filter(None, (_TITLE.fullmatch(line.strip()) for line in lines)), None)
    if match:
        return _numbered(match, "body")
    if NAME in (line.strip() for line in lines) and all(h in document.text for h in _HEADINGS):
        return Recognition(KEY, f"undated-{document.key}", Period(undated_in=document.key), "body")
    return None


def _numbered(match: re.Match[str], by: str) -> Recognition:
    year, number = int(match["year"]), int(match["number"])
    if not 1 <= number <= 53:
        raise ValueError(f"found issue number {number}, expected 1 to 53")
    if not match["period"]:
        raise ValueError(f"found no period in the title of issue {number} of {year}")
    period = reading.week(match["period"], year)
    if number > 26 and period.start < match["year"]:
        # The last issue of a year may run over the new year as the first one does: then it begins in its own year.
        period = reading.week(match["period"], year + 1)
    return Recognition(KEY, f"{year}-{number:02}", period, by, str(number), match["period"])


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: its figures, the issues it lists, and what it shows only as an image."""
    found, problems = figures(document.text, KEY, RULES)
    require(found, REQUIRED)
    return Report(
        document=document,
        series=KEY,
        issue=known.issue,
        period=known.period,
        status="full",
        recognised_by=known.by,
        stated_number=known.stated_number,
        stated_period=known.stated_period,
        figures=tuple(found),
        listed=tuple(listed(document)),
        gaps=tuple(_gaps(document, found)),
        problems=tuple(problems),
    )


def _gaps(document: Document, found: list[Figure]) -> Iterator[Gap]:
    stated = {(f.indicator, f.statistic) for f in found}
    yield from (Gap("not-published", code, "level") for code in OPTIONAL if (code, "level") not in stated)
    labelled = {code for code, statistic in stated if statistic == "wow"}
    if document.images:
        yield from (Gap("image-only", code, "level") for code in INFOGRAPHIC)
    else:
        yield from (Gap("image-only", code, "level") for code in INFOGRAPHIC if code in labelled)
    yield from (Gap("image-only", code, "level") for code, label in _CHART_ONLY if label in document.text)


def listed(document: Document) -> Iterator[ListedIssue]:
    """Give the earlier issues that a report links to, with their addresses."""
    for link in document.links:
        title = document.text[link.start : link.end]
        match = _TITLE.search(title)
        if match is None or not match["period"]:
            continue
        try:
            known = _numbered(match, "title")
        except ValueError:
            continue  # A misprinted title of another issue is that issue's problem, told where it is held.
        span = (link.start, link.end)
        where: Mention = reading.mention(document.text, span, f"{KEY}/listed-issue", known.issue, span)
        yield ListedIssue(KEY, known.issue, known.period, link.target, where)


SERIES = Series(KEY, "cncert", recognise, read, days=7)
