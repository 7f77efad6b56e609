"""The indicators: what the figures of the reports count, from one table that people edit.

`python -m cncert_kg.indicators > ontology/codes/indicator.ttl` writes the code list after a change.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from cncert_kg import resources
from cncert_kg.errors import ResourceError
from cncert_kg.iris import Iris
from cncert_kg.turtle import turtle
from cncert_kg.vocab import DCT, RDF, RDFS, SKOS, own, prefixes

_FILE = "indicators.tsv"
_LISTS = frozenset({"series", "statistics"})
_REQUIRED = ("code", "series", "label_zh", "label_en", "unit", "statistics", "area")
_LANGUAGES = ("zh", "en")

Labels = Mapping[tuple[str, str], str]
"""Label by code and language."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure counts. A count is not a category: `incident_type` leads to that."""

    code: str
    series: tuple[str, ...]
    """Keys of the report series that publish it."""
    label_zh: str
    label_en: str
    unit: str
    """Code of `code/unit`, of the level; shares and changes are in percent."""
    statistics: tuple[str, ...]
    """Codes of `code/statistic` that the reports print."""
    incident_type: str
    """Code of `code/incident-type`; empty where the count is of no one kind."""
    stage: str
    """Code of `code/stage`; empty for what is not counted at a stage."""
    area: str
    """Code of `code/area` that every observation of it has."""
    broader: str
    """The whole of which it is a part."""
    share_of: str
    """The denominator of its shares."""
    supersedes: str
    """The indicator that it took the place of when the definition changed."""
    rating_scheme: str
    """Scale of `code/rating` for a rating, else empty."""

    @property
    def is_rating(self) -> bool:
        """Whether its values are levels of a scale and stand in the cube of ratings."""
        return bool(self.rating_scheme)


_COLUMNS = tuple(f.name for f in fields(Indicator))


@cache
def indicators() -> Mapping[str, Indicator]:
    """Give every indicator by its code, in the order of the table.

    Raises `ResourceError` for a row that is malformed, doubled or points to an unknown indicator.
    """
    return table(resources.text("ontology", _FILE))


def table(text: str) -> Mapping[str, Indicator]:
    """Read the table; raise `ResourceError` naming the line of the first fault."""
    header, *lines = text.splitlines() or [""]
    if tuple(header.split("\t")) != _COLUMNS:
        raise _fault(1, f"found columns {header!r}, expected {' '.join(_COLUMNS)}")
    out: dict[str, Indicator] = {}
    for number, line in enumerate(lines, start=2):
        row = _row(number, line)
        if row.code in out:
            raise _fault(number, f"code {row.code} stands twice")
        out[row.code] = row
    for number, row in enumerate(out.values(), start=2):
        for other in (row.broader, row.share_of, row.supersedes):
            if other and other not in out:
                raise _fault(number, f"{row.code} points to {other}, which is no indicator")
    return MappingProxyType(out)


def _row(number: int, line: str) -> Indicator:
    cells = line.split("\t")
    if len(cells) != len(_COLUMNS):
        raise _fault(number, f"found {len(cells)} cells, expected {len(_COLUMNS)}")
    values = dict(zip(_COLUMNS, cells, strict=True))
    for name in _REQUIRED:
        if not values[name]:
            raise _fault(number, f"{name} is empty")
    lists = {name: tuple(values.pop(name).split(";")) for name in _LISTS}
    return Indicator(**values, **lists)  # type: ignore[arg-type]


def _fault(number: int, message: str) -> ResourceError:
    return ResourceError("E_INDICATOR_TABLE", message, f"{_FILE}:{number}")


_HEAD = "# Code list indicator, written from indicators.tsv by `python -m cncert_kg.indicators`.\n\n"


def indicator_turtle() -> str:
    """Give the text of ontology/codes/indicator.ttl."""
    names = {scheme: _labels(scheme) for scheme in ("unit", "stage", "area")}
    triples = [*_scheme(), *(t for i in indicators().values() for t in _concept(i, names))]
    return _HEAD + b"".join(turtle(triples, prefixes())).decode()


