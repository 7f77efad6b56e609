"""Answers in the forms of the W3C: read back by Oxigraph they are the same, and a cut one says so."""

from __future__ import annotations

import csv
import io
import json

import pytest
from lxml import etree
from pyoxigraph import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from cncert_kg import store
from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.results import Form, Written, write

VALUES = (
    'VALUES (?a ?b ?é) { (<http://x/é?a=1&b=2> "a\\tb\\n\\"c\\" <&> \'d\'" UNDEF)'
    ' (1 1.50 "漏洞"@zh) (UNDEF "2024-01-01"^^xsd:date "x"@en-gb) (true "" "\\\\\\r"^^<http://x/t>)'
    ' ("\\u0001\\u0085\\u2028" ",;" "=1+1") }'
)
FORMATS = {
    Form.json: QueryResultsFormat.JSON,
    Form.xml: QueryResultsFormat.XML,
    Form.tsv: QueryResultsFormat.TSV,
}


def answered(query: str, form: Form, limit: int | None = None) -> Written:
    return write(store.ask(Store(), query, DEFAULT_BASE), form, limit)


def rows(body: bytes, form: Form) -> list[tuple[str, ...]]:
    parsed = parse_query_results(body, format=FORMATS[form])
    assert isinstance(parsed, QuerySolutions)
    names = [variable.value for variable in parsed.variables]
    return [tuple(str(solution[name]) for name in names) for solution in parsed]


@pytest.mark.parametrize("form", [Form.json, Form.tsv])
def test_what_is_written_is_read_back(form: Form) -> None:
    """Tabs, quotes, line ends, controls, languages, datatypes, unbound cells: term for term."""
    answer = store.ask(Store(), f"SELECT * {{ {VALUES} }}", DEFAULT_BASE)
    assert isinstance(answer, QuerySolutions)
    expected = [tuple(str(solution[name]) for name in ("a", "b", "é")) for solution in answer]
    written = answered(f"SELECT ?a ?b ?é {{ {VALUES} }}", form)
    assert rows(written.body, form) == expected
    assert (written.rows, written.truncated) == (5, False)


def test_xml_is_read_back_by_two_readers() -> None:
    """By Oxigraph term for term, and by lxml as a document; XML 1.0 has no place for most control characters."""
    query = f"SELECT ?a ?b ?é {{ {VALUES.replace('u0001', 'u0009')} }}"
    written = answered(query, Form.xml)
    answer = store.ask(Store(), query, DEFAULT_BASE)
    assert isinstance(answer, QuerySolutions)
    assert rows(written.body, Form.xml) == [tuple(str(s[n]) for n in ("a", "b", "é")) for s in answer]
    with pytest.raises(UsageError, match=r"E_FORMAT.*XML has no form for"):
        answered(f"SELECT * {{ {VALUES} }}", Form.xml)
    assert len(etree.fromstring(written.body).findall(".//{*}result")) == 5


def test_csv_is_values_alone() -> None:
    """As RFC 4180 has it: CR LF, quotes where they are needed, an unbound cell empty."""
    body = answered(f"SELECT ?a ?b ?é {{ {VALUES} }}", Form.csv).body.decode()
    assert body.startswith("a,b,é\r\n")
    read = list(csv.reader(io.StringIO(body, newline="")))
    assert read[1] == ["http://x/é?a=1&b=2", "a\tb\n\"c\" <&> 'd'", ""]
    assert read[2] == ["1", "1.5", "漏洞"]


@pytest.mark.parametrize("form", [Form.json, Form.xml, Form.csv, Form.tsv])
def test_yes_and_no_have_every_form(form: Form) -> None:
    """ASK has one answer, which no limit cuts."""
    for query, yes in (("ASK {}", "true"), ("ASK { FILTER(false) }", "false")):
        written = answered(query, form, limit=0)
        assert (yes in written.body.decode(), written.truncated) == (True, False)


ENDLESS = "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 10 } VALUES ?b { 1 2 3 4 5 6 7 8 9 10 } }"


@pytest.mark.parametrize(
    ("limit", "rows", "truncated"), [(99, 99, True), (100, 100, False), (101, 100, False), (0, 0, True)]
)
def test_an_answer_is_cut_and_says_so(limit: int, rows: int, truncated: bool) -> None:
    """Complete up to the limit; an answer of exactly as many rows is whole."""
    for form in (Form.json, Form.xml, Form.csv, Form.tsv):
        written = answered(ENDLESS, form, limit)
        assert (written.rows, written.truncated) == (rows, truncated), form
    head = json.loads(answered(ENDLESS, Form.json, limit).body)["head"]
    assert ("link" in head) is truncated
    assert (b"<link " in answered(ENDLESS, Form.xml, limit).body) is truncated


GRAPH = 'CONSTRUCT { <http://x/s> ?p "x"@zh, 7 } { VALUES ?p { <http://x/p> <http://x/q> } }'


@pytest.mark.parametrize(
    ("form", "format_"),
    [
        (Form.ttl, RdfFormat.TURTLE),
        (Form.nt, RdfFormat.N_TRIPLES),
        (Form.jsonld, RdfFormat.JSON_LD),
        (Form.rdfxml, RdfFormat.RDF_XML),
    ],
)
def test_triples_have_four_forms(form: Form, format_: RdfFormat) -> None:
    """Each gives the same triples back, and a cut graph says so."""
    written = answered(GRAPH, form)
    assert len({q.triple for q in parse(written.body, format=format_)}) == 4
    assert (written.rows, written.truncated) == (4, False)
    cut = answered(GRAPH, form, 3)
    assert (cut.rows, cut.truncated) == (3, True)


def test_blank_nodes_and_triple_terms_are_written() -> None:
    """Data of others may have them; ours do not."""
    query = "SELECT ?b ?t { BIND(BNODE() AS ?b) BIND(<<( <http://x/s> <http://x/p> 'o' )>> AS ?t) }"
    for form in (Form.json, Form.xml, Form.tsv, Form.csv):
        body = answered(query, form).body.decode()
        assert "http://x/p" in body, form
    turtle = answered("CONSTRUCT { [] <http://x/p> 1 } {}", Form.ttl).body
    assert b"http://x/p" in turtle


def test_a_form_that_cannot_hold_the_answer_is_refused() -> None:
    """Rows are no graph, and a graph has no rows."""
    with pytest.raises(UsageError, match="E_FORMAT"):
        answered("SELECT * {}", Form.ttl)
    with pytest.raises(UsageError, match="E_FORMAT"):
        answered(GRAPH, Form.csv)
