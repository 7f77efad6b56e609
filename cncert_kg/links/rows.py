"""A record of others, read field by field; and many of them become things, each problem told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cncert_kg.document import Problem
from cncert_kg.iris import is_web_address
from cncert_kg.links import countries
from cncert_kg.links.parsed import Record, shape
from cncert_kg.links.things import Name, Thing
from cncert_kg.readers.encoding import normalise

LONGEST = 1000
"""Characters of a field at most; what is longer is prose, and none is read."""

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_LONG_DATE = re.compile(r"([A-Z][a-z]{2,8})\.? ([0-9]{1,2}), ([0-9]{4})", re.ASCII)
_RFC_DATE = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) (GMT|[+-][0-9]{4})", re.ASCII
)
_YEAR_OR_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]{2,}", re.ASCII)
_ADDRESS = re.compile(r"[^\s@]@[^\s@.]{1,63}\.[a-zA-Z]")
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)


class Row:
    """One record. A field that must be there raises `ValueError`; of any other what cannot be used is noted."""

    def __init__(self, record: Record) -> None:
        """Raise `ValueError` for a row that is no object, or has another number of cells than the table columns."""
        if isinstance(record.value, tuple):
            raise ValueError(f"found {len(record.value)} cells, expected as many as there are columns")
        if not isinstance(record.value, Mapping):
            raise ValueError(f"found {shape(record.value)}, expected an object")
        self.record = record.value
        self.notes: list[str] = []
        """What of the record could not be used."""

    def required(self, *keys: str) -> str:
        """Give the text of the first of `keys` that has one; `ValueError` where none has."""
        for key in keys:
            if text := self._text(key, self.record.get(key)):
                return text
        raise ValueError(f"found no {' or '.join(keys)}, expected one")

    def optional(self, key: str) -> str:
        """Give a text, or nothing."""
        try:
            return self._text(key, self.record.get(key))
        except ValueError as error:
            self.notes.append(str(error))
            return ""

    def listed(self, key: str) -> tuple[str, ...]:
        """Give the texts of an array, each once."""
        value = self.record.get(key)
        if value is not None and not isinstance(value, list):
            self.notes.append(f"{key}: found {shape(value)}, expected an array")
        out = []
        for item in value if isinstance(value, list) else ():
            try:
                out.append(self._text(key, item))
            except ValueError as error:
                self.notes.append(str(error))
        return tuple(filter(None, dict.fromkeys(out)))

    def part(self, key: str) -> Row:
        """Give the object inside the record, empty where there is none; what it notes is noted here."""
        value = self.record.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.notes.append(f"{key}: found {shape(value)}, expected an object")
        inner = Row(Record(value if isinstance(value, Mapping) else {}, ""))
        inner.notes = self.notes
        return inner

    def is_set(self, key: str) -> bool:
        """Whether a flag is there and true."""
        value = self.record.get(key)
        if value not in (None, True, False):
            self.notes.append(f"{key}: found {shape(value)}, expected true or false")
        return value is True

    def names(self, short: str, full: str) -> tuple[Name, ...]:
        """Give the short name of a team, an acronym where a longer one stands beside it, and the longer one.

        A name that holds an e-mail address is none: it is how to reach somebody.
        """
        named, longer = self.required(short, full), self.optional(full)
        if _ADDRESS.search(named):
            raise ValueError(f"{short}: found an e-mail address in it, expected a name")
        if _ADDRESS.search(longer):
            self.notes.append(f"{full}: found an e-mail address in it, expected a name")
            longer = ""
        if longer in ("", named):
            return (Name(named),)
        return Name(named, is_acronym=True), Name(longer)

    def day(self, key: str) -> str:
        """Give a date in ISO 8601, or nothing; a time of day is given up, in UTC."""
        return self._noted(key, day)

    def country(self, *keys: str) -> str:
        """Give a country by its ISO 3166-1 code, or nothing."""
        found = (self._noted(key, countries.code) for key in keys)
        return next(filter(None, found), "")

    def website(self, key: str) -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
        """Give the fact `website`, and the identifier `host` without its leading `www.`; either may be missing."""
        stated = self.optional(key)
        facts = {"website": stated} if is_web_address(stated) else {}
        host = _host(stated)
        if stated and not facts:
            self.notes.append(f"{key}: found {stated[:60]!a}, expected a web address with http or https")
        return facts, frozenset({("host", host)} if host else ())

    def _noted(self, key: str, read: Callable[[str], str]) -> str:
        stated = self.optional(key)
        try:
            return read(stated) if stated else ""
        except ValueError as error:
            self.notes.append(f"{key}: {error}")
            return ""

    def _text(self, key: str, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError(f"{key}: found {shape(value)}, expected text")
        text = str(value)
        if not (text.isascii() and text.isprintable()):
            text, problems = normalise(text)
            self.notes += [f"{key}: {p.message}" for p in problems]
        text = " ".join(text.split())
        if "\ufffd" in text or len(text) > LONGEST:
            what = "U+FFFD" if "\ufffd" in text else f"{len(text):,} characters"
            raise ValueError(f"{key}: found {what}, expected readable text of at most {LONGEST:,}")
        return text


def things(records: Iterable[Record], made: Callable[[Row], Thing]) -> tuple[tuple[Thing, ...], tuple[Problem, ...]]:
    """Give a thing for each record: of two with one key the first stands.

    Problems: `W_LINK_ROW` for a record that makes none, `W_LINK_FIELD` for a part of one that is not used,
    `W_LINK_DUPLICATE` for a second with the same key.
    """
    found: dict[str, Thing] = {}
    problems = []
    for record in records:
        try:
            row = Row(record)
            thing = made(row)
        except ValueError as error:
            problems.append(_problem("W_LINK_ROW", str(error), record))
            continue
        problems += [_problem("W_LINK_FIELD", note, record) for note in row.notes]
        first = found.setdefault(thing.key, thing)
        if first is not thing:
            how = "the same in all" if first == thing else "differing; the first stands"
            problems.append(_problem("W_LINK_DUPLICATE", f"found {thing.key} again, {how}, expected it once", record))
    return tuple(found.values()), tuple(problems)


def _problem(code: str, message: str, record: Record) -> Problem:
    return Problem(code, f"{record.where}: {message}" if record.where else message, record.line)


def facts(**stated: str) -> dict[str, str]:
    """Give the facts that are stated, their names with hyphens."""
    return {name.replace("_", "-"): value for name, value in stated.items() if value}


def cve(text: str) -> str:
    """Give a CVE number; raise `ValueError` for what is none."""
    if not _CVE.fullmatch(text):
        raise ValueError(f"found {text[:40]!a}, expected a number like CVE-2021-44228")
    return text


def day(text: str) -> str:
    """Read `2019-08-23`, `2019-08`, `2019`, `2019-08-23T10:00:00Z`, `August 23, 2019` or a date of RFC 1123.

    A time becomes the day in UTC. Raises `ValueError` for anything else, for days that no calendar has, and for years
    that no team or catalogue can mean.
    """
    found = text if _YEAR_OR_MONTH.fullmatch(text) else _moment(text)
    if not "1970" <= found[:4] <= "2100":
        raise ValueError(f"found {text[:40]!a}, expected a date between 1970 and 2100")
    return found


def _iso(text: str) -> str:
    if long := _LONG_DATE.fullmatch(text):
        return f"{long[3]}-{_month(long[1])}-{int(long[2]):02}"
    if rfc := _RFC_DATE.fullmatch(text):
        return f"{rfc[3]}-{_month(rfc[2])}-{int(rfc[1]):02}T{rfc[4]}{rfc[5].replace('GMT', 'Z')}"
    return text


def _month(name: str) -> str:
    return f"{next((n for n, full in enumerate(_MONTHS, 1) if name in (full, full[:3])), 0):02}"


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(_iso(text))
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):
        raise ValueError(f"found {text[:40]!a}, expected a date") from None


def _host(stated: str) -> str:
    """Give the host of an address, with or without a scheme, in small letters."""
    try:
        host = urlsplit(stated if "://" in stated else f"//{stated}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if _HOST.fullmatch(host) else ""
