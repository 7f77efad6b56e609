"""CNVD's advisories: 《关于…漏洞的安全公告》, numbered CNTA-2024-0018, and 《Microsoft发布2024年7月安全更新》.

The number, where the publisher prints it, is the key of the issue. The period is the day of publication of the copy;
a count of vulnerabilities fixed is dated by its own sentence where that gives a day, so that copies of other days are
witnesses of one observation. An advisory without a number has the key of `titles.key`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, ListedCve, ListedVulnerability, Period, Report
from cncert_kg.series import Recognition, Series, entries, titles
from cncert_kg.series.notices import parts
from cncert_kg.series.rules import Rule, figures

KEY = "cnta-advisory"

_DASH = "[ ]?[-‐‑‒–—−－][ ]?"
_CNTA = rf"CNTA{_DASH}(?P<year>[0-9]{{4}}){_DASH}(?P<serial>[0-9]{{2,5}})(?![0-9])"
_LABELLED = re.compile(rf"(?:公告|通告|通报)编号\s{{0,4}}(?:[：:]\s{{0,4}})?{_CNTA}", re.ASCII)
_ALONE = re.compile(rf"(?:^|\n)[^\S\n]{{0,4}}[（(\[【]?{_CNTA}[）)\]】]?[^\S\n]{{0,4}}(?=\n|$)", re.ASCII)
_FIRST_YEAR = 2009
"""The year CNVD was founded."""

_ABOUT = re.compile(
    r"关于(?P<subject>[^；;！!？?\n]{2,100}?)的?(?:安全|情况|漏洞|预警|技术|紧急){0,2}(?:公告|通告|通报)(?:[（(][^（()）\n]{1,20}[）)])?"
)
_VULNERABLE = re.compile("漏洞(?:$|的|可|补丁|处置|修复|防范)|存在[^，；\n]{0,60}(?:漏洞|后门|缺陷)|安全更新|补丁")
_RELEASE = re.compile(r"(?P<subject>[^；;，,。！!？?\n]{4,100}(?:安全|补丁|漏洞)(?:更新|公告|通告|补丁)(?:公告)?)")
_OWN = re.compile(r"(?:CNVD|国家信息安全漏洞共享平台|CNCERT)[^。\n]{0,30}(?:收录|建议|提醒|漏洞的|评级|获知|接收|监测)")
_FORM = re.compile(r"漏洞情况分析|漏洞影响范围|漏洞(?:修复|处置|防范)建议|例行安全公告|综合评级|CVE编号[^\n]{0,20}标题")
_DIGEST = re.compile("周报|月报|日报|早报|晚报|晨报|盘点|汇总|资讯|牛览")
_APPENDIX = re.compile(r"\n[^\S\n]{0,4}(?:推荐阅读|往期(?:推荐|回顾|精选)|相关阅读|延伸阅读|近期回顾|更多资讯)")

# A figure is tried once where it begins: not in the middle of digits, nor at each blank before them.
_HERE = r"(?<=[^\s0-9０-９.,，\-−－])(?!\s{0,4}[-−－])"
_GAP = rf"[^。；;，\n]{{0,80}}?{_HERE}"
_LEAKS = r"(?:新的?|不同的?|独立的?|各类|已知的?|相关)?(?:安全)?(?:漏洞|缺陷)"
RULES = (
    Rule(
        "advisory-patched",
        "level",
        (
            rf"(?:修复|修补|修正|解决)(?:了|的)?{_GAP}{{n个}}{_LEAKS}",
            r"(?:修复|修补|修正|解决)(?:了|的)?{n个}(?:存在于|影响|涉及)[^。；;，\n]{2,40}的(?:安全)?漏洞",
            r"(?:修复|修补|修正|解决)(?:了|的)?(?:安全)?漏洞(?:数量|总数|数)?(?:共|共计|总计|合计|为|达|达到|有){0,2}{n个}",
            rf"发布了?{_GAP}{{n个}}(?:新的?)?(?:安全)?漏洞的?(?:安全)?补丁",
            rf"{_HERE}{{n个}}{_LEAKS}(?:进行了?|予以|均|已经?|得到了?|的){{0,3}}(?:修复|修补)(?!建议|方案|措施|版本|方法|工作)",
            rf"安全(?:更新|公告|补丁)[^。；;\n]{{0,20}}(?:共(?!享)|涉及|包含|合计|总计)[^。；;，\n]{{0,30}}?{_HERE}{{n个}}{_LEAKS}",
        ),
    ),
)
_PART = re.compile("其中|另外|此外")
_DAY = re.compile(
    r"(?:(?P<year>[0-9]{4})[^\S\n]{0,2}年[^\S\n]{0,2})?(?P<month>[0-9]{1,2})[^\S\n]{0,2}月[^\S\n]{0,2}"
    r"(?P<day>[0-9]{1,2})[^\S\n]{0,2}日"
)


def recognise(document: Document) -> Recognition | None:
    """Recognise an advisory by its number, or by a title of its form and what the body says.

    A title alone is enough in a copy without content, where it names CNCERT or CNVD or stands in their account.
    Raises `ValueError` for a number of a year that cannot be.
    """
    number, by = _number(document)
    subject, title_by = _subject(document)
    if number is None and not subject:
        return None
    period = titles.day(document)
    if number is None:
        return Recognition(
            KEY, titles.key(document, subject, period), period or Period(undated_in=document.key), title_by
        )
    _check(number, period)
    stated = f"CNTA-{number['year']}-{number['serial']}"
    return Recognition(KEY, stated, period, title_by if subject else by, stated)


def _number(document: Document) -> tuple[re.Match[str] | None, str]:
    """The number of the advisory that a document is; a digest names several, or says by its title that it is one."""
    if ("CNTA" not in document.text and "CNTA" not in document.title) or _DIGEST.search(document.title):
        return None, ""
    found = list(_LABELLED.finditer(document.text)) or list(_ALONE.finditer(titles.head(document)))
    if len({(m["year"], m["serial"]) for m in found}) > 1:
        return None, ""
    if found:
        return found[0], "body"
    return re.search(_CNTA, document.title, re.ASCII), "title"


def _check(number: re.Match[str], period: Period | None) -> None:
    last = int(period.start[:4]) if period else 2099
    if not _FIRST_YEAR <= int(number["year"]) <= last or not int(number["serial"]):
        raise ValueError(f"found the number {number[0]!r}, expected a year from {_FIRST_YEAR} to {last}")


def _subject(document: Document) -> tuple[str, str]:
    """What the title says the advisory is about, and what it was recognised on; empty where it is none of CNVD's."""
    for title in titles.titles(document):
        rest, is_named = titles.bare(title)
        match = _ABOUT.fullmatch(rest) or _RELEASE.fullmatch(rest)
        if match is None or not _is_of_vulnerabilities(match) or _DIGEST.search(rest):
            continue
        if document.status == "full":
            is_own = _OWN.search(document.text) is not None and _FORM.search(document.text) is not None
        else:
            is_own = is_named or document.account in titles.ACCOUNTS
        return (match["subject"], "title" if document.title else "body") if is_own else ("", "")
    return "", ""


