"""Pages of indicators and comparisons: the same numbers in chart, table and CSV, and all that people take away."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser
from pyoxigraph import NamedNode, Triple

from cncert_kg import building, tables
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.release import Build
from cncert_kg.site import downloads, style
from cncert_kg.site.charts import ABOUT, DISPUTED
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import comparisons, groups, home, indicator_lists, indicators, overlays, plots
from tests.browsing import quiet, started
from tests.factory import REPOSTER, reports, shell_post, weekly_post

NODE = "code/indicator/incident-handled"
KEY = "cncert-weekly-world-level-total"
WEEKS = ((date(2029, 12, 31), (1, 2, 3, 5, 6)), (date(2030, 12, 30), (1, 2, 4, 5)))
"""The Mondays from which the weeks of two invented years count, and the weeks that have a report."""


@cache
def build() -> Build:
    """Give two years with gaps, a rounded value, a contradicted one and an empty shell."""
    found = {"shell.md": shell_post(6)}
    for start, weeks in WEEKS:
        for number in weeks:
            monday = start + timedelta(7 * (number - 1))
            handled = "约1.2万" if number == 2 else 400 + number
            name = f"{start.year}-{number}.md"
            found[name] = weekly_post(number, monday, monday + timedelta(6), handled=handled, cross=90 + number)
    again = WEEKS[1][0]
    found["again.md"] = weekly_post(1, again, again + timedelta(6), handled=999, account=REPOSTER)
    return building.build(reports(found), DEFAULT_BASE)


@cache
def site() -> Site:
    return Site(build())


@cache
def files() -> dict[str, bytes]:
    return dict(downloads.files(site()))


def page(path: str, lang: str = "en") -> str:
    return Renderer(site()).page(path, lang).content().decode()


def free(path: str, lang: str = "en") -> str:
    found = (p for pages in (indicators.pages, indicator_lists.pages, comparisons.pages) for p in pages(site()))
    return Renderer(site()).free_page(next(p for p in found if p.path == path), lang)[1].decode()


def scope(lang: str = "en", node: str = NODE) -> Scope:
    return Scope(site(), lang, f"{lang}/{node}.html", node)


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files()[path].decode("utf-8-sig"), newline=""), strict=True))


def titles(svg: str) -> list[str]:
    """Give the second part of the titles of values: period, value, quote."""
    return [t.split(" · ")[1] for t in re.findall(r"<title[^>]*>([^<]*·[^<]*“[^<]*)</title>", svg)]


def test_chart_table_and_csv_agree() -> None:
    """Every value that is drawn stands in the table under the chart and in the CSV, and none besides."""
    text = page(NODE)
    table = re.findall(r'<td class="n"><a [^>]*>(?:about )?([0-9,]+)</a>', text)
    drawn = titles(text.partition("</svg>")[0])
    from_file = [f"{Decimal(row['value']):,f}" for row in rows(f"{NODE}.csv") if row["indicator"] == "incident-handled"]
    assert sorted(drawn) == sorted(table) == sorted(from_file) and len(drawn) == 9


def test_a_point_has_its_sentence_and_leads_to_its_observation() -> None:
    """The title of a point is period, value and the words of the report, in the report's language."""
    text = page(NODE)
    assert re.search(r'<g class="line l0" lang="zh">', text)
    point = re.search(r'<a href="\.\./\.\./(id/obs/[^"]+2030-01-14_2030-01-20[^"]+)\.html" tabindex="-1">.*?</a>', text)
    assert point and point[1] in site().index.described
    assert "2030-01-14/2030-01-20 · 403 · “" in point[0] and "处理网络安全事件403起”" in point[0]


def test_gaps_breaks_and_doubts_come_from_the_graph() -> None:
    """What the graph knows of a series is what its chart shows."""
    made = plots.plan(scope(), site().cells_of[NODE][0])
    assert [(g.first, g.group) for g in made.gaps] == [(date(2031, 2, 10), "Empty shell")]
    marks = [p.mark for p in made.lines[0].points]
    assert (marks.count(ABOUT), marks.count(DISPUTED), len(marks)) == (2, 1, 9)
    text = page(NODE)
    # One long winter, and one week in each year.
    assert text.count('class="miss"') == 3 and "weeks)</title>" in text and "hollow points" in text


def changed(predicate: str, subject: str, object_: str) -> Site:
    """Give the site of the same build, in which one statement more or another object stands."""
    made = build()
    triple = Triple(*(NamedNode(i if "//" in i else DEFAULT_BASE + i) for i in (subject, predicate, object_)))
    kept = {
        name: [t for t in triples if (t.subject, t.predicate) != (triple.subject, triple.predicate)]
        for name, triples in made.graphs.items()
    }
    return Site(replace(made, graphs={**kept, "derived": [*kept.get("derived", []), triple]}))


