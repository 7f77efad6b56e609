"""Pages of the questions: the answer of the very release with labels and links, or what is lacking for one."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from base64 import b64decode
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from cncert_kg import engine, store
from cncert_kg.corpus import Corpus
from cncert_kg.errors import ResourceError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.questions import question, questions, read
from cncert_kg.release import JOINED, Build
from cncert_kg.site import sparql
from cncert_kg.site.buckets import terms
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.sparql import parts, views
from cncert_kg.site.sparql.answers import Answer
from cncert_kg.site.sparql.names import Names
from cncert_kg.stage import Same
from cncert_kg.validation_report import Report
from cncert_kg.vocab import XSD
from tests import asked_site

NAMES = [one.name for one in questions()]
HOSTILE = "</pre><script>alert(1)</script>"


@cache
def listing() -> dict[str, dict[str, object]]:
    """Give what the release says of its answers."""
    raw = (asked_site.small() / "validation/questions.json").read_text(encoding="utf-8")
    return {str(one["name"]): one for one in json.loads(raw)}


def page(name: str, lang: str) -> str:
    return (asked_site.small() / lang / f"id/query/{name}.html").read_text(encoding="utf-8")


def cells(html: str) -> list[list[str]]:
    """Give the rows of the first table whose cells are no headings."""
    found = re.search(r'<table class="bare">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    rows = (found[1] if found else "").split("<tr>")[1:]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.split("<td[^>]*>", row)[1:]] for row in rows]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_question_has_a_page(name: str, lang: str) -> None:
    """Title, question, description, query and parameters in the language; the rows, or what the build did not read."""
    html, one = page(name, lang), question(name)
    for text in (one.titles[lang], one.questions[lang], one.descriptions[lang]):
        assert unescape(html).count(text) >= 1
    assert len(html.encode()) <= 30_000
    assert all(f"<code>?{p.name}</code>" in html and p.labels[lang] in html for p in one.parameters)
    held = listing()[name]
    if held["status"] == "not-applicable":
        assert html.count("<li>") >= len(one.needs & set(held["lacks"]))  # type: ignore[call-overload]
        assert "sparql.html?query=" not in html
        assert not (asked_site.small() / f"id/query/{name}.csv").exists()
    else:
        assert f"sparql.html?query={name}" in html
        shown, rows = len(cells(html)), int(str(held["rows"]))
        assert (shown == rows) is not (("The first " if lang == "en" else "以下为前") in html)
        assert min(rows, 40) <= shown <= 100


def test_the_table_is_the_whole_answer() -> None:
    """Every row is in the CSV beside the page; on the page labels stand for IRIs, which lead to pages that exist."""
    place = asked_site.small()
    rows = list(csv.reader(io.StringIO((place / "id/query/memberships.csv").read_text(encoding="utf-8"))))
    assert rows[0][0] == "body"
    assert all(row[0].startswith(f"{DEFAULT_BASE}id/org/") for row in rows[1:])
    assert [row[0] for row in cells(page("memberships", "zh"))] == ["亚太计算机应急组织"] * 2 + [
        "国际应急响应与安全组织"
    ]
    query = (place / "id/query/memberships.rq").read_text(encoding="utf-8")
    opened = store.open_store(place, in_memory=True)
    assert len(list(opened.query(query, use_default_graph_as_union=True))) == len(rows) - 1  # type: ignore[arg-type]


def test_every_answer_is_listed_by_theme() -> None:
    """The list has each question once, with the number of its rows or that it does not apply."""
    for lang, word in (("zh", "不适用"), ("en", "does not apply")):
        html = (asked_site.small() / lang / "questions.html").read_text(encoding="utf-8")
        assert sorted(re.findall(r'href="id/query/([a-z-]+)\.html"', html)) == sorted(NAMES)
        lacking = sum(one["status"] == "not-applicable" for one in listing().values())
        assert html.count(word) == lacking > 0


def names_of(tmp_path: Path, *triples: str) -> Names:
    opened = Store()
    opened.load("\n".join(f"{t} ." for t in triples).encode(), format=store._FORMATS[".ttl"])
    return Names(opened, DEFAULT_BASE, tmp_path)


def scope(lang: str = "en") -> Scope:
    empty = Build((), Corpus((), (), (), (), ()), {JOINED: []}, Report(), terms(DEFAULT_BASE))
    return Scope(Site(empty), lang, f"{lang}/id/query/x.html")


def test_a_term_leads_to_its_page_only_where_there_is_one(tmp_path: Path) -> None:
    """Ours by the rule of the site and if the file is there, others by their address if a page may link to it."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    pages = ("en/id/org/a", "en/id/doc/d", "zh/id/vuln/CNVD-2031-10001", "en/vuln/CNVD-2031-200", "en/mappings/x")
    for path in pages:
        asked_site.write(tmp_path / f"{path}.html", b"")
    part_of, mapping, set_ = "<http://purl.org/dc/terms/isPartOf>", "id/mapping/0a", "mappings/x.sssom.tsv"
    names = names_of(
        tmp_path,
        f'<{DEFAULT_BASE}id/org/a> {label} "甲"@zh , "{HOSTILE}"@en',
        f"<{DEFAULT_BASE}{mapping}> {part_of} <{DEFAULT_BASE}{set_}>",
    )
    expected = {
        f"{DEFAULT_BASE}id/org/a": ("../../id/org/a.html", HOSTILE),
        f"{DEFAULT_BASE}id/org/b": ("", "corg:b"),
        f"{DEFAULT_BASE}id/mention/d-1-2": ("../../id/doc/d.html#mention-1-2", "men:d-1-2"),
        f"{DEFAULT_BASE}id/vuln/CNVD-2031-20001": (
            "../../vuln/CNVD-2031-200.html#CNVD-2031-20001",
            "vuln:CNVD-2031-20001",
        ),
        f"{DEFAULT_BASE}{mapping}": ("../../mappings/x.html#mapping-0a", "map:0a"),
        f"{DEFAULT_BASE}{set_}": ("../../mappings/x.html", f"{DEFAULT_BASE}{set_}"),
        "https://x.example/": ("https://x.example/", "https://x.example/"),
        "javascript:alert(1)": ("", "javascript:alert(1)"),
    }
    for iri, (href, text) in expected.items():
        ref = names.ref(NamedNode(iri), scope())
        assert (ref.href, ref.text) == (href, text)
        assert "<script" not in ref.__html__()
    assert names.ref(Literal("甲", language="zh"), scope()).lang == "zh"
    assert names.ref(Literal("甲", language="zh"), scope("zh")).lang == ""
    assert names.ref(None, scope()).text == ""
    assert names.entries == ["CNVD-2031-10001"]


