"""The lists of indicators: the fullest of each series on one page, all of a series on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import paging
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.site.views.indicators import of_indicator

FIRST = 12
"""Indicators of a series that the list names, those with most values."""

_OTHER = "other"
"""What stands for a series where an indicator has none."""


class Counted(NamedTuple):
    """An indicator in a list."""

    node: str
    values: int
    """Number of its observations."""


def by_series(site: Site) -> dict[str, list[Counted]]:
    """Give the indicators of each series, those with most values first; the series with most values first."""
    found: dict[str, list[Counted]] = {}
    for node in sorted(site.index.members("def#Indicator")):
        counted = Counted(node, len(of_indicator(site, node)))
        for series in site.index.nodes(node, "dct:source") or [_OTHER]:
            found.setdefault(series, []).append(counted)
    for listed in found.values():
        listed.sort(key=lambda c: (-c.values, c.node))
    return dict(sorted(found.items(), key=lambda item: (-sum(c.values for c in item[1]), item[0])))


def indicators(scope: Scope) -> View:
    """Give for each series its indicators with most values, and the page of all of them."""
    groups = [
        {
            "id": _key(series),
            "name": _name(scope, series),
            "shown": [(scope.ref(c.node), c.values) for c in listed[:FIRST] if c.values],
            "held": sum(1 for c in listed if c.values),
            "page": Ref(f"{scope.inside}{_stem(series)}.html", scope.w["all_of_series"].format(len(listed))),
        }
        for series, listed in by_series(scope.site).items()
    ]
    return {"groups": groups, "compare": scope.list_ref("compare")}


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages of all indicators of a series."""
    for series, listed in by_series(site).items():
        view = partial(_listed, series, len(listed))
        yield from paging.pages(_stem(series), "indicators", "indicators_of", listed, view)


def _key(series: str) -> str:
    return series.rpartition("/")[2]


def _name(scope: Scope, series: str) -> Ref:
    return scope.ref(series) if series != _OTHER else Ref("", scope.w["no_series"])


def _stem(series: str) -> str:
    return f"indicators/{_key(series)}"


def _listed(series: str, count: int, scope: Scope, listed: Sequence[Counted]) -> View:
    name = _name(scope, series)
    return {
        "h1": f"{scope.w['indicators']}{scope.w['colon']}{name.text}",
        "below": [Ref("", name.text)],
        "series": name,
        "count": count,
        "rows": [_row(scope, c) for c in listed],
    }


def _row(scope: Scope, counted: Counted) -> tuple[Ref, list[Ref], int, Ref, Ref]:
    """Name, unit, number of values, newest value of the whole and its period."""
    cells = scope.site.cells_of.get(counted.node, [])
    empty = Ref("", "")
    newest = scope.site.cells[cells[0]][-1] if cells else ""
    value = scope.ref(newest, scope.amount_text(newest)) if newest else empty
    when = scope.ref(scope.index.node_of(newest, "d:refPeriod")) if newest else empty
    return scope.ref(counted.node), scope.linked(counted.node, "d:unit"), counted.values, value, when
