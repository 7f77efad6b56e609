"""A text without the blanks and line breaks that its page put into it, and the way back to its offsets.

Text of a PDF has a blank around each number and Latin word and breaks lines in the middle of a word. Patterns are
searched in the unbroken text; what they find is quoted, with its own offsets, from the text as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from cncert_kg import text as reading
from cncert_kg.model import Figure, Mention

_BLANKS = re.compile(r"\s+")
_WORD = re.compile("[0-9A-Za-z０-９]")
_CLOSED = re.compile("[。！？；!?;]")


@dataclass(frozen=True, slots=True)
class Unbroken:
    """A text and what it was made from."""

    text: str
    original: str
    starts: tuple[int, ...]
    """Offsets of `text` from which on another shift holds, in order; the first is 0."""
    shifts: tuple[int, ...]
    """How many characters were left out before each of `starts`."""

    def offset(self, index: int) -> int:
        """Give the offset in the original of a character of the text."""
        return index + self.shifts[bisect_right(self.starts, index) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span in the original of a span of the text that is not empty."""
        return self.offset(start), self.offset(end - 1) + 1

    def figure(self, figure: Figure) -> Figure:
        """Give a figure that was found in the text as one of the original."""
        return replace(
            figure, mention=self._mention(figure.mention), witnesses=tuple(map(self._mention, figure.witnesses))
        )

    def _mention(self, found: Mention) -> Mention:
        span = self.span(found.start, found.end)
        return reading.mention(self.original, span, found.rule, found.stated, span)


def unbroken(text: str) -> Unbroken:
    """Leave out each run of blanks and line breaks, but for one between two words and one after a sentence.

    A line break that is kept is one character, as is a blank.
    """
    parts: list[str] = []
    starts, shifts = [0], [0]
    last = length = 0
    for blanks in _BLANKS.finditer(text):
        kept = _kept(text, *blanks.span())
        parts += [text[last : blanks.start()], kept]
        length += blanks.start() - last + len(kept)
        last = blanks.end()
        starts.append(length)
        shifts.append(last - length)
    return Unbroken("".join([*parts, text[last:]]), text, tuple(starts), tuple(shifts))


def _kept(text: str, start: int, end: int) -> str:
    is_between_words = start > 0 and end < len(text) and _WORD.match(text, start - 1) and _WORD.match(text, end)
    is_paragraph = text.count("\n", start, end) > 1 or (
        start and "\n" in text[start:end] and _CLOSED.match(text, start - 1)
    )
    return "\n" if is_paragraph else " " if is_between_words else ""
