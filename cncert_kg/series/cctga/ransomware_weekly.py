"""CCTGA's weekly report on ransomware 《勒索软件动态周报》, published by CNCERT since November 2021.

Three sections state figures: samples and download addresses, WannaCry, and all other families with their shares by
family, system and way in. Cases follow as prose, then the addresses of the week. Its weeks run Saturday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, Gap, ListedIssue, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.cctga.addresses import REST, addresses
from cncert_kg.series.cctga.shares import SENTENCES, shares
from cncert_kg.series.rules import Rule, figures, require

KEY = "cctga-ransomware-weekly"
NAME = "勒索软件动态周报"

_DAY = r"(?:\d{4} ?[年.\-/]? ?\d{1,2} ?[月.\-/]? ?\d{1,2} ?日?|\d{1,2} ?[月.\-/] ?\d{1,2} ?日?)"
_DAYS = rf"(?P<period>{_DAY} ?(?:-{{1,2}}|—{{1,2}}|[至到–－~～]) ?{_DAY})"
# In the text of a PDF the name, the number and the days are lines of their own.
_TITLE = re.compile(
    rf"{NAME}\s?[-—–_]{{0,2}}[\s（(]{{0,2}}(?P<year>\d{{4}}) ?年 ?第 ?(?P<number>\d{{1,3}}) ?期"
    rf"(?:\s?[（(] ?总?第 ?\d{{1,4}} ?期 ?[)）])?[）)]?(?:[\s（(-]{{0,3}}{_DAYS} ?[)）]?)?",
    re.ASCII,
)
_HEAD = 4000
_PUBLISHER = re.compile("互联网应急中心|CNCERT|CCTGA|治理联盟")
_DATES = re.compile(rf"[\n（(] ?{_DAYS} ?[)）\n]", re.ASCII)
_PLAIN_DAYS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HEADINGS = ("勒索软件样本捕获情况", "勒索软件受害者情况")
_CASES = re.compile(r"\n[^\n。]{0,8}典型勒索(?:软件|病毒)[^\n。]{0,12}(?:\n|$)")

_RW = "勒索(?:软件|病毒)"
_WC = r"\s?(?i:wanna ?cry(?:pt)?)\s?"
_SUM = "(?:共计|总计|共|为|达到|达|有)?"
_SOURCE = r"\s?(?:IP\s?地址|IP|地址|链接|服务器|源)"
_IN = "(?:我国)?(?:境内|国内)"
_OUT = "(?:我国)?(?:境外|国外|海外)"
_N = r"\s{0,3}(?:[约近超逾]\s{0,2})?[\d０-９,，]{1,15}(?:\.\d{1,4})?\s{0,2}[万余多]{0,2}\s{0,3}"
_PART = r"[，,（(]?\s{0,2}(?:占比|占到?总(?:数|量)|占到?全部|约占|占)(?:的?比例)?(?:[为达的])?"
_CHANGE = (
    "(?:(?:较|比|与|同)(?:上周|上期|前周|前一周|上一周)(?:相比|相较|同期)?|(?:周)?环比)[，,]?"
    "(?:有所|小幅|大幅|略有|显著|明显)?{±n%s}"
)
_HANDLED = "(?:应急响应|响应|投诉|接报|接收|监测|发现|处置|处理|支撑)(?:到|了)?(?:共计|共)?"


def _located(where: str, rest: str) -> tuple[str, ...]:
    """Give the phrases that count download addresses in one part of the world, with `rest` behind the count."""
    count = "{n个}" if not rest else f"{_N}个"
    return (
        f"{where}的?{_RW}的?下载{_SOURCE}(?:数量|总数)?{_SUM}{count}{rest}",
        f"(?:位于|属于|来自){where}的?{_SOURCE}?{_SUM}{count}{rest}",
        rf"(?:其中有?|(?<!\d)[，,]|[、；和]){count}(?:{_RW}下载)?{_SOURCE}?(?:位于|属于|来自){where}{rest}",
    )


def _changes(stated: str) -> tuple[str, ...]:
    return tuple(rf"{stated}[，,、（(]\s{{0,2}}{_CHANGE % unit}" for unit in "%倍")


RULES = (
    Rule(
        "rw-sample",
        "level",
        (
            f"(?:捕获|收集|采集|发现|监测)(?:到|了)?的?{_RW}(?:恶意)?样本(?:数量|总数)?{_SUM}{{n个?}}",
            f"(?:捕获|收集|采集|发现|监测)(?:到|了)?(?:共计|共)?{{n个}}{_RW}(?:恶意)?样本",
        ),
    ),
    Rule(
        "rw-propagation",
        "level",
        (
            f"{_RW}的?(?:网络)?传播(?:事件|行为|活动|次数|攻击)?{_SUM}{{n次}}",
            f"{_RW}的?(?:网络)?传播(?:事件|行为|活动|攻击)?{_SUM}{{n起}}",
            f"(?:监测|发现)(?:到|了)?(?:共计|共)?{{n次}}{_RW}的?(?:网络)?传播",
        ),
    ),
    Rule(
        "rw-download-ip",
        "level",
        (f"(?<![境国海][内外])(?<![境国海][内外]的){_RW}的?下载{_SOURCE}(?:数量|总数)?{_SUM}{{n个}}",),
    ),
    Rule("rw-download-ip-domestic", "level", _located(_IN, "")),
    Rule("rw-download-ip-domestic", "share", _located(_IN, f"{_PART}{{n%}}")),
    Rule("rw-download-ip-overseas", "level", _located(_OUT, "")),
    Rule("rw-download-ip-overseas", "share", _located(_OUT, f"{_PART}{{n%}}")),
    Rule(
        "rw-wannacry-incident",
        "level",
        (
            rf"(?:发现|监测到?)了?(?:共计|共)?{{n起}}[^，。；\n]{{0,20}}感染{_WC}(?:{_RW})?",
            rf"感染{_WC}(?:{_RW})?的?事件(?:数量|总数)?{_SUM}{{n起}}",
        ),
    ),
    Rule("rw-wannacry-incident", "wow", _changes(rf"感染{_WC}(?:{_RW})?的?事件(?:[^，。；\n]{{0,8}}{_N}起)?")),
    Rule("rw-wannacry-infection", "level", (f"累计感染(?:次数|数量)?{_SUM}{{n次}}", "累计{n次}感染")),
    Rule("rw-wannacry-infection", "wow", _changes(rf"累计感染(?:次数|数量)?{_SUM}{_N}次")),
    Rule(
        "rw-other-incident",
        "level",
        (
            rf"{_HANDLED}{{n起}}(?:非{_WC}|其[它他])(?:的)?{_RW}(?:家族)?的?(?:感染|攻击|安全)?事件",
            rf"(?:非{_WC}|其[它他]){_RW}(?:家族)?的?(?:感染|攻击|安全)?事件(?:数量|总数)?{_SUM}{{n起}}",
        ),
    ),
    Rule(
        "rw-other-incident",
        "wow",
        _changes(rf"(?:非{_WC}|其[它他])的?{_RW}(?:家族)?的?(?:感染|攻击|安全)?事件(?:[^，。；\n]{{0,8}}{_N}起)?"),
    ),
)

REQUIRED = ("rw-sample", "rw-other-incident")
"""What the report exists for. Every issue known, from no. 1 of 2021 on, has one form and opens its sections so."""

OPTIONAL = (
    ("rw-propagation", "传播"),
    ("rw-download-ip", "下载"),
    ("rw-wannacry-incident", f"感染{_WC}"),
    ("rw-wannacry-infection", "累计感染"),
)
"""Levels with the words that show that an issue has them: by it a figure not read is told from one not published."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or a bare copy by its headings. `ValueError`: see `Series`."""
    match = _TITLE.search(document.title)
    is_formed = all(heading in document.text for heading in _HEADINGS)
    if match and (is_formed or _is_own(document.title[: match.start()])):
        return _numbered(match, document, "title")
    if not is_formed:
        return None
    head = document.text[: min(document.text.find(_HEADINGS[0]), _HEAD)]
    named = (m for m in _TITLE.finditer(head) if _is_own(head[head.rfind("\n", 0, m.start()) + 1 : m.start()]))
    match = next(named, None)
    if match:
        return _numbered(match, document, "body")
    return Recognition(KEY, f"undated-{document.key}", Period(undated_in=document.key), "body")


