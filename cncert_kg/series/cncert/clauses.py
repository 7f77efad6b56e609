"""Clauses that a count comes in: how many, how much against the time before, which share.

The monthly and the yearly reports say the same things for many subjects; here is how they say them, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cncert_kg import text as reading
from cncert_kg.model import Figure, Gap
from cncert_kg.series.rules import FALLS, RISES, Rule

IS = (
    r"[①-⑳]?的?(?:数量|总数量|总数|总量|数目|数)?(?:创下?[^，。；\n0-9]{0,8}新高[，,]\s?)?"
    r"(?:仍|却|已|首次)?(?:共计|合计|累计|总计|共)?"
    r"(?:约有|约达|高达|多达|达到了?|达|突破|有|为|是)?[:：]?"
)
"""What stands between a subject and its number; words such as 约为 and 超过 belong to the number."""

_ANY = rf"\s{{0,2}}{reading.QUANTITY}\s{{0,2}}[个件家台起次条款]?"
_ASIDE = r"[（(][^（()）]{0,40}[)）]"
_DEGREE = "(?:均|也)?(?:大幅度?|略有|略微|略|有所|明显|小幅|显著|急剧|快速|基本)?"
_AMOUNT = "的?(?:数量|总数|总量|数)?"
_YEAR = r"(?:20[0-9]{2}\s?年|去年|上一?年度?|前一年)\s?(?:度|全年)?(?:上半年|下半年)?(?:同期)?(?:月均)?"
_MONTH = r"(?:上个?月|前一?个?月|[0-9]{4}\s?年\s?[0-9]{1,2}\s?月)份?"
_WAY = f"(?:{RISES}|{FALLS})了?"
_PERCENT = rf"\s{{0,2}}{reading.QUANTITY}\s{{0,2}}[%％]"


@dataclass(frozen=True, slots=True)
class Against:
    """The time before with which a series compares."""

    statistic: str
    lead: str
    """Pattern of the words before the change, from the end of the count on."""
    since: str
    """Pattern of the words that name the time before."""
    before: str
    """Pattern of the words before the restated count of that time."""


def _against(statistic: str, time: str, short: str) -> Against:
    since = rf"(?:与|较|比|同|相较于?|相比)\s?{time}"
    lead = (
        rf"(?:{_ASIDE})?(?:[，,]\s?(?:约?占[^，,。；\n]{{0,30}}|平均每月{_ANY}))?[，,（(；;]?\s?"
        rf"(?:其?(?:网站|事件|页面)?(?:数量|总数|总量))?"
        rf"(?:{since}的?(?:{_ANY})?(?:相比|环比|同比|比)?|{short})[，,]?%s{_DEGREE}"
    )
    return Against(statistic, lead, rf"(?:{since}|{short})的?", rf"[，,（(]?\s?(?:其?数量)?{since}的")


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


_SHARE = (
    r"(?:[（(][^（()）\n%％]{1,30}[)）])?(?:[，,（(][^，,。；\n）)]{1,30}[%％][)）]?)?[，,（(]\s?约?占(?:比|有)?[^。；\n，,）)0-9活]{0,24}?"
    rf"(?:[由从]{_PERCENT}[^，,。；\n0-9]{{0,6}}[到至为])?{{n%}}"
)
"""A share of the whole; of `由8.6%上升到8.7%` the second. One of the active (活跃) parts is not one of the whole."""


def spaced(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give the rules with a blank allowed around Latin words and after shares, as page text has: `58 万个 IP 地址`."""
    return tuple(replace(rule, phrases=tuple(blanks_allowed(p) for p in rule.phrases)) for rule in rules)


def blanks_allowed(pattern: str) -> str:
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
            so = rf"[，,]\s?(?:共计|共|总数)?(?:达到?了?|为|有|至)?{slot}"
            yield rf"{_either(heads)}{_AMOUNT}{told}(?:{_WAY}{_PERCENT}|持平){so}"


def together(first: str, second: str, units: str, against: Against, form: str) -> tuple[Rule, Rule]:
    """Give the rules of two subjects whose changes follow both counts: `分别增长6.1%和21.4%`, `分别下降6%和增长2%`.

    `form` is a pattern with `@` for each of the two numbers; `units` are the units of both.
    """
    led = against.lead % "(?:同比)?分别(?:同比)?"
    subjects = r"(?:[^，,。；\n0-9]{2,20}数量)?"
    told = rf"{written(form, units)}(?:{led}|[，,]\s?{subjects}分别{against.since}{_DEGREE})"
    rate = _PERCENT.replace("[%％]", "[%％倍]")
    joint = r"\s?(?:[和及与、]|以及|[，,])\s?"
    shared = tuple(f"{told}(?P<way>{RISES}|{FALLS})了?{rate}{joint}{slot}" for slot in ("{n%}", "{n倍}"))
    apart = tuple(f"{told}{_WAY}{rate}{joint}{slot}" for slot in ("{±n%}", "{±n倍}"))
    return (
        Rule(first, against.statistic, (f"{told}{{±n%}}{joint}", f"{told}{{±n倍}}{joint}")),
        Rule(second, against.statistic, shared + apart),
    )


def distinct(found: Iterable[Figure]) -> list[Figure]:
    """Give each figure once: one place states one figure, the earlier rule's; what several rules read has witnesses."""
    taken: set[int] = set()
    out: dict[tuple[str, str, str], Figure] = {}
    for figure in found:
        if figure.mention.start in taken:
            continue
        taken.add(figure.mention.start)
        coordinates = (figure.indicator, figure.statistic, figure.breakdown)
        out[coordinates] = out[coordinates].again(figure) if coordinates in out else figure
    return list(out.values())


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
