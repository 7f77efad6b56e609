"""The reports of a release: the issues of each series, with their copies, figures, gaps and contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cncert_kg.published import observations
from cncert_kg.published.codes import Choice, Codes, words
from cncert_kg.published.facts import Described, Facts, first_day, last_day
from cncert_kg.published.observations import Bounds
from cncert_kg.published.values import (
    PublishedContradiction,
    PublishedCopy,
    PublishedFigure,
    PublishedGap,
)

_PROPERTIES = {
    "label": "rdfs:label",
    "number": "bibo:number",
    "issued": "dct:issued",
    "period": "dct:temporal",
    "start": "dct:temporal/dcat:startDate",
    "end": "dct:temporal/dcat:endDate",
}
_COPY = {
    "sha256": "d:rawSha256",
    "status": "d:copyStatus",
    "publisher": "dct:publisher",
    "address": "dct:source",
    "published": "dct:issued",
    "title": "dct:title",
}
_GAP = {"reason": "d:gapReason", "indicator": "d:indicator", "statistic": "d:statistic", "label": "rdfs:label"}
_FINDING = {"kind": "d:findingKind", "about": "d:about", "evidence": "d:evidence", "label": "rdfs:label"}


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """An issue of a series. What it holds is read when it is asked for."""

    iri: str
    series: str
    issue: str
    """Key of the issue within its series: `2024-51`, `2020`, `CNTA-2024-0018`."""
    number: str
    """Its number, as stated; empty for a series without numbers."""
    period: str
    """Key of the period; empty where nobody dates the issue."""
    start: date | None
    end: date | None
    """First and last day of the period, both part of it."""
    issued: str
    """Day or month of publication, ISO 8601; empty where unknown."""
    label_zh: str
    label_en: str
    _facts: Facts = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """Series and issue, as `Release.report` takes them."""
        return f"{self.series}/{self.issue}"

    @property
    def copies(self) -> tuple[PublishedCopy, ...]:
        """Every copy of it, by hash; none of an issue that is known from a list only."""
        return tuple(map(_copy, self._facts.described(f"?s prov:specializationOf <{self.iri}> .", _COPY)))

    @property
    def figures(self) -> tuple[PublishedFigure, ...]:
        """Every observation that it states, each with the places that state it, witnesses in other reports too."""
        found = observations.of_issue(self._facts, self.iri)
        return tuple(PublishedFigure(one, observations.mentions(self._facts, one.iri)) for one in found)

    @property
    def gaps(self) -> tuple[PublishedGap, ...]:
        """What is known to be in it and cannot be read."""
        return tuple(map(_gap, self._facts.described(f"?s a d:Gap ; d:issue <{self.iri}> .", _GAP)))

    @property
    def contradictions(self) -> tuple[PublishedContradiction, ...]:
        """What disagrees, in it or about one of its figures."""
        about = f"{{ ?s d:about <{self.iri}> }} UNION {{ ?s d:about ?figure . ?figure d:issue <{self.iri}> }}"
        return tuple(map(_contradiction, self._facts.described(f"?s a d:Contradiction . {about}", _FINDING)))

    @property
    def vulnerabilities(self) -> tuple[str, ...]:
        """Number of every CNVD entry and CVE record that it lists."""
        found = self._facts.described(f"VALUES ?s {{ <{self.iri}> }}", {"listed": "d:highlights"})
        return tuple(sorted(code for one in found for code in one.codes("listed")))


def reports(facts: Facts, codes: Codes, series: Choice, issue: Choice, within: Bounds) -> Iterator[PublishedReport]:
    """Give the reports of some series, or of all, by series and issue.

    Raises `UsageError` at once for a series or an issue that the release does not have.
    """
    chosen = [codes.series_node(key) for key in words(series)]
    issues = [node for key in words(issue) for node in codes.report_nodes(key)]
    pattern = "?s a d:ReportIssue ; dct:isPartOf ?series ."
    for variable, nodes in (("?series", chosen), ("?s", issues)):
        pattern += f" FILTER({variable} IN ({', '.join(map(str, nodes))}))" if nodes else ""
    found = (_report(facts, one) for one in facts.described(pattern, _PROPERTIES))
    return (one for one in found if within.contain(one.start, one.end))


def report(facts: Facts, codes: Codes, key: str) -> PublishedReport:
    """Give a report by series and issue; `UsageError` with the keys that are near where there is none.

    The issue alone is enough where only one series has it.
    """
    found = next(facts.described(f"VALUES ?s {{ {codes.report_node(key)} }}", _PROPERTIES))
    return _report(facts, found)


def _report(facts: Facts, found: Described) -> PublishedReport:
    series, issue = found.iri.rsplit("/", 2)[1:]
    return PublishedReport(
        iri=found.iri,
        series=series,
        issue=issue,
        number=found.text("number"),
        period=found.code("period"),
        start=found.day("start", first_day),
        end=found.day("end", last_day),
        issued=found.text("issued"),
        label_zh=found.text("label", "zh"),
        label_en=found.text("label", "en"),
        _facts=facts,
    )


def _copy(found: Described) -> PublishedCopy:
    return PublishedCopy(
        iri=found.iri,
        sha256=found.text("sha256"),
        status=found.code("status"),
        publisher=found.code("publisher"),
        address=found.text("address"),
        published=found.day("published"),
        title=found.text("title"),
    )


def _gap(found: Described) -> PublishedGap:
    return PublishedGap(
        iri=found.iri,
        reason=found.code("reason"),
        indicator=found.code("indicator"),
        statistic=found.code("statistic"),
        label_zh=found.text("label", "zh"),
        label_en=found.text("label", "en"),
    )


def _contradiction(found: Described) -> PublishedContradiction:
    return PublishedContradiction(
        iri=found.iri,
        kind=found.code("kind"),
        about=found.text("about"),
        evidence=found.texts("evidence"),
        label_zh=found.text("label", "zh"),
        label_en=found.text("label", "en"),
    )
