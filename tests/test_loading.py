"""A release in a store: addresses, credentials, values, parts, retries, and files for loaders; no real store needed."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from cncert_kg import cli
from cncert_kg.errors import CncertKgError, StorageError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.loading import Loader, Tell, bulk, load, warnings
from cncert_kg.loading.asking import Part, parts, place
from cncert_kg.loading.contents import NQUADS, contents, tallies
from cncert_kg.loading.endpoints import endpoint, origin
from cncert_kg.loading.environment import PASSWORD, TOKEN, USER, secrets
from cncert_kg.loading.outcome import Outcome
from cncert_kg.loading.values import Tally, key, tally
from tests.stores import SPACE, save, small_graphs

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a store takes of a small release."""
    return save(tmp_path_factory.mktemp("release"), small_graphs())


# A store that does as it is told.


@dataclass
class Faults:
    """What a store does wrong, and what it saw."""

    refusals: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    """Status and headers of the next answers to what is written; then all goes well."""
    seen: list[tuple[str, Message]] = field(default_factory=list)
    """Method and headers of every request."""
    challenge: str = ""
    """`WWW-Authenticate`, where a name is wanted."""
    most: int | None = None
    """Triples at which an answer is cut, as Virtuoso does it: with 200, and without a word."""
    cut_after: int | None = None
    """Bytes after which the next answer breaks off."""
    answer: bytes | None = None
    """What it answers to any query, with the right media type and 200."""
    store: ox.Store = field(default_factory=ox.Store)

    def methods(self) -> list[str]:
        """Give the methods seen."""
        return [method for method, _ in self.seen]


