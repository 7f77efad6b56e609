"""Figures printed in every form of the weekly report are read back: those, with those values, and no others."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cncert_kg.series.cncert.weekly import weekly_figures
from cncert_kg.text import canonical
from tests.conftest import DEEP
from tests.weekly_forms import ENGLISH, FORMS, Form

EXAMPLES = 2_000 if DEEP else 150
RISES = ("增加", "增加了", "增长", "上升了", "上涨")
FALLS = ("减少", "减少了", "下降", "下降了", "降低")
RISES_ENGLISH = ("an increase of ", "increased by ", "up ")
FALLS_ENGLISH = ("a decrease of ", "decreased by ", "down ")

Printed = tuple[str, Decimal]
percents = st.decimals(min_value="0.1", max_value="99.9", places=1)


def whole(value: int, separators: bool, scaled: bool) -> Printed:
    """Print a count: plain, with thousands separators, or in 万."""
    if scaled:
        return f"{Decimal(value) / 10}万", canonical(Decimal(value) * 1000)
    return (f"{value:,}" if separators else str(value)), Decimal(value)


counts = st.builds(whole, st.integers(1, 9_999_999), st.booleans(), st.booleans())
english_counts = st.builds(whole, st.integers(1, 9_999_999), st.just(True), st.just(False)) | st.builds(
    lambda n: (f"{Decimal(n) / 100} million", canonical(Decimal(n) * 10_000)), st.integers(1, 999)
)


@st.composite
def change(draw: st.DrawFn, rises: tuple[str, ...], falls: tuple[str, ...], unit: str) -> Printed:
    """Print a change with its direction; a multiple of the week before is a hundred per cent."""
    is_rise = draw(st.booleans())
    way = draw(st.sampled_from(rises if is_rise else falls))
    value = draw(percents) if unit == "%" else Decimal(draw(st.integers(1, 9_999)))
    is_multiple = unit == "%" and rises is RISES and draw(st.booleans())
    printed = f"{value / 100}倍" if is_multiple else f"{value}{unit}"
    return way + printed, canonical(value if is_rise else -value)


CHINESE_SLOTS = {
    "#": counts,
    "%": percents.map(lambda n: (f"{n}%", canonical(n))),
    "±": change(RISES, FALLS, "%") | st.just(("持平", Decimal(0))),
    "△": change(RISES, FALLS, "个"),
}
ENGLISH_SLOTS = {
    "#": english_counts,
    "%": percents.map(lambda n: (f"{n}%", canonical(n))),
    "±": change(RISES_ENGLISH, FALLS_ENGLISH, "%"),
}


@st.composite
def filled(
    draw: st.DrawFn, form: Form, slots: dict[str, st.SearchStrategy[Printed]]
) -> tuple[str, dict[tuple[str, str], Decimal]]:
    """Print random figures in a form, and give the text and what it states."""
    stated = iter(form.figures)
    values: dict[tuple[str, str], Decimal] = {}
    parts = []
    for part in re.split("([#%±△])", form.template):
        if part not in slots:
            parts.append(part)
            continue
        printed, value = draw(slots[part])
        values[next(stated)] = value
        parts.append(printed)
    return "".join(parts), values


def read(text: str) -> dict[tuple[str, str], Decimal | str]:
    """Read a text, the restated week before left out."""
    found, _ = weekly_figures(text)
    assert all(text[f.mention.start : f.mention.end] == f.mention.quote for f in found)
    return {(f.indicator, f.statistic): f.value for f in found if f.statistic != "prev"}


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_figures_in_every_form_are_read_back(data: st.DataObject) -> None:
    """Whatever the numbers, each form gives exactly the figures printed in it."""
    form = data.draw(st.sampled_from(FORMS))
    text, stated = data.draw(filled(form, CHINESE_SLOTS))
    assert read(text) == stated, text


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_figures_in_english_forms_are_read_back(data: st.DataObject) -> None:
    """The English edition states the same figures in its own words."""
    form = data.draw(st.sampled_from(ENGLISH))
    text, stated = data.draw(filled(form, ENGLISH_SLOTS))
    assert read(text) == stated, text


@settings(max_examples=EXAMPLES // 3)
@given(st.data())
def test_neighbours_do_not_lend_their_figures(data: st.DataObject) -> None:
    """Two forms of different subjects in one paragraph give the figures of both, each its own."""
    first, second = data.draw(st.sampled_from(FORMS)), data.draw(st.sampled_from(FORMS))
    if {code for code, _ in first.figures} & {code for code, _ in second.figures}:
        return
    text, stated = data.draw(filled(first, CHINESE_SLOTS))
    more, also_stated = data.draw(filled(second, CHINESE_SLOTS))
    assert read(text + more) == stated | also_stated, text + more


@settings(max_examples=EXAMPLES // 3)
@given(st.sampled_from(FORMS), st.text(alphabet="境内网站数量为约个。，0123456789%万 \n（）", max_size=60))
def test_noise_after_a_label_is_no_figure_of_another_subject(form: Form, noise: str) -> None:
    """Whatever stands where a number should, reading ends, or says that it is none."""
    label = re.split("[#%±△]", form.template)[0]
    try:
        read(label + noise)
    except ValueError:
        return
