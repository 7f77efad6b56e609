"""What every importer is: how to know its source's files by what is in them, and how to read one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cncert_kg.document import Problem
from cncert_kg.errors import ReadError
from cncert_kg.links.parsed import File, Record, opened, shape
from cncert_kg.links.rows import Row, things
from cncert_kg.links.things import Imported, Source, Thing

UNEVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"
"""Copyright not evaluated: for a source whose terms nobody here has read and that states none in the file."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one source's files."""

    expected: str
    """What such a file is, for a message."""
    claims: Callable[[File], bool]
    """Whether a file has the form; cheap, and never by its name."""
    imported: Callable[[File], Imported]
    """Read a file that has it."""

    def read(self, raw: bytes, name: str, retrieved: str = "") -> Imported:
        """Read a file of this source; `retrieved` is the day on which the user fetched it, ISO 8601.

        Raises `ReadError`: `E_LINK_FORMAT` for a file of another form, and what `opened` raises.
        """
        file = opened(raw, name, retrieved)
        if not self.claims(file):
            raise ReadError("E_LINK_FORMAT", f"found {file.found}, expected {self.expected}", name)
        return self.of(file)

    def of(self, file: File) -> Imported:
        """Read an opened file that the form claims; `ReadError` `E_LINK_FORMAT` where its head cannot be read."""
        try:
            return self.imported(file)
        except ValueError as error:
            raise ReadError("E_LINK_FORMAT", f"{error}, in what {self.expected} begins with", file.name) from None


def imported(
    source: Source,
    file: File,
    records: Iterable[Record],
    made: Callable[[Row], Thing],
    *,
    retrieved: str = "",
    version: str = "",
    told: Iterable[Problem] = (),
) -> Imported:
    """Give a file as its records make it; `retrieved` is what the file says where the user says nothing."""
    found, problems = things(records, made)
    return Imported(
        source=source,
        things=found,
        name=file.name,
        sha256=file.sha256,
        retrieved=file.retrieved or retrieved,
        version=version,
        problems=(*told, *problems),
    )


def head(file: File) -> Row:
    """Give what stands around the records of a JSON object, as a row."""
    return Row(Record(file.value, "head"))


def noted(row: Row) -> tuple[Problem, ...]:
    """Tell what of a head could not be used."""
    return tuple(Problem("W_LINK_FIELD", f"head: {note}") for note in row.notes)


def part(found: int, total: object, what: str) -> tuple[Problem, ...]:
    """Tell (`W_LINK_PART`) where a file states more records than it holds; `total` is what it states."""
    if total is not None and (isinstance(total, bool) or not isinstance(total, int)):
        return (Problem("W_LINK_FIELD", f"head: found {shape(total)}, expected the number of {what}"),)
    if total is None or total <= found:
        return ()
    return (Problem("W_LINK_PART", f"found {found} {what}, expected {total} as the file states"),)