def _labels(scheme: str) -> Labels:
    path = resources.folder("ontology") / "codes" / f"{scheme}.ttl"
    out = {}
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        subject, label = quad.subject, quad.object
        if quad.predicate == SKOS.prefLabel and isinstance(subject, NamedNode) and isinstance(label, Literal):
            out[subject.value.rsplit("/", 1)[1], label.language or ""] = label.value
    return out


_TITLE = {"zh": "指标", "en": "Indicators"}
_SCOPE = {
    "zh": "报告中的数字所计的对象。由部分指向整体，由占比指向其分母。",
    "en": "What the figures of the reports count. Parts lead to their whole, shares to their denominator.",
}


def _texts(subject: NamedNode, predicate: NamedNode, texts: Mapping[str, str]) -> Iterator[Triple]:
    for language in _LANGUAGES:
        yield Triple(subject, predicate, Literal(texts[language], language=language))


def _scheme() -> Iterator[Triple]:
    scheme = Iris().scheme("indicator")
    yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
    yield Triple(scheme, DCT.license, NamedNode("https://creativecommons.org/publicdomain/zero/1.0/"))
    for predicate in (DCT.title, RDFS.label):
        yield from _texts(scheme, predicate, _TITLE)
    yield from _texts(scheme, SKOS.definition, _SCOPE)


def _concept(indicator: Indicator, names: Mapping[str, Labels]) -> Iterator[Triple]:
    iris = Iris()
    concept, scheme = iris.code("indicator", indicator.code), iris.scheme("indicator")
    for type_ in (SKOS.Concept, own().Indicator):
        yield Triple(concept, RDF.type, type_)
    labels = {"zh": indicator.label_zh, "en": indicator.label_en}
    for predicate in (RDFS.label, SKOS.prefLabel):
        yield from _texts(concept, predicate, labels)
    yield from _texts(concept, SKOS.definition, {k: _definition(indicator, names, k) for k in _LANGUAGES})
    yield Triple(concept, SKOS.notation, Literal(indicator.code))
    yield Triple(concept, SKOS.inScheme, scheme)
    if not indicator.broader:
        yield Triple(concept, SKOS.topConceptOf, scheme)
        yield Triple(scheme, SKOS.hasTopConcept, concept)
    for predicate, value in _links(indicator):
        yield Triple(concept, predicate, value)


def _links(indicator: Indicator) -> Iterator[tuple[NamedNode, NamedNode]]:
    iris, d = Iris(), own()
    for predicate, scheme, code in (
        (d.unit, "unit", indicator.unit),
        (d.stage, "stage", indicator.stage),
        (d.incidentType, "incident-type", indicator.incident_type),
        (DCT.spatial, "area", indicator.area),
        (DCT.conformsTo, "rating", indicator.rating_scheme),
        (SKOS.broader, "indicator", indicator.broader),
        (d.shareOf, "indicator", indicator.share_of),
        (d.supersedes, "indicator", indicator.supersedes),
        (SKOS.closeMatch, "indicator", indicator.supersedes),
    ):
        if code:
            yield predicate, iris.code(scheme, code)
    for series in indicator.series:
        yield DCT.source, iris.series(series)


def _definition(indicator: Indicator, names: Mapping[str, Labels], language: str) -> str:
    """Say what is counted, in what unit, where and at what stage."""
    unit, area = names["unit"][indicator.unit, language], names["area"][indicator.area, language]
    stage = names["stage"][indicator.stage, language] if indicator.stage else ""
    if language == "zh":
        measure = "以等级评价" if indicator.is_rating else f"计量单位为“{unit}”"
        return f"{indicator.label_zh}：{measure}，地区为{area}{f'，阶段为{stage}' if stage else ''}。"
    measure = "rated on a scale" if indicator.is_rating else f"unit: {unit}"
    return f"{indicator.label_en}; {measure}; area: {area}{f'; stage: {stage.lower()}' if stage else ''}."


if __name__ == "__main__":
    sys.stdout.buffer.write(indicator_turtle().encode())
