"""HTTP requests that manifests of the W3C describe (`ht:Request`), as values, and how to send them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pyoxigraph as ox

from tests.w3c.manifest import Facts, Term, labelled_graphs, local


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    @property
    def is_refusal(self) -> bool:
        """Whether the client is told that it asks for what it cannot have, and why, in one coded line."""
        return 400 <= self.status < 500 and re.match(rb"E_[A-Z_]+ [^\r\n]+\n?\Z", self.body) is not None

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and what a service that can do all is to answer."""

    method: str
    path: str
    """As the manifest has it: `/sparql/?query=…` or `/gsp?graph=…`."""
    headers: Mapping[str, str]
    body: bytes | None
    statuses: frozenset[str]
    """Local names: `StatusCode2xx`, `Created`."""
    truth: bool | None
    form: str
    """`boolean`, `tabular`, `RDF`, or empty."""

    @property
    def is_query(self) -> bool:
        """Whether it only asks."""
        asked = "query=" in self.path or (self.body or b"").startswith(b"query=")
        return asked or self.headers.get("content-type", "").startswith("application/sparql-query")


@dataclass(frozen=True, slots=True)
class HttpCase:
    """One test of a protocol."""

    name: str
    graphs: tuple[tuple[str, Path], ...]
    """Name and file of each graph that the service is to hold."""
    exchanges: tuple[Exchange, ...]


def send(
    host: str, port: int, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Reply:
    """Send one request and give the whole reply."""
    connection = HTTPConnection(host, port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        reply = connection.getresponse()
        return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def http_cases(manifest: Path) -> list[HttpCase]:
    """Give the tests of a manifest that describe requests."""
    facts = Facts(manifest)
    entries = facts.items(facts.one(ox.NamedNode(manifest.as_uri()), "mf:entries"))
    return [HttpCase(local(e), tuple(labelled_graphs(facts, e)), tuple(_exchanges(facts, e))) for e in entries]


def _exchanges(facts: Facts, entry: Term) -> Iterator[Exchange]:
    action = facts.one(entry, "mf:action")
    assert action is not None, f"{facts.path}: {entry} has no action"
    for request in facts.items(facts.one(action, "ht:requests")):
        yield _exchange(facts, request)


def _exchange(facts: Facts, request: Term) -> Exchange:
    reply = facts.one(request, "ht:resp")
    assert reply is not None
    truth = facts.text(reply, "mf:expectedBoolean")
    headers = facts.items(facts.one(request, "ht:headers"))
    return Exchange(
        method=facts.text(request, "ht:methodName"),
        path=facts.text(request, "ht:absolutePath"),
        headers={facts.text(h, "ht:fieldName").lower(): facts.text(h, "ht:fieldValue") for h in headers},
        body=_body(facts, facts.one(request, "ht:body")),
        statuses=frozenset(map(local, facts.all(reply, "mf:expectedStatus"))),
        truth=truth == "true" if truth else None,
        form=facts.text(reply, "mf:expectedFormat"),
    )


def _body(facts: Facts, content: Term | None) -> bytes | None:
    if content is None:
        return None
    return facts.text(content, "cnt:chars").encode(facts.text(content, "cnt:characterEncoding"))
