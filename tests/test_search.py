"""What can be found is what pages publish, and the files that find it are small, exact and the same each time."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.site import pages, search
from cncert_kg.site.buckets import bucket_pages
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Site
from cncert_kg.site.search import index
from cncert_kg.site.search import postings as lists
from cncert_kg.site.search.entries import LONGEST_TEXT, LONGEST_TITLE, Entry, entry
from cncert_kg.site.search.grams import grams, normalised
from cncert_kg.site.views.search import KINDS
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.vulnerabilities import Entry as Row
from cncert_kg.vulnerabilities import Naming
from cncert_kg.vulnerability import Vulnerability
from tests import factory

# What grams tell apart: ASCII and not, letters, digits, hyphens, spaces, numbers of all three kinds, beyond 16 bits.
PIECES = (
    "cve-",
    "cnvd-",
    "cnvd-c-",
    "cnta-",
    "2022",
    "-12",
    "3",
    "a",
    "b",
    "-",
    "漏",
    "洞",
    "网络",
    "𠮷",
    "é",
    " ",
    "cv",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join).map(normalised)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ENTRIES = st.builds(Entry, ANY_TEXT, ANY_TEXT, st.sampled_from(KINDS), ANY_TEXT, ANY_TEXT,
                    st.lists(ANY_TEXT, max_size=3).map(tuple))  # fmt: skip


@cache
def site() -> Site:
    """Give the site of the invented documents."""
    return Site(factory.small_build())


@cache
def found() -> list[Entry]:
    """Give all that can be found of it."""
    return list(search.entries(site()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＣＮＣＥＲＴ／ＣＣ", "cncert/cc"),
        ("恶意ＵＲＬ　１２３", "恶意url 123"),
        (" Two\n lines\t", "two lines"),
        ("ΟΔΟΣ ὁδός", "οδοσ ὁδόσ"),
        ("网\u200b络\ufeff安\u00ad全", "网络安全"),
        ("ﬁve ㎏ ①", "five kg 1"),
        ("“引号”", "“引号”"),
        ("", ""),
    ],
)
def test_text_is_compared_whatever_its_width_case_and_space(text: str, expected: str) -> None:
    """NFKC, small letters, one space, nothing that hides."""
    assert normalised(text) == expected == normalised(expected)


@given(ANY_TEXT)
def test_normalised_text_has_no_space_but_single_ones(text: str) -> None:
    """Words are what stands between single spaces."""
    assert all(normalised(text).split(" ")) or not normalised(text)
    assert not re.search(r"[\s\u200b\ufeff]", normalised(text).replace(" ", ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("漏洞周报", ["漏洞", "洞周", "周报", "报"]),
        ("cncert", ["cnce", "ncer", "cert", "ert", "rt", "t"]),
        ("恶意url", ["恶意", "意ur", "url", "rl", "l"]),
        ("cve-2022-12345", ["cve-2022-12", "ve-2", "e-20", "-202"]),
        ("cnvd-c-2021-0", ["cnvd-c-2021-0", "nvd-", "vd-c", "d-c-"]),
        ("𠮷a漏", ["𠮷a漏", "a漏", "漏"]),
    ],
)
def test_grams_of_a_word(text: str, expected: list[str]) -> None:
    """Two characters of Chinese, four of ASCII; the start of a number is one gram; the end of a word is cut short."""
    assert [gram for _, gram in grams(text)][: len(expected)] == expected


@given(TEXTS, st.data())
def test_what_begins_with_a_text_has_a_gram_that_begins_with_its_gram(text: str, data: st.DataObject) -> None:
    """So that whatever contains a query is among the places that its grams lead to."""
    held = dict(grams(text))
    assert list(held) == [at for at, letter in enumerate(text) if letter != " "]
    for start in held:
        end = data.draw(st.integers(start + 1, len(text)))
        part = text[start:end].split(" ")[0]
        assert all(held[start + at].startswith(gram) for at, gram in grams(part)), (text, part)


def decoded_list(code: str) -> list[tuple[int, int]]:
    """Read a list of places by the rule of its docstring: gap of entries, then offset or distance."""
    numbers, value, unit = [], 0, 1
    for digit in map(lists.DIGITS.index, code):
        value += digit % 32 * unit
        unit *= 32
        if digit < 32:
            numbers.append(value)
            value, unit = 0, 1
    places, number, offset = [], -1, 0
    for gap, step in zip(numbers[::2], numbers[1::2], strict=True):
        number, offset = number + gap, step if gap else offset + step
        places.append((number, offset))
    return places


@given(st.lists(TEXTS, max_size=8), st.sampled_from([8, 27_000]))
def test_lists_hold_every_place_once_in_order(texts: list[str], full: int) -> None:
    """In one chunk or in many."""
    expected = defaultdict(list)
    made = lists.Postings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "FULL", full)
        for number, text in enumerate(texts):
            made.add(number * 5000, [(0, text), (70_000, text)])
            for start in (0, 70_000):
                for at, gram in grams(text):
                    expected[gram].append((number * 5000, start + at))
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for chunk in made.chunks():
        assert chunk.goes_on == (chunk.gram in held)
        held[chunk.gram] += decoded_list(chunk.code.decode())
    assert held == expected
    assert list(held) == sorted(held, key=lambda g: g.encode("utf-16-be"))


@given(st.lists(ENTRIES, max_size=5))
def test_entries_come_back_from_lines(entries: list[Entry]) -> None:
    """Whatever their texts have in them."""
    assert list(search.decoded(search.encoded(entries))) == entries


def test_every_kind_of_page_has_its_place_among_results_and_a_name() -> None:
    """A new kind of page must be named in the views of the search."""
    assert set(KINDS) == {kind.word for kind in pages.KINDS}
    assert set(KINDS) <= BY_LANGUAGE["en"].keys()


def test_every_page_of_a_thing_and_every_term_can_be_found() -> None:
    """Once each, those of a kind together."""
    paths = [e.path for e in found() if e.kind != "ontology"]
    assert len(paths) == len(set(paths))
    assert set(pages.paths(site().index)) - {"def"} == {p for p in paths if "/places" not in p and "/rows" not in p}
    terms = [e for e in found() if e.kind == "ontology"]
    assert len(terms) == 1 + len(site().index.fragments("def"))
    kinds = [e.kind for e in found()]
    assert [k for n, k in enumerate(kinds) if kinds[n - 1] != k or not n] == [k for k in KINDS if k in kinds]


def test_only_some_pages_where_asked() -> None:
    """As what is said of the release as a whole asks for its own."""
    iri = f"{DEFAULT_BASE}id/org/cncert"
    assert [e.path for e in search.entries(site(), {iri})] == ["id/org/cncert"]


def test_pages_are_found_by_name_number_and_sentence() -> None:
    """Of an observation its sentence, of a document all of them, of an organisation its other names."""
    texts = {e.path: (e.zh, e.en, *e.texts) for e in found()}
    handled = next(p for p in texts if "/incident-handled/" in p and "2031-02-17" in p)
    assert any("处理网络安全事件431起" in text for text in texts[handled])
    assert any("处理网络安全事件431起" in text for p in texts if p.startswith("id/doc/") for text in texts[p])
    assert "国家互联网应急中心" in texts["id/org/cncert"]
    assert any("CNVD-" in text for p in texts if p.startswith("id/vuln/") for text in texts[p]) or not any(
        p.startswith("id/vuln/") for p in texts
    )


def plain(markup: str) -> str:
    """Give the words of a page as they are compared, without the tags inside sentences."""
    return normalised(unescape(re.sub(r"<[^>]*>", "", re.sub(r"<script.*?</script>", " ", markup, flags=re.S))))


def test_nothing_is_searched_that_the_page_does_not_say() -> None:
    """In one language or the other; and there is such a page in both. Those of questions are made elsewhere."""
    made = {path: content for path, content in Renderer(site()).files() if path.endswith(".html")}
    missing = []
    for one in (e for e in found() if e.kind != "question"):
        both = [factory.joined(made[f"{lang}/{one.path}.html"]).decode() for lang in ("zh", "en")]
        said = "".join(map(plain, both))
        missing += [(one.path, text) for text in one.texts if normalised(text) not in said]
    assert missing == []


def rows() -> list[Row]:
    """Give rows of the catalogue: titled, without a title, with a number in it, and one that a report names."""
    named = Naming("CNVD-2031-10003", "Named")
    return [
        Row(Vulnerability("CNVD-2031-10001", title="Gateway存在漏洞", cves=("CVE-2031-20001",))),
        Row(Vulnerability("CNVD-2031-10002", title="Portal漏洞（CNVD-2031-10002）")),
        Row(Vulnerability("CNVD-2031-10003", title="Named"), listed=(named,)),
        Row(Vulnerability("CNVD-C-2031-100104")),
    ]


def test_rows_of_the_catalogue_lead_to_their_places() -> None:
    """But those with a page of their own, which is found instead."""
    made = list(search.bucket_entries(rows()))
    assert made == [
        Entry("vuln/CNVD-2031-100", "CNVD-2031-10001", "vulnerability", "CNVD-2031-10001 Gateway存在漏洞", "",
              ("CVE-2031-20001",)),
        Entry("vuln/CNVD-2031-100", "CNVD-2031-10002", "vulnerability", "CNVD-2031-10002 Portal漏洞", "", ()),
        Entry("vuln/CNVD-C-2031-1001", "CNVD-C-2031-100104", "vulnerability", "CNVD-C-2031-100104", "", ()),
    ]  # fmt: skip
    pages_ = {path: content.decode() for path, content in bucket_pages(rows(), DEFAULT_BASE)}
    assert all(f'id="{e.anchor}"' in pages_[f"{lang}/{e.path}.html"] for e in made for lang in ("zh", "en"))


def test_texts_are_cut_to_what_a_shard_holds() -> None:
    """The longest of the heaviest characters fit; what repeats the title is left out."""
    heavy = "\x01𠮷\\"
    made = entry("p" * 300, "a" * 300, "thing", (heavy * 999, heavy * 998), [heavy * 2000, "同", "同", heavy * 999])
    assert len(made.zh) == LONGEST_TITLE and [len(t) for t in made.texts] == [LONGEST_TEXT, 1]
    assert max(len(content) for _, content in index.shards([made])) <= index.LARGEST


def test_no_shard_is_large_whatever_stands_in_it() -> None:
    """A gram in every entry, an entry of many texts, thousands of entries: 30,000 bytes each, named in their order."""
    many = [entry(f"id/{n}", "", "thing", (f"漏洞漏洞 {n}",) * 2, ["漏洞" * 9]) for n in range(3000)]
    much = entry("id/much", "", "document", ("much", "much"), [f"网络安全{n}" * 90 for n in range(90)])
    made = dict(index.shards([*many, much, *many]))
    assert max(map(len, made.values())) <= index.LARGEST == 30_000
    names = [path.removeprefix("search/").removesuffix(".js") for path in made]
    for kind in ("root", "entries", "terms"):
        own = [name for name in names if name.startswith(kind)]
        assert own == [f"{kind}{n}" for n in range(len(own))] and (kind == "root" or len(own) > 3)
    assert all(raw.startswith(f'cncertKgSearch("{n}",'.encode()) for n, raw in zip(names, made.values(), strict=True))
    assert json.loads(made["search/head.js"].partition(b",")[2][:-2]) == {"entries": 6001, "roots": 1}


def test_an_item_that_fits_no_shard_is_an_error() -> None:
    """Rather than a shard that is too large."""
    with pytest.raises(ValueError, match="what a shard holds"):
        list(index.shards([Entry("p", "", "thing", "漏" * 20_000, "", ())]))


def test_the_index_of_a_build_is_small_and_the_same_each_time() -> None:
    """Byte by byte; the scripts lie beside what they load."""
    made = dict(search.files(found()))
    assert made == dict(search.files(search.decoded(search.encoded(search.entries(Site(factory.small_build()))))))
    assert max(map(len, made.values())) <= 30_000
    assert all(path.startswith("search/") for path in made)
    assert len(made["search/search.js"]) < 12_000 and len(made["search/search-page.js"]) < 12_000
    assert "innerHTML" not in "".join(made[f"search/{n}.js"].decode() for n in ("search", "search-page"))
