"""How validation went is carried on from release to release, as a table and on the page of validation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from cncert_kg import history
from cncert_kg.errors import StorageError
from cncert_kg.history import Before, Line
from cncert_kg.manifest import read_manifest
from cncert_kg.site import quality
from cncert_kg.site.views.validation import LINES
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.validation_report import Report, Result
from tests import factory, sites

SHAPE = "https://w3id.org/cncert-kg/shapes#"
FIELDS = {
    "version": "v14",
    "software": "2.0",
    "modified": "2031-04-01",
    "inputs": (),
    "counts": {"inputs": 0, "outcomes": {}, "issues": 0, "observations": 0, "contradictions": 0, "gaps": 0},
}


def report() -> Report:
    """Give what validation found: a shape that passed, one with warnings, one violated, one without an object."""
    found = [Result(f"{SHAPE}{shape}", severity, "urn:x:1") for shape, severity in (
        ("Gap", "Warning"), ("Gap", "Warning"), ("Claim", "Violation"), ("Claim", "Warning"))]  # fmt: skip
    counted = {"Gap": 40, "Claim": 7, "Issue": 1200, "Period": 0}
    return Report(tuple(found), {f"{SHAPE}{shape}": n for shape, n in counted.items()})


def earlier(number: int) -> Line:
    """Give the line of an invented release."""
    return Line(f"v{number}", "1.0", f"2031-03-{number:02}", 1000 + number, 3, 0, 0, 1, 0, 0)


def test_a_line_counts_shapes_and_results() -> None:
    """A line has the checks, the shapes by outcome, and the results by severity."""
    assert history.line(FIELDS, report()) == Line("v14", "2.0", "2031-04-01", 1247, 1, 1, 1, 1, 1, 3)
    assert history.line(FIELDS, report()).applicable == 3
    assert history.line({**FIELDS, "modified": None}, report()).modified == ""


def test_lines_are_carried_on_and_those_of_the_same_build_replaced() -> None:
    """Its own line comes last; the same data checked by other software are a line of their own."""
    own, other = history.line(FIELDS, report()), history.line({**FIELDS, "software": "1.9"}, Report((), {}))
    before = Before("v14", (earlier(1), own._replace(checks=3), other))
    assert history.continued(before, own) == (earlier(1), other, own)
    assert history.continued(history.NONE, own) == (own,)


def test_a_table_is_read_back(tmp_path: Path) -> None:
    """What is written is what the next build reads; a release older than the history has no lines."""
    assert history.read(tmp_path) == ()
    lines = (earlier(1), history.line({**FIELDS, "modified": None}, report()))
    saved(tmp_path, history.history_csv(lines))
    assert history.read(tmp_path) == lines


def saved(release: Path, table: bytes) -> None:
    (release / history.TABLE).parent.mkdir(exist_ok=True)
    (release / history.TABLE).write_bytes(table)


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"\xff\xfe",
        b"version,software\r\n",
        history.history_csv([earlier(1)])[:-8],
        history.history_csv([earlier(1)]).replace(b"1001", b"many"),
        history.history_csv([earlier(1)]).replace(b"1001", b"1001,2"),
    ],
)
def test_a_table_that_is_none_is_named(tmp_path: Path, table: bytes) -> None:
    """A table that is empty, no text, other columns, cut, or without its numbers is refused with its path."""
    saved(tmp_path, table)
    with pytest.raises(StorageError, match=history.TABLE) as error:
        history.read(tmp_path)
    assert error.value.code == "E_TABLE"


def cells(page: bytes) -> list[list[str]]:
    """Give the rows of the history on a page of validation."""
    section = LexborHTMLParser(page).css_first('section[aria-labelledby="history"]')
    assert section is not None
    return [[cell.text() for cell in row.css("th, td")] for row in section.css("tbody tr")]


def shown(lines: tuple[Line, ...], lang: str) -> bytes:
    """Give the page of validation of the last of some releases."""
    files = dict(quality.files(quality.Checked(FIELDS, report(), lines), [], factory.small_build().terms))
    assert files[history.TABLE] == history.history_csv(lines)
    return files[f"{lang}/validation.html"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_the_latest_releases_first(lang: str) -> None:
    """Shapes passed of those with something to check, and results; earlier ones are in the table alone."""
    lines = (*map(earlier, range(1, 14)), history.line(FIELDS, report()))
    page, w = shown(lines, lang), BY_LANGUAGE[lang]
    assert [row[0] for row in cells(page)] == [f"v{n}" for n in range(14, 14 - LINES, -1)]
    assert cells(page)[:2] == [
        ["v14", "2.0", "1,247", "1/3", "1", "3"],
        ["v13", "1.0", "1,013", "3/3", "0", "0"],
    ]
    assert w["history_more"] in page.decode() and w["history_alone"] not in page.decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_release_says_that_it_is(lang: str) -> None:
    """A history of one line explains itself."""
    page, w = shown((earlier(1),), lang).decode(), BY_LANGUAGE[lang]
    assert w["history_alone"] in page and w["history_more"] not in page


def test_a_build_that_follows_a_release_continues_its_history() -> None:
    """The whole site follows the small one: two lines, of its manifest and of that one's, and a described table."""
    small, whole = sites.small(), sites.whole()
    lines = history.read(whole)
    assert lines[:-1] == history.read(small)
    assert [one.version for one in lines] == [read_manifest(site)["version"] for site in (small, whole)]
    assert all(one.failed == one.violations == 0 < one.passed for one in lines)
    described = json.loads((whole / f"{history.TABLE}-metadata.json").read_text("utf-8"))
    assert described["tableSchema"]["primaryKey"] == ["version", "software"]
