"""What documents say of organisations, as claims: who says what, and whether it is the curated choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.graph.terms import Terms, calendar, described, typed, zh
from cncert_kg.iris import iri, web_iri
from cncert_kg.model import Report, Statement
from cncert_kg.vocab import FOAF, ORG, PROV, RDF, VCARD

FUNCTIONS = {
    "事件发现": "incident-detection",
    "预警通报": "early-warning",
    "应急处置": "incident-response",
    "测试评估": "testing-evaluation",
}

Fact = tuple[NamedNode, NamedNode, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one copy, with its IRI and the triple it claims."""

    node: NamedNode
    fact: Fact
    statement: Statement


def claims(report: Report, terms: Terms) -> list[Claim]:
    """Give the claims of a copy; several at one place are numbered in the order they were read."""
    counts: Counter[str] = Counter()
    out = []
    for statement in report.statements:
        place = f"{report.document.key}-{statement.mention.start}-{statement.mention.end}"
        counts[place] += 1
        out.append(Claim(terms.iris.claim(place, counts[place]), fact(statement, terms), statement))
    return out


def fact(statement: Statement, terms: Terms) -> Fact:
    """Give the triple a statement claims."""
    predicate, make = _predicates(terms)[statement.predicate]
    return _subject(statement, terms), predicate, make(statement)


def _subject(statement: Statement, terms: Terms) -> NamedNode:
    is_series = statement.subject.startswith("cncert-")
    return terms.iris.series(statement.subject) if is_series else terms.iris.org(statement.subject)


def _predicates(terms: Terms) -> dict[str, tuple[NamedNode, Callable[[Statement], NamedNode | Literal]]]:
    d = terms.d

    def org(s: Statement) -> NamedNode:
        return terms.iris.org(s.object)

    return {
        "name": (FOAF.name, lambda s: Literal(s.object, language=s.language or "zh")),
        "founded": (d.founded, lambda s: calendar(s.object)),
        "status": (d.legalStatus, lambda s: zh(s.object)),
        "leads": (d.leads, lambda s: zh(s.object)),
        "motto": (d.motto, lambda s: zh(s.object)),
        "function": (d.businessFunction, lambda s: terms.code("function", FUNCTIONS[s.object])),
        "handles": (d.handles, lambda s: zh(s.object)),
        "years-of-practice": (d.yearsOfPractice, lambda s: typed(str(int(s.object)), "integer")),
        "initiated": (d.initiated, org),
        "operates": (d.operates, org),
        "member-of": (ORG.memberOf, org),
        "co-founder-of": (d.coFounderOf, org),
        "participates-in": (d.participatesInWorkOf, org),
        "website": (FOAF.homepage, lambda s: _page(s.object)),
        "wechat": (d.wechat, lambda s: Literal(s.object)),
        "email": (VCARD.hasEmail, lambda s: iri(f"mailto:{s.object}")),
        "telephone": (VCARD.hasTelephone, lambda s: iri(f"tel:{s.object}")),
        "fax": (d.fax, lambda s: iri(f"tel:{s.object}")),
    }


def _page(address: str) -> NamedNode:
    """Give a home page's IRI; print leaves the scheme out (`www.cert.org.cn`)."""
    return web_iri(address if re.match(r"https?://", address) else f"https://{address}")


def claim(value: Claim, curated: Container[Fact], terms: Terms) -> Iterator[Triple]:
    """Give one claim; it is `preferred` where the curated graph says the same."""
    d, (subject, predicate, object_) = terms.d, value.fact
    status = "preferred" if value.fact in curated else "normal"
    said = value.statement
    yield from described(
        value.node,
        (d.Claim, RDF.Statement),
        f"{said.subject} {said.predicate}：{said.object}",
        f"{said.subject} {said.predicate} ({value.node.value.rsplit('/', 1)[-1][:8]})",
    )
    yield Triple(value.node, RDF.subject, subject)
    yield Triple(value.node, RDF.predicate, predicate)
    yield Triple(value.node, RDF.object, object_)
    yield Triple(value.node, d.claimStatus, terms.code("claim-status", status))
    yield Triple(value.node, PROV.wasDerivedFrom, _mention(value, terms))
    if said.role:
        yield Triple(value.node, ORG.role, terms.code("membership-role", said.role))
    if said.since:
        yield Triple(value.node, d.validFrom, calendar(said.since))


def _mention(value: Claim, terms: Terms) -> NamedNode:
    place = value.node.value.rsplit("/", 1)[-1].rsplit("-", 1)[0]
    return terms.iris.at("id", "mention", place)
