"""SPARQL over a release or an RDF file, embedded: Oxigraph in memory, the default graph the union of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, product
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from cncert_kg.errors import StorageError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import MANIFEST, read_manifest
from cncert_kg.resources import folder
from cncert_kg.vocab import prefixes

_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
}
_META = re.compile(r"^#\s*(title|description)@(zh|en):\s*(.+)$", re.MULTILINE)
_NEEDS = re.compile(r"^#\s*needs:\s*(.+)$", re.MULTILINE)
_MINIMUM = re.compile(r"^#\s*rows:\s*(\d+)\s*$", re.MULTILINE)
_SERVICE = re.compile(
    "".join(
        rf"(?:{c}|\\u00(?:{ord(c):x}|{ord(c.upper()):x})|\\U000000(?:{ord(c):x}|{ord(c.upper()):x}))" for c in "service"
    ),
    re.IGNORECASE,
)
"""The word, also where escapes spell it."""

MAX_QUERY = 65_536
"""Longest query, in characters."""

MAX_DEPTH = 200
"""Deepest nesting of brackets of a query."""

Answer = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question shipped with the package."""

    name: str
    text: str
    titles: Mapping[str, str]
    """The question, by language."""
    rows: int
    """Fewest rows a build that has all it needs answers with."""
    needs: frozenset[str] = frozenset()
    """What a build must have beside reports: `catalogue`, `kev`, `mappings`, `statistics`."""


def open_store(path: Path) -> Store:
    """Load a release folder or an RDF file (.nq, .ttl, .nt, .trig).

    Raises `UsageError` where there is nothing to load, `StorageError` where it cannot be read or parsed.
    """
    file = path / "data" / "cncert-kg.nq" if path.is_dir() else path
    if not file.is_file():
        raise UsageError("E_DATA", "no release and no RDF file here; run `cncert-kg build` first", str(path))
    if file.suffix not in _FORMATS:
        raise UsageError("E_DATA", f"found {file.suffix or 'no suffix'}, expected {', '.join(_FORMATS)}", str(file))
    store = Store()
    try:
        store.bulk_load(path=str(file), format=_FORMATS[file.suffix])
    except SyntaxError as error:
        raise StorageError("E_RDF", str(error), str(file)) from error
    except OSError as error:
        raise StorageError("E_IO", error.strerror or str(error), str(file)) from error
    return store


def base_of(path: Path) -> str:
    """Give the base IRI of a release, as its manifest says; the default base for a bare RDF file."""
    return str(read_manifest(path)["base"]) if (path / MANIFEST).is_file() else DEFAULT_BASE


def ask(store: Store, query: str, base: str) -> Answer:
    """Evaluate a query; the project's prefixes are known without being written.

    Raises `UsageError` for a query that does not parse, and for SERVICE: nothing leaves this machine.
    """
    _check_size(query)
    _check_local(query, base)
    try:
        return store.query(query, prefixes=prefixes(base), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise UsageError("E_SPARQL", " ".join(str(error).split()), "query") from None


def _check_size(query: str) -> None:
    """Refuse what would overflow the parser's stack: some ten thousand parentheses end the process, not the query."""
    depths = accumulate(query, lambda depth, c: depth + (c in "([{") - (c in ")]}"), initial=0)
    if len(query) > MAX_QUERY or max(depths) > MAX_DEPTH:
        raise UsageError("E_SPARQL", f"more than {MAX_QUERY} characters or {MAX_DEPTH} brackets deep", "query")


def _check_local(query: str, base: str) -> None:
    """Raise `UsageError` where SERVICE is a keyword of the query, not part of a string, a name, an IRI or a comment.

    Oxigraph itself is the judge, since its parser needs no blank before or after a keyword (`1SERVICE<x>`): with
    another word in its place, a query that has the keyword does not parse, and any other is as good as before.
    """
    if not _SERVICE.search(query):
        return
    words = ("".join(letters) for letters in product("qxzjkvw", repeat=len("service")))
    word = next(w for w in words if w not in query.lower())
    try:
        Store().query(_SERVICE.sub(word, query), prefixes=prefixes(base))
    except SyntaxError as error:
        place = " ".join(str(error).split()).replace(word, "SERVICE")
        raise UsageError(
            "E_SERVICE", f"SERVICE asks another machine, which this command never does ({place})", "query"
        ) from None


def named_queries() -> Iterator[NamedQuery]:
    """Give the shipped questions, by name."""
    for file in sorted(folder("queries").glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        titles = {language: value for kind, language, value in _META.findall(text) if kind == "title"}
        rows = _MINIMUM.search(text)
        needs = frozenset(word.strip() for found in _NEEDS.findall(text) for word in found.split(","))
        yield NamedQuery(file.stem, text, titles, int(rows[1]) if rows else 0, needs)


def named_query(name: str) -> NamedQuery:
    """Give the shipped question `name`; `UsageError` where there is none."""
    for query in named_queries():
        if query.name == name:
            return query
    raise UsageError("E_QUERY", "no query of this name; `cncert-kg query --list` shows them", name)
