"""Axes: linear maps, and the round marks on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from cncert_kg.site.formats import number

_TICKS = 5
_MOST = 6
"""Most marks of a time axis whose labels do not meet on a phone, years aside."""
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear map from values to units of the view box."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def place(self, value: Decimal) -> Decimal:
        """Give where a value stands, to a tenth of a unit."""
        span = self.high - self.low or Decimal(1)
        return (self.start + (value - self.low) * (self.end - self.start) / span).quantize(_TENTH)

    def at(self, value: Decimal) -> str:
        """Give where a value stands, as text."""
        return plain(self.place(value))

    def day(self, day: date) -> str:
        """Give where the middle of a day stands, as text."""
        return self.at(ordinal(day))


def plain(place: Decimal) -> str:
    """Give a coordinate without trailing zeros."""
    return f"{place.normalize():f}"


def ordinal(day: date) -> Decimal:
    """Give a day as a number of days."""
    return Decimal(day.toordinal())


def middle(first: date, last: date) -> Decimal:
    """Give the middle of a period, both days inclusive, as a number of days."""
    return (ordinal(first) + ordinal(last)) / 2


def value_marks(values: Sequence[Decimal]) -> list[tuple[Decimal, str]]:
    """Give round numbers that enclose the values and zero."""
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    step = _step((high - low) / _TICKS or Decimal(1))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    marks = [step * n for n in range(int(first), int(last) + 1)]
    return [(m, number(f"{m.normalize():f}")) for m in marks]


def _step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(s * power for s in _STEPS if s * power >= least)


def day_marks(first: date, last: date) -> list[tuple[date, str]]:
    """Give months, quarters, half years or years: the finest that gives at most six marks, or the years thinned."""
    months = [date(y, m, 1) for y in range(first.year, last.year + 2) for m in range(1, 13)]
    inside = [d for d in months if first <= d <= last]
    for step in (1, 3, 6):
        marks = [d for d in inside if (d.month - 1) % step == 0]
        if 2 <= len(marks) <= _MOST:
            return [(d, f"{d:%Y-%m}") for d in marks]
    years = [d for d in inside if d.month == 1]
    if len(years) >= 2:
        thin = -(-len(years) // 8)
        return [(d, f"{d:%Y}") for d in years if d.year % thin == 0]
    return [(first, first.isoformat()), (last, last.isoformat())]
