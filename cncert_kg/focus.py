"""Which nodes of a graph a shape is about: its focus nodes (SHACL §2.1.3), each with the shard that describes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox
from rdflib import RDF

from cncert_kg.conversion import OxTerm

_TYPE = ox.NamedNode(str(RDF.type))
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")

Focus = Mapping[OxTerm, str]
"""The focus nodes of a shape, each with the name of the shard that describes it."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The triples about some subjects: a copy, a series, a code list."""

    name: str
    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A shape with a target. The IRIs are pyoxigraph's, as focus nodes are looked up among its terms."""

    iri: str
    """Its IRI; of a shape that is a blank node, which only the shapes of others have, `_:` and its label."""
    classes: frozenset[ox.NamedNode]
    subjects_of: frozenset[ox.NamedNode]
    objects_of: frozenset[ox.NamedNode]
    queries: tuple[tuple[str, str], ...] = ()
    """IRI and SPARQL text of each constraint of a `CrossDocumentShape`; empty for any other."""
    nodes: frozenset[OxTerm] = frozenset()
    """What `sh:targetNode` names: focus nodes whether the data say anything of them or not."""


def focus_nodes(
    shapes: Iterable[NodeShape], shards: Iterable[Shard], context: Iterable[ox.Triple] = ()
) -> dict[str, Focus]:
    """Give the focus nodes of each shape among the subjects and objects of `shards`, SHACL §2.1.3."""
    held, wanted = tuple(shards), tuple(shapes)
    above = _superclasses(t for triples in (context, *(s.triples for s in held)) for t in triples)
    found: dict[str, dict[OxTerm, str]] = {shape.iri: dict.fromkeys(shape.nodes, "") for shape in wanted}
    by_class = _shapes_by_term(wanted, "classes")
    by_subject = _shapes_by_term(wanted, "subjects_of")
    by_object = _shapes_by_term(wanted, "objects_of")
    for shard in held:
        for triple in shard.triples:
            subject, predicate, value = cast("tuple[OxTerm, ox.NamedNode, OxTerm]", tuple(triple))
            for iri in by_subject.get(predicate, ()):
                found[iri].setdefault(subject, shard.name)
            for iri in by_object.get(predicate, ()):
                found[iri].setdefault(value, shard.name)
            if predicate == _TYPE:
                for iri in (i for c in (value, *above.get(value, ())) for i in by_class.get(c, ())):
                    found[iri].setdefault(subject, shard.name)
    return {iri: nodes for iri, nodes in found.items()}


def _shapes_by_term(shapes: Iterable[NodeShape], field: str) -> dict[OxTerm, list[str]]:
    index: dict[OxTerm, list[str]] = {}
    for shape in shapes:
        for term in getattr(shape, field):
            index.setdefault(term, []).append(shape.iri)
    return index


def _superclasses(triples: Iterable[ox.Triple]) -> dict[OxTerm, frozenset[OxTerm]]:
    """Give all superclasses of each class that has one."""
    direct: dict[OxTerm, set[OxTerm]] = {}
    for triple in triples:
        if triple.predicate == _SUBCLASS:
            direct.setdefault(cast(OxTerm, triple.subject), set()).add(cast(OxTerm, triple.object))
    return {term: frozenset(_closure(term, direct)) for term in direct}


def _closure(term: OxTerm, direct: Mapping[OxTerm, set[OxTerm]]) -> set[OxTerm]:
    seen: set[OxTerm] = set()
    waiting = [term]
    while waiting:
        above = direct.get(waiting.pop(), set()) - seen
        seen |= above
        waiting += above
    return seen
