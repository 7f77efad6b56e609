"""What a copy states: the copy, its text, its mentions and its claims. One named graph a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.graph.claims import Claim
from cncert_kg.graph.terms import Terms, calendar, decimal, described, typed, zh
from cncert_kg.iris import is_web_address, web_iri
from cncert_kg.model import Document, Mention, Report
from cncert_kg.readers.encoding import NORMALISER
from cncert_kg.vocab import DCT, FOAF, OA, PROV, RDF, XSD

Bodies = Mapping[tuple[int, int], list[tuple[Mention, NamedNode]]]
"""By place in the text: each mention there, and the observation, claim or issue it states."""


def copy(report: Report, series: tuple[str, str], publisher: str, terms: Terms) -> Iterator[Triple]:
    """Give a copy: whose bytes, of which issue, in what state.

    `series` are the names of its series in zh and en; `publisher` is an organisation slug, or empty.
    """
    document, d = report.document, terms.d
    node = terms.iris.document(document.key)
    yield from described(node, (d.SourceDocument, FOAF.Document, PROV.Entity), *label(report, series, terms))
    yield Triple(node, d.rawSha256, typed(document.sha256, "hexBinary"))
    yield Triple(node, d.copyStatus, terms.code("copy-status", report.status))
    if report.series:
        yield Triple(node, PROV.specializationOf, terms.iris.report(report.series, report.issue))
    if publisher:
        yield Triple(node, DCT.publisher, terms.iris.org(publisher))
    for listed in report.listed:
        yield Triple(node, d.listsIssue, terms.iris.report(listed.series, listed.issue))
    yield from _stated(node, report, terms)
    if document.text_sha256 and report.is_used:
        text = terms.iris.text(document.key)
        yield Triple(node, DCT.hasPart, text)
        yield Triple(text, d.textSha256, typed(document.text_sha256, "hexBinary"))
        yield Triple(text, d.normaliserVersion, Literal(NORMALISER))


def _stated(node: NamedNode, report: Report, terms: Terms) -> Iterator[Triple]:
    document, d = report.document, terms.d
    if is_web_address(document.url):
        yield Triple(node, DCT.source, web_iri(document.url))
    if document.published:
        yield Triple(node, DCT.issued, calendar(document.published.isoformat()))
    for value, property_ in ((document.title, DCT.title), (report.stated_period, d.statedPeriod)):
        if value:
            yield Triple(node, property_, zh(value) if property_ == DCT.title else Literal(value))
    for value, property_ in (
        (report.stated_number, d.statedNumber),
        (document.source, d.feed),
        (report.recognised_by, d.recognisedBy),
    ):
        if value:
            yield Triple(node, property_, Literal(value))


def label(report: Report, series: tuple[str, str], terms: Terms) -> tuple[str, str]:
    """Name a copy by its issue, its day and the first digits of its hash; `series` are the names of its series."""
    document = report.document
    status_zh, status_en = terms.label("copy-status", report.status)
    day_zh, day_en = (
        (f"{document.published}，", f"published {document.published}, ") if document.published else ("", "")
    )
    return (
        f"{f'{series[0]} {report.issue}'.strip()} 的副本（{day_zh}{status_zh}，{document.key[:8]}）",
        f"Copy of {f'{series[1]} {report.issue}'.strip()} ({day_en}{status_en}, {document.key[:8]})",
    )


def mentions(document: Document, bodies: Bodies, figures: frozenset[NamedNode], terms: Terms) -> Iterator[Triple]:
    """Give the mentions of a copy. One place that states several things is one annotation with several bodies.

    `figures` are the bodies that are observations; any other is a claim, or an issue that is listed.
    """
    for (start, end), found in sorted(bodies.items()):
        yield from _mention(document, start, end, found, figures, terms)


def _mention(
    document: Document,
    start: int,
    end: int,
    found: list[tuple[Mention, NamedNode]],
    figures: frozenset[NamedNode],
    terms: Terms,
) -> Iterator[Triple]:
    d, node = terms.d, terms.iris.mention(document.key, start, end)
    kinds = {d.FigureMention if body in figures else d.EntityMention for _, body in found}
    place = f"{document.key[:8]}:{start}–{end}"
    types = (*sorted(kinds, key=str), OA.Annotation, PROV.Entity)
    yield from described(node, types, f"原文出处 {place}", f"Statement at {place}")
    yield Triple(node, OA.motivatedBy, OA.identifying)
    yield Triple(node, d.inDocument, terms.iris.document(document.key))
    for mention, body in found:
        yield Triple(node, OA.hasBody, body)
        yield Triple(node, d.rule, terms.iris.rule(*mention.rule.split("/", 1)))
        yield Triple(node, d.statedValue, stated(mention.stated))
    yield from _place(document, found[0][0], node, terms)


def stated(value: Decimal | str) -> Literal:
    """Give what a place states: a number as xsd:decimal, anything else as text."""
    return decimal(value) if isinstance(value, Decimal) else Literal(value)


def _place(document: Document, mention: Mention, node: NamedNode, terms: Terms) -> Iterator[Triple]:
    """Give the selectors of a mention (Web Annotation Data Model §4.2): where in the text, and the words there."""
    start, end = mention.start, mention.end
    target, position = (terms.iris.mention(document.key, start, end, part) for part in ("target", "position"))
    yield Triple(node, OA.hasTarget, target)
    yield Triple(target, RDF.type, OA.SpecificResource)
    yield Triple(target, OA.hasSource, terms.iris.text(document.key))
    yield Triple(target, OA.hasSelector, position)
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    yield Triple(position, OA.start, typed(str(start), "integer"))
    yield Triple(position, OA.end, typed(str(end), "integer"))
    if not mention.quote:
        yield Triple(node, terms.d.wasReadFromRegister, Literal("true", datatype=XSD.boolean))
        return
    quote = terms.iris.mention(document.key, start, end, "quote")
    yield Triple(node, terms.d.sentence, zh(mention.sentence))
    yield Triple(target, OA.hasSelector, quote)
    yield Triple(quote, RDF.type, OA.TextQuoteSelector)
    for text, property_ in (
        (mention.quote, OA.exact),
        (mention.prefix, OA.terms["prefix"]),
        (mention.suffix, OA.suffix),
    ):
        yield Triple(quote, property_, Literal(text))


def by_place(stated_here: Iterator[tuple[Mention, NamedNode]]) -> Bodies:
    """Group what a copy states by the place that states it."""
    places: dict[tuple[int, int], list[tuple[Mention, NamedNode]]] = defaultdict(list)
    for mention, body in stated_here:
        places[mention.start, mention.end].append((mention, body))
    return places


def claim_mentions(claims: list[Claim]) -> Iterator[tuple[Mention, NamedNode]]:
    """Give the place of each claim of a copy, with the claim."""
    return ((claim.statement.mention, claim.node) for claim in claims)
