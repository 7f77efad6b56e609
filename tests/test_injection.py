"""Nothing that an input says runs, loads or breaks a page: fifteen payloads in every text that a template prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser

from tests import sites
from tests.browsing import started, unguarded
from tests.conftest import DEEP, ROOT
from tests.markup import Shown, shown, taken_apart
from tests.payloads import PAYLOADS
from tests.views import Place, Put, Seen

HARMLESS = "plain"
"""What stands for a text that does nothing."""
TURNS = range(len(PAYLOADS)) if DEEP else range(0, len(PAYLOADS), 5)
"""Which payload the first text of a view gets; deep, each text of each template gets each payload."""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as one:
        yield one


@cache
def seen() -> list[Seen]:
    """Give what the templates of pages were given while the whole site was built."""
    return sites.recorded(sites.whole())


def in_turn(turn: int) -> Put:
    """Give texts so that the payloads stand at places one after another, beginning with the `turn`th."""
    order: dict[Place, int] = {}
    return lambda place, text: PAYLOADS[(turn + order.setdefault(place, len(order))) % len(PAYLOADS)] if text else ""


def only(payload: str) -> Put:
    """Give the same text for every place."""
    return lambda _, text: payload if text else ""


def as_it_was(_: Place, text: str) -> str:
    """Give the text that stood there."""
    return text


ELSEWHERE = {"bare", "findings_kind", "foot", "top"}
"""Templates that the whole site has no page of: that of more findings than it has, and one that others
extend; and the frame, which prints words of ours and links to lists, once for all pages of a depth."""


def test_every_template_is_seen() -> None:
    """The recorded views are of all templates but those that others extend, include or import from."""
    texts = {p.stem: p.read_text("utf-8") for p in (ROOT / "cncert_kg" / "site" / "templates").glob("*.html")}
    parts = {name for name in texts if any(f'"{name}.html"' in text for text in texts.values())}
    assert {one.template for one in seen()} | parts | ELSEWHERE >= texts.keys()


def test_payloads_change_no_markup() -> None:
    """In every text of every template, payloads leave tags and attributes as a harmless text does, and data whole."""
    broken = []
    for one in seen() if DEEP else [one for one in seen() if one.lang == "zh" or one.template == "landing"]:
        # Some markup stands only where two texts differ, so what the view had in the release counts too.
        usual = [taken_apart("", one.markup(put).encode()) for put in (only(HARMLESS), as_it_was)]
        expected = usual[0].marks | usual[1].marks
        for turn in TURNS:
            text = one.markup(in_turn(turn))
            found = taken_apart("", text.encode())
            is_same = found.marks <= expected and len(found.scripts) == len(usual[0].scripts)
            if not (is_same and may_lead(found) and data_are_whole(text)):
                broken.append((one.template, one.lang, turn, sorted(found.marks - expected)))
    assert broken == []


def may_lead(page: Shown) -> bool:
    """Whether all links of a page lead to files beside it or to addresses that a page may link to."""
    outward = [link.address for link in page.links if link.is_outward]
    return all(address.startswith(("https://", "http://", "mailto:", "tel:", "data:,")) for address in outward)


def data_are_whole(text: str) -> bool:
    """Whether every block of data on a page is JSON, which raises where it is not."""
    blocks = LexborHTMLParser(text).css('script[type$="json"]')
    return all(json.loads(block.text()) is not None for block in blocks)


def test_templates_print_what_they_are_given_letter_for_letter() -> None:
    """Templates within texts are not evaluated, references to characters are not resolved."""
    given = "{{7*191}}{% raw %}&lt;b&gt;&#x3c;"
    for one in seen() if DEEP else seen()[::4]:
        tree = LexborHTMLParser(one.markup(only(given)))
        text = tree.root.text() if tree.root else ""
        assert given in text or HARMLESS not in one.markup(only(HARMLESS)), one.template
        assert "1337" not in text, one.template


def filled(place: Path) -> list[Path]:
    """Write templates, filled with payloads, beside a style sheet; give the files.

    Quick, every template once in each language that has a view of its own; deep, every view with every payload.
    """
    (place / "style.css").write_bytes((sites.whole() / "style.css").read_bytes())
    chosen = seen() if DEEP else list({one.template: one for one in seen()}.values())
    files = []
    for number, one in enumerate(chosen):
        beside = one._replace(view={**one.view, "root": "", "scripts": ()})
        for turn in TURNS if DEEP else (number,):
            file = place / f"{one.template}-{one.lang}-{number}-{turn}.html"
            file.write_text(beside.markup(in_turn(turn)), "utf-8")
            files.append(file)
    return files


@pytest.mark.parametrize("bypass", [True, False] if DEEP else [True])
def test_nothing_runs_in_any_template(browser: Browser, tmp_path: Path, bypass: bool) -> None:
    """No script, no dialog, no request leaves a page filled with payloads, even where its policy is not obeyed.

    Deep, with the policy too, which then has nothing to report.
    """
    with unguarded(browser, bypass=bypass) as page:
        opened(page, filled(tmp_path))


def opened(page: Page, files: Iterable[Path]) -> None:
    """Open pages, and move over what they show, so that handlers had their occasion."""
    for file in files:
        page.goto(file.as_uri(), wait_until="load")
        page.keyboard.press("Tab")
        page.mouse.move(200, 200)


def test_a_payload_that_is_not_escaped_would_be_heard(browser: Browser, tmp_path: Path) -> None:
    """The browser that finds nothing in our pages hears each kind of payload on a careless one."""
    careless = tmp_path / "careless.html"
    for payload in (PAYLOADS[0], PAYLOADS[4], PAYLOADS[5], PAYLOADS[10]):
        careless.write_text(f"<!DOCTYPE html><title>x</title>{payload}<p>text", "utf-8")
        with pytest.raises(AssertionError, match=r"dialog|request"), unguarded(browser) as page:
            page.goto(careless.as_uri())


def looked_at() -> list[str]:
    """Give the heaviest page of each kind of the release of hostile inputs; deep, all."""
    return (
        sites.html(sites.hostile()) if DEEP else [p for found in sites.samples(sites.hostile()).values() for p in found]
    )


def test_hostile_inputs_change_no_markup() -> None:
    """Payloads in reports, in the catalogue and in a mapping set leave every page with the markup that others have."""
    usual = frozenset().union(*(page.marks for page in shown(sites.whole()).values()))
    for path in looked_at():
        page = taken_apart(path, (sites.hostile() / path).read_bytes())
        assert page.marks <= usual, path
        assert may_lead(page), path
        assert data_are_whole((sites.hostile() / path).read_text("utf-8")), path


def test_hostile_texts_are_shown_as_they_are() -> None:
    """Titles of entries and labels of mappings stand on their pages letter for letter."""
    site = sites.hostile()
    for path in ("zh/vuln/CNVD-2031-100.html", "en/code/area/CN-ZJ.html"):
        tree = LexborHTMLParser((site / path).read_text("utf-8"))
        text = " ".join((tree.body.text() if tree.body else "").split())
        missing = [payload for payload in PAYLOADS if " ".join(payload.split()) not in text]
        assert missing == [], path


@pytest.mark.parametrize("bypass", [True, False] if DEEP else [False])
def test_nothing_runs_on_the_pages_of_hostile_inputs(browser: Browser, bypass: bool) -> None:
    """Quick, on the heaviest page of each kind, whose policy has nothing to report; deep, on every page."""
    with unguarded(browser, bypass=bypass) as page:
        opened(page, (sites.hostile() / path for path in looked_at()))
