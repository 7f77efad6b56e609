"""The graphs of a release as scripts that a page loads: one for what most questions need, others on demand.

A script holds base64 of gzip of a line of JSON, `[[graph, bytes], …]`, and of the Turtle of these graphs one after
another, each just as the release has it. A page from a file may fetch nothing, and a script is what it can load.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

GRAPHS = "data/graph"
"""Where a release has a file of Turtle for each named graph."""

FOLDER = "assets/data"

CORE = "core"
"""The part that a page loads first."""

FEW = 2 << 20
"""Bytes of Turtle up to which entries of the catalogue are in the core: those that reports name, without CNVD's."""

SMALL = 4 << 20
"""Bytes of Turtle up to which years of the catalogue are put together."""

LARGE = 12 << 20
"""Bytes of Turtle that a part of documents has at most: about 190,000 triples, two seconds in a browser."""

_DOCUMENTS, _CATALOGUE, _KEV = "doc/", "vuln/", "links/kev"


@dataclass(frozen=True, slots=True)
class Part:
    """Some named graphs of a release, loaded together."""

    key: str
    """`core`, `documents`, `documents-2`, `kev`, `catalogue-2015`, `catalogue-1999-2014`."""
    graphs: tuple[str, ...]
    """Their names, without what all begin with."""

    @property
    def path(self) -> str:
        """Where a release has the script."""
        return f"{FOLDER}/{self.key}.js"

    @property
    def kind(self) -> str:
        """`core`, `documents`, `kev` or `catalogue`."""
        return self.key.partition("-")[0]

    @property
    def range(self) -> str:
        """The years or the number in the key: `2015`, `1999–2014`, `2`; may be empty."""
        return self.key.partition("-")[2].replace("-", "–")


def sizes(stage: Path) -> dict[str, int]:
    """Give the size in bytes of the Turtle of each named graph of a release."""
    folder = stage / GRAPHS
    return {p.relative_to(folder).as_posix()[: -len(".ttl")]: p.stat().st_size for p in sorted(folder.rglob("*.ttl"))}


def parts(held: Mapping[str, int]) -> list[Part]:
    """Put graphs together, whose sizes are given, in a fixed order; the core comes first."""
    entries = {name: size for name, size in held.items() if name.startswith(_CATALOGUE)}
    has_catalogue = sum(entries.values()) > FEW
    apart = (_DOCUMENTS, _KEV, _CATALOGUE) if has_catalogue else (_DOCUMENTS, _KEV)
    out = [Part(CORE, tuple(sorted(name for name in held if not name.startswith(apart))))]
    documents = {name: size for name, size in held.items() if name.startswith(_DOCUMENTS)}
    for number, names in enumerate(_filled(documents, LARGE), 1):
        out.append(Part("documents" if number == 1 else f"documents-{number}", names))
    if _KEV in held:
        out.append(Part("kev", (_KEV,)))
    if has_catalogue:
        out += [Part(f"catalogue-{_years(names)}", names) for names in _filled(entries, SMALL)]
    return out


def _filled(held: Mapping[str, int], most: int) -> Iterator[tuple[str, ...]]:
    """Put graphs together in the order of their names, as long as they have `most` bytes together."""
    number = total = 0
    numbered: list[tuple[int, str]] = []
    for name, size in sorted(held.items()):
        if total and total + size > most:
            number, total = number + 1, 0
        total += size
        numbered.append((number, name))
    for _, names in groupby(numbered, lambda pair: pair[0]):
        yield tuple(name for _, name in names)


def _years(names: Iterable[str]) -> str:
    years = [name.removeprefix(_CATALOGUE) for name in names]
    return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"


def script(part: Part, stage: Path, graph: str) -> bytes:
    """Give the script of a part, of the files in `stage`; `graph` is what the IRIs of named graphs begin with."""
    turtles = [(stage / GRAPHS / f"{name}.ttl").read_bytes() for name in part.graphs]
    listing = [[f"{graph}{name}", len(content)] for name, content in zip(part.graphs, turtles, strict=True)]
    head = json.dumps(listing, separators=(",", ":")).encode() + b"\n"
    packed = base64.b64encode(gzip.compress(b"".join((head, *turtles)), 9, mtime=0))
    return b'(self.cncertParts ??= {})["%s"] = "%s";\n' % (part.path.encode(), packed)
