"""What charts of the graph's series show: values with the words that state them, gaps, breaks, marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from cncert_kg.site import formats
from cncert_kg.site.charts import ABOUT, DISPUTED, EXACT, Break, Gap, Line, Plan, Point
from cncert_kg.site.scope import Scope

Cell = tuple[str, ...]
"""Series, indicator, area, statistic, breakdown."""

SCALES = (("critical", "poor", "fair", "good", "excellent"), ("low", "medium", "high"))
"""The levels of the two rating scales, lowest on the chart first."""

_BEFORE = 12
"""Characters before the figure that a title has of its quote."""


def key(cell: Cell) -> str:
    """Give the key of a cell's chart: ASCII, unique among the charts of its indicator."""
    return "-".join(c.rpartition("/")[2].lower() for c in (cell[0], *cell[2:]))


def name(scope: Scope, cell: Cell) -> str:
    """Give what a cell counts: its indicator, and what tells it from the indicator's plain level."""
    wide = ("/level", "/total", "/world", "/CN-mainland", "/overseas")
    parts = [scope.title(c) for c in cell[2:] if not c.endswith(wide)]
    if not parts:
        return scope.title(cell[1])
    return f"{scope.title(cell[1])}{scope.w['bracketed'].format(scope.w['comma'].join(parts))}"


def plan(scope: Scope, cell: Cell) -> Plan:
    """Give all that the chart of a cell shows; a chart is drawn of two or more values."""
    observations = scope.site.cells[cell]
    scale = scale_of(scope, observations)
    values = tuple(points(scope, observations, scale))
    return Plan(
        key=key(cell),
        title=name(scope, cell),
        description=description(scope, observations, values),
        lines=(Line(values),),
        unit="" if scale else unit(scope, observations),
        missing=scope.w["missing_stretch"],
        others=scope.w["missing_others"],
        levels=tuple(scope.title(f"code/rating/{code}") for code in scale),
        gaps=tuple(gaps(scope, cell, values)),
        breaks=tuple(breaks(scope, cell, observations)),
    )


def unit(scope: Scope, observations: Sequence[str]) -> str:
    """Give the unit of a cell in words, in the plural where the language has one."""
    named = scope.title(scope.index.node_of(observations[0], "satt:unitMeasure"))
    return formats.unit_name(named, "2", scope.lang)


def description(scope: Scope, observations: Sequence[str], values: Sequence[Point]) -> str:
    """Give a chart in words: how many values from when to when, the lowest, the highest, the newest."""
    if not values:
        return ""
    low, high, newest = min(values, key=_by_value), max(values, key=_by_value), values[-1]
    amounts = dict(zip(_days_of(scope, observations), map(scope.amount_text, observations), strict=True))
    said = [(amounts[p.first], p.first.isoformat()) for p in (low, high, newest)]
    return scope.w["chart_in_words"].format(
        len(values), values[0].first, newest.last, *(part for pair in said for part in pair)
    )


def _by_value(point: Point) -> tuple[Decimal, date]:
    return point.value, point.first


def _days_of(scope: Scope, observations: Iterable[str]) -> Iterator[date]:
    return (first_day(scope.site.start(o)) for o in observations)


def scale_of(scope: Scope, observations: Sequence[str]) -> tuple[str, ...]:
    """Give the scale that all ratings are levels of; empty for numbers."""
    codes = {scope.index.node_of(o, "d:codedValue").rpartition("/")[2] for o in observations} - {""}
    return next((s for s in SCALES if codes and codes <= set(s)), ())


def points(scope: Scope, observations: Iterable[str], scale: tuple[str, ...] = ()) -> Iterator[Point]:
    """Give the values of closed periods, in the order of the calendar."""
    for observation in observations:
        if made := _point(scope, observation, scale):
            yield made


def _point(scope: Scope, observation: str, scale: tuple[str, ...]) -> Point | None:
    index = scope.index
    period = index.node_of(observation, "d:refPeriod")
    first, last = (index.text_of(period, f"dcat:{p}Date") for p in ("start", "end"))
    code = index.node_of(observation, "d:codedValue").rpartition("/")[2]
    if bool(code) != bool(scale) or not last:
        return None
    number = Decimal(scale.index(code)) if code else Decimal(index.text_of(observation, "smea:obsValue"))
    title, lang = _title(scope, observation, first, last)
    href = scope.href(observation)
    return Point(first_day(first), last_day(last), number, href, title, lang, _mark(scope, observation))


def _title(scope: Scope, observation: str, first: str, last: str) -> tuple[str, str]:
    """Give the value with the words that state it, and their language where it is not the page's."""
    when = first if first == last else f"{first}/{last}"
    said = quote(scope, observation)
    if not said:
        return f"{when} · {scope.amount_text(observation)}", ""
    value = formats.number(scope.index.text_of(observation, "smea:obsValue"))
    title = " · ".join(filter(None, (when, value, f"“{said}”")))
    return title, "" if scope.lang == "zh" else formats.foreign(said, scope.lang)


