"""The page of a document: all that was read, every number that was not, in pages of at most 30 kB."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from cncert_kg import unread
from cncert_kg.model import Report
from cncert_kg.readers import register
from cncert_kg.site import links
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Site
from cncert_kg.site.views import documents
from tests import browsing, factory, revisions

TEXT = "虚构补充说明共77个目标，另见条目CNVD-2031-77001，联系电话：010-00007777，样本见198.51.100.77。"
PRIVATE = ("00007777", "198.51.100.77", "100.77")


def long_post() -> bytes:
    """Give a post that lists very many issues, and states numbers that no rule reads."""
    raw = factory.weekly_post(8, lists=tuple(range(1, 53)))
    more = "\n\n".join(f"虚构条目 {n} 号，数目{n + 1000}个。" for n in range(200))
    return raw + f"\n\n{TEXT}\n\n{more}\n".encode()


@cache
def site() -> Site:
    """Give the site of a long document, a short one and one from a register."""
    made = revisions.built(
        factory.reports({"long.md": long_post(), "short.md": factory.weekly_post(7) + TEXT.encode()})
    )
    return Site(made)


@cache
def pages() -> dict[str, str]:
    """Give every page of documents and those that follow them, by path."""
    renderer = Renderer(site())
    made = [renderer.free_page(page, lang) for page in documents.pages(site()) for lang in ("zh", "en")]
    own = [renderer.page(n, lang) for n in site().index.described if n.startswith("id/doc/") for lang in ("zh", "en")]
    return {path: raw.decode() for path, raw in [*made, *((page.path, page.content()) for page in own)]}


def of(report: Report, lang: str = "en") -> dict[str, str]:
    """Give the pages of one document."""
    key = f"{lang}/id/doc/{report.document.key}"
    return {path: text for path, text in pages().items() if path.startswith(key)}


def report(name: str) -> Report:
    """Give the report of a document."""
    return next(r for r in site().build.inputs if r.document.name == name)


def test_a_long_document_goes_on_on_pages_that_follow() -> None:
    """No page is above 30 kB, each place stands on one of them, links lead straight to it."""
    held = of(report("long.md"))
    assert len(held) > 2
    assert max(len(text.encode()) for text in pages().values()) < 30_000
    ids = [i for text in held.values() for i in re.findall(r'<tr id="(mention-[0-9-]+)"', text)]
    assert sorted(ids) == sorted(
        f"mention-{s}-{e}" for s, e in {(m.start, m.end) for m in report("long.md").mentions()}
    )
    assert {path for path in documents.moved(site()).values()} == {
        p.removeprefix("en/").removesuffix(".html") for p in held if "/places" in p
    }
    first = held[f"en/id/doc/{report('long.md').document.key}.html"]
    assert f'href="{report("long.md").document.key}/places.html"' in first


def test_every_number_not_read_is_listed_with_its_position() -> None:
    """Short lists stand on the page itself, long ones on pages of their own; counts are said in words."""
    short, long = of(report("short.md")), of(report("long.md"))
    (page,) = short.values()
    found = unread.coverage(report("short.md"))
    assert found
    assert f"The text has {found.total} numbers: {found.read} were read" in page
    for one in found.unread:
        assert f"<li>{one.digits} <small>{one.start:,}</small></li>" in page
    numbers = [text for path, text in long.items() if "/numbers" in path]
    listed = [m for text in numbers for m in re.findall(r"<li>([^<]*) <small>([0-9,]+)</small></li>", text)]
    more = unread.coverage(report("long.md"))
    assert more
    assert sorted(listed) == sorted((one.digits, f"{one.start:,}") for one in more.unread)


def test_no_word_of_what_was_not_read_is_published() -> None:
    """Neither the words around a number nor the digits of contacts and addresses are on any page."""
    assert {one.reason for one in unread.numbers(report("short.md"))} >= {"figure", "identifier", unread.WITHHELD}
    for text in pages().values():
        assert "虚构补充说明" not in text and "虚构条目" not in text
        assert not any(digits in text for digits in PRIVATE)


def test_a_copy_from_a_register_says_that_nothing_is_known_of_its_numbers(tmp_path: Path) -> None:
    """A register holds no text."""
    register.save(tmp_path, factory.reports({"week-07.md": factory.weekly_post(7)}))
    own = Site(revisions.built(register.read(tmp_path)))
    (node,) = (n for n in own.index.described if n.startswith("id/doc/"))
    said = Renderer(own).page(node, "en").content().decode()
    assert "This copy was read from the register, which holds no text" in said


def test_pages_are_the_same_in_both_languages() -> None:
    """Every page has its counterpart, with the same places on it."""
    for path, text in of(report("long.md")).items():
        other = pages()[path.replace("en/", "zh/", 1)]
        assert re.findall(r'id="(mention-[0-9-]+)"', text) == re.findall(r'id="(mention-[0-9-]+)"', other)


def test_a_place_that_is_elsewhere_is_found_in_a_browser(chromium: str, tmp_path: Path) -> None:
    """From the landing page of a mention one click leads to its row, on whichever page it stands; no script runs."""
    place, page = max((p, at) for p, at in documents.moved(site()).items() if "#" not in p)
    document = site().index.iri(links.place(place)[0])
    files = {path: raw for path, raw in Renderer(site()).pages_of({document}) if path in {f"{place}.html"}}
    for path, raw in {**files, **{path: text.encode() for path, text in pages().items()}, "style.css": b""}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    with browsing.started(chromium) as browser, browsing.quiet(browser, 390, script=False) as tab:
        tab.goto((tmp_path / f"{place}.html").as_uri())
        assert tab.locator(f'a[href*="{page}.html#mention-"]').count() > 2  # its selectors lead there, too
        tab.click('a[href*="en/"]')
        assert f"{page}.html#mention-" in tab.url
        row = tab.locator(f'[id="{tab.url.partition("#")[2]}"]')
        assert row.is_visible()
        browsing.shot(tab, "document-places-phone", whole=False)
