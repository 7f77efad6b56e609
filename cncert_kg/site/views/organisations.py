"""The page of an organisation: the curated facts, and every claim behind them."""

from __future__ import annotations

from collections import defaultdict

from cncert_kg.site.index import Value
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View

Claim = tuple[str, list[Ref], Ref, list[Ref]]
"""Property, value, standing, one link for each source."""


def organisation(scope: Scope) -> View:
    """Give profile, memberships, branches, development, contacts, claims and contradictions."""
    index, node = scope.index, scope.node
    return {
        "facts": _profile(scope),
        "memberships": [_membership(scope, m) for m in index.subjects("org:member", node)],
        "members": [_member(scope, m) for m in index.subjects("org:organization", node)],
        "branches": sorted(_branch(scope, b) for b in index.subjects("org:unitOf", node)),
        "support": scope.refs(index.subjects("d:supportsUnit", node)),
        "development": _development(scope),
        "contacts": [_contact(scope, c) for c in index.nodes(node, "d:contact")],
        "series": [scope.ref(s) for s in index.subjects("dct:publisher", node) if s.startswith("id/series/")],
        "claims": _claims(scope, index.subjects("rdf:subject", node)),
        "claim_count": len(index.subjects("rdf:subject", node)),
        "contradictions": scope.refs(x for x in index.subjects("d:about", node) if x.startswith("id/finding/")),
        "gaps": common.gaps(scope, [g for g in index.subjects("d:about", node) if g.startswith("id/gap/")]),
    }


def _profile(scope: Scope) -> list[tuple[str, list[Ref]]]:
    node, said, linked = scope.node, scope.said, scope.linked
    return common.facts(
        scope,
        ("names", said(node, "foaf:name")),
        ("founded", common.text(scope.day(node, "d:founded"))),
        ("legal_status", said(node, "d:legalStatus")),
        ("motto", said(node, "d:motto")),
        ("leads", said(node, "d:leads")),
        ("functions", linked(node, "d:businessFunction")),
        ("handles", said(node, "d:handles")),
        ("initiated", linked(node, "d:initiated")),
        ("operates", linked(node, "d:operates")),
        ("participates", linked(node, "d:participatesInWorkOf")),
        ("part_of", linked(node, "org:unitOf")),
        ("area", linked(node, "d:jurisdiction")),
        ("supports", linked(node, "d:supportsUnit")),
        ("notes", [r for p in ("scopeNote", "historyNote", "note") for r in said(node, f"skos:{p}")]),
        ("citation", said(node, "dct:bibliographicCitation")),
    )


def _membership(scope: Scope, node: str) -> tuple[Ref, list[Ref], Ref]:
    organisation = scope.ref(scope.index.node_of(node, "org:organization"))
    return organisation, scope.linked(node, "org:role"), scope.ref(node)


def _member(scope: Scope, node: str) -> tuple[Ref, list[Ref], Ref]:
    return scope.ref(scope.index.node_of(node, "org:member")), scope.linked(node, "org:role"), scope.ref(node)


def _branch(scope: Scope, node: str) -> tuple[str, Ref, list[Ref]]:
    """ISO 3166-2 code, link, area."""
    return scope.index.text_of(node, "org:identifier"), scope.ref(node), scope.linked(node, "d:jurisdiction")


def _development(scope: Scope) -> list[View]:
    """The dated statistics that the national response team gives of itself."""
    if not scope.index.is_a(scope.node, "def#NationalCSIRT"):
        return []
    return common.figures(scope, [o for o in scope.index.subjects("d:series", "id/series/org-statistics")
                                  if o.startswith("id/obs/")])  # fmt: skip


def _contact(scope: Scope, node: str) -> tuple[Ref, list[Ref], str]:
    index = scope.index
    reached = [v for p in ("vcard:hasTelephone", "d:fax", "vcard:hasEmail", "vcard:hasURL", "d:wechat")
               for v in index.values(node, p)]  # fmt: skip
    return scope.ref(node), [scope.value(v) for v in reached], scope.day(node, "d:asOf")


def _claims(scope: Scope, nodes: list[str]) -> list[Claim]:
    """What is claimed and its standing, once each, with a link to the claim of each source."""
    index = scope.index
    said: dict[tuple[str, Value, str], list[str]] = defaultdict(list)
    for node in nodes:
        status = index.node_of(node, "d:claimStatus")
        for object_ in index.values(node, "rdf:object"):
            said[index.node_of(node, "rdf:predicate"), object_, status].append(node)
    return [
        (scope.title(predicate), [scope.value(value)], scope.ref(status), [_source(scope, n) for n in same])
        for (predicate, value, status), same in sorted(said.items(), key=str)
    ]


def _source(scope: Scope, claim: str) -> Ref:
    """A link to a claim under the name of its source."""
    index = scope.index
    documents = [index.node_of(m, "d:inDocument") for m in index.nodes(claim, "prov:wasDerivedFrom")]
    named = [scope.titles.of(d, scope.lang).text for d in documents]
    cited = [r.text for r in scope.said(claim, "dct:bibliographicCitation")]
    return scope.ref(claim, next(iter(named + cited), ""))
