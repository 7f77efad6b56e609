"""A release with the page that answers SPARQL and the pages of the questions, in a folder, made once a session."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from cncert_kg import composition, engine, release
from cncert_kg.answering import Examiner
from cncert_kg.release import JOINED, Build
from cncert_kg.site import style
from tests.conftest import absent
from tests.factory import documents, embedded_build, joined, reports, whole, with_sets


def needed_engine() -> Path:
    """Give the script of the engine, or skip the test, or fail it where `assets` is required."""
    found = engine.held()
    if found is None:
        absent("assets", "the SPARQL engine is not here: `cncert-kg assets` gets it")
    return found


@cache
def small() -> Path:
    """Give the release of `factory.documents` and of the mapping sets with these pages and no others."""
    return _made(with_sets(reports(documents())))


@cache
def embedded() -> Path:
    """Give the release of the register that comes with the package with these pages and no others."""
    return _made(embedded_build())


def _made(build: Build) -> Path:
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)) / "public"
    atexit.register(shutil.rmtree, place.parent, ignore_errors=True)
    described = whole(build)
    described.brought = replace(described.brought, files=release.data_files(build))
    for path, content in composition.files(described):
        write(place / path, joined(content))
        if path == f"data/graph/{JOINED}.ttl":  # the last of the data; pages follow
            break
    read = described.brought.inventory | {"mappings"}
    examiner = Examiner(build.terms.iris.base, read, False, place.parent / "stores", place)
    for path, made in examiner.files(place, None, {}):
        write(place / path, joined(made))
    write(place / "style.css", style.sheet("test", ""))
    return place


def write(place: Path, content: bytes) -> None:
    """Write a file, in a folder that is made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
