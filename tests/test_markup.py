"""Every page of a whole site: valid, light, reached from home, and silent towards the rest of the world."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from cncert_kg.site.links import LANGUAGES
from tests import sites
from tests.conftest import DEEP
from tests.markup import Link, Shown, complaints, shown

PAGE = 30_000
"""Most bytes of a page."""
SHEET = 15_000
"""Most bytes of the style sheet."""
WITH_SCRIPTS = ("search", "sparql")
"""Begins of the names of pages that do something only scripts can."""
DIRECTIVES = {"default-src 'none'", "base-uri 'none'", "form-action 'self'"}
"""What every page's policy says at least."""

SAID = {"cite-as", "license", "describedby", "type", "author", "collection", "item"}
"""What a `link` element may say of other addresses: relations that no browser loads anything for (RFC 8574, 6906)."""


@pytest.fixture(params=["whole", "real"] if DEEP else ["whole"])
def site(request: pytest.FixtureRequest) -> Path:
    """A release with every kind of page; deep, that of the real documents too."""
    return sites.whole() if request.param == "whole" else sites.real(request.getfixturevalue("shared"))


def in_languages(site: Path) -> list[Shown]:
    """Give the pages in a language; the others lead to them."""
    return [page for path, page in shown(site).items() if path.startswith(tuple(f"{lang}/" for lang in LANGUAGES))]


def test_markup_is_valid() -> None:
    """Html-validate finds nothing on the heaviest page of each kind and language; deep, on any page."""
    site = sites.whole()
    heaviest = [path for paths in sites.samples(site).values() for path in paths]
    assert complaints(site / path for path in (sites.html(site) if DEEP else heaviest)) == []


@pytest.mark.skipif(not DEEP, reason="takes minutes")
def test_markup_of_the_real_site_is_valid(shared: Path) -> None:
    """Html-validate finds nothing on any page of the release of the real documents."""
    site = sites.real(shared)
    assert complaints(site / path for path in sites.html(site)) == []


def test_every_link_leads_to_a_file_and_a_place(site: Path) -> None:
    """Within the site each link leads to a file that is there and, where it names a place, to that id."""
    held = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    places = {path: frozenset(page.ids) for path, page in shown(site).items()}
    broken = {
        (path, target, place)
        for path, page in shown(site).items()
        for target, place in page.targets()
        if target not in held or (place and target in places and place not in places[target])
    }
    assert sorted(broken)[:50] == []


def test_ids_are_unique_and_headings_in_order(site: Path) -> None:
    """No page has an id twice; each has one h1, first, and no heading more than one level below the one before."""
    for path, page in shown(site).items():
        assert len(page.ids) == len(set(page.ids)), path
        assert page.headings[:1] == (1,) and page.headings.count(1) == 1, path
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), path


def test_every_page_is_reached_from_home(site: Path) -> None:
    """By links alone, from the choice of languages to every page in either language, and to the page at its IRI."""
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        for target, _ in shown(site)[waiting.pop()].targets():
            if target in shown(site) and target not in seen:
                seen.add(target)
                waiting.append(target)
    wanted = {page.path for page in in_languages(site)}
    wanted |= {path.partition("/")[2] for path in wanted if path.partition("/")[2] in shown(site)}
    assert sorted(wanted - seen)[:50] == []


def test_every_file_is_listed_by_the_manifest(site: Path) -> None:
    """Nothing is in a release that its manifest does not know, and the reverse."""
    held = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()} - {"manifest.json"}
    assert held == json.loads((site / "manifest.json").read_text("utf-8"))["files"].keys()


def test_pages_and_sheet_are_light(site: Path) -> None:
    """No page weighs more than 30 kB, nor the one style sheet more than 15 kB."""
    heavy = sorted(((page.size, path) for path, page in shown(site).items() if page.size > PAGE), reverse=True)
    assert heavy[:50] == []
    assert (site / "style.css").stat().st_size <= SHEET


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    """Only links that say they are external lead out, to the web, by mail or telephone; all else is beside the page."""
    wrong = [
        (path, link.tag, link.attribute, link.address, link.rel)
        for path, page in shown(site).items()
        for link in page.links
        if link.is_outward and not _may_lead_out(link)
    ]
    assert wrong[:50] == []


def _may_lead_out(link: Link) -> bool:
    if link.tag == "link":
        return link.rel in SAID or (link.rel, link.address) == ("icon", "data:,")
    if (link.tag, link.attribute) != ("a", "href"):
        return False
    # A hundred rows leave no room to say so at each of their records: the whole page sends no referrer.
    is_said = "external" in link.rel.split() or link.address.startswith("https://www.cve.org/CVERecord?id=")
    return link.address.startswith(("mailto:", "tel:")) or (
        link.address.startswith(("https://", "http://")) and is_said
    )


def test_policies_forbid_what_pages_do_not_need(site: Path) -> None:
    """Each page has one, with nothing allowed by default; scripts only where something needs them, and none inline."""
    for path, page in shown(site).items():
        assert {part.strip() for part in page.policy.split(";")} >= DIRECTIVES, path
        assert not re.search(r"unsafe-inline|(?<!wasm-)unsafe-eval|https?:|\*", page.policy), path
        run = [address for type_, address in page.scripts if not type_.endswith("json")]
        assert all(run), path
        assert not run or path.partition("/")[2].startswith(WITH_SCRIPTS), path
        assert bool(run) == ("script-src" in page.policy), path


def test_pages_have_no_style_and_no_handler_of_their_own(site: Path) -> None:
    """No style attribute or element, no event handler, no frame, no plug-in, no base."""
    banned = {"@style", "style", "iframe", "object", "embed", "base", "@srcdoc"}
    for path, page in shown(site).items():
        assert not page.marks & banned, path
        assert not [mark for mark in page.marks if mark.startswith("@on")], path


def test_drawings_are_images_and_nothing_else(site: Path) -> None:
    """Each SVG file is well-formed, with title and description, no script, no style sheet, no outward address."""
    for path in sorted(site.rglob("*.svg")):
        root = ET.fromstring(path.read_bytes())
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert {"title", "desc"} <= names and not names & {"script", "foreignObject", "image"}, path
        addresses = [v for e in root.iter() for k, v in e.attrib.items() if k.rpartition("}")[2] == "href"]
        assert not [a for a in addresses if ":" in a.partition("#")[0]], path
