"""The main job: reports in, a validated release out. The one place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cncert_kg import coverage
from cncert_kg.corpus import Corpus
from cncert_kg.errors import PublicationError, UsageError
from cncert_kg.graph.assembly import Graphs, graphs
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.merge import merge
from cncert_kg.model import Report
from cncert_kg.others import Others
from cncert_kg.release import Build
from cncert_kg.validate import Shard, load_shapes, validate_shards
from cncert_kg.validation_report import Report as Validation
from cncert_kg.vulnerabilities import Entry


def build(reports: Iterable[Report], base: str) -> Build:
    """Merge, describe and validate `reports` under `base`, without a catalogue; nothing is written.

    Errors as `knowledge.knowledge` and `validate.load_shapes`.
    """
    return described(*merged(reports, base), base)


def merged(reports: Iterable[Report], base: str) -> tuple[tuple[Report, ...], Corpus]:
    """Give the reports in their order, whatever the order given, and what they say together."""
    inputs = tuple(sorted(reports, key=lambda r: (r.document.name, r.document.sha256)))
    return inputs, merge(inputs, knowledge(base).accounts)


def described(
    inputs: tuple[Report, ...],
    corpus: Corpus,
    base: str,
    entries: Mapping[str, Entry] | None = None,
    others: Others | None = None,
) -> Build:
    """Describe and validate what reports say.

    `entries` is what the catalogue knows of the CNVD numbers that reports name; `others` the data of others.
    """
    known, iris = knowledge(base), Iris(base)
    terms, whole = Terms(iris, known.labels), graphs(corpus, known, iris, entries)
    if others:
        whole |= others.graphs(whole, corpus, known, terms)
    return Build(inputs, corpus, whole, validation(whole, base), terms)


def validation(whole: Graphs, base: str) -> Validation:
    """Validate each named graph as a shard of the whole."""
    shards = (Shard(name, tuple(triples)) for name, triples in sorted(whole.items()))
    return validate_shards(shards, load_shapes(base))


def check_conforms(found: Validation, place: Path) -> None:
    """Raise `PublicationError`, `E_SHACL`, where a shape is broken; the message gives every violation, one a line."""
    check_none("E_SHACL", "violations", [f"{r.focus} {r.message_en}" for r in found.violations], place)


def check_covered(build: Build, place: Path, is_embedded: bool = False) -> None:
    """Raise `PublicationError`, `E_COVERAGE`, where a minimum is broken; the message gives every one, one a line."""
    check_none("E_COVERAGE", "minima broken", list(coverage.broken(build.corpus, build.inputs, is_embedded)), place)


def check_none(code: str, what: str, found: list[str], place: Path) -> None:
    """Raise `PublicationError` where anything was found: one line that counts, then one coded line for each."""
    if found:
        lines = [f"{len(found)} {what}, nothing published", *(f"{code} {line}" for line in found)]
        raise PublicationError(code, "\n".join(lines), str(place))


def source_date(epoch: str) -> str:
    """Give the day (UTC) of a SOURCE_DATE_EPOCH, empty for an empty one; `UsageError` for what is none."""
    if not epoch:
        return ""
    if not (epoch.isascii() and epoch.isdigit()) or len(epoch) > 11:
        raise UsageError("E_EPOCH", f"found {epoch[:20]!r}, expected whole seconds since 1970", "SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
