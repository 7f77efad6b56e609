"""How much of each series is held, how much was read from it, and the least that a build must hold."""

from __future__ import annotations

from typing import NamedTuple

from cncert_kg.corpus import Corpus
from cncert_kg.coverage import MINIMA
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import View


class Minimum(NamedTuple):
    """A minimum and what was found."""

    series: Ref
    what: str
    found: int
    least: int
    is_met: bool


class Share(NamedTuple):
    """How much of a series is held."""

    series: Ref
    issues: int
    held: int
    percent: str
    """Issues held of those known: `71 %`; empty where none is known."""
    copies: int
    used: int
    figures: int
    """Figures read, each copy's for itself."""
    observations: int
    """Figures after copies were merged."""


def coverage(scope: Scope) -> View:
    """Give the issues, copies and figures of each series, and the minima beside what was found."""
    build = scope.site.build
    shares = [_share(scope, build.corpus, node) for node in sorted(scope.index.members("def#ReportSeries"))]
    rows = [m for least in MINIMA for m in _minima(scope, build.corpus, least.series, least.issues, least.observations)]
    return {
        "shares": [s for s in shares if s.issues or s.observations],
        "silent": [s.series for s in shares if not (s.issues or s.observations)],
        "minima": rows,
        "is_met": all(m.is_met for m in rows),
        "counted": _counted(scope, build.corpus),
    }


def _counted(scope: Scope, corpus: Corpus) -> str:
    """How many figures there are, and how many stand in more than one place or with the next issue only."""
    several = sum(1 for o in corpus.observations if len(o.witnesses) > 1)
    restated = sum(1 for o in corpus.observations if o.is_restated)
    return scope.w["figures_counted"].format(len(corpus.observations), several, restated)


def _share(scope: Scope, corpus: Corpus, node: str) -> Share:
    key = node.removeprefix("id/series/")
    issues = [i for i in corpus.issues if i.series == key]
    held = sum(1 for i in issues if any(c.is_used for c in i.copies))
    copies = [c for i in issues for c in i.copies]
    return Share(
        scope.ref(node),
        len(issues),
        held,
        f"{100 * held // len(issues)} %" if issues else "",
        len(copies),
        sum(1 for c in copies if c.is_used),
        sum(len(c.figures) for c in copies),
        sum(1 for o in corpus.observations if o.series == key),
    )


def _minima(scope: Scope, corpus: Corpus, series: str, issues: int, observations: int) -> list[Minimum]:
    readable = sum(1 for i in corpus.issues if i.series == series and any(c.is_used for c in i.copies))
    figures = sum(1 for o in corpus.observations if o.series == series)
    ref = scope.ref(f"id/series/{series}")
    pairs = (("readable_issues", readable, issues), ("observations", figures, observations))
    return [Minimum(ref, scope.w[word], found, least, found >= least) for word, found, least in pairs if least]
