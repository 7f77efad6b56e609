"""Claims, issues, copies, terms, entries and facts of organisations: what is there, and what is said of it, twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

from cncert_kg.differences.causes import Cause, cause
from cncert_kg.differences.deltas import Delta
from cncert_kg.differences.figures import ADDED, CHANGED, WITHDRAWN, labels, witness
from cncert_kg.differences.side import Side
from cncert_kg.sorted_quads import Facts, text, texts
from cncert_kg.vocab import PROV, RDF, RDFS

_MOST = 12
"""Most properties told of one thing; all are in the files of triples."""

_NAMES = frozenset({RDFS.label.value, RDF.type.value})


@dataclass(frozen=True, slots=True)
class Property:
    """A property with other values than before."""

    name: str
    """Last segment of its IRI."""
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A thing that only one release has, or of which they say different things."""

    state: str
    """`added`, `changed` or `withdrawn`."""
    node: str
    """Its IRI without the base."""
    labels: tuple[str, str]
    properties: tuple[Property, ...] = ()
    """What differs, where both have it; its name and its classes are not told."""
    cause: Cause | None = None
    """For copies and claims."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of an organisation that came or went."""

    state: str
    """`added` or `withdrawn`."""
    node: str
    labels: tuple[str, str]
    """Names of the organisation, or of the membership."""
    name: str
    """Last segment of the property's IRI."""
    value: str


def state(node: str, before: Side, after: Side) -> str:
    """Tell what became of a thing that at least one release has."""
    if not before.has(node):
        return ADDED
    return CHANGED if after.has(node) else WITHDRAWN


def changes(nodes: Iterable[str], before: Side, after: Side) -> Iterator[ThingChange]:
    """Give what became of each thing, by node."""
    for node in sorted(nodes):
        old, new = (one.quads.about(one.base + node) for one in (before, after))
        became = ADDED if not old else CHANGED if new else WITHDRAWN
        differs = tuple(_properties(old, new, before.base)) if old and new else ()
        yield ThingChange(became, node, labels(new or old), differs, _cause(node, old, new, before, after))


def _properties(old: Facts, new: Facts, base: str) -> Iterator[Property]:
    differing = (p for p in sorted({*old, *new} - _NAMES) if set(old.get(p, ())) != set(new.get(p, ())))
    for _, predicate in zip(range(_MOST), differing, strict=False):
        had, has = (tuple(v.removeprefix(base) for v in texts(f, predicate)) for f in (old, new))
        yield Property(local(predicate), tuple(v for v in had if v not in has), tuple(v for v in has if v not in had))


def local(iri: str) -> str:
    """Give the last segment of an IRI."""
    return iri.rstrip("/").replace("#", "/").rpartition("/")[2]


def _cause(node: str, old: Facts, new: Facts, before: Side, after: Side) -> Cause | None:
    if node.startswith("id/doc/"):
        sha256 = text(new or old, f"{before.base}def#rawSha256").lower()
        if not old:
            return Cause("rule", "newly-read") if before.holds(sha256) else Cause("source", "new-copy")
        return None if new else Cause(*(("rule", "no-longer-read") if after.holds(sha256) else ("source", "copy-gone")))
    if node.startswith("id/claim/"):
        places = [witness(local(m), s) if (m := text(f, PROV.wasDerivedFrom.value)) else None
                  for f, s in ((old, before), (new, after))]  # fmt: skip
        return cause(before, after, *places) if any(places) else None
    return None


def facts(delta: Delta, node: str, before: Side, after: Side) -> Iterator[FactChange]:
    """Give the facts of an organisation, or of a membership, that came or went."""
    names = labels(after.quads.about(delta.subject) or before.quads.about(delta.subject))
    for became, lines in ((WITHDRAWN, delta.removed), (ADDED, delta.added)):
        for triple in parse(b"".join(lines), RdfFormat.N_TRIPLES):
            value = getattr(triple.object, "value", str(triple.object))
            yield FactChange(became, node, names, local(triple.predicate.value), value.removeprefix(before.base))
