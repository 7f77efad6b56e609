"""SPARQL over a release or a file: the union is the default graph, and nothing leaves the machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, RdfFormat, Store

from cncert_kg import store
from cncert_kg.errors import CncertKgError, StorageError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.store import Dataset
from cncert_kg.vocab import prefixes
from tests.factory import data_of, filled, small_build

PATTERNS = {
    "series": "SELECT ?t ?v { ?o d:indicator ind:incident-handled ; d:statistic stat:level ;"
    " d:refPeriod/dcat:startDate ?t ; smea:obsValue ?v }",
    "memberships": "SELECT ?l { corg:cncert org:memberOf/rdfs:label ?l }",
    "sentences": "SELECT ?o ?s ?url { ?o prov:wasDerivedFrom ?m . ?m d:sentence ?s ; d:inDocument/dct:source ?url }",
    "claims": "SELECT ?p ?v ?doc { ?c a d:Claim ; rdf:subject corg:cncert ; rdf:predicate ?p ; rdf:object ?v ;"
    " prov:wasDerivedFrom/d:inDocument ?doc }",
    "gaps": "SELECT ?g ?r { ?g a d:Gap ; d:gapReason ?r }",
}


@cache
def opened(make: object, path: str) -> Store:
    """Give a released file as a store, as `open_store` opens one."""
    return filled(data_of(make())[path], path)  # type: ignore[operator]


def rows(from_: Store, query: str) -> list[str]:
    answer = store.ask(from_, query, DEFAULT_BASE)
    assert isinstance(answer, QuerySolutions)
    return sorted(str(row) for row in answer)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_gives_the_same_rows_on_the_turtle_and_on_the_nquads(name: str) -> None:
    """The default graph is the union, so no query needs GRAPH, and the two files answer alike."""
    turtle = rows(opened(small_build, "data/cncert-kg.ttl"), PATTERNS[name])
    assert turtle
    assert rows(opened(small_build, "data/cncert-kg.nq"), PATTERNS[name]) == turtle


def test_the_series_of_incidents_is_read_in_one_query() -> None:
    """Dates and values, with the canonical of two that disagree, and the undated left out."""
    found = rows(opened(small_build, "data/cncert-kg.nq"), PATTERNS["series"])
    assert ["2031-02-17" in found[0] and "431" in found[0], "2031-02-24" in found[1] and "1204" in found[1]] == [
        True
    ] * 2
    assert len(found) == 2


class Listener(BaseHTTPRequestHandler):
    """Counts whoever asks."""

    asked = 0

    def do_GET(self) -> None:
        Listener.asked += 1
        self.send_error(500)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def outside() -> Iterator[str]:
    """The address of a service of another machine, were it one."""
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


GROUP = "{?s ?p ?o}"
SERVICES = [
    "SELECT * { SERVICE <U> G }",
    "SELECT * { service <U> G }",
    "SELECT * { sErViCe\n\t<U>G }",
    "SELECT * { SERVICE SILENT <U> G }",
    "SELECT * { SERVICESILENT<U>G }",
    "SELECT * { BIND(<U> AS ?x) SERVICE ?x G }",
    "SELECT * { BIND(<U> AS ?x)SERVICE?x G }",
    "SELECT * { SERVICE :x G }",
    "SELECT * { SERVICE:x G }",
    "SELECT * { SERVICEex:x G }",
    "PREFIX service: <U> SELECT * { {} service:x G }",
    "PREFIX service: <http://a/> SELECT * { ?a ?b 1 . SERVICE:x G }",
    "SELECT * { ?a ?b 1SERVICE <U> G }",
    "SELECT * { OPTIONAL { ?a ?b true }SERVICE<U>G }",
    "SELECT * { SERVICE #<c>\n<U> G }",
    "SELECT * { #\r SERVICE <U> G }",
    "SELECT * { # 'x\n SERVICE <U> G # '\n }",
    "SELECT * { OPTIONAL { ?a ?b ex:x\\#y } SERVICE <U> G }",
    "SELECT * { OPTIONAL { ?a ?b ex:x\\' } SERVICE <U> G OPTIONAL { ?a ?b ex:y\\',ex:z\\' } }",
    "SELECT * { OPTIONAL { ?a ?b <http://x/\u3000'> } SERVICE <U> G OPTIONAL { ?a ?b 'x' } }",
    "SELECT * { OPTIONAL { ?a ?b ?c FILTER(?c<?c||true)#> '''\n} SERVICE <U> G #'''\n }",
    'SELECT * { OPTIONAL { ?a ?b "x\\u0022" } SERVICE <U> G OPTIONAL { ?a ?b "y" } }',
    'SELECT * { OPTIONAL { ?a ?b "\\\\" } SERVICE <U> G OPTIONAL { ?a ?b "\\\\" } }',
    "SELECT * { \\u0053ERVICE <U> G }",
    "SELECT * { SER\\u0056ICE <U> G }",
    "SELECT * { ser\\U00000076ic\\u0065 <U> G }",
    "SELECT * { { SELECT * { SERVICE <U> G } } }",
    "SELECT * { FILTER EXISTS { SERVICE <U> G } }",
    "ASK { SERVICE <U> G }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <U> G }",
]


def spelled(query: str, address: str) -> str:
    return f"PREFIX ex: <{address}> PREFIX : <{address}> " + query.replace("<U>", f"<{address}>").replace(
        "G }", f"{GROUP} }}"
    )


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_however_it_is_spelled(query: str, outside: str) -> None:
    """Before anything is evaluated, and without a packet; Oxigraph needs no blank around a keyword."""
    Listener.asked = 0
    with pytest.raises(UsageError, match="E_SERVICE") as refused:
        store.ask(opened(small_build, "data/cncert-kg.nq"), spelled(query, outside), DEFAULT_BASE)
    assert (refused.value.exit_code, "\n" in str(refused.value), Listener.asked) == (2, False, 0)


NO_SERVICES = [
    "SELECT ?service { ?service ?p ?o }",
    "SELECT $SERVICE { $SERVICE ?p ?o }",
    "PREFIX ex: <http://x/service/> SELECT * { ?s ex:service ?o }",
    "PREFIX service: <http://x/> SELECT * { ?s service:service service:x }",
    "SELECT * { ?s ?p <http://x/SERVICE> }",
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    'SELECT * { ?s ?p """\n} SERVICE <http://x/> {} #""" }',
    "SELECT * { ?s ?p 'it\\'s SERVICE' }",
    "SELECT * { ?s ?p 'ser\\u0076ice' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/>",
    "# SERVICE <http://x/> {}\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p 'x'@service }",
    "ASK { ?s ?p _:service }",
    "SELECT * { ?s dcat:accessService ?o }",
]


