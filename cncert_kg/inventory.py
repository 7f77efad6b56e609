"""What a build has read, in the words of `Question.needs`.

The words are told from what went in, not from the graph that came out: a question whose rows a fault has lost must
not pass for one that does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cncert_kg.corpus import Corpus, Observation
from cncert_kg.indicators import indicators
from cncert_kg.links.mappings import NO_TERM_FOUND
from cncert_kg.model import Report
from cncert_kg.others import Others
from cncert_kg.shelves import Shelves

_LEVELS = ("level", "as-of")
_CHANGES = ("wow", "mom", "yoy")
_ODD_PERIODS = {"period-misprint", "period-length", "period-differs"}


def of_reports(corpus: Corpus, others: Others) -> frozenset[str]:
    """Give the words for reports and for the data of others.

    `series:KEY` (an issue with content), `indicator:KEY` (a dated figure that is a level), `issue`,
    `copy`, `gap`, `finding:KIND`, `odd-period`, `profile`, `vulnerability`, `approximate`, `restated`,
    `change-alone` (a change whose level is a gap), `ransomware-family`, `mappings` and `statistics`.
    """
    return frozenset((*_series(corpus), *_figures(corpus), *_corpus(corpus), *_others(others)))


def of_catalogue(shelves: Shelves, exploited: Iterable[str]) -> frozenset[str]:
    """Give the words for CNVD's catalogue: `catalogue` (an entry), `kev` (one of a CVE that KEV lists)."""
    if not any(one.entries for one in shelves.files):
        return frozenset()
    listed = frozenset(exploited)
    return frozenset({"catalogue"} | {"kev" for _, record in shelves.pairs() if record in listed})


def _series(corpus: Corpus) -> Iterator[str]:
    for report in corpus.reports:
        if report.is_used and _has_content(report):
            yield f"series:{report.series}"


def _has_content(report: Report) -> bool:
    return any(
        (report.figures, report.vulnerabilities, report.cves, report.participants, report.assets, report.bibliography)
    )


def _figures(corpus: Corpus) -> Iterator[str]:
    for one in corpus.observations:
        if one.statistic in _LEVELS and one.period.start:
            yield f"indicator:{one.indicator}"
        yield from _kinds(one)
    without_level = {(gap.gap.indicator, gap.period) for gap in corpus.gaps if gap.gap.statistic == "level"}
    if any((o.indicator, o.period) in without_level for o in corpus.observations if o.statistic in _CHANGES):
        yield "change-alone"


def _kinds(one: Observation) -> Iterator[str]:
    if one.figure.quantity is not None and one.figure.quantity.qualifier != "exact":
        yield "approximate"
    if any(witness.is_restated for witness in one.witnesses):
        yield "restated"
    is_family = one.breakdown.startswith("family-") and one.breakdown != "family-other"
    if one.statistic == "share" and is_family and indicators()[one.indicator].incident_type == "ransomware":
        yield "ransomware-family"


def _corpus(corpus: Corpus) -> Iterator[str]:
    used = [report for report in corpus.reports if report.is_used]
    held = {
        "issue": corpus.issues,
        "copy": any(report.series for report in corpus.reports),
        "gap": corpus.gaps,
        "profile": any(report.statements for report in used),
        "vulnerability": any(report.vulnerabilities or report.cves for report in used),
    }
    yield from (word for word, holds in held.items() if holds)
    kinds = {one.kind for one in corpus.contradictions}
    yield from (f"finding:{kind}" for kind in kinds)
    if kinds & _ODD_PERIODS:
        yield "odd-period"


def _others(others: Others) -> Iterator[str]:
    if others.sets:
        yield "mappings"
    for table in others.tables:
        counted = (table.categories[count.category] for count in table.counts)
        if any(one.stage and one.rsit not in ("", NO_TERM_FOUND) for one in counted):
            yield "statistics"
