"""Which documents are issues of CNVD's weekly, with which number and dates.

Many bodies publish a 漏洞周报: vendors, provinces, CNNVD under the same 信息安全漏洞周报. A title that names CNVD with
a number or dates is enough; any other needs the sentence in which CNVD itself says what it collected this week.
"""

from __future__ import annotations

import re

from cncert_kg import text as reading
from cncert_kg.model import Document, Period
from cncert_kg.series import Recognition, titles
from cncert_kg.series.cnvd.weekly.unbroken import unbroken

KEY = "cnvd-weekly"

_CNVD = r"(?:CNVD|国家信息安全漏洞共享平台(?:\s?[（(]\s?CNVD\s?[)）])?)"
_NAME = rf"(?:(?P<own>{_CNVD})\s?[|｜：:·\-—–]?\s?(?:信息安全)?(?:漏洞)?|信息安全漏洞)周报"
_ISSUE = r"(?P<year>\d{4})\s?年\s?第?\s?(?P<first>\d{1,2})\s?(?:[、,，和至\-—–~～]\s?第?\s?(?P<second>\d{1,2})\s?)?期"
_LATER = _ISSUE.replace("<year>", "<year2>").replace("<first>", "<first2>").replace("<second>", "<second2>")
_SEPARATOR = r"[\s（(\[【《》—–\-_:：|·]{0,4}"
_RUBRIC = r"(?:(?:【[^】\n]{1,16}】|\[[^\]\n]{1,16}\])\s{0,2})?(?:[^|｜\n：:]{0,16}[|｜：:]\s{0,2})?[《【]?"
_TITLE = re.compile(
    rf"{_RUBRIC}(?:{_ISSUE}{_SEPARATOR})?{_NAME}[》】]?{_SEPARATOR}(?:{_LATER})?(?P<rest>[^\n]{{0,60}})", re.ASCII
)
_NUMBERED = re.compile(_ISSUE, re.ASCII)
_DAY = r"\d{1,2}\s?月\s?\d{1,2}\s?日"
_TO = r"\s?[-—－–至到~～]{1,2}\s?"
_DATES = re.compile(
    rf"\d{{4}}\s?年\s?{_DAY}{_TO}(?:\d{{4}}\s?年\s?)?{_DAY}"
    rf"|(?<![\d.])20\d\d[./]\d{{1,2}}[./]\d{{1,2}}{_TO}(?:20\d\d[./])?\d{{1,2}}[./]\d{{1,2}}(?![\d./])"
    rf"|(?<!\d)20\d{{6}}{_TO}20\d{{6}}(?!\d)",
    re.ASCII,
)
_SHORT = re.compile(rf"{_DAY}{_TO}{_DAY}", re.ASCII)
_REST = re.compile(
    rf"[\s（(）)\]】》,，。!！|_\-—–:：]|{_CNVD}|漏洞平台|国家互联网应急中心|CNCERT|总第\s?\d{{1,4}}\s?期|发布|正式|全文"
    rf"|{_DATES.pattern}|{_SHORT.pattern}",
    re.ASCII,
)
"""What may follow the name and the number in a title that is no more than that of an issue."""

