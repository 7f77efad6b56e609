"""The one place where pyoxigraph's terms become rdflib's, and the reverse.

A plain string is `xsd:string` to pyoxigraph and without datatype to rdflib; each direction follows the side
it leads to, so that a converted constant equals a parsed one. Lexical forms stay letter for letter: rdflib is
told not to normalise. Both libraries lower-case language tags. One thing is set for the whole process: rdflib
no longer logs a traceback for each ill-typed literal; `Literal.ill_typed` says so, and the shapes report it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

logging.getLogger("rdflib.term").setLevel(logging.ERROR)

_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")

OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal


def rdflib_term(term: object) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """Give the rdflib term for a pyoxigraph one; raise `ValueError` for a quoted triple or anything else."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.Literal):
        return _rdflib_literal(term)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    raise ValueError(f"no IRI, literal or blank node of pyoxigraph: {term!r}")


def _rdflib_literal(term: ox.Literal) -> rdflib.Literal:
    if term.direction is not None:
        raise ValueError(f"a literal with a base direction has no rdflib form: {term!r}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype == _STRING:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def ox_term(term: object) -> OxTerm:
    """Give the pyoxigraph term for an rdflib one.

    Raises `ValueError` for what is no RDF term (a variable, a Python value) and for an IRI or a
    language tag that pyoxigraph refuses, which rdflib does not.
    """
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    raise ValueError(f"no IRI, literal or blank node of rdflib: {term!r}")


def rdflib_triple(triple: ox.Triple) -> tuple[Node, Node, Node]:
    """Give the rdflib triple for a pyoxigraph one; raise `ValueError` as `rdflib_term` does."""
    return rdflib_term(triple.subject), rdflib_term(triple.predicate), rdflib_term(triple.object)


class MemoryGraph(rdflib.Graph):
    """An rdflib graph in memory that is always true.

    pySHACL asks for the truth of the data graph at every result, and rdflib answers by counting all triples:
    45 s instead of 1 s for the code lists.
    """

    def __init__(self) -> None:
        super().__init__(store="SimpleMemory", bind_namespaces="none")

    def __bool__(self) -> bool:
        return True


def rdflib_graph(triples: Iterable[ox.Triple]) -> MemoryGraph:
    """Give an rdflib graph in memory of `triples`; raise `ValueError` as `rdflib_term` does.

    An IRI is made once, however many triples have it: that halves the time to make a graph. Literals are mostly
    different, and remembering them would cost more memory than it saves.
    """
    graph, known = MemoryGraph(), dict[str, rdflib.URIRef]()

    def term(of: object) -> Node:
        if not isinstance(of, ox.NamedNode):
            return rdflib_term(of)
        found = known.get(of.value)
        if found is None:
            found = known[of.value] = rdflib.URIRef(of.value)
        return found

    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def ox_triples(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    """Yield the triples of an rdflib graph in its own order; raise `ValueError` as `ox_term` does.

    Of a `rdflib.Dataset`, the default graph is read; give it `default_union=True` for all.
    """
    for subject, predicate, value in graph.triples((None, None, None)):
        first, middle = ox_term(subject), ox_term(predicate)
        if isinstance(first, ox.Literal) or not isinstance(middle, ox.NamedNode):
            raise ValueError(f"not an RDF triple: {subject!r} {predicate!r} {value!r}")
        yield ox.Triple(first, middle, ox_term(value))
