"""CNVD's weekly report 《CNVD漏洞周报》: what was recorded, how severe, of which type, and who was told.

The prose is very regular since 2010. Its list of types is open, its dates are misprinted now and then, and its
comparison with the week before restates a figure of the issue before, not always the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, ListedVulnerability, Participant, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.rules import Misprint, Rule, figures, require, slug

KEY = "cnvd-weekly"

_NAME = r"(?:CNVD|国家信息安全漏洞共享平台[（(]CNVD[)）]|信息安全)\s?(?:信息安全)?漏?洞?周报"
_ISSUE = r"(?P<year>\d{4})\s?年\s?第\s?(?P<first>\d{1,2})\s?(?:[、,，]\s?(?P<second>\d{1,2})\s?)?期"
_TITLE = re.compile(rf"{_NAME}[^\n\d]{{0,4}}{_ISSUE}", re.ASCII)
_NUMBERED = re.compile(rf"(?:^|\n)[^\n]{{0,60}}?{_ISSUE}", re.ASCII)
_DAY = r"\d{1,2}\s?月\s?\d{1,2}\s?日"
_DATES = re.compile(rf"\d{{4}}\s?年\s?{_DAY}\s?[-—－–至到~～]{{1,2}}\s?(?:\d{{4}}\s?年\s?)?{_DAY}", re.ASCII)
_BODY = re.compile(r"CNVD[)）]?\s?本周共?收集、整理信息安全漏洞")
_HEAD = 3000
"""Code points in which number and dates stand: before the first section."""

LEVEL = (("高", "high"), ("中", "medium"), ("低", "low"))

RULES = (
    Rule("cnvd-threat-level", "coded", ("漏洞威胁整体评价级别为{code}",), codes=LEVEL),
    Rule("cnvd-collected", "level", ("收集、整理信息安全漏洞{n个}", "CNVD收录了?{n个}漏洞[。，,：:]")),
    Rule("cnvd-collected-high", "level", ("其中，?高危漏洞{n个}",)),
    Rule("cnvd-collected-medium", "level", ("[、，]中危漏洞{n个}",)),
    Rule("cnvd-collected-low", "level", ("[、，]低危漏洞{n个}",)),
    Rule("cnvd-mean-score", "level", ("漏洞平均分值为{n}",)),
    Rule("cnvd-zero-day", "level", ("涉及0day漏洞{n个}",)),
    Rule("cnvd-zero-day", "share", (r"涉及0day漏洞\s?\d{1,6}\s?个\s?[（(]占{n%}",)),
)
RECEIVED = (
    Rule("cnvd-event-received", "level", ("企事业单位的(?:事件型)?漏洞总数{n个}",)),
    Rule(
        "cnvd-event-received",
        "prev",
        ("漏洞总数[^。（(]{0,20}与上周[（(]{n个}[)）]",),
        (Misprint("漏洞总数[^。（(]{0,20}与上周[（(]{n}[)）]", "without 个: 2024 nos. 29 and 31"),),
    ),
    Rule(
        "cnvd-event-received",
        "wow",
        (
            r"与上周[（(][^（()）]{1,16}[)）]\s?(?:相比|环比){±n%}",
            r"与上周[（(][^（()）]{1,16}[)）]\s?(?:相比|环比){±n倍}",
        ),
    ),
)
"""What CNVD was sent. Until late 2022 the words were 事件型漏洞, event-type ones; since then it is all of them."""

HANDLED = (
    Rule("cnvd-notified-critical", "level", ("重要行业单位通报漏洞事件{n起}",)),
    Rule("cnvd-notified-telecom", "level", ("向基础电信(?:运营)?企业通报漏洞事件{n起}",)),
    Rule("cnvd-handled-branch", "level", ("各分中心验证和处置[^，。]{0,20}漏洞事件{n起}",)),
    Rule("cnvd-handled-education", "level", ("教育行业应急组织验证和处置[^，。]{0,20}漏洞事件{n起}",)),
    Rule("cnvd-reported-national", "level", ("上级信息安全协调机构上报[^，。]{0,40}漏洞事件{n起}",)),
    Rule("cnvd-original-submitted", "level", ("向CNVD(?:共)?提交了?{n个}[^，。]{0,16}原创漏洞",)),
    Rule("cnvd-whitehat-shared", "level", ("白帽子报送的?{n条}原创漏洞",)),
    Rule("cnvd-sector-telecom", "level", ("收录了?{n个}电信行业漏洞",)),
    Rule("cnvd-sector-mobile", "level", ("[，、]{n个}移动互联网行业漏洞",)),
    Rule("cnvd-sector-ics", "level", ("[，、]{n个}工控(?:系统)?行业漏洞",)),
)

REQUIRED = ("cnvd-collected", "cnvd-collected-high", "cnvd-collected-medium", "cnvd-collected-low")
"""The first sentence of every issue since 2010. All that follows it was added or left out over the years."""

TYPES = {
    "web应用": "web-application",
    "web应用程序": "web-application",
    "应用程序": "application",
    "网络设备": "network-device",
    "智能设备": "smart-device",
    "操作系统": "operating-system",
    "数据库": "database",
    "安全产品": "security-product",
    "区块链公链": "public-blockchain",
    "车联网": "vehicle-network",
}
"""Types by the name CNVD prints, in lower case and without its explanation. A new one is a problem, and needs a row."""

_TYPES = re.compile(r"CNVD收录了?\s?\d{1,6}\s?个漏洞[。，,：:]\s?(?:其中，?|按类型划分包括)?(?P<list>[^。\n]{4,300})")
_TYPE = re.compile(
    r"(?P<name>[A-Za-z\u4e00-\u9fff]{2,14}?)(?:漏洞)?(?:[（(][^（()）]{1,30}[)）])?\s?(?P<figure>(?P<number>\d{1,7})\s?个)"
)

_NAMED = re.compile(
    rf"(?P<title>[^，。；：:（）()“”\n]{{4,80}})[（(](?P<numbers>{reading.NUMBER_OF_ENTRY}[^（()）]{{0,400}})[)）]"
)
_NUMBER = re.compile(rf"(?<![\w-]){reading.NUMBER_OF_ENTRY}(?!\d)", re.ASCII)

_NAMES = r"(?P<names>[^。；\n]{2,1500}?)"
PARTICIPANTS = (
    ("submitter", re.compile(rf"其中[，,]{_NAMES}等单位报送公开收集的漏洞数量较多")),
    (
        "original-submitter",
        re.compile(
            rf"数量较多。{_NAMES}(?:等(?:其他)?单位)?(?:以?及其[他它][^，。；\n]{{0,20}})?向CNVD(?:共)?提交了?\s?\d"
        ),
    ),
    ("vendor", re.compile(rf"漏洞涉及{_NAMES}等多家厂商的产品")),
)
"""Whom an issue names for what; the order is that of the numbers in its tables, which are images.

