"""Hostile queries, hundreds of them, at once: each is refused or ended with its code, and the service goes on.

The deep dose (`CNCERT_KG_DEEP=1`) is a thousand with the limits of the service as it is shipped, and prints what it
measured: the memory of the service and its workers before and after, and how long light queries took meanwhile.
"""

from __future__ import annotations

import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import httpx
import pytest

from cncert_kg.endpoint.limits import Limits
from tests.conftest import DEEP
from tests.serving import SMALL, Service, release, served_process
from tests.test_endpoint_limits import connected, said

ASK = "ASK { ?s ?p ?o }"
QUERY = {"Content-Type": "application/sparql-query"}
DOSE = 1000 if DEEP else 40
LIMITS = Limits() if DEEP else replace(SMALL, seconds=0.4, head_seconds=0.8)
CLIENTS = 8

Outcome = tuple[int, str]
"""Status of HTTP and code; 0 where the connection was closed."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent, and what may come back."""

    kind: str
    send: Callable[[str, random.Random], Outcome]
    expected: frozenset[Outcome]


def outcome(found: httpx.Response) -> Outcome:
    """Give status and code; answers have no code, and say where they are cut."""
    return found.status_code, found.text.partition(" ")[0] if found.status_code >= 400 else ""


def post(url: str, body: str | bytes, **headers: str) -> Outcome:
    return outcome(httpx.post(f"{url}sparql", content=body, headers={**QUERY, **headers}, timeout=60))


def query(*texts: str) -> Callable[[str, random.Random], Outcome]:
    """Post one of some queries."""
    return lambda url, chance: post(url, chance.choice(texts))


def bare(lines: bytes, wait: bool = True) -> Callable[[str, random.Random], Outcome]:
    """Send bytes on a connection of its own, and read until it is closed."""

    def send(url: str, _chance: random.Random) -> Outcome:
        with connected(url) as connection:
            connection.sendall(lines)
            if not wait:
                return 0, ""
            answer = said(connection).decode(errors="replace")
        return (int(answer[9:12]), answer.partition("\r\n\r\n")[2].partition(" ")[0]) if answer else (0, "")

    return send


def half_closed(url: str, _chance: random.Random) -> Outcome:
    with connected(url) as connection:
        target = urlencode({"query": HEAVY[0]})
        connection.sendall(f"GET /sparql?{target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        return 0, said(connection)[:0].decode()


def idle(url: str, chance: random.Random) -> Outcome:
    """Open a connection and forget it for a while."""
    with connected(url):
        time.sleep(chance.random())
    return 0, ""


HEAVY = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c < ?i) }",
    "SELECT (COUNT(*) AS ?n) { ?a !<x:p>* ?b . ?c !<x:p>* ?d . ?e !<x:q>* ?f }",
    "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c LIMIT 1",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 900000000 LIMIT 1",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), '(a+)+$(b|c|d)*x') }",
    "SELECT DISTINCT ?c ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c = ?g && ?f = 1) }",
    "ASK { { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } FILTER (?n < 0) }",
)
ENDED = frozenset({(503, "E_TIMEOUT"), (503, "E_MEMORY"), (503, "E_BUSY"), (413, "E_RESULT_SIZE"), (200, "")})
SERVICES = (
    "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p ?v SERVICE ?v { ?a ?b ?c } }",
    "ASK { SER\\u0056ICE <http://127.0.0.1:9/> {} }",
    "ASK { service<http://127.0.0.1:9/>{} }",
    "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> {} } }",
)
UPDATES = (
    "LOAD <http://127.0.0.1:9/>",
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "\\u0044ROP ALL",
)
BENIGN = ("ASK { FILTER ('SERVICE <x:y> {}' != 'a') } # SERVICE", "SELECT ?service { ?s ?p ?service } LIMIT 1")
LONG = (
    "ASK { FILTER (" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "ASK " + "{" * 10_000 + "}" * 10_000,
    "ASK { " + "{} UNION " * 7_000 + "{} }",
    "SELECT * { ?s ?p " + "[ ?p " * 5_000 + "1" + " ]" * 5_000 + " }",
)
OPERATORS = (
    "ASK { FILTER (1" + " || 1" * 7_000 + ") }",
    "ASK { ?s " + "<x:p>/" * 8_000 + "<x:p> ?o }",
    "ASK { " + "MINUS{} " * 2_700 + "}",
)
POOR = frozenset(
    {(200, ""), (400, "E_SPARQL"), (400, "E_DEPTH"), (503, "E_TIMEOUT"), (503, "E_BUSY"), (500, "E_CRASHED")}
)

