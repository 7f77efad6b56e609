"""Terms keep their letters on the way between pyoxigraph and rdflib."""

from __future__ import annotations

import logging

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD

from cncert_kg.conversion import ox_term, ox_triples, rdflib_graph, rdflib_term, rdflib_triple

A = ox.NamedNode("https://example.org/a")
TERMS: list[tuple[ox.NamedNode | ox.BlankNode | ox.Literal, object]] = [
    (A, rdflib.URIRef("https://example.org/a")),
    (ox.BlankNode("b0"), rdflib.BNode("b0")),
    (ox.Literal("例"), rdflib.Literal("例")),
    (ox.Literal("例", language="zh"), rdflib.Literal("例", lang="zh")),
    (ox.Literal("1.50", datatype=ox.NamedNode(str(XSD.decimal))), None),
    (ox.Literal("007", datatype=ox.NamedNode(str(XSD.integer))), None),
    (ox.Literal("１２", datatype=ox.NamedNode(str(XSD.integer))), None),
    (ox.Literal("2010-13", datatype=ox.NamedNode(str(XSD.gYearMonth))), None),
    (ox.Literal("2023-02-28+08:00", datatype=ox.NamedNode(str(XSD.date))), None),
    (ox.Literal("ABcd", datatype=ox.NamedNode(str(XSD.hexBinary))), None),
    (ox.Literal("TRUE", datatype=ox.NamedNode(str(XSD.boolean))), None),
]


@pytest.mark.parametrize(("ours", "theirs"), TERMS, ids=str)
def test_terms_go_there_and_back(ours: ox.NamedNode | ox.BlankNode | ox.Literal, theirs: object) -> None:
    converted = rdflib_term(ours)
    assert theirs is None or converted == theirs
    assert str(converted) == ours.value
    assert ox_term(converted) == ours


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_goes_there_and_back(text: str) -> None:
    assert ox_term(rdflib_term(ox.Literal(text))) == ox.Literal(text)


def test_a_constant_equals_a_parsed_one() -> None:
    parsed = rdflib.Graph().parse(data='<a:a> <a:b> "x", 5 , "y"@zh .', format="turtle")
    triples = ox.parse('<a:a> <a:b> "x", 5 , "y"@zh .', format=ox.RdfFormat.TURTLE)
    assert set(rdflib_graph(quad.triple for quad in triples)) == set(parsed)


@pytest.mark.parametrize(
    "term", [ox.Triple(A, A, A), ox.Variable("x"), rdflib.URIRef("https://example.org/a"), "text", None]
)
def test_rdflib_term_refuses(term: object) -> None:
    with pytest.raises(ValueError, match="no IRI, literal or blank node of pyoxigraph"):
        rdflib_term(term)


@pytest.mark.parametrize("term", [rdflib.Variable("x"), A, "text", 5, None])
def test_ox_term_refuses(term: object) -> None:
    with pytest.raises(ValueError, match="no IRI, literal or blank node of rdflib"):
        ox_term(term)


@pytest.mark.parametrize("iri", ["no scheme", "https://example.org/a b", "", "https://example.org/<"])
def test_ox_term_refuses_a_bad_iri(iri: str) -> None:
    with pytest.raises(ValueError):
        ox_term(rdflib.URIRef(iri))


def test_graphs_go_there_and_back() -> None:
    triples = [ox.Triple(A, A, term) for term, _ in TERMS]
    graph = rdflib_graph(triples)
    assert set(ox_triples(graph)) == set(triples)
    assert rdflib_triple(triples[0]) in graph


def test_a_triple_with_a_literal_subject_is_refused() -> None:
    graph = rdflib.Graph()
    graph.add((rdflib.Literal("x"), rdflib.URIRef("a:b"), rdflib.Literal("y")))
    with pytest.raises(ValueError, match="not an RDF triple"):
        list(ox_triples(graph))


def test_an_empty_graph_is_true() -> None:
    assert rdflib_graph([])
    assert len(rdflib_graph([])) == 0


def test_an_ill_typed_literal_is_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        literal = rdflib_term(ox.Literal("2030-02-30", datatype=ox.NamedNode(str(XSD.date))))
    assert isinstance(literal, rdflib.Literal) and literal.ill_typed
    assert not caplog.records
