"""Clauses that name some parts of a count and give their numbers in the same order: countries, kinds of malware."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cncert_kg import text as reading
from cncert_kg.model import Figure, Problem, Quantity
from cncert_kg.series.cncert.clauses import blanks_allowed
from cncert_kg.series.rules import slug

PLACES: Mapping[str, str] = {
    "美国": "US", "日本": "JP", "韩国": "KR", "中国香港": "HK", "香港": "HK", "中国台湾": "TW", "台湾": "TW",
    "中国澳门": "MO", "澳门": "MO", "德国": "DE", "法国": "FR", "英国": "GB", "荷兰": "NL", "俄罗斯": "RU",
    "加拿大": "CA", "印度": "IN", "澳大利亚": "AU", "新加坡": "SG", "马来西亚": "MY", "泰国": "TH", "越南": "VN",
    "菲律宾": "PH", "印度尼西亚": "ID", "印尼": "ID", "葡萄牙": "PT", "巴西": "BR", "土耳其": "TR", "意大利": "IT",
    "西班牙": "ES", "瑞典": "SE", "波兰": "PL", "乌克兰": "UA", "罗马尼亚": "RO", "瑞士": "CH", "伊朗": "IR",
    "南非": "ZA", "墨西哥": "MX", "阿根廷": "AR", "哈萨克斯坦": "KZ", "保加利亚": "BG", "立陶宛": "LT", "捷克": "CZ",
}  # fmt: skip
"""ISO 3166-1 code of a country or region as printed. Another one keeps its printed name."""

LISTED_PLACES = frozenset({"US", "JP", "KR"})
"""The countries that ontology/codes/breakdown.ttl names."""

BEHAVIOURS: Mapping[str, str] = {
    "信息窃取": "information-theft", "隐私窃取": "information-theft", "恶意扣费": "malicious-charging",
    "敲诈勒索": "extortion", "远程控制": "remote-control", "资费消耗": "fee-consumption",
    "流氓行为": "rogue-behaviour", "系统破坏": "system-damage", "恶意传播": "spreading", "诱骗欺诈": "fraud",
}  # fmt: skip
"""Code of what mobile malware does, by the name of the industry standard YD/T 2439."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A clause that names some parts and gives their numbers in the same order."""

    indicator: str
    statistic: str
    kind: str
    """`controller-country` or `type`: the first part of the breakdown's code."""
    patterns: tuple[str, ...]
    """Patterns with the groups `names` and `numbers`; the unit of the last number may stand for all."""
    is_ranked: bool = True

    def matches(self, text: str) -> list[re.Match[str]]:
        """Give where its clauses stand, in the order of the text."""
        found = (m for p in self.patterns for m in re.finditer(blanks_allowed(p), text))
        return sorted(found, key=lambda m: m.start())


_JOINT = re.compile(r"[、，,\s]+|以及|和|及|与")
_NUMBERS = re.compile(rf"{reading.QUANTITY}(?:\s?[个台家%％])?")
PLACE_NAMES = r"(?P<names>[\u4e00-\u9fff、]{2,40}?)"
"""Pattern of names of countries."""


def number_list(units: str) -> str:
    """Give the pattern of one to six numbers in a row: `302个和126个`, `3.5万、1.9万和1.6万台`."""
    one = rf"\s?{reading.QUANTITY}\s?(?:{units})?"
    return rf"(?P<numbers>{one}(?:\s?(?:以及|[、，,和及与]){one}){{0,5}})"


def listed(text: str, series: str, listing: Listing) -> tuple[list[Figure], list[Problem]]:
    """Read the parts of an indicator where a text lists them; what is listed twice has witnesses.

    Names and numbers that do not pair are a problem, never a guess. Raises `ValueError` for no number.
    """
    out: dict[str, Figure] = {}
    problems: list[Problem] = []
    for match in listing.matches(text):
        names = [n.removesuffix("类") for n in _JOINT.split(match["names"]) if n]
        places = list(_NUMBERS.finditer(text, *match.span("numbers")))
        if len(names) != len(places):
            problems.append(
                Problem("W_LIST", f"{listing.indicator}: found {len(places)} numbers, expected {len(names)}")
            )
            continue
        for name, place in zip(names, places, strict=True):
            figure = _part(text, series, listing, name, place, match)
            code = figure.breakdown
            rank = len(out) + 1 if listing.is_ranked else 0
            out[code] = out[code].again(figure) if code in out else replace(figure, rank=rank)
    return list(out.values()), problems


def _part(text: str, series: str, listing: Listing, name: str, place: re.Match[str], clause: re.Match[str]) -> Figure:
    quantity = _quantity(place[0])
    rule = f"{series}/{listing.indicator}.{listing.statistic}"
    where = reading.mention(text, place.span(), rule, quantity.value, clause.span())
    code = PLACES.get(name) or BEHAVIOURS.get(name)
    is_known = code in LISTED_PLACES or name in BEHAVIOURS
    # One region has one label, however a report prints it.
    label = "" if is_known else next((k for k, v in PLACES.items() if v == code), name)
    breakdown = f"{listing.kind}-{code or slug(name)}"
    return Figure(listing.indicator, listing.statistic, where, quantity, breakdown=breakdown, label=label)


def _quantity(printed: str) -> Quantity:
    return reading.quantity(re.sub(r"\s?[个台家%％]$", "", printed))
