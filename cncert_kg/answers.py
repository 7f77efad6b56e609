"""Answers of a query for a person at a terminal: a table with labels in place of IRIs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from cncert_kg.results import Answer, Form, Written, write
from cncert_kg.vocab import RDFS


class Format(StrEnum):
    """What `query` can write."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"
    rdfxml = "rdfxml"


def written(
    answer: Answer, format_: Format, store: Store, base: str, language: str, limit: int | None = None
) -> Written:
    """Write an answer, `limit` rows of it at most; labels of a table are those of `store`.

    Triples as a table are Turtle. Raises `UsageError` where the format cannot hold the answer.
    """
    if format_ is not Format.table:
        return write(answer, Form(format_.value), limit, base)
    if isinstance(answer, QueryTriples):
        return write(answer, Form.ttl, limit, base)
    if isinstance(answer, QueryBoolean):
        return write(answer, Form.tsv, limit, base)
    return _table(answer, store, language, limit)


def _table(answer: QuerySolutions, store: Store, language: str, limit: int | None) -> Written:
    """Columns padded to their width on screen, where a Chinese character takes two; labels stand for IRIs."""
    names = [v.value for v in answer.variables]
    rows = [[_cell(solution[n], store, language) for n in names] for solution in islice(answer, limit)]
    truncated = limit is not None and len(rows) == limit and next(answer, None) is not None
    count = f"({len(rows)} rows{', and more' if truncated else ''})\n"
    return Written(f"{''.join(_lines(names, rows))}{count}".encode(), len(rows), truncated)


def _lines(names: list[str], rows: Sequence[list[str]]) -> list[str]:
    widths = [max(map(width, column)) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * w for w in widths], *rows]
    padded = ("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)) for line in lines)
    return [f"{line.rstrip()}\n" for line in padded]


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
