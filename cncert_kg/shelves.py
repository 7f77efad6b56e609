"""The catalogue of a build: its files spooled, its shards made, whatever did not change taken from the cache."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar, cast

from cncert_kg import cache as caches
from cncert_kg import shards, vulnerabilities
from cncert_kg.cache import Cache, Pack
from cncert_kg.errors import DocumentError, StorageError
from cncert_kg.readers import cnvd_xml
from cncert_kg.readers.archives import FileProblem, SharedFile
from cncert_kg.shards import Extra, Summary, Task
from cncert_kg.validation_report import Report, merged
from cncert_kg.vulnerabilities import Entry, File, Naming
from cncert_kg.vulnerability import EntryProblem

BATCH = 64
"""Tasks handed to an executor at a time: what waits is held in memory."""

Given = TypeVar("Given")
Extras = Mapping[str, Sequence[Extra]]
"""What the data of others say about the subjects of a shard."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """The shards of a build, in the order of their names; their packs stay in the cache."""

    base: str
    store: Cache
    shards: tuple[Summary, ...]
    files: tuple[File, ...] = ()
    refused: tuple[str, ...] = ()
    """One coded line for each file that cannot be used."""
    passed: tuple[str, ...] = ()
    """One coded line for each file that was not to be read: a twin, or no XML."""

    def part(self, shard: Summary, name: str) -> bytes:
        """Give one part of a shard's pack; `StorageError` where somebody emptied the cache meanwhile."""
        found = self.store.part("shard", shard.key, name)
        if found is None:
            raise StorageError("E_CACHE", "emptied while a build used it; build again", shard.name)
        return found

    def of(self, start: str) -> Iterator[Summary]:
        """Give the shards whose name begins with `start`."""
        return (s for s in self.shards if s.name.startswith(start))

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Give the pages of all entries, a hundred numbers on each."""
        for shard in self.of("CNVD-"):
            text, start = self.part(shard, "pages"), 0
            for path, size in json.loads(self.part(shard, "page-index")):
                yield path, text[start : start + size]
                start += size

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give each pair of a CNVD and a CVE number, in order."""
        for shard in self.of("CNVD-"):
            for line in self.part(shard, "pairs").decode().splitlines():
                number, _, record = line.partition(" ")
                yield number, record

    def records(self) -> Iterator[str]:
        """Give each CVE number, in order."""
        for shard in self.of("CVE-"):
            yield from self.part(shard, "records").decode().split()

    def report(self) -> Report:
        """Give the results of validation."""
        return merged(shard.report for shard in self.shards)

    def problems(self) -> Iterator[tuple[str, EntryProblem]]:
        """Give every problem of an entry with the file that has it; none for what only several files show."""
        for one in self.files:
            yield from ((one.name, problem) for problem in one.problems)
        for shard in self.shards:
            yield from (("", problem) for problem in shard.problems)

    def named(self) -> dict[str, Entry]:
        """Give the entries that reports name, as the catalogue knows them."""
        lines = (line for shard in self.of("CNVD-") for line in self.part(shard, "named").splitlines())
        return {entry.number: entry for entry in map(vulnerabilities.decoded, lines)}

    def told(self) -> Iterator[str]:
        """Give one line for each file that cannot be used, for each twin, and for each code of problem of a file."""
        yield from (*self.refused, *self.passed)
        for one in self.files:
            yield from vulnerabilities.told(one.name, one.problems)
        yield from vulnerabilities.told("the catalogue", [p for shard in self.shards for p in shard.problems])

    def counts(self) -> dict[str, Any]:
        """Count what the files hold and what is wrong with them; an entry that stands twice counts twice."""
        return {
            "files": len(self.files),
            "refused": len(self.refused),
            "entries": sum(one.entries for one in self.files),
            "pairs": sum(one.pairs for one in self.files),
            "numbers": sum(shard.numbers for shard in self.shards),
            "problems": vulnerabilities.tally(problem for _, problem in self.problems()),
        }

    def by_year(self) -> dict[str, dict[str, Mapping[str, int]]]:
        """Count the entries by year, page and severity."""
        out: dict[str, dict[str, Mapping[str, int]]] = defaultdict(dict)
        for shard in self.of("CNVD-"):
            out[vulnerabilities.year(shard.name)].update(shard.buckets)
        return {year: dict(sorted(buckets.items())) for year, buckets in sorted(out.items())}


