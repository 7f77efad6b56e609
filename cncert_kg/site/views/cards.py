"""Small charts beside the newest value: one shared look for headlines and for indicators compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cncert_kg.site import formats
from cncert_kg.site.charts import Point, Spark, spark
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import plots
from cncert_kg.site.views.plots import Cell


class Card(NamedTuple):
    """A cell at a glance: its newest value, and how it came there."""

    ref: Ref
    value: Ref
    unit: str
    when: str
    change: str
    """The change since the value before, with the day of that; empty where there is none."""
    spark: Spark
    title: str
    """The small chart in words."""


def card(
    scope: Scope, cell: Cell, points: Sequence[Point], span: tuple[date, date], top: Decimal | None = None
) -> Card:
    """Give the card of a cell with one or more values, on a time axis and, with `top`, on a scale that others share."""
    newest = scope.site.cells[cell][-1]
    value, unit = scope.amount(newest)
    return Card(
        ref=scope.ref(cell[1], plots.name(scope, cell)),
        value=scope.ref(newest, value),
        unit=unit,
        when=scope.title(scope.index.node_of(newest, "d:refPeriod")),
        change=_change(scope, points),
        spark=spark(points, span, top),
        title=_in_words(scope, points),
    )


def _in_words(scope: Scope, points: Sequence[Point]) -> str:
    values = [p.value for p in points]
    ends = [formats.number(f"{v:f}") for v in (min(values), max(values))]
    return scope.w["spark_in_words"].format(len(points), points[0].first, points[-1].last, *ends)


def when(point: Point) -> str:
    """Give a period as an ISO 8601 interval, or as a day."""
    first, last = point.first.isoformat(), point.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _change(scope: Scope, points: Sequence[Point]) -> str:
    if len(points) < 2:
        return ""
    before, now = points[-2], points[-1]
    difference = now.value - before.value
    sign = "▲ +" if difference > 0 else "▼ " if difference < 0 else "= "
    return scope.w["since_then"].format(f"{sign}{formats.number(f'{difference:f}')}", before.last)
