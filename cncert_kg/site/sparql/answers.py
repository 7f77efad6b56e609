"""What a release answers to a question that comes with the package, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from cncert_kg.errors import ResourceError
from cncert_kg.questions import Question
from cncert_kg.results import Row

THEMES = ("organisation", "figures", "sources", "vulnerabilities", "links")
"""What questions are grouped by, in this order."""

_THEME_OF = {
    "organisation": "organisation", "vulnerabilities": "vulnerabilities", "links": "links",
    "weekly": "figures", "gaps": "figures", "history": "figures", "areas": "figures",
    "provenance": "sources", "quality": "sources", "sums": "sources",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, and the rows that the release answers it with."""

    question: Question
    lacks: tuple[str, ...] = ()
    """What the build has not read and the question needs, in the words of `Question.needs`."""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    """All of them, in the order of the answer."""
    parts: tuple[str, ...] = ()
    """Keys of the parts of the data that give these very rows."""

    @property
    def name(self) -> str:
        """The name of the question."""
        return self.question.name

    @property
    def page(self) -> str:
        """Where its page lies, without language and suffix."""
        return f"id/query/{self.name}"

    @property
    def theme(self) -> str:
        """What it is grouped under, by the first of its keywords; `ResourceError` for one that is in no theme."""
        first = self.question.keywords[0] if self.question.keywords else ""
        if first not in _THEME_OF:
            known = ", ".join(_THEME_OF)
            raise ResourceError("E_QUERY", f"found the first keyword {first!r}, expected {known}", f"{self.name}.rq")
        return _THEME_OF[first]
