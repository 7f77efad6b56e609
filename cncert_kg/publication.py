"""A release of files, put in place whole or not at all.

`public` is a symlink to `.public.releases/{content hash}/` beside it. A build writes a stage beside
the releases, syncs it, renames it and then swaps the symlink, all under an exclusive lock on
`.public.lock`: a reader who follows the link once sees one whole release, and a build that fails or
is killed leaves the last one as it was.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cncert_kg.errors import LockedError, UsageError
from cncert_kg.manifest import read_manifest, verify_manifest
from cncert_kg.stage import Content, Same, is_whole, make_folder, storage_errors, sync, write_stage

__all__ = ["Publication", "lock", "publish", "read_manifest", "storage_errors", "verify_manifest"]

KEPT = 3
"""Releases kept, the current one among them."""

_STAGE = ".stage-"
_LINK = ".link"


def publish(target: Path, files: Iterable[tuple[str, Content]], manifest: Mapping[str, Any]) -> str:
    """Lock `target`, publish `files` there and give the content hash; see `Publication.publish`."""
    with lock(target) as publication:
        return publication.publish(files, manifest)


@contextmanager
def lock(target: Path, *, wait: bool = False) -> Iterator[Publication]:
    """Hold the lock of the release folder `target` for as long as a build takes.

    Raises `UsageError` where something that no build made stands at `target`, `LockedError` where
    another build holds the lock and `wait` is false, `StorageError` where the disk refuses.
    """
    given, target = target, Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow the link we swap
    publication = Publication(target, target.parent / f".{target.name}.releases", given)
    publication.check_target()
    descriptor = _Descriptor(-1)
    try:
        with storage_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor.number = _open_lock(target.with_name(f".{target.name}.lock"), wait)
            publication.check_target()
            publication.sweep()
        # A worker forked during the build must not keep the lock when the build itself is killed.
        os.register_at_fork(after_in_child=descriptor.close)
        yield publication
    finally:
        descriptor.close()


@dataclass
class _Descriptor:
    """An open file, closed once."""

    number: int

    def close(self) -> None:
        number, self.number = self.number, -1
        if number >= 0:
            os.close(number)


def _open_lock(path: Path, wait: bool) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        os.close(handle)
        if isinstance(error, BlockingIOError):
            raise LockedError("E_LOCKED", "another build holds this lock", str(path)) from None
        raise
    return handle


@dataclass(frozen=True)
class Publication:
    """A release folder under our lock; `lock` gives it."""

    target: Path
    releases: Path
    given: Path
    """The target as it was given, for messages."""

    @property
    def cache(self) -> Path:
        """The folder in which builds of this target keep what they worked out; it can be deleted at any time."""
        return self.target.with_name(f".{self.target.name}.cache")

    @property
    def stores(self) -> Path:
        """The folder of the stores that queries are asked of; it can be deleted at any time."""
        return self.target.with_name(f".{self.target.name}.stores")

    @property
    def stage(self) -> Path:
        """The folder in which this process writes the files of a release before it is one."""
        return self.releases / f"{_STAGE}{os.getpid()}"

    def check_target(self) -> None:
        """Raise `UsageError` unless nothing, or a link of our making, is at the target."""
        if not self.target.name:
            problem = "a release folder needs a name"
        elif self.target.is_symlink():
            ours = self.target.readlink().parent == Path(self.releases.name)
            problem = "" if ours else "a link that no build made is here; choose another place"
        else:
            problem = "a real file or folder is here; choose another place" if self.target.exists() else ""
        if problem:
            raise UsageError("E_TARGET", problem, str(self.target))

    def current(self) -> Path | None:
        """Give the folder of the current release; `None` before the first."""
        return self.target.resolve() if self.target.is_dir() else None

    def publish(self, files: Iterable[tuple[str, Content]], manifest: Mapping[str, Any]) -> str:
        """Write `files` and a manifest of them, make them the current release, give the content hash.

        `manifest` is read after the last file, so what yields the files may still fill it. The hash
        covers paths, bytes and manifest: equal content is published once. Raises `StorageError` with
        the last release in place, `ValueError` for a path that cannot be in a release.
        """
        stage = self.stage
        try:
            with storage_errors(self.target):
                make_folder(self.releases)
                make_folder(stage)
                name = write_stage(stage, files, manifest, self.current())
                self._keep(stage, name)
                self._swap(name)
                self._prune(name)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        return name

    def restore(self, name: str) -> bool:
        """Make the release `name` the current one if it is still here and whole; say whether it is."""
        release = self.releases / name
        with storage_errors(self.target):
            if not release.is_dir() or verify_manifest(release):
                return False
            os.utime(release)
            self._swap(name)
        return True

    def held(self, files: Mapping[str, tuple[int, str]]) -> dict[str, Same] | None:
        """Find files, by path with size and SHA-256, in the current release; `None` unless all are there and whole."""
        current = self.current()
        if current is None:
            return None
        found = {path: Same(current / path, size, sha256) for path, (size, sha256) in files.items()}
        return found if all(is_whole(same) for same in found.values()) else None

    def sweep(self) -> None:
        """Remove what killed builds left; only under the lock."""
        (self.releases / _LINK).unlink(missing_ok=True)
        for left in sorted(self.releases.glob(f"{_STAGE}*")):
            shutil.rmtree(left)

    def _keep(self, stage: Path, name: str) -> None:
        """Turn the stage into the release `name`, unless that is already here and whole."""
        release = self.releases / name
        if release.is_dir() and not verify_manifest(release):
            os.utime(release)  # it is the newest again
            return
        if release.is_dir():
            self._remove(release)
        stage.rename(release)
        sync(self.releases)

    def _remove(self, release: Path) -> None:
        """Remove a release; killed half-way, what is left does not look like one."""
        shutil.rmtree(release.rename(self.releases / f"{_STAGE}{release.name}"))

    def _swap(self, name: str) -> None:
        link = Path(self.releases.name) / name
        if self.target.is_symlink() and self.target.readlink() == link:
            return
        fresh = self.releases / _LINK
        fresh.symlink_to(link)
        fresh.replace(self.target)
        sync(self.target.parent)

    def _prune(self, current: str) -> None:
        """Remove all but the newest releases, never the current one."""
        hidden = self.releases.glob(".*")
        others = {r for r in self.releases.iterdir() if r.is_dir()} - {*hidden, self.releases / current}
        for old in sorted(others, key=lambda r: r.stat().st_mtime_ns, reverse=True)[KEPT - 1 :]:
            self._remove(old)
