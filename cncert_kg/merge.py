"""Copies to issues: one observation a figure, whoever repeats it; what disagrees or is missing is said.

The canonical order of witnesses: the series' own publisher before any other account, a whole copy before a
part, the newer before the older (a corrected re-issue), the headline before a later sentence, an issue before the
next one that restates it. Ties fall to the hash, so that the order of the files never matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cncert_kg.contradictions import contradictions
from cncert_kg.corpus import Coordinates, Corpus, Issue, Observation, PlacedGap, Witness
from cncert_kg.model import READABLE, Figure, Gap, Period, Report
from cncert_kg.series import known

_UNREADABLE = (("quarantined", "unparsed"), ("shell", "shell"), ("blocked", "anti-bot"), ("deleted", "deleted"))
"""Status of a copy without content, and the gap it stands for: the first that any copy has."""

_Stated = tuple[Report, Figure, Period]
"""A figure, the report that states it, and the period it is of."""

RESTATED = "prev"
"""The statistic of a figure that says what the level of the period before was."""


def merge(reports: Iterable[Report], accounts: Mapping[str, str]) -> Corpus:
    """Merge reports into issues, observations, contradictions and gaps.

    `accounts` gives the organisation slug of a WeChat account (`__biz`): a copy's publisher is known by its
    account, not by the feed that delivered it.
    """
    every = _without_twins(reports)
    publishers = {s.key: s.publisher for s in known()}
    ranked = sorted(every, key=lambda r: _rank(r, publishers.get(r.series, ""), accounts))
    issues = _issues(ranked)
    observations = _with_breaks(_observations(ranked, issues))
    return Corpus(
        reports=tuple(sorted(every, key=lambda r: (r.document.name, r.document.sha256))),
        issues=issues,
        observations=observations,
        contradictions=tuple(contradictions(issues, observations)),
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
        period = _period(held) or next((x.period for _, x in named if x.period), None)
        out.append(Issue(series, issue, period, held, named))
    return tuple(out)


def _period(copies: Sequence[Report]) -> Period | None:
    """Give the period of the first copy that has dates, a readable one before a shell; else an undated one."""
    ordered = sorted(copies, key=lambda r: (not r.period or not r.period.start, not r.is_used))
    return next((r.period for r in ordered if r.period), None)


def _observations(ranked: Sequence[Report], issues: Sequence[Issue]) -> Iterator[Observation]:
    cells: dict[Coordinates, list[_Stated]] = defaultdict(list)
    for stated in _stated(ranked, issues):
        report, figure, period = stated
        statistic = "level" if figure.statistic == RESTATED else figure.statistic
        series = figure.series or report.series
        cells[series, figure.indicator, figure.area, period.key, statistic, figure.breakdown].append(stated)
    for (series, indicator, area, _, statistic, breakdown), found in cells.items():
        # The sort is stable: the canonical order stands, and what is restated comes behind it.
        found.sort(key=lambda s: s[1].statistic == RESTATED)
        report, figure, period = found[0]
        yield Observation(
            series=series,
            indicator=indicator,
            area=area,
            period=period,
            statistic=statistic,
            breakdown=breakdown,
            figure=figure,
            witnesses=tuple(_witnesses(found)),
            issue=(report.series, report.issue) if report.series else None,
        )


def _stated(ranked: Sequence[Report], issues: Sequence[Issue]) -> Iterator[_Stated]:
    """Give every figure with its period: its own (as-of figures), its report's, or the one before its report's."""
    ends = {(i.series, i.period.end): i.period for i in issues if i.period}
    dated = {(i.series, i.key): i.period for i in issues}
    for report in ranked:
        for figure in report.figures:
            # A copy without dates of an issue that another copy dates is of the same days.
            period = figure.period or dated.get((report.series, report.issue)) or report.period
            assert period is not None, f"{report.document.name}: {figure.indicator} has no period"
            before = _before(report.series, period, ends) if figure.statistic == RESTATED else period
            if before is not None:
                yield report, figure, before


def _before(series: str, period: Period, ends: Mapping[tuple[str, str], Period]) -> Period | None:
    """Give the period before: that of the issue that ends on the day before, else one of the same kind.

    None for a period without dates, of which nobody can say what came before.
    """
    if period.days is None:
        return None
    last = date.fromisoformat(period.start) - timedelta(days=1)
    if (series, last.isoformat()) in ends:
        return ends[series, last.isoformat()]
    is_month = period.start.endswith("-01") and (date.fromisoformat(period.end) + timedelta(days=1)).day == 1
    first = last.replace(day=1) if is_month else last - timedelta(days=6)
    return Period(first.isoformat(), last.isoformat())


def _witnesses(found: Sequence[_Stated]) -> Iterator[Witness]:
    for report, figure, _ in found:
        for mention in (figure.mention, *figure.witnesses):
            yield Witness(report.document, mention, figure.statistic == RESTATED)


def _with_breaks(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Sort observations, and mark each whose definition is another than that of the dated one before it.

    What only the next issue restates says nothing of the words that define it.
    """
    out = []
    last: dict[tuple[str, ...], str] = {}
    for value in sorted(observations, key=lambda o: o.coordinates):
        cell = (value.series, value.indicator, value.area, value.statistic, value.breakdown)
        definition = value.figure.definition
        is_break = bool(definition and value.period.start) and definition != last.get(cell, definition)
        if definition and value.period.start:
            last[cell] = definition
        out.append(replace(value, is_break=is_break))
    return tuple(out)


def _gaps(
    issues: Sequence[Issue], ranked: Sequence[Report], observations: Sequence[Observation]
) -> Iterator[PlacedGap]:
    stated = {(o.series, o.period.key, o.indicator, o.statistic) for o in observations}
    for issue in issues:
        name = (issue.series, issue.key)
        readable = [r for r in issue.copies if r.is_used]
        if not readable:
            document = issue.copies[0].document if issue.copies else None
            yield PlacedGap(Gap(_why_unreadable(issue)), issue.period, name, document)
        for report, gap in _first_of_each((r, g) for r in readable for g in r.gaps if g.indicator):
            if issue.period and (issue.series, issue.period.key, gap.indicator, gap.statistic) not in stated:
                yield PlacedGap(gap, issue.period, name, report.document)
    for report in ranked:
        about = (report.series, report.issue) if report.series else None
        yield from (PlacedGap(g, None, about, report.document) for g in report.gaps if g.subject)


def _why_unreadable(issue: Issue) -> str:
    statuses = {r.status for r in issue.copies}
    return next((reason for status, reason in _UNREADABLE if status in statuses), "issue-not-held")


def _first_of_each(found: Iterable[tuple[Report, Gap]]) -> list[tuple[Report, Gap]]:
    """The gaps of the canonical copy; another copy adds only what the first does not name."""
    first: dict[tuple[str, str], tuple[Report, Gap]] = {}
    for report, gap in found:
        first.setdefault((gap.indicator, gap.statistic), (report, gap))
    return [first[k] for k in sorted(first)]
