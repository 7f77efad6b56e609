"""What a release holds for a store: its named graphs, their triples, and what each must count and amount to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from cncert_kg.errors import StorageError, UsageError
from cncert_kg.loading.values import Tally, fingerprint, key
from cncert_kg.manifest import MANIFEST, file_sha256, read_manifest, release_path

NQUADS = "data/cncert-kg.nq"
_FOLDER, _SUFFIX = "data/graph/", ".ttl"


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph of a release."""

    name: str
    """`vuln/2017`."""
    iri: str
    file: Path
    """Its Turtle."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The graphs of a release."""

    folder: Path
    """The release itself: a build that swaps the link `public` meanwhile changes nothing."""
    base: str
    graphs: tuple[Graph, ...]
    """By name."""

    @property
    def space(self) -> str:
        """What the IRIs of all graphs of this base begin with."""
        return f"{self.base}graph/"


def contents(data: Path) -> Contents:
    """Give what a release holds.

    Raises `UsageError` `E_DATA` where there is no release, `StorageError` where a file of RDF is not the one that
    the manifest names: a damaged release is not pushed.
    """
    if not (data / MANIFEST).is_file():
        raise UsageError("E_DATA", "no release here, expected the folder that `cncert-kg build` publishes", str(data))
    folder = data.resolve()
    manifest = read_manifest(folder)
    base, files = str(manifest["base"]), manifest["files"]
    names = sorted(path[len(_FOLDER) : -len(_SUFFIX)] for path in files if _is_graph(path))
    for path in (NQUADS, *(f"{_FOLDER}{name}{_SUFFIX}" for name in names)):
        _check(folder, path, files.get(path))
    graphs = (Graph(n, f"{base}graph/{n}", folder / release_path(f"{_FOLDER}{n}{_SUFFIX}")) for n in names)
    return Contents(folder, base, tuple(graphs))


def _is_graph(path: str) -> bool:
    return path.startswith(_FOLDER) and path.endswith(_SUFFIX)


def _check(folder: Path, path: str, expected: Any) -> None:
    wanted = expected.get("sha256") if isinstance(expected, Mapping) else None
    try:
        found = file_sha256(folder / path)
    except OSError as error:
        raise StorageError("E_IO", error.strerror or str(error), str(folder / path)) from error
    if found != wanted:
        raise StorageError("E_CHANGED", f"found SHA-256 {found}, expected {wanted}", str(folder / path))


def chosen(held: Contents, names: Sequence[str]) -> tuple[Graph, ...]:
    """Give the graphs of these names, all where there is none; `vuln` stands for all of `vuln/…`.

    Raises `UsageError` `E_GRAPH` for a name that no graph has.
    """
    for name in names:
        if not any(_is_named(graph, name) for graph in held.graphs):
            raise UsageError("E_GRAPH", "no graph of this name in the release; `data/graph` has one file a graph", name)
    return tuple(g for g in held.graphs if not names or any(_is_named(g, name) for name in names))


def _is_named(graph: Graph, name: str) -> bool:
    return graph.name == name or graph.name.startswith(f"{name}/")


def triples(graph: Graph) -> Iterator[Triple]:
    """Give the triples of a graph, one after the other; raise `StorageError` where its file cannot be read."""
    try:
        for quad in parse(path=graph.file, format=RdfFormat.TURTLE):
            yield quad.triple
    except (OSError, SyntaxError) as error:
        raise StorageError("E_IO", str(error), str(graph.file)) from error


def tallies(held: Contents, graphs: Collection[Graph]) -> dict[str, Tally]:
    """Give what each graph must amount to, by IRI; read from the N-Quads, not from the files that are sent."""
    sums = {graph.iri: [0, 0] for graph in graphs}
    try:
        for quad in parse(path=held.folder / NQUADS, format=RdfFormat.N_QUADS):
            found = sums.get(quad.graph_name.value)
            if found is not None:
                found[0] += 1
                found[1] += fingerprint(key(quad))
    except (OSError, SyntaxError) as error:
        raise StorageError("E_IO", str(error), str(held.folder / NQUADS)) from error
    return {iri: Tally(rows, 0) + Tally(0, total) for iri, (rows, total) in sums.items()}
