"""Quotes as a release holds them: do place, length, sentence and value agree with one another?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from cncert_kg.sorted_quads import SortedQuads, texts
from cncert_kg.text import CONTEXT, MAX_SENTENCE, NUMBER, canonical, number
from cncert_kg.verifying.copies import Copy, Place
from cncert_kg.verifying.verdict import Check
from cncert_kg.vocab import SKOS

_SCALES = (1, 10_000, 100_000_000, 1_000_000_000_000, 100, 1_000, 1_000_000, 1_000_000_000)
"""None, 万, 亿, 万亿; 倍 as per cent; thousand, million and billion of the English edition."""


def quotes(copies: Sequence[Copy], quads: SortedQuads, base: str) -> Check:
    """Check every place: its IRI against its selector, the quote's length, its sentence, the digits of its value."""
    ratings = _ratings(quads, base)
    held = [(copy, place) for copy in copies for place in copy.places]
    failures = tuple(line for copy, place in held for line in _faults(copy, place, ratings))
    said = "place, length, sentence and stated value agree"
    return Check("quotes and places", len(held), failures, said=said)


def _ratings(quads: SortedQuads, base: str) -> dict[str, tuple[str, ...]]:
    """The words that name each rating, by its code."""
    start = f"{base}code/rating/"
    found = {subject: quads.about(subject) for subject, _ in quads.groups(start)}
    words = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)
    return {s.removeprefix(start): tuple(w for p in words for w in texts(f, p.value)) for s, f in found.items()}


def _faults(copy: Copy, place: Place, ratings: dict[str, tuple[str, ...]]) -> Iterator[str]:
    parts = place.parts
    if parts is None or place.position != (str(parts[1]), str(parts[2])) or parts[1] >= parts[2]:
        yield f"E_PLACE {place.name}: found positions {' to '.join(place.position)}, expected those of its IRI"
        return
    if not place.exact:
        if not place.is_from_register:
            yield f"E_QUOTE {place.name}: found no quote, expected one, or the mark of a register"
        return
    if len(place.exact) != parts[2] - parts[1]:
        yield f"E_QUOTE {place.name}: found {len(place.exact)} characters, expected {parts[2] - parts[1]}"
    yield from _contexts(place)
    if place.is_figure:
        yield from (line for value in place.stated if (line := _unsaid(place, value, ratings)))


def _contexts(place: Place) -> Iterator[str]:
    if " ".join(place.exact.split()) not in place.sentence:
        yield f"E_SENTENCE {place.name}: found a sentence without its quote {place.exact[:40]!r}"
    most = max(MAX_SENTENCE, len(place.exact))
    if len(place.sentence) > most or max(len(place.prefix), len(place.suffix)) > CONTEXT:
        yield f"E_LENGTH {place.name}: found more text than may be published (docs/corrections.md)"


def _unsaid(place: Place, value: str, ratings: dict[str, tuple[str, ...]]) -> str:
    """Say that a quote does not have the value it is said to state; nothing where it has it."""
    if value in ratings:
        is_said = any(word in place.exact for word in ratings[value])
    else:
        try:
            is_said = abs(Decimal(value)) in readings(place.exact)
        except InvalidOperation:
            return ""  # the name or the number of something else that the same words state
    return "" if is_said else f"E_VALUE {place.name}: found {place.exact[:40]!r}, expected words that state {value}"


def readings(quote: str) -> set[Decimal]:
    """Give every number that the digits of a quote can mean, without its sign, at any scale that reports print."""
    found: set[Decimal] = set()
    for match in re.finditer(NUMBER, quote):
        try:
            printed = abs(number(match[0]))
        except ValueError:  # a code of digits, too long to count anything
            continue
        found |= {canonical(printed * scale) for scale in _SCALES}
    return found
