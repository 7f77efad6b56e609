"""What other data hold: the mappings of a thing on its page, the page of a mapping set, and the list of the sets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from cncert_kg.site import links
from cncert_kg.site.formats import number
from cncert_kg.site.links import Ref, outward_ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View
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


def mapping_set(scope: Scope) -> View:
    """Give what a set is, and every row of it at a place of its own."""
    index, node = scope.index, scope.node
    rows = [row(scope, m) for m in _members(scope, node)]
    return {
        "h1": _set_name(scope, node),
        "title": _set_name(scope, node).text,
        "lead": [r for p in ("dct:description", "rdfs:comment") for r in scope.said(node, p)],
        "facts": common.facts(
            scope,
            ("set_file", [Ref(scope.root + f, f.rpartition("/")[2]) for f in index.nodes(node, "void:dataDump")]),
            ("links", [] if rows else common.text(number(index.text_of(node, "void:triples")))),
            ("set_target", [outward_ref(index.iri(n)) if not scope.href(n) else scope.ref(n)
                            for n in index.nodes(node, "void:objectsTarget")]),
            ("set_target_version", scope.said(node, "sssom:object_source_version")),
            ("set_made", common.text(scope.day(node, "dct:created"))),
            ("set_maker", scope.said(node, "sssom:creator_label")),
            ("set_licence", scope.linked(node, "dct:license")),
        ),
        "rows": sorted((r for r in rows if r.target), key=lambda r: (r.subject.text, r.id)),
        "is_counted": not rows,
        "absent": sorted((r for r in rows if not r.target), key=lambda r: (r.subject.text, r.id)),
    }  # fmt: skip


def way(scope: Scope) -> list[Ref]:
    """Give the set under its title."""
    return [_set_name(scope, scope.node)]


def _members(scope: Scope, set_: str) -> list[str]:
    return [m for m in scope.index.subjects("dct:isPartOf", set_) if links.is_mapping(m)]


def mapping_sets(scope: Scope) -> View:
    """Give every set with what it leads to, its links, and how often nothing was found."""
    rows = []
    for node in scope.index.members(_SET):
        members = _members(scope, node)
        found = sum(scope.index.node_of(m, "owl:annotatedTarget") != NOT_FOUND for m in members)
        targets_ = [scope.ref(n) for n in scope.index.nodes(node, "void:objectsTarget")]
        rows.append((_set_name(scope, node)._replace(href=scope.href(node)), targets_, found, len(members) - found))
    return {"sets": sorted(rows, key=lambda r: r[0].text), "pairs": scope.list_ref("vulnerabilities")}
