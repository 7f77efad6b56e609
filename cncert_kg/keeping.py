"""The Oxigraph store of a release, kept on disk beside it: `.public.stores/{key}/`.

The key is the hash of the release's N-Quads and the version of Oxigraph, so a store is made once for each content.
A build makes it; `query` and `serve` open it, many at a time and only to read. Where the last release has a store and
little has changed, the new one begins as a copy of that (hard links, as RocksDB never changes a table of its own) and
takes the quads that differ. The folder can be deleted at any time.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Store, parse

from cncert_kg.errors import StorageError
from cncert_kg.stage import storage_errors

KEPT = 2
"""Stores kept, the newest among them: a reader may still be at the last one."""

_CHUNK = 1 << 22
"""Bytes of N-Quads loaded at a time; the whole at once would take fifteen times the memory."""

_SHARE = 10
"""A store is patched where at most one line in so many differs."""

_MAKING = ".making-"


def key(digest: str) -> str:
    """Give the key of the store of N-Quads with the SHA-256 `digest`."""
    return sha256(f"{digest} {pyoxigraph.__version__}".encode()).hexdigest()[:32]


def keep(quads: Path, digest: str, folder: Path, before: tuple[Path, str] | None = None) -> Path:
    """Give the folder of the store of an N-Quads file with the SHA-256 `digest`; make it where it is absent.

    `before` is another such file, sorted as this one, and its digest. Raises `StorageError` where the disk refuses,
    E_RDF where the file does not parse.
    """
    place = folder / key(digest)
    if not place.is_dir():
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with _locked(folder):
                if not place.is_dir():
                    _make(quads, place, before)
    return place


def opened(place: Path) -> Store:
    """Open a kept store to read. Raises `StorageError` where it is damaged."""
    try:
        return Store.read_only(str(place))
    except (OSError, RuntimeError) as error:
        problem = f"{error}; delete this folder and it is made anew"
        raise StorageError("E_STORE", " ".join(problem.split()), str(place)) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process make stores in a folder; another waits, and then finds the store made."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make(quads: Path, place: Path, before: tuple[Path, str] | None) -> None:
    """Make a store under another name, then give it its own: a killed process leaves no half store behind."""
    for stale in place.parent.glob(f"{_MAKING}*"):
        shutil.rmtree(stale)
    making = place.with_name(f"{_MAKING}{os.getpid()}")
    try:
        if before is None or not _patched(making, quads, place.with_name(key(before[1])), before[0]):
            _filled(making, quads)
        making.rename(place)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    _prune(place, None if before is None else place.with_name(key(before[1])))


def _filled(making: Path, quads: Path) -> None:
    store = Store(str(making))
    with quads.open("rb") as file:
        while lines := file.readlines(_CHUNK):
            _load(store, lines, quads)
    store.optimize()
    store.flush()


def _load(store: Store, lines: list[bytes], quads: Path) -> None:
    try:
        store.bulk_load(b"".join(lines), format=RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise StorageError("E_RDF", " ".join(str(error).split()), str(quads)) from error


def _patched(making: Path, quads: Path, old_place: Path, old: Path) -> bool:
    """Make a store from the last one; false where there is none, or too much has changed."""
    if not (old_place.is_dir() and old.is_file()):
        return False
    most = quads.stat().st_size // _SHARE
    changes = _changes(old, quads, most)
    if changes is None:
        return False
    _copy(old_place, making)
    store = Store(str(making))
    for quad in parse(b"".join(changes[0]), format=RdfFormat.N_QUADS):
        store.remove(Quad(quad.subject, quad.predicate, quad.object, quad.graph_name))
    _load(store, changes[1], quads)
    store.flush()
    return True


def _copy(old: Path, new: Path) -> None:
    """Copy a store that nobody writes; its tables are never changed, so they are linked."""
    new.mkdir()
    for file in old.iterdir():
        if file.suffix == ".sst":
            (new / file.name).hardlink_to(file)
        elif file.name != "LOCK":
            shutil.copyfile(file, new / file.name)


def _changes(old: Path, new: Path, most: int) -> tuple[list[bytes], list[bytes]] | None:
    """Give the lines that only one of two sorted files has; `None` where they are more than `most` bytes."""
    gone: list[bytes] = []
    come: list[bytes] = []
    size = 0
    with old.open("rb") as left, new.open("rb") as right:
        for which, line in _unequal(left, right):
            (gone if which else come).append(line)
            size += len(line)
            if size > most:
                return None
    return gone, come


def _unequal(left: IO[bytes], right: IO[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Give the lines of two sorted files that are not in both, and whether it is the first that has it."""
    a, b = next(left, b""), next(right, b"")
    while a or b:
        if a == b:
            a, b = next(left, b""), next(right, b"")
        elif not b or (a and a < b):
            yield True, a
            a = next(left, b"")
        else:
            yield False, b
            b = next(right, b"")


def _prune(place: Path, last: Path | None) -> None:
    """Remove all stores but a new one and the last release's, which stays the current one if the build fails."""
    others = [p for p in place.parent.iterdir() if p.is_dir() and p != place and not p.name.startswith(".")]
    others.sort(key=lambda p: (p == last, p.stat().st_mtime_ns), reverse=True)
    for one in others[KEPT - 1 :]:
        shutil.rmtree(one)
