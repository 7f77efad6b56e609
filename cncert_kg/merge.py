"""Copies to issues: one observation a figure, whoever repeats it; what disagrees or is missing is said.

The canonical order of witnesses: the series' own publisher before any other account, a whole copy before a
part, the newer before the older (a corrected re-issue), the headline before a later sentence. Ties fall to the
hash, so that the order of the files never matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cncert_kg.corpus import Contradiction, Corpus, Issue, Observation, PlacedGap, Witness
from cncert_kg.model import READABLE, Figure, Gap, Period, Report
from cncert_kg.series import known

_UNREADABLE = (("quarantined", "unparsed"), ("shell", "shell"), ("blocked", "anti-bot"), ("deleted", "deleted"))
"""Status of a copy without content, and the gap it stands for: the first that any copy has."""

_Stated = tuple[Report, Figure]


def merge(reports: Iterable[Report], accounts: Mapping[str, str]) -> Corpus:
    """Merge reports into issues, observations, contradictions and gaps.

    `accounts` gives the organisation slug of a WeChat account (`__biz`): a copy's publisher is known by its
    account, not by the feed that delivered it.
    """
    every = _without_twins(reports)
    publishers = {s.key: s.publisher for s in known()}
    ranked = sorted(every, key=lambda r: _rank(r, publishers.get(r.series, ""), accounts))
    issues = _issues(ranked)
    observations = tuple(sorted(_observations(ranked), key=lambda o: o.coordinates))
    return Corpus(
        reports=tuple(sorted(every, key=lambda r: (r.document.name, r.document.sha256))),
        issues=issues,
        observations=observations,
        contradictions=tuple(_contradictions(issues, observations)),
        gaps=tuple(_gaps(issues, ranked, observations)),
    )


def _without_twins(reports: Iterable[Report]) -> list[Report]:
    """The same bytes under two names are one copy: the first name stands."""
    by_hash: dict[str, Report] = {}
    for report in sorted(reports, key=lambda r: (r.document.name, r.document.sha256)):
        by_hash.setdefault(report.document.sha256, report)
    return list(by_hash.values())


def _rank(report: Report, publisher: str, accounts: Mapping[str, str]) -> tuple[bool, int, int, str]:
    is_own = bool(publisher) and accounts.get(report.document.account) == publisher
    whole = READABLE.index(report.status) if report.status in READABLE else len(READABLE)
    age = -report.document.published.toordinal() if report.document.published else 0
    return not is_own, whole, age, report.document.sha256


def _issues(ranked: Sequence[Report]) -> tuple[Issue, ...]:
    copies: dict[tuple[str, str], list[Report]] = defaultdict(list)
    listings = defaultdict(list)
    for report in ranked:
        if report.series:
            copies[report.series, report.issue].append(report)
        for listed in report.listed:
            listings[listed.series, listed.issue].append((report.document, listed))
    out = []
    for series, issue in sorted(copies.keys() | listings.keys()):
        held, named = tuple(copies[series, issue]), tuple(listings[series, issue])
        out.append(Issue(series, issue, _period(held) or named[0][1].period, held, named))
    return tuple(out)


def _period(copies: Sequence[Report]) -> Period | None:
    return next((r.period for r in sorted(copies, key=lambda r: not r.is_used) if r.period), None)


def _observations(ranked: Sequence[Report]) -> Iterator[Observation]:
    cells: dict[tuple[str, str, str, str, str], list[_Stated]] = defaultdict(list)
    for report in ranked:
        for figure in report.figures:
            series, period = _home(report, figure)
            cells[series, figure.indicator, period.key, figure.statistic, figure.breakdown].append((report, figure))
    for (series, indicator, _, statistic, breakdown), stated in cells.items():
        report, figure = stated[0]
        yield Observation(
            series=series,
            indicator=indicator,
            period=_home(report, figure)[1],
            statistic=statistic,
            breakdown=breakdown,
            figure=figure,
            witnesses=tuple(_witnesses(stated)),
            issue=_issue_of(report),
        )


def _home(report: Report, figure: Figure) -> tuple[str, Period]:
    """Series and period a figure belongs to: its own where it has them (as-of figures), else its report's."""
    period = figure.period or report.period
    assert period is not None, f"{report.document.name}: {figure.indicator} has no period"
    return figure.series or report.series, period


def _issue_of(report: Report) -> tuple[str, str] | None:
    return (report.series, report.issue) if report.series else None


def _witnesses(stated: Sequence[_Stated]) -> Iterator[Witness]:
    for report, figure in stated:
        yield from (Witness(report.document, m) for m in (figure.mention, *figure.witnesses))


def _contradictions(issues: Sequence[Issue], observations: Sequence[Observation]) -> Iterator[Contradiction]:
    for observation in observations:
        values = {w.mention.stated for w in observation.witnesses}
        if len(values) > 1:
            found = " ≠ ".join(dict.fromkeys(str(w.mention.stated) for w in observation.witnesses))
            yield Contradiction("values-differ", observation, observation.issue, observation.witnesses, found)
    expected = {s.key: s.days for s in known()}
    for issue in issues:
        days, usual = issue.period.days, expected.get(issue.series, 0)
        if usual and days not in (None, usual):
            yield Contradiction("period-length", None, (issue.series, issue.key), found=f"{days} ≠ {usual}")
        if len(periods := {r.period.key for r in issue.copies if r.period}) > 1:
            found = " ≠ ".join(sorted(periods))
            yield Contradiction("period-differs", None, (issue.series, issue.key), found=found)


def _gaps(
    issues: Sequence[Issue], ranked: Sequence[Report], observations: Sequence[Observation]
) -> Iterator[PlacedGap]:
    stated = {(o.issue, o.indicator, o.statistic) for o in observations}
    for issue in issues:
        name = (issue.series, issue.key)
        readable = [r for r in issue.copies if r.is_used]
        if not readable:
            document = issue.copies[0].document if issue.copies else None
            yield PlacedGap(Gap(_why_unreadable(issue)), issue.period, name, document)
        for gap in _first_of_each((r, g) for r in readable for g in r.gaps if g.indicator):
            if (name, gap[1].indicator, gap[1].statistic) not in stated:
                yield PlacedGap(gap[1], issue.period, name, gap[0].document)
    for report in ranked:
        yield from (PlacedGap(g, None, _issue_of(report), report.document) for g in report.gaps if g.subject)


def _why_unreadable(issue: Issue) -> str:
    statuses = {r.status for r in issue.copies}
    return next((reason for status, reason in _UNREADABLE if status in statuses), "issue-not-held")


def _first_of_each(found: Iterable[tuple[Report, Gap]]) -> list[tuple[Report, Gap]]:
    """The gaps of the canonical copy; another copy adds only what the first does not name."""
    first: dict[tuple[str, str], tuple[Report, Gap]] = {}
    for report, gap in found:
        first.setdefault((gap.indicator, gap.statistic), (report, gap))
    return [first[k] for k in sorted(first)]
