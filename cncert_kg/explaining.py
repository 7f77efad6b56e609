"""How a query is read: its algebra as an outline, and how many triples each of its patterns finds alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, Store
from pyparsing import ParseException
from rdflib import BNode, Graph, Variable
from rdflib.namespace import NamespaceManager
from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from cncert_kg.conversion import ox_term
from cncert_kg.errors import UsageError
from cncert_kg.store import ask
from cncert_kg.vocab import prefixes

MOST = 100_000
"""Triples that are counted for one pattern; a pattern that finds more says so."""

_WORDS = {
    "SelectQuery": "SELECT", "AskQuery": "ASK", "ConstructQuery": "CONSTRUCT", "DescribeQuery": "DESCRIBE",
    "Project": "", "ToMultiSet": "VALUES or subquery", "Distinct": "DISTINCT", "Reduced": "REDUCED",
    "OrderBy": "ORDER BY", "Slice": "LIMIT, OFFSET", "Group": "GROUP BY", "AggregateJoin": "aggregate",
    "Extend": "BIND", "Filter": "FILTER", "LeftJoin": "OPTIONAL", "Join": "join", "Union": "UNION", "Minus": "MINUS",
    "Graph": "GRAPH",
}  # fmt: skip
_SHOWN_ONCE = frozenset({"BIND", "aggregate"})
"""Steps that rdflib makes one of for each variable; several below one another are one line."""


def explained(query: str, store: Store, base: str) -> Iterator[str]:
    """Give the lines of an outline: operators outermost first, patterns with the triples that each finds alone.

    Oxigraph chooses its own order of joins from such numbers. Raises `UsageError` as `store.ask`, and E_EXPLAIN for a
    query that rdflib, whose algebra this is, cannot read.
    """
    ask(store, query, base)  # nothing of the answer is read; what does not parse is told as anywhere else
    names = Graph().namespace_manager
    for prefix, namespace in prefixes(base).items():
        names.bind(prefix, namespace, replace=True)
    try:
        algebra = translateQuery(parseQuery(query), initNs=prefixes(base)).algebra
    except (ParseException, RecursionError) as error:
        raise UsageError("E_EXPLAIN", f"no outline of this query: {type(error).__name__}", "query") from error
    yield from _lines(algebra, 0, "", store, names)


def _lines(step: Any, depth: int, above: str, store: Store, names: NamespaceManager) -> Iterator[str]:
    if step.name == "BGP":
        yield from (f"{'  ' * depth}{_pattern(triple, store, names)}\n" for triple in step.triples)
        return
    word = _WORDS.get(step.name, step.name)
    if word and not (word in _SHOWN_ONCE and word == above):
        yield f"{'  ' * depth}{word}\n"
        depth += 1
    for part in _parts(step):
        yield from _lines(part, depth, word or above, store, names)


def _parts(step: CompValue) -> Iterator[CompValue]:
    """Give what a step works on."""
    found = (step.get(name) for name in ("p", "p1", "p2"))
    return (part for part in found if isinstance(part, CompValue) and part.name != "values")


def _pattern(triple: tuple[Node | Path, ...], store: Store, names: NamespaceManager) -> str:
    return f"{' '.join(_written(term, names) for term in triple)}   {_count(triple, store)}"


def _written(term: Node | Path, names: NamespaceManager) -> str:
    return f"[{term}]" if isinstance(term, BNode) else term.n3(names)


def _count(triple: tuple[Node | Path, ...], store: Store) -> str:
    """Give how many triples match the parts of a pattern that are known; a path has no number of its own."""
    if isinstance(triple[1], Path):
        return "path"
    subject, predicate, value = (None if isinstance(t, Variable | BNode) else ox_term(cast(Node, t)) for t in triple)
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
        return "0"
    found = sum(1 for _ in islice(store.quads_for_pattern(subject, predicate, value), MOST + 1))
    return f"more than {MOST:,}" if found > MOST else f"{found:,}"
