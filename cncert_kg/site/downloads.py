"""What people take away from a chart: tables with their description, metadata, and the drawing as a file of its own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cncert_kg import tables
from cncert_kg.corpus import Observation
from cncert_kg.site.charts import Plan, draw
from cncert_kg.site.environment import template
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import comparisons, figures, indicators, plots
from cncert_kg.site.views.plots import Cell
from cncert_kg.vocab import CC0

Files = Iterator[tuple[str, bytes]]

_ABOUT = (
    ("unit", "d:unit"), ("stage", "d:stage"), ("incidentType", "d:incidentType"), ("area", "dct:spatial"),
    ("partOf", "skos:broader"), ("shareOf", "d:shareOf"), ("supersedes", "d:supersedes"),
)  # fmt: skip
"""What the metadata of an indicator say of it, and the properties that say so."""

_FOOT = 95
"""Most characters of a line below a drawing."""


def files(site: Site) -> Files:
    """Give path and bytes of the tables, the metadata and the drawings of every indicator and comparison."""
    by_indicator: dict[str, list[Observation]] = defaultdict(list)
    for observation in site.build.corpus.observations:
        by_indicator[f"code/indicator/{observation.indicator}"].append(observation)
    for node, values in sorted(by_indicator.items()):
        yield from _tables(site, node, values)
    for node in sorted(site.cells_of):
        for cell in indicators.drawn(site, node):
            yield from _drawings(site, node, cell)
    yield from _comparisons(site)


def _tables(site: Site, node: str, values: Sequence[Observation]) -> Files:
    code = node.rpartition("/")[2]
    yield f"{node}.csv", tables.observations_csv(values, site.build.terms)
    yield f"{node}.csv-metadata.json", tables.csvw(f"{code}.csv", tables.COLUMNS, CC0.value)
    yield f"{node}.metadata.json", _json(metadata(site, node))


def _drawings(site: Site, node: str, cell: Cell) -> Files:
    for lang in LANGUAGES:
        path = indicators.svg_path(node, lang, plots.key(cell))
        scope = Scope(site, lang, path, node)
        yield from drawing(scope, plots.plan(scope, cell), site.index.iri(node))


def _comparisons(site: Site) -> Files:
    for comparison in comparisons.comparisons(site):
        yield f"{comparison.path}.csv", comparison.table(site)
        yield f"{comparison.path}.csv-metadata.json", comparison.description()
        for lang in LANGUAGES:
            path = f"{lang}/{comparison.path}.svg"
            scope = Scope(site, lang, path)
            yield from drawing(scope, comparison.plan(scope), f"{site.index.base}{comparison.path}")


def drawing(scope: Scope, plan: Plan, address: str) -> Files:
    """Give a plan as an SVG file that is readable alone: title, what the signs mean, where it comes from."""
    chart = draw(plan)
    if chart:
        said = scope.w["then"].join(figures.notes(scope, plan, chart, is_linked=False))
        changes = [f"{n} {b.day}{scope.w['colon']}{b.title}" for n, b in enumerate(plan.breaks, start=1)]
        foot = [*_lines(said), *changes, f"{scope.w['site']} · {address}"]
        view = {"chart": chart, "lang": scope.lang, "foot": foot}
        yield scope.path, (template("plot_file", scope.lang).render(view).strip() + "\n").encode()


def _lines(text: str) -> Iterator[str]:
    """Cut a text into lines; a Chinese character is as wide as two others."""
    line, width = "", 0
    for character in text:
        width += 1 if character.isascii() else 2
        if width > _FOOT and character in " ；，":
            yield line + character
            line, width = "", 0
        else:
            line += character
    yield line


def metadata(site: Site, node: str) -> dict[str, Any]:
    """Give all that is to be known before an indicator's numbers are used, in both languages."""
    index = site.index
    series = index.nodes(node, "dct:source")
    scopes = {lang: Scope(site, lang, f"{lang}/{node}.html", node) for lang in LANGUAGES}

    def named(about: str) -> dict[str, str]:
        return {"id": index.iri(about), **{lang: scope.title(about) for lang, scope in scopes.items()}}

    return {
        "id": index.iri(node),
        "title": {lang: scope.title(node) for lang, scope in scopes.items()},
        "definition": {lang: index.text_of(node, "skos:definition", lang) for lang in LANGUAGES},
        **{word: [named(n) for n in index.nodes(node, property_)] for word, property_ in _ABOUT},
        "sources": [{**named(s), "publisher": [named(p) for p in index.nodes(s, "dct:publisher")]} for s in series],
        "observations": len(indicators.of_indicator(site, node)),
        "charts": [_charted(scopes, node, cell) for cell in indicators.drawn(site, node)],
        "table": {"csv": f"{node}.csv", "description": f"{node}.csv-metadata.json"},
        "licence": CC0.value,
        "rights": {lang: scope.w["licence"] for lang, scope in scopes.items()},
        "citation": {
            lang: f"{scope.w['site']} · {scope.title(node)} · {index.iri(node)}" for lang, scope in scopes.items()
        },
    }


def _charted(scopes: dict[str, Scope], node: str, cell: Cell) -> dict[str, Any]:
    plans = {lang: plots.plan(scope, cell) for lang, scope in scopes.items()}
    plan = plans["en"]
    points = plan.lines[0].points
    return {
        "key": plan.key,
        "title": {lang: p.title for lang, p in plans.items()},
        "svg": {lang: indicators.svg_path(node, lang, plan.key) for lang in plans},
        "period": {"first": points[0].first.isoformat(), "last": points[-1].last.isoformat()} if points else {},
        "values": len(points),
        "marks": {mark: sum(p.mark == mark for p in points) for mark in sorted({p.mark for p in points})},
        "gaps": [
            {"first": g.first.isoformat(), "last": g.last.isoformat(), "reason": {"zh": z.group, "en": g.group}}
            for z, g in zip(plans["zh"].gaps, plan.gaps, strict=True)
        ],
        "breaks": [
            {"from": b.day.isoformat(), "change": {"zh": z.title, "en": b.title}}
            for z, b in zip(plans["zh"].breaks, plan.breaks, strict=True)
        ],
    }


def _json(value: dict[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
