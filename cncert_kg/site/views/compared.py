"""What both kinds of comparison need: how long periods are, and rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from cncert_kg.site.charts import Point
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import plots
from cncert_kg.site.views.plots import Cell

WEEK, MONTH, YEAR = "week", "month", "year"
"""Lengths of periods that are compared."""

OFTEN = {WEEK: "each_week", MONTH: "each_month", YEAR: "each_year"}
"""The word for how often a period of each length comes."""

_DAYS = {WEEK: (5, 9), MONTH: (28, 31), YEAR: (365, 366)}

Row = tuple[str | int, ...]


def length(points: Sequence[Point]) -> str:
    """Give how long most periods are; empty for a length that is not compared."""
    days = Counter((p.last - p.first).days + 1 for p in points)
    usual = min(days, key=lambda n: (-days[n], n), default=0)
    return next((name for name, (least, most) in _DAYS.items() if least <= usual <= most), "")


def middle(point: Point) -> date:
    """Give the middle day of a period, the earlier one of two."""
    return point.first + timedelta((point.last - point.first).days // 2)


def numeric(site: Site) -> Iterator[tuple[Cell, tuple[Point, ...]]]:
    """Give the levels of whole indicators that are numbers, with their values, in a fixed order."""
    scope = Scope(site, "zh", "zh/compare.html")
    for cell in sorted(site.cells):
        if is_numeric(site, cell):
            yield cell, tuple(plots.points(scope, site.cells[cell]))


def is_numeric(site: Site, cell: Cell) -> bool:
    """Whether a cell is the level of a whole indicator in two or more numbers."""
    is_whole = cell[3].endswith("/level") and cell[4].endswith("/total")
    return is_whole and len(site.cells[cell]) > 1 and not site.index.nodes(site.cells[cell][0], "d:codedValue")


def rows(site: Site, cells: Iterable[Cell]) -> Iterator[Row]:
    """Give the rows of a comparison's table, in the order of the cells and of the calendar."""
    scopes = {lang: Scope(site, lang, f"{lang}/compare.html") for lang in LANGUAGES}
    for cell in cells:
        names = [plots.name(scopes[lang], cell) for lang in LANGUAGES]
        for observation in site.cells[cell]:
            for point in plots.points(scopes["zh"], [observation]):
                yield _row(site, cell, observation, point, names)


def _row(site: Site, cell: Cell, observation: str, point: Point, names: list[str]) -> Row:
    index, calendar = site.index, middle(point).isocalendar()
    period = index.node_of(observation, "d:refPeriod")
    return (
        index.iri(observation), calendar.year, calendar.week,
        *(index.text_of(period, f"dcat:{p}Date") for p in ("start", "end")),
        _code(cell[0]), _code(cell[1]), *names, _code(cell[2]), index.text_of(observation, "smea:obsValue"),
        _code(index.node_of(observation, "satt:unitMeasure")), _code(index.node_of(observation, "d:valueQualifier")),
    )  # fmt: skip


def _code(node: str) -> str:
    return node.rpartition("/")[2]
