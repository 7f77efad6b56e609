"""Open the SPARQL page of a release from a file in Chromium; print how long it takes to answer, and whether rightly.

First the time from opening to the first rows on the screen, the best of three; then each question by name: the parts
of the data it needs, seconds from choosing it to its rows (parts that are not there yet are loaded), and whether the
rows are, byte for byte, those of the table that the build published. Needs Chromium, and a release with the engine.
"""

import json
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PATIENCE = 120_000
"""Milliseconds after which a question counts as failed."""


def main(release: Path) -> None:
    """Print a line for each question, and what was missed."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    data = json.loads((release / "assets/sparql-data.js").read_text(encoding="utf-8").partition(" = ")[2].rstrip(";\n"))
    for part in data["parts"]:
        print(f"{part['key']:24} {part['triples']:>10,} triples {part['bytes']:>10,} bytes")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        print(f"first rows after {min(first(browser, release) for _ in range(3)):.2f} s")
        page = opened(browser, release)
        wrong = [name for name, one in data["questions"].items() if not answered(page, release, name, one["parts"])]
        print(page.inner_text("#status"))
        print(f"{len(data['questions'])} questions, {len(wrong)} wrong: {', '.join(wrong)}")
        browser.close()


def opened(browser: Browser, release: Path) -> Page:
    """Open the page, and wait for the rows of its first question."""
    page = browser.new_context(accept_downloads=True).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto((release.resolve() / "en/sparql.html").as_uri())
    page.wait_for_selector("#result table")
    return page


def first(browser: Browser, release: Path) -> float:
    """Give the seconds from opening to the first rows."""
    began = time.perf_counter()
    page = opened(browser, release)
    seconds = time.perf_counter() - began
    page.context.close()
    return seconds


def answered(page: Page, release: Path, name: str, parts: list[str]) -> bool:
    """Ask a question by choosing it; say whether its rows are the published ones."""
    page.evaluate("document.getElementById('result').replaceChildren()")
    page.select_option("#question", "")
    began = time.perf_counter()
    page.select_option("#question", name)
    page.wait_for_selector("#result a[download$='.csv']")
    seconds = time.perf_counter() - began
    with page.expect_download() as download:
        page.click("#result a[download$='.csv']")
    found = Path(download.value.path()).read_bytes()
    is_right = found == (release / f"id/query/{name}.csv").read_bytes()
    rows = page.inner_text("#result p").partition(" in ")[0]
    print(f"{name:26} {len(parts):2} parts {seconds:6.2f} s  {rows}{'' if is_right else '  WRONG'}", flush=True)
    return is_right


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "public"))
