"""The outcome of validation in EARL: one assertion for each shape, for machines that collect test results."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Literal, NamedNode

from cncert_kg.iris import Iris, digest
from cncert_kg.validation_report import Report

_PREFIXES = (
    ("dct", "http://purl.org/dc/terms/"),
    ("earl", "http://www.w3.org/ns/earl#"),
)

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


def earl_turtle(report: Report, software: NamedNode, subject: NamedNode, base: str) -> str:
    """Give one `earl:Assertion` for each shape that `software` tested on the data set `subject`, in Turtle.

    Every node has an IRI under `base`, of the shape alone, so that two runs over one graph give the same bytes.
    """
    failed = failing(report)
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in _PREFIXES]
    for shape, outcome in outcomes(report).items():
        lines += _assertion(
            shape, outcome, (report.coverage.get(shape, 0), failed.get(shape, 0)), (software, subject), base
        )
    return "\n".join(lines) + "\n"


def _assertion(
    shape: str, outcome: str, counts: tuple[int, int], about: tuple[NamedNode, NamedNode], base: str
) -> list[str]:
    node = Iris(base).at("id", "validation", digest("earl", shape.replace(base, ""))).value
    software, subject = about
    said = (("zh", f"检查 {counts[0]} 个节点，其中 {counts[1]} 个有结果"),
            ("en", f"{counts[0]} focus nodes, {counts[1]} of them with a result"))  # fmt: skip
    texts = [str(Literal(text, language=language)) for language, text in said]
    return [
        "",
        f"<{node}> a earl:Assertion ;",
        f"  earl:assertedBy {software} ;",
        "  earl:mode earl:automatic ;",
        f"  earl:subject {subject} ;",
        f"  earl:test <{shape}> ;",
        f"  earl:result <{node}#result> .",
        "",
        f"<{node}#result> a earl:TestResult ;",
        f"  earl:outcome earl:{outcome} ;",
        f"  dct:description {' , '.join(texts)} .",
    ]
