"""The rules of a release lead its IRIs to pages and data on real servers, as our own service does."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from cncert_kg.endpoint.negotiation import chosen
from cncert_kg.endpoint.negotiation import language as liked
from cncert_kg.endpoint.things import DATA, PAGE
from cncert_kg.iris import DEFAULT_BASE as BASE
from cncert_kg.site import negotiation
from cncert_kg.site.index import Index
from cncert_kg.site.negotiation import apache, hosts, nginx, offers
from cncert_kg.vocab import DCT, RDFS
from tests import catalogues, web_servers
from tests.conftest import DEEP

DOC, MAPPING, SET = "id/doc/0123456789abcdef", "id/mapping/00000000000000aa", "mappings/rsit"
THINGS = {
    "def": ["def", "def#Gap"],
    "id/org/cncert": ["id/org/cncert"],
    "code/indicator": ["code/indicator"],
    "code/indicator/phishing": ["code/indicator/phishing"],
    "id/dataset/cncert-kg": ["id/dataset/cncert-kg"],
    "id/dataset/cncert-kg/2031-01-06-0a1b2c3d": ["id/dataset/cncert-kg/2031-01-06-0a1b2c3d"],
    "id/software/cncert-kg-0.2.0": ["id/software/cncert-kg-0.2.0"],
    DOC: [DOC, f"{DOC}#text", "id/mention/0123456789abcdef-5-9", "id/mention/0123456789abcdef-5-9#quote"],
    "id/report/cnvd-weekly/2031-01": ["id/report/cnvd-weekly/2031-01", "id/report/cnvd-weekly/2031-01/entry-02"],
    "id/vuln/CNVD-2031-10001": ["id/vuln/CNVD-2031-10001"],
    SET: [MAPPING],
}
"""What is described, by the path of the page that shows it."""
GRAPHS = {
    "data/graph/org": ["id/org/cncert"],
    "data/graph/vuln/2031": [f"id/vuln/CNVD-2031-{n}" for n in (10001, 10002, 100003)],
    "data/graph/vuln/2030": ["id/vuln/CNVD-C-2030-00001"],
}
PLACES = ("id/mention/0123456789abcdef-5-9", "id/report/cnvd-weekly/2031-01/entry-02", MAPPING)
"""What has a page that leads to both languages, and no data, under its own path."""
FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
RDFLIB = "application/rdf+xml;q=0.5, text/turtle, application/ld+json;q=0.9, application/n-triples;q=0.9, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"


def triples(nodes: list[str]) -> list[Triple]:
    """A label for each node; a mapping says of which set it is."""
    said = [Triple(NamedNode(BASE + n), RDFS.label, Literal(n)) for n in nodes]
    ours = NamedNode(f"{BASE}{SET}.sssom.tsv")
    return said + [Triple(NamedNode(BASE + n), DCT.isPartOf, ours) for n in nodes if n == MAPPING]


def files() -> Iterator[tuple[str, bytes]]:
    """A release as far as servers see it: paths of a real one, with little in the files."""
    for path, nodes in THINGS.items():
        for form, format_ in FORMATS.items():
            yield f"{path}.{form}", serialize(triples(nodes), format=format_) or b""
        yield f"{path}.jsonld", b"[]"
        yield from ((f"{start}{path}.html", b"<!DOCTYPE html>") for start in ("", "zh/", "en/"))
    yield from (
        (f"{path}.ttl", serialize(triples(nodes), format=RdfFormat.TURTLE) or b"") for path, nodes in GRAPHS.items()
    )
    yield from ((f"{path}.html", b"<!DOCTYPE html>") for path in PLACES)
    pages = ("CNVD-2031-100", "CNVD-2031-1000", "CNVD-C-2030-000")
    yield from ((f"{la}/vuln/{page}.html", b"<!DOCTYPE html>") for la in ("zh", "en") for page in pages)
    yield from ((f"{start}index.html", b"<!DOCTYPE html>") for start in ("", "zh/", "en/"))
    yield from ((f"data/file.{suffix}", b"text") for suffix in offers.TYPES)
    yield "data/void.ttl", b""
    index = Index([t for nodes in THINGS.values() for t in triples(nodes)], BASE)
    yield from negotiation.files(index)


@pytest.fixture(scope="module")
def release() -> Iterator[Path]:
    """The files in a folder that servers may read."""
    with web_servers.readable_folder() as place:
        folder = place / "public"
        for path, content in files():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        yield folder


@dataclass(frozen=True, slots=True)
class Server:
    """A server with the rules of a release."""

    name: str
    url: str
    """Where an IRI's path is asked for; ends in `/`."""
    site: str
    """Where it leads to."""

    def ask(self, path: str, accept: str | None = None, language: str | None = None, method: str = "HEAD") -> Reply:
        """Ask once, and follow nothing."""
        headers = {"Accept": accept, "Accept-Language": language}
        address = urlsplit(self.url + path)
        connection = HTTPConnection(address.netloc, timeout=10)
        connection.request(method, address.path, headers={k: v for k, v in headers.items() if v is not None})
        answer = connection.getresponse()
        body, fields = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        place = fields.get("location", "").removeprefix(self.site).removeprefix(urlsplit(self.site).path)
        return Reply(answer.status, place.removeprefix("/"), fields, body)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    location: str
    """Path below the site."""
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def servers(release: Path) -> Iterator[dict[str, Server]]:
    """nginx and Apache with a release; Apache below a path too, and as a register that redirects to nginx."""
    with ExitStack() as stack:
        own = (release / "negotiation" / "cncert-kg.nginx.conf").read_text("utf-8")
        first = stack.enter_context(web_servers.nginx(release, own))
        second = stack.enter_context(web_servers.apache(release, "/below/it"))
        place = stack.enter_context(web_servers.readable_folder())
        for kind in ("w3id", "w3id-passing"):
            text = (release / "negotiation" / f"{kind}.htaccess").read_text("utf-8")
            assert text.count(apache.SITE) == 1
            (place / kind).mkdir()
            (place / kind / ".htaccess").write_text(text.replace(apache.SITE, first), "utf-8")
        third = stack.enter_context(web_servers.apache(place))
        found = [
            Server("nginx", first, first),
            Server("apache", second, second),
            Server("below", f"{second}below/it/", f"{second}below/it/"),
            Server("register", f"{third}w3id/", first),
            Server("passing", f"{third}w3id-passing/", first),
        ]
        yield {server.name: server for server in found}