@dataclass(frozen=True, slots=True)
class Spools:
    """The files of a catalogue, read."""

    files: tuple[File, ...] = ()
    refused: tuple[str, ...] = ()
    """One coded line for each file that cannot be used."""
    passed: tuple[str, ...] = ()
    """One coded line for each file that was not to be read: a twin, or no XML."""


def spooled(found: Iterable[SharedFile | FileProblem], store: Cache, executor: Executor | None = None) -> Spools:
    """Read files, each once and only if the cache has not read the very same bytes."""
    by_hash: dict[str, SharedFile] = {}
    files: list[File] = []
    refused: list[str] = []
    passed: list[str] = []
    for one in found:
        if isinstance(one, FileProblem):
            (refused if one.code.startswith("E_") else passed).append(f"{one.code} {one.name}: {one.message}")
        elif one.sha256 in by_hash:
            passed.append(f"W_TWIN {one.name}: the same bytes as {by_hash[one.sha256].name}, read once")
        else:
            by_hash[one.sha256] = one
    keys = {sha256: spool_key(sha256) for sha256 in by_hash}
    for sha256, pack in _kept("spool", keys, lambda names: [by_hash[n] for n in names], spool, store, executor):
        one = by_hash[sha256]
        if "error" in pack.meta:
            refused.append(str(pack.meta["error"]).replace(_NAME, one.name))
        else:
            files.append(vulnerabilities.file(one.own_name, sha256, pack))
    files.sort(key=attrgetter("name", "sha256"))
    return Spools(tuple(files), tuple(sorted(refused)), tuple(passed))


def spool_key(sha256: str) -> str:
    return caches.key("spool", sha256)


_NAME = "<name>"
"""Stands for a file's name in a spool, which files of any name may share."""


def spool(one: SharedFile) -> Pack:
    """Give the spool of a file, or the error that it is: a file that breaks off gives nothing of itself."""
    try:
        with one.open() as stream:
            pack = vulnerabilities.spool(cnvd_xml.entries(stream, _NAME))
            stream.seek(0)
            if hashlib.file_digest(cast(Any, stream), "sha256").hexdigest() == one.sha256:
                return pack
            return Pack({"gone": ["E_CHANGED", "changed while it was read; build again", one.name]})
    except DocumentError as error:
        if error.code in ("E_UNREADABLE", "E_ZIP"):  # It could be read when its hash was taken.
            return Pack({"gone": [error.code, error.message, one.name]})
        return Pack({"error": str(error)})


def shelved(
    base: str,
    spools: Spools,
    named: Mapping[str, Sequence[Naming]],
    titles: Mapping[str, Sequence[str]],
    extras: Extras,
    store: Cache,
    executor: Executor | None = None,
) -> Shelves:
    """Make the shards of all CNVD entries that files state or reports name, then those of the CVE records they name.

    `named` and `titles` are what reports say of CNVD and CVE numbers; `extras` what the data of others say, by shard.
    """
    records: dict[str, tuple[str, ...]] = {number: tuple(said) for number, said in titles.items()}
    held = []
    about = {name: said for name, said in extras.items() if name.startswith("CNVD-")}
    entries = Makings(base, store, vulnerabilities.by_shard(spools.files), _by_shard(named), {}, about)
    for name, key, pack in entries.made(executor):
        held.append(shards.summary(name, key, pack))
        for number in pack.meta["cves"]:
            records.setdefault(number, ())
    about = {name: said for name, said in extras.items() if name.startswith("CVE-")}
    cves = Makings(base, store, {}, {}, _by_shard({n: [(n, said)] for n, said in records.items()}), about)
    held += [shards.summary(*made) for made in cves.made(executor)]
    held.sort(key=attrgetter("name"))
    return Shelves(base, store, tuple(held), spools.files, spools.refused, spools.passed)


