"""Text as it is compared, and the grams that it is found by.

`static/search.js` does both in the same way: whoever changes one changes the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_HIDDEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_BLANK = re.compile("[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

# The start of a number goes with its first two digits: 300,000 numbers share `cve-`, and few share `cve-2022-12`.
_NUMBER = "(?:cve|cnvd(?:-c)?|cnta)-[0-9]{1,4}(?:-[0-9]{0,2})?"
_N, _W, _ANY = "[!-~]", "[^\x00-\x7f]", "[^ ]"
_GRAM = re.compile(
    f"(?=({_NUMBER}|{_W}{_W}|{_W}{_N}{_ANY}|{_N}{_N}{_W}|{_N}{_W}{_ANY}|{_N}{_N}{_N}{_ANY}|{_ANY}{{1,3}}))"
)


def normalised(text: str) -> str:
    """Give text as it is compared: full-width letters are half-width, capitals small, white space one space.

    NFKC (Unicode Standard Annex 15); characters that do not show are left out. Final and other sigma are one letter,
    since which of them a small letter is depends on what follows it, and a query ends where the text goes on.
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("ς", "σ")
    return _BLANK.sub(" ", _HIDDEN.sub("", folded)).strip(" ")


def grams(text: str) -> Iterator[tuple[int, str]]:
    """Give the gram at each character of normalised text but its spaces: offset in code points, gram.

    Two characters, of ASCII four, of both between: a list of pairs of ASCII letters would hold most entries.
    One that is shorter ends its word. Whatever begins with a text has a gram there that begins with the text's.
    """
    at = 0
    for word in text.split(" "):
        yield from enumerate(_GRAM.findall(word), at)
        at += len(word) + 1
