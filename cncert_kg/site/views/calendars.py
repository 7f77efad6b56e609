"""A calendar of each series: one cell a week, a month or a year, and what is held of it.

A week is that of ISO 8601 (§4.3.2: it begins on a Monday and is of the year its Thursday is in). An issue stands in
every week whose Thursday lies in its period, so weeks that a series counts from a Saturday have one cell too, and an
issue of two weeks has two. No period is ever worked out of an issue's number.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple

from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import counted, paging
from cncert_kg.site.views.common import FreePage, View

HELD, RESTATED, SHELL, BLOCKED, UNREAD, UNHELD = "held", "restated", "shell", "blocked", "unread", "unheld"

STATES = (HELD, SHELL, BLOCKED, UNREAD, UNHELD, RESTATED)
"""What is known of an issue, the best first; the last is of weeks of which only the next issue speaks."""

SIGNS = {HELD: "●", SHELL: "○", BLOCKED: "✕", UNREAD: "▲", UNHELD: "–", RESTATED: "◐"}
"""One shape for each state; a week of which nothing is known is an empty cell."""

_STATE_OF = {"shell": SHELL, "anti-bot": BLOCKED, "deleted": BLOCKED, "unparsed": UNREAD}
"""State by the reason of the gap that stands for a whole issue; any other reason: known, and not held."""

FIRST = 2009
"""The first year of every calendar: CNCERT's weekly begins in it."""

LINKED = 150
"""Most cells with a link on a page; a calendar with more is split between years."""

_STEPS = {"scod:freq-W": 53, "scod:freq-M": 12, "scod:freq-A": 1}
"""Cells of a year, by how often a series appears."""

_WEEK, _THURSDAY = timedelta(weeks=1), 4

Place = tuple[int, int]
"""Year, and week or month of it, from 1."""


class Known(NamedTuple):
    """What is known of a cell."""

    state: str
    node: str
    """The issue, or the period where only the next issue speaks of it."""


class Cell(NamedTuple):
    """A cell as it is printed: class, shape, link and what it says; all but the class empty where nothing is known."""

    state: str
    sign: str
    href: str
    said: str


def stem(series: str) -> str:
    """Give the calendar of a series."""
    return f"calendar/{series.removeprefix('id/series/')}"


def state_of(index: Index, issue: str) -> str:
    """Give what is held of an issue."""
    whole = [g for g in index.subjects("d:about", issue) if g.startswith("id/gap/")]
    if not whole:
        return HELD
    return _STATE_OF.get(index.node_of(whole[0], "d:gapReason").rpartition("/")[2], UNHELD)


def places(start: str, end: str, steps: int) -> Iterator[Place]:
    """Give the cells that a period fills; a day is one of both bounds of a short period."""
    if steps == 1 or len(start) < 10:
        yield int(start[:4]), int(start[5:7] or 1) if steps > 1 else 1
        return
    first, last = date.fromisoformat(start), date.fromisoformat(end) if len(end) == 10 else date.fromisoformat(start)
    if steps == 12:
        yield first.year, first.month
        return
    # The first Thursday on or after the first day; a period without one is put in the week that it begins in.
    thursday = first + timedelta(days=(_THURSDAY - first.isoweekday()) % 7)
    found = [*_thursdays(thursday, last)] or [first]
    yield from (day.isocalendar()[:2] for day in found)