class _Handler(BaseHTTPRequestHandler):
    """Graph Store Protocol and queries over a store in memory."""

    faults: Faults
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a query."""
        self.faults.seen.append(("GET", self.headers))
        query = parse_qs(urlsplit(self.path).query)["query"][0]
        found = self.faults.store.query(query)
        if self.faults.answer is not None:
            self._answer(200, body=self.faults.answer)
        elif isinstance(found, ox.QueryTriples):
            body = ox.serialize(islice(found, self.faults.most), format=ox.RdfFormat.N_TRIPLES)
            self._answer(200, {"Content-Type": "application/n-triples"}, body or b"")
        elif isinstance(found, ox.QuerySolutions):
            body = found.serialize(format=ox.QueryResultsFormat.JSON)
            self._answer(200, {"Content-Type": "application/sparql-results+json"}, body or b"")

    def do_PUT(self) -> None:
        """Replace a graph."""
        self._write(replace=True)

    def do_POST(self) -> None:
        """Merge into a graph."""
        self._write(replace=False)

    def do_DELETE(self) -> None:
        """Remove a graph."""
        self.faults.seen.append(("DELETE", self.headers))
        self.faults.store.remove_graph(self._graph())
        self._answer(204)

    def _graph(self) -> ox.NamedNode:
        return ox.NamedNode(parse_qs(urlsplit(self.path).query)["graph"][0])

    def _write(self, replace: bool) -> None:
        self.faults.seen.append((self.command, self.headers))
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.faults.challenge and "Authorization" not in self.headers:
            self._answer(401, {"WWW-Authenticate": self.faults.challenge})
        elif self.faults.refusals:
            self._answer(*self.faults.refusals.pop(0))
        else:
            if replace:
                self.faults.store.clear_graph(self._graph())
            self.faults.store.load(body, ox.RdfFormat.TURTLE, to_graph=self._graph())
            self._answer(204)

    def _answer(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response_only(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut, self.faults.cut_after = (self.faults.cut_after, None) if body else (None, self.faults.cut_after)
        self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True


@contextmanager
def fake() -> Iterator[tuple[str, Faults]]:
    """Run such a store, and give its address."""
    faults = Faults()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"faults": faults}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", faults
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(
    address: str,
    data: Path,
    environment: Mapping[str, str] | None = None,
    waited: list[float] | None = None,
    tell: Tell = lambda text, done, total: None,
    names: Sequence[str] = (),
    is_dry: bool = False,
    prune: bool = False,
    verify: bool = True,
) -> Outcome:
    """Load a release without waiting; `waited` gets the seconds that it would have waited."""
    wait = (waited if waited is not None else []).append
    given = endpoint(address)
    options = {"is_dry": is_dry, "prune": prune, "verify": verify}
    return load(given, data, environment or {}, wait=wait, tell=tell, names=names, **options)


# Addresses and credentials.

DERIVED = (
    ("http://h:7878/store", "http://h:7878/query"),
    ("http://h:8890/sparql-graph-crud-auth", "http://h:8890/sparql"),
    ("http://h:8890/sparql-graph-crud", "http://h:8890/sparql"),
    ("http://h:3030/ds/data", "http://h:3030/ds/query"),
    ("https://h/repositories/x/rdf-graphs/service", "https://h/repositories/x"),
    ("https://h:8182/sparql/gsp/", "https://h:8182/sparql"),
    ("http://h/api/x", "http://h/api/x"),
    ("http://h/gsp?x=1", "http://h/gsp?x=1"),
)


@pytest.mark.parametrize(("store", "query"), DERIVED)
def test_the_address_for_queries_is_derived(store: str, query: str) -> None:
    """The form of a Graph Store address says which store it is and where that answers queries."""
    assert endpoint(store).query == query


def test_a_given_address_for_queries_is_taken() -> None:
    """What the user says is not derived, and graph names are escaped after a query that is there already."""
    given = endpoint("http://h/gsp?x=1", "http://h/ask")
    assert given.query == "http://h/ask"
    assert given.graph("https://e/a#b") == "http://h/gsp?x=1&graph=https%3A%2F%2Fe%2Fa%23b"


BAD_ADDRESSES = ("", "h:80/x", "ftp://h/x", "http://", "http://h:0x/", "http://h/ x", "http://h/#f", "http://h/\n", "é")


@pytest.mark.parametrize("address", [*BAD_ADDRESSES, "http://u:secret@h/", "http://token@h/"])
def test_what_is_no_address_is_refused(address: str) -> None:
    """An address without scheme or host, or with a password in it, is refused; the password is not shown."""
    with pytest.raises(UsageError, match="E_ENDPOINT") as refused:
        endpoint(address)
    assert "secret" not in str(refused.value)


def test_who_may_listen_is_known() -> None:
    """Only http to another host is open to listeners."""
    cases = (
        "http://127.0.0.1/",
        "http://localhost:1/",
        "http://[::1]/",
        "https://h/",
        "http://h/",
        "http://127.e.org/",
    )
    assert [endpoint(case).is_open_to_listeners for case in cases] == [False] * 4 + [True] * 2
    assert origin("https://h/x") == origin("https://h:443/y") != origin("http://h/x")


BAD_CREDENTIALS: tuple[Mapping[str, str], ...] = (
    {USER: "u"},
    {PASSWORD: "secret"},
    {TOKEN: "secret", USER: "u", PASSWORD: "p"},
    {TOKEN: "secret\r\nX: y"},
    {TOKEN: "secreté"},
    {USER: "u", PASSWORD: "secret\n"},
)


@pytest.mark.parametrize("environment", BAD_CREDENTIALS)
def test_half_or_broken_credentials_are_refused(environment: Mapping[str, str]) -> None:
    """Credentials that are half, double or would break a header are refused before anything is sent, unseen."""
    with pytest.raises(UsageError, match="E_AUTH") as refused:
        secrets(environment)
    assert "secret" not in str(refused.value)


def test_secrets_are_never_shown() -> None:
    """The representation of what the environment holds does not hold it."""
    assert "secret" not in repr(secrets({USER: "secret-name", PASSWORD: "secret-word"}))


def test_a_secret_on_an_open_line_is_warned_of() -> None:
    """Credentials for another host by http are told before anything is sent; all else is not."""
    held = {TOKEN: "secret"}
    (line,) = warnings(endpoint("http://example.org/store"), held)
    assert line.startswith("W_PLAIN http://example.org/store: ")
    assert "secret" not in line
    others = [("https://example.org/store", held), ("http://127.0.0.1/store", held), ("http://example.org/store", {})]
    assert [warnings(endpoint(address), environment) for address, environment in others] == [[]] * 3


# Values.


def literal(text: str, datatype: str) -> ox.Triple:
    """Give a triple with a literal of an XML Schema type."""
    thing = ox.NamedNode("urn:x")
    return ox.Triple(thing, thing, ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)))


EQUAL = (
    ("decimal", "7.60", "7.6"),
    ("decimal", "184000", "184000.0"),
    ("decimal", "-0.0", "0"),
    ("decimal", "+.5", "0.50"),
    ("decimal", "123456789012345678901234567890.10", "123456789012345678901234567890.1"),
    ("integer", "007", "7"),
    ("integer", "-0", "0"),
    ("boolean", "1", "true"),
    ("boolean", "0", "false"),
    ("hexBinary", "0afb", "0AFB"),
    ("date", "2024-01-05+00:00", "2024-01-05Z"),
    ("dateTime", "2024-01-05T01:02:03.500Z", "2024-01-05T01:02:03.5Z"),
    ("dateTime", "2024-01-05T01:02:03.000", "2024-01-05T01:02:03"),
    ("dateTime", "2024-01-05T08:00:00+08:00", "2024-01-05T00:00:00Z"),
)
DIFFERENT = (
    ("decimal", "7.6", "7.06"),
    ("decimal", "1", "-1"),
    ("decimal", "10", "1"),
    ("integer", "x", "y"),
    ("boolean", "1", "false"),
    ("date", "2024-01-05", "2024-01-05Z"),
    ("dateTime", "2024-01-05T00:00:00", "2024-01-05T00:00:00Z"),
    ("gYear", "2021", "2022"),
    ("string", "1", "01"),
    ("anyURI", "http://e/A", "http://e/a"),
)


@pytest.mark.parametrize(("datatype", "one", "other"), EQUAL)
def test_values_are_equal_however_spelt(datatype: str, one: str, other: str) -> None:
    """Two spellings of a value have one key."""
    assert key(literal(one, datatype)) == key(literal(other, datatype))


@pytest.mark.parametrize(("datatype", "one", "other"), DIFFERENT)
def test_other_values_have_other_keys(datatype: str, one: str, other: str) -> None:
    """What differs in value differs in key, and so does what is no value of its type."""
    assert key(literal(one, datatype)) != key(literal(other, datatype))


def test_types_are_compared_by_value_space() -> None:
    """An integer equals a decimal, never a string; a language tag has no case; languages differ."""
    thing = ox.NamedNode("urn:x")
    said = [key(ox.Triple(thing, thing, ox.Literal("a", language=tag))) for tag in ("en-GB", "en-gb", "en")]
    assert said[0] == said[1] != said[2]
    assert key(literal("7", "integer")) == key(literal("7.0", "decimal")) != key(literal("7", "string"))


def test_a_tally_needs_no_order_and_sees_every_change() -> None:
    """Any order and any cutting gives one tally; a key left out, doubled or exchanged gives another."""
    keys = [f"<urn:{n}>" for n in range(50)]
    whole = tally(keys)
    assert whole == tally(reversed(keys)) == tally(keys[:20]) + tally(keys[20:])
    assert whole + Tally() == whole
    for other in (keys[1:], [*keys, keys[0]], [keys[1], *keys[1:]]):
        assert tally(other) != whole


# Parts.


@pytest.mark.parametrize(("rows", "size", "number"), [(0, 10, 1), (10, 10, 1), (11, 10, 2), (10**9, 1000, 65536)])
def test_parts_cover_a_graph_once(rows: int, size: int, number: int) -> None:
    """Parts follow one another from the first hash to the last; a graph that fits into one is asked for whole."""
    found = parts(rows, size)
    assert len(found) == number
    assert [one.low for one in found] == [0, *(one.high for one in found[:-1])]
    assert found[-1].high == 65536
    assert Part().condition == ""
    assert Part(3, 4).halves() == ()


def test_a_store_finds_in_a_part_what_we_do() -> None:
    """The condition of a part in SPARQL takes the triples whose place is in the part."""
    store = ox.Store()
    triples = small_graphs()["many"]
    store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode("urn:g")) for t in triples)
    for part in (*parts(7, 1), *Part(0, 9).halves()):
        found = store.query(f"SELECT ?s ?p ?o {{ GRAPH <urn:g> {{ ?s ?p ?o }} {part.condition} }}")
        assert isinstance(found, ox.QuerySolutions)
        assert {ox.Triple(*row) for row in found} == {t for t in triples if part.low <= place(t) < part.high}


# What a release holds.


def test_a_release_amounts_to_the_same_by_its_graphs_and_its_quads(release: Path) -> None:
    """What is sent and what it is compared with come from two files and are the same."""
    held = contents(release)
    expected = tallies(held, held.graphs)
    assert expected == {
        g.iri: tally(key(q) for q in ox.parse(path=g.file, format=ox.RdfFormat.TURTLE)) for g in held.graphs
    }
    assert sum(one.rows for one in expected.values()) == len((release / NQUADS).read_bytes().splitlines())


def test_a_damaged_release_is_not_pushed(tmp_path: Path) -> None:
    """A file that is not the one of the manifest stops a load before anything is sent; so does a folder without one."""
    damaged = save(tmp_path / "release", small_graphs())
    file = contents(damaged).graphs[0].file
    file.write_bytes(file.read_bytes() + b"\n")
    with fake() as (address, faults):
        with pytest.raises(StorageError, match="E_CHANGED"):
            run(address, damaged)
        with pytest.raises(UsageError, match="E_DATA"):
            run(address, tmp_path)
        assert faults.seen == []


# A load.


def old(name: str, space: str = SPACE) -> ox.Quad:
    """Give a triple that no release has."""
    node = ox.NamedNode("urn:old")
    return ox.Quad(node, node, node, ox.NamedNode(space + name))


def test_a_load_sends_what_is_missing_and_nothing_else(release: Path) -> None:
    """The first run sends all, the second nothing, a third what somebody changed meanwhile."""
    with fake() as (address, faults):
        first, second = run(address, release), run(address, release)
        assert first.is_equal
        assert first.exit_code == 0
        assert all(graph.was_sent and graph.counted == graph.rows for graph in first.graphs)
        assert not any(graph.was_sent for graph in second.graphs)
        assert {key(quad) for quad in faults.store} == {key(quad) for quad in ox.parse(path=release / NQUADS)}
        quad = next(faults.store.quads_for_pattern(None, None, None, ox.NamedNode(f"{SPACE}doc/b")))
        faults.store.remove(quad)
        faults.store.add(ox.Quad(quad.subject, quad.predicate, ox.Literal("other"), quad.graph_name))
        third = run(address, release)
    assert [graph.name for graph in third.graphs if graph.was_sent] == ["doc/b"]
    assert "doc/b  sent 6 in place of 6  counted 6  equal" in third.lines()
    assert third.summary() == "1 graphs sent (6 triples), 4 there already, 5 equal"


def test_a_large_graph_is_sent_in_parts(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part replaces the graph, the others are added to it."""
    monkeypatch.setattr("cncert_kg.loading.sending.SIZE", 100)
    with fake() as (address, faults):
        faults.store.add(old("many"))
        assert run(address, release).is_equal
        methods = faults.methods()
    assert methods.count("PUT") == len(contents(release).graphs)
    assert methods.count("POST") == 4


