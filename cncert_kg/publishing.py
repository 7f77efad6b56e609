"""The main job from files to a published release, with what did not change taken from earlier builds.

Four things are remembered, each under the hash of all that it comes from, this software included: what reports
name, the pages and data that reports give, each file and each shard of the catalogue, and whole releases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, astuple, dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from cncert_kg import (
    building,
    cache,
    composition,
    differences,
    extraction,
    history,
    inventory,
    parts,
    remembered,
    shelves,
)
from cncert_kg.answering import Examiner
from cncert_kg.cache import Folder, Pack
from cncert_kg.corpus import Corpus
from cncert_kg.errors import UsageError
from cncert_kg.exports import objects
from cncert_kg.exports.data import Data
from cncert_kg.graph import vulnerabilities
from cncert_kg.graph.terms import Terms
from cncert_kg.history import NONE, Before
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.manifest import read_manifest
from cncert_kg.model import Report
from cncert_kg.others import Others, by_shard
from cncert_kg.parts import Part, Rendering
from cncert_kg.publication import Publication
from cncert_kg.readers import archives, files, register
from cncert_kg.shelves import Shelves
from cncert_kg.store import staged_store
from cncert_kg.vulnerabilities import Entry, Naming, naming_of
from cncert_kg.whole import Whole, validation

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What to build."""

    base: str
    paths: tuple[Path, ...] = ()
    """Reports; none for the embedded register."""
    cnvd: tuple[Path, ...] = ()
    others: Others = field(default_factory=Others)
    day: str = ""
    """The data set's day where the environment sets it."""
    contact: str = ""
    """Mail address of whoever answers for the site."""
    since: Path | None = None
    """The release that this one follows."""
    processes: int = 1
    """How many of them render pages."""

    @property
    def registers(self) -> list[Path]:
        """The folders among the paths that are registers."""
        given = self.paths or (register.embedded(),)
        return [p for p in given if p.is_dir() and register.is_register(p)]

    @cached_property
    def documents(self) -> list[Path]:
        """The files among the paths."""
        return files.inputs(p for p in self.paths if p not in self.registers)

    @cached_property
    def shared(self) -> list[archives.SharedFile | archives.FileProblem]:
        """The files of the catalogue, and what is none."""
        return list(archives.shared_files(self.cnvd))

    def check(self) -> None:
        """Raise `UsageError` where there is nothing to read, or a release of another base to follow.

        Also raises as `files.inputs`, `archives.shared_files` and `history.read` do.
        """
        if self.paths and not self.registers and not self.documents:
            raise UsageError("E_INPUT", "no file to read here", ", ".join(map(str, self.paths)))
        if self.since:
            if (found := differences.side(self.since).base) != self.base:
                raise UsageError("E_BASE", f"found {found}, expected {self.base}", str(self.since))
            history.read(self.since)

    @cached_property
    def _since(self) -> str:
        return differences.key(self.since) if self.since else ""

    @cached_property
    def reports_key(self) -> str:
        """Key of what reports alone decide."""
        tables = [p for folder in self.registers for p in sorted(folder.glob("*.csv"))]
        hashes = [f"{p.name} {files.fingerprint(p)}" for p in (*tables, *self.documents)]
        return cache.key("reports", self.base, self.day, self.contact, str(bool(self.paths)), *hashes)

    def key(self) -> str:
        """Key of all inputs."""
        return cache.key("build", self.reports_key, *map(repr, self.shared), self.others.key, self._since)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did."""

    release: str
    """Content hash."""
    summary: str
    problems: tuple[str, ...]
    """One coded line for each."""
    is_whole: bool
    """Whether every input could be used."""


@dataclass(frozen=True)
class Reading:
    """The reports of a request: read when something asks for them."""

    request: Request
    executor: Executor | None

    @cached_property
    def merged(self) -> tuple[tuple[Report, ...], Corpus]:
        """The reports in their order, and what they say together."""
        return building.merged(self.reports(), self.request.base)

    def reports(self) -> Iterator[Report]:
        """Read registers and documents, in one order."""
        for folder in self.request.registers:
            yield from register.read(folder)
        yield from extraction.from_files(self.request.documents, self.executor)

    def named(self) -> Pack:
        """Give what the catalogue needs of the reports, and what is to be told of them."""
        inputs, corpus = self.merged
        return Pack(
            {
                "namings": [astuple(n) for said in vulnerabilities.listed(corpus).values() for n in said],
                "titles": vulnerabilities.titles(corpus),
                "problems": [p.told(report.document.name) for report in inputs for p in report.problems],
                "is_whole": all(r.status != "quarantined" for r in inputs),
            }
        )


def publish(request: Request, place: Publication, executor: Executor | None, say: Say) -> Outcome:
    """Build and publish; where nothing changed, the release that is there is the result.

    Raises `PublicationError` where a shape or a minimum is broken, with the last release in place.
    """
    store = Folder(place.cache)
    since, key = store.begin(), request.key()
    known = store.get("build", key)
    if known is not None and place.restore(known.meta["outcome"]["release"]):
        return _outcome(known.meta["outcome"])
    outcome = _published(request, place, store, executor, say)
    store.put("build", key, Pack({"outcome": asdict(outcome)}))
    store.prune(since)
    return outcome


def _outcome(meta: Mapping[str, Any]) -> Outcome:
    return Outcome(meta["release"], meta["summary"], tuple(meta["problems"]), meta["is_whole"])


def _published(request: Request, place: Publication, store: Folder, executor: Executor | None, say: Say) -> Outcome:
    reading = Reading(request, executor)
    say("reading reports")
    named = _kept(store, "named", request.reports_key, reading.named)
    say("reading the catalogue")
    held = _shelves(request, named, store, executor)
    say("merging and validating")
    entries = held.named()
    key = cache.key("part", request.reports_key, request.others.key, repr(sorted(entries.items())))
    known, how = remembered.recall(store, key, place), _rendering(request, store, place)
    brought = known or _brought(request, reading, entries, place, how)
    found = validation(brought, held)
    building.check_conforms(found, place.given)
    say("writing")
    paths: list[str] = []
    noted = replace(brought, files=remembered.recorded(brought.files, paths, say))
    before = differences.side(request.since) if request.since else None
    followed = Before(before.version, history.read(before.place)) if before else NONE
    whole = Whole(noted, held, request.others.exploited, followed)
    fields = composition.manifest(whole)
    read = noted.inventory | inventory.of_catalogue(held, request.others.exploited)
    examiner = Examiner(request.base, read, not request.paths, place.stores, place.given)
    answers = examiner.files(place.stage, place.current(), fields)
    changes = differences.bundle(before, differences.Side(place.stage, fields)) if before else ()
    hash_ = place.publish(chain(composition.files(whole), answers, _objects(place, request.base), changes), fields)
    listed = read_manifest(place.target)["files"]
    remembered.keep(store, key, noted, paths, listed)
    if not known:
        remembered.keep_pages(store, request.base, how.earlier.made, listed)
    problems = (*named.meta["problems"], *held.told(), *request.others.problems, *brought.told)
    is_whole = named.meta["is_whole"] and not held.refused
    return Outcome(hash_, composition.summary(fields, found), problems, is_whole)


def _kept(store: Folder, kind: str, key: str, make: Callable[[], Pack]) -> Pack:
    known = store.get(kind, key)
    if known is None:
        known = make()
        store.put(kind, key, known)
    return known


def _shelves(request: Request, named: Pack, store: Folder, executor: Executor | None) -> Shelves:
    by_number: dict[str, list[Naming]] = defaultdict(list)
    for one in map(naming_of, named.meta["namings"]):
        by_number[one.number].append(one)
    terms = Terms(Iris(request.base), knowledge(request.base).labels)
    about = request.others.about_numbers(terms)
    numbers = {vulnerabilities.number_of(t, terms.iris) for triples in about.values() for t in triples}
    titles = {number: () for number in sorted(numbers) if number.startswith("CVE-")} | named.meta["titles"]
    spools = shelves.spooled(request.shared, store, executor)
    extras = by_shard(about, terms.iris)
    return shelves.shelved(request.base, spools, by_number, titles, extras, store, executor)


def _objects(place: Publication, base: str) -> Iterator[tuple[str, bytes]]:
    """The exports of single things, asked of the release that is being written."""
    yield from objects.files(Data(staged_store(place.stage, place.stores), base))


def _rendering(request: Request, store: Folder, place: Publication) -> Rendering:
    return Rendering(remembered.earlier(store, request.base, place), request.processes, request.contact)


def _brought(
    request: Request, reading: Reading, entries: Mapping[str, Entry], place: Publication, how: Rendering
) -> Part:
    made = building.described(*reading.merged, request.base, entries, request.others)
    building.check_covered(made, place.given, is_embedded=not request.paths)
    return parts.part(made, request.day, request.others, how)
