"""The page that searches: a form, and the words that its script puts around what it finds."""

from __future__ import annotations

import json

from cncert_kg.site import policy
from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import View

SCRIPTS = ("search.js", "search-page.js")

KINDS = (
    "organisation", "one_series", "indicator", "report", "observation", "document", "claim", "finding", "gap",
    "period", "family", "foreign_record", "mapping_set", "question", "concept", "scheme", "ontology", "data_set",
    "thing", "vulnerability",
)  # fmt: skip
"""The kinds of pages in the order in which results stand: what most people look for first, the many entries last."""

_TOLD = (
    "search_busy", "search_found", "search_found_one", "search_of_kind", "search_none_found", "search_failed",
    "search_near", "search_all_kinds", "previous_page", "next_page", "page_number", "search_filter", "search_turn",
)  # fmt: skip
"""The words of the script."""

EXAMPLES = ("跨境", "漏洞周报", "CNVD-2023", "恶意URL", "APCERT")


def search(scope: Scope) -> View:
    """Give the words of the script, and queries to try."""
    told = {**{word: scope.w[word] for word in _TOLD}, "kinds": {kind: scope.w[kind] for kind in KINDS}}
    return {
        "h1": scope.w["search"],
        "policy": policy.SCRIPTS,
        "scripts": [f"search/{name}" for name in SCRIPTS],
        "told": json.dumps(told, ensure_ascii=False),
        "examples": EXAMPLES,
    }
