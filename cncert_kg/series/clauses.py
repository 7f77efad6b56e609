"""Clauses that a count comes in: how many, how much against the time before, which share, which country.

The monthly and the yearly reports say the same things for many subjects; here is how they say them, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cncert_kg import text as reading
from cncert_kg.model import Figure, Gap, Mention, Problem, Quantity
from cncert_kg.series.rules import Rule, slug

IS = (
    r"的?(?:数量|总数量|总数|总量|数目|数)?(?:仍|已|首次)?(?:共计|合计|累计|总计|共)?"
    r"(?:约有|约达|高达|多达|达到了?|达|突破|有|为|是)?[:：]?"
)
"""What stands between a subject and its number; words such as 约为 and 超过 belong to the number."""

_ANY = rf"\s{{0,2}}{reading.QUANTITY}\s{{0,2}}[个件家台起次条款]?"
_ASIDE = r"[（(][^（()）\n]{0,40}[)）]"
_DEGREE = "(?:均|也)?(?:大幅度?|略有|略微|略|有所|明显|小幅|显著|急剧|快速|基本)?"
_AMOUNT = "的?(?:数量|总数|总量|数)?"
_YEAR = r"(?:20[0-9]{2}\s?年|去年|上一?年度?|前一年)\s?(?:度|全年)?(?:上半年|下半年)?(?:同期)?(?:月均)?"
_MONTH = r"(?:上个?月|前一?个?月|[0-9]{4}\s?年\s?[0-9]{1,2}\s?月)份?"
_FALLS = "减少|下降|降低|回落|下跌|下滑"
_RISES = "增加|增长|增多|上升|上涨|提高|升高"
_WAY = f"(?:{_RISES}|{_FALLS})了?"
_PERCENT = rf"\s{{0,2}}{reading.QUANTITY}\s{{0,2}}[%％]"


@dataclass(frozen=True, slots=True)
class Against:
    """The time before with which a series compares."""

    statistic: str
    lead: str
    """Pattern of the words before the change, from the end of the count on."""
    before: str
    """Pattern of the words before the restated count of that time."""


def _against(statistic: str, time: str, short: str) -> Against:
    since = rf"(?:与|较|比|同|相较于?|相比)\s?{time}"
    lead = (
        rf"(?:{_ASIDE})?(?:[，,]\s?约?占[^，,。；\n]{{0,30}})?[，,（(；;]?\s?(?:其?(?:网站|事件)?(?:数量|总数|总量))?"
        rf"(?:{since}的?(?:{_ANY})?(?:相比|环比|同比|比)?|{short})[，,]?%s{_DEGREE}"
    )
    return Against(statistic, lead, rf"[，,（(]?\s?(?:其?数量)?{since}的")


LAST_MONTH = _against("mom", _MONTH, "月?环比")
LAST_YEAR = _against("yoy", _YEAR, "同比")


def counted(
    indicator: str,
    units: str,
    against: Against,
    heads: tuple[str, ...] = (),
    forms: tuple[str, ...] = (),
    is_share_stated: bool = False,
) -> tuple[Rule, ...]:
    """Give the rules of one subject: its level, its change, the level before restated, its share of a whole.

    `heads` are patterns of the subject, which the number follows. `forms` are patterns with `#` where the number
    and its unit stand, and `@` for another number on the way. `units` are the units printed, as in `个|台`.
    """
    patterns = [f"{_either(heads)}{IS}#"] if heads else []
    patterns += forms
    plain = [written(pattern, units) for pattern in patterns]
    told = against.lead % ""
    rules = [Rule(indicator, "level", tuple(_levels(patterns, heads, units, told)))]
    changes = [f"{p}{told}" for p in plain]
    changes += [f"{_either(heads)}{_AMOUNT}{told}"] if heads else []
    slots = ("{±n%}", "{±n倍}")
    rules.append(Rule(indicator, against.statistic, tuple(f"{c}{slot}" for c in changes for slot in slots)))
    first = units.split("|")[0]
    if against is LAST_MONTH:
        # Not the percent itself, and no part of a number.
        rest = r"(?![0-9０-９,，.．%％倍])"
        rules.append(Rule(indicator, "prev", tuple(f"{p}{against.before}{{n{first}?}}{rest}" for p in plain)))
    if is_share_stated:
        rules.append(Rule(indicator, "share", tuple(f"{p}{_SHARE}" for p in plain)))
    return tuple(rules)


_SHARE = r"(?:[，,（(][^，,。；\n）)]{1,30}[%％][)）]?)?[，,（(]\s?约?占(?:比|有)?[^。；\n，,）)0-9]{0,24}?{n%}"


def spaced(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give the rules with a blank allowed around Latin words and after shares, as page text has: `58 万个 IP 地址`."""
    return tuple(replace(rule, phrases=tuple(_spaced(p) for p in rule.phrases)) for rule in rules)


