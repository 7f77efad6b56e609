"""The page of an organisation: the curated facts, and every claim behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from cncert_kg.site.index import Index, Value
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import common, paging
from cncert_kg.site.views.common import FreePage, View

Claim = tuple[Ref, list[Ref], Ref, list[Ref]]
"""Property, value, standing, one link for each source."""

CLAIMS = 12
"""Most claims on the page of an organisation; more are counted there by property, and listed on pages of their own."""

OWN_FIGURES = "id/series/org-statistics"
"""The series of what the team says of itself."""

FIGURES = 12
"""Most of its figures on the page of an organisation."""

_A_PAGE = 60
"""Claims a page."""


_PROFILE = ("foaf:name", "d:founded", "d:legalStatus", "d:motto", "d:leads", "d:businessFunction", "d:handles",
            "d:initiated", "d:operates", "d:participatesInWorkOf", "org:unitOf", "d:jurisdiction", "d:supportsUnit",
            "skos:scopeNote", "skos:historyNote", "skos:note", "dct:bibliographicCitation")  # fmt: skip
"""The properties of the profile, which the page does not state twice."""

_SHOWN = ("rdf:subject", "org:member", "org:organization", "org:unitOf", "d:supportsUnit", "d:about")
"""What the page itself shows of what links to it."""


def organisation(scope: Scope) -> View:
    """Give profile, memberships, branches, development, contacts, claims and contradictions."""
    index, node = scope.index, scope.node
    shown = {scope.ref(index.term(p)) for p in _PROFILE}
    return {
        "facts": _profile(scope),
        "memberships": [_membership(scope, m) for m in index.subjects("org:member", node)],
        "members": [_member(scope, m) for m in index.subjects("org:organization", node)],
        "branches": [scope.ref(b) for b in _by_code(index, index.subjects("org:unitOf", node))],
        "support": scope.refs(index.subjects("d:supportsUnit", node)),
        "development": _development(scope),
        "own_figures": scope.ref(OWN_FIGURES),
        "contacts": [_contact(scope, c) for c in index.nodes(node, "d:contact")],
        "series": [scope.ref(s) for s in index.subjects("dct:publisher", node) if s.startswith("id/series/")],
        **_claimed(scope, claims_about(index, node)),
        "contradictions": scope.refs(x for x in index.subjects("d:about", node) if x.startswith("id/finding/")),
        "gaps": common.gaps(scope, [g for g in index.subjects("d:about", node) if g.startswith("id/gap/")]),
        "statements": [row for row in scope.statements(node) if row[0] not in shown],
        "backlinks": scope.backlinks(without=_SHOWN),
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


def _by_code(index: Index, branches: Sequence[str]) -> list[str]:
    return sorted(branches, key=lambda b: (index.text_of(b, "org:identifier"), b))


def _development(scope: Scope) -> list[View]:
    """The newest of the dated statistics that the national response team gives of itself."""
    if not scope.index.is_a(scope.node, "def#NationalCSIRT"):
        return []
    found = [o for o in scope.index.subjects("d:series", OWN_FIGURES) if o.startswith("id/obs/")]
    return common.figures(scope, common.newest_first(scope.site, found)[:FIGURES])


def _contact(scope: Scope, node: str) -> tuple[Ref, list[Ref], str]:
    index = scope.index
    reached = [v for p in ("vcard:hasTelephone", "d:fax", "vcard:hasEmail", "vcard:hasURL", "d:wechat")
               for v in index.values(node, p)]  # fmt: skip
    return scope.ref(node), [scope.value(v) for v in reached], scope.day(node, "d:asOf")


def claims_about(index: Index, node: str) -> list[str]:
    """Give the claims about an organisation: by property, then by value, so that equal ones stand together."""
    found = index.subjects("rdf:subject", node)
    return sorted(found, key=lambda c: (index.node_of(c, "rdf:predicate"), str(index.values(c, "rdf:object")), c))


def _claimed(scope: Scope, claims: Sequence[str]) -> View:
    """The claims, or where there are many, how many there are of each property, and the way to all."""
    if len(claims) <= CLAIMS:
        return {"claims": _claims(scope, claims), "claim_count": len(claims), "properties": [], "all_claims": None}
    by_property: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        by_property[scope.index.node_of(claim, "rdf:predicate")].append(claim)
    every = Ref(f"{scope.inside}{stem(scope.node)}.html", scope.w["list_all"].format(len(claims)))
    rows = [(scope.ref(p), len(same)) for p, same in by_property.items()]
    return {"claims": [], "claim_count": len(claims), "properties": rows, "all_claims": every}


def stem(node: str) -> str:
    """Give where all claims about an organisation are listed."""
    return f"claims/{node.removeprefix('id/org/')}"


def pages(site: Site) -> Iterator[FreePage]:
    """Give the lists of claims about the organisations with many."""
    for node in sorted(n for n in site.index.described if n.startswith("id/org/")):
        found = claims_about(site.index, node)
        if len(found) > CLAIMS:
            yield from paging.pages(stem(node), "organisations", "claims", found, partial(_listed, node), _A_PAGE)


def _listed(node: str, scope: Scope, claims: Sequence[str]) -> View:
    return {
        "h1": f"{scope.title(node)} · {scope.w['claims_about']}",
        "below": [scope.ref(node), Ref("", scope.w["claims_about"])],
        "claims": _claims(scope, claims),
    }


def _claims(scope: Scope, nodes: Sequence[str]) -> list[Claim]:
    """What is claimed and its standing, once each, with a link to the claim of each source."""
    index = scope.index
    said: dict[tuple[str, Value, str], list[str]] = defaultdict(list)
    for node in nodes:
        status = index.node_of(node, "d:claimStatus")
        for object_ in index.values(node, "rdf:object"):
            said[index.node_of(node, "rdf:predicate"), object_, status].append(node)
    return [
        (scope.ref(predicate), [scope.value(value)], scope.ref(status), [_source(scope, n) for n in same])
        for (predicate, value, status), same in sorted(said.items(), key=str)
    ]


def _source(scope: Scope, claim: str) -> Ref:
    """A link to a claim under the name of its source."""
    index = scope.index
    documents = [index.node_of(m, "d:inDocument") for m in index.nodes(claim, "prov:wasDerivedFrom")]
    named = [scope.titles.of(d, scope.lang).text for d in documents]
    cited = [r.text for r in scope.said(claim, "dct:bibliographicCitation")]
    return scope.ref(claim, next(iter(named + cited), ""))
