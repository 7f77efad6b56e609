"""Copies to issues: the order of files never matters, and what disagrees or is missing is said."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from cncert_kg.corpus import Corpus, Observation
from cncert_kg.merge import merge
from cncert_kg.model import Gap, Report
from tests.reading import DOCUMENTS, changed, read, report

OWN = "MzIwNDk0MDgxMw=="
OTHER = "MzUzNTIwODE3MA=="
ACCOUNTS = {OWN: "cncert", OTHER: "another"}
NUMBERED = "weekly-2024-form.md"
KEY = ("cncert-weekly", "2024-12")


def copy(*changes: tuple[str, str], day: str = "2024-03-28", account: str = OWN) -> Report:
    """Make a copy of the numbered weekly, with other words, of another day or account."""
    return changed(NUMBERED, *changes, ("date: 2024-03-28", f"date: {day}"), ("__biz=" + OWN, "__biz=" + account))


def shell(day: str = "2024-03-29") -> Report:
    """Make an empty shell of the numbered weekly."""
    return read(
        "---\ntitle: 网络安全信息与动态周报2024年第12期（3月18日-3月24日）\n"
        f"url: https://mp.weixin.qq.com/s?__biz={OWN}\ndate: {day}\n---\n\n原创\n"
    )


def handled(corpus: Corpus) -> Observation:
    """Give the observation of incidents handled."""
    (found,) = (o for o in corpus.observations if o.indicator == "incident-handled")
    return found


def test_the_order_of_files_never_matters() -> None:
    """Whatever order reports come in, the corpus is the same value."""
    reports = [report(path.name) for path in DOCUMENTS]
    reports += [copy(("1,234", "1,235"), account=OTHER), copy(("1,234", "1,236")), shell()]
    whole = merge(reports, ACCOUNTS)
    for seed in range(20):
        random.Random(seed).shuffle(reports)
        assert merge(reports, ACCOUNTS) == whole


def test_the_same_bytes_twice_are_one_copy() -> None:
    """Of twins the first name stands."""
    one = copy()
    twin = replace(one, document=replace(one.document, name="another-name.md"))
    corpus = merge([one, twin], ACCOUNTS)
    assert [r.document.name for r in corpus.reports] == ["another-name.md"]
    assert corpus == merge([twin, one], ACCOUNTS)


def test_two_copies_are_witnesses_of_one_observation() -> None:
    """A republication adds a witness, never a figure."""
    corpus = merge([copy(), copy(account=OTHER)], ACCOUNTS)
    assert len(corpus.observations) == len(copy().figures)
    assert {len(o.witnesses) for o in corpus.observations} == {2}
    assert corpus.contradictions == ()
    assert [len(issue.copies) for issue in corpus.issues if issue.key == "2024-12"] == [2]


def test_copies_that_differ_are_both_kept_and_the_publishers_own_holds() -> None:
    """The publisher's account outranks another, even one that is newer."""
    corpus = merge([copy(("1,234", "1,999"), day="2024-04-28", account=OTHER), copy()], ACCOUNTS)
    assert handled(corpus).figure.value == 1234
    assert [w.mention.stated for w in handled(corpus).witnesses] == [1234, 1999]
    assert [(c.kind, c.found, c.issue) for c in corpus.contradictions] == [("values-differ", "1234 ≠ 1999", KEY)]


def test_a_later_issue_of_the_same_number_holds() -> None:
    """A corrected copy of the same account wins; the older stays as a witness."""
    corpus = merge([copy(), copy(("1,234", "1,200"), day="2024-04-02")], ACCOUNTS)
    assert [w.mention.stated for w in handled(corpus).witnesses] == [1200, 1234]


def test_a_later_mention_that_differs_is_a_contradiction() -> None:
    """The headline holds against a later sentence of the same copy."""
    corpus = merge([copy(("34个。", "34个。再说，共处理网络安全事件1,111起。"))], ACCOUNTS)
    assert handled(corpus).figure.value == 1234
    assert [c.found for c in corpus.contradictions] == ["1234 ≠ 1111"]


def test_periods_that_differ_are_said() -> None:
    """Two copies of one number with other dates cannot both be right."""
    corpus = merge([copy(), copy(("3月18日-3月24日", "3月18日-3月25日"), account=OTHER)], ACCOUNTS)
    kinds = [(c.kind, c.found) for c in corpus.contradictions]
    assert kinds == [("period-differs", "2024-03-18_2024-03-24 ≠ 2024-03-18_2024-03-25")]


