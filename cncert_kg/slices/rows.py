"""Slices as CSV, in the columns of the release's own tables, so that files can be joined.

A row of data/observations.csv is given as it stands there: only the build knows which of several copies states the
canonical value. What the table does not have (counts of another CERT, a bare RDF file) gets a row of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from cncert_kg import tables
from cncert_kg.graph.terms import plain
from cncert_kg.published import (
    PublishedObservation,
    PublishedOrganisation,
    PublishedReport,
    PublishedVulnerability,
    Release,
)
from cncert_kg.tables import Columns
from cncert_kg.vulnerabilities import Entry, Naming
from cncert_kg.vulnerability import Vulnerability

_TABLE = "data/observations.csv"

REPORTS: Columns = (
    ("report", "anyURI", "报告 IRI", "IRI of the report"),
    ("series", "string", "系列", "Key of the series"),
    ("issue", "string", "期号", "Key of the issue"),
    ("number", "string", "编号", "Its number, as stated"),
    ("period_start", "date", "起（含）", "First day, Beijing calendar"),
    ("period_end", "date", "止（含）", "Last day, Beijing calendar"),
    ("issued", "string", "发布日期", "Day or month of publication"),
    ("label_zh", "string", "名称（中文）", "Chinese name"),
    ("label_en", "string", "名称（英文）", "English name"),
    ("copies", "integer", "副本数", "Number of copies; 0 where the issue is only known of"),
)
"""Name, datatype and description in zh and en of each column of reports."""

ORGANISATIONS: Columns = (
    ("organisation", "anyURI", "机构 IRI", "IRI of the organisation"),
    ("key", "string", "代码", "Key of the organisation"),
    ("label_zh", "string", "名称（中文）", "Chinese name"),
    ("label_en", "string", "名称（英文）", "English name"),
    ("types", "string", "类型", "Names of its classes, separated by blanks"),
    ("member_of", "string", "所属", "Keys of what it is a member of, separated by blanks"),
    ("homepage", "anyURI", "网址", "Home page"),
)
"""Name, datatype and description in zh and en of each column of organisations."""


def observations(release: Release, found: Iterable[PublishedObservation]) -> Iterator[bytes]:
    """Give the rows that the release's own table has, in its order, then the others by IRI."""
    wanted = {one.iri: one for one in found}
    yield tables.header(tables.COLUMNS)
    for row in _own_rows(release):
        if wanted.pop(row[0], None):
            yield _line(row)
    labels = release.codes("indicator") if wanted else {}
    for iri in sorted(wanted):
        yield _line(_row(release, wanted[iri], *labels[wanted[iri].indicator]))


def _own_rows(release: Release) -> Iterator[list[str]]:
    """Give the rows of the release's table without its head; none for an RDF file."""
    if (release.path / _TABLE).is_file():
        with (release.path / _TABLE).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            yield from rows


def _row(release: Release, one: PublishedObservation, label_zh: str, label_en: str) -> tuple[str, ...]:
    sha256, source = _copy(release, one)
    start, _, end = one.period.partition("_")
    dated = one.start is not None
    return (
        one.iri,
        one.series,
        one.issue,
        start if dated else "",
        (end or start) if dated else "",
        one.indicator,
        label_zh,
        label_en,
        one.area,
        one.statistic,
        one.breakdown,
        _number(one.value),
        one.rating,
        one.unit,
        one.qualifier,
        _number(one.lower),
        _number(one.upper),
        str(one.witnesses),
        sha256,
        source,
    )


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _copy(release: Release, one: PublishedObservation) -> tuple[str, str]:
    """Give hash and address of the copy that states the value; of several, of the first by hash."""
    places = release.mentions(one)
    best = [place for place in places if one.value in place.stated] or places
    for place in best[:1]:
        pattern = f"VALUES ?s {{ {release.facts.iris.document(place.document)} }}"
        for copy in release.facts.described(pattern, {"sha256": "d:rawSha256", "source": "dct:source"}):
            return copy.text("sha256"), copy.text("source")
    return "", ""


def vulnerabilities(release: Release, found: Iterable[PublishedVulnerability]) -> Iterator[bytes]:
    """Give rows as data/vulnerabilities.csv has them."""
    yield tables.header(tables.VULNERABILITIES)
    yield from (_line(tables.vulnerability_row(_entry(one))) for one in found)


def _entry(one: PublishedVulnerability) -> Entry:
    """Give an entry as a build knows it, so that both write it alike."""
    stated = Vulnerability(
        number=one.number,
        title=one.title,
        severity=one.severity,
        kind=one.kind,
        products=one.products,
        cves=one.cves,
        submitted=str(one.submitted or ""),
        opened=str(one.published or ""),
        fix=one.fix,
    )
    return Entry(stated, one.sources, (Naming(one.number),) if one.is_reported else ())


def reports(release: Release, found: Iterable[PublishedReport]) -> Iterator[bytes]:
    """Give a row for each report."""
    yield tables.header(REPORTS)
    for one in found:
        days = (str(one.start or ""), str(one.end or ""))
        names = (one.label_zh, one.label_en)
        yield _line((one.iri, one.series, one.issue, one.number, *days, one.issued, *names, str(len(one.copies))))


def organisations(release: Release, found: Iterable[PublishedOrganisation]) -> Iterator[bytes]:
    """Give a row for each organisation."""
    yield tables.header(ORGANISATIONS)
    for one in found:
        lists = (" ".join(one.types), " ".join(one.member_of))
        yield _line((one.iri, one.key, one.label_zh, one.label_en, *lists, one.homepage))


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()
