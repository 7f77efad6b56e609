"""All files that tell what became of a release: triples, JSON, notes, feeds, pages."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import IO, Any

from cncert_kg.atom import Entry, Feed, atom, tag
from cncert_kg.differences import figures
from cncert_kg.differences.comparison import SECTIONS, Comparison, compare, of_series
from cncert_kg.differences.figures import FigureChange
from cncert_kg.differences.side import Side
from cncert_kg.differences.views import HOME, Pages
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.site import renderer, style
from cncert_kg.site.environment import template
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.policy import POLICY
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import paging
from cncert_kg.site.views.common import FreePage
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.stage import Content

Files = Iterator[tuple[str, Content]]

_BLOCK = 1 << 20
_FIGURES, _ROWS, _DETAILED = 12, 60, 15
"""Figures, other things, and things told with their properties on a page, so that the longest weighs 30 kB."""

_NEWEST = 50
"""Issues in a feed."""


def bundle(before: Side, after: Side) -> Files:
    """Give path and content of every file that stands beside the pages of the release after.

    `after` may be a release that is being written: its data files must be there. Errors as `comparison.compare`.
    """
    with tempfile.TemporaryFile() as added, tempfile.TemporaryFile() as removed:
        yield from files(compare(before, after, added, removed), added, removed)


def files(found: Comparison, added: IO[bytes], removed: IO[bytes], *, is_alone: bool = False) -> Files:
    """Give path and content of every file of a comparison and its triples; `is_alone` where no release is beside it."""
    yield "changes/added.nt", _blocks(added)
    yield "changes/removed.nt", _blocks(removed)
    yield "changes/diff.json", diff_json(found)
    for lang in LANGUAGES:
        yield f"changes/notes.{lang}.md", f"{notes(found, lang)}\n".encode()
    yield from _feeds(found)
    yield from _pages(found, is_alone)
    if is_alone:
        yield "style.css", style.sheet(found.after.version, found.after.day)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def diff_json(found: Comparison) -> bytes:
    """Give the comparison as JSON: counts, then every change; of the catalogue the entries that reports name."""
    return (json.dumps(record(found), ensure_ascii=False, indent=1) + "\n").encode()


def record(found: Comparison) -> dict[str, Any]:
    """Give the comparison as an object; numbers that were published as text, exact."""
    return {
        "from": _about(found.before),
        "to": _about(found.after),
        "counts": found.counts,
        "figures": [{"state": f.state, **asdict(f)} for changes in of_series(found).values() for f in changes],
        **{name: [asdict(t) for t in found.things.get(name, ())] for name in SECTIONS},
        "organisations": [asdict(f) for f in found.organisations],
        "vulnerabilities_by_year": found.years,
        "other_subjects": found.others,
    }


def _about(one: Side) -> Mapping[str, str]:
    return {"version": one.version, "modified": one.day, "software": one.software, "base": one.base}


def notes(found: Comparison, lang: str) -> str:
    """Give the release notes: both versions, and what came, changed and went, in numbers."""
    w = BY_LANGUAGE[lang]
    head = [f"# {w['changes']}", "", f"{found.before.version or '?'} → {found.after.version or '?'}", ""]
    states = figures.STATES
    lines = [f"| | {' | '.join(w[f'is_{s}'] for s in states)} |", f"| --- |{' ---: |' * len(states)}"]
    for name in ("figures", *SECTIONS, "organisations", "triples"):
        counts = found.counts[name]
        lines.append(f"| {w[f'changed_{name}']} | {' | '.join(f'{counts.get(s, 0):,}' for s in states)} |")
    whose = found.counts["figures_by_cause"]
    why = [f"* {w[f'whose_{one}']}{w['colon']}{n:,}" for one, n in whose.items()]
    return "\n".join([*head, *lines, *(["", w["by_cause"], "", *why] if why else [])])


def _feeds(found: Comparison) -> Iterator[tuple[str, bytes]]:
    for key, changes in of_series(found).items():
        for lang in LANGUAGES:
            yield f"changes/{key}.{lang}.atom", atom(_feed(found, key, changes, lang))


def _feed(found: Comparison, key: str, changes: Sequence[FigureChange], lang: str) -> Feed:
    w, base = BY_LANGUAGE[lang], found.after.base
    by_issue: dict[str, list[FigureChange]] = {}
    for one in changes:
        by_issue.setdefault(one.issue, []).append(one)
    pages = Pages(found, is_alone=True)
    entries = (_entry(found, key, issue, same, lang) for issue, same in by_issue.items())
    return Feed(
        tag(base, "changes", key, lang),
        f"{w['changes']}{w['colon']}{pages.name(f'id/series/{key}', lang)}",
        w["changes_about"],
        lang,
        f"{base}{lang}/changes/{key}.html",
        w["site"],
        tuple(one for one, _ in zip(entries, range(_NEWEST), strict=False)),
        found.after.day,
    )


def _entry(found: Comparison, key: str, issue: str, changes: list[FigureChange], lang: str) -> Entry:
    """One entry for the figures of an issue; they are told with both values, most 30 of them."""
    w, base, node = BY_LANGUAGE[lang], found.after.base, f"id/report/{key}/{issue}" if issue else f"id/series/{key}"
    said = [f"{w[f'is_{f.state}']}: {_told(f, lang)} ({w[f'whose_{f.cause.whose}']})" for f in changes[:30]]
    name = Pages(found, is_alone=True).name(node, lang)
    identity = tag(base, "changes", found.after.version or "unversioned", key, issue or "series")
    return Entry(identity, f"{name} ({len(changes)})", found.after.day, base + node, "\n".join(said))


def _told(one: FigureChange, lang: str) -> str:
    now = one.labels[lang == "en"]
    if one.old is None or one.new is None:
        return now
    was = one.old.labels[lang == "en"].rpartition(BY_LANGUAGE[lang]["colon"])[2]
    return f"{now} ← {was}"


def _pages(found: Comparison, is_alone: bool) -> Iterator[tuple[str, bytes]]:
    made = renderer((), Terms(Iris(found.after.base), knowledge(found.after.base).labels))
    for page in free_pages(found, Pages(found, is_alone)):
        for lang in LANGUAGES:
            scope = Scope(made.site, lang, f"{lang}/{page.path}.html")
            yield (scope.path, _alone(page, scope)) if is_alone else made.free_page(page, lang)


def free_pages(found: Comparison, pages: Pages) -> Iterator[FreePage]:
    """Give the page of all changes, and those of each series and each kind of thing, as far as anything changed."""
    sections: dict[str, Sequence[Any]] = {name: found.things.get(name, ()) for name in SECTIONS}
    sections["organisations"] = found.organisations
    lists = [(f"changes/{name}", len(held)) for name, held in sections.items() if held]
    yield FreePage(HOME, "", "changes", partial(pages.home, lists))
    for key, changes in of_series(found).items():
        yield from paging.pages(f"changes/{key}", "", "changes_figures", changes, partial(pages.series, key), _FIGURES)
    for path, _ in lists:
        name = path.rpartition("/")[2]
        size = _DETAILED if any(getattr(one, "properties", ()) for one in sections[name]) else _ROWS
        yield from paging.pages(path, "", "changes_rows", sections[name], partial(pages.rows, name), size)


def _alone(page: FreePage, scope: Scope) -> bytes:
    other = LANGUAGES[scope.lang == "zh"]
    view = {
        "w": scope.w,
        "lang": scope.lang,
        "root": scope.root,
        "policy": POLICY,
        "other": other,
        "other_href": f"{scope.root}{other}/{page.path}.html",
        **page.view(scope),
    }
    return (template(page.template, scope.lang).render(view) + "\n").encode()