def test_a_week_of_six_days_is_said() -> None:
    """The issue contradicts its series."""
    corpus = merge([report("weekly-six-days.md")], ACCOUNTS)
    assert [(c.kind, c.found) for c in corpus.contradictions] == [("period-length", "6 ≠ 7")]


def test_a_shell_beside_a_whole_copy_is_no_gap() -> None:
    """The issue is held; its shell is one more copy."""
    corpus = merge([shell(), copy()], ACCOUNTS)
    (issue,) = (i for i in corpus.issues if i.key == "2024-12")
    assert [c.status for c in issue.copies] == ["full", "shell"]
    assert not [g for g in corpus.gaps if g.issue == KEY and not g.gap.indicator]


def test_only_shells_are_one_gap_on_the_issue() -> None:
    """What a shell stands for is missing as a whole, not figure by figure."""
    corpus = merge([shell(), shell("2024-03-30")], ACCOUNTS)
    assert [(g.gap, g.issue) for g in corpus.gaps] == [(Gap("shell"), KEY)]
    assert corpus.observations == ()


def test_reasons_of_unreadable_copies() -> None:
    """An anti-bot page and a deleted post have their own words."""
    names = ("weekly-shell.md", "weekly-blocked.md", "weekly-deleted.md")
    corpus = merge([report(name) for name in names], ACCOUNTS)
    assert [g.gap.reason for g in corpus.gaps] == ["shell", "anti-bot", "deleted"]


def test_an_issue_only_listed_is_not_held() -> None:
    """One gap on the issue, with the period the listing gives it."""
    corpus = merge([copy()], ACCOUNTS)
    absent = [(g.issue, g.period and g.period.key) for g in corpus.gaps if g.gap == Gap("issue-not-held")]
    assert absent == [
        (("cncert-weekly", "2024-10"), "2024-03-04_2024-03-10"),
        (("cncert-weekly", "2024-11"), "2024-03-11_2024-03-17"),
    ]


def test_a_gap_that_another_copy_fills_is_none() -> None:
    """The copy that names the figure closes the gap of the copy that leaves it out."""
    short = copy(("另外协调21个提供恶意移动应用程序下载服务的平台，清除的恶意URL链接34个", "另外"))
    missing = {g.gap.indicator for g in merge([short], ACCOUNTS).gaps if g.gap.reason == "not-published"}
    assert missing == {"mobile-platform-coordinated", "mobile-malurl-handled"}
    assert not [g for g in merge([short, copy(account=OTHER)], ACCOUNTS).gaps if g.gap.reason == "not-published"]


def test_as_of_figures_meet_by_their_date() -> None:
    """A date in two documents is one observation; other dates are others."""
    names = ("annual-front-matter.txt", "profile-2019-form.md", "weekly-page-text.txt")
    reports = [report(name) for name in names]
    repeated = changed("profile-2019-form.md", ("2017年年底", "2020年年底"), ("20个国家", "51个国家"))
    corpus = merge([*reports, repeated], ACCOUNTS)
    found = {o.period.key: o for o in corpus.observations if o.indicator == "org-partner-country"}
    assert {key: sorted(int(w.mention.stated) for w in o.witnesses) for key, o in found.items()} == {
        "2017-12-31": [20],
        "2020-12-31": [50, 51],
        "2025": [41],
    }
    assert {o.series for o in found.values()} == {"org-statistics"}
    assert "50 ≠ 51" in {c.found for c in corpus.contradictions} | {
        " ≠ ".join(reversed(c.found.split(" ≠ "))) for c in corpus.contradictions
    }


def test_a_redacted_fact_is_a_gap_of_its_document() -> None:
    """A fact of an organisation is missing in a document, not in an issue's week."""
    corpus = merge([report("profile-2019-form.md")], ACCOUNTS)
    assert [(g.gap.predicate, g.issue) for g in corpus.gaps if g.gap.subject] == [("email", None)]


def test_no_two_observations_share_their_coordinates() -> None:
    """The cube has one value a cell."""
    corpus = merge([report(path.name) for path in DOCUMENTS], ACCOUNTS)
    cells = [o.coordinates for o in corpus.observations]
    assert cells == sorted(set(cells))
    assert copy().document.published == date(2024, 3, 28)