def _is_own(before: str) -> bool:
    """Whether a title names the publisher or nobody before the name: others have weeklies of ransomware too."""
    return bool(_PUBLISHER.search(before)) or not re.search(r"\w", before)


def _numbered(match: re.Match[str], document: Document, by: str) -> Recognition:
    year, number = int(match["year"]), int(match["number"])
    if not 1 <= number <= 53:
        raise ValueError(f"found issue number {number}, expected 1 to 53")
    dates = match if match["period"] else _DATES.search(document.text[:600])
    stated = dates["period"] if dates else ""
    period = _period(stated, year) if stated else None
    return Recognition(KEY, f"{year}-{number:02}", period, by, str(number), stated)


def _period(stated: str, year: int) -> Period:
    """Read `20221210-20221216` or a range that `text.week` knows.

    The first issues of a year begin in the year before, and years are misprinted then: a range that ends before it
    begins is read with the year of the issue at its end, and with that or the one before at its beginning, where
    this gives a week of seven days. Raises `ValueError` where it does not.
    """
    plain = _PLAIN_DAYS.sub(r"\1-\2-\3", stated)
    try:
        period = reading.week(plain, year)
        if period.days and 0 < period.days <= 31:
            return period
    except ValueError:
        pass
    bare = re.sub(r"\d{4} ?[年.\-/]", "", plain)
    period = reading.week(bare, year)
    if period.days != 7:
        raise ValueError(f"found the days {stated!r}, expected a week")
    return period


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: its figures and shares, the addresses of the week, the earlier issues it lists."""
    text = document.text
    cases = _CASES.search(text)
    within = (0, cases.start() if cases else len(text))
    found, problems = figures(text, KEY, RULES, within)
    require(found, REQUIRED)
    split, unread = _split(text, within)
    assets, refused = addresses(text, KEY)
    return replace(
        known.report(document),
        figures=tuple(found + split),
        assets=tuple(assets),
        listed=tuple(_listed(document)),
        gaps=tuple(_gaps(text[: within[1]], found)),
        problems=(*problems, *unread, *refused, *_misprinted(known)),
    )


def _split(text: str, within: tuple[int, int]) -> tuple[list[Figure], list[Problem]]:
    out: list[Figure] = []
    problems: list[Problem] = []
    for split in SENTENCES:
        read_here, unread = shares(text, KEY, split, within)
        out += read_here
        problems += unread
    return out, problems


def _gaps(text: str, found: list[Figure]) -> Iterator[Gap]:
    stated = {f.indicator for f in found}
    for code, word in OPTIONAL:
        if code not in stated:
            yield Gap("unparsed" if re.search(word, text) else "not-published", code, "level")


def _misprinted(known: Recognition) -> Iterator[Problem]:
    """The years printed, where they are not those read (`_period`)."""
    years = re.findall(r"(?<!\d)\d{4}", known.stated_period)
    if known.period and len(years) == 2 and [known.period.start[:4], known.period.end[:4]] != years:
        yield Problem(
            "W_DATE_MISPRINT", f"found {known.stated_period}, read as {known.period.start} to {known.period.end}"
        )


def _listed(document: Document) -> Iterator[ListedIssue]:
    """Give the earlier issues that a report lists, with their addresses where they are linked."""
    text = document.text
    rest = REST.search(text)
    for match in _TITLE.finditer(text, rest.start()) if rest else ():
        try:
            known = _numbered(match, replace(document, text=""), "title")
        except ValueError:
            continue  # A misprinted title of another issue is that issue's problem, told where it is held.
        target = next((x.target for x in document.links if x.start < match.end() and match.start() < x.end), "")
        where = reading.mention(text, match.span(), f"{KEY}/listed-issue", known.issue, match.span())
        yield ListedIssue(KEY, known.issue, known.period, target, where)


SERIES = Series(KEY, "cctga", recognise, read, days=7)
