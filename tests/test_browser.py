"""The built site in a real browser, from files: what a reader clicks leads from the home page to the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cncert_kg import building, extraction
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.readers import files
from tests import sites
from tests.browsing import quiet, shot, started
from tests.conftest import DEEP
from tests.factory import release_files

OBSERVATION = "en/id/obs/cncert-weekly/incident-handled/world"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as one:
        yield one


@pytest.fixture(scope="module")
def small() -> Path:
    return sites.small()


@pytest.fixture(scope="module")
def whole() -> Path:
    return sites.whole()


def to_indicator(page: Page, folder: Path, language: str, indicators: str, indicator: str) -> None:
    """Click from the choice of languages to an indicator."""
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name=language, exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name=indicators, exact=True).click()
    page.get_by_role("link", name=indicator, exact=True).first.click()
    assert page.locator("h1").inner_text() == indicator


def test_from_home_to_the_sentence_and_its_document(browser: Browser, small: Path) -> None:
    with quiet(browser) as page:
        to_indicator(page, small, "English", "Indicators", "Incidents handled")
        shot(page, "test-indicator-en")
        page.locator("table a", has_text="431").first.click()
        assert page.locator(".value data").inner_text() == "431"
        assert page.locator("blockquote mark").first.inner_text() == "431"
        assert "处理网络安全事件431起" in page.locator("blockquote").first.inner_text()
        assert page.locator("blockquote").first.get_attribute("lang") == "zh"
        shot(page, "test-observation-en")
        page.locator(".mention dl a").first.click()
        assert page.locator(".kind").inner_text() == "Copy of a document"
        assert "431" in page.locator("main").inner_text()
        page.go_back()
        page.locator(".mention dl a", has_text="–").first.click()
        assert "431" in page.locator("tr:target").inner_text()


def test_the_identifier_of_a_mention_leads_to_its_row(browser: Browser, small: Path) -> None:
    """From the file at the path of the IRI to the row on the page of the document, in view and highlighted."""
    landing = min(small.glob("id/mention/*.html"))
    with quiet(browser) as page:
        page.goto(landing.as_uri())
        page.get_by_role("link", name="Statement at").click()
        row = page.locator("tr:target")
        assert row.get_attribute("id") == f"mention-{landing.stem.partition('-')[2]}"
        box = row.bounding_box()
        assert box and 0 <= box["y"] < 900
        paper, ink = (
            page.evaluate(f"getComputedStyle(document.querySelector('tr:target {cell}')).{value}")
            for cell, value in (("td", "backgroundColor"), ("a", "color"))
        )
        assert paper != "rgba(0, 0, 0, 0)" and ink
        shot(page, "test-mention-en")


def test_points_of_a_chart_lead_to_observations(browser: Browser, small: Path) -> None:
    with quiet(browser, width=390, dark=True) as page:
        page.goto((small / "zh/code/indicator/incident-handled.html").as_uri())
        assert page.locator("svg title").count() > page.locator("svg a").count() >= 2
        shot(page, "test-indicator-zh-phone-dark")
        page.locator("svg a").first.click()
        assert page.locator(".kind").inner_text() == "观测值"


def test_the_switch_leads_to_the_same_thing(browser: Browser, small: Path) -> None:
    with quiet(browser) as page:
        page.goto((small / "zh/id/org/cncert.html").as_uri())
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("/en/id/org/cncert.html") and page.locator("h1").inner_text() == "CNCERT/CC"


def test_figures_of_the_register_say_where_their_sentences_are(browser: Browser, whole: Path) -> None:
    """A figure that the embedded register has leads to the publisher's page; that is where its sentence can be read."""
    observations = sorted(whole.glob("zh/id/obs/cncert-weekly/incident-handled/world/*/level/total.html"))
    file = next(path for path in observations if 'class="register"' in path.read_text("utf-8"))
    with quiet(browser) as page:
        page.goto(file.as_uri())
        assert "登记册" in page.locator(".register").first.inner_text()
        assert page.locator(".mention a[rel]").first.get_attribute("href", timeout=1000)
        shot(page, "test-register-zh")


@pytest.mark.parametrize("width", [360, 390, 768, 1280] if DEEP else [360])
def test_no_page_is_wider_than_its_window(browser: Browser, whole: Path, width: int) -> None:
    """Of no kind of page, in Chinese; deep, in English too."""
    with quiet(browser, width=width) as page:
        wide = []
        for path in (path for paths in sites.samples(whole).values() for path in (paths if DEEP else paths[-1:])):
            page.goto((whole / path).as_uri())
            assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the style sheet is not loaded"
            if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
                wide.append(path)
    assert wide == []


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours written `rgb(1, 2, 3)` (WCAG 2.2, 1.4.3)."""

    def luminance(colour: str) -> float:
        parts = [int(n) / 255 for n in colour[4:-1].split(",")]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_legible_in_light_and_dark(browser: Browser, small: Path, dark: bool) -> None:
    with quiet(browser, dark=dark) as page:
        page.goto((small / "en/index.html").as_uri())
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        for selector in ("h1", "main a", ".counts li", "footer p", "thead th"):
            ink = page.evaluate("s => getComputedStyle(document.querySelector(s)).color", selector)
            assert contrast(ink, paper) >= 4.5, selector


def test_the_founding_documents_from_home_to_the_sentence(browser: Browser, shared: Path, tmp_path: Path) -> None:
    reports = extraction.from_files(files.inputs([shared / "seeds"]))
    for path, raw in release_files(building.build(reports, DEFAULT_BASE)).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    with quiet(browser) as page:
        to_indicator(page, tmp_path, "English", "Indicators", "Incidents handled")
        page.locator("td.n a").first.click()
        value = page.locator(".value data").inner_text()
        assert page.locator("blockquote mark").first.inner_text() == value
        page.locator(".mention dl a").first.click()
        assert value in page.locator("main").inner_text()
