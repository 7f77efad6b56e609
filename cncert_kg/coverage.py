"""What a build must hold at least. A broken minimum is a changed layout or a broken reader, and stops the publication.

Minima hold for a series as a whole only in a build of the embedded register: a build of two files is a good build.
What one issue must have is required by its series module, where its absence quarantines the copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cncert_kg.corpus import Corpus
from cncert_kg.model import Report

LEAST_COPIES = 4
"""Fewer copies of a series say nothing about its layout."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least a build of the embedded register holds: about a tenth under the last good one."""

    series: str
    issues: int
    """Issues of which a copy could be read."""
    observations: int
    reason: str


MINIMA = (
    Minimum("cncert-weekly", 22, 130, "24 dated issues and one undated, four to six figures each"),
    Minimum("cnvd-weekly", 27, 730, "30 issues of some 27 figures each, and 13 weeks that only the next issue states"),
    Minimum("cnvd-attention", 26, 0, "29 lists of ten entries each; they hold no figure"),
    Minimum("anva-channel-weekly", 5, 320, "six issues of a dozen figures each, and one for each site taken down"),
    Minimum("cctga-ransomware-weekly", 3, 57, "three issues of 21 figures each"),
    Minimum("cnta-advisory", 4, 2, "four advisories, of which two count what a vendor mended"),
    Minimum("cncert-annual", 1, 0, "the front matter of the 2020 report; its figures are those of its profile"),
    Minimum("org-statistics", 0, 10, "partners, agreements and support units of 2020, partners and branches of 2025"),
)
"""No risk alert, bulletin, family weekly, monthly or yearly summary is held as more than a shell: they have none."""


def broken(corpus: Corpus, inputs: Iterable[Report], is_embedded: bool) -> Iterator[str]:
    """Give one line for each minimum that a build breaks."""
    yield from _changed_layouts(inputs)
    if is_embedded:
        yield from _shortfalls(corpus)


def _changed_layouts(inputs: Iterable[Report]) -> Iterator[str]:
    """A series most of whose copies are recognised and cannot be read has changed its layout."""
    read: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for report in inputs:
        if report.series and report.is_used:
            read[report.series] += 1
        elif report.series and report.status == "quarantined":
            lost[report.series] += 1
    for series in sorted(lost):
        copies = read[series] + lost[series]
        if copies >= LEAST_COPIES and lost[series] > copies / 2:
            yield f"{series}: {lost[series]} of {copies} copies could not be read, expected at most half"


def _shortfalls(corpus: Corpus) -> Iterator[str]:
    issues = Counter(i.series for i in corpus.issues if any(c.is_used for c in i.copies))
    observations = Counter(o.series for o in corpus.observations)
    for least in MINIMA:
        for what, found, expected in (
            ("readable issues", issues[least.series], least.issues),
            ("observations", observations[least.series], least.observations),
        ):
            if found < expected:
                yield f"{least.series}: found {found} {what}, expected at least {expected} ({least.reason})"
