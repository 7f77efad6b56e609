"""Whether an answer in some form is the one that a test expects."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

from tests.w3c.answers import Reader, expected, from_csv, from_json, from_tsv, from_xml, graph_reader
from tests.w3c.manifest import Case

ROWS: Mapping[str, tuple[str, Reader]] = {
    "json": ("application/sparql-results+json", from_json),
    "xml": ("application/sparql-results+xml", from_xml),
    "csv": ("text/csv", from_csv),
    "tsv": ("text/tab-separated-values", from_tsv),
}
"""Media type and reader of each form of rows, by the project's name of the form."""

TRUTHS: Mapping[str, tuple[str, Reader]] = {form: ROWS[form] for form in ("json", "xml")}
"""The forms that have a truth: CSV and TSV have none."""

GRAPHS: Mapping[str, tuple[str, Reader]] = {
    "ttl": ("text/turtle", graph_reader(ox.RdfFormat.TURTLE)),
    "nt": ("application/n-triples", graph_reader(ox.RdfFormat.N_TRIPLES)),
    "jsonld": ("application/ld+json", graph_reader(ox.RdfFormat.JSON_LD)),
    "rdfxml": ("application/rdf+xml", graph_reader(ox.RdfFormat.RDF_XML)),
}
"""The forms of RDF."""

FORMS: Mapping[str, tuple[str, Reader]] = {**ROWS, **GRAPHS}
READERS: Mapping[str, Reader] = dict(FORMS.values())
"""Reader by media type."""

_ORDER = re.compile(r"\border\s+by\b", re.IGNORECASE)


def forms(case: Case) -> Mapping[str, tuple[str, Reader]]:
    """Give the forms that the answer to a test can have."""
    assert case.result is not None, case.name
    answer = expected(case.result)
    return GRAPHS if answer.triples is not None else ROWS if answer.truth is None else TRUTHS


def wrong(case: Case, form: str, body: bytes) -> str:
    """Say what is wrong with an answer to a test, if anything is."""
    assert case.result is not None, case.name
    try:
        found = FORMS[form][1](body, "")
    except (ValueError, SyntaxError, AssertionError, KeyError) as error:
        return f"{form}: cannot be read: {error!r}"
    wanted = expected(case.result)
    if form == "csv" or case.result.suffix == ".csv":
        found, wanted = found.lossy(), wanted.lossy()
    # The order of rows is the answer's only where the query asks for one.
    ordered = wanted.triples is None and bool(_ORDER.search(case.text))
    return "" if found.same_as(wanted, ordered=ordered) else f"{form}: is not the answer expected"
