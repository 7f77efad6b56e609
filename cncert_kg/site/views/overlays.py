"""The years of one indicator laid over each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cncert_kg import tables
from cncert_kg.site import formats
from cncert_kg.site.charts import Line, Plan, Point
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import compared, figures, plots
from cncert_kg.site.views.common import View
from cncert_kg.site.views.compared import MONTH, WEEK
from cncert_kg.site.views.plots import Cell
from cncert_kg.site.words import MONTHS
from cncert_kg.vocab import CC0

YEARS = 2
"""Fewest years of a comparison."""

VALUES = 3
"""Fewest values of those years."""

LINKED = 48
"""Most values of a table that are links."""

_START = date(2000, 1, 3)
"""The day that stands for the first of every year: a Monday, the first of its week and of ISO 8601's year."""

_WEEKS = (1, 10, 20, 30, 40, 50)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A cell with values of several years."""

    cell: Cell
    period: str
    """`week` or `month`."""

    @property
    def path(self) -> str:
        """Give where its files lie, without suffix."""
        return f"compare/years/{self.cell[1].rpartition('/')[2]}-{plots.key(self.cell)}"

    template = "comparison"

    def title(self, scope: Scope) -> str:
        """Give its name."""
        return scope.w["year_by_year"].format(plots.name(scope, self.cell))

    def short(self, scope: Scope) -> str:
        """Give its name in the list of its kind."""
        return plots.name(scope, self.cell)

    def plan(self, scope: Scope) -> Plan:
        """Give one line a year, the newest first."""
        known = plots.plan(scope, self.cell)
        years = self.years(known.lines[0].points)
        lines = [Line(tuple(self._placed(p) for p in points), str(year)) for year, points in years.items()]
        return replace(
            known,
            key=f"years-{known.key}",
            title=self.title(scope),
            lines=tuple(lines),
            gaps=(),
            breaks=(),
            days=tuple(self._marks(scope)),
            span=(_START, _START + timedelta(370)),
        )

    def years(self, points: Sequence[Point]) -> dict[int, list[Point]]:
        """Give the values of each year, the newest year first."""
        found: dict[int, list[Point]] = defaultdict(list)
        for point in points:
            found[self.place(point)[0]].append(point)
        return dict(sorted(found.items(), reverse=True))

    def place(self, point: Point) -> tuple[int, int]:
        """Give the year of a value, and its week (ISO 8601) or month."""
        day = compared.middle(point)
        return (day.year, day.month) if self.period == MONTH else day.isocalendar()[:2]

    def _placed(self, point: Point) -> Point:
        """Move a value into the one year that the axis shows."""
        day = compared.middle(point)
        calendar = day.isocalendar()
        days = (day - date(day.year, 1, 1)).days if self.period == MONTH else calendar.week * 7 + calendar.weekday - 8
        moved = _START + timedelta(days) - day
        return replace(point, first=point.first + moved, last=point.last + moved)

    def _marks(self, scope: Scope) -> Iterator[tuple[date, str]]:
        if self.period == MONTH:
            yield from ((_START + timedelta((m - 1) * 30), _month(m, scope.lang)) for m in range(1, 13, 2))
        else:
            weeks = (_START + timedelta(week * 7 - 4) for week in _WEEKS)
            yield from ((day, scope.w["week_number"].format(n)) for day, n in zip(weeks, _WEEKS, strict=True))

    def view(self, scope: Scope) -> View:
        """Give the chart, and a table of weeks or months by years."""
        plan = self.plan(scope)
        points = [p for line in plots.plan(scope, self.cell).lines for p in line.points]
        years = list(self.years(points))
        return {
            "about": scope.w["compare_years_about"],
            "shown": figures.shown(scope, plan, f"{scope.index.base}{self.path}", files(self.path, scope.lang)),
            "of": [scope.ref(self.cell[1]), scope.ref(self.cell[0])],
            "columns": [scope.w[self.period], *map(str, years)],
            "rows": list(self._rows(points, years)),
            "cards": [],
            "members": [],
            "note": scope.w["week_note"] if self.period == WEEK else "",
        }

    def _rows(self, points: Sequence[Point], years: Sequence[int]) -> Iterator[tuple[str, list[list[Ref]]]]:
        found: dict[int, dict[int, list[Ref]]] = defaultdict(lambda: defaultdict(list))
        for point in points:
            year, place = self.place(point)
            href = point.href if len(points) <= LINKED else ""
            found[place][year].append(Ref(href, formats.number(f"{point.value:f}")))
        for place, cells in sorted(found.items()):
            yield str(place), [cells.get(year, []) for year in years]

    def table(self, site: Site) -> bytes:
        """Give its values as CSV."""
        return tables.compared_csv(compared.rows(site, [self.cell]))

    def description(self) -> bytes:
        """Give the CSVW metadata of that."""
        return tables.csvw(f"{self.path.rpartition('/')[2]}.csv", tables.COMPARED, CC0.value)


def _month(number: int, lang: str) -> str:
    return f"{number}月" if lang == "zh" else MONTHS[number - 1][:3]


def files(path: str, lang: str) -> dict[str, str]:
    """Give the files of a comparison by the word that names them."""
    return {"get_csv": f"{path}.csv", "get_csvw": f"{path}.csv-metadata.json", "get_svg": f"{lang}/{path}.svg"}


def overlays(site: Site) -> list[Overlay]:
    """Give the weekly and monthly indicators with values in two years or more."""
    return [made for cell, points in compared.numeric(site) if (made := overlay(cell, points))]


def overlay(cell: Cell, points: Sequence[Point]) -> Overlay | None:
    """Give the comparison of a cell's years; nothing for other periods than weeks and months, or too few values."""
    period = compared.length(points)
    if period not in (WEEK, MONTH):
        return None
    made = Overlay(cell, period)
    counts = Counter(made.place(p)[0] for p in points)
    return made if sum(n >= VALUES for n in counts.values()) >= YEARS else None
