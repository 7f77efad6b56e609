"""The outcome of validation in EARL: one assertion for each shape, for machines that collect test results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.iris import Iris, digest
from cncert_kg.turtle import turtle
from cncert_kg.validation_report import Report
from cncert_kg.vocab import DCT, EARL, RDF, prefixes

PASSED, FAILED, CANNOT_TELL, INAPPLICABLE = "passed", "failed", "cantTell", "inapplicable"


def outcomes(report: Report) -> dict[str, str]:
    """Give the outcome of each shape, by its IRI: the local name of one of EARL's (EARL 1.0 Schema §2.6.2).

    `failed` where a focus node violates it, `cantTell` where there are warnings only (a warning is for people to
    judge), `inapplicable` where it had no focus node, else `passed`.
    """
    worst: dict[str, bool] = {}
    for result in report.results:
        worst[result.shape] = worst.get(result.shape, False) or result.severity == "Violation"
    shapes = sorted({*report.coverage, *worst})
    return {shape: _outcome(shape, worst, report.coverage.get(shape, 0)) for shape in shapes}


def _outcome(shape: str, worst: dict[str, bool], focus: int) -> str:
    if shape in worst:
        return FAILED if worst[shape] else CANNOT_TELL
    return PASSED if focus else INAPPLICABLE


def failing(report: Report) -> dict[str, int]:
    """Give the number of distinct focus nodes with a result, by IRI of the shape."""
    return dict(Counter(shape for shape, _ in {(r.shape, r.focus) for r in report.results}))


def earl_turtle(report: Report, software: NamedNode, subject: NamedNode, base: str) -> bytes:
    """Give one `earl:Assertion` for each shape that `software` tested on the data set `subject`, in Turtle.

    Every node has an IRI under `base`, of the shape alone, so that two runs over one graph give the same bytes.
    """
    failed, found = failing(report), outcomes(report)
    counts = {shape: (report.coverage.get(shape, 0), failed.get(shape, 0)) for shape in found}
    triples = (t for shape in found for t in _assertion(shape, found[shape], counts[shape], (software, subject), base))
    return b"".join(turtle(triples, {**prefixes(base), EARL.prefix: EARL.namespace}))


def _assertion(
    shape: str, outcome: str, counts: tuple[int, int], about: tuple[NamedNode, NamedNode], base: str
) -> Iterator[Triple]:
    node = Iris(base).at("id", "validation", digest("earl", shape.replace(base, "")))
    result, (software, subject) = NamedNode(f"{node.value}#result"), about
    yield Triple(node, RDF.type, EARL.Assertion)
    yield Triple(node, EARL.assertedBy, software)
    yield Triple(node, EARL.mode, EARL.automatic)
    yield Triple(node, EARL.subject, subject)
    yield Triple(node, EARL.test, NamedNode(shape))
    yield Triple(node, EARL.result, result)
    yield Triple(result, RDF.type, EARL.TestResult)
    yield Triple(result, EARL.outcome, EARL.terms[outcome])
    checked, failed = counts
    said = (("zh", f"检查 {checked} 个节点，其中 {failed} 个有结果"),
            ("en", f"{checked} focus nodes, {failed} of them with a result"))  # fmt: skip
    yield from (Triple(result, DCT.description, Literal(text, language=language)) for language, text in said)