def _by_shard(items: Mapping[str, Sequence[Given]]) -> dict[str, tuple[Given, ...]]:
    """Group what concerns numbers by their shard, sorted by number."""
    out: dict[str, list[Given]] = defaultdict(list)
    for number in sorted(items):
        out[vulnerabilities.shard(number)] += items[number]
    return {name: tuple(held) for name, held in out.items()}


@dataclass(frozen=True, slots=True)
class Makings:
    """What shards of one kind are made of, by name."""

    base: str
    store: Cache
    files: Mapping[str, Sequence[File]]
    named: Mapping[str, tuple[Naming, ...]]
    records: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    extras: Extras

    def made(self, executor: Executor | None) -> Iterator[tuple[str, str, Pack]]:
        """Give name, key and pack of every shard, those of one year after another."""
        names = sorted(self.files.keys() | self.named.keys() | self.records.keys() | self.extras.keys())
        for _, group in groupby(names, vulnerabilities.year):
            keys = {name: self.key(name) for name in group}
            for name, pack in _kept("shard", keys, self.tasks, shards.made, self.store, executor):
                yield name, keys[name], pack

    def key(self, name: str) -> str:
        """Give the key of a shard: all that decides its content."""
        slices = [f"{one.key} {one.shards[name][2]}" for one in self.files.get(name, ())]
        others = (self.named.get(name, ()), self.records.get(name, ()), self.extras.get(name, ()))
        return caches.key("shard", self.base, name, *slices, repr(others))

    def tasks(self, names: Sequence[str]) -> list[Task]:
        """Give the tasks of some shards; each file that has lines of them is read once."""
        lines: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        by_file: dict[str, tuple[File, list[str]]] = {}
        for name in names:
            for one in self.files.get(name, ()):
                by_file.setdefault(one.key, (one, []))[1].append(name)
        for one, wanted in by_file.values():
            text = self._lines(one)
            for name in wanted:
                start, size, _ = one.shards[name]
                lines[name].append((one.key, text[start : start + size]))
        return [self._task(name, lines[name]) for name in names]

    def _lines(self, one: File) -> bytes:
        pack = self.store.get("spool", spool_key(one.sha256))
        if pack is None:
            raise StorageError("E_CACHE", "emptied while a build used it; build again", one.name)
        return pack.parts["lines"]

    def _task(self, name: str, lines: Sequence[tuple[str, bytes]]) -> Task:
        named, records, extras = self.named.get(name, ()), self.records.get(name, ()), self.extras.get(name, ())
        return Task(self.base, name, tuple(sorted(lines)), named, records, tuple(extras))


def _kept(
    kind: str,
    keys: Mapping[str, str],
    work: Callable[[Sequence[str]], Sequence[Given]],
    make: Callable[[Given], Pack],
    store: Cache,
    executor: Executor | None,
) -> Iterator[tuple[str, Pack]]:
    """Give the pack of each name, from the cache or made now, a batch of tasks at a time."""
    missing = []
    for name, key in keys.items():
        pack = store.get(kind, key)
        if pack is None:
            missing.append(name)
        else:
            yield name, pack
    for start in range(0, len(missing), BATCH):
        names = missing[start : start + BATCH]
        results = map(make, work(names)) if executor is None else executor.map(make, work(names))
        for name, pack in zip(names, results, strict=True):
            if "gone" in pack.meta:
                raise StorageError(*pack.meta["gone"])
            store.put(kind, keys[name], pack)
            yield name, pack
