"""What pages are made of, as tests ask for it: links, places, languages, what they load."""

from __future__ import annotations

import json
import posixpath
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from tests import sites
from tests.conftest import ROOT, absent

WEB = ROOT / "tests" / "web"
"""The checkers that npm brings: their manifest, their lock file and their settings."""
INSTALLED = ROOT / "build" / "web"
"""Where they are installed."""
BATCH = 2500
"""Pages that one process of html-validate checks."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page names."""

    tag: str
    attribute: str
    address: str
    rel: str

    @property
    def is_outward(self) -> bool:
        """Whether it leads out of the site."""
        return ":" in self.address.partition("#")[0].partition("/")[0] or self.address.startswith("//")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, taken apart."""

    path: str
    size: int
    lang: str
    ids: tuple[str, ...]
    links: tuple[Link, ...]
    headings: tuple[int, ...]
    """Their levels, in order."""
    policy: str
    scripts: tuple[tuple[str, str], ...]
    """Type and address of each."""
    marks: frozenset[str]
    """Names of tags, and of attributes with `@` before them."""

    def targets(self) -> Iterator[tuple[str, str]]:
        """Give file and place that each link within the site leads to."""
        for link in self.links:
            if not link.is_outward and link.address != "data:,":
                way, _, place = link.address.partition("#")
                way = way.partition("?")[0]
                folder = posixpath.dirname(self.path)
                yield (posixpath.normpath(posixpath.join(folder, unquote(way))) if way else self.path), unquote(place)


def taken_apart(path: str, raw: bytes) -> Shown:
    """Read a page as a browser does."""
    tree = LexborHTMLParser(raw.decode())
    nodes = [(node.tag or "", node.attributes) for node in tree.css("*")]
    links = tuple(_links(nodes))
    by_name = {a.get("http-equiv") or "": a.get("content") or "" for tag, a in nodes if tag == "meta"}
    return Shown(
        path,
        len(raw),
        next(a.get("lang") or "" for tag, a in nodes if tag == "html"),
        tuple(str(a["id"]) for _, a in nodes if "id" in a),
        links,
        tuple(int(tag[1]) for tag, _ in nodes if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}),
        by_name.get("Content-Security-Policy", ""),
        tuple((a.get("type") or "", a.get("src") or "") for tag, a in nodes if tag == "script"),
        frozenset(tag for tag, _ in nodes) | {f"@{name}" for _, a in nodes for name in a},
    )


_ADDRESSES = ("href", "src", "action", "data", "xlink:href", "srcset", "poster", "formaction")


def _links(nodes: Iterable[tuple[str, Mapping[str, str | None]]]) -> Iterator[Link]:
    for tag, attributes in nodes:
        for name in _ADDRESSES:
            if name in attributes:
                yield Link(tag, name, attributes[name] or "", attributes.get("rel") or "")


@cache
def shown(site: Path) -> dict[str, Shown]:
    """Give every page of a site, taken apart, by path."""
    return {path: taken_apart(path, (site / path).read_bytes()) for path in sites.html(site)}


def node_modules() -> Path:
    """Give the folder of the checkers that npm brings; absent where they are not those of the lock file."""
    lock = INSTALLED / "package-lock.json"
    if not lock.is_file() or lock.read_bytes() != (WEB / "package-lock.json").read_bytes():
        absent("web", "the checkers of pages are not installed: make build/web/.installed")
    return INSTALLED / "node_modules"


def complaints(pages: Iterable[Path]) -> list[str]:
    """Give what html-validate says against pages, one line for each."""
    rest, found = iter(pages), list[str]()
    while batch := list(islice(rest, BATCH)):
        found += _complaints(batch)
    return found


def _complaints(pages: list[Path]) -> list[str]:
    node = Path(sys.executable).with_name("node")
    command = node_modules() / "html-validate" / "bin" / "html-validate.mjs"
    settings = WEB / "html-validate.config.mjs"
    # Into a file: what is left in a pipe is lost when the checker ends.
    with tempfile.TemporaryFile() as file:
        asked: list[str | Path] = [node, command, "--config", settings, "--formatter", "json", *pages]
        done = subprocess.run(asked, cwd=INSTALLED, stdout=file, check=False)
        file.seek(0)
        results: list[dict[str, Any]] = json.load(file)
    assert done.returncode in {0, 1}
    return [
        f"{Path(result['filePath']).as_posix()}:{one['line']}: {one['ruleId']}: {one['message']}"
        for result in results
        for one in result["messages"]
    ]
