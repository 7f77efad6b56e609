"""A sentence with its quotes found again, and the digits in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGITS = re.compile(r"[0-9０-９](?:[0-9０-９,，.．  ]*[0-9０-９])?(?:\s*[万亿])?")

_CONTEXT = 32
"""Longest prefix and suffix that a quote has, in characters."""

Piece = tuple[str, bool]
"""Text, and whether it is marked."""

Span = tuple[int, int]
"""First character of a sentence, and the one after the last."""


def span(sentence: str, exact: str, prefix: str, suffix: str, digits: bool) -> Span | None:
    """Give where the quote's digits (or the whole quote) stand in the sentence; `None` where it is not there.

    White space counts as one space, as it does in the sentence. Where the quote stands several times, the place
    whose surroundings agree longest with `prefix` and `suffix` is it.
    """
    exact = _collapsed(exact).strip()
    places = [m.start() for m in re.finditer(re.escape(exact), sentence)] if exact else []
    if not places:
        return None
    before, after = _collapsed(prefix), _collapsed(suffix)
    start = max(places, key=lambda p: _agreement(sentence, p, p + len(exact), before, after))
    return _digits(exact, start) if digits else (start, start + len(exact))


def marked(sentence: str, spans: Iterable[Span | None]) -> list[Piece]:
    """Give the sentence in pieces, its spans marked; what two of them share is marked once."""
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(filter(None, spans)):
        start = max(start, at)
        if start < end:
            pieces += [(sentence[at:start], False), (sentence[start:end], True)]
            at = end
    return [p for p in (*pieces, (sentence[at:], False)) if p[0]]


def _collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _agreement(sentence: str, start: int, end: int, before: str, after: str) -> int:
    """How many characters around a place agree with the context."""
    left, right = sentence[:start].rstrip()[::-1], sentence[end:].lstrip()
    return _common(left, before.rstrip()[::-1]) + _common(right, after.lstrip())


def _common(one: str, other: str) -> int:
    """How far two texts agree; an end reached without a difference is full agreement."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), _CONTEXT)


def _digits(exact: str, start: int) -> Span:
    found = _DIGITS.search(exact)
    return (start + found.start(), start + found.end()) if found else (start, start + len(exact))
