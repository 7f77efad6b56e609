"""What a chart is made from, and what it is made of. Every coordinate is text in units of the view box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

EXACT, ABOUT, DISPUTED = "exact", "about", "disputed"
"""How a value is marked: as it is, as rounded by its source, as contradicted by another source."""


LINKED = 26
"""Most values of a chart that are links one by one; of more, the page's tables have the links."""


@dataclass(frozen=True, slots=True)
class Point:
    """A dated value to draw."""

    first: date
    last: date
    """First and last day of its period, both inclusive."""
    value: Decimal
    href: str
    title: str
    lang: str = ""
    """Language of the title where it is not the page's."""
    mark: str = EXACT


@dataclass(frozen=True, slots=True)
class Line:
    """Values that belong together, under a short name that stands at their last one."""

    points: tuple[Point, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A period or an issue of which it is known that its value is missing."""

    first: date
    last: date
    title: str
    group: str
    """What it is counted under where there are many: the reason."""


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which on the values mean something else."""

    day: date
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a chart shows."""

    key: str
    """Part of the ids of its title and description: ASCII, unique on its page."""
    title: str
    description: str
    lines: tuple[Line, ...]
    unit: str = ""
    """Stands after the topmost mark of the values."""
    missing: str = "{} {} {}"
    """What a stretch without values is called: the days between which it lies, and its length in weeks."""
    others: str = "{}"
    """What the shorter ones of many are called: their number."""
    levels: tuple[str, ...] = ()
    """Names of the values 0, 1, 2 … of a scale, lowest first."""
    gaps: tuple[Gap, ...] = ()
    breaks: tuple[Break, ...] = ()
    days: tuple[tuple[date, str], ...] = ()
    """The marks of the time axis, where they are not found from the days."""
    span: tuple[date, date] | None = None
    """First and last day of the time axis, where several charts share it."""
    linked: int = LINKED
    """Most values that are links one by one, the newest: each costs the page a quarter of a kilobyte."""


class Dot(NamedTuple):
    """A value drawn by itself."""

    path: str
    href: str
    title: str
    lang: str
    mark: str


class Mark(NamedTuple):
    """Something at a place of an axis: a line across, a tick, a break, a known gap."""

    at: str
    """A coordinate, or a path."""
    title: str
    side: str = ""
    """`zero` for the line of zero; `first` or `last` for a label that would leave the frame."""


class Drawn(NamedTuple):
    """A line as it is drawn."""

    number: int
    """Its place among the lines, from 0: what the style sheet knows it by."""
    name: str
    label: tuple[str, str]
    """Where its name stands."""
    dash: str
    stretches: tuple[str, ...]
    """Points of each unbroken stretch of two or more."""
    dots: tuple[Dot, ...]
    many: str
    """The exact values that are no links, in one path."""
    rounded: str
    """The rounded ones of those."""
    is_shaped: bool
    """Whether each of those is the line's marker, and not a mere point."""
    lang: str
    """Language of the titles of all its values, where they have one in common that is not the page's."""
    mark: str
    """The marker of the line as a path about 0 0, for a legend."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart."""

    key: str
    title: str
    description: str
    width: int
    height: int
    right: int
    """Where the lines across end."""
    base: str
    """Where the time axis stands."""
    lines: tuple[Drawn, ...]
    horizontals: tuple[Mark, ...]
    verticals: tuple[Mark, ...]
    missing: tuple[Mark, ...]
    """Stretches without values: the longest by themselves, all others in one."""
    gaps: tuple[Mark, ...]
    breaks: tuple[Mark, ...]
    marks: tuple[str, ...]
    """The marks other than `exact` that it has."""

    @property
    def is_linked(self) -> bool:
        """Whether any of its values is a link."""
        return any(dot.href for line in self.lines for dot in line.dots)

    @property
    def is_wholly_linked(self) -> bool:
        """Whether no value of it is without link."""
        return not any(line.many or line.rounded for line in self.lines)
