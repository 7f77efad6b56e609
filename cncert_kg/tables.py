"""Observations as a tidy table for people who read CSV, with its CSVW description."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from cncert_kg.corpus import Observation
from cncert_kg.graph import observations
from cncert_kg.graph.terms import Terms, plain
from cncert_kg.iris import is_web_address, web_iri

COLUMNS: tuple[tuple[str, str, str, str], ...] = (
    ("observation", "anyURI", "观测值 IRI", "IRI of the observation"),
    ("series", "string", "系列", "Key of the series"),
    ("issue", "string", "期号", "Key of the issue that states it"),
    ("period_start", "string", "起（含）", "First day, month or year, inclusive, Beijing calendar"),
    ("period_end", "string", "止（含）", "Last day, month or year, inclusive, Beijing calendar"),
    ("indicator", "string", "指标", "Code of the indicator"),
    ("indicator_zh", "string", "指标（中文）", "Chinese label of the indicator"),
    ("indicator_en", "string", "指标（英文）", "English label of the indicator"),
    ("area", "string", "地区", "Code of the area"),
    ("statistic", "string", "统计量", "level, wow, share, as-of …"),
    ("breakdown", "string", "细分", "Code of the breakdown"),
    ("value", "decimal", "数值", "The number; empty for a rating"),
    ("rating", "string", "评价", "Code of the rating; empty for a number"),
    ("unit", "string", "单位", "Code of the unit; percent as 7.6"),
    ("qualifier", "string", "限定", "exact, approximately, at-least …"),
    ("lower", "decimal", "下界", "Lower bound, where the number is rounded"),
    ("upper", "decimal", "上界", "Upper bound, where the number is rounded"),
    ("witnesses", "integer", "出处数", "Number of mentions it is derived from"),
    ("document_sha256", "string", "副本哈希", "SHA-256 of the copy that states the canonical value"),
    ("source", "anyURI", "来源网址", "Address of that copy"),
)


def observations_csv(values: Iterable[Observation], terms: Terms) -> bytes:
    """Give the table, with a byte order mark (spreadsheets then read the Chinese), lines ended by CR LF (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(name for name, *_ in COLUMNS)
    writer.writerows(_row(v, terms) for v in values)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _row(value: Observation, terms: Terms) -> tuple[str | int, ...]:
    row, quantity = terms.indicator(value.indicator), value.figure.quantity
    first = value.witnesses[0].document
    return (
        observations.node(value, terms).value,
        value.series,
        value.issue[1] if value.issue else "",
        value.period.start,
        value.period.end,
        value.indicator,
        row.label_zh,
        row.label_en,
        observations.area_of(value, terms),
        value.statistic if quantity else "level",
        value.breakdown,
        plain(quantity.value) if quantity else "",
        value.figure.code,
        observations.unit(value, terms) if quantity else "",
        quantity.qualifier if quantity else "",
        plain(quantity.lower) if quantity and quantity.lower is not None else "",
        plain(quantity.upper) if quantity and quantity.upper is not None else "",
        len(value.witnesses),
        first.sha256,
        web_iri(first.url).value if is_web_address(first.url) else "",
    )


def observations_csvw(licence: str) -> bytes:
    """Give the CSV on the Web metadata of the table (W3C Tabular Metadata, 2015)."""
    description: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "observations.csv",
        "dc:license": {"@id": licence},
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {
            "primaryKey": "observation",
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "datatype": datatype,
                    "dc:description": [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}],
                }
                for name, datatype, zh, en in COLUMNS
            ],
        },
    }
    return f"{json.dumps(description, ensure_ascii=False, indent=1)}\n".encode()
