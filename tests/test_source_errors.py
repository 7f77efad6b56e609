"""The errors that the published sources were seen with: each has a document of our own with that error, and an outcome.

The table is that of docs/source-errors.md; the documents are in tests/documents, with figures of their own.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from cncert_kg.corpus import Corpus
from cncert_kg.merge import merge
from cncert_kg.model import Report
from tests.conftest import ROOT
from tests.reading import report


def merged(*names: str) -> Corpus:
    """Merge test documents."""
    return merge([report(name) for name in names], {})


def values(found: Report) -> dict[tuple[str, str], object]:
    """Give the value of each figure by indicator and statistic."""
    return {(f.indicator, f.statistic): f.value for f in found.figures if f.breakdown == "total" and not f.area}


@pytest.mark.parametrize(
    ("documents", "kind", "found"),
    [
        # A week of six days is used as printed.
        (("weekly-six-days.md",), "period-length", "6 ≠ 7"),
        # The year is wrong at one end: the year of the issue stands at both, the printed form is kept.
        (("cnvd-weekly-end-year.md",), "period-misprint", "2031-07-21 2030-07-27 → 2031-07-21 2031-07-27"),
        (("cnvd-weekly-start-year.md",), "period-misprint", "2028-01-06 2031-01-12 → 2031-01-06 2031-01-12"),
        # One number, two weeks.
        (("cnvd-weekly-two-weeks.md",), "period-length", "14 ≠ 7"),
        # What was received and what was submitted are one number elsewhere.
        (("cnvd-weekly-two-values.md",), "values-differ", "8664 ≠ 12499"),
        # A rise called a fall.
        (("cnvd-weekly-wrong-direction.md",), "direction-differs", "27939 − 26411, -6 %"),
        # The next issue gives another value for the week.
        (("cnvd-weekly-2031-10.md", "cnvd-weekly-restates.md"), "restated-differs", "2710 ≠ 2701"),
        # Two series count one thing in one week.
        (("anva-channel-urls.md", "weekly-same-week-as-channel.md"), "series-differ", "1034 ≠ 1031"),
    ],
)
def test_an_error_is_a_finding(documents: tuple[str, ...], kind: str, found: str) -> None:
    """What was used is in the graph; what is at odds with it is one finding, with the numbers."""
    assert [(c.kind, c.found) for c in merged(*documents).contradictions] == [(kind, found)]


@pytest.mark.parametrize(
    ("name", "issue", "period", "days"),
    [
        # A double issue is one issue of two weeks under both numbers.
        ("cnvd-weekly-double.md", "2031-40-41", "2031-09-29_2031-10-12", 14),
        # Number 41 is ISO week 40: neither is ever computed of the other.
        ("weekly-2022-form.md", "2022-41", "2022-10-03_2022-10-09", 7),
        # The first week of a year begins in the year before, whatever the series.
        ("cnvd-weekly-new-year.md", "2031-01", "2030-12-30_2031-01-05", 7),
        ("weekly-new-year.md", "2025-01", "2024-12-30_2025-01-05", 7),
    ],
)
def test_an_odd_issue_is_no_error(name: str, issue: str, period: str, days: int) -> None:
    """What only looks wrong is taken as it is, without a finding."""
    found = report(name)
    assert found.period is not None
    assert (found.issue, found.period.key, found.period.days) == (issue, period, days)
    assert not merged(name).contradictions


@pytest.mark.parametrize(
    ("name", "figure", "value"),
    [
        ("weekly-misprints.md", ("incident-handled-cross-border", "level"), 44),
        ("weekly-misprints.md", ("incident-phishing-handled", "level"), 22),
        ("weekly-misprints.md", ("mobile-malurl-handled", "level"), 11),
        ("cnvd-weekly-two-values.md", ("cnvd-event-received", "prev"), 8000),
    ],
)
def test_a_misprint_is_read_and_told(name: str, figure: tuple[str, str], value: int) -> None:
    """A character or a unit that is missing: the figure is read, and the misprint is a problem."""
    assert values(report(name))[figure] == value
    assert any(p.code == "W_MISPRINT" and p.message.startswith(".".join(figure)) for p in report(name).problems)


@pytest.mark.parametrize(
    ("name", "figure", "value"),
    [
        ("cnvd-weekly-event-type.md", ("cnvd-event-received", "wow"), Decimal(38)),  # 增加0.38倍
        ("cnvd-weekly-two-values.md", ("cnvd-event-received", "wow"), Decimal(8)),  # 增多8%
        ("cnvd-weekly-restates.md", ("cnvd-event-received", "wow"), Decimal(-50)),  # 减少50%
        ("weekly-page-text.txt", ("phishing-page", "wow"), Decimal("-0.4")),  # ↓ 0.4%
        ("weekly-2011-split.txt", ("malware-new-family", "wow-absolute"), Decimal(3)),  # 增加了3个
        ("weekly-2014-provinces.txt", ("phishing-page", "level"), Decimal(92)),  # 数量为92。
    ],
)
def test_every_unit_of_a_change_is_read(name: str, figure: tuple[str, str], value: Decimal) -> None:
    """Multiples, words of direction, arrows and absolute changes come to one form; a missing unit is no loss."""
    assert values(report(name))[figure] == value


def test_a_label_printed_twice_is_read_in_its_order() -> None:
    """The first `植入后门的政府网站` is the defaced ones, which stand before them in every issue."""
    found = report("weekly-2014-provinces.txt")
    assert any("printed twice" in p.message for p in found.problems)
    levels = {f.indicator: f for f in found.figures if f.statistic == "level"}
    defaced, backdoored = levels["website-defaced-gov"], levels["website-backdoored-gov"]
    assert [f.value for f in (defaced, backdoored)] == [Decimal(29), Decimal(9)]
    assert defaced.mention.start < backdoored.mention.start


def test_a_redacted_address_is_a_gap() -> None:
    """`PI:EMAIL` is no address: the fact is known to be there, and not known."""
    found = report("annual-front-matter.txt")
    assert not [s for s in found.statements if s.predicate == "email"]
    assert ("redacted", "cncert", "email") in {(g.reason, g.subject, g.predicate) for g in found.gaps}


def test_what_an_organisation_says_of_itself_stands_beside_what_it_said() -> None:
    """CNVD is initiated in one text and operated in another, and both are claims of their documents."""
    said = {
        (name, s.predicate)
        for name in ("annual-front-matter.txt", "weekly-page-text.txt")
        for s in report(name).statements
        if (s.subject, s.object) == ("cncert", "cnvd")
    }
    assert {predicate for _, predicate in said} == {"initiated", "operates"}


def test_every_error_of_the_table_has_a_document() -> None:
    """docs/source-errors.md names documents that are there."""
    table = (ROOT / "docs" / "source-errors.md").read_text("utf-8")
    named = set(re.findall(r"`((?:weekly|cnvd|anva|annual|profile)-[\w.-]+\.(?:md|txt))`", table))
    assert len(named) > 12
    assert all((ROOT / "tests" / "documents" / name).is_file() for name in named)
