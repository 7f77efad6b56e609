"""A release pushed into a store: what is missing is sent, what was sent is read back and compared by value.

No record is kept of what was sent. The store itself is asked, graph by graph: it is right also where the load was
killed, where the store lost what it had not written, and where somebody else changed it since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cncert_kg.errors import StorageError
from cncert_kg.loading.asking import Asking
from cncert_kg.loading.client import Client, UnreadableError, client
from cncert_kg.loading.contents import Contents, Graph, chosen, contents, tallies, triples
from cncert_kg.loading.credentials import credentials
from cncert_kg.loading.differences import difference
from cncert_kg.loading.endpoints import Endpoint
from cncert_kg.loading.environment import secrets
from cncert_kg.loading.outcome import Loaded, Outcome, Tell
from cncert_kg.loading.sending import send
from cncert_kg.loading.values import Tally

MOST_DIFFERENCES = 5
"""Triples of either kind that are shown of a graph that differs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done."""

    endpoint: Endpoint
    data: Path
    """A release."""
    names: tuple[str, ...] = ()
    """Graphs to load, or what their names begin with before a `/`; all where there is none."""
    is_dry: bool = False
    """Only say what would be done: the store is asked, and nothing is written."""
    prune: bool = False
    """Remove the graphs of the same base that are not in the release."""
    verify: bool = True
    """Ask the store for what it holds, before and after; else all is sent, and nothing asked but what `prune` needs."""


def push(order: Order, environment: Mapping[str, str], tell: Tell, wait: Callable[[float], None]) -> Outcome:
    """Push a release into a store; give what became of each graph.

    `wait` waits some seconds. Raises `UsageError` for what the user can put right, credentials among it;
    `StorageError` where the store does not answer or refuses: what is there stays, and the next run goes on.
    """
    auth = credentials(secrets(environment))
    tell("reading the release", 0, 0)
    held = contents(order.data)
    graphs = chosen(held, order.names)
    expected = tallies(held, graphs) if order.verify else {}
    with client(auth, wait) as session:
        return _Run(order, held, graphs, expected, session, Asking(session, order.endpoint.query), tell).outcome()


@dataclass(frozen=True, slots=True)
class _Run:
    order: Order
    held: Contents
    graphs: tuple[Graph, ...]
    expected: Mapping[str, Tally]
    """What each graph must amount to, by IRI; nothing where the store is not to be asked."""
    client: Client
    asking: Asking
    tell: Tell

    def outcome(self) -> Outcome:
        order = self.order
        counts = self.asking.counts(self.held.space) if order.verify or order.prune else {}
        there = frozenset(graph.iri for graph in self._steps("comparing", self.graphs) if self._is_there(graph, counts))
        stale = () if order.names else self._stale(counts)
        if order.is_dry:
            return Outcome(tuple(self._planned(g, counts, there) for g in self.graphs), stale, True, order.prune)
        sent = self._sent([graph for graph in self.graphs if graph.iri not in there])
        for name, _ in stale if order.prune else ():
            self.client.delete(order.endpoint.graph(f"{self.held.space}{name}"))
        loaded = tuple(
            self._loaded(graph, sent.get(graph.iri), counts.get(graph.iri, 0))
            for graph in self._steps("verifying", self.graphs)
        )
        return Outcome(loaded, stale, False, order.prune, order.verify)

    def _steps(self, text: str, graphs: Sequence[Graph]) -> Iterator[Graph]:
        for done, graph in enumerate(graphs):
            self.tell(text, done, len(graphs))
            yield graph

    def _is_there(self, graph: Graph, counts: Mapping[str, int]) -> bool:
        """Whether the store holds a graph already, value for value; it is read only where it counts as many."""
        wanted = self.expected.get(graph.iri)
        rows = counts.get(graph.iri, 0)
        return wanted is not None and rows == wanted.rows and self._is_equal(graph, wanted)

    def _is_equal(self, graph: Graph, wanted: Tally) -> bool:
        try:
            return self.asking.tally(graph.iri, wanted) == wanted
        except UnreadableError:  # `difference` says why
            return False

    def _stale(self, counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        own = {graph.iri for graph in self.held.graphs}
        return tuple(sorted((iri.removeprefix(self.held.space), n) for iri, n in counts.items() if iri not in own))

    def _planned(self, graph: Graph, counts: Mapping[str, int], there: Collection[str]) -> Loaded:
        wanted = self.expected.get(graph.iri)
        rows = wanted.rows if wanted else sum(1 for _ in triples(graph))
        before, is_there = counts.get(graph.iri, 0), graph.iri in there
        differs = difference(graph, self.asking, before, MOST_DIFFERENCES) if before and not is_there else None
        return Loaded(graph.name, rows, not is_there, before, None, differs)

    def _sent(self, graphs: Sequence[Graph]) -> dict[str, int]:
        """Send graphs; give how many triples each has. What was sent before a failure stays in the store."""
        sent: dict[str, int] = {}
        total = sum(self.expected[graph.iri].rows for graph in graphs if graph.iri in self.expected)
        for graph in graphs:
            told = partial(self._told, graph, sum(sent.values()), total)
            try:
                sent[graph.iri] = send(graph, self.client, self.order.endpoint, told)
            except StorageError as error:
                message = f"{error.message}; {len(sent)} of {len(graphs)} graphs were sent and stay"
                raise StorageError(error.code, message, error.where) from error
        return sent

    def _told(self, graph: Graph, before: int, total: int, sent: int) -> None:
        self.tell(f"sending {graph.name}", before + sent, total)

    def _loaded(self, graph: Graph, sent: int | None, before: int) -> Loaded:
        """Say what the store holds of a graph now; one that was not sent was compared before."""
        wanted = self.expected.get(graph.iri)
        if wanted is None:
            return Loaded(graph.name, sent or 0, True)
        rows = self.asking.count(graph.iri)
        is_equal = rows == wanted.rows and (sent is None or self._is_equal(graph, wanted))
        differs = None if is_equal else difference(graph, self.asking, rows, MOST_DIFFERENCES)
        return Loaded(graph.name, wanted.rows, sent is not None, before, rows, differs)
