"""A sentence with its quote found again, and the digits in it."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"[0-9０-９](?:[0-9０-９,，.．  ]*[0-9０-９])?(?:\s*[万亿])?")

_CONTEXT = 32
"""Longest prefix and suffix that a quote has, in characters."""

Piece = tuple[str, bool]
"""Text, and whether it is marked."""


def marked(sentence: str, exact: str, prefix: str, suffix: str, digits: bool) -> list[Piece]:
    """Give the sentence in pieces, the quote's digits (or the whole quote) marked.

    White space counts as one space, as it does in the sentence. Where the quote stands several times, the place
    whose surroundings agree longest with `prefix` and `suffix` is it. Unmarked where the quote is not there.
    """
    exact = _collapsed(exact).strip()
    places = [m.start() for m in re.finditer(re.escape(exact), sentence)] if exact else []
    if not places:
        return [(sentence, False)]
    before, after = _collapsed(prefix), _collapsed(suffix)
    start = max(places, key=lambda p: _agreement(sentence, p, p + len(exact), before, after))
    left, right = _digits(exact, start) if digits else (start, start + len(exact))
    pieces = [(sentence[:left], False), (sentence[left:right], True), (sentence[right:], False)]
    return [p for p in pieces if p[0]]


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


def _digits(exact: str, start: int) -> tuple[int, int]:
    found = _DIGITS.search(exact)
    return (start + found.start(), start + found.end()) if found else (start, start + len(exact))
