"""Every shape is proved by documents: one passes under its eyes, some fail by that very shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl.pytypes import SHACLExecutor
from rdflib import RDF, SH, BNode, URIRef

from cncert_kg.conversion import ox_term, rdflib_graph
from cncert_kg.errors import ResourceError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.resources import turtle_files
from cncert_kg.validate import Shapes, Shard, focus_nodes, load_shapes, shapes_from, validate_graph
from cncert_kg.validation_report import Report

FIXTURES = Path(__file__).parent / "shapes"
PASSING = sorted(FIXTURES.glob("*-pass.ttl"))
FAILING = sorted(FIXTURES.glob("*-fail-*.ttl"))
SHAPES = f"{DEFAULT_BASE}shapes#"
INNER = f"{SHAPES}Redacted"
"""A shape that others negate: it has no target and no results of its own."""
# The severity, and what names or describes; every other term of SHACL on a shape is a constraint.
NOT_CONSTRAINTS = {"path", "severity", "message", "property", "qualifiedValueShape", "targetClass"}
NOT_CONSTRAINTS |= {"targetSubjectsOf", "targetObjectsOf"}
SPARQL = "SPARQLConstraintComponent"


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes()


@pytest.fixture(scope="module")
def report(shapes: Shapes) -> Callable[[Path], Report]:
    return cache(lambda path: validate_graph(triples(path), shapes))


def triples(path: Path) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE))


def shape_of(path: Path) -> str:
    """`report-issue-fail-bare.ttl` is about `shapes#ReportIssue`."""
    name = re.sub(r"-(pass|fail-.*)$", "", path.stem)
    return SHAPES + "".join(word.capitalize() for word in name.split("-"))


def stem(path: Path) -> str:
    return path.stem


def test_every_shape_has_fixtures(shapes: Shapes) -> None:
    wanted = {shape.iri for shape in shapes.targeted}
    assert {shape_of(path) for path in PASSING} == wanted
    assert {shape_of(path) for path in FAILING} == wanted


@pytest.mark.parametrize("path", PASSING, ids=stem)
def test_passes_with_a_focus_node(path: Path, report: Callable[[Path], Report]) -> None:
    found = report(path)
    assert not [r for r in found.results if r.shape == shape_of(path)]
    assert found.coverage[shape_of(path)] > 0


@pytest.mark.parametrize("path", FAILING, ids=stem)
def test_fails_by_its_shape(path: Path, report: Callable[[Path], Report]) -> None:
    found = [r for r in report(path).results if r.shape == shape_of(path)]
    assert found
    for result in found:
        assert result.message_zh and result.message_en and "{?" not in result.message_en
        assert result.severity in {"Violation", "Warning"}


def _constraints(shapes: Shapes) -> Iterator[tuple[str, str]]:
    """Every named shape with each of its constraint components."""
    graph = shapes.graph
    for shape in {*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(RDF.type, SH.PropertyShape)}:
        for predicate in set(graph.predicates(shape)) if str(shape) != INNER else ():
            name = str(predicate).removeprefix(str(SH))
            if isinstance(shape, BNode) or name == str(predicate) or name in NOT_CONSTRAINTS:
                continue
            component = SPARQL if name == "sparql" else f"{name[0].upper()}{name[1:]}ConstraintComponent"
            yield str(shape), component


def test_every_constraint_fires(shapes: Shapes, report: Callable[[Path], Report]) -> None:
    """So the loss of one line of a shapes file cannot go unseen."""
    results = [r for path in FAILING for r in report(path).results]
    fired = {(r.shape if r.component == SPARQL else r.source, r.component) for r in results}
    assert sorted(set(_constraints(shapes)) - fired) == []


@pytest.mark.parametrize("path", PASSING + FAILING, ids=stem)
def test_focus_nodes_are_those_of_pyshacl(path: Path, shapes: Shapes) -> None:
    data, iri = triples(path), shape_of(path)
    peer = shapes.compiled.lookup_shape_from_node(URIRef(iri))
    ours = focus_nodes(shapes.targeted, [Shard("", data)])[iri]
    theirs = peer.focus_nodes(rdflib_graph(data))  # type: ignore[no-untyped-call]
    assert set(ours) == {ox_term(node) for node in theirs}


def _across(paths: list[Path]) -> list[Path]:
    shapes = {shape.iri for shape in load_shapes().targeted if shape.queries}
    return [path for path in paths if shape_of(path) in shapes]


@pytest.mark.parametrize("path", _across(PASSING + FAILING), ids=stem)
def test_queries_run_once_find_what_pyshacl_finds(path: Path, shapes: Shapes, report: Callable[[Path], Report]) -> None:
    """pySHACL binds `$this` to one focus node after the other; we run the query unbound, once."""
    peer = shapes.compiled.lookup_shape_from_node(URIRef(shape_of(path)))
    _, reports = peer.validate(SHACLExecutor(), rdflib_graph(triples(path)))
    # pySHACL gives a node of a graph as the pair of both.
    theirs = [str(o[1]) for _, _, result in reports for _, p, o in result if p == SH.focusNode]
    ours = [r.focus for r in report(path).results if r.shape == shape_of(path)]
    assert sorted(theirs) == sorted(ours)


SHAPE = f"""
@prefix s: <{SHAPES}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix d: <{DEFAULT_BASE}def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
s:Example a sh:NodeShape ;
  sh:targetClass d:Gap ;
  sh:property s:Example-reason ;
  sh:severity sh:Violation ;
  sh:message "例"@zh , "Example"@en .
