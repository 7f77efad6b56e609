"""The W3C's tests of the SPARQL 1.1 Protocol and of service descriptions, against our service, which only reads."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from tests.w3c.answers import Answer
from tests.w3c.exchanges import Exchange, HttpCase, Reply, http_cases
from tests.w3c.judging import READERS
from tests.w3c.manifest import plain
from tests.w3c.ratchet import Record, settle
from tests.w3c.service import Service

ROOT = "/sparql/"
"""Where the manifest has the endpoint."""
SD = "http://www.w3.org/ns/sparql-service-description#"
SD_CLASSES = {"Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "Language", "Function", "Aggregate"}
SD_CLASSES |= {"EntailmentRegime", "EntailmentProfile", "Feature"}
SD_PROPERTIES = {
    "endpoint", "feature", "defaultEntailmentRegime", "defaultSupportedEntailmentProfile", "entailmentRegime",
    "supportedEntailmentProfile", "extensionFunction", "extensionAggregate", "languageExtension", "supportedLanguage",
    "propertyFeature", "defaultDataset", "availableGraphs", "resultFormat", "inputFormat", "defaultGraph",
    "namedGraph", "name", "graph",
}  # fmt: skip
SD_VALUES = {
    "supportedLanguage": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    "feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
}


def replied(exchange: Exchange, service: Service) -> Reply:
    """Send a request of the manifest to our endpoint."""
    path = service.path + exchange.path.removeprefix(ROOT)
    return service.send_to(path, exchange.method, exchange.headers, exchange.body)


def expected_status(exchange: Exchange) -> set[int]:
    """Give the first digits of the statuses that a request may have."""
    return {int(name.removeprefix("StatusCode")[0]) for name in exchange.statuses}


def wrong_reply(exchange: Exchange, reply: Reply) -> str:
    """Say what is wrong with the answer to a request that asks, if anything is."""
    if reply.status // 100 not in expected_status(exchange):
        return f"{reply.status} {reply.body[:200].decode(errors='replace')}"
    if not exchange.form:
        return ""
    if reply.media_type not in READERS:
        return f"answers in {reply.media_type}"
    answer = READERS[reply.media_type](reply.body, "")
    kind = "RDF" if answer.triples is not None else "tabular" if answer.truth is None else "boolean"
    if kind != exchange.form:
        return f"answers with {kind}"
    return "" if exchange.truth in (None, answer.truth) else f"answers {answer.truth}"


def asks(case: HttpCase) -> bool:
    """Whether a test is about queries, not about updates."""
    return "update" not in case.name


def test_the_query_side_is_the_standards(sparql11: Path, service: Service, record_property: Record) -> None:
    """Every test of the protocol about queries passes."""
    outcomes = {}
    for case in filter(asks, http_cases(sparql11 / "protocol" / "manifest.ttl")):
        wrong = (wrong_reply(exchange, replied(exchange, service)) for exchange in case.exchanges)
        outcomes[case.name] = "; ".join(filter(None, wrong))
    assert len(outcomes) == 20
    settle(record_property, "SPARQL 1.1 Protocol, query side", outcomes, {})


def test_the_update_side_is_refused(sparql11: Path, service: Service, record_property: Record) -> None:
    """Every test of the protocol about updates is answered with 4xx, in one coded line, and changes nothing."""
    before, outcomes = service.digest(), {}
    for case in http_cases(sparql11 / "protocol" / "manifest.ttl"):
        if not asks(case):
            changes = [exchange for exchange in case.exchanges if not exchange.is_query]
            replies = [replied(exchange, service) for exchange in changes]
            outcomes[case.name] = "; ".join(f"{r.status}" for r in replies if not r.is_refusal)
    assert len(outcomes) == 14
    settle(record_property, "SPARQL 1.1 Protocol, update side refused", outcomes, {})
    assert service.digest() == before


def described(service: Service, media_type: str) -> tuple[Reply, tuple[ox.Triple, ...]]:
    """Give the service description in an RDF format."""
    reply = service.send("GET", headers={"accept": media_type})
    return reply, READERS[media_type](reply.body, "").triples or ()


def test_the_description_is_rdf_of_the_endpoint(service: Service, record_property: Record) -> None:
    """GET without a query gives RDF in which `sd:endpoint` is the endpoint, in the terms of the vocabulary only."""
    reply, triples = described(service, "text/turtle")
    endpoints = {plain(t.object).value for t in triples if t.predicate.value == f"{SD}endpoint"}
    outcomes = {
        "returns-rdf": "" if reply.status == 200 and reply.media_type == "text/turtle" and triples else str(reply),
        "has-endpoint-triple": "" if service.url in endpoints else f"has {endpoints}",
        "conforms-to-schema": "; ".join(sorted(set(filter(None, map(misused, triples))))),
    }
    settle(record_property, "SPARQL 1.1 Service Description", outcomes, {})
    for media_type in ("application/n-triples", "application/ld+json", "application/rdf+xml"):
        other, same = described(service, media_type)
        assert other.media_type == media_type
        assert Answer(triples=same).same_as(Answer(triples=triples)), media_type


def misused(triple: ox.Triple) -> str:
    """Say what a triple has that the vocabulary of service descriptions does not, if anything."""
    name, value = triple.predicate.value.removeprefix(SD), str(triple.object).strip("<>").removeprefix(SD)
    if triple.predicate.value.startswith(SD) and name not in SD_PROPERTIES:
        return f"sd:{name}"
    if triple.predicate.value.endswith("#type") and str(triple.object).startswith(f"<{SD}"):
        return "" if value in SD_CLASSES else f"sd:{value}"
    return "" if value in SD_VALUES.get(name, {value}) else f"sd:{name} {value}"
