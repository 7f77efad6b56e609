"""The result of a comparison in a folder of its own, or in lines."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from cncert_kg.differences import figures
from cncert_kg.differences.bundle import files, notes
from cncert_kg.differences.comparison import Comparison, compare, of_series
from cncert_kg.differences.side import Side
from cncert_kg.errors import UsageError
from cncert_kg.manifest import release_path
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.stage import Same, storage_errors


def compared(before: Side, after: Side) -> Comparison:
    """Give what became of a release in another, without the triples."""
    with tempfile.TemporaryFile() as added, tempfile.TemporaryFile() as removed:
        return compare(before, after, added, removed)


def save(before: Side, after: Side, folder: Path) -> tuple[Comparison, int]:
    """Write the pages, feeds and files of a comparison into a new folder; give it, and the number of files.

    Raises `UsageError`, `E_TARGET`, where something is in the folder, `StorageError` where it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("E_TARGET", "found something here already, expected a new or an empty folder", str(folder))
    count = 0
    with storage_errors(folder), tempfile.TemporaryFile() as added, tempfile.TemporaryFile() as removed:
        found = compare(before, after, added, removed)
        for path, content in files(found, added, removed, is_alone=True):
            assert not isinstance(content, Same)
            place = folder / release_path(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            count += 1
    return found, count


def lines(found: Comparison, lang: str = "en") -> Iterator[str]:
    """Give the release notes, then a line for every figure that both releases have with different values."""
    yield from notes(found, lang).split("\n")
    changed = [f for same in of_series(found).values() for f in same if f.state == figures.CHANGED]
    for one in changed:
        assert one.old is not None and one.new is not None
        why = BY_LANGUAGE[lang][f"why_{one.cause.reason}"]
        yield f"{one.node} {one.old.value} -> {one.new.value} ({one.cause.whose}: {why})"
