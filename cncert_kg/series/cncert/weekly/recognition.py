"""What an issue of CNCERT's weekly report is known by: its title, or the headings and sentences of a bare copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cncert_kg.model import Document, Period
from cncert_kg.series import Recognition
from cncert_kg.series.cncert.weekly.dates import Dates, Stated, period, stated
from cncert_kg.series.places import PLACES

KEY = "cncert-weekly"
NAME = "网络安全信息与动态周报"

_ENGLISH_NAME = re.compile(r"weekly report of cncert|cncert(?:/cc)?(?:['’]s)? weekly report", re.IGNORECASE)
TITLE = re.compile(rf"[《“]?{NAME}|{_ENGLISH_NAME.pattern}", re.IGNORECASE)
_OTHER_SERIES = re.compile("CNVD漏洞周报|资讯周报|关注度较高|月报|年报|季报|传播渠道|勒索软件|移动恶意APP")
_BESIDE_THE_NAME = re.compile(
    r"[\s()（）《》“”\[\]【】\-—–:：.,，、|·•●]|CNCERT(?:/CC)?|周报|国家互联网应急中心|国家计算机网络应急技术处理协调中心"
    r"|本周网络安全基本态势|编号|期号|日期|时间|周期|年|of|Key Findings",
    re.IGNORECASE,
)
# A branch's own weekly has the name and the sentences of the centre's, and the figures of its province.
_PLACE = rf"(?:{'|'.join(PLACES)})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?"
_OF_A_PROVINCE = re.compile(
    rf"(?:{_PLACE}|[省市区局厅委校]|大学|学院|公司|集团|医院|分中心)(?:CNCERT|互联网)?[《“]?\s?{NAME}|{NAME}[》”]?\s?[（(\-—–·|]\s?{_PLACE}"
    rf"|(?:我|本|全)(?:省|市|自治区)(?:境内|内)?的?(?:互联网|感染|被篡改|被植入|木马|网络安全)|本周[，,]?\s?{_PLACE}(?:境内|内)?感染"
)
_PAST = re.compile("近期回顾|往期回顾|往期|相关阅读|历史文章|上期回顾")
_HEAD_LINES = 60
_FIRST_PAGE = 2_000
"""Characters in which a report says what it is."""
_WEEK_IN_PROSE = re.compile(r"(?:本周|本期|监测周期|报告周期|统计周期|统计时间)\s?[（(:：为是]\s?([^（()）\n]{6,44})")

HEADINGS = (
    *("本周网络安全基本态势", "网络病毒活动情况", "网站安全情况", "重要漏洞情况", "本周事件处理情况", "业界新闻速递"),
    *("本周网络安全主要数据", "本周重要安全漏洞", "关于国家互联网应急中心"),
)
SENTENCES = (
    *(
        "境内感染网络病毒的主机",
        "境内感染飞客",
        "境内被木马",
        "境内被僵尸",
        "放马站点",
        "境内被篡改网站",
        "被篡改政府网站",
    ),
    *(
        "境内被植入后门",
        "针对境内网站的仿冒",
        "收录网络安全漏洞",
        "新增信息安全漏洞",
        "态势整体评价为",
        "指数整体评价为",
    ),
    *("处理网络安全事件", "处理了网络安全事件", "仿冒投诉事件", "境内计算机恶意程序传播次数"),
)
_ENGLISH_SENTENCES = (
    *("defaced websites", "defaced government (gov.cn) websites", "backdoors were installed", "planted with backdoors"),
    *("malware-hosting", "phishing web pages", "infected computers in mainland china", "cross-border ones"),
)
"""What a bare copy is recognised by, with the white space taken out."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by title, or a bare copy by name, headings and sentences. `ValueError`: see `Series`."""
    title = document.title if TITLE.search(document.title) else ""
    if not title and (_OTHER_SERIES.search(document.title) or not _may_be(document.text)):
        return None
    if _OF_A_PROVINCE.search(f"{title}\n{document.text[:_FIRST_PAGE]}"):
        return None
    by_title, by_head = stated(title), _head(document.text)
    said = by_title.or_else(by_head)
    if by_title.says_something:
        return _recognition(document, said, "title")
    if by_head.says_something and TITLE.search(document.text[:_FIRST_PAGE]):
        return _recognition(document, said, "body")
    return _recognition(document, said, "body") if _is_body(document.text, bool(title)) else None


