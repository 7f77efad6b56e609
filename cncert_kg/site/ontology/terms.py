"""The page of one class or property: definition, diagram, shapes in sentences, an example, uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from cncert_kg.site.formats import number
from cncert_kg.site.links import Ref, anchor
from cncert_kg.site.ontology import drawing, shapes
from cncert_kg.site.ontology.drawing import Drawing, Node, Row
from cncert_kg.site.ontology.shapes import Demand, Shape
from cncert_kg.site.ontology.usage import Usage
from cncert_kg.site.scope import SHOWN, Scope
from cncert_kg.site.views.common import View
from cncert_kg.turtle import turtle

_ROWS, _INCOMING, _ENDS = 14, 6, 5
"""Most of each in a diagram."""
_LONGEST = 3000
"""Most bytes of an example."""
_TRIED = 200
"""Instances among which the example is chosen."""
_QUIET = frozenset({"rdf:type", "rdfs:label", "skos:prefLabel"})
"""Predicates that everything has."""
_VARIABLE = re.compile(r"\{\?\w+\}")
"""Stands in a message for what a query finds."""
_LITERAL = ("xsd:", "rdf:langString")
_RELATIONS = ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "owl:inverseOf")


class Said(NamedTuple):
    """A demand of a shape in words."""

    shape: str
    of: list[Ref]
    """The property; on the page of a property, the classes that it is demanded of."""
    many: str
    """How many values."""
    what: list[Ref]
    """Of what kind."""
    sentence: str
    is_warning: bool


def is_class(node: str) -> bool:
    """Whether a term is a class: its local name begins with a capital."""
    return anchor(node)[:1].isupper()


def path(node: str) -> str:
    """Give the path of the page of a term, without language and suffix."""
    return f"def/{'' if is_class(node) else 'property/'}{anchor(node)}"


def ref(scope: Scope, node: str) -> Ref:
    """Give a link to the page of a term of ours; to what the site has, or the web, for any other node."""
    found = scope.ref(node)
    is_ours = node.startswith("def#") and node in scope.index.facts
    return found._replace(href=f"{scope.inside}{path(node)}.html") if is_ours else found


def count(usage: Usage, node: str) -> int:
    """Give the number of instances of a class, narrower ones included, or of statements with a property."""
    return len(usage.instances(node)) if is_class(node) else usage.triples[f"d:{anchor(node)}"]


def term(usage: Usage, node: str, scope: Scope) -> View:
    """Give the page of a term."""
    own = _class(usage, node, scope) if is_class(node) else _property(usage, node, scope)
    heading = scope.title(node)
    return {
        "h1": heading,
        "title": f"{heading} (d:{anchor(node)})",
        "kind": scope.w["class" if is_class(node) else "property"],
        "below": [Ref("", heading)],
        "data": f"{scope.root}def",
        "iri": scope.index.iri(node),
        "statements": scope.statements(node),
        "name": f"d:{anchor(node)}",
        "place": Ref(f"{scope.inside}def.html#{anchor(node)}", f"def#{anchor(node)}"),
        "definition": scope.said(node, "skos:definition"),
        "facts": [*_relations(scope, node), *_narrower(scope, node)],
        "count": number(str(count(usage, node))),
        "is_first": count(usage, node) > SHOWN,
        **own,
    }


def _relations(scope: Scope, node: str) -> list[tuple[str, list[Ref]]]:
    found = ((p, [ref(scope, n) for n in scope.index.nodes(node, p)]) for p in _RELATIONS)
    return [(scope.title(p), refs) for p, refs in found if refs]


def _narrower(scope: Scope, node: str) -> list[tuple[str, list[Ref]]]:
    words = (
        ("narrower_terms", "rdfs:subClassOf"),
        ("narrower_terms", "rdfs:subPropertyOf"),
        ("inverse", "owl:inverseOf"),
    )
    found = ((scope.w[word], [ref(scope, n) for n in scope.index.subjects(p, node)]) for word, p in words)
    return [(name, refs) for name, refs in found if refs]


def _class(usage: Usage, node: str, scope: Scope) -> View:
    members = usage.instances(node)
    used = [(p, n) for p, n in usage.properties(node) if p not in _QUIET]
    held = _shapes(usage, node, scope)
    return {
        "drawing": _class_drawing(usage, node, scope),
        "demands": [_said(scope, d, [_path(scope, d)]) for s in held for d in s.demands],
        "first": scope.w["property"],
        "shapes": [(s.name, s.turtle) for s in held],
        "example": _example(scope, members),
        "uses": [scope.ref(m) for m in members[:SHOWN]],
        "query": f"SELECT ?thing WHERE {{ ?thing a d:{anchor(node)} }}",
        "properties": [_used(scope, usage, node, p, n) for p, n in used],
    }


def _shapes(usage: Usage, node: str, scope: Scope) -> list[Shape]:
    """The shapes for the instances of a class: by class, or by a property that all of them have."""
    count_ = len(usage.instances(node))
    always = {scope.index.term(p) for p, n in usage.properties(node) if n == count_ and p not in _QUIET}
    below = set() if scope.index.members(node) else usage.below(node)
    return shapes.of_class(scope.index.base, {scope.index.iri(n) for n in (*_wider(scope, node), *always, *below)})


def _wider(scope: Scope, node: str) -> set[str]:
    """A class and every class above it."""
    found, new = set[str](), {node}
    while new:
        found |= new
        new = {wider for n in new for wider in scope.index.nodes(n, "rdfs:subClassOf")} - found
    return found


def _used(scope: Scope, usage: Usage, class_: str, predicate: str, having: int) -> tuple[Ref, str, str]:
    """A property of the instances, how many have it, and what it leads to."""
    end = _end_name(scope, usage.objects(class_, predicate))
    return ref(scope, scope.index.term(predicate)), number(str(having)), end


def _end_name(scope: Scope, end: str) -> str:
    return end if end.startswith(_LITERAL) else scope.title(end) if end else ""


def _property(usage: Usage, node: str, scope: Scope) -> View:
    predicate = f"d:{anchor(node)}"
    found = shapes.of_property(scope.index.base, scope.index.iri(node))
    subjects = usage.subjects[predicate]
    return {
        "drawing": _property_drawing(usage, node, scope),
        "demands": [_said(scope, d, [_term(scope, t) for t in s.targets]) for s, d in found],
        "first": scope.w["class"],
        "shapes": [(s.name, s.turtle) for s in dict.fromkeys(s for s, _ in found)],
        "example": _example(scope, subjects[:1], predicate),
        "uses": [scope.ref(s) for s in subjects[:SHOWN]],
        "query": f"SELECT ?thing ?value WHERE {{ ?thing {predicate} ?value }}",
        "properties": [],
    }


def _said(scope: Scope, demand: Demand, of: list[Ref]) -> Said:
    sentence = _VARIABLE.sub("…", demand.zh if scope.lang == "zh" else demand.en)
    return Said(demand.shape, of, _many(scope, demand), list(_what(scope, demand)), sentence, demand.is_warning)


def _path(scope: Scope, demand: Demand) -> Ref:
    """The property that a demand is on."""
    return _term(scope, demand.path) if demand.path else Ref("", scope.w["whole_thing"])


def _term(scope: Scope, iri: str) -> Ref:
    return ref(scope, scope.index.term(scope.index.short(iri)))


def _many(scope: Scope, demand: Demand) -> str:
    """How many values a shape asks for, in words."""
    least, most = demand.least or "0", demand.most
    if least == most:
        return scope.w["exactly"].format(most)
    both = [scope.w["at_least"].format(least)] if least != "0" else []
    return scope.w["list_comma"].join([*both, *([scope.w["at_most"].format(most)] if most else [])])


def _what(scope: Scope, demand: Demand) -> Iterator[Ref]:
    for kind in demand.kinds:
        short = scope.index.short(kind)
        yield Ref("", short) if short.startswith(_LITERAL) else _term(scope, kind)
    if demand.is_iri and not demand.kinds:
        yield Ref("", "IRI")
    if demand.pattern:
        yield Ref("", demand.pattern)
    yield from (Ref("", f"{name} {scope.index.short(value)}") for name, value in demand.limits)


def _example(scope: Scope, nodes: Iterable[str], predicate: str = "") -> tuple[Ref, str] | None:
    """An instance that says much and is not long, as Turtle; of a property, no more than what names it."""
    ranked = sorted(list(nodes)[:_TRIED], key=lambda n: (-len(scope.index.facts[n]), n))
    for node in ranked:
        text = _turtle(scope, node, predicate)
        if text and len(text.encode()) <= _LONGEST:
            return scope.ref(node), text
    return None


def _turtle(scope: Scope, node: str, predicate: str) -> str:
    index = scope.index
    iri, wanted = index.iri(node), {*_QUIET, predicate}
    about = [t for t in index.described.get(index.page(node), ()) if t.subject == NamedNode(iri)]
    if predicate:
        about = [t for t in about if index.short(t.predicate.value) in wanted]
    return b"".join(turtle(about, index.prefixes)).decode()


def _class_drawing(usage: Usage, node: str, scope: Scope) -> Drawing:
    above = [_node(scope, n) for n in scope.index.nodes(node, "rdfs:subClassOf")[:2]]
    below = [_node(scope, n) for n in scope.index.subjects("rdfs:subClassOf", node)[:3]]
    used = [p for p, _ in usage.properties(node) if p not in _QUIET][:_ROWS]
    rows = [_row(scope, p, usage.objects(node, p)) for p in used]
    rows += [_row(scope, p, c, is_incoming=True) for c, p in usage.incoming(node)[:_INCOMING]]
    return drawing.of_class(_node(scope, node), above, below, rows)


def _row(scope: Scope, predicate: str, end: str, *, is_incoming: bool = False) -> Row:
    is_literal = end.startswith(_LITERAL)
    other = Node(end) if is_literal or not end else _node(scope, end)
    if not end:
        other = Node(scope.w["elsewhere"])
    return Row(_node(scope, scope.index.term(predicate)), other, is_literal, is_incoming)


def _property_drawing(usage: Usage, node: str, scope: Scope) -> Drawing:
    subjects, objects = usage.ends(f"d:{anchor(node)}")
    sides = (
        subjects or scope.index.nodes(node, "rdfs:domain"),
        objects or scope.index.nodes(node, "rdfs:range"),
    )
    left, right = ([_end(scope, e) for e in side[:_ENDS]] for side in sides)
    return drawing.of_property(_node(scope, node), left, right)


def _end(scope: Scope, end: str) -> Node:
    return Node(end) if end.startswith(_LITERAL) else _node(scope, end)


def _node(scope: Scope, node: str) -> Node:
    found = ref(scope, node)
    return Node(found.text, found.href)
