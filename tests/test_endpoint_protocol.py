"""The endpoint speaks the query side of the SPARQL 1.1 Protocol, and nothing that changes anything."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

from cncert_kg.endpoint.limits import Limits
from cncert_kg.iris import DEFAULT_BASE
from tests.serving import release, served

ASK = "ASK { ?s ?p ?o }"
ROWS = "SELECT ?s WHERE { ?s a d:Vulnerability } ORDER BY ?s LIMIT 2"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
SD = "http://www.w3.org/ns/sparql-service-description#"

Client = httpx.Client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of a service of the shared release."""
    with served(release()) as url, Client(base_url=url, timeout=30) as opened:
        yield opened


def posted(client: Client, body: str | bytes, media_type: str, path: str = "sparql") -> httpx.Response:
    return client.post(path, content=body, headers={"Content-Type": media_type})


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_a_query_comes_in_three_ways(client: Client, how: str) -> None:
    """By GET, as a form, and as a body of its own, with the same answer (Protocol §2.1)."""
    found = {
        "get": lambda: client.get("sparql", params={"query": ROWS}),
        "form": lambda: client.post("sparql", data={"query": ROWS}),
        "direct": lambda: posted(client, ROWS, f"{QUERY}; charset=UTF-8"),
    }[how]()
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/sparql-results+json"
    assert [row["s"]["value"] for row in found.json()["results"]["bindings"]] == [
        f"{DEFAULT_BASE}id/vuln/CNVD-2021-10000",
        f"{DEFAULT_BASE}id/vuln/CNVD-2021-100001",
    ]


def test_characters_of_every_kind_arrive_whole(client: Client) -> None:
    """Chinese, an astral character, a plus sign and a percent sign come back as they were sent, each way."""
    text = "恶意程序 + 100% 𠀀 é"
    query = f'SELECT ("{text}" AS ?x) {{}}'
    ways = (
        client.get("sparql", params={"query": query}),
        client.post("sparql", data={"query": query}),
        posted(client, query, QUERY),
        posted(client, f"query={query.replace('%', '%25').replace('+', '%2B').replace(' ', '+')}".encode(), FORM),
    )
    assert [way.json()["results"]["bindings"][0]["x"]["value"] for way in ways] == [text] * 4


