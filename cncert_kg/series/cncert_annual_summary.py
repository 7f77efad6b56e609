"""CNCERT's summary of a year 《20xx年我国互联网网络安全态势综述》 and its report on half a year 《…监测数据分析报告》.

What is counted changed with the years: Trojans and botnets until 2017, computer malware since 2018. Press
articles quote the report under its name; one is read as a part where it quotes enough of it.
"""

from __future__ import annotations

import re
from functools import partial

from cncert_kg.model import Document, Figure, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.clauses import (
    BEHAVIOURS,
    IS,
    LAST_YEAR,
    PLACE_NAMES,
    Expected,
    Listing,
    counted,
    distinct,
    gaps,
    listed,
    number_list,
    spaced,
    together,
    written,
)
from cncert_kg.series.rules import Rule, figures, require

KEY = "cncert-annual-summary"

_NAME = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s{0,2}年?\s?(?:度\s?)?(?P<half>[上下]半年)?\s?(?:度\s?)?(?:我国|中国)?\s?互联网(?:网络)?安全\s?"
    r"(?:(?:威胁|总体)?态势\s?(?:综述|分析|情况)?\s?(?:综述|报告)?|监测数据\s?(?:分析)?\s?(?:报告)?)",
    re.ASCII,
)
_FILLER = re.compile(
    r"国家互联网应急中心|国家计算机网络应急技术处理协调中心|CNCERT(?:/CC)?|原创|全文|PDF|pdf|附件|\W|_"
)
_BOOK = re.compile(r"内\s?容\s?提\s?要|CONTENTS|图书在版编目")

_ANNOUNCED = frozenset({"", "发布", "正式发布", "发布报告", "报告", "转载", "关于"})
"""What a heading may say beside the report's name."""
LEAST = 5
"""Figures that a text must state to be a copy of the report."""
WHOLE = 15
"""Figures that the whole report states and no article about it does."""

_count = partial(counted, against=LAST_YEAR)
_part = partial(counted, against=LAST_YEAR, is_share_stated=True)

_MALWARE = "(?:计算机)?恶意(?:程序|代码)"
_MOBILE = "移动(?:互联网)?恶意(?:程序|代码|应用(?:程序)?|APP)(?:样本)?"
_BOTH = "木马(?:程序)?(?:或|和|与|及|、)?(?:被)?僵尸(?:网络|程序)?"
_ANY = f"(?:{_BOTH}|{_MALWARE})?"
_SERVER = "(?:的)?控制(?:服务器|端)"
_HOSTS = "(?:主机)?(?:IP(?:地址)?)?(?:对应)?(?:的)?(?:主机)?"
_HOME = "(?:我国)?境内"
_DEVICE = "(?:联网智能设备|物联网(?:终端|智能)?(?:设备)?|智能设备)"
_BEHAVIOUR = f"(?:{'|'.join(BEHAVIOURS)})类?"
_ONE = r"(?<![0-9])1\s?Gb?(?:ps)?\s?(?:以上)?的?"
_TEN = r"(?<![0-9])10\s?Gbps\s?(?:以上)?的?"
_OF_ALL = r"(?:的)?(?:次数|数量)?占(?:比)?[^。；\n，,0-9约]{0,40}?{n%}"
_NOTE = r"(?:[（(][^（()）\n]{0,40}[)）])?"
_PHISHING = "仿冒(?:页面|网页|网站)"
_BACKDOORED = "(?:被|遭)(?:暗中)?植入(?:了)?后门(?:程序)?(?:的)?"
_DEFACED = "(?:被|遭)(?:到)?篡改(?:的)?"
_GOV = r"(?:政府|\s?\.?\s?(?:gov|GOV)(?:\.cn)?\s?(?:域名)?)类?网站"
_NEAR = r"(?:(?!后门|仿冒|篡改)[^。；\n]){0,60}?[，,。；]?\s?其中[，,]?(?:有)?"
_INTO = rf"(?:通过植入后门)?[对向]{_HOME}"
_ABROAD = "境外的?(?:约有|共有|有)?"
_SOME = "(?:约有|共有|有)?"
_CONTROL = rf"{_ABROAD}@[^，。；\n0-9]{{0,24}}{_SERVER}[，,]?(?:共)?(?:参与)?控制了?{_HOME}"
_BEGINS = r"(?:[，。；现]|\n(?!\s))"
_ATTACK = r"[^，。；\n0-9]{0,20}攻击(?:[（(]DDoS(?:攻击)?[)）])?(?:攻击)?(?:事件)?(?:的)?"
_PER_DAY = "(?:数量|次数)?(?:日均|平均每[日天])"
_DAILY = r"(?:日均|平均每[日天]|每[日天]平均)[^，。；\n0-9]{0,24}"
_CLOUD = r"云平台[^。\n]{0,120}?"
_ZERO_DAY = r"[“\"]?(?:零日|0\s?-?day|0日)[”\"]?漏洞(?:收录)?"
_RECORDED = (
    r"收[集录](?:、|和|并)?(?:整理)?(?:、|和|并)?(?:公开)?(?:发布)?(?:了)?(?:新增)?"
    r"(?:的)?(?:通用型?)?(?:软硬件)?(?:信息|网络|信息系统)?(?:安全)?漏洞"
)

