"""How a query is read: an outline of its algebra, with the triples that each pattern finds."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Store

from cncert_kg import explaining
from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.questions import questions


def data() -> Store:
    loaded = Store()
    lines = (f"<http://x/s{n}> <http://x/p> <http://x/o{n % 2}> .\n" for n in range(6))
    loaded.bulk_load("".join(lines).encode(), format=RdfFormat.N_TRIPLES)
    return loaded


def outline(query: str) -> str:
    return "".join(explaining.explained(query, data(), DEFAULT_BASE))


def test_patterns_are_shown_with_what_they_find() -> None:
    """Operators outermost first, each pattern with its own number of triples, a path without."""
    text = outline(
        "SELECT DISTINCT ?a { ?a <http://x/p> <http://x/o1> OPTIONAL { ?a <http://x/p> ?b FILTER(?b != ?a) }"
        " ?a <http://x/p>+ ?c } ORDER BY ?a LIMIT 3"
    )
    assert text.splitlines()[:3] == ["SELECT", "  LIMIT, OFFSET", "    DISTINCT"]
    assert "<http://x/o1>   3\n" in text
    assert "?a <http://x/p> ?b   6\n" in text
    assert "path" in text
    assert "OPTIONAL" in text


def test_every_shipped_question_has_an_outline() -> None:
    """Prefixes, subqueries, aggregates, VALUES: rdflib reads them all."""
    for one in questions():
        assert outline(one.text).startswith("SELECT"), one.name


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT * { SERVICE <http://x/> {} }", "E_SERVICE"),
        ("DROP ALL", "E_UPDATE"),
        ("SELECT * { ?s ?p }", "E_SPARQL query:1:19"),
        ("SELECT * { ?s foo:x ?o }", "the prefix foo: is not known"),
        ("SELECT * FROM <http://x/none> {}", "E_FROM"),
        ("SELECT * { LATERAL {} }", "E_EXPLAIN"),
        ("SELECT * { BIND(" + "(" * 150 + "1" + ")" * 150 + " AS ?x) }", "E_EXPLAIN"),
    ],
)
def test_what_has_no_outline_is_told(query: str, code: str) -> None:
    """One coded line; rdflib's parser gives up at nestings that Oxigraph takes."""
    with pytest.raises(UsageError, match=code):
        outline(query)
