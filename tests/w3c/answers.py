"""Answers of SPARQL as values, out of the four result forms and RDF, and when two of them are the same.

The readers are written for these tests, so that the engine that is tested does not read its own writing.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox

from tests.w3c.manifest import RDF_FORMATS, Facts, Term, expanded, plain, published, resolved

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = re.compile(
    re.escape(XSD) + "(integer|long|int|short|byte|(nonNegative|positive|nonPositive|negative)Integer"
    "|unsigned(Long|Int|Short|Byte))"
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_XML = "{http://www.w3.org/2005/sparql-results#}"
_ROW, _COUNT, _VARIABLE = (ox.NamedNode(f"urn:answer:{name}") for name in ("row", "count", "variable"))

Row = tuple[tuple[str, Term], ...]
"""Bound variables and their terms, by name of the variable."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to any form of query: a truth, rows, or triples."""

    truth: bool | None = None
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    triples: tuple[ox.Triple, ...] | None = None

    def same_as(self, other: Answer, *, ordered: bool = False) -> bool:
        """Say whether two answers are one: numbers by value, blank nodes by isomorphism, rows by how often."""
        if self.truth is not None or other.truth is not None:
            return self.truth == other.truth
        return _canonical(self, ordered) == _canonical(other, ordered)

    def lossy(self) -> Answer:
        """Give the answer as CSV can tell it (SPARQL 1.1 CSV §3): no datatypes, languages or kinds of term."""
        rows = (tuple((name, _csv_term(valued(term))) for name, term in row) for row in self.rows)
        kept = (tuple((name, term) for name, term in row if term != ox.Literal("")) for row in rows)
        return Answer(self.truth, self.variables, tuple(kept), self.triples)


def _row(bound: Mapping[str, Term]) -> Row:
    return tuple(sorted(bound.items(), key=lambda pair: pair[0]))


def _canonical(answer: Answer, ordered: bool) -> frozenset[ox.Quad]:
    data = ox.Dataset()
    for triple in answer.triples or ():
        data.add(ox.Quad(triple.subject, triple.predicate, valued(plain(triple.object))))
    for name in answer.variables:
        data.add(ox.Quad(_ROW, _VARIABLE, ox.Literal(name)))
    rows = [tuple((name, valued(term)) for name, term in row) for row in answer.rows]
    counted = list(enumerate(rows)) if ordered else [(count, row) for row, count in Counter(rows).items()]
    for number, row in counted:
        node = ox.BlankNode()
        data.add(ox.Quad(node, _COUNT, ox.Literal(number)))
        for name, term in row:
            data.add(ox.Quad(node, ox.NamedNode(f"urn:answer:variable:{name}"), term))
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(data)


def valued(term: Term) -> Term:
    """Give a number, a truth or a language in one form; derived integers are integers, as the store keeps them."""
    if not isinstance(term, ox.Literal):
        return term
    if term.language:
        return ox.Literal(term.value, language=term.language.lower())
    kind = term.datatype.value
    if INTEGERS.fullmatch(kind) and re.fullmatch(r"[+-]?\d+", term.value):
        return ox.Literal(str(int(term.value)), datatype=ox.NamedNode(f"{XSD}integer"))
    if kind in (f"{XSD}decimal", f"{XSD}double", f"{XSD}float") and _NUMBER.fullmatch(term.value):
        return ox.Literal(_plain(term.value, exact=kind.endswith("decimal")), datatype=term.datatype)
    if kind == f"{XSD}boolean" and term.value in ("0", "1"):
        return ox.Literal("true" if term.value == "1" else "false", datatype=term.datatype)
    return term


def _plain(number: str, *, exact: bool) -> str:
    """Give a number without needless digits; an inexact one as the double that it is."""
    return str((Decimal(number) if exact else Decimal(float(number))).normalize() + 0)


def _csv_term(term: Term) -> Term:
    if isinstance(term, ox.BlankNode):
        return term
    return ox.Literal(_plain(term.value, exact=False) if _NUMBER.fullmatch(term.value) else term.value)


def from_json(body: bytes, base: str) -> Answer:
    """Read SPARQL 1.1 Query Results JSON; raise `KeyError` or `ValueError` for anything else."""
    found = json.loads(body)
    if "boolean" in found:
        return Answer(found["boolean"])
    rows = found["results"]["bindings"]
    return Answer(
        variables=tuple(sorted(found["head"]["vars"])),
        rows=tuple(_row({name: _json_term(cell, base) for name, cell in row.items()}) for row in rows),
    )


def _json_term(cell: Mapping[str, Any], base: str) -> Term:
    return _term(cell["type"], cell["value"], cell.get("xml:lang"), cell.get("datatype"), base)


