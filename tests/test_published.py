"""The Python API gives what the release has, whole and exact, and no empty answer to a wrong word."""

from __future__ import annotations

import csv
import doctest
import io
import re
import shlex
import shutil
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from cncert_kg.errors import CncertKgError, StorageError, UsageError
from cncert_kg.published import PublishedObservation, Release, open_release
from cncert_kg.published.facts import first_day, last_day, python_value
from cncert_kg.published.observations import Bounds, bounds
from cncert_kg.readers import files
from cncert_kg.slices import SliceForm, dump, language
from cncert_kg.vocab import XSD
from tests import catalogues, released
from tests.conftest import ROOT
from tests.factory import documents
from tests.released import opened

HANDLED = "incident-handled"
CROSS = "incident-handled-cross-border"


def table(release: Release, name: str) -> list[dict[str, str]]:
    """Give the rows of a table of a release."""
    text = (release.path / "data" / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", ["small", "other", "embedded", "catalogue"])
def test_observations_are_those_of_the_table(name: str) -> None:
    """Each row of the table is an observation, with the same coordinates, value, unit and bounds."""
    release = opened(name)
    found = {one.iri: one for one in release.observations()}
    rows = table(release, "observations.csv")
    assert found.keys() == {row["observation"] for row in rows}
    assert [row for row in rows if told(found[row["observation"]]) != {k: row[k] for k in TOLD}] == []


TOLD = (
    *("series", "issue", "indicator", "area", "statistic", "breakdown", "rating", "unit", "qualifier"),
    *("value", "lower", "upper", "witnesses"),
)


def told(one: PublishedObservation) -> dict[str, str]:
    values = {name: getattr(one, name) for name in TOLD}
    return {name: "" if value is None else f"{value}" for name, value in values.items()}


@pytest.mark.parametrize("path", ["data/cncert-kg.nq", "data/cncert-kg.ttl"])
def test_a_file_answers_as_its_release(path: str) -> None:
    """Named graphs or none, the same things in the same order."""
    whole = opened("catalogue")
    bare = Release(whole.path / path)
    for ask in (Release.observations, Release.vulnerabilities, Release.organisations):
        assert list(ask(bare)) == list(ask(whole))
    assert [r.key for r in bare.reports()] == [r.key for r in whole.reports()]
    assert dict(bare.manifest) == {} and bare.base == whole.base


def test_a_release_on_disk_answers_as_one_in_memory() -> None:
    """The store that is kept beside the release gives the same things in the same order."""
    kept, held = Release(released.small()), opened("small")
    assert list(kept.observations()) == list(held.observations())
    assert [r.key for r in kept.reports()] == [r.key for r in held.reports()]


CHOICES: tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...] = (
    ({"indicator": HANDLED}, [("2031-07", "431"), ("2031-08", "1204"), ("undated", "52")]),
    ({"indicator": [HANDLED, CROSS], "issue": "2031-08"}, [("2031-08", "98"), ("2031-08", "1204")]),
    ({"indicator": HANDLED, "issue": "cncert-weekly/2031-07"}, [("2031-07", "431")]),
    ({"indicator": HANDLED, "issue": ["2031-07", "2031-08"]}, [("2031-07", "431"), ("2031-08", "1204")]),
    ({"indicator": HANDLED, "series": "org-statistics"}, []),
    ({"series": "org-statistics", "statistic": "as-of"}, [("", "31"), ("", "207")]),
    ({"statistic": "wow"}, [("undated", "0"), ("undated", "12.5")]),
    ({"area": "world", "indicator": HANDLED, "start": "2031-02-17"}, [("2031-07", "431"), ("2031-08", "1204")]),
    ({"breakdown": "total", "indicator": HANDLED, "end": date(2031, 2, 23)}, [("2031-07", "431")]),
    ({"indicator": HANDLED, "start": "2031-02", "end": "2031-02"}, [("2031-07", "431")]),
    ({"indicator": HANDLED, "start": "2031", "end": "2031"}, [("2031-07", "431"), ("2031-08", "1204")]),
    ({"indicator": HANDLED, "start": "2031-02-18"}, [("2031-08", "1204")]),
    ({"indicator": (), "statistic": None, "series": [], "start": "2032"}, []),
)  # fmt: skip


