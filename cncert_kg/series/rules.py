"""Rules: which phrase states which figure. A series is a table of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cncert_kg import text as reading
from cncert_kg.model import Figure, Mention, Problem, Quantity

# Where a phrase has its figure: `{n起}` a number and its unit, `{n个?}` one whose unit may be missing, `{±n%}` a change
# led by an arrow or a word of direction, `{code}` a word of a scale.
# White space around and inside is the typesetter's and may be there or not; the whole of it is the quote.
_SLOT = re.compile(r"\{(?P<sign>±?)n(?P<unit>[^{}?]*)(?P<optional>\??)\}")
FALLS = "[↓▼▽⬇]|降幅[达为]|减少|下降|降低|回落|下跌|下滑|缩减"
RISES = "[↑▲△⬆]|[增涨升]幅[达为]|增加|增长|增多|上升|上涨|提高|升高|攀升"
WAY = rf"(?P<way>{RISES}|{FALLS})(?:幅度为|幅度达|幅度|率为|幅为|幅达|了|约为|达)?\s*"
SAME = "(?:基本)?持平"
_NUMBER = rf"(?P<number>{reading.QUANTITY})"
_CHANGES = frozenset({"wow", "mom", "yoy", "wow-absolute"})
"""The statistics that can be below zero."""
_FALLING = {"at-least": "at-most", "at-most": "at-least"}


@dataclass(frozen=True, slots=True)
class Misprint:
    """A phrase that real issues misprint, with the issue that shows it."""

    phrase: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The phrases that state one figure; the first of a text is the headline, the others are witnesses."""

    indicator: str
    statistic: str
    phrases: tuple[str, ...]
    """Regular expressions with one slot. They must be linear: no repeated group that can match the empty text."""
    misprints: tuple[Misprint, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """Printed word and code, for a coded figure."""

    @property
    def name(self) -> str:
        """Last segment of the rule's IRI."""
        return f"{self.indicator}.{self.statistic}"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found: where its figure is, and where the phrase."""

    span: tuple[int, int]
    phrase: tuple[int, int]
    value: Quantity | str
    misprint: Misprint | None = None


def figures(
    text: str, series: str, rules: Iterable[Rule], within: tuple[int, int] | None = None
) -> tuple[list[Figure], list[Problem]]:
    """Read every figure the rules know, in the order of the rules, from all of the text or from `text[within]`.

    Raises `ValueError` for what stands in the place of a figure and is no number.
    """
    out: list[Figure] = []
    problems: list[Problem] = []
    for rule in rules:
        found = sorted(_find(text, rule, within or (0, len(text))), key=lambda f: f.span)
        if not found:
            continue
        mentions = [_mention(text, f, f"{series}/{rule.name}") for f in found]
        out.append(_figure(rule, found[0].value, mentions))
        problems += [
            Problem("W_MISPRINT", f"{rule.name}: read in a known misprint, {f.misprint.evidence}")
            for f in found
            if f.misprint
        ]
    return out, problems


def _find(text: str, rule: Rule, within: tuple[int, int]) -> Iterator[Found]:
    taken: set[tuple[int, int]] = set()
    for phrase, misprint in [(p, None) for p in rule.phrases] + [(m.phrase, m) for m in rule.misprints]:
        for match in pattern(rule, phrase).finditer(text, *within):
            span = match.span("figure")
            if span not in taken:
                taken.add(span)
                yield Found(span, match.span(), value(rule, match), misprint)


@cache
def pattern(rule: Rule, phrase: str) -> re.Pattern[str]:
    """Give a phrase of a rule as the pattern that is searched."""
    words = "|".join(word for word, _ in rule.codes)
    return re.compile(_SLOT.sub(_slot, phrase.replace("{code}", rf"\s*(?P<figure>{words})")))


def _slot(match: re.Match[str]) -> str:
    # A blank before the unit is part of the figure only where the unit is there: no two runs of blanks meet.
    unit = rf"(?:\s*(?P<unit>{re.escape(match['unit'])})){match['optional']}" if match["unit"] else ""
    unit = unit.replace("%", "[%％]")
    if match["sign"]:
        return rf"\s*(?P<figure>{WAY}{_NUMBER}{unit}|{SAME})"
    return rf"\s*(?P<figure>{_NUMBER}{unit})"


def value(rule: Rule, match: re.Match[str]) -> Quantity | str:
    """Give what the groups of a match state. Raises `ValueError` for a count below zero."""
    if rule.codes:
        return dict(rule.codes)[match["figure"]]
    if match["number"] is None:
        return Quantity(Decimal(0))  # 持平
    quantity = reading.quantity(match["number"])
    has_sign = re.search("[-−－]", match["number"]) is not None
    if has_sign and rule.statistic not in _CHANGES:
        raise ValueError(f"{rule.name}: a count below zero: {match['number'][:40]!r}")
    groups = match.groupdict()
    if groups.get("unit") == "倍" and rule.statistic in _CHANGES:
        quantity = reading.scaled(quantity, 100)  # 增加0.38倍 is a change of +38 %.
    way = groups.get("way")
    if has_sign and way:
        raise ValueError(f"{rule.name}: a direction and a sign: {match['figure'][:40]!r}")
    return fall(quantity) if way and re.fullmatch(FALLS, way) else quantity


def fall(quantity: Quantity) -> Quantity:
    """Give the change that a fall by `quantity` is. A fall of at least 5 % is a change of at most -5."""
    lower, upper = (None if bound is None else -bound for bound in (quantity.upper, quantity.lower))
    return Quantity(-quantity.value, _FALLING.get(quantity.qualifier, quantity.qualifier), lower, upper)


def _mention(text: str, found: Found, rule: str) -> Mention:
    stated: Decimal | str = found.value.value if isinstance(found.value, Quantity) else found.value
    return reading.mention(text, found.span, rule, stated, found.phrase)


def _figure(rule: Rule, value: Quantity | str, mentions: list[Mention]) -> Figure:
    quantity, code = (value, "") if isinstance(value, Quantity) else (None, value)
    return Figure(rule.indicator, rule.statistic, mentions[0], quantity, code, witnesses=tuple(mentions[1:]))


def require(figures: Iterable[Figure], indicators: Iterable[str]) -> None:
    """Raise `ValueError` naming each indicator that every issue has and this one does not."""
    missing = sorted(set(indicators) - {f.indicator for f in figures})
    if missing:
        raise ValueError(f"found no figure for {', '.join(missing)}, expected in every issue")


def slug(printed: str) -> str:
    """Give the key of a printed name in an open list: `Black Basta` is `black-basta`.

    A name with no ASCII letter or digit is `u` and eight hex digits of its SHA-256, so that two names never meet.
    """
    plain = "-".join(re.findall(r"[a-z0-9]+", printed.lower()))
    if plain and printed.isascii():
        return plain
    return "u" + hashlib.sha256(printed.encode()).hexdigest()[:8]
