"""Periods: stretches of the Beijing calendar, both ends inclusive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from cncert_kg.graph.terms import Terms, calendar, described, period_label
from cncert_kg.model import Period
from cncert_kg.vocab import DCAT, DCT, TIME


def period(value: Period, terms: Terms) -> Iterator[Triple]:
    """Give a period with its bounds, or an undated one without."""
    node = terms.iris.period(value.key)
    label_zh, label_en = period_label(value)
    if value.undated_in:
        label_zh, label_en = f"{label_zh}（{value.undated_in[:8]}）", f"{label_en} ({value.undated_in[:8]})"
        yield from described(node, (DCT.PeriodOfTime, terms.d.UndatedPeriod), label_zh, label_en)
        return
    types = (DCT.PeriodOfTime, TIME.ProperInterval) if len(value.start) == 10 else (DCT.PeriodOfTime,)
    yield from described(node, types, label_zh, label_en)
    yield Triple(node, DCAT.startDate, calendar(value.start))
    if value.end:
        yield Triple(node, DCAT.endDate, calendar(value.end))


def periods(values: Iterable[Period], terms: Terms) -> Iterator[Triple]:
    """Give each period once, in the order of the calendar."""
    for value in sorted(set(values)):
        yield from period(value, terms)
