"""The main job: reports in, a validated release out. The one place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cncert_kg.errors import PublicationError
from cncert_kg.graph.assembly import Graphs, graphs
from cncert_kg.graph.catalogue import latest
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.merge import merge
from cncert_kg.model import Report
from cncert_kg.release import Build
from cncert_kg.validate import Shard, load_shapes, validate_shards
from cncert_kg.validation_report import Report as Validation


def build(reports: Iterable[Report], base: str, modified: str = "") -> Build:
    """Merge, describe and validate `reports` under `base`; nothing is written.

    `modified` is the day of the data set; by default the newest day that any input states. Errors as
    `knowledge.knowledge` and `validate.load_shapes`.
    """
    inputs = tuple(reports)
    known, iris = knowledge(base), Iris(base)
    corpus = merge(inputs, known.accounts)
    day = modified or latest(corpus.reports)
    whole = graphs(corpus, known, iris, day)
    terms = Terms(iris, known.labels)
    return Build(inputs, corpus, whole, validation(whole, base), terms, day)


def validation(whole: Graphs, base: str) -> Validation:
    """Validate each named graph as a shard of the whole."""
    shards = (Shard(name, tuple(triples)) for name, triples in sorted(whole.items()))
    return validate_shards(shards, load_shapes(base))


def check_publishable(build: Build, place: Path) -> None:
    """Raise `PublicationError`, `E_SHACL`, naming the first violation, where there is one."""
    violations = build.validation.violations
    if violations:
        first = violations[0]
        raise PublicationError(
            "E_SHACL",
            f"{len(violations)} violations, the first: {first.focus} {first.message_en}",
            str(place),
        )
