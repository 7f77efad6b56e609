"""What a build takes from the data of others: mapping sets, downloaded data sets, tables of other CERTs' counts."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from cncert_kg import cache, resources
from cncert_kg.corpus import Corpus
from cncert_kg.errors import UsageError
from cncert_kg.graph import foreign_statistics, imported, mappings
from cncert_kg.graph.assembly import Graphs
from cncert_kg.graph.terms import Terms
from cncert_kg.graph.vulnerabilities import CVE, number_of
from cncert_kg.iris import Iris
from cncert_kg.knowledge import Knowledge, knowledge
from cncert_kg.linking import raw_bytes
from cncert_kg.links import given, sources, sssom, statistics
from cncert_kg.links.mappings import OF_CATALOGUE, MappingSet
from cncert_kg.links.statistics import ForeignStatistics
from cncert_kg.links.things import Imported
from cncert_kg.readers.files import base_name
from cncert_kg.turtle import ntriples
from cncert_kg.vulnerabilities import shard

Given = tuple[Path, str]
"""A file, and the day on which it was retrieved, ISO 8601, or empty."""


@dataclass(frozen=True, slots=True)
class Others:
    """The data of others, read."""

    sets: tuple[MappingSet, ...] = ()
    """The sets that come with the package, those given, and those of the tables."""
    given: frozenset[str] = frozenset()
    """Keys of the sets that were given."""
    data: tuple[Imported, ...] = ()
    tables: tuple[ForeignStatistics, ...] = ()
    hashes: tuple[str, ...] = ()
    """SHA-256 of every file that was given."""
    key: str = ""
    """Hash of all files that were given."""
    problems: tuple[str, ...] = ()
    """One coded line for each."""

    @property
    def exploited(self) -> tuple[str, ...]:
        """The CVE numbers that CISA's KEV has, in order."""
        return tuple(sorted(t.key for one in self.data for t in one.things if "kev-added" in t.facts))

    def about_numbers(self, terms: Terms) -> dict[str, list[Triple]]:
        """Give what is said of CNVD entries and CVE records, by graph."""
        out: dict[str, list[Triple]] = defaultdict(list)
        for one in self.data:
            if any(thing.kind == "vulnerability" for thing in one.things):
                out[f"links/{one.source.key}"] += imported.triples(one, terms)
        for set_ in self.sets:
            out[f"links/{set_.key}"] += mappings.triples(set_, terms)
        found = {name: [t for t in ts if number_of(t, terms.iris)] for name, ts in out.items()}
        return {name: triples for name, triples in found.items() if triples}

    def graphs(self, held: Graphs, corpus: Corpus, known: Knowledge, terms: Terms) -> Graphs:
        """Give the graph of each set, data set and table, beside those that are `held`.

        Of a set only the rows count whose subject some graph describes, or that are about a CNVD or CVE number.
        """
        out: Graphs = defaultdict(list)
        for one in self.data:
            out[f"links/{one.source.key}"] += imported.triples(one, terms)
        periods = {i.period for i in corpus.issues if i.period} | {o.period for o in corpus.observations}
        for table in self.tables:
            out[f"links/{table.key}"] += foreign_statistics.triples(table, known, terms, periods)
            periods |= {count.period for count in table.counts}
        subjects = _subjects(held) | _subjects(out)
        for set_ in self.sets:
            used = _used(set_, subjects, terms.iris)
            out[f"links/{set_.key}"] += [*mappings.triples(used, terms, known.names), *mappings.linkset(used, terms)]
        return dict(out)

    def unused(self, held: Graphs, base: str) -> tuple[str, ...]:
        """Give one coded line for each end of a given set's rows that is in none of the graphs of a build."""
        known = _Known(_subjects(held), f"{base}id/vuln/", CVE)
        return tuple(
            problem.told(f"{set_.key}.sssom.tsv")
            for set_ in self.sets
            if set_.key in self.given
            for problem in mappings.problems(set_, known, {}, base)
        )


