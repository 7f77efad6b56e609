"""From a plan to coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter

from cncert_kg.site.charts.axes import Axis, day_marks, middle, ordinal, plain, value_marks
from cncert_kg.site.charts.shapes import ABOUT, DISPUTED, EXACT, Chart, Dot, Drawn, Mark, Plan, Point

WIDTH, HEIGHT = 640, 304
TOP, BASE = 44, 262
"""Where the highest mark and the time axis stand, in the units of the view box."""

_SHAPED = 200
"""Most values that have their line's marker; of more, dash and name tell the lines apart."""

_NAMED = 12
"""Most known gaps that are named one by one; of more, each reason is counted."""

_LONGEST = 3
"""Stretches without values that are named one by one."""

_STRIP = 8
"""How far below the time axis that is shown which has no value."""
_EDGE = 38
"""Half of the widest label of a day."""
_LINE = 15
"""Least distance of the names of two lines."""

_DASHES = ("", "7 4", "2 4", "10 3 2 3", "4 2")
_SHAPES = ("m0 {0}a{0} {0} 0 1 1 .1 0z", "m-{0} -{0}h{1}v{1}h-{1}z",
           "m0 -{0}l{0} {1}h-{1}z", "m0 -{1}l{0} {1}l-{0} {1}l-{0} -{1}z",
           "m-{0} -{0}l{1} {1}m0 -{1}l-{1} {1}")  # fmt: skip
"""Circle, square, triangle, diamond, cross: of half width {0} and width {1}, drawn from the middle."""

_Place = tuple[Decimal, Decimal]


def draw(plan: Plan) -> Chart | None:
    """Draw lines of two or more values in all; `None` for fewer."""
    points = [p for line in plan.lines for p in line.points]
    if len(points) < 2:
        return None
    marks = _marks(plan, points)
    right = WIDTH - 10 - max(len(line.name) for line in plan.lines) * 12
    days, values = (
        _days(plan, points, _left(marks), right),
        Axis(marks[0][0], marks[-1][0], Decimal(BASE), Decimal(TOP)),
    )
    return Chart(
        key=plan.key,
        title=plan.title,
        description=plan.description,
        width=WIDTH,
        height=HEIGHT,
        right=right + 4,
        base=str(BASE),
        lines=tuple(_lines(plan, days, values)),
        horizontals=tuple(_horizontals(plan, marks, values)),
        verticals=tuple(_verticals(plan, days)),
        missing=tuple(_missing(plan, days)) if len(plan.lines) == 1 else (),
        gaps=tuple(_gaps(plan, days)),
        breaks=tuple(Mark(days.day(b.day), b.title) for b in plan.breaks),
        marks=tuple(m for m in (ABOUT, DISPUTED) if any(p.mark == m for p in points)),
    )


def _marks(plan: Plan, points: Sequence[Point]) -> list[tuple[Decimal, str]]:
    levels = [(Decimal(n), label) for n, label in enumerate(plan.levels)]
    return levels or value_marks([p.value for p in points])


def _left(marks: Sequence[tuple[Decimal, str]]) -> int:
    """Give where the first value stands: right of the labels of the marks, as wide as they are on a phone."""
    return 14 + 9 * max(len(label) for _, label in marks)


def _days(plan: Plan, points: Sequence[Point], left: int, right: int) -> Axis:
    firsts = [p.first for p in points] + [g.first for g in plan.gaps]
    lasts = [p.last for p in points] + [g.last for g in plan.gaps]
    first, last = plan.span or (min(firsts), max(lasts))
    return Axis(ordinal(first), ordinal(last), Decimal(left), Decimal(right))


def _horizontals(plan: Plan, marks: Sequence[tuple[Decimal, str]], values: Axis) -> Iterator[Mark]:
    for value, label in marks:
        said = f"{label} {plan.unit}".rstrip() if plan.unit and value == marks[-1][0] else label
        yield Mark(values.at(value), said, "zero" if value == 0 and not plan.levels else "")


def _verticals(plan: Plan, days: Axis) -> Iterator[Mark]:
    start = [p.first for line in plan.lines for p in line.points] + [g.first for g in plan.gaps]
    end = [p.last for line in plan.lines for p in line.points] + [g.last for g in plan.gaps]
    for day, label in plan.days or day_marks(min(start), max(end)):
        x = days.day(day)
        side = "first" if Decimal(x) < _EDGE else "last" if Decimal(x) > WIDTH - _EDGE else ""
        yield Mark(x, label, side)


def _lines(plan: Plan, days: Axis, values: Axis) -> Iterator[Drawn]:
    ordered = [sorted(line.points, key=_in_time) for line in plan.lines]
    placed = [[(days.place(middle(p.first, p.last)), values.place(p.value)) for p in points] for points in ordered]
    labels = _labels([places[-1] if places else (Decimal(0), Decimal(0)) for places in placed])
    kept, rest = _linked([len(points) for points in ordered], plan.linked)
    for number, (line, points, places) in enumerate(zip(plan.lines, ordered, placed, strict=True)):
        shape = _SHAPES[number % len(_SHAPES)]
        own, others = _parted(points, kept[number])
        tongues = {points[n].lang for n in own}
        lang = tongues.pop() if len(tongues) == 1 else ""
        many, rounded = _many(points, places, others, shape if rest <= _SHAPED else "")
        yield Drawn(
            number=number,
            name=line.name,
            label=labels[number] if line.name and places else ("", ""),
            dash=_DASHES[number % len(_DASHES)],
            stretches=tuple(_stretches(points, places)),
            dots=tuple(_dot(points[n], places[n], shape, len(points), lang) for n in own),
            many=many,
            rounded=rounded,
            is_shaped=rest <= _SHAPED,
            lang=lang,
            mark=shape.format(4, 8),
        )


