"""The English edition of CNCERT's weekly report, `Weekly Report of CNCERT`: a translation of the Chinese issue.

It counts in millions and thousands, puts numbers before or after what they count, and shares in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cncert_kg import text as reading
from cncert_kg.model import Figure, Mention, Quantity
from cncert_kg.series.cncert.weekly.english_phrases import CODED, COUNTED, PLAIN, TO_CHANGE, VERB
from cncert_kg.series.rules import fall

_BEFORE = {
    "about": "approximately",
    "approximately": "approximately",
    "around": "approximately",
    "roughly": "approximately",
    "some": "approximately",
    "nearly": "nearly",
    "almost": "nearly",
    "over": "at-least",
    "more than": "at-least",
    "at least": "at-least",
    "less than": "at-most",
}
_CHINESE = {"approximately": "约", "nearly": "近", "at-least": "超过", "at-most": "不足", "": ""}
_SCALE = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "billion": 1_000_000_000}
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?"
_WORDS = "|".join(word.replace(" ", r"\s") for word in _BEFORE)
_NUMBER = (
    rf"(?:(?:{_WORDS})\s{{1,2}})?(?<![\d.,])(?:{_DIGITS})(?:\s?(?:million|thousand|billion|[mk]\b))?"
    r"(?!\d|[.,]\d|\s?%|\sper\s?cent|\s?(?:m|b)illion|\s?thousand)"
)
_PARTS = re.compile(
    rf"(?:(?P<before>{_WORDS})\s{{1,2}})?(?P<digits>{_DIGITS})(?:\s?(?P<scale>million|thousand|billion|m|k))?",
    re.IGNORECASE,
)
_UP = "increas(?:e|ed|es|ing)|rose|rise|risen|rising|grew|growth|up|climb(?:ed)?|jump(?:ed)?|↑|▲"
_DOWN = "decreas(?:e|ed|es|ing)|declin(?:e|ed|es|ing)|dropp?(?:ed|s)?|fell|fall|fallen|down|reduc(?:ed|tion)|↓|▼"
_PERCENT = rf"(?:(?:{_WORDS})\s)?(?:{_DIGITS})\s?(?:%|per\s?cent\b)"
_CHANGE = (
    rf"(?P<figure>(?P<way>{_UP}|{_DOWN})\s?(?:(?:by|of|was|rate)\s){{0,2}}(?P<number>{_PERCENT})"
    rf"|(?P<number2>{_PERCENT})\s(?:weekly\s)?(?P<way2>{_UP}|{_DOWN})"
    r"|(?P<same>[▬━■]|unchanged|(?:stay(?:ed)?|remain(?:ed)?)\sthe\ssame))"
)
_IS_ENGLISH = re.compile(r"CNCERT[^\u4e00-\u9fff]{0,400}(?:incident|website|infected|vulnerabilit)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the English edition, the figure in its group `figure`."""

    indicator: str
    statistic: str
    pattern: str


@cache
def phrases() -> tuple[Phrase, ...]:
    """Give every phrase: what stands alone, levels, and the changes that may follow them."""
    out = [Phrase(indicator, statistic, p) for indicator, statistic, plain in PLAIN for p in plain]
    for indicator, counted in COUNTED:
        out += [Phrase(indicator, "level", p) for p in counted]
        labels = [p.removesuffix(VERB + " #") for p in counted if p.endswith(VERB + " #")]
        stepped_over = [p.replace("#", "~") for p in counted]
        out += [Phrase(indicator, "wow", p + TO_CHANGE + " ?±") for p in stepped_over + labels]
    return (*out, *(Phrase(indicator, "coded", p) for indicator, p, _ in CODED))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Give the expression of a phrase; a blank of it may be up to three, or a line break."""
    slots = {
        "#": rf"(?P<figure>{_NUMBER})",
        "~": _NUMBER,
        "%": rf"(?P<figure>{_PERCENT})",
        "‰": _PERCENT,
        "±": _CHANGE,
        " ?": r"\s{0,2}",
        " ": r"\s{1,3}",
    }
    parts = re.split(r"(\[[^\]]*\]|[#~±%‰]| \?| )", pattern)
    return re.compile("".join(slots.get(part, part) for part in parts), re.IGNORECASE)


def english_figures(text: str, series: str, within: tuple[int, int]) -> Iterator[Figure]:
    """Give each figure that English sentences state, the first mention as the headline.

    A number is of one indicator only: `about 4 phishing web pages` of an address are not the pages of the week.
    """
    if not _IS_ENGLISH.search(text, 0, 20_000):
        return
    found: dict[tuple[str, str], list[tuple[Mention, Quantity | None]]] = {}
    taken: dict[int, str] = {}
    for phrase in phrases():
        for match in compiled(phrase.pattern).finditer(text, *within):
            if taken.setdefault(match.end("figure"), phrase.indicator) == phrase.indicator:
                stated = _stated(text, match, phrase, series)
                found.setdefault((phrase.indicator, phrase.statistic), []).append(stated)
    for (indicator, statistic), mentions in found.items():
        yield _figure(indicator, statistic, mentions)


def _stated(text: str, match: re.Match[str], phrase: Phrase, series: str) -> tuple[Mention, Quantity | None]:
    codes = next((codes for indicator, _, codes in CODED if indicator == phrase.indicator), None)
    quantity = None if codes else _quantity(match)
    value = codes[match["figure"].lower()] if codes else quantity.value if quantity else ""
    rule = f"{series}/{phrase.indicator}.{phrase.statistic}"
    return reading.mention(text, match.span("figure"), rule, value, match.span()), quantity


def _figure(indicator: str, statistic: str, mentions: list[tuple[Mention, Quantity | None]]) -> Figure:
    """The first mention is the headline; where two phrases found one number, the longer quote stands."""
    by_end = {mention.end: (mention, quantity) for mention, quantity in sorted(mentions, key=lambda m: -m[0].start)}
    (first, quantity), *others = (by_end[end] for end in sorted(by_end))
    code = "" if quantity else str(first.stated)
    return Figure(indicator, statistic, first, quantity, code, witnesses=tuple(mention for mention, _ in others))


def _quantity(match: re.Match[str]) -> Quantity:
    groups = match.groupdict()
    if groups.get("same"):
        return Quantity(Decimal(0))
    printed = groups.get("number") or groups.get("number2") or match["figure"]
    found = quantity(re.sub(r"\s?(?:%|per\s?cent)$", "", printed, flags=re.IGNORECASE))
    way = groups.get("way") or groups.get("way2") or ""
    return fall(found) if re.fullmatch(_DOWN, way, re.IGNORECASE) else found


def quantity(printed: str) -> Quantity:
    """Read `about 0.31 million` as 310000, approximately, 305000 to 315000. Raises `ValueError` on anything else."""
    match = _PARTS.fullmatch(printed.strip())
    if match is None:
        raise ValueError(f"not a quantity: {printed[:40]!r}")
    before = " ".join((match["before"] or "").lower().split())
    found = reading.quantity(_CHINESE[_BEFORE.get(before, "")] + match["digits"])
    return reading.scaled(found, _SCALE[(match["scale"] or "").lower()])