def test_a_page_has_as_many_rows_as_it_can_hold(tmp_path: Path) -> None:
    """A hundred rows, or fewer where they are long; numbers stand in columns of their own kind."""
    names = names_of(tmp_path)
    asked = views.Asked((), (), {}, {}, 0, names, terms(DEFAULT_BASE))
    short = [(Literal(str(n), datatype=XSD.integer), None) for n in range(150)]
    shown = views.question(asked, Answer(question("names"), (), ("n", "x"), tuple(short)), scope())
    assert (shown["shown"], shown["count"], shown["is_cut"]) == (100, "150", True)
    assert (shown["columns"], shown["kinds"]) == ([("n", "n"), "x"], ["n", ""])
    long = tuple((Literal("字" * 300),) for _ in range(100))
    shown = views.question(asked, Answer(question("names"), (), ("x",), long), scope())
    assert 10 < shown["shown"] < 30


def test_graphs_are_put_together() -> None:
    """The core first; documents by twelve megabytes, KEV, and the catalogue by years, small ones together."""
    large, held = 5 << 20, {"org": 9, "obs/x": 9, "doc/a": 7 << 20, "doc/b": 7 << 20, "links/kev": 9, "links/rsit": 9}
    without = parts.parts({**held, "vuln/2024": 1000})
    assert [(p.key, p.graphs) for p in without] == [
        ("core", ("links/rsit", "obs/x", "org", "vuln/2024")),
        ("documents", ("doc/a",)),
        ("documents-2", ("doc/b",)),
        ("kev", ("links/kev",)),
    ]
    years = {"vuln/1999": 10, "vuln/2014": 10, "vuln/2015": large, "vuln/2016": large, "vuln/2024": 10}
    assert [(p.key, p.kind, p.range) for p in parts.parts({**held, **years})][4:] == [
        ("catalogue-1999-2014", "catalogue", "1999–2014"),
        ("catalogue-2015", "catalogue", "2015"),
        ("catalogue-2016", "catalogue", "2016"),
        ("catalogue-2024", "catalogue", "2024"),
    ]
    assert parts.parts({"org": 1})[0].graphs == ("org",)


