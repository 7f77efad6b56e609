"""Triples and shapes in, results out: core constraints through pySHACL, SPARQL constraints through Oxigraph.

pySHACL parses a SPARQL constraint anew for every focus node (about 17 ms each), so a shape with one is of the
class `CrossDocumentShape`: its query runs once over everything, without a binding of `$this`, and rows whose
`$this` is no focus node are dropped. That is the same answer, because each query binds `$this` in a triple
pattern; tests/test_shapes.py holds both engines against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox
import rdflib
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.errors import ConstraintLoadError, ShapeLoadError
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cncert_kg.conversion import MemoryGraph, OxTerm, ox_term, ox_triples, rdflib_graph, rdflib_term
from cncert_kg.errors import ResourceError
from cncert_kg.focus import Focus, NodeShape, Shard, focus_nodes
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.resources import turtle_files
from cncert_kg.shape_check import check_shapes, cross_document, select_text
from cncert_kg.validation_report import Report, Result, merged

_VARIABLE = re.compile(r"\{[?$](\w+)\}")
__all__ = ["NodeShape", "Shapes", "Shard", "focus_nodes", "load_shapes", "validate_graph", "validate_shards"]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of one base, parsed and checked once."""

    base: str
    graph: Graph
    compiled: ShapesGraph
    targeted: tuple[NodeShape, ...]
    severity: Mapping[str, str]
    """Local name of SHACL's severity, by IRI of the shape."""
    messages: Mapping[str, tuple[str, str]]
    """Message in zh and in en, by IRI of the shape or of its SPARQL constraint."""


def load_shapes(base: str = DEFAULT_BASE) -> Shapes:
    """Give the shapes that ship with the package, for a graph under `base`.

    Raises `ResourceError` where a file is missing, is no Turtle, or fails `shape_check.check_shapes`.
    """
    return shapes_from((path.read_text(encoding="utf-8") for path in turtle_files("shapes")), base)


