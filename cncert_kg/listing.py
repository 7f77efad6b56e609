"""Reports as a listing, for looking and scoring: the `jsonl` contract of docs/extract.md, and the same as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from cncert_kg.indicators import indicators
from cncert_kg.model import Asset, Figure, ListedCve, ListedVulnerability, Mention, Participant, Report, Statement

COLUMNS = (
    "document", "sha256", "series", "issue", "start", "end", "status", "indicator", "statistic", "breakdown",
    "value", "unit", "qualifier", "quote", "quote_start", "quote_end",
)  # fmt: skip


def jsonl(reports: Iterable[Report]) -> Iterator[str]:
    """Give one JSON object per document, one per line."""
    for report in reports:
        yield json.dumps(record(report), ensure_ascii=False) + "\n"


def record(report: Report) -> dict[str, Any]:
    """Give one document as an object; decimals as plain strings, so that nothing is rounded on the way."""
    document = report.document
    return {
        "document": document.name,
        "sha256": document.sha256,
        "series": report.series or None,
        "issue": report.issue or None,
        "period": _period(report),
        "published": document.published.isoformat() if document.published else None,
        "publisher": document.account or None,
        "status": report.status,
        "recognised_by": report.recognised_by or None,
        "observations": [_figure(f) for f in report.figures],
        "vulnerabilities": [_listed(v, v.number) for v in report.vulnerabilities],
        "cves": [_listed(c, c.number) for c in report.cves],
        "participants": [_listed(p) for p in report.participants],
        "assets": [_listed(a) for a in report.assets],
        "statements": [_statement(s) for s in report.statements],
        "problems": [{"code": p.code, "message": p.message} for p in report.problems],
    }


def _period(report: Report) -> dict[str, str] | None:
    if report.period is None or report.period.undated_in:
        return None
    return {"start": report.period.start, "end": report.period.end}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "statistic": figure.statistic,
        "breakdown": figure.breakdown,
        "value": plain(figure),
        "unit": unit(figure),
        "qualifier": figure.quantity.qualifier if figure.quantity else "exact",
        **({"period": figure.period.key} if figure.period else {}),
        **{k: v for k in ("area", "rank", "label", "operator") if (v := getattr(figure, k))},
        **_place(figure.mention),
        "witnesses": [{"value": str(m.stated), **_place(m)} for m in figure.witnesses],
    }


def _place(mention: Mention) -> dict[str, Any]:
    return {"quote": mention.quote, "sentence": mention.sentence, "start": mention.start, "end": mention.end}


def _listed(named: ListedVulnerability | ListedCve | Participant | Asset, number: str = "") -> dict[str, Any]:
    """Give what a report names, as far as it says more than the number."""
    extra = {f.name: v for f in fields(named) if f.name not in {"number", "mention"} and (v := getattr(named, f.name))}
    return {**({"id": number} if number else {}), **extra, **_place(named.mention)}


def _statement(statement: Statement) -> dict[str, Any]:
    extra = {k: v for k in ("role", "language", "since") if (v := getattr(statement, k))}
    return {
        "subject": statement.subject,
        "predicate": statement.predicate,
        "object": statement.object,
        **extra,
        **_place(statement.mention),
    }


def plain(figure: Figure) -> str:
    """Give the value as a plain decimal string, or its code."""
    return f"{figure.quantity.value:f}" if figure.quantity else figure.code


def unit(figure: Figure) -> str:
    """Give the unit of a figure: the indicator's own for levels, percent for shares and relative changes."""
    own = indicators()[figure.indicator].unit
    return own if figure.statistic in {"level", "prev", "as-of", "cumulative", "wow-absolute", "coded"} else "percent"


def csv_lines(reports: Iterable[Report]) -> Iterator[str]:
    """Give one line per figure, after a line of column names."""
    yield _csv(COLUMNS)
    for report in reports:
        period = _period(report) or {"start": "", "end": ""}
        head = (report.document.name, report.document.sha256, report.series, report.issue)
        for f in report.figures:
            r = _figure(f)
            cells = (*(r[k] for k in COLUMNS[7:13]), f.mention.quote, f.mention.start, f.mention.end)
            yield _csv((*head, period["start"], period["end"], report.status, *map(str, cells)))


def _csv(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