@pytest.mark.parametrize(
    ("predicate", "subject", "object_", "expected"),
    [
        ("http://purl.org/linked-data/sdmx/2009/attribute#obsStatus",
         "id/obs/cncert-weekly/incident-handled/world/2030-01-14_2030-01-20/level/total",
         "http://purl.org/linked-data/sdmx/2009/code#obsStatus-B", (date(2030, 1, 14), "obsStatus B")),
        ("def#supersedes", NODE, "code/indicator/phishing-page", (date(2029, 12, 31), "takes the place of")),
        ("def#supersedes", "code/indicator/phishing-page", NODE, (date(2031, 2, 2), "takes its place")),
    ],
)  # fmt: skip
def test_a_change_of_definition_is_a_break(
    predicate: str, subject: str, object_: str, expected: tuple[date, str]
) -> None:
    """A break stands at the value that counts otherwise, or where one indicator takes the place of another."""
    other = changed(predicate, subject, object_)
    view = Scope(other, "en", f"en/{NODE}.html", NODE)
    (found,) = plots.plan(view, other.cells_of[NODE][0]).breaks
    assert found.day == expected[0] and expected[1] in found.title
    text = Renderer(other).page(NODE, "en").content().decode()
    assert text.count('class="break"') == 1 and found.title.split(" “")[0] in text


def test_tables_open_in_spreadsheets_and_are_described() -> None:
    """Every CSV begins with a byte order mark, its numbers are bare, and its metadata name its columns and types."""
    found = [path for path in files() if path.endswith(".csv")]
    assert len(found) > 6
    for path in found:
        raw = files()[path]
        assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
        described = json.loads(files()[f"{path}-metadata.json"])
        assert described["url"] == path.rpartition("/")[2]
        columns = described["tableSchema"]["columns"]
        for row in rows(path):
            assert list(row) == [c["name"] for c in columns]
            for column in columns:
                check(row[column["name"]], column["datatype"])
        assert not re.search(rb'"-?[0-9.]+"', raw)


def check(value: str, datatype: str) -> None:
    """Check a cell against its datatype of XML Schema; an empty one is null."""
    forms = {"decimal": r"-?[0-9]+(\.[0-9]+)?", "integer": r"-?[0-9]+", "anyURI": r"https?://\S+", "string": r"[^\n]*"}
    assert not value or re.fullmatch(forms[datatype], value), (value, datatype)


def test_no_cell_of_a_comparison_is_a_formula() -> None:
    """A fall keeps its minus and stays a number; a text that begins like a formula does not."""
    cells = tables.compared_csv([("=cmd()", 2031, 1, *[""] * 7, "-7.6", "percent", "exact")]).decode()
    assert "'=cmd()" in cells and ",-7.6," in cells


def test_metadata_say_what_a_number_needs() -> None:
    """Unit, definition, source, gaps, doubts, licence and citation, in both languages, without a page."""
    found: dict[str, Any] = json.loads(files()[f"{NODE}.metadata.json"])
    assert found["title"] == {"zh": "处理网络安全事件", "en": "Incidents handled"}
    assert found["unit"][0]["en"] == "incident" and found["observations"] == 9
    (chart,) = found["charts"]
    assert (chart["values"], chart["period"]["first"], chart["period"]["last"]) == (9, "2029-12-31", "2031-02-02")
    assert chart["marks"] == {"about": 2, "disputed": 1, "exact": 6}
    assert chart["gaps"] == [
        {"first": "2031-02-10", "last": "2031-02-16", "reason": {"zh": "空壳页面", "en": "Empty shell"}}
    ]
    assert all(chart["svg"][lang] in files() for lang in LANGUAGES)
    assert found["licence"].startswith("http") and all(found["citation"].values())


def test_the_drawing_is_a_file_of_its_own() -> None:
    """An SVG file names itself, its source and its signs, and has no link that breaks when it is moved."""
    for lang, name in (("zh", "处理网络安全事件"), ("en", "Incidents handled")):
        text = files()[f"{lang}/{NODE}/{KEY}.svg"].decode()
        root = ElementTree.fromstring(text)
        assert root.findtext("{http://www.w3.org/2000/svg}title") == name
        assert "<a " not in text and f"{DEFAULT_BASE}{NODE}" in text and len(titles(text)) == 9


def test_files_are_the_same_each_time() -> None:
    """Two builds of one input give the same bytes."""
    assert dict(downloads.files(Site(build()))) == files()


