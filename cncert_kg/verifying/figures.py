"""Figures as a release holds them: is each value stated by a place it is derived from, and does the table agree?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cncert_kg.observation_rows import TABLE, observation_rows
from cncert_kg.sorted_quads import Facts, SortedQuads, facts, text, texts
from cncert_kg.verifying.copies import Copy
from cncert_kg.verifying.verdict import Check
from cncert_kg.vocab import PROV, SDMX_MEASURE


def figures(copies: Sequence[Copy], quads: SortedQuads, base: str) -> Check:
    """Check every observation: some place that it is derived from states its value, and names it in turn."""
    stated = {f"{base}id/mention/{p.name}": (p.stated, p.bodies) for copy in copies for p in copy.places}
    count, failures = 0, list[str]()
    for iri, said in observations(quads, base):
        count += 1
        if fault := _fault(said, iri, stated, base):
            failures.append(fault)
    return Check("figures", count, tuple(failures), said="the value is stated by a place it is derived from")


def observations(quads: SortedQuads, base: str) -> Iterator[tuple[str, Facts]]:
    """Give every observation with what is said of it, by IRI."""
    return ((iri, facts(lines, quads.path)) for iri, lines in quads.groups(f"{base}id/obs/"))


def value(said: Facts, base: str) -> str:
    """Give the number of an observation in its lexical form, or the code of a rating."""
    coded = text(said, f"{base}def#codedValue")
    return text(said, SDMX_MEASURE.obsValue.value) or coded.rpartition("/")[2]


def _fault(said: Facts, iri: str, stated: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]], base: str) -> str:
    name, found = iri.removeprefix(base), value(said, base)
    places = [stated[m] for m in texts(said, PROV.wasDerivedFrom.value) if m in stated]
    if not places:
        return f"E_FIGURE {name}: found no place that it is derived from"
    if not any(same(found, v) for values, bodies in places for v in values if iri in bodies):
        return f"E_FIGURE {name}: found {found or 'no value'}, which no place it is derived from states of it"
    return ""


def same(one: str, other: str) -> bool:
    """Whether two lexical forms are one value: as decimals where both are numbers."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def table(release: Path, quads: SortedQuads, base: str) -> Check:
    """Check every row of the table of observations against the graph."""
    count, failures = 0, list[str]()
    for row in observation_rows(release / TABLE):
        count += 1
        found = value(quads.about(row.iri), base)
        if not (row.value and same(found, row.value)):
            name = row.iri.removeprefix(base)
            failures.append(f"E_TABLE {name}: found {row.value!r} in {TABLE}, expected {found!r} as in the graph")
    return Check("rows of the table", count, tuple(failures), said="the value is that of the graph")
