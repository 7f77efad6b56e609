"""`cncert-kg link`: what of a release the data of others may know too. `review` says it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cncert_kg.document import Problem
from cncert_kg.errors import DocumentError, ReadError, UsageError
from cncert_kg.graph.imported import node
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import Iris
from cncert_kg.links import given, misp_taxonomy, ours, rdf, sources, sssom
from cncert_kg.links.candidates import Candidates, candidates
from cncert_kg.links.mappings import MappingSet
from cncert_kg.links.things import Imported, Thing
from cncert_kg.readers.files import base_name
from cncert_kg.stage import storage_errors
from cncert_kg.store import base_of, open_store

_GRAPHS = ("org", "codes", "malware", "links/wikidata", "links/iso-3166-2")
"""Named graphs of a release that hold what may be known elsewhere; the entries of CNVD are in `vuln/{year}`."""


@dataclass(frozen=True, slots=True)
class Linked:
    """One file of others, matched."""

    name: str
    """Base name of the file."""
    title: str = ""
    """What it is, in English."""
    version: str = ""
    """What it says of its own version, or when it was retrieved."""
    things: int = 0
    """How many things, or rows of a set, it has."""
    candidates: Candidates = field(default_factory=Candidates)
    problems: tuple[Problem, ...] = ()
    error: DocumentError | None = None
    """Why it could not be read; then it has nothing else."""


def link(release: Path, others: Sequence[Path], base: str | None = None) -> tuple[Linked, ...]:
    """Match each of `others` with a release folder or an RDF file of ours, in the order given.

    One that cannot be read has an `error`, and the next is read. Raises `UsageError` where there is no release, no
    such file, or the extra `[link]` is not installed; `StorageError` where the release cannot be read.
    """
    base = base or base_of(release)
    opened = [_opened(path, base) for path in others]
    has_numbers = any(isinstance(o, MappingSet) or _has_vulnerabilities(o) for o in opened)
    mine = ours.things(_triples(release, with_vulnerabilities=has_numbers), base)
    return tuple(_linked(base_name(path), found, mine) for path, found in zip(others, opened, strict=True))


Opened = Imported | MappingSet | DocumentError


def _opened(path: Path, base: str) -> Opened:
    if not os.path.lexists(path):
        raise UsageError("E_INPUT", "no such file", str(path))
    try:
        return _read(raw_bytes(path), base_name(path), base)
    except DocumentError as error:
        return error


def raw_bytes(path: Path) -> bytes:
    """Read a regular file without ever blocking; `ReadError` `E_INPUT_KIND`, `E_LINK_SIZE`, `E_UNREADABLE`."""
    name = base_name(path)
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise ReadError("E_INPUT_KIND", "found no regular file, expected one", name)
        if state.st_size > rdf.SIZE:
            raise ReadError("E_LINK_SIZE", f"found {state.st_size:,} bytes, expected at most {rdf.SIZE:,}", name)
        return path.read_bytes()
    except OSError as error:
        raise ReadError("E_UNREADABLE", f"cannot be read: {error.strerror}", name) from error


def _read(raw: bytes, name: str, base: str) -> Opened:
    if given.is_set(raw, name):
        return sssom.read(given.text(raw, name), name, base)
    if rdf.is_rdf(name):
        return rdf.read(raw, name)
    imported = sources.read(raw, name)
    terms = Terms(Iris(base), {})
    return replace(imported, things=tuple(_placed(t, imported, terms) for t in imported.things))


def _placed(thing: Thing, imported: Imported, terms: Terms) -> Thing:
    """Give a thing the IRI that a link leads to.

    Of a family or a concept it is the source's own where it has one, of an entry of RSIT that in our list; of a team,
    whose page is no team, and of a CVE number it is that under which an import describes it.
    """
    if imported.source is misp_taxonomy.RSIT:
        return replace(thing, iri=terms.iris.code("rsit", thing.key.replace(".", "-")).value)
    if thing.iri and thing.kind in {"malware", "concept"}:
        return thing
    return replace(thing, iri=node(thing, imported.source, terms).value)


def _has_vulnerabilities(opened: Opened) -> bool:
    return isinstance(opened, Imported) and any(t.kind == "vulnerability" for t in opened.things)


def _triples(release: Path, *, with_vulnerabilities: bool) -> Iterator[ours.Statement]:
    """Give the statements of the graphs that matter here, one file in memory at a time."""
    folder = release / "data" / "graph"
    if not folder.is_dir():
        yield from open_store(release)
        return
    files = [folder / f"{name}.ttl" for name in _GRAPHS]
    if with_vulnerabilities:
        files += sorted((folder / "vuln").glob("*.ttl"))
    for file in files:
        if file.is_file():
            yield from open_store(file)


def _linked(name: str, opened: Opened, mine: Sequence[Thing]) -> Linked:
    if isinstance(opened, DocumentError):
        return Linked(name, error=opened)
    if isinstance(opened, MappingSet):
        found, problems = given.candidates(opened, name, mine)
        title = opened.mapping_set_title or opened.key
        return Linked(name, title, opened.object_source_version, len(opened.rows), found, problems)
    found, problems = candidates(mine, opened.things), opened.problems
    version = opened.version or opened.retrieved
    size = len({t.iri for t in opened.things})
    return Linked(name, opened.source.title_en, version, size, found, problems)


def save(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, made if it is not there; `StorageError` where the disk refuses."""
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
