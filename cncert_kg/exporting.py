"""A release written in the forms that other tools read, into a folder that is replaced whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

from cncert_kg import __version__
from cncert_kg.errors import LockedError, StorageError, UsageError
from cncert_kg.exports import ftm as ftm_export
from cncert_kg.exports import misp as misp_export
from cncert_kg.exports import sqlite as sqlite_export
from cncert_kg.exports import stix as stix_export
from cncert_kg.exports.data import Data
from cncert_kg.manifest import MANIFEST, read_manifest, verify_manifest
from cncert_kg.stage import storage_errors, write_stage
from cncert_kg.store import base_of, open_store

_BLOCK = 1 << 20
_NUMBERS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EROFS,
}
"""Number of the system's error by SQLite's."""

NAME = "cncert-kg-export"
"""What the manifest of a folder of our making calls it."""


class Written(NamedTuple):
    """A file of an export."""

    path: Path
    size: int
    """In bytes."""


def export(
    release: Path, output: Path, *, stix: bool, misp: bool, ftm: bool, sqlite: bool = False, indicators: bool = False
) -> list[Written]:
    """Write the forms asked for into the folder `output`, and a manifest; give every file.

    `indicators` adds malicious addresses, defanged, to STIX and MISP. Raises `UsageError` where nothing is asked for,
    where `release` is no release and no RDF file, and where `output` is something that no export made; `LockedError`
    where another export writes there; `StorageError` where the disk refuses, with what was there before in place.
    """
    if not (stix or misp or ftm or sqlite):
        raise UsageError("E_EXPORT", "nothing to write; give --stix, --misp, --ftm or --sqlite", str(output))
    output = Path(os.path.abspath(output))  # noqa: PTH100 - resolve() would follow a link, which is refused below
    _check_target(output, release)
    data = Data(open_store(release), base_of(release))
    with storage_errors(output), _stage(output) as stage:
        files = chain(
            stix_export.files(data, with_indicators=indicators) if stix else (),
            misp_export.files(data, with_indicators=indicators) if misp else (),
            ftm_export.files(data) if ftm else (),
            _sqlite_files(data, stage) if sqlite else (),
        )
        write_stage(stage, files, {"name": NAME, "software": __version__, "base": data.base, "modified": data.day})
        _swap(stage, output)
    return _written(output)


def _sqlite_files(data: Data, stage: Path) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The database, made on the disk of the export, and what datasette says of it."""
    folder = stage / ".sqlite"  # gone with the stage where it fails
    folder.mkdir()
    yield sqlite_export.DATABASE, _database(data, folder)
    shutil.rmtree(folder)
    yield sqlite_export.METADATA, [sqlite_export.metadata(data)]


def _database(data: Data, folder: Path) -> Iterator[bytes]:
    """The bytes of a database: filled in one file and copied into another, which has no trace of how it was filled."""
    whole = folder / "whole.db"
    try:
        with closing(sqlite3.connect(folder / "filled.db")) as connection:
            for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
                connection.execute(f"PRAGMA {setting}")
            sqlite_export.fill(connection, data)
            connection.execute("VACUUM INTO ?", (str(whole),))
    except sqlite3.OperationalError as error:
        raise _refused(error, folder) from None
    with whole.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _refused(error: sqlite3.OperationalError, folder: Path) -> OSError | StorageError:
    """What the disk said to SQLite, as the system says it."""
    number = _NUMBERS.get(error.sqlite_errorcode & 0xFF)
    if number is None:
        return StorageError("E_SQLITE", f"SQLite could not write the database: {error}", str(folder.parent))
    return OSError(number, os.strerror(number), str(folder))


def _check_target(output: Path, release: Path) -> None:
    """Raise `UsageError` unless `output` is nothing, an empty folder, or one of our making with nothing added."""
    problem = ""
    if not output.name:
        problem = "an export needs a folder with a name"
    elif output.is_symlink() or (output.exists() and not output.is_dir()):
        problem = "a file or a link is here; choose another place"
    elif release.is_dir() and output.resolve().is_relative_to(release.resolve()):
        problem = "this is inside the release; choose another place"
    elif output.is_dir() and any(output.iterdir()) and not _is_ours(output):
        problem = "a folder with files that no export made is here; choose another place"
    if problem:
        raise UsageError("E_TARGET", problem, str(output))


def _is_ours(output: Path) -> bool:
    """Whether a folder holds an export and nothing else; a file of it may be changed or missing."""
    try:
        if read_manifest(output).get("name") != NAME:
            return False
    except StorageError:
        return False
    return not any(problem.startswith("E_EXTRA") for problem in verify_manifest(output))


@contextmanager
def _stage(output: Path) -> Iterator[Path]:
    """Give an empty folder beside `output`, locked while it is written and gone afterwards."""
    stage = output.with_name(f".{output.name}.export")
    output.parent.mkdir(parents=True, exist_ok=True)
    stage.mkdir(exist_ok=True)
    stage.chmod(0o755)  # whatever the umask
    handle = os.open(stage, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    _lock(handle, stage)
    try:
        _clear(stage.iterdir())  # what a killed export left
        yield stage
    finally:
        if _is_at(handle, stage):  # not put in place, nor made by another export since
            shutil.rmtree(stage, ignore_errors=True)
        os.close(handle)


def _lock(handle: int, stage: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise LockedError("E_LOCKED", "another export writes here", str(stage)) from None


def _is_at(handle: int, place: Path) -> bool:
    return place.is_dir() and os.path.samestat(os.fstat(handle), place.stat())


def _clear(places: Iterable[Path]) -> None:
    for place in places:
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()


def _swap(stage: Path, output: Path) -> None:
    """Put the stage in the place of `output`, which comes back where that fails."""
    old = output.with_name(f".{output.name}.export-old")
    if old.is_dir():
        shutil.rmtree(old)
    if output.is_dir():
        output.rename(old)
    try:
        stage.rename(output)
    except OSError:
        if old.is_dir():
            old.rename(output)
        raise
    shutil.rmtree(old, ignore_errors=True)


def summary(written: Iterable[Written], output: Path) -> Iterator[str]:
    """Say in a line a form, or in one for the manifest, how many files were written and how large they are."""
    root = Path(os.path.abspath(output))  # noqa: PTH100 - as `export` gives them
    for form, files in groupby(written, lambda one: one.path.relative_to(root).parts[0]):
        sizes = [one.size for one in files]
        yield f"{output / form}: {len(sizes)} {'file' if len(sizes) == 1 else 'files'}, {sum(sizes):,} bytes"


def _written(output: Path) -> list[Written]:
    files = read_manifest(output)["files"]
    found = [Written(output / path, files[path]["bytes"]) for path in sorted(files)]
    return [*found, Written(output / MANIFEST, (output / MANIFEST).stat().st_size)]