RULES = spaced((
    *_count("annual-malware-sample", "个|款", heads=(rf"捕获(?:到|了)?(?:各类)?(?:新增)?(?:的)?{_MALWARE}(?:样本)?",),
            forms=(rf"捕获(?:到|了)?#(?:各类)?{_MALWARE}样本",)),
    *_count("annual-malware-propagation-daily", "次", heads=("传播次数日均", "日均传播(?:次数)?")),
    *_count("annual-malware-family", "个", heads=(rf"涉及(?:{_MALWARE})?(?:样本)?家族",),
            forms=(rf"涉及#(?:{_MALWARE})?家族",)),
    *_part("annual-ip-attacked", "个", heads=(rf"境内(?:遭)?受(?:到)?{_MALWARE}攻击的IP(?:地址)?",)),
    *_count("annual-host-infected-trojan-bot", "个|台",
            heads=(rf"境内(?:感染|被)(?:了)?{_BOTH}(?:受控|控制|感染)?(?:的)?主机(?:IP(?:地址)?)?",),
            forms=(rf"境内{_SOME}#{_HOSTS}(?:感染|被)(?:了)?{_BOTH}",
                   rf"(?:共有|{_BEGINS})@{_BOTH}{_SERVER}[，,]?(?:共)?控制了?{_HOME}#主机")),
    *_count("annual-host-infected", "台|个", heads=(rf"境内感染(?:了)?{_MALWARE}的?主机",),
            forms=(rf"境内{_SOME}#主机感染(?:了)?{_MALWARE}",)),
    *_count("annual-c2-server", "个|台", heads=(rf"(?<![^。，；\n]){_ANY}控制(?:服务器|端)",),
            forms=(rf"(?:共有|{_BEGINS})#{_BOTH}{_SERVER}",)),
    *_count("annual-c2-server-domestic", "个|台", heads=(rf"境内(?:的)?{_ANY}{_SERVER}",),
            forms=(rf"境内的?{_SOME}#{_ANY}{_SERVER}",)),
    *_count("annual-c2-server-overseas", "个|台", heads=(rf"境外的?{_ANY}{_SERVER}",),
            forms=(rf"{_ABROAD}#{_ANY}{_SERVER}", rf"{_ABROAD}#IP(?:地址)?作为{_ANY}{_SERVER}")),
    *_count("annual-host-controlled-from-abroad", "台|个", forms=(f"{_CONTROL}#主机",)),
    *together("annual-c2-server-overseas", "annual-host-controlled-from-abroad", "台|个", LAST_YEAR,
              f"{_CONTROL}@主机"),
    *_count("annual-ransomware-sample", "个|款", heads=("捕获(?:到|了)?(?:的)?勒索(?:软件|病毒)(?:样本)?",)),
    *_count("annual-mobile-sample", "个|款", forms=(rf"新增(?:了)?#{_MOBILE}",), heads=(
        rf"(?:捕获|获得|获取|发现|监测到|通报的|新增)(?:到|了)?(?:新增)?(?:的)?{_MOBILE}",)),
    *_count("annual-mobile-takedown", "个|款", heads=(rf"下架(?:了)?(?:的)?(?:{_MOBILE}|恶意(?:程序|APP|应用))",),
            forms=(rf"下架(?:了)?#(?:{_MOBILE}|恶意(?:程序|APP|应用))",)),
    *_count("annual-iot-malware-sample", "个|款", heads=(rf"捕获(?:到|了)?(?:的)?{_DEVICE}恶意(?:程序|代码)?样本",)),
    *_count("annual-iot-device-controlled", "台|个",
            heads=(rf"境内(?:被控制?|受控制?|感染恶意程序)(?:的)?{_DEVICE}(?:IP(?:地址)?)?",),
            forms=(rf"控制(?:了)?{_HOME}#{_DEVICE}",)),
    *_count("annual-ddos-1gbps-daily", "起|次|个", heads=(rf"{_ONE}{_ATTACK}{_PER_DAY}", rf"{_DAILY}{_ONE}{_ATTACK}")),
    *_count("annual-ddos-1gbps", "起|次|个", heads=(rf"{_ONE}{_ATTACK}",)),
    *_count("annual-ddos-10gbps-daily", "起|次|个", heads=(rf"{_TEN}{_ATTACK}{_PER_DAY}", rf"{_DAILY}{_TEN}{_ATTACK}")),
    *_count("annual-ddos-10gbps-monthly", "起|次|个", heads=(rf"{_TEN}{_ATTACK}(?:数量|次数)?(?:月均|平均每月)",)),
    *_count("annual-ddos-10gbps", "起|次|个", heads=(rf"{_TEN}{_ATTACK}",)),
    *_count("annual-ddos-c2", "个|台", heads=("(?:DDoS攻击|活跃)(?:的)?(?:活跃)?控制端(?:资源)?",)),
    *_count("annual-ddos-bot", "台|个", heads=("(?:DDoS攻击|活跃)(?:的)?(?:活跃)?(?:受控端|被控端|肉鸡)(?:资源)?",)),
    Rule("annual-ddos-cloud", "share", (rf"{_CLOUD}DDoS攻击(?:事件)?{_OF_ALL}",)),
    *_count("annual-phishing-page", "个", forms=(rf"(?:监测|发现|到)#针对{_HOME}网站的?{_PHISHING}",), heads=(
        rf"针对{_HOME}网站的?(?:网页)?{_PHISHING}{_NOTE}", rf"仿冒{_HOME}网站的?(?:页面|网页|网站)")),
    *_count("annual-phishing-ip", "个", 
            heads=(rf"承载[^，。；\n0-9]{{0,16}}{_PHISHING}的IP(?:地址)?",), forms=(
        rf"{_PHISHING}[^。；\n]{{0,50}}?涉及(?:到)?(?:境内外)?IP(?:地址)?#",
        rf"{_PHISHING}[^。；\n]{{0,50}}?涉及(?:到)?(?:境内外)?#(?:境内外)?IP",
        rf"[由，,]#IP(?:地址)?承载[^，。；\n0-9]{{0,16}}{_PHISHING}")),
    Rule("annual-phishing-ip-overseas", "share", (
        rf"{_PHISHING}[^。；\n]{{0,80}}?[，,。]\s?(?:其中)?[，,]?(?:有)?{{n%}}[^，。；\n%％]{{0,10}}(?:位于|来自)境外",)),
    *_count("annual-phishing-handled", "个",
            heads=(rf"(?:处置|处理|关闭|关停)(?:了)?[^，。；\n0-9]{{0,10}}{_PHISHING}",),
            forms=(rf"(?:处置|处理|关闭|关停)(?:了)?#[^，。；\n0-9]{{0,10}}{_PHISHING}",)),
    *_count("annual-backdoor-ip", "个", forms=(rf"(?:境内外|{_BEGINS}){_SOME}#IP(?:地址)?{_INTO}",)),
    *_count("annual-backdoor-ip-overseas", "个", forms=(
        rf"境外{_SOME}#{_NOTE}IP(?:地址)?{_NOTE}{_INTO}", rf"[有，,]#{_NOTE}境外IP(?:地址)?{_NOTE}{_INTO}")),
    Rule("annual-backdoor-ip-overseas", "share", tuple(written(p, "个") for p in (
        r"境外(?:约有|共有|有)?@[（(]约?占[^（()）0-9]{0,20}?{n%}[）)]IP",
        r"[有，,]@[（(]约?占[^（()）0-9]{0,20}?{n%}[）)]境外IP",
        r"境外IP(?:地址)?[（(]约?占[^（()）0-9]{0,20}?{n%}[）)]"))),
    *_count("annual-website-backdoored", "个|家", heads=(rf"{_BACKDOORED}网站",), forms=(
        rf"境内{_SOME}#网站{_BACKDOORED}",
        rf"(?:境内外|{_BEGINS}){_SOME}@IP(?:地址)?{_INTO}#网站(?:植入(?:了)?后门)?")),
    *_part("annual-website-backdoored-gov", "个|家",
           heads=(rf"{_BACKDOORED}{_GOV}", rf"{_BACKDOORED}网站{_NEAR}{_GOV}", rf"网站{_BACKDOORED}{_NEAR}{_GOV}")),
    *together("annual-website-backdoored", "annual-website-backdoored-gov", "个|家", LAST_YEAR,
              rf"(?:{_BACKDOORED}网站{IS}@|境内{_SOME}@网站{_BACKDOORED}){_NEAR}{_GOV}{IS}@"),
    *_count("annual-website-backdoored-remote", "个|家", forms=(
        rf"境外{_SOME}@{_NOTE}IP(?:地址)?{_NOTE}{_INTO}#网站", rf"境外IP(?:地址)?{_NOTE}{_INTO}#网站")),
    Rule("annual-website-backdoored-cloud", "share", (rf"{_CLOUD}{_BACKDOORED}(?:网站|链接){{0,2}}{_OF_ALL}",)),
    *_count("annual-website-defaced", "个|家", heads=(rf"{_DEFACED}网站",), forms=(rf"境内{_SOME}#网站{_DEFACED}",)),
    *_part("annual-website-defaced-gov", "个|家",
           heads=(rf"{_DEFACED}{_GOV}", rf"{_DEFACED}网站{_NEAR}{_GOV}", rf"网站{_DEFACED}{_NEAR}{_GOV}")),
    *together("annual-website-defaced", "annual-website-defaced-gov", "个|家", LAST_YEAR,
              rf"(?:{_DEFACED}网站{IS}@|境内{_SOME}@网站{_DEFACED}){_NEAR}{_GOV}{IS}@"),
    Rule("annual-website-defaced-cloud", "share", (rf"{_CLOUD}{_DEFACED}(?:网站|网页){_OF_ALL}",)),
    *_count("annual-vuln-recorded", "个|条", heads=(_RECORDED,), forms=(r"收录(?:了)?#[^，。；\n0-9]{0,8}漏洞",)),
    *_count("annual-vuln-ics", "个|条", heads=("(?:工业控制|工控)(?:系统|行业)?(?:产品)?(?:安全)?漏洞",)),
    *_count("annual-vuln-iot", "个|条", heads=(rf"{_DEVICE}(?:通用型?)?(?:安全)?漏洞",)),
    *_count("annual-vuln-mobile", "个|条", heads=("移动互联网(?:行业)?(?:安全)?漏洞",)),
    *_count("annual-vuln-telecom", "个|条", heads=("电信(?:行业)?(?:安全)?漏洞",)),
    *_count("annual-vuln-egovernment", "个|条", heads=("电子政务(?:行业)?(?:安全)?漏洞",)),
    *_count("annual-vuln-event", "个|条|起", heads=("(?:接收|收录|收到)(?:到|了)?(?:的)?事件型(?:安全)?漏洞",),
            forms=("(?:接收|收录|收到)(?:到|了)?#事件型(?:安全)?漏洞",)),
    *_count("annual-vuln-event-handled", "起|个", heads=(
        r"(?:验证|处置|通报)(?:了)?[^。；，\n0-9]{0,40}漏洞(?:风险|威胁)?事件",)),
    *_count("annual-incident-received", "起|件|次|个", heads=(
        r"(?:接收(?:到|了)?|[收接]到(?:了)?)[^。；\n0-9]{0,40}?(?:网络)?安全事件(?:报告|举报|投诉)?",),
            forms=(r"(?:接收|收到|接到)(?:到|了)?#[^，。；\n0-9]{0,6}(?:网络)?安全事件(?:报告|举报|投诉)?",)),
    *_count("annual-incident-handled", "起|件|次|个",
            heads=("(?:处理|处置)(?:了)?(?:各类)?(?:网络)?安全(?:威胁)?事件",),
            forms=("(?:处理|处置)(?:了)?#(?:各类)?(?:网络)?安全(?:威胁)?事件",)),
    *_count("annual-ics-exposed", "台|个|套", heads=(
        r"暴露(?:在|于)(?:互联网|公网)(?:上)?的?(?:工业控制|工控)(?:系统)?(?:设备和系统|系统和设备|设备|系统)?",)),
))  # fmt: skip

