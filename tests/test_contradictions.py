"""What disagrees is said: each error that CNVD's weekly has been seen with, on documents of our own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cncert_kg.corpus import Contradiction, Corpus, Observation
from cncert_kg.merge import merge
from cncert_kg.model import Report
from tests.reading import changed, report

RECEIVED = "cnvd-event-received"
TENTH, ELEVENTH = "cnvd-weekly-2031-10.md", "cnvd-weekly-restates.md"


def merged(*reports: Report | str) -> Corpus:
    """Merge reports, or the test documents of these names."""
    return merge([report(r) if isinstance(r, str) else r for r in reports], {})


def found(corpus: Corpus, kind: str) -> list[Contradiction]:
    """Give the contradictions of a kind."""
    return [c for c in corpus.contradictions if c.kind == kind]


def received(corpus: Corpus, start: str, statistic: str = "level") -> Observation:
    """Give what CNVD received in the week that begins on `start`."""
    (one,) = (
        o for o in corpus.observations if (o.indicator, o.statistic, o.period.start) == (RECEIVED, statistic, start)
    )
    return one


def test_the_next_issue_is_a_witness_that_differs() -> None:
    """Issue 11 says 2,701 of the week for which issue 10 says 2,710: one observation, and a finding with both."""
    corpus = merged(TENTH, ELEVENTH)
    week = received(corpus, "2031-03-03")
    assert (week.figure.value, week.is_restated, week.issue) == (Decimal(2710), False, ("cnvd-weekly", "2031-10"))
    assert [(w.mention.stated, w.is_restated) for w in week.witnesses] == [
        (Decimal(2710), False),
        (Decimal(2701), True),
    ]
    (finding,) = found(corpus, "restated-differs")
    assert (finding.observation, finding.found) == (week, "2710 ≠ 2701")
    assert not found(corpus, "values-differ")


def test_the_next_issue_that_agrees_is_one_more_witness() -> None:
    """A value restated as it was is no finding."""
    corpus = merged(TENTH, changed(ELEVENTH, ("（2701个）", "（2710个）")))
    assert len(received(corpus, "2031-03-03").witnesses) == 2
    assert not corpus.contradictions


def test_a_week_that_only_the_next_issue_states_is_an_observation() -> None:
    """Issue 10 is not held: its value is known, and known to be restated."""
    corpus = merged(ELEVENTH)
    week = received(corpus, "2031-03-03")
    assert (week.figure.value, week.is_restated) == (Decimal(2701), True)
    assert week.period.end == "2031-03-09"
    assert {o.statistic for o in corpus.observations} <= {"level", "wow", "share", "coded"}


def test_the_week_before_a_double_issue_is_that_of_the_issue_held() -> None:
    """The period before is the one of the issue that ends the day before, be it of 14 days."""
    double = report("cnvd-weekly-double.md")
    after = changed(
        ELEVENTH,
        ("2031年第11期", "2031年第42期"),
        ("2031年03月10日-2031年03月16日", "2031年10月13日-2031年10月19日"),
    )
    corpus = merged(double, after)
    week = next(o for o in corpus.observations if o.is_restated)
    assert week.period == double.period


def test_a_rise_called_a_fall_keeps_its_word_and_is_said() -> None:
    """27,939 after 26,411 called a fall of 6 %: -6 stays as stated, and the finding names all three places."""
    corpus = merged("cnvd-weekly-wrong-direction.md")
    assert received(corpus, "2031-08-11", "wow").figure.value == Decimal(-6)
    (finding,) = found(corpus, "direction-differs")
    assert finding.found == "27939 − 26411, -6 %"
    assert [w.mention.stated for w in finding.witnesses] == [Decimal(-6), Decimal(27939), Decimal(26411)]


def test_a_change_that_fits_is_no_finding() -> None:
    """A fall to half is called a fall."""
    assert not found(merged(ELEVENTH), "direction-differs")


def test_two_values_in_one_report_are_said() -> None:
    """What was received and what was submitted are one number; where they are two, both sentences are named."""
    corpus = merged("cnvd-weekly-two-values.md")
    (finding,) = found(corpus, "values-differ")
    assert finding.found == "8664 ≠ 12499"
    assert finding.issue == ("cnvd-weekly", "2031-20")
    assert [w.mention.quote for w in finding.witnesses] == ["8664个", "12499个"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cnvd-weekly-end-year.md", "2031-07-21 2030-07-27 → 2031-07-21 2031-07-27"),
        ("cnvd-weekly-start-year.md", "2028-01-06 2031-01-12 → 2031-01-06 2031-01-12"),
    ],
)
def test_a_misprinted_year_is_said_with_what_was_used(name: str, expected: str) -> None:
    """The stated form is kept, the week is read by the year of the issue, and the finding has both."""
    (finding,) = found(merged(name), "period-misprint")
    assert finding.found == expected
    assert "年" in report(name).stated_period


def test_a_single_issue_of_two_weeks_is_said() -> None:
    """14 days under one number are odd."""
    (finding,) = found(merged("cnvd-weekly-two-weeks.md"), "period-length")
    assert finding.found == "14 ≠ 7"


@pytest.mark.parametrize("name", ["cnvd-weekly-double.md", "cnvd-weekly-new-year.md"])
def test_a_double_issue_and_a_week_over_the_year_are_not_odd(name: str) -> None:
    """Two numbers are two weeks; a week that crosses the year is a week."""
    assert not merged(name).contradictions


def test_a_definition_that_changes_is_a_break() -> None:
    """The first value under other words is a break; those under the same words are not, nor is a restated one."""
    corpus = merged("cnvd-weekly-event-type.md", TENTH, ELEVENTH)
    levels = {
        o.period.start: o.is_break for o in corpus.observations if (o.indicator, o.statistic) == (RECEIVED, "level")
    }
    assert levels == {
        "2022-11-21": False,
        "2022-11-28": False,
        "2031-02-24": False,
        "2031-03-03": True,
        "2031-03-10": False,
    }


def test_two_series_that_differ_on_one_week_are_said() -> None:
    """ANVA's weekly and CNCERT's count the addresses handled; the finding has both sentences, each series its value."""
    weekly = changed("weekly-2024-form.md", ("2024年第12期（3月18日-3月24日）", "2031年第1期（12月30日-1月5日）"))
    channel = report("anva-channel-urls.md")
    assert weekly.period == channel.period
    handled = next(f.value for f in channel.figures if f.indicator == "anva-malurl-handled")
    (finding,) = found(merged(weekly, channel), "series-differ")
    assert finding.found == f"{handled} ≠ 34"
    assert [w.document.name for w in finding.witnesses] == [channel.document.name, weekly.document.name]


def test_a_copy_without_dates_is_of_the_week_its_issue_has() -> None:
    """A title with a number and a body without days: the other copy's days hold for both."""
    bare = changed(TENTH, ("2031年03月03日-2031年03月09日\n", "\n"), ("date: 2031-03-11", "date: 2031-03-12"))
    assert bare.period is not None and bare.period.undated_in
    corpus = merged(TENTH, bare)
    assert not corpus.contradictions
    assert len(received(corpus, "2031-03-03").witnesses) == 2
