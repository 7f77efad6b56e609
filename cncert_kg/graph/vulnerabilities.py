"""CNVD entries that reports name, and the places of ranked lists that name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Corpus, Issue
from cncert_kg.graph.terms import Terms, described, typed
from cncert_kg.iris import iri
from cncert_kg.model import ListedVulnerability
from cncert_kg.vocab import DCT, PROV, RDFS

_CVE = "http://w3id.org/sepses/resource/cve/"
_PAGE = "https://www.cnvd.org.cn/flaw/show/"


def by_year(corpus: Corpus, terms: Terms) -> dict[str, list[Triple]]:
    """Give every entry and every CVE record that a copy names, by the year in its number."""
    named: dict[str, list[ListedVulnerability]] = defaultdict(list)
    records: dict[str, set[str]] = defaultdict(set)
    for copy in (c for issue in corpus.issues for c in issue.copies):
        for listed in copy.vulnerabilities:
            named[listed.number].append(listed)
            for number in listed.cves:
                records[number] |= set()
        for record in copy.cves:
            records[record.number] |= {record.title} - {""}
    out: dict[str, list[Triple]] = defaultdict(list)
    for number, mentioned in sorted(named.items()):
        out[number.split("-")[-2]] += entry(mentioned, terms)
    for number, titles in sorted(records.items()):
        out[number.split("-")[1]] += _record(number, sorted(titles))
    return out


def entries(issue: Issue) -> tuple[ListedVulnerability, ...]:
    """Give what the canonical copy of an issue lists."""
    return next((c.vulnerabilities for c in issue.copies if c.is_used), ())


def entry(mentioned: Sequence[ListedVulnerability], terms: Terms) -> Iterator[Triple]:
    """Give a CNVD entry as all that name it do: of one property the first to give it stands, the others add up."""
    number = mentioned[0].number
    node = terms.iris.vulnerability(number)
    title = next((v.title for v in mentioned if v.title), "")
    yield from described(
        node, (terms.d.Vulnerability, PROV.Entity), f"{title}（{number}）" if title else number, number
    )
    yield Triple(node, DCT.identifier, Literal(number))
    yield Triple(node, RDFS.seeAlso, iri(f"{_PAGE}{number}"))
    if origin := next((v.origin for v in mentioned if v.origin), ""):
        yield Triple(node, terms.d.vendorOrigin, terms.code("area", origin))
    if severity := next((v.severity for v in mentioned if v.severity), ""):
        yield Triple(node, terms.d.severity, terms.code("severity", severity))
    for record in sorted({c for v in mentioned for c in v.cves}):
        yield Triple(node, terms.d.correspondsToCVE, cve(record))
    for product in sorted({p for v in mentioned for p in v.products}):
        yield Triple(node, terms.d.affectsProduct, Literal(product))


def cve(number: str) -> NamedNode:
    """Give the IRI of a CVE record in the SEPSES knowledge graph, which mints them under http."""
    return iri(f"{_CVE}{number}")


def _record(number: str, titles: Sequence[str]) -> Iterator[Triple]:
    node = cve(number)
    yield Triple(node, RDFS.label, Literal(number, language="zh"))
    yield Triple(node, RDFS.label, Literal(number, language="en"))
    yield Triple(node, DCT.identifier, Literal(number))
    for title in titles:
        yield Triple(node, DCT.title, Literal(title, language="zh"))


def places(issue: Issue, terms: Terms) -> Iterator[Triple]:
    """Give the places of an issue's list in their order, each with the entry that stands there."""
    report = terms.iris.report(issue.series, issue.key)
    for record in sorted({c.number for copy in issue.copies for c in copy.cves}):
        yield Triple(report, terms.d.highlights, cve(record))
    for order, listed in enumerate(entries(issue), 1):
        vulnerability = terms.iris.vulnerability(listed.number)
        yield Triple(report, terms.d.highlights, vulnerability)
        if listed.rank:
            yield from _place(report, order, listed, vulnerability, terms)


def _place(
    report: NamedNode, order: int, listed: ListedVulnerability, vulnerability: NamedNode, terms: Terms
) -> Iterator[Triple]:
    node = terms.iris.at(*report.value.removeprefix(terms.iris.base).split("/"), f"entry-{order:02}")
    origin_zh, origin_en = terms.label("area", listed.origin) if listed.origin else ("", "")
    yield from described(
        node,
        (terms.d.AttentionEntry, PROV.Entity),
        f"{origin_zh}第 {listed.rank} 位：{listed.number}",
        f"No. {listed.rank} {origin_en}: {listed.number}".replace(" :", ":"),
    )
    yield Triple(node, DCT.isPartOf, report)
    yield Triple(node, terms.d.rank, typed(str(listed.rank), "integer"))
    yield Triple(node, terms.d.about, vulnerability)
