"""Issues, what is missing of them, and what disagrees in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.bibliography import Bibliography, Chapter
from cncert_kg.corpus import Contradiction, Issue, PlacedGap
from cncert_kg.graph import observations
from cncert_kg.graph.terms import Terms, calendar, described, period_label, typed, zh
from cncert_kg.iris import is_web_address, web_iri
from cncert_kg.vocab import BIBO, DCT, DQV, PROV, RDFS

_ADVISORIES = frozenset({"cnta-advisory"})
"""Series whose issues are each on one vulnerability, or one set of them."""


def issue(value: Issue, series_labels: Mapping[str, tuple[str, str]], terms: Terms) -> Iterator[Triple]:
    """Give an issue: of which series, which number, for which period, and where it can be found."""
    node = terms.iris.report(value.series, value.key)
    advisory = (terms.d.Advisory,) if value.series in _ADVISORIES else ()
    types = (*advisory, terms.d.ReportIssue, BIBO.Report, PROV.Entity)
    yield from described(node, types, *label(value, series_labels))
    yield Triple(node, DCT.isPartOf, terms.iris.series(value.series))
    if value.period:
        yield Triple(node, DCT.temporal, terms.iris.period(value.period.key))
    if number := _number(value):
        yield Triple(node, BIBO.number, Literal(number))
    if published := _published(value):
        yield Triple(node, DCT.issued, calendar(published))
    for address in sorted(_addresses(value)):
        yield Triple(node, RDFS.seeAlso, web_iri(address))
    for book in (c.bibliography for c in value.copies[:1] if c.bibliography):
        yield from _book(node, book, terms)


def label(value: Issue, series_labels: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Name an issue by its series and its number, or by its period where it has none."""
    name_zh, name_en = series_labels[value.series]
    if value.key.startswith("undated-"):
        return f"{name_zh}（日期不详，{value.key[8:16]}）", f"{name_en} (undated, {value.key[8:16]})"
    if re.fullmatch(r"CNTA-\d{4}-\d{4}", value.key):
        return f"{name_zh}（{value.key}）", f"{name_en} {value.key}"
    number = _number(value)
    if number:
        several = f"nos. {number.replace('、', ', ')}" if "、" in number else f"no. {number}"
        return f"{name_zh}{value.key[:4]}年第{number}期", f"{name_en} {value.key[:4]} {several}"
    if value.period is None:
        return f"{name_zh}（{value.key}）", f"{name_en} ({value.key})"
    when_zh, when_en = period_label(value.period)
    if value.key.isdigit():
        when_zh = when_en = value.key
    return f"{name_zh}（{when_zh}）", f"{name_en} ({when_en})"


def _number(value: Issue) -> str:
    """The number as the issue itself states it, or as another issue's listing names it."""
    stated = next((c.stated_number for c in value.copies if c.stated_number), "")
    return stated or ("" if value.copies or not re.fullmatch(r"\d{4}-\d{2}", value.key) else str(int(value.key[5:])))


def _published(value: Issue) -> str:
    """The day its own account published the canonical copy, or the month a book is dated."""
    for copy in value.copies[:1]:
        if copy.bibliography and copy.bibliography.issued:
            return copy.bibliography.issued
        if copy.document.published:
            return copy.document.published.isoformat()
    return ""


def _addresses(value: Issue) -> set[str]:
    """Where other issues say this one is: kept only where no copy of it could be read."""
    if any(copy.is_used for copy in value.copies):
        return set()
    return {listed.url for _, listed in value.listings if is_web_address(listed.url)}


def _book(node: NamedNode, book: Bibliography, terms: Terms) -> Iterator[Triple]:
    """Give a book's title, corporate author, publisher and contents."""
    yield Triple(node, DCT.title, zh(book.title))
    if book.author:
        yield Triple(node, DCT.creator, terms.iris.org("cncert"))
    if book.publisher:
        yield Triple(node, DCT.publisher, terms.iris.org("ptpress"))
    for order, chapter in enumerate(book.chapters, 1):
        yield from _chapter(node, order, chapter, terms)