REFUSED: dict[str, tuple[str, str, bytes | str, str, int, str]] = {
    "two queries": ("POST", "", urlencode([("query", ASK), ("query", ASK)]), FORM, 400, "E_QUERY"),
    "two queries, one in the address": ("POST", urlencode({"query": ASK}), ASK, QUERY, 400, "E_QUERY"),
    "two queries by GET": ("GET", urlencode([("query", ASK), ("query", ASK)]), "", "", 400, "E_QUERY"),
    "no query": ("POST", "", "other=1", FORM, 400, "E_QUERY"),
    "a type that is none": ("POST", "", ASK, "text/plain", 415, "E_MEDIA"),
    "no type": ("POST", "", ASK, "", 415, "E_MEDIA"),
    "a query that does not parse": ("GET", urlencode({"query": "ASK { ?s ?p"}), "", "", 400, "E_SPARQL"),
    "an empty query": ("POST", "", "", QUERY, 400, "E_SPARQL"),
    "bytes that are no UTF-8": ("POST", "", b"ASK { ?s ?p '\xff' }", QUERY, 400, "E_ENCODING"),
    "escaped bytes that are no UTF-8": ("GET", "query=ASK%20%7B%7D%FF", "", "", 400, "E_ENCODING"),
    "half a character": ("GET", "query=%ED%A0%80", "", "", 400, "E_ENCODING"),
    "another charset": ("POST", "", ASK.encode("utf-16"), f"{QUERY}; charset=UTF-16", 400, "E_ENCODING"),
    "NUL": ("GET", "query=ASK%20%7B%7D%00", "", "", 400, "E_ENCODING"),
    "too many fields": ("GET", "&".join(f"a{n}=1" for n in range(200)), "", "", 400, "E_QUERY"),
    "an update in the address": ("GET", urlencode({"update": "CLEAR ALL"}), "", "", 400, "E_UPDATE"),
    "an update as a form": ("POST", "", urlencode({"update": "CLEAR ALL"}), FORM, 400, "E_UPDATE"),
    "an update as a body": ("POST", "", "CLEAR ALL", "application/sparql-update", 400, "E_UPDATE"),
    "an update as a query": ("POST", "", "INSERT DATA { <x:a> <x:b> <x:c> }", QUERY, 400, "E_UPDATE"),
    "a query and an update": ("POST", "", urlencode({"query": ASK, "update": "CLEAR ALL"}), FORM, 400, "E_UPDATE"),
    "data of an update": ("POST", "using-graph-uri=x:y", ASK, QUERY, 400, "E_UPDATE"),
    "SERVICE": ("POST", "", "ASK { SERVICE <http://127.0.0.1:9/> {} }", QUERY, 400, "E_SERVICE"),
    "a graph that is not here": ("POST", "", "ASK FROM <http://127.0.0.1:9/> {}", QUERY, 400, "E_FROM"),
    "a graph that is not here, beside the query": (
        "GET", urlencode({"query": ASK, "default-graph-uri": "file:///etc/passwd"}), "", "", 400, "E_FROM"),
    "a graph that is no IRI": ("GET", urlencode({"query": ASK, "named-graph-uri": "a b"}), "", "", 400, "E_FROM"),
    "a form of answers that is none": (
        "GET", urlencode({"query": ASK, "format": "a\r\nX: 1"}), "", "", 400, "E_FORMAT"),
}  # fmt: skip
"""What is wrong, as method, address, body and its type, with status and code."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_query_is_refused_with_one_coded_line(client: Client, name: str) -> None:
    """The status of HTTP, and one line of text with the code and no trace of the program."""
    method, address, body, media_type, status, code = REFUSED[name]
    headers = {"Content-Type": media_type} if media_type else {}
    found = client.request(method, f"sparql?{address}", content=body or None, headers=headers)
    assert found.status_code == status
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert found.text.startswith(f"{code} ")
    assert found.text.count("\n") == 1
    assert "Traceback" not in found.text
    assert "x" not in found.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "MKCOL"])
@pytest.mark.parametrize("path", ["sparql", "sparql?graph=x:y", "data/cncert-kg.nq", "id/org/cncert"])
def test_methods_that_change_are_refused(client: Client, method: str, path: str) -> None:
    """405, with the methods that there are."""
    found = client.request(method, path, content=b"<x:a> <x:b> <x:c> .")
    assert found.status_code == 405
    assert found.text.startswith("E_METHOD ")
    assert {"GET", "HEAD", "OPTIONS"} <= set(found.headers["allow"].split(", ")) <= {"GET", "HEAD", "OPTIONS", "POST"}


def test_head_says_what_get_would(client: Client) -> None:
    """The same status and headers, and no body."""
    asked = {"query": ASK}
    head, get = client.head("sparql", params=asked), client.get("sparql", params=asked)
    assert head.content == b""
    differing = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in differing} == {
        k: v for k, v in get.headers.items() if k not in differing
    }


def test_options_tells_a_page_of_any_origin_that_it_may_ask(client: Client) -> None:
    """A preflight is answered, for any origin, and never with credentials."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    found = client.options("sparql", headers=asked)
    assert found.status_code == 204
    assert found.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert found.headers["access-control-allow-origin"] == "*"
    assert "POST" in found.headers["access-control-allow-methods"]
    assert "content-type" in found.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in found.headers


@pytest.mark.parametrize("path", ["sparql?query=ASK%7B%7D", "sparql?query=nonsense", "index.html", "nothing", "health"])
def test_every_answer_may_be_read_from_any_origin_and_is_what_it_says(client: Client, path: str) -> None:
    """CORS with `*`, without credentials and without the origin that asked; no sniffing of types."""
    found = client.get(path, headers={"Origin": "https://example.org"})
    assert found.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in found.headers
    assert found.headers["x-content-type-options"] == "nosniff"


