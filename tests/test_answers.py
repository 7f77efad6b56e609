"""Answers are tables for people and the W3C's formats for programs."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, Store, parse

from cncert_kg import store
from cncert_kg.answers import Format, visible, width, written
from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE

DATA = f"""
<{DEFAULT_BASE}id/org/x> <http://www.w3.org/2000/01/rdf-schema#label> "应急中心"@zh, "Centre"@en ;
    <http://x/n> 12 ; <http://x/t> "a\\tb\\nc" ; <http://x/e> "\\u001B[31mred\\u202E" .
<http://x/bare> <http://x/n> 3 .
_:b <http://x/n> 4 .
"""
ROWS = "SELECT ?who ?n ?none { ?who <http://x/n> ?n FILTER(isIRI(?who)) } ORDER BY ?n"
GRAPH = "CONSTRUCT { ?who d:rank ?n } WHERE { ?who <http://x/n> ?n FILTER(isIRI(?who)) }"


@pytest.fixture(scope="module")
def data() -> Store:
    """A few triples, one with a blank node."""
    loaded = Store()
    loaded.load(DATA, format=RdfFormat.TURTLE)
    return loaded


def said(data: Store, query: str, form: Format = Format.table, language: str = "en") -> str:
    return written(store.ask(data, query, DEFAULT_BASE), form, data, DEFAULT_BASE, language).body.decode()


def test_a_table_shows_labels_and_lines_up(data: Store) -> None:
    """Labels stand for IRIs in the language asked for; a Chinese character takes two columns."""
    assert (
        said(data, ROWS)
        == "who            n   none\n-------------  --  ----\nhttp://x/bare  3\nCentre         12\n(2 rows)\n"
    )
    assert "\n应急中心       12\n" in said(data, ROWS, language="zh")


@pytest.mark.parametrize(
    ("query", "end"),
    [
        ("SELECT * {}", "(1 rows)\n"),
        ("SELECT ?x { ?x <a:b> 1 }", "x\n-\n(0 rows)\n"),
        ("SELECT (1 AS ?x) {}", "x\n-\n1\n(1 rows)\n"),
    ],
)
def test_a_table_may_have_no_row_or_no_column(data: Store, query: str, end: str) -> None:
    """An empty answer is still an answer."""
    assert said(data, query).endswith(end)


def test_a_table_is_lines_that_a_terminal_does_not_obey(data: Store) -> None:
    """Breaks become blanks; escape sequences and direction marks are shown, not sent."""
    assert "a b c\n" in said(data, "SELECT ?t { ?s <http://x/t> ?t }")
    assert "\\x1b[31mred\\u202e\n" in said(data, "SELECT ?e { ?s <http://x/e> ?e }")
    assert visible("a\nb\x1b漏\u200b\ud800") == "a\\nb\\x1b漏\\u200b\\ud800"


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("应急", 4), ("a，b", 4), ("éa", 2)])
def test_width_counts_columns(text: str, columns: int) -> None:
    """Wide and full-width characters take two columns."""
    assert width(text) == columns


def test_rows_in_the_formats_for_programs(data: Store) -> None:
    """CSV, TSV, JSON and XML of the W3C, each read back, each ended by a line break."""
    answers = {form: said(data, ROWS, form) for form in (Format.csv, Format.tsv, Format.json, Format.xml)}
    assert all(text.endswith("\n") for text in answers.values())
    node = f"{DEFAULT_BASE}id/org/x"
    assert list(csv.reader(io.StringIO(answers[Format.csv]))) == [
        ["who", "n", "none"],
        ["http://x/bare", "3", ""],
        [node, "12", ""],
    ]
    assert answers[Format.tsv].splitlines()[2] == f"<{node}>\t12\t"
    assert [b["n"]["value"] for b in json.loads(answers[Format.json])["results"]["bindings"]] == ["3", "12"]
    assert len(ElementTree.fromstring(answers[Format.xml]).findall(".//{*}result")) == 2


@pytest.mark.parametrize(("query", "answer"), [("ASK { ?s ?p 12 }", "true"), ("ASK { ?s ?p 13 }", "false")])
def test_yes_and_no(data: Store, query: str, answer: str) -> None:
    """ASK is answered with a word, or as the formats have it."""
    assert said(data, query) == f"{answer}\n"
    assert said(data, query, Format.csv).strip() == answer
    assert json.loads(said(data, query, Format.json))["boolean"] == (answer == "true")


def test_triples_are_our_turtle_or_sorted_ntriples(data: Store) -> None:
    """CONSTRUCT gives each triple once; a table of triples is Turtle."""
    turtle = said(data, GRAPH, Format.ttl)
    assert turtle == said(data, GRAPH) == said(data, GRAPH.replace("?who d:rank ?n", "?who d:rank ?n, ?n"), Format.ttl)
    assert "corg:x d:rank 12 ." in turtle
    lines = said(data, GRAPH, Format.nt).splitlines()
    assert len(lines) == 2
    assert set(parse(turtle, RdfFormat.TURTLE)) == set(parse("\n".join(lines), RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("form", [Format.ttl, Format.nt, Format.table])
def test_blank_nodes_of_other_data_are_written(data: Store, form: Format) -> None:
    """Ours has none; whoever asks another file gets them all the same."""
    text = said(data, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isBlank(?s)) }", form)
    assert len(list(parse(text, RdfFormat.TURTLE))) == 1
    assert said(data, "CONSTRUCT { [] <a:b> ?o } WHERE { ?s <http://x/n> ?o }", form).count("a:b") == 3


@pytest.mark.parametrize(
    ("query", "form"),
    [
        (ROWS, Format.ttl),
        (ROWS, Format.nt),
        (GRAPH, Format.csv),
        (GRAPH, Format.json),
        (GRAPH, Format.xml),
        ("ASK {}", Format.ttl),
    ],
)
def test_a_format_that_cannot_hold_the_answer_is_refused(data: Store, query: str, form: Format) -> None:
    """Rows are no triples and triples are no rows."""
    with pytest.raises(UsageError, match="E_FORMAT"):
        said(data, query, form)
