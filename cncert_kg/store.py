"""SPARQL over a release or an RDF file, embedded in Oxigraph, the default graph the union of all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from cncert_kg import guard, keeping
from cncert_kg.errors import StorageError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import MANIFEST, file_sha256, read_manifest
from cncert_kg.results import Answer
from cncert_kg.vocab import prefixes

QUADS = "data/cncert-kg.nq"
"""Where a release has its quads."""

_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a query is asked of (SPARQL 1.1, 13; SPARQL 1.1 Protocol, 2.1.4)."""

    default: tuple[NamedNode, ...] | None = None
    """Graphs whose union is the default graph."""
    named: tuple[NamedNode, ...] | None = None
    """Graphs that GRAPH may name."""
    union: bool = True
    """Whether, where nothing is said, the default graph is the union of all; else it is the unnamed one."""

    @property
    def is_given(self) -> bool:
        """Whether the dataset is said beside the query, which then overrides FROM."""
        return self.default is not None or self.named is not None


UNION = Dataset()


def open_store(path: Path, *, in_memory: bool = False) -> Store:
    """Open a release folder or load an RDF file (.nq, .ttl, .nt, .trig).

    A release is opened from its store on disk, which is made beside it where it is absent; `in_memory` loads it
    instead, and so does a place where nothing can be written. Raises `UsageError` where there is nothing to load,
    `StorageError` where it cannot be read or parsed.
    """
    file = _file(path)
    if path.is_dir() and not in_memory and _can_keep(path):
        return keeping.opened(kept_store(path))
    store = Store()
    try:
        store.bulk_load(path=str(file), format=_FORMATS[file.suffix])
    except SyntaxError as error:
        raise StorageError("E_RDF", str(error), str(file)) from error
    except OSError as error:
        raise StorageError("E_IO", error.strerror or str(error), str(file)) from error
    return store


def triples(path: Path) -> Iterator[Triple]:
    """Read the triples of a release folder or an RDF file as they are written; a store rewrites `007` to `7`.

    Blank nodes of two files are never the same. Raises as `open_store`.
    """
    file = _file(path)
    try:
        with file.open("rb") as stream:
            for quad in parse(stream, _FORMATS[file.suffix], base_iri=file.resolve().as_uri(), rename_blank_nodes=True):
                yield quad.triple
    except SyntaxError as error:
        raise StorageError("E_RDF", " ".join(str(error).split()), str(file)) from error
    except OSError as error:
        raise StorageError("E_IO", error.strerror or str(error), str(file)) from error


def kept_store(path: Path) -> Path:
    """Give the folder of the store of a release, made where it is absent.

    Several processes may open it at once, to read. Raises `UsageError` where `path` is no release.
    """
    quads = _file(path).resolve()
    return keeping.keep(quads, digest(path), stores(path))


def stores(path: Path) -> Path:
    """Give the folder in which the stores of a release are kept: `.public.stores` beside `public`."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the link
    if whole.parent.suffix == ".releases":  # one release of `public`, by its own name
        return whole.parent.with_suffix(".stores")
    return whole.with_name(f".{whole.name}.stores")


def staged_store(stage: Path, stores: Path, last: Path | None = None) -> Store:
    """Give the store of a release that is being written, kept in `stores`; the one of the `last` release is patched."""
    quads, known = stage / QUADS, None if last is None else (last / QUADS, digest(last))
    return keeping.opened(keeping.keep(quads, file_sha256(quads), stores, known))


def digest(path: Path) -> str:
    """Give the SHA-256 of a release's quads: as its manifest says, which saves reading them."""
    if (path / MANIFEST).is_file():
        return str(read_manifest(path)["files"][QUADS]["sha256"])
    return file_sha256(path / QUADS)


def base_of(path: Path) -> str:
    """Give the base IRI of a release, as its manifest says; the default base for a bare RDF file."""
    return str(read_manifest(path)["base"]) if (path / MANIFEST).is_file() else DEFAULT_BASE


def ask(store: Store, query: str, base: str, dataset: Dataset = UNION) -> Answer:
    """Evaluate a query; the project's prefixes are known without being written.

    Raises `UsageError`: E_SPARQL for a query that does not parse, E_FROM for a graph that is not here, and as
    `guard.check`. Nothing leaves this machine.
    """
    checked = guard.check(query, base)
    try:
        answer: Answer = store.query(query, base_iri=base, prefixes=prefixes(base), **_arguments(checked, dataset))
    except SyntaxError as error:
        raise guard.syntax_error(query, error, base) from None
    except RuntimeError as error:
        raise guard.unknown_function(error) from None
    check_graphs(store, checked.graphs(base) if not dataset.is_given else _named(dataset))
    return answer


def _arguments(checked: guard.Checked, dataset: Dataset) -> dict[str, Any]:
    """Say to Oxigraph what the query is asked of; a union that it is told of would override FROM."""
    if dataset.is_given:
        return {"default_graph": list(dataset.default or ()), "named_graphs": list(dataset.named or ())}
    return {"use_default_graph_as_union": dataset.union and not checked.names_graphs}


def _named(dataset: Dataset) -> set[str]:
    return {node.value for node in (*(dataset.default or ()), *(dataset.named or ()))}


def check_graphs(store: Store, names: set[str]) -> None:
    """Raise `UsageError` for a graph that is not here: to take it for an empty one would be a wrong answer."""
    for name in sorted(names):
        try:
            held = store.contains_named_graph(NamedNode(name))
        except ValueError:
            held = False
        if not held:
            raise UsageError("E_FROM", "no graph of this name is here, and none is fetched", name)


def _file(path: Path) -> Path:
    file = path / QUADS if path.is_dir() else path
    if not file.is_file():
        raise UsageError("E_DATA", "no release and no RDF file here; run `cncert-kg build` first", str(path))
    if file.suffix not in _FORMATS:
        raise UsageError("E_DATA", f"found {file.suffix or 'no suffix'}, expected {', '.join(_FORMATS)}", str(file))
    return file


def _can_keep(path: Path) -> bool:
    """Whether a store is there, or can be made."""
    folder = stores(path)
    return (
        os.access(folder if folder.is_dir() else folder.parent, os.W_OK)
        or (folder / keeping.key(digest(path))).is_dir()
    )