HOSTS = ("nginx", "apache", "below")
NEGOTIATING = (*HOSTS, "register")

FORMS: list[tuple[str | None, str]] = [
    (None, "html"), ("", "html"), ("*/*", "html"), (BROWSER, "html"), (SAFARI, "html"), (PROTEGE, "html"),
    (RDFLIB, "ttl"), (JENA, "ttl"), ("text/turtle", "ttl"), ("TEXT/Turtle", "ttl"), ("text/*", "html"),
    ("application/ld+json", "jsonld"), ("application/json", "jsonld"), ("application/n-triples", "nt"),
    ("application/*", "jsonld"), ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "jsonld"),
    ("text/turtle;charset=utf-8;q=0.3, application/n-triples;q=0.31", "nt"),
    ("text/html;q=0.5, text/turtle;q=0.50", "html"), ("text/html;q=0.5, text/turtle;q=0.501", "ttl"),
    ("text/html;q=0.999, text/turtle;q=1.000", "ttl"), ("text/html;q=0.09, text/turtle;q=0.1", "ttl"),
    ("text/html;q=0, */*", "ttl"), ("text/*;q=0, */*;q=0.1", "jsonld"),
    ("text/*;q=0.1, text/html;q=0, */*;q=0.01", "ttl"),
    ("*/*;q=0.1, application/json;q=0.2", "jsonld"), ("text/turtle;q=2, application/n-triples;q=0.1", "nt"),
    ("text/turtle; Q=0.1 , application/n-triples ;q=0.2", "nt"), (",,text/turtle,", "ttl"),
    ("image/png", ""), ("application/rdf+xml", ""), ("text/turtle;q=0", ""), ("*/*;q=0", ""), ("nonsense", ""),
    ("xtext/turtle", ""), ("text/turtlex", ""), ("text/html;q=0.0", ""),
]  # fmt: skip
"""Form by Accept; nothing where none is taken."""