ENTRY_RULES = spaced((
    *_part("annual-vuln-high", "个|条", heads=("高危漏洞(?:收录)?",)),
    *_part("annual-vuln-zero-day", "个|条", heads=(_ZERO_DAY,), forms=(
        rf"{_ZERO_DAY}(?:的)?(?:数量)?占比[^，,。；\n]{{2,10}}[，,]\s?(?:高达|达到?|为|共)?#",)),
    Rule("annual-vuln-zero-day", "share", (rf"{_ZERO_DAY}(?:的)?(?:数量)?占比(?:为)?{{n%}}",)),
))  # fmt: skip
"""What is said of CNVD's entries just after their number; elsewhere the same words count those of one product."""

LISTINGS = (
    Listing("annual-host-controlled-by-country", "level", "controller-country", (
        rf"位于{PLACE_NAMES}的(?:IP地址|控制服务器|控制端|控制规模)[^。；\n0-9]{{0,24}}"
        rf"控制了?{_HOME}{number_list('台|个')}主机",
    )),
    Listing("annual-c2-server-by-country", "level", "controller-country", (
        rf"位于{PLACE_NAMES}的控制服务器(?:数量)?[^。；\n0-9控]{{0,16}}(?:为|是|有|达)"
        rf"{number_list('个|台')}(?=[，,。；;\n])",
    )),
    Listing("annual-mobile-sample-by-type", "share", "type", (
        rf"(?P<names>{_BEHAVIOUR}(?:[、，,和及与]{_BEHAVIOUR}){{0,5}})"
        rf"[，,（(]\s?(?:其?占比|所占比例|约?占)[^，。；\n0-9约近超]{{0,8}}{number_list('%|％')}",
    )),
)  # fmt: skip

