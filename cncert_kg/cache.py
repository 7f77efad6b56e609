"""What earlier builds worked out, kept under the hash of all that it came from.

A cache makes a build quicker and never different: it can be deleted at any time, whole or in part, and
what is damaged counts as absent. Entries that a build did not ask for are removed at its end.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from cncert_kg import __version__, resources
from cncert_kg.stage import storage_errors

_HASH = 32


@dataclass(frozen=True, slots=True)
class Pack:
    """One entry: facts about it, and its parts."""

    meta: Mapping[str, Any]
    """What JSON can hold."""
    parts: Mapping[str, bytes] = field(default_factory=dict)

    def encoded(self, name: str = "") -> bytes:
        """Give the pack as a file; see `pieces`."""
        return b"".join(pieces(self.meta, {part: (text,) for part, text in self.parts.items()}, name))


def pieces(meta: Mapping[str, Any], parts: Mapping[str, Sequence[bytes]], name: str = "") -> Iterator[bytes]:
    """Give a pack as a file in pieces: a checksum, a line of JSON with sizes, then meta data and parts.

    The checksum covers all that follows and `name`, so that a pack is none under another name.
    """
    about = json.dumps(meta, ensure_ascii=False, separators=(",", ":")).encode()
    sizes = {"meta": len(about), "parts": {part: sum(map(len, texts)) for part, texts in parts.items()}}
    held = (json.dumps(sizes, separators=(",", ":")).encode(), b"\n", about, *chain.from_iterable(parts.values()))
    yield _checksum(held, name)
    yield from held


def _checksum(whole: Iterable[bytes], name: str) -> bytes:
    return b"%08x\n" % reduce(lambda crc, piece: zlib.crc32(piece, crc), whole, zlib.crc32(name.encode()))


def decoded(raw: bytes, name: str = "") -> Pack:
    """Read what `Pack.encoded` gave of the same `name`; `ValueError` for anything else."""
    whole = raw[9:]
    if raw[:9] != _checksum((whole,), name):
        raise ValueError("no whole pack")
    head, _, body = whole.partition(b"\n")
    sizes = json.loads(head)
    start, parts = sizes["meta"], {}
    for name, size in sizes["parts"].items():
        parts[name] = body[start : start + size]
        start += size
    return Pack(json.loads(body[: sizes["meta"]]), parts)


class Cache(Protocol):
    """Packs by kind and key."""

    def get(self, kind: str, key: str) -> Pack | None:
        """Give a pack, or nothing where there is none or a damaged one."""

    def part(self, kind: str, key: str, name: str) -> bytes | None:
        """Give one part of a pack that `get` gave in this build: it is not checked again. Nothing where it is gone."""

    def put(self, kind: str, key: str, pack: Pack) -> None:
        """Keep a pack."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A cache that ends with the build."""

    held: dict[tuple[str, str], Pack] = field(default_factory=dict)

    def get(self, kind: str, key: str) -> Pack | None:
        """Give a pack."""
        return self.held.get((kind, key))

    def part(self, kind: str, key: str, name: str) -> bytes | None:
        """Give one part of a pack; an empty one where the pack has none of this name."""
        pack = self.held.get((kind, key))
        return pack.parts.get(name, b"") if pack else None

    def put(self, kind: str, key: str, pack: Pack) -> None:
        """Keep a pack."""
        self.held[kind, key] = pack


@dataclass(frozen=True, slots=True)
class Folder:
    """A cache on disk, `{kind}/{key}`; worker processes use it together."""

    place: Path

    def get(self, kind: str, key: str) -> Pack | None:
        """Give a pack, marked as used; a damaged one is as good as none."""
        path = self.place / kind / key
        try:
            pack = decoded(path.read_bytes(), f"{kind}/{key}")
            os.utime(path)
        except (OSError, ValueError):
            return None
        return pack

    def part(self, kind: str, key: str, name: str) -> bytes | None:
        """Read one part of a pack and no other; an empty one where the pack has none of this name."""
        try:
            with (self.place / kind / key).open("rb") as file:
                file.readline()  # the checksum
                sizes = json.loads(file.readline())
                start = sizes["meta"]
                for other, size in sizes["parts"].items():
                    if other == name:
                        file.seek(start, os.SEEK_CUR)
                        return file.read(size)
                    start += size
                return b""
        except (OSError, ValueError):
            return None

    def put(self, kind: str, key: str, pack: Pack) -> None:
        """Write a pack beside and rename it; `StorageError` where the disk refuses."""
        self.write(kind, key, pack.meta, {name: (text,) for name, text in pack.parts.items()})

    def write(self, kind: str, key: str, meta: Mapping[str, Any], parts: Mapping[str, Sequence[bytes]]) -> None:
        """Write a pack whose parts are in pieces, which are never joined in memory; as `put`."""
        path = self.place / kind / key
        with storage_errors(self.place):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces(meta, parts, f"{kind}/{key}"))
            Path(beside).replace(path)

    def begin(self) -> int:
        """Give the moment before which nothing was used, as the file system counts; remove what killed builds left."""
        with storage_errors(self.place):
            self.place.mkdir(parents=True, exist_ok=True)
            for left in self.place.glob("*/.new-*"):
                left.unlink(missing_ok=True)
            clock = self.place / ".begun"
            clock.touch()
            return clock.stat().st_mtime_ns

    def prune(self, since: int) -> None:
        """Remove the packs that nothing used since `begin`."""
        for path in self.place.glob("*/*"):
            # Somebody may empty the cache at this very moment, or keep a folder of their own in it.
            with suppress(OSError):
                if path.stat().st_mtime_ns < since:
                    path.unlink()

    def clear(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.place, ignore_errors=True)


def key(*parts: str) -> str:
    """Give the key of what `parts` determine, in this order, with this very software."""
    return _hashed((software(), *parts))


def _hashed(parts: Iterable[str]) -> str:
    # Names of files may hold bytes that are no UTF-8.
    return hashlib.sha256("\x1f".join(parts).encode(errors="backslashreplace")).hexdigest()[:_HASH]


@cache
def software() -> str:
    """Give the hash of every file of the package and of its resources, read once."""
    digest = hashlib.sha256(__version__.encode())
    for name, path in resources.package_files():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