@pytest.mark.parametrize("name", NEGOTIATING)
@pytest.mark.parametrize(("accept", "form"), FORMS)
def test_the_weights_of_accept_decide_the_form(
    servers: dict[str, Server], name: str, accept: str | None, form: str
) -> None:
    """303 to the form with the highest weight, of equals page, Turtle, JSON-LD, N-Triples; 406 where none is taken."""
    reply = servers[name].ask("id/org/cncert", accept)
    assert (reply.status, reply.location) == ((303, f"id/org/cncert.{form}") if form else (406, ""))


@pytest.mark.parametrize("name", NEGOTIATING)
@pytest.mark.parametrize(
    ("language", "path"),
    [
        (None, ""), ("zh-CN,zh;q=0.9,en;q=0.8", "zh/"), ("en-GB,en;q=0.5", "en/"), ("en;q=0.2, zh;q=0.3", "zh/"),
        ("ZH-hant-TW", "zh/"), ("fr, en;q=0.1", "en/"), ("fr", ""), ("zh, en", "zh/"), ("en, zh", "zh/"),
        ("zh;q=0, en;q=0.001", "en/"), ("zh;q=0", ""), ("enx, zho", ""), ("*", ""), ("de-DE,en-US;q=0.7", "en/"),
    ],
)  # fmt: skip
def test_the_weights_of_accept_language_decide_the_tree(
    servers: dict[str, Server], name: str, language: str | None, path: str
) -> None:
    """Who reads neither language gets the page that leads to both."""
    reply = servers[name].ask("id/org/cncert", BROWSER, language)
    assert (reply.status, reply.location) == (303, f"{path}id/org/cncert.html")


ENTRY = "#CNVD-2031-10002"
WAYS: list[tuple[str, str, str, str]] = [
    ("def", "en/def.html", "def.html", "def.ttl"),
    ("code/indicator", "en/code/indicator.html", "code/indicator.html", "code/indicator.ttl"),
    ("id/dataset/cncert-kg", "en/id/dataset/cncert-kg.html", "id/dataset/cncert-kg.html", "id/dataset/cncert-kg.ttl"),
    ("id/software/cncert-kg-0.2.0", "en/id/software/cncert-kg-0.2.0.html", "id/software/cncert-kg-0.2.0.html",
     "id/software/cncert-kg-0.2.0.ttl"),
    (SET, f"en/{SET}.html", f"{SET}.html", f"{SET}.ttl"),
    (PLACES[0], f"en/{DOC}.html#mention-5-9", f"{PLACES[0]}.html", f"{DOC}.ttl"),
    (PLACES[1], "en/id/report/cnvd-weekly/2031-01.html#entry-02", f"{PLACES[1]}.html",
     "id/report/cnvd-weekly/2031-01.ttl"),
    (MAPPING, f"en/{SET}.html#mapping-00000000000000aa", f"{MAPPING}.html", f"{SET}.ttl"),
    ("id/vuln/CNVD-2031-10001", "en/id/vuln/CNVD-2031-10001.html", "id/vuln/CNVD-2031-10001.html",
     "id/vuln/CNVD-2031-10001.ttl"),
    ("id/vuln/CNVD-2031-10002", f"en/vuln/CNVD-2031-100.html{ENTRY}", f"zh/vuln/CNVD-2031-100.html{ENTRY}",
     "data/graph/vuln/2031.ttl"),
    ("id/vuln/CNVD-2031-100003", "en/vuln/CNVD-2031-1000.html#CNVD-2031-100003",
     "zh/vuln/CNVD-2031-1000.html#CNVD-2031-100003", "data/graph/vuln/2031.ttl"),
    ("id/vuln/CNVD-C-2030-00001", "en/vuln/CNVD-C-2030-000.html#CNVD-C-2030-00001",
     "zh/vuln/CNVD-C-2030-000.html#CNVD-C-2030-00001", "data/graph/vuln/2030.ttl"),
]  # fmt: skip
"""Path of an IRI, its page in English, its page for who reads neither language, its Turtle."""


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize(("path", "english", "neither", "data"), WAYS)
def test_what_has_no_files_leads_to_its_place(
    servers: dict[str, Server], name: str, path: str, english: str, neither: str, data: str
) -> None:
    """A page with the place on it, the data that describe it; also where a folder has the same path."""
    ask = servers[name].ask
    found = (ask(path, BROWSER, "en"), ask(path, BROWSER, "fr"), ask(path, "text/turtle"))
    assert [(r.status, r.location) for r in found] == [(303, english), (303, neither), (303, data)]


