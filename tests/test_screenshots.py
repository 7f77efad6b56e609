"""Pictures of ten pages for people to look at, in `build/screenshots/`, and what can be said without looking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import sites
from tests.browsing import quiet, shot, started
from tests.conftest import DEEP

WIDTHS = {"phone": 390, "desktop": 1280}
KINDS = (
    "index", "observation", "document", "indicator", "report", "organisation", "validation", "search", "sparql",
    "vulnerabilities",
)  # fmt: skip
"""The ten kinds of page that are looked at."""

OVERLAPS = """() => {
  const found = [];
  for (const drawing of document.querySelectorAll('svg')) {
    const texts = [...drawing.querySelectorAll('text')].filter(t => t.textContent.trim() && t.checkVisibility())
      .map(t => [t.textContent.trim(), t.getBoundingClientRect()]);
    for (const [n, [one, a]] of texts.entries()) {
      for (const [two, b] of texts.slice(n + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 3) found.push(`${one} / ${two}`);
      }
      for (const mark of drawing.querySelectorAll('a *, circle')) {
        const b = mark.getBoundingClientRect();
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (b.width < 20 && wide > 2 && high > 4) found.push(`${one} / a point`);
      }
    }
  }
  return found;
}"""
"""Labels of drawings that lie on one another, or under a point."""

OUTSIDE = """() => [...document.querySelectorAll('svg text')].filter(t => {
  const box = t.getBoundingClientRect(), frame = t.ownerSVGElement.getBoundingClientRect();
  return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
}).map(t => t.textContent)"""
"""Labels that a drawing cuts off."""

HAN = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const drawn = letter => {
    canvas.canvas.width = canvas.canvas.height = 40;
    canvas.font = `32px ${getComputedStyle(document.body).fontFamily}`;
    canvas.fillText(letter, 2, 34);
    return [...canvas.getImageData(0, 0, 40, 40).data].join();
  };
  return drawn('\\u7f51') !== drawn('\\u7edc');
}"""
"""Whether two Chinese characters look different: without a font for them both are the same box."""

SMALL = """() => [...document.querySelectorAll('main p, main td, main th, main dd, main li')]
  .filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 12)
  .map(e => e.outerHTML.slice(0, 100))"""
"""Text smaller than anybody reads."""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as one:
        yield one


def chosen() -> Iterator[tuple[str, Path]]:
    """Give name and file of each page, in turn in Chinese and in English."""
    held = sites.samples(sites.whole())
    for number, kind in enumerate(KINDS):
        paths = held[kind]
        yield f"{kind}-{'en' if number % 2 == 0 else 'zh'}", sites.whole() / paths[number % len(paths)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("device", WIDTHS)
def test_pages_look_right(browser: Browser, device: str, dark: bool) -> None:
    """Nothing is wider than the window, Chinese has its font, no label of a drawing hides another, no text is tiny."""
    scheme = "dark" if dark else "light"
    wrong = []
    with quiet(browser, width=WIDTHS[device], dark=dark) as page:
        for name, file in chosen():
            page.goto(file.as_uri())
            shot(page, f"{name}-{device}-{scheme}", whole=DEEP)
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                wrong.append((name, "wider than its window"))
            wrong += [(name, label) for script in (OVERLAPS, OUTSIDE, SMALL) for label in page.evaluate(script)]
        assert page.evaluate(HAN), "no font for Chinese"
    assert wrong == []
