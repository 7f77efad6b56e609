"""The shapes are checked before they are believed: pySHACL conforms to a mistyped shape without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import OWL, RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cncert_kg.errors import ResourceError
from cncert_kg.vocab import EXTERNAL, own, prefixes

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
_NAMED = (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
_SILENT = {RDF.type, SH.severity, SH.message, *TARGETS}
"""What a shape may say without constraining anything."""
_SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
_NOT_NAMES = re.compile(r'<[^>\s]*>|"[^"]*"')
_PREFIXED = re.compile(r"(?<![\w?$:])([a-z][\w]*):([A-Za-z][\w-]*)")


def cross_document(base: str) -> URIRef:
    """Give the class of the shapes whose SPARQL constraints need the whole graph."""
    return URIRef(f"{base}shapes#CrossDocumentShape")


def check_shapes(graph: Graph, base: str) -> None:
    """Raise `ResourceError("E_SHAPES", …)`, naming every fault, unless the shapes can be trusted.

    Refused: a term that SHACL, our vocabulary or the shapes do not have; `owl:imports`; a deactivated,
    empty, unreachable or pathless shape; a shape without severity or without its message in zh and en;
    a SPARQL constraint that does not parse, or whose shape is not a `CrossDocumentShape`.
    """
    checks = (_unknown_terms, _switched_off, _unspoken, _unreachable, _misplaced, _bad_queries)
    faults = [fault for check in checks for fault in check(graph, base)]
    if faults:
        raise ResourceError("E_SHAPES", "; ".join(sorted(set(faults))), "shapes")


def _name(node: Node) -> str:
    return str(node).rpartition("#")[2] or str(node)


def _known(base: str) -> frozenset[str]:
    vocabularies = (*EXTERNAL, own(base))
    return frozenset(term.value for v in vocabularies for term in v.terms.values())


def _unknown_terms(graph: Graph, base: str) -> Iterator[str]:
    known, described = _known(base), set(graph.subjects()) | {cross_document(base)}
    for term in {t for triple in graph for t in triple if isinstance(t, URIRef)}:
        if term.startswith(str(SH)):
            if term not in SH:
                yield f"sh:{_name(term)} is not a term of SHACL"
        elif term in (RDF.first, RDF.rest, RDF.nil) or str(term) in known or term in described:
            continue
        elif not term.startswith(f"{base}code/"):
            yield f"{term} is not a term of this project"


def _switched_off(graph: Graph, base: str) -> Iterator[str]:
    if (None, OWL.imports, None) in graph:
        yield "owl:imports: shapes import nothing"
    for shape in graph.subjects(SH.deactivated):
        yield f"{_name(shape)} has sh:deactivated"


def _named(graph: Graph, *classes: Node) -> Iterator[Node]:
    for kind in classes:
        yield from (s for s in graph.subjects(RDF.type, kind) if not isinstance(s, BNode))


def _unspoken(graph: Graph, base: str) -> Iterator[str]:
    for shape in _named(graph, *_NAMED):
        messages = (m for m in graph.objects(shape, SH.message) if isinstance(m, Literal))
        languages = sorted(m.language or "" for m in messages)
        if languages != ["en", "zh"]:
            yield f"{_name(shape)} needs one sh:message in zh and one in en, has {languages}"
        if (shape, RDF.type, SH.SPARQLConstraint) not in graph:
            severities = list(graph.objects(shape, SH.severity))
            if len(severities) != 1 or severities[0] not in _SEVERITIES:
                yield f"{_name(shape)} needs one sh:severity"


def _unreachable(graph: Graph, base: str) -> Iterator[str]:
    for shape in _named(graph, SH.NodeShape, SH.PropertyShape):
        has_target = any((shape, target, None) in graph for target in TARGETS)
        if not has_target and (None, None, shape) not in graph:
            yield f"{_name(shape)} has no target and no shape refers to it"
        if not set(graph.predicates(shape)) - _SILENT - {SH.path}:
            yield f"{_name(shape)} constrains nothing"
    for shape in _named(graph, SH.PropertyShape):
        if len(list(graph.objects(shape, SH.path))) != 1:
            yield f"{_name(shape)} needs one sh:path"


def _misplaced(graph: Graph, base: str) -> Iterator[str]:
    whole = set(graph.subjects(RDF.type, cross_document(base)))
    for shape in set(graph.subjects(SH.sparql)) - whole:
        yield f"{_name(shape)} has sh:sparql and is no CrossDocumentShape"
    for shape in whole:
        others = set(graph.predicates(shape)) - _SILENT
        if others != {SH.sparql}:
            yield f"{_name(shape)} is a CrossDocumentShape and may have sh:sparql only"
    for target in (SH.targetObjectsOf, SH.targetNode):
        for shape in set(graph.subjects(target)) - whole:
            yield f"{_name(shape)} has sh:{_name(target)}, which no shard can answer"


def _bad_queries(graph: Graph, base: str) -> Iterator[str]:
    declared = set(declared_prefixes(graph))
    terms, codes = _known(base), prefixes(base)
    for constraint, text in graph.subject_objects(SH.select):
        try:
            ox.Store().query(select_text(graph, str(text)))
        except SyntaxError as error:
            yield f"{_name(constraint)} is no SPARQL query: {str(error).splitlines()[0]}"
        for prefix, local in _PREFIXED.findall(_NOT_NAMES.sub(" ", str(text))):
            full = codes.get(prefix, "") + local
            if prefix not in declared or (full not in terms and not full.startswith(f"{base}code/")):
                yield f"{_name(constraint)} uses {prefix}:{local}, which is not a term of this project"


def declared_prefixes(graph: Graph) -> dict[str, str]:
    """Give the prefixes that `sh:declare` gives to every SPARQL constraint."""
    nodes = sorted(graph.objects(None, SH.declare), key=str)
    return {str(graph.value(n, SH.prefix)): str(graph.value(n, SH.namespace)) for n in nodes}


def select_text(graph: Graph, select: str) -> str:
    """Give a `sh:select` with the declared prefixes before it."""
    return "".join(f"PREFIX {p}: <{n}>\n" for p, n in declared_prefixes(graph).items()) + select
