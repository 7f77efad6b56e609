"""The list of series, and the page of each: its issues by year, what of them is held, and where to look them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cncert_kg.site import feeds
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import calendars, common, counted, gaps, issues, years
from cncert_kg.site.views.common import View


def series_list(scope: Scope) -> View:
    """Give every series with the issues known and held."""
    rows = []
    for node in sorted(scope.index.members("def#ReportSeries")):
        known = [n for nodes in years.issues_of(scope.index, node).values() for n in nodes]
        rows.append((scope.ref(node), scope.linked(node, "dct:publisher"), len(known), held(scope.index, known)))
    return {"rows": sorted(rows, key=lambda r: (-r[3], -r[2], r[0].text)), "calendar": scope.list_ref("calendar")}


def held(index: Index, nodes: Sequence[str]) -> int:
    """Count the issues of which a copy could be read."""
    return sum(1 for n in nodes if calendars.state_of(index, n) == calendars.HELD)


def series(scope: Scope) -> View:
    """Give what a series is, its issues counted by year and state, and the newest of them."""
    index, node = scope.index, scope.node
    found = years.issues_of(index, node)
    every = [n for nodes in found.values() for n in nodes]
    missing = gaps.of_series(index).get(node, ())
    lists = [scope.list_ref("calendar")._replace(href=f"{scope.inside}{calendars.stem(node)}.html")] if every else []
    if every:
        lists.append(Ref(scope.root + feeds.path(node, scope.lang), "Atom"))
    if missing:
        name = f"{scope.w['gaps']} ({len(missing)})"
        lists.append(Ref(f"{scope.inside}{gaps.stem(node)}.html", name))
    return {
        "facts": common.facts(
            scope,
            ("publisher", scope.linked(node, "dct:publisher")),
            ("frequency", scope.linked(node, "dct:accrualPeriodicity")),
            ("key", scope.said(node, "dct:identifier")),
        ),
        "years": _by_state(scope, found),
        "count": len(every),
        "lists": lists,
        "issues": [issues.issue(scope, n) for n in years.newest(found)],
        "indicators": scope.refs(i for i in index.subjects("dct:source", node) if i.startswith("code/indicator/")),
        "backlinks": scope.backlinks(without=("dct:isPartOf", "d:series", "dct:source")),
    }


def _by_state(scope: Scope, found: years.ByYear) -> counted.Counts:
    columns = {state: scope.w[f"state_{state}"] for state in calendars.STATES}
    rows = [
        (
            Ref(f"{scope.inside}{years.issues_stem(scope.node, year)}.html", years.name(scope, year)),
            Counter(calendars.state_of(scope.index, n) for n in nodes),
        )
        for year, nodes in found.items()
    ]
    return counted.table(scope.w["year"], columns, rows, scope.w["in_all"])
