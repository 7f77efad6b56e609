"""The cells of a table of counts: text to value. Pure functions, `ValueError` that says what was expected."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from decimal import Decimal

from cncert_kg.iris import is_web_address
from cncert_kg.links.mappings import NO_TERM_FOUND
from cncert_kg.model import Period
from cncert_kg.text import number
from cncert_kg.vocab import SKOS

PREDICATES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""How a category relates to its class of RSIT; SKOS says what each means."""

NO_UNIT_OF_COUNTS = frozenset({"percent", "rating"})
"""Codes of our unit list that count nothing: a share can be computed, and is not summed with counts by mistake."""

_FRACTIONS = frozenset({"ratio", "score"})
_POINT = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_PERIOD = re.compile(rf"(?P<start>{_POINT})(?:/(?P<end>{_POINT}))?", re.ASCII)
_QUARTER = re.compile(r"(?P<year>[0-9]{4})-Q(?P<quarter>[1-4])", re.ASCII)
_TAG = re.compile(r'rsit:(?P<class>[a-z-]{1,40})(?:="(?P<entry>[a-z0-9-]{1,60})")?', re.ASCII)
_ODD = re.compile(r"[^a-z0-9]+", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t")
_MAX_SLUG = 60


def period(text: str) -> Period:
    """Read `2024`, `2024-Q3`, `2024-07`, `2024-12-16` or two of one precision with `/` between, both included.

    A quarter is one of the calendar year; another's year is written as its months, `2024-04/2024-06`.
    """
    expected = "expected a year, a quarter, a month, a day, or two of one kind joined by '/'"
    if quarter := _QUARTER.fullmatch(text):
        last = 3 * int(quarter["quarter"])
        return Period(f"{_point(quarter['year'])}-{last - 2:02}", f"{quarter['year']}-{last:02}")
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"found {text[:40]!r}, {expected}")
    start, end = _point(match["start"]), _point(match["end"] or match["start"])
    if len(start) != len(end):
        raise ValueError(f"found {text!r}, {expected}")
    if end < start:
        raise ValueError(f"found {text!r}, which ends before it starts, expected the earlier one first")
    return Period(start, end)


def _point(text: str) -> str:
    """Give a year, month or day of the calendar as it stands."""
    try:
        date.fromisoformat(text + "-01" * ((10 - len(text)) // 3))
    except ValueError:
        raise ValueError(f"found {text!r}, which no calendar has, expected a year, month or day of one") from None
    return text


def count(text: str, unit: str) -> Decimal:
    """Read `8346` or `8,346`: a whole number of at least 0; a ratio or a score may have a fraction."""
    try:
        value = number(text)
    except ValueError as error:
        raise ValueError(f"found {text[:40]!r}, expected a number as 8346 or 8,346 ({error})") from None
    if value < 0:
        raise ValueError(f"found {text!r}, expected at least 0")
    if value != value.to_integral_value() and unit not in _FRACTIONS:
        raise ValueError(f"found {text!r}, expected a whole number of the unit {unit!r}")
    return value


def slug(text: str) -> str:
    """Give the key of a category from its name: `Web site defacement` is `web-site-defacement`."""
    found = _ODD.sub("-", text.lower()).strip("-")
    if not text.isascii() or not found or len(found) > _MAX_SLUG:
        raise ValueError(
            f"found {text[:40]!r}, of which no key of a-z, 0-9 and '-' can be made (at most {_MAX_SLUG}),"
            " expected one in the column category_key"
        )
    return found


def key(text: str) -> str:
    """Give a key that is given as one: small letters and digits, with '-' between."""
    if not _SLUG.fullmatch(text) or len(text) > _MAX_SLUG:
        raise ValueError(f"found {text[:40]!r}, expected small letters a-z, digits, and '-' between them")
    return text


def name(text: str) -> str:
    """Give a name on one line. What a spreadsheet would run as a formula is no name."""
    if text.startswith(_FORMULA):
        raise ValueError(f"found {text[:40]!r}, expected a name that does not begin with = + - or @")
    return " ".join(text.split())


def word(text: str) -> str:
    """Give the publisher's own word for what is counted."""
    if not text:
        raise ValueError("found nothing, expected the publisher's own word for what is counted")
    return name(text)


def source(text: str) -> str:
    """Give a web address as it stands, any other citation on one line."""
    if not text:
        raise ValueError("found nothing, expected a web address or a citation: where the figure was published")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://", text) and not is_web_address(text):
        raise ValueError(f"found {text[:60]!r}, expected an http(s) address, or a citation in words")
    return " ".join(text.split())


def rsit(text: str, codes: Container[tuple[str, str]]) -> str:
    """Give our code of `rsit:fraud="phishing"`, `fraud-phishing` or a class, `fraud`; empty for nothing.

    `NoTermFound` says that somebody looked and RSIT has none. `codes` are the known (scheme, code).
    """
    if not text or text.removeprefix("sssom:") == "NoTermFound":
        return NO_TERM_FOUND if text else ""
    tag = _TAG.fullmatch(text)
    code = "-".join(filter(None, tag.groups())) if tag else text
    if ("rsit", code) not in codes:
        raise ValueError(f'found {text[:60]!r}, expected a tag of RSIT as rsit:fraud="phishing", or NoTermFound')
    return code


def predicate(text: str) -> str:
    """Give the IRI of `closeMatch` or `skos:closeMatch`; empty for nothing."""
    short = text.removeprefix("skos:")
    if text and short not in PREDICATES:
        raise ValueError(f"found {text[:40]!r}, expected one of {', '.join(PREDICATES)}")
    return SKOS.terms[short].value if text else ""