def shapes_from(texts: Iterable[str], base: str = DEFAULT_BASE) -> Shapes:
    """Give the shapes of some Turtle texts, written for the default base; raise as `load_shapes` does."""
    graph = MemoryGraph()
    for text in texts:
        try:
            triples = list(ox.parse(text.replace(DEFAULT_BASE, base), format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise ResourceError("E_SHAPES", f"no Turtle: {error}", "shapes") from error
        graph += rdflib_graph(quad.triple for quad in triples)
    shapes_self_test(graph, base)
    return _compiled(graph, base)


def shapes_self_test(graph: Graph, base: str = DEFAULT_BASE) -> None:
    """Raise `ResourceError("E_SHAPES", …)` unless a shapes graph can be trusted; see `shape_check`."""
    check_shapes(graph, base)


def _compiled(graph: Graph, base: str) -> Shapes:
    named = sorted(s for s in graph.subjects(RDF.type, SH.NodeShape) if isinstance(s, URIRef))
    shapes = (_node_shape(graph, shape, base) for shape in named)
    messages: dict[str, dict[str, str]] = {}
    for shape, message in graph.subject_objects(SH.message):
        messages.setdefault(str(shape), {})[cast(Literal, message).language or ""] = str(message)
    try:
        shapes_graph = compiled(graph)
    except (ShapeLoadError, ConstraintLoadError) as error:
        raise ResourceError("E_SHAPES", f"pySHACL refuses the shapes: {error}", "shapes") from error
    return Shapes(
        base=base,
        graph=graph,
        compiled=shapes_graph,
        targeted=tuple(s for s in shapes if s.classes or s.subjects_of or s.objects_of),
        severity={str(s): _local(o) for s, o in graph.subject_objects(SH.severity)},
        messages={shape: (texts.get("zh", ""), texts.get("en", "")) for shape, texts in messages.items()},
    )


def compiled(graph: Graph) -> ShapesGraph:
    """Give pySHACL's form of a shapes graph; raise one of its errors where it has none."""
    shapes = ShapesGraph(graph)
    len(shapes.shapes)  # Reading the property is what compiles them.
    return shapes


def node_name(node: object) -> str:
    """Give a shape's IRI, or `_:` and the label of one that is a blank node."""
    return f"_:{node}" if isinstance(node, BNode) else str(node)


def _node_shape(graph: Graph, shape: URIRef, base: str) -> NodeShape:
    def terms(predicate: URIRef) -> frozenset[ox.NamedNode]:
        return frozenset(ox.NamedNode(str(term)) for term in graph.objects(shape, predicate))

    queries: list[tuple[str, str]] = []
    if (shape, RDF.type, cross_document(base)) in graph:
        for constraint in sorted(graph.objects(shape, SH.sparql), key=str):
            queries.append((str(constraint), select_text(graph, str(graph.value(constraint, SH.select)))))
    return NodeShape(
        str(shape),
        terms(SH.targetClass),
        terms(SH.targetSubjectsOf),
        terms(SH.targetObjectsOf),
        tuple(queries),
    )


def _local(term: object) -> str:
    return str(term).removeprefix(str(SH))


def validate_graph(data: rdflib.Graph | Iterable[ox.Triple], shapes: Shapes, name: str = "") -> Report:
    """Validate one graph, every shape over all of it.

    Raises `ValueError` where an rdflib graph holds what RDF does not allow.
    """
    triples = ox_triples(data) if isinstance(data, rdflib.Graph) else data
    return validate_shards([Shard(name, tuple(triples))], shapes)


def validate_shards(shards: Iterable[Shard], shapes: Shapes, context: Iterable[ox.Triple] = ()) -> Report:
    """Validate the subjects of shards, core shapes first, then those that look across documents.

    `context` are triples that the shards point to and that are not validated themselves.
    """
    held, around = tuple(shards), tuple(context)
    return merged([validate_shapes(held, shapes, around), validate_across(held, shapes, around)])


def validate_shapes(shards: Iterable[Shard], shapes: Shapes, context: Iterable[ox.Triple] = ()) -> Report:
    """Validate the subjects of `shards`, not those of `context`, against the shapes without SPARQL.

    A shard needs the `rdf:type` of whatever it points to, in another shard or in the context.
    """
    held, around = tuple(shards), tuple(context)
    graph = rdflib_graph(t for triples in (around, *(s.triples for s in held)) for t in triples)
    local = [shape for shape in shapes.targeted if not shape.queries]
    focus = focus_nodes(local, held, around)
    results = [r for shape in local for r in _core_results(shape, focus[shape.iri], graph, shapes)]
    return merged([Report(tuple(results), {iri: len(nodes) for iri, nodes in focus.items()})])


def validate_across(shards: Iterable[Shard], shapes: Shapes, context: Iterable[ox.Triple] = ()) -> Report:
    """Run the cross-document shapes once over all triples, for the subjects of `shards`, not those of `context`."""
    held, around = tuple(shards), tuple(context)
    store = ox.Store()
    everything = (t for triples in (around, *(s.triples for s in held)) for t in triples)
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in everything)
    across = [shape for shape in shapes.targeted if shape.queries]
    focus = focus_nodes(across, held, around)
    results = [r for shape in across for r in _query_results(shape, focus[shape.iri], store, shapes)]
    return merged([Report(tuple(results), {iri: len(nodes) for iri, nodes in focus.items()})])


def _core_results(shape: NodeShape, focus: Focus, graph: Graph, shapes: Shapes) -> Iterator[Result]:
    if not focus:
        return
    nodes = [rdflib_term(node) for node in focus]
    parts = (shapes.compiled.lookup_shape_from_node(part) for part in _parts(_shape_node(shape.iri), shapes.graph))
    reports = [r for part in parts for r in part.validate(SHACLExecutor(), graph, focus=nodes)[1]]
    for _text, result, triples in cast("list[tuple[str, Node, Iterable[Any]]]", reports):
        # A node that pySHACL copies from a graph is the pair (graph, node); other subjects are details (sh:detail).
        found = {p: o[1] if isinstance(o, tuple) else o for s, p, o in sorted(triples, key=str) if s == result}
        yield _core_result(shape, focus, shapes, found)


def _shape_node(name: str) -> URIRef | BNode:
    return BNode(name[2:]) if name.startswith("_:") else URIRef(name)


def _parts(shape: URIRef | BNode, graph: Graph) -> list[Node]:
    """Give the property shapes of a shape that has no other constraint, or the shape itself.

    pySHACL validates them one focus node after another, and looks up their constraints each time: three times as long.
    """
    constraints = set(graph.predicates(shape)) & set(ALL_CONSTRAINT_PARAMETERS)
    return sorted(graph.objects(shape, SH.property), key=str) if constraints == {SH.property} else [shape]


def _core_result(shape: NodeShape, focus: Focus, shapes: Shapes, found: Mapping[Node, Node]) -> Result:
    node = ox_term(found[SH.focusNode])
    source, path, value = node_name(found[SH.sourceShape]), found.get(SH.resultPath), found.get(SH.value)
    zh, en = shapes.messages.get(source) or ("", str(found.get(SH.resultMessage, "")))
    return Result(
        shape=shape.iri,
        severity=_local(found[SH.resultSeverity]),
        focus=_label(node),
        path=str(path) if isinstance(path, URIRef) else "",
        value=str(ox_term(value)) if value is not None and value != found[SH.focusNode] else "",
        message_zh=zh,
        message_en=en,
        shard=focus.get(node, ""),
        source=source,
        component=_local(found[SH.sourceConstraintComponent]),
    )


def _label(term: OxTerm) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _query_results(shape: NodeShape, focus: Focus, store: ox.Store, shapes: Shapes) -> Iterator[Result]:
    for constraint, text in shape.queries if focus else ():
        solutions, found = cast(ox.QuerySolutions, store.query(text)), []
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            bound = {name: cast(OxTerm, row[name]) for name in names if row[name] is not None}
            if bound.get("this") in focus:
                found.append(_query_result(shape, constraint, focus, bound, shapes))
        del solutions  # By the thread that made it: those that profile a worker of Dask may outlive it with this frame.
        yield from found


def _query_result(
    shape: NodeShape, constraint: str, focus: Focus, bound: Mapping[str, OxTerm], shapes: Shapes
) -> Result:
    def filled(message: str) -> str:
        return _VARIABLE.sub(lambda m: bound[m[1]].value if m[1] in bound else m[0], message)

    zh, en = shapes.messages[constraint]
    path = bound.get("path")
    return Result(
        shape=shape.iri,
        severity=shapes.severity[shape.iri],
        focus=_label(bound["this"]),
        path=path.value if isinstance(path, ox.NamedNode) else "",
        value=str(bound["value"]) if "value" in bound else "",
        message_zh=filled(zh),
        message_en=filled(en),
        shard=focus[bound["this"]],
        source=constraint,
        component="SPARQLConstraintComponent",
    )
