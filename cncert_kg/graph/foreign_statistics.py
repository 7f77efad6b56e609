"""Another CERT's counts in the same cube: its own series, categories and indicators, our periods, units and stages.

A count is no category: each category of the publisher is a concept that a mapping leads to RSIT, and the indicator
that counts it points there, as ours point to our incident types. So one query compares them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.graph import documents, periods
from cncert_kg.graph.observations import grouped
from cncert_kg.graph.terms import Terms, concept, decimal, described, en, period_label, zh
from cncert_kg.iris import is_web_address, web_iri
from cncert_kg.knowledge import Knowledge
from cncert_kg.links.statistics import Category, ForeignStatistics, StatedCount, scheme
from cncert_kg.model import Mention, Period, Report
from cncert_kg.vocab import BIBO, DCT, FOAF, ORG, PROV, QB, SDMX_ATTRIBUTE, SDMX_CODE, SDMX_MEASURE, SKOS

_RULE = "table"


def triples(
    value: ForeignStatistics, known: Knowledge, terms: Terms, elsewhere: Container[Period] = frozenset()
) -> Iterator[Triple]:
    """Give all that a table says, for the graph `links/stats-{organisation}`.

    An organisation that is curated is not described again, nor a period that another graph describes (`elsewhere`).
    Mappings are another graph: `statistics.mapping_set`.
    """
    yield from _organisation(value, known, terms)
    yield from _series(value, terms)
    yield from _codes(value, terms)
    yield from _categories(value, terms)
    for category in value.categories.values():
        yield from _indicator(value, category, known, terms)
    yield from periods.periods((c.period for c in value.counts if c.period not in elsewhere), terms)
    yield from _document(value, terms)
    for count in value.counts:
        yield from _observation(value, count, known, terms)


def _organisation(value: ForeignStatistics, known: Knowledge, terms: Terms) -> Iterator[Triple]:
    of = value.organisation
    node = terms.iris.org(of.slug)
    if node in known.names:
        return
    yield from described(node, (terms.d.CSIRT, ORG.Organization), of.name_zh, of.name_en)
    yield Triple(node, SKOS.prefLabel, zh(of.name_zh))
    yield Triple(node, SKOS.prefLabel, en(of.name_en))
    if of.country and (node_of := _known_area(of.country, value, known, terms)):
        yield Triple(node, DCT.spatial, node_of)
    if of.homepage:
        yield Triple(node, FOAF.homepage, web_iri(of.homepage))


def _known_area(code: str, value: ForeignStatistics, known: Knowledge, terms: Terms) -> NamedNode | None:
    added = {c.code for c in value.codes if c.scheme == "area"}
    return terms.iris.code("area", code) if code in added or ("area", code) in known.labels else None


def _series(value: ForeignStatistics, terms: Terms) -> Iterator[Triple]:
    node, source = terms.iris.series(value.series), value.source
    yield from described(node, (terms.d.ReportSeries, BIBO.Series), source.title_zh, source.title_en)
    yield Triple(node, DCT.title, zh(source.title_zh))
    yield Triple(node, DCT.title, en(source.title_en))
    yield Triple(node, DCT.identifier, Literal(value.series))
    yield Triple(node, DCT.language, Literal(value.language))
    yield Triple(node, DCT.publisher, terms.iris.org(value.organisation.slug))
    rule = terms.iris.rule(value.series, _RULE)
    types = (terms.d.ExtractionRule, PROV.Plan, PROV.Entity)
    name = f"{value.series}/{_RULE}"
    yield from described(rule, types, f"抽取规则 {name}", f"Extraction rule {name}")


def _codes(value: ForeignStatistics, terms: Terms) -> Iterator[Triple]:
    """The units and the area that our lists lack."""
    for code in value.codes:
        node = terms.iris.code(code.scheme, code.code)
        yield from concept(node, (), (code.label_zh, code.label_en), code.code, terms.iris.scheme(code.scheme))


def _categories(value: ForeignStatistics, terms: Terms) -> Iterator[Triple]:
    of, list_ = value.organisation, terms.iris.scheme(scheme(value))
    yield from described(list_, (SKOS.ConceptScheme,), f"{of.name_zh}的类别", f"Categories of {of.name_en}")
    yield Triple(list_, DCT.creator, terms.iris.org(of.slug))
    for category in value.categories.values():
        node = terms.iris.code(scheme(value), category.key)
        yield from concept(node, (), (category.name_zh, category.name_en), category.key, list_)
        if category.word not in (category.name_zh, category.name_en):
            yield Triple(node, SKOS.altLabel, Literal(category.word, language=value.language))


def _indicator(value: ForeignStatistics, category: Category, known: Knowledge, terms: Terms) -> Iterator[Triple]:
    d, code = terms.d, _indicator_code(value, category)
    node = terms.iris.code("indicator", code)
    yield from concept(node, (d.Indicator,), _names(value, category), code, terms.iris.scheme("indicator"))
    yield Triple(node, DCT.source, terms.iris.series(value.series))
    yield Triple(node, DCT.spatial, terms.iris.code("area", value.area))
    yield Triple(node, d.incidentType, terms.iris.code(scheme(value), category.key))
    yield Triple(node, d.unit, terms.iris.code("unit", category.unit))
    if category.stage:
        yield Triple(node, d.stage, terms.code("stage", category.stage))
    for text, language in zip(_definition(value, category, known), (zh, en), strict=True):
        yield Triple(node, SKOS.definition, language(text))


def _indicator_code(value: ForeignStatistics, category: Category) -> str:
    return f"{value.organisation.slug}-{category.key}"


def _names(value: ForeignStatistics, category: Category) -> tuple[str, str]:
    of = value.organisation
    return f"{of.name_zh}：{category.name_zh}", f"{of.name_en}: {category.name_en}"


def _definition(value: ForeignStatistics, category: Category, known: Knowledge) -> tuple[str, str]:
    """Say what is counted and by whom: the meaning of the word is the publisher's."""
    of, (unit_zh, unit_en) = value.organisation, _label("unit", category.unit, value, known)
    return (
        f"{of.name_zh}公布的“{category.name_zh}”，计量单位为“{unit_zh}”；含义以其所定为准。",
        f"“{category.name_en}” as {of.name_en} publishes it, counted in the unit “{unit_en}”; it means what they say.",
    )


