"""Whether a release is what it says: its files, its quotes, its figures; with the sources, every word of them.

Nothing is taken from the build: quads, table and manifest are read from the release, texts from the sources' bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cncert_kg.errors import UsageError
from cncert_kg.manifest import MANIFEST, read_manifest
from cncert_kg.sorted_quads import SortedQuads
from cncert_kg.store import QUADS
from cncert_kg.verifying import copies, figures, held, sourced, whole
from cncert_kg.verifying.verdict import Check, Verdict

__all__ = ["Check", "Verdict", "verify"]

Say = Callable[[str], None]


def verify(release: Path, sources: Sequence[Path] = (), say: Say = lambda text: None) -> Verdict:
    """Check a release folder, against files, folders or registers where they are given.

    Raises `UsageError` for what is no release and for sources that are not there, `StorageError` for quads that do not
    parse. What is wrong in the release is in the verdict, never an exception.
    """
    if not (release / MANIFEST).is_file():
        raise UsageError("E_DATA", f"found no {MANIFEST}, expected a release folder", str(release))
    manifest = read_manifest(release)
    base = str(manifest["base"])
    say("comparing files with the manifest")
    files = whole.files(release)
    with SortedQuads(release / QUADS) as quads:
        return Verdict((files, *_statements(release, quads, base, sources, say), *whole.catalogue(manifest)))


def _statements(release: Path, quads: SortedQuads, base: str, sources: Sequence[Path], say: Say) -> Iterator[Check]:
    found = list(copies.copies(quads, base))
    say("reading quotes")
    yield held.quotes(found, quads, base)
    yield figures.figures(found, quads, base)
    yield figures.table(release, quads, base)
    if sources:
        say("reading the sources again")
        yield from sourced.checks(found, sources)
    else:
        yield sourced.unasked(found)
