"""Whole releases in folders, each built once for all test processes and kept until the software or its inputs change.

They come out of the real build: reports, a register, a catalogue and the data of others go in, `publishing.publish`
writes the files. A folder is `build/test-sites/{hash}/{name}/public`; the folders of other hashes are removed as soon
as no process holds them.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from cncert_kg import publishing, stage
from cncert_kg.cache import key
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.others import Others, others
from cncert_kg.publication import lock
from cncert_kg.publishing import Request
from cncert_kg.readers import register
from cncert_kg.site import pages
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.scope import FILES
from tests import catalogues, factory, payloads, views
from tests.conftest import ROOT

PLACE = ROOT / "build" / "test-sites"
OTHER_BASE = "http://kg.example/other/"
FOREIGN = """\
#sssom_version: "1.1"
#curie_map:
#  mal: https://w3id.org/cncert-kg/id/malware/
#  out: https://example.org/families/
#  vuln: https://w3id.org/cncert-kg/id/vuln/
#mapping_set_id: https://example.org/sets/theirs.sssom.tsv
#mapping_set_title: "<b>Families</b> of \\"theirs\\""
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id	subject_label	predicate_id	object_id	object_label	mapping_justification	confidence	comment
mal:phobos	Phobos	skos:closeMatch	out:7	<i>Fobos</i>	semapv:MappingReview	0.5	<script>alert(1)</script>
vuln:CNVD-2031-10001	Gateway	skos:relatedMatch	out:8	Eight	semapv:MappingChaining		
"""
"""A set of somebody else, under an identifier of theirs."""
KEV = """\
cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,\
knownRansomwareCampaignUse,notes,cwes
CVE-2031-20001,Example,Gateway,Invented name,2031-03-25,Invented prose.,Act.,2031-04-15,Known,,CWE-78
"""
"""A catalogue of exploited vulnerabilities; of the two records that an advisory pairs with an entry it has one."""

PER_SERIES = 1
"""Documents of the embedded register that the whole site takes of each series and state, of the weekly eight."""

FEW = 3
"""Most pages of a folder that count as kinds of their own."""

VIEWS = "views.pickle"
"""The file beside a site with what its templates were given."""

_DOCUMENTS = ROOT / "tests" / "documents"
_TEAMS = ROOT / "tests" / "links" / "first.json"
_HKCERT = ROOT / "docs" / "examples" / "hkcert-incidents.csv"
_MAKERS = ("sites.py", "factory.py", "catalogues.py", "payloads.py", "views.py", "test_cnvd_xml.py")


def documents() -> dict[str, bytes]:
    """Give reports of which one names families, one entries, and one pairs an entry with CVE records."""
    names = ("cctga-ransomware-form.md", "attention-list.md", "advisory-numbered.md")
    return {**factory.documents(), **{n: (_DOCUMENTS / n).read_bytes() for n in names}}


@cache
def small(base: str = DEFAULT_BASE) -> Path:
    """Give the release of `documents` and of the data of others, without a catalogue."""

    def request(place: Path) -> Request:
        factory.save(place / "in", documents())
        return Request(base, (place / "in",), (), _data_of_others(place, base))

    return _site(f"small-{hashlib.sha256(base.encode()).hexdigest()[:8]}", request)


@cache
def whole() -> Path:
    """Give a release that has a page of every kind: forms of reports, a catalogue, conflicts, gaps, what changed."""

    def request(place: Path) -> Request:
        forms = sorted([*_DOCUMENTS.glob("*.md"), *_DOCUMENTS.glob("*.txt")])[::4]
        factory.save(place / "in", {**documents(), **{p.name: p.read_bytes() for p in forms}})
        figures = "".join(f"备忘第{n}行，旁注{n * 37}。\n" for n in range(400))
        (place / "in" / "many-numbers.md").write_bytes(factory.weekly_post(12) + figures.encode())
        # It begins as a report does and breaks off in the middle of a character.
        (place / "in" / "cut.md").write_bytes(factory.weekly_post(11)[:-4])
        _excerpt(place / "register")
        _catalogue(place / "cnvd", catalogues.FILES)
        paths, cnvd = (place / "in", place / "register"), (place / "cnvd",)
        return Request(DEFAULT_BASE, paths, cnvd, _data_of_others(place, DEFAULT_BASE), since=before)

    before = small()
    return _site("whole", request)


@cache
def hostile() -> Path:
    """Give the release of inputs that hold a payload wherever text can stand: reports, catalogue, mapping set."""

    def request(place: Path) -> Request:
        factory.save(place / "in", payloads.reports())
        _catalogue(place / "cnvd", payloads.catalogue())
        (place / "set.sssom.tsv").write_text(payloads.mapping_set(), "utf-8")
        given = others((), [place / "set.sssom.tsv"], DEFAULT_BASE)
        return Request(DEFAULT_BASE, (place / "in",), (place / "cnvd",), given)

    return _site("hostile", request)


@cache
def embedded() -> Path:
    """Give the release of the register that comes with the package: what `build` publishes by default."""
    return _site("embedded", lambda place: Request(DEFAULT_BASE))


@cache
def real(shared: Path) -> Path:
    """Give the release of all the real documents of the shared material."""
    paths = (shared / "corpus" / "wechat", shared / "seeds")
    return _site("real", lambda place: Request(DEFAULT_BASE, paths, (shared / "corpus" / "cnvd-xml",)))


def files(site: Path) -> dict[str, bytes]:
    """Give every file of a site but its largest data, by path."""
    found = sorted(p for p in site.rglob("*") if p.is_file() and p.stat().st_size < 40_000_000)
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in found}


def html(site: Path) -> list[str]:
    """Give the path of every page of a site, in order."""
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))


def samples(site: Path) -> dict[str, tuple[str, ...]]:
    """Give for each kind of page the heaviest of each language (or of none), by a word that names the kind.

    Kinds are those of `pages.KINDS`. A page that no kind has is one of its own, or stands for all of its folder where
    that has more than a few, so nobody has to name a new kind of page here.
    """
    words = {path: word(path) for path in html(site)}
    folders = Counter(one.partition("/")[0] for one in set(words.values()) if "/" in one)
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path, one in words.items():
        folder = one.partition("/")[0]
        kind = f"{folder}/*" if "/" in one and folders[folder] > FEW else one
        groups[kind][path[:2] if path.startswith(("zh/", "en/")) else ""].append(path)
    return {
        kind: tuple(max(found, key=lambda p: ((site / p).stat().st_size, p)) for _, found in sorted(by.items()))
        for kind, by in sorted(groups.items())
    }


def word(path: str) -> str:
    """Give a word for the kind of page at a path; the path itself without language where no kind has it."""
    lang, _, rest = path.removesuffix(".html").partition("/")
    if lang not in LANGUAGES:
        return "start" if path == "index.html" else "landing"
    if rest.startswith(("id/", "code/", "mappings/")) or rest == FILES["ontology"]:
        return pages.kind(rest).word
    if rest.startswith("vuln/"):
        return "bucket" if rest.startswith("vuln/CNVD-") else "vulnerability_year"
    return rest


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """Give a folder for one thing that tests share, with no other process in it."""
    place = _folder() / name
    with _locked(place.with_suffix(".lock")):
        place.mkdir(exist_ok=True)
        yield place


def _site(name: str, request: Callable[[Path], Request]) -> Path:
    with alone(name) as place:
        if not (place / "public").is_symlink():
            shutil.rmtree(place)
            place.mkdir()
            with (
                lock(place / "public") as publication,
                views.recorded(place / VIEWS),
                pytest.MonkeyPatch.context() as patch,
            ):
                patch.setattr(stage, "sync", lambda _: None)  # what a power cut would lose is built again
                publishing.publish(request(place), publication, None, lambda _: None)
                shutil.rmtree(publication.cache)
                shutil.rmtree(publication.stores, ignore_errors=True)
        return (place / "public").resolve()


def recorded(site: Path) -> list[views.Seen]:
    """Give what templates were given while a site was built: for each a few views that have all its variables."""
    return views.read(site.parent.parent / VIEWS)


@cache
def _folder() -> Path:
    """Give the folder of this software's sites, which this process holds to its end; remove those that nobody holds."""
    inputs = [*(ROOT / "tests" / name for name in _MAKERS), *sorted(_DOCUMENTS.iterdir()), _HKCERT, _TEAMS]
    folder = PLACE / key("sites", *(hashlib.sha256(p.read_bytes()).hexdigest() for p in inputs))
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(PLACE / "lock"):
        _held(folder)
        for other in PLACE.iterdir():
            if other.is_dir() and other != folder and not _is_held(other):
                shutil.rmtree(other)
    return folder


