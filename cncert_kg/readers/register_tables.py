"""The tables of a register, and how reports are written into them: facts without a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from cncert_kg.bibliography import Bibliography
from cncert_kg.errors import StorageError
from cncert_kg.model import Figure, Mention, Period, Report

Row = dict[str, str]

DOCUMENT = (
    "sha256", "status", "series", "issue", "period", "recognised_by", "stated_number", "stated_period",
    "url", "source", "account", "published", "text_sha256",
)  # fmt: skip
FIGURE = (
    "sha256", "order", "indicator", "statistic", "breakdown", "value", "code", "qualifier", "lower", "upper", "series",
    "period", "area", "rank", "label", "operator", "definition", "start", "end", "rule", "stated",
)  # fmt: skip
STATEMENT = (
    "sha256", "subject", "predicate", "object", "role", "language", "since", "start", "end", "rule", "stated",
)  # fmt: skip
VULNERABILITY = (
    "sha256", "number", "title", "origin", "rank", "severity", "cves", "products", "start", "end", "rule",
)  # fmt: skip
CVE = ("sha256", "number", "title", "severity", "products", "start", "end", "rule")
PARTICIPANT = ("sha256", "role", "name", "rank", "start", "end", "rule")
ASSET = ("sha256", "kind", "value", "port", "place", "family", "family_label", "start", "end", "rule")
LISTED = ("sha256", "series", "issue", "period", "url", "start", "end", "rule")
GAP = ("sha256", "reason", "indicator", "statistic", "subject", "predicate")
BOOK = ("sha256", "kind", "number", "title", "page")
PROBLEM = ("sha256", "code", "message")

TABLES = {
    "documents": DOCUMENT,
    "figures": FIGURE,
    "statements": STATEMENT,
    "vulnerabilities": VULNERABILITY,
    "cves": CVE,
    "participants": PARTICIPANT,
    "assets": ASSET,
    "listed": LISTED,
    "gaps": GAP,
    "books": BOOK,
    "problems": PROBLEM,
}
SEPARATOR = " ¦ "
"""Stands between the values of one cell."""

BOOK_FIELDS = ("title", "author", "publisher", "place", "issued")


def write(reports: Iterable[Report]) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of each table of a register of `reports`; of what is none of ours it holds nothing."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    kept = {r.document.sha256: r for r in reports if r.is_used or r.series}
    for _, report in sorted(kept.items()):
        for table, row in _rows(report):
            rows[table].append({"sha256": report.document.sha256, **row})
    for name, columns in TABLES.items():
        yield f"{name}.csv", _csv(columns, rows[name])


def save(place: Path, reports: Iterable[Report]) -> None:
    """Write a register of `reports` into the folder `place`; `StorageError` where that fails."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, content in write(reports):
            (place / name).write_bytes(content)
    except OSError as error:
        raise StorageError("E_IO", f"cannot be written: {error.strerror}", str(place)) from error


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _rows(report: Report) -> Iterator[tuple[str, Row]]:
    yield "documents", _document_row(report)
    for order, figure in enumerate(report.figures):
        for mention in (figure.mention, *figure.witnesses):
            yield "figures", {"order": str(order), **_figure_row(figure), **_place(mention)}
    for s in report.statements:
        facts = ("subject", "predicate", "object", "role", "language", "since")
        yield "statements", {**_texts(s, facts), **_place(s.mention)}
    yield from _lists(report)
    for gap in report.gaps:
        yield "gaps", {k: str(v) for k, v in asdict(gap).items()}
    for problem in report.problems:
        yield "problems", {"code": problem.code, "message": problem.message}
    if report.bibliography:
        yield from (("books", row) for row in _book_rows(report.bibliography))


def _lists(report: Report) -> Iterator[tuple[str, Row]]:
    """What a report lists states itself: the row's own number, name or issue."""
    for table, columns, named in (
        ("vulnerabilities", VULNERABILITY, report.vulnerabilities),
        ("cves", CVE, report.cves),
        ("participants", PARTICIPANT, report.participants),
        ("assets", ASSET, report.assets),
    ):
        for x in named:
            yield table, {**_texts(x, columns[1:-3]), **_place(x.mention, is_stated=False)}
    for issue in report.listed:
        own = {**_texts(issue, ("series", "issue", "url")), "period": _period(issue.period)}
        yield "listed", {**own, **_place(issue.mention, is_stated=False)}


def _texts(value: object, names: Iterable[str]) -> Row:
    cells = {name: getattr(value, name) for name in names}
    return {name: SEPARATOR.join(cell) if isinstance(cell, tuple) else str(cell) for name, cell in cells.items()}


def _document_row(report: Report) -> Row:
    document = report.document
    own = {k: str(getattr(document, k)) for k in ("url", "source", "account", "text_sha256")}
    said = {
        k: str(getattr(report, k))
        for k in ("status", "series", "issue", "recognised_by", "stated_number", "stated_period")
    }
    published = document.published.isoformat() if document.published else ""
    return {**own, **said, "published": published, "period": _period(report.period)}


def _figure_row(figure: Figure) -> Row:
    number = figure.quantity
    bounds = {k: _plain(getattr(number, k)) for k in ("value", "lower", "upper")} if number else {}
    return {
        "indicator": figure.indicator,
        "statistic": figure.statistic,
        "breakdown": figure.breakdown,
        "code": figure.code,
        "qualifier": number.qualifier if number else "",
        "series": figure.series,
        "period": _period(figure.period),
        **_texts(figure, ("area", "rank", "label", "operator", "definition")),
        **bounds,
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _place(mention: Mention, is_stated: bool = True) -> Row:
    place = {"start": str(mention.start), "end": str(mention.end), "rule": mention.rule}
    if not is_stated:
        return place
    stated = _plain(mention.stated) if isinstance(mention.stated, Decimal) else mention.stated
    return {**place, "stated": stated}


def _period(period: Period | None) -> str:
    return period.key if period else ""


def _book_rows(book: Bibliography) -> Iterator[Row]:
    for kind in BOOK_FIELDS:
        yield {"kind": kind, "title": str(getattr(book, kind))}
    for chapter in book.chapters:
        yield {"kind": "chapter", "number": chapter.number, "title": chapter.title, "page": str(chapter.page)}