def _parted(points: Sequence[Point], since: int) -> tuple[list[int], list[int]]:
    """Give the places of the values drawn one by one, which all contradicted ones are, and of the others."""
    own = [n for n, p in enumerate(points) if n >= since or p.mark == DISPUTED]
    return own, [n for n in range(len(points)) if n not in own]


def _many(points: Sequence[Point], places: Sequence[_Place], others: Sequence[int], shape: str) -> tuple[str, str]:
    """Give the paths of exact and of rounded values; without a shape, mere points for those that no line leads to."""
    if not shape:
        loose = set(alone(points))
        return "".join(f"M{_at(places[n])}h0" for n in others if n in loose), ""
    single = shape.format(3, 6)
    drawn = {n: f"M{_at(places[n])}{single}" for n in others}
    exact = "".join(path for n, path in drawn.items() if points[n].mark != ABOUT)
    return exact, "".join(path for n, path in drawn.items() if points[n].mark == ABOUT)


def _at(place: _Place) -> str:
    return f"{plain(place[0])} {plain(place[1])}"


def _in_time(point: Point) -> tuple[date, date]:
    return point.first, point.last


def _linked(counts: Sequence[int], most: int) -> tuple[list[int], int]:
    """Give from which value on each line has links, the first lines first, and how many values have none."""
    since, left = [], most
    for count in counts:
        since.append(max(0, count - left))
        left = max(0, left - count)
    return since, sum(since)


def _labels(ends: Sequence[_Place]) -> list[tuple[str, str]]:
    """Give where the names of lines stand: beside their last values, clear of one another, above the time axis."""
    order = sorted(range(len(ends)), key=lambda n: (ends[n][1], n))
    heights = [ends[n][1] for n in order]
    for place in range(1, len(heights)):
        heights[place] = max(heights[place], heights[place - 1] + _LINE)
    limit = Decimal(BASE)
    for place in reversed(range(len(heights))):
        heights[place] = min(heights[place], limit)
        limit = heights[place] - _LINE
    at = dict(zip(order, heights, strict=True))
    return [(plain(x + 8), plain(at[n])) for n, (x, _) in enumerate(ends)]


def _dot(point: Point, place: _Place, shape: str, count: int, lang: str) -> Dot:
    """Draw one of so many values of a line whose titles are in `lang`."""
    size = 4 if count < 40 else 3 if count < 200 else 2
    ring = f"M{_at(place)}{_SHAPES[0].format(8, 16)}" if point.mark == DISPUTED else ""
    path = f"M{_at(place)}{shape.format(size, 2 * size)}{ring}"
    title_lang = "" if point.lang == lang else point.lang
    return Dot(path, point.href, point.title, title_lang, "" if point.mark == EXACT else point.mark)


def alone(points: Sequence[Point]) -> Iterator[int]:
    """Give the places of the values that have no neighbour, so that no line leads to them."""
    for number, point in enumerate(points):
        is_first = number == 0 or is_broken(points[number - 1], point)
        is_last = number == len(points) - 1 or is_broken(point, points[number + 1])
        if is_first and is_last:
            yield number


def is_broken(before: Point, after: Point) -> bool:
    """Whether a period is missing between two values.

    A period may begin a day late or early where the source misprints it; a missing week is seven.
    """
    return (after.first - before.last).days > 3


def _stretches(points: Sequence[Point], places: Sequence[_Place]) -> Iterator[str]:
    stretch = list(places[:1])
    for (before, point), place in zip(pairwise(points), places[1:], strict=True):
        if is_broken(before, point):
            yield from _stretch(stretch)
            stretch = []
        stretch.append(place)
    yield from _stretch(stretch)


def _stretch(places: Sequence[_Place]) -> Iterator[str]:
    if len(places) > 1:
        yield " ".join(f"{plain(x)},{plain(y)}" for x, y in places)


def _missing(plan: Plan, days: Axis) -> Iterator[Mark]:
    ordered = sorted(plan.lines[0].points, key=_in_time)
    pairs = [(b.last + timedelta(1), a.first - timedelta(1)) for b, a in pairwise(ordered) if is_broken(b, a)]
    longest = sorted(pairs, key=lambda pair: (pair[0] - pair[1], pair[0]))[:_LONGEST]
    for first, last in longest:
        weeks = max(1, round(Decimal((last - first).days + 1) / 7))
        yield Mark(f"M{days.day(first)} {BASE}H{days.day(last)}", plan.missing.format(first, last, weeks))
    rest = [pair for pair in pairs if pair not in longest]
    if rest:
        path = "".join(f"M{days.day(first)} {BASE}H{days.day(last)}" for first, last in rest)
        yield Mark(path, plan.others.format(len(rest)))


def _gaps(plan: Plan, days: Axis) -> Iterator[Mark]:
    """The known gaps below the time axis: one by one where they are few, else by reason."""
    if len(plan.gaps) <= _NAMED:
        yield from (Mark(_cross(days.at(middle(g.first, g.last))), g.title) for g in plan.gaps)
        return
    for group, same in groupby(sorted(plan.gaps, key=attrgetter("group", "first")), key=attrgetter("group")):
        found = list(same)
        path = "".join(_cross(days.at(middle(g.first, g.last))) for g in found)
        yield Mark(path, f"{group} ({len(found)}): {found[0].first} … {found[-1].last}")


def _cross(x: str) -> str:
    return f"M{x} {BASE + _STRIP}m-3 -3l6 6m0 -6l-6 6"