@cache
def _held(folder: Path) -> int:
    """Give a descriptor that tells other processes that a folder is in use, open until this process ends."""
    handle = os.open(folder / "used", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def _is_held(folder: Path) -> bool:
    with (folder / "used").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _data_of_others(place: Path, base: str) -> Others:
    (place / "kev.csv").write_text(KEV, "utf-8")
    (place / "theirs.sssom.tsv").write_text(FOREIGN, "utf-8")
    data = [(place / "kev.csv", "2031-04-01"), (_HKCERT, ""), (_TEAMS, "2031-04-02")]
    return others(data, [place / "theirs.sssom.tsv"], base)


def _catalogue(place: Path, texts: Mapping[str, str]) -> None:
    place.mkdir()
    for name, text in texts.items():
        (place / name).write_text(text, "utf-8")


def _excerpt(place: Path) -> None:
    """Write a part of the embedded register: the last documents of each series and state."""
    place.mkdir()
    with (register.embedded() / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["series"], row["status"], row["issue"], row["sha256"]))
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        kinds[row["series"], row["status"]].append(row["sha256"])
    several = {("cncert-weekly", "full"): 8 * PER_SERIES}
    kept = {sha256 for kind, found in kinds.items() for sha256 in found[-several.get(kind, PER_SERIES) :]}
    for table in register.embedded().glob("*.csv"):
        head, *lines = table.read_text("utf-8").splitlines(keepends=True)
        (place / table.name).write_text("".join([head, *(one for one in lines if one[:64] in kept)]), "utf-8")
