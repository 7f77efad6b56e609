"""The pages that list what links to a thing, where its own page names the first only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from cncert_kg.site.links import Ref, links_path
from cncert_kg.site.scope import SHOWN, Scope, Site
from cncert_kg.site.views import paging
from cncert_kg.site.views.common import FreePage, View

AT_ONCE = 80
"""Links on a page."""


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages for every thing and every property with more links than the thing's page names."""
    nodes = (site.index.subject(path) for path in sorted(site.index.described))
    for node in (n for n in nodes if n != "def"):  # each of its terms has a page of its uses
        for predicate, subjects in site.index.links_to(node):
            if len(subjects) > SHOWN:
                view = partial(_view, node, predicate, len(subjects))
                yield from paging.pages(links_path(node, predicate), "", "backlinks", subjects, view, AT_ONCE)


def _view(node: str, predicate: str, count: int, scope: Scope, shown: Sequence[str]) -> View:
    property_, colon = scope.ref(scope.index.term(predicate)), ": " if scope.lang == "en" else "："
    heading = f"{scope.title(node)}{colon}{property_.text}"
    return {
        "h1": heading,
        "below": [scope.ref(node), Ref("", heading)],
        "about": [scope.ref(node)],
        "count": count,
        "shown": [scope.ref(s) for s in shown],
    }
