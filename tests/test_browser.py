"""The built site in a real browser, from files: what a reader clicks leads from the home page to the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cncert_kg import building, extraction
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.readers import files
from tests.browsing import quiet, shot, started
from tests.factory import release_files
from tests.test_site import embedded_files, hostile_files, save
from tests.test_site import files as small_files

OBSERVATION = "en/id/obs/cncert-weekly/incident-handled/world"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as one:
        yield one


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(embedded_files(), tmp_path_factory.mktemp("embedded"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(small_files(), tmp_path_factory.mktemp("small"))


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
        assert page.locator("svg title").count() > page.locator("svg circle").count() >= 2
        shot(page, "test-indicator-zh-phone-dark")
        page.locator("svg a").first.click()
        assert page.locator(".kind").inner_text() == "观测值"


def test_the_switch_leads_to_the_same_thing(browser: Browser, small: Path) -> None:
    with quiet(browser) as page:
        page.goto((small / "zh/id/org/cncert.html").as_uri())
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("/en/id/org/cncert.html") and page.locator("h1").inner_text() == "CNCERT/CC"


def test_the_default_build_says_where_its_sentences_are(browser: Browser, embedded: Path) -> None:
    with quiet(browser) as page:
        to_indicator(page, embedded, "中文", "指标", "处理网络安全事件")
        page.locator("td.n a").first.click()
        assert "登记册" in page.locator(".register").first.inner_text()
        assert page.locator(".mention a[rel]").first.get_attribute("href", timeout=1000)
        shot(page, "test-register-zh")


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_page_is_wider_than_its_window(browser: Browser, embedded: Path, width: int) -> None:
    document = min(p.relative_to(embedded).with_suffix("") for p in embedded.glob("zh/id/doc/*.html"))
    paths = (
        "en/index", "zh/id/org/cncert", "en/gaps", "zh/validation", "en/def", "zh/id/series/cncert-weekly",
        str(document),
    )  # fmt: skip
    with quiet(browser, width=width) as page:
        for path in paths:
            page.goto((embedded / f"{path}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
            assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the style sheet is not loaded"


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


def test_nothing_that_a_document_says_runs(browser: Browser, tmp_path: Path) -> None:
    release = hostile_files()
    folder = save(release, tmp_path)
    touched = [p for p in release if p.endswith(".html") and p.startswith(("zh/id/doc", "id/mention", "zh/id/obs"))]
    with quiet(browser) as page:
        for path in ["zh/index.html", "en/documents.html", *touched[:: max(1, len(touched) // 20)]]:
            page.goto((folder / path).as_uri())
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.querySelectorAll('script:not([type=\"application/ld+json\"])').length") == 0


def test_the_founding_documents_from_home_to_the_sentence(browser: Browser, shared: Path, tmp_path: Path) -> None:
    reports = extraction.from_files(files.inputs([shared / "seeds"]))
    folder = save(release_files(building.build(reports, DEFAULT_BASE)), tmp_path)
    with quiet(browser) as page:
        to_indicator(page, folder, "English", "Indicators", "Incidents handled")
        page.locator("td.n a").first.click()
        value = page.locator(".value data").inner_text()
        assert page.locator("blockquote mark").first.inner_text() == value
        page.locator(".mention dl a").first.click()
        assert value in page.locator("main").inner_text()
