"""The W3C's tests of updates, of writing graphs and of federation: all refused, with nothing changed or sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from socket import create_connection

import pytest
from pyoxigraph import Store

from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.store import ask
from tests.w3c.exchanges import Reply, http_cases
from tests.w3c.manifest import Case, Facts, cases
from tests.w3c.ratchet import Record, dose, settle
from tests.w3c.service import WAYS, Listener, Service, listener

_ENDPOINT = re.compile(r"http://(example\d?\.org|invalid\.endpoint\.org)/sparql")
_WRITES = frozenset({"PUT", "POST", "DELETE", "PATCH"})
_REQUEST = re.compile(r"#+ Request\s+(\w+) (\S+) HTTP/1\.1\n(.*?)#+ Response", re.DOTALL)
"""A request as text, in the older manifest of the Graph Store Protocol."""


def sent_as_update(case: Case, service: Service) -> Iterator[tuple[str, Reply]]:
    """Yield the replies to an update, in the three ways of the protocol, and as if it were a query."""
    for way in WAYS:
        yield way, WAYS[way]("update", service, case.text, "*/*")
        yield f"query by {way}", WAYS[way]("query", service, case.text, "*/*")


def test_every_update_is_refused(sparql11: Path, service: Service, record_property: Record) -> None:
    """An update is answered with 4xx however it is sent, and the store holds what it held."""
    before, outcomes = service.digest(), {}
    for case in dose(cases(sparql11, "manifest-sparql11-update.ttl"), 6):
        accepted = (f"{way}: {reply.status}" for way, reply in sent_as_update(case, service) if not reply.is_refusal)
        outcomes[case.name] = "; ".join(accepted)
    settle(record_property, "SPARQL 1.1 Update, refused", outcomes, {})
    assert service.digest() == before


def graph_store_writes(folder: Path) -> Iterator[tuple[str, str, dict[str, str], bytes]]:
    """Yield name, method with path, headers and body of each write of the Graph Store Protocol's tests."""
    for manifest in sorted((folder / "graph-store-protocol").glob("manifest-*.ttl")):
        for case in http_cases(manifest):
            for number, exchange in enumerate(case.exchanges):
                path = exchange.path.removeprefix("/gsp")
                yield f"{case.name} {number}", f"{exchange.method} {path}", dict(exchange.headers), exchange.body or b""
    facts = Facts(folder / "http-rdf-update" / "manifest.ttl")
    for entry in facts.subjects("rdf:type", "mf:GraphStoreProtocolTest"):
        for method, path, rest in _REQUEST.findall("\n".join(t.value for t in facts.all(entry, "rdfs:comment"))):
            target = path.removeprefix("$GRAPHSTORE$").replace("$HOST$", "www.example")
            yield entry.value.rpartition("#")[2], f"{method} {target}", {"content-type": "text/turtle"}, rest.encode()


def test_every_write_of_a_graph_is_refused(sparql11: Path, service: Service, record_property: Record) -> None:
    """PUT, POST and DELETE of graphs are answered with 4xx at the endpoint and beside it, and nothing changes."""
    before, outcomes = service.digest(), {}
    for name, line, headers, body in graph_store_writes(sparql11):
        method, _, path = line.partition(" ")
        if method in _WRITES:
            replies = [service.send_to(place + path, method, headers, body) for place in (service.path, "/gsp")]
            outcomes[f"{name} {method}"] = "; ".join(str(r.status) for r in replies if not r.is_refusal)
    assert len(outcomes) >= 20
    settle(record_property, "SPARQL 1.1 Graph Store Protocol, writes refused", outcomes, {})
    assert service.digest() == before


def federated(case: Case, port: int) -> Iterator[tuple[str, str]]:
    """Yield a query of federation, its services moved to a port of this machine, plain and with an escape in it."""
    text = _ENDPOINT.sub(f"http://127.0.0.1:{port}/sparql", case.request.read_text(encoding="utf-8"))
    plain = f"BASE <http://127.0.0.1:{port}/>\n{text}"
    yield case.name, plain
    yield f"{case.name}, escaped", plain.replace("SERVICE", r"S\u0045RVICE")


def not_refused(text: str, service: Service) -> Iterator[str]:
    """Yield the ways in which a query of federation is not refused as one, embedded and over HTTP."""
    for way, ask_by in WAYS.items():
        reply = ask_by("query", service, text, "*/*")
        if not (reply.is_refusal and reply.body.startswith(b"E_SERVICE")):
            yield f"{way}: {reply.status} {reply.body.decode()}"
    with pytest.raises(UsageError) as refused:
        ask(Store(), text, DEFAULT_BASE)
    if refused.value.code != "E_SERVICE":
        yield f"embedded: {refused.value}"


def test_every_federated_query_is_refused_and_nobody_is_asked(
    sparql11: Path, service: Service, loopback: Listener, record_property: Record
) -> None:
    """SERVICE is `E_SERVICE` in every way of asking, and nobody is asked."""
    outcomes = {}
    for case in cases(sparql11, "service", "syntax-fed"):
        for name, text in federated(case, loopback.port):
            outcomes[name] = "; ".join(not_refused(text, service))
    assert len(outcomes) == 20
    settle(record_property, "SPARQL 1.1 Federated Query, refused", outcomes, {})
    assert loopback.look() == 0


def test_the_listener_would_have_counted() -> None:
    """A connection to the port is seen, so that none seen means none made."""
    with listener() as counted:
        create_connection(("127.0.0.1", counted.port), timeout=10).close()
        assert counted.look() == 1
