"""Shards of the catalogue: their triples, validated and written, each from its own input alone.

`made` is what a worker does, in this process or on a cluster: values in, a pack of bytes out.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass
from functools import cache
from sys import intern
from typing import TypeVar

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from cncert_kg.cache import Pack
from cncert_kg.graph import vulnerabilities
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.sections import Counts, section
from cncert_kg.site import search
from cncert_kg.site.buckets import bucket_pages
from cncert_kg.site.buckets import terms as terms_of
from cncert_kg.tables import vulnerability_row
from cncert_kg.validate import Shapes, Shard, load_shapes, validate_shards
from cncert_kg.validation_report import Report, Result
from cncert_kg.vocab import RDF, SKOS, prefixes
from cncert_kg.vulnerabilities import Entry, Naming, bucket, encoded, entries, year
from cncert_kg.vulnerability import EntryProblem

T = TypeVar("T")

Extra = tuple[str, bytes]
"""Name of a graph, and N-Triples that it holds about subjects of a shard."""


@dataclass(frozen=True, slots=True)
class Task:
    """All that decides what a shard is."""

    base: str
    name: str
    """`CNVD-2022-06`, `CVE-2021-44`."""
    lines: tuple[tuple[str, bytes], ...] = ()
    """Of CNVD entries: key of a file, and its lines of this shard."""
    named: tuple[Naming, ...] = ()
    """Of CNVD entries: what reports say of them."""
    records: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of CVE records: number, and the titles that reports give it."""
    extras: tuple[Extra, ...] = ()
    """What the data of others say of these subjects."""

    @property
    def graph(self) -> str:
        """Name of the graph that describes the subjects."""
        return f"vuln/{year(self.name)}"


def made(task: Task) -> Pack:
    """Give a shard: written both ways, with its counts, its problems and the results of its validation."""
    terms = terms_of(task.base)
    said = list(_extras(task, terms.iris))
    found, problems = entries(task.lines, task.named, _numbers(said, terms.iris))
    own = [t for e in found for t in vulnerabilities.entry(e, terms)]
    own += [t for number, titles in task.records for t in vulnerabilities.record(number, titles, terms)]
    graphs = [(terms.iris.graph(*task.graph.split("/")), own), *said]
    names = prefixes(task.base)
    whole, report = section(graphs, names), validated(task.name, own, task.base)
    parts = {
        "ttl": whole.whole().turtle[0].text,
        "nq": whole.whole().nquads[0].text,
        "csv": _csv(found),
        "pairs": "".join(f"{e.number} {c}\n" for e in found for c in vulnerabilities.cves(e)).encode(),
        "records": "".join(f"{number}\n" for number, _ in task.records).encode(),
        "named": b"".join(encoded(e) for e in found if e.listed),
    }
    if task.extras:
        parts["own"] = section(graphs[:1], names).whole().turtle[0].text
    pages = dict(bucket_pages(found, task.base))
    meta = {
        "first": [whole.turtle[0].key, whole.nquads[0].key],
        "names": dict(whole.names),
        "counts": [*astuple(whole.counts)[:3], sorted(whole.counts.properties)],
        "problems": [astuple(p) for p in problems],
        "results": [asdict(r) for r in report.results],
        "coverage": {shape: count for shape, count in report.coverage.items() if count},
        "buckets": _severities(found),
        "cves": sorted({c for e in found for c in vulnerabilities.cves(e)}),
        "numbers": sum(1 for e in found if e.sources),
        "newest": max((e.stated.opened for e in found), default=""),
    }
    parts["pages"] = b"".join(pages.values())
    parts["page-index"] = json.dumps([[path, len(page)] for path, page in pages.items()]).encode()
    parts["search"] = search.encoded(search.bucket_entries(found))
    return Pack(meta, parts)


def validated(name: str, triples: list[Triple], base: str) -> Report:
    """Validate a shard; of what it points to only the type is known here, and its own shapes hold elsewhere."""
    held = tuple(triples)
    pointed = {t.object.value for t in held if isinstance(t.object, NamedNode)}
    context = [Triple(NamedNode(p), RDF.type, type_) for p in sorted(pointed) if (type_ := _type(p, base))]
    return validate_shards([Shard(name, held)], _shapes(base), context)


def _type(pointed: str, base: str) -> NamedNode | None:
    """The type of a concept that a code list has, or of a file."""
    path = pointed.removeprefix(base).split("/") if pointed.startswith(base) else []
    if path[:2] == ["id", "doc"]:
        return terms_of(base).d.SourceDocument
    is_code = path[:1] == ["code"] and tuple(path[1:]) in _codes(base)
    return SKOS.Concept if is_code else None


def _extras(task: Task, iris: Iris) -> Iterator[tuple[NamedNode, list[Triple]]]:
    for name, text in task.extras:
        yield iris.graph(*name.split("/")), [q.triple for q in parse(text, RdfFormat.N_TRIPLES)]


def _numbers(said: Iterable[tuple[NamedNode, list[Triple]]], iris: Iris) -> frozenset[str]:
    """The CNVD numbers that the data of others are about."""
    found = {vulnerabilities.number_of(t, iris) for _, triples in said for t in triples}
    return frozenset(number for number in found if number.startswith("CNVD-"))


def _severities(found: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """Count entries by page and severity."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in found:
        out[bucket(entry.number)][vulnerabilities.severity(entry)] += 1
    return {name: dict(sorted(counted.items())) for name, counted in out.items()}


def _csv(found: Iterable[Entry]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(map(vulnerability_row, found))
    return buffer.getvalue().encode()


@cache
def _shapes(base: str) -> Shapes:
    return load_shapes(base)


@cache
def _codes(base: str) -> frozenset[tuple[str, ...]]:
    """Scheme and code of every concept."""
    return frozenset(knowledge(base).labels)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a release needs of every shard at once."""

    name: str
    key: str
    """Key of the pack."""
    first: tuple[str, str]
    """What sorts its Turtle and its N-Quads among those of others."""
    names: Mapping[str, str]
    counts: Counts
    report: Report
    problems: tuple[EntryProblem, ...]
    """Those that only several files together show."""
    buckets: Mapping[str, Mapping[str, int]]
    """Entries by page and severity."""
    numbers: int
    """CNVD numbers that a file of the catalogue has."""
    newest: str
    """The newest day on which CNVD published one of them; may be empty."""


def summary(name: str, key: str, pack: Pack) -> Summary:
    """Give the summary of a shard's pack."""
    meta = pack.meta
    triples, subjects, classes, properties = meta["counts"]
    return Summary(
        name,
        key,
        (meta["first"][0], meta["first"][1]),
        _interned(meta["names"]),
        Counts(triples, subjects, _interned(classes), frozenset(map(intern, properties))),
        Report(tuple(Result(**r) for r in meta["results"]), _interned(meta["coverage"])),
        tuple(EntryProblem(*p) for p in meta["problems"]),
        meta["buckets"],
        meta["numbers"],
        meta["newest"],
    )


def _interned(found: Mapping[str, T]) -> dict[str, T]:
    """The same keys as other shards have are the same strings: there are thousands of shards."""
    return {intern(key): value for key, value in found.items()}
