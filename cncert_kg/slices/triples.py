"""Slices as triples: each thing with what belongs to it, and the names of all that it refers to.

To a thing belong its period, its mentions with their selectors and the documents they are in; to a report its copies,
figures, gaps and contradictions; to an entry of CNVD its CVE records; to an organisation its memberships, contacts and
claims. Of anything else that is named, such as a code, the labels are given, so that a slice can be read by itself.
Each statement is given once, with the first thing that needs it: a slice of any length is written as it is read.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from pyoxigraph import NamedNode, Store, Triple

from cncert_kg.turtle import Names, blocks, header, jsonld, row
from cncert_kg.vocab import DCT, OA, ORG, PROV, RDF, RDFS, own, prefixes

_IN_MEMORY = 1 << 24
"""Bytes of a slice that are held until its prefixes are known; what is longer waits in a temporary file."""
_BLOCK = 1 << 20


class Belongings:
    """The triples of things and of what belongs to them, each once."""

    def __init__(self, store: Store, base: str) -> None:
        d = own(base)
        self._store = store
        self._down = (
            *(PROV.wasDerivedFrom, d.inDocument, DCT.hasPart),
            *(d.refPeriod, DCT.temporal, d.correspondsToCVE, d.contact),
        )
        self._up = (OA.hasBody, PROV.specializationOf, DCT.isPartOf, d.issue, d.about, ORG.member, RDF.subject)
        self._full: set[str] = set()
        self._labelled: set[str] = set()

    def of(self, thing: NamedNode) -> list[Triple]:
        """Give what has not been given yet of a thing, of what belongs to it and of their names."""
        found: list[Triple] = []
        waiting, named = [thing], dict[str, NamedNode]()
        while waiting:
            node = waiting.pop()
            if node.value in self._full:
                continue
            self._full.add(node.value)
            said = self._said(node)
            waiting += self._belonging(node, said)
            named |= {t.object.value: t.object for t in said if isinstance(t.object, NamedNode)}
            found += (t for t in said if t.predicate != RDFS.label or node.value not in self._labelled)
        for node in named.values():
            found += self._labels(node)
        return found

    def _said(self, node: NamedNode, predicate: NamedNode | None = None) -> list[Triple]:
        """Give the triples of a subject, each once whatever the graphs it stands in."""
        return list({quad.triple: None for quad in self._store.quads_for_pattern(node, predicate, None)})

    def _belonging(self, node: NamedNode, said: Iterable[Triple]) -> Iterator[NamedNode]:
        fragment = f"{node.value}#"
        for triple in said:
            value = triple.object
            if isinstance(value, NamedNode) and (triple.predicate in self._down or value.value.startswith(fragment)):
                yield value
            if isinstance(value, NamedNode) and triple.predicate == OA.hasTarget:
                yield from self._selectors(value)
        for predicate in self._up:
            quads = self._store.quads_for_pattern(None, predicate, node)
            yield from (quad.subject for quad in quads if isinstance(quad.subject, NamedNode))

    def _selectors(self, target: NamedNode) -> Iterator[NamedNode]:
        quads = self._store.quads_for_pattern(target, OA.hasSelector, None)
        return (quad.object for quad in quads if isinstance(quad.object, NamedNode))

    def _labels(self, node: NamedNode) -> list[Triple]:
        if node.value in self._full or node.value in self._labelled:
            return []
        self._labelled.add(node.value)
        return self._said(node, RDFS.label)


def turtle(groups: Iterable[Iterable[Triple]], base: str) -> Iterator[bytes]:
    """Give Turtle: the prefixes that are used, then the triples of each group in order."""
    names = Names(prefixes(base))
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
        for group in groups:
            body.writelines(blocks(sorted({row(triple) for triple in group}), names))
        yield header(names.used)
        yield from _blocks(body)


def json_ld(groups: Iterable[Iterable[Triple]], base: str) -> Iterator[bytes]:
    """Give JSON-LD (1.1): the prefixes that are used, then one node a line, the triples of each group in order."""
    known, context = prefixes(base), dict[str, str]()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
        separator = b"\n"
        for group in groups:
            document = json.loads(jsonld(group, known))
            context |= document.pop("@context")
            for node in document.get("@graph", [document]):
                body.write(separator + json.dumps(node, ensure_ascii=False).encode())
                separator = b",\n"
        yield f'{{"@context": {json.dumps(dict(sorted(context.items())), indent=1)},\n"@graph": ['.encode()
        yield from _blocks(body)
        yield b"\n]}\n"


def _blocks(body: IO[bytes]) -> Iterator[bytes]:
    body.seek(0)
    while block := body.read(_BLOCK):
        yield block
