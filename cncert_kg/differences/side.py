"""One of the two releases that are compared: its quads, its table, its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cncert_kg.errors import UsageError
from cncert_kg.manifest import MANIFEST, read_manifest
from cncert_kg.observation_rows import TABLE, observation_rows
from cncert_kg.sorted_quads import SortedQuads
from cncert_kg.store import QUADS


@dataclass(frozen=True)
class Side:
    """A release as far as it is compared."""

    place: Path
    """Its folder, or the stage in which its data files are already written."""
    manifest: Mapping[str, Any]

    @property
    def base(self) -> str:
        """The base IRI."""
        return str(self.manifest["base"])

    @property
    def version(self) -> str:
        """The name of the version of the data; empty where the manifest has none."""
        return str(self.manifest.get("version") or "")

    @property
    def day(self) -> str:
        """The data set's day (Beijing calendar); empty where no input has one."""
        return str(self.manifest.get("modified") or "")

    @property
    def software(self) -> str:
        """The version of the software that made it."""
        return str(self.manifest.get("software") or "")

    @cached_property
    def quads(self) -> SortedQuads:
        """Its quads, mapped as long as the side is kept."""
        return SortedQuads(self.place / QUADS)

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """The SHA-256 of the copy that is canonical for each observation, by IRI."""
        return {row.iri: row.sha256 for row in observation_rows(self.place / TABLE)}

    @cached_property
    def _inputs(self) -> frozenset[str]:
        given = (*self.manifest.get("inputs", ()), *self.manifest.get("catalogue", {}).get("inputs", ()))
        return frozenset(one["sha256"] for one in given)

    def holds(self, sha256: str) -> bool:
        """Whether these bytes were among what the release was built from, used or not."""
        return sha256 in self._inputs or self.has(f"id/doc/{sha256[:16]}")

    def has(self, node: str) -> bool:
        """Whether the release says anything of a node, given without the base."""
        return next(self.quads.lines(f"<{self.base}{node}> "), None) is not None


def side(release: Path) -> Side:
    """Give a release folder; `UsageError` for what is none."""
    if not (release / MANIFEST).is_file():
        raise UsageError("E_DATA", f"found no {MANIFEST}, expected a release folder", str(release))
    return Side(release, read_manifest(release))
