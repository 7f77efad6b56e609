"""The W3C's tests of SHACL, core and SPARQL, through the entry that validates by any shapes graph."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from cncert_kg import cli
from cncert_kg.any_shapes import validate_by
from cncert_kg.errors import CncertKgError
from cncert_kg.validation_report import Report, Result, report_turtle
from tests.w3c.manifest import VOCABULARIES, Facts, Term, expanded, local, triples
from tests.w3c.ratchet import SHACL, Record, dose, settle

Found = tuple[str, str, str, str, str, str]
"""Focus node, path, value, severity, component and shape of a result; every blank node is `_:`."""


@dataclass(frozen=True, slots=True)
class ShaclCase:
    """One test of validation."""

    name: str
    """Folder and name of its file: `core/node/class-001`."""
    facts: Facts
    data: Path
    shapes: Path
    report: Term
    """The report expected, or `sht:Failure`."""

    @property
    def is_failure(self) -> bool:
        """Whether the processor is to refuse the shapes."""
        return self.report.value == expanded("sht:Failure")

    def results(self) -> set[Found]:
        """Give the results expected."""
        return {self._result(node) for node in self.facts.all(self.report, "sh:result")}

    def _result(self, node: Term) -> Found:
        names = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")
        focus, path, value, *rest = (named(self.facts.one(node, f"sh:{name}")) for name in names)
        return (focus, "" if path == "_:" else path, value or focus, *rest)  # type: ignore[return-value]


def named(term: Term | None) -> str:
    """Give a term in N-Triples, and every blank node as `_:`."""
    return "_:" if isinstance(term, ox.BlankNode) else str(term or "")


def shacl_cases(manifest: Path) -> list[ShaclCase]:
    """Give the tests of a manifest and of what it includes, in their order."""
    facts = Facts(manifest)
    (head,) = facts.subjects("rdf:type", "mf:Manifest")
    included = [Path(node.value.removeprefix("file://")) for node in facts.all(head, "mf:include")]
    own = [_case(facts, entry) for entry in facts.items(facts.one(head, "mf:entries"))]
    return own + [case for path in included for case in shacl_cases(path)]


def _case(facts: Facts, entry: Term) -> ShaclCase:
    action, report = facts.one(entry, "mf:action"), facts.one(entry, "mf:result")
    assert action is not None and report is not None
    data, shapes = (Path(facts.text(action, f"sht:{kind}Graph").removeprefix("file://")) for kind in ("data", "shapes"))
    name = "/".join([*facts.path.parent.parts[-2:], local(entry)])
    return ShaclCase(name, facts, data, shapes, report)


Judged = Mapping[str, tuple[ShaclCase, Report | CncertKgError]]
"""Each test with our report, or with why its shapes are refused."""


@pytest.fixture(scope="module")
def judged(suites: Path) -> Judged:
    """Every test, validated once."""
    found = shacl_cases(suites / "shacl" / "manifest.ttl")
    assert len(found) >= 120
    return {case.name: (case, validated(case)) for case in found}


def validated(case: ShaclCase) -> Report | CncertKgError:
    """Give our report on a test, or the error that refuses it."""
    shapes, data = (triples(path, path.as_uri()) for path in (case.shapes, case.data))
    try:
        return validate_by(shapes, data)
    except CncertKgError as error:
        return error


def reports(judged: Judged) -> Iterator[tuple[ShaclCase, Report]]:
    """Yield the tests whose verdict is to be right, with our report."""
    for case, report in judged.values():
        if isinstance(report, Report) and case.name not in SHACL:
            yield case, report


def wrong_verdict(case: ShaclCase, report: Report | CncertKgError) -> str:
    """Say what is wrong with a verdict, if anything is: SHACL §3.6 conforms where there is no result at all."""
    if isinstance(report, CncertKgError):
        return "" if case.is_failure else str(report)
    if case.is_failure:
        return "validates, where the shapes are to be refused"
    expected = case.facts.text(case.report, "sh:conforms") == "true"
    return "" if expected == (not report.results) else f"conforms is to be {expected}"


def test_every_verdict_is_the_standards(judged: Judged, record_property: Record) -> None:
    """All but the listed tests find that the data conform, do not, or that the shapes cannot be used."""
    outcomes = {name: wrong_verdict(*found) for name, found in judged.items()}
    assert SHACL.keys() <= outcomes.keys()
    settle(record_property, "SHACL, verdict", outcomes, SHACL)


def found(result: Result) -> Found:
    """Give a result of ours in the form of those expected."""
    focus = node(result.focus)
    path, value = f"<{result.path}>" if result.path else "", result.value or focus
    value = "_:" if value.startswith("_:") else value
    return focus, path, value, term(result.severity), term(result.component), node(result.source)


def node(text: str) -> str:
    """Give a node of a report in N-Triples, and every blank node as `_:`."""
    return "_:" if text.startswith("_:") else text if text.startswith('"') else f"<{text}>"


def term(name: str) -> str:
    """Give the IRI of a component or severity, which a report shortens where it is SHACL's."""
    return f"<{name}>" if ":" in name else f"<{VOCABULARIES['sh']}{name}>"


def test_every_result_is_the_standards(judged: Judged, record_property: Record) -> None:
    """Not only the verdict: focus, path, value, severity, component and shape of each result are those expected."""
    outcomes = {}
    for case, report in reports(judged):
        wrong = case.results() ^ set(map(found, report.results))
        outcomes[case.name] = "; ".join(map(str, sorted(wrong)))
    settle(record_property, "SHACL, results", outcomes, {})


def test_a_report_on_any_shapes_is_turtle(judged: Judged) -> None:
    """Literal focus nodes, shapes without IRI and components of others' vocabularies are written as what they are."""
    for case, report in reports(judged):
        quads = ox.parse(report_turtle(report), format=ox.RdfFormat.TURTLE)
        written = {(quad.predicate.value, named(quad.object)) for quad in quads}
        for result in map(found, report.results):
            assert (expanded("sh:focusNode"), result[0]) in written, case.name
            assert (expanded("sh:sourceConstraintComponent"), result[4]) in written, case.name
            assert (expanded("sh:sourceShape"), result[5]) in written, case.name


def test_the_command_gives_the_same_verdict(
    judged: Judged, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`validate --shapes` ends with 0, with 3 where a result is a violation, with 2 where the shapes are refused."""
    for case, report in dose(list(judged.values()), 6):
        arguments = ["validate", str(case.data), "--shapes", str(case.shapes), "--format", "json"]
        monkeypatch.setattr(sys, "argv", ["cncert-kg", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        told = capfd.readouterr()
        if isinstance(report, Report):
            assert code == (0 if report.conforms else 3), case.name
            assert len(json.loads(told.out)["results"]) == len(report.results), case.name
        else:
            assert (code, told.out) == (2, ""), case.name
            assert told.err.startswith(f"{report.code} "), case.name
