"""Clauses of CNCERT's weekly report: from a label on, how many, how much against the week before, which share.

What follows a label is worded alike for all subjects, so it is said once: a label is searched, and each clause is
tried where the label ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cncert_kg import text as reading
from cncert_kg.model import Figure, Mention, Problem, Quantity
from cncert_kg.series.cncert.weekly.phrases import CHANGE, CLASS, COUNT, FOOTNOTE, HEAD, IS, NUMBER_OF, WEEK, spaced
from cncert_kg.series.rules import SAME, WAY, Misprint, Rule, value

_UNITS = "[个台家条种次]"
_NUMBER = rf"\s*(?P<figure>(?P<number>{reading.QUANTITY})"
_WITH_UNIT = rf"{_NUMBER}\s*(?P<unit>{_UNITS}))"
_BARE = rf"{_NUMBER}(?:\s*(?P<unit>{_UNITS}))?)"
# A bar, or an arrow to the side, is what the boxes of an issue print for no change.
_STAYED = rf"{SAME}|相同|无变化|[▬━■]|[→➡]\s?0(?:\.0{{1,2}})?\s?[%％]"
_PERCENT = rf"\s*(?P<figure>{WAY}(?P<number>{reading.QUANTITY})\s*(?P<unit>[%％倍])|{_STAYED})"
_DIFFERENCE = rf"\s*(?P<figure>{WAY}(?P<number>{reading.QUANTITY})\s*(?P<unit>{_UNITS})|{_STAYED})"

_ROSE = "(?:减少|下降|降低|回落|下跌|下滑|增加|增长|增多|上升|上涨|提高|升高)"
_LAST_WEEK = r"(?:[（(]" + WEEK + r"[^（）()。；\n]{1,20}[)）])"
# Where no unit says that a number is whole, what follows must: 数量为92。 or a row of a table.
_ENDS = r"(?=\s?(?:[。；;↑↓▲▼]|[，,](?!\d)|\n|$))"
_ROW_ENDS = r"(?=\s?(?:[↑↓▲▼•·●—━▬■→➡＝=]|[，,]\s?(?:较|与|比|环比)|基本持平|持平|增|减|上升|上涨|下降|降低|提高|\n|$))"
_SCALED = r"(?=\s?(?:约为|大约|约|近|超过|超|逾)?\s?[\d.,]{1,9}\s?[万亿])"
_NOT_SAME = r"(?!\s?(?:(?:基本)?持平|相同|无变化|[▬━■→➡]))"
_NAMED = f"{FOOTNOTE}{CLASS}{NUMBER_OF}{FOOTNOTE}{CLASS}"

_BRACKET = r"(?:[（(][^（）()。；]{1,40}[)）])?"
_PART_OF = r"(?:[，,]\s?约?占[^。；\n]{1,24}?[%％])?"
_COUNTED = f"(?:{IS}{COUNT}{_UNITS}?)?(?:{_BRACKET}|{_PART_OF})"

LEVEL = (
    (f"{HEAD}{_LAST_WEEK}?{IS}", _WITH_UNIT),
    (f"{HEAD}{CHANGE}{_ROSE}了?(?:{COUNT}[个%％倍][，,]?)?(?:达到|达|为|至|到)", _WITH_UNIT),
    (f"{_NAMED}(?:为|[:：])", _BARE + _ENDS),
    (f"{_NAMED}[•·●▪]?", _BARE + _ROW_ENDS),
    (f"{HEAD}{IS}{_SCALED}", _BARE),
)
"""`数量为28个`, `数量较上周减少3%，为28个`, `数量为92。`, `总数 • 28 ↓`, `主机约11.3万以及`."""

CHANGED = (
    (f"{HEAD}{_COUNTED}{CHANGE}", _PERCENT),
    (rf"{HEAD}{IS}{COUNT}{_UNITS}?[（(][^（）()。；\n]{{1,30}}[，,]{CHANGE}", _PERCENT),
)
"""`28个（约占境内1.5%），较上周环比上升了110.0%`, `增加0.38倍`, `与上周持平`."""

DIFFERENT = ((f"{HEAD}{_COUNTED}{CHANGE}", _DIFFERENCE),)
"""`由上周67个减少7个`."""

PREVIOUS = ((f"{HEAD}{_COUNTED}[，,、]?[（(]?(?:与|较|由|从|比|同)?{WEEK}的?{NUMBER_OF}?为?[（(]?", _WITH_UNIT),)
"""`（上周约为28万个）`, `与上周的28万个相比`."""

_SHARE_FIGURE = rf"{_NUMBER}\s*(?P<unit>[%％]))"
SHARE = (
    (
        rf"{HEAD}{IS}{COUNT}{_UNITS}?[，,（(](?:其?中|大)?约?占比?[^%％。；，,（）()\n\d约]{{0,24}}",
        _SHARE_FIGURE,
    ),
    (
        rf"{HEAD}{IS}{COUNT}{_UNITS}?{CHANGE}(?:{_ROSE}了?{COUNT}[%％倍]|(?:基本)?持平)[，,（(]约?占比?[^%％。；，,（）()\n\d约]{{0,24}}",
        _SHARE_FIGURE,
    ),
)
"""`28个（约占境内1.5%）`, `28个，环比减少9.3%，占境内1.5%`."""

CLAUSES = (("level", LEVEL), ("wow", CHANGED), ("wow-absolute", DIFFERENT), ("prev", PREVIOUS), ("share", SHARE))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted, and the labels it goes by."""

    indicator: str
    labels: tuple[str, ...]
    misprints: tuple[Misprint, ...] = ()
    """Labels that were printed for another."""
    has_share: bool = False
    changes_by_number: bool = False
    """Whether 持平 is a change of no number, not of no per cent: where the count is so small that it is told so."""


