"""The entries of CNVD that a release has, year by year.

They are read from the store, not from data/vulnerabilities.csv: the table joins products and guards spreadsheets
against formulas, which cannot be undone, and a release without the catalogue, or an RDF file, has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from pyoxigraph import NamedNode

from cncert_kg.errors import UsageError
from cncert_kg.graph.vulnerabilities import CVE
from cncert_kg.published.codes import Codes
from cncert_kg.published.facts import Described, Facts
from cncert_kg.published.observations import ANY_DAY, Bounds
from cncert_kg.published.values import PublishedVulnerability
from cncert_kg.text import NUMBER_OF_CVE
from cncert_kg.vulnerabilities import year

_PROPERTIES = {
    "title": "dct:title",
    "severity": "d:severity",
    "cves": "d:correspondsToCVE",
    "published": "dct:issued",
    "submitted": "d:submitted",
    "kind": "d:vulnerabilityType",
    "fix": "d:fixStatus",
    "products": "d:affectsProduct",
    "sources": "prov:wasDerivedFrom",
    "page": "rdfs:seeAlso",
}
_LABEL = {"label": "rdfs:label"}
_CLASS = "?s a d:Vulnerability ."
_NO_TITLE = "FILTER NOT EXISTS { ?s dct:title ?title }"


@dataclass(frozen=True, slots=True)
class Choices:
    """Which entries: by each property one of some values, or any."""

    number: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    cve: tuple[str, ...] = ()
    kev: bool | None = None
    within: Bounds = ANY_DAY

    def has(self, entry: PublishedVulnerability) -> bool:
        """Whether an entry is chosen, its number and CVE records aside, which the store looks for."""
        return (
            (not self.year or year(entry.number) in self.year)
            and (not self.severity or entry.severity in self.severity)
            and (self.kev is None or self.kev is (entry.exploited is not None))
            and self.within.contain(entry.published, entry.published)
        )


class Entries:
    """The entries of one release."""

    def __init__(self, facts: Facts, codes: Codes) -> None:
        self._facts = facts
        self._codes = codes

    def chosen(self, choices: Choices) -> Iterator[PublishedVulnerability]:
        """Give the entries chosen, by number, as data/vulnerabilities.csv has them.

        One year of the catalogue is read at a time, so that memory follows the longest year and not the catalogue.
        The few numbers of the form CNVD-C, which stand behind those of all years, wait until then. Raises `UsageError`
        at once for a number or a severity that the release does not have, and for what is no year and no CVE number.
        """
        _check(r"[0-9]{4}", choices.year, "year", "four digits")
        _check(NUMBER_OF_CVE, choices.cve, "cve", "a number such as CVE-2021-44228")
        for word in choices.severity:
            self._codes.code("severity", word)
        return self._found(_pattern(self._facts, self._codes, choices), choices)

    def _found(self, pattern: str, choices: Choices) -> Iterator[PublishedVulnerability]:
        last: list[PublishedVulnerability] = []
        for graph in _graphs(self._facts, choices):
            described = _described(self._facts, pattern, graph)
            for one in sorted(filter(choices.has, map(self._known.entry, described)), key=attrgetter("number")):
                if one.number.startswith("CNVD-C"):
                    last.append(one)
                else:
                    yield one
        yield from sorted(last, key=attrgetter("number"))

    @cached_property
    def _known(self) -> _Known:
        return _Known.of(self._facts)


def _check(form: str, given: Iterable[str], what: str, expected: str) -> None:
    for word in given:
        if not re.fullmatch(form, word):
            raise UsageError("E_UNKNOWN", f"found {word!r}, expected {expected}", what)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is said of entries elsewhere."""

    start: str
    exploited: Mapping[str, date]
    """Day on which KEV took a CVE record, by IRI."""
    reported: frozenset[str]
    """IRIs of the entries that reports name."""

    @classmethod
    def of(cls, facts: Facts) -> _Known:
        start = f"{facts.iris.base}id/vuln/"
        kev = facts.described("?s d:kevDateAdded ?day .", {"day": "d:kevDateAdded"})
        named = (str(n.value) for (n,) in facts.select("?v { ?s oa:hasBody ?v }") if isinstance(n, NamedNode))
        days = {found.iri: day for found in kev if (day := found.day("day"))}
        return cls(start, days, frozenset(n for n in named if n.startswith(start)))

    def entry(self, found: Described) -> PublishedVulnerability:
        number = found.iri.removeprefix(self.start)
        records = [iri for iri in found.texts("cves") if iri.startswith(CVE)]
        label = found.text("label", "zh")
        return PublishedVulnerability(
            iri=found.iri,
            number=number,
            # What only a report names has no title of its own: its label is the title with the number behind.
            title=found.text("title") or ("" if label == number else label.removesuffix(f"（{number}）")),
            severity=found.code("severity"),
            cves=tuple(iri.removeprefix(CVE) for iri in records),
            published=found.day("published"),
            submitted=found.day("submitted"),
            kind=found.text("kind"),
            fix=found.code("fix"),
            products=tuple(sorted(found.texts("products"))),
            exploited=min((self.exploited[iri] for iri in records if iri in self.exploited), default=None),
            is_reported=found.iri in self.reported,
            sources=found.codes("sources"),
            page=found.text("page"),
        )


def _described(facts: Facts, pattern: str, graph: NamedNode | None) -> Iterator[Described]:
    """Give entries with their values; the label only of those without a title, since labels are half of the text."""
    labels = {found.iri: found.values for found in facts.described(f"{pattern} {_NO_TITLE}", _LABEL, graph)}
    for found in facts.described(pattern, _PROPERTIES, graph):
        if found.iri.startswith(f"{facts.iris.base}id/vuln/"):
            yield Described(found.iri, {**found.values, **labels.get(found.iri, {})})


def _pattern(facts: Facts, codes: Codes, choices: Choices) -> str:
    """Give the pattern of ?s; few of many things are named one by one, which the store finds at once."""
    pattern = _CLASS
    if choices.number:
        pattern = f"{_named(codes.entry_node(number).value for number in choices.number)} {pattern}"
    if choices.cve:
        records = (facts.found(f"?s d:correspondsToCVE <{CVE}{number}> .") for number in choices.cve)
        pattern = f"{_named(iri for found in records for iri in found)} {pattern}"
    if len(choices.severity) == 1:
        pattern = f"?s d:severity {codes.code('severity', *choices.severity)} . {pattern}"
    return pattern


def _named(iris: Iterable[str]) -> str:
    return f"VALUES ?s {{ {' '.join(f'<{iri}>' for iri in dict.fromkeys(iris))} }}"


def _graphs(facts: Facts, choices: Choices) -> list[NamedNode | None]:
    """Give the graphs of years, in order; the union where there are none, or where the store finds the few at once."""
    start = f"{facts.iris.base}graph/vuln/"
    held = sorted(g.value for g in facts.store.named_graphs() if isinstance(g, NamedNode) and g.value.startswith(start))
    if not held or choices.cve or choices.number:
        return [None]
    return [NamedNode(g) for g in held if not choices.year or g.removeprefix(start) in choices.year]
