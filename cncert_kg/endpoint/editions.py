"""The release that is served, as one thing: its files by the manifest, its store, its workers.

A build swaps the link `public` while requests come in. Each request is answered from one edition: the new one as soon
as its store is open, the old one, whole, until then.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.messages import Settings
from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.pool import Pool
from cncert_kg.endpoint.process import kept_folder
from cncert_kg.errors import CncertKgError, StorageError, UsageError
from cncert_kg.manifest import MANIFEST, read_manifest

_LOG = logging.getLogger("cncert_kg.endpoint")
_PATIENCE = 2.0
"""Seconds that requests wait for a new release before the old one answers them."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release."""

    size: int
    """In bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What is served."""

    key: str
    """Hash of all that is served: of the manifest, or of the name of a bare store."""
    base: str
    folder: Path
    """The release; for a bare store the folder of the store."""
    files: Mapping[str, File]
    """Every file that is served, by path; a bare store has none."""
    is_union: bool
    """Whether the default graph is the union of all named graphs."""
    pool: Pool


class Editions:
    """The edition that is current, and the way to the next."""

    def __init__(self, root: Path, limits: Limits, metrics: Metrics) -> None:
        self._root = root
        self._limits = limits
        self._metrics = metrics
        self._seen = ""
        self._until = 0.0
        self._current: Edition | None = None
        self._change: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open the first edition; raises what is wrong with the release."""
        self._seen = self._folder()
        self._current = await self._opened(Path(self._seen))

    async def current(self) -> Edition:
        """Give the edition that answers a request which comes now."""
        folder = self._folder()
        if folder != self._seen:
            self._seen, self._until = folder, time.monotonic() + _PATIENCE
            self._change = asyncio.create_task(self._changed(Path(folder), self._change))
        if self._change and not self._change.done():
            await asyncio.wait({self._change}, timeout=max(0.0, self._until - time.monotonic()))
        assert self._current is not None
        return self._current

    async def end(self) -> None:
        """End every worker."""
        unfinished = [*self._closing, *([self._change] if self._change else [])]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        if self._current:
            await self._current.pool.end()

    def _folder(self) -> str:
        """The folder of the release that the link names now; one call of the system."""
        try:
            return str(self._root.parent / self._root.readlink())
        except OSError:  # no link: a folder that stays, or for a moment nothing
            return self._seen or str(self._root)

    async def _changed(self, folder: Path, before: asyncio.Task[None] | None) -> None:
        """Open the edition of a folder in place of the current one, which goes on where that cannot be."""
        if before:
            await asyncio.wait({before})
        try:
            edition = await self._opened(folder)
        except (CncertKgError, OSError) as error:
            _LOG.error("%s", error)
            return
        old, self._current = self._current, edition
        _LOG.info("release %s", edition.key)
        if old:
            closing = asyncio.create_task(old.pool.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _opened(self, folder: Path) -> Edition:
        key, base, files = await asyncio.to_thread(_contents, folder)
        store = await kept_folder(folder)
        pool = await pool_of(store, base, True, self._limits, self._metrics).open()
        return Edition(key, base, folder, files, True, pool)


class Bare:
    """A store without a release, which never changes."""

    def __init__(self, store: Path, base: str, is_union: bool, limits: Limits, metrics: Metrics) -> None:
        key = hashlib.sha256(str(store).encode()).hexdigest()
        self._edition = Edition(key, base, store, {}, is_union, pool_of(store, base, is_union, limits, metrics))

    async def open(self) -> None:
        """Start the workers."""
        await self._edition.pool.open()

    async def current(self) -> Edition:
        """Give the one edition."""
        return self._edition

    async def end(self) -> None:
        """End every worker."""
        await self._edition.pool.end()


def pool_of(store: Path, base: str, is_union: bool, limits: Limits, metrics: Metrics) -> Pool:
    """Give the workers of a store, not yet started."""
    bounds = (limits.memory, limits.rows, limits.shown_rows, limits.body)
    return Pool(Settings(os.getpid(), str(store), base, is_union, *bounds), limits, metrics)


def _contents(folder: Path) -> tuple[str, str, dict[str, File]]:
    """Hash of the manifest, base and files of a release."""
    if not (folder / MANIFEST).is_file():
        raise UsageError("E_DATA", "no release here; run `cncert-kg build` first", str(folder))
    manifest = read_manifest(folder)
    try:
        files = {path: File(about["bytes"], about["sha256"]) for path, about in manifest["files"].items()}
        base = str(manifest["base"])
    except (KeyError, TypeError) as error:
        raise StorageError("E_MANIFEST", f"no {error} where it belongs", str(folder / MANIFEST)) from error
    raw = (folder / MANIFEST).read_bytes()
    key = hashlib.sha256(raw).hexdigest()
    return key, base, {**files, MANIFEST: File(len(raw), key)}
