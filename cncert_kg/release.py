"""What reports bring to a release: their graphs, their tables, their lines of the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Triple

from cncert_kg import tables, unread_table
from cncert_kg.corpus import Corpus
from cncert_kg.graph import vulnerabilities
from cncert_kg.graph.assembly import Graphs
from cncert_kg.graph.terms import Terms
from cncert_kg.model import Report
from cncert_kg.sections import Section, section
from cncert_kg.turtle import turtle
from cncert_kg.validation_report import Report as Validation
from cncert_kg.vocab import CC0, RDF, prefixes

OUTCOMES = ("full", "partial", "shell", "blocked", "deleted", "unrecognised", "quarantined")

ELSEWHERE = ("vuln/",)
"""Graphs whose subjects the catalogue describes; here they hold what the pages of reports need of them."""

JOINED = "catalog"
"""The graph that describes the release, of which reports know a part only."""


@dataclass(frozen=True, slots=True)
class Build:
    """All that reports give."""

    inputs: tuple[Report, ...]
    """Every file read, twins too."""
    corpus: Corpus
    graphs: Graphs
    validation: Validation
    terms: Terms

    def union(self) -> Iterator[Triple]:
        """Give the triples of all named graphs; one that stands in several comes several times."""
        return (t for triples in self.graphs.values() for t in triples)

    def own(self) -> Graphs:
        """Give the graphs whose subjects nobody else describes."""
        return {name: triples for name, triples in self.graphs.items() if not name.startswith(ELSEWHERE)}


def data_files(build: Build) -> Iterator[tuple[str, bytes]]:
    """Give path and bytes of every data file that reports alone decide."""
    names = prefixes(build.terms.iris.base)
    for name, triples in sorted(build.own().items()):
        if name != JOINED:
            yield f"data/graph/{name}.ttl", b"".join(turtle(triples, names))
    yield "data/observations.csv", tables.observations_csv(build.corpus.observations, build.terms)
    licence = CC0.value
    yield "data/observations.csv-metadata.json", tables.csvw("observations.csv", tables.COLUMNS, licence)
    yield "data/unread-numbers.csv", unread_table.unread_csv(build.corpus.reports)
    unread = tables.csvw("unread-numbers.csv", unread_table.COLUMNS, licence)
    yield "data/unread-numbers.csv-metadata.json", unread


def written(build: Build) -> Section:
    """Give the section of the union that reports describe."""
    iris = build.terms.iris
    graphs = (
        (iris.graph(*name.split("/")), [t for t in triples if not vulnerabilities.is_of_catalogue(t, iris)])
        for name, triples in build.own().items()
    )
    return section(graphs, prefixes(iris.base))


def manifest(build: Build) -> dict[str, Any]:
    """Give what the manifest says of reports: counts, and every input with its outcome."""
    counts = Counter(r.status for r in build.inputs)
    things = Counter(type_ for _, type_ in {(t.subject, t.object) for t in build.union() if t.predicate == RDF.type})
    d = build.terms.d
    return {
        "counts": {
            "inputs": len(build.inputs),
            "outcomes": {s: counts[s] for s in OUTCOMES},
            "issues": len(build.corpus.issues),
            "observations": len(build.corpus.observations),
            "claims": things[d.Claim],
            "contradictions": things[d.Contradiction],
            "gaps": things[d.Gap],
            "numbers": unread_table.counts(build.corpus.reports),
        },
        "inputs": [_input(r) for r in build.inputs],
    }


def _input(report: Report) -> dict[str, Any]:
    return {
        "name": report.document.name,
        "sha256": report.document.sha256,
        "outcome": report.status,
        "series": report.series or None,
        "issue": report.issue or None,
        "figures": len(report.figures),
        "statements": len(report.statements),
        "problems": [{"code": p.code, "message": p.message} for p in report.problems],
    }
