"""The browse site: a page for everything the graph describes, and for the catalogue a page for each hundred numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from cncert_kg.corpus import Corpus
from cncert_kg.graph.terms import Terms
from cncert_kg.release import JOINED, Build
from cncert_kg.site import feeds, negotiation, style
from cncert_kg.site.earlier import Earlier
from cncert_kg.site.render import Renderer, start_page
from cncert_kg.site.scope import Site
from cncert_kg.stage import Content
from cncert_kg.validation_report import Report

Files = Iterator[tuple[str, bytes]]


def pages_of_reports(site: Site, earlier: Earlier | None = None, processes: int = 1) -> Iterator[tuple[str, Content]]:
    """Give every page that reports decide, made by `processes`; what an `earlier` build made of the same is linked."""
    yield from Renderer(site, earlier, processes).files()
    yield from feeds.feeds(site)
    yield from negotiation.files(site.index)


def pages_of_release(about: Iterable[Triple], named: Iterable[Triple], terms: Terms, version: str, day: str) -> Files:
    """Give the pages of what is said of the release as a whole; `named` is what it links to, by type and label.

    With them come the page at the root and the style sheet, which has the release's version and day.
    """
    held = list(about)
    mine = {t.subject.value for t in held if isinstance(t.subject, NamedNode)}
    yield start_page()
    yield "style.css", style.sheet(version, day)
    yield from renderer([*held, *named], terms).pages_of(mine)


def renderer(triples: Iterable[Triple], terms: Terms) -> Renderer:
    """Give a renderer of pages that need no reports."""
    graphs = {JOINED: list(triples)}
    return Renderer(Site(Build((), Corpus((), (), (), (), ()), graphs, Report(), terms)))
