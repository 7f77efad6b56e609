"""The shipped questions, asked of a release before it is published: one that lost its answers is none.

What they answer goes onto pages, with the page that answers any query in the browser (`site.sparql`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from cncert_kg.building import check_none
from cncert_kg.questions import Question, questions
from cncert_kg.results import Row
from cncert_kg.site import sparql
from cncert_kg.site.sparql import parts
from cncert_kg.site.sparql.answers import Answer
from cncert_kg.site.sparql.parts import Part
from cncert_kg.stage import Content
from cncert_kg.store import ask, staged_store

MOST = 100_000
"""Rows that are taken of one answer."""

_TRIED = 24 << 20
"""Bytes of Turtle up to which parts are loaded to see whether they are enough; those of the catalogue never are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and how the release answers it."""

    question: Question
    lacks: tuple[str, ...]
    """What the build has not read and the question needs; where there is anything, it is not asked."""
    least: int
    """Fewest rows that are promised."""
    rows: int = 0

    @property
    def status(self) -> str:
        """`answered`, `not-applicable` or `short`."""
        return "not-applicable" if self.lacks else "answered" if self.rows >= self.least else "short"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an answer, and the names of its columns."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Examiner:
    """What asks a release that is being written, and keeps its store where the release will look for it."""

    base: str
    inventory: frozenset[str]
    """What the build has read, in the words of `Question.needs`."""
    is_default: bool
    """Whether this is the release of the embedded register and nothing else, which has larger minima."""
    stores: Path
    given: Path
    """The release as it was given, for messages."""

    def files(self, stage: Path, last: Path | None, manifest: dict[str, Any]) -> Iterator[tuple[str, Content]]:
        """Ask the release whose files are in `stage`, and give the file that says how it answers, and its pages.

        `last` is the release before it; `manifest` gets the counts. Raises `PublicationError`, `E_QUESTIONS`, where an
        answer has fewer rows than promised; the message names every one, one a line.
        """
        opened = staged_store(stage, self.stores, last)
        lacks = [tuple(sorted(question.needs - self.inventory)) for question in questions()]
        tables = [Table() if lack else table(opened, q, self.base) for q, lack in zip(questions(), lacks, strict=True)]
        asked = [self._asked(*one) for one in zip(questions(), lacks, tables, strict=True)]
        check(asked, self.given)
        manifest["questions"] = dict(sorted(Counter(one.status for one in asked).items()))
        yield "validation/questions.json", _listing(asked)
        held = parts.parts(parts.sizes(stage))
        answers = list(answered(asked, tables, held, stage, self.base))
        yield from sparql.files(answers, held, counts(opened, self.base), opened, stage, self.base)

    def _asked(self, question: Question, lacks: tuple[str, ...], held: Table) -> Asked:
        least = question.default_rows if self.is_default else question.rows
        return Asked(question, lacks, least, len(held.rows))


def table(opened: Store, question: Question, base: str) -> Table:
    """Ask a question; a yes is one row, a no none."""
    answer = ask(opened, question.text, base)
    if isinstance(answer, QueryBoolean):
        return Table(("answer",), ((Literal(True),),) if answer else ())
    if isinstance(answer, QueryTriples):
        return Table(("subject", "predicate", "object"), tuple(tuple(triple) for triple in islice(answer, MOST)))
    names = tuple(variable.value for variable in answer.variables)
    return Table(names, tuple(tuple(row[name] for name in names) for row in islice(answer, MOST)))


def answered(
    asked: Sequence[Asked], tables: Sequence[Table], held: Sequence[Part], stage: Path, base: str
) -> Iterator[Answer]:
    """Give each answer with the parts of the data that suffice for these very rows, in the order of the questions.

    That is tried: a part is loaded after the other, and what answers alike needs no more; the rest needs all parts.
    """
    enough: dict[str, tuple[str, ...]] = {}
    store, size = Store(), 0
    for number, part in enumerate(held, 1):
        size += sum((stage / parts.GRAPHS / f"{name}.ttl").stat().st_size for name in part.graphs)
        if size > _TRIED or part.kind == "catalogue":
            break
        load(store, part, stage, base)
        for one, rows in zip(asked, tables, strict=True):
            name = one.question.name
            if not one.lacks and name not in enough and table(store, one.question, base) == rows:
                enough[name] = tuple(part.key for part in held[:number])
    every = tuple(part.key for part in held)
    for one, rows in zip(asked, tables, strict=True):
        yield Answer(one.question, one.lacks, rows.columns, rows.rows, enough.get(one.question.name, every))


def load(store: Store, part: Part, stage: Path, base: str) -> None:
    """Load the graphs of a part of a release, each under its name, as the page does."""
    for name in part.graphs:
        place = stage / parts.GRAPHS / f"{name}.ttl"
        store.bulk_load(path=str(place), format=RdfFormat.TURTLE, to_graph=NamedNode(f"{base}graph/{name}"))


def counts(opened: Store, base: str) -> dict[str, int]:
    """Count the triples of each named graph, by its name below `graph/`."""
    found = opened.query("SELECT ?graph (COUNT(*) AS ?triples) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph")
    assert isinstance(found, QuerySolutions)
    return {row["graph"].value.removeprefix(f"{base}graph/"): int(row["triples"].value) for row in found}


def check(asked: Iterable[Asked], place: Path) -> None:
    """Raise `PublicationError` where an answer has fewer rows than promised."""
    short = [f"{a.question.name}: found {a.rows} rows, expected {a.least}" for a in asked if a.status == "short"]
    check_none("E_QUESTIONS", "questions without their answer", short, place)


def _listing(asked: Iterable[Asked]) -> bytes:
    rows = [
        {"name": a.question.name, "status": a.status, "rows": a.rows, "least": a.least, "lacks": a.lacks} for a in asked
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
