"""Search in a real browser, from files: exactly what contains the words, shown so that nothing found can do harm."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from cncert_kg import building
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.release import Build
from cncert_kg.site import renderer, search, style
from cncert_kg.site.buckets import terms
from cncert_kg.site.scope import Site
from cncert_kg.site.search import index
from cncert_kg.site.search import postings as lists
from cncert_kg.site.search.entries import Entry, entry
from cncert_kg.site.search.grams import normalised
from cncert_kg.site.views.common import FreePage
from cncert_kg.vulnerabilities import Entry as Row
from cncert_kg.vulnerability import Vulnerability
from tests import factory, real
from tests.browsing import quiet, shot, started
from tests.conftest import DEEP
from tests.payloads import PAYLOADS

QUERIES = (
    "漏洞周报", "跨境", "跨境网络安全", "恶意URL", "处理网络", "络安全事", "共处理网络安全事件", "协调云服务商",
    "移动互联网", "勒索软件", "国家互联网应急中心", "漏洞平台", "恶意程序", "木", "瑞星", "的", "年第",
    "重要行业", "网络安全信息与动态周报", "数据安全", "CNCERT", "cncert", "ＣＮＣＥＲＴ", "cNcErT/cC",
    "CVE-2022", "CVE-2", "CVE", "CNVD-2023-33078", "CNVD-2031-1", "NVD-20", "CNTA-2024-0018", "2031-02", "0",
    "ert", "ncident", "network security", "CNCERT 跨境", "处理 网络 事件", "　跨境　处理　", "APCERT 成员",
    "恶意u", "sql注入", "“", "（", '"', "'", "<script>", "<b>&amp;", "%", "不存在的这句话", "__proto__",
    "constructor", "𠮷", "漏" * 3400, "x" * 10_000, "网络 " * 2000, " ".join(f"w{n}" for n in range(1500)), "",
)  # fmt: skip
"""Chinese and mixed; a part of a word, of a number, full width, markup, absent, ten thousand bytes pasted."""

FIND = "async queries => { const found = []; for (const q of queries) found.push("
FIND += "(await cncertKgSearch.find(q)).results.map(r => r.number)); return found }"


def saved(entries: Iterable[Entry], place: Path) -> Path:
    """Write the index and the pages that ask it."""
    made = dict(search.files(entries))
    page = FreePage("search", "home", "search", search.view)
    made |= dict(renderer((), terms(DEFAULT_BASE)).free_page(page, lang) for lang in ("zh", "en"))
    made["style.css"] = style.sheet("", "")
    for path, content in made.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return place


def catalogue(count: int) -> Iterator[Entry]:
    """Give made-up rows."""
    kinds, chance = ("跨站脚本", "SQL注入", "信息泄露"), random.Random(count)
    for number in range(count):
        title = f"Maker {chance.randrange(99)} 网络管理系统存在{chance.choice(kinds)}漏洞"
        cves = (f"CVE-2030-{chance.randrange(1000, 30_000)}",)
        yield from search.bucket_entries(
            [Row(Vulnerability(f"CNVD-2031-{10_000 + 7 * number}", title=title, cves=cves))]
        )


def everything(build: Build, count: int) -> list[Entry]:
    """Give what can be found of a build, and rows of a catalogue after it."""
    return [*search.entries(Site(build)), *catalogue(count)]


def truth(entries: Iterable[Entry], query: str) -> list[int]:
    """Give the numbers of the entries of which some text contains each word, by looking at all."""
    words = normalised(query).split()
    texts = map(compared, entries)
    return [n for n, said in enumerate(texts) if words and all(word in said for word in words)]


@lru_cache(maxsize=1 << 16)
def compared(one: Entry) -> str:
    """Give all texts of an entry as they are compared, a line each: no word has the end of a line."""
    return "\n".join(map(normalised, (one.zh, one.en, *one.texts)))


def check(browser: Browser, place: Path, entries: list[Entry], queries: Iterable[str]) -> None:
    """Ask each query in the page, and compare with the truth; each result once."""
    asked = list(queries)
    with quiet(browser) as page:
        page.goto((place / "zh" / "search.html").as_uri())
        for query, found in zip(asked, page.evaluate(FIND, asked), strict=True):
            assert sorted(found) == truth(entries, query), query[:50]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as one:
        yield one


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return everything(factory.small_build(), 700)


@pytest.fixture(scope="module")
def place(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(entries, tmp_path_factory.mktemp("search"))


def ask(page: Page, place: Path, query: str, lang: str = "zh", more: str = "") -> None:
    """Open the page with a query, and wait until it says how many results there are."""
    page.goto(f"{(place / lang / 'search.html').as_uri()}?q={quote(query)}{more}")
    page.wait_for_function("!/正在|Searching/.test(document.getElementById('status').textContent)")


def test_results_are_exactly_what_contains_the_words(browser: Browser, place: Path, entries: list[Entry]) -> None:
    """Of the invented documents and of a catalogue."""
    check(browser, place, entries, QUERIES)
    assert sum(bool(truth(entries, query)) for query in QUERIES) > 30


def test_results_are_exact_of_the_founding_documents_and_the_corpus(
    browser: Browser, shared: Path, tmp_path: Path
) -> None:
    """And of the register that comes with the package."""
    if not DEEP:
        pytest.skip("half a minute: make check-deep")
    whole = building.build(real.reports(shared), DEFAULT_BASE)
    for name, build in (("real", whole), ("embedded", factory.embedded_build())):
        held = everything(build, 0)
        check(browser, saved(held, tmp_path / name), held, QUERIES)
        assert max(p.stat().st_size for p in (tmp_path / name / "search").iterdir()) <= index.LARGEST


@pytest.mark.parametrize("seed", range(40 if DEEP else 5))
def test_results_are_exact_whatever_the_texts_are(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Texts of few characters, so that everything occurs everywhere; lists and entries split over many shards."""
    monkeypatch.setattr(lists, "FULL", 40)
    monkeypatch.setattr(index, "LARGEST", 400)
    monkeypatch.setattr(index, "_PIECE", 60)
    chance = random.Random(seed)
    alphabet = chance.choice(["ab- 漏洞", "漏洞网络", "cve-2012 ", "cnvd-c-203 漏", "𠮷é𠮷 a漏ａΣς"])

    def text(longest: int) -> str:
        return "".join(chance.choices(alphabet, k=chance.randrange(longest)))

    kinds = sorted(chance.choices(("thing", "report", "gap"), k=60))
    held = [
        entry("p", "", kind, (text(20), text(20)), [text(15) for _ in range(chance.randrange(6))]) for kind in kinds
    ]
    queries = [text(9) for _ in range(60)] + [chance.choice(held).zh[2:16] for _ in range(20)]
    check(browser, saved(held, tmp_path), held, queries)


