"""Every page is whole: its links lead somewhere, its data are the graph's, and no document can write markup into it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest

from cncert_kg import building
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.model import Document, Report
from cncert_kg.site import links, pages
from cncert_kg.site.buckets import bucket_pages
from cncert_kg.site.formats import day, number, unit_name
from cncert_kg.site.index import Index
from cncert_kg.site.quotes import marked, span
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Site
from cncert_kg.site.titles import Titles
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.vocab import EXTERNAL, own
from cncert_kg.vulnerabilities import Entry
from cncert_kg.vulnerability import Vulnerability
from tests import factory, sites
from tests.conftest import DEEP, ROOT
from tests.markup import shown

SITE = ROOT / "cncert_kg" / "site"


@cache
def files() -> dict[str, bytes]:
    """Give a whole release of the invented documents and of the data of others."""
    return sites.files(sites.small())


@cache
def graph() -> Index:
    """Give all that the release says, as pages read it."""
    quads = ox.parse(files()["data/cncert-kg.nq"], ox.RdfFormat.N_QUADS)
    return Index((q.triple for q in quads), DEFAULT_BASE)


@dataclass
class Page(HTMLParser):
    """What the tests need of a page."""

    text: str
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Names of all attributes."""
    data: list[str] = field(default_factory=list)
    """Contents of scripts."""
    lang: str = ""
    marks: list[str] = field(default_factory=list)
    labelled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.tags.append(tag)
        self.names |= found.keys()
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.ids += [found["id"]] if "id" in found else []
        self.labelled += found.get("aria-labelledby", "").split()
        self.lang = found.get("lang", self.lang) if tag == "html" else self.lang

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script" and data.strip():
            self.data.append(data)
            self.tags.append("")
        elif self.tags and self.tags[-1] == "mark":
            self.marks.append(data)


class Pages(dict[str, Page]):
    """The pages of a release, each read when it is asked for."""

    def __missing__(self, path: str) -> Page:
        self[path] = Page(files()[path].decode())
        return self[path]


@cache
def html() -> Pages:
    """Give the pages by path."""
    return Pages()


def texts(start: str, holds: str = "") -> dict[str, str]:
    """Give the pages whose path begins so and whose text holds something, as they are."""
    found = {path: raw.decode() for path, raw in files().items() if path.startswith(start) and path.endswith(".html")}
    return {path: text for path, text in found.items() if holds in text}


def subjects() -> list[str]:
    """Give every node of ours that the graph describes."""
    return sorted(node for node in graph().facts if graph().is_ours(node))


def test_every_identifier_leads_to_a_place_in_both_languages_and_to_data() -> None:
    """A file at the path of the IRI, with its fragment; from there the page that shows it, and that page's data.

    The path of a mapping set is that of its own file, and it has its landing page beside that.
    """
    for node in subjects():
        path, _, fragment = node.partition("#")
        if graph().is_set(node):
            path = graph().page(node)
        landing = shown(sites.small())[f"{path}.html"]
        assert not fragment or fragment in landing.ids, node
        linked = {target for target, _ in landing.targets()}
        for lang in ("zh", "en"):
            place = graph().place(node)[1]
            led = [shown(sites.small())[target] for target in linked if target.startswith(f"{lang}/")]
            assert any(not place or place in page.ids for page in led), node
        data = graph().page(node)
        assert {f"{data}.ttl", f"{data}.jsonld", f"{data}.nt"} <= linked & files().keys(), node


def test_two_things_have_two_places() -> None:
    places = [graph().place(node) for node in subjects() if "#" not in node]
    assert len(places) == len(set(places))


def described(path: str) -> set[ox.Triple]:
    return set(graph().described[path])


def test_the_data_of_a_page_describe_all_that_it_shows() -> None:
    kinds = {pages.kind(p.removesuffix(".ttl")): p.removesuffix(".ttl") for p in sorted(files())
             if p.startswith(("id/", "mappings/")) and p.endswith(".ttl")}  # fmt: skip
    assert len(kinds) >= 11
    for path in kinds.values():
        turtle = {q.triple for q in ox.parse(files()[f"{path}.ttl"], ox.RdfFormat.TURTLE)}
        json_ld = {q.triple for q in ox.parse(files()[f"{path}.jsonld"], ox.RdfFormat.JSON_LD)}
        assert turtle == json_ld == described(path), path


