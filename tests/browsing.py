"""A real browser on files: a page that must stay silent, and pictures for people to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Browser, Dialog, Page, Request, sync_playwright

from tests.conftest import ROOT

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHOTS = ROOT / "build" / "screenshots"
_OWN = ("file:", "data:", "blob:")


@contextmanager
def started(chromium: str) -> Iterator[Browser]:
    """Start a browser with a profile of its own, and stop it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def quiet(
    browser: Browser, width: int = 1100, *, height: int = 900, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """Open a page that must stay silent: no console message, no error, no dialog, no request to anything but files."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
    page.on("request", partial(_note, heard))
    yield page
    context.close()
    assert heard == [], heard


def _note(heard: list[str], request: Request) -> None:
    if not request.url.startswith(_OWN):
        heard.append(f"request: {request.url}")


def shot(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep what the page looks like for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=whole)


@contextmanager
def unguarded(browser: Browser, *, bypass: bool = True) -> Iterator[Page]:
    """Open a page whose own policy is not obeyed, so that only its markup keeps it silent, as `quiet`.

    With `bypass` false the policy is obeyed, and what it reports is heard. What a drawing says of numbers that are
    none is not heard: payloads stand in their stead.
    """
    context = browser.new_context(viewport={"width": 1100, "height": 900}, bypass_csp=bypass)
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("dialog", partial(_dismiss, heard))
    page.on("request", partial(_note, heard))
    yield page
    context.close()
    meant = [one for one in heard if not one.startswith("console: Error: <")]
    assert meant == [], meant


def _dismiss(heard: list[str], dialog: Dialog) -> None:
    heard.append(f"dialog: {dialog.message}")
    dialog.dismiss()
