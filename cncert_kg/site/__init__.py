"""The browse site: pages of a release."""

from __future__ import annotations

from collections.abc import Iterator

from cncert_kg.release import Build, data_files


def release_files(build: Build) -> Iterator[tuple[str, bytes]]:
    """Give every file of a release: data first, then pages."""
    yield from data_files(build)