ATTACKS = (
    Attack("SERVICE", query(*SERVICES), frozenset({(400, "E_SERVICE")})),
    Attack("FROM", query("ASK FROM <http://127.0.0.1:9/> {}", "ASK FROM NAMED <file:///etc/passwd> {}"),
           frozenset({(400, "E_FROM")})),
    Attack("update", query(*UPDATES), frozenset({(400, "E_UPDATE")})),
    Attack("benign", query(*BENIGN), frozenset({(200, "")})),
    Attack("heavy", query(*HEAVY), ENDED),
    Attack("heavy too", query(*HEAVY), ENDED),
    Attack("brackets", query(*LONG), frozenset({(400, "E_DEPTH")})),
    Attack("operators", query(*OPERATORS), ENDED | {(400, "E_DEPTH")}),
    Attack("50,000 UNION", query("ASK { " + "{} UNION " * 50_000 + "{} }"), frozenset({(413, "E_BODY_SIZE")})),
    Attack("10 MB literal", lambda url, _: post(url, b"ASK { FILTER ('" + b"x" * 10_000_000 + b"') }"),
           frozenset({(413, "E_BODY_SIZE")})),
    Attack("NUL", query("ASK {}\0"), frozenset({(400, "E_ENCODING")})),
    Attack("no UTF-8", lambda url, _: post(url, b"ASK { ?s ?p '\xff\xfe' }"), frozenset({(400, "E_ENCODING")})),
    Attack("many rows", query("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"), ENDED),
    Attack("injection", lambda url, _: post(url, ASK, Accept="text/csv%0d%0aX-Evil: 1", Origin="x%0d%0aX-Evil: 1"),
           frozenset({(406, "E_ACCEPT")})),
    Attack("long fields", bare(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * (64 << 10) + b"\r\n\r\n"),
           frozenset({(431, "E_HEAD_SIZE")})),
    Attack("slow", bare(b"GET /sparql HTTP/1.1\r\nHost: loc"), frozenset({(408, "E_HEAD_TIME")})),
    Attack("broken off", bare(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nASK", wait=False),
           frozenset({(0, "")})),
    Attack("half-closed", half_closed, frozenset({(0, "")})),
    Attack("idle", idle, frozenset({(0, "")})),
    Attack("another name", lambda url, _: post(url, ASK, Host="evil.example"), frozenset({(421, "E_HOST")})),
    Attack("text/plain", lambda url, _: post(url, ASK, **{"Content-Type": "text/plain"}),
           frozenset({(415, "E_MEDIA")})),
)  # fmt: skip
"""Cases 39 to 44: what leaves the machine, does not end, overflows, is too long or too slow, and what browsers send."""

PROBE = """
import http.client, sys, time
host, stop = sys.argv[1], time.monotonic() + 3600
connection = http.client.HTTPConnection(host, timeout=30)
try:
    while time.monotonic() < stop:
        since = time.monotonic()
        connection.request("GET", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
        answer = connection.getresponse()
        right = answer.read() == b'{"head":{},"boolean":true}\\n' and answer.status == 200
        print(time.monotonic() - since if right else 99.0, flush=True)
        time.sleep(0.1)
except KeyboardInterrupt:
    pass
"""
"""Asks again and again, in a process of its own, so that it does not wait for the attackers' threads."""


@contextmanager
def probing(url: str) -> Iterator[list[float]]:
    """Ask light queries meanwhile; at the end the seconds that each took are there."""
    host = url.removeprefix("http://").rstrip("/")
    seconds: list[float] = []
    with subprocess.Popen([sys.executable, "-c", PROBE, host], stdout=subprocess.PIPE, text=True) as probe:
        try:
            yield seconds
        finally:
            probe.send_signal(2)
            assert probe.stdout is not None
            seconds += map(float, probe.stdout.read().split())


def attacked(url: str, number: int) -> Counter[tuple[str, Outcome]]:
    """Send so many attacks from some clients at once, in a fixed order, and give what came back."""
    chance = random.Random(number)
    chosen = [ATTACKS[n % len(ATTACKS)] for n in range(number)]
    chance.shuffle(chosen)

    def one(attack: Attack, seed: int) -> tuple[str, Outcome]:
        return attack.kind, attack.send(url, random.Random(seed))

    with ThreadPoolExecutor(CLIENTS) as clients:
        return Counter(clients.map(one, chosen, range(number)))


def at_rest(service: Service) -> int:
    """Give the memory of the service and its workers when nothing has been asked for a while."""
    time.sleep(4.0 if DEEP else 0.1)
    return service.memory()


def test_hostile_queries_neither_end_the_service_nor_keep_others_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Each gets one of the answers that it may get; light queries are answered all the while; memory comes back."""
    with served_process(release(), LIMITS) as service:
        if DEEP:  # else the service is as it was when it started
            attacked(service.url, len(ATTACKS))
        before = at_rest(service)
        with probing(service.url) as seconds:
            found = attacked(service.url, DOSE)
        after = at_rest(service)
        assert service.process.poll() is None
        assert httpx.get(f"{service.url}health").json()["status"] == "ok"
    if DEEP:
        with capsys.disabled():
            report(found, before, after, seconds)
    expected = {attack.kind: attack.expected for attack in ATTACKS}
    assert not {(kind, what): n for (kind, what), n in found.items() if what not in expected[kind]}
    assert seconds
    assert 99.0 not in seconds
    if DEEP:
        assert after < before * 1.05
        assert percentile(seconds) < 0.1


def report(found: Counter[tuple[str, Outcome]], before: int, after: int, seconds: list[float]) -> None:
    """Print what was measured."""
    sys.stdout.write(
        f"\n{found.total()} hostile queries: memory {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB after"
        f" ({after / before - 1:+.1%}); {len(seconds)} light ASK meanwhile:"
        f" median {statistics.median(seconds) * 1e3:.0f} ms, p95 {percentile(seconds) * 1e3:.0f} ms,"
        f" longest {max(seconds) * 1e3:.0f} ms\n"
    )
    for (kind, what), number in sorted(found.items()):
        sys.stdout.write(f"  {kind:14} {what[0]:3} {what[1]:14} {number}\n")


def percentile(seconds: list[float]) -> float:
    """Give the time below which 95 of 100 stay."""
    return sorted(seconds)[int(len(seconds) * 0.95)]
