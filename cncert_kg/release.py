"""A release: which files are published, and what each holds. `publication` says how they get there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad, Triple

from cncert_kg import __version__, tables
from cncert_kg.corpus import Corpus
from cncert_kg.graph import catalogue, distributions
from cncert_kg.graph.assembly import Graphs
from cncert_kg.graph.terms import Terms
from cncert_kg.model import Report
from cncert_kg.turtle import nquads, turtle
from cncert_kg.validation_report import Report as Validation
from cncert_kg.validation_report import report_json, report_turtle
from cncert_kg.vocab import RDF, prefixes

OUTCOMES = ("full", "partial", "shell", "blocked", "deleted", "unrecognised", "quarantined")


@dataclass(frozen=True, slots=True)
class Build:
    """All that a release is made of."""

    inputs: tuple[Report, ...]
    """Every file read, twins too."""
    corpus: Corpus
    graphs: Graphs
    validation: Validation
    terms: Terms
    modified: str

    @property
    def version(self) -> str:
        """Name of the version: the newest day of the inputs, and the run."""
        return catalogue.version(self.corpus.reports)

    def union(self) -> Iterator[Triple]:
        """Give the triples of all named graphs; one that stands in several comes several times."""
        return (t for triples in self.graphs.values() for t in triples)

    def quads(self) -> Iterator[Quad]:
        """Give the quads of the data set."""
        for name, triples in self.graphs.items():
            graph = self.terms.iris.graph(*name.split("/"))
            yield from (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def data_files(build: Build) -> Iterator[tuple[str, bytes]]:
    """Give path and bytes of every data file; the descriptions come last, since they name the others."""
    names = prefixes(build.terms.iris.base)
    described = []
    for path, content in _described(build, names):
        described.append(distributions.File(path, len(content), hashlib.sha256(content).hexdigest()))
        yield path, content
    void = distributions.void(build.union(), described, build.version, build.terms)
    yield "data/void.ttl", b"".join(turtle(void, names))
    yield "data/dcat.ttl", b"".join(turtle(distributions.dcat(described, build.version, build.terms), names))
    yield "validation/report.ttl", report_turtle(build.validation, build.terms.iris.base).encode()
    yield "validation/report.json", report_json(build.validation).encode()


def _described(build: Build, names: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    yield "data/cncert-kg.ttl", b"".join(turtle(build.union(), names))
    yield "data/cncert-kg.nq", b"".join(nquads(build.quads()))
    for name, triples in sorted(build.graphs.items()):
        yield f"data/graph/{name}.ttl", b"".join(turtle(triples, names))
    yield "data/observations.csv", tables.observations_csv(build.corpus.observations, build.terms)
    yield "data/observations.csv-metadata.json", tables.observations_csvw(catalogue.CC0.value)


def manifest(build: Build) -> dict[str, Any]:
    """Give what the manifest says beside its files: version, counts, and every input with its outcome."""
    counts = Counter(r.status for r in build.inputs)
    distinct = set(build.union())
    things = Counter(t.object for t in distinct if t.predicate == RDF.type)
    d = build.terms.d
    return {
        "name": "cncert-kg",
        "software": __version__,
        "base": build.terms.iris.base,
        "version": build.version,
        "modified": build.modified or None,
        "counts": {
            "inputs": len(build.inputs),
            "outcomes": {s: counts[s] for s in OUTCOMES},
            "issues": len(build.corpus.issues),
            "observations": len(build.corpus.observations),
            "claims": things[d.Claim],
            "contradictions": things[d.Contradiction],
            "gaps": things[d.Gap],
            "triples": len(distinct),
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


def summary(build: Build) -> str:
    """Say in three lines what was read, what it gave, and what validation found."""
    counts = manifest(build)["counts"]
    outcomes = ", ".join(f"{n} {s}" for s, n in counts["outcomes"].items() if n)
    warnings = len(build.validation.results) - len(build.validation.violations)
    return "\n".join(
        (
            f"{counts['inputs']} documents: {outcomes}",
            f"{counts['issues']} issues, {counts['observations']} observations, {counts['claims']} claims,"
            f" {counts['gaps']} gaps, {counts['triples']} triples",
            f"0 violations, {warnings} warnings",
        )
    )
