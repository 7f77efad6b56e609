"""Everybody can use every kind of page: checked by axe-core, by the keyboard, on paper, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cncert_kg.site import pages
from cncert_kg.site.scope import FILES
from tests import sites
from tests.asked_site import needed_engine
from tests.browsing import quiet, started
from tests.conftest import DEEP
from tests.markup import node_modules

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The rules of axe-core that count."""
CHECK = """async only => {
  // Without preloading: it would fetch the style sheet once more, which pages are not allowed.
  const settings = {runOnly: only, resultTypes: ['violations'], preload: false};
  return (await axe.run(document, settings)).violations;
}"""
READING = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !e.closest('[inert]'))"""
"""What takes the focus, in the order of the document."""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as one:
        yield one


@cache
def axe() -> str:
    """Give the script of axe-core."""
    return (node_modules() / "axe-core" / "axe.min.js").read_text("utf-8")


def kinds() -> dict[str, tuple[str, ...]]:
    """Give the heaviest page of each kind."""
    return sites.samples(sites.whole())


def findings(page: Page, path: str) -> list[str]:
    """Give what axe-core says against a page: its impact, its rule and where, one line each."""
    page.goto((sites.whole() / path).as_uri())
    return checked(page, path)


def checked(page: Page, path: str) -> list[str]:
    """Give the same for a page that is open."""
    page.evaluate(axe())  # beside the page's policy, which stays in force
    found: list[dict[str, Any]] = page.evaluate(CHECK, STANDARDS)
    return [
        f"{path}: {one['impact']}: {one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, dark: bool) -> None:
    """Quick, each kind once, in Chinese and light or in English and dark in turn; deep, in every combination."""
    chosen = [
        path
        for number, paths in enumerate(kinds().values())
        for path in (paths if DEEP else paths[-1 if number % 2 else 0 :][:1])
        if DEEP or dark == (number % 2 == 0)
    ]
    with quiet(browser, dark=dark) as page:
        found = [finding for path in chosen for finding in findings(page, path)]
    assert found == []


ANSWERED = [("sparql", "", "#result[aria-busy=false] table"), ("search", "?q=CNVD", ".hits")]
"""Pages of scripts, what is asked of them, and what stands there when they have answered."""


@pytest.mark.parametrize(("name", "asked", "answer"), ANSWERED, ids=["sparql", "search"])
def test_axe_finds_nothing_once_scripts_have_answered(browser: Browser, name: str, asked: str, answer: str) -> None:
    """What scripts put on a page keeps the same rules, in both languages, light and dark."""
    if name == "sparql":
        needed_engine()
    for lang, dark in (("zh", False), ("en", True)):
        with quiet(browser, dark=dark) as page:
            page.goto(f"{(sites.whole() / lang / name).as_uri()}.html{asked}")
            page.wait_for_selector(answer)
            assert checked(page, f"{lang}/{name}") == []


def reading_order(page: Page) -> list[str]:
    """Give what takes the focus, in the order in which the page has it."""
    return list(page.evaluate(f"({READING})().map(e => e.outerHTML.slice(0, 120))"))


KEYBOARD = ("index", "search", "code/indicator/incident-handled")


@pytest.mark.parametrize("name", KEYBOARD)
def test_the_keyboard_goes_through_a_page_as_a_reader_does(browser: Browser, name: str) -> None:
    """The link past the navigation comes first; each step is seen, and follows the order of the page."""
    path = sites.whole() / f"zh/{name}.html"
    with quiet(browser) as page:
        page.goto(path.as_uri())
        first = page.evaluate(f"({READING})().indexOf(document.activeElement)")  # a page may begin in its own field
        for position, markup in enumerate(reading_order(page)[first + 1 : first + 26]):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            assert focused == markup, position
            assert is_seen(page), markup
        assert reading_order(page)[0].startswith('<a class="skip" href="#main"')
        page.locator(".skip").focus()
        assert is_seen(page)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def is_seen(page: Page) -> bool:
    """Whether the focused element lies in the window and has an outline, or is drawn otherwise than without focus."""
    return bool(
        page.evaluate(
            """() => {
              const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
              const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              return drawn && box.bottom > 0 && box.top < innerHeight && box.right > 0;
            }"""
        )
    )


def test_pages_that_need_scripts_say_so(browser: Browser) -> None:
    """With scripts off they still have a heading, and a sentence that speaks of scripts; no other page has any."""
    with quiet(browser, script=False) as page:
        for path in (path for paths in kinds().values() for path in paths if has_scripts(path)):
            page.goto((sites.whole() / path).as_uri())
            assert page.locator("h1").inner_text(), path
            assert re.search("script|脚本", page.locator("main").inner_text(), re.IGNORECASE), path


def has_scripts(path: str) -> bool:
    """Whether a page loads any script."""
    return b"<script defer" in (sites.whole() / path).read_bytes()


def test_nothing_is_cut_on_paper(browser: Browser) -> None:
    """On a sheet of A4 no kind of page is wider than the paper, and no box scrolls or hides what is in it."""
    with quiet(browser, width=718) as page:  # A4 less margins of a centimetre, at 96 dots an inch
        page.emulate_media(media="print")
        cut = []
        for paths in kinds().values():
            page.goto((sites.whole() / paths[-1]).as_uri())
            cut += [(paths[-1], box) for box in page.evaluate(CUT)]
    assert cut == []


CUT = """() => [document.documentElement, ...document.querySelectorAll('main *')].filter(e => {
  const style = getComputedStyle(e), box = e === document.documentElement;
  const hides = box || [style.overflowX, style.overflowY].some(o => o !== 'visible') && style.clip === 'auto';
  const less = e.scrollWidth > e.clientWidth + 1 || !box && e.scrollHeight > e.clientHeight + 1;
  return hides && less && e.checkVisibility() && e.localName !== 'textarea';
}).map(e => e.outerHTML.slice(0, 100))"""
"""The boxes that show less than they hold; the whole page where it is wider than the paper."""


def test_every_kind_of_page_has_a_sample() -> None:
    """No kind and no list that the site's tables name is missing from the release that these tests look at."""
    held = kinds().keys()
    assert {kind.word for kind in pages.KINDS} <= held
    assert {page.path for page in pages.LISTS} <= held | {FILES["ontology"]}


def test_samples_stand_for_all_pages(tmp_path: Path) -> None:
    """A page that nobody has named is a kind of its own; a folder of many is one kind."""
    names = ("zh/new", "zh/new/1", "zh/new/2", "zh/new/3/4", "zh/new/all", "en/new/1", "zh/one/a", "zh/def", "index")
    for name in names:
        place = tmp_path / f"{name}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("heaviest" if name == "zh/new/2" else "page")
    assert sites.samples(tmp_path) == {
        "new": ("zh/new.html",), "new/*": ("en/new/1.html", "zh/new/2.html"),
        "one/a": ("zh/one/a.html",), "ontology": ("zh/def.html",),
        "start": ("index.html",),
    }  # fmt: skip
