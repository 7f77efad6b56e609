"""The register: what was extracted once, as tables of facts without a sentence; the embedded default is one.

Its CSV files are those of `register_tables`, keyed by the document's SHA-256. A mention that comes from here keeps
its place in the text, so that its IRI is the one the text itself would give it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from cncert_kg.bibliography import Bibliography
from cncert_kg.errors import ResourceError
from cncert_kg.model import Figure, Problem, Report
from cncert_kg.readers import register_rows as rows_to
from cncert_kg.readers.checks import code, thing
from cncert_kg.readers.register_rows import period
from cncert_kg.readers.register_tables import BOOK_FIELDS, TABLES, Row, save, write
from cncert_kg.resources import folder

__all__ = ["TABLES", "embedded", "is_register", "period", "read", "save", "write"]

Value = TypeVar("Value")


def embedded() -> Path:
    """Give the folder of the register that comes with the package."""
    return folder("data") / "register"


def is_register(path: Path) -> bool:
    """Whether a folder holds a register, be it one that lacks a table."""
    return all((path / f"{name}.csv").is_file() for name in ("documents", "figures"))


def read(path: Path) -> list[Report]:
    """Read a register.

    Raises `ResourceError`, `E_REGISTER`, naming file and line where a table is missing, has other columns,
    holds a value that is none or a code that no list has, or speaks of a document that it does not list.
    """
    tables = {name: _by_document(path / f"{name}.csv", columns) for name, columns in TABLES.items()}
    _check_keys(tables)
    return [_report(row, tables) for rows in tables["documents"].values() for row in rows]


def _check_keys(tables: dict[str, dict[str, list[Row]]]) -> None:
    documents = tables["documents"]
    for rows in (rows for table in tables.values() for sha256, rows in table.items() if sha256 not in documents):
        raise ResourceError("E_REGISTER", f"documents.csv has no document {rows[0]['sha256'][:64]!r}", rows[0][""])
    for rows in documents.values():
        if len(rows) > 1:
            raise ResourceError("E_REGISTER", "the document stands twice", rows[1][""])


def _by_document(path: Path, columns: tuple[str, ...]) -> dict[str, list[Row]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                raise ResourceError("E_REGISTER", f"found columns {reader.fieldnames}, expected {columns}", path.name)
            out: dict[str, list[Row]] = defaultdict(list)
            for row in reader:
                place = f"{path.name}:{reader.line_num}"
                if None in row or None in row.values():
                    raise ResourceError("E_REGISTER", f"expected {len(columns)} cells", place)
                out[row["sha256"]].append({**row, "": place})
            return out
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResourceError("E_REGISTER", f"cannot be read: {error}", path.name) from error


def _value(row: Row, make: Callable[[Row], Value]) -> Value:
    try:
        return make(row)
    except ValueError as error:
        raise ResourceError("E_REGISTER", f"no value: {error}", row[""]) from error


def _report(row: Row, tables: dict[str, dict[str, list[Row]]]) -> Report:
    def values(table: str, make: Callable[[Row], Value]) -> tuple[Value, ...]:
        return tuple(_value(r, make) for r in tables[table].get(row["sha256"], []))

    return Report(
        document=_value(row, rows_to.document),
        series=row["series"] and _value(row, lambda r: thing("series", r["series"])),
        issue=_value(row, rows_to.issue),
        period=_value(row, lambda r: period(r["period"])),
        status=_value(row, lambda r: code("copy-status", r["status"])),
        recognised_by=row["recognised_by"],
        stated_number=row["stated_number"],
        stated_period=row["stated_period"],
        figures=tuple(_figures(tables["figures"].get(row["sha256"], []))),
        statements=values("statements", rows_to.statement),
        vulnerabilities=values("vulnerabilities", rows_to.vulnerability),
        cves=values("cves", rows_to.cve),
        participants=values("participants", rows_to.participant),
        assets=values("assets", rows_to.asset),
        listed=values("listed", rows_to.listed),
        gaps=values("gaps", rows_to.gap),
        bibliography=_book(tables["books"].get(row["sha256"], [])),
        problems=values("problems", lambda r: Problem(r["code"], r["message"])),
    )


def _figures(rows: list[Row]) -> Iterator[Figure]:
    """One figure an order; its further rows are its witnesses."""
    by_order: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_order[row["order"]].append(row)
    for same in by_order.values():
        mentions = [_value(row, rows_to.figure_mention) for row in same]
        yield _value(same[0], lambda row, m=mentions: rows_to.figure(row, m))  # type: ignore[misc]


def _book(rows: list[Row]) -> Bibliography | None:
    if not rows:
        return None
    fields = {r["kind"]: r["title"] for r in rows if r["kind"] in BOOK_FIELDS}
    return rows_to.book(fields, tuple(_value(r, rows_to.chapter) for r in rows if r["kind"] == "chapter"))
