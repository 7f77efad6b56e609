"""Line charts as numbers: a real time axis, a break where a period is missing. A template draws them as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from cncert_kg.site.formats import number

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 14, 30
"""Margins, in the units of the view box."""

_TICKS = 5
_EDGE = 44
"""Half of the widest label of a day, in the units of the view box."""
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Point:
    """A dated value to draw."""

    first: date
    last: date
    """First and last day of its period, both inclusive."""
    value: Decimal
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: every coordinate is text in units of the view box."""

    key: str
    """Part of the ids of its title and description."""
    title: str
    description: str
    lines: tuple[str, ...]
    """Points of each unbroken stretch of two or more."""
    dots: tuple[tuple[str, str, str, str], ...]
    """x, y, address and title of each value."""
    horizontals: tuple[tuple[str, str, bool], ...]
    """y, label, and whether it is the line of zero."""
    verticals: tuple[tuple[str, str, str], ...]
    """x, label, and where the label would leave the frame the side on which it stands: ` first` or ` last`."""


def chart(key: str, title: str, description: str, points: Sequence[Point], levels: Sequence[str] = ()) -> Chart | None:
    """Draw two or more points; `None` for fewer. `levels` name the values 0, 1, 2 … of a scale, lowest first."""
    if len(points) < 2:
        return None
    ordered = sorted(points, key=lambda p: (p.first, p.last))
    marks = [(Decimal(n), label) for n, label in enumerate(levels)] or _value_marks([p.value for p in ordered])
    days = _Axis(_day(ordered[0].first), _day(ordered[-1].last), Decimal(LEFT), Decimal(WIDTH - RIGHT))
    values = _Axis(marks[0][0], marks[-1][0], Decimal(HEIGHT - BOTTOM), Decimal(TOP))
    places = [(days.at((_day(p.first) + _day(p.last)) / 2), values.at(p.value)) for p in ordered]
    return Chart(
        key=key,
        title=title,
        description=description,
        lines=tuple(_lines(ordered, places)),
        dots=tuple((x, y, p.href, p.title) for (x, y), p in zip(places, ordered, strict=True)),
        horizontals=tuple((values.at(v), label, not levels and v == 0) for v, label in marks),
        verticals=tuple(_verticals(days, _day_marks(ordered[0].first, ordered[-1].last))),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    """A linear map from values to units of the view box."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def at(self, value: Decimal) -> str:
        span = self.high - self.low or Decimal(1)
        place = self.start + (value - self.low) * (self.end - self.start) / span
        return f"{place.quantize(Decimal('0.1')).normalize():f}"


def _day(day: date) -> Decimal:
    return Decimal(day.toordinal())


def _verticals(days: _Axis, marks: Sequence[tuple[date, str]]) -> Iterator[tuple[str, str, str]]:
    for day, label in marks:
        x = days.at(_day(day))
        side = " first" if Decimal(x) < LEFT + _EDGE else " last" if Decimal(x) > WIDTH - RIGHT - _EDGE else ""
        yield x, label, side


def _lines(points: Sequence[Point], places: Sequence[tuple[str, str]]) -> Iterator[str]:
    stretch = [places[0]]
    for before, point, place in zip(points, points[1:], places[1:], strict=False):
        # A period may begin a day late or early where the source misprints it; a missing week is seven.
        if (point.first - before.last).days > 3:
            yield from _line(stretch)
            stretch = []
        stretch.append(place)
    yield from _line(stretch)


def _line(stretch: Sequence[tuple[str, str]]) -> Iterator[str]:
    if len(stretch) > 1:
        yield " ".join(f"{x},{y}" for x, y in stretch)


def _value_marks(values: Sequence[Decimal]) -> list[tuple[Decimal, str]]:
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


def _day_marks(first: date, last: date) -> list[tuple[date, str]]:
    """Give years, quarters, months or days: the finest that gives at most seven marks, or the years thinned."""
    months = [date(y, m, 1) for y in range(first.year, last.year + 2) for m in range(1, 13)]
    inside = [d for d in months if first <= d <= last]
    for step in (1, 3):
        quarters = [d for d in inside if (d.month - 1) % step == 0]
        if 2 <= len(quarters) <= 7:
            return [(d, f"{d:%Y-%m}") for d in quarters]
    years = [d for d in inside if d.month == 1]
    if len(years) >= 2:
        thin = -(-len(years) // 8)
        return [(d, f"{d:%Y}") for d in years if d.year % thin == 0]
    return [(first, first.isoformat()), (last, last.isoformat())]
