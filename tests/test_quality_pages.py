"""The pages of data quality say what the graph, the manifest and the validation report say, and stay small."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from datetime import date, timedelta
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from cncert_kg import building, composition, extraction, history, parts
from cncert_kg.earl import earl_turtle, outcomes
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.release import Build
from cncert_kg.site import pages, quality
from cncert_kg.site.index import Index
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import calendars, counted, findings, gaps, paging, validation, years
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.validate import load_shapes
from cncert_kg.validation_report import Report, Result
from tests import factory
from tests.conftest import DEEP, ROOT

DOCUMENTS = ROOT / "tests" / "documents"
MOST = 30_000
"""Bytes of HTML on a page."""

SHAPES = f"{DEFAULT_BASE}shapes#"
EARL = "http://www.w3.org/ns/earl#"

OTHERS = (
    "anva-channel-urls.md", "weekly-same-week-as-channel.md", "cnvd-weekly-wrong-direction.md",
    "cnvd-weekly-restates.md", "cnvd-weekly-start-year.md", "cnvd-weekly-two-weeks.md", "cnvd-weekly-double.md",
    "annual-front-matter.txt", "cnvd-weekly-2031-10.md",
)  # fmt: skip


def documents() -> dict[str, bytes]:
    """Give reports with conflicts, shells, a missing figure, a file that is no text, sums that do not add up."""
    deleted = factory.post(factory.week_title(14, factory.monday(14), factory.monday(15)), ["该内容已被发布者删除"])
    sums = (DOCUMENTS / "cnvd-weekly-two-values.md").read_text(encoding="utf-8").replace("低危漏洞50个", "低危漏洞40个")
    return {
        **factory.documents(),
        **{name: (DOCUMENTS / name).read_bytes() for name in OTHERS},
        "week-10.md": factory.weekly_post(10, handled="若干"),
        "week-11.md": factory.weekly_post(11, cross=500),
        "week-14.md": deleted,
        "broken<b>.bin": b"\x00\x01\x02\x03",
        "sums.md": sums.encode(),
    }


@cache
def made() -> Build:
    """Give the build of `documents`, read from files as a user's are; made once, never changed."""
    with tempfile.TemporaryDirectory() as folder:
        factory.save(Path(folder), documents())
        return building.build([extraction.from_file(p) for p in sorted(Path(folder).iterdir())], DEFAULT_BASE)


@cache
def site() -> Site:
    """Give what pages read of it."""
    return Site(made())


@cache
def report() -> Report:
    """Give what validation found in it."""
    return factory.whole(made()).validation


@cache
def files() -> dict[str, bytes]:
    """Give every page of quality and every list, by path; the pages of things only where a test asks for them."""
    return written(site())


def checked(fields: dict[str, Any], found: Report, before: history.Before = history.NONE) -> quality.Checked:
    """Give what a release says of its quality that follows another."""
    return quality.Checked(fields, found, history.continued(before, history.line(fields, found)))


def written(of: Site) -> dict[str, bytes]:
    """Give the lists of a site, the pages that are paged, and what the end of a build adds."""
    renderer, whole = Renderer(of), factory.whole(of.build)
    free = [p for family in pages.FAMILIES if family.__module__ in MINE for p in family(of)]
    out = dict(renderer.free_page(page, lang) for page in free for lang in ("zh", "en"))
    things = [p for p in of.index.described if p.startswith(("id/finding/", "id/series/", "id/org/", "id/period/"))]
    out |= renderer.pages_of({of.index.iri(of.index.subject(path)) for path in things})
    out |= {f"{lang}/{n}.html": listed(of, n, lang) for n in LISTS for lang in ("zh", "en")}
    named = [*whole.named, *quality.cited(of)]
    return out | dict(quality.files(checked(composition.manifest(whole), whole.validation), named, whole.terms))


MINE = {f"cncert_kg.site.views.{name}" for name in ("years", "rest", "gaps", "findings", "calendars", "organisations")}
LISTS = ("series", "periods", "documents", "gaps", "findings", "calendar", "coverage", "codes", "organisations")


def listed(of: Site, name: str, lang: str) -> bytes:
    """Give a list page."""
    page = next(page for page in pages.LISTS if page.path == name)
    return Renderer(of).free_page(page, lang)[1]