def _spaced(pattern: str) -> str:
    return re.sub("IP|DDoS|APP", r"\\s?\g<0>\\s?", pattern).replace("{n%}", r"{n%}\s?")


def _either(heads: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(heads)})"


def written(pattern: str, units: str) -> str:
    """Give the pattern with each number, `#` or `@`, as mere text."""
    number = rf"\s{{0,2}}{reading.QUANTITY}\s{{0,2}}(?:{units})"
    return pattern.replace("#", number).replace("@", number)


def _levels(patterns: list[str], heads: tuple[str, ...], units: str, told: str) -> Iterator[str]:
    for unit in units.split("|"):
        slot = f"{{n{unit}}}"
        for pattern in patterns:
            before, _, after = pattern.partition("#")
            yield written(before, units) + slot + written(after, units)
        if heads:
            yield rf"{_either(heads)}{_AMOUNT}{told}{_WAY}{_PERCENT}[，,]\s?(?:共|总数)?(?:达到?了?|为|有|至){slot}"


def together(first: str, second: str, units: str, against: Against, form: str) -> tuple[Rule, Rule]:
    """Give the rules of two subjects whose changes follow both counts: `分别增长6.1%和21.4%`, `分别下降6%和增长2%`.

    `form` is a pattern with `@` for each of the two numbers; `units` are the units of both.
    """
    told = written(form, units) + against.lead % "(?:同比)?分别(?:同比)?"
    joint = r"\s?(?:[和及与、]|以及|[，,])\s?"
    shared = (f"{told}(?P<way>{_RISES}|{_FALLS})了?{_PERCENT}{joint}{{n%}}",)
    apart = (f"{told}{_WAY}{_PERCENT}{joint}{{±n%}}",)
    return (
        Rule(first, against.statistic, (f"{told}{{±n%}}{joint}",)),
        Rule(second, against.statistic, shared + apart),
    )


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
        found = (m for p in self.patterns for m in re.finditer(_spaced(p), text))
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
            known = out.get(code)
            rank = len(out) + 1 if listing.is_ranked else 0
            out[code] = _witnessed(known, figure.mention) if known else replace(figure, rank=rank)
    return list(out.values()), problems


def _witnessed(figure: Figure, mention: Mention) -> Figure:
    return replace(figure, witnesses=(*figure.witnesses, mention))


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


def distinct(found: Iterable[Figure]) -> list[Figure]:
    """Give each figure once: one place states one figure, the earlier rule's; what several rules read has witnesses."""
    taken: set[int] = set()
    out: dict[tuple[str, str, str], Figure] = {}
    for figure in found:
        if figure.mention.start in taken:
            continue
        taken.add(figure.mention.start)
        coordinates = (figure.indicator, figure.statistic, figure.breakdown)
        out[coordinates] = _merged(out[coordinates], figure) if coordinates in out else figure
    return list(out.values())


def _merged(one: Figure, other: Figure) -> Figure:
    """The figure that stands first in the text is the headline."""
    first, second = sorted((one, other), key=lambda f: f.mention.start)
    return replace(first, witnesses=(*first.witnesses, second.mention, *second.witnesses))


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure that the issues of some years have; an issue without it has a gap."""

    indicator: str
    since: str
    """Issue key, or its beginning, from which on; `until` is the last."""
    until: str = "9999"
    word: str = ""
    """A word of the clause: where the text has it, the figure is there and could not be read."""
    reason: str = ""


def gaps(expected: Iterable[Expected], issue: str, text: str, found: Iterable[Figure], is_part: bool) -> Iterator[Gap]:
    """Give a gap for each level that an issue should have and this copy does not.

    `truncated` in a copy that is a part; `unparsed` where the words are there; else `not-published`.
    """
    stated = {f.indicator for f in found if f.statistic in {"level", "coded"}}
    for figure in expected:
        if figure.since <= issue and issue[: len(figure.until)] <= figure.until and figure.indicator not in stated:
            reason = "unparsed" if figure.word and figure.word in text else "not-published"
            yield Gap("truncated" if is_part else reason, figure.indicator, "level")
