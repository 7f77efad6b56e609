"""The home page and the pages that list what there is."""

from __future__ import annotations

from collections import Counter, defaultdict

from cncert_kg.release import OUTCOMES
from cncert_kg.site.links import Ref, anchor
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common, indicators, issues
from cncert_kg.site.views.common import View
from cncert_kg.validation_report import SEVERITIES
from cncert_kg.vocab import DCT, QB, SKOS, SSSOM

DOWNLOADS = (
    ("d_ttl", "data/cncert-kg.ttl"), ("d_nq", "data/cncert-kg.nq"), ("d_csv", "data/observations.csv"),
    ("d_csvw", "data/observations.csv-metadata.json"), ("d_void", "data/void.ttl"), ("d_dcat", "data/dcat.ttl"),
    ("d_validation", "validation/report.ttl"), ("d_manifest", "manifest.json"),
)  # fmt: skip
SHOWCASE = "code/indicator/incident-handled"
_ENTRIES = (
    "organisations", "series", "indicators", "periods", "vulnerabilities", "mappings", "documents", "gaps", "findings",
    "validation", "codes", "ontology",
)  # fmt: skip


def home(scope: Scope) -> View:
    """Give what this is, the newest observations, a chart, ways in, downloads and counts."""
    newest = common.newest_first(scope, scope.index.members(f"{QB.namespace}Observation"))[:8]
    chart = indicators.charts(scope, SHOWCASE)[:1]
    return {
        "h1": scope.w["site"],
        "newest": [common.figure(scope, o) for o in newest],
        "chart": chart[0] if chart else None,
        "chart_of": scope.ref(SHOWCASE) if SHOWCASE in scope.index.facts else None,
        "entries": [scope.list_ref(e) for e in _ENTRIES],
        "downloads": [(Ref(scope.root + path, scope.w[word]), path) for word, path in DOWNLOADS],
        "counts": _counts(scope),
    }


def _counts(scope: Scope) -> list[tuple[str, str]]:
    """What the graph holds, counted in the graph."""
    classes = (
        ("n_issues", "def#ReportIssue"), ("n_observations", f"{QB.namespace}Observation"), ("n_claims", "def#Claim"),
        ("n_gaps", "def#Gap"), ("n_findings", "def#Contradiction"),
        ("n_mappings", f"{SSSOM.namespace}Mapping"),
    )  # fmt: skip
    counted = [(word, len(scope.index.members(class_))) for word, class_ in classes]
    every = [("n_documents", len(scope.site.build.inputs)), *counted]
    return [(f"{number:,}", scope.w[word]) for word, number in every]


def organisations(scope: Scope) -> View:
    """Give every organisation: the one that all is about first, its branches last."""
    index = scope.index
    nodes = {n for n in index.facts if n.startswith("id/org/")}
    branches = {n for n in nodes if index.is_a(n, "def#Branch")}
    return {"groups": [("organisations", scope.refs(nodes - branches)), ("branches", scope.refs(branches))]}


def series(scope: Scope) -> View:
    """Give every series with the issues known and held."""
    rows = []
    for node in sorted(scope.index.members("def#ReportSeries")):
        known = issues.newest_issues(scope, node)
        held = sum(1 for i in known if i[3] is None)
        rows.append((scope.ref(node), scope.linked(node, "dct:publisher"), len(known), held))
    return {"rows": sorted(rows, key=lambda r: (-r[3], -r[2], r[0].text))}


def indicators_list(scope: Scope) -> View:
    """Give every indicator with its unit, series and number of observations; those with values first."""
    index = scope.index
    rows = []
    for node in sorted(index.members("def#Indicator")):
        count = sum(1 for o in index.subjects("d:indicator", node) if o.startswith("id/obs/"))
        rows.append((scope.ref(node), scope.linked(node, "d:unit"), scope.linked(node, "dct:source"), count))
    return {"rows": [r for r in rows if r[3]], "empty": [r for r in rows if not r[3]]}


def periods(scope: Scope) -> View:
    """Give every period, newest first, with the number of its observations."""
    index = scope.index
    nodes = sorted(index.members(f"{DCT.namespace}PeriodOfTime"))
    nodes.sort(key=lambda n: index.text_of(n, "dcat:startDate"), reverse=True)
    rows = []
    for node in nodes:
        count = sum(1 for o in index.subjects("d:refPeriod", node) if o.startswith("id/obs/"))
        rows.append((scope.ref(node), scope.refs(index.subjects("dct:temporal", node)), count))
    return {"rows": rows}


