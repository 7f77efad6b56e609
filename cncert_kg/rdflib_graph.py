"""A release as an rdflib `Dataset` over Oxigraph, to read: the default graph the union of all, nothing fetched.

rdflib's own engine reads files and addresses that FROM and SERVICE name, and rdflib falls back on it for a query that
it prepared itself, so every query goes to Oxigraph here, through the same check as on the command line. oxrdflib is
the adapter; what it leaves to rdflib, or gives otherwise than a parsed file would (a triple once for each graph that
holds it, plain texts with a datatype), is overridden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Identifier, Node, Variable

from cncert_kg import guard, store
from cncert_kg.conversion import ox_term, rdflib_term, rdflib_triple
from cncert_kg.errors import UsageError
from cncert_kg.vocab import prefixes

_UNION = "__UNION__"
"""What rdflib calls the union of all graphs."""


def open_graph(path: Path | str = "public", *, in_memory: bool = False) -> ReleaseDataset:
    """Open a release folder or an RDF file as an rdflib `Dataset` that can be read and asked, not changed.

    The project's prefixes are bound. A release is opened from its store on disk unless `in_memory` loads it.
    Raises `UsageError` where there is nothing to open, `StorageError` where it cannot be read.
    """
    place = Path(path)
    base = store.base_of(place)
    dataset = ReleaseDataset(_ReadOnlyStore(store.open_store(place, in_memory=in_memory), base))
    for prefix, namespace in prefixes(base).items():
        dataset.bind(prefix, namespace, override=True, replace=True)
    return dataset


class _Asked:
    """What asks Oxigraph and no engine of rdflib's, whatever it is told."""

    store: Any
    identifier: Any

    def query(self, query_object: str | Query, *arguments: Any, **named: Any) -> Result:
        """Evaluate a query with Oxigraph; raises `UsageError` as `cncert_kg.store.ask`, and for an update."""
        if not named.pop("use_store_provided", True):
            raise UsageError("E_ENGINE", "rdflib's own engine fetches what a query names; it is not used here", "query")
        return super().query(query_object, *arguments, **named)  # type: ignore[misc,no-any-return]

    def update(self, *_: Any, **__: Any) -> NoReturn:
        """Raise `UsageError`: a release is only read."""
        _refuse()

    def parse(self, *_: Any, **__: Any) -> NoReturn:
        """Raise `UsageError`: a release is only read."""
        _refuse()


class _NamedGraph(_Asked, rdflib.Graph):
    """One graph of a release."""


class ReleaseDataset(_Asked, rdflib.Dataset):
    """The graphs of a release, their union the default graph."""

    def __init__(self, opened: _ReadOnlyStore) -> None:
        super().__init__(store=opened, default_union=True)
        self._default_context = _NamedGraph(opened, DATASET_DEFAULT_GRAPH_ID)

    def __bool__(self) -> bool:
        return True  # rdflib would count every triple

    @property  # type: ignore[misc]
    def default_context(self) -> rdflib.Graph:
        """The graph without a name, as rdflib's own methods still call it; it warns of the word."""
        return self._default_context

    def get_context(self, identifier: Any, quoted: bool = False, base: str | None = None) -> rdflib.Graph:
        """Give a graph by its name; one that the release does not have is empty."""
        named = _NamedGraph(store=self.store, identifier=identifier, base=base)
        named.namespace_manager = self.namespace_manager
        return named


