"""What a query may ask is decided before anything is evaluated, however it is written."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from cncert_kg import guard, store
from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE


def refusal(query: str) -> UsageError:
    with pytest.raises(UsageError) as refused:
        store.ask(Store(), query, DEFAULT_BASE)
    assert len(str(refused.value).splitlines()) == 1
    assert refused.value.exit_code == 2
    return refused.value


UPDATES = [
    "INSERT DATA { <a:b> <a:b> <a:b> }",
    "insert { ?s ?p 1 } where { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:9/>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <a:b>",
    "CLEAR ALL",
    "DROP GRAPH <a:b>",
    "CREATE GRAPH <a:b>",
    "COPY <a:b> TO <a:c>",
    "MOVE DEFAULT TO <a:c>",
    "ADD <a:b> TO <a:c>",
    "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "PREFIX x: <y:z>\n# a comment\nBASE <a:b>\nDROP ALL",
    "PREFIX : <y:z> LOAD :x",
    "\\u0049NSERT DATA { <a:b> <a:b> <a:b> }",
    "L\\u004FAD <http://127.0.0.1:9/>",
    "\\U0000004Coad <http://127.0.0.1:9/>",
    "INSERT{} # SELECT * {?s ?p ?o}\nWHERE {}",
]


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_refused_by_its_name(query: str) -> None:
    """Also behind a prologue, in small letters and where escapes spell it."""
    assert refusal(query).code == "E_UPDATE"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?insert { ?insert ?p 'DROP ALL' }",
        "# LOAD <http://127.0.0.1:9/>\nASK {}",
        "PREFIX load: <http://x/> SELECT * { ?s load:drop ?o }",
        "PREFIX delete: <http://x/> ASK { delete:a ?p ?o }",
        "SELECT * { ?s ?p <http://x/INSERT> }",
    ],
)
def test_words_of_updates_are_free_elsewhere(query: str) -> None:
    """In a variable, a string, a comment, a name or an IRI they mean nothing."""
    assert store.ask(Store(), query, DEFAULT_BASE) is not None


SIZES = [
    ("E_QUERY_SIZE", "SELECT * { ?s ?p '" + "x" * 70_000 + "' }"),
    ("E_QUERY_SIZE", "SELECT * { ?s ?p '" + "漏" * 22_000 + "' }"),
    ("E_DEPTH", "SELECT * { BIND(" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) }"),
    ("E_DEPTH", "SELECT * " + "{" * 300 + "}" * 300),
    ("E_DEPTH", "SELECT * { ?s ?p " + "[ ?p " * 250 + "1" + "]" * 250 + "}"),
    ("E_DEPTH", "SELECT * { {}" + " UNION {}" * 501 + "}"),
    ("E_DEPTH", "SELECT * { {}" + "union{}" * 501 + "}"),
    ("E_DEPTH", "# " + ")" * 5_000 + "\nSELECT * { BIND(" + "(" * 5_000 + "1" + ")" * 5_000 + " AS ?x) }"),
    ("E_DEPTH", "SELECT * { BIND(" + "(#)\n" * 300 + "1" + ")" * 300 + " AS ?x) }"),
    ("E_DEPTH", "SELECT * { ?s ?p '" + ")" * 300 + "' BIND(" + "(" * 300 + "1" + ")" * 300 + " AS ?x) }"),
    ("E_SPARQL", "SELECT * { ?s ?p '\x00' }"),
    ("E_SPARQL", "SELECT * { ?s ?p '\ud800' }"),
]


@pytest.mark.parametrize(("code", "query"), SIZES, ids=range(len(SIZES)))
def test_what_would_overflow_the_parser_is_refused(code: str, query: str) -> None:
    """Ten thousand brackets are one line, and not the end of the process; brackets in a comment do not balance any."""
    assert refusal(query).code == code


def test_brackets_in_texts_are_no_nesting() -> None:
    """A string, a comment and an IRI may hold as many as they like."""
    many = "(" * 300
    query = f"# {many}\nSELECT * {{ ?s ?p '{many}', '''{many}\n''', <http://x/{many}> }}"
    assert store.ask(Store(), query, DEFAULT_BASE) is not None
    wide = "SELECT * { VALUES (?a ?b) { " + "(1 2) " * 2_000 + "} }"
    assert store.ask(Store(), wide, DEFAULT_BASE) is not None


FROM = [
    ("SELECT * FROM <http://x/g> { ?s ?p ?o }", {"http://x/g"}),
    ("SELECT * FROM NAMED <http://x/g> FROM <http://x/h> { ?s ?p ?o }", {"http://x/g", "http://x/h"}),
    ("PREFIX x: <http://x/> SELECT * from x:g { ?s ?p ?o }", {"http://x/g"}),
    ("SELECT * FR\\u004FM <http://x/g> { ?s ?p ?o }", {"http://x/g"}),
    ("SELECT * FROM k:g { ?s ?p ?o }", {DEFAULT_BASE + "g"}),
    ("SELECT ?from { ?from ?p 'FROM <http://x/g>' }", set()),
    ("SELECT * { ?s ?p ?o } # FROM <http://x/g>", set()),
]


@pytest.mark.parametrize(("query", "graphs"), FROM)
def test_the_graphs_of_from_are_known(query: str, graphs: set[str]) -> None:
    """Whatever spells it; where FROM is no keyword there are none."""
    checked = guard.check(query, DEFAULT_BASE)
    assert (checked.names_graphs, checked.graphs(DEFAULT_BASE)) == (bool(graphs), graphs)