def text(path: str, of: dict[str, bytes] | None = None) -> str:
    """Give what a page says, without markup, blanks as one."""
    page = (of or files())[path].decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.mark.parametrize(
    ("start", "end", "steps", "expected"),
    [
        ("2024-12-16", "2024-12-22", 53, [(2024, 51)]),
        ("2024-12-30", "2025-01-05", 53, [(2025, 1)]),
        ("2022-12-24", "2022-12-30", 53, [(2022, 52)]),
        ("2021-01-01", "2021-01-03", 53, [(2020, 53)]),
        ("2024-09-30", "2024-10-13", 53, [(2024, 40), (2024, 41)]),
        ("2024-05-06", "2024-05-11", 53, [(2024, 19)]),
        ("2024-05-20", "2024-05-20", 53, [(2024, 21)]),
        ("2024-05-20", "2024-05-20", 12, [(2024, 5)]),
        ("2021-06", "2021-06", 12, [(2021, 6)]),
        ("2020-01-01", "2020-12-31", 1, [(2020, 1)]),
        ("2025", "2025", 1, [(2025, 1)]),
    ],
)
def test_cells_of_a_period(start: str, end: str, steps: int, expected: list[tuple[int, int]]) -> None:
    """A period fills the weeks whose Thursdays it holds, a double issue two; short ones the week they begin in."""
    assert list(calendars.places(start, end, steps)) == expected


def test_every_week_has_one_cell() -> None:
    """Seven days in a row, from whichever weekday, fill exactly one week, and follow one another without a hole."""
    for weekday in range(7):
        first = date(2009, 1, 1) + timedelta(days=weekday)
        starts = [first + timedelta(weeks=n) for n in range(900)]
        found = [list(calendars.places(str(s), str(s + timedelta(days=6)), 53)) for s in starts]
        assert all(len(one) == 1 for one in found)
        assert len({one[0] for one in found}) == 900
    assert [calendars.weeks(year, 53) for year in (2009, 2015, 2020, 2024)] == [53, 53, 53, 52]


def test_calendar_cells_are_the_states_of_the_issues() -> None:
    """Each dated issue stands in its cell with its state; the gaps of the graph decide it."""
    index = site().index
    states: Counter[str] = Counter()
    for issue in index.members("def#ReportIssue"):
        series, period = index.node_of(issue, "dct:isPartOf"), index.node_of(issue, "dct:temporal")
        start, end = (index.text_of(period, f"dcat:{p}Date") for p in ("start", "end"))
        whole = [g for g in index.subjects("d:about", issue) if g.startswith("id/gap/")]
        reason = index.node_of(whole[0], "d:gapReason").rpartition("/")[2] if whole else ""
        expected = {
            "": "held",
            "shell": "shell",
            "deleted": "blocked",
            "unparsed": "unread",
            "issue-not-held": "unheld",
        }
        assert calendars.state_of(index, issue) == expected[reason]
        states[expected[reason]] += 1
        steps = calendars.steps_of(index, series)
        cells = calendars.filled(index, series, steps)
        for place in calendars.places(start, end, steps) if start else ():
            assert calendars.Known(expected[reason], issue) in cells[place]
    assert states.keys() == {"held", "shell", "blocked", "unread", "unheld"}


def test_calendar_page_shows_the_cells() -> None:
    """A cell links to its issue with period and state as its title, its shape beside its tone."""
    page = files()["zh/calendar/cncert-weekly.html"].decode()
    held = '2031-07.html" title="2031-02-17 至 2031-02-23 · 已收">●</a></td>'
    held = f'<td class="held"><a href="../id/report/cncert-weekly/{held}'
    assert held in page
    assert '<td class="shell"><a href="../id/report/cncert-weekly/2031-09.html"' in page
    assert '<td class="unread"><a href="../id/report/cncert-weekly/2031-10.html"' in page
    assert '<td class="blocked"><a href="../id/report/cncert-weekly/2031-14.html"' in page
    assert '<td class="unheld"><a href="../id/report/cncert-weekly/2031-06.html"' in page
    assert '<th scope="row">2009–2030</th><td colspan="53">无资料</td>' in page
    restated = files()["en/calendar/cnvd-weekly.html"].decode()
    assert 'class="restated"' in restated and "◐" in restated


