"""Bytes of a file of others to its JSON value or its rows, strictly: UTF-8, bounded in size and in depth."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from cncert_kg.errors import ReadError, UsageError

SIZE = 96 * 1024 * 1024
"""Bytes at most: MITRE's bundle of the enterprise matrix, the largest of these files, has about half."""
VALUES = 6_000_000
"""Values at most, so that 96 MiB of `[[],[],…` do not become gigabytes."""
DEPTH = 100
"""Arrays and objects inside one another at most; no source nests more than a dozen."""
DIGITS = 18
"""Digits of a whole number at most."""

# Possessive, and closed by the end of the text too: linear, and without a stack, on a string that nothing closes.
_STRING = re.compile(r'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_TOKEN = re.compile(rf"{_STRING.pattern}|[\[\]{{}}]|-?Infinity|NaN", re.DOTALL)
_BRACKETS = {ord("["): "(", ord("{"): "(", ord("]"): ")", ord("}"): ")"}


class Record(NamedTuple):
    """One row or object, not yet read."""

    value: object
    where: str
    """Its place: `data[17]`, or empty where `line` says it."""
    line: int | None = None
    """1-based line of a table on which the row ends."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of others: either a JSON value, or a table with columns."""

    name: str
    sha256: str
    retrieved: str
    """Day on which the user fetched it, ISO 8601, or empty."""
    value: object = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def found(self) -> str:
        """What the file is, for a message."""
        return f"a table with the columns {_listed(self.columns)}" if self.value is None else shape(self.value)

    def records(self) -> Iterator[Record]:
        """Give each row of the table by the names of its columns, in small letters; one of another width as it is."""
        names = [c.casefold() for c in self.columns]
        for line, cells in self.rows:
            yield Record(dict(zip(names, cells, strict=True)) if len(cells) == len(names) else cells, "", line)


def opened(raw: bytes, name: str, retrieved: str = "") -> File:
    """Give the JSON value or the table of a file.

    Raises `ReadError`: `E_EMPTY`, `E_ENCODING` with line and byte, `E_LINK_SIZE`, `E_LINK_FORMAT` with line and
    column; and `UsageError` `E_DATE` where `retrieved` is no day.
    """
    if retrieved:
        _check_day(retrieved)
    text = _text(raw, name)
    sha256 = hashlib.sha256(raw).hexdigest()
    if text.lstrip()[0] in "[{":
        return File(name, sha256, retrieved, value=_value(text, name))
    columns, rows = _table(text, name)
    return File(name, sha256, retrieved, columns=columns, rows=rows)


def shape(value: object) -> str:
    """Say what a JSON value is: `an object with the keys a, b`, `an array of 3`, `null`."""
    if isinstance(value, Mapping):
        return f"an object with the keys {_listed(tuple(value))}"
    if isinstance(value, list):
        return f"an array of {len(value)}, first {shape(value[0])}" if value else "an empty array"
    return "null" if value is None else f"{str(value)[:40]!a}"


def members(value: object, path: str) -> Iterator[Record]:
    """Give the members of an array, or of an object that numbers them, with their places."""
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value if isinstance(value, list) else ())
    for place, member in pairs:
        yield Record(member, f"{path}[{str(place)[:40]!a}]" if isinstance(place, str) else f"{path}[{place}]")


def _check_day(retrieved: str) -> None:
    try:
        if date.fromisoformat(retrieved).isoformat() == retrieved:
            return
    except ValueError:
        pass
    raise UsageError("E_DATE", f"found {retrieved[:40]!a} as day of retrieval, expected one like 2025-08-25")


def _text(raw: bytes, name: str) -> str:
    if len(raw) > SIZE:
        raise ReadError("E_LINK_SIZE", f"found {len(raw):,} bytes, expected at most {SIZE:,}", name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{raw[error.start]:02x}) is not UTF-8, expected UTF-8 throughout"
        raise ReadError("E_ENCODING", message, f"{name}:{line}") from None
    if not text.strip():
        raise ReadError("E_EMPTY", "the file holds no text, expected JSON or a table", name)
    return text


def _value(text: str, name: str) -> object:
    _check_bounds(text, name)
    try:
        value: object = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=Decimal, parse_constant=str
        )
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise ReadError("E_LINK_FORMAT", f"found no JSON ({error.msg}), expected JSON (RFC 8259)", where) from None
    except ValueError as error:
        raise ReadError("E_LINK_FORMAT", str(error), name) from None
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out = dict(pairs)
    if len(out) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"found the key {twice[:40]!a} twice in one object, expected it once")
    return out


def _integer(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError(f"found a number of {len(digits):,} digits, expected at most {DIGITS}")
    return int(digits)


def _check_bounds(text: str, name: str) -> None:
    """Refuse before anything is built: what lies between the strings is short, and tells size and depth."""
    between = _STRING.sub("", text)
    values = between.count(",") + between.count("[") + between.count("{")
    if values > VALUES:
        raise ReadError("E_LINK_SIZE", f"found {values:,} values, expected at most {VALUES:,}", name)
    steps = (1 if c in "[{" else -1 for c in re.sub(r"[^\[\]{}]+", "", between))
    if max(accumulate(steps), default=0) > DEPTH:
        message = f"found arrays or objects more than {DEPTH} deep, expected at most {DEPTH}"
        raise ReadError("E_LINK_SIZE", message, f"{name}:{_line_of_depth(text)}")
    if re.search("NaN|Infinity", between):
        token = next(m for m in _TOKEN.finditer(text) if m[0][-1] in "Ny")
        message = f"found {token[0]}, expected JSON, which has no such number"
        raise ReadError("E_LINK_FORMAT", message, f"{name}:{_position(text, token.start())}")


def _line_of_depth(text: str) -> str:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > DEPTH:
            return _position(text, token.start())
    return "1:1"


def _position(text: str, offset: int) -> str:
    """Give line and column, both from 1."""
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def _table(text: str, name: str) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    delimiter = _delimiter(text.lstrip().partition("\n")[0])
    values = text.count(delimiter) + text.count("\n") + text.count("\r")
    if values > VALUES:
        raise ReadError("E_LINK_SIZE", f"found {values:,} values, expected at most {VALUES:,}", name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, tuple(c.strip() for c in cells)) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        where = f"{name}:{reader.line_num}"
        raise ReadError("E_LINK_FORMAT", f"found no CSV ({error}), expected CSV (RFC 4180)", where) from None
    columns = rows[0][1] if rows else ()
    if len({c.casefold() for c in columns}) < len(columns):
        message = f"found a column twice in {_listed(columns)}, expected each once"
        raise ReadError("E_LINK_FORMAT", message, f"{name}:{rows[0][0]}")
    return columns, tuple(rows[1:])


def _delimiter(head: str) -> str:
    return max("\t,;", key=head.count)


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(ascii(n[:30])[1:-1] for n in names[:8])
    return f"{shown}, and {len(names) - 8} more" if len(names) > 8 else shown or "(none)"
