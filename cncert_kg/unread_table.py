"""The numbers that nobody has read, of all copies that have a text, as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from cncert_kg import tables, unread
from cncert_kg.model import Report

COLUMNS: tables.Columns = (
    ("place", "string", "位置标识", "Copy, first and last position: no two numbers share it"),
    ("document_sha256", "string", "副本哈希", "SHA-256 of the copy"),
    ("series", "string", "系列", "Key of the series"),
    ("issue", "string", "期号", "Key of the issue"),
    ("start", "integer", "起（含）", "First code point of the number in the normalised text, from 0"),
    ("end", "integer", "止（不含）", "Code point after the last of the number"),
    ("digits", "string", "数字", "The digits and the signs between them; empty where they are withheld"),
    ("reason", "string", "原因", "figure, date, ordinal, identifier, name, part or withheld"),
)


def unread_csv(reports: Iterable[Report]) -> bytes:
    """Give the table, with a byte order mark, lines ended by CR LF (RFC 4180); a copy given twice stands once."""
    buffer = io.StringIO()
    once = {r.document.sha256: r for r in reports if unread.coverage(r)}
    for sha256 in sorted(once):
        csv.writer(buffer, lineterminator="\r\n").writerows(_rows(once[sha256]))
    return tables.header(COLUMNS) + buffer.getvalue().encode()


def _rows(report: Report) -> Iterator[tuple[str | int, ...]]:
    document = report.document
    for one in unread.numbers(report):
        place = f"{document.key}-{one.start}-{one.end}"
        yield place, document.sha256, report.series, report.issue, one.start, one.end, one.digits, one.reason


def counts(reports: Iterable[Report]) -> dict[str, int]:
    """Count, over all copies that have a text: numbers read, and those not read by reason."""
    once = {r.document.sha256: found for r in reports if (found := unread.coverage(r))}
    total = Counter(one.reason for found in once.values() for one in found.unread)
    return {
        "copies": len(once),
        "read": sum(found.read for found in once.values()),
        **{reason: total[reason] for reason in unread.REASONS},
    }
