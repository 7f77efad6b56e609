"""Atom feeds of the issues of each series, the newest first, in both languages. They need no script and no server."""

from __future__ import annotations

from collections.abc import Iterator

from cncert_kg.atom import Entry, Feed, atom, tag
from cncert_kg.site import formats
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.words import BY_LANGUAGE

NEWEST = 50
"""Issues in a feed."""

_FIGURES = 20
"""Figures told of an issue."""


def feeds(site: Site) -> Iterator[tuple[str, bytes]]:
    """Give path and bytes of the feeds of every series that has an issue."""
    for node in sorted(site.index.members("def#ReportSeries")):
        issues = [i for i in site.index.subjects("dct:isPartOf", node) if i.startswith("id/report/")]
        if issues:
            yield from ((path(node, lang), atom(_feed(site, node, issues, lang))) for lang in LANGUAGES)


def path(series: str, lang: str) -> str:
    """Give the file of the feed of a series, by its node."""
    return f"feeds/{series.rpartition('/')[2]}.{lang}.atom"


def _feed(site: Site, series: str, issues: list[str], lang: str) -> Feed:
    w, base = BY_LANGUAGE[lang], site.index.base
    scope = Scope(site, lang, f"{lang}/feeds.html")
    newest = sorted(issues, key=lambda i: (_day(site, i), i), reverse=True)[:NEWEST]
    return Feed(
        tag(base, "feeds", series.rpartition("/")[2], lang),
        scope.title(series),
        w["feed_about"],
        lang,
        f"{base}{series}",
        w["site"],
        tuple(_entry(scope, i) for i in newest),
    )


def _day(site: Site, issue: str) -> str:
    """The day an issue was published; where unknown, the last of its period."""
    index = site.index
    period = index.node_of(issue, "dct:temporal")
    return index.text_of(issue, "dct:issued") or index.text_of(period, "dcat:endDate")


def _entry(scope: Scope, issue: str) -> Entry:
    index, address = scope.index, scope.index.iri(issue)
    figures = sorted(o for o in index.subjects("d:issue", issue) if o.startswith("id/obs/"))
    told = [(scope.title(index.node_of(o, "d:indicator")), scope.amount_text(o)) for o in figures[:_FIGURES]]
    said = [scope.w["colon"].join(pair) for pair in told]
    count = scope.w["feed_figures"].format(formats.number(str(len(figures)))) if figures else scope.w["feed_not_held"]
    title = scope.title(issue)
    return Entry(address, title, _day(scope.site, issue), address, "\n".join([count, *said]))