def linked(text: str) -> Iterator[str]:
    return (link for link in re.findall(r'href="([^"#]+)"', text) if link.endswith((".csv", ".json", ".svg")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_download_exists(lang: str) -> None:
    """What a page offers is in the release."""
    paths = [(f"{lang}/{NODE}.html", page(NODE, lang))]
    paths += [(f"{lang}/{c.path}.html", free(c.path, lang)) for c in comparisons.comparisons(site())]
    for path, text in paths:
        folder = Path("/", path).parent
        found = [str((folder / link).resolve())[1:] for link in linked(text)]
        assert len(found) >= 3 and set(found) <= set(files()), path


def test_years_lie_over_each_other_by_week() -> None:
    """The same week of two years stands at the same place and in the same row, the newest year first."""
    (found,) = (o for o in overlays.overlays(site()) if o.cell[1] == NODE)
    made = found.plan(scope())
    assert [line.name for line in made.lines] == ["2031", "2030"]
    new, old = ({(p.first, p.value) for p in line.points} for line in made.lines)
    assert {first for first, _ in new} - {first for first, _ in old} == {date(2000, 1, 24)}
    assert f'href="../../{found.path}.html"' in page(NODE)
    view = found.view(scope())
    assert view["columns"] == ["Week", "2031", "2030"]
    assert [(place, [[r.text for r in cell] for cell in cells]) for place, cells in view["rows"]][2:4] == [
        ("3", [[], ["403"]]),
        ("4", [["404"], []]),
    ]
    assert {row["year"] for row in rows(f"{found.path}.csv")} == {"2030", "2031"}


def test_indicators_of_one_kind_are_compared_and_never_added() -> None:
    """A group has one unit, one stage and one length of period; its table has each value as it is."""
    (group,) = groups.groups(site())
    assert group.path == "compare/incident-handled-week" and len(group.cells) == 3
    assert [g.title(scope(lang)) for g in [group] for lang in LANGUAGES] == [
        "处置的事件（每周）",
        "Incidents handled (weekly)",
    ]
    stated = {(r["indicator"], r["period_start"]): r["value"] for r in rows(f"{group.path}.csv")}
    assert stated["incident-handled", "2030-01-14"] == "403" and len(stated) == 27
    own = {r["value"] for code in {c[1] for c in group.cells} for r in rows(f"{code}.csv")}
    assert set(stated.values()) == own


def test_headlines_share_one_time_axis() -> None:
    """A card has the newest value, its period, and the change since the value before, with its sign in words."""
    cards = home.cards(scope("en", ""))
    assert [c.ref.text for c in cards] == [
        "Incidents handled",
        "Phishing complaints handled",
        "Cross-border incidents handled",
    ]
    assert (cards[0].value.text, cards[0].unit, cards[0].when) == ("405", "incidents", "27 January to 2 February 2031")
    assert cards[0].change == "▲ +1 since 2031-01-26" and cards[1].change == "= 0 since 2031-01-26"
    assert len({c.spark.last[0] for c in cards}) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_light_and_well_formed(lang: str) -> None:
    """No page of an indicator or a comparison weighs more than thirty kilobytes, none says an id twice."""
    texts = [page(NODE, lang), *(free(c.path, lang) for c in comparisons.comparisons(site()))]
    texts += [free(p.path, lang) for pages in (indicator_lists.pages, indicators.pages) for p in pages(site())]
    for text in texts:
        assert len(text.encode()) < 30_000
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids)) and " style=" not in text
        for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            ElementTree.fromstring(svg)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with started(chromium) as found:
        yield found


def test_markers_stand_where_their_values_are(browser: Browser, tmp_path: Path) -> None:
    """The middle of each marker is the place of its value, and can be hit."""
    (tmp_path / "page.html").write_text(page(NODE).replace("../../../style.css", "style.css"), encoding="utf-8")
    (tmp_path / "style.css").write_bytes(style.sheet("", ""))
    with quiet(browser, dark=True) as opened:
        opened.goto((tmp_path / "page.html").as_uri())
        boxes: list[list[float]] = opened.evaluate(
            """() => [...document.querySelectorAll('.chart .line a path:not(.disputed)')].map(p => {
                const b = p.getBBox(), d = p.getAttribute('d').slice(1).split('m')[0].split(' ');
                return [b.x + b.width / 2 - d[0], b.y + b.height / 2 - d[1], b.width];
            })"""
        )
        assert len(boxes) == 8
        assert all(abs(x) < 0.2 and abs(y) < 0.2 and width >= 6 for x, y, width in boxes)
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
        opened.locator(".line a:has(.disputed)").hover(timeout=5000)
