"""How validation went in a release and in those it follows: a line for each, carried on from release to release."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cncert_kg import earl, tables
from cncert_kg.errors import StorageError
from cncert_kg.validation_report import Report

TABLE = "validation/history.csv"
"""Where a release has its history as a table, the oldest release first."""

COLUMNS: tables.Columns = (
    ("version", "string", "数据版本", "Version of the data"),
    ("software", "string", "软件版本", "Version of cncert-kg that built and checked it"),
    ("modified", "string", "数据日期", "Day of the data set, Beijing calendar; empty where no input has one"),
    ("checks", "integer", "检查次数", "Checks of a node: focus nodes, added up over all shapes"),
    ("passed", "integer", "通过的约束", "Shapes without a result"),
    ("warned", "integer", "仅有警告的约束", "Shapes with warnings only"),
    ("failed", "integer", "违反的约束", "Shapes that something violates"),
    ("inapplicable", "integer", "无可检查的约束", "Shapes that nothing in the release is checked against"),
    ("violations", "integer", "违反", "Results that are violations"),
    ("warnings", "integer", "警告", "Results that are warnings"),
)
KEYS = 2
"""How many columns, from the first, tell the lines apart."""


class Line(NamedTuple):
    """The outcome of validation of one release: the columns of the table."""

    version: str
    software: str
    modified: str
    checks: int
    passed: int
    warned: int
    failed: int
    inapplicable: int
    violations: int
    warnings: int

    @property
    def applicable(self) -> int:
        """The shapes that something was checked against."""
        return self.passed + self.warned + self.failed


class Before(NamedTuple):
    """What a build is told of the release that it follows."""

    version: str
    lines: tuple[Line, ...]


NONE = Before("", ())
"""What a build is told that follows no release."""


def line(fields: Mapping[str, Any], report: Report) -> Line:
    """Give the line of a release; `fields` are its manifest's."""
    shapes, results = Counter(earl.outcomes(report).values()), Counter(r.severity for r in report.results)
    return Line(
        fields["version"],
        fields["software"],
        fields["modified"] or "",
        checks=sum(report.coverage.values()),
        passed=shapes[earl.PASSED],
        warned=shapes[earl.CANNOT_TELL],
        failed=shapes[earl.FAILED],
        inapplicable=shapes[earl.INAPPLICABLE],
        violations=results["Violation"],
        warnings=results["Warning"],
    )


def continued(before: Before, latest: Line) -> tuple[Line, ...]:
    """Give the lines of a release, its own last; the same data checked by the same software stand once."""
    return (*(one for one in before.lines if one[:KEYS] != latest[:KEYS]), latest)


def history_csv(lines: Iterable[Line]) -> bytes:
    """Give the table, with a byte order mark, lines ended by CR LF (RFC 4180)."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(lines)
    return tables.header(COLUMNS) + buffer.getvalue().encode()


def read(release: Path) -> tuple[Line, ...]:
    """Give the lines of a release folder; none for one that was built before there was a history.

    Raises `StorageError`, `E_TABLE`, where the table is none of ours.
    """
    path = release / TABLE
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading, *rows = csv.reader(file)
        if tuple(heading) != Line._fields:
            raise ValueError(f"found columns {heading}, expected {list(Line._fields)}")
        return tuple(_line(row) for row in rows)
    except (OSError, ValueError, TypeError, csv.Error) as error:
        raise StorageError("E_TABLE", f"cannot be read: {error}", str(path)) from error


def _line(row: list[str]) -> Line:
    version, software, modified, *counts = row
    return Line(version, software, modified, *map(int, counts))
