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
from functools import partial

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.clauses import (
    BEHAVIOURS,
    LAST_MONTH,
    PLACE_NAMES,
    Expected,
    Listing,
    counted,
    distinct,
    gaps,
    listed,
    number_list,
    spaced,
)
from cncert_kg.series.rules import Rule, figures, require

KEY = "cncert-monthly"
NAME = "互联网安全威胁报告"

_OWNER = r"(?:国家互联网应急中心|国家计算机网络应急技术处理协调中心|CNCERT(?:/CC)?)"
_STATED = r"(?P<year>(?:19|20)[0-9]{2})\s{0,2}年\s{0,2}(?P<month>[0-9]{1,2})\s{0,2}月(?:份)?"
_MONTH = re.compile(_STATED)
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
_OF_MONTH = re.compile(rf"(?:^|[\n。]){_STATED}[，,]")
_SINCE_MONTH = re.compile(r"[较与比]上个?月")
_ANOTHER = re.compile(r"本周|上周|全年|上半年")

_count = partial(counted, against=LAST_MONTH)

_BOTH = "木马(?:程序)?(?:或|和|与|及|、)(?:被)?僵尸(?:网络|程序)?"
_APART = r"(?<!境内)(?<!境外)(?<![或和与及、被])"
_SERVER = "(?:的)?控制(?:服务器|端)(?:的)?(?:IP(?:地址)?)?"
_GOV = r"(?:政府|\s?\.?\s?(?:gov|GOV)(?:\.cn)?\s?(?:域名)?)类?网站"
_BACKDOORED = "(?:被|遭)(?:暗中)?植入(?:了)?后门(?:程序)?(?:的)?"
_NEAR = r"(?:(?!后门|仿冒|篡改)[^。；\n]){0,60}?[，,。；]?\s?其中[，,]?(?:有)?"
_HOST = "(?:IP地址)?(?:对应)?(?:的)?(?:主机)?(?:IP(?:地址)?)?"
_CONFICKER = r"“?飞客”?(?:\s?[（(][^（()）\n]{1,20}[)）])?\s?(?:蠕虫)?(?:病毒)?"
_PHISHING = "仿冒(?:页面|网页|网站)"
_INVOLVED = r"仿冒(?:页面|网页|网站)[^。；\n]{0,40}?涉及(?:到)?"
_HOSTED = r"放马(?:站点|网站)[^。；\n]{0,60}?涉及(?:到)?"
_COLLECTED = r"收[集录](?:、|和|并)?(?:整理|发布)?(?:了)?(?:新增)?(?:信息系统|信息|网络|软硬件|通用)?(?:安全)?漏洞"
_OF_THEM = r"(?:安全)?漏洞(?:数量|总数)?(?:共计|共|为|有)?@[^。；\n]{0,60}?[，,。；]\s?其中[，,]?\s?(?:包括|有)?"
_RECEIVED = "(?:接收(?:到|了)?|[收接]到(?:了)?|受理(?:了)?)"
_AND = "[，,、和及与](?:涉及)?(?:到)?"


def _apart(code: str, word: str) -> tuple[Rule, ...]:
    """The counts of Trojans alone or botnets alone, as the issues of 2011 have them."""
    name = f"{word}(?:程序|网络)?"
    return (
        *_count(f"monthly-ip-{code}", "个", forms=(rf"境内#{_HOST}被{name}控制",),
                heads=(rf"境内被{name}控制的主机(?:IP(?:地址)?)?", rf"境内{name}受控主机(?:IP(?:地址)?)?")),
        *_count(f"monthly-c2-ip-{code}", "个", heads=(rf"{_APART}{name}{_SERVER}",)),
        *_count(f"monthly-c2-ip-{code}-domestic", "个", heads=(rf"境内{name}{_SERVER}",)),
        *_count(f"monthly-c2-ip-{code}-overseas", "个", heads=(rf"境外{name}{_SERVER}",)),
    )  # fmt: skip


RATING = (("优", "excellent"), ("良", "good"), ("中", "fair"), ("差", "poor"), ("危", "critical"))

