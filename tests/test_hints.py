"""A query that does not parse is told by line and column, with what may be meant."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from cncert_kg import store
from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE

TOLD = [
    ("", "query:1:1", "expected a query"),
    ("漏", "query:1:2", "expected a query"),
    ("SELECT * {\n ?s ?p ?o", "query:1:10", "'{' is never closed"),
    ("SELECT * {\n ?s a d:X )\n}", "query:2:11", "')' closes nothing"),
    ("SELECT * { ?s ?p }", "query:1:19", "a subject, a predicate and an object"),
    ("SELECT * {\n ?s ?p ?o\n ?o ?q ?r }", "query:3:10", "with a dot before the next one"),
    ("SELECT * { ?s dcta:title ?o }", "query:1:25", "did you mean dct:"),
    ("SELECT * { ?s nowhere:x ?o }", "query:1:24", "the prefix nowhere: is not known"),
    ("SELECT * { ?s ?p ?o FILTR(?o > 1) }", "query:1:29", "did you mean FILTER by 'FILTR'"),
    ("SELEC * { ?s ?p ?o }", "query:1:10", "did you mean SELECT by 'SELEC'"),
    ("SELECT name { ?s ?p ?name }", "query:1:16", "a variable begins with a question mark: ?name"),
    ("SELECT ？s { ？s ?p ?o }", "query:1:8", "'？' is full-width or typographic, expected ?"),
    ("SELECT * { ?s ?p ?o 。}", "query:1:21", "expected ."),
    ("SELECT * { ?s rdfs:label “x” }", "query:1:26", "'“' is full-width or typographic"),
    ("SELECT * { ?s ?p ?o } LIMIT x", "query:1:29", "a variable begins with a question mark: ?x"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", "query:1:31", "expected BY"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "query:1:41", "variable that is unbound"),
    ("SELECT * { ?s ?p 'x\n' }", "query:1:20", "at the end of a line"),
]


@pytest.mark.parametrize(("query", "place", "hint"), TOLD)
def test_a_mistake_is_told_with_its_place_and_a_hint(query: str, place: str, hint: str) -> None:
    """One coded line: where, what stands there, and what may be meant."""
    with pytest.raises(UsageError) as refused:
        store.ask(Store(), query, DEFAULT_BASE)
    assert (refused.value.code, refused.value.where) == ("E_SPARQL", place)
    assert hint in refused.value.message
    assert len(str(refused.value).splitlines()) == 1


def test_full_width_signs_in_texts_are_no_mistake() -> None:
    """A Chinese question mark in a string, a comment or an IRI is what its author meant; the mistake is elsewhere."""
    with pytest.raises(UsageError, match="closes nothing"):
        store.ask(Store(), "SELECT * { ?s ?p '多少？', <http://x/？> } ) # 为什么？", DEFAULT_BASE)