def test_a_query_loads_few_shards(browser: Browser, place: Path) -> None:
    """What is where, the lists, and the entries shown: ten at most of a hundred."""
    assert len(list((place / "search").glob("*.js"))) > 30
    for query in ("络安全事", "CNVD-2031-10007", "存在SQL注入漏洞"):
        with quiet(browser) as page:
            page.goto((place / "zh" / "search.html").as_uri())
            page.evaluate("q => cncertKgSearch.find(q)", query)
            assert page.locator("head script[src]").count() - 2 <= 10, query


def test_results_are_shown_by_kind_with_the_words_marked(browser: Browser, place: Path, entries: list[Entry]) -> None:
    """Count, kinds, titles in the page's language, the sentence in its own; the first result opens its page's path."""
    expected = truth(entries, "跨境 处理")
    with quiet(browser) as page:
        ask(page, place, "跨境 处理", "en")
        assert page.locator("#status").inner_text() == f"{len(expected)} results"
        kinds = page.locator("#results h2").all_inner_texts()
        assert "Observation" in kinds and len(kinds) == len(set(kinds))
        assert set(page.locator("#results mark").all_inner_texts()) == {"跨境", "处理"}
        assert page.locator(".hits p").first.get_attribute("lang") == "zh"
        href = page.locator(".hits a").first.get_attribute("href") or ""
        assert href.removeprefix("./").removesuffix(".html") in {entries[n].path for n in expected}
        assert page.locator("#q").input_value() == "跨境 处理"
        assert not page.get_by_role("heading", name="How to search").is_visible()
        assert page.title().startswith("跨境 处理 · ")
        shot(page, "test-search-en")


