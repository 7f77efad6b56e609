"""Copies, periods and issues by year: a table of the years, and pages of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from cncert_kg.release import OUTCOMES
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import counted, issues, paging
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.vocab import DCT

UNDATED = "undated"
"""The year of what has no date."""

NEWEST = 12
"""Rows of what is newest, on the page that leads to the years."""

ByYear = Mapping[str, Sequence[str]]
"""Nodes by year, the newest year first; those without a date last."""


def by_year(dated: Iterable[tuple[str, str]]) -> ByYear:
    """Give nodes by the year of the date each comes with, newest first, then by node; without a date last."""
    found: dict[str, list[str]] = defaultdict(list)
    ordered = sorted(sorted(dated, key=lambda d: d[1]), key=lambda d: d[0], reverse=True)
    for day, node in ordered:
        found[day[:4] or UNDATED].append(node)
    return dict(found)


def newest(found: ByYear) -> list[str]:
    """Give the first few of all."""
    return [node for nodes in found.values() for node in nodes][:NEWEST]


def name(scope: Scope, year: str) -> str:
    """Give a year as pages name it."""
    return scope.w["without_date"] if year == UNDATED else year


def copies(index: Index) -> ByYear:
    """Give every copy by the year it was published in."""
    return by_year((index.text_of(n, "dct:issued"), n) for n in index.members("def#SourceDocument"))


def documents(scope: Scope) -> View:
    """Give the outcome of every input, the copies counted by year, and the newest of them."""
    found, status = copies(scope.index), Counter(r.status for r in scope.site.build.inputs)
    return {
        "outcomes": [(scope.ref(f"code/copy-status/{s}"), status[s]) for s in OUTCOMES],
        "years": _by_status(scope, found),
        "rows": [_copy(scope, n) for n in newest(found)],
        "count": sum(map(len, found.values())),
        "pager": None,
    }


def _by_status(scope: Scope, found: ByYear) -> counted.Counts:
    columns = {f"code/copy-status/{s}": scope.title(f"code/copy-status/{s}") for s in OUTCOMES}
    rows = [
        (
            Ref(f"documents/{year}.html", name(scope, year)),
            Counter(scope.index.node_of(n, "d:copyStatus") for n in nodes),
        )
        for year, nodes in found.items()
    ]
    return counted.table(scope.w["year"], columns, rows, scope.w["in_all"])


def _copy(scope: Scope, node: str) -> tuple[Ref, Ref, list[Ref], str, int]:
    index = scope.index
    mentions = sum(1 for m in index.subjects("d:inDocument", node) if m.startswith("id/mention/"))
    status = scope.ref(index.node_of(node, "d:copyStatus"))
    return scope.ref(node), status, scope.linked(node, "prov:specializationOf"), scope.day(node, "dct:issued"), mentions


def periods_of(index: Index) -> ByYear:
    """Give every period by the year of its first day."""
    return by_year((index.text_of(n, "dcat:startDate"), n) for n in index.members(f"{DCT.namespace}PeriodOfTime"))


def periods(scope: Scope) -> View:
    """Give the periods counted by year, and the newest of them."""
    found, index = periods_of(scope.index), scope.index
    columns = {"periods": scope.w["periods"], "observations": scope.w["observations"]}
    rows = []
    for year, nodes in found.items():
        link = Ref(f"periods/{year}.html", name(scope, year))
        rows.append((link, [len(nodes), sum(len(_observed(index, n)) for n in nodes)]))
    heads: list[str | tuple[str, str]] = [scope.w["year"], *((word, "n") for word in columns.values())]
    return {
        "years": counted.Counts(heads, rows, "", []),
        "rows": [_period(scope, n) for n in newest(found)],
        "pager": None,
    }


def _observed(index: Index, period: str) -> list[str]:
    return [o for o in index.subjects("d:refPeriod", period) if o.startswith("id/obs/")]


def _period(scope: Scope, node: str) -> tuple[Ref, list[Ref], int]:
    return scope.ref(node), scope.refs(scope.index.subjects("dct:temporal", node)), len(_observed(scope.index, node))


def issues_of(index: Index, series: str) -> ByYear:
    """Give the issues of a series by the year in which the period of each begins."""
    nodes = [r for r in index.subjects("dct:isPartOf", series) if index.is_a(r, "def#ReportIssue")]
    return by_year((index.text_of(index.node_of(n, "dct:temporal"), "dcat:startDate"), n) for n in nodes)


def issues_stem(series: str, year: str) -> str:
    """Give where the issues of a series in a year are listed."""
    return f"{series.removeprefix('id/')}/{year}"


def _issues(series: str, year: str, scope: Scope, nodes: Sequence[str]) -> View:
    where = name(scope, year)
    return {
        "h1": f"{scope.title(series)} · {where}",
        "below": [scope.ref(series), Ref("", where)],
        "issues": [issues.issue(scope, n) for n in nodes],
    }


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages of each year: of copies, of periods, and of the issues of each series."""
    index = site.index
    lists: tuple[tuple[str, ByYear, Callable[[Scope, str], object]], ...] = (
        ("documents", copies(index), _copy),
        ("periods", periods_of(index), _period),
    )
    for list_, found, row in lists:
        for year, nodes in found.items():
            view = partial(_of_year, list_, year, row)
            yield from paging.pages(f"{list_}/{year}", list_, f"{list_}_year", nodes, view)
    for series in sorted(index.members("def#ReportSeries")):
        for year, nodes in issues_of(index, series).items():
            view = partial(_issues, series, year)
            yield from paging.pages(issues_stem(series, year), "series", "series_year", nodes, view)


def _of_year(list_: str, year: str, row: Callable[[Scope, str], object], scope: Scope, nodes: Sequence[str]) -> View:
    where = name(scope, year)
    rows = [row(scope, n) for n in nodes]
    return {"h1": f"{scope.w[list_]} · {where}", "below": [Ref("", where)], "rows": rows}
