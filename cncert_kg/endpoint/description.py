"""What the service says of itself: SPARQL 1.1 Service Description (W3C Recommendation 2013)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.endpoint.limits import Limits
from cncert_kg.results import Form, graph
from cncert_kg.vocab import RDF, RDFS

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "JSON-LD", "RDF_XML",
)  # fmt: skip


def described(form: Form, address: str, graphs: Iterable[str], is_union: bool, limits: Limits) -> bytes:
    """Give the description of the endpoint at `address` in a form of triples."""
    return graph(sorted(_triples(address, graphs, is_union, limits), key=str), form)


def _triples(address: str, graphs: Iterable[str], is_union: bool, limits: Limits) -> Iterator[Triple]:
    endpoint, service = NamedNode(address), NamedNode(f"{address}#service")
    dataset, default = NamedNode(f"{address}#dataset"), NamedNode(f"{address}#default")
    yield Triple(service, RDF.type, _sd("Service"))
    yield Triple(service, _sd("endpoint"), endpoint)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield from (Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name)) for name in _RESULTS)
    if is_union:
        yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield from (Triple(service, RDFS.comment, Literal(text, language=lang)) for lang, text in _bounds(limits))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF.type, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, RDF.type, _sd("Graph"))
    for name in graphs:
        # A named graph of the description is a node of its own, which has the name (§3.2.8).
        node = NamedNode(f"{address}#named={name}")
        yield Triple(dataset, _sd("namedGraph"), node)
        yield Triple(node, RDF.type, _sd("NamedGraph"))
        yield Triple(node, _sd("name"), NamedNode(name))


def _bounds(limits: Limits) -> Iterator[tuple[str, str]]:
    """The limits in words."""
    size = limits.query // 1024
    yield (
        "en",
        (
            f"Read-only. A query may have {size} KiB and run {limits.seconds:g} s; an answer has at most {limits.rows}"
            " rows, and one that is cut says so in the header X-Truncated. SERVICE and updates are refused."
        ),
    )
    yield (
        "zh",
        (
            f"只读。查询最长 {size} KiB，最多运行 {limits.seconds:g} 秒；答案最多 {limits.rows} 行，被截断时以 HTTP 头"
            " X-Truncated 注明。不回答 SERVICE 和更新。"
        ),
    )


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
