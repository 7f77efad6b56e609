"""How alike two names are that are not the same, and which names are worth comparing at all.

The thresholds are on a scale of 0 to 100, rapidfuzz's own. They are high, since a false match costs a reader more than
a missing one: `Hunan Branch` and `Hainan Branch` are 88 alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import permutations
from typing import NamedTuple

from cncert_kg.links.names import GENERIC, Form, missing

SPELLING = 90
"""Names of words or of Chinese characters at least this alike may be one name, written otherwise."""
SPELLING_OF_FAMILY = 92
"""The same for families of malware, whose names are short and made to resemble one another."""
WORD = 80
"""Each word that one name has alone must be this like a word of the other: `Response` and `Respnse`, not `North` and
`South`."""
LONGEST_GAP = 2
"""Most words that may differ."""
EXTENSION = 60
"""The name of an organisation within a longer one is at least this like it, by the words that tell, of which it has two
or more: `Hewlett Packard` is 73 like `Hewlett Packard Enterprise`."""
SHORTEST = {"name": 8, "han": 6, "family": 8, "concept": 8}
"""Fewest characters of a name that is compared for likeness. Acronyms never are: CNCERT and MNCERT are two teams."""

_VERSION = re.compile(r"[a-z]{3,}?(?=v?[0-9]{1,4}\Z)", re.ASCII)


class Likeness(NamedTuple):
    """How a name resembles another."""

    how: str
    """`spelling`, `extension` or `version`."""
    ratio: int
    """0 to 100."""


@cache
def _ratio() -> Callable[[str, str], int]:
    try:
        from rapidfuzz.fuzz import ratio
    except ImportError as error:
        raise missing("rapidfuzz") from error
    return lambda a, b: round(ratio(a, b))


def blocks(form: Form) -> Iterator[str]:
    """Give the keys under which a name is kept: two names that share none are never compared.

    The first four letters of each word that tells, the first three of a family, each three Chinese characters.
    """
    if form.is_generic or form.kind == "acronym":
        return
    if form.kind == "han":
        yield from (form.text[i : i + 3] for i in range(max(1, len(form.text) - 2)))
    elif form.kind == "family":
        yield form.text[:3]
    else:
        yield from (word[:4] for word in form.text.split() if word not in GENERIC)


def likeness(ours: Form, theirs: Form) -> Likeness | None:
    """Give how two names of one kind that are not equal resemble each other, or nothing."""
    if ours.kind == "family":
        return _families(ours.text, theirs.text)
    if min(len(ours.text), len(theirs.text)) < SHORTEST[ours.kind]:
        return None
    ratio = _ratio()(ours.text, theirs.text)
    if ours.kind == "han":
        return Likeness("spelling", ratio) if ratio >= SPELLING else None
    words = ours.text.split(), theirs.text.split()
    return _part(*words) if ours.kind == "name" and _is_part(*words) else _spelling(*words, ratio)


def _is_part(ours: list[str], theirs: list[str]) -> bool:
    return set(ours) <= set(theirs) or set(theirs) <= set(ours)


def _part(ours: list[str], theirs: list[str]) -> Likeness | None:
    telling = [" ".join(w for w in words if w not in GENERIC) for words in (ours, theirs)]
    if min(len(words.split()) for words in telling) < 2:
        return None
    ratio = _ratio()(*telling)
    return Likeness("extension", ratio) if ratio >= EXTENSION else None


def _spelling(ours: list[str], theirs: list[str], ratio: int) -> Likeness | None:
    only_ours, only_theirs = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
    if ratio < SPELLING or len(only_ours) != len(only_theirs) or len(only_ours) > LONGEST_GAP:
        return None
    pairs = (zip(only_ours, order, strict=True) for order in permutations(only_theirs))
    alike = any(all(_ratio()(a, b) >= WORD and not _digits(a, b) for a, b in pair) for pair in pairs)
    return Likeness("spelling", ratio) if alike else None


def _digits(a: str, b: str) -> bool:
    """Whether one of two words has a digit: team 2 is no misspelling of team 3."""
    return any(c.isdigit() for c in a + b)


def _families(ours: str, theirs: str) -> Likeness | None:
    stems = [m[0] if (m := _VERSION.match(t)) else t for t in (ours, theirs)]
    if stems[0] == stems[1] and (ours in stems or theirs in stems):
        return Likeness("version", _ratio()(ours, theirs))
    if min(len(ours), len(theirs)) < SHORTEST["family"] or _digits(ours, theirs):
        return None
    ratio = _ratio()(ours, theirs)
    return Likeness("spelling", ratio) if ratio >= SPELLING_OF_FAMILY else None
