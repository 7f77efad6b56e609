"""Why a figure is another than it was: because a source changed, or because we read it otherwise.

Let *a* and *b* be the copies that are canonical for the figure in the release before and in the release after, told by
the SHA-256 of their bytes; a release *holds* a copy when those bytes were among its inputs, used or not.

| figure | found | cause |
| --- | --- | --- |
| changed | the release before did not hold b | source: new-copy |
| changed | the release after does not hold a | source: copy-gone |
| changed | a and b are two copies that both releases hold | rule: choice |
| changed | a is b, its normalised text is another | rule: text |
| changed | a is b, the figure is read at another place | rule: place |
| changed | a is b, same place, another rule reads it | rule: rule |
| changed | a is b, same place, same rule | rule: reading |
| added | the release before did not hold b | source: new-copy |
| added | it did | rule: newly-read |
| withdrawn | the release after does not hold a | source: copy-gone |
| withdrawn | it does | rule: no-longer-read |

What a publisher edits in place comes as other bytes, hence as another copy: source. What we read otherwise, in bytes
that both releases hold, is ours, whatever part of the software did it.
"""

from __future__ import annotations

from dataclasses import dataclass

from cncert_kg.differences.side import Side

SOURCE, RULE = "source", "rule"

REASONS = (
    "new-copy", "copy-gone", "choice", "text", "place", "rule", "reading", "newly-read", "no-longer-read",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Witness:
    """The place that a figure, or a claim, rests on."""

    document: str
    """First 16 hex digits of the copy's SHA-256."""
    sha256: str
    text_sha256: str
    start: int
    end: int
    rule: str
    """`{series}/{rule}`."""
    quote: str
    """Empty where the register gave the place."""
    prefix: str
    suffix: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Whose change it is, and what shows it."""

    whose: str
    """`source` or `rule`."""
    reason: str
    """One of `REASONS`."""


def cause(before: Side, after: Side, old: Witness | None, new: Witness | None) -> Cause:
    """Give the cause of a figure added (no `old`), withdrawn (no `new`) or changed, by the table above."""
    if new is not None and not before.holds(new.sha256):
        return Cause(SOURCE, "new-copy")
    if old is not None and not after.holds(old.sha256):
        return Cause(SOURCE, "copy-gone")
    if old is None or new is None:
        return Cause(RULE, "newly-read" if old is None else "no-longer-read")
    return Cause(RULE, _reading(old, new))


def _reading(old: Witness, new: Witness) -> str:
    if old.sha256 != new.sha256:
        return "choice"
    if old.text_sha256 != new.text_sha256:
        return "text"
    if (old.start, old.end) != (new.start, new.end):
        return "place"
    return "rule" if old.rule != new.rule else "reading"