class _ReadOnlyStore(OxigraphStore):
    """Oxigraph's store as rdflib asks it, with terms as rdflib's own parser gives them."""

    def __init__(self, opened: ox.Store, base: str) -> None:
        super().__init__(store=opened)
        self._base = base

    def triples(
        self, triple_pattern: Any, context: Any = None
    ) -> Iterator[tuple[tuple[Node, Node, Node], Iterator[rdflib.Graph | None]]]:
        """Give each triple that matches once, with the graphs that hold it."""
        graph = None if context is None else _graph_name(context.identifier)
        try:
            pattern: list[Any] = [None if term is None else ox_term(term) for term in triple_pattern]
            quads = self._inner.quads_for_pattern(pattern[0], pattern[1], pattern[2], graph)
        except (TypeError, ValueError):  # no IRI of RDF, or a literal as subject: nothing can match
            return
        for quad in quads:
            holders = [quad.graph_name] if graph is not None else self._holders(quad)
            if holders[0] == quad.graph_name:
                yield rdflib_triple(quad.triple), (self._view(name) for name in holders)

    def _holders(self, quad: ox.Quad) -> list[Any]:
        """Give the graphs that hold the triple of a quad, in the store's order, which is the same at each asking."""
        held = self._inner.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        return [one.graph_name for one in held]

    def _view(self, name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> rdflib.Graph:
        is_default = isinstance(name, ox.DefaultGraph)
        return _NamedGraph(self, DATASET_DEFAULT_GRAPH_ID if is_default else rdflib_term(name))

    def contexts(self, triple: Any = None) -> Iterator[rdflib.Graph]:  # type: ignore[override]
        """Give the graphs, or those that hold a triple."""
        if triple is None:
            yield from map(self._view, self._inner.named_graphs())
            return
        for _, graphs in self.triples(triple):
            yield from (graph for graph in graphs if graph is not None)

    def query(
        self,
        query: str | Query,
        initNs: Mapping[str, Any],  # noqa: N803 - names of rdflib's
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: Any,  # noqa: N803
        **named: Any,
    ) -> Result:
        """Check and evaluate a query; one that rdflib prepared is read again from its text.

        Raises `UsageError` as `cncert_kg.store.ask`.
        """
        if named:
            raise UsageError("E_PARAMETER", f"found {', '.join(sorted(named))}, expected none", "query")
        text, known = _text(query, initNs)
        return _result(self._answer(text, known, initBindings, queryGraph))

    def _answer(
        self, text: str, known: Mapping[str, Any], bindings: Mapping[str, Any], graph: Any
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        checked = guard.check(text, self._base)
        of = {"use_default_graph_as_union": True} if graph == _UNION else {"default_graph": _graph_name(graph)}
        if checked.names_graphs:
            store.check_graphs(self._inner, checked.graphs(self._base))
            of = {}
        try:
            return self._inner.query(
                text,
                base_iri=self._base,
                prefixes={prefix: str(namespace) for prefix, namespace in known.items()},
                substitutions={ox.Variable(str(name)): ox_term(term) for name, term in bindings.items()},
                **of,
            )
        except SyntaxError as error:
            raise guard.syntax_error(text, error, self._base) from None
        except (RuntimeError, ValueError) as error:  # a variable that SELECT does not name, a term or prefix of no RDF
            raise UsageError("E_PARAMETER", " ".join(str(error).split()), "query") from None

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Do nothing: rdflib announces every graph that it is asked for."""

    def _refused(self, *_: Any, **__: Any) -> NoReturn:
        _refuse()

    add = remove = remove_graph = update = open = destroy = _refused
    addN = _refused  # noqa: N815


def _refuse() -> NoReturn:
    raise UsageError("E_UPDATE", "a release is only read; copy what you need into a graph of your own", "open_graph")


def _graph_name(identifier: Any) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    if identifier == DATASET_DEFAULT_GRAPH_ID:
        return ox.DefaultGraph()
    return ox.BlankNode(identifier) if isinstance(identifier, rdflib.BNode) else ox.NamedNode(str(identifier))


def _text(query: str | Query, known: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Give the text of a query and its prefixes; rdflib keeps both of one that it prepared."""
    if isinstance(query, str):
        return query, known
    text, own, base = query._original_args
    return f"BASE <{base}> {text}" if base else text, {**known, **own}


def _result(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Result:
    if isinstance(answer, ox.QueryBoolean):
        out = Result("ASK")
        out.askAnswer = bool(answer)
    elif isinstance(answer, ox.QueryTriples):
        out = Result("CONSTRUCT")
        out.graph = rdflib.Graph()
        out.graph.addN((*rdflib_triple(triple), out.graph) for triple in answer)
    else:
        out = Result("SELECT")
        names = [variable.value for variable in answer.variables]
        out.vars = [Variable(name) for name in names]
        out.bindings = (_bound(names, row) for row in answer)
    return out


def _bound(names: list[str], row: ox.QuerySolution) -> dict[Variable, Identifier]:
    return {Variable(name): rdflib_term(term) for name in names if (term := row[name]) is not None}
