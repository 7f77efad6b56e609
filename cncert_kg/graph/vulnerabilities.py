"""CNVD entries, from the catalogue and from the reports that name them, and the places of ranked lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Corpus, Issue
from cncert_kg.graph.terms import Terms, described, typed, zh
from cncert_kg.iris import Iris, iri, is_web_address, web_iri
from cncert_kg.model import ListedVulnerability
from cncert_kg.text import NUMBER_OF_CVE, NUMBER_OF_ENTRY
from cncert_kg.vocab import DCT, PROV, RDFS, SEPSES_CVE
from cncert_kg.vulnerabilities import Entry, Naming, naming, year
from cncert_kg.vulnerability import Vulnerability

CVE = "http://w3id.org/sepses/resource/cve/"
"""How the IRIs of CVE records begin: the SEPSES knowledge graph mints them, under http."""

CVE_PAGE = "https://www.cve.org/CVERecord?id="
"""How the addresses of their pages begin."""

_PAGE = "https://www.cnvd.org.cn/flaw/show/"


def by_year(corpus: Corpus, entries: Mapping[str, Entry], terms: Terms) -> dict[str, list[Triple]]:
    """Give every entry and every CVE record that a copy names, by the year in its number.

    `entries` is what is known of the numbers that copies name.
    """
    out: dict[str, list[Triple]] = defaultdict(list)
    records = titles(corpus)
    for number in sorted(listed(corpus)):
        out[year(number)] += entry(entries[number], terms)
        for record_ in cves(entries[number]):
            records.setdefault(record_, ())
    for number, said in sorted(records.items()):
        out[year(number)] += record(number, said, terms)
    return out


def listed(corpus: Corpus) -> dict[str, tuple[Naming, ...]]:
    """Give all that copies say of each CNVD number that they name, the canonical copy of an issue first."""
    out: dict[str, dict[Naming, None]] = defaultdict(dict)
    for copy in (c for issue in corpus.issues for c in issue.copies):
        for one in copy.vulnerabilities:
            out[one.number][naming(one)] = None
    return {number: tuple(said) for number, said in sorted(out.items())}


def is_of_catalogue(triple: Triple, iris: Iris) -> bool:
    """Whether a triple is about a CNVD entry or a CVE record, which shards of the catalogue describe."""
    return number_of(triple, iris) != ""


def number_of(triple: Triple, iris: Iris) -> str:
    """Give the CNVD or CVE number that a triple is about, empty for anything else."""
    assert isinstance(triple.subject, NamedNode)
    about = triple.subject.value
    for start, form in ((f"{iris.base}id/vuln/", NUMBER_OF_ENTRY), (CVE, NUMBER_OF_CVE)):
        if about.startswith(start) and re.fullmatch(form, about[len(start) :]):
            return about[len(start) :]
    return ""


def only_named(corpus: Corpus) -> dict[str, Entry]:
    """Give the entries that copies name, known from them alone."""
    return {number: Entry(Vulnerability(number), (), said) for number, said in listed(corpus).items()}


def titles(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """Give the titles under which copies name each CVE record; there may be none."""
    out: dict[str, set[str]] = defaultdict(set)
    for copy in (c for issue in corpus.issues for c in issue.copies):
        for record_ in copy.cves:
            out[record_.number] |= {record_.title} - {""}
    return {number: tuple(sorted(said)) for number, said in out.items()}


def named(issue: Issue) -> tuple[ListedVulnerability, ...]:
    """Give what the canonical copy of an issue lists."""
    return next((c.vulnerabilities for c in issue.copies if c.is_used), ())


def cves(entry_: Entry) -> list[str]:
    """Give the numbers of the CVE records that the catalogue or a report pairs with an entry."""
    return sorted({*entry_.stated.cves, *(c for v in entry_.listed for c in v.cves)})


def severity(entry_: Entry) -> str:
    """Give the code of an entry's severity; empty where nobody states one."""
    return entry_.stated.severity or next((v.severity for v in entry_.listed if v.severity), "")


def title(entry_: Entry) -> str:
    """Give an entry's title; empty where nobody states one."""
    return entry_.stated.title or next((v.title for v in entry_.listed if v.title), "")


