"""What an earlier build made of the same: a page whose view did not change is neither rendered nor written again.

A page is a function of its template and its view, and the key of what is known covers the templates; so equal views
give equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cncert_kg.stage import Same, is_whole

Known = Mapping[str, tuple[str, int, str]]
"""By path: the fingerprint of what a file was made of, its size in bytes and its SHA-256."""


def fingerprint(*parts: object) -> str:
    """Give a hash of values by what they print: texts, numbers, tuples and dataclasses of such."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The files of the release that this one replaces, and the notes for the next."""

    folder: Path | None = None
    known: Known = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """Fingerprints of this build, by path."""

    def same(self, path: str, mark: str) -> Same | None:
        """Give the file at `path` of the earlier release, if it was made of the same and is still whole."""
        before = self.known.get(path)
        if self.folder is None or before is None or before[0] != mark:
            return None
        held = Same(self.folder / path, before[1], before[2])
        return held if is_whole(held) else None