def test_a_script_carries_the_very_files(tmp_path: Path) -> None:
    """What comes out of it is the Turtle of the release, each graph under its name; twice the same bytes."""
    turtle = {"org": b"<a:a> <a:b> <a:c> .\n", "obs/x": '<a:a> <a:b> "字" .\n'.encode()}
    for name, content in turtle.items():
        asked_site.write(tmp_path / parts.GRAPHS / f"{name}.ttl", content)
    part = parts.Part("core", ("obs/x", "org"))
    script = parts.script(part, tmp_path, "urn:graph/")
    found = re.fullmatch(rb'\(self\.cncertParts \?\?= \{\}\)\["assets/data/core\.js"\] = "([^"]+)";\n', script)
    assert found
    head, rest = gzip.decompress(b64decode(found[1])).split(b"\n", 1)
    assert json.loads(head) == [["urn:graph/obs/x", len(turtle["obs/x"])], ["urn:graph/org", len(turtle["org"])]]
    assert rest == turtle["obs/x"] + turtle["org"]
    assert parts.script(part, tmp_path, "urn:graph/") == script


def test_without_an_engine_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No script is written, and the page says how to get one; the questions are answered all the same."""
    monkeypatch.setattr(engine, "held", lambda: None)
    asked_site.write(tmp_path / parts.GRAPHS / "org.ttl", b"")
    held = parts.parts(parts.sizes(tmp_path))
    answers = [Answer(question("memberships"), (), ("n",), ((Literal("1"),),), ("core",))]
    made = dict(sparql.files(answers, held, {"org": 0}, Store(), tmp_path, DEFAULT_BASE))
    assert not [path for path in made if path.startswith("assets/")]
    text = made["en/sparql.html"]
    assert not isinstance(text, Same)
    html = (text if isinstance(text, bytes) else b"".join(text)).decode()
    assert "cncert-kg assets" in html
    assert "<script src" not in html and "<form id" not in html and "script-src" not in html
    assert "id/query/memberships.csv" in made


def test_the_page_may_load_little() -> None:
    """Scripts of the release, WebAssembly, a worker of its own making; nothing inline, nothing from elsewhere."""
    asked_site.needed_engine()
    html = (asked_site.small() / "en/sparql.html").read_text(encoding="utf-8")
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1])  # type: ignore[index]
    assert "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:" in policy
    assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    assert not re.search(r"<script(?! type=\"application/(?:ld\+)?json\"| defer src)", html)
    assert not re.search(r"\son\w+=|\sstyle=", html)
    assert len(html.encode()) <= 30_000


def test_every_question_has_a_theme() -> None:
    """The first keyword decides; one that no theme has is an error of the package."""
    assert {Answer(one).theme for one in questions()} == set(sparql.answers.THEMES)
    text = "".join(f"# {key}@{lang}: x\n" for key in ("title", "question", "description") for lang in ("zh", "en"))
    with pytest.raises(ResourceError, match=r"E_QUERY odd\.rq: found the first keyword 'odd', expected organisation"):
        _ = Answer(read("odd", f"{text}# keywords: odd\nASK {{}}")).theme


def test_what_is_lacking_is_said_in_words() -> None:
    """Every need of every question has words in both languages, with the name of the indicator or kind."""
    for lang in ("zh", "en"):
        said = {views.lacking(word, scope(lang), terms(DEFAULT_BASE)) for one in questions() for word in one.needs}
        assert all(text and "{}" not in text for text in said)
        assert any(("处理网络安全事件" if lang == "zh" else "Incidents handled") in text for text in said)
