"""Two languages, no leaks: each page speaks its own, says where it cannot, and leads to the other."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.site import renderer
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.vocab import RDFS
from tests import sites
from tests.conftest import DEEP, ROOT
from tests.markup import shown

TABLES = sorted((ROOT / "cncert_kg" / "site" / "tables").glob("*.tsv"))
OTHER = {"zh": "en", "en": "zh"}
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
"""Punctuation of Chinese."""
HALF_WIDTH = re.compile(
    r"(?<=[\u3400-\u9fff])[,;:?!()](?!//)|[,;:?!()](?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\.(?:\s|$)"
)
"""Punctuation of English next to a Chinese character."""
LATIN = re.compile(r"[A-Za-z]{2,}")
SPOKEN = "h1, h2, h3, h4, th, dt, summary, figcaption, label, button, legend, nav a, .kind, .hint, .lead, .crumbs li"
"""Where pages speak for themselves."""


def words() -> Iterator[tuple[str, str, str, str]]:
    """Give every row of the tables of words: table, key, Chinese, English."""
    for table in TABLES:
        head, *lines = table.read_text("utf-8").splitlines()
        assert head == "key\tzh\ten", table.name
        for line in lines:
            key, zh, en = line.split("\t")
            yield table.name, key, zh, en


def test_every_word_is_there_in_both_languages() -> None:
    """No key stands twice in a table, no cell is empty, no Chinese one padded (English ones join with a space)."""
    rows = list(words())
    assert len({(table, key) for table, key, _, _ in rows}) == len(rows)
    assert not [row for row in rows for cell in row if not cell]
    assert not [row for row in rows if row[2] != row[2].strip() and re.search(r"\w", row[2])]


def test_every_word_is_used() -> None:
    """Each key stands in a template, in Python or in a script of the site, or is put together there of two parts."""
    folders = [ROOT / "cncert_kg" / name for name in ("site", "differences")]
    kinds = ("*.html", "*.py", "*.js")
    text = "".join(p.read_text("utf-8") for f in folders for kind in kinds for p in sorted(f.rglob(kind)))
    named = set(re.findall(r"[\"']([A-Za-z0-9_-]+)[\"']", text))
    starts = tuple(re.findall(r"[\"']([a-z_]+_)(?:\{|[\"'])", text))
    ends = tuple(re.findall(r"(?:\}|[\"'])(_[a-z_]+)[\"']", text))
    unused = [
        (table, key) for table, key, _, _ in words() if key not in named and not _is_put_together(key, starts, ends)
    ]
    assert unused == []


def _is_put_together(key: str, starts: tuple[str, ...], ends: tuple[str, ...]) -> bool:
    return key.startswith(starts or "\0") or key.endswith(ends or "\0")


def test_words_have_the_punctuation_of_their_language() -> None:
    """Chinese has full-width marks at Chinese characters, English has none, and neither holds a script it need not."""
    wrong = [(table, key, zh) for table, key, zh, _ in words() if HALF_WIDTH.search(zh)]
    wrong += [(table, key, en) for table, key, _, en in words() if FULL_WIDTH.search(en) and en != "中文"]
    wrong += [(table, key, en) for table, key, _, en in words() if HAN.search(en) and key != "other_language"]
    wrong += [(table, key, zh) for table, key, zh, _ in words() if LATIN.search(zh) and not HAN.search(zh)
              and not re.fullmatch(r"[A-Z][A-Za-z0-9 .{}/-]*", zh)]  # fmt: skip
    assert wrong == []


@pytest.fixture(params=["whole", "real"] if DEEP else ["whole"])
def site(request: pytest.FixtureRequest) -> Path:
    """A release with every kind of page; deep, that of the real documents too."""
    return sites.whole() if request.param == "whole" else sites.real(request.getfixturevalue("shared"))


@cache
def tree(site: Path, path: str) -> LexborHTMLParser:
    """Give a page, parsed; its data and the names of files are no text that anybody reads."""
    parsed = LexborHTMLParser((site / path).read_text("utf-8"))
    for node in parsed.css("script, code, pre, textarea, style"):
        node.decompose()
    return parsed


def looked_at(site: Path) -> Iterable[tuple[str, str]]:
    """Give language and path of the pages looked at: the heaviest of each kind; deep, every fifth of all."""
    chosen = sites.html(site)[::5] if DEEP else [path for paths in sites.samples(site).values() for path in paths]
    return [(path[:2], path) for path in chosen if path.startswith(("zh/", "en/"))]


def own_texts(node: LexborNode, lang: str) -> Iterator[str]:
    """Give the texts within a node but those marked to be in another language."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or ""
        elif (child.attributes.get("lang") or lang) == lang:
            yield from own_texts(child, lang)