def entry(entry_: Entry, terms: Terms) -> Iterator[Triple]:
    """Give an entry: what the catalogue states first, what only reports state beside it."""
    number, node = entry_.number, terms.iris.vulnerability(entry_.number)
    # Titles of CNVD sometimes end in the number already.
    said = title(entry_).removesuffix(f"（{number}）")
    yield from described(node, (terms.d.Vulnerability, PROV.Entity), f"{said}（{number}）" if said else number, number)
    yield Triple(node, DCT.identifier, Literal(number))
    yield Triple(node, RDFS.seeAlso, page(number))
    if origin := next((v.origin for v in entry_.listed if v.origin), ""):
        yield Triple(node, terms.d.vendorOrigin, terms.code("area", origin))
    if rated := severity(entry_):
        yield Triple(node, terms.d.severity, terms.code("severity", rated))
    for record_ in cves(entry_):
        yield Triple(node, terms.d.correspondsToCVE, cve(record_))
    for product in sorted({*entry_.stated.products, *(p for v in entry_.listed for p in v.products)}):
        yield Triple(node, terms.d.affectsProduct, Literal(product))
    yield from _stated(node, entry_.stated, terms)
    for source in entry_.sources:
        yield Triple(node, PROV.wasDerivedFrom, terms.iris.document(source))


def _stated(node: NamedNode, stated: Vulnerability, terms: Terms) -> Iterator[Triple]:
    """What only the catalogue states."""
    d = terms.d
    for property_, text in ((DCT.title, stated.title), (d.vulnerabilityType, stated.kind), (d.patch, stated.patch)):
        if text:
            yield Triple(node, property_, zh(text))
    for property_, day in ((d.submitted, stated.submitted), (DCT.issued, stated.opened)):
        if day:
            yield Triple(node, property_, typed(day, "date"))
    if stated.fix:
        yield Triple(node, d.fixStatus, terms.code("fix-status", stated.fix))
    for property_, addresses in ((DCT.references, stated.references), (d.fixReference, stated.fix_references)):
        yield from (Triple(node, property_, web_iri(address)) for address in filter(is_web_address, addresses))


def page(number: str) -> NamedNode:
    """Give the page of an entry at CNVD."""
    return iri(f"{_PAGE}{number}")


def cve(number: str) -> NamedNode:
    """Give the IRI of a CVE record in the SEPSES knowledge graph, which mints them under http."""
    return iri(f"{CVE}{number}")


def cve_page(number: str) -> NamedNode:
    """Give the page of a CVE record at the programme that keeps them."""
    return iri(f"{CVE_PAGE}{number}")


def record(number: str, said: Sequence[str], terms: Terms) -> Iterator[Triple]:
    """Give a CVE record: its number, its page, and the titles that reports give it."""
    node = cve(number)
    yield from described(node, (SEPSES_CVE.CVE,), number, number)
    yield Triple(node, DCT.identifier, Literal(number))
    yield Triple(node, RDFS.seeAlso, cve_page(number))
    for one in said:
        yield Triple(node, DCT.title, zh(one))


def places(issue: Issue, terms: Terms) -> Iterator[Triple]:
    """Give the places of an issue's list in their order, each with the entry that stands there."""
    report = terms.iris.report(issue.series, issue.key)
    for record_ in sorted({c.number for copy in issue.copies for c in copy.cves}):
        yield Triple(report, terms.d.highlights, cve(record_))
    for order, one in enumerate(named(issue), 1):
        vulnerability = terms.iris.vulnerability(one.number)
        yield Triple(report, terms.d.highlights, vulnerability)
        if one.rank:
            yield from _place(report, order, one, vulnerability, terms)


def _place(
    report: NamedNode, order: int, one: ListedVulnerability, vulnerability: NamedNode, terms: Terms
) -> Iterator[Triple]:
    node = terms.iris.at(*report.value.removeprefix(terms.iris.base).split("/"), f"entry-{order:02}")
    origin_zh, origin_en = terms.label("area", one.origin) if one.origin else ("", "")
    yield from described(
        node,
        (terms.d.AttentionEntry, PROV.Entity),
        f"{origin_zh}第 {one.rank} 位：{one.number}",
        f"No. {one.rank} {origin_en}: {one.number}".replace(" :", ":"),
    )
    yield Triple(node, DCT.isPartOf, report)
    yield Triple(node, terms.d.rank, typed(str(one.rank), "integer"))
    yield Triple(node, terms.d.about, vulnerability)
