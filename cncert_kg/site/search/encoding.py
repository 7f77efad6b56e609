"""Entries as lines of JSON, as caches keep them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from cncert_kg.site.search.entries import Entry


def encoded(entries: Iterable[Entry]) -> bytes:
    """Give entries as lines."""
    return b"".join(json.dumps(e, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for e in entries)


def decoded(lines: bytes) -> Iterator[Entry]:
    """Read what `encoded` gave."""
    for line in lines.splitlines():
        path, anchor, kind, zh, en, texts = json.loads(line)
        yield Entry(path, anchor, kind, zh, en, tuple(texts))
