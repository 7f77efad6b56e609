"""The files of a release, put together from what reports bring, what the catalogue brings, and what is said of both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from cncert_kg import __version__, history, pairs, site, tables, vulnerabilities
from cncert_kg.graph import distributions
from cncert_kg.release import JOINED
from cncert_kg.sections import Piece, union_nquads, union_turtle
from cncert_kg.shards import Summary
from cncert_kg.shelves import Shelves
from cncert_kg.site import buckets, data_set, quality, search
from cncert_kg.stage import Content, Same
from cncert_kg.turtle import header, turtle
from cncert_kg.validation_report import Report as Validation
from cncert_kg.validation_report import report_json, report_turtle
from cncert_kg.vocab import CC0, RDF, SSSOM, prefixes
from cncert_kg.whole import Whole

Files = Iterator[tuple[str, Content]]

_KINDS = ("CNVD-", "CVE-")
"""How the names of shards begin, kind by kind."""


def files(whole: Whole) -> Files:
    """Give every file of a release; what describes the others comes last."""
    ledger: list[distributions.File] = []
    for path, content in _all(whole):
        yield path, _noted(path, content, ledger) if _is_download(path) else content
    data = sorted((f for f in ledger if f.path.startswith("data/")), key=attrgetter("path"))
    for path, text in whole.descriptions(data):
        yield path, _noted(path, text, ledger)
    listed = sorted(ledger, key=attrgetter("path"))
    facts = data_set.Facts(whole.version, whole.day, whole.counts(), listed, whole.before.version)
    yield from data_set.files(facts, whole.triples, whole.named, whole.terms)


def _is_download(path: str) -> bool:
    """Whether the page of the data set lists a file, with its size and hash."""
    is_report = path.startswith("validation/") and path.endswith((".ttl", ".json", ".csv"))
    return is_report or path.startswith("data/") or path.endswith(".sssom.tsv")


def _all(whole: Whole) -> Files:
    brought, shelves = whole.brought, whole.shelves
    yield from brought.files
    yield from _union(whole)
    yield from _catalogue_files(shelves)
    yield from pairs.files(shelves, whole.exploited, whole.terms)
    names = prefixes(brought.base)
    yield f"data/graph/{JOINED}.ttl", b"".join(turtle([*whole.rules, *whole.triples], names))
    yield "validation/report.ttl", report_turtle(whole.validation, brought.base).encode()
    yield "validation/report.json", report_json(whole.validation).encode()
    yield from site.pages_of_release(whole.triples, whole.named, whole.terms, whole.version, whole.day)
    fields = manifest(whole)
    lines = history.continued(whole.before, history.line(fields, whole.validation))
    yield from quality.files(quality.Checked(fields, whole.validation, lines), whole.named, whole.terms)
    yield from shelves.pages()
    yield from search.files(chain.from_iterable(map(search.decoded, _searched(whole))))
    sources = [(one.name, one.key, one.entries) for one in shelves.files]
    is_set = (RDF.type, SSSOM.MappingSet)
    sets = sorted(str(t.subject)[1:-1] for t in whole.triples if (t.predicate, t.object) == is_set)
    yield from buckets.list_pages(brought.base, shelves.by_year(), shelves.counts(), sources, sets)


def _searched(whole: Whole) -> Iterator[bytes]:
    yield whole.brought.search
    yield from (whole.shelves.part(shard, "search") for shard in whole.shelves.of("CNVD-"))


def _union(whole: Whole) -> Files:
    shelves, sections = whole.shelves, (whole.brought.section, whole.section)
    names = [*(s.names for s in sections), *(s.names for s in shelves.shards)]
    turtles = [*(s.turtle for s in sections), *(_pieces(shelves, start, "ttl") for start in _KINDS)]
    yield "data/cncert-kg.ttl", union_turtle(turtles, names)
    nquads = [*(s.nquads for s in sections), *(_pieces(shelves, start, "nq") for start in _KINDS)]
    yield "data/cncert-kg.nq", union_nquads(nquads)


def _pieces(shelves: Shelves, start: str, form: str) -> Iterator[Piece]:
    """The shards of one kind: their subjects follow one another in the order of the shards' names."""
    for shard in shelves.of(start):
        yield Piece(shard.first[form == "nq"], shelves.part(shard, form))