def _thursdays(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _WEEK


def filled(index: Index, series: str, steps: int) -> dict[Place, list[Known]]:
    """Give what is known of each cell, the best first."""
    found: dict[Place, list[Known]] = defaultdict(list)
    for period, known in [*_issues(index, series), *_restated(index, series)]:
        start, end = (index.text_of(period, f"dcat:{p}Date") for p in ("start", "end"))
        for place in places(start, end, steps) if start else ():
            found[place].append(known)
    for known_here in found.values():
        known_here.sort(key=lambda k: (STATES.index(k.state), k.node))
    return found


def _issues(index: Index, series: str) -> Iterator[tuple[str, Known]]:
    for node in index.subjects("dct:isPartOf", series):
        if index.is_a(node, "def#ReportIssue"):
            yield index.node_of(node, "dct:temporal"), Known(state_of(index, node), node)


def _restated(index: Index, series: str) -> Iterator[tuple[str, Known]]:
    """The periods whose figures only the next issue states."""
    observed = (o for o in index.subjects("d:series", series) if o.startswith("id/obs/"))
    periods = {index.node_of(o, "d:refPeriod") for o in observed}
    own = {period for period, _ in _issues(index, series)}
    yield from ((period, Known(RESTATED, period)) for period in sorted(periods - own))


def steps_of(index: Index, series: str) -> int:
    """Give the number of cells that a year of a series has; months where it does not say how often it appears."""
    return _STEPS.get(index.short(index.node_of(series, "dct:accrualPeriodicity")), 12)


def years_of(site: Site) -> list[int]:
    """Give the years of every calendar, newest first: from 2009, or earlier where a period is, to the newest period."""
    texts = [t for n in site.index.members("def#ReportIssue")
             for t in site.index.texts(site.index.node_of(n, "dct:temporal"), "dcat:startDate")]  # fmt: skip
    known = [int(t.text[:4]) for t in texts if re.match(r"\d{4}", t.text)]
    return list(range(max([*known, FIRST]), min([*known, FIRST]) - 1, -1))


def weeks(year: int, steps: int) -> int:
    """Give the cells of a year: of weeks, 52 or 53 (28 December is always in the last)."""
    return date(year, 12, 28).isocalendar()[1] if steps == 53 else steps


def calendar(scope: Scope) -> View:
    """Give every series with what is known of it, by state."""
    index = scope.index
    columns = {state: scope.w[f"state_{state}"] for state in STATES}
    rows = []
    for series in sorted(index.members("def#ReportSeries")):
        cells = filled(index, series, steps_of(index, series))
        if cells:
            href = f"{scope.inside}{stem(series)}.html"
            rows.append((Ref(href, scope.title(series)), Counter(known[0].state for known in cells.values())))
    first, last = (str(y) for y in (years_of(scope.site)[-1], years_of(scope.site)[0]))
    return {
        "counts": counted.table(scope.w["one_series"], columns, rows, scope.w["in_all"]),
        "legend": legend(scope),
        "span": f"{first}–{last}",
        "gaps": scope.list_ref("gaps"),
    }


def legend(scope: Scope) -> list[tuple[str, str, str]]:
    """Give shape, class and meaning of each state."""
    return [(SIGNS[s], s, scope.w[f"state_{s}_about"]) for s in STATES] + [("", "", scope.w["state_none_about"])]


def pages(site: Site) -> Iterator[FreePage]:
    """Give the calendar of each series that has anything, split between years where it is too long for a page."""
    index, years = site.index, years_of(site)
    for series in sorted(index.members("def#ReportSeries")):
        steps = steps_of(index, series)
        cells = filled(index, series, steps)
        if cells:
            parts = list(_parts(years, Counter(year for year, _ in cells)))
            paths = [paging.numbered(stem(series), n) for n in range(1, len(parts) + 1)]
            for n, part in enumerate(parts, 1):
                view = partial(paging.page, paths, n, part, partial(_page, series, steps, cells))
                yield FreePage(paths[n - 1], "calendar", "calendar_series", view)


def _parts(years: Iterable[int], linked: Mapping[int, int]) -> Iterator[list[int]]:
    """The years of each page."""
    part: list[int] = []
    for year in years:
        if part and sum(linked[y] for y in (*part, year)) > LINKED:
            yield part
            part = []
        part.append(year)
    yield part


def _page(series: str, steps: int, cells: Mapping[Place, Sequence[Known]], scope: Scope, years: Sequence[int]) -> View:
    index = scope.index
    undated = [n for n in index.subjects("dct:isPartOf", series)
               if index.is_a(n, "def#ReportIssue")
               and not index.texts(index.node_of(n, "dct:temporal"), "dcat:startDate")]  # fmt: skip
    return {
        "h1": f"{scope.title(series)} · {scope.w['calendar']}",
        "below": [Ref("", scope.title(series))],
        "series": scope.ref(series),
        "caption": scope.w["calendar_caption"].format(scope.title(series), years[-1], years[0]),
        "columns": [_heading(scope, n, steps) for n in range(1, steps + 1)],
        "about": scope.w[f"calendar_about_{steps}"],
        "rows": list(_rows(scope, cells, years, steps)),
        "width": steps,
        "counts": _counts(scope, cells, years),
        "legend": legend(scope),
        "undated": scope.refs(undated),
    }


def _heading(scope: Scope, number: int, steps: int) -> str:
    return str(number) if steps > 1 else scope.w["state"]


def _rows(
    scope: Scope, cells: Mapping[Place, Sequence[Known]], years: Sequence[int], steps: int
) -> Iterator[tuple[str, list[Cell]]]:
    """Give each year and its cells; years that follow one another without anything known in one row without cells."""
    known = {year for year, _ in cells}
    for is_known, group in groupby(years, known.__contains__):
        same = list(group)
        if is_known:
            yield from ((str(y), [_cell(scope, cells, (y, n)) for n in range(1, weeks(y, steps) + 1)]) for y in same)
        else:
            yield (str(same[0]) if len(same) == 1 else f"{same[-1]}–{same[0]}"), []


def _cell(scope: Scope, cells: Mapping[Place, Sequence[Known]], place: Place) -> Cell:
    known = cells.get(place)
    if not known:
        return Cell("", "", "", "")
    best, index = known[0], scope.index
    period = index.node_of(best.node, "dct:temporal") or best.node
    names = [scope.title(period), scope.w[f"state_{best.state}"], *(scope.title(k.node) for k in known[1:])]
    several = str(len(known)) if len(known) > 1 else ""
    return Cell(best.state, SIGNS[best.state] + several, scope.href(best.node), " · ".join(names))


def _counts(scope: Scope, cells: Mapping[Place, Sequence[Known]], years: Sequence[int]) -> counted.Counts:
    columns = {state: f"{SIGNS[state]} {scope.w[f'state_{state}']}" for state in STATES}
    by_year = {year: Counter(k[0].state for (y, _), k in cells.items() if y == year) for year in years}
    rows = [(str(year), counts) for year, counts in by_year.items() if counts]
    return counted.table(scope.w["year"], columns, rows, scope.w["in_all"])