@pytest.mark.parametrize("query", NO_SERVICES)
def test_the_word_service_is_free_elsewhere(query: str) -> None:
    """In a variable, a name, an IRI, a string or a comment it is a word like any other."""
    assert isinstance(store.ask(Store(), query, DEFAULT_BASE), QuerySolutions | QueryBoolean)


def graphs() -> Store:
    loaded = Store()
    lines = (f"<http://x/s> <http://x/p> <http://x/o{n}> <http://x/g{n}> .\n" for n in range(3))
    loaded.bulk_load("".join(lines).encode(), format=RdfFormat.N_QUADS)
    return loaded


def test_from_names_graphs_of_the_data_and_fetches_nothing(outside: str) -> None:
    """A graph that is here narrows the question; another is an error, and not an empty answer."""
    Listener.asked = 0
    for clause in (f"FROM <{outside}>", f"FROM NAMED <{outside}>", "FROM <file:///etc/passwd>"):
        with pytest.raises(UsageError, match="E_FROM"):
            store.ask(graphs(), f"SELECT * {clause} {GROUP}", DEFAULT_BASE)
    assert Listener.asked == 0
    assert len(rows(graphs(), f"SELECT * FROM <http://x/g1> FROM <http://x/g2> {GROUP}")) == 2
    assert len(rows(graphs(), f"SELECT * FROM NAMED <http://x/g1> {{ GRAPH ?g {GROUP} }}")) == 1
    assert rows(graphs(), f"SELECT * FROM NAMED <http://x/g1> {GROUP}") == []
    assert len(rows(graphs(), f"SELECT * {GROUP}")) == 3


