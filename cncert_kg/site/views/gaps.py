"""What is missing: counted by series, year and reason, then listed by series."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import counted, paging, years
from cncert_kg.site.views.common import FreePage, View

FACTS = "facts"
"""The list of gaps that are of no series: facts about organisations."""


def of_series(index: Index) -> dict[str, list[str]]:
    """Give the gaps of each series, the newest period first; those of no series under an empty name, last."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for gap in index.members("def#Gap"):
        series = "" if index.texts(gap, "d:missingPredicate") else index.node_of(gap, "d:series")
        found[series].append((_day(index, gap), gap))
    ordered = sorted(found, key=lambda s: (not s, s))
    return {series: [g for nodes in years.by_year(found[series]).values() for g in nodes] for series in ordered}


def _day(index: Index, gap: str) -> str:
    """The first day of the period that a gap is of, or that its issue is of; empty where nobody knows."""
    period = index.node_of(gap, "d:refPeriod") or index.node_of(index.node_of(gap, "d:issue"), "dct:temporal")
    return index.text_of(period, "dcat:startDate")


def stem(series: str) -> str:
    """Give where the gaps of a series are listed; those of no series under an empty name."""
    return f"gaps/{series.removeprefix('id/series/') or FACTS}"


def gaps(scope: Scope) -> View:
    """Give how many gaps there are: by reason, by series and reason, by series and year."""
    index, found = scope.index, of_series(scope.index)
    every = Counter(index.node_of(g, "d:gapReason") for nodes in found.values() for g in nodes)
    names = {series: Ref(f"{stem(series)}.html", _name(scope, series)) for series in found}
    reasons = {reason: scope.title(reason) for reason in sorted(every)}
    whens = {year: years.name(scope, year) for year in sorted({_year(index, g) for g in index.members("def#Gap")})}
    by_reason = [(names[s], Counter(index.node_of(g, "d:gapReason") for g in nodes)) for s, nodes in found.items()]
    by_year = [(names[s], Counter(_year(index, g) for g in nodes)) for s, nodes in found.items()]
    return {
        "reasons": [(scope.ref(r), scope.said(r, "skos:definition"), every[r]) for r in reasons],
        "by_reason": counted.table(scope.w["one_series"], reasons, by_reason, scope.w["in_all"]),
        "by_year": counted.table(scope.w["one_series"], whens, by_year, scope.w["in_all"]),
        "calendar": scope.list_ref("calendar"),
    }


def _name(scope: Scope, series: str) -> str:
    return scope.title(series) if series else scope.w["gaps_of_facts"]


def _year(index: Index, gap: str) -> str:
    return _day(index, gap)[:4] or years.UNDATED


def is_whole(index: Index, gap: str) -> bool:
    """Whether a gap is of a whole issue."""
    return bool(index.node_of(gap, "d:issue")) and index.node_of(gap, "d:about") == index.node_of(gap, "d:issue")


def pages(site: Site) -> Iterator[FreePage]:
    """Give the lists of the gaps of each series."""
    for series, nodes in of_series(site.index).items():
        yield from paging.pages(stem(series), "gaps", "gaps_series", nodes, partial(_listed, series))


def _listed(series: str, scope: Scope, nodes: Sequence[str]) -> View:
    return {
        "h1": f"{scope.w['gaps']} · {_name(scope, series)}",
        "below": [Ref("", _name(scope, series))],
        "series": scope.ref(series) if series else None,
        "rows": [(scope.ref(about), [_row(scope, g) for g in same]) for about, same in groupby(nodes, _about(scope))],
    }


def _about(scope: Scope) -> Callable[[str], str]:
    """What a gap concerns: its issue, or an organisation."""
    index = scope.index
    return lambda gap: index.node_of(gap, "d:issue") or index.node_of(gap, "d:about")


def _row(scope: Scope, gap: str) -> tuple[Ref, Ref]:
    """What is missing, and why."""
    return scope.ref(gap, missing(scope, gap)), scope.ref(scope.index.node_of(gap, "d:gapReason"))


def missing(scope: Scope, gap: str) -> str:
    """Give what a gap leaves open, where its issue is already named."""
    index = scope.index
    if indicator := index.node_of(gap, "d:indicator"):
        return scope.title(indicator)
    return scope.w["whole_issue"] if is_whole(index, gap) else scope.titles.missing(gap, scope.lang)