def own_text(node: LexborNode, lang: str) -> str:
    """Give the text of a node without what is marked to be in another language."""
    return " ".join(own_texts(node, lang))


def test_no_page_speaks_the_other_language_unmarked(site: Path) -> None:
    """Headings, terms, columns and the way to a page hold no unmarked text in the other language's script.

    Chinese ones may hold Latin names beside Chinese, or stand for an identifier alone; English ones hold no Chinese.
    """
    leaks = []
    for lang, path in looked_at(site):
        for node in tree(site, path).css(SPOKEN):
            text = "" if (node.attributes.get("lang") or lang) != lang else own_text(node, lang).strip()
            if lang == "en" and HAN.search(text):
                leaks.append((path, node.tag, text[:80]))
    assert leaks[:40] == []


def test_english_pages_mark_all_chinese(site: Path) -> None:
    """Whatever is Chinese on a page in English stands in an element that says so.

    A proper name within an English text need not (WCAG 2.2, 3.1.2).
    """
    leaks = []
    for lang, path in looked_at(site):
        if lang == "en" and (body := tree(site, path).body):
            leaks += [(path, text) for text in own_texts(body, lang) if HAN.search(text) and not LATIN.search(text)]
    assert leaks[:40] == []


def test_no_page_has_words_of_the_other_language(site: Path) -> None:
    """What our tables have in one language only appears on no page in the other, as a heading, term, column or link."""
    only = {
        lang: {w for w in BY_LANGUAGE[lang].values() if (len(w) > 3 and " " in w) or HAN.search(w)}
        - set(BY_LANGUAGE[OTHER[lang]].values())
        for lang in LANGUAGES
    }
    leaks = []
    for lang, path in looked_at(site):
        foreign = only[OTHER[lang]] - {BY_LANGUAGE[lang]["other_language"]}
        for node in tree(site, path).css(f"{SPOKEN}, a, p, td, li"):
            if (node.attributes.get("lang") or lang) == lang and own_text(node, lang).strip() in foreign:
                leaks.append((path, node.tag, own_text(node, lang).strip()))
    assert leaks[:40] == []


def test_each_page_leads_to_itself_in_the_other_language(site: Path) -> None:
    """The switch and the two `hreflang` addresses agree, exist, and lead back."""
    pages = shown(site)
    for path, page in pages.items():
        lang, _, rest = path.partition("/")
        if lang in LANGUAGES:
            twin = f"{OTHER[lang]}/{rest}"
            assert twin in pages, path
            targets = [target for target, _ in page.targets()]
            assert targets.count(twin) >= 2, path
            assert page.lang == lang, path
            alternate = {
                posixpath.normpath(posixpath.join(posixpath.dirname(path), link.address))
                for link in page.links
                if link.tag == "link" and link.rel == "alternate" and link.address.endswith(".html")
            }
            assert alternate >= {path, twin}, path


def test_a_thing_without_a_name_in_a_language_says_so() -> None:
    """Its name in the other language is marked as such, and beside it stands that it has none in the page's."""
    named, other = (f"{DEFAULT_BASE}id/org/{name}" for name in ("named", "other"))
    described = (
        f'<{other}> <{RDFS.namespace}label> "\u53ea\u6709\u4e2d\u6587"@zh .',
        f'<{named}> <{RDFS.namespace}label> "Named"@en .',
        f"<{named}> <{RDFS.namespace}seeAlso> <{other}> .",
    )
    triples = [quad.triple for quad in ox.parse("\n".join(described), ox.RdfFormat.N_TRIPLES)]
    pages = dict(renderer(triples, Terms(Iris(DEFAULT_BASE), knowledge().labels)).pages_of({named, other}))
    for name in ("named", "other"):
        tree = LexborHTMLParser(bytes(pages[f"en/id/org/{name}.html"]).decode())
        shown_as = [node for node in tree.css("[lang=zh]") if node.text() == "\u53ea\u6709\u4e2d\u6587"]
        assert shown_as, name
        notes = {note.text() for note in tree.css(".note")}
        assert BY_LANGUAGE["en"]["no_label"] in notes, name


def test_languages_of_elements_are_known(site: Path) -> None:
    """Every `lang` is a tag of two or three letters, with a script or region at most."""
    for _, path in looked_at(site):
        for node in tree(site, path).css("[lang]"):
            assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", node.attributes["lang"] or ""), path
