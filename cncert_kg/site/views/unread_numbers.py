"""The numbers of a document that nobody has read, as its page lists them: digits and positions, by reason."""

from __future__ import annotations

from typing import NamedTuple

from cncert_kg import unread
from cncert_kg.site.scope import Scope, Site

INLINE = 150
"""Most numbers that the page of a document lists itself."""

BYTES = 36
"""Of the markup of one number."""


class Reason(NamedTuple):
    """The numbers of one reason."""

    name: str
    total: int
    numbers: list[tuple[str, str]]
    """Digits, which may be withheld, and where they begin."""


class Shown(NamedTuple):
    """How much of a document was read."""

    said: str
    """The counts, in a sentence."""
    reasons: list[Reason]
    """Empty where there is no text to look at."""
    is_listed: bool
    """Whether the numbers stand here, rather than on pages of their own."""


def coverage(site: Site, document: str) -> unread.Coverage | None:
    """Give how much of a document was read; nothing where its text is not at hand."""
    sha256 = site.index.text_of(document, "d:rawSha256")
    return next((found for r in site.inputs.get(sha256, []) if (found := unread.coverage(r))), None)


def weight(found: unread.Coverage | None) -> int:
    """Give about the bytes of what the page of the document shows of it."""
    return BYTES * len(found.unread) if found and len(found.unread) <= INLINE else 0


def shown(scope: Scope, found: unread.Coverage | None) -> Shown:
    """Give how much was read, and what was not."""
    if found is None:
        return Shown(scope.w["unread_no_text"], [], False)
    # Whole per cent, rounded down: only a text of which nothing is left reads 100.
    percent = 100 * found.read // found.total if found.total else 100
    said = scope.w["unread_counts"].format(f"{found.total:,}", f"{found.read:,}", percent, f"{len(found.unread):,}")
    return Shown(said, reasons(scope, found.unread), len(found.unread) <= INLINE)


def reasons(scope: Scope, numbers: tuple[unread.Unread, ...]) -> list[Reason]:
    """Give numbers by reason, those that count something first, each in the order of the text."""
    held = [(r, [n for n in numbers if n.reason == r]) for r in unread.REASONS]
    return [Reason(scope.w[f"unread_{r}"], len(ns), [(n.digits, f"{n.start:,}") for n in ns]) for r, ns in held if ns]