def quote(scope: Scope, observation: str) -> str:
    """Give the words that state an observation, cut around the figure; nothing where the register has none."""
    witnesses = scope.site.witnesses.get(observation) or scope.index.nodes(observation, "prov:wasDerivedFrom")
    for mention in witnesses[:1]:
        node = f"{mention}#quote"
        exact, before = (scope.index.text_of(node, f"oa:{p}") for p in ("exact", "prefix"))
        if exact:
            return f"{'…' if len(before) > _BEFORE else ''}{before[-_BEFORE:]}{exact}"
    return ""


def _mark(scope: Scope, observation: str) -> str:
    index = scope.index
    if any(index.is_a(n, "def#Contradiction") for n in index.subjects("d:about", observation)):
        return DISPUTED
    qualifier = index.node_of(observation, "d:valueQualifier").rpartition("/")[2]
    return ABOUT if qualifier not in ("", "exact") else EXACT


def breaks(scope: Scope, cell: Cell, observations: Sequence[str]) -> Iterator[Break]:
    """Give the days from which on the values mean something else, as the graph says."""
    index, w = scope.index, scope.w
    for observation in observations:
        if index.node_of(observation, "satt:obsStatus").endswith("obsStatus-B"):
            yield Break(first_day(scope.site.start(observation)), w["break_status"])
    for old in index.nodes(cell[1], "d:supersedes"):
        start = first_day(scope.site.start(observations[0]))
        yield Break(start, w["break_after"].format(scope.title(old)))
    for new in index.subjects("d:supersedes", cell[1]):
        end = last_day(_end(scope, observations[-1]))
        yield Break(end, w["break_before"].format(scope.title(new)))


def _end(scope: Scope, observation: str) -> str:
    period = scope.index.node_of(observation, "d:refPeriod")
    return scope.index.text_of(period, "dcat:endDate") or scope.index.text_of(period, "dcat:startDate")


def gaps(scope: Scope, cell: Cell, values: Sequence[Point]) -> Iterator[Gap]:
    """Give the known gaps of a cell that are dated: its own, and those of whole issues of its series.

    Issues after the last value count only where the series goes on to state the indicator as far as it can be read.
    """
    if not values:
        return
    is_current = _last_read(scope, cell[0]) <= values[-1].first
    for node in scope.index.members("def#Gap"):
        if made := _gap(scope, cell, node):
            is_inside = values[0].first <= made.first and (is_current or made.first <= values[-1].last)
            is_stated = any(p.first <= made.first and made.last <= p.last for p in values)
            if is_inside and not is_stated:
                yield made


def _last_read(scope: Scope, series: str) -> date:
    """The first day of the newest period of which anything in the series could be read."""
    newest = (values[-1] for cell, values in scope.site.cells.items() if cell[0] == series)
    return max((first_day(scope.site.start(o)) for o in newest), default=date.min)


def _gap(scope: Scope, cell: Cell, node: str) -> Gap | None:
    index = scope.index
    if index.node_of(node, "d:series") != cell[0] or index.texts(node, "d:missingPredicate"):
        return None
    indicator = index.node_of(node, "d:indicator")
    if indicator and (indicator, index.node_of(node, "d:statistic")) != (cell[1], cell[3]):
        return None
    reason = scope.title(index.node_of(node, "d:gapReason"))
    issue = index.node_of(node, "d:issue")
    period = index.node_of(node, "d:refPeriod") or index.node_of(issue, "dct:temporal")
    first, last = (index.text_of(period, f"dcat:{p}Date") for p in ("start", "end"))
    if first and last:
        return Gap(first_day(first), last_day(last), f"{first}/{last} · {reason}", reason)
    return _undated(scope, node, issue, reason)


def _undated(scope: Scope, node: str, issue: str, reason: str) -> Gap | None:
    """A gap of an issue whose period nobody knows, at the day of its publication."""
    index = scope.index
    places = (issue, index.node_of(node, "d:inDocument"))
    day = next((d for p in places if (d := index.text_of(p, "dct:issued"))), "")
    if not day:
        return None
    said = scope.w["gap_published"].format(scope.title(issue), day)
    return Gap(first_day(day), last_day(day), f"{said} · {reason}", reason)


def first_day(lexical: str) -> date:
    """Give the first day of a day, month or year."""
    return date.fromisoformat(f"{lexical}-01-01"[:10])


def last_day(lexical: str) -> date:
    """Give the last day of a day, month or year."""
    if len(lexical) == 10:
        return date.fromisoformat(lexical)
    year, month = (int(lexical[:4]), int(lexical[5:])) if len(lexical) == 7 else (int(lexical), 12)
    after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)
