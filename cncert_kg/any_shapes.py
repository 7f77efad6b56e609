"""Validation by any shapes graph, as SHACL reads it: without what this project asks of its own shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from pyparsing import ParseBaseException
from pyshacl.errors import ReportableRuntimeError
from rdflib import OWL, RDF, RDFS, SH, Graph
from rdflib.term import Node

from cncert_kg import guard
from cncert_kg.conversion import ox_term, rdflib_graph
from cncert_kg.errors import UsageError
from cncert_kg.focus import NodeShape
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.validate import Shapes, compiled, node_name, validate_graph
from cncert_kg.validation_report import Report

_REFUSALS = (ReportableRuntimeError, NotImplementedError, ParseBaseException, RecursionError, re.error)
"""How pySHACL, and rdflib that asks its queries, say that a shape cannot be used: a failure, SHACL §3.4.1."""

_GIVEN = {"owl": str(OWL), "rdf": str(RDF), "rdfs": str(RDFS)}
"""Prefixes that pySHACL gives to every query."""


def validate_by(shapes: Iterable[ox.Triple], data: Iterable[ox.Triple]) -> Report:
    """Validate `data` by the shapes that anybody wrote, with every kind of target of SHACL §2.1.3.

    Nothing is imported or fetched. Raises `UsageError("E_SHAPES", …)` for shapes that cannot be used, for queries of
    theirs that do not parse or name graphs (FROM), and as `guard.check`; `ValueError` for what rdflib has no form of.
    """
    try:
        return validate_graph(data, _shapes(rdflib_graph(shapes)))
    except _REFUSALS as error:
        raise UsageError("E_SHAPES", " ".join(str(error).split()), "shapes") from error


def _shapes(graph: Graph) -> Shapes:
    _share_prefixes(graph)
    for query in (SH.select, SH.ask):
        for node, text in graph.subject_objects(query):
            _check_query(_prefixes(graph, node) + str(text))
    shapes = compiled(graph)
    found = (_node_shape(shape) for shape in shapes.shapes)
    targeted = [s for s in found if s.classes or s.subjects_of or s.objects_of or s.nodes]
    return Shapes("", graph, shapes, tuple(sorted(targeted, key=lambda shape: shape.iri)), {}, {})


def _share_prefixes(graph: Graph) -> None:
    """Declare what a value of `sh:prefixes` imports on the value itself: SHACL §5.2.1, where pySHACL looks for it."""
    for ontology in set(graph.objects(None, SH.prefixes)):
        for imported in list(graph.transitive_objects(ontology, OWL.imports)):
            for declaration in list(graph.objects(imported, SH.declare)):
                graph.add((ontology, SH.declare, declaration))


def _prefixes(graph: Graph, node: Node) -> str:
    """Give the lines that declare the prefixes of a SPARQL constraint or validator."""
    declared = (d for ontology in graph.objects(node, SH.prefixes) for d in graph.objects(ontology, SH.declare))
    found = _GIVEN | {str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace)) for d in declared}
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in found.items())


def _check_query(text: str) -> None:
    """Refuse a query that rdflib, which asks it, would read files for, fetch for, or end on with a bare exception."""
    if guard.check(text, DEFAULT_BASE).names_graphs:
        raise UsageError("E_SHAPES", "found FROM in a query, which is asked of the data alone", "shapes")
    try:
        ox.Store().query(text)
    except (SyntaxError, RuntimeError) as error:
        raise UsageError("E_SHAPES", f"a query is not SPARQL: {' '.join(str(error).split())}", "shapes") from error


def _node_shape(shape: Any) -> NodeShape:
    def terms(*found: Iterable[object]) -> frozenset[Any]:
        return frozenset(ox_term(term) for nodes in found for term in nodes)

    return NodeShape(
        node_name(shape.node),
        terms(shape.target_classes(), shape.implicit_class_targets()),
        terms(shape.target_subjects_of()),
        terms(shape.target_objects_of()),
        nodes=terms(shape.target_nodes()),
    )
