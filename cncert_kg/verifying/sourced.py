"""Quotes and values against the sources: each found again in the text that the sources' bytes give."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cncert_kg import extraction
from cncert_kg.errors import DocumentError
from cncert_kg.model import Report
from cncert_kg.readers import encoding, files, register
from cncert_kg.text import MAX_SENTENCE, without_persons
from cncert_kg.verifying.copies import Copy, Place
from cncert_kg.verifying.figures import same
from cncert_kg.verifying.held import readings
from cncert_kg.verifying.verdict import Check

Readings = Mapping[tuple[int, int], frozenset[str]]
"""Lexical forms of what is stated, by the place that states it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A copy read again."""

    text: str
    """Its normalised text; empty for what a register holds."""
    values: Readings
    """What today's rules read in it."""


def unasked(copies: Sequence[Copy]) -> Check:
    """Say that no source was given."""
    said = f"W_UNCHECKED sources: none given; {len(copies)} copies and the words of their quotes were not read again"
    return Check("quotes in their sources", 0, unchecked=(said,))


def checks(copies: Sequence[Copy], paths: Sequence[Path]) -> Iterator[Check]:
    """Check every copy: the hash of its text, then each quote, its context, its sentence and its value."""
    wanted = {copy.sha256: copy for copy in copies}
    found: dict[str, list[str]] = {}
    places = values = 0
    for sha256, source in _sources(paths, wanted):
        if sha256 not in found:
            copy = wanted[sha256]
            found[sha256] = list(_faults(copy, source))
            places += len(copy.places) if source.text else 0
            values += sum(len(p.stated) for p in copy.places)
    failures = [line for sha256 in sorted(found) for line in found[sha256]]
    quotes = tuple(f for f in failures if not f.startswith("E_REREAD"))
    missing = tuple(
        f"W_SOURCE {c.key}: no source given has SHA-256 {c.sha256}; {len(c.places)} places not checked"
        for c in copies
        if c.sha256 not in found
    )
    said = f"found again at their offsets in {len(found)} of {len(copies)} sources"
    yield Check("quotes in their sources", places, quotes, missing, said)
    reread = tuple(f for f in failures if f.startswith("E_REREAD"))
    yield Check("values in their sources", values, reread, said="read again, the place states the same")


def _sources(paths: Sequence[Path], wanted: Mapping[str, Copy]) -> Iterator[tuple[str, Source]]:
    """Give the copies wanted that the paths hold, by the hash of their bytes; a register gives values only."""
    for folder in (p for p in paths if p.is_dir() and register.is_register(p)):
        for report in register.read(folder):
            if report.document.sha256 in wanted:
                yield report.document.sha256, Source("", _values(report))
    for path in files.inputs(p for p in paths if not (p.is_dir() and register.is_register(p))):
        sha256 = files.fingerprint(path)
        if sha256 in wanted:
            yield sha256, _source(path, wanted[sha256])


def _source(path: Path, copy: Copy) -> Source:
    """Read a file again: as a report, or as a table of counts, whose text is all of its file."""
    report = extraction.from_file(path)
    if copy.text_sha256 in ("", _hash(report.document.text)):
        return Source(report.document.text, _values(report))
    try:
        whole = encoding.normalise(encoding.decode(files.raw_bytes(path), path.name)[0])[0]
    except DocumentError:
        whole = ""
    if _hash(whole) == copy.text_sha256:
        return Source(whole, {})
    return Source(report.document.text, _values(report))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _values(report: Report) -> Readings:
    found: dict[tuple[int, int], set[str]] = {}
    for mention in report.mentions():
        stated = mention.stated if isinstance(mention.stated, str) else f"{mention.stated:f}"
        found.setdefault((mention.start, mention.end), set()).add(stated)
    return {place: frozenset(values) for place, values in found.items()}


def _faults(copy: Copy, source: Source) -> Iterator[str]:
    if source.text and copy.text_sha256 and _hash(source.text) != copy.text_sha256:
        expected = f"{copy.text_sha256} (normaliser {copy.normaliser}, here {encoding.NORMALISER})"
        yield f"E_TEXT {copy.key}: found a normalised text of {_hash(source.text)}, expected {expected}"
        return
    for place in copy.places:
        if place.parts is None:
            continue  # the check of places says so
        if source.text and (fault := _misquoted(place, source.text)):
            yield fault
        else:
            yield from _misread(place, source)


def _misquoted(place: Place, text: str) -> str:
    """Say how a quote differs from the text; nothing where it does not."""
    _, start, end = place.parts or ("", 0, 0)
    if end > len(text):
        return f"E_QUOTE {place.name}: found a text of {len(text)} characters, expected {end} or more"
    if not place.exact:
        return ""
    if text[start:end] != place.exact:
        return f"E_QUOTE {place.name}: found {text[start:end][:40]!a}, expected {place.exact[:40]!a}"
    before, after = text[max(0, start - len(place.prefix)) : start], text[end : end + len(place.suffix)]
    if (before, after) != (place.prefix, place.suffix):
        return f"E_CONTEXT {place.name}: found {before!a} and {after!a}, expected {place.prefix!a} and {place.suffix!a}"
    # Indicators of compromise are published defanged (DESIGN §3); that alone is no difference.
    if _live(place.sentence) not in _live(_around(text, start, end)):
        return f"E_SENTENCE {place.name}: found no such sentence around its quote"
    return ""


def _around(text: str, start: int, end: int) -> str:
    """The text around a place as sentences are published: blanks as one, persons cut out, line by line."""
    reach = 3 * MAX_SENTENCE
    before, after = text[max(0, start - reach) : start], text[end : end + reach]
    shown = ("\n".join(map(without_persons, part.split("\n"))) for part in (before, after))
    return " ".join(text[start:end].join(shown).split())


def _live(text: str) -> str:
    return text.replace("[.]", ".").replace("hxxp", "http")


def _misread(place: Place, source: Source) -> Iterator[str]:
    _, start, end = place.parts or ("", 0, 0)
    known = source.values.get((start, end), frozenset())
    for value in place.stated:
        if any(same(value, one) for one in known):
            continue
        if not source.values and any(f"{n:f}" == value.lstrip("-") for n in readings(source.text[start:end])):
            continue  # a table of counts, which no rule of ours reads
        read = ", ".join(sorted(known)) or "nothing"
        yield f"E_REREAD {place.name}: found {read} read again, expected {value}"