The long list of those who were notified has no order and names no figure: it is not read.
"""

_COMPANY = re.compile(r"公司|大学|学院|研究[院所]|中心|集团|厂|局|院$|委员会|协会|联盟|实验室|事业部|安全团队")
_FIRM = (
    r"Inc|Corp|Ltd|LLC|GmbH|Group|Foundation|Project|Software|Systems?|Networks?|Electric|Electronics|Automation|"
    r"Technolog\w{1,3}|Security|Micro|Labs?|Solutions|International|Industr\w{1,4}|Digital|Data"
)
_PERSON = re.compile(rf"(?!.{{0,60}}\b(?:{_FIRM})\b)[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}}")
"""A Latin name that may be a natural person's: programs of one author are listed under the author's name."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or by its first sentence where a copy has none.

    Its dates stand in the body, so that a shell has none.
    """
    head = document.text[:_HEAD]
    match, by = _TITLE.search(document.title), "title"
    if match is None:
        if not _BODY.search(document.text):
            return None
        match, by = _TITLE.search(head) or _NUMBERED.search(head), "body"
    dates = _DATES.search(document.title) or _DATES.search(head)
    stated = dates[0] if dates else ""
    if match is None:
        period = _period(stated, None) if stated else Period(undated_in=document.key)
        return Recognition(KEY, period.start or period.key, period, by, stated_period=stated)
    numbers = [int(n) for n in (match["first"], match["second"]) if n]
    if not all(1 <= n <= 53 for n in numbers):
        raise ValueError(f"found issue number {'、'.join(map(str, numbers))}, expected 1 to 53")
    issue = "-".join([match["year"], *(f"{n:02}" for n in numbers)])
    when = _period(stated, int(match["year"])) if stated else None
    return Recognition(KEY, issue, when, by, "、".join(map(str, numbers)), stated)


def _period(stated: str, year: int | None) -> Period:
    """Read the range; where a year at one end is misprinted, the year of the issue stands at both.

    2024 nos. 30, 37, 38 print 2023 at the end and 2025 no. 2 prints 2022 at the start; without the years a range of
    days is never misread, and one that crosses the new year begins in the year before.
    """
    try:
        period = reading.week(stated, year)
        if (period.days or 0) <= 31:
            return period
    except ValueError:
        if year is None:
            raise
    return reading.week(re.sub(r"\d{4}\s*年", "", stated), year)


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: its figures, its types, the entries and the organisations it names."""
    found, problems = figures(document.text, KEY, RULES + RECEIVED + HANDLED)
    kinds, unknown = types(document.text)
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
        figures=tuple(_defined(found) + kinds),
        vulnerabilities=tuple(listed(document.text)),
        participants=tuple(participants(document.text)),
        problems=(*problems, *unknown, *_misprinted(known)),
    )


