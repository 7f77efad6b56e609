"""Indicators of one unit, one stage and one length of period, on one scale (DESIGN §5): compared, never added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cncert_kg import tables
from cncert_kg.site import formats
from cncert_kg.site.charts import LINKED, Line, Plan, Point
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import compared, figures, plots
from cncert_kg.site.views.cards import Card, card, when
from cncert_kg.site.views.common import View
from cncert_kg.site.views.overlays import files
from cncert_kg.site.views.plots import Cell
from cncert_kg.vocab import CC0

TOGETHER = 5
"""Most lines on one pair of axes: as many as there are markers that are told apart."""

CARDS = 8
"""Most small charts on a page, of the fullest; the CSV has all."""

ROWS = 15
"""Most periods in the table of a page, the newest; the CSV has all."""

_MEASURES = "个起台家条款种"
"""Measure words with which a Chinese unit begins."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that may be compared, the fullest first."""

    unit: str
    stage: str
    period: str
    cells: tuple[Cell, ...]

    @property
    def path(self) -> str:
        """Give where its files lie, without suffix."""
        unit, stage = (node.rpartition("/")[2] for node in (self.unit, self.stage))
        return f"compare/{'-'.join(filter(None, (unit, stage, self.period)))}"

    template = "comparison"

    def title(self, scope: Scope) -> str:
        """Give its name: unit, stage, length of period."""
        counted, often = self._counted(scope), scope.w[compared.OFTEN[self.period]]
        if not self.stage:
            return scope.w["group_of_unit"].format(counted, often)
        return scope.w["group_of_stage"].format(counted, scope.title(self.stage).lower(), often)

    def _counted(self, scope: Scope) -> str:
        """What is counted, by its unit: `Vulnerabilities`; in Chinese without the measure word before it."""
        unit = plots.unit(scope, scope.site.cells[self.cells[0]])
        if scope.lang == "zh":
            return unit[1:] if len(unit) > 1 and unit[0] in _MEASURES else f"{unit}数" if len(unit) == 1 else unit
        return unit[:1].upper() + unit[1:]

    def short(self, scope: Scope) -> str:
        """Give its name in the list of its kind."""
        return self.title(scope)

    def plan(self, scope: Scope) -> Plan:
        """Give the fullest cells on one pair of axes."""
        shown = self.cells[:TOGETHER]
        lines = [
            Line(tuple(plots.points(scope, scope.site.cells[c])), letter)
            for letter, c in zip(_LETTERS, shown, strict=False)
        ]
        names = [f"{line.name} {plots.name(scope, c)}" for line, c in zip(lines, shown, strict=True)]
        return Plan(
            key="group",
            title=self.title(scope),
            description=scope.w["then"].join(names),
            lines=tuple(lines),
            unit=plots.unit(scope, scope.site.cells[shown[0]]),
            linked=0 if len(self.cells) > TOGETHER else LINKED,
        )

    def view(self, scope: Scope) -> View:
        """Give the chart of the fullest, small charts of all where they are more, and a table."""
        plan = self.plan(scope)
        legend = tuple(
            scope.ref(c[1], f"{line.name} {plots.name(scope, c)}")
            for line, c in zip(plan.lines, self.cells, strict=False)
        )
        own = files(self.path, scope.lang)
        return {
            "about": scope.w["compare_same"],
            "shown": figures.shown(scope, plan, f"{scope.index.base}{self.path}", own, legend),
            "of": [],
            "columns": [scope.w["period"], *(line.name for line in plan.lines)],
            "rows": list(_rows(plan.lines)),
            "cards": self._cards(scope) if len(self.cells) > TOGETHER else [],
            "members": [_member(scope, c) for c in self.cells[:CARDS]] if len(self.cells) <= TOGETHER else [],
            "note": "",
        }

    def _cards(self, scope: Scope) -> list[Card]:
        found = [(c, tuple(plots.points(scope, scope.site.cells[c]))) for c in self.cells[:CARDS]]
        every = [p for _, points in found for p in points]
        span = min(p.first for p in every), max(p.last for p in every)
        top = max(p.value for p in every)
        return [card(scope, cell, points, span, top) for cell, points in found]

    def table(self, site: Site) -> bytes:
        """Give all values as CSV."""
        return tables.compared_csv(compared.rows(site, self.cells))

    def description(self) -> bytes:
        """Give the CSVW metadata of that."""
        return tables.csvw(f"{self.path.rpartition('/')[2]}.csv", tables.COMPARED, CC0.value)


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, list[list[Ref]]]]:
    """Give the values of the newest periods, those of each line in its column."""
    found: dict[str, dict[str, list[Ref]]] = defaultdict(lambda: defaultdict(list))
    is_linked = sum(len(line.points) for line in lines) <= 2 * LINKED
    for line in lines:
        for point in line.points:
            found[when(point)][line.name].append(
                Ref(point.href if is_linked else "", formats.number(f"{point.value:f}"))
            )
    for period, cells in sorted(found.items(), reverse=True)[:ROWS]:
        yield period, [cells.get(line.name, []) for line in lines]


class Member(NamedTuple):
    """A cell in words."""

    ref: Ref
    lowest: Ref
    highest: Ref
    newest: Ref
    when: str


def _member(scope: Scope, cell: Cell) -> Member:
    points = sorted(plots.points(scope, scope.site.cells[cell]), key=_value)
    newest = max(points, key=_last)
    lowest, highest, now = (Ref(p.href, formats.number(f"{p.value:f}")) for p in (points[0], points[-1], newest))
    return Member(scope.ref(cell[1], plots.name(scope, cell)), lowest, highest, now, when(newest))


def _value(point: Point) -> tuple[Decimal, date]:
    return point.value, point.first


def _last(point: Point) -> date:
    return point.last


def groups(site: Site) -> list[Group]:
    """Give the cells that may be compared, by unit, stage and length of period: those with two or more of a kind."""
    found: dict[tuple[str, str, str], list[tuple[Cell, int]]] = defaultdict(list)
    for cell, points in compared.numeric(site):
        unit = site.index.node_of(site.cells[cell][0], "satt:unitMeasure")
        if period := compared.length(points):
            found[unit, site.index.node_of(cell[1], "d:stage"), period].append((cell, len(points)))
    return [
        Group(*kind, tuple(c for c, _ in sorted(cells, key=lambda found: (-found[1], found[0]))))
        for kind, cells in sorted(found.items())
        if len(cells) > 1
    ]
