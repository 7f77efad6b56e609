"""What is said of a release as a whole: its data set, its runs, its counts, its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from cncert_kg import pairs
from cncert_kg.graph import catalogue, distributions
from cncert_kg.graph.terms import Terms
from cncert_kg.history import NONE, Before
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.parts import Part
from cncert_kg.release import JOINED
from cncert_kg.sections import Counts, section
from cncert_kg.shelves import Shelves
from cncert_kg.turtle import turtle
from cncert_kg.validation_report import Report as Validation
from cncert_kg.validation_report import merged
from cncert_kg.vocab import PROV, prefixes


class Whole:
    """What is said of a release as a whole: its data set, its runs, its counts."""

    def __init__(self, brought: Part, shelves: Shelves, exploited: Sequence[str] = (), before: Before = NONE) -> None:
        """Describe the release, which may follow another; nothing is read but counts.

        `exploited` are the CVE numbers that CISA's KEV has, where it is in the build.
        """
        self.brought, self.shelves, self.exploited = brought, shelves, exploited
        self.before = before
        self.terms = Terms(Iris(brought.base), knowledge(brought.base).labels)
        newest = max(brought.newest, _newest(shelves))
        self.day = brought.day or newest
        hashes = (*brought.hashes, *brought.given, *(one.sha256 for one in shelves.files))
        self.version = catalogue.version(newest, hashes)
        self.triples = list(self._triples())
        about = [q.triple for q in parse(brought.about, RdfFormat.N_TRIPLES)]
        self.rules = [t for t in about if self._is_of_rule(t)]
        """What reports say in the graph of the release."""
        self.named = [t for t in about if not self._is_of_rule(t)]
        """Types and labels of what the release links to."""
        graph = self.terms.iris.graph(JOINED)
        self.section = section([(graph, self.triples)], prefixes(brought.base))
        self.validation = validation(brought, shelves)

    def _triples(self) -> Iterator[Triple]:
        iris, brought, shelves = self.terms.iris, self.brought, self.shelves
        reading = iris.run(catalogue.run_key(brought.hashes))
        used = (iris.document(key) for key in brought.used)
        yield from catalogue.run(reading, ("抽取过程", "Extraction run"), used, self.terms)
        runs = [reading]
        if shelves.files:
            runs.append(iris.run(catalogue.run_key(one.sha256 for one in shelves.files)))
            sources = (iris.document(one.key) for one in shelves.files)
            yield from catalogue.run(runs[1], ("漏洞目录读取过程", "Reading of the catalogue"), sources, self.terms)
            numbers = sum(shard.numbers for shard in shelves.shards)
            yield from catalogue.vulnerability_catalogue(numbers, runs[1], self.terms)
        for one in shelves.files:
            yield from catalogue.shared_file(one, self.terms)
        yield from catalogue.dataset(self.version, self.day, runs, self.terms)
        yield from pairs.linksets(shelves, self.exploited, self.version, self.terms)
        if self.before.version and self.before.version != self.version:
            yield Triple(iris.dataset(self.version), PROV.wasRevisionOf, iris.dataset(self.before.version))

    def counts(self) -> Counts:
        """Give the counts of the union."""
        own = self.brought.section.counts + self.section.counts
        return reduce(add, (shard.counts for shard in self.shelves.shards), own)

    def _is_of_rule(self, triple: Triple) -> bool:
        return isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(f"{self.brought.base}id/rule/")

    def descriptions(self, described: list[distributions.File]) -> Iterator[tuple[str, bytes]]:
        """Give VoID and DCAT of the files described."""
        names = prefixes(self.brought.base)
        void = distributions.void(self.counts(), described, self.version, self.terms)
        yield "data/void.ttl", b"".join(turtle(void, names))
        yield "data/dcat.ttl", b"".join(turtle(distributions.dcat(described, self.version, self.terms), names))


def validation(brought: Part, shelves: Shelves) -> Validation:
    """Give what validation found in all parts."""
    return merged([brought.validation, shelves.report()])


def _newest(shelves: Shelves) -> str:
    """The newest day on which CNVD published an entry; empty without a catalogue."""
    return max((shard.newest for shard in shelves.shards), default="")
