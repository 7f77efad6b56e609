"""The site over HTTP, and every IRI of the project as an address: to a page or to data, as a client likes."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import read_manifest
from tests import released
from tests.serving import release, served

NAMED, UNNAMED, ONLY_MAPPED = "id/vuln/CNVD-2031-10001", "id/vuln/CNVD-2021-20001", "id/vuln/CNVD-2039-00001"
"""An entry that reports name and one that none does; one that only a mapping names."""


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a service of the shared release."""
    with served(release()) as url, httpx.Client(base_url=url, timeout=30) as opened:
        yield opened


@pytest.fixture(scope="module")
def mention() -> str:
    """The path of a mention, which has no data of its own in the release."""
    return next(f"id/mention/{p.stem}" for p in sorted((release() / "id" / "mention").glob("*.html")))


def test_every_file_of_the_release_is_served_and_nothing_else(client: httpx.Client) -> None:
    """A sample of each folder comes back with its own bytes; what the manifest does not list is not there."""
    files = read_manifest(release())["files"]
    sample = sorted({path.rpartition("/")[0]: path for path in files}.values())
    assert len(sample) > 30
    for path in sample:
        found = client.get(path)
        assert found.status_code == 200, path
        assert hashlib.sha256(found.content).hexdigest() == files[path]["sha256"], path


@pytest.mark.parametrize(
    "path",
    [
        "../public/index.html",
        "..%2f..%2fetc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        ".public.lock",
        "id/../../etc/passwd",
        "data",
        "zh%00/index.html",
        "id/org/cncert.ttl%00.html",
        "index.html%0d%0aX-Y:%20z",
        "\\etc\\passwd",
        "id/org/" + "a" * 5000,
        "%ff%fe",
        "id/vuln/%E6%BC%8F%E6%B4%9E",
        "id/org/a%20b",
        "id/org/%3E",
        "id/mention/",
        "id/mention/x",
        "id/mention/x-y",
        "id/vuln/x",
        "id/vuln/",
        ".ttl",
        ".html",
    ],
)
def test_no_path_leads_out_of_the_release(client: httpx.Client, path: str) -> None:
    """404, and nothing of the path comes back as a header."""
    found = client.request("GET", f"{str(client.base_url).rstrip('/')}/{path}")
    assert found.status_code == 404, found.text
    assert found.text.startswith("E_NOT_FOUND ")
    assert "x-y" not in found.headers


def test_folders_lead_to_their_index(client: httpx.Client) -> None:
    """With a slash the index is there, without it the way to it is, relative to any address."""
    assert client.get("").content == (release() / "index.html").read_bytes()
    assert client.get("zh/").content == (release() / "zh" / "index.html").read_bytes()
    found = client.get("zh?a=b")
    assert found.status_code == 308
    assert urljoin(str(found.url), found.headers["location"]).endswith("/zh/")


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("def.ttl", "text/turtle; charset=utf-8"),
        ("def.jsonld", "application/ld+json"),
        ("data/cncert-kg.nq", "application/n-quads"),
        ("data/observations.csv", "text/csv; charset=utf-8"),
        ("mappings/rsit.sssom.tsv", "text/tab-separated-values; charset=utf-8"),
        ("manifest.json", "application/json"),
    ],
)
def test_files_have_their_types_and_are_known_by_their_hashes(client: httpx.Client, path: str, media_type: str) -> None:
    """A strong tag, the time of the file, a way to ask whether it changed, and compression."""
    found = client.get(path)
    assert found.headers["content-type"] == media_type
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert int(plain.headers["content-length"]) == len(plain.content) == len(found.content)
    assert found.headers["etag"] != plain.headers["etag"] or "content-encoding" not in found.headers
    for name, value in (
        ("If-None-Match", found.headers["etag"]),
        ("If-Modified-Since", found.headers["last-modified"]),
    ):
        again = client.get(path, headers={name: value})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": "no date"}).status_code == 200
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", found.headers["etag"])


def test_a_large_file_is_compressed_as_it_is_sent(client: httpx.Client) -> None:
    """Unpacked, it is the file."""
    with client.stream("GET", "data/cncert-kg.nq", headers={"Accept-Encoding": "gzip"}) as found:
        assert found.headers["content-encoding"] == "gzip"
        packed = b"".join(found.iter_raw())
    assert gzip.decompress(packed) == (release() / "data" / "cncert-kg.nq").read_bytes()


