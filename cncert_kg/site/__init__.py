"""The browse site: every file of a release, data first, then a page for everything the graph describes."""

from __future__ import annotations

from collections.abc import Iterator

from cncert_kg.release import Build, data_files
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Site


def release_files(build: Build) -> Iterator[tuple[str, bytes]]:
    """Give every file of a release: data first, then pages."""
    yield from data_files(build)
    yield from Renderer(Site(build)).files()