def test_data_lie_once_and_every_page_links_to_them() -> None:
    data = {p for p in files() if p.endswith((".ttl", ".jsonld"))}
    assert not [p for p in data if p.startswith(("zh/", "en/"))]
    for path, page in shown(sites.small()).items():
        lang, _, rest = path.partition("/")
        if lang in {"zh", "en"} and rest.startswith(("id/", "code/", "def")):
            linked = {target for target, _ in page.targets()}
            node = rest.removesuffix(".html")
            if f"{node}.ttl" in files():  # a further page of a thing leads to the data of the thing
                assert {f"{node}.ttl", f"{node}.jsonld", f"{node}.nt", f"{node}.html"} <= linked, path


def test_links_to_mentions_go_straight_to_their_places() -> None:
    """No page leads to the landing page of a mention, an entry or a chapter: those are for who holds the IRI."""
    hosted = {f"{node}.html" for node in subjects() if "#" not in node and graph().page(node) != node}
    assert len(hosted) > 20
    for path, page in shown(sites.small()).items():
        assert not {target for target, _ in page.targets()} & hosted, path


def test_a_document_page_shows_each_mention_once_in_order_of_position() -> None:
    """Under each heading, by what is stated: place, statement, value, rule; the quote marked in its sentence."""
    index = graph()
    for node in (n for n in pages.paths(index) if n.startswith("id/doc/")):
        wanted = sorted(links.anchor(m) for m in index.places(node))
        for lang in ("zh", "en"):
            page = html()[f"{lang}/{node}.html"]
            assert sorted(i for i in page.ids if i.startswith("mention-")) == wanted, node
            for section in page.text.split("<section")[1:]:
                starts = [int(s) for s in re.findall(r'<tr id="mention-(\d+)-', section)]
                assert starts == sorted(starts), node
            for mention in index.places(node):
                row = page.text.partition(f'<tr id="{links.anchor(mention)}">')[2].partition("</tr>")[0]
                assert all(
                    links.html_path(index.place(body)) in row
                    for body in index.nodes(mention, "oa:hasBody")
                    if index.is_ours(body)
                ), mention
            stated = kinds_stated(index, node)
            assert page.text.count('href="#figures"') == ("obs" in stated and len(stated) > 1), node


def kinds_stated(index: Index, document: str) -> set[str]:
    """Give what the mentions of a document state: observations, claims, issues …; CVE records count as entries."""
    bodies = [index.node_of(m, "oa:hasBody") for m in index.places(document)]
    return {body.split("/")[1] or "vuln" for body in bodies}


def test_all_figures_of_a_sentence_are_marked_in_it() -> None:
    (path,) = texts("zh/id/doc/", "1,204")
    assert re.findall("<mark>(.*?)</mark>", html()[path].text)[:4] == ["中", "1,204", "98", "77"]


def test_reports_that_lack_what_others_have_have_pages() -> None:
    """A shell whose title has a number and no dates; a document without title and address."""
    (shell,) = factory.reports({"shell.md": factory.shell_post(9)})
    bare = Report(Document("bare.txt", "ab" * 32, "", text_sha256="cd" * 32), status="unrecognised")
    build = building.build([replace(shell, period=None), bare], DEFAULT_BASE)
    issue = f"{DEFAULT_BASE}id/report/cncert-weekly/2031-09"
    written = dict(Renderer(Site(build)).pages_of({issue}))
    assert "zh/id/report/cncert-weekly/2031-09.html" in written


def test_embedded_data_are_json_with_breadcrumbs() -> None:
    """Every page in a language says what it is about, and the way to it, in terms of schema.org."""
    seen: set[str] = set()
    for path, text in {**texts("zh/"), **texts("en/")}.items():
        block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        if not block and "/vuln/CNVD-" in path:  # a hundred rows leave no room for it
            continue
        data = json.loads(block)
        assert data["@context"] == "https://schema.org"
        types = {node["@type"] for node in data["@graph"]}
        assert "BreadcrumbList" in types or path.count("/") == 1 or "dataset" in path, path
        seen |= types
    assert {"BreadcrumbList", "Dataset", "Report", "Organization"} <= seen


