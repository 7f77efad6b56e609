"""Shares of named parts, as sentences list them: `甲（45.5%）、乙（18.2%）`, `甲和乙占比较高，分别为45%和27%`.

A sentence is a chain of names and of percentages; each run of percentages belongs to the names before it, one to
one. Where their numbers differ, or words of a change stand between, nothing more of the sentence is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from cncert_kg import text as reading
from cncert_kg.model import Figure, Problem
from cncert_kg.series.assets import family
from cncert_kg.series.rules import slug

_PERCENT = re.compile(rf"(?P<number>{reading.QUANTITY})\s{{0,3}}[%％]")
_BETWEEN = re.compile(r"\s{0,3}(?:、|和|及|与|以及|，|,)?\s{0,3}")
_LEAD = re.compile(
    r"^[\s，,、；;和及与以）)。]*(?:其中|其次|再次|最后|紧随其后|此外|第[二三四五]|排名?第[二三四五])?(?:的|依次|分别|则|主要)*[为是]?"
    r"(?:包括|有)?[\s：:，,]*"
)
_TAIL = re.compile(r"(?:的?(?:占比|所占|占到|占总|约占|占|比例|均|分别|各|达)|[（(：:]).*$", re.DOTALL)
_JOIN = re.compile(r"、|，|,|和|以及|及|与")
_CHANGED = re.compile(r"上周|环比|同比|增长|增加|上升|下降|减少|降低|回落")
_EACH = re.compile(r"均|各占|都(?:为|是|占)")
_NOT_ONE = re.compile(r"合计|总计|共计|共占|之和|等$|以上")
_MAX_NAME = 40

SYSTEMS = (
    "windows-xp", "windows-vista", "windows-7", "windows-8", "windows-8-1", "windows-10", "windows-11",
    "windows-server-2003", "windows-server-2008", "windows-server-2008-r2", "windows-server-2012",
    "windows-server-2012-r2", "windows-server-2016", "windows-server-2019", "windows-server-2022", "linux", "centos",
    "ubuntu", "vmware-esxi", "macos", "other",
)  # fmt: skip
"""Systems that the list of breakdowns has, by the last part of their codes."""

_SYSTEM_NAMES = {name.replace("-", ""): name for name in SYSTEMS} | {
    "xp": "windows-xp",
    "esxi": "vmware-esxi",
    "vmwareesx": "vmware-esxi",
    "其他": "other",
    "其它": "other",
}

VECTORS = {
    "漏洞利用": "vulnerability-exploit",
    "利用漏洞": "vulnerability-exploit",
    "漏洞攻击": "vulnerability-exploit",
    "系统漏洞": "vulnerability-exploit",
    "漏洞": "vulnerability-exploit",
    "远程桌面弱口令": "rdp-weak-password",
    "RDP弱口令": "rdp-weak-password",
    "远程桌面爆破": "rdp-brute-force",
    "远程桌面暴力破解": "rdp-brute-force",
    "远程桌面口令爆破": "rdp-brute-force",
    "RDP爆破": "rdp-brute-force",
    "RDP暴力破解": "rdp-brute-force",
    "弱口令": "weak-password",
    "弱密码": "weak-password",
    "暴力破解": "brute-force",
    "口令爆破": "brute-force",
    "密码爆破": "brute-force",
    "钓鱼邮件": "phishing-mail",
    "邮件钓鱼": "phishing-mail",
    "恶意邮件": "phishing-mail",
    "网页挂马": "website-trojan",
    "数据库弱口令": "database-weak-password",
    "供应链": "supply-chain",
    "供应链攻击": "supply-chain",
    "移动介质": "removable-media",
    "移动存储介质": "removable-media",
    "U盘": "removable-media",
    "共享文件夹": "shared-folder",
    "共享文件": "shared-folder",
    "共享目录": "shared-folder",
    "社会工程": "social-engineering",
    "社会工程学": "social-engineering",
    "破解软件": "cracked-software",
    "激活工具": "cracked-software",
    "横向移动": "lateral-movement",
    "横向渗透": "lateral-movement",
    "僵尸网络": "botnet",
    "其他": "other",
    "其它": "other",
}
"""Ways in by the name printed, and the last part of the code that the list of breakdowns has."""


def system(printed: str) -> tuple[str, str]:
    """Give the code of an operating system and, where the list of breakdowns has no such code, the printed name."""
    name = re.sub(r"(?:服务器)?(?:操作)?系统(?:版本)?$", "", printed).strip() or printed
    compact = re.sub(r"[\W_]", "", name).lower()
    compact = re.sub(r"^win(?=\d|xp|server|vista)", "windows", compact)
    compact = re.sub(r"^(?:windows)?(?=20[012]\d)", "windowsserver", compact)
    known = _SYSTEM_NAMES.get(compact)
    return (f"os-{known}", "") if known else (f"os-{slug(name)}", name)


def vector(printed: str) -> tuple[str, str]:
    """Give the code of a way in and, where the list of breakdowns has no such code, the printed name."""
    name = re.sub(r"(?:等|的)?(?:方式|途径|手段)$", "", printed).strip() or printed
    known = VECTORS.get(re.sub(r"\s", "", name))
    return (f"vector-{known}", "") if known else (f"vector-{slug(name)}", name)


@dataclass(frozen=True, slots=True)
class Split:
    """A sentence that splits a figure into shares of named parts."""

    indicator: str
    lead: str
    """Pattern of what stands before the first name."""
    code: Callable[[str], tuple[str, str]]
    """From a printed name its breakdown and, where that has no label of its own, the name."""


@dataclass(frozen=True, slots=True)
class _Share:
    name: str
    match: re.Match[str]


def shares(text: str, series: str, split: Split, within: tuple[int, int]) -> tuple[list[Figure], list[Problem]]:
    """Read the first sentence of `text[within]` that begins as `split` says and has percentages.

    Its parts are ranked in the order named. Raises `ValueError` for a percentage that is no number.
    """
    lead = re.compile(rf"{split.lead}(?P<list>[^。；\n]{{4,400}})")
    for sentence in lead.finditer(text, *within):
        if _PERCENT.search(sentence["list"]):
            return _figures(text, series, split, sentence)
    return [], []


def _figures(text: str, series: str, split: Split, sentence: re.Match[str]) -> tuple[list[Figure], list[Problem]]:
    out: dict[str, Figure] = {}
    rule = f"{series}/{split.indicator}.share"
    try:
        for rank, share in enumerate(_named(text, *sentence.span("list")), 1):
            quantity = reading.quantity(share.match["number"])
            code, label = split.code(share.name)
            if not code or code in out or quantity.value < 0:
                raise LookupError(f"found {share.name[:20]!r} with {share.match[0]}, expected a name of its own")
            where = reading.mention(text, share.match.span(), rule, quantity.value, share.match.span())
            out[code] = Figure(split.indicator, "share", where, quantity, breakdown=code, rank=rank, label=label)
    except LookupError as error:
        return list(out.values()), [Problem("W_SHARES", f"{split.indicator}: {error}")]
    return list(out.values()), []


def _named(text: str, start: int, end: int) -> Iterator[_Share]:
    """Give each percentage with its name. Raises `LookupError` where they do not pair."""
    at = start
    for run in _runs(text, start, end):
        before = text[at : run[0].start()]
        if _CHANGED.search(before):
            return
        names = _names(before, len(run))
        if not names:
            raise LookupError(f"found {len(run)} percentages after {' '.join(before.split())[-20:]!r}")
        yield from map(_Share, names, run if len(run) == len(names) else run * len(names))
        at = run[-1].end()


def _runs(text: str, start: int, end: int) -> Iterator[list[re.Match[str]]]:
    """Give the percentages of a sentence, those together that only a comma or an 和 keeps apart."""
    found = list(_PERCENT.finditer(text, start, end))
    breaks = [not _BETWEEN.fullmatch(text, a.end(), b.start()) for a, b in pairwise(found)]
    numbers = [sum(breaks[:index]) for index in range(len(found))]
    for _, run in groupby(zip(numbers, found, strict=True), key=lambda pair: pair[0]):
        yield [match for _, match in run]


def _names(before: str, count: int) -> list[str]:
    """Take the names out of the words before `count` percentages; one of which may be of each, 均为."""
    words = _TAIL.sub("", _LEAD.sub("", before)).strip(" \n，,、")
    names = [n.strip() for n in _JOIN.split(words) if n.strip()]
    if any(len(n) > _MAX_NAME or _NOT_ONE.search(n) for n in names):
        return []
    return names if len(names) == count or (count == 1 and _EACH.search(before)) else []


_RW = "勒索(?:软件|病毒)"

_OPENS = r"(?:中|里|[^，。；：\n]{0,10}(?:为|是|有|包括))[，,：:]?"

SENTENCES = (
    Split("rw-other-by-family", rf"{_RW}的?家族{_OPENS}", family),
    Split("rw-other-by-os", rf"感染的?(?:操作)?系统(?:类型|版本)?{_OPENS}", system),
    Split("rw-other-by-vector", rf"(?:入侵|攻击|传播|感染)的?(?:方式|途径|手段){_OPENS}", vector),
)
"""The three splits of the weekly report on ransomware."""