def gaps(scope: Scope) -> View:
    """Give every gap, by reason; those of figures are grouped by issue."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for node in sorted(scope.index.members("def#Gap")):
        by_reason[scope.index.node_of(node, "d:gapReason")].append(node)
    return {
        "groups": [
            (scope.ref(reason), scope.said(reason, "skos:definition"), len(nodes), _gap_rows(scope, nodes))
            for reason, nodes in sorted(by_reason.items())
        ]
    }


def _gap_rows(scope: Scope, nodes: list[str]) -> list[tuple[Ref, list[Ref]]]:
    by_issue: dict[str, list[Ref]] = defaultdict(list)
    for node in nodes:
        by_issue[scope.index.node_of(node, "d:issue")].append(scope.ref(node, _missing(scope, node)))
    rows = sorted(by_issue.items(), reverse=True)
    return [(scope.ref(issue) if issue else Ref("", ""), refs) for issue, refs in rows]


def _missing(scope: Scope, gap: str) -> str:
    """What a gap leaves open, where its issue is already named."""
    index = scope.index
    if indicator := index.node_of(gap, "d:indicator"):
        return scope.title(indicator)
    is_whole = index.node_of(gap, "d:about") == index.node_of(gap, "d:issue")
    return scope.w["whole_issue"] if is_whole else scope.titles.missing(gap, scope.lang)


def findings(scope: Scope) -> View:
    """Give every contradiction."""
    index = scope.index
    rows = [
        (scope.ref(n), scope.linked(n, "d:about"), len(index.nodes(n, "d:evidence")))
        for n in sorted(index.members("def#Contradiction"))
    ]
    return {"rows": rows}


def documents(scope: Scope) -> View:
    """Give every copy that the graph knows, newest first, and the outcome of every input."""
    index = scope.index
    nodes = sorted(index.members("def#SourceDocument"))
    nodes.sort(key=lambda n: index.text_of(n, "dct:issued"), reverse=True)
    outcomes = Counter(r.status for r in scope.site.build.inputs)
    return {
        "rows": [
            (
                scope.ref(n),
                scope.ref(index.node_of(n, "d:copyStatus")),
                scope.linked(n, "prov:specializationOf"),
                scope.day(n, "dct:issued"),
                sum(1 for m in index.subjects("d:inDocument", n) if m.startswith("id/mention/")),
            )
            for n in nodes
        ],
        "outcomes": [(scope.ref(f"code/copy-status/{s}"), outcomes[s]) for s in OUTCOMES],
    }


def validation(scope: Scope) -> View:
    """Give checked, failed and passed of each shape, and each result as a sentence."""
    report, zh = scope.site.build.validation, scope.lang == "zh"
    failed: dict[str, int] = defaultdict(int)
    for result in report.results:
        failed[result.shape] += 1
    return {
        "severities": [(s, sum(r.severity == s for r in report.results)) for s in SEVERITIES],
        "shapes": [(s.rpartition("#")[2], n, failed[s]) for s, n in sorted(report.coverage.items())],
        "results": [
            (r.severity, scope.ref(scope.index.node(r.focus)), r.message_zh if zh else r.message_en)
            for r in report.results
        ],
    }


def codes(scope: Scope) -> View:
    """Give every code list of ours with the number of its codes."""
    schemes = [s for s in sorted(scope.index.members(f"{SKOS.namespace}ConceptScheme")) if s.startswith("code/")]
    return {
        "rows": [
            (scope.ref(s), scope.said(s, "skos:definition"), len(scope.index.subjects("skos:inScheme", s)))
            for s in schemes
        ]
    }


def ontology(scope: Scope) -> View:
    """Give every class and property with its definition, and how often the graph uses it."""
    index = scope.index
    used: dict[str, int] = defaultdict(int)
    for facts in index.facts.values():
        for predicate, values in facts.items():
            used[predicate] += len(values)
    rows = []
    for node in index.fragments("def"):
        name = anchor(node)
        is_class = name[:1].isupper()
        count = len(index.members(node)) if is_class else used[f"d:{name}"]
        rows.append((name, scope.ref(node), scope.said(node, "skos:definition"), _about_term(scope, node), count))
    return {
        "groups": [
            (scope.w["class"], [r for r in rows if r[0][:1].isupper()]),
            (scope.w["property"], [r for r in rows if not r[0][:1].isupper()]),
        ]
    }


def _about_term(scope: Scope, node: str) -> list[tuple[str, list[Ref]]]:
    wanted = ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "owl:inverseOf")
    return [(scope.title(p), values) for p in wanted if (values := scope.linked(node, p))]
