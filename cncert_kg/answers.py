"""Answers of a query as text: a table with labels for people, the W3C formats for programs."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from cncert_kg.errors import UsageError
from cncert_kg.store import Answer
from cncert_kg.turtle import turtle
from cncert_kg.vocab import RDFS, prefixes


class Format(StrEnum):
    """What `query` can write."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"
    nt = "nt"


_RESULTS = {
    Format.csv: QueryResultsFormat.CSV,
    Format.tsv: QueryResultsFormat.TSV,
    Format.json: QueryResultsFormat.JSON,
    Format.xml: QueryResultsFormat.XML,
}


def written(answer: Answer, format_: Format, store: Store, base: str, language: str) -> bytes:
    """Write an answer. Raises `UsageError` where the format cannot hold it (rows as Turtle, triples as CSV)."""
    if isinstance(answer, QueryTriples):
        return _triples(answer, format_, base)
    if format_ in _RESULTS:
        out = answer.serialize(format=_RESULTS[format_])
        assert out is not None
        return out if out.endswith(b"\n") else out + b"\n"
    if format_ is not Format.table:
        raise UsageError("E_FORMAT", f"rows cannot be written as {format_}; use table, csv, tsv, json or xml", "query")
    if isinstance(answer, QueryBoolean):
        return f"{str(bool(answer)).lower()}\n".encode()
    return _table(answer, store, language).encode()


def _triples(answer: QueryTriples, format_: Format, base: str) -> bytes:
    triples = sorted(set(answer), key=str)
    if format_ in (Format.table, Format.ttl) and all(map(_is_plain, triples)):
        return b"".join(turtle(triples, prefixes(base)))
    if format_ in (Format.table, Format.ttl, Format.nt):
        form = RdfFormat.N_TRIPLES if format_ is Format.nt else RdfFormat.TURTLE
        out = serialize(triples, format=form)
        assert out is not None
        return out
    raise UsageError("E_FORMAT", f"triples cannot be written as {format_}; use ttl or nt", "query")


def _is_plain(triple: Triple) -> bool:
    """Whether a triple has neither a blank node nor another triple in it, as all of ours."""
    return isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)


def _table(answer: QuerySolutions, store: Store, language: str) -> str:
    """Columns padded to their width on screen, where a Chinese character takes two; labels stand for IRIs."""
    names = [v.value for v in answer.variables]
    rows = [[_cell(solution[n], store, language) for n in names] for solution in answer]
    widths = [max(map(width, column)) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * w for w in widths], *rows]
    padded = ("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in padded) + f"({len(rows)} rows)\n"


def _cell(term: object, store: Store, language: str) -> str:
    if isinstance(term, NamedNode):
        text = _label(term, store, language) or term.value
    else:
        text = term.value if isinstance(term, Literal) else ("" if term is None else str(term))
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """Give `text` with escapes for what a terminal obeys, or what nobody sees."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _label(node: NamedNode, store: Store, language: str) -> str:
    labels = (q.object for q in store.quads_for_pattern(node, RDFS.label, None, None))
    return min((x.value for x in labels if isinstance(x, Literal) and x.language == language), default="")


def width(text: str) -> int:
    """Give the columns a text takes on screen."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
