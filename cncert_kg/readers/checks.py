"""Cells of a register, checked: each function gives the value, or raises `ValueError` and says what it found."""

from __future__ import annotations

import re
from decimal import Decimal

from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{0,11}[1-9])?", re.ASCII)


def number(text: str) -> Decimal:
    """Read a decimal in canonical form."""
    if not _NUMBER.fullmatch(text) or text == "-0":
        raise ValueError(f"not a decimal in canonical form: {text[:40]!r}")
    return Decimal(text)


def count(text: str) -> int:
    """Read a whole number of at most nine digits, without a sign."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII):
        raise ValueError(f"not a whole number: {text[:40]!r}")
    return int(text)


def code(scheme: str, notation: str) -> str:
    """Give a code that its list defines."""
    if (scheme, notation) not in knowledge().labels:
        raise ValueError(f"code list {scheme!r} has no code {notation[:40]!r}")
    return notation


def thing(kind: str, slug: str) -> str:
    """Give the slug of a curated series or organisation."""
    if Iris().at("id", kind, slug) not in knowledge().names:
        raise ValueError(f"the curated {kind} has no {slug[:40]!r}")
    return slug


def matching(pattern: str | re.Pattern[str], text: str) -> str:
    """Give `text` where all of it matches."""
    if not re.fullmatch(pattern, text):
        raise ValueError(f"found {text[:40]!r}, expected {pattern if isinstance(pattern, str) else pattern.pattern}")
    return text
