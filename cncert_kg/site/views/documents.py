"""The page of a copy of a document: what it is, every place in its text that states something, every number unread.

What one page cannot bear stands on pages that follow it: `moved` says where, so that links lead straight there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from cncert_kg.model import Problem
from cncert_kg.site.links import LANGUAGES, Ref, anchor
from cncert_kg.site.scope import Row, Scope, Site
from cncert_kg.site.views import common, document_rows, paging, unread_numbers
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.unread import Coverage, Unread

_VALUES = 12
"""Most values of a property among all statements."""

_NUMBERS = 300
"""Unread numbers on a page of their own."""


def document(scope: Scope) -> View:
    """Give what a copy is, every place by what it states, the numbers not read, the problems found in reading it."""
    node = scope.node
    places = document_rows.mentions(scope, node)
    found = unread_numbers.coverage(scope.site, node)
    first, *more = document_rows.pages(scope, places, unread_numbers.weight(found))
    gaps = [g for g in scope.index.subjects("d:inDocument", node) if g.startswith("id/gap/")]
    return {
        "facts": _facts(scope),
        "groups": document_rows.groups(scope, node, first),
        "further": _further(scope, more),
        "parts": parts(scope),
        "from_register": any(scope.index.texts(m, "d:wasReadFromRegister") for m in places),
        "count": len(places),
        "numbers": unread_numbers.shown(scope, found),
        "all_numbers": f"{scope.inside}{node}/numbers.html",
        "gaps": common.gaps(scope, gaps),
        "problems": problems(scope),
        "statements": _statements(scope),
    }


def _statements(scope: Scope) -> list[Row]:
    """Every statement; of very many values of one property (the issues it lists) the first, and the way to all."""
    out = []
    for property_, values in scope.statements(scope.node):
        rest = Ref(f"{scope.root}{scope.node}.ttl", f"{scope.w['all_of_them']} ({len(values)})")
        out.append((property_, values if len(values) <= _VALUES else [*values[:_VALUES], rest]))
    return out


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages that follow those of documents: places that do not fit there, and long lists of numbers."""
    for node, found, more in _following(site):
        paths = [_path(node, number) for number in range(1, len(more) + 1)]
        for number, places in enumerate(more, 1):
            view = partial(paging.page, paths, number, places, partial(_places, node))
            yield FreePage(paths[number - 1], "documents", "document_places", view)
        if found and len(found.unread) > unread_numbers.INLINE:
            yield from paging.pages(
                f"{node}/numbers", "documents", "document_numbers", found.unread, partial(_numbers, node), _NUMBERS
            )


def moved(site: Site) -> dict[str, str]:
    """Give the page, without language and suffix, of each place that does not fit on the page of its document."""
    return {
        part: _path(node, number)
        for node, _, more in _following(site)
        for number, places in enumerate(more, 1)
        for place in places
        for part in (place, *site.index.fragments(place))
    }


def _following(site: Site) -> Iterator[tuple[str, Coverage | None, list[list[str]]]]:
    """Each document, what was read of it, and the places on each page that follows its own."""
    scope = Scope(site, LANGUAGES[0], "zh/id/doc.html")
    for node in sorted(n for n in site.index.described if n.startswith("id/doc/")):
        places, found = document_rows.mentions(scope, node), unread_numbers.coverage(site, node)
        yield node, found, document_rows.pages(scope, places, unread_numbers.weight(found))[1:]


def _path(document: str, number: int) -> str:
    return paging.numbered(f"{document}/places", number)


def _further(scope: Scope, more: list[list[str]]) -> list[Ref]:
    """The pages that follow, by what stands there."""
    folder, out = scope.node.rpartition("/")[2], []
    for number, places in enumerate(more, 1):
        kinds = Counter(document_rows.kind(scope, m) for m in places)
        said = " · ".join(f"{scope.w[word]} {count}" for word, count in kinds.items())
        out.append(Ref(f"{_path(folder, number)}.html", said))
    return out


def _places(node: str, scope: Scope, places: Sequence[str]) -> View:
    """A page of places of a document."""
    word = scope.w["further_places"]
    return {"h1": word, **_below(node, word, scope), "groups": document_rows.groups(scope, node, places)}


def _numbers(node: str, scope: Scope, numbers: Sequence[Unread]) -> View:
    """A page of numbers of a document that were not read."""
    word = scope.w["unread"]
    return {"h1": word, **_below(node, word, scope), "reasons": unread_numbers.reasons(scope, tuple(numbers))}


def _below(node: str, word: str, scope: Scope) -> View:
    return {"below": [scope.ref(node), Ref("", word)], "document": scope.ref(node)}


def _facts(scope: Scope) -> list[tuple[str, list[Ref]]]:
    index, node = scope.index, scope.node
    return common.facts(
        scope,
        ("title", scope.said(node, "dct:title")),
        ("copy_of", scope.linked(node, "prov:specializationOf")),
        ("status", scope.linked(node, "d:copyStatus")),
        ("publisher", scope.linked(node, "dct:publisher")),
        ("published", common.text(scope.day(node, "dct:issued", weekday=True))),
        ("source", common.source(scope, node)),
        ("stated_number", scope.said(node, "d:statedNumber")),
        ("stated_period", scope.said(node, "d:statedPeriod")),
        ("feed", scope.said(node, "d:feed")),
        ("recognised", scope.said(node, "d:recognisedBy")),
        ("hash", common.text(index.text_of(node, "d:rawSha256"))),
    )


def problems(scope: Scope) -> list[Problem]:
    """Give the problems of the inputs whose bytes are this copy."""
    sha256 = scope.index.text_of(scope.node, "d:rawSha256")
    return [p for r in scope.site.inputs.get(sha256, []) for p in r.problems]


def parts(scope: Scope) -> list[tuple[str, str, list[Row]]]:
    """Give what has a fragment of the page's IRI: anchor, name, statements."""
    name = scope.titles.part
    return [(anchor(p), name(p, scope.lang), scope.statements(p)) for p in scope.index.fragments(scope.node)]