def _is_of_vulnerabilities(title: re.Match[str]) -> bool:
    """Whether a title tells of leaks: many a notice 关于… is of tests, rules or campaigns (关于…漏洞风险的通报)."""
    if title.re is _RELEASE:
        return "发布" in title[0] and re.search("漏洞|安全更新|补丁|[A-Za-z]{3}", title[0]) is not None
    return _VULNERABLE.search(title["subject"]) is not None


def read(document: Document, known: Recognition) -> Report:
    """Read an advisory: how many vulnerabilities were fixed, which entries and records it names."""
    body = _APPENDIX.split(document.text, maxsplit=1)[0]
    found, problems = figures(body, KEY, RULES)
    vulnerabilities, cves = listed(document, body)
    return replace(
        known.report(document),
        figures=tuple(_dated(document, f, known) for f in found),
        vulnerabilities=tuple(vulnerabilities),
        cves=tuple(cves),
        problems=(*problems, *entries.problems(body)),
    )


def _dated(document: Document, figure: Figure, known: Recognition) -> Figure:
    """Date a count by its sentence. A later count that is a part of it (其中) is not a witness of it."""
    text = document.text
    left, _ = reading.sentence_bounds(text, figure.mention.start, figure.mention.end)
    stated = _stated_day(_DAY.search(text, left, figure.mention.start), known)
    witnesses = tuple(
        m for m in figure.witnesses if not _PART.search(text, reading.sentence_bounds(text, m.start, m.end)[0], m.start)
    )
    return replace(figure, period=stated, witnesses=witnesses)


def _stated_day(match: re.Match[str] | None, known: Recognition) -> Period | None:
    """The day a sentence gives: without a year, the last such day before publication, or of the number's year."""
    published = known.period.start if known.period else ""
    year = (match and match["year"]) or published[:4] or known.stated_number[5:9]
    if match is None or not year:
        return None
    for candidate in (int(year),) if match["year"] else (int(year), int(year) - 1):
        stated = _iso(candidate, match)
        if stated and (match["year"] or not published or stated <= published):
            return Period(stated, stated)
    return None


def _iso(year: int, match: re.Match[str]) -> str:
    try:
        return reading.day(year, int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return ""  # No such day in that year; then the count stands for the day of publication.


def listed(document: Document, body: str) -> tuple[list[ListedVulnerability], list[ListedCve]]:
    """Give the entries an advisory names and the CVE records it pairs with none.

    The rating goes to every entry where it holds for all; the range of versions only to one that stands alone.
    """
    cnvd, loose = entries.entries(body)
    rows = parts.rows(body)
    rating = parts.severity(body, len(cnvd)) if cnvd else ""
    alone = len(cnvd) == 1 or (not cnvd and len(loose) == 1)
    products = parts.products(body) if alone else ()
    subject = _name(document) if alone else ""
    vulnerabilities = [
        ListedVulnerability(
            e.name.number,
            entries.mention(body, e.name, KEY),
            subject or entries.called(body, e.name),
            severity=rating,
            cves=e.cves,
            products=products,
        )
        for e in cnvd
    ]
    alone_products = () if cnvd else products
    cves = [_record(body, e, rows.get(e.name.number), "" if cnvd else subject, alone_products) for e in loose]
    return vulnerabilities, cves


def _record(
    body: str, entry: entries.Entry, row: parts.Row | None, subject: str, products: tuple[str, ...]
) -> ListedCve:
    name = entry.name
    where = entries.mention(body, name, KEY)
    if row is None:
        return ListedCve(name.number, where, subject or entries.called(body, name), products=products)
    return ListedCve(name.number, where, row.title or subject, row.severity, row.products or products)


def _name(document: Document) -> str:
    """The name of the one vulnerability that a title is about: `VMware vCenter Server存在堆溢出漏洞`."""
    for title in titles.titles(document):
        match = _ABOUT.fullmatch(titles.bare(title)[0])
        if match and match["subject"].endswith("漏洞") and not entries.MANY.search(match["subject"]):
            return match["subject"].strip()
    return ""


SERIES = Series(KEY, "cnvd", recognise, read)
