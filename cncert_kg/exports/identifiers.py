"""What every form asks for and RDF does not have: UUIDs, moments of time, and text without control characters."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date

_URL_NAMESPACE = bytes.fromhex("6ba7b8119dad11d180b400c04fd430c8")
"""The name space of URLs: RFC 9562, section 6.6."""
_EPOCH = date(1970, 1, 1)
_SECONDS_A_DAY = 86_400

# Controls, bidi controls, the BOM and noncharacters: valid in JSON, but a MISP server or a terminal acts on them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]+")


def name_uuid(name: str) -> str:
    """Give the version 5 UUID of an IRI (RFC 9562, section 5.5), as `uuid.uuid5(uuid.NAMESPACE_URL, name)` does."""
    octets = bytearray(hashlib.sha1(_URL_NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x50
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def first_day(text: str) -> str:
    """Give the first day of `2021`, `2021-06` or `2021-06-17`; raise `ValueError` for anything else."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text).isoformat()


def moment(day: str) -> str:
    """Give a day as STIX writes a time. The day is of the Beijing calendar and keeps its date: a time is not known."""
    return f"{day}T00:00:00Z"


def stamp(day: str) -> str:
    """Give a day as STIX writes the creation or change of an object, which it wants in milliseconds."""
    return f"{day}T00:00:00.000Z"


def seconds(day: str) -> int:
    """Give a day as MISP writes a time: seconds since 1970 at its midnight, like `moment`."""
    return (date.fromisoformat(day) - _EPOCH).days * _SECONDS_A_DAY


def plain(text: str) -> str:
    """Give one line of text without the characters that nobody sees and tools act on."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def json_bytes(value: Mapping[str, object], indent: int | None = None) -> bytes:
    """Give the JSON of an object, Chinese as it is, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()
