"""Claims that cannot all hold: found by comparing what documents and citations say of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Corpus
from cncert_kg.graph.claims import Claim, Fact
from cncert_kg.graph.terms import Terms, described
from cncert_kg.knowledge import Knowledge
from cncert_kg.vocab import DQV, PROV


def differing_claims(
    claimed: Mapping[str, list[Claim]], corpus: Corpus, known: Knowledge, terms: Terms
) -> Iterator[Triple]:
    """Give a contradiction for each property of one value (founding, legal status) that is claimed with several."""
    said: dict[tuple[NamedNode, NamedNode], dict[str, NamedNode]] = defaultdict(dict)
    for node, (subject, predicate, object_) in _all(claimed, known):
        is_translation = isinstance(object_, Literal) and object_.language == "en"
        if predicate in (terms.d.founded, terms.d.legalStatus) and not is_translation:
            said[subject, predicate].setdefault(object_.value, node)
    for (subject, predicate), values in sorted(said.items(), key=lambda item: str(item[0])):
        if len(values) > 1:
            yield from _contradiction(subject, predicate.value, " ≠ ".join(sorted(values)), values.values(), terms)
    yield from _ages(claimed, corpus, terms)


def _all(claimed: Mapping[str, list[Claim]], known: Knowledge) -> Iterator[tuple[NamedNode, Fact]]:
    for key in sorted(claimed):
        yield from ((c.node, c.fact) for c in claimed[key])
    yield from ((c.node, c.fact) for c in known.citations)


def _ages(claimed: Mapping[str, list[Claim]], corpus: Corpus, terms: Terms) -> Iterator[Triple]:
    """A report that counts its years of practice otherwise than its founding gives them."""
    for report in corpus.reports:
        own = {c.statement.predicate: c for c in claimed.get(report.document.key, [])}
        issued = report.bibliography.issued if report.bibliography else ""
        if not issued or not {"founded", "years-of-practice"} <= own.keys():
            continue
        founded, years = own["founded"], own["years-of-practice"]
        since = int(issued[:4]) - int(years.statement.object)
        if since != int(founded.statement.object[:4]):
            found = f"{issued[:4]} − {years.statement.object} = {since} ≠ {founded.statement.object}"
            key = terms.d.yearsOfPractice.value + report.document.key
            yield from _contradiction(founded.fact[0], key, found, (founded.node, years.node), terms)


def _contradiction(
    about: NamedNode, key: str, found: str, evidence: Iterable[NamedNode], terms: Terms
) -> Iterator[Triple]:
    d = terms.d
    place = about.value.removeprefix(terms.iris.base)
    node = terms.iris.finding("claims-differ", place, key.removeprefix(terms.iris.base))
    zh, en = terms.label("finding", "claims-differ")
    yield from described(
        node, (d.Contradiction, DQV.QualityAnnotation, PROV.Entity), f"{zh}：{found}", f"{en}: {found}"
    )
    yield Triple(node, d.findingKind, terms.code("finding", "claims-differ"))
    yield Triple(node, d.about, about)
    for claim in evidence:
        yield Triple(node, d.evidence, claim)
