"""The pages of an issue and of a period."""

from __future__ import annotations

from collections import defaultdict

from cncert_kg.site.links import Ref, anchor, outward_ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common, rest
from cncert_kg.site.views.common import View

Issue = tuple[Ref, Ref, str, Ref | None, int]
"""Link, period where one is known, day of publication, the gap where it is not held, number of figures."""


_SHOWN = ("d:issue", "d:about", "prov:specializationOf", "dct:isPartOf", "oa:hasBody")
"""What the page of an issue itself shows of what links to it."""


def report(scope: Scope) -> View:
    """Give the figures of an issue, its copies, what is missing, where it is listed, and its contents."""
    index, node = scope.index, scope.node
    of_issue = index.subjects("d:issue", node)
    observed = [o for o in of_issue if o.startswith("id/obs/")]
    figures, every = rest.figures(scope, observed)
    copies = index.subjects("prov:specializationOf", node)
    return {
        "facts": _report_facts(scope),
        "figures": figures,
        "figure_count": len(observed),
        "all_figures": every,
        "copies": [_copy(scope, c) for c in copies],
        "gaps": common.gaps(scope, [g for g in of_issue if g.startswith("id/gap/")]),
        "contradictions": scope.refs(x for x in index.subjects("d:about", node) if x.startswith("id/finding/")),
        "listed": [_listing(scope, m) for m in index.subjects("oa:hasBody", node)],
        "entries": _entries(scope),
        "highlights": _highlights(scope),
        "participants": _participants(scope),
        "chapters": _chapters(scope),
        "backlinks": scope.backlinks(without=_SHOWN),
    }


def _report_facts(scope: Scope) -> list[tuple[str, list[Ref]]]:
    index, node = scope.index, scope.node
    period = index.node_of(node, "dct:temporal")
    return common.facts(
        scope,
        ("title", scope.said(node, "dct:title")),
        ("one_series", scope.linked(node, "dct:isPartOf")),
        ("period", [scope.ref(period, scope.period(period))] if period else []),
        ("published", common.text(scope.day(node, "dct:issued", weekday=True))),
        ("publisher", scope.linked(node, "dct:publisher")),
        ("known_from", [outward_ref(a) for a in index.nodes(node, "rdfs:seeAlso")]),
    )


def _copy(scope: Scope, node: str) -> tuple[Ref, Ref, list[Ref], str]:
    index = scope.index
    status = scope.ref(index.node_of(node, "d:copyStatus"))
    return scope.ref(node), status, scope.linked(node, "dct:publisher"), scope.day(node, "dct:issued")


def _listing(scope: Scope, mention: str) -> tuple[Ref, Ref]:
    """A place that lists this issue: the copy, and the place in it."""
    start, end = common.offsets(scope, mention)
    return scope.ref(scope.index.node_of(mention, "d:inDocument")), scope.ref(mention, f"{start:,}–{end:,}")


def _entries(scope: Scope) -> list[tuple[str, str, Ref, str, list[Ref]]]:
    """Place on the page, rank, link to the entry, its title as printed, and the vendor's origin, in order."""
    index, out = scope.index, []
    for place in sorted(p for p in index.subjects("dct:isPartOf", scope.node) if "/entry-" in p):
        vulnerability = index.node_of(place, "d:about")
        number = index.text_of(vulnerability, "dct:identifier")
        title = index.text_of(vulnerability, "rdfs:label", "zh").removesuffix(f"（{number}）")
        origin = scope.linked(vulnerability, "d:vendorOrigin")
        out.append((anchor(place), index.text_of(place, "d:rank"), scope.ref(vulnerability, number), title, origin))
    return out


def _highlights(scope: Scope) -> list[Ref]:
    """The entries and records that the issue names without ranking them."""
    index, node = scope.index, scope.node
    ranked = {index.node_of(p, "d:about") for p in index.subjects("dct:isPartOf", node) if "/entry-" in p}
    return scope.refs(v for v in index.nodes(node, "d:highlights") if v not in ranked)


def _participants(scope: Scope) -> list[tuple[Ref, list[tuple[int, str, Ref]]]]:
    """The organisations named, by what for: rank, place on the page, name as printed."""
    index, by_role = scope.index, defaultdict(list)
    for node in (p for p in index.fragments(scope.node) if index.node_of(p, "d:participation")):
        rank, (name, *_) = int(index.text_of(node, "d:rank")), scope.said(node, "d:organisationName")
        by_role[index.node_of(node, "d:participation")].append((rank, anchor(node), name))
    return [(scope.ref(role), sorted(named)) for role, named in sorted(by_role.items())]


def _chapters(scope: Scope) -> list[tuple[str, str, list[Ref], str]]:
    """Place on the page, name, Chinese title where the page's language names it otherwise, printed page."""
    index = scope.index
    out = []
    for node in sorted(index.nodes(scope.node, "dct:hasPart")):
        title = [Ref("", index.text_of(node, "rdfs:label", "zh"), "zh")] if scope.lang != "zh" else []
        out.append((anchor(node), scope.title(node), title, index.text_of(node, "d:page")))
    return out


def issue(scope: Scope, node: str) -> Issue:
    """Give the row of an issue; the gap is the one of the whole issue."""
    index = scope.index
    whole = [g for g in index.subjects("d:about", node) if g.startswith("id/gap/")]
    count = sum(1 for o in index.subjects("d:issue", node) if o.startswith("id/obs/"))
    gap = scope.ref(whole[0], scope.title(index.node_of(whole[0], "d:gapReason"))) if whole else None
    # A shell whose title has a number and no dates is an issue without a period.
    period = next(iter(scope.linked(node, "dct:temporal")), Ref("", ""))
    return scope.ref(node), period, scope.day(node, "dct:issued"), gap, count


def period(scope: Scope) -> View:
    """Give the observations, the issues and the gaps of a period."""
    index, node = scope.index, scope.node
    used = index.subjects("d:refPeriod", node)
    observed = [o for o in used if o.startswith("id/obs/")]
    figures, every = rest.figures(scope, observed)
    return {
        "h1": scope.period(node),
        "figures": figures,
        "figure_count": len(observed),
        "all_figures": every,
        "issues": [issue(scope, r) for r in index.subjects("dct:temporal", node)],
        "gaps": common.gaps(scope, [g for g in used if g.startswith("id/gap/")]),
        "backlinks": scope.backlinks(without=("d:refPeriod", "dct:temporal")),
    }
