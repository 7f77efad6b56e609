"""CNCERT's summary of a year 《20xx年我国互联网网络安全态势综述》 and its report on half a year 《…监测数据分析报告》.

What is counted changed with the years: Trojans and botnets until 2017, computer malware since 2018. Press
articles quote the report under its name; one is read as a part where it quotes enough of it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cncert_kg.model import Document, Figure, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.cncert.annual_subjects import ENTRY_RULES, LISTINGS, RULES
from cncert_kg.series.cncert.clause_lists import listed
from cncert_kg.series.cncert.clauses import Expected, distinct, gaps
from cncert_kg.series.rules import figures

KEY = "cncert-annual-summary"

_NAME = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s{0,2}年?\s?(?:度\s?)?(?P<half>[上下]半年)?\s?(?:度\s?)?(?:我国|中国)?\s?互联网(?:网络)?安全\s?"
    r"(?:(?:威胁|总体)?态势\s?(?:综述|分析|情况)?\s?(?:综述|报告)?|监测数据\s?(?:分析)?\s?(?:报告)?)",
    re.ASCII,
)
_FILLER = re.compile(
    r"国家互联网应急中心|国家计算机网络应急技术处理协调中心|CNCERT(?:/CC)?|原创|全文|PDF|pdf|附件|\W|_"
)
_PARAGRAPH_ENDS = re.compile("(?<=[。；;])\n(?!其中)")
"""Another break is the page's."""
_BOOK = re.compile(r"内\s?容\s?提\s?要|CONTENTS|图书在版编目")

_ANNOUNCED = frozenset({"", "发布", "正式发布", "发布报告", "报告", "转载", "关于"})
"""What a heading may say beside the report's name."""
LEAST = 5
"""Figures that a text must state to be a copy of the report."""
WHOLE = 15
"""Figures that the whole report states and no article about it does."""

REQUIRED = frozenset({"annual-website-defaced", "annual-vuln-recorded"})
"""What every whole report has; the other subjects came and went. One of them that is misprinted is a gap."""

EXPECTED = (
    Expected("annual-host-infected-trojan-bot", "2010", "2017", "僵尸"),
    Expected("annual-host-infected", "2018", word="感染计算机恶意程序"),
    Expected("annual-malware-sample", "2018", word="恶意程序样本"),
    Expected("annual-mobile-sample", "2011", word="移动互联网恶意程序"),
    Expected("annual-website-defaced", "2009", word="篡改"),
    # CNVD began in October 2009, its first full year is 2010.
    Expected("annual-vuln-recorded", "2010", word="漏洞"),
    Expected("annual-website-defaced-gov", "2009", word="政府网站"),
    Expected("annual-website-backdoored", "2012", word="植入后门"),
    Expected("annual-phishing-page", "2012", word="仿冒页面"),
    Expected("annual-vuln-high", "2010", word="高危"),
)
"""What a report of these years has; where it is missing, a gap says so and the report stands."""


def recognise(document: Document) -> Recognition | None:
    """Recognise a report by its title; a copy under a heading or a title that quotes it, where it quotes enough.

    Raises `ValueError` for a year before CNCERT was founded.
    """
    name = _NAME.search(document.title)
    if name and not _rest(document.title, name):
        return _known(name, "title")
    if document.status != "full":
        return None
    name = name or _heading(document.text)
    if name is None or _BOOK.search(document.text):
        return None
    return _known(name, "body") if len(_figures(document.text)[0]) >= LEAST else None


def _rest(line: str, name: re.Match[str]) -> str:
    return _FILLER.sub("", line[: name.start()] + line[name.end() :])


def _heading(text: str) -> re.Match[str] | None:
    lines = (line for line in text.split("\n", 40)[:40] if len(line) <= 60)
    found = ((line, _NAME.search(line)) for line in lines)
    return next((name for line, name in found if name and _rest(line, name) in _ANNOUNCED), None)


def _known(name: re.Match[str], by: str) -> Recognition:
    year, half = name["year"], {"上": "1", "下": "2"}.get((name["half"] or "")[:1], "")
    if year < "2001":
        raise ValueError(f"found the year {year}, expected 2001 or later")
    first, last = {"": ("01-01", "12-31"), "1": ("01-01", "06-30"), "2": ("07-01", "12-31")}[half]
    issue = f"{year}-h{half}" if half else year
    stated = f"{year}年{name['half'] or ''}"
    return Recognition(KEY, issue, Period(f"{year}-{first}", f"{year}-{last}"), by, stated_period=stated)


def read(document: Document, known: Recognition) -> Report:
    """Read a report. `ValueError` where it states next to nothing, or a whole one nothing of what each has."""
    found, problems = _figures(document.text)
    if len(found) < LEAST:
        raise ValueError(f"found {len(found)} figures, expected at least {LEAST}")
    is_whole = len(found) >= WHOLE
    if is_whole:
        _require(found)
    return replace(
        known.report(document, "full" if is_whole else "partial"),
        figures=tuple(found),
        gaps=tuple(gaps(EXPECTED, known.issue, document.text, found, is_part=not is_whole)),
        problems=tuple(problems),
    )


def _require(found: list[Figure]) -> None:
    if not {f.indicator for f in found} & REQUIRED:
        raise ValueError(f"found none of {', '.join(sorted(REQUIRED))}, expected one at least")


def _figures(text: str) -> tuple[list[Figure], list[Problem]]:
    found, problems = figures(text, KEY, RULES)
    entries = next((f.mention for f in found if (f.indicator, f.statistic) == ("annual-vuln-recorded", "level")), None)
    if entries:
        end = _PARAGRAPH_ENDS.search(text, entries.end, entries.end + 400)
        parts, more = figures(text, KEY, ENTRY_RULES, (entries.end, end.start() if end else entries.end + 400))
        found, problems = found + parts, problems + more
    for listing in LISTINGS:
        parts, more = listed(text, KEY, listing)
        found, problems = found + parts, problems + more
    return distinct(found), problems


SERIES = Series(KEY, "cncert", recognise, read)
