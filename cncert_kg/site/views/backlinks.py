"""The pages that list what links to a thing, where its own page names the first only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from cncert_kg.site.links import Ref, links_path
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import paging
from cncert_kg.site.views.common import FreePage, View

AT_ONCE = 80
"""Links on a page."""


def pages(site: Site, node: str, shown: View) -> Iterator[FreePage]:
    """Give the pages that the page of a thing leads to: `shown` is the view of that page."""
    subjects = dict(site.index.links_to(node))
    for predicate in (link["predicate"] for link in shown["backlinks"] if link["all"]):
        found = subjects[predicate]
        view = partial(_view, node, predicate, len(found))
        yield from paging.pages(links_path(node, predicate), "", "backlinks", found, view, AT_ONCE)


def _view(node: str, predicate: str, count: int, scope: Scope, shown: Sequence[str]) -> View:
    heading = f"{scope.title(node)}{scope.w['colon']}{scope.title(scope.index.term(predicate))}"
    return {
        "h1": heading,
        "below": [scope.ref(node), Ref("", heading)],
        "about": [scope.ref(node)],
        "count": count,
        "shown": [scope.ref(s) for s in shown],
    }
