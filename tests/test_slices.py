"""A slice is part of a release: its rows are rows of the release's tables, its triples are triples of the release."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse

from cncert_kg import tables
from cncert_kg.errors import UsageError
from cncert_kg.slices import SliceForm, dump, language
from cncert_kg.slices.rows import ORGANISATIONS, REPORTS
from cncert_kg.vocab import RDFS
from tests import catalogues, released

HANDLED = "indicator=incident-handled"


def place(name: str) -> Path:
    return catalogues.first().target if name == "catalogue" else released.small()


def sliced(slices: Iterable[str], form: str = "csv", path: Path | None = None) -> bytes:
    return b"".join(dump(path or released.small(), slices, SliceForm(form)))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def triples(content: bytes, form: RdfFormat) -> list[Triple]:
    return [quad.triple if isinstance(quad, Quad) else quad for quad in parse(content, format=form)]


@pytest.mark.parametrize(
    ("name", "slices", "table"),
    [
        ("small", [], "observations.csv"),
        ("catalogue", ["kind=observations"], "observations.csv"),
        ("catalogue", ["kind=vulnerabilities"], "vulnerabilities.csv"),
    ],
)
def test_all_of_a_kind_is_the_table(name: str, slices: list[str], table: str) -> None:
    """Byte for byte."""
    assert sliced(slices, path=place(name)) == (place(name) / "data" / table).read_bytes()


CHOSEN: tuple[tuple[list[str], list[str]], ...] = (
    ([HANDLED], ["431", "1204", "52"]),
    ([HANDLED, "period=2031-02"], ["431"]),
    ([f"{HANDLED},incident-handled-cross-border", "issue=2031-08"], ["1204", "98"]),
    ([HANDLED, "indicator=incident-handled-cross-border", "issue=cncert-weekly/2031-08"], ["1204", "98"]),
    (["statistic=as-of", "series=org-statistics", "breakdown=total"], ["31", "207"]),
    ([HANDLED, "period=2031-02-24.."], ["1204"]),
    ([HANDLED, "period=..2031-02-23", "area=world"], ["431"]),
    ([HANDLED, "period=2031-02-17..2031-03"], ["431", "1204"]),
    ([" kind = observations ", HANDLED, "period=2029"], []),
)


@pytest.mark.parametrize(("slices", "expected"), CHOSEN)
def test_rows_are_chosen_from_the_table(slices: list[str], expected: list[str]) -> None:
    """As they stand there, in its order, under its head."""
    content = sliced(slices)
    table = (released.small() / "data" / "observations.csv").read_bytes().splitlines(keepends=True)
    lines = content.splitlines(keepends=True)
    assert lines == [line for line in table if line in lines] and lines[0] == table[0]
    assert sorted(row["value"] for row in rows(content)) == sorted(expected)


def test_slices_can_be_joined() -> None:
    """Two series, one below the other without the second head, are what both at once give."""
    one, other = (sliced([f"series={key}"]) for key in ("cncert-weekly", "org-statistics"))
    both = sliced(["series=cncert-weekly,org-statistics"])
    assert sorted((one + other.partition(b"\r\n")[2]).splitlines()) == sorted(both.splitlines())


def test_what_no_table_has_gets_rows() -> None:
    """A bare file of the release gives the table's rows; where several copies state a figure, it names the first."""
    table = rows((released.small() / "data" / "observations.csv").read_bytes())
    bare = {row["observation"]: row for row in rows(sliced([], path=released.small() / "data" / "cncert-kg.nq"))}
    assert bare.keys() == {row["observation"] for row in table}
    for row in table:
        found = bare[row["observation"]]
        if row["witnesses"] == "1":
            assert found == row
        else:
            assert found | {"document_sha256": "", "source": ""} == row | {"document_sha256": "", "source": ""}
    assert all(re.fullmatch("[0-9a-f]{64}", row["document_sha256"]) for row in bare.values())


ENTRIES: tuple[tuple[list[str], list[str]], ...] = (
    (["number=CNVD-2022-06883"], ["CNVD-2022-06883"]),
    (["cve=CVE-2020-10001,CVE-2031-20009"], ["CNVD-2022-77001", "CNVD-2031-10001"]),
    (["year=2021", "severity=high", "period=2022-02-01"], ["CNVD-2021-10000"]),
    (["kev=yes", "year=2021"], ["CNVD-2021-10001", "CNVD-2021-10002", "CNVD-2021-20001", "CNVD-2021-100001"]),
)


