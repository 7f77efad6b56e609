"""A folder of files, written whole and synced, with a manifest of them; files that another folder has are linked."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cncert_kg.errors import StorageError
from cncert_kg.manifest import MANIFEST, file_sha256, manifest_bytes, release_path

_BLOCK = 1 << 20
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_NO_LINKS = {errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV}
_READONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass(frozen=True, slots=True)
class Same:
    """A file that another release already holds; it is linked, not written again."""

    place: Path
    size: int
    sha256: str


Content = bytes | Iterable[bytes] | Same
"""A file's bytes, whole or in pieces, or where they are."""


def is_whole(same: Same) -> bool:
    """Whether a file is there with the bytes it had."""
    try:
        return file_sha256(same.place) == same.sha256
    except OSError:
        return False


def write_stage(
    stage: Path, files: Iterable[tuple[str, Content]], manifest: Mapping[str, Any], last: Path | None = None
) -> str:
    """Write everything below `stage`, synced, and give the content hash.

    A file that the release `last` has with the same bytes is linked, not written again.
    """
    written: dict[str, dict[str, Any]] = {}
    fresh: list[str] = []
    folders = {stage}
    for path, content in files:
        place = stage / release_path(path)
        if path in written or path == MANIFEST:
            raise ValueError(f"two files of one path in a release: {path!a}")
        _make_folders(place.parent, stage, folders)
        if last and isinstance(content, bytes):
            content = _same(last / path, content) or content
        written[path] = _write(place, content)
        if not isinstance(content, Same):
            fresh.append(path)
    listing = manifest_bytes(manifest, written)
    _write(stage / MANIFEST, listing)
    # All files are synced after all are written: the disk then writes them in one go. What is linked was synced before.
    for path in (*fresh, MANIFEST):
        sync(stage / path)
    for folder in sorted(folders, reverse=True):
        sync(folder)
    return hashlib.sha256(listing).hexdigest()[:32]


def _make_folders(parent: Path, stage: Path, folders: set[Path]) -> None:
    """Make a folder and those above it, as far as they are not among the `folders` already made."""
    if parent in folders:
        return
    for folder in reversed([f for f in (parent, *parent.parents) if f not in folders and f.is_relative_to(stage)]):
        make_folder(folder)
        folders.add(folder)


def _same(held: Path, content: bytes) -> Same | None:
    """Give the file that already has these bytes."""
    try:
        if held.stat().st_size != len(content) or held.read_bytes() != content:
            return None
    except OSError:
        return None
    return Same(held, len(content), hashlib.sha256(content).hexdigest())


def _write(place: Path, content: Content) -> dict[str, Any]:
    """Write a new file in constant memory; give its size in bytes and its SHA-256."""
    if isinstance(content, Same):
        _link(content.place, place)
        return {"bytes": content.size, "sha256": content.sha256}
    digest, size = hashlib.sha256(), 0
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        os.fchmod(handle, 0o644)  # whatever the umask
        for block in _blocks(content):
            digest.update(block)
            size += len(block)
            rest = memoryview(block)
            while rest:
                rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _link(held: Path, place: Path) -> None:
    """Give a file a second name, or a copy where the file system knows no links."""
    try:
        os.link(held, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(held, place)
        place.chmod(0o644)


def _blocks(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    """Join pieces into blocks of about a mebibyte."""
    if isinstance(content, bytes):
        yield content
        return
    pieces: list[bytes] = []
    size = 0
    for piece in content:
        pieces.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield b"".join(pieces)
            pieces, size = [], 0
    yield b"".join(pieces)


def make_folder(path: Path) -> None:
    """Make a folder that everybody may read, unless it is there."""
    path.mkdir(exist_ok=True)
    path.chmod(0o755)


def sync(path: Path) -> None:
    """Have the disk keep what was written."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def storage_errors(place: Path) -> Iterator[None]:
    """Turn an `OSError` into a `StorageError` that names `place`: no space, read-only, or other."""
    try:
        yield
    except OSError as error:
        kinds = {**dict.fromkeys(_NO_SPACE, "E_NO_SPACE"), **dict.fromkeys(_READONLY, "E_READONLY")}
        code = kinds.get(error.errno or 0, "E_IO")
        name = "" if error.filename is None else f" ({error.filename!r})"
        raise StorageError(code, f"{error.strerror or error}{name}", str(place)) from error
