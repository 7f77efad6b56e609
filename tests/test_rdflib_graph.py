"""A release as an rdflib data set: what a parser gives, asked with Oxigraph, changed by nobody, fetching nothing."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, XSD, Dataset, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.rdflib_graph import open_graph
from tests import released

# rdflib 7.6 uses its own deprecated words, as the data set under test does not.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")

D = rdflib.Namespace(f"{DEFAULT_BASE}def#")
CNCERT = URIRef(f"{DEFAULT_BASE}id/org/cncert")
ORG = URIRef(f"{DEFAULT_BASE}graph/org")


@pytest.fixture(scope="module")
def graph() -> Dataset:
    return open_graph(released.small())


@pytest.fixture(scope="module")
def parsed() -> Dataset:
    """The same release as rdflib itself reads it."""
    dataset = Dataset(default_union=True)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        dataset.parse(data=(released.small() / "data" / "cncert-kg.nq").read_bytes(), format="nquads")
    return dataset


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine on which nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


def test_the_union_is_what_a_parser_gives(graph: Dataset, parsed: Dataset) -> None:
    """Every triple once, however many graphs hold it, with literals letter for letter; so are quads and graphs."""
    triples = list(graph.triples((None, None, None)))
    assert len(triples) == len(graph) == len({*triples})
    assert {*map(lexical, triples)} == {*map(lexical, parsed.triples((None, None, None)))}
    assert {*graph.quads()} == {*parsed.quads()} and len(list(graph.quads())) == len(list(parsed.quads()))
    assert {g.identifier for g in graph.graphs()} == {g.identifier for g in parsed.graphs()}


def lexical(triple: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(term.n3() for term in triple)  # type: ignore[attr-defined]


PATTERNS: tuple[tuple[Node | None, Node | None, Node | None], ...] = (
    (CNCERT, None, None),
    (None, D.founded, None),
    (None, None, CNCERT),
    (CNCERT, RDF.type, None),
    (None, RDFS.label, Literal("CNCERT/CC", lang="en")),
    (None, D.statedValue, Literal("431", datatype=XSD.decimal, normalize=False)),
    (None, D.statedNumber, Literal("7")),
    (Literal("no subject"), None, None),
    (None, None, URIRef("no IRI")),
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_gives_what_a_parser_gives(
    graph: Dataset, parsed: Dataset, pattern: tuple[Node | None, Node | None, Node | None]
) -> None:
    """Plain texts match without a datatype, and what is no RDF matches nothing."""
    found = list(graph.triples(pattern))
    assert sorted(map(lexical, found)) == sorted(map(lexical, parsed.triples(pattern)))


def test_a_named_graph_is_a_graph(graph: Dataset, parsed: Dataset) -> None:
    """Found by its name, counted, asked; one that is not there is empty; the unnamed one is too."""
    named = graph.graph(ORG)
    assert {*named} == {*parsed.graph(ORG)} and len(named) == len(parsed.graph(ORG))
    (count,) = named.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(count.n) == len(named)  # type: ignore[union-attr]
    assert len(graph.graph(D.none)) == len(graph.default_graph) == 0 and graph
    triple = (CNCERT, RDF.type, D.CSIRT)
    assert ORG in {g.identifier for g in graph.graphs(triple)} == {g.identifier for g in parsed.graphs(triple)}
    assert (CNCERT, RDF.type, D.CSIRT, named) in graph
    assert [*graph.objects(CNCERT, D.initiated / RDFS.label)]


def test_queries_are_answered_by_oxigraph(graph: Dataset) -> None:
    """With our prefixes, over the union; rows, yes or no, and triples."""
    rows = graph.query("SELECT ?v ?no { ?o d:indicator ind:incident-handled ; smea:obsValue ?v } ORDER BY ?v")
    assert [row.asdict() for row in rows] == [{"v": Literal(v, datatype=XSD.decimal)} for v in ("52", "431", "1204")]  # type: ignore[union-attr]
    assert graph.query("ASK { corg:cncert org:memberOf corg:first }").askAnswer is True
    built = graph.query("CONSTRUCT { ?s a d:CSIRT } WHERE { ?s a d:CSIRT }").graph
    assert built is not None and (CNCERT, RDF.type, D.CSIRT) in built
    assert b'"boolean":false' in (graph.query("ASK { <a:a> a <a:b> }").serialize(format="json") or b"")


def test_prefixes_bindings_and_prepared_queries_are_known(graph: Dataset) -> None:
    """As rdflib has them; a prepared query keeps its prefixes and its base."""
    own = graph.query("SELECT ?s { ?s a x:NationalCSIRT }", initNs={"x": D})
    assert [row.s for row in own] == [CNCERT]  # type: ignore[union-attr]
    text = "SELECT ?s ?c { ?s a ?c }"
    bound = graph.query(text, initBindings={"s": CNCERT, "c": D.CSIRT})
    assert len(list(bound)) == 1
    prepared = prepareQuery("SELECT ?s { ?s a x:NationalCSIRT , <def#CSIRT> }", initNs={"x": D}, base=DEFAULT_BASE)
    assert [row.s for row in graph.query(prepared)] == [CNCERT]  # type: ignore[union-attr]


def test_from_a_graph_of_the_release_is_answered(graph: Dataset) -> None:
    """It is here, so nothing need be fetched."""
    (count,) = graph.query(f"SELECT (COUNT(*) AS ?n) FROM <{ORG}> {{ ?s ?p ?o }}")
    assert int(count.n) == len(graph.graph(ORG))  # type: ignore[union-attr]


REFUSED: dict[str, tuple[Callable[[rdflib.Graph, str], object], str]] = {
    "service": (lambda g, url: g.query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"), "E_SERVICE"),
    "silent": (lambda g, url: g.query(f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}"), "E_SERVICE"),
    "escaped": (lambda g, url: g.query(f"SELECT * {{ SER\\u0056ICE <{url}> {{ ?s ?p ?o }} }}"), "E_SERVICE"),
    "prepared": (lambda g, url: g.query(prepareQuery(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")), "E_SERVICE"),
    "from": (lambda g, url: g.query(f"SELECT * FROM <{url}> {{ ?s ?p ?o }}"), "E_FROM"),
    "from file": (lambda g, _: g.query("SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }"), "E_FROM"),
    "from prefix": (lambda g, url: g.query(f"PREFIX x: <{url}> SELECT * FROM NAMED x:a {{ ?s ?p ?o }}"), "E_FROM"),
    "other engine": (lambda g, url: g.query(f"SELECT * FROM <{url}> {{}}", use_store_provided=False), "E_ENGINE"),
    "keyword": (lambda g, url: g.query(f"SELECT * FROM <{url}> {{}}", base=url), "E_PARAMETER"),
    "load": (lambda g, url: g.update(f"LOAD <{url}>"), "E_UPDATE"),
    "load by the other engine": (lambda g, url: g.update(f"LOAD <{url}>", use_store_provided=False), "E_UPDATE"),
    "load as a query": (lambda g, url: g.query(f"LOAD <{url}>"), "E_UPDATE"),
    "parse": (lambda g, url: g.parse(url), "E_UPDATE"),
}


@pytest.mark.parametrize("kind", ["dataset", "named", "default"])
@pytest.mark.parametrize("way", REFUSED)
def test_nothing_is_fetched(graph: Dataset, listener: socket.socket, way: str, kind: str) -> None:
    """Neither for the data set nor for a graph of it; no packet is sent."""
    ask, code = REFUSED[way]
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with pytest.raises(UsageError) as error:
        ask({"dataset": graph, "named": graph.graph(ORG), "default": graph.default_graph}[kind], url)
    assert error.value.code == code


CHANGES: dict[str, Callable[[Dataset], object]] = {
    "add": lambda g: g.add((CNCERT, RDFS.label, Literal("x"))),
    "add to a graph": lambda g: g.graph(ORG).add((CNCERT, RDFS.label, Literal("x"))),
    "add many": lambda g: g.addN([(CNCERT, RDFS.label, Literal("x"), g.graph(ORG))]),
    "remove": lambda g: g.graph(ORG).remove((None, None, None)),
    "remove a graph": lambda g: g.remove_graph(ORG),
    "set": lambda g: g.graph(ORG).set((CNCERT, RDFS.label, Literal("x"))),
    "insert": lambda g: g.update("INSERT DATA { <a:a> <a:b> <a:c> }"),
    "parse": lambda g: g.graph(ORG).parse(data="<a:a> <a:b> <a:c> .", format="turtle"),
    "destroy": lambda g: g.destroy("x"),
    "open": lambda g: g.open("x"),
}


@pytest.fixture(scope="module")
def held() -> Dataset:
    return open_graph(released.small(), in_memory=True)


@pytest.mark.parametrize("way", CHANGES)
def test_nothing_is_changed(graph: Dataset, held: Dataset, way: str) -> None:
    """Held in memory or kept on disk."""
    for one in (graph, held):
        before = len(one)
        with pytest.raises(UsageError, match="E_UPDATE"):
            CHANGES[way](one)
        assert len(one) == before


WRONG: dict[str, tuple[Callable[[Dataset], object], str]] = {
    "syntax": (lambda g: g.query("SELECT * { ?s a ind: :b }"), "E_SPARQL"),
    "prefix": (lambda g: g.query("SELECT * { ?s a x:y }"), "E_SPARQL"),
    "no prefix of RDF": (lambda g: g.query("ASK { ?s a x:y }", initNs={"x": "no IRI"}), "E_PARAMETER"),
    "bound to what SELECT lacks": (
        lambda g: g.query("SELECT ?c { ?s a ?c }", initBindings={"s": CNCERT}),
        "E_PARAMETER",
    ),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_query_is_one_coded_line(graph: Dataset, way: str) -> None:
    """No engine of rdflib's takes over where Oxigraph refuses."""
    ask, code = WRONG[way]
    with pytest.raises(UsageError) as error:
        ask(graph)
    assert error.value.code == code and "\n" not in str(error.value)


def test_a_file_opens_too(tmp_path: Path) -> None:
    """Its triples stand in the graph without a name, and in the union."""
    graph = open_graph(released.small() / "data" / "cncert-kg.ttl")
    assert len(graph) == len(graph.default_graph) > 1000
    with pytest.raises(UsageError, match="E_DATA"):
        open_graph(tmp_path)


def test_names_are_written_with_our_prefixes() -> None:
    """Under the base of the release."""
    graph = open_graph(released.small(released.OTHER_BASE), in_memory=True)
    assert graph.namespace_manager.normalizeUri(f"{released.OTHER_BASE}id/org/cncert") == "corg:cncert"
    assert graph.query("ASK { corg:cncert a d:CSIRT }").askAnswer