@pytest.mark.parametrize(("slices", "expected"), ENTRIES)
def test_vulnerabilities_are_chosen(slices: list[str], expected: list[str]) -> None:
    """As rows of the table, in its order."""
    content = sliced(slices, path=place("catalogue"))
    table = (place("catalogue") / "data" / "vulnerabilities.csv").read_bytes().splitlines(keepends=True)
    assert [line for line in table if line in content.splitlines(keepends=True)] == content.splitlines(keepends=True)
    assert sorted(row["number"] for row in rows(content)) == sorted(expected)


def test_reports_and_organisations_have_tables_of_their_own() -> None:
    """With one row each, and the number of copies that are held."""
    reports = rows(sliced(["kind=reports", "period=2031-02"]))
    assert [(row["issue"], row["number"], row["copies"]) for row in reports] == [
        ("2031-06", "6", "0"),
        ("2031-07", "7", "2"),
    ]
    assert [*reports[0]] == [name for name, *_ in REPORTS]
    (one,) = rows(sliced(["organisation=cncert"]))
    assert (one["key"], one["member_of"]) == ("cncert", "apcert first")
    assert [*one] == [name for name, *_ in ORGANISATIONS]


GRAPHS: tuple[tuple[str, list[str], str], ...] = (
    ("small", [HANDLED], "/id/obs/"),
    ("small", ["report=cncert-weekly/2031-07"], "/id/report/"),
    ("small", ["kind=reports"], "/id/report/"),
    ("small", ["organisation=cncert"], "/id/org/cncert"),
    ("catalogue", ["year=2031"], "/id/vuln/"),
    ("catalogue", ["kind=vulnerabilities"], "/id/vuln/"),
)


@pytest.mark.parametrize(("name", "slices", "kind"), GRAPHS)
def test_a_graph_is_part_of_the_release(name: str, slices: list[str], kind: str) -> None:
    """Each statement is one of the release and given once; things are whole, and what they name has its labels."""
    whole = {*triples((place(name) / "data" / "cncert-kg.nq").read_bytes(), RdfFormat.N_QUADS)}
    found = triples(sliced(slices, "ttl", place(name)), RdfFormat.TURTLE)
    assert len(found) == len({*found}) > 10 and whole.issuperset(found)
    full = {t.subject for t in found if t.predicate != RDFS.label}
    assert any(kind in str(node) for node in full)
    assert [t for t in whole if t.subject in full and t not in {*found}] == []
    named = {t.object for t in found if t.subject in full}
    labels = {t for t in whole if t.predicate == RDFS.label and t.subject in named}
    assert labels <= {*found}


@pytest.mark.parametrize(("name", "slices", "kind"), GRAPHS)
def test_json_ld_says_the_same(name: str, slices: list[str], kind: str) -> None:
    """Its context is its own, so that nothing is fetched to read it."""
    content = sliced(slices, "jsonld", place(name))
    found = triples(content, RdfFormat.JSON_LD)
    assert {*found} == {*triples(sliced(slices, "ttl", place(name)), RdfFormat.TURTLE)}
    assert all(isinstance(value, str) for value in json.loads(content)["@context"].values())


def test_a_figure_comes_with_where_it_stands() -> None:
    """Its period, its sentence, its offsets, and the document with its hashes."""
    text = sliced([HANDLED, "issue=2031-08"], "ttl").decode()
    for said in ("dcat:startDate", "d:sentence", "oa:start", "oa:exact", "d:rawSha256", "d:textSha256", "dct:source"):
        assert said in text


def test_a_report_comes_with_what_disagrees() -> None:
    """And with both copies, their hashes in full."""
    text = sliced(["report=2031-07"], "ttl").decode()
    assert "d:Contradiction ;" in text
    assert all(copy.sha256 in text for copy in released.opened("small").report("2031-07").copies)


def test_an_organisation_comes_with_its_claims() -> None:
    """Memberships, contacts, and what documents say of it with the sentences that say it."""
    found = triples(sliced(["organisation=cncert"], "ttl"), RdfFormat.TURTLE)
    kinds = {re.sub(r".*/id/([a-z]+)/.*", r"\1", str(t.subject)) for t in found if t.predicate != RDFS.label}
    assert {"org", "membership", "contact", "claim", "mention", "doc"} <= kinds


