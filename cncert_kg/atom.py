"""Atom feeds (RFC 4287): values in, bytes out. No clock: every date comes from what the entries are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

# XML 1.0 §2.2: what no document may contain, escaped or not.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_EPOCH = "1970-01-01"
"""Said where nothing is dated, since a feed must have a date (RFC 4287 §4.1.1)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry."""

    id: str
    """An IRI that never changes."""
    title: str
    day: str
    """Day, month or year of the Beijing calendar on which it last changed; empty where unknown."""
    address: str
    """Of the page that it is about."""
    text: str
    """Plain text."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its newest entries first."""

    id: str
    title: str
    subtitle: str
    language: str
    address: str
    """Of the page that shows the same to people."""
    author: str
    entries: tuple[Entry, ...]
    day: str = ""
    """The day of the whole, where it is known; else that of its newest entry."""


def tag(base: str, *parts: str) -> str:
    """Give a tag (RFC 4151) below a base IRI: `tag:w3id.org,2026:/cncert-kg/feeds/cncert-weekly/zh`."""
    where = urlsplit(base)
    return f"tag:{where.hostname},2026:{where.path}{'/'.join(parts)}"


def atom(feed: Feed) -> bytes:
    """Give the XML of a feed."""
    return ("\n".join(_lines(feed)) + "\n").encode()


def _lines(feed: Feed) -> Iterator[str]:
    days = [feed.day] if feed.day else [e.day for e in feed.entries]
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_text(feed.language)}">'
    yield from (f"<{name}>{_text(value)}</{name}>" for name, value in _head(feed, days))
    yield f"<author><name>{_text(feed.author)}</name></author>"
    yield f'<link rel="alternate" type="text/html" href="{_text(feed.address)}"/>'
    for entry in feed.entries:
        yield from _entry(entry)
    yield "</feed>"


def _head(feed: Feed, days: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield "id", feed.id
    yield "title", feed.title
    yield "subtitle", feed.subtitle
    yield "updated", moment(max(days, default=""))
    yield "generator", "cncert-kg"


def _entry(entry: Entry) -> Iterator[str]:
    yield "<entry>"
    head = (("id", entry.id), ("title", entry.title), ("updated", moment(entry.day)))
    yield from (f"<{name}>{_text(value)}</{name}>" for name, value in head)
    yield f'<link rel="alternate" href="{_text(entry.address)}"/>'
    yield f'<content type="text">{_text(entry.text)}</content>'
    yield "</entry>"


def moment(day: str) -> str:
    """Give the first moment, in Beijing, of a day, a month or a year (RFC 3339)."""
    first = day if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", day, re.ASCII) else _EPOCH
    return f"{first}{'-01' * (2 - first.count('-'))}T00:00:00+08:00"


def _text(value: str) -> str:
    return escape(_NO_XML.sub("\ufffd", value))
