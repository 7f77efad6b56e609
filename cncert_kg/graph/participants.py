"""The organisations that an issue names for what they did: who submitted most, whose products are affected."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.corpus import Issue
from cncert_kg.graph.terms import Terms, described, typed
from cncert_kg.model import Participant
from cncert_kg.vocab import DCT, PROV


def participants(issue: Issue, terms: Terms) -> Iterator[Triple]:
    """Give every place that a copy of an issue names; where copies differ, the canonical one's name stands."""
    named: dict[tuple[str, int], Participant] = {}
    for value in (p for copy in issue.copies for p in copy.participants):
        named.setdefault((value.role, value.rank), value)
    for _, value in sorted(named.items()):
        yield from _participation(issue, value, terms)


def node(series: str, issue: str, value: Participant, terms: Terms) -> NamedNode:
    """Give the IRI of a participation: a place on the issue's page."""
    return terms.iris.participation(series, issue, value.role, value.rank)


def _participation(issue: Issue, value: Participant, terms: Terms) -> Iterator[Triple]:
    d, subject = terms.d, node(issue.series, issue.key, value, terms)
    role_zh, role_en = terms.label("participation", value.role)
    yield from described(
        subject,
        (d.Participation, PROV.Entity),
        f"{role_zh}第 {value.rank} 位：{value.name}",
        f"{role_en}, no. {value.rank}: {value.name}",
    )
    yield Triple(subject, DCT.isPartOf, terms.iris.report(issue.series, issue.key))
    yield Triple(subject, d.participation, terms.code("participation", value.role))
    yield Triple(subject, d.organisationName, Literal(value.name))
    yield Triple(subject, d.rank, typed(str(value.rank), "integer"))