@pytest.mark.parametrize("form", SliceForm)
@pytest.mark.parametrize("slices", [[HANDLED], ["kind=reports"], ["kind=organisations"], ["kind=vulnerabilities"]])
def test_equal_data_give_equal_bytes(form: SliceForm, slices: list[str]) -> None:
    """From the store on disk, from a file with named graphs, from one without, and twice."""
    data = place("catalogue") / "data"
    kept, again = (sliced(slices, form, place("catalogue")) for _ in range(2))
    with_graphs, without = (sliced(slices, form, data / name) for name in ("cncert-kg.nq", "cncert-kg.ttl"))
    assert kept == again and with_graphs == without
    if form is not SliceForm.csv or "vulner" in slices[0]:
        assert kept == with_graphs


def test_every_column_is_described() -> None:
    """In both languages, as those of every table."""
    assert all(len(column) == 4 and all(column) for column in (*REPORTS, *ORGANISATIONS))


def test_nothing_is_a_slice_too() -> None:
    """The head of a table, an empty graph."""
    nothing = [HANDLED, "period=1999"]
    assert sliced(nothing) == tables.header(tables.COLUMNS)
    assert sliced(nothing, "ttl") == b""
    assert json.loads(sliced(nothing, "jsonld")) == {"@context": {}, "@graph": []}


def test_a_long_slice_is_the_same_as_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit in memory waits in a file."""
    short = sliced([HANDLED], "ttl")
    monkeypatch.setattr("cncert_kg.slices.triples._IN_MEMORY", 10)
    monkeypatch.setattr("cncert_kg.slices.triples._BLOCK", 10)
    pieces = list(dump(released.small(), [HANDLED], SliceForm.ttl))
    assert b"".join(pieces) == short and len(pieces) > 100


KINDS = {
    (): "observations",
    ("series=cncert-weekly",): "observations",
    ("period=2031",): "observations",
    ("severity=high",): "vulnerabilities",
    ("period=2031", "year=2031"): "vulnerabilities",
    ("report=x/1", "series=x"): "reports",
    ("kind=reports", "period=2031"): "reports",
    ("organisation=x",): "organisations",
}


@pytest.mark.parametrize("slices", KINDS)
def test_the_kind_is_the_first_that_has_all_keys(slices: tuple[str, ...]) -> None:
    """Unless it is said."""
    assert language.read(slices).kind == KINDS[slices]


def test_values_of_one_key_are_collected() -> None:
    """Each once, in their order, blanks aside."""
    read = language.read(["indicator=b, a,b", "indicator=c"])
    assert read.choices == {"indicator": ("b", "a", "c")} and read.arguments() == {"indicator": ("b", "a", "c")}


WRONG: tuple[tuple[list[str], str], ...] = (
    (["indicator"], "E_SLICE indicator: expected key=value, as in indicator=incident-handled,phishing-handled"),
    (["indicator= ,"], "E_SLICE indicator= ,: expected key=value"),
    (["=x"], "E_SLICE key: found ''; expected kind, indicator"),
    (["indicatr=x"], "E_SLICE key: found 'indicatr'; expected indicator"),
    (["kind=report"], "E_SLICE kind: found 'report'; expected reports"),
    (["kind=reports,observations"], "E_SLICE kind: found reports, observations; expected one value"),
    (["kind=reports", HANDLED], "E_SLICE reports: found indicator; expected series, period, report"),
    ([HANDLED, "year=2022"], "E_SLICE keys: no kind of thing has all of indicator, year"),
    (["period=2031", "period=2032"], "E_SLICE period: found 2031, 2032; expected one value"),
    (["kev=maybe"], "E_SLICE kev: found 'maybe'; expected yes, no"),
    (["period=2031-99"], "E_PERIOD period: month must be in 1..12"),
    (["period=2032..2031"], "E_PERIOD period: found 2032-01-01 to 2031-12-31"),
    (["period=.."], ""),
    (["indicator=incident-handeld"], "E_UNKNOWN indicator: found 'incident-handeld'; did you mean incident-handled"),
    (["report=2031-99"], "E_UNKNOWN issue: found '2031-99'"),
    (["organisation=cncrt"], "E_UNKNOWN organisation: found 'cncrt'; did you mean cncert"),
    (["number=CNVD-1999-1"], "E_UNKNOWN vulnerability: found 'CNVD-1999-1'"),
)


@pytest.mark.parametrize(("slices", "said"), WRONG)
def test_a_wrong_slice_is_an_error_before_anything_is_written(slices: list[str], said: str) -> None:
    """In one coded line that says what was expected."""
    if not said:
        assert sliced(slices) == sliced([])
        return
    with pytest.raises(UsageError) as error:
        dump(released.small(), slices)
    assert str(error.value).startswith(said) and "\n" not in str(error.value)
