"""Another CERT's table of counts as Turtle, by itself: what `build --links` adds to a release."""

from __future__ import annotations

from pathlib import Path

from cncert_kg.graph import foreign_statistics, mappings
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.linking import raw_bytes
from cncert_kg.links import statistics
from cncert_kg.links.statistics import Organisation
from cncert_kg.readers.files import base_name
from cncert_kg.turtle import turtle
from cncert_kg.vocab import prefixes


def turtle_of(table: Path, given: Organisation, base: str) -> tuple[bytes, list[str]]:
    """Give a table as Turtle, and one coded line for each thing that is odd in it.

    `given` is what the command line says of the organisation. Errors as `linking.raw_bytes` and `statistics.read`.
    """
    name, known, iris = base_name(table), knowledge(base), Iris(base)
    terms = Terms(iris, known.labels)
    value = statistics.read(raw_bytes(table), name, known, given)
    set_ = statistics.mapping_set(value, known, iris)
    triples = [*foreign_statistics.triples(value, known, terms)]
    if set_.rows:
        triples += [*mappings.triples(set_, terms, known.names), *mappings.linkset(set_, terms)]
    return b"".join(turtle(triples, prefixes(base))), [p.told(name) for p in value.document.problems]
