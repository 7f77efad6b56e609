"""Turtle, N-Quads and JSON-LD: deterministic, readable, and the same triples when read back."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from cncert_kg.iris import Iris
from cncert_kg.turtle import jsonld, nquads, turtle
from cncert_kg.vocab import DCT, RDF, RDFS, XSD, prefixes

IRIS = Iris()
PREFIXES = prefixes()
VULN = IRIS.vulnerability("CNVD-2031-00007")
TEXT = IRIS.text("0123456789abcdef")
OTHER = NamedNode("urn:example:x")

TRIPLES = [
    Triple(VULN, RDF.type, IRIS.term("Vulnerability")),
    Triple(VULN, RDFS.label, Literal('A "quoted" <js::Shape>\\ \n\t\r', language="en")),
    Triple(VULN, RDFS.label, Literal("引号“漏洞”", language="zh")),
    Triple(VULN, DCT.identifier, Literal("CNVD-2031-00007")),
    Triple(VULN, DCT.identifier, Literal('"^^<http://www.w3.org/2001/XMLSchema#integer>')),
    Triple(VULN, DCT.extent, Literal("7", datatype=XSD.integer)),
    Triple(VULN, DCT.extent, Literal("-7.5", datatype=XSD.decimal)),
    Triple(VULN, DCT.extent, Literal("184000", datatype=XSD.decimal)),
    Triple(VULN, DCT.extent, Literal("true", datatype=XSD.boolean)),
    Triple(VULN, DCT.extent, Literal("900000000000000000000", datatype=XSD.integer)),
    Triple(VULN, DCT.issued, Literal("2031-02-03", datatype=XSD.date)),
    Triple(VULN, DCT.issued, Literal("2031", datatype=XSD.gYear)),
    Triple(VULN, DCT.references, NamedNode("https://example.org/a?b=c&d=%E6%BC%8F#e")),
    Triple(VULN, DCT.source, TEXT),
    Triple(TEXT, RDF.type, IRIS.term("Mention")),
    Triple(TEXT, RDF.type, IRIS.term("Claim")),
    Triple(OTHER, DCT.source, IRIS.code("rsit", "a.b")),
    Triple(OTHER, DCT.references, NamedNode(f"{IRIS.base}code/rsit/ends-with.")),
    Triple(OTHER, DCT.references, NamedNode(f"{IRIS.base}code/rsit/")),
]

EXPECTED = """\
@prefix d: <https://w3id.org/cncert-kg/def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix vuln: <https://w3id.org/cncert-kg/id/vuln/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

vuln:CNVD-2031-00007 a d:Advisory, d:Vulnerability ;
    dct:extent -7.5, "184000"^^xsd:decimal, 7 ;
    dct:source <https://w3id.org/cncert-kg/id/doc/0123456789abcdef#text> .