def test_an_observation_shows_its_sentence_with_the_digits_marked() -> None:
    found = {p: html()[p].marks for p in texts("en/id/obs/")}
    handled = [p for p in found if "/incident-handled/" in p and "2031-02-17" in p]
    assert [found[p][0] for p in handled] == ["431"]
    assert "413" in found[handled[0]]
    text = html()[handled[0]].text
    assert '<blockquote lang="zh">' in text and "Value stated here" in text


def test_figures_of_the_register_say_that_it_holds_no_sentence() -> None:
    """Their pages quote nothing: the register that comes with the package has places and no sentences."""
    observations = sites.whole().glob("en/id/obs/**/*.html")
    of_register = [text for path in observations if "read from the register" in (text := path.read_text("utf-8"))]
    assert len(of_register) > 50
    assert not [text for text in of_register if "<blockquote" in text and "from the register" not in text]


def test_typical_pages_are_lighter_than_the_heaviest_may_be() -> None:
    """The typical page of one thing weighs 12 kB at most, that at the identifier of a mention 2.5."""
    sizes = sorted(len(raw) for p, raw in files().items() if p.endswith(".html") and "/id/" in p)
    assert sizes[len(sizes) // 2] < 12_000
    assert max(len(raw) for p, raw in files().items() if p.startswith("id/mention/")) < 2_500


@pytest.mark.skipif(not DEEP, reason="builds two releases more")
def test_another_base_changes_no_path() -> None:
    """Findings are named by digests of what they concern, the base is no part of it; no page names the usual base."""
    other = sites.files(sites.small(sites.OTHER_BASE))
    assert set(other) == set(files())
    assert not [p for p, raw in other.items() if p.endswith(".html") and DEFAULT_BASE.encode() in raw]


def test_pages_of_another_base_name_no_other() -> None:
    """A page, its data and its citation have the base of their release."""
    build = factory.small_build(sites.OTHER_BASE)
    written = dict(Renderer(Site(build)).pages_of({f"{sites.OTHER_BASE}id/org/cncert"}))
    assert written and not [path for path, raw in written.items() if DEFAULT_BASE.encode() in raw]


def test_every_term_that_the_graph_uses_has_a_name() -> None:
    index = graph()
    titles = Titles(index)
    predicates = {index.term(p) for facts in index.facts.values() for p in facts}
    classes = {str(v) for facts in index.facts.values() for v in facts.get("rdf:type", [])}
    for term in sorted(predicates | classes):
        for lang in ("zh", "en"):
            name = titles.of(term, lang)
            assert ":" not in name.text and "#" not in name.text and not name.language, term


def test_views_ask_for_terms_that_exist() -> None:
    """A misspelt predicate would silently be an empty row."""
    vocabularies = {v.prefix: v for v in (*EXTERNAL, own())}
    for path in sorted(set(SITE.rglob("*.py")) - {SITE / "names.py"}):
        for prefix, name in re.findall(r'"([a-z]+):([A-Za-z]+)"', path.read_text("utf-8")):
            # The datatype of texts with a language is no property or class that a view could ask for.
            if prefix in vocabularies and name != "langString":
                assert name in vocabularies[prefix].terms, f"{path.name}: {prefix}:{name}"


def text_of(markup: str) -> str:
    """Give the words of a piece of a page, cell by cell."""
    return re.sub(r"\s*\|[\s|]*", "|", unescape(re.sub(r"<[^>]*>", "|", markup))).strip("|")


def section_of(path: str, id_: str) -> str:
    """Give the section of a page under a heading; empty where it has none."""
    return html()[path].text.partition(f'<section aria-labelledby="{id_}">')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id/malware/phobos", "exact match|Phobos|urn:uuid:d2c7fb08-293e-453b-a213-adeb79505767|0.95|equal names"),
        ("id/malware/phobos", "no term found|made by hand|"),
        ("id/malware/phobos", "close match|<i>Fobos</i>|example.org/families/7|0.5|reviewed by hand|<script>alert(1)"),
        ("code/incident-type/infection", "exact match|Infected System|0.95|made by hand|"),
        ("code/area/CN-ZJ", "exact match|Zhejiang|www.wikidata.org/entity/"),
        ("id/org/cncert-branch-CN-ZJ", "Zhejiang|exact match|Zhejiang Sheng|urn:iso:std:iso:3166:-2#CN-ZJ|1|"),
        ("id/org/itu", "exact match|"),
        ("id/vuln/CNVD-2031-10001", "related match|Eight|example.org/families/8|chain of other mappings|"),
    ],
)
def test_a_thing_shows_what_other_data_have_of_it(path: str, expected: str) -> None:
    """Relation, counterpart, confidence, basis and note in words, of a branch those of its area; nothing found too."""
    assert expected in text_of(section_of(f"en/{path}.html", "mappings"))
    assert section_of(f"zh/{path}.html", "mappings").count("<tr") == section_of(f"en/{path}.html", "mappings").count(
        "<tr"
    )