@pytest.mark.parametrize(("path", "english", "neither", "data"), WAYS)
def test_a_register_leads_to_the_same_places(
    servers: dict[str, Server], path: str, english: str, neither: str, data: str
) -> None:
    """It has no files: it takes every entry of the catalogue for a row, and a place on a page to the Chinese page."""
    is_own = path == "id/vuln/CNVD-2031-10001"
    wanted = ("en/vuln/CNVD-2031-100.html#CNVD-2031-10001", "data/graph/vuln/2031.ttl") if is_own else (english, data)
    ask = servers["register"].ask
    found = (ask(path, BROWSER, "en"), ask(path, "text/turtle"))
    assert [(r.status, r.location) for r in found] == [(303, w) for w in wanted]
    is_place = "#" in english or is_own
    assert ask(path, BROWSER).location == (wanted[0].replace("en/", "zh/", 1) if is_place else neither)


@pytest.mark.parametrize("name", NEGOTIATING)
def test_a_graph_has_data_only(servers: dict[str, Server], name: str) -> None:
    """A named graph, and a year of the catalogue, are one file of Turtle."""
    ask = servers[name].ask
    for accept in ("text/turtle", "*/*", None, f"{BROWSER}"):
        assert (ask("graph/org", accept).status, ask("graph/org", accept).location) == (303, "data/graph/org.ttl")
    assert [ask("graph/org", a).status for a in ("application/ld+json", "text/html")] == [406, 406]
    entry = "id/vuln/CNVD-2031-10002"
    assert [ask(entry, a).status for a in ("application/ld+json", "application/n-triples", "text/html")] == [
        406,
        406,
        303,
    ]


