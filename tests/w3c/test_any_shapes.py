"""Shapes that anybody wrote: what is wrong with them is one coded line, and nothing of them reaches out."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cncert_kg.any_shapes import validate_by
from cncert_kg.errors import UsageError

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
DATA = "ex:a ex:p 1 ; a ex:Thing ."
SHAPE = "ex:Shape a sh:NodeShape ; sh:targetNode ex:a ; "


def parsed(text: str) -> list[ox.Triple]:
    """Give the triples of Turtle that needs no prefixes written."""
    return [quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)]


def asking(query: str) -> str:
    """Give a shape whose constraint is a query."""
    return f'{SHAPE} sh:sparql [ sh:message "no" ; sh:select """{query}""" ] .'


REFUSED = {
    "FROM": (asking("SELECT $this FROM <file:///etc/hostname> { ?s ?p ?o }"), "E_SHAPES"),
    "SERVICE": (asking("SELECT $this { SERVICE <http://127.0.0.1:9/> {} }"), "E_SERVICE"),
    "SERVICE with an escape": (asking(r"SELECT $this { SER\\u0056ICE <http://127.0.0.1:9/> {} }"), "E_SERVICE"),
    "no query": (asking("SELECT $this {"), "E_SHAPES"),
    "a prefix nobody declared": (asking("SELECT $this { $this nobody:knows ?y }"), "E_SHAPES"),
    "a function nobody knows": (asking("SELECT $this { $this ?p ?y FILTER(<urn:f>(?y)) }"), "E_SHAPES"),
    "what only Oxigraph reads": (asking("SELECT $this { $this ?p ?y LATERAL { ?y ?q ?z } }"), "E_SHAPES"),
    "brackets too deep for rdflib": (asking(f"SELECT $this {{ FILTER({'(' * 90}1{')' * 90}) }}"), "E_SHAPES"),
    "what SHACL forbids": (asking("SELECT $this { $this ?p ?y MINUS { ?y ?q ?z } }"), "E_SHAPES"),
    "a property shape without path": ("ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:minCount 1 .", "E_SHAPES"),
    "a pattern that is none": (f'{SHAPE} sh:pattern "(" .', "E_SHAPES"),
    "a count that is none": ('ex:S sh:path ex:p ; sh:targetNode ex:a ; sh:minCount "x" .', "E_SHAPES"),
    "an empty list of shapes": (f"{SHAPE} sh:or () .", "E_SHAPES"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_shapes_that_cannot_be_used_are_refused(what: str) -> None:
    """Neither pySHACL's nor rdflib's own errors come through, and no file is read."""
    shapes, code = REFUSED[what]
    with pytest.raises(UsageError) as refused:
        validate_by(parsed(shapes), parsed(DATA))
    assert refused.value.code == code
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("shapes", "found"),
    [
        (f"{SHAPE} sh:property [ sh:path ex:q ; sh:minCount 1 ] .", ["MinCountConstraintComponent"]),
        ("[] sh:targetSubjectsOf ex:p ; sh:class ex:Other .", ["ClassConstraintComponent"]),
        (asking("SELECT $this { $this <http://example.org/p> 1 }"), ["SPARQLConstraintComponent"]),
        ("ex:Thing a <http://www.w3.org/2000/01/rdf-schema#Class>, sh:NodeShape ; sh:closed true .", ["Closed"] * 2),
        (f"{SHAPE} sh:class ex:Thing .", []),
        (
            f'{SHAPE} sh:sparql [ sh:prefixes ex:Own ; sh:select "SELECT $this {{ $this my:from ?other }}" ] .'
            ' ex:Own sh:declare [ sh:prefix "my" ; sh:namespace "http://example.org/" ] .',
            [],
        ),
        ("ex:S <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/> .", []),
    ],
)
def test_shapes_of_others_are_used(shapes: str, found: list[str]) -> None:
    """Every kind of target works, a shape needs no IRI, and what is imported is not fetched."""
    report = validate_by(parsed(shapes), parsed(DATA))
    components = [result.component for result in report.results]
    assert [c.removesuffix("ConstraintComponent") if c.startswith("Closed") else c for c in components] == found


def test_messages_are_the_shapes_own() -> None:
    """A result says what the shape says, in a fixed order where it says several things."""
    shapes = f'{SHAPE} sh:class ex:Other ; sh:message "b"@en, "a"@en .'
    for order in (parsed(shapes), parsed(shapes)[::-1]):
        (result,) = validate_by(order, parsed(DATA)).results
        assert result.message_en == "b"
