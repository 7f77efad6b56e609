"""What a person is told of a query that does not parse: where it stops making sense, and what may be meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping

_AT = re.compile(r"error at (\d+):(\d+)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.){1,30})"|\b([A-Z][A-Z_ ]{1,20})\b')
_FULL_WIDTH = {
    "？": "?", "｛": "{", "｝": "}", "（": "(", "）": ")", "；": ";", "，": ",", "。": ".", "：": ":",
    "“": '"', "”": '"', "‘": "'", "’": "'", "＜": "<", "＞": ">", "＝": "=", "＊": "*", "｜": "|",
    "\u00a0": "a blank", "\u3000": "a blank",
}  # fmt: skip
_KEYWORDS = frozenset({
    "SELECT", "DISTINCT", "REDUCED", "CONSTRUCT", "DESCRIBE", "ASK", "WHERE", "FROM", "NAMED", "PREFIX", "BASE",
    "OPTIONAL", "UNION", "FILTER", "MINUS", "BIND", "VALUES", "GRAPH", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET",
    "EXISTS", "COUNT", "SAMPLE", "GROUP_CONCAT", "UNDEF",
})  # fmt: skip
_PREFIXED = re.compile(r"(?<![\w<])([A-Za-z][\w.-]*):")
_TEXTS = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|<[^<>\s]*+>|\\.|#[^\n]*")
_PAIRS = {"}": "{", ")": "(", "]": "["}

Position = tuple[int, int]
"""Line and column, both from 1."""

Mistake = tuple[Position, str]


def told(query: str, message: str, known: Mapping[str, str]) -> tuple[str, str]:
    """Give the place (`query:3:12`) and one line on what is wrong there.

    `message` is Oxigraph's, whose place is where its parser gave up, often a word after the mistake; `known` are the
    prefixes that need no PREFIX line.
    """
    at = position(message)
    if at is None:
        return "query", " ".join(message.split())
    for look in (_character, _bracket):
        mistake = look(query)
        if mistake is not None:
            return _where(mistake[0]), mistake[1]
    tries: tuple[Callable[[], str], ...] = (
        lambda: _sentence(message),
        lambda: _prefix(query, known) if "Prefix not found" in message else "",
        lambda: _projection(query),
        lambda: _keyword(query, at),
        lambda: _variable(query, at),
        lambda: _triple(query, at),
    )
    hint = next(filter(None, (one() for one in tries)), "") or _expected(message)
    return _where(at), f"does not parse {_seen(query, at)}; {hint}"


def _where(at: Position) -> str:
    return f"query:{at[0]}:{at[1]}"


def position(message: str) -> Position | None:
    """Give line and column of a message of Oxigraph's; `None` where it says none."""
    found = _AT.search(message)
    return (int(found[1]), int(found[2])) if found else None


