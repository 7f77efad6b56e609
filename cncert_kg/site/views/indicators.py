"""The page of an indicator: what it counts, a chart of each statistic, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from cncert_kg.site.charts import LINKED
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import common, compared, figures, overlays, paging, plots
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.site.views.figures import Shown
from cncert_kg.site.views.plots import Cell

CHARTS = 2
"""Most charts on a page: the whole, and the fullest of the other statistics and parts."""

VALUES = 64
"""Most values that the charts of a page have together; the first has all of its own."""

LONG = 200
"""Values of a series whose drawing leaves room for half as many links."""

ROWS = 10
"""Observations in the table of an indicator's own page, the newest."""

PARTS = 20
"""Most parts that a page names: an open list (sites, families) has hundreds."""

GAPS = 12
"""Most gaps that a page names, the newest."""


def indicator(scope: Scope) -> View:
    """Give definition, charts and table, newest first."""
    index, node = scope.index, scope.node
    values = common.newest_first(scope.site, of_indicator(scope.site, node))
    gaps = [g for g in index.subjects("d:indicator", node) if g.startswith("id/gap/")]
    gaps = sorted(gaps, key=lambda g: index.text_of(index.node_of(g, "d:refPeriod"), "dcat:startDate"), reverse=True)
    shown = charts(scope, node)
    return {
        "definition": scope.said(node, "skos:definition"),
        "facts": _facts(scope),
        "charts": shown,
        "years": _years(scope, node),
        "parts": _parts(scope, node, {s.chart.key for s in shown}),
        "rows": [common.figure(scope, o) for o in values[:ROWS]],
        "count": len(values),
        "all_values": Ref(f"{scope.inside}{_stem(node)}.html", scope.w["all_values"]) if len(values) > ROWS else "",
        "undated": any(not scope.site.start(o) for o in values),
        "files": [Ref(scope.root + path, scope.w[word]) for word, path in files(scope, node).items()],
        "cube": _cube(scope, values),
        "gaps": [(gap, reason) for gap, reason in common.gaps(scope, gaps[:GAPS])],
        "gap_count": len(gaps),
        "backlinks": scope.backlinks(without=("d:indicator",)),
    }


def of_indicator(site: Site, node: str) -> list[str]:
    """Give the observations of an indicator."""
    return [o for o in site.index.subjects("d:indicator", node) if o.startswith("id/obs/")]


def files(scope: Scope, node: str) -> dict[str, str]:
    """Give the tables of an indicator by the word that names them; none where no report gave its values."""
    if not any(o in scope.site.witnesses for o in of_indicator(scope.site, node)):
        return {}
    return {
        "get_csv": f"{node}.csv",
        "get_csvw": f"{node}.csv-metadata.json",
        "get_metadata": f"{node}.metadata.json",
    }


def svg_path(node: str, lang: str, key: str) -> str:
    """Give where the chart of a cell lies as a file of its own."""
    return f"{lang}/{node}/{key}.svg"


def _facts(scope: Scope) -> list[tuple[str, list[Ref]]]:
    index, node, linked = scope.index, scope.node, scope.linked
    return common.facts(
        scope,
        ("unit", linked(node, "d:unit")),
        ("stage", linked(node, "d:stage")),
        ("incident_type", linked(node, "d:incidentType")),
        ("area", linked(node, "dct:spatial")),
        ("one_series", linked(node, "dct:source")),
        ("broader", linked(node, "skos:broader")),
        ("narrower", scope.refs(index.subjects("skos:broader", node))),
        ("share_of", linked(node, "d:shareOf")),
        ("supersedes", linked(node, "d:supersedes")),
        ("superseded_by", scope.refs(index.subjects("d:supersedes", node))),
    )


def drawn(site: Site, node: str) -> list[Cell]:
    """Give the cells of an indicator that have charts: of two or more values, the whole and the fullest first."""
    cells = [c for c in site.cells_of.get(node, []) if len(site.cells[c]) > 1][:CHARTS]
    return cells if sum(len(site.cells[c]) for c in cells) <= VALUES else cells[:1]


def charts(scope: Scope, node: str) -> list[Shown]:
    """Give the charts of an indicator; they share the links that a page has room for, the first one first."""
    shown, left = [], LINKED
    for number, cell in enumerate(drawn(scope.site, node)):
        count = len(scope.site.cells[cell])
        links = min(left, LINKED // 2) if count > LONG else left
        shown.append(_chart(scope, node, cell, links, is_first=number == 0))
        left = max(0, left - count)
    return [chart for chart in shown if chart]


def _chart(scope: Scope, node: str, cell: Cell, linked: int, is_first: bool) -> Shown | None:
    plan = replace(plots.plan(scope, cell), linked=linked)
    got = {**files(scope, node), "get_svg": svg_path(node, scope.lang, plan.key)}
    points = plan.lines[0].points
    about = scope.w["of_series"].format(scope.title(cell[0]), points[0].first, points[-1].last) if points else ""
    return figures.shown(scope, plan, scope.index.iri(node), got, about=about, is_cited=is_first)


def _years(scope: Scope, node: str) -> list[Ref]:
    """The comparisons of the years of an indicator's charts."""
    cells = [c for c in drawn(scope.site, node) if compared.is_numeric(scope.site, c)]
    made = (overlays.overlay(c, list(plots.points(scope, scope.site.cells[c]))) for c in cells)
    return [Ref(f"{scope.inside}{m.path}.html", m.title(scope)) for m in made if m]


class Part(NamedTuple):
    """A cell of an indicator that has no chart of its own."""

    name: str
    values: int
    """Number of its observations."""
    value: Ref
    """The newest value, with its page."""
    period: Ref


def _parts(scope: Scope, node: str, charted: set[str]) -> View:
    cells = [c for c in scope.site.cells_of.get(node, []) if plots.key(c) not in charted]
    newest = [(c, scope.site.cells[c]) for c in cells[:PARTS]] if len(cells) > 1 else []
    rows = [
        Part(
            plots.name(scope, cell),
            len(values),
            scope.ref(values[-1], scope.amount_text(values[-1])),
            scope.ref(scope.index.node_of(values[-1], "d:refPeriod")),
        )
        for cell, values in newest
    ]
    return {"rows": rows, "count": len(cells)}


def _cube(scope: Scope, values: list[str]) -> list[Ref]:
    """The cube of the indicator's values and its structure, as links."""
    cube = next((c for o in values if (c := scope.index.node_of(o, "qb:dataSet"))), "")
    structure = scope.index.node_of(cube, "qb:structure") if cube else ""
    return [scope.ref(n) for n in (cube, structure) if n]


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages that list all observations of the indicators whose own page names the newest only."""
    for node in sorted(site.index.members("def#Indicator")):
        values = common.newest_first(site, of_indicator(site, node))
        if len(values) > ROWS:
            view = partial(_values, node, len(values))
            yield from paging.pages(_stem(node), "indicators", "values", values, view)


def _stem(node: str) -> str:
    return f"{node}/values"


def _values(node: str, count: int, scope: Scope, values: Sequence[str]) -> View:
    """Give some of an indicator's observations."""
    return {
        "h1": f"{scope.title(node)}{scope.w['colon']}{scope.w['observations']}",
        "below": [scope.ref(node), Ref("", scope.w["observations"])],
        "rows": [common.figure(scope, o) for o in values],
        "count": count,
        "files": [Ref(scope.root + path, scope.w[word]) for word, path in files(scope, node).items()],
    }