def test_a_counterpart_is_a_link_where_its_scheme_allows() -> None:
    """An address is a link, a URN is text, and each row leads to its place on the page of its set."""
    shown = section_of("en/id/malware/phobos.html", "mappings")
    assert 'href="https://example.org/families/7"' in shown and 'href="urn:' not in shown
    assert len(re.findall(r'href="\.\./\.\./mappings/[a-z0-9-]+\.html#mapping-[0-9a-f]{16}"', shown)) == 3
    assert 'href="../../code/rsit/' in section_of("en/code/incident-type/infection.html", "mappings")


def test_every_mapping_has_one_place_on_the_page_of_its_set() -> None:
    """And no page of its own: only the landing page at its IRI."""
    index = graph()
    found = [node for node in subjects() if links.is_mapping(node)]
    assert len(found) > 100
    for node in found:
        page, place = index.place(node)
        for lang in ("zh", "en"):
            assert sum(text.count(f'id="{place}"') for text in texts(f"{lang}/{page}").values()) == 1, node
    assert not [p for p in files() if p.startswith(("zh/id/mapping/", "en/id/mapping/"))]


def test_sets_are_listed_and_lead_to_their_files() -> None:
    """A set of somebody else too, whose page has a path of ours; one made from a table of counts has no file."""
    listed = html()["en/mappings.html"]
    assert "&lt;b&gt;Families&lt;/b&gt; of &quot;theirs&quot;" in listed.text
    for key in ("attack", "iso-3166-2", "misp-galaxy", "organisations", "rsit", "wikidata"):
        assert f"mappings/{key}.html" in listed.links
        assert f"../../mappings/{key}.sssom.tsv" in html()[f"en/mappings/{key}.html"].links
        assert f"mappings/{key}.sssom.tsv" in files()


def test_an_entry_of_the_catalogue_shows_what_is_known_of_it() -> None:
    """Title, severity, products, its records with the day KEV added them, and the reports that name it."""
    shown = html()["en/id/vuln/CNVD-2031-10001.html"].text
    for lang in ("zh", "en"):
        last = '<li aria-current="page">CNVD-2031-10001</li>'
        assert last in html()[f"{lang}/id/vuln/CNVD-2031-10001.html"].text
    assert "<h1>CNVD-2031-10001</h1>" in shown and "Sample Gateway 8.x" in shown
    records = text_of(section_of("en/id/vuln/CNVD-2031-10001.html", "cve"))
    assert "CVE-2031-20001|cve.org|25 March 2031|SEPSES" in records
    assert "CVE-2031-20002|cve.org|not listed|SEPSES" in records
    assert text_of(section_of("en/id/vuln/CNVD-2031-10001.html", "reports")).startswith("Reports that name it|2|")


def test_absence_from_kev_needs_kev() -> None:
    """Where the build has no such catalogue, nothing is said of it."""
    bare = building.build(factory.reports(sites.documents()), DEFAULT_BASE)
    number = f"{DEFAULT_BASE}id/vuln/CNVD-2031-10001"
    written = dict(Renderer(Site(bare)).pages_of({number}))["en/id/vuln/CNVD-2031-10001.html"].decode()
    assert "CVE-2031-20001" in written and "KEV" not in written and "not listed" not in written


def test_counts_of_other_teams_say_that_a_table_states_them() -> None:
    """They have no sentence, and no file of observations by indicator."""
    (path,) = texts("en/id/obs/hkcert-statistics/hkcert-phishing/HK/2023/")
    shown = unescape(html()[path].text)
    assert BY_LANGUAGE["en"]["from_table"] in shown and BY_LANGUAGE["en"]["said_in_table"] in shown
    assert not [link for link in html()["en/code/indicator/hkcert-phishing.html"].links if link.endswith(".csv")]


