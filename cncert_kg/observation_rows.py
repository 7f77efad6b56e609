"""The rows of a release's data/observations.csv that tell what a figure is and which copy is canonical for it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cncert_kg.errors import StorageError

TABLE = "data/observations.csv"
"""Where a release has its observations as a table."""

_NEEDED = frozenset({"observation", "value", "rating", "document_sha256"})


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """One observation, as far as it is needed to check or to compare it."""

    iri: str
    value: str
    """The number in its lexical form; for a rating its code."""
    sha256: str
    """Hash of the bytes of the copy that states the canonical value."""


def observation_rows(path: Path) -> Iterator[ObservationRow]:
    """Give the rows of a table, in its order; `StorageError`, `E_TABLE`, where it is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if _NEEDED - set(reader.fieldnames or ()):
                raise StorageError(
                    "E_TABLE", f"found columns {reader.fieldnames}, expected {sorted(_NEEDED)}", path.name
                )
            for row in reader:
                if None in row.values():
                    raise StorageError("E_TABLE", "found a row that breaks off", f"{path.name}:{reader.line_num}")
                yield ObservationRow(row["observation"], row["value"] or row["rating"], row["document_sha256"])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StorageError("E_TABLE", f"cannot be read: {error}", str(path)) from error
