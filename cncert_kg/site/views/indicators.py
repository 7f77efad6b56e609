"""The page of an indicator: what it counts, a chart of each statistic, and the table behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice

from cncert_kg.site.charts import Chart, Point, chart
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View

SCALES = (("critical", "poor", "fair", "good", "excellent"), ("low", "medium", "high"))
"""The levels of the two rating scales, lowest on the chart first."""

CHARTS = 12
"""Most charts on a page: an open list of parts (sites, families) has hundreds."""

ROWS = 120
"""Most observations in the table of a page, the newest; the CSV has all."""


def indicator(scope: Scope) -> View:
    """Give definition, charts and table, newest first."""
    index, node = scope.index, scope.node
    values = common.newest_first(scope, _of_indicator(scope, node))
    undated = [o for o in values if not scope.site.start(o)]
    return {
        "definition": scope.said(node, "skos:definition"),
        "facts": _facts(scope),
        "charts": charts(scope, node),
        "rows": [common.figure(scope, o) for o in values[:ROWS]],
        "count": len(values),
        "undated": bool(undated),
        "csv": f"{scope.root}{node}.csv" if any(o in scope.site.witnesses for o in values) else "",
        "gaps": common.gaps(scope, [g for g in index.subjects("d:indicator", node) if g.startswith("id/gap/")]),
    }


def _of_indicator(scope: Scope, node: str) -> list[str]:
    return [o for o in scope.index.subjects("d:indicator", node) if o.startswith("id/obs/")]


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
    )


def charts(scope: Scope, node: str) -> list[Chart]:
    """Give a chart for each statistic and breakdown that has two dated values; of many, the fullest."""
    cells = ((c, scope.site.cells[c]) for c in scope.site.cells_of.get(node, []))
    drawn = (_chart(scope, cell, observations) for cell, observations in cells if len(observations) > 1)
    return list(islice(filter(None, drawn), CHARTS))


def _chart(scope: Scope, cell: tuple[str, ...], observations: list[str]) -> Chart | None:
    index = scope.index
    scale = _scale(scope, observations)
    points = [p for o in observations if (p := _point(scope, o, scale))]
    name, parts = scope.title(cell[1]), [scope.title(c) for c in cell[3:] if not c.endswith(("/level", "/total"))]
    title = f"{name} ({', '.join(parts)})" if parts else name
    first, last = (scope.period(index.node_of(o, "d:refPeriod")) for o in (observations[0], observations[-1]))
    key = "-".join(c.rpartition("/")[2].lower() for c in (cell[0], *cell[2:]))
    levels = [scope.title(f"code/rating/{code}") for code in scale]
    unit = "" if scale else scope.amount(observations[0])[1]
    about = f"{scope.w['unit']}: {unit}. " if unit else ""
    return chart(key, title, f"{about}{first} … {last}. {scope.w['chart_note']}", points, levels)


def _scale(scope: Scope, observations: list[str]) -> tuple[str, ...]:
    """The scale that all ratings are levels of; empty for numbers."""
    codes = {scope.index.node_of(o, "d:codedValue").rpartition("/")[2] for o in observations} - {""}
    return next((s for s in SCALES if codes and codes <= set(s)), ())


def _point(scope: Scope, observation: str, scale: tuple[str, ...]) -> Point | None:
    index = scope.index
    period = index.node_of(observation, "d:refPeriod")
    first, last = (index.text_of(period, f"dcat:{p}Date") for p in ("start", "end"))
    code = index.node_of(observation, "d:codedValue").rpartition("/")[2]
    if bool(code) != bool(scale) or not last:
        return None
    number = Decimal(scale.index(code)) if code else Decimal(index.text_of(observation, "smea:obsValue"))
    title = f"{scope.title(period)}: {scope.amount_text(observation)}"
    return Point(_first_day(first), _last_day(last), number, scope.href(observation), title)


def _first_day(lexical: str) -> date:
    return date.fromisoformat(f"{lexical}-01-01"[:10])


def _last_day(lexical: str) -> date:
    """Give the last day of a day, month or year."""
    if len(lexical) == 10:
        return date.fromisoformat(lexical)
    year, month = (int(lexical[:4]), int(lexical[5:])) if len(lexical) == 7 else (int(lexical), 12)
    after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)
