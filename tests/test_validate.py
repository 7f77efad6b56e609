"""Validation: what is looked at, what is found, how it is written down."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.resources import turtle_files
from cncert_kg.validate import Shapes, Shard, load_shapes, validate_graph, validate_shards
from cncert_kg.validation_report import (
    Report,
    Result,
    merged,
    report_json,
    report_text,
    report_turtle,
)

FIXTURES = Path(__file__).parent / "shapes"
OTHER_BASE = "https://example.org/kg/"


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes()


def parsed(text: str) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))


def fixture(name: str, base: str = DEFAULT_BASE) -> tuple[ox.Triple, ...]:
    return parsed((FIXTURES / f"{name}.ttl").read_text(encoding="utf-8").replace(DEFAULT_BASE, base))


def about(report: Report, shape: str) -> list[Result]:
    return [r for r in report.results if r.shape.endswith(f"#{shape}")]


def test_a_graph_without_focus_nodes_conforms_and_says_so(shapes: Shapes) -> None:
    report = validate_graph([], shapes)
    assert report.conforms
    assert len(report.unused) == len(shapes.targeted)


def test_context_is_not_validated(shapes: Shapes) -> None:
    bad = fixture("claim-fail-bare")
    assert about(validate_graph(bad, shapes), "Claim")
    report = validate_shards([], shapes, bad)
    assert not about(report, "Claim")
    assert report.coverage[f"{DEFAULT_BASE}shapes#Claim"] == 0


def test_context_gives_the_types_of_what_a_shard_points_to(shapes: Shapes) -> None:
    data = fixture("source-document-pass")
    document = tuple(t for t in data if "/id/doc/" in str(t.subject))
    issue = tuple(t for t in data if "/id/report/" in str(t.subject))
    assert about(validate_shards([Shard("copy", document)], shapes), "SourceDocument")
    assert not about(validate_shards([Shard("copy", document)], shapes, issue), "SourceDocument")
    assert not about(validate_shards([Shard("copy", document), Shard("obs", issue)], shapes), "SourceDocument")


def test_results_name_their_shard(shapes: Shapes) -> None:
    shards = [
        Shard("doc/a", fixture("claim-fail-bare")),
        Shard("periods", fixture("period-order-fail-months")),
    ]
    report = validate_shards(shards, shapes)
    assert {r.shard for r in about(report, "Claim")} == {"doc/a"}
    assert {r.shard for r in about(report, "PeriodOrder")} == {"periods"}


def test_a_cross_document_shape_sees_all_shards(shapes: Shapes) -> None:
    data = fixture("part-within-whole-fail-greater")
    halves = [Shard("a", data[: len(data) // 2]), Shard("b", data[len(data) // 2 :])]
    found = about(validate_shards(halves, shapes), "PartWithinWhole")
    assert [r.severity for r in found] == ["Warning"]
    assert "/id/obs/whole" in found[0].message_en


def test_order_of_triples_and_shards_does_not_matter(shapes: Shapes) -> None:
    names = ["mention-fail-bare", "period-fail-mixed", "sums", "contact-fail-placeholders"]
    shards = [Shard(name, fixture(name)) for name in names if name != "sums"]
    backwards = [Shard(s.name, s.triples[::-1]) for s in reversed(shards)]
    assert validate_shards(shards, shapes) == validate_shards(backwards, shapes)


def test_a_subclass_in_the_graph_is_a_target(shapes: Shapes) -> None:
    text = f"""@prefix d: <{DEFAULT_BASE}def#> .
        d:Advisory <http://www.w3.org/2000/01/rdf-schema#subClassOf> d:ReportIssue .
        <{DEFAULT_BASE}id/report/cnta-advisory/CNTA-2030-0001> a d:Advisory ."""
    assert about(validate_graph(parsed(text), shapes), "ReportIssue")


def test_another_base_finds_the_same(shapes: Shapes) -> None:
    other = load_shapes(OTHER_BASE)
    for name in (
        "observation-fail-twice",
        "issue-is-held-or-gap-fail-lost",
        "code-is-declared-fail-undeclared",
    ):
        ours = validate_graph(fixture(name), shapes)
        theirs = validate_graph(fixture(name, OTHER_BASE), other)
        assert ours.results
        assert report_json(ours) == report_json(theirs).replace(OTHER_BASE, DEFAULT_BASE)
        moved = report_turtle(theirs, OTHER_BASE).replace(OTHER_BASE, DEFAULT_BASE)
        assert report_turtle(ours) == moved


def test_an_rdflib_graph_is_validated_as_its_triples(shapes: Shapes) -> None:
    path = FIXTURES / "gap-fail-twice.ttl"
    graph = rdflib.Graph().parse(path, format="turtle")
    assert validate_graph(graph, shapes) == validate_graph(fixture("gap-fail-twice"), shapes)


def test_a_violation_stops_and_a_warning_does_not(shapes: Shapes) -> None:
    warned = validate_graph(fixture("share-range-fail-above"), shapes)
    assert [r.severity for r in about(warned, "ShareRange")] == ["Warning"]
    assert Report(tuple(about(warned, "ShareRange"))).conforms
    assert not validate_graph(fixture("gap-fail-bare"), shapes).conforms


RESULTS = (
    Result("https://x.org/shapes#B", "Warning", "https://x.org/1", value='"7"', message_zh="乙", message_en="b"),
    Result("https://x.org/shapes#A", "Violation", "https://x.org/2", path="https://x.org/p#q", message_en="a"),
)


def test_reports_are_sorted_and_added_up() -> None:
    whole = merged([Report(RESULTS, {"A": 1, "B": 0}), Report(RESULTS[:1], {"A": 2})])
    assert [r.shape[-1] for r in whole.results] == ["A", "B"]
    assert whole.coverage == {"A": 3, "B": 0}
    assert whole.unused == ("B",)
    assert not whole.conforms
    assert whole.violations == RESULTS[1:]


def test_report_text() -> None:
    text = report_text(merged([Report(RESULTS, {"A": 3})]))
    assert text.splitlines() == [
        "Violation A <https://x.org/2> q: a",
        'Warning B <https://x.org/1> "7": b',
        "does not conform: 1 Violation, 1 Warning, 0 Info; 3 focus nodes of 1 shapes",
    ]
    assert "乙" in report_text(Report(RESULTS), "zh")


def test_report_text_keeps_a_result_on_one_visible_line() -> None:
    hostile = Result("https://x.org/shapes#A", "Violation", "_:b", message_en="a\nb\u202ec\x1b[31m")
    line, _ = report_text(Report((hostile,))).splitlines()
    assert line == r"Violation A _:b: a\nb\u202ec\x1b[31m"


def test_report_json() -> None:
    content = json.loads(report_json(merged([Report(RESULTS, {"A": 3})])))
    assert content["conforms"] is False
    assert content["coverage"] == {"A": 3}
    assert [r["focus"] for r in content["results"]] == ["https://x.org/2", "https://x.org/1"]


def test_report_turtle_has_no_blank_nodes(shapes: Shapes) -> None:
    data = (
        *fixture("mention-fail-bare"),
        *fixture("iri-scheme-fail-script"),
        *fixture("contact-fail-literals"),
    )
    report = validate_graph(data, shapes)
    triples = [quad.triple for quad in ox.parse(report_turtle(report), format=ox.RdfFormat.TURTLE)]
    assert not [t for t in triples if ox.BlankNode in {type(t.subject), type(t.object)}]
    sh = "http://www.w3.org/ns/shacl#"
    kinds = [t.object for t in triples if t.object == ox.NamedNode(f"{sh}ValidationResult")]
    assert len(kinds) == len(report.results)
    assert len([t for t in triples if t.predicate == ox.NamedNode(f"{sh}result")]) == len(report.results)


def test_a_clean_report_turtle_conforms() -> None:
    assert "sh:conforms true" in report_turtle(Report())


def test_hostile_values_stay_in_their_literal(shapes: Shapes) -> None:
    text = f"""<{DEFAULT_BASE}id/gap/a> a <{DEFAULT_BASE}def#Gap> ;
        <{DEFAULT_BASE}def#gapReason> "\\" ; sh:conforms true . <javascript:x> \\n \\u202E" ."""
    report = validate_graph(parsed(text), shapes)
    values = {t.object.value for t in parsed(report_turtle(report)) if isinstance(t.object, ox.Literal)}
    assert '" ; sh:conforms true . <javascript:x> \n \u202e' in values
    assert "true" not in values


def test_the_shipped_ontology_conforms(shapes: Shapes) -> None:
    shards = [Shard(path.name, parsed(path.read_text(encoding="utf-8"))) for path in turtle_files("ontology")]
    report = validate_shards(shards, shapes)
    assert report.violations == ()
    assert report.coverage[f"{DEFAULT_BASE}shapes#BranchCount"] == 1
    assert report.coverage[f"{DEFAULT_BASE}shapes#Concept"] > 100


def test_thousands_of_focus_nodes_are_quick(shapes: Shapes) -> None:
    """It takes about a second; without `MemoryGraph` or with SPARQL in pySHACL it takes minutes."""
    text = (FIXTURES / "observation-pass.ttl").read_text(encoding="utf-8")
    data = [t for n in range(400) for t in parsed(text.replace("/id/obs/example", f"/id/obs/{n}"))]
    start = time.process_time()
    report = validate_graph(data, shapes)
    assert time.process_time() - start < 15
    assert report.coverage[f"{DEFAULT_BASE}shapes#Observation"] > 400
    assert not about(report, "Observation")