def _defined(found: list[Figure]) -> list[Figure]:
    """Mark what was received by the words that define it: 事件型漏洞, or all of them."""
    return [
        replace(f, definition="event-type" if _is_event_type(f) else "all")
        if f.indicator == "cnvd-event-received" and f.statistic == "level"
        else f
        for f in found
    ]


def _is_event_type(figure: Figure) -> bool:
    return "事件型漏洞总数" in figure.mention.sentence


def _misprinted(known: Recognition) -> Iterator[Problem]:
    period = known.period
    years = re.findall(r"\d{4}(?=\s?年)", known.stated_period)
    if period is not None and len(years) == 2 and [period.start[:4], period.end[:4]] != years:
        found = " and ".join(years)
        message = f"found the years {found}, expected {period.start[:4]} and {period.end[:4]}: read as {period.key}"
        yield Problem("W_DATE_MISPRINT", message)


def types(text: str) -> tuple[list[Figure], list[Problem]]:
    """Read the sentence that splits the recorded entries by type; the list of types is CNVD's to extend."""
    out: list[Figure] = []
    problems: list[Problem] = []
    sentence = _TYPES.search(text)
    for match in _TYPE.finditer(text, *sentence.span("list")) if sentence else ():
        code = TYPES.get(match["name"].removeprefix("其中").lower())
        if code is None:
            found = f"found the type {slug(match['name'])} with {match['number']}, expected one that has a code"
            problems.append(Problem("W_TYPE", found))
            continue
        quantity = reading.quantity(match["number"])
        where = reading.mention(text, match.span("figure"), f"{KEY}/cnvd-type.level", quantity.value, match.span())
        out.append(Figure(f"cnvd-type-{code}", "level", where, quantity))
    return out, problems


def listed(text: str) -> Iterator[ListedVulnerability]:
    """Give each CNVD entry a text names, where it names it first, with the title that stands before its number."""
    titles = {
        number: match["title"].rpartition("、")[2].strip()
        for match in _NAMED.finditer(text)
        for number in _NUMBER.findall(match["numbers"])
    }
    seen: set[str] = set()
    for match in _NUMBER.finditer(text):
        if match[0] not in seen:
            seen.add(match[0])
            where = reading.mention(text, match.span(), f"{KEY}/listed-vulnerability", match[0], match.span())
            yield ListedVulnerability(match[0], where, titles.get(match[0], ""))


def participants(text: str) -> Iterator[Participant]:
    """Give the organisations an issue names by rank. A name that is no organisation's ends the list it stands in."""
    for role, pattern in PARTICIPANTS:
        for match in list(pattern.finditer(text))[:1]:
            start = match.start("names")
            for rank, name in enumerate(match["names"].split("、"), 1):
                span = (start, start + len(name))
                start += len(name) + 1
                if role != "vendor" and not _COMPANY.search(name):
                    break
                if not _PERSON.fullmatch(name.strip()):
                    where = reading.mention(text, span, f"{KEY}/{role}", name, span)
                    # The sentence names those who are left out.
                    yield Participant(role, name, replace(where, sentence=name, prefix="", suffix=""), rank)


SERIES = Series(KEY, "cnvd", recognise, read, days=7)