DATASETS = {
    "the union": ("", True),
    "a graph with the triple": ("default-graph-uri={org}", True),
    "a graph without it": ("default-graph-uri={codes}", False),
    "both": ("default-graph-uri={org}&default-graph-uri={codes}", True),
    "a named graph only": ("named-graph-uri={org}", False),
}


@pytest.mark.parametrize("how", ["get", "form", "direct"])
@pytest.mark.parametrize("name", DATASETS)
def test_the_data_set_is_the_one_asked_for(client: Client, name: str, how: str) -> None:
    """`default-graph-uri` and `named-graph-uri` go before the union (Protocol §2.1.4)."""
    address, expected = DATASETS[name]
    graphs = address.format(org=f"{DEFAULT_BASE}graph/org", codes=f"{DEFAULT_BASE}graph/codes")
    query = "ASK { corg:cncert a d:CSIRT }"
    found = {
        "get": lambda: client.get(f"sparql?{urlencode({'query': query})}&{graphs}"),
        "form": lambda: posted(client, f"{urlencode({'query': query})}&{graphs}", FORM),
        "direct": lambda: posted(client, query, QUERY, f"sparql?{graphs}"),
    }[how]()
    assert found.json()["boolean"] is expected


def test_the_data_set_of_the_protocol_goes_before_that_of_the_query(client: Client) -> None:
    """A FROM is overridden by what stands beside the query."""
    query = f"ASK FROM <{DEFAULT_BASE}graph/org> {{ corg:cncert a d:CSIRT }}"
    assert client.get("sparql", params={"query": query}).json()["boolean"] is True
    beside = {"query": query, "default-graph-uri": f"{DEFAULT_BASE}graph/codes"}
    assert client.get("sparql", params=beside).json()["boolean"] is False


def test_without_the_union_the_default_graph_is_the_unnamed_one(tmp_path: Path) -> None:
    """As the suites of the W3C want it; the service description says which it is."""
    made = Store(str(tmp_path / "store"))
    made.bulk_load(b"<x:a> <x:b> <x:c> <x:g> .", format=RdfFormat.N_QUADS)
    del made
    for union in (True, False):
        with served(tmp_path / "store", store=True, union=union) as url:
            assert httpx.get(f"{url}sparql", params={"query": ASK}).json()["boolean"] is union
            described = httpx.get(f"{url}sparql", headers={"Accept": "text/turtle"}).text
            assert ("sd:UnionDefaultGraph" in described) is union


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("", RdfFormat.TURTLE),
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_asked_nothing_the_endpoint_says_what_it_is(client: Client, accept: str, format_: RdfFormat) -> None:
    """A service description in every form of triples: where it is, what it speaks, which graphs it has."""
    found = client.get("sparql", headers={"Accept": accept})
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == (accept or "text/turtle")
    said = {(q.predicate.value.removeprefix(SD), str(q.object).strip("<>")) for q in parse(found.content, format_)}
    assert ("endpoint", str(client.base_url.join("sparql"))) in said
    assert ("supportedLanguage", f"{SD}SPARQL11Query") in said
    assert ("feature", f"{SD}UnionDefaultGraph") in said
    assert ("feature", f"{SD}EmptyGraphs") not in said
    assert ("name", f"{DEFAULT_BASE}graph/org") in said
    assert len([1 for name, _ in said if name == "resultFormat"]) == 8


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reader_gets_a_page_in_their_language(client: Client, language: str) -> None:
    """With a form, every question that comes with the package, and how a program asks."""
    found = client.get("sparql", headers={"Accept": "text/html,*/*;q=0.1", "Accept-Language": language})
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in found.text
    assert "script-src" not in found.headers["content-security-policy"]
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "<script" not in found.text
    assert "curl" in found.text
    assert found.text.count("<details>") > 20


