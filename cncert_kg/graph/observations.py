"""Canonical observations: the cells of the two cubes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Observation
from cncert_kg.graph.terms import Terms, decimal, described, period_label, plain, typed
from cncert_kg.model import Quantity
from cncert_kg.vocab import PROV, QB, SDMX_ATTRIBUTE, SDMX_CODE, SDMX_MEASURE

_ABSOLUTE = frozenset({"level", "as-of", "cumulative", "wow-absolute"})
_WORDS_ZH = {
    "approximately": "约 {}",
    "at-least": "{} 以上",
    "at-most": "不足 {}",
    "nearly": "近 {}",
    "near-and-over": "近 {} 余",
}
_WORDS_EN = {
    "approximately": "about {}",
    "at-least": "at least {}",
    "at-most": "at most {}",
    "nearly": "nearly {}",
    "near-and-over": "nearly and over {}",
}


def node(observation: Observation, terms: Terms) -> NamedNode:
    """Give the IRI of an observation: its coordinates, and nothing else."""
    series, indicator, _, period, statistic, breakdown = observation.coordinates
    area = area_of(observation, terms)
    return terms.iris.observation(series, indicator, area, period, statistic, breakdown)


def area_of(observation: Observation, terms: Terms) -> str:
    """Give the code of the area: the figure's own, or the indicator's."""
    return observation.area or terms.indicator(observation.indicator).area


def unit(observation: Observation, terms: Terms) -> str:
    """Give the unit code: the indicator's own, or percent for shares and relative changes."""
    return terms.indicator(observation.indicator).unit if observation.statistic in _ABSOLUTE else "percent"


def observation(value: Observation, terms: Terms) -> Iterator[Triple]:
    """Give one observation with its dimensions, its measure, its attributes and its mentions."""
    subject = node(value, terms)
    yield from described(subject, (QB.Observation,), *label(value, terms))
    yield from _dimensions(subject, value, terms)
    if value.figure.quantity is None:
        yield from _rating(subject, value, terms)
    else:
        yield from _number(subject, value.figure.quantity, unit(value, terms), terms)
    yield Triple(subject, SDMX_ATTRIBUTE.obsStatus, SDMX_CODE.terms[f"obsStatus-{'B' if value.is_break else 'A'}"])
    yield from _attributes(subject, value, terms)
    if value.issue:
        yield Triple(subject, terms.d.issue, terms.iris.report(*value.issue))
    for witness in value.witnesses:
        mention = terms.iris.mention(witness.document.key, witness.mention.start, witness.mention.end)
        yield Triple(subject, PROV.wasDerivedFrom, mention)


def _attributes(subject: NamedNode, value: Observation, terms: Terms) -> Iterator[Triple]:
    d, figure = terms.d, value.figure
    source = "restated-by-next-issue" if value.is_restated else "own-issue"
    yield Triple(subject, d.valueSource, Literal(source))
    if figure.rank:
        yield Triple(subject, d.rank, typed(str(figure.rank), "integer"))
    if figure.operator:
        yield Triple(subject, d.operatorName, Literal(figure.operator))


def _dimensions(subject: NamedNode, value: Observation, terms: Terms) -> Iterator[Triple]:
    d = terms.d
    yield Triple(subject, d.series, terms.iris.series(value.series))
    yield Triple(subject, d.indicator, terms.code("indicator", value.indicator))
    yield Triple(subject, d.refArea, terms.code("area", area_of(value, terms)))
    yield Triple(subject, d.refPeriod, terms.iris.period(value.period.key))
    yield Triple(subject, d.breakdown, terms.code("breakdown", value.breakdown))
    if value.figure.quantity is not None:
        yield Triple(subject, d.statistic, terms.code("statistic", value.statistic))


def _number(subject: NamedNode, quantity: Quantity, unit: str, terms: Terms) -> Iterator[Triple]:
    d = terms.d
    yield Triple(subject, QB.dataSet, terms.iris.cube("indicators"))
    yield Triple(subject, SDMX_MEASURE.obsValue, decimal(quantity.value))
    yield Triple(subject, SDMX_ATTRIBUTE.unitMeasure, terms.code("unit", unit))
    yield Triple(subject, d.valueQualifier, terms.code("qualifier", quantity.qualifier))
    for bound, property_ in ((quantity.lower, d.lowerBound), (quantity.upper, d.upperBound)):
        if bound is not None:
            yield Triple(subject, property_, decimal(bound))


def _rating(subject: NamedNode, value: Observation, terms: Terms) -> Iterator[Triple]:
    yield Triple(subject, QB.dataSet, terms.iris.cube("ratings"))
    yield Triple(subject, terms.d.statistic, terms.code("statistic", "level"))
    yield Triple(subject, terms.d.codedValue, terms.code("rating", value.figure.code))


def label(value: Observation, terms: Terms) -> tuple[str, str]:
    """Give an observation in words: what, when, how much."""
    row = terms.indicator(value.indicator)
    what_zh, what_en = row.label_zh, row.label_en
    if value.statistic not in {"level", "coded"}:
        stat_zh, stat_en = terms.label("statistic", value.statistic)
        what_zh, what_en = f"{what_zh}（{stat_zh}）", f"{what_en} ({stat_en})"
    part_zh, part_en = _part(value, terms)
    what_zh, what_en = f"{what_zh}{part_zh}", f"{what_en}{part_en}"
    when_zh, when_en = period_label(value.period)
    much_zh, much_en = amount(value, terms)
    return f"{what_zh}，{when_zh}：{much_zh}", f"{what_en}, {when_en}: {much_en}"


def _part(value: Observation, terms: Terms) -> tuple[str, str]:
    """Give the area and the breakdown in words, where they are not the indicator's own."""
    codes = [("area", value.area)] if value.area else []
    codes += [("breakdown", value.breakdown)] if value.breakdown != "total" else []
    names = [terms.label(*code) for code in codes]
    return "".join(f"，{zh}" for zh, _ in names), "".join(f", {en}" for _, en in names)


def amount(value: Observation, terms: Terms) -> tuple[str, str]:
    """Give the value with qualifier and unit, in Chinese and English."""
    quantity = value.figure.quantity
    if quantity is None:
        return terms.label("rating", value.figure.code)
    number = grouped(quantity.value)
    words_zh = _WORDS_ZH.get(quantity.qualifier, "{}").format(number)
    words_en = _WORDS_EN.get(quantity.qualifier, "{}").format(number)
    code = unit(value, terms)
    if code == "percent":
        return f"{words_zh}%", f"{words_en} %"
    # English needs no unit here: the indicator's label names what is counted.
    return f"{words_zh} {terms.label('unit', code)[0]}", words_en


def grouped(value: Decimal) -> str:
    """Give a number with thousands separators: 184,000, −7.6."""
    return f"{Decimal(plain(value)):,f}".replace("-", "−")
