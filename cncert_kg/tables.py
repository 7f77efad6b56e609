"""Observations and CNVD entries as tidy tables for people who read CSV, with their CSVW description."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cncert_kg.corpus import Observation
from cncert_kg.graph import observations, vulnerabilities
from cncert_kg.graph.terms import Terms, plain
from cncert_kg.iris import is_web_address, web_iri
from cncert_kg.vulnerabilities import Entry
from cncert_kg.vulnerability import EntryProblem

Columns = tuple[tuple[str, str, str, str], ...]
"""Name, datatype, description in zh and in en of each column of a table."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)

COLUMNS: Columns = (
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
    csv.writer(buffer, lineterminator="\r\n").writerows(_row(v, terms) for v in values)
    return header(COLUMNS) + buffer.getvalue().encode()


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


COMPARED: Columns = (
    ("observation", "anyURI", "观测值 IRI", "IRI of the observation"),
    ("year", "integer", "年（ISO 8601 周所属）", "Year to which the ISO 8601 week of the period's middle day belongs"),
    ("week", "integer", "周次（ISO 8601）", "ISO 8601 week of the period's middle day"),
    ("period_start", "string", "起（含）", "First day, month or year, inclusive, Beijing calendar"),
    ("period_end", "string", "止（含）", "Last day, month or year, inclusive, Beijing calendar"),
    ("series", "string", "系列", "Key of the series"),
    ("indicator", "string", "指标", "Code of the indicator"),
    ("indicator_zh", "string", "指标（中文）", "Chinese name of what is counted"),
    ("indicator_en", "string", "指标（英文）", "English name of what is counted"),
    ("area", "string", "地区", "Code of the area"),
    ("value", "decimal", "数值", "The number"),
    ("unit", "string", "单位", "Code of the unit"),
    ("qualifier", "string", "限定", "exact, approximately, at-least …"),
)
"""Columns of the tables of comparisons: values of several years, or of several indicators."""


def compared_csv(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Give the table of a comparison from its rows, cells in the order of `COMPARED`."""
    buffer = io.StringIO()
    cells = ((_cell(c) if isinstance(c, str) and not _is_number(c) else c for c in row) for row in rows)
    csv.writer(buffer, lineterminator="\r\n").writerows(cells)
    return header(COMPARED) + buffer.getvalue().encode()


def _is_number(text: str) -> bool:
    """Whether a text is a number as the graph writes one; a fall begins with a minus and is no formula."""
    return bool(_NUMBER.fullmatch(text))


VULNERABILITIES: Columns = (
    ("number", "string", "编号", "CNVD number"),
    ("title", "string", "标题", "Title"),
    ("severity", "string", "危害级别", "Severity: high, medium, low"),
    ("cve", "string", "CVE 编号", "CVE numbers, separated by blanks"),
    ("published", "date", "公开日期", "Day CNVD published it"),
    ("submitted", "date", "报送日期", "Day CNVD was told of it"),
    ("type", "string", "漏洞类型", "Type, as CNVD gives it"),
    ("fix", "string", "修复状态", "Fix: available or none, when CNVD described it"),
    ("products", "string", "影响产品", "Products affected, separated by semicolons"),
    ("reported", "boolean", "报告提及", "Whether a report of this release names it"),
    ("source", "string", "来源文件", "First 16 hex digits of the SHA-256 of each file that states it"),
    ("page", "anyURI", "CNVD 页面", "Page at CNVD"),
)
"""Name, datatype and description in zh and en of each column of vulnerabilities.csv."""


def vulnerability_row(entry: Entry) -> tuple[str, ...]:
    """Give the row of an entry."""
    stated = entry.stated
    products = {*stated.products, *(p for v in entry.listed for p in v.products)}
    return (
        entry.number,
        _cell(vulnerabilities.title(entry)),
        vulnerabilities.severity(entry),
        " ".join(vulnerabilities.cves(entry)),
        stated.opened,
        stated.submitted,
        _cell(stated.kind),
        stated.fix,
        _cell("; ".join(sorted(products))),
        "true" if entry.listed else "false",
        " ".join(entry.sources),
        vulnerabilities.page(entry.number).value,
    )


PROBLEMS: Columns = (
    ("file", "string", "文件", "Name of the file; empty for what only several files show"),
    ("code", "string", "代码", "Code of the problem"),
    ("number", "string", "编号", "Number of the entry"),
    ("message", "string", "说明", "What was found, and what was expected"),
)
"""Name, datatype and description in zh and en of each column of catalogue-problems.csv."""


def problems_csv(problems: Iterable[tuple[str, EntryProblem]]) -> Iterator[bytes]:
    """Give every problem of the catalogue, one a line: name of the file, and the problem."""
    yield header(PROBLEMS)
    for name, problem in problems:
        buffer = io.StringIO()
        cells = (name, problem.code, problem.number, problem.message)
        csv.writer(buffer, lineterminator="\r\n").writerow(map(_cell, cells))
        yield buffer.getvalue().encode()


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def header(columns: Columns) -> bytes:
    """Give the first line of a table, with a byte order mark: spreadsheets then read the Chinese."""
    return b"\xef\xbb\xbf" + ",".join(name for name, *_ in columns).encode() + b"\r\n"


def csvw(url: str, columns: Columns, licence: str, keys: int = 1) -> bytes:
    """Give the CSV on the Web metadata of a table (W3C Tabular Metadata, 2015), keyed by its first `keys` columns."""
    description: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:license": {"@id": licence},
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {
            "primaryKey": [name for name, *_ in columns[:keys]] if keys > 1 else columns[0][0],
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "datatype": datatype,
                    "dc:description": [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}],
                }
                for name, datatype, zh, en in columns
            ],
        },
    }
    return f"{json.dumps(description, ensure_ascii=False, indent=1)}\n".encode()
