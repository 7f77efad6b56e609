"""Which exports stand beside the data of a thing: what `exports.objects` writes, in the words of the graph."""

from __future__ import annotations

from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.vocab import ORG

_NAMES = {"stix": "STIX 2.1", "misp": "MISP", "ftm": "FollowTheMoney"}
_ACCOUNT = "id/org/wechat-"
"""An account known by its number alone: who holds it is not known, so no export names it."""


def of(index: Index, node: str) -> tuple[str, ...]:
    """Give the exports of a thing: `stix`, `misp`, `ftm`, or none."""
    if node.startswith("id/org/") and not node.startswith(_ACCOUNT) and index.is_a(node, ORG.Organization.value):
        return ("ftm",) if index.is_a(node, "def#Branch") else ("stix", "ftm")
    if node.startswith("id/malware/") and index.is_a(node, "def#MalwareFamily"):
        return ("stix",)
    if node.startswith("id/report/") and index.is_a(node, "def#ReportIssue") and index.values(node, "dct:issued"):
        return ("stix", "misp")
    return ()


def links(scope: Scope) -> list[Ref]:
    """Give links to the exports of the thing that a page is about."""
    return [Ref(f"{scope.root}{scope.node}.{form}.json", _NAMES[form]) for form in of(scope.index, scope.node)]