REQUIRED = (
    # Defaced sites are counted since CNCERT's first reports; CNVD began in October 2009, its first full year is 2010.
    ("2009", "annual-website-defaced"),
    ("2010", "annual-vuln-recorded"),
)
"""What every whole report has from a year on. The other subjects came and went."""

EXPECTED = (
    Expected("annual-host-infected-trojan-bot", "2010", "2017", "僵尸"),
    Expected("annual-host-infected", "2018", word="感染计算机恶意程序"),
    Expected("annual-malware-sample", "2018", word="恶意程序样本"),
    Expected("annual-mobile-sample", "2011", word="移动互联网恶意程序"),
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
    """Read a report. `ValueError` where it states next to nothing, or a whole one lacks what each has."""
    found, problems = _figures(document.text)
    if len(found) < LEAST:
        raise ValueError(f"found {len(found)} figures, expected at least {LEAST}")
    is_whole = len(found) >= WHOLE
    if is_whole:
        require(found, [indicator for since, indicator in REQUIRED if known.issue >= since])
    return Report(
        document=document,
        series=KEY,
        issue=known.issue,
        period=known.period,
        status="full" if is_whole else "partial",
        recognised_by=known.by,
        stated_period=known.stated_period,
        figures=tuple(found),
        gaps=tuple(gaps(EXPECTED, known.issue, document.text, found, is_part=not is_whole)),
        problems=tuple(problems),
    )


def _figures(text: str) -> tuple[list[Figure], list[Problem]]:
    found, problems = figures(text, KEY, RULES)
    entries = next((f.mention for f in found if f.indicator == "annual-vuln-recorded"), None)
    if entries:
        end = min(text.find("\n", entries.end) % (len(text) + 1), entries.end + 400)
        parts, more = figures(text, KEY, ENTRY_RULES, (entries.end, end))
        found, problems = found + parts, problems + more
    for listing in LISTINGS:
        parts, more = listed(text, KEY, listing)
        found, problems = found + parts, problems + more
    return distinct(found), problems


SERIES = Series(KEY, "cncert", recognise, read)