@pytest.mark.parametrize(("chosen", "expected"), CHOICES)
def test_observations_are_chosen(chosen: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """By code, by several, by issue of one series or of any, and by days; an empty choice is none."""
    found = [(one.issue[:7], str(one.value)) for one in opened("small").observations(**chosen)]
    assert sorted(found) == sorted(expected)


BOUNDS: tuple[tuple[tuple[Any, Any], tuple[str, str] | None, bool], ...] = (
    ((None, None), None, True),
    ((None, None), ("2024-01-01", "2024-01-07"), True),
    (("2024", "2024"), ("2024-01-01", "2024-12-31"), True),
    (("2024-02", "2024-02"), ("2024-02-01", "2024-02-29"), True),
    (("2024-02", "2024-02"), ("2024-02-01", "2024-03-01"), False),
    (("2024", "2024"), ("2023-12-31", "2024-01-06"), False),
    ((date(2024, 1, 1), None), ("2024-01-01", "2024-01-01"), True),
    ((datetime(2024, 1, 1), datetime(2024, 1, 7, 23)), ("2024-01-01", "2024-01-07"), True),  # noqa: DTZ001
    ((date(2024, 1, 2), None), ("2024-01-01", "2024-01-07"), False),
    ((None, "2024-01-06"), ("2024-01-01", "2024-01-07"), False),
    (("2024", None), None, False),
    ((None, "2024"), None, False),
)


@pytest.mark.parametrize(("given", "period", "expected"), BOUNDS)
def test_a_period_lies_within_its_bounds_whole(
    given: tuple[Any, Any], period: tuple[str, str] | None, expected: bool
) -> None:
    """Both days are included; a period without dates lies within no bound."""
    first, last = map(date.fromisoformat, period) if period else (None, None)
    assert bounds(*given).contain(first, last) is expected


def test_an_open_period_has_no_last_day() -> None:
    """It lies after a day, and before none."""
    assert Bounds(first=date(2024, 1, 1)).contain(date(2024, 1, 1), None)
    assert not Bounds(last=date(2099, 1, 1)).contain(date(2024, 1, 1), None)


WRONG: tuple[tuple[Callable[[Release], object], str, str], ...] = (
    (lambda r: r.observations(indicator="incident-handeld"), "E_UNKNOWN indicator", "did you mean incident-handled or"),
    (lambda r: r.observations(indicator="a b> }"), "E_UNKNOWN indicator", "expected one that this release has"),
    (lambda r: r.observations(statistic="levels"), "E_UNKNOWN statistic", "did you mean level"),
    (lambda r: r.observations(breakdown="totale"), "E_UNKNOWN breakdown", "did you mean total"),
    (lambda r: r.observations(area="word"), "E_UNKNOWN area", "did you mean world"),
    (lambda r: r.observations(series=["cncert-weekly", "cncert-weakly"]), "E_UNKNOWN series", "cncert-weekly"),
    (lambda r: r.observations(issue="2031-70"), "E_UNKNOWN issue", "or 2031-07?"),
    (lambda r: r.observations(issue="cncert-weekly/2031-70"), "E_UNKNOWN issue", "cncert-weekly/2031-07"),
    (lambda r: r.observations(start="2031-02-30"), "E_PERIOD period", "expected 2024-12-16, 2024-12 or 2024"),
    (lambda r: r.observations(start="2031-W01"), "E_PERIOD period", "neither a day, a month nor a year"),
    (lambda r: r.observations(start="2032", end="2031"), "E_PERIOD period", "not before the start"),
    (lambda r: r.observation("https://example.org/none"), "E_UNKNOWN observation", "the IRI of an observation"),
    (lambda r: r.observation("no IRI"), "E_UNKNOWN observation", "no IRI"),
    (lambda r: r.report("cncert-weekly/2031-99"), "E_UNKNOWN issue", "did you mean"),
    (lambda r: r.report("cncert-annual/2020/chapter-001"), "E_UNKNOWN issue", "2020/chapter-001"),
    (lambda r: r.reports(series="weekly"), "E_UNKNOWN series", "weekly"),
    (lambda r: r.vulnerability("CNVD-2022-06884"), "E_UNKNOWN vulnerability", "CNVD-2022-06883"),
    (lambda r: r.vulnerabilities(severity="hihg"), "E_UNKNOWN severity", "did you mean high"),
    (lambda r: r.vulnerabilities(cve="2021-1"), "E_UNKNOWN cve", "CVE-2021-44228"),
    (lambda r: r.vulnerabilities(year=22), "E_UNKNOWN year", "four digits"),
    (lambda r: r.organisation("cncrt"), "E_UNKNOWN organisation", "did you mean cncert"),
    (lambda r: r.codes("indicators"), "E_UNKNOWN code list", "did you mean indicator?"),
    (lambda r: r.query("weekly-serie"), "E_QUERY weekly-serie", "weekly-series"),
    (lambda r: r.query("ASK {}", name="x"), "E_PARAMETER name", "only a question by name"),
    (lambda r: r.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "E_SERVICE query", ""),
    (lambda r: r.rows("ASK {}"), "E_ROWS query", "SELECT"),
    (lambda r: r.frame("observations", "arrow"), "E_ENGINE frame", "polars or pandas"),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(("ask", "start", "said"), WRONG)
def test_a_wrong_word_is_an_error_at_once(ask: Callable[[Release], object], start: str, said: str) -> None:
    """Before anything is read, in one coded line that says what is near."""
    with pytest.raises(UsageError) as error:
        ask(opened("catalogue" if "CNVD" in said else "small"))
    assert str(error.value).startswith(f"{start}: ") and said in str(error.value) and "\n" not in str(error.value)


def test_an_issue_of_two_series_is_not_guessed() -> None:
    """It is an error for one report, and both for observations and reports."""
    release = opened("embedded")
    keys = [key.split("/") for key in (report.key for report in release.reports())]
    twice = next(issue for _, issue in keys if sum(other == issue for _, other in keys) > 1)
    with pytest.raises(UsageError, match=rf"E_AMBIGUOUS issue: found '{twice}', which may be .*/{twice} or "):
        release.report(twice)
    assert len({report.series for report in release.reports(issue=twice)}) > 1


def test_a_mention_is_where_it_says() -> None:
    """Offsets lead to the quote in the text of the document, between prefix and suffix, in the sentence."""
    texts = {(read := files.document(raw, name)).key: read.text for name, raw in documents().items()}
    release = opened("small")
    places = [place for one in release.observations() for place in release.mentions(one)]
    assert len(places) > 10
    for place in places:
        assert texts[place.document][place.start : place.end] == place.quote
        assert place.prefix + place.quote + place.suffix in texts[place.document]
        assert place.quote in place.sentence
        assert place.rules and all(re.fullmatch(r"[a-z-]+/[\w.-]+", rule) for rule in place.rules)


def test_the_sentence_is_the_one_that_states_the_value() -> None:
    """Where copies disagree, the value's own sentence, whichever copy comes first."""
    release = opened("small")
    (one,) = release.observations(indicator=HANDLED, issue="2031-07")
    stated = {place.stated for place in release.mentions(one)}
    assert stated == {(Decimal(431),), (Decimal(413),)}
    assert "事件431起" in release.sentence(one)
    assert release.observation(one.iri) == one


def test_the_register_holds_places_without_words() -> None:
    """There the sentence is empty, and the place is not."""
    release = opened("embedded")
    one = next(release.observations(indicator=HANDLED, start="2024-07"))
    assert release.sentence(one) == "" and all(place.end > place.start for place in release.mentions(one))


def test_a_report_holds_what_is_known_of_it() -> None:
    """Copies by hash, figures with their places, what disagrees, and what is missing."""
    report = opened("small").report("cncert-weekly/2031-07")
    assert (report.key, report.number, report.issued) == ("cncert-weekly/2031-07", "7", "2031-02-27")
    assert (report.period, report.start, report.end) == ("2031-02-17_2031-02-23", date(2031, 2, 17), date(2031, 2, 23))
    assert [copy.status for copy in report.copies] == ["full", "full"]
    assert {copy.publisher for copy in report.copies} == {"cncert", "wechat-9990001112"}
    assert all(copy.iri.endswith(copy.sha256[:16]) and copy.published for copy in report.copies)
    figures = {figure.observation.indicator: figure for figure in report.figures}
    assert figures[HANDLED].observation.value == 431 and "431" in figures[HANDLED].sentence
    assert len(figures[HANDLED].mentions) == figures[HANDLED].observation.witnesses == 2
    (finding,) = report.contradictions
    assert finding.about == figures[HANDLED].observation.iri
    assert set(finding.evidence) == {place.iri for place in figures[HANDLED].mentions}
    assert "413" in finding.label_en


def test_an_issue_that_nobody_holds_is_a_report_too() -> None:
    """It has no copies and no figures, and one gap that says so."""
    report = opened("small").report("2031-06")
    assert (report.copies, report.figures, report.vulnerabilities) == ((), (), ())
    assert [gap.reason for gap in report.gaps] == ["issue-not-held"]


def test_reports_are_chosen() -> None:
    """By series, by issue and by days; an undated one lies within no bound."""
    release = opened("small")
    assert [r.issue for r in release.reports(start="2031-02", end="2031-02-23")] == ["2031-06", "2031-07"]
    assert [r.issue for r in release.reports(issue=["2031-08", "cncert-weekly/2031-07"])] == ["2031-07", "2031-08"]
    assert len(list(release.reports(series="cncert-weekly"))) == len(list(release.reports())) == 5
    assert list(release.reports(series="cnvd-weekly")) == []


def test_reports_list_vulnerabilities_by_number() -> None:
    """CNVD entries and CVE records alike."""
    numbers = [number for report in opened("catalogue").reports() for number in report.vulnerabilities]
    assert "CNVD-2031-10001" in numbers and all(re.match(r"C(NVD|VE)-", number) for number in numbers)


ENTRIES: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({"year": 2022}, ["CNVD-2022-06883", "CNVD-2022-06999", "CNVD-2022-77001", "CNVD-C-2022-06885"]),
    ({"year": ["2022", "2031"], "severity": "high", "cve": "CVE-2031-20009"}, ["CNVD-2031-10001"]),
    ({"cve": ["CVE-2031-20009", "CVE-2020-10001"]}, ["CNVD-2022-77001", "CNVD-2031-10001"]),
    ({"cve": "CVE-1999-0001"}, []),
    ({"number": "CNVD-2022-06883"}, ["CNVD-2022-06883"]),
    ({"number": ["CNVD-2022-06883", "CNVD-2021-10000"], "year": 2021}, ["CNVD-2021-10000"]),
    ({"year": 1999}, []),
    ({"year": 2022, "kev": True}, ["CNVD-2022-06883", "CNVD-C-2022-06885"]),
    ({"year": 2022, "kev": False}, ["CNVD-2022-06999", "CNVD-2022-77001"]),
    ({"start": "2022-02-01", "end": "2022-02-01"}, ["CNVD-2021-10000"]),
)


@pytest.mark.parametrize(("chosen", "expected"), ENTRIES)
def test_vulnerabilities_are_chosen(chosen: dict[str, Any], expected: list[str]) -> None:
    """By year of the number, severity, CVE record, number, KEV and day; in the order of the table."""
    assert [one.number for one in opened("catalogue").vulnerabilities(**chosen)] == expected


def test_a_vulnerability_is_given_as_it_was_stated() -> None:
    """Not as a spreadsheet had it changed; with the day on which KEV took its CVE record."""
    release = opened("catalogue")
    assert release.vulnerability("CNVD-2021-10002").title == catalogues.HOSTILE[1]
    one = release.vulnerability("CNVD-2022-06883")
    assert (one.exploited, one.cves, one.is_reported) == (date(2022, 3, 1), ("CVE-2021-12345",), False)
    assert release.vulnerability("CNVD-2031-10001").is_reported
    assert all(isinstance(v.published, date) and v.sources for v in release.vulnerabilities(year=2021))


def test_what_only_reports_name_has_the_title_they_give() -> None:
    """And neither day nor source of the catalogue."""
    found = [one for one in opened("embedded").vulnerabilities() if one.title]
    assert found and all(one.is_reported and not one.sources and one.published is None for one in found)
    assert not [one for one in found if one.number in one.title]


def test_organisations_have_names_ties_and_classes() -> None:
    """Those with an identifier of the project's own."""
    release = opened("small")
    one = release.organisation("cncert")
    assert one.member_of == ("apcert", "first") and "NationalCSIRT" in one.types
    assert {"CNCERT/CC", "国家互联网应急中心"} <= set(one.names) and one.homepage == "https://www.cert.org.cn"
    assert one in list(release.organisations())
    assert [o.key for o in release.organisations(key=["first", "cnvd"])] == ["cnvd", "first"]


def test_codes_and_series_have_their_names() -> None:
    """In zh and en, by code or key."""
    release = opened("other")
    assert release.codes("indicator")[HANDLED] == ("处理网络安全事件", "Incidents handled")
    assert release.series()["cnvd-weekly"][0] == "CNVD漏洞周报"
    assert release.base == released.OTHER_BASE


def test_a_query_is_a_text_or_a_name() -> None:
    """With the project's prefixes; rows as Python's values."""
    release = opened("small")
    assert isinstance(release.query("ASK { corg:cncert org:memberOf corg:first }"), QueryBoolean)
    assert isinstance(release.query("weekly-series"), QuerySolutions)
    query = f"SELECT ?v ?t ?n {{ ?o d:indicator ind:{HANDLED} ; smea:obsValue ?v OPTIONAL {{ ?o d:rank ?n }} " \
        "OPTIONAL { ?o d:refPeriod/dcat:startDate ?t } } ORDER BY ?v"  # fmt: skip
    assert list(release.rows(query)) == [
        {"v": Decimal(52), "t": None, "n": None},
        {"v": Decimal(431), "t": date(2031, 2, 17), "n": None},
        {"v": Decimal(1204), "t": date(2031, 2, 24), "n": None},
    ]


def test_parameters_are_values_of_python_or_terms() -> None:
    """A day and a number as they are, anything else as SPARQL writes it; `from` needs an underscore."""
    release = opened("small")
    weeks = [row["start"] for row in release.rows("weekly-series", from_=date(2031, 2, 18), until=date(2031, 2, 24))]
    assert weeks == [date(2031, 2, 24)]
    assert list(release.rows("claims", organisation="corg:first")) == []
    with pytest.raises(UsageError, match="E_PARAMETER"):
        release.rows("claims", organisation=Decimal("1E+3"), nothing=7)


VALUES: tuple[tuple[Any, Any], ...] = (
    (None, None),
    (NamedNode("https://example.org/"), "https://example.org/"),
    (BlankNode("b"), "b"),
    (Literal("文", language="zh"), "文"),
    (Literal("7", datatype=XSD.integer), 7),
    (Literal("7.60", datatype=XSD.decimal), Decimal("7.60")),
    (Literal("1.5E1", datatype=NamedNode(f"{XSD.namespace}double")), Decimal(15)),
    (Literal("true", datatype=XSD.boolean), True),
    (Literal("2024-02-29", datatype=XSD.date), date(2024, 2, 29)),
    (Literal("2023-02-29", datatype=XSD.date), "2023-02-29"),
    (Literal("seven", datatype=XSD.integer), "seven"),
    (Literal("2024", datatype=XSD.gYear), "2024"),
    (Triple(NamedNode("a:a"), NamedNode("a:b"), Literal("c")), '<a:a> <a:b> "c"'),
)


@pytest.mark.parametrize(("term", "expected"), VALUES)
def test_a_term_is_a_value_of_python(term: Any, expected: Any) -> None:
    """Exact, and text where the literal is none of its datatype."""
    found = python_value(term)
    assert found == expected and type(found) is type(expected)


DAYS = {
    "2024": ("2024-01-01", "2024-12-31"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2023-02": ("2023-02-01", "2023-02-28"),
    "2024-12-16": ("2024-12-16", "2024-12-16"),
}


@pytest.mark.parametrize("text", DAYS)
def test_days_of_a_date(text: str) -> None:
    """The first and the last one of a day, a month or a year."""
    assert (str(first_day(text)), str(last_day(text))) == DAYS[text]


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-02-30", "2024-W01-1", "２０２４", "20240101", "2024-1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """Also what Python's own reader would take."""
    with pytest.raises(ValueError, match=r"."):
        first_day(text)


def test_an_ill_typed_value_is_one_coded_line(tmp_path: Path) -> None:
    """A file of others may hold what no release does."""
    file = tmp_path / "bad.ttl"
    release = opened("small")
    text = (release.path / "data" / "cncert-kg.ttl").read_text("utf-8")
    file.write_text(re.sub(r'smea:obsValue "431"', 'smea:obsValue "many"', text), "utf-8")
    with pytest.raises(StorageError, match=r"^E_VALUE https://\S+: found 'many', expected a number$"):
        list(Release(file).observations(indicator=HANDLED))
    file.write_text(re.sub(r"oa:end [0-9]+", "oa:end 2.5", text), "utf-8")
    with pytest.raises(StorageError, match=r"^E_VALUE https://\S+: found 2\.5\d*, expected a whole number$"):
        [Release(file).mentions(one) for one in Release(file).observations()]


def test_an_open_release_stays_what_it_was(tmp_path: Path) -> None:
    """A build may put another in its place; what was opened goes on answering, tables included."""
    link = tmp_path / "public"
    link.symlink_to(released.small())
    release = Release(link, in_memory=True)
    link.unlink()
    link.symlink_to(released.small(released.OTHER_BASE))
    assert release.path == released.small().resolve()
    assert release.base != Release(link, in_memory=True).base == released.OTHER_BASE
    assert release.manifest["base"] == release.base


def test_a_hash_tells_releases_apart(tmp_path: Path) -> None:
    """It is the name under which a build published the release; a file has one too."""
    release = opened("catalogue")
    assert release.hash == release.path.name
    file = shutil.copy(release.path / "data" / "void.ttl", tmp_path)
    assert re.fullmatch(r"[0-9a-f]{32}", Release(file).hash)


@pytest.mark.parametrize("path", ["nothing", "void.txt"])
def test_what_is_no_release_is_refused(tmp_path: Path, path: str) -> None:
    """With what to do about it."""
    (tmp_path / "void.txt").write_text("")
    with pytest.raises(CncertKgError, match="E_DATA"):
        open_release(tmp_path / path)


def test_the_documentation_shows_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of docs/python.md gives what stands below it, on the embedded release."""
    monkeypatch.chdir(released.embedded().parent)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    text = (ROOT / "docs" / "python.md").read_text("utf-8").replace("…", "...")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "python.md", None, 0)
    said: list[str] = []
    assert len(test.examples) > 25
    results = doctest.DocTestRunner(optionflags=flags).run(test, out=said.append)
    assert results.failed == 0, "".join(said)


def test_the_documentation_of_slices_shows_what_happens() -> None:
    """The slices of docs/python.md give what stands below them, and every key stands there."""
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    commands = re.findall(r"```console\n\$ cncert-kg dump ([^\n]*)\n(.*?)```", text, re.DOTALL)
    assert commands
    for command, shown in commands:
        words = shlex.split(command)
        slices = [words[n + 1] for n, word in enumerate(words) if word == "--slice"]
        pieces = dump(released.embedded(), slices, SliceForm(words[words.index("--format") + 1]))
        found = b"".join(pieces).decode("utf-8-sig")
        pattern = re.escape(shown.rstrip("\n")).replace("…", ".*").replace("\\\n", "\r\n")
        assert re.match(pattern, found), found
    table = text[text.index("## Slices") :]
    assert [key for key in (*language.KINDS, *language.KEYS) if f"`{key}`" not in table] == []
