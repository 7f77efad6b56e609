"""The pages of comparisons: the list of them, and each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.site.views.groups import Group, groups
from cncert_kg.site.views.overlays import Overlay, overlays

Comparison = Overlay | Group


def comparisons(site: Site) -> list[Comparison]:
    """Give every comparison that the data allow, in a fixed order."""
    return [*overlays(site), *groups(site)]


def compare(scope: Scope) -> View:
    """Give every comparison by kind."""
    site = scope.site
    return {
        "kinds": [
            ("years", scope.w["compare_years"], scope.w["compare_years_about"], _refs(scope, overlays(site))),
            ("groups", scope.w["compare_groups"], scope.w["compare_same"], _refs(scope, groups(site))),
        ]
    }


def _refs(scope: Scope, found: list[Overlay] | list[Group]) -> list[Ref]:
    return [Ref(f"{scope.inside}{c.path}.html", c.short(scope)) for c in found]


def pages(site: Site) -> Iterator[FreePage]:
    """Give the page of each comparison."""
    for comparison in comparisons(site):
        yield FreePage(comparison.path, "compare", comparison.template, partial(_view, comparison))


def _view(comparison: Comparison, scope: Scope) -> View:
    title = comparison.title(scope)
    return {"h1": title, "below": [Ref("", title)], **comparison.view(scope)}
