"""Releases in folders, for what reads them: files that reports make, with a manifest, made once and never changed."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cncert_kg import tables
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import MANIFEST, manifest_bytes
from cncert_kg.published import Release
from cncert_kg.sections import section, union_nquads
from cncert_kg.vocab import prefixes
from tests import catalogues, sites
from tests.factory import embedded_build, small_files

OTHER_BASE = "https://data.example.org/watch/"


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
    """Give the release of the register that comes with the package, as far as it is asked: its quads and its table."""
    with sites.alone("register") as place:
        kept = [place / name for name in ("quads", "table")]
        if not kept[1].exists():
            for path, raw in zip(kept, _embedded(), strict=True):
                path.write_bytes(raw)
        quads, table = (path.read_bytes() for path in kept)
    return saved({"data/cncert-kg.nq": quads, "data/observations.csv": table}, DEFAULT_BASE)


def _embedded() -> tuple[bytes, bytes]:
    made = embedded_build()
    named = ((made.terms.iris.graph(*name.split("/")), triples) for name, triples in made.graphs.items())
    quads = b"".join(union_nquads([section(named, prefixes(DEFAULT_BASE)).nquads]))
    return quads, tables.observations_csv(made.corpus.observations, made.terms)


@cache
def opened(name: str) -> Release:
    """Give the release `small`, `other` (of another base), `embedded` or `catalogue`, open in memory."""
    if name == "other":
        return Release(small(OTHER_BASE), in_memory=True)
    if name == "catalogue":
        return Release(catalogues.first().target, in_memory=True)
    return Release(small() if name == "small" else embedded(), in_memory=True)
