"""The page of an observation: the value, and the sentence that says so."""

from __future__ import annotations

from cncert_kg.site.formats import number
from cncert_kg.site.links import Ref, outward_ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View


def observation(scope: Scope) -> View:
    """Give value, dimensions, every mention with the canonical one first, neighbours and contradictions."""
    index, node = scope.index, scope.node
    value, unit = scope.amount(node)
    # What other response teams count is stated in their tables, which are no reports.
    stated = scope.site.witnesses.get(node) or index.nodes(node, "prov:wasDerivedFrom")
    mentions = [common.mention(scope, m) for m in stated]
    before, after = _neighbours(scope)
    return {
        "value": value,
        "unit": unit,
        "title": scope.title(node),
        "h1": scope.title(index.node_of(node, "d:indicator")),
        "part": common.part(scope, node),
        "period": scope.period(index.node_of(node, "d:refPeriod")),
        "facts": _facts(scope),
        "mentions": mentions,
        "before": before,
        "after": after,
        "contradictions": scope.refs(index.subjects("d:about", node)),
    }


def _facts(scope: Scope) -> list[tuple[str, list[Ref]]]:
    node, linked = scope.node, scope.linked
    return common.facts(
        scope,
        ("indicator", linked(node, "d:indicator")),
        ("period", linked(node, "d:refPeriod")),
        ("area", linked(node, "d:refArea")),
        ("statistic", linked(node, "d:statistic")),
        ("breakdown", linked(node, "d:breakdown")),
        ("unit", linked(node, "satt:unitMeasure")),
        ("qualifier", linked(node, "d:valueQualifier")),
        ("bounds", _bounds(scope)),
        ("one_series", linked(node, "d:series")),
        ("issue", linked(node, "d:issue")),
        ("citation", scope.said(node, "dct:bibliographicCitation")),
        ("source", [outward_ref(a) for a in scope.index.nodes(node, "dct:source")]),
        ("notes", scope.said(node, "skos:note")),
    )


def _bounds(scope: Scope) -> list[Ref]:
    lower, upper = (scope.index.text_of(scope.node, f"d:{p}Bound") for p in ("lower", "upper"))
    return common.text(f"{number(lower)} – {number(upper)}".strip()) if lower or upper else []


def _neighbours(scope: Scope) -> tuple[list[Ref], list[Ref]]:
    """The observations of the same cell one period before and one after, where dated."""
    same = scope.site.cells.get(scope.site.cell(scope.node), [])
    if scope.node not in same:
        return [], []
    place = same.index(scope.node)
    return _near(scope, same[max(0, place - 1) : place]), _near(scope, same[place + 1 : place + 2])


def _near(scope: Scope, nodes: list[str]) -> list[Ref]:
    return [
        scope.ref(n, f"{scope.title(scope.index.node_of(n, 'd:refPeriod'))} · {scope.amount_text(n)}") for n in nodes
    ]
