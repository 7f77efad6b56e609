"""Pairs of releases for comparisons: what reports say, with a manifest that names its inputs, made once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cncert_kg import building
from cncert_kg.graph.assembly import graphs
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.manifest import MANIFEST, manifest_bytes, read_manifest
from cncert_kg.model import Report
from cncert_kg.release import Build
from cncert_kg.validation_report import Report as Validation
from tests import factory, released


def built(reports: Iterable[Report]) -> Build:
    """Give the build of reports, not validated, which takes longest."""
    inputs, corpus = building.merged(reports, DEFAULT_BASE)
    known, iris = knowledge(), Iris()
    return Build(inputs, corpus, graphs(corpus, known, iris), Validation(), Terms(iris, known.labels))


def saved(reports: Iterable[Report]) -> Path:
    """Give a release of reports in a folder: its data files, and a manifest with its inputs and its version."""
    made = built(reports)
    place = released.saved(factory.data_of(made), DEFAULT_BASE)
    listed = read_manifest(place)["files"]
    (place / MANIFEST).write_bytes(manifest_bytes(factory.manifest_of(made), listed))
    return place


def later() -> dict[str, bytes]:
    """Give the documents of the next release: one copy edited, one gone, one week and one better copy more."""
    held = factory.documents()
    del held["profile.md"], held["week-09.md"]
    return {
        **held,
        "week-08.md": factory.weekly_post(8, handled="1,304", rating="中", lists=(7, 6)),
        "week-10.md": factory.weekly_post(10, handled=512, cross=41),
    }


@cache
def first() -> Path:
    """Give the release before."""
    return saved(factory.reports(factory.documents()))


@cache
def second() -> Path:
    """Give the release after."""
    return saved(factory.reports(later()))