def position_of(query: str, word: str) -> Position:
    """Give line and column of the first place of a word that is in a query."""
    before = query[: query.index(word)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def place(message: str) -> str:
    """Give line and column (`3:12`) of a message of Oxigraph's; empty where it says none."""
    at = position(message)
    return f"{at[0]}:{at[1]}" if at else ""


def _rest(query: str, at: Position) -> str:
    """Give the line from the position on."""
    lines = query.split("\n")
    return lines[at[0] - 1][at[1] - 1 :] if at[0] <= len(lines) else ""


def _seen(query: str, at: Position) -> str:
    word = re.match(r"\s*(\S{1,30})", _rest(query, at))
    if word:
        return f"at {word[1]!r}"
    return "at the end of a line" if at[0] <= query.count("\n") else "at its end"


def _plain(query: str) -> str:
    """Give a query with its strings, IRIs and comments blanked out, each character in its place."""
    return _TEXTS.sub(lambda m: " " * len(m[0]), query)


def _places(query: str) -> Iterator[tuple[Position, str]]:
    """Give every character outside strings, IRIs and comments, with its place."""
    for number, line in enumerate(_plain(query).split("\n"), 1):
        for column, character in enumerate(line, 1):
            yield (number, column), character


def _character(query: str) -> Mistake | None:
    """Name the first full-width or typographic character that stands for a sign of SPARQL."""
    for at, character in _places(query):
        if character in _FULL_WIDTH:
            return at, f"{character!r} is full-width or typographic, expected {_FULL_WIDTH[character]}"
    return None


def _bracket(query: str) -> Mistake | None:
    """Name the bracket that has no partner."""
    still_open: list[tuple[Position, str]] = []
    for at, character in _places(query):
        if character in "{([":
            still_open.append((at, character))
        elif character in _PAIRS:
            if not still_open or still_open[-1][1] != _PAIRS[character]:
                return at, f"{character!r} closes nothing"
            still_open.pop()
    return (still_open[-1][0], f"{still_open[-1][1]!r} is never closed") if still_open else None


def _sentence(message: str) -> str:
    """Give what Oxigraph says in words, among the signs it would have taken."""
    found = re.search(r"one of (?:.*?, )?(The [^,]+?)(?:, |$)", " ".join(message.split()))
    return found[1] if found else ""


def _prefix(query: str, known: Mapping[str, str]) -> str:
    """Name the prefix that nobody declared, and the known one that is like it."""
    text = _plain(query)
    declared = {*known, *re.findall(r"\bPREFIX\s+([\w.-]*):", text, re.IGNORECASE)}
    unknown = next((p for p in _PREFIXED.findall(text) if p not in declared), None)
    if unknown is None:
        return "a prefix is not known; write PREFIX x: <…> before the query"
    near = difflib.get_close_matches(unknown, declared, n=1, cutoff=0.5)
    return f"the prefix {unknown}: is not known" + (f", did you mean {near[0]}: ?" if near else "; write a PREFIX line")


def _projection(query: str) -> str:
    """Name what is selected and is no variable."""
    found = re.search(r"\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?([A-Za-z]\w*)(?!\w*[:(])", _plain(query), re.IGNORECASE)
    known = found is None or found[1].upper() in _KEYWORDS
    return "" if known or found is None else f"a variable begins with a question mark: ?{found[1]}"


def _keyword(query: str, at: Position) -> str:
    """Name the keyword that the word here, or the one before it, is most like."""
    lines = _plain(query).split("\n")[: at[0]]
    before = "\n".join(lines)[: sum(len(line) + 1 for line in lines[:-1]) + at[1] - 1]
    words = re.findall(r"(?<![\w?$:])[A-Za-z_]{3,}(?![\w:])", f"{before}{_word_at(query, at)}")[-2:]
    for word in reversed(words):
        near = difflib.get_close_matches(word.upper(), sorted(_KEYWORDS), n=1, cutoff=0.7)
        if near and near[0] != word.upper():
            return f"did you mean {near[0]} by {word!r} ?"
    return ""


def _word_at(query: str, at: Position) -> str:
    found = re.match(r"\w*", _rest(query, at))
    return found[0] if found else ""


def _variable(query: str, at: Position) -> str:
    word = _word_at(query, at)
    if word and word.upper() not in _KEYWORDS and not _rest(query, at)[len(word) :].startswith((":", "(")):
        return f"a variable begins with a question mark: ?{word}"
    return ""


def _triple(query: str, at: Position) -> str:
    """Say what a pattern is made of, where a group ends too early."""
    lines = _plain(query).split("\n")
    before = "\n".join([*lines[: at[0] - 1], lines[at[0] - 1][: at[1] - 1]]).rstrip()
    if before.endswith("}") or _rest(query, at).lstrip().startswith("}"):
        return "a pattern is a subject, a predicate and an object, with a dot before the next one"
    return ""


def _expected(message: str) -> str:
    """Give what the parser would have taken, character classes left out."""
    said = re.sub(r"\[[^\]]*\]", "", message.partition("expected")[2])
    signs = [a or b.strip() for a, b in _QUOTED.findall(said)]
    signs = [sign for sign in dict.fromkeys(signs) if sign not in ("LATERAL", "SERVICE", "\\\\U", "\\\\u")]
    return f"expected {' or '.join(signs)}" if signs else "expected a query: SELECT, ASK, CONSTRUCT or DESCRIBE"