RULES = spaced((
    Rule("security-rating", "coded", ("网络安全(?:状况|态势|指数)?(?:整体|总体)?评价为{code}",), codes=RATING),
    *_count("monthly-terminal-infected", "个|台", heads=("境内感染(?:了)?网络病毒的(?:终端|主机|计算机)",)),
    *_count("monthly-ip-trojan-bot", "个|台", forms=(rf"境内#{_HOST}被{_BOTH}控制",),
            heads=(rf"境内(?:被?{_BOTH}(?:受控|控制)(?:的)?|感染{_BOTH}的)主机(?:IP(?:地址)?)?",)),
    *_apart("trojan", "木马"),
    *_apart("bot", "僵尸"),
    *_count("monthly-ip-conficker", "个|台", forms=(rf"境内#{_HOST}感染(?:了)?{_CONFICKER}",),
            heads=(rf"境内感染{_CONFICKER}的主机(?:IP(?:地址)?)?",)),
    *_count("monthly-ip-conficker-world", "个|台",
            forms=(rf"全球(?:互联网)?(?:月均)?(?:共?有)?#{_HOST}感染(?:了)?{_CONFICKER}",)),
    *_count("monthly-c2-ip", "个", heads=(rf"(?<!境[内外])(?<!境[内外]的){_BOTH}{_SERVER}",)),
    *_count("monthly-c2-ip-domestic", "个", heads=(rf"境内(?:的)?(?:{_BOTH})?{_SERVER}",)),
    *_count("monthly-c2-ip-overseas", "个", heads=(rf"境外(?:的)?(?:{_BOTH})?{_SERVER}",)),
    *_count("monthly-website-defaced", "个|家", heads=("境内(?:被|遭)(?:到)?篡改(?:的)?网站",)),
    *_count("monthly-website-defaced-gov", "个|家", is_share_stated=True,
            heads=(rf"(?:被|遭)(?:到)?篡改的?{_GOV}", rf"(?:被|遭)(?:到)?篡改的?网站{_NEAR}{_GOV}")),
    *_count("monthly-website-backdoored", "个|家", heads=(rf"境内{_BACKDOORED}网站",)),
    *_count("monthly-website-backdoored-gov", "个|家", is_share_stated=True,
            heads=(rf"{_BACKDOORED}{_GOV}", rf"{_BACKDOORED}网站{_NEAR}{_GOV}")),
    *_count("monthly-backdoor-ip-overseas", "个", forms=(r"境外(?:共?有)?#IP(?:地址)?通过植入后门",)),
    *_count("monthly-website-backdoored-remote", "个|家",
            forms=(r"境外(?:共?有)?@IP(?:地址)?通过植入后门(?:的方式)?对(?:我国)?境内#网站",)),
    *_count("monthly-phishing-page", "个", heads=(rf"针对(?:我国)?境内网站的?(?:网页)?{_PHISHING}",)),
    *_count("monthly-phishing-domain", "个", forms=(f"{_INVOLVED}域名#", f"{_INVOLVED}#域名")),
    *_count("monthly-phishing-ip", "个", forms=(
        f"{_INVOLVED}域名@{_AND}IP(?:地址)?#", f"{_INVOLVED}@域名{_AND}#IP",
        f"{_INVOLVED}IP(?:地址)?#", f"{_INVOLVED}#IP")),
    Rule("monthly-phishing-ip-overseas", "share", (
        rf"{_PHISHING}。\s?在?这?[^。；\n]{{0,24}}?{{n%}}[^。；，,\n]{{0,8}}(?:位于|来自)境外",)),
    Rule("monthly-phishing-page-per-ip", "level", (rf"每个IP(?:地址)?承载(?:了)?{{n个?}}{_PHISHING}",)),
    *_count("monthly-malware-new-name", "个|种", heads=("按(?:网络)?病毒名称统计[，,]?(?:共)?新增",)),
    *_count("monthly-malware-new-family", "个|种", heads=("按(?:网络)?病毒家族统计[，,]?(?:共)?新增",)),
    *_count("monthly-malsite-domain", "个", forms=(f"{_HOSTED}域名#", f"{_HOSTED}#域名")),
    *_count("monthly-malsite-ip", "个", forms=(
        f"{_HOSTED}域名@{_AND}IP(?:地址)?#", f"{_HOSTED}@域名{_AND}#IP", f"{_HOSTED}IP(?:地址)?#")),
    Rule("monthly-malsite-domain-overseas", "share", (r"域名中[，,]?(?:有)?{n%}(?:为|是|在|于)境外注册",)),
    Rule("monthly-malsite-domain-com", "share", (
        r"顶级域名?(?:为|是)?\s?\.?\s?(?:com|COM)\s?的?(?:域名)?约?占(?:比)?(?:为)?{n%}",)),
    Rule("monthly-malsite-ip-overseas", "share", (
        r"顶级域[^；;。\n]{0,30}[；;。]\s?在?[^，,。；\n]{0,20}IP(?:地址)?中[，,]?(?:有)?{n%}(?:的IP(?:地址)?)?位于境外",)),
    *_count("monthly-malsite-ip-direct", "个", forms=("通过IP(?:地址)?直接访问的(?:仅)?(?:涉及|有)#",)),
    *_count("monthly-vuln-collected", "个", heads=(_COLLECTED,), forms=(
        r"收[集录](?:、|和|并)?(?:整理)?(?:了)?#(?:信息系统|信息|网络|软硬件)?(?:安全)?漏洞",)),
    *_count("monthly-vuln-high", "个", heads=(rf"{_OF_THEM}高危(?:漏洞)?",), forms=(rf"{_OF_THEM}#高危漏洞",)),
    *_count("monthly-vuln-remote", "个", heads=(
        r"(?:可(?:以)?|能够?)(?:被)?(?:利用|用)(?:来|于)?(?:实施|进行|发起)?远程(?:网络)?攻击的?(?:漏洞)?",)),
    *_count("monthly-mobile-sample", "个|款", heads=(
        r"(?:捕获|监测到|监测发现|发现|获得)(?:了)?(?:新增)?(?:的)?移动(?:互联网)?恶意(?:程序|代码)(?:样本)?",)),
    *_count("monthly-mobile-takedown", "个|款|次",
            heads=(r"下架(?:了)?(?:的)?(?:移动(?:互联网)?)?恶意(?:程序|APP|应用(?:程序)?)",),
            forms=(r"下架(?:了)?#(?:移动(?:互联网)?)?恶意(?:程序|APP|应用)",)),
    *_count("monthly-mobile-platform", "家|个", forms=(
        r"协调(?:了)?#(?:已备案的?|提供[^，。；\n]{0,16}的)?(?:手机)?(?:应用商店|应用程序商店|平台|渠道|网站)[^。；\n]{0,24}下架",)),
    *_count("monthly-incident-received", "件|起|次", heads=(
        rf"{_RECEIVED}[^。；\n0-9]{{0,60}}?(?:网络)?安全事件(?:报告|举报|投诉)?",), forms=(
        rf"{_RECEIVED}#(?:各类)?(?:网络)?安全事件(?:报告|举报|投诉)",)),
    *_count("monthly-incident-received-abroad", "件|起|次", heads=(
        r"来自[国境]外的?(?:网络安全)?(?:事件)?(?:报告|举报|投诉)",)),
    *_count("monthly-incident-handled", "件|起|次", heads=(
        r"(?:处理|处置)(?:了)?(?:各类)?(?:网络)?安全(?:威胁)?事件",), forms=(
        r"(?:处理|处置)(?:了)?#(?:各类)?(?:网络)?安全(?:威胁)?事件",)),
))  # fmt: skip

