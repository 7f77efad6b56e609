"""How an issue splits its entries by what they affect: in a sentence, in a table, or in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import Figure, Problem
from cncert_kg.series.cnvd.weekly.phrases import HAS, LEAKS
from cncert_kg.series.cnvd.weekly.unbroken import Unbroken
from cncert_kg.series.rules import slug

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

_BY = (
    "按?(?:漏洞)?(?:影响)?(?:对象)?的?类型(?:进行)?(?:统计|划分|分类|分为|分布|分|来看)?(?:如下|包括|包含|为|有)?"
    "[，,：:]?"
)
_SENTENCE = re.compile(
    rf"(?:收录了?{reading.QUANTITY}个{LEAKS}[。，,：:；;]\s?|收录的?{LEAKS}中?[，,]?(?={_BY}))"
    rf"(?:其中[，,：:]?|{_BY}){{0,2}}(?P<list>[^。\n]{{4,400}})"
)
_NAME = r"(?P<name>(?:[A-Za-z]{2,12})?[\u4e00-\u9fff]{2,14}?)"
_EXPLAINED = r"(?:\s?[（(][^（()）\n]{1,30}[)）])?"
_TYPE = re.compile(rf"{_NAME}类?(?:漏洞)?{_EXPLAINED}(?:漏洞)?{HAS}(?P<figure>(?P<number>{reading.QUANTITY})个)")
_LED = re.compile("^(?:其中|包括|分别为?|有|为|和|及|与)")

_TABLE = re.compile(r"影响(?:对象)?类型[\s|]{1,12}(?:漏洞)?(?:数量|个数)(?P<rows>[^。]{1,600})")
_ENDED = re.compile(r"\n[ \t|]{0,12}(?:表|图|本周|合计|总计)")
_ROW = re.compile(
    r"(?P<name>(?<![A-Za-z])WEB\s?应用(?:程序)?|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,6}?)(?:漏洞)?"
    rf"{_EXPLAINED}(?:漏洞)?[\s|]{{1,40}}(?P<figure>(?P<number>[0-9][0-9,]{{0,8}}))(?=[\s|]|\Z)",
    re.IGNORECASE,
)


def types(page: Unbroken) -> tuple[list[Figure], list[Problem]]:
    """Read the sentence that splits the recorded entries by type, and the table that does.

    The sentence states the figure and the table is its witness, or states it where there is no sentence. The list
    of types is CNVD's to extend: a problem for each type that has no code.
    """
    out: dict[str, Figure] = {}
    problems: list[Problem] = []
    for match in _stated(page.text):
        code = TYPES.get(_name(match))
        if code is None:
            found = f"found the type {slug(_name(match))} with {match['number']}, expected one that has a code"
            problems.append(Problem("W_TYPE", found))
        else:
            out.setdefault(code, page.figure(_figure(page.text, match, code)))
    for match in _rows(page.original):
        code = TYPES.get(_name(match))
        if code is not None:
            figure = _figure(page.original, match, code)
            out[code] = _witnessed(out[code], figure) if code in out else figure
    return list(out.values()), problems


def _name(match: re.Match[str]) -> str:
    return _LED.sub("", "".join(match["name"].split()).lower())


def _stated(text: str) -> list[re.Match[str]]:
    """The parts of the first sentence that lists types; one that lists severities is another."""
    for sentence in _SENTENCE.finditer(text):
        parts = list(_TYPE.finditer(text, *sentence.span("list")))
        if any(_name(part) in TYPES for part in parts):
            return parts
    return []


def _rows(text: str) -> Iterator[re.Match[str]]:
    table = _TABLE.search(text)
    if table:
        start, end = table.span("rows")
        last = _ENDED.search(text, start, end)
        yield from _ROW.finditer(text, start, last.start() if last else end)


def _figure(text: str, match: re.Match[str], code: str) -> Figure:
    quantity = reading.quantity(match["number"])
    rule = "cnvd-weekly/cnvd-type.level"
    where = reading.mention(text, match.span("figure"), rule, quantity.value, match.span())
    return Figure(f"cnvd-type-{code}", "level", where, quantity)


def _witnessed(figure: Figure, other: Figure) -> Figure:
    return replace(figure, witnesses=(*figure.witnesses, other.mention))
