"""A client gets the form it likes best of those that there are, and is told where there is none."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from cncert_kg.endpoint.negotiation import GRAPHS, ROWS, chosen, language, named, takes_gzip
from cncert_kg.endpoint.refusal import RefusalError
from tests.serving import release, served

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
SELECT = "SELECT ?s WHERE { ?s a d:Vulnerability } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s a d:Vulnerability } WHERE { ?s a d:Vulnerability }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a service of the shared release."""
    with served(release()) as url, httpx.Client(base_url=url, timeout=30) as opened:
        yield opened


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=0.5, text/tab-separated-values", "tsv"),
        (f"{XML}, {JSON};q=0.9", "xml"),
        (f"{XML};q=0.9, {JSON};q=0.9", "json"),
        ("application/*;q=0.2, text/csv;q=0.1", "json"),
        ("*/*;q=0.1, text/csv;q=0.2", "csv"),
        ("text/*", "csv"),
        ("text/*;q=0.9, text/xml;q=0", "csv"),
        (f"{JSON};q=0, */*", "xml"),
        (f"{JSON};q=0, application/json;q=0, */*", "xml"),
        ("application/xml", "xml"),
        ("text/csv;header=present", "csv"),
        (BROWSER, "html"),
        ("text/turtle", None),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("nonsense", None),
        ("text/csv;q=2, application/json;q=0.1", "json"),
        ("text/csv;q=abc", None),
        (",,text/csv,", "csv"),
        ("*/csv", "csv"),
        ("a/b," * 5000 + "text/csv", None),
    ],
)
def test_of_what_a_client_takes_it_gets_what_it_likes_best(accept: str | None, form: str | None) -> None:
    """The most specific range decides a weight, the highest weight the form, and of equals the service's order."""
    offer = chosen(accept, ROWS)
    assert (offer.form if offer else None) == form


@pytest.mark.parametrize(
    ("accept", "form"), [("text/turtle", "ttl"), ("application/json", "jsonld"), ("text/csv", None)]
)
def test_triples_have_forms_of_their_own(accept: str, form: str | None) -> None:
    """A form of rows is none of triples."""
    offer = chosen(accept, GRAPHS)
    assert (offer.form if offer else None) == form


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("x-gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("identity", False),
        ("gzip;q=0, *", False),
    ],
)
def test_who_takes_compressed_content(header: str | None, takes: bool) -> None:
    """What the header says of gzip, or else of all."""
    assert takes_gzip(header) is takes


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, ""),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB, zh;q=0.9", "en"),
        ("de, fr;q=0.9", ""),
        ("de, en;q=0.3", "en"),
        ("zh-TW;q=0.2, en;q=0.1", "zh"),
        ("en;q=0, zh;q=0.1", "zh"),
        ("*", ""),
    ],
)
def test_the_language_a_reader_likes_better(header: str | None, expected: str) -> None:
    """Chinese or English; nothing where they read neither."""
    assert language(header) == expected


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("json", ("json", "jsonld")),
        ("turtle", ("", "ttl")),
        ("csv", ("csv", "")),
        ("application/sparql-results json", ("json", "")),
        ("application/rdf+xml", ("", "rdfxml")),
    ],
)
def test_a_form_may_be_asked_for_by_name(name: str, forms: tuple[str, str]) -> None:
    """By the names that clients use, and by media types, also where a plus sign became a blank."""
    assert named(name) == forms


def test_a_name_that_is_none_is_refused_without_being_repeated() -> None:
    """What a client sends never comes back in a header or in the line."""
    with pytest.raises(RefusalError, match="E_FORMAT") as refused:
        named("x\r\nSet-Cookie: a=b")
    assert "Set-Cookie" not in str(refused.value)


def rows_of(found: httpx.Response) -> list[str]:
    """Give the values of the one column of an answer, whatever its form."""
    media_type = found.headers["content-type"].partition(";")[0]
    if media_type in (JSON, "application/json"):
        return [row["s"]["value"] for row in found.json()["results"]["bindings"]]
    if media_type in (XML, "application/xml"):
        return [e.text or "" for e in ElementTree.fromstring(found.content).iter() if e.tag.endswith("uri")]
    _, *lines = csv.reader(found.text.splitlines(), delimiter="," if media_type == "text/csv" else "\t")
    return [line[0].strip("<>") for line in lines]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (JSON, JSON),
        ("application/json", "application/json"),
        (XML, XML),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_every_form_of_rows_has_the_same_rows(client: httpx.Client, accept: str, media_type: str) -> None:
    """JSON, XML, CSV and TSV, each under the type that was asked for."""
    found = client.get("sparql", params={"query": SELECT}, headers={"Accept": accept})
    assert found.headers["content-type"] == media_type
    assert rows_of(found) == rows_of(client.get("sparql", params={"query": SELECT}))
    assert len(rows_of(found)) > 5


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_every_form_of_triples_has_the_same_triples(client: httpx.Client, accept: str, format_: RdfFormat) -> None:
    """Turtle, N-Triples, JSON-LD and RDF/XML."""
    found = client.get("sparql", params={"query": CONSTRUCT}, headers={"Accept": accept})
    assert found.headers["content-type"].partition(";")[0] == accept
    subjects = sorted(quad.subject.value for quad in parse(found.content, format_))
    assert subjects == rows_of(client.get("sparql", params={"query": SELECT}))