_BEHAVIOUR_RULES = tuple(
    (code, _count("monthly-mobile-sample-by-type", "个|款", heads=(
        rf"{word}类?(?:的)?(?:移动(?:互联网)?)?(?:恶意(?:程序|代码|软件))?(?:样本)?",)))
    for word, code in BEHAVIOURS.items()
)  # fmt: skip

LISTINGS = (
    Listing("monthly-host-controlled-by-country", "level", "controller-country", (
        rf"位于{PLACE_NAMES}的(?:IP地址|控制服务器|控制端)[^。；\n位]{{0,12}}控制了?(?:我国)?境内{number_list('个|台')}主机",
    )),
    Listing("monthly-website-backdoored-by-country", "level", "controller-country", (
        rf"来自{PLACE_NAMES}的IP(?:地址)?[，,]?(?:共|分别)?(?:通过[^，。；\n]{{0,16}})?[向对](?:我国)?境内"
        rf"{number_list('个|家')}网站",
    )),
)  # fmt: skip

WHOLE = 15
"""Figures that a whole issue states and no extract of it does."""

REQUIRED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("2011", ("monthly-website-defaced", "monthly-vuln-collected")),
    # Backdoors are counted since late 2011 and stand on the first page since the page has its present form.
    ("2014", ("monthly-website-backdoored",)),
)
"""Figures that every issue has from a year on: defaced sites and entries of CNVD were counted before the series was."""

