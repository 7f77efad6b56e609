"""What other data hold: the mappings of a thing on its page, the page of a mapping set, and the list of the sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from cncert_kg.site import links
from cncert_kg.site.formats import number
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref, outward_ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import common, paging
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.vocab import SSSOM

NOT_FOUND = SSSOM.NoTermFound.value
"""The target of a row that says that nothing was found."""

_SET = SSSOM.MappingSet.value


class Row(NamedTuple):
    """A mapping as pages show it."""

    id: str
    """Of its place on the page of its set."""
    subject: Ref
    relation: Ref
    target: Ref | None
    """Nothing where nobody found one."""
    identifier: str
    """Of a target that has no page here."""
    confidence: str
    justification: Ref
    comments: list[Ref]
    set: Ref
    """The set's page, at the place of the row."""


def shown(scope: Scope) -> View:
    """Give the mappings of the page's thing, and of the area that a branch is for; empty where there are none."""
    about = [scope.node, *scope.index.nodes(scope.node, "d:jurisdiction")]
    rows = [row(scope, m) for of in about for m in scope.index.subjects("owl:annotatedSource", of)]
    own = scope.title(scope.node)
    return {"rows": _sorted(rows), "is_of_several": any(r.subject.text != own for r in rows)} if rows else {}


def row(scope: Scope, mapping: str) -> Row:
    """Give one mapping."""
    index = scope.index
    subject, predicate, target, justification, set_ = (
        index.node_of(mapping, p)
        for p in (
            "owl:annotatedSource",
            "owl:annotatedProperty",
            "owl:annotatedTarget",
            "sssom:mapping_justification",
            "dct:isPartOf",
        )
    )
    is_match = target != NOT_FOUND
    return Row(
        index.place(mapping)[1],
        _end(scope, subject, mapping, "sssom:subject_label"),
        scope.ref(predicate),
        _end(scope, target, mapping, "sssom:object_label") if is_match else None,
        _identifier(scope, target) if is_match else "",
        number(index.text_of(mapping, "sssom:confidence")),
        scope.ref(justification),
        scope.said(mapping, "rdfs:comment"),
        _set_name(scope, set_)._replace(href=scope.href(mapping)),
    )


def _end(scope: Scope, node: str, mapping: str, label: str) -> Ref:
    """A link to one end: to its page here, or else out, under the name that the row gives it."""
    name = scope.index.text_of(mapping, label)
    if scope.href(node):
        return scope.ref(node)
    out = outward_ref(scope.index.iri(node))
    return Ref(out.href, name or out.text)


def _identifier(scope: Scope, target: str) -> str:
    return "" if scope.href(target) else outward_ref(scope.index.iri(target)).text


def _set_name(scope: Scope, set_: str) -> Ref:
    """The name of a set without the words that say it is one; text only."""
    return next(iter(scope.said(set_, "dct:title")), Ref("", scope.title(set_)))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    """Matches before what was not found, the surest first."""
    return sorted(rows, key=lambda r: (r.target is None, r.set.text, r.subject.text, -Decimal(r.confidence or 0), r.id))


def targets(scope: Scope, node: str) -> set[str]:
    """Give what the mappings of a node lead to."""
    found = scope.index.subjects("owl:annotatedSource", node)
    return {scope.index.node_of(m, "owl:annotatedTarget") for m in found}


AT_ONCE = 40
"""Rows of a set on a page."""