s:Example-reason a sh:PropertyShape ;
  sh:path d:gapReason ;
  sh:minCount 1 ;
  sh:severity sh:Violation ;
  sh:message "例"@zh , "Example"@en .
"""
QUERY = f"""
@prefix s: <{SHAPES}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix d: <{DEFAULT_BASE}def#> .
<{DEFAULT_BASE}shapes> a <http://www.w3.org/2002/07/owl#Ontology> ; sh:declare s:prefix-d .
s:prefix-d sh:prefix "d" ; sh:namespace "{DEFAULT_BASE}def#" .
s:Example a sh:NodeShape , s:CrossDocumentShape ;
  sh:targetClass d:Gap ;
  sh:sparql s:Example-sparql ;
  sh:severity sh:Warning ;
  sh:message "例"@zh , "Example"@en .
s:Example-sparql a sh:SPARQLConstraint ;
  sh:prefixes <{DEFAULT_BASE}shapes> ;
  sh:message "例"@zh , "Example"@en ;
  sh:select "SELECT $this WHERE {{ $this d:issue ?issue }}" .
"""


@pytest.mark.parametrize("text", [SHAPE, QUERY])
def test_self_test_passes(text: str) -> None:
    assert shapes_from([text]).targeted


@pytest.mark.parametrize(
    ("text", "old", "new", "fault"),
    [
        (SHAPE, "sh:minCount", "sh:minCuont", "sh:minCuont is not a term of SHACL"),
        (SHAPE, "sh:Violation", "sh:Fatal", "sh:Fatal is not a term of SHACL"),
        (SHAPE, "d:gapReason", "d:gapReasons", "gapReasons is not a term of this project"),
        (SHAPE, "targetClass d:Gap", "targetClass d:Gaps", "Gaps is not a term of this project"),
        (SHAPE, "sh:minCount 1", "sh:in ( d:Gapp )", "Gapp is not a term of this project"),
        (
            SHAPE,
            "sh:property s:Example-reason",
            "sh:property s:Example-raeson",
            "Example-raeson is not a term",
        ),
        (SHAPE, "sh:minCount 1", "sh:minCount 1 ; sh:deactivated true", "Example-reason has sh:deactivated"),
        (SHAPE, "sh:targetClass d:Gap ;", "", "Example has no target"),
        (SHAPE, "sh:property s:Example-reason ;", "sh:nodeKind sh:IRI ;", "Example-reason has no target"),
        (SHAPE, "sh:property s:Example-reason ;", "", "Example constrains nothing"),
        (SHAPE, "sh:minCount 1 ;", "", "Example-reason constrains nothing"),
        (SHAPE, "sh:path d:gapReason ;", "", "Example-reason needs one sh:path"),
        (SHAPE, '"例"@zh , ', "", "needs one sh:message in zh and one in en"),
        (SHAPE, '"Example"@en', '"Example"@en , "Sample"@en', "needs one sh:message in zh and one in en"),
        (SHAPE, "sh:severity sh:Violation ;", "", "needs one sh:severity"),
        (SHAPE, "sh:targetClass", "owl:imports d:Gap ; sh:targetClass", "owl:imports"),
        (SHAPE, "sh:targetClass d:Gap", "sh:targetObjectsOf d:about", "no shard can answer"),
        (QUERY, " , s:CrossDocumentShape", "", "is no CrossDocumentShape"),
        (QUERY, "sh:sparql", "sh:nodeKind sh:IRI ; sh:sparql", "may have sh:sparql only"),
        (QUERY, "d:issue ?issue", "d:isue ?issue", "uses d:isue"),
        (QUERY, "d:issue ?issue", "dd:issue ?issue", "is no SPARQL query"),
        (QUERY, "SELECT $this", "SELEKT $this", "is no SPARQL query"),
    ],
)
def test_self_test_refuses(text: str, old: str, new: str, fault: str) -> None:
    assert old in text
    with pytest.raises(ResourceError, match=re.escape(fault)) as caught:
        shapes_from([text.replace(old, new)])
    assert caught.value.code == "E_SHAPES"


def test_self_test_refuses_what_is_no_turtle() -> None:
    with pytest.raises(ResourceError, match="no Turtle"):
        shapes_from(["s:Example a"])


def test_every_file_belongs_to_the_shapes_namespace() -> None:
    for path in turtle_files("shapes"):
        assert SHAPES in path.read_text(encoding="utf-8"), path.name
