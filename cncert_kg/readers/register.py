"""The register: what was extracted once, as tables of facts without a sentence; the embedded default is one.

Five CSV files: `documents`, `figures`, `statements`, `listed`, `gaps`, keyed by the document's SHA-256. A mention
that comes from here keeps its place in the text, so that its IRI is the one the text itself would give it.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from cncert_kg.errors import ResourceError, StorageError
from cncert_kg.model import (
    Bibliography,
    Chapter,
    Document,
    Figure,
    Gap,
    ListedIssue,
    Mention,
    Period,
    Problem,
    Quantity,
    Report,
    Statement,
)
from cncert_kg.resources import folder

Row = dict[str, str]
Value = TypeVar("Value")

DOCUMENT = (
    "sha256", "name", "status", "series", "issue", "period", "recognised_by", "stated_number", "stated_period", "title",
    "url", "source", "account", "published", "text_sha256",
)  # fmt: skip
FIGURE = (
    "sha256", "order", "indicator", "statistic", "breakdown", "value", "code", "qualifier", "lower", "upper", "series",
    "period", "start", "end", "rule", "stated",
)  # fmt: skip
STATEMENT = (
    "sha256", "subject", "predicate", "object", "role", "language", "since", "start", "end", "rule", "stated",
)  # fmt: skip
LISTED = ("sha256", "series", "issue", "period", "title", "url", "start", "end", "rule")
GAP = ("sha256", "reason", "indicator", "statistic", "subject", "predicate")
BOOK = ("sha256", "kind", "number", "title", "page")
PROBLEM = ("sha256", "code", "message")

TABLES = {
    "documents": DOCUMENT,
    "figures": FIGURE,
    "statements": STATEMENT,
    "listed": LISTED,
    "gaps": GAP,
    "books": BOOK,
    "problems": PROBLEM,
}
_BOOK_FIELDS = ("title", "author", "publisher", "place", "issued")


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
        facts = {k: str(getattr(s, k)) for k in ("subject", "predicate", "object", "role", "language", "since")}
        yield "statements", {**facts, **_place(s.mention)}
    for x in report.listed:
        place = _place(x.mention)
        del place["stated"]
        yield (
            "listed",
            {
                "series": x.series,
                "issue": x.issue,
                "period": _period(x.period),
                "title": x.title,
                "url": x.url,
                **place,
            },
        )
    for gap in report.gaps:
        yield "gaps", {k: str(v) for k, v in asdict(gap).items()}
    for problem in report.problems:
        yield "problems", {"code": problem.code, "message": problem.message}
    if report.bibliography:
        yield from (("books", row) for row in _book_rows(report.bibliography))


def _document_row(report: Report) -> Row:
    document = report.document
    own = {k: str(getattr(document, k)) for k in ("name", "title", "url", "source", "account", "text_sha256")}
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
        **bounds,
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _place(mention: Mention) -> Row:
    stated = _plain(mention.stated) if isinstance(mention.stated, Decimal) else mention.stated
    return {"start": str(mention.start), "end": str(mention.end), "rule": mention.rule, "stated": stated}


def _period(period: Period | None) -> str:
    return period.key if period else ""


def _book_rows(book: Bibliography) -> Iterator[Row]:
    for kind in _BOOK_FIELDS:
        yield {"kind": kind, "title": str(getattr(book, kind))}
    for chapter in book.chapters:
        yield {"kind": "chapter", "number": chapter.number, "title": chapter.title, "page": str(chapter.page)}


def embedded() -> Path:
    """Give the folder of the register that comes with the package."""
    return folder("data") / "register"


def is_register(path: Path) -> bool:
    """Whether a folder holds a register."""
    return all((path / f"{name}.csv").is_file() for name in TABLES)


def read(path: Path) -> list[Report]:
    """Read a register.

    Raises `ResourceError`, `E_REGISTER`, naming file and line where a table is missing, has other columns,
    or holds a value that is none.
    """
    tables = {name: _by_document(path / f"{name}.csv", columns) for name, columns in TABLES.items()}
    return [_report(row, tables) for rows in tables["documents"].values() for row in rows]


def _by_document(path: Path, columns: tuple[str, ...]) -> dict[str, list[Row]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                raise ResourceError("E_REGISTER", f"found columns {reader.fieldnames}, expected {columns}", path.name)
            out: dict[str, list[Row]] = defaultdict(list)
            for row in reader:
                out[row["sha256"]].append({**row, "": f"{path.name}:{reader.line_num}"})
            return out
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResourceError("E_REGISTER", f"cannot be read: {error}", path.name) from error


def _value(row: Row, make: Callable[[Row], Value]) -> Value:
    try:
        return make(row)
    except (ValueError, InvalidOperation, TypeError) as error:
        raise ResourceError("E_REGISTER", f"no value: {error}", row[""]) from error


def _report(row: Row, tables: dict[str, dict[str, list[Row]]]) -> Report:
    key = row["sha256"]
    return Report(
        document=_value(row, _document),
        series=row["series"],
        issue=row["issue"],
        period=_value(row, lambda r: period(r["period"])),
        status=row["status"],
        recognised_by=row["recognised_by"],
        stated_number=row["stated_number"],
        stated_period=row["stated_period"],
        figures=tuple(_figures(tables["figures"].get(key, []))),
        statements=tuple(_value(r, _statement) for r in tables["statements"].get(key, [])),
        listed=tuple(_value(r, _listed) for r in tables["listed"].get(key, [])),
        gaps=tuple(_value(r, _gap) for r in tables["gaps"].get(key, [])),
        bibliography=_book(tables["books"].get(key, [])),
        problems=tuple(Problem(r["code"], r["message"]) for r in tables["problems"].get(key, [])),
    )


def _document(row: Row) -> Document:
    return Document(
        name=row["name"],
        sha256=row["sha256"],
        text="",
        status=row["status"],
        title=row["title"],
        url=row["url"],
        source=row["source"],
        account=row["account"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        text_sha256=row["text_sha256"],
    )


def period(key: str) -> Period | None:
    """Read the key of a period; `ValueError` for what is none, `None` for the empty text."""
    if not key:
        return None
    if key.startswith("undated-"):
        return Period(undated_in=key.removeprefix("undated-"))
    start, _, end = key.partition("_")
    if any(len(bound) not in (4, 7, 10) for bound in (start, end or start)):
        raise ValueError(f"not the key of a period: {key!r}")
    return Period(start, end or start)


def _mention(row: Row, stated: Decimal | str) -> Mention:
    return Mention(int(row["start"]), int(row["end"]), row["rule"], stated)


def _figures(rows: list[Row]) -> Iterator[Figure]:
    """One figure an order; its further rows are its witnesses."""
    by_order: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_order[row["order"]].append(row)
    for same in by_order.values():
        mentions = [_value(row, _figure_mention) for row in same]
        yield _value(same[0], lambda row, m=mentions: _figure(row, m))  # type: ignore[misc]


def _figure_mention(row: Row) -> Mention:
    return _mention(row, Decimal(row["stated"]) if row["value"] else row["stated"])


def _figure(row: Row, mentions: list[Mention]) -> Figure:
    bounds = (Decimal(row[k]) if row[k] else None for k in ("lower", "upper"))
    return Figure(
        indicator=row["indicator"],
        statistic=row["statistic"],
        mention=mentions[0],
        quantity=Quantity(Decimal(row["value"]), row["qualifier"], *bounds) if row["value"] else None,
        code=row["code"],
        breakdown=row["breakdown"],
        witnesses=tuple(mentions[1:]),
        period=period(row["period"]),
        series=row["series"],
    )


def _statement(row: Row) -> Statement:
    facts = {k: row[k] for k in ("subject", "predicate", "object", "role", "language", "since")}
    return Statement(mention=_mention(row, row["stated"]), **facts)


def _listed(row: Row) -> ListedIssue:
    when = period(row["period"])
    if when is None:
        raise ValueError("a listed issue without a period")
    return ListedIssue(row["series"], row["issue"], when, row["title"], row["url"], _mention(row, row["title"]))


def _gap(row: Row) -> Gap:
    return Gap(**{k: row[k] for k in GAP[1:]})


def _book(rows: list[Row]) -> Bibliography | None:
    if not rows:
        return None
    fields = {r["kind"]: r["title"] for r in rows if r["kind"] in _BOOK_FIELDS}
    chapters = (
        Chapter(r["number"], r["title"], _value(r, lambda x: int(x["page"]))) for r in rows if r["kind"] == "chapter"
    )
    return Bibliography(**fields, chapters=tuple(chapters))