vuln:CNVD-2031-00008 dct:title "漏洞"@zh .
"""


def written(chunks: Iterable[bytes]) -> bytes:
    return b"".join(chunks)


def read(data: bytes, form: RdfFormat) -> set[Triple]:
    return {q.triple for q in pyoxigraph.parse(data, format=form)}


def rdflib_lines(data: bytes, form: str) -> set[str]:
    """Read with rdflib as it is written, and give N-Triples lines of its terms."""
    normalise, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = rdflib.Graph().parse(data=data, format=form)
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
    return {str(q) for q in pyoxigraph.parse(graph.serialize(format="nt").encode(), format=RdfFormat.N_TRIPLES)}


def test_turtle_looks_as_people_read_it() -> None:
    vuln8 = IRIS.vulnerability("CNVD-2031-00008")
    triples = [
        Triple(vuln8, DCT.title, Literal("漏洞", language="zh")),
        Triple(VULN, DCT.source, TEXT),
        Triple(VULN, DCT.extent, Literal("7", datatype=XSD.integer)),
        Triple(VULN, DCT.extent, Literal("184000", datatype=XSD.decimal)),
        Triple(VULN, DCT.extent, Literal("-7.5", datatype=XSD.decimal)),
        Triple(VULN, RDF.type, IRIS.term("Vulnerability")),
        Triple(VULN, RDF.type, IRIS.term("Advisory")),
    ]
    assert written(turtle(triples, PREFIXES)).decode() == EXPECTED


def test_turtle_puts_a_long_list_one_a_line() -> None:
    triples = [Triple(VULN, DCT.title, Literal(c * 60, language="en")) for c in "ba"]
    lines = written(turtle(triples, PREFIXES)).decode().splitlines()[-3:]
    expected = ["vuln:CNVD-2031-00007 dct:title", f'        "{"a" * 60}"@en,', f'        "{"b" * 60}"@en .']
    assert lines == expected


def test_turtle_reads_back_the_same() -> None:
    data = written(turtle(TRIPLES, PREFIXES))
    assert read(data, RdfFormat.TURTLE) == set(TRIPLES)
    assert rdflib_lines(data, "turtle") == {str(t) for t in TRIPLES}


def test_jsonld_reads_back_the_same() -> None:
    data = jsonld(TRIPLES, PREFIXES)
    assert read(data, RdfFormat.JSON_LD) == set(TRIPLES)
    assert rdflib_lines(data, "json-ld") == {str(t) for t in TRIPLES}


def test_jsonld_of_one_subject_is_one_object() -> None:
    node = json.loads(jsonld([t for t in TRIPLES if t.subject == VULN], PREFIXES))
    assert node["@id"] == "vuln:CNVD-2031-00007"
    assert node["@type"] == ["d:Vulnerability"]
    assert set(node["@context"]) == {"d", "dct", "rdfs", "vuln", "xsd"}


def test_nquads_are_in_byte_order_and_once() -> None:
    graph = IRIS.graph("codes")
    quads = [Quad(t.subject, t.predicate, t.object, graph) for t in TRIPLES]
    data = written(nquads([*quads, *TRIPLES, *quads]))
    assert data.splitlines() == sorted(set(data.splitlines()))
    assert set(pyoxigraph.parse(data, format=RdfFormat.N_QUADS)) == {*quads, *(Quad(*t) for t in TRIPLES)}


@pytest.mark.parametrize("write", [lambda t: written(turtle(t, PREFIXES)), lambda t: jsonld(t, PREFIXES)])
def test_order_and_repetition_do_not_matter(write) -> None:  # type: ignore[no-untyped-def]
    shuffled = TRIPLES * 2
    random.Random(7).shuffle(shuffled)
    assert write(shuffled) == write(TRIPLES)


BLANK = [
    Triple(BlankNode("b"), DCT.title, Literal("x")),
    Triple(VULN, DCT.source, BlankNode("b")),
    Triple(VULN, DCT.source, Triple(VULN, DCT.title, Literal("x"))),
]


@pytest.mark.parametrize("triple", BLANK)
def test_blank_nodes_are_refused(triple: Triple) -> None:
    for write in (
        lambda: turtle([triple], PREFIXES),
        lambda: nquads([triple]),
        lambda: jsonld([triple], PREFIXES),
    ):
        with pytest.raises(ValueError, match="blank node"):
            list(write())


def test_nothing_is_written_for_nothing() -> None:
    assert written(turtle([], PREFIXES)) == written(nquads([])) == b""


LITERALS = st.one_of(
    st.text().map(Literal),
    st.text().map(lambda s: Literal(s, language="zh")),
    st.builds(
        lambda s, d: Literal(s, datatype=d),
        st.text() | st.integers().map(str) | st.decimals().map(str),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.boolean, XSD.date, NamedNode("urn:x:dt")]),
    ),
)
LOCALS = st.text(alphabet="aB0-._~!$&'()*+,;=:@%/#?é漏", max_size=6)


def a_node(text: str) -> NamedNode | None:
    try:
        return NamedNode(text)
    except ValueError:
        return None


NODES = (
    st.builds(lambda n, local: a_node(n + local), st.sampled_from(sorted(PREFIXES.values())), LOCALS)
    .filter(lambda n: n is not None)
)  # fmt: skip


@given(st.lists(st.builds(Triple, NODES, NODES, LITERALS | NODES), max_size=6))
def test_any_triples_read_back_the_same(triples: list[Triple]) -> None:
    assert read(written(turtle(triples, PREFIXES)), RdfFormat.TURTLE) == set(triples)
    assert read(written(nquads(triples)), RdfFormat.N_QUADS) == set(triples)


def test_sixty_thousand_triples_take_about_a_second() -> None:
    """The bound is ten times what an idle machine needs, so that a busy one passes."""
    subjects = [IRIS.vulnerability(f"CNVD-2031-{n:05}") for n in range(6000)]
    predicates = [DCT.title, DCT.identifier, DCT.source, DCT.date, DCT.extent]
    triples = [Triple(s, p, Literal(f"值 {p.value} {n}")) for s in subjects for p in predicates for n in "12"]
    start = time.process_time()
    data = written(turtle(triples, PREFIXES))
    assert time.process_time() - start < 5, len(data)