def _chapter(node: NamedNode, order: int, chapter: Chapter, terms: Terms) -> Iterator[Triple]:
    part = terms.iris.at(*node.value.removeprefix(terms.iris.base).split("/"), f"chapter-{order:03}")
    number = f"{chapter.number} " if chapter.number else ""
    yield from described(
        part,
        (terms.d.Chapter, BIBO.Chapter),
        f"{number}{chapter.title}",
        f"Section {chapter.number or order}, page {chapter.page}",
    )
    yield Triple(node, DCT.hasPart, part)
    yield Triple(part, DCT.isPartOf, node)
    yield Triple(part, terms.d.page, typed(str(chapter.page), "integer"))
    if chapter.number:
        yield Triple(part, terms.d.chapterNumber, Literal(chapter.number))


def gap(value: PlacedGap, terms: Terms) -> Iterator[Triple]:
    """Give a gap: a figure, a fact or a whole issue that is known to exist and cannot be read."""
    d, node = terms.d, gap_node(value, terms)
    reason_zh, reason_en = terms.label("gap-reason", value.gap.reason)
    what_zh, what_en = _missing(value, terms)
    yield from described(node, (d.Gap, PROV.Entity), f"{what_zh}：{reason_zh}", f"{what_en}: {reason_en}")
    yield Triple(node, d.gapReason, terms.code("gap-reason", value.gap.reason))
    if value.issue:
        yield Triple(node, d.series, terms.iris.series(value.issue[0]))
        yield Triple(node, d.issue, terms.iris.report(*value.issue))
    if value.period:
        yield Triple(node, d.refPeriod, terms.iris.period(value.period.key))
    if value.gap.indicator:
        yield Triple(node, d.indicator, terms.code("indicator", value.gap.indicator))
        yield Triple(node, d.statistic, terms.code("statistic", value.gap.statistic))
    elif value.gap.subject:
        yield Triple(node, d.about, terms.iris.org(value.gap.subject))
        yield Triple(node, d.missingPredicate, Literal(value.gap.predicate))
    elif value.issue:
        yield Triple(node, d.about, terms.iris.report(*value.issue))
    if value.document:
        yield Triple(node, d.inDocument, terms.iris.document(value.document.key))


def gap_node(value: PlacedGap, terms: Terms) -> NamedNode:
    """Give the IRI of a gap by what is missing."""
    if value.gap.subject:
        assert value.document is not None
        return terms.iris.gap("fact", value.gap.subject, value.gap.predicate, value.document.key)
    assert value.issue is not None
    if not value.gap.indicator:
        return terms.iris.gap("issue", *value.issue)
    assert value.period is not None
    return terms.iris.gap(value.issue[0], value.gap.indicator, value.period.key, value.gap.statistic)


def _missing(value: PlacedGap, terms: Terms) -> tuple[str, str]:
    if value.gap.subject:
        return f"{value.gap.subject} {value.gap.predicate}", f"{value.gap.subject} {value.gap.predicate}"
    when_zh, when_en = period_label(value.period) if value.period else ("", "")
    if value.gap.indicator:
        row = terms.indicator(value.gap.indicator)
        return f"{row.label_zh}，{when_zh}", f"{row.label_en}, {when_en}"
    assert value.issue is not None
    return f"{value.issue[0]} {value.issue[1]}", f"{value.issue[0]} {value.issue[1]}"


def contradiction(value: Contradiction, terms: Terms) -> Iterator[Triple]:
    """Give a contradiction, with what it is about and the mentions that disagree."""
    d, about = terms.d, _about(value, terms)
    node = terms.iris.finding(value.kind, about.value.removeprefix(terms.iris.base))
    kind_zh, kind_en = terms.label("finding", value.kind)
    yield from described(
        node,
        (d.Contradiction, DQV.QualityAnnotation, PROV.Entity),
        f"{kind_zh}：{value.found}",
        f"{kind_en}: {value.found}",
    )
    yield Triple(node, d.findingKind, terms.code("finding", value.kind))
    yield Triple(node, d.about, about)
    for witness in value.witnesses:
        yield Triple(
            node,
            d.evidence,
            terms.iris.mention(witness.document.key, witness.mention.start, witness.mention.end),
        )


def _about(value: Contradiction, terms: Terms) -> NamedNode:
    if value.observation:
        return observations.node(value.observation, terms)
    assert value.issue is not None
    return terms.iris.report(*value.issue)
