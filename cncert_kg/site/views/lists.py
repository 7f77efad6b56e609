"""The pages that list what there is."""

from __future__ import annotations

from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import View
from cncert_kg.vocab import SKOS


def organisations(scope: Scope) -> View:
    """Give every organisation: the one that all is about first, its branches last."""
    index = scope.index
    nodes = {n for n in index.facts if n.startswith("id/org/")}
    branches = {n for n in nodes if index.is_a(n, "def#Branch")}
    return {"groups": [("organisations", scope.refs(nodes - branches)), ("branches", scope.refs(branches))]}


def codes(scope: Scope) -> View:
    """Give every code list of ours with the number of its codes."""
    schemes = [s for s in sorted(scope.index.members(f"{SKOS.namespace}ConceptScheme")) if s.startswith("code/")]
    return {
        "rows": [
            (scope.ref(s), scope.said(s, "skos:definition"), len(scope.index.subjects("skos:inScheme", s)))
            for s in schemes
        ]
    }