@pytest.mark.parametrize("name", (*NEGOTIATING, "passing"))
@pytest.mark.parametrize("path", [*dict.fromkeys(n for nodes in (*THINGS.values(), *GRAPHS.values()) for n in nodes)])
def test_the_data_speak_of_the_iri(servers: dict[str, Server], name: str, path: str) -> None:
    """Whoever follows an IRI for data gets data whose subject is that IRI, whatever the address they come from."""
    server, node = servers[name], path.partition("#")[0]
    if name == "passing":
        server, node = servers["nginx"], server.ask(node, "text/turtle").location
    way = server.ask(node, "text/turtle").location
    file = Server(server.name, server.site, server.site).ask(way, "text/turtle", method="GET")
    assert (file.status, file.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert NamedNode(BASE + path) in {q.subject for q in parse(file.body, RdfFormat.TURTLE)}


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize(
    "path",
    ["nothing", "id/org/nobody", "id/mention/ffff-1-2", "id/mention/x", "id/mapping/00000000000000ab", "graph/none",
     "id/vuln/CNVD-2029-00001", "id/vuln/x", "id/report/none/1/entry-1", "no/such/folder/at/all"],
)  # fmt: skip
def test_what_nobody_described_is_not_found(servers: dict[str, Server], name: str, path: str) -> None:
    """404, whatever is asked for."""
    assert [servers[name].ask(path, a).status for a in ("text/turtle", BROWSER, "image/png")] == [404] * 3


@pytest.mark.parametrize("name", NEGOTIATING)
def test_the_base_leads_to_the_data_set(servers: dict[str, Server], name: str) -> None:
    """A reader gets the first page, a program what describes the whole."""
    server = servers[name]
    assert server.ask("", "text/turtle").location == "id/dataset/cncert-kg.ttl"
    page = server.ask("", BROWSER, "zh")
    assert (page.status, page.location) == ((303, "") if name == "register" else (200, ""))


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize("suffix", offers.TYPES)
def test_files_have_their_media_types(servers: dict[str, Server], name: str, suffix: str) -> None:
    """Also with an Accept that asks for another one: the path names the form. Text says that it is UTF-8."""
    headers = servers[name].ask(f"data/file.{suffix}", "text/turtle").headers
    charset = "" if suffix in offers.WITHOUT_CHARSET else "; charset=utf-8"
    assert headers["content-type"] == offers.TYPES[suffix] + charset
    assert (headers["access-control-allow-origin"], headers["cache-control"]) == ("*", "no-cache")
    assert (headers["x-content-type-options"], headers.get("vary")) == ("nosniff", None)
    assert headers["etag"]


@pytest.mark.parametrize("name", HOSTS)
def test_redirections_and_pages_say_what_else_there_is(servers: dict[str, Server], name: str) -> None:
    """Signposting: what to cite, the data, the licence; caches are told what an answer depends on."""
    server = servers[name]
    start = "/below/it/" if name == "below" else "/"
    thing = server.ask("id/org/cncert", BROWSER).headers
    assert sorted(v.strip() for v in thing["vary"].split(",")) == ["Accept", "Accept-Language"]
    assert thing["link"] == f'<{start}id/org/cncert.ttl>; rel="alternate"; type="text/turtle"'
    assert thing["access-control-allow-origin"] == "*"
    page = server.ask("en/id/org/cncert.html").headers["link"]
    assert f'<{BASE}id/org/cncert>; rel="cite-as"' in page and f'<{offers.LICENCE}>; rel="license"' in page
    for form, media_type in (
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
    ):
        assert f'<{start}id/org/cncert.{form}>; rel="describedby alternate"; type="{media_type}"' in page
    data = server.ask("id/org/cncert.nt").headers["link"]
    assert (
        data
        == f'<{BASE}id/org/cncert>; rel="describes", <{start}id/org/cncert.html>; rel="alternate"; type="text/html"'
    )
    assert "link" not in server.ask("en/index.html").headers


@pytest.mark.parametrize("name", NEGOTIATING)
def test_head_and_get_answer_alike(servers: dict[str, Server], name: str) -> None:
    """A client may ask first and fetch later."""
    for accept in ("text/turtle", "image/png"):
        head, got = (servers[name].ask("id/org/cncert", accept, method=m) for m in ("HEAD", "GET"))
        assert (head.status, head.location) == (got.status, got.location)


def test_a_description_of_the_host_is_where_void_says(servers: dict[str, Server]) -> None:
    """`/.well-known/void` leads to it on a host of its own."""
    for name in ("nginx", "apache"):
        assert servers[name].ask(".well-known/void").location == "data/void.ttl"


def test_what_is_private_to_a_server_is_not_given(servers: dict[str, Server]) -> None:
    """nginx does not give Apache's rules away."""
    assert servers["nginx"].ask(".htaccess").status == 404


def test_a_register_that_passes_keeps_the_path(servers: dict[str, Server]) -> None:
    """The host negotiates: the register sends every path on as it is."""
    reply = servers["passing"].ask("id/vuln/CNVD-2031-10002", "text/turtle")
    assert (reply.status, reply.location) == (302, "id/vuln/CNVD-2031-10002")
    assert servers["register"].ask("data/void.ttl").location == "data/void.ttl"


def test_the_forms_are_those_of_the_service() -> None:
    """One order of preference, in the service and in the rules."""
    assert [tuple(o) for o in offers.OFFERS] == [tuple(o) for o in (PAGE, *DATA)]


WEIGHTS = ("1", "0", "0.", "1.", "0.5", "0.50", "0.500", "0.9", "0.85", "0.851", "0.001", "1.000", "2", "abc", ".5")


def made_up(chance: random.Random) -> tuple[str, str]:
    """An Accept and an Accept-Language, each type and language at most once."""
    types = [*{t for o in offers.OFFERS for t in offers.ranges(o)}, "application/rdf+xml", "image/png", "text/turtle+x"]
    weights = ["", "", *(f"{start}{w}" for start in (";q=", "; q=", ";Q=") for w in WEIGHTS)]
    middles = ["", "", " ;charset=utf-8", ";v=b3", '; profile="x"']
    some = chance.sample(sorted(types), chance.randint(1, 5))
    tags = chance.sample(["zh", "en-GB", "fr", "de-AT", "*", "enx"], chance.randint(1, 4))
    accept = chance.choice([",", ", ", " , "]).join(t + chance.choice(middles) + chance.choice(weights) for t in some)
    return accept, ", ".join(t + chance.choice(weights) for t in tags)


@pytest.mark.parametrize("name", ["nginx", "apache", "register"])
def test_servers_read_headers_as_the_service_does(servers: dict[str, Server], name: str) -> None:
    """Of headers made up at random, every server and our service read the same."""
    chance = random.Random(6)
    for _ in range(2000 if DEEP else 40):
        accept, language = made_up(chance)
        offer, tongue = chosen(accept, (PAGE, *DATA)), liked(language)
        start = f"{tongue}/" if tongue and offer == PAGE else ""
        reply = servers[name].ask("id/org/cncert", accept, language)
        wanted = (303, f"{start}id/org/cncert.{offer.form}") if offer else (406, "")
        assert (reply.status, reply.location) == wanted, (accept, language)


def test_hosts_of_static_sites_take_their_files() -> None:
    """Within the limits that Cloudflare documents: rules, length, one `*` at the end of a path."""
    rules = [line.split() for line in hosts.redirects().splitlines()]
    assert all(len(rule) == 3 and len(" ".join(rule)) <= hosts.LONGEST and rule[2] == "302" for rule in rules)
    dynamic = [rule for rule in rules if "*" in rule[0]]
    assert len(dynamic) <= hosts.MOST_DYNAMIC and len(rules) - len(dynamic) <= hosts.MOST_STATIC
    assert all(rule[0].count("*") == 1 and rule[0].endswith("*") for rule in dynamic)
    paths = [line for line in hosts.headers().splitlines() if not line.startswith(" ")]
    assert len(paths) <= hosts.MOST_HEADERS and len(set(paths)) == len(paths)
    assert "/*.ttl\n  Content-Type: text/turtle; charset=utf-8\n" in hosts.headers()


def test_another_base_is_in_no_rule_but_its_own() -> None:
    """Rules differ by the base only where they name what to cite."""
    other = "https://data.example.org/watch/"
    for (path, ours), (_, theirs) in zip(negotiation.written(BASE, {}), negotiation.written(other, {}), strict=True):
        assert ours.replace(BASE.encode(), other.encode()) == theirs, path


def test_the_settings_are_where_the_text_says() -> None:
    """One line in each file for a register, three for nginx."""
    assert all(make.count(apache.SITE) == 1 for make in (apache.register(BASE, {}), apache.passing(BASE)))
    rules = nginx.server(BASE, {})
    assert [rules.count(line) for line in (nginx.LISTEN, "server_name _;", nginx.FOLDER)] == [1, 1, 1]


@pytest.mark.skipif(not DEEP, reason="asks for every IRI of a release: only where CNCERT_KG_DEEP is set")
def test_every_iri_of_a_release_is_followed() -> None:
    """Each thing described, fragments too, is a subject of the Turtle that its IRI leads to."""
    with web_servers.readable_folder() as place:
        folder = shutil.copytree(catalogues.first().target, place / "public")
        subjects = {q.subject.value for q in parse(path=folder / "data" / "cncert-kg.ttl", format=RdfFormat.TURTLE)}
        own = sorted(s.removeprefix(BASE) for s in subjects if s.startswith(BASE))
        rules = (folder / "negotiation" / "cncert-kg.nginx.conf").read_text("utf-8")
        with web_servers.nginx(folder, rules) as first, web_servers.apache(folder) as second:
            for name, url in (("nginx", first), ("apache", second)):
                # The set of mappings that `catalogues` gives to the build names this, which is no number of an entry.
                assert not_described(Server(name, url, url), folder, own) == ["id/vuln/no-number"]


def not_described(server: Server, folder: Path, paths: list[str]) -> list[str]:
    """What the Turtle that a server leads to does not describe; a file that has an IRI of its own is there itself."""
    ways = {path: server.ask(path.partition("#")[0], "text/turtle") for path in paths}
    targets = {way.location for way in ways.values() if way.status == 303}
    said = {t: {q.subject for q in parse(path=folder / t, format=RdfFormat.TURTLE)} for t in targets}
    return [
        path
        for path, way in ways.items()
        if way.status != 200 and NamedNode(BASE + path) not in said.get(way.location, ())
    ]
