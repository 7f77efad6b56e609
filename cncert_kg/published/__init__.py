"""A release for Python: observations, reports, vulnerabilities and organisations as values, and SPARQL over all.

Everything is answered from the release's store, never from its tables: so a release folder and an RDF file answer
alike, what an import brought is there too, and no text was changed for a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import QuerySolutions

from cncert_kg import frames, questions, store
from cncert_kg.errors import UsageError
from cncert_kg.manifest import MANIFEST, file_sha256, read_manifest
from cncert_kg.published import observations, organisations, reports
from cncert_kg.published.codes import Choice, Codes, words
from cncert_kg.published.facts import Facts, Value, python_value
from cncert_kg.published.observations import Day, Selection, bounds
from cncert_kg.published.reports import PublishedReport
from cncert_kg.published.values import (
    PublishedContradiction,
    PublishedCopy,
    PublishedFigure,
    PublishedGap,
    PublishedMention,
    PublishedObservation,
    PublishedOrganisation,
    PublishedVulnerability,
)
from cncert_kg.published.vulnerabilities import Choices, Entries
from cncert_kg.results import Answer

__all__ = [
    "PublishedContradiction",
    "PublishedCopy",
    "PublishedFigure",
    "PublishedGap",
    "PublishedMention",
    "PublishedObservation",
    "PublishedOrganisation",
    "PublishedReport",
    "PublishedVulnerability",
    "Release",
    "open_release",
]

Parameter = str | int | Decimal | date
"""What a parameter of a question may be set to; a text is terms of SPARQL: `ind:incident-handled`."""


class Release:
    """A release folder, or an RDF file of one.

    A release that is replaced while it is open goes on answering as it was opened. Every word that the release does
    not have (a code, a series, an issue) is a `UsageError` that names what is near it, never an empty answer.
    """

    def __init__(self, path: Path | str = "public", *, in_memory: bool = False) -> None:
        """Open a release from its store on disk, made beside it where it is absent; `in_memory` loads it instead.

        Raises `UsageError` where there is no release and no RDF file, `StorageError` where it cannot be read.
        """
        given = Path(path)
        self.path = given.resolve() if given.is_dir() else given
        """The release folder itself, or the file."""
        self._base = store.base_of(self.path)
        self.store = store.open_store(self.path, in_memory=in_memory)
        """The store of Oxigraph; what it holds is only read."""
        self.facts = Facts(self.store, self._base)
        """What the store says of a thing, a property at a time."""
        self._codes = Codes(self.facts)
        self._entries = Entries(self.facts, self._codes)

    def __repr__(self) -> str:
        return f"Release({str(self.path)!r})"

    @property
    def base(self) -> str:
        """The base IRI; the project's own for a bare RDF file."""
        return self._base

    @cached_property
    def hash(self) -> str:
        """32 hex digits that tell releases apart: of the SHA-256 of the manifest, or of the RDF file.

        Raises `StorageError`, as `manifest` does, where a folder has no manifest.
        """
        return file_sha256(self.path / MANIFEST if self.manifest else self.path)[:32]

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """The manifest: inputs with their outcome, counts, every file with its hash; empty for a bare RDF file."""
        return read_manifest(self.path) if self.path.is_dir() else {}

    def codes(self, scheme: str) -> Mapping[str, tuple[str, str]]:
        """Give the labels in zh and en of every code of a list, by code: of `indicator`, `area`, `breakdown` …"""
        return self._codes.of(scheme)

    def series(self) -> Mapping[str, tuple[str, str]]:
        """Give the names in zh and en of every series, by key."""
        return self._codes.series()

    def observations(
        self,
        *,
        indicator: Choice = None,
        series: Choice = None,
        statistic: Choice = None,
        breakdown: Choice = None,
        area: Choice = None,
        issue: Choice = None,
        start: Day = None,
        end: Day = None,
    ) -> Iterator[PublishedObservation]:
        """Give observations by series and IRI, one series in memory at a time.

        Each dimension takes one code or several. `issue` is `cncert-weekly/2024-51`, or `2024-51` of any series.
        `start` and `end` are the first and the last day of the Beijing calendar, both included, between which the
        whole period must lie; a month or a year as text means its first day, or its last. A week across a bound is
        in no such answer, nor is a period without dates. Raises `UsageError` at once for what cannot be chosen.
        """
        within = bounds(start, end)
        chosen = Selection(indicator, series, statistic, breakdown, area, issue, within)
        return observations.observations(self.facts, self._codes, chosen)

    def observation(self, iri: str) -> PublishedObservation:
        """Give one observation by its IRI; `UsageError` where there is none."""
        return observations.observation(self.facts, iri)

    def mentions(self, of: PublishedObservation | str) -> tuple[PublishedMention, ...]:
        """Give the places of documents that state an observation, in the order of documents and of their text."""
        return observations.mentions(self.facts, of if isinstance(of, str) else of.iri)

    def sentence(self, of: PublishedObservation) -> str:
        """Give the sentence that states an observation; empty where only its place is held, as in the register."""
        return PublishedFigure(of, self.mentions(of)).sentence

    def report(self, key: str) -> PublishedReport:
        """Give a report by series and issue, `cncert-weekly/2024-51`; `UsageError` where there is none."""
        return reports.report(self.facts, self._codes, key)

    def reports(
        self, *, series: Choice = None, issue: Choice = None, start: Day = None, end: Day = None
    ) -> Iterator[PublishedReport]:
        """Give reports by series and issue, held or only known of; what is chosen is as for observations."""
        return reports.reports(self.facts, self._codes, series, issue, bounds(start, end))

    def vulnerabilities(
        self,
        *,
        number: Choice = None,
        year: int | Choice = None,
        severity: Choice = None,
        cve: Choice = None,
        kev: bool | None = None,
        start: Day = None,
        end: Day = None,
    ) -> Iterator[PublishedVulnerability]:
        """Give CNVD's entries by number, one year in memory at a time.

        `year` is that of the number; `kev` asks for those with a CVE record in CISA's catalogue, or without one;
        `start` and `end` bound the day on which CNVD published the entry. Raises `UsageError` at once.
        """
        years = words(str(year) if isinstance(year, int) else year)
        chosen = Choices(words(number), years, words(severity), words(cve), kev, bounds(start, end))
        return self._entries.chosen(chosen)

    def vulnerability(self, number: str) -> PublishedVulnerability:
        """Give one entry by its CNVD number; `UsageError` where there is none."""
        return next(self.vulnerabilities(number=number))

    def organisations(self, *, key: Choice = None) -> Iterator[PublishedOrganisation]:
        """Give every organisation, or some by key, by key."""
        return organisations.organisations(self.facts, self._codes, key)

    def organisation(self, key: str) -> PublishedOrganisation:
        """Give an organisation by its key, `cncert`; `UsageError` where there is none."""
        return next(self.organisations(key=key))

    def query(self, query: str, **parameters: Parameter) -> Answer:
        """Evaluate SPARQL, or a question that comes with the package by its name, with other parameters.

        A parameter is a number, a day, or terms as SPARQL writes them; `from_` is the parameter `from`. Gives
        Oxigraph's answer: rows, a yes or no, or triples. The project's prefixes are known without being written; the
        default graph is the union of all; nothing leaves this machine. Raises `UsageError`.
        """
        named = questions.is_name(query)
        if parameters and not named:
            raise UsageError("E_PARAMETER", "only a question by name has parameters", ", ".join(parameters))
        values = {name.removesuffix("_"): _term(value) for name, value in parameters.items()}
        text = questions.question(query).filled(values) if named else query
        return store.ask(self.store, text, self._base)

    def rows(self, query: str, **parameters: Parameter) -> Iterator[dict[str, Value | None]]:
        """Give the rows of a query as Python values: numbers exact, days as `date`, IRIs and texts as `str`.

        Raises `UsageError` as `query`, and at once for a query without rows (ASK, CONSTRUCT, DESCRIBE).
        """
        return self._rows(query, parameters)[1]

    def _rows(
        self, query: str, parameters: Mapping[str, Parameter]
    ) -> tuple[list[str], Iterator[dict[str, Value | None]]]:
        """Give the names of the columns, and the rows."""
        answer = self.query(query, **parameters)
        if not isinstance(answer, QuerySolutions):
            raise UsageError("E_ROWS", "expected SELECT; give ASK, CONSTRUCT and DESCRIBE to Release.query", "query")
        names = [variable.value for variable in answer.variables]
        return names, ({name: python_value(row[name]) for name in names} for row in answer)

    def frame(self, of: str = "observations", engine: frames.Engine | None = None, **chosen: Any) -> Any:
        """Give a data frame of `observations`, `vulnerabilities`, `reports` or `organisations`, or of a query.

        `chosen` is what the method of that name takes, or the parameters of a question. `engine` is `polars` or
        `pandas`; without it, the first of them that is installed. docs/python.md says which types columns have.
        Raises `UsageError`: E_EXTRA where the library is not installed, and as the method or the query does.
        """
        make = frames.engine(engine)
        if of in _CLASSES:
            return make(frames.columns_of_values(getattr(self, of)(**chosen), _CLASSES[of], _CODES))
        return make(frames.columns_of_rows(*self._rows(of, chosen)))


def _term(value: Parameter) -> str:
    if isinstance(value, date):
        return f'"{value.isoformat()[:10]}"^^xsd:date'
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def open_release(path: Path | str = "public", *, in_memory: bool = False) -> Release:
    """Open a release folder or an RDF file, as `Release` does."""
    return Release(path, in_memory=in_memory)


_CLASSES: Mapping[str, type] = {
    "observations": PublishedObservation,
    "vulnerabilities": PublishedVulnerability,
    "reports": PublishedReport,
    "organisations": PublishedOrganisation,
}
_CODES = frozenset(
    {"series", "indicator", "area", "statistic", "breakdown", "rating", "unit", "qualifier", "value_source"}
    | {"severity", "kind", "fix"}
)
"""The fields that hold one code of few."""
