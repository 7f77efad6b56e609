"""CNVD's catalogue out of its shared XML: files spooled one by one, entries put together shard by shard.

A shard is all numbers of one year that begin with the same two digits: `CNVD-2022-06`, `CVE-2021-44`. Its
numbers stand together in every sorted list, so that shards are made, kept and joined each by itself. A
spool is one XML file as lines of JSON, those of one shard together; no stage holds more than a shard's
lines of all files at once.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import astuple, dataclass, fields, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from cncert_kg.cache import Pack
from cncert_kg.iris import digest
from cncert_kg.model import ListedVulnerability
from cncert_kg.vulnerability import EntryProblem, Vulnerability

_FIELDS = tuple(f.name for f in fields(Vulnerability))


def shard(number: str) -> str:
    """Give the shard of a CNVD or CVE number: all but its last digits, from the third on."""
    head, _, digits = number.rpartition("-")
    return f"{head}-{digits[:2]}"


def bucket(number: str) -> str:
    """Give the page of a CNVD number: it holds the hundred numbers that differ in the last two digits."""
    return number[:-2]


def year(number: str) -> str:
    """Give the year in a CNVD or CVE number, or in a shard or bucket of them."""
    return number.split("-")[-2]


@dataclass(frozen=True, slots=True)
class Naming:
    """What one report says of an entry, its place in the report aside."""

    number: str
    title: str = ""
    origin: str = ""
    severity: str = ""
    cves: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


def naming(listed: ListedVulnerability) -> Naming:
    """Give what a report says of an entry."""
    return Naming(listed.number, listed.title, listed.origin, listed.severity, listed.cves, listed.products)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one CNVD number."""

    stated: Vulnerability
    """What the catalogue states: where files differ, the newest of them."""
    sources: tuple[str, ...] = ()
    """Keys of the files that state just this; empty where no file of the catalogue has the number."""
    listed: tuple[Naming, ...] = ()
    """What reports say where they name it."""

    @property
    def number(self) -> str:
        """The number."""
        return self.stated.number


def spool(found: Iterable[Vulnerability | EntryProblem]) -> Pack:
    """Give the entries of one file as lines by shard, and its problems; the caller adds what file it is."""
    lines: dict[str, list[bytes]] = defaultdict(list)
    problems = []
    count = pairs = 0
    for item in found:
        if not isinstance(item, Vulnerability):
            problems.append([item.code, item.number, item.message])
            continue
        count += 1
        pairs += len(item.cves)
        lines[shard(item.number)].append(_line(item))
    slices, start = {}, 0
    parts = []
    for name in sorted(lines):
        text = b"".join(sorted(lines[name]))
        slices[name] = [start, len(text), digest(text.decode())]
        parts.append(text)
        start += len(text)
    meta = {"entries": count, "pairs": pairs, "problems": problems, "shards": slices}
    return Pack(meta, {"lines": b"".join(parts)})


def _line(entry: Vulnerability | Entry) -> bytes:
    return json.dumps(astuple(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _entry(values: list[Any]) -> Vulnerability:
    return Vulnerability(*_tuples(values))


def _tuples(values: list[Any]) -> list[Any]:
    return [tuple(v) if isinstance(v, list) else v for v in values]


def encoded(entry: Entry) -> bytes:
    """Give what the catalogue knows of an entry, and what reports say, as one line."""
    return _line(entry)


def decoded(line: bytes) -> Entry:
    """Read what `encoded` gave."""
    stated, sources, listed = json.loads(line)
    return Entry(_entry(stated), tuple(sources), tuple(map(naming_of, listed)))


def naming_of(values: list[Any]) -> Naming:
    """Give what a report says of an entry, as JSON gives back its fields."""
    return Naming(*_tuples(values))


def entries(
    lines: Iterable[tuple[str, bytes]], listed: Iterable[Naming], others: Set[str] = frozenset()
) -> tuple[list[Entry], list[EntryProblem]]:
    """Put the entries of one shard together, sorted by number, and tell every number that stands more than once.

    `lines` are the key of a file and its lines of the shard; `listed` is what reports name of it; `others` are the
    numbers that the data of others are about.
    """
    stated = [(_entry(json.loads(line)), source) for source, text in lines for line in text.splitlines(keepends=True)]
    by_number: dict[str, list[tuple[Vulnerability, str]]] = defaultdict(list)
    for one, source in stated:
        by_number[one.number].append((one, source))
    named: dict[str, list[Naming]] = defaultdict(list)
    for mention in listed:
        named[mention.number].append(mention)
    out, problems = [], []
    for number in sorted(by_number.keys() | named.keys() | others):
        entry, told = _one(number, by_number[number])
        out.append(replace(entry, listed=tuple(named[number])))
        problems += told
    return out, problems


def _one(number: str, stated: list[tuple[Vulnerability, str]]) -> tuple[Entry, list[EntryProblem]]:
    """Choose among the statements of one number: the one opened last, then the longest, then in a fixed order."""
    if not stated:
        return Entry(Vulnerability(number)), []
    chosen = max((one for one, _ in stated), key=_rank)
    sources = tuple(sorted({source for one, source in stated if one == chosen}))
    if len(stated) == 1:
        return Entry(chosen, sources), []
    differing = [f for f in _FIELDS if len({str(getattr(one, f)) for one, _ in stated}) > 1]
    said = f"stands {len(stated)} times, with different {', '.join(differing)}" if differing else (
        f"stands {len(stated)} times, alike"
    )  # fmt: skip
    return Entry(chosen, sources), [EntryProblem("W_DUPLICATE_ID", number, said)]


def _rank(one: Vulnerability) -> tuple[str, str, int, bytes]:
    line = _line(one)
    return one.opened, one.submitted, len(line), line


@dataclass(frozen=True, slots=True)
class File:
    """One file of the catalogue."""

    key: str
    """First 16 hex digits of its SHA-256."""
    name: str
    sha256: str
    entries: int
    """Entries with a number."""
    pairs: int
    """CVE numbers of all entries together."""
    problems: tuple[EntryProblem, ...]
    shards: Mapping[str, tuple[int, int, str]]
    """Where the lines of a shard are, and their hash."""


def file(name: str, sha256: str, pack: Pack) -> File:
    """Give a file as its spool describes it."""
    meta = pack.meta
    problems = tuple(EntryProblem(*p) for p in meta["problems"])
    slices = {shard_: (start, size, hash_) for shard_, (start, size, hash_) in meta["shards"].items()}
    return File(sha256[:16], name, sha256, meta["entries"], meta["pairs"], problems, slices)


def by_shard(files: Iterable[File]) -> dict[str, list[File]]:
    """Give the files that have entries of each shard, by key, whatever their order."""
    out: dict[str, list[File]] = defaultdict(list)
    for one in sorted(files, key=attrgetter("key")):
        for name in one.shards:
            out[name].append(one)
    return dict(sorted(out.items()))


def told(name: str, found: Iterable[EntryProblem]) -> Iterator[str]:
    """Give one line for each code of problem of what is called `name`, with its count and the first few numbers."""
    for code, group in groupby(sorted(found, key=lambda p: (p.code, p.number)), key=attrgetter("code")):
        problems = list(group)
        first = "; ".join(f"{p.number} {p.message}".strip() for p in problems[:_SHOWN])
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        yield f"{code} {name}: {len(problems)} times: {first}{more}"


_SHOWN = 3


def tally(problems: Iterable[EntryProblem]) -> dict[str, int]:
    """Count problems by code."""
    return dict(sorted(Counter(p.code for p in problems).items()))