def test_a_dry_run_writes_nothing(release: Path) -> None:
    """A dry run asks, tells what would be sent and removed, and writes nothing."""
    with fake() as (address, faults):
        faults.store.add(old("gone"))
        outcome = run(address, release, is_dry=True, prune=True)
        assert set(faults.methods()) == {"GET"}
        assert len(faults.store) == 1
    lines = list(outcome.lines())
    assert "gone  not in this release: would be removed 1" in lines
    assert lines[-1].startswith(f"{len(outcome.graphs)} graphs would be sent")


def test_stale_graphs_are_told_and_removed_on_request(release: Path) -> None:
    """A graph of our base that the release lacks is told, and removed with `prune` only; others' are left alone."""
    with fake() as (address, faults):
        faults.store.add(old("gone"))
        faults.store.add(old("mine", "https://example.org/graph/"))
        told = run(address, release)
        assert told.stale == (("gone", 1),)
        assert "gone  not in this release: kept 1" in told.lines()
        assert "gone  not in this release: removed 1" in run(address, release, prune=True).lines()
        assert run(address, release).stale == ()
        assert faults.store.contains_named_graph(ox.NamedNode("https://example.org/graph/mine"))


def test_graphs_are_chosen_by_name(release: Path) -> None:
    """A name takes one graph, the first part of names all below it; an unknown one is refused."""
    with fake() as (address, _):
        outcome = run(address, release, names=("many", "doc"))
        assert [g.name for g in outcome.graphs] == ["doc/a", "doc/b", "doc/c", "many"]
        with pytest.raises(UsageError, match="E_GRAPH do"):
            run(address, release, names=("do",))