def test_a_dataset_beside_the_query_overrides_from() -> None:
    """SPARQL 1.1 Protocol, 2.1.4: the protocol's graphs hold, and unknown ones are told."""
    one, two = NamedNode("http://x/g1"), NamedNode("http://x/g2")

    def found(query: str, dataset: Dataset) -> int:
        answer = store.ask(graphs(), query, DEFAULT_BASE, dataset)
        assert isinstance(answer, QuerySolutions)
        return len(list(answer))

    assert found(f"SELECT * FROM <http://x/g1> FROM <http://x/g0> {GROUP}", Dataset((two,))) == 1
    assert found(f"SELECT * {{ GRAPH ?g {GROUP} }}", Dataset(named=(one, two))) == 2
    assert found(f"SELECT * {GROUP}", Dataset(named=(one,))) == 0
    assert found(f"SELECT * {GROUP}", Dataset(union=False)) == 0
    assert found(f"SELECT * {{ GRAPH ?g {GROUP} }}", Dataset(union=False)) == 3
    with pytest.raises(UsageError, match="E_FROM"):
        found(f"SELECT * {GROUP}", Dataset((NamedNode("http://x/other"),)))


def test_our_prefixes_are_known_and_can_be_written_too() -> None:
    """Every prefix of the published Turtle works without a PREFIX line, and a query may give its own."""
    for prefix, namespace in prefixes(DEFAULT_BASE).items():
        answer = store.ask(Store(), f"ASK {{ BIND({prefix}:x AS ?x) FILTER(?x = <{namespace}x>) }}", DEFAULT_BASE)
        assert bool(answer), prefix
    assert store.ask(Store(), "PREFIX d: <http://x/> ASK { FILTER(d:a = <http://x/a>) }", DEFAULT_BASE)


@pytest.mark.parametrize(
    ("name", "content", "code", "kind"),
    [
        ("a.ttl", b"<a:b> <a:b>", "E_RDF", StorageError),
        ("a.nq", b"x\n", "E_RDF", StorageError),
        ("a.nt", b"\xff\xfe", "E_RDF", StorageError),
        ("a.ttl", b"<relative> <a:b> <a:c> .", "E_RDF", StorageError),
        ("a.rdf", b"<rdf:RDF/>", "E_DATA", UsageError),
        ("a", b"", "E_DATA", UsageError),
    ],
)
def test_what_is_no_rdf_is_told_in_one_line(
    tmp_path: Path, name: str, content: bytes, code: str, kind: type[CncertKgError]
) -> None:
    """A malformed file and an unknown suffix are named, with the code of the one or the other."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=code) as refused:
        store.open_store(tmp_path / name)
    assert (len(str(refused.value).splitlines()), name in str(refused.value)) == (1, True)


def test_nothing_to_load_is_the_callers_mistake(tmp_path: Path) -> None:
    """No file, and a folder that is no release."""
    for path in (tmp_path / "none.ttl", tmp_path):
        with pytest.raises(UsageError, match="E_DATA"):
            store.open_store(path)


def test_every_form_of_rdf_file_can_be_asked(tmp_path: Path) -> None:
    """Turtle, N-Triples, N-Quads and TriG hold the same triple, and a release is asked by its folder."""
    line = b"<http://x/s> <http://x/p> <http://x/o> "
    forms = {
        "a.ttl": line + b".",
        "a.nt": line + b".\n",
        "a.nq": line + b"<http://x/g> .\n",
        "a.trig": b"<http://x/g> {" + line + b"}",
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(content)
        assert len(rows(store.open_store(tmp_path / name), "SELECT * { ?s ?p ?o }")) == 1
    (tmp_path / "public" / "data").mkdir(parents=True)
    (tmp_path / "public" / "data" / "cncert-kg.nq").write_bytes(forms["a.nq"])
    assert len(rows(store.open_store(tmp_path / "public"), "SELECT * { ?s ?p ?o }")) == 1