def test_what_is_asked_for_more_often_is_known_by_its_tag(client: Client) -> None:
    """304 for the same question in the same form; another question, form or coding has another tag."""
    asked = {"query": ROWS}
    first = client.get("sparql", params=asked)
    assert first.headers["etag"].startswith('"')
    again = client.get("sparql", params=asked, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    tags = {
        client.get("sparql", params=asked, headers=headers).headers["etag"]
        for headers in ({}, {"Accept": "text/csv"}, {"Accept-Encoding": "identity"})
    }
    assert len(tags | {client.get("sparql", params={"query": ASK}).headers["etag"]}) == 4


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?x) {}", "SELECT (RAND() AS ?x) {}", "SELECT (uuid() AS ?x) {}"])
def test_what_is_never_the_same_has_no_tag(client: Client, query: str) -> None:
    """An answer that changes is not kept by anybody."""
    found = client.get("sparql", params={"query": query})
    assert found.status_code == 200
    assert "etag" not in found.headers
    assert found.headers["cache-control"] == "no-store"


def test_the_state_is_told_and_counted(client: Client) -> None:
    """`/health` for who keeps the service up, `/metrics` for who watches it."""
    state = client.get("health").json()
    assert state["status"] == "ok"
    assert state["release"] == release().resolve().name
    client.get("sparql", params={"query": ASK})
    counted = client.get("metrics").text
    assert 'cncert_kg_requests_total{route="sparql",status="200"}' in counted
    assert 'cncert_kg_query_seconds_bucket{le="+Inf"}' in counted


def test_a_request_leaves_one_line_in_the_log_without_what_was_asked(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, path, status, size and time; neither query nor credentials, and no line of a client's making."""
    with caplog.at_level("INFO", "cncert_kg.endpoint"):
        secret = {"Authorization": "Basic c2VjcmV0", "Cookie": "c2VjcmV0"}
        client.get("sparql?query=ASK%7B%7D%23c2VjcmV0", headers=secret)
        client.get("a%0aGET%20/b%20200")
        # A line is written when its answer has been sent: the one of the request before may come only now.
        end = time.monotonic() + 10
        while not any("/a%0a" in line for line in caplog.messages) and time.monotonic() < end:
            time.sleep(0.01)
    *_, first, second = (record.getMessage() for record in caplog.records if record.name == "cncert_kg.endpoint")
    assert re.fullmatch(r"GET /sparql 200 27 B \d+ ms", first)
    assert re.fullmatch(r"GET /a%0aGET%20/b%20200 404 \d+ B \d+ ms", second)


def test_what_is_no_name_of_a_host_does_not_come_back() -> None:
    """Also where any name will do: the address of the endpoint stands in its description."""
    with served(release(), names=None) as url:
        assert (
            httpx.get(f"{url}sparql", headers={"Host": "data.example"}).text.count("<http://data.example/sparql>") == 1
        )
        for name in ("a<b", "a b", "a/b", "http://a", 'a"b', "a,b"):
            found = httpx.get(f"{url}sparql", headers={"Host": name})
            assert (found.status_code, found.text[:7]) == (421, "E_HOST ")


def test_behind_a_proxy_the_address_is_the_one_that_was_asked(client: Client) -> None:
    """https, where the proxy says so."""
    found = client.get("sparql", headers={"X-Forwarded-Proto": "https"})
    assert f"<{str(client.base_url).replace('http:', 'https:')}sparql>" in found.text


def test_the_limits_have_the_sizes_that_are_promised() -> None:
    """10 s, 2 GiB, 64 KiB, 100,000 rows, 10,000 on a page."""
    limits = Limits()
    assert (limits.seconds, limits.memory, limits.query) == (10, 2 << 30, 64 << 10)
    assert (limits.rows, limits.shown_rows) == (100_000, 10_000)


def test_nothing_in_the_store_has_changed(client: Client) -> None:
    """After all of this the store holds what the release says."""
    quads = (release() / "data" / "cncert-kg.nq").read_bytes().splitlines()
    found = client.get("sparql", params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}).json()
    assert found["results"]["bindings"][0]["n"]["value"] == str(len(quads))