def test_long_results_are_turned_and_filtered_by_plain_links(
    browser: Browser, place: Path, entries: list[Entry]
) -> None:
    """Twenty-five on a page; every result is on one page and on one only; a kind leaves out the others."""
    expected = truth(entries, "跨站")
    with quiet(browser) as page:
        ask(page, place, "跨站")
        seen = page.locator(".hits a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert len(seen) == 25 and page.locator("a[rel=prev]").count() == 0
        page.locator("a[rel=next]").click()
        page.wait_for_selector("a[rel=prev]")
        more = page.locator(".hits a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert len(more) == 25 and not set(seen) & set(more)
        ask(page, place, "跨站", more="&page=9999")
        assert (
            page.locator(".hits a").count() == (len(expected) - 1) % 25 + 1 and not page.locator("a[rel=next]").count()
        )
        ask(page, place, "网络", more="&kind=observation")
        assert page.locator("#results h2").all_inner_texts() == ["观测值"]
        assert page.locator("[aria-current=true]").inner_text() == "观测值"
        ask(page, place, "网络", more="&kind=nothing&page=-2")
        assert page.locator("#results h2").count() >= 1 and "共 " in page.locator("#status").inner_text()


def test_a_number_comes_before_those_that_begin_with_it(browser: Browser, tmp_path: Path) -> None:
    """CVE-2031-1234 before CVE-2031-12345, wherever they stand among entries."""
    titles = ("CVE-2031-12345 长", "CVE-2031-12346", "记录 CVE-2031-1234 短")
    held = [entry(f"id/{n}", "", "vulnerability", (t, t), []) for n, t in enumerate(titles)]
    with quiet(browser) as page:
        ask(page, saved(held, tmp_path), "cve-2031-1234")
        assert page.locator(".hits a").all_inner_texts() == [titles[2], titles[0], titles[1]]


def test_an_entry_named_by_its_number_in_english_shows_its_chinese_title(browser: Browser, tmp_path: Path) -> None:
    """Below the number, in its language."""
    held = [
        entry("id/vuln/CNVD-2031-10001", "", "vulnerability", ("网关漏洞（CNVD-2031-10001）", "CNVD-2031-10001"), [])
    ]
    with quiet(browser) as page:
        ask(page, saved(held, tmp_path), "CNVD-2031", "en")
        assert page.locator(".hits p[lang=zh]").inner_text() == held[0].zh
        ask(page, tmp_path, "CNVD-2031", "zh")
        assert page.locator(".hits p").count() == 0


def test_an_absent_number_of_the_catalogue_leads_to_the_page_it_would_be_on(browser: Browser, place: Path) -> None:
    """Where that page is; another absent number has only hints."""
    with quiet(browser) as page:
        ask(page, place, "cnvd-2031-10005")
        page.wait_for_selector("#status a")
        assert page.locator("#status a").get_attribute("href") == "./vuln/CNVD-2031-100.html"
        assert page.get_by_role("heading", name="怎样搜索").is_visible()
        ask(page, place, "CNVD-2001-10005")
        assert page.locator("#status a").count() == 0
        shot(page, "test-search-none-zh")


def test_the_keyboard_and_screen_readers_are_served(browser: Browser, place: Path) -> None:
    """`/` leads to the field, though not while one types; the count is said; the field is labelled; enter asks."""
    with quiet(browser, width=390, dark=True) as page:
        ask(page, place, "跨境")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q" and page.locator("#q").input_value() == "跨境"
        page.keyboard.type("a/b")
        assert page.get_by_label("搜索内容").input_value() == "a/b"
        page.get_by_label("搜索内容").fill("处理")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        page.wait_for_selector(".hits")
        assert "条结果" in page.get_by_role("status").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shot(page, "test-search-zh-phone-dark", whole=False)


def test_the_other_language_has_the_same_results(browser: Browser, place: Path) -> None:
    """By the form of every page: its field leads to the page of its own language."""
    with quiet(browser) as page:
        counts = {}
        for lang in ("zh", "en"):
            ask(page, place, "CNCERT", lang)
            counts[lang] = page.locator("#status").inner_text().split()[lang == "zh"]
        assert counts["zh"] == counts["en"] != "0"


def test_without_scripts_the_page_says_what_to_do(browser: Browser, place: Path) -> None:
    """And nothing is hidden."""
    with quiet(browser, script=False) as page:
        page.goto((place / "en" / "search.html").as_uri())
        assert "Search needs scripts" in page.locator("main").inner_text()


def test_nothing_that_is_found_or_asked_runs(browser: Browser, tmp_path: Path) -> None:
    """Titles, texts, queries and the rest of the address are shown as they are."""
    held = [entry(f"id/{n}", "", "thing", (f"甲{p}", f"A{p}"), [f"乙{p}"]) for n, p in enumerate(PAYLOADS)]
    folder, foreign = saved(held, tmp_path), "main :is(img, svg, iframe, style, base, h1 h1, script)"
    with quiet(browser) as page:
        for lang, query in (("zh", "甲"), ("en", "乙"), *(("zh", payload) for payload in PAYLOADS[::3])):
            ask(page, folder, query, lang, more=f"&kind={quote(query)}&page={quote(query)}")
            assert page.locator(foreign).count() == 0 and page.locator("h1").count() == 1, query
            assert page.locator(".hits li").count() == len(truth(held, query)), query
            shown = page.locator(".hits a").all_inner_texts()
            assert {"".join(t.split()) for t in shown} <= {"".join(t.split()) for e in held for t in (e.zh, e.en)}
        page.evaluate(FIND, [f"{one}{two}" for one in PAYLOADS for two in ("", " 乙", "\u2028")])


def test_a_missing_shard_is_said(browser: Browser, entries: list[Entry], tmp_path: Path) -> None:
    """Rather than results that lack something."""
    folder = saved(entries[:50], tmp_path)
    for shard in (folder / "search").glob("terms*.js"):
        shard.unlink()
    context = browser.new_context()
    page = context.new_page()
    ask(page, folder, "漏洞周报", "en")
    assert "could not be read" in page.get_by_role("status").inner_text()
    context.close()


def test_search_works_from_a_server_as_from_files(browser: Browser, place: Path, entries: list[Entry]) -> None:
    """Under whatever path."""
    handler = partial(_Silent, directory=str(place.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{place.name}/zh/search.html?q={quote('跨境')}")
        page.wait_for_selector(".hits")
        assert page.locator("#status").inner_text() == f"共 {len(truth(entries, '跨境'))} 条结果"
        page.close()
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
