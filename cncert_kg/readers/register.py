"""The register: what was extracted once, as tables of facts without a sentence; the embedded default is one.

Eight CSV files: `documents`, `figures`, `statements`, `vulnerabilities`, `listed`, `gaps`, `books`, `problems`,
keyed by the document's SHA-256. A mention that comes from here keeps its place in the text, so that its IRI is the
one the text itself would give it.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from cncert_kg.errors import ResourceError
from cncert_kg.indicators import indicators
from cncert_kg.iris import key
from cncert_kg.model import (
    Bibliography,
    Chapter,
    Document,
    Figure,
    Gap,
    ListedIssue,
    ListedVulnerability,
    Mention,
    Period,
    Problem,
    Quantity,
    Report,
    Statement,
)
from cncert_kg.readers.checks import code as _code
from cncert_kg.readers.checks import count as _count
from cncert_kg.readers.checks import matching as _matching
from cncert_kg.readers.checks import number as _number
from cncert_kg.readers.checks import thing as _thing
from cncert_kg.readers.register_tables import BOOK_FIELDS, GAP, TABLES, Row, save, write
from cncert_kg.resources import folder
from cncert_kg.text import NUMBER_OF_ENTRY as NUMBER

__all__ = ["TABLES", "embedded", "is_register", "period", "read", "save", "write"]

Value = TypeVar("Value")

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAY = r"\d{4}(?:-\d{2}){0,2}"
_SLUG = r"[a-z][a-z0-9]*(?:-[A-Za-z0-9]+)*"
_PHONE = r"\+[0-9]{5,15}"
_OBJECTS = {
    "name": ".+", "founded": _DAY, "status": ".+", "leads": ".+", "motto": ".+", "handles": ".+", "wechat": ".+",
    "function": "事件发现|预警通报|应急处置|测试评估", "years-of-practice": r"[1-9][0-9]{0,2}",
    "initiated": _SLUG, "operates": _SLUG, "member-of": _SLUG, "co-founder-of": _SLUG, "participates-in": _SLUG,
    "website": r"(?:https?://)?[A-Za-z0-9.-]+\.[a-z]+(?:/\S*)?", "email": r"[\w.+-]+@[\w.-]+",
    "telephone": _PHONE, "fax": _PHONE,
}  # fmt: skip
"""The predicates of statements, and what their objects look like."""


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
    key = row["sha256"]
    return Report(
        document=_value(row, _document),
        series=row["series"] and _value(row, lambda r: _thing("series", r["series"])),
        issue=_value(row, _issue),
        period=_value(row, lambda r: period(r["period"])),
        status=_value(row, lambda r: _code("copy-status", r["status"])),
        recognised_by=row["recognised_by"],
        stated_number=row["stated_number"],
        stated_period=row["stated_period"],
        figures=tuple(_figures(tables["figures"].get(key, []))),
        statements=tuple(_value(r, _statement) for r in tables["statements"].get(key, [])),
        vulnerabilities=tuple(_value(r, _vulnerability) for r in tables["vulnerabilities"].get(key, [])),
        listed=tuple(_value(r, _listed) for r in tables["listed"].get(key, [])),
        gaps=tuple(_value(r, _gap) for r in tables["gaps"].get(key, [])),
        bibliography=_book(tables["books"].get(key, [])),
        problems=tuple(Problem(r["code"], r["message"]) for r in tables["problems"].get(key, [])),
    )


def _issue(row: Row) -> str:
    """A series, an issue and a period come together or not at all."""
    if not bool(row["series"]) == bool(row["issue"]) == bool(row["period"]):
        raise ValueError("series, issue and period come together or not at all")
    return row["issue"] and key(row["issue"])


def _document(row: Row) -> Document:
    return Document(
        name=f"register:{row['sha256'][:16]}",
        sha256=_matching(_SHA256, row["sha256"]),
        text="",
        status=row["status"],
        url=row["url"],
        source=row["source"],
        account=row["account"],
        published=date.fromisoformat(_matching(r"\d{4}-\d\d-\d\d", row["published"])) if row["published"] else None,
        text_sha256=row["text_sha256"] and _matching(_SHA256, row["text_sha256"]),
    )


def period(text: str) -> Period | None:
    """Read the key of a period; `ValueError` for what is none, `None` for the empty text."""
    if not text:
        return None
    if text.startswith("undated-"):
        return Period(undated_in=key(text.removeprefix("undated-")))
    start, _, end = text.partition("_")
    end = end or start
    for bound in (start, end):
        date.fromisoformat(_matching(_DAY, bound) + "-01-01"[len(bound) - 10 :] if len(bound) < 10 else bound)
    if len(start) != len(end) or end < start:
        raise ValueError(f"not the key of a period: {text[:40]!r}")
    return Period(start, end)


def _mention(row: Row, stated: Decimal | str) -> Mention:
    start, end = _count(row["start"]), _count(row["end"])
    if end <= start:
        raise ValueError(f"a place that ends before it starts: {start} to {end}")
    rule = "/".join(map(key, _matching("[^/]+/[^/]+", row["rule"]).split("/")))
    return Mention(start, end, rule, stated)


def _figures(rows: list[Row]) -> Iterator[Figure]:
    """One figure an order; its further rows are its witnesses."""
    by_order: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_order[row["order"]].append(row)
    for same in by_order.values():
        mentions = [_value(row, _figure_mention) for row in same]
        yield _value(same[0], lambda row, m=mentions: _figure(row, m))  # type: ignore[misc]


def _figure_mention(row: Row) -> Mention:
    return _mention(row, _number(row["stated"]) if row["value"] else _code("rating", row["stated"]))


def _figure(row: Row, mentions: list[Mention]) -> Figure:
    if row["indicator"] not in indicators():
        raise ValueError(f"the indicator table has no code {row['indicator'][:40]!r}")
    if bool(row["value"]) == bool(row["code"]):
        raise ValueError("a figure is either a number or a code")
    return Figure(
        indicator=row["indicator"],
        statistic=_code("statistic", row["statistic"]) if row["value"] else _matching("coded", row["statistic"]),
        mention=mentions[0],
        quantity=_quantity(row) if row["value"] else None,
        code=row["code"] and _code("rating", row["code"]),
        breakdown=_code("breakdown", row["breakdown"]),
        witnesses=tuple(mentions[1:]),
        period=period(row["period"]),
        series=row["series"] and _thing("series", row["series"]),
    )


def _quantity(row: Row) -> Quantity:
    lower, upper = (_number(row[k]) if row[k] else None for k in ("lower", "upper"))
    return Quantity(_number(row["value"]), _code("qualifier", row["qualifier"]), lower, upper)


def _statement(row: Row) -> Statement:
    if row["predicate"] not in _OBJECTS:
        raise ValueError(f"no predicate of statements: {row['predicate'][:40]!r}")
    _thing("series" if row["subject"].startswith("cncert-") else "org", row["subject"])
    pattern = _OBJECTS[row["predicate"]]
    _matching(pattern, row["object"])
    if pattern is _SLUG:
        _thing("org", row["object"])
    elif pattern is _DAY:
        period(row["object"])
    facts = {k: row[k] for k in ("subject", "predicate", "object", "role", "language", "since")}
    _matching("|zh|en", row["language"])
    period(row["since"])
    if row["role"]:
        _code("membership-role", row["role"])
    return Statement(mention=_mention(row, row["stated"]), **facts)


def _vulnerability(row: Row) -> ListedVulnerability:
    number = _matching(NUMBER, row["number"])
    origin = row["origin"] and _code("area", row["origin"])
    return ListedVulnerability(number, _mention(row, number), row["title"], origin, _count(row["rank"]))


def _listed(row: Row) -> ListedIssue:
    when = period(row["period"])
    if when is None:
        raise ValueError("a listed issue without a period")
    series = _thing("series", row["series"])
    where = _mention(row, row["issue"])
    return ListedIssue(series, key(row["issue"]), when, row["url"], where)


def _gap(row: Row) -> Gap:
    _code("gap-reason", row["reason"])
    if row["indicator"] and row["indicator"] not in indicators():
        raise ValueError(f"the indicator table has no code {row['indicator'][:40]!r}")
    if bool(row["indicator"]) == bool(row["subject"]):
        raise ValueError("a gap is of a figure or of a fact")
    if row["indicator"]:
        _code("statistic", row["statistic"])
    else:
        _thing("org", row["subject"])
    return Gap(**{k: row[k] for k in GAP[1:]})


def _book(rows: list[Row]) -> Bibliography | None:
    if not rows:
        return None
    fields = {r["kind"]: r["title"] for r in rows if r["kind"] in BOOK_FIELDS}
    chapters = (
        Chapter(r["number"], r["title"], _value(r, lambda x: _count(x["page"]))) for r in rows if r["kind"] == "chapter"
    )
    return Bibliography(**fields, chapters=tuple(chapters))
