"""The metadata block of an SSSOM/TSV file: the part of YAML that SSSOM needs, and no more.

A slot is a scalar, a list of scalars, or (`curie_map`) a map of scalars; a scalar may be folded over several lines, as
sssom-py writes it. Flow collections, block scalars, anchors, tags and deeper nesting are refused: none of them is ever
needed here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cncert_kg.errors import DocumentError

_SLOT = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?: +(\S.*))?", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*): +(\S.*)", re.DOTALL)
_ITEM = re.compile(r"- +(\S.*)", re.DOTALL)
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r" +#.*| *")
_RESERVED = "[]{}&*!|>%@`,?"
_EMPTY = {"null", "Null", "NULL", "~"}
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*:")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES = {
    "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", "0": "\0", " ": " ",
    '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# What every YAML reader takes for text: no blank, no other type's form (a number, a date, a truth value).
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./:-]*(?:#[A-Za-z0-9_./-]*)?(?<!:)")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
# Printed by JSON as they are, and refused by YAML or taken for the end of a line.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass
class Slot:
    """One slot as it is being read: one of `scalar`, `items` and `pairs` is used."""

    line: int
    scalar: str = ""
    items: list[str] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    indent: int = -1
    """Blanks before the first item or pair, and so before each of them."""


@dataclass
class _Entry:
    """A slot, item or pair with the lines that its scalar is folded over."""

    line: int
    indent: int
    parts: list[str]
    quote: str = ""
    marks: int = 0
    """Quotation marks so far: the scalar goes on while they are odd in number."""

    @property
    def is_open(self) -> bool:
        return self.marks % 2 == 1

    def add(self, part: str) -> None:
        self.parts.append(part)
        if self.quote:
            self.marks += (_ESCAPE.sub("", part) if self.quote == '"' else part).count(self.quote)

    def content(self) -> str:
        """Give it on one line: a line end is a blank, an empty line is a line end, `\\` joins."""
        out = self.parts[0]
        joined, empty = [], 0
        for part in self.parts[1:]:
            if not part:
                empty += 1
                continue
            if self.quote == '"' and _ends_escaped(out) and not empty:
                joined.append(out[:-1])
            else:
                joined += [out, "\n" * empty or " "]
            out, empty = part, 0
        return "".join((*joined, out))


def _ends_escaped(part: str) -> bool:
    """Whether a line ends in a backslash that is not itself escaped."""
    return (len(part) - len(part.rstrip("\\"))) % 2 == 1


def fault(name: str, line: int, message: str) -> DocumentError:
    """Give the error that says what is wrong in which line of an SSSOM file."""
    return DocumentError("E_SSSOM", message, f"{name}:{line}")


def read(lines: Iterable[tuple[int, str]], name: str) -> dict[str, Slot]:
    """Give the slots of numbered lines, from which the `#` is taken away.

    Raises `DocumentError` (`E_SSSOM`) for what is outside the subset, and for a slot or prefix given twice.
    """
    slots: dict[str, Slot] = {}
    last: Slot | None = None
    for entry in _entries(lines):
        content = entry.content()
        if entry.indent == 0 and not content.startswith("- "):
            last = _slot(content, entry.line, slots, name)
        else:
            _nested(content, entry.indent, entry.line, last, name)
    return slots


def _entries(lines: Iterable[tuple[int, str]]) -> Iterator[_Entry]:
    """Put folded lines together; a blank before each line, as sssom-py has it after its `#`, does not count."""
    texts = [(number, raw.rstrip()) for number, raw in lines]
    margin = min((len(text) - len(text.lstrip(" ")) for _, text in texts if text), default=0)
    entry: _Entry | None = None
    for number, text in texts:
        content = text.lstrip(" ")
        indent = len(text) - len(content) - margin
        is_fold = entry is not None and (not content or indent > entry.indent) and not _BARE.fullmatch(entry.parts[0])
        if content[:1] == "#" and not (entry and entry.is_open):
            continue
        if entry and is_fold:
            entry.add(content)
        elif content:
            if entry:
                yield entry
            entry = _entry(number, indent, content)
    if entry:
        yield entry


def _entry(number: int, indent: int, content: str) -> _Entry:
    match = _ITEM.fullmatch(content) or _PAIR.fullmatch(content)
    value = match[match.lastindex or 0] if match else ""
    entry = _Entry(number, indent, [], quote=value[:1] if value[:1] in ('"', "'") else "")
    entry.add(content)
    return entry


def _slot(content: str, number: int, slots: dict[str, Slot], name: str) -> Slot:
    match = _SLOT.fullmatch(content)
    if match is None:
        raise fault(name, number, f"found {content[:40]!r}, expected 'slot: value'")
    key, value = match.groups()
    if key in slots:
        raise fault(name, number, f"slot {key} is given twice")
    slots[key] = Slot(number, scalar=scalar(value, name, number) if value else "")
    return slots[key]


def _nested(content: str, indent: int, number: int, slot: Slot | None, name: str) -> None:
    if slot is None or slot.scalar or slot.indent not in (-1, indent):
        raise fault(name, number, f"{content[:40]!r} is nested where no list or map is open")
    slot.indent = indent
    item, pair = _ITEM.fullmatch(content), _PAIR.fullmatch(content)
    if item and not slot.pairs:
        slot.items.append(scalar(item[1], name, number))
    elif pair and not slot.items and pair[1] not in slot.pairs:
        slot.pairs[pair[1]] = scalar(pair[2], name, number)
    else:
        raise fault(name, number, f"found {content[:40]!r}, expected one more '- item' or a new 'prefix: IRI'")


def scalar(text: str, name: str, number: int) -> str:
    """Give the text of a plain or quoted scalar; `DocumentError` for every other form."""
    if text[0] in "\"'":
        return _quoted(text, name, number)
    value = text.partition(" #")[0].rstrip()
    if value[:1] in _RESERVED or value.startswith("- ") or ": " in value or value.endswith(":"):
        raise fault(name, number, f"{value[:40]!r} must be put in quotation marks")
    return "" if value in _EMPTY else value


def _quoted(text: str, name: str, number: int) -> str:
    match = (_DOUBLE if text[0] == '"' else _SINGLE).match(text)
    if match is None or not _COMMENT.fullmatch(text, match.end()):
        raise fault(name, number, f"{text[:40]!r} has no closing quotation mark, or more after it")
    if text[0] == "'":
        return match[0][1:-1].replace("''", "'")
    try:
        value = _ESCAPE.sub(_unescaped, match[0][1:-1])
    except (KeyError, OverflowError, ValueError) as error:
        raise fault(name, number, f"{text[:40]!r} has an escape that YAML does not know") from error
    if _UNWANTED.search(value):
        raise fault(name, number, f"{text[:40]!r} has a control character or half of a character")
    return value


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES[code]


def written(value: str) -> str:
    """Give a scalar so that every YAML reader takes it for this text."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))
