"""The copies of a release and the places in their texts that state something, as the quads say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from cncert_kg.sorted_quads import Facts, SortedQuads, facts, text, texts
from cncert_kg.vocab import OA, RDF

_PLACE = re.compile(r"([0-9a-f]{16})-(0|[1-9][0-9]*)-([1-9][0-9]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a text, with all that is said of it."""

    name: str
    """`{doc}-{start}-{end}`: the last segment of its IRI."""
    position: tuple[str, str]
    """Start and end as its selector states them."""
    exact: str
    """The quote; empty where the register gave the place."""
    prefix: str
    suffix: str
    sentence: str
    stated: tuple[str, ...]
    """Each value stated here, in its lexical form."""
    bodies: tuple[str, ...]
    """IRIs of what is stated here."""
    is_figure: bool
    is_from_register: bool

    @property
    def parts(self) -> tuple[str, int, int] | None:
        """Document, start and end of its IRI; nothing where it is no such IRI."""
        match = _PLACE.fullmatch(self.name)
        return (match[1], int(match[2]), int(match[3])) if match else None


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that some place of the release is in."""

    key: str
    sha256: str
    """Of its bytes; empty where the release does not say."""
    text_sha256: str
    """Of its normalised text."""
    normaliser: str
    places: tuple[Place, ...]


def copies(quads: SortedQuads, base: str) -> Iterator[Copy]:
    """Give every copy that states something, by key, its places in the order of the file."""
    d, start = f"{base}def#", f"{base}id/mention/"
    for key, groups in groupby(quads.groups(start), lambda g: g[0][len(start) :][:16]):
        by_subject = {subject[len(start) :]: facts(lines, quads.path) for subject, lines in groups}
        about = quads.about(f"{base}id/doc/{key}")
        written = quads.about(f"{base}id/doc/{key}#text")
        places = tuple(_place(name, by_subject, d) for name in by_subject if "#" not in name)
        yield Copy(
            key,
            text(about, f"{d}rawSha256").lower(),
            text(written, f"{d}textSha256").lower(),
            text(written, f"{d}normaliserVersion"),
            places,
        )


def _place(name: str, by_subject: Mapping[str, Facts], d: str) -> Place:
    said = by_subject[name]
    quote, position = by_subject.get(f"{name}#quote", {}), by_subject.get(f"{name}#position", {})
    return Place(
        name,
        (text(position, OA.start.value), text(position, OA.end.value)),
        text(quote, OA.exact.value),
        text(quote, OA.terms["prefix"].value),
        text(quote, OA.suffix.value),
        text(said, f"{d}sentence"),
        texts(said, f"{d}statedValue"),
        texts(said, OA.hasBody.value),
        f"{d}FigureMention" in texts(said, RDF.type.value),
        text(said, f"{d}wasReadFromRegister") == "true",
    )
