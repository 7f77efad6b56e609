"""CNCERT's alerts: 《关于…的风险提示》, 《…风险预警》, 《…情况通报》; they have no number, and most list indicators.

The key is that of `titles.key`: the day of publication and a hash of the subject, the words between 关于 and
的风险提示. Other bodies publish alerts under such titles: CNCERT must be named as who speaks.
How many hosts a family controls a day is printed in prose for which no indicator exists; it is not read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cncert_kg.model import Document, ListedCve, ListedVulnerability, Mention, Period, Report
from cncert_kg.series import Recognition, Series, assets, entries, titles
from cncert_kg.series.notices.addresses import indicators

KEY = "risk-alert"

_ABOUT = re.compile(
    r"关于(?:防范)?(?P<subject>[^；;！!？?\n]{2,80}?)"
    r"(?:的(?:网络|数据)?(?:安全)?风险(?:提示|预警|警示|通报)|的(?:网络)?安全(?:提示|预警|警示)|的?情况通报|的(?:紧急)?预警(?:通报|公告|信息|提示)?|风险的(?:提示|预警))"
    r"(?:[（(][^（()）\n]{1,20}[)）])?"
)
_CENTRE = r"(?:国家(?:计算机网络|互联网)应急(?:技术处理协调)?中心|CNCERT)"
_OWN = re.compile(rf"{_CENTRE}[^。\n]{{0,60}}(?:监测|发现|捕获|跟踪|分析|发布|提醒|提示|建议|通报|获悉|关注|处置)")
_OTHERS = re.compile(
    r"(?:NVDB|网络安全威胁和漏洞信息共享平台|国家网络与信息安全信息通报中心|国家计算机病毒应急处理中心)[”\"）)]{0,2}"
    r"[^。\n]{0,12}(?:监测|发现|通报|获悉|提示|提醒|发布)"
)
_KIND = "僵尸网络|勒索(?:软件|病毒)|挖矿木马|木马(?:病毒)?|恶意(?:软件|程序|代码)|蠕虫|后门|病毒|黑产(?:团伙|组织)?"
_FAMILY = re.compile(
    rf"(?:[“\"](?P<quoted>[^”\"]{{1,20}})[”\"]|(?P<plain>[A-Za-z][A-Za-z0-9_.-]{{1,30}}))(?:家族|新?变种|型){{0,2}}(?:{_KIND})"
)
_APPENDIX = re.compile(r"\n[^\S\n]{0,4}(?:推荐阅读|往期(?:推荐|回顾|精选)|相关阅读|延伸阅读|近期回顾|更多资讯)")


def recognise(document: Document) -> Recognition | None:
    """Recognise an alert by its title and by who speaks in its body; in a copy without content, by who is named."""
    for title in titles.titles(document):
        rest, is_named = titles.bare(title)
        match = _ABOUT.fullmatch(rest)
        if match and _is_own(document, is_named):
            period = titles.day(document)
            key = titles.key(document, match["subject"], period)
            by = "title" if document.title else "body"
            return Recognition(KEY, key, period or Period(undated_in=document.key), by)
    return None


def _is_own(document: Document, is_named: bool) -> bool:
    if document.status != "full":
        return is_named or document.account in titles.ACCOUNTS
    return _OWN.search(document.text) is not None and _OTHERS.search(document.text[:1000]) is None


def read(document: Document, known: Recognition) -> Report:
    """Read an alert: the addresses and files it calls malicious, the entries and records it names."""
    body = _APPENDIX.split(document.text, maxsplit=1)[0]
    cnvd, loose = entries.entries(body)
    found, problems = indicators(body, KEY, _family(document))
    return replace(
        known.report(document),
        vulnerabilities=tuple(
            ListedVulnerability(e.name.number, _place(body, e), entries.called(body, e.name), cves=e.cves) for e in cnvd
        ),
        cves=tuple(ListedCve(e.name.number, _place(body, e), entries.called(body, e.name)) for e in loose),
        assets=tuple(found),
        problems=(*entries.problems(body), *problems),
    )


def _place(body: str, entry: entries.Entry) -> Mention:
    """Where an alert names an entry; what else its sentence holds may be live."""
    return assets.sealed(entries.mention(body, entry.name, KEY))


def _family(document: Document) -> tuple[str, str]:
    """Code and printed name of the family the title names: `HTTPBot` of 关于BlackMoon变种HTTPBot僵尸网络的风险提示."""
    for title in titles.titles(document):
        match = _ABOUT.fullmatch(titles.bare(title)[0])
        found = _FAMILY.search(match["subject"]) if match else None
        if found:
            return assets.family(found["quoted"] or found["plain"])
    return "", ""


SERIES = Series(KEY, "cncert", recognise, read)
