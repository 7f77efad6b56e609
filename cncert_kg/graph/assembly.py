"""The whole graph, as named graphs in a fixed order."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Corpus
from cncert_kg.graph import (
    breakdowns,
    catalogue,
    documents,
    issues,
    malware,
    observations,
    participants,
    periods,
    shipped_questions,
    vulnerabilities,
)
from cncert_kg.graph.claims import Claim, claim, claims
from cncert_kg.graph.findings import differing_claims
from cncert_kg.graph.terms import Terms, described, en, zh
from cncert_kg.iris import Iris, digest
from cncert_kg.knowledge import Knowledge
from cncert_kg.model import Mention, Period, Report
from cncert_kg.questions import questions
from cncert_kg.vocab import ORG, SKOS
from cncert_kg.vulnerabilities import Entry

Graphs = dict[str, list[Triple]]
"""Triples by the name of their graph: `org`, `doc/{doc}`, `obs/{series}` …"""

Stated = tuple[Mention, NamedNode]
"""A mention, and what it states."""


def graphs(corpus: Corpus, known: Knowledge, iris: Iris, entries: Mapping[str, Entry] | None = None) -> Graphs:
    """Give every named graph that reports make. `entries`: what is known of the CNVD numbers that they name.

    The graphs `vuln/{year}` hold no more than these entries: what the pages of reports need of the catalogue.
    """
    opened = breakdowns.labels(corpus, known.labels)
    terms = Terms(iris, known.labels | opened)
    claimed = {r.document.key: claims(r, terms) for r in corpus.reports if r.is_used}
    out: Graphs = {
        "ontology": list(known.ontology),
        "codes": [*known.codes, *breakdowns.concepts(opened, terms)],
        "org": [*known.organisations, *_other_accounts(corpus, known, terms)],
        "periods": list(periods.periods(_periods(corpus), terms)),
        "quality": [*_quality(corpus, terms), *differing_claims(claimed, corpus, known, terms)],
        "catalog": list(catalogue.rules(corpus, terms)),
        "queries": list(shipped_questions.triples(questions(), terms)),
    }
    figures = _figures(corpus, terms)
    for report in _published(corpus):
        key = report.document.key
        out[f"doc/{key}"] = list(_copy(report, figures[key], claimed.get(key, []), known, terms))
    if found := list(malware.malware(corpus, terms)):
        out["malware"] = found
    named = entries if entries is not None else vulnerabilities.only_named(corpus)
    out |= {f"vuln/{year}": triples for year, triples in vulnerabilities.by_year(corpus, named, terms).items()}
    for series in sorted({i.series for i in corpus.issues} | {o.series for o in corpus.observations}):
        out[f"obs/{series}"] = list(_canonical(series, corpus, known, terms))
    return out


def _published(corpus: Corpus) -> Iterator[Report]:
    """The copies that the graph knows: read ones, and those that prove an issue without holding it."""
    return (r for r in corpus.reports if r.is_used or r.series)


def _periods(corpus: Corpus) -> Iterator[Period]:
    return chain((i.period for i in corpus.issues if i.period), (o.period for o in corpus.observations))


def _canonical(series: str, corpus: Corpus, known: Knowledge, terms: Terms) -> Iterator[Triple]:
    names = {i.series: known.names[terms.iris.series(i.series)] for i in corpus.issues}
    for issue in corpus.issues:
        if issue.series == series:
            yield from issues.issue(issue, names, terms)
            yield from vulnerabilities.places(issue, terms)
            yield from participants.participants(issue, terms)
    for observation in corpus.observations:
        if observation.series == series:
            yield from observations.observation(observation, terms)


def _copy(
    report: Report, figures: list[Stated], own_claims: list[Claim], known: Knowledge, terms: Terms
) -> Iterator[Triple]:
    yield from documents.copy(report, _series_names(report, known, terms), _publisher(report, known), terms)
    for value in own_claims:
        yield from claim(value, known.facts, terms)
    said = chain(figures, documents.claim_mentions(own_claims), _named(report, terms))
    observed = frozenset(node for _, node in figures)
    yield from documents.mentions(report.document, documents.by_place(said), observed, terms)


def _series_names(report: Report, known: Knowledge, terms: Terms) -> tuple[str, str]:
    return known.names[terms.iris.series(report.series)] if report.series else ("机构自述", "a self-description")


def _figures(corpus: Corpus, terms: Terms) -> dict[str, list[Stated]]:
    """Give the mentions of observations, by the copy that makes them."""
    out: dict[str, list[Stated]] = defaultdict(list)
    for observation in corpus.observations:
        node = observations.node(observation, terms)
        for witness in observation.witnesses:
            out[witness.document.key].append((witness.mention, node))
    return out


def _named(report: Report, terms: Terms) -> Iterator[Stated]:
    """The issues, entries, organisations and assets that a copy names."""
    yield from ((x.mention, terms.iris.report(x.series, x.issue)) for x in report.listed)
    yield from ((v.mention, terms.iris.vulnerability(v.number)) for v in report.vulnerabilities)
    yield from ((c.mention, vulnerabilities.cve(c.number)) for c in report.cves)
    yield from ((a.mention, malware.asset_node(a, terms)) for a in report.assets)
    yield from ((p.mention, participants.node(report.series, report.issue, p, terms)) for p in report.participants)


def _quality(corpus: Corpus, terms: Terms) -> Iterator[Triple]:
    for gap in corpus.gaps:
        yield from issues.gap(gap, terms)
    for contradiction in corpus.contradictions:
        yield from issues.contradiction(contradiction, terms)


def _publisher(report: Report, known: Knowledge) -> str:
    account = report.document.account
    return known.accounts.get(account) or (account_slug(account) if account else "")


def account_slug(account: str) -> str:
    """Give an organisation slug for a WeChat account that is not curated.

    It is the number that its `__biz` encodes; where it encodes none, a hash of it.
    """
    try:
        number = base64.b64decode(account, validate=True)
    except binascii.Error:
        number = b""
    is_number = re.fullmatch(rb"[1-9][0-9]*", number) and base64.b64encode(number).decode() == account
    return f"wechat-{number.decode() if is_number else digest(account)}"


def _other_accounts(corpus: Corpus, known: Knowledge, terms: Terms) -> Iterator[Triple]:
    """Describe the accounts that publish copies and that nobody has curated yet."""
    accounts = {r.document.account for r in _published(corpus)} - {""} - known.accounts.keys()
    for account in sorted(accounts):
        slug = account_slug(account)
        node, number = terms.iris.org(slug), slug.removeprefix("wechat-")
        yield from described(node, (ORG.Organization,), f"微信公众号 {number}", f"WeChat account {number}")
        yield Triple(node, SKOS.prefLabel, zh(f"微信公众号 {number}"))
        yield Triple(node, SKOS.prefLabel, en(f"WeChat account {number}"))
        yield Triple(node, terms.d.wechatAccount, Literal(account))
