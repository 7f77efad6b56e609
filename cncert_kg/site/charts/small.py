"""Small charts that stand beside a number: a line and its last value, nothing to read off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cncert_kg.site.charts.axes import Axis, middle, ordinal, plain
from cncert_kg.site.charts.drawing import alone, is_broken
from cncert_kg.site.charts.shapes import Point

WIDTH, HEIGHT = 200, 48

_DOTTED = 60
"""Most values that are dots; of more, those that no line leads to, and the last."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small chart."""

    line: str
    """All unbroken stretches, in one path."""
    dots: str
    """The values; where they are many, those that no line leads to and the last one."""
    last: tuple[str, str]
    base: str
    """Where zero stands."""


def spark(points: Sequence[Point], span: tuple[date, date], top: Decimal | None = None) -> Spark:
    """Draw one or more values between two days, from zero to the highest value or to `top`."""
    ordered = sorted(points, key=lambda p: (p.first, p.last))
    high = max(*(p.value for p in ordered), Decimal(0), top or Decimal(0))
    low = min(*(p.value for p in ordered), Decimal(0))
    days = Axis(ordinal(span[0]), ordinal(span[1]), Decimal(4), Decimal(WIDTH - 4))
    values = Axis(low, high, Decimal(HEIGHT - 4), Decimal(5))
    places = [f"{days.at(middle(p.first, p.last))} {values.at(p.value)}" for p in ordered]
    line = f"M{places[0]}"
    for (before, point), place in zip(pairwise(ordered), places[1:], strict=True):
        line += f"{'M' if is_broken(before, point) else 'L'}{place}"
    loose = range(len(ordered)) if len(ordered) <= _DOTTED else sorted({*alone(ordered), len(ordered) - 1})
    x, y = places[-1].split(" ")
    return Spark(line, "".join(f"M{places[n]}h0" for n in loose), (x, y), plain(values.place(Decimal(0))))
