"""The site as a table: which things have which kind of page, made by which view, shown by which template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cncert_kg.site import ontology, schema
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import FILES, Scope, Site
from cncert_kg.site.views import (
    calendars,
    comparisons,
    coverage,
    documents,
    findings,
    gaps,
    home,
    indicator_lists,
    indicators,
    issues,
    lists,
    mappings,
    observations,
    organisations,
    rest,
    search,
    series,
    things,
    vulnerabilities,
    years,
)
from cncert_kg.site.views.common import FreePage, View

Above = tuple[str, ...]
"""Properties that lead to the thing one step above; the first that the graph has is followed."""

Way = Callable[[Scope], list[Ref]]
"""Gives the pages above a thing that no property leads to, and the thing itself as it is named below them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page."""

    word: str
    """Key of its name in `words`."""
    path: str
    """How the nodes of this kind begin."""
    view: Callable[[Scope], View]
    template: str
    list: str = ""
    """The list page that leads to it, where nothing stands above it."""
    above: Above = ()
    schema: Callable[[Scope], schema.Node] | None = None
    way: Way | None = None
    """The way from the list to it."""
    is_made_later: bool = False
    """Whether its pages need the written release, so that whoever asks that makes them; its data are made here."""


KINDS: tuple[Kind, ...] = (
    Kind("observation", "id/obs/", observations.observation, "observation", "indicators", ("d:indicator",)),
    Kind("document", "id/doc/", documents.document, "document", "documents", ("prov:specializationOf",),
         schema.report),
    Kind("report", "id/report/", issues.report, "report", "series", ("dct:isPartOf",), schema.report),
    Kind("one_series", "id/series/", series.series, "series", "series"),
    Kind("organisation", "id/org/", organisations.organisation, "organisation", "organisations", ("org:unitOf",),
         schema.organisation),
    Kind("period", "id/period/", issues.period, "period", "periods"),
    Kind("vulnerability", "id/vuln/", vulnerabilities.vulnerability, "vulnerability", "vulnerabilities",
         way=vulnerabilities.way),
    Kind("mapping_set", "mappings/", mappings.mapping_set, "mapping_set", "mappings", way=mappings.way),
    Kind("claim", "id/claim/", things.claim, "claim", "organisations", ("rdf:subject",)),
    Kind("gap", "id/gap/", things.gap, "gap", "gaps", ("d:issue", "d:about")),
    Kind("finding", "id/finding/", findings.finding, "finding", "findings"),
    Kind("indicator", "code/indicator/", indicators.indicator, "indicator", "indicators", ("skos:broader",),
         schema.indicator),
    Kind("family", "id/malware/", things.thing, "thing", "codes", ("skos:inScheme",)),
    Kind("foreign_record", "id/other/", things.thing, "thing", "mappings", ("skos:inScheme", "prov:wasDerivedFrom")),
    Kind("question", "id/query/", things.thing, "thing", "questions", is_made_later=True),
    Kind("data_set", "id/dataset/cncert-kg/", things.thing, "thing"),
    Kind("data_set", schema.DATASET, things.thing, "thing", is_made_later=True),
    Kind("data_set", "id/dataset/", things.thing, "thing"),
    Kind("concept", "code/*/", things.thing, "thing", "codes", ("skos:inScheme",)),
    Kind("scheme", "code/", things.scheme, "scheme", "codes"),
    Kind("ontology", "def", ontology.ontology, "ontology"),
    Kind("thing", "", things.thing, "thing"),
)  # fmt: skip
"""Every kind of page of one thing; the first whose path fits is it, the last fits all."""


def _list(name: str, view: Callable[[Scope], View]) -> FreePage:
    """A list page, whose name is its template's and its title's too."""

    def named(scope: Scope) -> View:
        return {"h1": scope.w[name], "below": [Ref("", scope.w[name])], **view(scope)}

    return FreePage(FILES.get(name, name), "", name, named)


LISTS: tuple[FreePage, ...] = tuple(_list(name, view) for name, view in (
    ("home", home.home), ("organisations", lists.organisations), ("series", series.series_list),
    ("indicators", indicator_lists.indicators), ("periods", years.periods), ("documents", years.documents),
    ("mappings", mappings.mapping_sets), ("gaps", gaps.gaps), ("findings", findings.findings),
    ("calendar", calendars.calendar), ("coverage", coverage.coverage), ("codes", lists.codes),
    ("search", search.search), ("compare", comparisons.compare),
))  # fmt: skip
"""The home page, and every page that lists things."""


FAMILIES: tuple[Callable[[Site], Iterator[FreePage]], ...] = (
    years.pages, rest.pages, gaps.pages, findings.pages, calendars.pages, organisations.pages,
    ontology.pages, documents.pages, mappings.pages, indicators.pages, indicator_lists.pages, comparisons.pages,
)  # fmt: skip
"""What gives pages of no thing of their own, that reports decide."""


@lru_cache(maxsize=1 << 16)
def kind(node: str) -> Kind:
    """Give the kind of page a node has."""
    return next(k for k in KINDS if _fits(node, k.path))


def _fits(node: str, path: str) -> bool:
    start, star, rest = path.partition("*")
    if not node.startswith(start):
        return False
    return not star or rest in node[len(start) :]


def paths(index: Index) -> Iterator[str]:
    """Give the path of every page of a thing, in order."""
    return iter(sorted(index.described))


def crumbs(scope: Scope) -> list[Ref]:
    """Give the way from the home page to a node's page, itself last and without a link."""
    chain, node = [scope.node], scope.node
    while above := _above(scope, node):
        if above in chain:
            break
        chain.append(above)
        node = above
    top = kind(scope.index.page(node))
    way = [scope.list_ref("home"), *([scope.list_ref(top.list)] if top.list else [])]
    if top.way:
        return [*way, *top.way(scope)]
    # An observation stands below its indicator: its period is what tells it from the others there.
    own = scope.index.node_of(scope.node, "d:refPeriod") if kind(scope.node).word == "observation" else ""
    return [*way, *(scope.ref(n) for n in reversed(chain[1:])), Ref("", scope.title(own or scope.node))]


def _above(scope: Scope, node: str) -> str:
    found = (scope.index.node_of(node, p) for p in kind(node).above)
    return next((f for f in found if f and scope.href(f)), "")
