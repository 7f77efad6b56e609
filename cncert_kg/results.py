"""Answers of a query in the forms of the W3C, up to a number of rows, and saying so where that is not all.

The forms of rows are written here and not by Oxigraph, whose writers know no limit: an answer of a hundred million
rows would be written whole, and an answer that is cut must say that it is.
Sources: SPARQL 1.1 Query Results JSON, XML, CSV and TSV Formats (W3C Recommendations of 2013).
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.turtle import turtle
from cncert_kg.vocab import XSD, prefixes

Term = NamedNode | BlankNode | Literal | Triple
Row = Sequence[Term | None]
Answer = QuerySolutions | QueryBoolean | QueryTriples


class Form(StrEnum):
    """The forms: the first four of rows and of yes or no, the others of triples."""

    json = "json"
    xml = "xml"
    csv = "csv"
    tsv = "tsv"
    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"
    rdfxml = "rdfxml"


TRUNCATED = "urn:cncert-kg:truncated"
"""What the head of a JSON or XML answer links to where rows are missing at its end."""

_GRAPHS = {
    Form.ttl: RdfFormat.TURTLE,
    Form.nt: RdfFormat.N_TRIPLES,
    Form.jsonld: RdfFormat.JSON_LD,
    Form.rdfxml: RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as bytes."""

    body: bytes
    rows: int
    """Rows or triples in it; 1 for a yes or no."""
    truncated: bool
    """Whether there are more."""


def write(answer: Answer, form: Form, limit: int | None = None, base: str = DEFAULT_BASE) -> Written:
    """Write an answer, `limit` rows or triples of it at most.

    Raises `UsageError` where the form cannot hold it: rows as Turtle, triples as CSV.
    """
    if isinstance(answer, QueryTriples):
        return _graph(answer, form, limit, base)
    if form in _GRAPHS:
        raise UsageError("E_FORMAT", f"rows cannot be written as {form}; use json, xml, csv or tsv", "query")
    if isinstance(answer, QueryBoolean):
        return Written(_BOOLEANS[form](bool(answer)), 1, False)
    names = [variable.value for variable in answer.variables]
    rows = [[solution[name] for name in names] for solution in islice(answer, limit)]
    truncated = limit is not None and len(rows) == limit and next(answer, None) is not None
    return Written(_TABLES[form](names, rows, truncated).encode(), len(rows), truncated)


def _graph(answer: QueryTriples, form: Form, limit: int | None, base: str) -> Written:
    if form not in _GRAPHS:
        raise UsageError("E_FORMAT", f"triples cannot be written as {form}; use ttl, nt, jsonld or rdfxml", "query")
    found = sorted(set(islice(answer, limit)), key=str)
    truncated = limit is not None and next(answer, None) is not None
    return Written(graph(found, form, base), len(found), truncated)


def graph(triples: Sequence[Triple], form: Form, base: str = DEFAULT_BASE) -> bytes:
    """Write triples; as Turtle with our prefixes, where there is neither a blank node nor another triple in them."""
    if form is Form.ttl and all(map(_is_plain, triples)):
        return b"".join(turtle(triples, prefixes(base)))
    out = serialize(triples, format=_GRAPHS[form])
    assert out is not None
    return out


def _is_plain(triple: Triple) -> bool:
    return isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)


def _json(names: Sequence[str], rows: Iterable[Row], truncated: bool) -> str:
    head: dict[str, Any] = {"vars": names} | ({"link": [TRUNCATED]} if truncated else {})
    lines = (
        json.dumps({n: _json_term(t) for n, t in zip(names, row, strict=True) if t is not None}, ensure_ascii=False)
        for row in rows
    )
    bindings = ",\n".join(lines)
    return f'{{"head":{json.dumps(head, ensure_ascii=False)},"results":{{"bindings":[\n{bindings}\n]}}}}\n'


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    out = {"type": "literal", "value": term.value}
    if term.language:
        return out | {"xml:lang": term.language}
    return out if term.datatype == XSD.string else out | {"datatype": term.datatype.value}


def _xml(names: Sequence[str], rows: Iterable[Row], truncated: bool) -> str:
    variables = "".join(f"<variable name={_quoted(name)}/>" for name in names)
    link = f"<link href={_quoted(TRUNCATED)}/>" if truncated else ""
    results = "\n".join(f"<result>{_bindings(names, row)}</result>" for row in rows)
    return f"{_XML}<head>{variables}{link}</head>\n<results>\n{results}\n</results>\n</sparql>\n"


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no document of XML 1.0 may hold (§2.2, Char)."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def _bindings(names: Sequence[str], row: Row) -> str:
    bound = ((name, term) for name, term in zip(names, row, strict=True) if term is not None)
    return "".join(f"<binding name={_quoted(name)}>{_xml_term(term)}</binding>" for name, term in bound)


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_escaped(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_escaped(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"
    tag = f" xml:lang={_quoted(term.language)}" if term.language else ""
    if not tag and term.datatype != XSD.string:
        tag = f" datatype={_quoted(term.datatype.value)}"
    return f"<literal{tag}>{_escaped(term.value)}</literal>"


def _escaped(text: str) -> str:
    """Escape for XML; white space other than a blank as references, since readers change or trim it."""
    if found := _NOT_XML.search(text):
        raise UsageError("E_FORMAT", f"XML has no form for {found[0]!a}; use json, csv or tsv", "query")
    escaped = html.escape(text, quote=False)
    return escaped.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def _quoted(text: str) -> str:
    return f'"{html.escape(text)}"'


def _csv(names: Sequence[str], rows: Iterable[Row], truncated: bool) -> str:
    """Write values alone, as the form wants it; there is no place in it to say that rows are missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(
        ["" if t is None else f"_:{t.value}" if isinstance(t, BlankNode) else _value(t) for t in row] for row in rows
    )
    return out.getvalue()


def rows_csv(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Write rows as CSV."""
    return _csv(names, rows, False).encode()


def _value(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value


def _tsv(names: Sequence[str], rows: Iterable[Row], truncated: bool) -> str:
    lines = ("\t".join("" if term is None else _tsv_term(term) for term in row) for row in rows)
    return "".join(f"{line}\n" for line in ("\t".join(f"?{name}" for name in names), *lines))


def _tsv_term(term: Term) -> str:
    if isinstance(term, Literal) and term.datatype in _SHORT and _SHORT[term.datatype].fullmatch(term.value):
        return term.value
    return str(term).replace("\t", "\\t")


_SHORT = {XSD.integer: re.compile("[+-]?[0-9]+"), XSD.decimal: re.compile("[+-]?[0-9]*[.][0-9]+")}
"""Numbers that Turtle, and so TSV, writes without quotes."""

_TABLES: dict[Form, Callable[[Sequence[str], Iterable[Row], bool], str]] = {
    Form.json: _json,
    Form.xml: _xml,
    Form.csv: _csv,
    Form.tsv: _tsv,
}
_BOOLEANS: dict[Form, Callable[[bool], bytes]] = {
    Form.json: lambda yes: f'{{"head":{{}},"boolean":{str(yes).lower()}}}\n'.encode(),
    Form.xml: lambda yes: f"{_XML}<head/>\n<boolean>{str(yes).lower()}</boolean>\n</sparql>\n".encode(),
    Form.csv: lambda yes: f"{str(yes).lower()}\r\n".encode(),
    Form.tsv: lambda yes: f"{str(yes).lower()}\n".encode(),
}
