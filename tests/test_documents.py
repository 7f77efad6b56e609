"""Every document written for the tests gives what stands beside it; every quote is in the text."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from cncert_kg import listing
from cncert_kg.model import Report
from cncert_kg.series import known
from cncert_kg.series.cncert.weekly import RULES
from cncert_kg.text import MAX_SENTENCE
from tests import real
from tests.reading import DOCUMENTS, expected, report, summary

NAMES = [path.name for path in DOCUMENTS]


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_a_document_gives_what_stands_beside_it(path: Path) -> None:
    """The whole summary of a report is as written by hand, no figure more and none less."""
    assert summary(report(path.name)) == expected(path)


def test_every_series_has_a_document() -> None:
    """A series that no document is read by is not tested at all."""
    read = {report(name).series for name in NAMES if report(name).is_used}
    assert {series.key for series in known()} <= read


def test_every_misprint_is_needed() -> None:
    """A misprint that no document shows does not belong in the table."""
    shown = {p.message for name in NAMES for p in report(name).problems if p.code == "W_MISPRINT"}
    unused = [
        misprint.phrase
        for rule in RULES
        for misprint in rule.misprints
        if not any(rule.name in message and misprint.evidence in message for message in shown)
    ]
    assert not unused


def faults(found: Report) -> list[str]:
    """Give what is wrong with the mentions of a report."""
    text = found.document.text
    return [
        f"{found.document.name}: {m.rule} {m.quote[:40]!r}"
        for m in found.mentions()
        if text[m.start : m.end] != m.quote
        or not m.quote
        or " ".join(m.quote.split()) not in m.sentence
        or len(m.sentence) > MAX_SENTENCE
        or not (text[: m.start].endswith(m.prefix) and text[m.end :].startswith(m.suffix))
        or len(m.prefix) > 32
        or len(m.suffix) > 32
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_is_in_its_text_and_sentence(name: str) -> None:
    """Offsets lead to the quote, the sentence holds it, and is no longer than may be published."""
    assert not faults(report(name))


def test_no_editor_is_near_a_quote() -> None:
    """The editor's line stands just before the contacts, and enters neither context nor sentence."""
    found = report("weekly-page-text.txt")
    assert "甲乙丙" in found.document.text
    assert not [m for m in found.mentions() if "甲乙丙" in m.prefix + m.sentence + m.suffix]


def test_shared_documents_quote_what_they_say(shared: Path) -> None:
    """What holds for our own documents holds for the publishers'."""
    assert [fault for found in real.reports(shared) for fault in faults(found)] == []


def test_shared_figures_are_all_read_and_all_right(shared: Path, tmp_path: Path) -> None:
    """The series known here are read without a miss and without an error, by the hand-checked figures."""
    extracted = tmp_path / "extracted.jsonl"
    extracted.write_text("".join(listing.jsonl(real.reports(shared))), "utf-8")
    command = [sys.executable, *map(str, (shared / "tools/score.py", shared / "truth/observations.csv", extracted))]
    scored = subprocess.run([*command, "--show", "9999"], capture_output=True, text=True, check=True, encoding="utf-8")
    lines = scored.stdout.splitlines()
    score = {cells[0]: cells[1:3] for cells in map(str.split, lines) if len(cells) == 4}
    assert {key: score[key] for key in ("cncert-annual", "cncert-weekly")} == {
        "cncert-annual": ["1.0000", "1.0000"],
        "cncert-weekly": ["1.0000", "1.0000"],
    }
    with (shared / "truth" / "observations.csv").open(encoding="utf-8", newline="") as file:
        ours = {row["document"] for row in csv.DictReader(file) if row["series"] in {"cncert-annual", "cncert-weekly"}}
    assert [line for line in lines if "identity |" in line and any(name in line for name in ours)] == []
