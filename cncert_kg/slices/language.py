"""The language of slices: `key=value`, several values with commas between them, several slices at once.

A thing is in the slice where every key fits it, and a key fits where one of its values does. What is sliced is said by
`kind`, or is the first kind that has all the keys.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cncert_kg.errors import UsageError

KINDS: Mapping[str, tuple[str, ...]] = {
    "observations": ("indicator", "series", "statistic", "breakdown", "area", "issue", "period"),
    "vulnerabilities": ("year", "severity", "cve", "kev", "period", "number"),
    "reports": ("series", "period", "report"),
    "organisations": ("organisation",),
}
"""The keys of each kind, in the order in which a kind is looked for."""

KEYS = tuple(dict.fromkeys(key for keys in KINDS.values() for key in keys))
"""Every key but `kind`."""

_ONE = ("kind", "period", "kev")
_NAMES = {"report": "issue", "organisation": "key"}
"""What `Release` calls a key, where its word is another one."""
_TRUTH = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Slice:
    """What is asked for."""

    kind: str
    """`observations`, `vulnerabilities`, `reports` or `organisations`."""
    choices: Mapping[str, tuple[str, ...]]
    """The values of each key but `kind`."""

    def arguments(self) -> dict[str, Any]:
        """Give the choices as the method of `Release` takes them that `kind` names."""
        out: dict[str, Any] = {_NAMES.get(key, key): words for key, words in self.choices.items() if key not in _ONE}
        if period := self.choices.get("period"):
            out["start"], out["end"] = _period(period[0])
        if kev := self.choices.get("kev"):
            out["kev"] = _TRUTH[kev[0]]
        return out


def read(slices: Iterable[str]) -> Slice:
    """Read slices; none at all are all observations.

    Raises `UsageError` E_SLICE for what is no `key=value`, for an unknown key, kind or truth, for several values where
    one is expected, and for keys that no kind has together.
    """
    choices: dict[str, tuple[str, ...]] = {}
    for key, words in map(_read, slices):
        choices[key] = tuple(dict.fromkeys((*choices.get(key, ()), *words)))
    for key in (key for key in _ONE if len(choices.get(key, ())) > 1):
        raise UsageError("E_SLICE", f"found {', '.join(choices[key])}; expected one value", key)
    for word in choices.get("kev", ()):
        _check("kev", word, _TRUTH)
    kind = choices.pop("kind", ("",))[0]
    return Slice(_kind(kind, choices), choices)


def _read(text: str) -> tuple[str, list[str]]:
    key, sign, value = text.partition("=")
    words = [word.strip() for word in value.split(",") if word.strip()]
    if not sign or not words:
        raise UsageError("E_SLICE", "expected key=value, as in indicator=incident-handled,phishing-handled", text)
    _check("key", key.strip(), ("kind", *KEYS))
    return key.strip(), words


def _kind(named: str, keys: Iterable[str]) -> str:
    if named:
        _check("kind", named, KINDS)
    fitting = list(_fitting(keys))
    if named and named not in fitting:
        raise UsageError("E_SLICE", f"found {', '.join(keys)}; expected {', '.join(KINDS[named])}", named)
    if not fitting:
        raise UsageError("E_SLICE", f"no kind of thing has all of {', '.join(keys)}", "keys")
    return named or fitting[0]


def _fitting(keys: Iterable[str]) -> Iterator[str]:
    asked = set(keys)
    return (kind for kind, known in KINDS.items() if asked <= set(known))


def _check(what: str, word: str, known: Iterable[str]) -> None:
    """Raise `UsageError` for a word that is not known; it names what is near, or else everything that is."""
    words = list(known)
    if word not in words:
        expected = difflib.get_close_matches(word, words, n=1) or words
        raise UsageError("E_SLICE", f"found {word!r}; expected {', '.join(expected)}", what)


def _period(text: str) -> tuple[str | None, str | None]:
    """Read `2023`, `2023-06`, `2023-01-05..2023-02`, `2023..` or `..2023`."""
    start, dots, end = text.partition("..")
    return (start or None, end or None) if dots else (start, start)
