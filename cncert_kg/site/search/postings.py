"""Where each gram stands, as text of few characters: what one entry adds is written at once, and nothing sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cncert_kg.site.search.grams import grams

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Of numbers in base 32, the lowest digit first: the second half of them says that another follows."""

FULL = 27_000
"""Most characters in one chunk of a list, but for its last numbers: it fits a shard."""


class Chunk(NamedTuple):
    """A piece of the list of a gram; each can be read by itself."""

    gram: str
    goes_on: bool
    """Whether an earlier chunk of the gram precedes it."""
    code: bytes


@dataclass(slots=True)
class _List:
    entry: int = -1
    place: int = 0
    code: bytearray = field(default_factory=bytearray)


class Postings:
    """The places of all grams, by gram."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lists: dict[str, _List] = {}
        self._full: dict[str, list[Chunk]] = {}

    def add(self, entry: int, texts: Iterable[tuple[int, str]]) -> None:
        """Take the normalised texts of an entry, each at its place among the code points of the entry.

        Entries come in the order of their numbers, places in their own.
        """
        lists = self._lists
        for start, text in texts:
            for at, gram in grams(text):
                held = lists.get(gram)
                if held is None:
                    held = lists[gram] = _List()
                # Most numbers are small: a table gives them three times as quickly as arithmetic.
                gap, place = entry - held.entry, start + at
                step = place if gap else place - held.place
                held.code += _SMALL[gap] if gap < _KNOWN else digits(gap)
                held.code += _SMALL[step] if step < _KNOWN else digits(step)
                held.entry, held.place = entry, place
                if len(held.code) >= FULL:
                    self._close(gram, held)

    def _close(self, gram: str, held: _List) -> None:
        """Put a full chunk aside; the next one begins with a whole number."""
        full = self._full.setdefault(gram, [])
        full.append(Chunk(gram, bool(full), bytes(held.code)))
        self._lists[gram] = _List()

    def chunks(self) -> Iterator[Chunk]:
        """Give all lists in the order in which a browser compares grams: by UTF-16 code units."""
        for gram in sorted(self._lists, key=lambda g: g.encode("utf-16-be", "surrogatepass")):
            full, rest = self._full.get(gram, []), self._lists[gram]
            yield from full
            if rest.code:
                yield Chunk(gram, bool(full), bytes(rest.code))


def digits(number: int) -> bytes:
    """Give a number of at least 0 in base 32."""
    out = ""
    while number > 31:
        out += DIGITS[32 + number % 32]
        number //= 32
    return (out + DIGITS[number]).encode()


_KNOWN = 4096
_SMALL = tuple(digits(n) for n in range(_KNOWN))
