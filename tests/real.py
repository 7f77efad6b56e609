"""The real documents of the shared material, read once in a process for all tests that look at what they say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cncert_kg.extraction import from_files
from cncert_kg.model import Report
from cncert_kg.readers import files


def paths(shared: Path) -> list[Path]:
    """Give the files of all documents."""
    return files.inputs([shared / "corpus" / "wechat", shared / "seeds"])


@cache
def reports(shared: Path) -> tuple[Report, ...]:
    """Give what each document says."""
    return tuple(from_files(paths(shared)))
