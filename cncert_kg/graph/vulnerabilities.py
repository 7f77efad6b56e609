"""CNVD entries that reports name, and the places of ranked lists that name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Corpus, Issue
from cncert_kg.graph.terms import Terms, described, typed
from cncert_kg.iris import iri
from cncert_kg.model import ListedVulnerability
from cncert_kg.vocab import DCT, PROV, RDFS

_PAGE = "https://www.cnvd.org.cn/flaw/show/"


def by_year(corpus: Corpus, terms: Terms) -> dict[str, list[Triple]]:
    """Give every entry that a copy names, by the year in its number; a canonical copy's title stands."""
    named: dict[str, ListedVulnerability] = {}
    for listed in (v for issue in corpus.issues for copy in issue.copies for v in copy.vulnerabilities):
        if listed.number not in named or not named[listed.number].title:
            named[listed.number] = listed
    out: dict[str, list[Triple]] = defaultdict(list)
    for number in sorted(named):
        out[number.split("-")[-2]] += entry(named[number], terms)
    return out


def entries(issue: Issue) -> tuple[ListedVulnerability, ...]:
    """Give what the canonical copy of an issue lists."""
    return next((c.vulnerabilities for c in issue.copies if c.is_used), ())


def entry(listed: ListedVulnerability, terms: Terms) -> Iterator[Triple]:
    """Give a CNVD entry: its number, its title where a report prints one, its page."""
    node = terms.iris.vulnerability(listed.number)
    label = f"{listed.title}（{listed.number}）" if listed.title else listed.number
    yield from described(node, (terms.d.Vulnerability, PROV.Entity), label, listed.number)
    yield Triple(node, DCT.identifier, Literal(listed.number))
    yield Triple(node, RDFS.seeAlso, iri(f"{_PAGE}{listed.number}"))
    if listed.origin:
        yield Triple(node, terms.d.vendorOrigin, terms.code("area", listed.origin))


def places(issue: Issue, terms: Terms) -> Iterator[Triple]:
    """Give the places of an issue's list in their order, each with the entry that stands there."""
    report = terms.iris.report(issue.series, issue.key)
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