def _term(kind: str, value: str, language: str | None, datatype: str | None, base: str) -> Term:
    if kind == "uri":
        return ox.NamedNode(resolved(value, base))
    if kind == "bnode":
        return ox.BlankNode(value)
    assert kind in ("literal", "typed-literal"), kind
    return ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None, language=language)


def from_xml(body: bytes, base: str) -> Answer:
    """Read the SPARQL Query Results XML Format; raise `ParseError` or `AssertionError` for anything else."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{_XML}sparql", root.tag
    truth = root.find(f"{_XML}boolean")
    if truth is not None:
        return Answer((truth.text or "").strip() == "true")
    rows = (
        {cell.attrib["name"]: _xml_term(cell[0], base) for cell in row.iter(f"{_XML}binding")}
        for row in root.iter(f"{_XML}result")
    )
    return Answer(
        variables=tuple(sorted(found.attrib["name"] for found in root.iter(f"{_XML}variable"))),
        rows=tuple(map(_row, rows)),
    )


def _xml_term(cell: ElementTree.Element, base: str) -> Term:
    language = cell.get("{http://www.w3.org/XML/1998/namespace}lang")
    return _term(cell.tag.removeprefix(_XML), cell.text or "", language, cell.get("datatype"), base)


def from_tsv(body: bytes, base: str) -> Answer:
    """Read SPARQL 1.1 Query Results TSV: its cells are terms as Turtle writes them."""
    head, *lines = body.decode().replace("\r\n", "\n").removesuffix("\n").split("\n")
    names = [name.removeprefix("?") for name in head.split("\t") if name]
    rows = (zip(names, line.split("\t"), strict=bool(names)) for line in lines)
    return Answer(
        variables=tuple(sorted(names)),
        rows=tuple(_row({name: _turtle_term(cell, base) for name, cell in row if cell}) for row in rows),
    )


def _turtle_term(cell: str, base: str) -> Term:
    text = f"<urn:s> <urn:p> {cell} ."
    (quad,) = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base or None)
    return plain(quad.object)


def from_csv(body: bytes, base: str) -> Answer:
    """Read SPARQL 1.1 Query Results CSV: texts and blank nodes are all that can be told apart."""
    names, *lines = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
    # An empty line is a row whose only variable is unbound, or a row without variables.
    filled = (line or [""] * len(names) for line in lines)
    rows = ({name: _csv_cell(cell) for name, cell in zip(names, line, strict=True) if cell} for line in filled)
    return Answer(variables=tuple(sorted(names)), rows=tuple(map(_row, rows))).lossy()


def _csv_cell(cell: str) -> Term:
    return ox.BlankNode(cell[2:]) if re.fullmatch(r"_:\w+", cell) else ox.Literal(cell)


Reader = Callable[[bytes, str], Answer]
"""Reads bytes, whose relative IRIs are relative to a base."""


def graph_reader(format: ox.RdfFormat) -> Reader:
    """Give a reader of triples in an RDF format."""

    def read(body: bytes, base: str) -> Answer:
        found = ox.parse(body, format=format, base_iri=base or None)
        return Answer(triples=tuple(quad.triple for quad in found))

    return read


READERS: Mapping[str, Reader] = {
    ".srj": from_json,
    ".srx": from_xml,
    ".tsv": from_tsv,
    ".csv": from_csv,
    **{suffix: graph_reader(format) for suffix, format in RDF_FORMATS.items()},
}
"""How to read an expected answer, by the suffix of its file."""


@cache
def expected(path: Path) -> Answer:
    """Give the answer that a file of the suites holds; RDF may be a graph or describe rows (`rs:ResultSet`)."""
    answer = READERS[path.suffix](path.read_bytes(), published(path))
    return _described(Facts(path)) if _describes_rows(answer.triples or ()) else answer


def _describes_rows(triples: Iterable[ox.Triple]) -> bool:
    return any(triple.object == ox.NamedNode(expanded("rs:ResultSet")) for triple in triples)


def _described(facts: Facts) -> Answer:
    (result,) = facts.subjects("rdf:type", "rs:ResultSet")
    rows = []
    for solution in facts.all(result, "rs:solution"):
        bindings = facts.all(solution, "rs:binding")
        rows.append(_row({facts.text(b, "rs:variable"): _published(facts, facts.one(b, "rs:value")) for b in bindings}))
    names = (name.value for name in facts.all(result, "rs:resultVariable"))
    return Answer(variables=tuple(sorted(names)), rows=tuple(rows))


def _published(facts: Facts, term: Term | None) -> Term:
    """Give a term that was read with the file's own place as base, as the suite publishes it."""
    assert term is not None
    if isinstance(term, ox.NamedNode) and term.value.startswith(facts.path.parent.as_uri()):
        return ox.NamedNode(published(facts.path.parent / term.value.rpartition("/")[2]))
    return term
