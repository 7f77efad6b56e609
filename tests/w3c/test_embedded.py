"""The W3C's tests of SPARQL 1.1 queries and result forms, embedded: what `cncert-kg query` answers."""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import Store

from cncert_kg.errors import UsageError
from cncert_kg.guard import check
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.results import Form, write
from cncert_kg.store import Dataset, ask
from tests.w3c.judging import forms, wrong
from tests.w3c.manifest import QUERIES, Case, cases
from tests.w3c.ratchet import QUERY, Record, settle

GIVEN = Dataset(default=None, named=None, union=False)
"""The data set as it is given: the default graph is no union of the named ones."""

NOT_HERE = {"E_FROM", "E_FUNCTION"}
"""What a query that is SPARQL may want and not get: a graph or a function that is not here."""


def evaluated(case: Case) -> str:
    """Say what is wrong with our answers to a query, in every form that they can have."""
    store = Store()
    store.extend(case.quads())
    found = []
    for form in forms(case):
        try:
            answer = ask(store, case.text, DEFAULT_BASE, GIVEN)
        except UsageError as error:
            return str(error)
        found.append(wrong(case, form, write(answer, Form(form)).body))
    return "; ".join(filter(None, found))


def parsed(case: Case) -> str:
    """Say what is wrong with our reading of a query: what is SPARQL is read, what is not is refused as that."""
    error = refusal(case)
    is_read = error is None or error.code in NOT_HERE
    return "" if is_read == case.is_positive else str(error or "is accepted")


def refusal(case: Case) -> UsageError | None:
    """Give the error that refuses a query, if it is refused."""
    try:
        ask(Store(), case.text, DEFAULT_BASE, GIVEN)
    except UsageError as error:
        return error
    return None


def test_every_query_is_answered_as_the_standard_has_it(sparql11: Path, record_property: Record) -> None:
    """All but the listed queries are read and answered as expected: json, xml, csv and tsv, or the four of RDF."""
    found = cases(sparql11, *QUERIES)
    assert len(found) == 338
    outcomes = {case.name: parsed(case) if case.is_syntax else evaluated(case) for case in found}
    settle(record_property, "SPARQL 1.1, query and results, embedded", outcomes, QUERY)


def test_no_query_is_refused_before_it_is_read(sparql11: Path) -> None:
    """Of all queries of the suite, entailment included, the guard stops those of federation, and no other."""
    stopped = set()
    for path in sorted(sparql11.glob("*/*.rq")):
        try:
            check(path.read_bytes().decode(errors="surrogatepass"), DEFAULT_BASE)
        except UsageError:
            stopped.add(path.parent.name)
    assert stopped <= {"service", "syntax-fed"}


def test_what_is_no_query_is_refused_with_its_place(sparql11: Path) -> None:
    """The error names line and column, in the text as it was given."""
    for case in cases(sparql11, "syntax-query"):
        if not case.is_positive:
            error = refusal(case)
            assert error is not None and error.code == "E_SPARQL", case.name
            place = re.fullmatch(r"query:(\d+):(\d+)", error.where)
            assert place is not None, f"{case.name}: {error}"
            lines = [*case.text.split("\n"), ""]
            assert 1 <= int(place[1]) <= len(lines), f"{case.name}: {error}"
            assert 1 <= int(place[2]) <= len(lines[int(place[1]) - 1]) + 1, f"{case.name}: {error}"
