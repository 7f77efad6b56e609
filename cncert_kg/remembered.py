"""What reports bring to a release, between builds: kept with the release that has its files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from cncert_kg import cache as caches
from cncert_kg.cache import Cache, Folder, Pack
from cncert_kg.parts import Part
from cncert_kg.publication import Publication
from cncert_kg.sections import Counts, Piece, Section
from cncert_kg.site.earlier import Earlier
from cncert_kg.stage import Content, Same
from cncert_kg.validation_report import Report, Result

_KIND = "part"
_PAGES = "pages"


def recall(store: Cache, key: str, place: Publication) -> Part | None:
    """Give what reports bring, where it is known and the current release still has its files whole."""
    pack = store.get(_KIND, key)
    if pack is None:
        return None
    meta = pack.meta
    held = place.held({path: (size, sha256) for path, size, sha256 in meta["files"]})
    if held is None:
        return None
    return Part(
        meta["base"],
        list(held.items()),
        _section(pack),
        Report(tuple(Result(**r) for r in meta["results"]), meta["coverage"]),
        meta["manifest"],
        tuple(meta["hashes"]),
        tuple(meta["used"]),
        meta["day"],
        meta["newest"],
        tuple(meta["given"]),
        tuple(meta["told"]),
        frozenset(meta["inventory"]),
        pack.parts["search"],
        pack.parts["about"],
    )


def keep(store: Folder, key: str, brought: Part, paths: Iterable[str], files: Mapping[str, Mapping[str, Any]]) -> None:
    """Remember what reports brought: `paths` are those of their files, `files` what the manifest says of all."""
    counts, section = brought.section.counts, brought.section
    meta = {
        "base": brought.base,
        "files": [[path, files[path]["bytes"], files[path]["sha256"]] for path in sorted(paths)],
        "results": [asdict(r) for r in brought.validation.results],
        "coverage": dict(brought.validation.coverage),
        "manifest": brought.manifest,
        "hashes": brought.hashes,
        "used": brought.used,
        "day": brought.day,
        "newest": brought.newest,
        "given": brought.given,
        "told": brought.told,
        "inventory": sorted(brought.inventory),
        "names": dict(section.names),
        "counts": [counts.triples, counts.subjects, dict(counts.classes), sorted(counts.properties)],
    }
    forms = {"ttl": section.turtle, "nq": section.nquads}
    texts = {form: [p.text for p in pieces] for form, pieces in forms.items()}
    sizes = {f"{form}-index": [_index(pieces)] for form, pieces in forms.items()}
    store.write(_KIND, key, meta, {**texts, **sizes, "search": [brought.search], "about": [brought.about]})


def earlier(store: Cache, base: str, place: Publication) -> Earlier:
    """Give what the pages of the current release were made of, as far as this very software knows it."""
    pack = store.get(_PAGES, caches.key(_PAGES, base))
    known = {path: (mark, size, sha256) for path, mark, size, sha256 in pack.meta["files"]} if pack else {}
    return Earlier(place.current(), known)


def keep_pages(store: Cache, base: str, made: Mapping[str, str], files: Mapping[str, Mapping[str, Any]]) -> None:
    """Remember what pages were `made` of, by path; `files` is what the manifest says of all."""
    listed = [[path, mark, files[path]["bytes"], files[path]["sha256"]] for path, mark in sorted(made.items())]
    store.put(_PAGES, caches.key(_PAGES, base), Pack({"files": listed}))


def _index(pieces: Iterable[Piece]) -> bytes:
    return json.dumps([[p.key, len(p.text)] for p in pieces], ensure_ascii=False).encode()


def _section(pack: Pack) -> Section:
    triples, subjects, classes, properties = pack.meta["counts"]
    counts = Counts(triples, subjects, classes, frozenset(properties))
    return Section(tuple(_pieces(pack, "ttl")), tuple(_pieces(pack, "nq")), pack.meta["names"], counts)


def _pieces(pack: Pack, form: str) -> Iterator[Piece]:
    text, start = pack.parts[form], 0
    for key, size in json.loads(pack.parts[f"{form}-index"]):
        yield Piece(key, text[start : start + size])
        start += size


_EVERY = 250
"""Files between two words of progress."""


def recorded(
    files: Iterable[tuple[str, Content]], paths: list[str], say: Callable[[str], None]
) -> Iterator[tuple[str, Content]]:
    """Give files, note their paths as they go by, and say how many were written and how many are as they were."""
    same = 0
    for path, content in files:
        paths.append(path)
        same += isinstance(content, Same)
        if len(paths) % _EVERY == 0:
            say(f"writing: {len(paths):,} files, {same:,} of them unchanged")
        yield path, content
