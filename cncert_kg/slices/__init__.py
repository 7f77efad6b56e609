"""Slices of a release: some observations, vulnerabilities, reports or organisations as CSV, Turtle or JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from cncert_kg.published import Release
from cncert_kg.slices import language, rows, triples
from cncert_kg.slices.triples import Belongings

__all__ = ["SliceForm", "dump"]


class SliceForm(StrEnum):
    """What a slice can be written as."""

    csv = "csv"
    ttl = "ttl"
    jsonld = "jsonld"


def dump(path: Path, slices: Iterable[str], form: SliceForm = SliceForm.csv) -> Iterator[bytes]:
    """Give a slice of a release folder or an RDF file, piece by piece; equal data give equal bytes.

    `slices` are those of docs/python.md: `indicator=incident-handled`, `period=2023`. Raises `UsageError` at once for a
    slice that cannot be read, and for a code, a series or a key that the release does not have.
    """
    wanted = language.read(slices)
    release = Release(path)
    found = getattr(release, wanted.kind)(**wanted.arguments())
    if form is SliceForm.csv:
        return _ROWS[wanted.kind](release, found)
    belongings = Belongings(release.store, release.base)
    return _GRAPHS[form]((belongings.of(NamedNode(one.iri)) for one in found), release.base)


_ROWS: Mapping[str, Callable[[Release, Iterable[Any]], Iterator[bytes]]] = {
    "observations": rows.observations,
    "vulnerabilities": rows.vulnerabilities,
    "reports": rows.reports,
    "organisations": rows.organisations,
}
_GRAPHS: Mapping[SliceForm, Callable[[Iterable[Iterable[Triple]], str], Iterator[bytes]]] = {
    SliceForm.ttl: triples.turtle,
    SliceForm.jsonld: triples.json_ld,
}
