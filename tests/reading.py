"""The documents written for the tests, and what is read from them in a form small enough to read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from cncert_kg.extraction import extract
from cncert_kg.model import Document, Figure, ListedVulnerability, Report
from cncert_kg.readers import files

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = tuple(sorted(p for p in FOLDER.iterdir() if p.suffix in {".md", ".txt", ".html"}))


@cache
def raw(name: str) -> bytes:
    """Give the bytes of a test document."""
    return (FOLDER / name).read_bytes()


@cache
def report(name: str) -> Report:
    """Read a test document."""
    return read(raw(name), name)


def read(content: bytes | str, name: str = "test.md") -> Report:
    """Read a document that a test makes up."""
    return extract(files.document(content.encode() if isinstance(content, str) else content, name))


def changed(name: str, *changes: tuple[str, str]) -> Report:
    """Read a test document with some of its words replaced, each of which must be there once or more."""
    text = raw(name).decode()
    for old, new in changes:
        assert old in text, f"{name} does not say {old}"
        text = text.replace(old, new)
    return read(text, name)


def plain(text: str) -> Document:
    """Make a document of text that no reader has touched."""
    return Document("test.txt", "0" * 64, text)


def expected(path: Path) -> Any:
    """Give the expected summary of a test document, written by hand beside it."""
    return json.loads(path.with_suffix(".expected.json").read_text("utf-8"))


def summary(found: Report) -> dict[str, Any]:
    """Give what was read, without what is empty."""
    whole = {
        "series": found.series,
        "issue": found.issue.replace(found.document.key, "THIS"),
        "period": found.period.key.replace(found.document.key, "THIS") if found.period else "",
        "status": found.status,
        "recognised_by": found.recognised_by,
        "figures": [_figure(f, found.document.key) for f in found.figures],
        "statements": [[s.subject, s.predicate, s.object, s.role or s.since] for s in found.statements],
        "vulnerabilities": [_vulnerability(v) for v in found.vulnerabilities],
        "cves": [[c.number, c.title, c.severity, *c.products] for c in found.cves],
        "participants": [[p.role, p.rank, p.name] for p in found.participants],
        "assets": [[a.kind, a.value, a.port, a.place, a.family] for a in found.assets],
        "listed": [[x.issue, x.period.key if x.period else "", x.url] for x in found.listed],
        "gaps": [f"{g.reason} {g.indicator}{g.subject} {g.statistic}{g.predicate}" for g in found.gaps],
        "problems": [p.code for p in found.problems],
        "book": _book(found),
    }
    return {key: value for key, value in whole.items() if value}


def _figure(figure: Figure, this: str) -> list[str]:
    value = f"{figure.quantity.value:f} {figure.quantity.qualifier}" if figure.quantity else figure.code
    own = [figure.period.key.replace(this, "THIS")] if figure.period else []
    part = [figure.breakdown] if figure.breakdown != "total" else []
    rank = f"no. {figure.rank}" if figure.rank else ""
    own += [*part, *filter(None, (figure.area, rank, figure.label, figure.operator))]
    return [f"{figure.indicator} {figure.statistic}", value, figure.mention.quote, *own]


def _vulnerability(named: ListedVulnerability) -> list[object]:
    more = filter(None, (named.severity, *named.cves, *named.products))
    return [named.number, named.title, named.origin, named.rank, *more]


def _book(found: Report) -> list[str]:
    book = found.bibliography
    if book is None:
        return []
    chapters = [f"{c.number} {c.title} {c.page}".strip() for c in book.chapters]
    return [book.title, book.author, book.publisher, book.place, book.issued, *chapters]
