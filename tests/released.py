"""Releases in folders, for what reads them: files that reports make, with a manifest, made once and never changed."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import MANIFEST, manifest_bytes
from cncert_kg.observation_rows import TABLE
from cncert_kg.published import Release
from cncert_kg.store import QUADS
from tests import catalogues, sites
from tests.factory import data_of, embedded_build, small_files

OTHER_BASE = "https://data.example.org/watch/"
EMBEDDED = (QUADS, "data/cncert-kg.ttl", TABLE)
"""The files of the embedded release that tests ask for."""


def saved(files: dict[str, bytes], base: str) -> Path:
    """Give a folder `public` with files and a manifest, removed when the tests end."""
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)) / "public"
    atexit.register(shutil.rmtree, place.parent, ignore_errors=True)
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    listed = {path: {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} for path, raw in files.items()}
    fields = {"name": "cncert-kg", "base": base, "counts": {}, "inputs": []}
    (place / MANIFEST).write_bytes(manifest_bytes(fields, listed))
    return place


@cache
def small(base: str = DEFAULT_BASE) -> Path:
    """Give the release of `factory.documents`: a conflict, a repost, a listed issue, an undated copy, a profile."""
    return saved(small_files(base), base)


@cache
def embedded() -> Path:
    """Give the release of the register that comes with the package, as far as it is asked: its union and its table."""
    with sites.alone("register") as place:
        if not (place / EMBEDDED[-1]).exists():
            made = data_of(embedded_build())
            for path in EMBEDDED:
                (place / path).parent.mkdir(exist_ok=True)
                (place / path).write_bytes(made[path])
        return saved({path: (place / path).read_bytes() for path in EMBEDDED}, DEFAULT_BASE)


@cache
def opened(name: str) -> Release:
    """Give the release `small`, `other` (of another base), `embedded` or `catalogue`, open in memory."""
    if name == "other":
        return Release(small(OTHER_BASE), in_memory=True)
    if name == "catalogue":
        return Release(catalogues.first().target, in_memory=True)
    return Release(small() if name == "small" else embedded(), in_memory=True)