class _Known:
    """The IRIs that a build describes: those of its graphs, and every CNVD and CVE number."""

    def __init__(self, subjects: set[str], *starts: str) -> None:
        self._subjects, self._starts = subjects, starts

    def __contains__(self, iri: object) -> bool:
        return iri in self._subjects or str(iri).startswith(self._starts)


def _subjects(graphs: Mapping[str, Iterable[Triple]]) -> set[str]:
    return {t.subject.value for ts in graphs.values() for t in ts if isinstance(t.subject, NamedNode)}


def _used(set_: MappingSet, subjects: set[str], iris: Iris) -> MappingSet:
    numbers = (f"{iris.base}id/vuln/", CVE)
    about = {row.subject_id for row in set_.rows if row.subject_id.startswith(numbers)}
    return mappings.restricted(set_, subjects | about)


def by_shard(about: Mapping[str, Sequence[Triple]], iris: Iris) -> dict[str, tuple[tuple[str, bytes], ...]]:
    """Give what is said of numbers by their shard: name of the graph, and N-Triples."""
    found: dict[str, dict[str, set[Triple]]] = defaultdict(lambda: defaultdict(set))
    for name, triples in about.items():
        for triple in triples:
            found[shard(number_of(triple, iris))][name].add(triple)
    return {key: tuple((name, ntriples(ts)) for name, ts in sorted(by.items())) for key, by in found.items()}


def others(data: Sequence[Given], sets: Sequence[Path], base: str) -> Others:
    """Read mapping sets, data sets and tables of counts.

    Raises `UsageError` for a file that is not there, `DocumentError` for one that cannot be read: a build without
    what was asked for is no build.
    """
    files = [(path, day, _bytes(path)) for path, day in data]
    texts = [(path, _bytes(path)) for path in sets]
    hashes = [hashlib.sha256(raw).hexdigest() for raw in (*(raw for *_, raw in files), *(raw for _, raw in texts))]
    names = [*(f"{path.name} {day}" for path, day, _ in files), *(path.name for path, _ in texts)]
    known, iris = knowledge(base), Iris(base)
    tables = [statistics.read(raw, base_name(p), known) for p, _, raw in files if statistics.recognises(raw)]
    found = [sources.read(raw, base_name(p), day) for p, day, raw in files if not statistics.recognises(raw)]
    parsed = [sssom.parse(given.text(raw, base_name(path)), base_name(path), base) for path, raw in texts]
    own = [statistics.mapping_set(table, known, iris) for table in tables]
    all_sets = (*_shipped(base), *(one.set for one in parsed), *(one for one in own if one.rows))
    _check_keys(all_sets)
    told = (
        *(p.told(base_name(path)) for (path, _), one in zip(texts, parsed, strict=True) for p in one.problems),
        *(problem.told(one.name) for one in found for problem in one.problems),
        *(problem.told(one.document.name) for one in tables for problem in one.document.problems),
    )
    keys = frozenset(one.set.key for one in parsed)
    return Others(
        all_sets, keys, tuple(found), tuple(tables), tuple(hashes), cache.key("others", *names, *hashes), told
    )


def _shipped(base: str) -> list[MappingSet]:
    names = resources.names("ontology", "mappings", suffix=".sssom.tsv")
    return [sssom.read(resources.text("ontology", "mappings", name), name, base) for name in names]


def _check_keys(sets: Iterable[MappingSet]) -> None:
    """Raise `UsageError` where two sets would be one file of the release, those of a catalogue among them."""
    counts = Counter((*OF_CATALOGUE, *(one.key for one in sets)))
    for name in sorted(name for name, count in counts.items() if count > 1):
        raise UsageError("E_MAPPINGS", "two sets have this name; give your file another", name)


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise UsageError("E_INPUT", "no such file", str(path))
    return raw_bytes(path)