_WEEK = "(?:本周|本期|[两二]周|上周|一周)"
_GATHERED = r"(?:共|新)?(?:收集|收录)[^。，,；;\n]{0,12}漏洞"
_BODY = re.compile(
    rf"(?:CNVD|国家信息安全漏洞共享平台)[）)]?[这近]?{_WEEK}[，,]?{_GATHERED}"
    rf"|{_WEEK}[，,]?(?:国家信息安全漏洞共享平台|CNVD)[^。，,；;\n]{{0,16}}?{_GATHERED}"
)
_PARTS = re.compile(
    "漏洞(?:基本情况|态势研判情况|概况)|威胁整体评价级别|漏洞平均分值|涉及0\\s?day漏洞|漏洞事件处置情况|漏洞报送情况"
    "|漏洞按类型和厂商统计|行业漏洞收录情况|重要漏洞(?:安全告警|信息)|漏洞要闻速递|可?被?利用来?实施远程"
)
"""Headings and phrases of CNVD's own form."""
_PARTS_OF_FORM = 3
_HEAD = 3000
"""Code points in which number and dates stand: before the first section."""
_NEAR = 400
"""Code points in which dates without a year are those of the issue."""
_LONGEST = 31
"""Days of the longest issue that can be: two weeks, and a holiday."""
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or by its first sentence and its form where a copy has none of its own.

    Its dates may stand in the body only, so that a shell has none. Raises `ValueError` for an impossible number.
    """
    title = _titled(document)
    if title is None and not _is_copied(document):
        return None
    by = "title" if title else "body"
    year, numbers = _numbers(title or _in_head(_plain(document.text[:_HEAD])))
    stated = _dates(document, year)
    if not numbers:
        period = _period(stated, None) if stated else Period(undated_in=document.key)
        return Recognition(KEY, period.start or period.key, period, by, stated_period=stated)
    if not all(1 <= n <= 53 for n in numbers):
        raise ValueError(f"found issue number {'、'.join(map(str, numbers))}, expected 1 to 53")
    issue = "-".join([str(year), *(f"{n:02}" for n in numbers)])
    when = _period(stated, year) if stated else None
    return Recognition(KEY, issue, when, by, "、".join(map(str, numbers)), stated)


def _titled(document: Document) -> re.Match[str] | None:
    """The title of an issue: its name, with a number or dates, and nothing that makes it a title about an issue."""
    match = _TITLE.fullmatch(_plain(document.title.strip()))
    if match is None or not _is_plain(match):
        return None
    if match["first"] is None and match["first2"] is None and not _DATES.search(match["rest"]):
        return None
    if match["own"] or _is_own(document) or (document.status != "full" and document.account in titles.ACCOUNTS):
        return match
    return None


def _plain(text: str) -> str:
    """Digits of full width as ASCII; offsets stay."""
    return text.translate(_DIGITS)


def _is_own(document: Document) -> bool:
    text = document.text
    return ("CNVD" in text or "国家信息安全漏洞共享平台" in text) and _BODY.search(unbroken(text).text) is not None


def _is_copied(document: Document) -> bool:
    """Whether a copy under another title, or none, is an issue: CNVD speaks, in the form of its weekly.

    A digest of other bodies' news quotes its first sentence, and has no more of its parts.
    """
    if not _is_own(document):
        return False
    if not document.title and any(_is_plain(_TITLE.fullmatch(_plain(line))) for line in titles.titles(document)):
        return True
    return len({m[0] for m in _PARTS.finditer(document.text)}) >= _PARTS_OF_FORM


def _is_plain(title: re.Match[str] | None) -> bool:
    """Whether a title is no more than that of an issue."""
    return title is not None and not _REST.sub("", title["rest"])


def _in_head(head: str) -> re.Match[str] | None:
    """Where the head of a bare copy gives the number: beside the name, or alone."""
    lines = (_TITLE.fullmatch(line.strip()) for line in head.split("\n"))
    named = next((m for m in lines if m and (m["first"] or m["first2"])), None)
    return named or _NUMBERED.search(head)


def _numbers(match: re.Match[str] | None) -> tuple[int | None, list[int]]:
    """The year of an issue and its numbers, which stand before the name or after it."""
    groups = match.groupdict() if match else {}
    suffix = "" if groups.get("first") else "2"
    year = groups.get(f"year{suffix}")
    numbers = (groups.get(f"{place}{suffix}") for place in ("first", "second"))
    return int(year) if year else None, [int(n) for n in numbers if n]


def _dates(document: Document, year: int | None) -> str:
    """The range of days as the title states it, or the head; one without years only where the number has one."""
    title, head = _plain(document.title), _plain(document.text[:_HEAD])
    found = [_DATES.search(title), _DATES.search(head)]
    if year is not None:
        found = [found[0], _SHORT.search(title), found[1], _SHORT.search(head[:_NEAR])]
    return next((m[0] for m in found if m), "")


def _period(stated: str, year: int | None) -> Period:
    """Read the range; where a year at one end is misprinted, the year of the issue stands at both.

    2024 nos. 30, 37, 38 print 2023 at the end and 2025 no. 2 prints 2022 at the start; without the years a range of
    days is never misread, and one that crosses the new year begins in the year before.
    """
    stated = re.sub(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)", r"\1.\2.\3", stated, flags=re.ASCII)
    try:
        period = reading.week(stated, year)
        if (period.days or 0) <= _LONGEST:
            return period
    except ValueError:
        if year is None:
            raise
    return reading.week(re.sub(r"\d{4}\s*[年./]", "", stated), year)
