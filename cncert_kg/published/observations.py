"""The observations of a release, chosen by their dimensions, and the places that state them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from cncert_kg.errors import UsageError
from cncert_kg.published.codes import Choice, Codes, words
from cncert_kg.published.facts import Described, Facts, first_day, last_day, python_value
from cncert_kg.published.values import PublishedMention, PublishedObservation

_PROPERTIES = {
    "series": "d:series",
    "issue": "d:issue",
    "indicator": "d:indicator",
    "area": "d:refArea",
    "statistic": "d:statistic",
    "breakdown": "d:breakdown",
    "period": "d:refPeriod",
    "start": "d:refPeriod/dcat:startDate",
    "end": "d:refPeriod/dcat:endDate",
    "value": "smea:obsValue",
    "rating": "d:codedValue",
    "unit": "satt:unitMeasure",
    "qualifier": "d:valueQualifier",
    "lower": "d:lowerBound",
    "upper": "d:upperBound",
    "rank": "d:rank",
    "status": "satt:obsStatus",
    "value_source": "d:valueSource",
    "witnesses": "prov:wasDerivedFrom",
    "label": "rdfs:label",
}
_MENTION = {
    "document": "d:inDocument",
    "stated": "d:statedValue",
    "sentence": "d:sentence",
    "rule": "d:rule",
    "start": "oa:hasTarget/oa:hasSelector/oa:start",
    "end": "oa:hasTarget/oa:hasSelector/oa:end",
    "quote": "oa:hasTarget/oa:hasSelector/oa:exact",
    "prefix": "oa:hasTarget/oa:hasSelector/oa:prefix",
    "suffix": "oa:hasTarget/oa:hasSelector/oa:suffix",
}
_BREAK = "obsStatus-B"

Day = date | str | None
"""A day, or `2024-12-16`, `2021-06`, `2025` as text: of a month or a year its first day, or its last."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Days, both of them included; none where the side is open."""

    first: date | None = None
    last: date | None = None

    def contain(self, start: date | None, end: date | None) -> bool:
        """Whether a period lies within; one without a bound lies within no bound on that side."""
        after = self.first is None or (start is not None and start >= self.first)
        before = self.last is None or (end is not None and end <= self.last)
        return after and before and (start is not None or self == ANY_DAY)


ANY_DAY = Bounds()


def bounds(start: Day, end: Day) -> Bounds:
    """Give the days from the first of `start` to the last of `end`.

    Raises `UsageError` for a text that is no date, and for an end before the start.
    """
    try:
        first, last = _day(start, first_day), _day(end, last_day)
    except ValueError as error:
        raise UsageError("E_PERIOD", f"{error}; expected 2024-12-16, 2024-12 or 2024", "period") from None
    if first and last and last < first:
        raise UsageError("E_PERIOD", f"found {first} to {last}, expected an end that is not before the start", "period")
    return Bounds(first, last)


def _day(given: Day, of: Callable[[str], date]) -> date | None:
    if isinstance(given, str):
        return of(given)
    return given.date() if isinstance(given, datetime) else given  # a moment is a date to Python, as in pandas


@dataclass(frozen=True, slots=True)
class Selection:
    """Which observations: each dimension by one code, by several, or by any."""

    indicator: Choice = None
    series: Choice = None
    statistic: Choice = None
    breakdown: Choice = None
    area: Choice = None
    issue: Choice = None
    within: Bounds = ANY_DAY


def observations(facts: Facts, codes: Codes, selection: Selection) -> Iterator[PublishedObservation]:
    """Give the observations selected, by series and by IRI.

    One series is read at a time, so that memory follows the largest series and not the release.
    Raises `UsageError` at once for a code, a series or an issue that the release does not have.
    """
    chosen = [codes.series_node(key) for key in words(selection.series)]
    pattern = _pattern(codes, selection)
    found = (one for node in chosen or _series(facts) for one in _of_series(facts, node, pattern))
    return (one for one in found if selection.within.contain(one.start, one.end))


def _of_series(facts: Facts, series: NamedNode, pattern: str) -> Iterator[PublishedObservation]:
    return map(_observation, facts.described(f"{pattern} ?s d:series {series} .", _PROPERTIES))