def test_a_full_page_of_entries_is_light() -> None:
    """A hundred entries with long titles and a record each weigh no more than the page of one thing."""
    entries = [
        Entry(
            Vulnerability(f"CNVD-2031-100{n:02}", "样" * 30, "high", cves=(f"CVE-2031-200{n:02}",), opened="2031-11-28")
        )
        for n in range(100)
    ]
    written = dict(bucket_pages(entries, DEFAULT_BASE))
    assert sorted(written) == ["en/vuln/CNVD-2031-100.html", "zh/vuln/CNVD-2031-100.html"]
    assert max(map(len, written.values())) <= 30_000


def test_only_the_longest_titles_of_a_full_page_are_cut() -> None:
    """Where a hundred titles do not fit, short ones stay whole, long ones end with a mark, and the page is light."""
    words = ["短名", *["很长的名称" * 60] * 99]
    entries = [
        Entry(Vulnerability(f"CNVD-2031-100{n:02}", title, "high", cves=(f"CVE-2031-200{n:02}",)))
        for n, title in enumerate(words)
    ]
    page = dict(bucket_pages(entries, DEFAULT_BASE))["zh/vuln/CNVD-2031-100.html"]
    assert len(page) <= 30_000 and page.count("…".encode()) == 99 and "短名<".encode() in page


@pytest.mark.parametrize(
    ("sentence", "exact", "prefix", "suffix", "marks"),
    [
        ("共处理9起，含跨境4起。", "9起", "共处理", "，含跨境", ["9"]),
        ("仿冒9起，下载9起。", "9起", "仿冒9起，下载", "。", ["9"]),
        ("仿冒 9 起，下载 9 起。", "9 起", "上句。\n仿冒 ", "，下载 9\n起。", ["9"]),
        ("约有 18.4 万台主机", "18.4\n万台", "约有 ", "主机", ["18.4 万"]),
        ("评价为良。", "良", "评价为", "。", ["良"]),
        ("没有引文", "9起", "", "", []),
    ],
)
def test_the_right_digits_are_marked(sentence: str, exact: str, prefix: str, suffix: str, marks: list[str]) -> None:
    pieces = marked(sentence, [span(sentence, exact, prefix, suffix, digits=True)])
    assert "".join(text for text, _ in pieces) == sentence
    assert [text for text, is_marked in pieces if is_marked] == marks


def test_the_later_of_two_equal_quotes_is_marked_where_its_context_says_so() -> None:
    pieces = marked("仿冒9起，下载9起。", [span("仿冒9起，下载9起。", "9起", "仿冒9起，下载", "。", digits=True)])
    assert [len(text) for text, _ in pieces] == [7, 1, 2]


@pytest.mark.parametrize(
    ("spans", "marks"),
    [
        ([], []), ([None], []), ([(4, 6), (0, 2)], ["ab", "ef"]), ([(0, 4), (2, 6)], ["abcd", "ef"]),
        ([(0, 6), (2, 4)], ["abcdef"]), ([(1, 3), (1, 3)], ["bc"]),
    ],
)  # fmt: skip
def test_several_quotes_are_marked_once_each(spans: list[tuple[int, int] | None], marks: list[str]) -> None:
    pieces = marked("abcdefgh", spans)
    assert "".join(text for text, _ in pieces) == "abcdefgh"
    assert [text for text, is_marked in pieces if is_marked] == marks


@pytest.mark.parametrize(
    ("lexical", "lang", "weekday", "expected"),
    [
        ("2024-12-16", "zh", True, "2024年12月16日（星期一）"),
        ("2024-12-16", "en", True, "Monday, 16 December 2024"),
        ("2021-06", "zh", True, "2021年6月"),
        ("2021-06", "en", False, "June 2021"),
        ("2025", "en", True, "2025"),
        ("2025", "zh", False, "2025年"),
        ("", "en", True, ""),
    ],
)
def test_days_in_words(lexical: str, lang: str, weekday: bool, expected: str) -> None:
    assert day(lexical, lang, weekday) == expected


def test_numbers_and_units_in_words() -> None:
    assert [number(n) for n in ("184000", "-7.6", "0", "良")] == ["184,000", "−7.6", "0", "良"]
    assert [unit_name(u, "2", "en") for u in ("incident", "country or region", "branch", "percent")] == [
        "incidents", "countries or regions", "branches", "%",
    ]  # fmt: skip
    assert unit_name("incident", "1", "en") == "incident" and unit_name("起事件", "2", "zh") == "起事件"
