"""What a query may ask, decided before anything is evaluated: it is small, it is no update, it stays on this machine.

Oxigraph has no switch for SERVICE and no limits, so they stand here. Where a word is a keyword and where it is part of
a string, a name, an IRI or a comment is Oxigraph's to say: its parser needs no blank before or after a keyword
(`1SERVICE<x>`). With another word in its place a query that has the keyword does not parse any more, and every other
one is as good as before.
"""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import urljoin

from pyoxigraph import Store

from cncert_kg import hints
from cncert_kg.errors import UsageError
from cncert_kg.vocab import prefixes

MAX_QUERY = 65_536
"""Longest query, in bytes of UTF-8."""

MAX_DEPTH = 200
"""Deepest nesting of brackets: the parser is recursive, and some ten thousand brackets end the process."""

MAX_UNIONS = 500
"""Most alternatives that UNION joins, for the same reason."""

_BRACKETS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\r\n]|\\.)*+"'
    r"|'(?:[^'\\\r\n]|\\.)*+'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*+>"
    r"|\\."
    r"|\#[^\r\n]*"
    r"|(?P<opens>[(\[{])|(?P<closes>[)\]}])|(?P<union>\bUNION\b)",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PROLOGUE = re.compile(r"(?:\s+|#[^\r\n]*|(?:BASE|PREFIX[^<]{0,300})\s*<[^>]*>)*", re.IGNORECASE)
_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s*(?:NAMED\s*)?(?:<(?P<iri>[^<>]*)>|(?P<prefix>[\w.-]*):(?P<local>[\w.-]*))", re.IGNORECASE)
_BASE = re.compile(r"\bBASE\s*<([^<>]*)>", re.IGNORECASE)
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE)


_STACK = 120 << 20
"""Bytes of stack with which no query of `MAX_QUERY` bytes overflows it; a tenth of it is the usual limit."""


def deepen_stack() -> None:
    """Let the main thread's stack grow to what the parser may need, as far as the system allows.

    The parser is recursive in other things than brackets (`!!!!…`, `1+1+…`, some thousand MINUS), and overflowing ends
    the process. Linux reads the limit when the stack grows, so that a running process can set its own.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    size = _STACK if hard == resource.RLIM_INFINITY else min(_STACK, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (size, hard))


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be asked."""

    text: str
    names_graphs: bool
    """Whether FROM says what the query is asked of."""

    def graphs(self, base: str) -> set[str]:
        """Give the IRIs that FROM names; those of unknown prefixes as they are."""
        text = _decoded(self.text)
        root = next(reversed(_BASE.findall(text)), base)
        known = prefixes(base) | dict(_DECLARED.findall(text))
        found = _FROM.finditer(text) if self.names_graphs else ()
        names = (m["iri"] if m["iri"] is not None else known.get(m["prefix"], "") + m["local"] for m in found)
        return {urljoin(root, name) for name in names}


def check(query: str, base: str) -> Checked:
    """Give a query back that may be asked; whether it parses is for its evaluation to say (`syntax_error`).

    Raises `UsageError`: E_QUERY_SIZE, E_DEPTH, E_SPARQL for what is no text, E_SERVICE, E_UPDATE.
    """
    _check_size(query)
    _check_depth(query)
    if refusal := _update(query):
        raise UsageError("E_UPDATE", f"found {refusal}, expected a query: a release is only read", "query")
    if place := _keyword(query, "service", base):
        raise UsageError("E_SERVICE", f"SERVICE asks another machine, which is never done here ({place})", "query")
    return Checked(query, bool(_keyword(query, "from", base)))


def unknown_function(error: RuntimeError) -> UsageError:
    """Give what a person is told of a function that Oxigraph does not know."""
    return UsageError("E_FUNCTION", " ".join(str(error).split()), "query")


def syntax_error(query: str, error: SyntaxError, base: str) -> UsageError:
    """Give what a person is told of a query that does not parse: line, column, and what may be meant."""
    place, said = hints.told(query, str(error), prefixes(base))
    return UsageError("E_SPARQL", said, place)


def _check_size(query: str) -> None:
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        raise UsageError("E_SPARQL", f"half a character at {error.start}: this is no Unicode text", "query") from None
    if size > MAX_QUERY:
        raise UsageError("E_QUERY_SIZE", f"found {size} bytes, expected at most {MAX_QUERY}", "query")
    if "\0" in query:
        raise UsageError("E_SPARQL", f"a NUL at {query.index(chr(0))}", "query")


def _check_depth(query: str) -> None:
    """Refuse what would overflow the parser's stack.

    Brackets in strings, comments and IRIs do not count. What is a comment for this reading and none for the parser's
    (`?a<b#>`) can hide brackets; an endpoint asks in processes of their own, which may end.
    """
    depth = unions = 0
    for found in _BRACKETS.finditer(query):
        depth += bool(found["opens"]) - bool(found["closes"])
        unions += bool(found["union"])
        if depth > MAX_DEPTH or unions > MAX_UNIONS:
            limits = f"{MAX_DEPTH} brackets deep or {MAX_UNIONS} UNIONs"
            raise UsageError("E_DEPTH", f"expected no query of more than {limits}", "query")


def _update(query: str) -> str:
    """Give the keyword with which a SPARQL Update begins; empty for anything else."""
    text = _decoded(query)
    begun = _PROLOGUE.match(text)
    found = _UPDATE.match(text, begun.end() if begun else 0)
    return found[0].upper() if found else ""


def _decoded(query: str) -> str:
    """Undo codepoint escapes (SPARQL 1.1, 19.2), which are allowed anywhere, in keywords too."""
    return _ESCAPE.sub(_character, query)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else escape[0]


def _keyword(query: str, word: str, base: str) -> str:
    """Give where `word` is a keyword of a query that parses; empty where it is none."""
    spelled = re.compile("".join(map(_letter, word)), re.IGNORECASE)
    if not spelled.search(query):
        return ""
    other = next(w for w in _words(len(word)) if w not in query.lower())
    replaced = spelled.sub(other, query)
    try:
        Store().query(replaced, base_iri=base, prefixes=prefixes(base))
    except SyntaxError as error:
        at = hints.position(str(error))
        # Where the parser gives up before the first of them it has seen no keyword, and the query has another fault.
        return "" if at and at < hints.position_of(replaced, other) else hints.place(str(error)) or "query"
    except RuntimeError:
        return ""  # It parses, and has a function that nobody knows.
    return ""


def _letter(c: str) -> str:
    """Give a pattern of a letter, also where an escape spells it."""
    codes = f"(?:{ord(c):x}|{ord(c.upper()):x})"
    return rf"(?:{c}|\\u00{codes}|\\U000000{codes})"


def _words(length: int) -> Iterator[str]:
    return ("".join(letters) for letters in product("qxzjkvw", repeat=length))
