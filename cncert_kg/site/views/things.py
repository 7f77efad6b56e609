"""Pages of things without a form of their own, and of claims, gaps and code lists."""

from __future__ import annotations

from cncert_kg.site.links import Ref, outward_ref
from cncert_kg.site.scope import Row, Scope
from cncert_kg.site.views import common, rest
from cncert_kg.site.views.common import View
from cncert_kg.site.views.documents import parts
from cncert_kg.site.views.mappings import targets


def thing(scope: Scope) -> View:
    """Give all statements, and those about what has its place on this page."""
    return {
        "parts": parts(scope),
        "definition": scope.said(scope.node, "skos:definition"),
        "statements": _unmapped(scope),
    }


def _unmapped(scope: Scope) -> list[Row]:
    """All statements but what the page shows elsewhere or twice.

    Links to other data have a table of their own; a name that is the same in both languages, or the preferred one
    as well, is said once.
    """
    mapped = targets(scope, scope.node)
    facts = dict(scope.index.facts.get(scope.node, {}))
    if facts.get("skos:prefLabel") == facts.get("rdfs:label"):
        facts.pop("skos:prefLabel", None)
    kept = {p: [scope.value(v) for v in values if v not in mapped] for p, values in facts.items()}
    return [(scope.ref(scope.index.term(p)), _once(values)) for p, values in kept.items() if values]


def _once(values: list[Ref]) -> list[Ref]:
    return list({(v.href, v.text): v for v in reversed(values)}.values())[::-1]


def scheme(scope: Scope) -> View:
    """Give the codes of a list with their definitions, the first of a long one."""
    facts = [(p, v) for p, v in scope.index.facts.get(scope.node, {}).items() if p != "skos:hasTopConcept"]
    return {
        "definition": scope.said(scope.node, "skos:definition"),
        "count": len(rest.codes(scope.index, scope.node)),
        **rest.first_codes(scope),
        "statements": [(scope.ref(scope.index.term(p)), [scope.value(o) for o in v]) for p, v in facts],
        "backlinks": scope.backlinks(without=("skos:inScheme", "skos:topConceptOf")),
    }


def claim(scope: Scope) -> View:
    """Give what is claimed, by whom, and the sentence."""
    index, node = scope.index, scope.node
    return {
        "facts": common.facts(
            scope,
            ("organisation", scope.linked(node, "rdf:subject")),
            ("property", scope.linked(node, "rdf:predicate")),
            ("value", [scope.value(v) for v in index.values(node, "rdf:object")]),
            ("claim_status", scope.linked(node, "d:claimStatus")),
            ("role", scope.linked(node, "org:role")),
            ("valid_from", common.text(scope.day(node, "d:validFrom"))),
            ("as_of", common.text(scope.day(node, "d:asOf"))),
            ("citation", scope.said(node, "dct:bibliographicCitation")),
            ("source", [outward_ref(a) for a in index.nodes(node, "dct:source")]),
        ),
        "mentions": [common.mention(scope, m) for m in sorted(index.nodes(node, "prov:wasDerivedFrom"))],
        "contradictions": scope.refs(index.subjects("d:evidence", node)),
    }


def gap(scope: Scope) -> View:
    """Give what is missing, why, and where that shows."""
    node, linked = scope.node, scope.linked
    reason = scope.index.node_of(node, "d:gapReason")
    return {
        "facts": common.facts(
            scope,
            ("reason", linked(node, "d:gapReason")),
            ("definition", scope.said(reason, "skos:definition")),
            ("concerns", linked(node, "d:about")),
            ("indicator", linked(node, "d:indicator")),
            ("statistic", linked(node, "d:statistic")),
            ("period", linked(node, "d:refPeriod")),
            ("one_series", linked(node, "d:series")),
            ("issue", linked(node, "d:issue")),
            ("document", linked(node, "d:inDocument")),
        )
    }
