"""No client takes more than its share: sizes, times, rows, connections."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from tests.serving import SMALL, release, served

ASK = "ASK { ?s ?p ?o }"
QUICK = replace(SMALL, head_seconds=0.6, body_seconds=0.6, write_seconds=0.6, rows=10, shown_rows=5, body=20_000)
"""Limits that a test need not wait for."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a service with quick limits."""
    with served(release(), QUICK) as address:
        yield address


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """Give a bare connection."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        yield connection


def said(connection: socket.socket) -> bytes:
    """Give what comes until the other side closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        parts.append(b"")
    return b"".join(parts)


def is_answered(url: str) -> bool:
    """Whether a light query has its answer."""
    return bool(httpx.get(f"{url}sparql", params={"query": ASK}, timeout=10).json()["boolean"])


def got(url: str, fields: dict[str, str]) -> tuple[int, str]:
    """Give status and text of an address that is longer than httpx takes."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request("GET", f"/sparql?{urlencode(fields)}")
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def posted(url: str, query: str, how: str) -> tuple[int, str]:
    """Give status and text of a query that is posted as a form, or as it is."""
    body = urlencode({"query": query}) if how == "form" else query
    media_type = "x-www-form-urlencoded" if how == "form" else "sparql-query"
    found = httpx.post(f"{url}sparql", content=body, headers={"Content-Type": f"application/{media_type}"})
    return found.status_code, found.text


def long_query(size: int) -> str:
    """Give a query of so many bytes."""
    return "ASK {} #" + "x" * (size - 8)


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_a_query_has_at_most_64_kib(url: str, how: str) -> None:
    """That many bytes are answered, one more is refused, each way."""
    for size, status in ((64 << 10, 200), ((64 << 10) + 1, 413)):
        query = long_query(size)
        code, text = got(url, {"query": query}) if how == "get" else posted(url, query, how)
        assert code == status
        assert status == 200 or text.startswith("E_QUERY_SIZE ")


@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_a_literal_of_ten_megabytes_is_refused_while_it_comes(url: str, media_type: str) -> None:
    """413, before all of it is read; the service goes on."""
    body = b"query=" * media_type.endswith("urlencoded") + b"ASK { FILTER ('" + b"x" * 10_000_000 + b"') }"
    found = httpx.post(f"{url}sparql", content=body, headers={"Content-Type": media_type})
    assert (found.status_code, found.text[:12]) == (413, "E_BODY_SIZE ")
    assert is_answered(url)


def test_an_address_may_be_as_long_as_an_escaped_query(url: str) -> None:
    """64 KiB of Chinese are three times that when escaped; more is refused with a status of its own."""
    query = "ASK {} #" + "漏" * ((64 << 10) // 3 - 3)
    assert got(url, {"query": query})[0] == 200
    status, text = got(url, {"x": "x" * 210_000})
    assert (status, text[:14]) == (414, "E_TARGET_SIZE ")


@pytest.mark.parametrize("size", [64 << 10, 300 << 10, 2 << 20])
def test_fields_of_64_kb_are_refused(url: str, size: int) -> None:
    """431, whether the head ends or goes on and on."""
    with connected(url) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * min(size, 300 << 10))
        if size < 100 << 10:
            connection.sendall(b"\r\nConnection: close\r\n\r\n")
        found = said(connection)
    assert found.startswith(b"HTTP/1.1 431 ")
    assert b"E_HEAD_SIZE " in found
    assert is_answered(url)


HALVES = {
    "nothing": (b"", b""),
    "half a line": (b"GET /spar", b"HTTP/1.1 408 "),
    "half a head": (b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nAccept: ", b"HTTP/1.1 408 "),
    "half a body": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 500\r\n\r\nASK",
        b"HTTP/1.1 408 ",
    ),
    "half a chunk": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n20\r\nASK",
        b"HTTP/1.1 408 ",
    ),
}


@pytest.mark.parametrize("name", HALVES)
def test_who_does_not_go_on_is_not_waited_for(url: str, name: str) -> None:
    """408, or a closed connection where nothing has come at all."""
    sent, begins = HALVES[name]
    with connected(url) as connection:
        since = time.monotonic()
        connection.sendall(sent)
        found = connection.recv(65536)
        assert found.startswith(begins)
        assert bool(found) is bool(begins)
        assert time.monotonic() - since > 0.4


def test_who_sends_a_byte_at_a_time_is_not_waited_for(url: str) -> None:
    """A trickle does not keep a head open: its time is for the whole of it."""
    with connected(url) as connection:
        connection.sendall(b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX: ")
        connection.settimeout(0.1)
        found = b""
        for _ in range(40):
            try:
                connection.sendall(b"x")
                found += connection.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            break
    assert found.startswith(b"HTTP/1.1 408 ")


def test_idle_connections_keep_nobody_out(url: str) -> None:
    """With hundreds open a query is answered, and they are closed after a while."""
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(url)) for _ in range(300)]
        assert is_answered(url)
        assert all(said(connection) == b"" for connection in idle)
    assert is_answered(url)


def test_beyond_the_most_connections_an_idle_one_is_closed() -> None:
    """The next client gets in."""
    with served(release(), replace(QUICK, head_seconds=60.0, connections=20)) as url, ExitStack() as stack:
        idle = [stack.enter_context(connected(url)) for _ in range(40)]
        assert is_answered(url)
        for connection in idle:
            connection.settimeout(0.02)
        assert sum(_is_open(connection) for connection in idle) <= 20


def _is_open(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) != b""
    except TimeoutError:
        return True
    except ConnectionResetError:
        return False


def test_a_half_closed_connection_is_given_up(url: str) -> None:
    """Who says that nothing more comes, in the middle of a request, is not waited for."""
    with connected(url) as connection:
        connection.sendall(b"GET /sparql HTTP/1.1\r\nHost: loc")
        connection.shutdown(socket.SHUT_WR)
        assert said(connection) == b""
    assert is_answered(url)


@pytest.mark.parametrize(
    "lines",
    [
        b"garbage\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA b: c\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(url: str, lines: bytes) -> None:
    """400 and a closed connection."""
    with connected(url) as connection:
        connection.sendall(lines)
        found = said(connection)
    assert found.startswith(b"HTTP/1.1 4")
    assert is_answered(url)


INJECTIONS = (
    "Accept: text/html\r\n X-Evil: 1",
    "Accept: text/html\rX-Evil: 1",
    "Accept: text/html%0d%0aX-Evil: 1",
    "Origin: https://a.example%0d%0aX-Evil: 1",
    "Access-Control-Request-Headers: x%0aX-Evil: 1",
    "If-None-Match: a%0d%0aX-Evil: 1",
)
FIELDS = ("format", "output", "callback", "lang", "default-graph-uri", "query")


@pytest.mark.parametrize("field", [*INJECTIONS, *FIELDS])
def test_no_line_feed_of_a_client_becomes_one_of_an_answer(url: str, field: str) -> None:
    """Neither a header nor a parameter of a request comes back as a header."""
    evil = "json\r\nX-Evil: 1\r\n\r\n<script>"
    address = urlencode({"query": ASK, field: evil}) if field in FIELDS else urlencode({"query": ASK})
    header = "" if field in FIELDS else f"{field}\r\n"
    with connected(url) as connection:
        request = f"GET /sparql?{address} HTTP/1.1\r\nHost: localhost\r\n{header}Connection: close\r\n\r\n"
        connection.sendall(request.encode())
        head, _, body = said(connection).partition(b"\r\n\r\n")
    assert not [line for line in head.split(b"\r\n") if line.lower().startswith(b"x-evil")]
    assert b"<script>" not in body


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("localhost.", 200),
        ("127.0.0.1", 200),
        ("127.0.0.1:80", 200),
        ("127.1.2.3:1", 200),
        ("[::1]", 200),
        ("[::1]:8000", 200),
        ("data.example", 200),
        ("data.example:443", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("169.254.169.254", 421),
        ("0.0.0.0", 421),
        ("[::ffff:10.0.0.1]", 421),
        ("a b", 421),
        ("@localhost", 421),
    ],
)
def test_a_page_of_another_name_cannot_ask(names_url: str, host: str, status: int) -> None:
    """On loopback only names of this machine, and those that are given, are answered (DNS rebinding)."""
    with connected(names_url) as connection:
        connection.sendall(f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        found = said(connection)
    assert found.startswith(f"HTTP/1.1 {status} ".encode())
    assert status == 200 or b"E_HOST " in found


@pytest.fixture(scope="module")
def names_url() -> Iterator[str]:
    """The address of a service that has a name of its own."""
    with served(release(), SMALL, frozenset({"data.example"})) as address:
        yield address


def test_rows_beyond_the_limit_are_cut_and_the_answer_says_so(url: str) -> None:
    """A header in every form, a link in JSON and XML, a sentence on a page."""
    asked = {"query": "SELECT ?s { ?s ?p ?o } LIMIT 11"}
    found = {
        form: httpx.get(f"{url}sparql", params={**asked, "format": form}) for form in ("json", "xml", "csv", "tsv")
    }
    assert {form: f.headers.get("x-truncated") for form, f in found.items()} == dict.fromkeys(found, "10")
    assert len(found["json"].json()["results"]["bindings"]) == 10
    assert found["json"].json()["head"]["link"]
    assert "<link href=" in found["xml"].text
    assert len(found["csv"].text.splitlines()) == len(found["tsv"].text.splitlines()) == 11
    page = httpx.get(f"{url}sparql", params={**asked, "format": "html", "lang": "en"})
    assert page.headers["x-truncated"] == "5"
    assert "The answer is cut" in page.text
    assert page.text.count("<tr>") == 6


def test_an_answer_as_long_as_the_limit_is_whole(url: str) -> None:
    """Ten rows of ten are all; so are triples."""
    found = httpx.get(f"{url}sparql", params={"query": "SELECT ?s { ?s ?p ?o } LIMIT 10"})
    assert "x-truncated" not in found.headers
    assert "link" not in found.json()["head"]


def test_triples_beyond_the_limit_are_cut_too(url: str) -> None:
    """The header says so, and the page a sentence."""
    asked = {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 30", "format": "nt"}
    found = httpx.get(f"{url}sparql", params=asked)
    assert found.headers["x-truncated"] == "10"
    assert len(found.text.splitlines()) == 10
    page = httpx.get(f"{url}sparql", params={**asked, "format": "html", "lang": "zh"})
    assert "答案不完整" in page.text


def test_an_answer_that_is_too_long_is_none(url: str) -> None:
    """413 with a code, never half a body under 200."""
    query = f'SELECT (CONCAT({", ".join(["?x"] * 50)}) AS ?y) {{ BIND ("{"x" * 500}" AS ?x) }}'
    found = httpx.get(f"{url}sparql", params={"query": query})
    assert (found.status_code, found.text[:14]) == (413, "E_RESULT_SIZE ")


def test_who_does_not_take_an_answer_is_cut_off_and_its_memory_given_back() -> None:
    """Answers on their way are bounded; a client that reads nothing loses its own."""
    limits = replace(SMALL, bodies=20 << 20, write_seconds=2.0)
    numbers, text = " ".join(map(str, range(1000))), "x" * 12_000
    query = f'SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} BIND ("{text}" AS ?b) }}'
    address = urlencode({"query": query, "format": "csv"})
    request = f"GET /sparql?{address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with served(release(), limits) as url, connected(url) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.sendall(request)
        assert deaf.recv(1) == b"H"
        plain = {"Accept-Encoding": "identity"}
        found = httpx.get(f"{url}sparql?{address}", timeout=20, headers=plain)
        assert (found.status_code, found.text[:7]) == (503, "E_BUSY ")
        time.sleep(2.0)
        assert httpx.get(f"{url}sparql?{address}", timeout=20, headers=plain).status_code == 200
