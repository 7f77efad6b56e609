"""Triples as files: Turtle for people, N-Quads for machines, JSON-LD for pages.

Same triples, same bytes, whatever their order. Terms are escaped by pyoxigraph, whose own Turtle
writer puts prefixes in random order and no space between subjects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from pyoxigraph import Literal, NamedNode, Quad, Triple

from cncert_kg.vocab import RDF, XSD

Row = tuple[str, bool, str, str]
"""Subject IRI; whether the predicate is another than rdf:type; predicate IRI; object in N-Triples form."""

# Narrower than Turtle's PN_LOCAL, so that no name needs an escape.
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*", re.ASCII)

# Lexical forms that Turtle reads back, unquoted, with this datatype and no other.
_BARE = {
    XSD.integer.value: re.compile(r"-?[0-9]+", re.ASCII),
    XSD.decimal.value: re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII),
    XSD.boolean.value: re.compile(r"true|false"),
}
# Integers that JSON and JavaScript keep whole, in the only form JSON-LD gives back.
_NATIVE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
_compact = json.JSONEncoder(ensure_ascii=False).encode
_TYPE = RDF.type.value
_NEXT = " ;\n    "
_BELOW = "\n        "
_WIDTH = 100


class Names:
    """Short names of IRIs under the prefixes of one file."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Take prefix to namespace; a namespace that does not end in `/` or `#` is never used."""
        self._prefix = {namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)}
        self._used: dict[str, str] = {}
        self.short = lru_cache(maxsize=1 << 16)(self._short)
        """Give `prefix:local` for an IRI, or `None` where no prefix fits."""

    def _short(self, iri: str) -> str | None:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefix.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return None
        self._used[prefix] = iri[:cut]
        return f"{prefix}:{iri[cut:]}"

    @property
    def used(self) -> dict[str, str]:
        """The prefixes that names given so far need, in order."""
        return dict(sorted(self._used.items()))

    def name(self, iri: str) -> str:
        """Give an IRI as Turtle writes it: `prefix:local` or `<iri>`."""
        return self.short(iri) or f"<{iri}>"

    def term(self, term: str) -> str:
        """Give an N-Triples term in its shortest Turtle form."""
        if term[0] == "<":
            return self.name(term[1:-1])
        if term[-1] != ">":
            return term
        quoted, _, datatype = term[:-1].rpartition("^^<")
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(quoted, 1, len(quoted) - 1):
            return quoted[1:-1]
        return f"{quoted}^^{self.name(datatype)}"


def row(triple: Triple | Quad) -> Row:
    """Give the strings of a triple, in their order of sorting.

    Raises `ValueError` for a blank node or a quoted triple: published data have none.
    """
    subject, value = triple.subject, triple.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
        raise ValueError(f"blank node or quoted triple in published data: {triple}")
    predicate = triple.predicate.value
    return subject.value, predicate != _TYPE, predicate, str(value)


def turtle(triples: Iterable[Triple | Quad], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    """Give the Turtle of `triples`: the prefixes it uses, then one block a subject, types first.

    Raises `ValueError` for a blank node.
    """
    names = Names(prefixes)
    body = list(blocks(sorted({row(t) for t in triples}), names))
    yield header(names.used)
    yield from body


def header(namespaces: Mapping[str, str]) -> bytes:
    """Give the declarations of some prefixes, in order."""
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(namespaces.items())).encode()


def blocks(rows: Iterable[Row], names: Names) -> Iterator[bytes]:
    """Give one block of Turtle a subject, in constant memory; rows must be in order and distinct."""
    for subject, statements in groupby(rows, itemgetter(0)):
        lines = [
            _line(predicate, [names.term(s[3]) for s in same], names)
            for predicate, same in groupby(statements, itemgetter(2))
        ]
        yield f"\n{names.name(subject)} {_NEXT.join(lines)} .\n".encode()


def _line(predicate: str, objects: list[str], names: Names) -> str:
    verb = "a" if predicate == _TYPE else names.name(predicate)
    line = f"{verb} {', '.join(objects)}"
    if len(objects) == 1 or len(line) < _WIDTH:
        return line
    return f"{verb}{_BELOW}{f',{_BELOW}'.join(objects)}"


def nquads(quads: Iterable[Quad | Triple]) -> Iterator[bytes]:
    """Give the lines of N-Quads in byte order, each once; a triple is of the default graph.

    Raises `ValueError` for a blank node.
    """
    for line in sorted({_quad(q) for q in quads}):
        yield f"{line} .\n".encode()


def _quad(quad: Quad | Triple) -> str:
    subject, _, predicate, value = row(quad)
    line = f"<{subject}> <{predicate}> {value}"
    if isinstance(quad, Triple) or not isinstance(quad.graph_name, NamedNode):
        return line
    return f"{line} {quad.graph_name}"


def ntriples(triples: Iterable[Triple]) -> bytes:
    """Give the lines of N-Triples in byte order, each once; `ValueError` for a blank node."""
    return b"".join(nquads(triples))


def jsonld(triples: Iterable[Triple | Quad], prefixes: Mapping[str, str]) -> bytes:
    """Give the JSON-LD of `triples`: one object of a subject, or an `@graph` of several.

    Raises `ValueError` for a blank node.
    """
    by_row = {row(t): t.object for t in triples}
    names = Names(prefixes)
    nodes = []
    for subject, statements in groupby(sorted(by_row), itemgetter(0)):
        node: dict[str, object] = {"@id": names.short(subject) or subject}
        for predicate, same in groupby(statements, itemgetter(2)):
            values = [_json_value(by_row[s], names) for s in same]
            if predicate == _TYPE:
                node["@type"] = [v["@id"] if isinstance(v, dict) else v for v in values]
            else:
                node[names.short(predicate) or predicate] = values[0] if len(values) == 1 else values
        nodes.append(node)
    context: dict[str, object] = {"@context": names.used}
    if len(nodes) == 1:
        return f"{_json_lines({**context, **nodes[0]})}\n".encode()
    graph = ",\n".join(_json_lines(node) for node in nodes)
    return f'{_json_lines(context)[:-2]},\n"@graph": [\n{graph}\n]}}\n'.encode()


def _json_lines(node: Mapping[str, object]) -> str:
    """Write an object with each member on a line: an indent for each value would cost ten times as much."""
    lines = (f"{_compact(key)}: {_compact(value)}" for key, value in node.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def _json_value(value: object, names: Names) -> dict[str, str] | str | int | bool:
    if isinstance(value, NamedNode):
        return {"@id": names.short(value.value) or value.value}
    assert isinstance(value, Literal)
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype == XSD.string:
        return value.value
    if value.datatype == XSD.integer and _NATIVE.fullmatch(value.value):
        return int(value.value)
    if value.datatype == XSD.boolean and value.value in ("true", "false"):
        return value.value == "true"
    return {
        "@type": names.short(value.datatype.value) or value.datatype.value,
        "@value": value.value,
    }
