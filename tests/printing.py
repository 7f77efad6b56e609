"""Figures printed at random as reports print them, in sentences made for the tests, for the property-based tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from cncert_kg.model import Report

Coordinates = tuple[str, str, str]
"""Indicator, statistic, breakdown."""


@dataclass(frozen=True)
class Said:
    """A sentence that states figures: `<>` for a count, `<%>` for a share, `<±>` for a change in percent."""

    text: str
    states: tuple[Coordinates, ...]
    """What each slot states, in the order of the slots."""


def said(text: str, *states: str) -> Said:
    """Make a sentence; each state is `indicator statistic breakdown`, of which `level total` may be left out."""
    cells = [state.split() for state in states]
    return Said(text, tuple((*c, *("level", "total")[len(c) - 1 :]) for c in cells))  # type: ignore[misc]


_JOINT = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])(?!余)")
"""Where page text has a blank: between Chinese and a number or Latin word."""
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def _count(draw: st.DrawFn) -> tuple[str, Decimal]:
    """Print a count with its unit left to the sentence."""
    whole = draw(st.integers(1, 9_999_999))
    before = draw(st.sampled_from(("", "约", "近", "超过")))
    before, after = draw(st.sampled_from(((before, ""), ("", "余"), ("近", "余"))))
    form = draw(st.sampled_from(("plain", "thousands", "scaled", "wide")))
    if form == "scaled":
        scaled = Decimal(draw(st.integers(11, 99_999))) / 10
        return f"{before}{scaled}万{after}", scaled * 10_000
    plain = str(whole).translate(_FULL_WIDTH) if form == "wide" else f"{whole:,}" if form == "thousands" else str(whole)
    return f"{before}{plain}{'' if after else draw(st.sampled_from(('', ' ')))}{after}", Decimal(whole)


@st.composite
def _share(draw: st.DrawFn) -> tuple[str, Decimal]:
    tenths = Decimal(draw(st.integers(1, 1000))) / 10
    return f"{draw(st.sampled_from(('', '约')))}{tenths}{draw(st.sampled_from('%％'))}", tenths


@st.composite
def _change(draw: st.DrawFn) -> tuple[str, Decimal]:
    sign, word = draw(
        st.sampled_from(((1, "增长"), (1, "增加了"), (1, "上升"), (-1, "下降"), (-1, "减少了"), (-1, "降低")))
    )
    tenths = Decimal(draw(st.integers(1, 3000))) / 10
    return f"{word}{draw(st.sampled_from(('', '约')))}{tenths}%", sign * tenths


_SLOTS = {"<>": _count(), "<%>": _share(), "<±>": _change()}


@st.composite
def printed(draw: st.DrawFn, sentences: Sequence[Said], verbs: Sequence[str]) -> tuple[str, dict[Coordinates, Decimal]]:
    """Print sentences, one of each that states anything anew; give the text and every figure it states.

    `{is}` in a sentence is one of `verbs`.
    """
    order = draw(st.permutations(sentences))
    count = draw(st.integers(1, len(order)))
    values: dict[Coordinates, Decimal] = {}
    lines = []
    for sentence in order[:count]:
        if set(sentence.states) & values.keys():
            continue
        lines.append(_print(draw, sentence, verbs, values))
    text = "\n".join(lines)
    return (_JOINT.sub(" ", text) if draw(st.booleans()) else text), values


def _print(draw: st.DrawFn, sentence: Said, verbs: Sequence[str], values: dict[Coordinates, Decimal]) -> str:
    text = sentence.text.replace("{is}", draw(st.sampled_from(verbs)))
    for state in sentence.states:
        at, slot = min((text.find(slot), slot) for slot in _SLOTS if slot in text)
        shown, values[state] = draw(_SLOTS[slot])
        text = text[:at] + shown + text[at + len(slot) :]
    return text


def stated(found: Report) -> dict[Coordinates, Decimal]:
    """Give every number of a report by its coordinates."""
    return {(f.indicator, f.statistic, f.breakdown): f.quantity.value for f in found.figures if f.quantity}
