"""The shipped questions, asked of a release before it is published: one that lost its answers is none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import QueryBoolean, Store

from cncert_kg import keeping
from cncert_kg.building import check_none
from cncert_kg.manifest import file_sha256
from cncert_kg.questions import Question, questions
from cncert_kg.stage import Content
from cncert_kg.store import QUADS, ask, digest

MOST = 100_000
"""Rows that are counted of one answer."""


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
        """Ask the release whose files are in `stage`, and give the file that says how it answers.

        `last` is the release before it; `manifest` gets the counts. Raises `PublicationError`, `E_QUESTIONS`, where an
        answer has fewer rows than promised; the message names every one, one a line.
        """
        known = None if last is None else (last / QUADS, digest(last))
        quads = stage / QUADS
        opened = keeping.opened(keeping.keep(quads, file_sha256(quads), self.stores, known))
        asked = [self._asked(question, opened) for question in questions()]
        check(asked, self.given)
        manifest["questions"] = dict(sorted(Counter(one.status for one in asked).items()))
        yield "validation/questions.json", _listing(asked)

    def _asked(self, question: Question, opened: Store) -> Asked:
        least = question.default_rows if self.is_default else question.rows
        lacks = tuple(sorted(question.needs - self.inventory))
        return Asked(question, lacks, least, 0 if lacks else _rows(opened, question, self.base))


def _rows(opened: Store, question: Question, base: str) -> int:
    answer = ask(opened, question.text, base)
    return int(bool(answer)) if isinstance(answer, QueryBoolean) else sum(1 for _ in islice(answer, MOST))


def check(asked: Iterable[Asked], place: Path) -> None:
    """Raise `PublicationError` where an answer has fewer rows than promised."""
    short = [f"{a.question.name}: found {a.rows} rows, expected {a.least}" for a in asked if a.status == "short"]
    check_none("E_QUESTIONS", "questions without their answer", short, place)


def _listing(asked: Iterable[Asked]) -> bytes:
    rows = [
        {"name": a.question.name, "status": a.status, "rows": a.rows, "least": a.least, "lacks": a.lacks} for a in asked
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
