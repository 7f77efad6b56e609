"""The tables of the SQLite export: columns, keys, and the rows that a release has for them, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from cncert_kg.exports import entities
from cncert_kg.exports.data import Data
from cncert_kg.exports.organisations import is_account
from cncert_kg.vocab import (
    BIBO,
    DCAT,
    DCT,
    FOAF,
    OA,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    SDMX_ATTRIBUTE,
    SDMX_MEASURE,
    SKOS,
    SSSOM,
)

Cell = str | None
Row = tuple[Cell, ...]
Rows = Callable[[Data], Iterator[Row]]

_LABELS = ("label_zh TEXT", "label_en TEXT")


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    name: str
    columns: tuple[str, ...]
    """Each with its type and, where it is one, its key."""
    rows: Rows
    zh: str
    """What it holds."""
    en: str
    searched: tuple[str, ...] = ()
    """Columns whose text the search finds; the table then has a column `id`."""

    @property
    def statement(self) -> str:
        """The statement that inserts a row."""
        cells = [c for c in self.columns if not c.startswith("PRIMARY")]
        return f"INSERT OR IGNORE INTO {self.name} VALUES ({', '.join('?' * len(cells))})"

    @property
    def definition(self) -> str:
        """The statement that makes the table."""
        columns = ",\n  ".join(self.columns)
        return f"CREATE TABLE {self.name} (\n  {columns}\n)"


class Reader:
    """The cells of one thing."""

    def __init__(self, data: Data, iri: str) -> None:
        self._data, self._iri = data, iri

    def text(self, predicate: NamedNode) -> Cell:
        """Give the first value of a property."""
        return self._data.value(self._iri, predicate) or None

    def key(self, predicate: NamedNode, kind: str = "") -> Cell:
        """Give the key of the first thing of ours, of a kind where given, that a property leads to."""
        start = f"{self._data.base}{kind}"
        links = self._data.links(self._iri, predicate)
        found = (iri for iri in links if iri.startswith(start) and not is_account(self._data, iri))
        return next((key(self._data, iri) for iri in found), None)

    def labels(self) -> tuple[Cell, Cell]:
        """Give the names in Chinese and English."""
        return self._data.label(self._iri, "zh"), self._data.label(self._iri, "en")

    def said(self, predicate: NamedNode, language: str) -> Cell:
        """Give a text in a language."""
        return next(iter(self._data.texts(self._iri, predicate, language)), None)


_KINDS = ("id/org/", "id/series/", "id/report/", "id/doc/", "id/period/", "id/obs/", "id/mention/", "id/claim/",
          "id/gap/", "id/vuln/", "id/malware/", "id/mapping/", "id/rule/", "code/")  # fmt: skip
"""Kinds of things that have a table, or that a column names."""


def key(data: Data, iri: str) -> str:
    """Give what a table knows a thing by: the path of its IRI without base and kind; a foreign IRI is itself."""
    path = iri.removeprefix(data.base)
    return next((path.removeprefix(kind) for kind in _KINDS if path.startswith(kind)), path)


def _each(data: Data, class_: NamedNode, kind: str) -> Iterator[tuple[str, Reader]]:
    """Every thing of ours of a class."""
    for iri in data.instances(class_):
        if iri.startswith(f"{data.base}{kind}"):
            yield iri, Reader(data, iri)


def _organisations(data: Data) -> Iterator[Row]:
    found = {i for c in _organisation_classes(data) for i in data.instances(c) if data.is_own(i, "org")}
    for iri in sorted(i for i in found if not is_account(data, i)):
        one = Reader(data, iri)
        kind = next((key(data, t).rpartition("#")[2] for t in data.links(iri, RDF.type) if "def#" in t), None)
        yield (key(data, iri), iri, *one.labels(), kind, one.key(ORG.unitOf, "id/org/"), one.text(data.d.founded),
               one.text(FOAF.homepage))  # fmt: skip


def _organisation_classes(data: Data) -> tuple[NamedNode, ...]:
    d = data.d
    return ORG.Organization, ORG.OrganizationalUnit, d.Branch, d.SharingAlliance, d.CSIRT, d.SupportUnitProgramme


def _series(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, data.d.ReportSeries, "id/series/"):
        yield key(data, iri), iri, *one.labels(), one.key(DCT.publisher, "id/org/")


def _periods(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, DCT.PeriodOfTime, "id/period/"):
        yield key(data, iri), iri, *one.labels(), one.text(DCAT.startDate), one.text(DCAT.endDate)


def _codes(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, SKOS.Concept, "code/"):
        scheme, _, code = key(data, iri).partition("/")
        if code:
            yield (f"{scheme}/{code}", iri, scheme, code, *one.labels(), one.said(SKOS.definition, "zh"),
                   one.said(SKOS.definition, "en"), one.key(SKOS.broader, "code/"))  # fmt: skip


def _issues(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, data.d.ReportIssue, "id/report/"):
        yield (key(data, iri), iri, *one.labels(), one.key(DCT.isPartOf, "id/series/"), one.text(BIBO.number),
               one.text(DCT.issued), one.key(DCT.temporal, "id/period/"))  # fmt: skip


def _documents(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, data.d.SourceDocument, "id/doc/"):
        yield (key(data, iri), iri, *one.labels(), one.key(PROV.specializationOf, "id/report/"),
               one.key(data.d.copyStatus, "code/"), one.key(DCT.publisher, "id/org/"), one.text(DCT.issued),
               one.text(DCT.source), one.text(data.d.rawSha256))  # fmt: skip


def _observations(data: Data) -> Iterator[Row]:
    d = data.d
    for iri, one in _each(data, QB.Observation, "id/obs/"):
        value = one.text(SDMX_MEASURE.obsValue)
        codes = (d.indicator, d.refArea, d.statistic, d.breakdown, d.codedValue, SDMX_ATTRIBUTE.unitMeasure,
                 d.valueQualifier)  # fmt: skip
        yield (key(data, iri), iri, *one.labels(), one.key(d.series, "id/series/"), one.key(d.refPeriod, "id/period/"),
               *(one.key(p, "code/") for p in codes), value, value, one.text(d.lowerBound), one.text(d.upperBound),
               one.key(d.issue, "id/report/"))  # fmt: skip


def _mentions(data: Data) -> Iterator[Row]:
    for class_ in (data.d.EntityMention, data.d.FigureMention):
        for iri, one in _each(data, class_, "id/mention/"):
            quote, position = Reader(data, f"{iri}#quote"), Reader(data, f"{iri}#position")
            yield (key(data, iri), iri, one.key(data.d.inDocument, "id/doc/"), position.text(OA.start),
                   position.text(OA.end), one.text(data.d.sentence), quote.text(OA.exact),
                   one.text(data.d.statedValue), one.key(data.d.rule, "id/rule/"))  # fmt: skip


def _witnesses(data: Data) -> Iterator[Row]:
    """Each observation with each mention that states it."""
    for iri, _ in _each(data, QB.Observation, "id/obs/"):
        for mention in data.links(iri, PROV.wasDerivedFrom):
            if data.is_own(mention, "mention"):
                yield key(data, iri), key(data, mention)


def _claims(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, data.d.Claim, "id/claim/"):
        yield (key(data, iri), iri, *one.labels(), one.key(RDF.subject, "id/org/"), one.text(RDF.predicate),
               one.text(RDF.object), one.key(data.d.claimStatus, "code/"),
               one.key(PROV.wasDerivedFrom, "id/mention/"))  # fmt: skip


def _gaps(data: Data) -> Iterator[Row]:
    d = data.d
    for iri, one in _each(data, d.Gap, "id/gap/"):
        yield (key(data, iri), iri, *one.labels(), one.key(d.series, "id/series/"), one.key(d.indicator, "code/"),
               one.key(d.refPeriod, "id/period/"), one.key(d.issue, "id/report/"), one.key(d.inDocument, "id/doc/"),
               one.key(d.gapReason, "code/"))  # fmt: skip


def _families(data: Data) -> Iterator[Row]:
    for family in entities.families(data):
        yield key(data, family.iri), family.iri, *Reader(data, family.iri).labels(), "; ".join(family.aliases) or None


def _vulnerabilities(data: Data) -> Iterator[Row]:
    for entry in entities.entries(data):
        severity = f"severity/{entry.severity}" if entry.severity else None
        yield entry.number, entry.iri, entry.title or None, entry.day or None, severity, entry.page or None


def _cves(data: Data) -> Iterator[Row]:
    """Each entry of the catalogue with each CVE number that it corresponds to."""
    for entry in entities.entries(data):
        yield from ((entry.number, cve, added or None) for cve, added in entry.cves.items())


def _mappings(data: Data) -> Iterator[Row]:
    for iri, one in _each(data, SSSOM.Mapping, "id/mapping/"):
        yield (key(data, iri), iri, one.text(OWL.annotatedSource), one.text(SSSOM.subject_label),
               one.text(OWL.annotatedProperty), one.text(OWL.annotatedTarget), one.text(SSSOM.object_label),
               one.text(SSSOM.confidence), one.text(SSSOM.mapping_justification), one.text(DCT.isPartOf))  # fmt: skip


def _reference(name: str, table: str) -> str:
    return f"{name} TEXT REFERENCES {table}(id)"


_ID = ("id TEXT PRIMARY KEY", "iri TEXT NOT NULL")

TABLES: tuple[Table, ...] = (
    Table("codes", (*_ID, "scheme TEXT NOT NULL", "code TEXT NOT NULL", *_LABELS, "definition_zh TEXT",
                    "definition_en TEXT", _reference("broader", "codes")), _codes,
          "所有代码表的代码：指标、统计量、地区、单位等", "Codes of all lists: indicators, areas, units and more",
          ("label_zh", "label_en", "definition_zh", "definition_en")),
    Table("organisations", (*_ID, *_LABELS, "kind TEXT", _reference("unit_of", "organisations"), "founded TEXT",
                            "homepage TEXT"), _organisations, "机构", "Organisations", ("label_zh", "label_en")),
    Table("series", (*_ID, *_LABELS, _reference("publisher", "organisations")), _series, "报告系列", "Report series",
          ("label_zh", "label_en")),
    Table("periods", (*_ID, *_LABELS, "start TEXT", "end TEXT"), _periods,
          "时段，首尾均含", "Periods, both days included"),
    Table("issues", (*_ID, *_LABELS, _reference("series", "series"), "number TEXT", "issued TEXT",
                     _reference("period", "periods")), _issues, "各期报告", "Issues of the series",
          ("label_zh", "label_en")),
    Table("documents", (*_ID, *_LABELS, _reference("issue", "issues"), _reference("copy_status", "codes"),
                        _reference("publisher", "organisations"), "issued TEXT", "source TEXT", "sha256 TEXT"),
          _documents, "读过的文档副本", "Copies of documents that were read", ("label_zh", "label_en")),
    Table("mentions", (*_ID, _reference("document", "documents"), "start INTEGER", "end INTEGER", "sentence TEXT",
                       "quote TEXT", "stated_value TEXT", "rule TEXT"), _mentions,
          "文档中的出处：位置、语句、引文", "Places in documents: offsets, sentence, quote", ("sentence", "quote")),
    Table("observations", (*_ID, *_LABELS, _reference("series", "series"), _reference("period", "periods"),
                           *(_reference(c, "codes") for c in ("indicator", "area", "statistic", "breakdown", "rating",
                                                              "unit", "qualifier")),
                           "value NUMERIC", "value_text TEXT", "lower NUMERIC", "upper NUMERIC",
                           _reference("issue", "issues")), _observations,
          "观测值；value_text 为原样的十进制数", "Observations; value_text is the decimal as it is"),
    Table("observation_mentions", (_reference("observation", "observations"), _reference("mention", "mentions"),
                                   "PRIMARY KEY (observation, mention)"), _witnesses,
          "观测值与陈述它的出处", "Observations with the places that state them"),
    Table("claims", (*_ID, *_LABELS, _reference("subject", "organisations"), "predicate TEXT", "object TEXT",
                     _reference("status", "codes"), _reference("mention", "mentions")), _claims,
          "关于机构的说法", "Claims about organisations", ("label_zh", "label_en", "object")),
    Table("gaps", (*_ID, *_LABELS, _reference("series", "series"), _reference("indicator", "codes"),
                   _reference("period", "periods"), _reference("issue", "issues"),
                   _reference("document", "documents"), _reference("reason", "codes")), _gaps,
          "已知存在而无法读取的数字或报告", "Figures and issues known to exist that cannot be read"),
    Table("families", (*_ID, *_LABELS, "aliases TEXT"), _families, "恶意程序家族", "Families of malware",
          ("label_zh", "label_en", "aliases")),
    Table("vulnerabilities", (*_ID, "title TEXT", "issued TEXT", _reference("severity", "codes"), "page TEXT"),
          _vulnerabilities, "CNVD 漏洞条目", "Entries of CNVD", ("id", "title")),
    Table("vulnerability_cves", (_reference("vulnerability", "vulnerabilities"), "cve TEXT NOT NULL",
                                 "kev_added TEXT", "PRIMARY KEY (vulnerability, cve)"), _cves,
          "CNVD 与 CVE 编号的对应", "CNVD entries with their CVE numbers"),
    Table("mappings", (*_ID, "subject TEXT", "subject_label TEXT", "predicate TEXT", "object TEXT",
                       "object_label TEXT", "confidence NUMERIC", "justification TEXT", "mapping_set TEXT"),
          _mappings, "与其他数据集的对应", "Links to other data sets", ("subject_label", "object_label")),
)  # fmt: skip
"""Every table; none refers to a later one."""