def _series(facts: Facts) -> list[NamedNode]:
    found = (series for (series,) in facts.select("?v { ?s a qb:Observation ; d:series ?v }"))
    return sorted((s for s in found if isinstance(s, NamedNode)), key=str)


def _pattern(codes: Codes, selection: Selection) -> str:
    """Give the pattern of ?s; several codes of one dimension are one filter, since Oxigraph joins VALUES slowly."""
    issues = [node for key in words(selection.issue) for node in codes.report_nodes(key)]
    chosen = {
        "d:indicator": [codes.code("indicator", c) for c in words(selection.indicator)],
        "d:statistic": [codes.code("statistic", c) for c in words(selection.statistic)],
        "d:breakdown": [codes.code("breakdown", c) for c in words(selection.breakdown)],
        "d:refArea": [codes.code("area", c) for c in words(selection.area)],
        "d:issue": issues,
    }
    parts = (_chosen(property_, nodes) for property_, nodes in chosen.items() if nodes)
    return " ".join(["?s a qb:Observation .", *parts])


def _chosen(property_: str, nodes: list[NamedNode]) -> str:
    if len(nodes) == 1:
        return f"?s {property_} {nodes[0]} ."
    variable = f"?{property_.rpartition(':')[2]}"
    return f"?s {property_} {variable} . FILTER({variable} IN ({', '.join(map(str, nodes))}))"


def observation(facts: Facts, iri: str) -> PublishedObservation:
    """Give one observation by its IRI; `UsageError` where the release has none of this IRI."""
    found = next(facts.described(f"VALUES ?s {{ {_named(iri)} }} ?s a qb:Observation .", _PROPERTIES), None)
    if found is None:
        raise UsageError("E_UNKNOWN", f"found {iri!r}, expected the IRI of an observation", "observation")
    return _observation(found)


def of_issue(facts: Facts, iri: str) -> Iterator[PublishedObservation]:
    """Give the observations that an issue states, by IRI."""
    return map(_observation, facts.described(f"?s a qb:Observation ; d:issue {_named(iri)} .", _PROPERTIES))


def _observation(found: Described) -> PublishedObservation:
    return PublishedObservation(
        iri=found.iri,
        series=found.code("series"),
        issue=found.code("issue"),
        indicator=found.code("indicator"),
        area=found.code("area"),
        statistic=found.code("statistic"),
        breakdown=found.code("breakdown"),
        period=found.code("period"),
        start=found.day("start", first_day),
        end=found.day("end", last_day),
        value=found.number("value"),
        rating=found.code("rating"),
        unit=found.code("unit"),
        qualifier=found.code("qualifier"),
        lower=found.number("lower"),
        upper=found.number("upper"),
        rank=found.integer("rank"),
        is_break=found.text("status").endswith(_BREAK),
        value_source=found.text("value_source"),
        witnesses=found.count("witnesses"),
        label_zh=found.text("label", "zh"),
        label_en=found.text("label", "en"),
    )


def mentions(facts: Facts, iri: str) -> tuple[PublishedMention, ...]:
    """Give the places that state an observation, in the order of documents and of their text."""
    found = facts.described(f"{_named(iri)} prov:wasDerivedFrom ?s . ?s a oa:Annotation .", _MENTION)
    return tuple(sorted(map(_mention, found), key=lambda m: (m.document, m.start, m.end)))


def _mention(found: Described) -> PublishedMention:
    return PublishedMention(
        iri=found.iri,
        document=found.code("document"),
        start=found.integer("start") or 0,
        end=found.integer("end") or 0,
        stated=tuple(_stated(t) for t in found.values.get("stated", ()) if isinstance(t, Literal)),
        sentence=found.text("sentence"),
        quote=found.text("quote"),
        prefix=found.text("prefix"),
        suffix=found.text("suffix"),
        rules=tuple(text.partition("/id/rule/")[2] for text in found.texts("rule")),
    )


def _stated(term: Literal) -> Decimal | str:
    value = python_value(term)
    return value if isinstance(value, Decimal) else term.value


def _named(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UsageError("E_UNKNOWN", f"found {iri!r}: {error}", "observation") from None
