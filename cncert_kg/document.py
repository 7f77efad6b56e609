"""One copy of a publication, as a reader gives it. Frozen values, as those of `model`, which offers them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Status = str
"""One of `full`, `partial`, `shell`, `blocked`, `deleted`, `unrecognised`, `quarantined`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one document, said in one line."""

    code: str
    """`E_…` where the document is lost, `W_…` where it is used all the same."""
    message: str
    line: int | None = None
    """1-based line of the original file, where known."""

    def told(self, name: str) -> str:
        """Give the one line that says it of the file `name`."""
        return f"{self.code} {name}{f':{self.line}' if self.line else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of a document; `start` and `end` are code points of the normalised text."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Document:
    """One copy of a publication: its bytes' identity, its normalised text, what it says of itself."""

    name: str
    """Base name of the file."""
    sha256: str
    """Hex SHA-256 of the raw bytes."""
    text: str
    """Normalised text; every offset of the project counts its Unicode code points."""
    status: Status = "full"
    title: str = ""
    url: str = ""
    source: str = ""
    """The feed that delivered the copy, which need not be its publisher."""
    account: str = ""
    """`__biz` of the WeChat account that published the copy: the publisher's identity."""
    published: date | None = None
    """Day of publication as the copy states it (Beijing calendar)."""
    links: tuple[Link, ...] = ()
    images: tuple[int, ...] = ()
    """Offsets at which the original shows an image."""
    problems: tuple[Problem, ...] = ()
    text_sha256: str = ""
    """Hex SHA-256 of `text` in UTF-8. Kept apart from `text`, which the register does not hold."""

    @property
    def key(self) -> str:
        """First 16 hex digits of the hash: the copy's part of every IRI."""
        return self.sha256[:16]