EXPECTED = (
    Expected("monthly-terminal-infected", "2011-07", word="感染网络病毒"),
    Expected("monthly-ip-trojan-bot", "2011-07", word="僵尸程序控制"),
    Expected("monthly-c2-ip", "2011-07", word="控制服务器"),
    Expected("monthly-website-defaced-gov", "2011", word="篡改"),
    Expected("monthly-website-backdoored", "2012", "2013", word="植入后门"),
    Expected("monthly-phishing-page", "2012", word="仿冒页面"),
    Expected("monthly-vuln-high", "2011", word="高危"),
    Expected("monthly-incident-received", "2011", word="事件受理"),
    Expected("monthly-incident-handled", "2011", word="事件处理"),
)
"""Figures that an issue of these months has; where one is missing, a gap says so and the issue stands."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title; a copy under another name, or none, by its body. `ValueError`: see `Series`."""
    if NAME in document.title and not _FILLER.sub("", document.title.replace(NAME, "")) and _is_own(document):
        return _dated(document, document.title, "title")
    if document.status != "full" or not _is_report(document.text):
        return None
    lines = [line for line in document.text.split("\n", 40)[:40] if len(line) <= 80]
    if any(NAME in line for line in (document.title, *lines)):
        return _dated(document, "\n".join((document.title, *lines)), "body")
    is_monthly = _OF_MONTH.search(document.text) or _SINCE_MONTH.search(document.text)
    return _dated(document, "", "body") if is_monthly and not _ANOTHER.search(document.text) else None


def _is_own(document: Document) -> bool:
    """Whether a title is CNCERT's: other firms publish reports of this name, which count other things."""
    is_signed = re.search(_OWNER, document.title) is not None
    return document.status != "full" or is_signed or any(sign.search(document.text) for sign in _SIGNS)


def _is_report(text: str) -> bool:
    """Whether a text counts what the monthly report counts, month by month."""
    return "月" in text and sum(sign.search(text) is not None for sign in _SIGNS) >= 3


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
    """Read an issue. `ValueError` where what all issues of its years have is missing."""
    found, problems = figures(document.text, KEY, RULES)
    found += _behaviours(document.text)
    for listing in LISTINGS:
        parts, more = listed(document.text, KEY, listing)
        found, problems = found + parts, problems + more
    for since, indicators in REQUIRED:
        if known.issue >= since and not known.issue.startswith("undated"):
            require(found, indicators)
    return _report(document, known, distinct(found), problems)


def _behaviours(text: str) -> Iterable[Figure]:
    for code, rules in _BEHAVIOUR_RULES:
        found, _ = figures(text, KEY, rules)
        yield from (replace(f, breakdown=f"type-{code}") for f in found)


def _report(document: Document, known: Recognition, found: list[Figure], problems: list[Problem]) -> Report:
    is_whole = len(found) >= WHOLE
    return Report(
        document=document,
        series=KEY,
        issue=known.issue,
        period=known.period,
        status="full" if is_whole else "partial",
        recognised_by=known.by,
        stated_number=known.stated_number,
        stated_period=known.stated_period,
        figures=tuple(found),
        gaps=tuple(gaps(EXPECTED, known.issue, document.text, found, is_part=not is_whole)),
        problems=tuple(problems),
    )


SERIES = Series(KEY, "cncert", recognise, read)