def test_calendar_of_many_issues_is_split_between_years() -> None:
    """A calendar with more linked cells than a page bears goes on over several pages, whole years on each."""
    parts_ = list(calendars._parts(range(2026, 2008, -1), Counter(dict.fromkeys(range(2009, 2027), 52))))
    assert [len(p) for p in parts_] == [calendars.LINKED // 52] * 9
    assert [y for part in parts_ for y in part] == list(range(2026, 2008, -1))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hub_says_what_the_manifest_and_the_report_say(lang: str) -> None:
    """Counts on the hub are those of the manifest and the validation report, in sentences of the page's language."""
    fields, said, w = composition.manifest(factory.whole(made())), text(f"{lang}/quality.html"), BY_LANGUAGE[lang]
    counts = fields["counts"]
    assert counts["outcomes"]["quarantined"] == 2 and counts["outcomes"]["deleted"] == 1
    assert w["hub_gaps"].format(counts["gaps"]) in said
    assert w["hub_findings"].format(counts["contradictions"]) in said
    warnings = sum(r.severity == "Warning" for r in report().results)
    passed = Counter(outcomes(report()).values())["passed"]
    checks = f"{sum(report().coverage.values()):,}"
    assert w["hub_validation"].format(len(report().coverage), checks, passed, 0, warnings) in said
    numbers = counts["numbers"]
    assert f"{numbers['read']:,}" in said
    for name in ("documents", "coverage", "calendar", "gaps", "findings", "validation", "quarantine"):
        assert f'href="{name}.html"' in files()[f"{lang}/quality.html"].decode()


def test_validation_page_has_every_shape_with_its_counts() -> None:
    """Each shape stands once with the number of its focus nodes, of those with a result, and its outcome."""
    page = files()["en/validation.html"].decode()
    failed = {s: len({r.focus for r in report().results if r.shape == s}) for s in report().coverage}
    for shape, count in report().coverage.items():
        name = shape.rpartition("#")[2]
        row = page[page.index(f'<tr id="{name}">') :].partition("</tr>")[0]
        assert re.findall(r'<td class="n">([\d,]+)</td>', row) == [f"{count:,}", f"{failed[shape]:,}"]
        assert ("passed" in row) == (count > 0 and not failed[shape])
    assert "nothing to check" in page
    assert {r.shape.rpartition("#")[2] for r in report().results} == {"PartWithinWhole", "SeveritySum"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_are_sentences_with_their_source(lang: str) -> None:
    """A result is one sentence of the page's language with a link, the sentence that states it, and the arithmetic."""
    page, said = files()[f"{lang}/validation/SeveritySum.html"].decode(), text(f"{lang}/validation/SeveritySum.html")
    result = next(r for r in report().results if r.shape.endswith("SeveritySum"))
    assert (result.message_zh if lang == "zh" else result.message_en) in said
    assert "100 + 40 + 150 = 290 ≠ 300" in said
    assert "<mark>300</mark>" in page and (lang == "zh" or '<blockquote lang="zh">' in page)
    observation = result.focus.removeprefix(DEFAULT_BASE)
    assert f'href="../{observation}.html"' in page
    assert BY_LANGUAGE[lang]["check_SeveritySum"] in said
    other = text(f"{lang}/validation/PartWithinWhole.html")
    assert "500" in other and "431" in other


def test_long_reports_are_cut_to_the_first_results() -> None:
    """Of twenty thousand results a page shows the first and counts the rest, which the JSON has."""
    focus = (f"{DEFAULT_BASE}id/vuln/CNVD-2031-{n:05}" for n in range(20_000))
    results = tuple(Result(f"{SHAPES}Vulnerability", "Warning", f, message_zh="缺", message_en="lacks") for f in focus)
    many = Report(results, {f"{SHAPES}Vulnerability": 20_000})
    made_ = dict(quality.files(checked(composition.manifest(factory.whole(made())), many), [], made().terms))
    page = made_["en/validation/Vulnerability.html"]
    assert len(page) < MOST
    assert "19,970" in page.decode()
    assert 'href="../vuln/CNVD-2031-000.html#CNVD-2031-00000"' in page.decode()


def test_every_shape_has_its_sentence() -> None:
    """No shape is checked that the pages do not explain, in either language, and none explained that is gone."""
    names = {name for of_file in quality.shapes().values() for name in of_file}
    targeted = {s.iri.rpartition("#")[2] for s in load_shapes().targeted}
    assert targeted <= names
    for words in BY_LANGUAGE.values():
        assert {key.removeprefix("check_") for key in words if key.startswith("check_")} == names
        assert {f"shapes_{file}" for file in quality.shapes()} <= words.keys()


def test_earl_has_one_assertion_for_each_shape() -> None:
    """EARL says of every shape passed, failed, cantTell (warnings only) or inapplicable, and is valid Turtle."""
    raw = files()["validation/earl.ttl"]
    triples = [q.triple for q in ox.parse(raw, ox.RdfFormat.TURTLE)]
    tests = [t.object.value for t in triples if t.predicate.value == f"{EARL}test"]
    assert sorted(tests) == sorted(report().coverage)
    found = Counter(t.object.value.removeprefix(EARL) for t in triples if t.predicate.value == f"{EARL}outcome")
    assert found == Counter(outcomes(report()).values())
    assert found["cantTell"] == 2 and found["failed"] == 0
    broken = Report((Result(f"{SHAPES}Gap", "Violation", "urn:x:1"), Result(f"{SHAPES}Gap", "Warning", "urn:x:2")), {})
    assert outcomes(broken) == {f"{SHAPES}Gap": "failed"}
    assert not any(isinstance(t.subject, ox.BlankNode) for t in triples)
    software, subject = ox.NamedNode("urn:x:s"), ox.NamedNode("urn:x:d")
    assert earl_turtle(report(), software, subject, DEFAULT_BASE) == earl_turtle(
        report(), software, subject, DEFAULT_BASE
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_quarantine_names_what_was_found(lang: str) -> None:
    """Every quarantined input stands there by its base name, with the code, a sentence, and what was found."""
    said, w = text(f"{lang}/quarantine.html"), BY_LANGUAGE[lang]
    assert "broken<b>.bin" in said and "E_BINARY" in said and w["problem_E_BINARY"] in said
    assert "week-10.md" in said and "E_FIGURE" in said and w["problem_E_FIGURE"] in said
    page = files()[f"{lang}/quarantine.html"].decode()
    assert "<b>" not in page
    if lang == "zh":
        assert re.search(r'<small lang="en">[^<]*zero byte', page)
    codes = Counter(p.code for r in made().inputs for p in {p.code: p for p in r.problems}.values())
    for code, count in codes.items():
        assert f"{code} {w[f'problem_{code}']} {count}" in said
    listed_ = text(f"{lang}/quarantine/unrecognised.html")
    assert "other.txt" in listed_
    assert "week-14.md" in text(f"{lang}/quarantine/deleted.html")


def test_every_problem_of_a_document_has_its_sentence() -> None:
    """Whatever code the readers and the series can give a document, the pages explain it in both languages."""
    source = [*(ROOT / "cncert_kg" / "readers").rglob("*.py"), *(ROOT / "cncert_kg" / "series").rglob("*.py")]
    source += [ROOT / "cncert_kg" / "extraction.py"]
    pattern = re.compile(r'(?<!File)(?:Problem|ReadError|ExtractionError)\(\s*"([EW]_[A-Z_]+)"')
    codes = {code for path in source for code in pattern.findall(path.read_text(encoding="utf-8"))}
    entries = {"E_ID", "W_CVE_NUMBER", "W_DUPLICATE_ID", "W_SEVERITY", "W_TITLE"}  # of entries of the catalogue
    for words in BY_LANGUAGE.values():
        assert not sorted(c for c in codes - entries if f"problem_{c}" not in words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_contradictions_show_all_sides(lang: str) -> None:
    """A contradiction's page has every statement with value, sentence, document, and why one of them is canonical."""
    index, w = site().index, BY_LANGUAGE[lang]
    reasons: Counter[str] = Counter()
    for node in index.members("def#Contradiction"):
        said = text(f"{lang}/{node}.html")
        evidence = index.nodes(node, "d:evidence")
        page = files()[f"{lang}/{node}.html"].decode()
        assert page.count("<h3>") == (
            len(evidence) or len(index.subjects("prov:specializationOf", index.node_of(node, "d:about")))
        )
        for mention in (e for e in evidence if e.startswith("id/mention/")):
            scope = Scope(site(), lang, f"{lang}/{node}.html")
            sentence = "".join(index.text_of(mention, "d:sentence").split())
            assert sentence and sentence in said.replace(" ", "")
            assert scope.title(index.node_of(mention, "d:inDocument")) in said
            assert f'href="../../id/doc/{index.node_of(mention, "d:inDocument").removeprefix("id/doc/")}.html"' in page
        reasons.update(key for key in w if key.startswith("why_") and w[key] in said)
    assert any(
        findings.why(index, e, "", index.node_of(n, "d:about")) == findings.OTHER
        for n in index.members("def#Contradiction")
        for e in index.nodes(n, "d:evidence")
    )
    assert {"why_first", "why_publisher", "why_restated", "why_curated", "why_claim"} <= reasons.keys()


def test_conflict_names_the_canonical_value() -> None:
    """Of 431 and 413 the publisher's own is canonical; both sentences stand there with their digits marked."""
    index = site().index
    nodes = [n for n in index.members("def#Contradiction") if "431 ≠ 413" in index.text_of(n, "rdfs:label", "en")]
    assert len(nodes) == 1
    page = unescape(files()[f"en/{nodes[0]}.html"].decode())
    first, second = page.split("<h3>")[1:]
    assert first.startswith("✓ Canonical") and "<mark>431</mark>" in first
    assert second.startswith("Not canonical") and "<mark>413</mark>" in second
    assert BY_LANGUAGE["en"]["why_publisher"] in second
    assert "The two values differ by 18" in page


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("27939 ≠ 26411", "The two values differ by 1,528"),
        ("8664 − 12499, 44.3 %", "8,664 − 12,499 = −3,835, yet the text states a change of 44.3%"),
        ("2021 − 21 = 2000 ≠ 2001-08", ""),
        ("甲 ≠ 乙", ""),
    ],
)
def test_arithmetic_of_a_contradiction(found: str, expected: str) -> None:
    """Where numbers disagree the difference is worked out, exactly."""
    assert findings.worked(Scope(site(), "en", "en/x.html"), found) == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_gaps_are_counted_by_series_and_year(lang: str) -> None:
    """The sums of the table are the gaps of the graph, and every gap stands on the list of its series."""
    index = site().index
    every = index.members("def#Gap")
    table = re.findall(r'<td class="n">(\d*)</td>', files()[f"{lang}/gaps.html"].decode().partition("</table>")[0])
    assert int(table[-1]) == len(every)
    of_series = gaps.of_series(index)
    assert sorted(g for nodes in of_series.values() for g in nodes) == sorted(every)
    for series, nodes in of_series.items():
        held = "".join(f.decode() for p, f in files().items() if p.startswith(f"{lang}/{gaps.stem(series)}"))
        assert all(f'href="../{node}.html"' in held for node in nodes)


def test_years_hold_every_copy_period_and_issue_once() -> None:
    """Each copy, period and issue stands on exactly one page of years, in both languages."""
    index = site().index
    lists = (
        ("documents/", index.members("def#SourceDocument")),
        ("periods/", index.members("http://purl.org/dc/terms/PeriodOfTime")),
    )
    for folder, nodes in lists:
        pages_ = [f.decode() for p, f in files().items() if p.startswith(f"zh/{folder}")]
        for node in nodes:
            rows = sum(page.count(f'<th scope="row"><a href="../{node}.html"') for page in pages_)
            assert rows == 1, node
    found = [
        n for s in index.members("def#ReportSeries") for nodes in years.issues_of(index, s).values() for n in nodes
    ]
    assert sorted(found) == sorted(index.members("def#ReportIssue"))


def test_pages_of_a_list_lead_to_one_another() -> None:
    """A long list is cut into pages that name their number, the one before, the next and all others."""
    rows = list(range(95))
    made_ = list(paging.pages("lists/x", "gaps", "figures", rows, lambda scope, part: {"h1": "x", "rows": part}))
    assert [p.path for p in made_] == ["lists/x", "lists/x-2", "lists/x-3"]
    scope = Scope(site(), "en", "en/lists/x-2.html")
    view = made_[1].view(scope)
    assert view["rows"] == rows[40:80] and view["title"] == "x (2/3)"
    pager = view["pager"]
    assert pager.said == "Page 2 of 3"
    assert (pager.before.href, pager.after.href) == ("../lists/x.html", "../lists/x-3.html")
    assert [(r.text, bool(r.href)) for r in pager.numbers] == [("1", True), ("2", False), ("3", True)]
    assert made_[0].view(scope)["pager"].before is None
    assert next(paging.pages("y", "gaps", "figures", [1], lambda s, p: {"h1": "y"})).view(scope)["pager"] is None


def test_tables_of_counts_leave_out_what_counts_nothing() -> None:
    """Columns without a count are left out; rows and columns are summed."""
    table = counted.table("year", {"a": "A", "b": "B", "c": "C"}, [("x", {"a": 1, "c": 2}), ("y", {"c": 3})], "all")
    assert table.heads == ["year", ("A", "n"), ("C", "n"), ("all", "n")]
    assert list(table.rows) == [("x", [1, 2, 3]), ("y", [0, 3, 3])]
    assert table.totals == [1, 5, 6]


def test_empty_lists_explain_themselves() -> None:
    """Where nothing was found the page says what was compared, and that nothing is hidden."""
    calm = Site(
        building.build(factory.reports({"list.md": (DOCUMENTS / "attention-list.md").read_bytes()}), DEFAULT_BASE)
    )
    of = written(calm)
    for lang, w in BY_LANGUAGE.items():
        assert w["no_quarantined"] in text(f"{lang}/quarantine.html", of)
        assert w["no_results"] in text(f"{lang}/validation.html", of)
        assert w["no_gaps"] in text(f"{lang}/gaps.html", of)
        said = text(f"{lang}/findings.html", of)
        assert w["compared_periods"] in said
        if not calm.index.members("def#Contradiction"):
            assert w["no_findings"] in said


def test_no_page_is_heavy() -> None:
    """No page of these is over 30 kB, none has markup of a document, and headings have no hole."""
    for path, raw in files().items():
        if path.endswith(".html"):
            assert len(raw) <= MOST, path
            levels = [int(n) for n in re.findall(r"<h([1-6])", raw.decode())]
            assert levels.count(1) == 1
            assert all(b - a <= 1 for a, b in pairwise(levels)), path
            ids = re.findall(r' id="([^"]*)"', raw.decode())
            assert len(ids) == len(set(ids)), path


def test_links_between_these_pages_lead_somewhere() -> None:
    """Every link from one of these pages to another of its kind has its file."""
    held = set(files())
    for path, raw in files().items():
        if not path.startswith(("zh/", "en/")):
            continue
        for href in re.findall(r' href="([^"#:]+)(?=["#])', raw.decode()):
            target = "/".join(_resolved(path, href))
            folder = target.partition("/")[2].partition("/")[0]
            if folder in FOLDERS:
                assert target in held, (path, href)


FOLDERS = {"documents", "periods", "series", "gaps", "findings", "calendar", "quarantine", "figures", "claims"}


def _resolved(path: str, href: str) -> list[str]:
    found = path.split("/")[:-1]
    for step in href.split("/"):
        if step == "..":
            found.pop()
        else:
            found.append(step)
    return found


def test_cited_gives_the_sentences_of_results() -> None:
    """What a release keeps for its pages of results: what was checked, with its first mention and the quote."""
    kept = Index(quality.cited(site()), DEFAULT_BASE)
    for result in report().results:
        node = kept.node(result.focus)
        assert kept.texts(node, "rdfs:label")
        assert node.startswith("id/report/") or validation.mentions(kept, node)
    assert not list(quality.cited(Site(factory.small_build()))) or factory.small_build().validation.results


def test_two_builds_give_the_same_bytes() -> None:
    """Pages have no clock and no order of their own."""
    again = written(Site(made()))
    assert {p: raw for p, raw in files().items() if again[p] != raw} == {}


def test_part_remembers_what_pages_of_results_need() -> None:
    """The triples that are kept between builds parse, and are no part of the union."""
    brought = parts.part(made())
    assert brought.validation.results == made().validation.results
    assert json.loads(json.dumps(brought.manifest))["counts"]["inputs"] == len(made().inputs)


@pytest.mark.skipif(not DEEP, reason="half a minute: the whole register")
def test_no_page_of_the_register_is_heavy() -> None:
    """Of the release that the package makes by itself, none of these pages is over 30 kB."""
    of = written(Site(factory.embedded_build()))
    heavy = {path: len(raw) for path, raw in of.items() if path.endswith(".html") and len(raw) > MOST}
    assert not heavy
    fields = composition.manifest(factory.whole(factory.embedded_build()))
    assert str(fields["counts"]["contradictions"]) in text("en/quality.html", of)
