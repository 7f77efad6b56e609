"""A graph on its way to a store: in parts that any store takes, the first of which replaces what was there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from pyoxigraph import RdfFormat, Triple, serialize

from cncert_kg.loading.client import Client
from cncert_kg.loading.contents import Graph, triples
from cncert_kg.loading.endpoints import Endpoint

SIZE = 10_000
"""Triples of a part: about 1 MB. Stores refuse bodies of 10 MB and more, and are slower with large transactions."""


def send(graph: Graph, client: Client, endpoint: Endpoint, told: Callable[[int], None]) -> int:
    """Replace a graph of the store by that of the release; give how many triples were sent.

    No blank nodes are published, so a graph may be cut anywhere. `told` is given what was sent so far.
    """
    address, sent = endpoint.graph(graph.iri), 0
    for part in _parts(triples(graph)):
        # No prefixes: Virtuoso 7.2 keeps the backslash of an escaped local name (`id:dataset\/x`) in the IRI.
        body = serialize(part, format=RdfFormat.TURTLE)
        assert body is not None
        (client.post if sent else client.put)(address, body)
        sent += len(part)
        told(sent)
    return sent


def _parts(found: Iterator[Triple]) -> Iterator[list[Triple]]:
    """Cut what is found; where nothing is, the one part is empty, and empties the graph of the store."""
    yield list(islice(found, SIZE))
    while part := list(islice(found, SIZE)):
        yield part