def _may_be(text: str) -> bool:
    """Whether it is worth looking closer: a document of another series never is."""
    if "CNCERT" in text and "gov.cn) websites" in text:
        return True
    return ("本周" in text and "境内" in text) or TITLE.search(text, 0, _FIRST_PAGE) is not None


def _head(text: str) -> Stated:
    """Give number and dates from lines that hold nothing else, or from two or three that broke one line."""
    said = Stated()
    lines = list(_head_lines(text))
    for width in (1, 2, 3):
        for start in range(len(lines) - width + 1):
            found = stated(" ".join(lines[start : start + width]))
            if found.says_something and not _BESIDE_THE_NAME.sub("", TITLE.sub("", found.rest)):
                said = said.or_else(found)
    return said


def _head_lines(text: str) -> Iterator[str]:
    """Give the first lines, before any list of earlier issues, without sentences and bullets."""
    for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        if _PAST.search(line):
            return
        if line.strip() and len(line) <= 120 and not line.lstrip().startswith(("●", "又及")):
            yield line


def _is_body(text: str, is_named: bool) -> bool:
    """Whether headings and sentences are those of the report. Other weeklies and the monthly have some of them."""
    if sum(sentence in " ".join(text.lower().split()) for sentence in _ENGLISH_SENTENCES) >= 4 and "CNCERT" in text:
        return True
    plain = "".join(text.split())
    if "本月" in plain and plain.count("本月") >= plain.count("本周"):
        return False
    if any(word in plain for word in ("我省", "我市", "全省")):
        return False
    headings = sum(heading in plain for heading in HEADINGS)
    sentences = sum(sentence in plain for sentence in SENTENCES)
    if is_named or TITLE.search(plain, 0, _FIRST_PAGE):
        return headings >= 2 or headings + sentences >= 3
    return sentences >= 4 or (headings >= 1 and sentences >= 2 and plain.count("本周") >= 2)


def _recognition(document: Document, said: Stated, by: str) -> Recognition:
    if said.number is not None and not 1 <= said.number <= 53:
        raise ValueError(f"found issue number {said.number}, expected 1 to 53")
    dates = said.dates or (_in_prose(document.text, said) if said.year else None)
    days = days_of(dates, said)
    issue = issue_key(said, days) or f"undated-{document.key}"
    if days is None and (document.status == "full" or issue.startswith("undated")):
        days = Period(undated_in=document.key)
    number = str(said.number) if said.number is not None else ""
    return Recognition(KEY, issue, days, by, number, dates.printed if dates and days and days.start else "")


def days_of(dates: Dates | None, said: Stated) -> Period | None:
    """Give the days; a range without any year, printed or numbered, dates nothing."""
    if dates is None or not (said.year or dates.first[0] or dates.last[0]):
        return None
    return period(dates, said.year, said.number)


def _in_prose(text: str, said: Stated) -> Dates | None:
    """Give the dates of `本周（3月4日至3月10日）`, where neither title nor head prints them."""
    match = _WEEK_IN_PROSE.search(text, 0, 3_000)
    return stated(match[1]).dates if match else None


def issue_key(said: Stated, days: Period | None) -> str:
    """`2018-06`, or the first day of an issue without a number; nothing where neither is known."""
    if said.number is None:
        return days.start if days else ""
    if said.year is None:
        if days is None:
            return ""
        # An issue is numbered in the year it ends in, but for the last one of a year.
        return f"{(days.start if said.number > 26 else days.end)[:4]}-{said.number:02}"
    return f"{said.year}-{said.number:02}"
