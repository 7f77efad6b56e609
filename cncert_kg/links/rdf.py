"""Any RDF file as things: whatever in it has an IRI and a name or an identifier.

Turtle, N-Triples, N-Quads and TriG are read, by Oxigraph's parsers, which fetch nothing. RDF/XML, TriX and JSON-LD are
refused: their parsers expand entities without end, or fetch contexts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from pyoxigraph import NamedNode, RdfFormat, parse

from cncert_kg.document import Problem
from cncert_kg.errors import ReadError
from cncert_kg.iris import iri
from cncert_kg.links import gathered
from cncert_kg.links.form import UNEVALUATED
from cncert_kg.links.gathered import Described, Term
from cncert_kg.links.things import Imported, Kind, Source, Thing
from cncert_kg.series.rules import slug
from cncert_kg.vocab import RDF

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
}
"""What is read, by the suffix of the file."""
REFUSED = frozenset({".jsonld", ".n3", ".owl", ".rdf", ".rdfs", ".trix", ".xml", ".yamlld"})
"""Suffixes of other forms of RDF."""
SIZE = 256 * 1024 * 1024
"""Bytes at most."""

_TYPES: tuple[tuple[tuple[Kind, ...], str], ...] = (
    (
        ("organisation",),
        "organization organisation formalorganization organizationalunit organizationalcollaboration csirt cert"
        " nationalcsirt branch sharingalliance governmentorganization governmentagency corporation company ngo",
    ),
    (("vulnerability",), "vulnerability cve"),
    (("malware",), "malware malwarefamily ransomware trojan botnet"),
    (("concept",), "country place administrativearea"),
    (("concept", "malware"), "concept"),
    (
        (),
        "class property objectproperty datatypeproperty annotationproperty ontology conceptscheme collection dataset"
        " distribution document person individual statement annotation observation membership mapping",
    ),
)
_KINDS: Mapping[str, tuple[Kind, ...]] = {name: kinds for kinds, names in _TYPES for name in names.split()}
"""Kinds by the last part of a type's IRI in small letters: of any vocabulary, since `CSIRT` is one whoever says it.
People, documents and the terms of vocabularies are never matched."""
_ANY: tuple[Kind, ...] = ("organisation", "malware", "concept")
"""What a thing may be of which the file gives no type, or none of those."""


def is_rdf(name: str) -> bool:
    """Whether a file is named as one of RDF, be it read or refused."""
    return PurePath(name).suffix.lower() in FORMATS.keys() | REFUSED


def read(raw: bytes, name: str, retrieved: str = "") -> Imported:
    """Read an RDF file; a thing that may be of several kinds is given once for each.

    Problems: `W_LINK_ROW` for a subject whose IRI the project does not allow. Raises `ReadError`: `E_RDF_FORMAT` for a
    form that is not read, `E_LINK_SIZE`, `E_RDF` with line for what does not parse.
    """
    described = _described(raw, name)
    allowed = {node: said for node, said in described.items() if _is_allowed(node)}
    found = [t for node, said in sorted(allowed.items(), key=lambda pair: pair[0].value) for t in _things(node, said)]
    refused = len(described) - len(allowed)
    told = f"{refused} subjects have an IRI with a scheme or a character that is not allowed"
    return Imported(
        source=_source(name),
        things=tuple(found),
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        retrieved=retrieved,
        problems=(Problem("W_LINK_ROW", told),) if refused else (),
    )


def _described(raw: bytes, name: str) -> Described:
    suffix = PurePath(name).suffix.lower()
    if suffix not in FORMATS:
        expected = ", ".join(sorted(FORMATS))
        raise ReadError("E_RDF_FORMAT", f"found {suffix or 'no suffix'}, expected one of {expected}", name)
    if len(raw) > SIZE:
        raise ReadError("E_LINK_SIZE", f"found {len(raw):,} bytes, expected at most {SIZE:,}", name)
    try:
        return gathered.described(parse(raw.removeprefix(b"\xef\xbb\xbf"), FORMATS[suffix]), (RDF.type,))
    except SyntaxError as error:
        where = f"{name}:{error.lineno}" if error.lineno else name
        raise ReadError("E_RDF", " ".join(str(error.msg).split())[:300], where) from None


def _is_allowed(node: NamedNode) -> bool:
    try:
        iri(node.value)
    except ValueError:
        return False
    return True


def _things(node: NamedNode, said: Mapping[str, Sequence[Term]]) -> Iterator[Thing]:
    names, identifiers = gathered.names(said), gathered.identifiers(node, said)
    if not (names or identifiers):
        return
    for kind in _kinds(said, identifiers):
        yield Thing(
            key=node.value,
            iri=node.value,
            kind=kind,
            names=names,
            identifiers=identifiers,
            country=gathered.country(said),
        )


def _kinds(said: Mapping[str, Sequence[Term]], identifiers: frozenset[tuple[str, str]]) -> tuple[Kind, ...]:
    if any(scheme in {"cve", "cnvd"} for scheme, _ in identifiers):
        return ("vulnerability",)
    types = {re.split("[/#:]", t.value)[-1].lower() for t in said.get(RDF.type.value, ())} & _KINDS.keys()
    stated = {kind for name in types for kind in _KINDS[name]}
    if types:
        return tuple(sorted(stated - {"malware", "concept"} or stated))
    return _ANY


def _source(name: str) -> Source:
    """An RDF file says nothing for sure of who published it: its name stands for all of that."""
    return Source(
        key=slug(PurePath(name).stem) or "rdf",
        title_zh=name,
        title_en=name,
        publisher="",
        homepage="",
        licence=UNEVALUATED,
    )
