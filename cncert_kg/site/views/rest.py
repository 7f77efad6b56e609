"""Long tables of one thing: its page has the first rows, pages of their own have all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import common, paging
from cncert_kg.site.views.common import FreePage, View

FIGURES = 30
"""Most figures on the page of an issue or a period."""

CODES = 40
"""Most codes on a page."""

_LISTED = (("id/report/", "d:issue", "series"), ("id/period/", "d:refPeriod", "periods"))
"""What has a table of figures: how its nodes begin, the property of the figures, and the list page above it."""


def stem(node: str) -> str:
    """Give where all figures of an issue or a period are listed."""
    return f"figures/{node.removeprefix('id/')}"


def figures(scope: Scope, observations: Sequence[str]) -> tuple[list[View], Ref | None]:
    """Give the rows of a table of figures, and the way to all of them where there are too many.

    Then each indicator has as many rows as any other, its total and its largest parts first.
    """
    if len(observations) <= FIGURES:
        return common.figures(scope, list(observations)), None
    every = Ref(f"{scope.inside}{stem(scope.node)}.html", scope.w["all_figures"].format(len(observations)))
    return [common.figure(scope, o) for o in _first(scope, observations)], every


def _first(scope: Scope, observations: Sequence[str]) -> list[str]:
    by_indicator: dict[str, list[str]] = defaultdict(list)
    for observation in sorted(observations):
        by_indicator[scope.index.node_of(observation, "d:indicator")].append(observation)
    each = max(1, FIGURES // len(by_indicator))
    kept = [sorted(members, key=partial(_weight, scope.index))[:each] for members in by_indicator.values()]
    return [o for members in kept for o in sorted(members)][:FIGURES]


def _weight(index: Index, observation: str) -> tuple[bool, int, str]:
    """The total first, then by the rank that the report prints, then by the IRI."""
    is_part = not index.node_of(observation, "d:breakdown").endswith("/total")
    rank = index.text_of(observation, "d:rank")
    return is_part, int(rank) if rank else 0, observation


def codes(index: Index, scheme: str) -> list[str]:
    """Give the codes of a list, in order."""
    return sorted(index.subjects("skos:inScheme", scheme))


def code_paths(index: Index, scheme: str) -> list[str]:
    """Give the pages of a code list; the first is its own."""
    count = len(paging.chunks(codes(index, scheme), CODES))
    rest = [paging.numbered(f"codes/{scheme.removeprefix('code/')}", number) for number in range(2, count + 1)]
    return [scheme, *rest]


def code_rows(scheme: str, scope: Scope, nodes: Sequence[str]) -> View:
    """Give the codes of a part of a list with their definitions."""
    index = scope.index
    return {
        "h1": scope.title(scheme),
        "below": [scope.ref(scheme), Ref("", scope.w["members"])],
        "definition": [],
        "codes": [(scope.ref(c), index.text_of(c, "skos:notation"), scope.said(c, "skos:definition")) for c in nodes],
    }


def first_codes(scope: Scope) -> View:
    """Give the first codes of the list that the page is about, and the way to the others."""
    index, scheme = scope.index, scope.node
    paths, first = code_paths(index, scheme), paging.chunks(codes(index, scheme), CODES)[0]
    view = paging.page(paths, 1, first, partial(code_rows, scheme), scope)
    return {key: view[key] for key in ("pager", "codes")}


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages of all figures of long issues and periods, and of the rest of long code lists."""
    index = site.index
    for start, property_, list_ in _LISTED:
        for node in sorted(n for n in index.facts if n.startswith(start) and n in index.described):
            found = sorted(o for o in index.subjects(property_, node) if o.startswith("id/obs/"))
            if len(found) > FIGURES:
                yield from paging.pages(stem(node), list_, "figures", found, partial(_figures, node))
    for scheme in sorted(s for s in index.described if s.startswith("code/") and s.count("/") == 1):
        yield from _codes(index, scheme)


def _figures(node: str, scope: Scope, observations: Sequence[str]) -> View:
    return {
        "h1": scope.title(node),
        "below": [scope.ref(node), Ref("", scope.w["figures"])],
        "figures": common.figures(scope, list(observations)),
        "has_issue": node.startswith("id/period/"),
    }


def _codes(index: Index, scheme: str) -> Iterator[FreePage]:
    view: Callable[[Scope, Sequence[str]], View] = partial(code_rows, scheme)
    paths, parts = code_paths(index, scheme), paging.chunks(codes(index, scheme), CODES)
    for number, part in list(enumerate(parts, 1))[1:]:
        yield FreePage(paths[number - 1], "codes", "scheme", partial(paging.page, paths, number, part, view))
