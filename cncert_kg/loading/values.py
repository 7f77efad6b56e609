"""What triples say, however a store spells them: equal values have equal keys, and a sum of hashes needs no order."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cncert_kg.vocab import XSD

_XSD = XSD.namespace
_NUMBER = re.compile(r"([+-]?)0*([0-9]*?)(?:\.([0-9]*?)0*)?", re.ASCII)
_FRACTION = re.compile(r"\.[0-9]+(?=Z|[+-]|$)", re.ASCII)
_UTC = re.compile(r"[+-]00:00$", re.ASCII)
_BITS = 128

# XML Schema 1.1, part 2, section 3.4.13 and below: what is derived from xsd:integer.
_INTEGERS = (
    "integer decimal nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger long int short byte"
    " unsignedLong unsignedInt unsignedShort unsignedByte"
)
_TIMES = "date time gYear gYearMonth gMonth gMonthDay gDay"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many triples, and what they are together."""

    rows: int = 0
    total: int = 0
    """Sum of the hashes of all keys, modulo 2**128: the same in whatever order they come."""

    def __add__(self, other: Tally) -> Tally:
        """Give the tally of both."""
        return Tally(self.rows + other.rows, (self.total + other.total) % (1 << _BITS))


def tally(keys: Iterable[str]) -> Tally:
    """Give the tally of the keys of triples, in constant memory."""
    rows = total = 0
    for text in keys:
        rows += 1
        total += fingerprint(text)
    return Tally(rows, total % (1 << _BITS))


def fingerprint(text: str) -> int:
    """Give the BLAKE2b hash (RFC 7693) of a key, a number of 128 bits."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BITS // 8).digest())


def key(triple: Triple | Quad) -> str:
    """Give a triple as N-Triples, its object in the one form that all spellings of its value share.

    A graph name is left out. Numbers are equal whether integer or decimal; language tags have no case (RFC 5646,
    section 2.1.1); a time is that of UTC where it has a zone; text is what it is.
    """
    return f"{triple.subject} {triple.predicate} {value(triple.object)}"


def value(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """Give a term in that form."""
    if not isinstance(term, Literal):
        return str(term)
    if term.language:
        return str(Literal(term.value, language=term.language.lower()))
    spell = _SPELL.get(term.datatype.value)
    return spell(term) if spell else str(term)


def _spelt(text: str, datatype: str) -> str:
    return f'"{text}"^^<{_XSD}{datatype}>'


def _number(term: Literal) -> str:
    """Spell a number; the sign, the zeros and the point that do not count are left out."""
    found = _NUMBER.fullmatch(term.value)
    if not found or not any(c.isdigit() for c in term.value):
        return str(term)
    sign, whole, fraction = found[1], found[2] or "0", found[3] or ""
    number = f"{whole}.{fraction}" if fraction else whole
    return _spelt(f"-{number}" if sign == "-" and number != "0" else number, "decimal")


def _boolean(term: Literal) -> str:
    return _spelt({"1": "true", "0": "false"}.get(term.value, term.value), "boolean")


def _hexadecimal(term: Literal) -> str:
    return _spelt(term.value.upper(), "hexBinary")


def _date_time(term: Literal) -> str:
    text = _short(term.value)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # years beyond four digits, and 24:00:00, are compared as they are written
        return _spelt(text, "dateTime")
    if moment.tzinfo is None:
        return _spelt(text, "dateTime")
    return _spelt(_short(moment.astimezone(UTC).isoformat()), "dateTime")


def _short(text: str) -> str:
    """Give a time without the zeros that end its fraction, its zone `Z` where it is that of UTC."""
    trimmed = _FRACTION.sub(lambda fraction: fraction[0].rstrip("0").rstrip("."), text)
    return _UTC.sub("Z", trimmed)


def _time(datatype: str) -> Callable[[Literal], str]:
    return lambda term: _spelt(_short(term.value), datatype)


_SPELL: Mapping[str, Callable[[Literal], str]] = {
    **{f"{_XSD}{name}": _number for name in _INTEGERS.split()},
    **{f"{_XSD}{name}": _time(name) for name in _TIMES.split()},
    f"{_XSD}boolean": _boolean,
    f"{_XSD}hexBinary": _hexadecimal,
    f"{_XSD}dateTime": _date_time,
    f"{_XSD}dateTimeStamp": _date_time,
}