def test_a_part_of_a_file_may_be_asked_for(client: httpx.Client) -> None:
    """A download that broke off can go on."""
    whole = (release() / "data" / "cncert-kg.nq").read_bytes()
    found = client.get("data/cncert-kg.nq", headers={"Range": "bytes=100-199"})
    assert (found.status_code, found.content) == (206, whole[100:200])
    assert client.get("data/cncert-kg.nq", headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


WAYS = [
    ("id/org/cncert", "text/html", "", "id/org/cncert.html"),
    ("id/org/cncert", "text/html", "zh-CN", "zh/id/org/cncert.html"),
    ("id/org/cncert", "text/html", "en, zh;q=0.1", "en/id/org/cncert.html"),
    ("id/org/cncert", "text/html", "fr", "id/org/cncert.html"),
    ("id/org/cncert", "text/turtle", "", "id/org/cncert.ttl"),
    ("id/org/cncert", "application/ld+json", "", "id/org/cncert.jsonld"),
    ("id/org/cncert", "application/json", "", "id/org/cncert.jsonld"),
    ("id/org/cncert", "application/n-triples", "", "id/org/cncert.nt"),
    ("id/org/cncert", "text/turtle;q=0.5, application/ld+json", "", "id/org/cncert.jsonld"),
    ("id/org/cncert", "*/*", "en", "en/id/org/cncert.html"),
    ("code/indicator/incident-handled", "text/turtle", "", "code/indicator/incident-handled.ttl"),
    ("code/indicator", "text/html", "zh", "zh/code/indicator.html"),
    ("def", "text/turtle", "", "def.ttl"),
    ("def", "text/html", "en", "en/def.html"),
    ("graph/org", "text/turtle", "", "data/graph/org.ttl"),
    ("graph/org", "text/html;q=0.9, */*;q=0.1", "", "data/graph/org.ttl"),
    (NAMED, "text/html", "en", f"en/{NAMED}.html"),
    (UNNAMED, "text/html", "en", "en/vuln/CNVD-2021-200.html#CNVD-2021-20001"),
    (UNNAMED, "text/html", "", "zh/vuln/CNVD-2021-200.html#CNVD-2021-20001"),
    (UNNAMED, "text/turtle", "", f"{UNNAMED}.ttl"),
    (f"{UNNAMED}.html", "*/*", "zh", "zh/vuln/CNVD-2021-200.html#CNVD-2021-20001"),
]
"""Path, Accept, Accept-Language, and where they lead."""


@pytest.mark.parametrize(("path", "accept", "language", "target"), WAYS)
def test_an_iri_leads_to_what_a_client_likes(
    client: httpx.Client, path: str, accept: str, language: str, target: str
) -> None:
    """303, to a page in the reader's language or to data, and the target is there."""
    found = client.get(path, headers={"Accept": accept, "Accept-Language": language})
    assert found.status_code == 303
    assert urljoin(str(found.url), found.headers["location"]) == str(client.base_url) + target
    assert set(found.headers["vary"].split(", ")) == {"Accept", "Accept-Language"}
    assert client.get(target.partition("#")[0]).status_code == 200


def test_a_mention_leads_to_its_place_on_the_page_of_its_document(client: httpx.Client, mention: str) -> None:
    """In the reader's language; who reads neither gets the page that leads to both."""
    document, start, end = mention.removeprefix("id/mention/").split("-")
    found = client.get(mention, headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert found.headers["location"] == f"../../zh/id/doc/{document}.html#mention-{start}-{end}"
    assert client.get(mention, headers={"Accept": "text/html"}).headers["location"].endswith(f"{mention}.html")


@pytest.mark.parametrize("accept", ["image/png", "application/rdf+xml", "text/html;q=0, text/csv"])
def test_who_takes_neither_page_nor_data_learns_what_there_is(client: httpx.Client, accept: str) -> None:
    """406, with the types."""
    found = client.get("id/org/cncert", headers={"Accept": accept})
    assert found.status_code == 406
    assert found.text.startswith("E_ACCEPT ")
    assert "text/turtle" in found.text


@pytest.mark.parametrize("path", ["id/org/nobody", "id/vuln/CNVD-2021-99999", "code/indicator/none", "id/obs/a/b", "x"])
@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".nt", ".html"])
def test_what_nobody_knows_is_not_found(client: httpx.Client, path: str, suffix: str) -> None:
    """404 for a thing that neither a file nor the store knows, in any form."""
    found = client.get(f"{path}{suffix}", headers={"Accept": "text/html, text/turtle"})
    assert (found.status_code, found.text[:12]) == (404, "E_NOT_FOUND ")


FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", [UNNAMED, ONLY_MAPPED, "mention"])
def test_what_has_no_file_is_described_from_the_store(
    client: httpx.Client, mention: str, path: str, suffix: str
) -> None:
    """What the graph says about it, and about its parts, under canonical IRIs whatever the host is called."""
    node = mention if path == "mention" else path
    found = client.get(f"{node}.{suffix}", headers={"Host": "localhost:1234"})
    assert found.status_code == 200
    described = {quad.triple for quad in parse(found.content, FORMATS[suffix])}
    subjects = {triple.subject.value for triple in described}
    assert f"{DEFAULT_BASE}{node}" in subjects
    assert all(s.partition("#")[0] == f"{DEFAULT_BASE}{node}" for s in subjects)
    assert len(subjects) == (4 if path == "mention" else 1)
    known = {q.triple for q in parse((release() / "data" / "cncert-kg.nq").read_bytes(), RdfFormat.N_QUADS)}
    assert described == {t for t in known if t.subject.value in subjects}
    assert b"localhost" not in found.content
    assert client.get(f"{node}.{suffix}", headers={"If-None-Match": found.headers["etag"]}).status_code == 304


def test_ntriples_of_what_has_a_file_are_the_same_triples(client: httpx.Client) -> None:
    """The release publishes Turtle and JSON-LD; N-Triples are those, in another form."""
    turtle = {q.triple for q in parse((release() / "id/org/cncert.ttl").read_bytes(), RdfFormat.TURTLE)}
    found = client.get("id/org/cncert.nt")
    assert found.headers["content-type"] == "application/n-triples"
    assert {q.triple for q in parse(found.content, RdfFormat.N_TRIPLES)} == turtle


def test_a_release_of_another_base_has_its_own_iris_here_too() -> None:
    """The path below the service is the path below the base, whichever that is."""
    base = released.OTHER_BASE
    line = f'<{base}id/org/x> <http://www.w3.org/2000/01/rdf-schema#label> "x"'
    root = released.saved({"data/cncert-kg.nq": f"{line} <{base}graph/org> .\n".encode()}, base)
    with served(root) as url, httpx.Client(base_url=url, timeout=30) as client:
        found = client.get("id/org/x", headers={"Accept": "text/turtle"})
        assert (found.status_code, found.headers["location"]) == (303, "../../id/org/x.ttl")
        assert client.get("id/org/x.nt").text == f"{line} .\n"
        assert client.get("sparql", params={"query": "ASK { corg:x rdfs:label 'x' }"}).json()["boolean"]


def other_release(place: Path) -> Path:
    """Give a copy of the shared release below `place`, as a build of its own would publish it."""
    shutil.copytree(release().resolve().parent, place / ".public.releases", copy_function=os.link)
    (place / "public").symlink_to(Path(".public.releases") / release().resolve().name)
    return place / "public"


def test_a_new_release_is_served_when_it_is_published() -> None:
    """Every answer is of one release, whole: of the old one, then of the new one, without a request refused."""
    place = release().resolve().parents[1] / f"swap-{os.getpid()}"  # where files can be linked
    place.mkdir()
    try:
        public = other_release(place)
        name = _changed(public)
        with served(public) as url, httpx.Client(base_url=url, timeout=30) as client:
            before = client.get("health").json()["release"]
            assert client.get("style.css").text != "/* new */\n"
            _swap(public, name)
            seen = [_release_seen(client) for _ in range(12)]
            assert seen[-1] == (name, "/* new */\n")
            assert set(seen) <= {(before, (release() / "style.css").read_text()), (name, "/* new */\n")}
            assert seen[0][0] == name, "a release that is open at once is served at once"
            (public.resolve().parent / "broken").mkdir()
            _swap(public, "broken")
            assert [_release_seen(client) for _ in range(3)] == [seen[-1]] * 3, "nothing is there in its place"
    finally:
        shutil.rmtree(place)


def _swap(public: Path, name: str) -> None:
    """Let the link name another release, as a build does."""
    link = public.with_name("link")
    link.symlink_to(Path(".public.releases") / name)
    link.replace(public)


def _release_seen(client: httpx.Client) -> tuple[str, str]:
    time.sleep(0.01)
    state, style = client.get("health").json()["release"], client.get("style.css")
    asked = client.get("sparql", params={"query": "ASK { ?s ?p ?o }"})
    assert (style.status_code, asked.status_code) == (200, 200)
    return state, style.text


def _changed(public: Path) -> str:
    """Make a release beside the current one whose style sheet is another; give its name."""
    old, name = public.resolve(), "f" * 32
    new = old.with_name(name)
    shutil.copytree(old, new, copy_function=os.link)
    text = (new / "manifest.json").read_text("utf-8")
    digest = hashlib.sha256(b"/* new */\n").hexdigest()
    replaced = text.replace(read_manifest(old)["files"]["style.css"]["sha256"], digest)
    for path, content in (("style.css", "/* new */\n"), ("manifest.json", replaced)):
        (new / path).unlink()
        (new / path).write_text(content, "utf-8")
    return name
