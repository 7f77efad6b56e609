"""Every page is whole: its links lead somewhere, its data are the graph's, and no document can write markup into it."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from cncert_kg import building, composition, parts, shelves
from cncert_kg.cache import Memory
from cncert_kg.graph import vulnerabilities
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.knowledge import knowledge
from cncert_kg.links import sources, sssom, statistics
from cncert_kg.model import Document, Figure, Report
from cncert_kg.others import Others, others
from cncert_kg.release import Build
from cncert_kg.site import links, pages
from cncert_kg.site.buckets import bucket_pages
from cncert_kg.site.formats import day, number, unit_name
from cncert_kg.site.index import Index
from cncert_kg.site.quotes import marked, span
from cncert_kg.site.titles import Titles
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.vocab import EXTERNAL, own
from cncert_kg.vulnerabilities import Entry
from cncert_kg.vulnerability import Vulnerability
from cncert_kg.whole import Whole
from tests import factory
from tests.conftest import ROOT

OTHER = "http://kg.example/other/"
SITE = ROOT / "cncert_kg" / "site"
PAYLOADS = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[a](javascript:alert(1))",
    "<iframe src=javascript:alert(1)>",
    "<style>*{background:url(http://evil.example/)}</style>",
    "<base href=http://evil.example/>",
    "{{7*7}}{% raw %}",
    "]]><!--<script>alert(1)//-->",
    "</title><h1>x",
    "&lt;script&gt;alert(1)&#x3c;/script&#x3e;",
)


KEV = """\
cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,\
knownRansomwareCampaignUse,notes,cwes
CVE-2031-20001,Example,Gateway,Invented name,2031-03-25,Invented prose.,Act.,2031-04-15,Known,,CWE-78
"""
"""A catalogue of exploited vulnerabilities; of the two records that an advisory pairs with an entry it has one."""

FOREIGN = """\
#sssom_version: "1.1"
#curie_map:
#  mal: https://w3id.org/cncert-kg/id/malware/
#  out: https://example.org/families/
#  vuln: https://w3id.org/cncert-kg/id/vuln/
#mapping_set_id: https://example.org/sets/theirs.sssom.tsv
#mapping_set_title: "<b>Families</b> of \\"theirs\\""
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id	subject_label	predicate_id	object_id	object_label	mapping_justification	confidence	comment
mal:phobos	Phobos	skos:closeMatch	out:7	<i>Fobos</i>	semapv:MappingReview	0.5	<script>alert(1)</script>
vuln:CNVD-2031-10001	Gateway	skos:relatedMatch	out:8	Eight	semapv:MappingChaining		
"""
"""A set of somebody else, under an identifier of theirs."""


def documents() -> dict[str, bytes]:
    """Give reports of which one names families, one entries, and one pairs an entry with CVE records."""
    names = ("cctga-ransomware-form.md", "attention-list.md", "advisory-numbered.md")
    return {**factory.documents(), **{n: (ROOT / "tests" / "documents" / n).read_bytes() for n in names}}


@cache
def data_of_others(base: str = DEFAULT_BASE) -> Others:
    """Give the sets that come with the package, one of somebody else, a catalogue and a table of counts."""
    given = others((), (), base)
    foreign = sssom.read(FOREIGN, "theirs.sssom.tsv", base)
    example = ROOT / "docs" / "examples" / "hkcert-incidents.csv"
    table = statistics.read(example.read_bytes(), example.name, knowledge(base))
    kev = sources.read(KEV.encode(), "kev.csv", "2031-04-01")
    return replace(given, sets=(*given.sets, foreign), data=(kev,), tables=(table,))


@cache
def made(base: str = DEFAULT_BASE) -> Build:
    """Give the build of invented documents and of the data of others; made once, never changed."""
    merged = building.merged(factory.reports(documents()), base)
    return building.described(*merged, base, None, data_of_others(base))


@cache
def graph() -> Index:
    """Give all that the release says, as pages read it."""
    quads = ox.parse(files()["data/cncert-kg.nq"], ox.RdfFormat.N_QUADS)
    return Index((q.triple for q in quads), DEFAULT_BASE)


def release_files(build: Build, given: Others) -> dict[str, bytes]:
    """Give every file of a release of reports and of the data of others."""
    corpus, base = build.corpus, build.terms.iris.base
    named, titles = vulnerabilities.listed(corpus), vulnerabilities.titles(corpus)
    shelved = shelves.shelved(base, shelves.Spools(), named, titles, {}, Memory())
    part = parts.part(build, "", given)
    return {path: factory.joined(content) for path, content in composition.files(Whole(part, shelved))}


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


@cache
def files(base: str = DEFAULT_BASE) -> dict[str, bytes]:
    """Give a whole release of the invented documents and of the data of others."""
    return release_files(made(base), data_of_others(base))


@cache
def embedded_files() -> dict[str, bytes]:
    """Give the release of the register that comes with the package."""
    return release_files(factory.embedded_build(), others((), (), DEFAULT_BASE))


@cache
def html(base: str = DEFAULT_BASE) -> dict[str, Page]:
    return {path: Page(raw.decode()) for path, raw in files(base).items() if path.endswith(".html")}


def broken(release: dict[str, bytes]) -> list[str]:
    """Give every link that leads to no file, or to no place on its page."""
    texts = {path: raw.decode() for path, raw in release.items() if path.endswith(".html")}
    places = {path: set(re.findall(r' id="([^"]*)"', text)) for path, text in texts.items()}
    found = []
    for path, text in texts.items():
        for link in sorted(set(re.findall(r' (?:href|src)="([^"]*)"', text))):
            way, _, fragment = unescape(link).partition("#")
            if ":" in way:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), way)) if way else path
            if target not in release and target != "manifest.json":
                found.append(f"{path}: {link}")
            elif fragment and fragment not in places[target]:
                found.append(f"{path}: {link} has no such place")
    return found


@pytest.mark.parametrize("base", [DEFAULT_BASE, OTHER])
def test_every_internal_link_resolves(base: str) -> None:
    assert broken(files(base)) == []


def test_links_out_are_web_addresses_mail_or_telephones() -> None:
    schemes = {urlsplit(link).scheme for page in html().values() for link in page.links} - {""}
    assert schemes <= {"http", "https", "mailto", "tel", "data"}
    assert {link for page in html().values() for link in page.links if link.startswith("data:")} == {"data:,"}


def test_every_page_is_well_formed_enough() -> None:
    """One title, one h1, a language, ids once each, labels that exist, no script but data, no style, no handler."""
    for path, page in html().items():
        assert page.lang in {"zh", "en"}, path
        assert (page.tags.count("title") >= 1, page.tags.count("h1")) == (True, 1), path
        assert len(page.ids) == len(set(page.ids)), path
        assert set(page.labelled) <= set(page.ids), path
        assert "style" not in page.names and "style" not in page.tags, path
        assert not [n for n in page.names if n.startswith("on")], path
        assert page.text.count("<script") == page.text.count('<script type="application/ld+json">') <= 1, path


def test_both_languages_have_the_same_pages_each_linked_to_the_other() -> None:
    zh, en = ({p.removeprefix(f"{la}/") for p in files() if p.startswith(f"{la}/")} for la in ("zh", "en"))
    assert zh == en
    for path, page in html().items():
        lang, _, rest = path.partition("/")
        if lang in {"zh", "en"}:
            other = "en" if lang == "zh" else "zh"
            way = posixpath.relpath(f"{other}/{rest}", posixpath.dirname(path))
            assert any(posixpath.normpath(link) == way for link in page.links), path
            assert page.lang == lang


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
        landing = html()[f"{path}.html"]
        assert not fragment or fragment in landing.ids, node
        linked = {posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) for link in landing.links}
        for lang in ("zh", "en"):
            place = links.html_path(graph().place(node), lang)
            file, _, anchor = place.partition("#")
            assert not anchor or anchor in html()[file].ids, node
            assert links.html_path(graph().place(node.partition("#")[0]), lang) in linked, node
        shown = graph().page(node)
        assert {f"{shown}.ttl", f"{shown}.jsonld"} <= linked & files().keys(), node


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
    for path, shown in html().items():
        lang, _, rest = path.partition("/")
        if lang in {"zh", "en"} and rest.startswith(("id/", "code/", "def")):
            linked = {posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) for link in shown.links}
            node = rest.removesuffix(".html")
            assert {f"{node}.ttl", f"{node}.jsonld", f"{node}.html"} <= linked, path


def test_links_to_mentions_go_straight_to_their_places() -> None:
    """No page leads to the landing page of a mention, an entry or a chapter: those are for who holds the IRI."""
    hosted = {f"{node}.html" for node in subjects() if "#" not in node and graph().page(node) != node}
    assert len(hosted) > 20
    for path, shown in html().items():
        linked = {posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) for link in shown.links}
        assert not linked & hosted, path


def test_a_document_page_shows_each_mention_once_in_order_of_position() -> None:
    """Under each heading, by what is stated: place, statement, value, rule; the quote marked in its sentence."""
    index = graph()
    for node in (n for n in pages.paths(index) if n.startswith("id/doc/")):
        wanted = sorted(links.anchor(m) for m in index.places(node))
        for lang in ("zh", "en"):
            shown = html()[f"{lang}/{node}.html"]
            assert sorted(i for i in shown.ids if i.startswith("mention-")) == wanted, node
            for section in shown.text.split("<section")[1:]:
                starts = [int(s) for s in re.findall(r'<tr id="mention-(\d+)-', section)]
                assert starts == sorted(starts), node
            for mention in index.places(node):
                row = shown.text.partition(f'<tr id="{links.anchor(mention)}">')[2].partition("</tr>")[0]
                assert all(
                    links.html_path(index.place(body)) in row
                    for body in index.nodes(mention, "oa:hasBody")
                    if index.is_ours(body)
                ), mention
            stated = kinds_stated(index, node)
            assert shown.text.count('href="#figures"') == ("obs" in stated and len(stated) > 1), node


def kinds_stated(index: Index, document: str) -> set[str]:
    """Give what the mentions of a document state: observations, claims, issues …; CVE records count as entries."""
    bodies = [index.node_of(m, "oa:hasBody") for m in index.places(document)]
    return {body.split("/")[1] or "vuln" for body in bodies}


def test_all_figures_of_a_sentence_are_marked_in_it() -> None:
    (path,) = [p for p, shown in html().items() if p.startswith("zh/id/doc/") and "1,204" in shown.text]
    assert re.findall("<mark>(.*?)</mark>", html()[path].text)[:4] == ["中", "1,204", "98", "77"]


def test_an_issue_without_period_has_its_pages() -> None:
    """A shell whose title has a number and no dates."""
    (shell,) = factory.reports({"shell.md": factory.shell_post(9)})
    release = factory.release_files(building.build([replace(shell, period=None)], DEFAULT_BASE))
    assert broken(release) == []
    assert "zh/id/report/cncert-weekly/2031-09.html" in release


def test_embedded_data_are_json_with_breadcrumbs() -> None:
    seen: set[str] = set()
    for path, page in html().items():
        for text in page.data:
            data = json.loads(text)
            assert data["@context"] == "https://schema.org"
            types = {node["@type"] for node in data["@graph"]}
            assert "BreadcrumbList" in types or path.endswith("/index.html")
            seen |= types
    assert seen == {"BreadcrumbList", "Dataset", "Report", "Organization"}


def test_an_observation_shows_its_sentence_with_the_digits_marked() -> None:
    found = {p: page.marks for p, page in html().items() if "/id/obs/" in p and p.startswith("en/")}
    handled = [p for p in found if "/incident-handled/" in p and "2031-02-17" in p]
    assert [found[p][0] for p in handled] == ["431"]
    assert "413" in found[handled[0]]
    text = html()[handled[0]].text
    assert '<blockquote lang="zh">' in text and "Value stated here" in text


def test_figures_of_the_register_say_that_it_holds_no_sentence() -> None:
    release = embedded_files()
    observations = [raw.decode() for p, raw in release.items() if p.startswith("en/id/obs/") and p.endswith(".html")]
    assert observations and all("read from the register" in text for text in observations)
    assert not any("<blockquote" in text for text in observations)
    assert broken(release) == []


def test_pages_are_light() -> None:
    """No page of one thing weighs more than 30 kB but the organisation that all is about; the typical one 12."""
    sizes = {p: len(raw) for p, raw in files().items() if p.endswith(".html") and "/id/" in p}
    assert sorted(sizes.values())[len(sizes) // 2] < 12_000
    assert {p for p, size in sizes.items() if size > 30_000} <= {"zh/id/org/cncert.html", "en/id/org/cncert.html"}
    assert max(len(raw) for p, raw in files().items() if p.startswith("id/mention/")) < 2_000
    assert len(files()["style.css"]) < 15_000


def hostile() -> list[Report]:
    """A copy of one issue for each payload, which stands wherever a document can put text."""
    return [_hostile(n, payload) for n, payload in enumerate(PAYLOADS)]


def _hostile(position: int, payload: str) -> Report:
    raw = factory.weekly_post(7, account=factory.own_account(), handled=500 + position)
    (report,) = factory.reports({f"hostile-{position}.md": raw})
    address = payload if position % 2 else f"https://a.example/{payload}"
    document = replace(report.document, title=payload, source=payload, name=f"{payload}.md", url=address)
    figures = tuple(_tainted(f, payload) for f in report.figures)
    return replace(report, document=document, figures=figures, stated_period=payload, stated_number=payload)


def _tainted(figure: Figure, payload: str) -> Figure:
    mention = replace(figure.mention, quote=payload, sentence=f"{payload} 9 {payload}", prefix=payload, suffix=payload)
    return replace(figure, mention=mention)


@cache
def hostile_files() -> dict[str, bytes]:
    return factory.release_files(building.build(hostile(), DEFAULT_BASE))


def test_payloads_appear_only_escaped() -> None:
    """The hostile build has no tag, attribute or scheme that the harmless one has not, and shows every payload."""
    harmless = list(html().values())
    tags = {t for page in harmless for t in page.tags}
    names = {n for page in harmless for n in page.names}
    shown = set()
    for path, raw in hostile_files().items():
        if not path.endswith(".html") or "code/" in path:
            continue
        page = Page(raw.decode())
        assert set(page.tags) <= tags and page.names <= names, path
        assert {urlsplit(link).scheme for link in page.links} <= {"", "http", "https", "mailto", "tel", "data"}, path
        assert page.text.count("<script") <= 1 and "49" not in re.findall(r"<h1>(.*?)</h1>", page.text), path
        assert page.tags.count("h1") == 1, path
        if path.startswith("zh/id/doc/"):
            shown |= {p for p in PAYLOADS if _plain(page.text).count(p)}
        for text in page.data:
            json.loads(text)
    assert shown == set(PAYLOADS)


def _plain(markup: str) -> str:
    return unescape(re.sub(r"<script.*?</script>|<[^>]*>", "", markup, flags=re.S))


def test_two_builds_are_the_same_bytes() -> None:
    merged = building.merged(reversed(factory.reports(documents())), DEFAULT_BASE)
    again = building.described(*merged, DEFAULT_BASE, None, data_of_others())
    assert release_files(again, data_of_others()) == files()


def test_another_base_changes_no_path() -> None:
    # Findings are named by digests of what they concern; the base is no part of it.
    assert set(files(OTHER)) == set(files())
    assert not [p for p, raw in files(OTHER).items() if p.endswith(".html") and DEFAULT_BASE.encode() in raw]


def test_words_are_complete_and_used() -> None:
    templates = "".join(p.read_text("utf-8") for p in sorted((SITE / "templates").glob("*.html")))
    python = "".join(p.read_text("utf-8") for p in sorted(SITE.rglob("*.py")))
    assert BY_LANGUAGE["zh"].keys() == BY_LANGUAGE["en"].keys()
    assert all(words.values() and all(words.values()) for words in BY_LANGUAGE.values())
    unused = [w for w in BY_LANGUAGE["zh"] if f"w['{w}']" not in templates and f'"{w}"' not in python
              and not (w.startswith("n_") and w in python)]  # fmt: skip
    assert unused == []
    assert "|safe" not in templates.replace(" ", "") and "autoescape" not in templates


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
            if prefix in vocabularies:
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
        assert all(html()[f"{lang}/{page}.html"].ids.count(place) == 1 for lang in ("zh", "en")), node
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
    bare = building.build(factory.reports(documents()), DEFAULT_BASE)
    shown = factory.release_files(bare)["en/id/vuln/CNVD-2031-10001.html"].decode()
    assert "CVE-2031-20001" in shown and "KEV" not in shown and "not listed" not in shown


def test_counts_of_other_teams_say_that_a_table_states_them() -> None:
    """They have no sentence, and no file of observations by indicator."""
    (path,) = [p for p in html() if p.startswith("en/id/obs/hkcert-statistics/hkcert-phishing/HK/2023/")]
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


def test_a_document_without_title_or_address_has_a_page() -> None:
    report = Report(Document("bare.txt", "ab" * 32, "", text_sha256="cd" * 32), status="unrecognised")
    written = factory.release_files(building.build([report], DEFAULT_BASE))
    assert written["zh/documents.html"]


def save(release: dict[str, bytes], folder: Path) -> Path:
    """Write a release as plain files."""
    for path, raw in release.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
    return folder