def mapping_set(scope: Scope) -> View:
    """Give what a set is, and the first of its rows, each at a place of its own."""
    index, node = scope.index, scope.node
    ordered = _ordered(index, node)
    first = paging.chunks(ordered, AT_ONCE)[0]
    return {
        **paging.page(_paths(index, node), 1, first, _rows, scope),
        "h1": _set_name(scope, node),
        "title": _set_name(scope, node).text,
        "lead": [r for p in ("dct:description", "rdfs:comment") for r in scope.said(node, p)],
        "facts": common.facts(
            scope,
            ("set_file", [Ref(scope.root + f, f.rpartition("/")[2]) for f in index.nodes(node, "void:dataDump")]),
            *_counted(index, node, ordered),
            ("set_target", [outward_ref(index.iri(n)) if not scope.href(n) else scope.ref(n)
                            for n in index.nodes(node, "void:objectsTarget")]),
            ("set_target_version", scope.said(node, "sssom:object_source_version")),
            ("set_made", common.text(scope.day(node, "dct:created"))),
            ("set_maker", scope.said(node, "sssom:creator_label")),
            ("set_licence", scope.linked(node, "dct:license")),
        ),
        "is_counted": not ordered,
    }  # fmt: skip


def _counted(index: Index, set_: str, ordered: Sequence[str]) -> list[tuple[str, list[Ref]]]:
    """How many rows found something, and how many did not; of a set whose rows stand in its file only, how many."""
    if not ordered:
        return [("links", common.text(number(index.text_of(set_, "void:triples"))))]
    found = _found(index, ordered)
    return [("links", common.text(f"{found:,}")), ("no_term", common.text(f"{len(ordered) - found:,}"))]


def _rows(scope: Scope, mappings: Sequence[str]) -> View:
    return {"rows": [row(scope, m) for m in mappings]}


def _ordered(index: Index, set_: str) -> list[str]:
    """The mappings of a set in an order that is the same in both languages: what was found first."""
    return sorted(
        _members(index, set_), key=lambda m: (not _is_found(index, m), index.node_of(m, "owl:annotatedSource"), m)
    )


def _is_found(index: Index, mapping: str) -> bool:
    return index.node_of(mapping, "owl:annotatedTarget") != NOT_FOUND


def _found(index: Index, mappings: Iterable[str]) -> int:
    return sum(_is_found(index, m) for m in mappings)


def _paths(index: Index, set_: str) -> list[str]:
    """The pages of a set, without language and suffix."""
    count = len(paging.chunks(_members(index, set_), AT_ONCE))
    return [paging.numbered(index.page(set_), n) for n in range(1, count + 1)]


def pages(site: Site) -> Iterator[FreePage]:
    """Give the pages that follow the first of a set."""
    for set_ in sorted(site.index.members(_SET)):
        paths, parts = _paths(site.index, set_), paging.chunks(_ordered(site.index, set_), AT_ONCE)
        for n in range(2, len(paths) + 1):
            view = partial(paging.page, paths, n, parts[n - 1], partial(_following, set_))
            yield FreePage(paths[n - 1], "mappings", "mapping_rows", view)


def _following(set_: str, scope: Scope, mappings: Sequence[str]) -> View:
    name = _set_name(scope, set_)
    return {**_rows(scope, mappings), "h1": name.text, "below": [name._replace(href=scope.href(set_)), name]}


def moved(site: Site) -> dict[str, str]:
    """Give the pages of the mappings that do not stand on the first page of their set."""
    index = site.index
    return {
        mapping: path
        for set_ in index.members(_SET)
        for path, part in zip(_paths(index, set_), paging.chunks(_ordered(index, set_), AT_ONCE), strict=True)
        for mapping in part
        if path != index.page(set_)
    }


def way(scope: Scope) -> list[Ref]:
    """Give the set under its title."""
    return [_set_name(scope, scope.node)]


def _members(index: Index, set_: str) -> list[str]:
    return [m for m in index.subjects("dct:isPartOf", set_) if links.is_mapping(m)]


def mapping_sets(scope: Scope) -> View:
    """Give every set with what it leads to, its links, and how often nothing was found."""
    rows = []
    for node in scope.index.members(_SET):
        members = _members(scope.index, node)
        found = _found(scope.index, members)
        targets_ = [scope.ref(n) for n in scope.index.nodes(node, "void:objectsTarget")]
        rows.append((_set_name(scope, node)._replace(href=scope.href(node)), targets_, found, len(members) - found))
    return {"sets": sorted(rows, key=lambda r: r[0].text), "pairs": scope.list_ref("vulnerabilities")}
