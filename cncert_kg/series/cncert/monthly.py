"""CNCERT's monthly report 《CNCERT互联网安全威胁报告》, from January 2011 on: infections, websites, vulnerabilities.

Its first page lists the main counts, its sections repeat them with the change against the month before. The
issues of 2011 count Trojans and botnets apart. Periods are whole months of the Beijing calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.cncert.clause_lists import listed
from cncert_kg.series.cncert.clauses import Expected, distinct, gaps
from cncert_kg.series.cncert.monthly_subjects import BEHAVIOUR_RULES, LISTINGS, RULES
from cncert_kg.series.rules import figures

KEY = "cncert-monthly"
NAME = "互联网安全威胁报告"

_OWNER = r"(?:国家互联网应急中心|国家计算机网络应急技术处理协调中心|CNCERT(?:/CC)?)"
_STATED = r"(?P<year>(?:19|20)[0-9]{2})\s{0,2}年\s{0,2}(?P<month>[0-9]{1,2})\s{0,2}月(?:份)?"
_MONTH = re.compile(rf"{_STATED}(?!\s{{0,2}}[0-9]{{1,2}}\s{{0,2}}日)")
"""A month that is no part of the day of publication."""
_NUMBER = re.compile(r"总\s?第\s{0,2}([0-9]{1,4})\s{0,2}期")
_FILLER = re.compile(
    rf"{_OWNER}|{_STATED}|总?\s?第\s{{0,2}}[0-9]{{1,4}}\s{{0,2}}期|20[0-9]{{2}}\s?年|转载|发布|月报|月度|原创|\W|_"
)
_SIGNS = (
    re.compile(r"境内感染网络病毒的终端"),
    re.compile(r"境内[^。；\n]{0,12}IP\s?地址对应的主机被(?:木马|僵尸)"),
    re.compile(r"境内(?:被|遭)篡改(?:的)?网站"),
    re.compile(r"收集整理(?:了)?信息系统安全漏洞"),
    re.compile(r"针对境内网站的仿冒页面"),
    re.compile(r"事件(?:受理|处理)情况"),
)
_OF_MONTH = re.compile(rf"(?:^|[\n。]|显示[，,：:]?|发布(?:了)?){_STATED}(?:[，,]|《)")
_SINCE_MONTH = re.compile(r"[较与比]上个?月")
_ANOTHER = re.compile(r"本周|上周|全年|上半年")

WHOLE = 15
"""Figures that a whole issue states and no extract of it does."""

REQUIRED = frozenset({"monthly-website-defaced", "monthly-vuln-collected"})
"""What every issue has. One that shows neither is no issue, or is beyond reading; one that is misprinted is a gap."""

EXPECTED = (
    Expected("monthly-terminal-infected", "2011-07", word="感染网络病毒"),
    Expected("monthly-ip-trojan-bot", "2011-07", word="僵尸程序控制"),
    Expected("monthly-c2-ip", "2011-07", word="控制服务器"),
    Expected("monthly-website-defaced-gov", "2011", word="篡改"),
    Expected("monthly-website-defaced", "2011", word="篡改网站"),
    Expected("monthly-website-backdoored", "2012", word="植入后门"),
    Expected("monthly-vuln-collected", "2011", word="安全漏洞"),
    Expected("monthly-phishing-page", "2012", word="仿冒页面"),
    Expected("monthly-vuln-high", "2011", word="高危"),
    Expected("monthly-incident-received", "2011", word="事件受理"),
    Expected("monthly-incident-handled", "2011", word="事件处理"),
)
"""Figures that an issue of these months has; where one is missing, a gap says so and the issue stands."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title; a copy under another name, or none, by its body. `ValueError`: see `Series`."""
    if _is_name(document.title) and _is_own(document):
        return _dated(document, document.title, "title")
    if document.status != "full" or (signs := _signs(document.text)) < 2:
        return None
    lines = [document.title, *(line for line in document.text.split("\n", 40)[:40] if len(line) <= 80)]
    if any(NAME in line and (signs > 2 or _is_name(line)) for line in lines):
        return _dated(document, "\n".join(lines), "body")
    if signs == 2:
        return None
    is_monthly = _OF_MONTH.search(document.text) or _SINCE_MONTH.search(document.text)
    return _dated(document, "", "body") if is_monthly and not _ANOTHER.search(document.text) else None


def _is_name(line: str) -> bool:
    return NAME in line and not _FILLER.sub("", line.replace(NAME, ""))


def _is_own(document: Document) -> bool:
    """Whether a title is CNCERT's: other firms publish reports of this name, which count other things."""
    is_signed = re.search(_OWNER, document.title) is not None
    return document.status != "full" or is_signed or any(sign.search(document.text) for sign in _SIGNS)


def _signs(text: str) -> int:
    """Give how many of the counts that make the monthly report a text has."""
    return sum(sign.search(text) is not None for sign in _SIGNS) if "月" in text else 0


def _dated(document: Document, stated: str, by: str) -> Recognition | None:
    """Give number and month, from the title or the first lines, else the month most sentences begin with."""
    head = document.text[:1000]
    number = _NUMBER.search(stated) or _NUMBER.search(head)
    month = _month(stated) or _month_of(document.text)
    if month is None:
        if document.status != "full":
            return None  # A title without a month names no issue.
        return Recognition(
            KEY, f"undated-{document.key}", Period(undated_in=document.key), by, number[1] if number else ""
        )
    year, number_of_month = month
    issue = reading.day(year, number_of_month, 1).isoformat()[:7]
    period = Period(f"{issue}-01", f"{issue}-{monthrange(year, number_of_month)[1]}")
    return Recognition(KEY, issue, period, by, number[1] if number else "", f"{year}年{number_of_month}月")


def _month(stated: str) -> tuple[int, int] | None:
    match = _MONTH.search(stated)
    return (int(match["year"]), int(match["month"])) if match else None


def _month_of(text: str) -> tuple[int, int] | None:
    months = Counter((int(m["year"]), int(m["month"])) for m in _OF_MONTH.finditer(text))
    return min(months, key=lambda m: (-months[m], m)) if months else None


def read(document: Document, known: Recognition) -> Report:
    """Read an issue. `ValueError` where nothing is found of what all issues have."""
    found, problems = figures(document.text, KEY, RULES)
    found += _behaviours(document.text)
    for listing in LISTINGS:
        parts, more = listed(document.text, KEY, listing)
        found, problems = found + parts, problems + more
    if not known.issue.startswith("undated") and not {f.indicator for f in found} & REQUIRED:
        raise ValueError(f"found none of {', '.join(sorted(REQUIRED))}, expected one at least")
    return _report(document, known, distinct(found), problems)


def _behaviours(text: str) -> Iterable[Figure]:
    for code, rules in BEHAVIOUR_RULES:
        found, _ = figures(text, KEY, rules)
        yield from (replace(f, breakdown=f"type-{code}") for f in found)


def _report(document: Document, known: Recognition, found: list[Figure], problems: list[Problem]) -> Report:
    is_whole = len(found) >= WHOLE
    return replace(
        known.report(document, "full" if is_whole else "partial"),
        figures=tuple(found),
        gaps=tuple(gaps(EXPECTED, known.issue, document.text, found, is_part=not is_whole)),
        problems=tuple(problems),
    )


SERIES = Series(KEY, "cncert", recognise, read)
