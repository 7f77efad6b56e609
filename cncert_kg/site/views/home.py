"""The home page: what this is, what is newest, and where to go."""

from __future__ import annotations

from cncert_kg.site import schema
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import compared, plots
from cncert_kg.site.views.cards import Card, card
from cncert_kg.site.views.common import View
from cncert_kg.site.views.plots import Cell
from cncert_kg.vocab import QB

HEADLINES = (
    "incident-handled", "incident-phishing-handled", "incident-handled-cross-border", "host-infected",
    "website-defaced", "website-backdoored", "phishing-page", "cnvd-collected", "cnvd-collected-high", "cnvd-zero-day",
    "cnvd-event-received", "mobile-malurl-handled", "anva-malurl-handled", "anva-channel", "rw-sample",
    "rw-other-incident",
)  # fmt: skip
"""The indicators that stand for their series, in the order of the page."""

MOST = 12
"""Most small charts on the page."""

FEWEST = 3
"""Fewest dated values of a small chart."""

_WAYS = (
    ("way_browse", "way_browse_about",
     ("indicators", "compare", "series", "organisations", "vulnerabilities", "documents", "periods")),
    ("way_check", "way_check_about", ("quality", "validation", "gaps", "findings")),
    ("way_use", "way_use_about", ("sparql", "data_set", "ontology", "codes", "mappings")),
)  # fmt: skip


def home(scope: Scope) -> View:
    """Give what this is, small charts of the headlines, the newest report, ways in and counts."""
    return {
        "h1": scope.w["site"],
        "data": f"{scope.root}{schema.DATASET}",
        "describes": schema.dataset(scope),
        "search": f"{scope.inside}search.html",
        "cards": cards(scope),
        "newest": newest(scope),
        "ways": [
            (word, scope.w[word], scope.w[about], list(map(scope.list_ref, names))) for word, about, names in _WAYS
        ],
        "counts": _counts(scope),
    }


def headlines(site: Site) -> list[Cell]:
    """Give the level of each headline that has enough dated values; of other data those with most."""
    plain = [c for c in site.cells if compared.is_numeric(site, c) and len(site.cells[c]) >= FEWEST]
    fullest = sorted(plain, key=lambda c: (-len(site.cells[c]), c))
    by_code: dict[str, Cell] = {}
    for cell in fullest:
        by_code.setdefault(cell[1].rpartition("/")[2], cell)
    known = [by_code[code] for code in HEADLINES if code in by_code]
    return (known or list(by_code.values()))[:MOST]


def cards(scope: Scope) -> list[Card]:
    """Give the headlines on one time axis, so that a week without a report is one in all of them."""
    found = [(cell, tuple(plots.points(scope, scope.site.cells[cell]))) for cell in headlines(scope.site)]
    drawn = [(cell, points) for cell, points in found if points]
    if not drawn:
        return []
    days = [p.first for _, points in drawn for p in points] + [p.last for _, points in drawn for p in points]
    return [card(scope, cell, points, (min(days), max(days))) for cell, points in drawn]


def newest(scope: Scope) -> list[View]:
    """Give the newest issue of each series whose figures could be read: its period, and how many figures."""
    latest: dict[str, tuple[str, str]] = {}
    for cell, values in scope.site.cells.items():
        issue = scope.index.node_of(values[-1], "d:issue")
        period = scope.index.node_of(issue, "dct:temporal") if issue else ""
        if scope.index.text_of(period, "dcat:endDate"):
            latest[cell[0]] = max(latest.get(cell[0], ("", "")), (scope.site.start(values[-1]), issue))
    ordered = sorted(latest.values(), reverse=True)[:4]
    return [_newest(scope, issue) for _, issue in ordered]


def _newest(scope: Scope, issue: str) -> View:
    index = scope.index
    return {
        "issue": scope.ref(issue),
        "period": scope.period(period) if (period := index.node_of(issue, "dct:temporal")) else "",
        "count": sum(1 for o in index.subjects("d:issue", issue) if o.startswith("id/obs/")),
    }


def _counts(scope: Scope) -> list[tuple[str, Ref]]:
    """What the graph holds, counted in the graph, each with the page that lists it."""
    index = scope.index
    every = [
        ("n_documents", "documents", len(scope.site.build.inputs)),
        ("n_issues", "series", len(index.members("def#ReportIssue"))),
        ("n_observations", "indicators", len(index.members(f"{QB.namespace}Observation"))),
        ("n_claims", "organisations", len(index.members("def#Claim"))),
        ("n_gaps", "gaps", len(index.members("def#Gap"))),
        ("n_findings", "findings", len(index.members("def#Contradiction"))),
    ]
    return [(f"{number:,}", scope.list_ref(name)._replace(text=scope.w[word])) for word, name, number in every]
