"""What validation found, and how it is written: as text, JSON, or a SHACL report without blank nodes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from pyoxigraph import Literal

from cncert_kg.iris import DEFAULT_BASE, Iris, digest

SEVERITIES = ("Violation", "Warning", "Info")
"""The names of SHACL's severities, worst first. Only a violation stops a publication."""

_SHACL = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result. Every field is text, so that results sort and serialise as they are."""

    shape: str
    """IRI of the node shape that had the target."""
    severity: str
    """One of `SEVERITIES`; an IRI where the shapes of others have a severity of their own."""
    focus: str
    """The focus node: its IRI, `_:` and the label of a blank node, or a literal in N-Triples."""
    path: str = ""
    """IRI of the path; empty where the path is not a single property or there is none."""
    value: str = ""
    """The value node in N-Triples; empty where there is none."""
    message_zh: str = ""
    message_en: str = ""
    shard: str = ""
    """Name of the shard that describes the focus node."""
    source: str = ""
    """IRI (or `_:` and label) of the property shape, of `shape` or of its SPARQL constraint: what was broken."""
    component: str = ""
    """Local name of the constraint component: `MinCountConstraintComponent`; the IRI of one that is not SHACL's."""

    @property
    def order(self) -> tuple[int, str, str, str, str, str, str]:
        """Worst first, then by shape, focus node and the rest: the order of every report."""
        rank = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        return rank, self.shape, self.focus, self.path, self.value, self.source, self.component


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one run, sorted, and how many focus nodes each shape had."""

    results: tuple[Result, ...] = ()
    coverage: Mapping[str, int] = field(default_factory=dict)
    """Focus nodes by IRI of the node shape, 0 included: a shape that saw nothing proves nothing."""

    @property
    def conforms(self) -> bool:
        """Whether no result is a violation; warnings are published and shown."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that stop a publication."""
        return tuple(r for r in self.results if r.severity == "Violation")

    @property
    def unused(self) -> tuple[str, ...]:
        """The shapes without a focus node."""
        return tuple(sorted(shape for shape, count in self.coverage.items() if not count))


def merged(reports: Iterable[Report]) -> Report:
    """Give one report of several: results once each and sorted, focus nodes added up."""
    results: set[Result] = set()
    coverage: dict[str, int] = {}
    for report in reports:
        results.update(report.results)
        for shape, count in report.coverage.items():
            coverage[shape] = coverage.get(shape, 0) + count
    return Report(tuple(sorted(results, key=_total_order)), dict(sorted(coverage.items())))


def _total_order(result: Result) -> tuple[tuple[int, str, str, str, str, str, str], str, str]:
    return result.order, result.shard, result.message_en


def report_text(report: Report, language: str = "en") -> str:
    """Give one line a result in `zh` or `en`, and a last line with the counts."""
    lines = [_text_line(r, language) for r in report.results]
    counts = ", ".join(f"{sum(r.severity == s for r in report.results)} {s}" for s in SEVERITIES)
    focus = f"{sum(report.coverage.values())} focus nodes of {len(report.coverage)} shapes"
    lines.append(f"{'conforms' if report.conforms else 'does not conform'}: {counts}; {focus}")
    return "\n".join(lines) + "\n"


def _text_line(result: Result, language: str) -> str:
    message = result.message_zh if language == "zh" else result.message_en
    shape = result.shape.rpartition("#")[2]
    about = " ".join(part for part in (_node(result.focus), _local(result.path), result.value) if part)
    return _visible(f"{result.severity} {shape} {about}: {message}")


def _node(focus: str) -> str:
    return focus if focus.startswith(("_:", '"')) else f"<{focus}>"


def _term(name: str) -> str:
    return f"<{name}>" if ":" in name else f"sh:{name}"


def _visible(text: str) -> str:
    """Give `text` with escapes for what breaks a line or that nobody sees: values come from outside."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def report_json(report: Report) -> str:
    """Give the report as JSON with sorted keys: `conforms`, `results`, `coverage`."""
    content = {
        "conforms": report.conforms,
        "results": [asdict(r) for r in report.results],
        "coverage": dict(report.coverage),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def report_turtle(report: Report, base: str = DEFAULT_BASE) -> str:
    """Give the report as `sh:ValidationReport` in Turtle; every node has an IRI under `base`.

    The IRIs are digests of what was found, so that two runs over one graph give the same bytes.
    """
    blocks = {_result_iri(r, base): r for r in report.results}
    name = digest(*(iri.rpartition("/")[2] for iri in blocks)) if blocks else "empty"
    head = [f"<{Iris(base).at('id', 'validation', name).value}> a sh:ValidationReport"]
    head.append(f"  sh:conforms {str(not report.results).lower()}")  # SHACL §3.6.1: severity has no say
    head += [f"  sh:result <{iri}>" for iri in blocks]
    texts = [" ;\n".join(head) + " ."]
    texts += [_result_block(iri, result) for iri, result in blocks.items()]
    return f"@prefix sh: <{_SHACL}> .\n\n" + "\n\n".join(texts) + "\n"


def _result_iri(result: Result, base: str) -> str:
    parts = (result.shape, result.source, result.focus, result.path, result.value, result.component)
    # The base is left out of the digest's input, so that two bases differ in nothing but IRIs.
    return Iris(base).at("id", "validation", digest(*(part.replace(base, "") for part in parts))).value


def _result_block(iri: str, result: Result) -> str:
    pairs = [
        ("sh:resultSeverity", _term(result.severity)),
        ("sh:focusNode", _node(result.focus)),
        ("sh:sourceShape", _node(result.source or result.shape)),
        ("sh:sourceConstraintComponent", _term(result.component) if result.component else ""),
        ("sh:resultPath", f"<{result.path}>" if result.path else ""),
        ("sh:value", result.value),
        ("sh:resultMessage", str(Literal(result.message_zh, language="zh")) if result.message_zh else ""),
        ("sh:resultMessage", str(Literal(result.message_en, language="en")) if result.message_en else ""),
    ]
    lines = [f"<{iri}> a sh:ValidationResult"]
    lines += [f"  {predicate} {value}" for predicate, value in pairs if value]
    return " ;\n".join(lines) + " ."
