"""What reports and the data of others bring to a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from cncert_kg import inventory, release, site
from cncert_kg.graph import catalogue
from cncert_kg.links import sssom
from cncert_kg.links.mappings import MappingSet
from cncert_kg.others import Others
from cncert_kg.release import JOINED, Build
from cncert_kg.sections import Section
from cncert_kg.site import quality, search
from cncert_kg.site.earlier import Earlier
from cncert_kg.site.scope import Site
from cncert_kg.stage import Content
from cncert_kg.turtle import ntriples
from cncert_kg.validation_report import Report as Validation
from cncert_kg.vocab import RDF, RDFS

_NAMED = ("def#", "code/copy-status", "id/org/cnvd", "id/doc/")
"""What the description of a release links to."""


@dataclass(frozen=True, slots=True)
class Part:
    """What reports bring to a release, made now or remembered."""

    base: str
    files: Iterable[tuple[str, Content]]
    """Data files and pages; data files first."""
    section: Section
    validation: Validation
    manifest: Mapping[str, Any]
    hashes: tuple[str, ...]
    """SHA-256 of every input."""
    used: tuple[str, ...]
    """Keys of the copies that give content."""
    day: str
    """The data set's day where no input is to decide it, else empty."""
    newest: str
    """The newest day that an input states for itself; may be empty."""
    given: tuple[str, ...]
    """SHA-256 of every file of the data of others."""
    told: tuple[str, ...]
    """One coded line for each row of a mapping set that found nothing to be about."""
    inventory: frozenset[str]
    """What reports and the data of others hold, in the words of `Question.needs`."""
    search: bytes
    """What the pages say, for the search: `search.encoded`."""
    about: bytes
    """N-Triples that the description of the release needs: the rules, and the names of what it links to."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How pages are made."""

    earlier: Earlier = field(default_factory=Earlier)
    """What an earlier build made."""
    processes: int = 1
    contact: str = ""
    """Mail address of whoever answers for the site."""


def part(build: Build, day: str = "", given: Others | None = None, how: Rendering | None = None) -> Part:
    """Give what reports bring, of what was built, and the data of others `given`.

    `day` is that of the data set where no input is to decide it.
    """
    reports, others, rendering = build.corpus.reports, given or Others(), how or Rendering()
    pages = Site(build, rendering.contact)
    return Part(
        build.terms.iris.base,
        _reports_files(build, others.sets, pages, rendering),
        release.written(build),
        build.validation,
        release.manifest(build),
        tuple(sorted({r.document.sha256 for r in reports})),
        tuple(sorted({r.document.key for r in reports if r.is_used})),
        day,
        catalogue.latest(reports),
        others.hashes,
        others.unused(build.graphs, build.terms.iris.base),
        inventory.of_reports(build.corpus, others),
        search.encoded(search.entries(pages)),
        _about(build, pages),
    )


def _reports_files(
    build: Build, sets: Iterable[MappingSet], pages: Site, how: Rendering
) -> Iterator[tuple[str, Content]]:
    yield from release.data_files(build)
    yield from ((f"mappings/{set_.key}.sssom.tsv", sssom.write(set_)) for set_ in sets)
    yield from site.pages_of_reports(pages, how.earlier, how.processes)


def _about(build: Build, pages: Site) -> bytes:
    starts = tuple(f"{build.terms.iris.base}{path}" for path in _NAMED)
    names = {
        t
        for t in build.union()
        if t.predicate in (RDF.type, RDFS.label)
        and isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(starts)
    }
    return ntriples((*names, *quality.cited(pages), *build.graphs[JOINED]))