def test_without_verification_nothing_is_asked(release: Path) -> None:
    """All is sent and nothing read, for a store that answers no queries."""
    with fake() as (address, faults):
        outcome = run(address, release, verify=False)
        assert "GET" not in faults.methods()
        assert len(faults.store) == sum(graph.rows for graph in outcome.graphs)


@pytest.mark.parametrize("most", [100, 150, 400])
def test_answers_that_are_cut_do_not_deceive(release: Path, most: int) -> None:
    """A store that cuts its answers is read in pages or parts: right is right, and what is wrong is found."""
    with fake() as (address, faults):
        faults.most = most
        assert run(address, release).is_equal
        assert not any(graph.was_sent for graph in run(address, release).graphs)
        graph = ox.NamedNode(f"{SPACE}many")
        quads = sorted(faults.store.quads_for_pattern(None, None, None, graph), key=str)
        assert len(quads) > most
        faults.store.remove(quads[len(quads) // 2])
        sending = run(address, release)
    assert [one.name for one in sending.graphs if one.was_sent] == ["many"]


def test_a_dry_run_names_what_differs(release: Path) -> None:
    """A dry run over a store that holds a release already is a check of it: it names what differs."""
    with fake() as (address, faults):
        run(address, release)
        (quad,) = faults.store.quads_for_pattern(ox.NamedNode(f"{DEFAULT_BASE}id/many/70"), NUMBER_3, None)
        _exchange(faults.store, quad)
        outcome = run(address, release, is_dry=True)
        lines = list(outcome.lines())
    assert "many  would send 450 in place of 450" in lines
    assert f"  missing {key(quad)}" in lines
    assert lines[-1] == "1 graphs would be sent (450 triples), 4 there already"
    assert outcome.exit_code == 0


# What a store does wrong.


def _changed(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, ox.Literal("forged"), quad.graph_name)


def _exchange(store: ox.Store, quad: ox.Quad) -> None:
    store.remove(quad)
    store.add(_changed(quad))


DAMAGES: tuple[tuple[str, Callable[[ox.Store, ox.Quad], None], tuple[int, int]], ...] = (
    ("a triple lost", lambda store, quad: store.remove(quad), (1, 0)),
    ("a triple more", lambda store, quad: store.add(_changed(quad)), (0, 1)),
    ("a value changed", lambda store, quad: _exchange(store, quad), (1, 1)),
    ("a graph lost", lambda store, quad: store.clear_graph(quad.graph_name), (5, 0)),
)


NUMBER_3 = ox.NamedNode(f"{DEFAULT_BASE}def#number3")


@pytest.mark.parametrize("most", [None, 200])
@pytest.mark.parametrize(("damage", "found"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES])
def test_what_differs_is_named(
    release: Path, damage: Callable[[ox.Store, ox.Quad], None], found: tuple[int, int], most: int | None
) -> None:
    """What a store lost, added or changed after the last part came is told triple by triple; the exit code is 3."""
    with fake() as (address, faults):
        faults.most = most
        victims: list[ox.Quad] = []

        def told(text: str, done: int, total: int) -> None:
            if text == "verifying" and not done:
                subject = ox.NamedNode(f"{DEFAULT_BASE}id/many/70")
                victims.extend(faults.store.quads_for_pattern(subject, NUMBER_3, None))
                damage(faults.store, victims[0])

        outcome = run(address, release, tell=told)
    wrong = {g.name: g.difference for g in outcome.graphs if g.difference is not None}
    assert outcome.exit_code == 3
    assert [(len(d.missing), len(d.extra)) for d in wrong.values()] == [found]
    assert sum("DIFFERENT" in line for line in outcome.lines()) == 1
    if found == (1, 1):
        assert next(iter(wrong.values())).missing == (key(victims[0]),)


BUSY: tuple[tuple[int, Mapping[str, str], float], ...] = (
    (503, {}, 0.5),
    (500, {}, 0.5),
    (429, {"Retry-After": "7"}, 7.0),
    (503, {"Retry-After": "0"}, 0.5),
    (503, {"Retry-After": "soon"}, 0.5),
    (503, {"Date": "Wed, 21 Oct 2026 07:28:00 GMT", "Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, 30.0),
)


@pytest.mark.parametrize(("status", "headers", "pause"), BUSY)
def test_a_busy_store_is_asked_again(release: Path, status: int, headers: Mapping[str, str], pause: float) -> None:
    """A store that cannot answer now is asked again after a pause, at least as long as it says."""
    waited: list[float] = []
    with fake() as (address, faults):
        faults.refusals = [(status, headers)]
        assert run(address, release, waited=waited).is_equal
    assert waited == [pause]


REFUSED: tuple[tuple[str, list[tuple[int, Mapping[str, str]]], int, str], ...] = (
    ("busy for long", [(503, {})] * 5, 74, "E_STORE .*503.*run again to go on; 0 of"),
    ("asks for patience", [(429, {"Retry-After": "86400"})], 74, "E_STORE .*429"),
    ("no such place", [(404, {})], 74, "E_STORE .*found 404.*docs/loading.md"),
    ("too large", [(413, {})], 74, "E_STORE .*found 413"),
    ("forbidden", [(403, {})], 2, f"E_AUTH .*found 403.*{USER}"),
    ("elsewhere", [(307, {"Location": "http://127.0.0.2:1/"})], 74, "E_REDIRECT .*redirect to 'http://127.0.0.2:1/'"),
    ("another port", [(307, {"Location": "//127.0.0.1:1/"})], 74, "E_REDIRECT"),
    ("to no address", [(307, {"Location": "http://[x:y/"})] * 5, 74, "E_STORE"),
    ("to no port", [(308, {"Location": "http://127.0.0.1:x/"})] * 5, 74, "E_STORE"),
    ("nowhere", [(308, {})] * 5, 74, "E_REDIRECT"),
    ("as another method", [(303, {"Location": "/there"})], 74, "E_REDIRECT"),
    ("in a circle", [(307, {"Location": "/there"})] * 5, 74, "E_REDIRECT more than 5|E_REDIRECT .*more than 5"),
)


@pytest.mark.parametrize(("refusals", "code", "line"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_refusal_is_one_line(
    release: Path, refusals: list[tuple[int, Mapping[str, str]]], code: int, line: str
) -> None:
    """What a store refuses for good ends the load with one coded line and without the secret."""
    with fake() as (address, faults):
        faults.refusals = list(refusals)
        with pytest.raises(CncertKgError, match=line) as refused:
            run(address, release, {TOKEN: "secret"})
    assert refused.value.exit_code == code
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_redirect_on_the_same_host_is_followed(release: Path) -> None:
    """Another path of the same host gets what was to be sent, body and all."""
    with fake() as (address, faults):
        faults.refusals = [(307, {"Location": f"/there?graph={SPACE}doc/a"})]
        assert run(address, release).is_equal


def test_nothing_is_sent_to_another_host(release: Path) -> None:
    """Where a store redirects to another host, that host gets no request, and so no secret and no triple."""
    with fake() as (address, faults), fake() as (elsewhere, others):
        faults.refusals = [(308, {"Location": f"{elsewhere}?graph=urn:x"})]
        with pytest.raises(StorageError, match="E_REDIRECT"):
            run(address, release, {TOKEN: "secret"})
        assert others.seen == []


def test_a_store_that_is_down_is_one_line(release: Path) -> None:
    """No answer after the last try is exit code 74, with pauses that grow."""
    waited: list[float] = []
    with fake() as (address, _):
        pass
    with pytest.raises(StorageError, match=r"E_STORE http://127\.0\.0\.1:\d+/: no answer .*run again") as down:
        run(address, release, waited=waited)
    assert waited == [0.5, 1.0, 2.0, 4.0]
    assert down.value.exit_code == 74


def test_an_answer_that_breaks_off_is_asked_for_again(release: Path) -> None:
    """A connection lost in the middle of an answer costs another try, not a wrong verdict."""
    waited: list[float] = []
    with fake() as (address, faults):
        run(address, release)
        faults.cut_after = 20
        assert run(address, release, waited=waited).is_equal
    assert waited == [0.5]


NO_ANSWERS = (
    b"<!DOCTYPE html><p>Welcome",
    b"",
    b'{"head":{},"boolean":true}',
    b'{"head":{"vars":["g","n"]},"results":{"bindings":[{"g":{"type":"bnode","value":"x"}}]}}',
    b'{"head":{"vars":["g","n"]},"results":{"bindings":[{"g":{"type":"uri","value":"urn:g"},'
    b'"n":{"type":"literal","value":"many"}}]}}',
)


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_is_no_answer_is_one_line(release: Path, answer: bytes) -> None:
    """A page, a truth value, or rows without a count instead of counts end the load before anything is written."""
    with fake() as (address, faults):
        faults.answer = answer
        with pytest.raises(StorageError, match=r"E_STORE .*found") as refused:
            run(address, release)
        assert set(faults.methods()) == {"GET"}
    assert "\n" not in str(refused.value)


def test_a_graph_that_cannot_be_read_is_sent_again_and_told(release: Path) -> None:
    """Triples that break RDF (Virtuoso keeps backslashes in IRIs) make a graph different, whatever its count."""
    with fake() as (address, faults):
        run(address, release)

        def told(text: str, done: int, total: int) -> None:
            faults.answer = b"<urn:a\\b> <urn:a> <urn:a> .\n" if text == "comparing" else None

        outcome = run(address, release, tell=told, names=("values",))
        assert [graph.name for graph in outcome.graphs if graph.was_sent] == ["values"]
        assert outcome.is_equal


CHALLENGES = (
    ("", {TOKEN: "secret"}, "Bearer secret"),
    ('Basic realm="x"', {USER: "u", PASSWORD: "p"}, "Basic dTpw"),
    ('Digest realm="x", nonce="n", qop="auth", algorithm=MD5', {USER: "u", PASSWORD: "p"}, 'Digest username="u"'),
)


@pytest.mark.parametrize(("challenge", "environment", "header"), CHALLENGES)
def test_a_store_is_told_who_we_are(release: Path, challenge: str, environment: Mapping[str, str], header: str) -> None:
    """A token goes with each request; a name goes in the manner that the store asks for, and not before it asks."""
    with fake() as (address, faults):
        faults.challenge = challenge
        assert run(address, release, environment).is_equal
        sent = [headers.get("Authorization", "") for method, headers in faults.seen if method == "PUT"]
    assert sent[-1].startswith(header)
    assert challenge == "" or sent[0] == ""


def test_the_extra_is_asked_for(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without httpx a load is one line that says what to install."""
    monkeypatch.setitem(sys.modules, "cncert_kg.loading.push", None)
    with pytest.raises(UsageError, match=r"E_EXTRA .*cncert-kg\[load\]"):
        run("http://127.0.0.1:9/", release)


def test_the_command_loads_and_says_so(
    release: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The command writes a line a graph to stdout, nothing to stderr; a refusal is one line on stderr, exit code 2."""
    with fake() as (address, faults):
        command = ["cncert-kg", "load", address, "--data", str(release), "--graph"]
        monkeypatch.setattr(sys, "argv", [*command, "doc"])
        with pytest.raises(SystemExit) as done:
            cli.main()
        told = capfd.readouterr()
        faults.refusals = [(403, {})]
        monkeypatch.setenv(TOKEN, "secret-token")
        monkeypatch.setattr(sys, "argv", [*command, "values"])
        with pytest.raises(SystemExit) as refused:
            cli.main()
        line = capfd.readouterr()
    assert (done.value.code, told.err) == (0, "")
    lines = [f"doc/{name}  sent 6  counted 6  equal" for name in "abc"]
    assert told.out.split("\n") == [*lines, "3 graphs sent (18 triples), 0 there already, 3 equal", ""]
    assert (refused.value.code, line.out) == (2, "")
    assert line.err.startswith("E_AUTH http://127.0.0.1:")
    assert line.err.count("\n") == 1
    assert "secret" not in line.err


# Files for loaders.

FILES = {
    Loader.qlever: "Qleverfile",
    Loader.virtuoso: "load.sql",
    Loader.graphdb: "repository.ttl",
    Loader.neptune: "load.json",
}


@pytest.mark.parametrize("loader", Loader)
def test_bulk_files_are_whole_and_the_same_each_time(release: Path, tmp_path: Path, loader: Loader) -> None:
    """The quads are those of the release; a second run gives the same bytes; the lines say what to run."""
    lines = bulk(release, loader, tmp_path / "a b")
    bulk(release, loader, tmp_path / "other")
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("a b", "other"))
    assert first == second
    assert first.keys() == {"cncert-kg.nq.gz", FILES[loader]}
    assert gzip.decompress(first["cncert-kg.nq.gz"]) == (release / NQUADS).read_bytes()
    assert lines[0] == f"cd '{tmp_path / 'a b'}'"
    assert any(FILES[loader] in line or "qlever" in line for line in lines[1:])


def test_bulk_settings_are_read_by_parsers(release: Path, tmp_path: Path) -> None:
    """The settings of GraphDB are Turtle with the base of the release, those of Neptune are JSON."""
    bulk(release, Loader.graphdb, tmp_path)
    bulk(release, Loader.neptune, tmp_path)
    assert any(q.object.value == DEFAULT_BASE for q in ox.parse(path=tmp_path / "repository.ttl"))
    assert json.loads((tmp_path / "load.json").read_text())["format"] == "nquads"


def test_a_folder_that_cannot_be_written_is_one_line(release: Path, tmp_path: Path) -> None:
    """A file where the folder should be is exit code 74."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="E_IO"):
        bulk(release, Loader.qlever, tmp_path / "file")
