"""Pages are made once: by one process or several, and again only where what they show has changed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from cncert_kg import publication, remembered
from cncert_kg.cache import Folder
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.publishing import Request, publish
from cncert_kg.site import crew, earlier
from cncert_kg.site.environment import template
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Site
from cncert_kg.stage import Same
from tests.conftest import ROOT
from tests.factory import documents, save, small_build

MANY = 3 * crew._FEW


def square(number: int) -> Iterator[int]:
    yield number * number


def broken(number: int) -> Iterator[int]:
    if number == MANY - 1:
        raise ValueError("broken")
    yield number


def killed(parent: int, number: int) -> Iterator[int]:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    yield number


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_work_is_done_once_by_however_many(processes: int) -> None:
    """Every piece gives what it gives once, whoever does it."""
    works = [partial(square, n) for n in range(MANY)]
    assert sorted(crew.each(works, processes)) == [n * n for n in range(MANY)]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_work_raises_is_raised(processes: int) -> None:
    """An error in a fork is one here, of the same kind."""
    with pytest.raises(ValueError, match="broken"):
        list(crew.each([partial(broken, n) for n in range(MANY)], processes))


def test_a_fork_that_dies_is_an_error() -> None:
    """Work that was lost with a killed process is not passed over."""
    with pytest.raises(ChildProcessError):
        list(crew.each([partial(killed, os.getpid(), n) for n in range(MANY)], 2))


def test_forks_end_with_whoever_wants_no_more() -> None:
    """A build that stops half-way leaves no process behind."""
    results = crew.each([partial(square, n) for n in range(MANY)], 2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


FORSAKEN = """
import os, signal
from functools import partial
from cncert_kg.site import crew
def slow(number):
    yield b"x" * 100_000
results = crew.each([partial(slow, n) for n in range(100_000)], 2)
next(results)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_forks_end_when_the_build_is_killed() -> None:
    """A fork whose build is gone ends by itself, so that nobody waits for what it holds open."""
    run = subprocess.run([sys.executable, "-c", FORSAKEN], capture_output=True, timeout=60, cwd=ROOT, check=False)
    assert run.returncode == -signal.SIGKILL  # its output ends only when the last process that holds it has ended


def test_two_processes_make_the_same_files() -> None:
    """Content does not depend on who made it."""
    site = Site(small_build())
    alone, together = (dict(Renderer(site, processes=n).files()) for n in (1, 2))
    assert alone == together


def test_a_file_is_the_same_only_if_it_is_whole_and_made_of_the_same(tmp_path: Path) -> None:
    """Another fingerprint, another content or no file at all: it is made anew."""
    (tmp_path / "a.html").write_bytes(b"page")
    known = {"a.html": ("mark", 4, hashlib.sha256(b"page").hexdigest())}
    held = earlier.Earlier(tmp_path, known)
    assert held.same("a.html", "mark") == Same(tmp_path / "a.html", 4, known["a.html"][2])
    assert held.same("a.html", "other") is None and held.same("b.html", "mark") is None
    (tmp_path / "a.html").write_bytes(b"pagf")
    assert held.same("a.html", "mark") is None


def test_no_view_depends_on_where_something_is_in_memory() -> None:
    """A view that prints an address would be another in every build, and its page always rendered."""
    renderer = Renderer(Site(small_build()))
    addressed = [made.path for work in renderer.works() for made in work() if has_address(made.content)]
    assert addressed == []


def has_address(content: object) -> bool:
    return bool(re.search(r" at 0x[0-9a-f]{6}", repr(content.args))) if isinstance(content, partial) else False


def released(folder: Path, found: dict[str, bytes]) -> tuple[dict[str, bytes], set[str], set[str]]:
    """Build the release of some documents; give its files, those that reports decide, and those made anew."""
    with publication.lock(folder / "public") as place:
        publish(Request(DEFAULT_BASE, (save(folder / "documents", found),)), place, None, lambda _: None)
        known = remembered.earlier(Folder(place.cache), DEFAULT_BASE, place).known
    held = {str(p.relative_to(place.target)): p for p in place.target.rglob("*") if p.is_file()}
    fresh = {path for path in known if (place.target / path).stat().st_nlink == 1}
    return {path: p.read_bytes() for path, p in held.items()}, set(known), fresh


def test_one_changed_report_has_only_its_pages_made_again(tmp_path: Path) -> None:
    """What a build after a change makes anew is what is new or differs, and nothing else of what reports decide."""
    found = documents()
    before, *_ = released(tmp_path, found)
    name, raw = next((n, raw) for n, raw in found.items() if "事件431起".encode() in raw)
    after, known, fresh = released(tmp_path, {**found, name: raw.replace("事件431起".encode(), "事件432起".encode())})
    assert fresh == {path for path in known if before.get(path) != after[path]}
    assert 0 < len(fresh) < len(known) / 2


def test_a_page_is_cited_by_the_hash_of_its_statements() -> None:
    """The edition in text, BibTeX and CSL-JSON is the beginning of the SHA-256 of the N-Triples beside the page."""
    files = dict(Renderer(Site(small_build())).files())
    path = min(p for p in files if p.startswith("en/id/obs/") and p.endswith(".html"))
    data = files[path.removeprefix("en/").replace(".html", ".nt")]
    assert isinstance(data, bytes)
    edition = hashlib.sha256(data).hexdigest()[:12]
    page = files[path]
    assert isinstance(page, bytes)
    cite = LexborHTMLParser(page).css_first(".cite")
    assert cite is not None
    bibtex, csl = (node.text() for node in cite.css("pre"))
    said = json.loads(csl)
    assert (
        f"edition = {{{edition}}}" in bibtex
        and said["version"] == edition
        and edition in (cite.css_first("p") or cite).text()
    )
    assert said["URL"].startswith(DEFAULT_BASE) and said["issued"]["date-parts"][0][0] > 2000
    assert re.search(r"mailto:\?subject=\S+&body=\S+", cite.css("a")[-1].attributes["href"] or "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_word_is_an_error_when_a_template_is_compiled(lang: str) -> None:
    """Every template names words that there are, in both languages."""
    folder = Path(str(template("layout", lang).filename)).parent
    assert [template(page.stem, lang).name for page in sorted(folder.glob("*.html"))]