def _label(scheme_: str, code: str, value: ForeignStatistics, known: Knowledge) -> tuple[str, str]:
    """Give the zh and en label of a code of our lists, or of one that the table adds."""
    own = {(c.scheme, c.code): (c.label_zh, c.label_en) for c in value.codes}
    return own.get((scheme_, code)) or known.labels[scheme_, code]


def _document(value: ForeignStatistics, terms: Terms) -> Iterator[Triple]:
    """The table as a source document, and the place of each value in it. It states facts, not sentences."""
    document, source = value.document, value.source
    yield from documents.copy(Report(document, status="full"), (source.title_zh, source.title_en), "", terms)
    said = documents.by_place((_mention(value, c), _node(value, c, terms)) for c in value.counts)
    observed = frozenset(_node(value, c, terms) for c in value.counts)
    yield from documents.mentions(document, said, observed, terms)


def _mention(value: ForeignStatistics, count: StatedCount) -> Mention:
    return Mention(count.start, count.end, f"{value.series}/{_RULE}", count.value)


def _node(value: ForeignStatistics, count: StatedCount, terms: Terms) -> NamedNode:
    indicator = _indicator_code(value, value.categories[count.category])
    return terms.iris.observation(value.series, indicator, value.area, count.period.key, "level", "total")


def _observation(value: ForeignStatistics, count: StatedCount, known: Knowledge, terms: Terms) -> Iterator[Triple]:
    d, node, category = terms.d, _node(value, count, terms), value.categories[count.category]
    yield from described(node, (QB.Observation,), *_observed(value, count, known))
    yield Triple(node, QB.dataSet, terms.iris.cube("indicators"))
    yield Triple(node, d.series, terms.iris.series(value.series))
    yield Triple(node, d.indicator, terms.iris.code("indicator", _indicator_code(value, category)))
    yield Triple(node, d.refArea, terms.iris.code("area", value.area))
    yield Triple(node, d.refPeriod, terms.iris.period(count.period.key))
    yield Triple(node, d.statistic, terms.code("statistic", "level"))
    yield Triple(node, d.breakdown, terms.code("breakdown", "total"))
    yield Triple(node, SDMX_MEASURE.obsValue, decimal(count.value))
    yield Triple(node, SDMX_ATTRIBUTE.unitMeasure, terms.iris.code("unit", category.unit))
    yield Triple(node, SDMX_ATTRIBUTE.obsStatus, SDMX_CODE.terms["obsStatus-A"])
    yield Triple(node, d.valueQualifier, terms.code("qualifier", "exact"))
    yield Triple(node, d.valueSource, Literal("imported-table"))
    yield from _provenance(node, value, count, terms)


def _provenance(node: NamedNode, value: ForeignStatistics, count: StatedCount, terms: Terms) -> Iterator[Triple]:
    """Where the table states it, and where the table says that the publisher does."""
    yield Triple(node, PROV.wasDerivedFrom, terms.iris.mention(value.document.key, count.start, count.end))
    if is_web_address(count.source):
        yield Triple(node, DCT.source, web_iri(count.source))
    else:
        yield Triple(node, DCT.bibliographicCitation, Literal(count.source, language=value.language))
    if count.note:
        yield Triple(node, SKOS.note, Literal(count.note, language=value.language))


def _observed(value: ForeignStatistics, count: StatedCount, known: Knowledge) -> tuple[str, str]:
    category = value.categories[count.category]
    what_zh, what_en = _names(value, category)
    when_zh, when_en = period_label(count.period)
    unit_zh, _ = _label("unit", category.unit, value, known)
    number = grouped(count.value)
    return f"{what_zh}，{when_zh}：{number} {unit_zh}", f"{what_en}, {when_en}: {number}"
