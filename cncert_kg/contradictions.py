"""What disagrees: values with one another, a week with its next issue, a word with the numbers, two series."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from cncert_kg.corpus import Contradiction, Issue, Observation, Witness
from cncert_kg.model import Figure, Quantity, Report
from cncert_kg.series import known

COMPARABLE = (("anva-malurl-handled", "mobile-malurl-handled"),)
"""Indicators of two series that count one thing: ANVA's weekly and CNCERT's give the malicious addresses handled.

CNVD's weekly and CNCERT's count vulnerabilities by other rules, so they are not compared.
"""

EQUAL = (("cnvd-event-received", "cnvd-original-submitted"),)
"""Indicators that one issue gives as one number: CNVD counts what it received, and by whom it was submitted."""


def contradictions(issues: Sequence[Issue], observations: Sequence[Observation]) -> Iterator[Contradiction]:
    """Give every contradiction, in the order of observations and issues."""
    for observation in observations:
        yield from _differing(observation)
    yield from _pairs(observations, EQUAL, "values-differ", lambda o: (o.issue, o.period.key, o.statistic, o.breakdown))
    yield from _pairs(observations, COMPARABLE, "series-differ", lambda o: (o.period.key, o.statistic, o.breakdown))
    yield from _wrong_directions(issues, observations)
    expected = {s.key: s.days for s in known()}
    for issue in issues:
        yield from _odd_periods(issue, expected.get(issue.series, 0))


def _differing(observation: Observation) -> Iterator[Contradiction]:
    """One finding for the copies and sentences of the issue itself, one for the next issue against them."""
    own = [w for w in observation.witnesses if not w.is_restated]
    restated = [w for w in observation.witnesses if w.is_restated]
    if len({w.mention.stated for w in own or restated}) > 1:
        yield _values("values-differ", observation, own or restated)
    if own and {w.mention.stated for w in restated} - {w.mention.stated for w in own}:
        yield _values("restated-differs", observation, [own[0], *restated])


def _values(kind: str, observation: Observation, witnesses: Sequence[Witness]) -> Contradiction:
    found = " ≠ ".join(dict.fromkeys(_plain(w) for w in witnesses))
    return Contradiction(kind, observation, observation.issue, tuple(witnesses), found)


def _plain(witness: Witness) -> str:
    stated = witness.mention.stated
    return stated if isinstance(stated, str) else f"{stated:f}"


def _wrong_directions(issues: Sequence[Issue], observations: Sequence[Observation]) -> Iterator[Contradiction]:
    """A rise called a fall: the copy states both numbers, so that no other source is needed to see it."""
    changes = {(o.issue, o.indicator, o.area, o.breakdown): o for o in observations if o.statistic in {"wow", "mom"}}
    for issue in issues:
        for copy in (c for c in issue.copies if c.is_used):
            for now, before, change in _compared(copy):
                key = ((issue.series, issue.key), change.indicator, change.area, change.breakdown)
                if key in changes and _is_opposite(now, before, change):
                    witnesses = tuple(Witness(copy.document, f.mention) for f in (change, now, before))
                    found = f"{now.value} − {before.value}, {change.value} %"
                    yield Contradiction("direction-differs", changes[key], key[0], witnesses, found)


def _compared(report: Report) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Give level, level before and change of each indicator that a copy states all three of."""
    stated: dict[tuple[str, str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in report.figures:
        statistic = "change" if figure.statistic in {"wow", "mom"} else figure.statistic
        stated[figure.indicator, figure.area, figure.breakdown].setdefault(statistic, figure)
    for by_statistic in stated.values():
        if {"level", "prev", "change"} <= by_statistic.keys():
            yield by_statistic["level"], by_statistic["prev"], by_statistic["change"]


def _is_opposite(now: Figure, before: Figure, change: Figure) -> bool:
    level, last, percent = (f.quantity for f in (now, before, change))
    assert isinstance(level, Quantity) and isinstance(last, Quantity) and isinstance(percent, Quantity)
    return (level.value - last.value) * percent.value < 0


def _pairs(
    observations: Sequence[Observation],
    pairs: Sequence[tuple[str, str]],
    kind: str,
    place: Callable[[Observation], Hashable],
) -> Iterator[Contradiction]:
    """Two indicators that count one thing, at one place, and come to different numbers."""
    for ours, theirs in pairs:
        there = {place(o): o for o in observations if o.indicator == theirs}
        for one in (o for o in observations if o.indicator == ours):
            other = there.get(place(one))
            if other and not one.is_restated and other.figure.value != one.figure.value:
                yield _values(kind, one, (one.witnesses[0], other.witnesses[0]))


def _odd_periods(issue: Issue, usual: int) -> Iterator[Contradiction]:
    """A week that has not seven days, copies that date an issue differently, a year that is misprinted."""
    name = (issue.series, issue.key)
    days = issue.period.days if issue.period else None
    expected = usual * max((c.numbers for c in issue.copies), default=1)
    if usual and days not in (None, expected):
        yield Contradiction("period-length", None, name, found=f"{days} ≠ {expected}")
    # The single day of an advisory is that of its publication, which reposts may well have another of.
    periods = sorted({r.period.key for r in issue.copies if r.period and r.period.start != r.period.end})
    if len(periods) > 1:
        yield Contradiction("period-differs", None, name, found=" ≠ ".join(periods))
    misprinted = next((r for r in issue.copies if any(p.code == "W_DATE_MISPRINT" for p in r.problems)), None)
    if misprinted is not None and misprinted.period is not None:
        found = f"{_days(misprinted.stated_period)} → {misprinted.period.key.replace('_', ' ')}"
        yield Contradiction("period-misprint", None, name, found=found)


def _days(stated: str) -> str:
    """Give the printed digits of a range of days without its words: `2024-07-22 2023-07-28`."""
    return " ".join("-".join(d) for d in re.findall(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", stated)) or stated