def _catalogue_files(shelves: Shelves) -> Files:
    """One graph a year, and the table of all entries."""
    shards = sorted(shelves.shards, key=lambda s: (vulnerabilities.year(s.name), s.first))
    for year, group in groupby(shards, lambda s: vulnerabilities.year(s.name)):
        yield f"data/graph/vuln/{year}.ttl", _graph(shelves, list(group))
    if shelves.files:
        yield "data/vulnerabilities.csv", _table(shelves)
        columns, licence = tables.VULNERABILITIES, CC0.value
        yield "data/vulnerabilities.csv-metadata.json", tables.csvw("vulnerabilities.csv", columns, licence)
        yield "data/catalogue-problems.csv", b"".join(tables.problems_csv(shelves.problems()))


def _graph(shelves: Shelves, held: list[Summary]) -> Iterator[bytes]:
    yield header(reduce(lambda names, shard: {**names, **shard.names}, held, {}))
    yield from (shelves.part(shard, "own") or shelves.part(shard, "ttl") for shard in held)


def _table(shelves: Shelves) -> Iterator[bytes]:
    yield tables.header(tables.VULNERABILITIES)
    yield from (shelves.part(shard, "csv") for shard in shelves.of("CNVD-"))


def _noted(path: str, content: Content, ledger: list[distributions.File]) -> Content:
    """Note size and hash of a file, of one in pieces when the last piece is written."""
    if isinstance(content, Same):
        ledger.append(distributions.File(path, content.size, content.sha256))
        return content
    if isinstance(content, bytes):
        ledger.append(distributions.File(path, len(content), hashlib.sha256(content).hexdigest()))
        return content
    return _noting(path, content, ledger)


def _noting(path: str, pieces: Iterable[bytes], ledger: list[distributions.File]) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        yield piece
    ledger.append(distributions.File(path, size, digest.hexdigest()))


def manifest(whole: Whole) -> dict[str, Any]:
    """Give what the manifest says beside its files: version, counts, and every input with its outcome."""
    brought, shelves = whole.brought, whole.shelves
    fields = {
        **brought.manifest,
        "name": "cncert-kg",
        "software": __version__,
        "base": brought.base,
        "version": whole.version,
        "modified": whole.day or None,
        "counts": {**brought.manifest["counts"], "triples": whole.counts().triples},
    }
    if shelves.files or shelves.refused:
        fields["catalogue"] = {
            **shelves.counts(),
            "inputs": [
                {"name": one.name, "sha256": one.sha256, "entries": one.entries, "problems": len(one.problems)}
                for one in shelves.files
            ],
            "refusals": list(shelves.refused),
        }
    return fields


def summary(fields: Mapping[str, Any], validation: Validation) -> str:
    """Say in a few lines what was read, what it gave, and what validation found. `fields` are the manifest's."""
    counts = fields["counts"]
    outcomes = ", ".join(f"{n} {s}" for s, n in counts["outcomes"].items() if n)
    warnings = len(validation.results) - len(validation.violations)
    lines = [
        f"{counts['inputs']} documents: {outcomes}",
        f"{counts['issues']} issues, {counts['observations']} observations, {counts['claims']} claims,"
        f" {counts['gaps']} gaps, {counts['triples']} triples",
    ]
    if held := fields.get("catalogue"):
        lines.append(
            f"{held['files']} CNVD files: {held['entries']} entries of {held['numbers']} numbers,"
            f" {held['pairs']} CVE pairs" + "".join(f", {n} {code}" for code, n in held["problems"].items())
        )
    if asked := fields.get("questions"):
        lines.append(f"questions: {', '.join(f'{n} {status}' for status, n in asked.items())}")
    return "\n".join((*lines, f"{len(validation.violations)} violations, {warnings} warnings"))