def clause_figures(
    text: str, series: str, subjects: Iterable[Subject], within: tuple[int, int], apart: Sequence[tuple[int, int]] = ()
) -> tuple[list[Figure], list[Problem]]:
    """Read every clause that follows a label of the subjects, the first of each kind as the headline.

    A label that ends in one of the spans `apart` is left out: what follows it is not its own.
    """
    found: list[Figure] = []
    problems: list[Problem] = []
    for subject in subjects:
        labels = [
            s for s in _labels(text, subject, within) if not any(first <= s.span[1] <= last for first, last in apart)
        ]
        for statistic, clauses in CLAUSES:
            if statistic == "share" and not subject.has_share:
                continue
            rule = Rule(subject.indicator, statistic, ())
            stated = list(_stated(text, labels, clause_patterns(clauses, _guard(subject, statistic)), within[1], rule))
            found += _figure(rule, [_mention(text, series, rule, s) for s in stated])
            problems += _misprinted(rule, stated)
    return found, problems


@dataclass(frozen=True, slots=True)
class _Label:
    """A label found, and the misprint where it is one."""

    span: tuple[int, int]
    misprint: Misprint | None


@dataclass(frozen=True, slots=True)
class _Stated:
    """A clause found after a label: where its figure is, and its value."""

    label: _Label
    span: tuple[int, int]
    end: int
    quantity: Quantity


def _labels(text: str, subject: Subject, within: tuple[int, int]) -> Iterator[_Label]:
    for phrase, misprint in [(p, None) for p in subject.labels] + [(m.phrase, m) for m in subject.misprints]:
        yield from (_Label(match.span(), misprint) for match in label_pattern(phrase).finditer(text, *within))


def _stated(
    text: str, labels: Iterable[_Label], clauses: tuple[re.Pattern[str], ...], end: int, rule: Rule
) -> Iterator[_Stated]:
    for label in labels:
        matches = (clause.match(text, label.span[1], end) for clause in clauses)
        match = next(filter(None, matches), None)
        if match:
            stated = value(rule, match)
            assert isinstance(stated, Quantity)  # no clause has a code
            yield _Stated(label, match.span("figure"), match.end(), stated)


def _guard(subject: Subject, statistic: str) -> str:
    """持平 is a change of nothing: in per cent, or in numbers, never both."""
    other = "wow" if subject.changes_by_number else "wow-absolute"
    return _NOT_SAME if statistic == other else ""


@cache
def label_pattern(phrase: str) -> re.Pattern[str]:
    """Give a label as the pattern that is searched."""
    return re.compile(spaced(phrase))


@cache
def clause_patterns(clauses: tuple[tuple[str, str], ...], guard: str) -> tuple[re.Pattern[str], ...]:
    """Give clauses as the patterns that are tried where a label ends."""
    return tuple(re.compile(spaced(lead) + guard + figure) for lead, figure in clauses)


def _mention(text: str, series: str, rule: Rule, stated: _Stated) -> tuple[Mention, Quantity]:
    phrase = (stated.label.span[0], stated.end)
    value = stated.quantity.value
    return reading.mention(text, stated.span, f"{series}/{rule.name}", value, phrase), stated.quantity


def _figure(rule: Rule, mentions: Iterable[tuple[Mention, Quantity]]) -> Iterator[Figure]:
    by_start = {mention.start: (mention, quantity) for mention, quantity in mentions}
    if by_start:
        (first, quantity), *others = (by_start[start] for start in sorted(by_start))
        witnesses = tuple(mention for mention, _ in others)
        yield Figure(rule.indicator, rule.statistic, first, quantity, witnesses=witnesses)


def _misprinted(rule: Rule, stated: Iterable[_Stated]) -> Iterator[Problem]:
    for misprint in dict.fromkeys(s.label.misprint for s in stated):
        if misprint:
            yield Problem("W_MISPRINT", f"{rule.name}: read in a known misprint, {misprint.evidence}")
