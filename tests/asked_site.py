"""A release with the page that answers SPARQL and the pages of the questions, in a folder, made once a session."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from cncert_kg import engine, parts
from cncert_kg.answering import Examiner
from cncert_kg.others import others
from cncert_kg.release import Build
from cncert_kg.site import style
from tests.conftest import absent
from tests.factory import data_of, documents, embedded_build, joined, reports, with_sets


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
    for path, content in data_of(build).items():
        write(place / path, content)
    read = parts.part(build, given=others((), (), build.terms.iris.base)).inventory
    examiner = Examiner(build.terms.iris.base, read, False, place.parent / "stores", place)
    for path, content in examiner.files(place, None, {}):
        write(place / path, joined(content))
    write(place / "style.css", style.sheet("test", ""))
    return place


def write(place: Path, content: bytes) -> None:
    """Write a file, in a folder that is made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
