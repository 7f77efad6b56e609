"""The listing keeps its contract: keys, plain decimals, nothing invented."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from cncert_kg.listing import COLUMNS, csv_lines, jsonl, record
from tests.reading import DOCUMENTS, report

NAMES = [path.name for path in DOCUMENTS]
KEYS = {
    "document", "sha256", "series", "issue", "period", "published", "publisher", "status", "recognised_by",
    "observations", "vulnerabilities", "cves", "participants", "assets", "statements", "problems",
}  # fmt: skip
FIGURE_KEYS = {
    "indicator", "statistic", "breakdown", "value", "unit", "qualifier", "quote", "sentence", "start", "end",
    "witnesses",
}  # fmt: skip
STATUSES = {"full", "partial", "shell", "blocked", "deleted", "unrecognised", "quarantined"}


@pytest.mark.parametrize("name", NAMES)
def test_a_record_has_the_keys_of_the_contract(name: str) -> None:
    """Each document is one object; each figure has a plain value and its place."""
    found = record(report(name))
    assert found.keys() == KEYS
    assert found["status"] in STATUSES
    for figure in found["observations"]:
        assert figure.keys() - {"period", "area", "rank", "label", "operator"} == FIGURE_KEYS
        assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|[a-z]+", figure["value"])
        assert figure["quote"] == report(name).document.text[figure["start"] : figure["end"]]
    for statement in found["statements"]:
        assert {"subject", "predicate", "object", "quote", "start", "end"} <= statement.keys()


def test_jsonl_is_one_object_a_line() -> None:
    """Text with line breaks of any kind stays on its line."""
    lines = "".join(jsonl(report(name) for name in NAMES)).split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["document"] for line in lines] == NAMES


def test_an_undated_issue_has_no_period() -> None:
    """What the copy does not date is null, never a guess."""
    found = record(report("weekly-page-text.txt"))
    assert found["period"] is None
    assert found["issue"].startswith("undated-")


def test_values_and_units() -> None:
    """Scales are expanded, percent stay percent, a rating is its code."""
    found = [record(report(name)) for name in ("weekly-2022-form.md", "weekly-page-text.txt")]
    shown = {(f["indicator"], f["statistic"]): (f["value"], f["unit"]) for r in found for f in r["observations"]}
    assert shown["incident-handled-cross-border", "level"] in {("12000", "incident"), ("8", "incident")}
    assert shown["malware-propagation", "wow"] == ("-3.5", "percent")
    assert shown["security-rating", "coded"][0] == "fair"


def test_what_is_unknown_is_null() -> None:
    """An unrecognised document has neither series nor issue."""
    found = record(report("lookalike-profile.txt"))
    assert [found[k] for k in ("series", "issue", "period", "published", "publisher")] == [None] * 5


def test_csv_has_one_line_a_figure() -> None:
    """The table has the columns it names, and the values of the listing."""
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines(report(name) for name in NAMES)))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(report(name).figures) for name in NAMES)
    page = [row for row in rows if row["document"] == "weekly-page-text.txt"]
    assert {row["value"] for row in page if row["indicator"] == "phishing-page"} == {"-0.4"}
    assert {(row["start"], row["end"]) for row in page} == {("", "")}
