"""The W3C's tests of SPARQL 1.1 queries and result forms over HTTP: by GET and POST, in every form."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from tests.conftest import DEEP
from tests.serving import served_stores
from tests.w3c.judging import FORMS, ROWS, forms, wrong
from tests.w3c.manifest import QUERIES, Case, cases, published
from tests.w3c.ratchet import QUERY, Record, dose, settle
from tests.w3c.service import WAYS, Parameters, Service, made_store

NOT_HERE = (b"E_FROM", b"E_FUNCTION")
"""What a query that is SPARQL may want and not get: a graph or a function that is not here."""
ALL = tuple(product(WAYS, ROWS))
"""Every way to ask, with every form of rows."""


def dataset(case: Case) -> Parameters:
    """Name the graphs that a query is about, out of those of all tests; a query with FROM does so itself."""
    if "FROM" in case.text:
        return ()
    given = [("default-graph-uri", published(path)) for path in case.data]
    return (*given, *(("named-graph-uri", name) for name, _ in case.graphs))


def asked(case: Case, turn: int) -> list[tuple[str, str]]:
    """Give the ways and forms to ask a query in: one by turns, and all of them each twelfth time, or if deep."""
    pairs = list(product(WAYS, forms(case)))
    return pairs if DEEP or turn % len(ALL) == 0 else [pairs[turn % len(pairs)]]


def answered(case: Case, service: Service, turn: int, asked_of: Parameters) -> str:
    """Say what is wrong with the service's answers to a query, if anything is."""
    found = []
    for way, form in asked(case, turn):
        media_type = FORMS[form][0]
        reply = WAYS[way]("query", service, case.text, media_type, asked_of)
        if reply.status != 200:
            found.append(f"{way} {form}: {reply.status} {reply.body.decode()}")
        elif reply.media_type != media_type:
            found.append(f"{way} {form}: is {reply.media_type}")
        else:
            found.append(wrong(case, form, reply.body))
    return "; ".join(filter(None, found))


def read(case: Case, service: Service, way: str) -> str:
    """Say what is wrong with how the service reads a query, if anything is."""
    reply = WAYS[way]("query", service, case.text, "*/*")
    is_read = reply.status == 200 or (reply.status == 400 and reply.body.startswith(NOT_HERE))
    told = f"{way}: {reply.status} {reply.body.decode()}"
    return "" if is_read == case.is_positive and (is_read or reply.is_refusal) else told


def test_every_query_is_answered_as_the_standard_has_it(
    sparql11: Path, service: Service, record_property: Record
) -> None:
    """All but the listed queries are read and answered as expected, in the form that was asked for."""
    outcomes = {}
    for turn, case in enumerate(cases(sparql11, *QUERIES)):
        if case.is_syntax:
            outcomes[case.name] = read(case, service, list(WAYS)[turn % len(WAYS)])
        else:
            outcomes[case.name] = answered(case, service, turn, dataset(case))
    assert QUERY.keys() <= outcomes.keys()
    settle(record_property, "SPARQL 1.1, query and results, over HTTP", outcomes, QUERY)


def test_queries_are_answered_from_stores_of_their_own(sparql11: Path, tmp_path: Path, record_property: Record) -> None:
    """The same, where a store has the data of one test in its unnamed and named graphs, and nothing else says so."""
    found = [case for case in cases(sparql11, *QUERIES) if not case.is_syntax]
    chosen = dose(sorted(found, key=lambda case: case.dataset), 60)
    names = {case.dataset: str(number) for number, case in enumerate(chosen)}
    data = {names[case.dataset]: case for case in chosen}
    stores = {n: made_store(tmp_path / n, c.quads(), (g for g, _ in c.graphs)) for n, c in data.items()}
    with served_stores(stores) as url:
        places = {name: Service.at(f"{url}t/{name}/sparql", folder) for name, folder in stores.items()}
        outcomes = {case.name: answered(case, places[names[case.dataset]], 0, ()) for case in chosen}
    settle(record_property, "SPARQL 1.1, each test in a store of its own, over HTTP", outcomes, QUERY)