@pytest.mark.parametrize(
    ("query", "form", "there"),
    [(SELECT, "ttl", "text/csv"), (CONSTRUCT, "csv", "text/turtle"), ("ASK {}", "rdfxml", None)],
)
def test_a_form_by_name_that_an_answer_cannot_have_is_not_acceptable(
    client: httpx.Client, query: str, form: str, there: str | None
) -> None:
    """Rows are no Turtle and triples no CSV; where the name asks for both there is an answer."""
    found = client.get("sparql", params={"query": query, "format": form})
    assert found.status_code == (406 if there else 200)
    if there:
        assert found.text.startswith("E_ACCEPT ")
        assert there in found.text


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png")])
def test_who_takes_nothing_that_there_is_learns_what_there_is(client: httpx.Client, query: str, accept: str) -> None:
    """406, with the types."""
    found = client.get("sparql", params={"query": query}, headers={"Accept": accept})
    assert found.status_code == 406
    assert found.text.startswith("E_ACCEPT ")
    assert "/" in found.text.partition("expected")[2]


def test_a_browser_gets_a_table_that_can_be_clicked(client: httpx.Client) -> None:
    """Things of ours are links within the site, whatever its address; the query stays there to be changed."""
    found = client.get("sparql", params={"query": SELECT}, headers={"Accept": BROWSER, "Accept-Language": "zh"})
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="id/vuln/CNVD-2021-10000" title="https://w3id.org/cncert-kg/id/vuln/CNVD-2021-10000">' in found.text
    assert "d:Vulnerability" in found.text
    assert "default-src 'none'" in found.headers["content-security-policy"]


@pytest.mark.parametrize("form", ["html", "csv", "json"])
def test_text_that_would_be_markup_is_text(client: httpx.Client, form: str) -> None:
    """No row and no query becomes part of a page."""
    query = (
        'SELECT ("<script>alert(1)</script>" AS ?x) ("</textarea><img src=x>" AS ?y) (<javascript:alert(1)> AS ?z) {}'
    )
    found = client.get("sparql", params={"query": query, "format": form})
    if form == "html":
        assert "<script>" not in found.text
        assert "<img" not in found.text
        assert "&lt;script&gt;" in found.text
        assert 'href="javascript' not in found.text
    else:
        assert found.headers["x-content-type-options"] == "nosniff"


def test_a_truth_is_said_in_every_form(client: httpx.Client) -> None:
    """Yes and no as JSON, XML, CSV, TSV and as a page."""
    for yes in (True, False):
        query = f"ASK {{ FILTER ({str(yes).lower()}) }}"
        found = {
            form: client.get("sparql", params={"query": query, "format": form})
            for form in ("json", "xml", "csv", "tsv")
        }
        assert found["json"].json()["boolean"] is yes
        assert f"<boolean>{str(yes).lower()}</boolean>" in found["xml"].text
        assert found["csv"].text.strip() == found["tsv"].text.strip() == str(yes).lower()
        page = client.get("sparql", params={"query": query, "format": "html", "lang": "en"}).text
        assert ("Yes" if yes else "No") in page


def test_triples_are_shown_as_turtle(client: httpx.Client) -> None:
    """A page of a CONSTRUCT has the Turtle in it, escaped."""
    found = client.get("sparql", params={"query": CONSTRUCT, "format": "html"})
    assert "vuln:CNVD-2021-10000 a d:Vulnerability" in found.text


def test_content_is_compressed_for_who_takes_that(client: httpx.Client) -> None:
    """The same bytes, unpacked; a tag of its own; and plain for everybody else."""
    asked = {"query": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 200"}
    packed = client.get("sparql", params=asked, headers={"Accept-Encoding": "gzip"})
    plain = client.get("sparql", params=asked, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert {"Accept", "Accept-Encoding"} <= set(plain.headers["vary"].split(", "))


def test_a_small_answer_is_not_worth_compressing(client: httpx.Client) -> None:
    """A truth is sent as it is."""
    found = client.get("sparql", params={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in found.headers
    assert json.loads(found.content) == {"head": {}, "boolean": True}
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(found.content)
