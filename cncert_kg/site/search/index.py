"""The index as files that a page loads as it needs them: scripts, since a page opened from a file may load no other.

Each calls `cncertKgSearch(name, data)`: `entries…` are what is found, in order of number; `terms…` where grams stand,
in order of gram; `root…` say what begins each of them, `head` how many there are. None is larger than `LARGEST`,
however many entries there are, and what a query loads grows with what it finds, not with what there is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from cncert_kg.site.search.entries import Entry
from cncert_kg.site.search.grams import normalised
from cncert_kg.site.search.postings import Postings
from cncert_kg.site.views.search import SCRIPTS

LARGEST = 30_000
"""Most bytes of a shard."""

TITLES = 256
"""Where the texts of an entry begin at the earliest: a gram at a lower place stands in a title."""

_PIECE = 6_000
"""Bytes of texts in one item, as written here, beyond which an entry gets another."""

_FRAME = 64
"""Room in a shard for what is around its items."""

_STATIC = Path(__file__).parent.parent / "static"

Files = Iterator[tuple[str, bytes]]


def files(entries: Iterable[Entry]) -> Files:
    """Give the scripts that search, and what they search in."""
    yield from ((f"search/{name}", (_STATIC / name).read_bytes()) for name in SCRIPTS)
    yield from shards(entries)


def shards(entries: Iterable[Entry]) -> Files:
    """Give the shards of an index; entries keep their order, those of one kind stand together.

    Takes time by the characters of all entries, and memory for the lists of the index alone. `ValueError` for a text
    longer than `entries.entry` leaves it, where it fits no shard.
    """
    postings, held, kinds = Postings(), _Packed("entries"), list[tuple[int, str]]()
    count = 0
    for number, one in enumerate(entries):
        postings.add(number, _placed(one))
        if [one.kind] != [kind for _, kind in kinds[-1:]]:
            kinds.append((number, one.kind))
        for place, record in enumerate(_records(one)):
            yield from held.add(record, -1 - number if place else number)
        count = number + 1
    yield from held.rest()
    terms = _Packed("terms")
    for gram, goes_on, code in postings.chunks():
        yield from terms.add(f"{_json(gram)},{_json(code.decode())}", f"{gram} " if goes_on else gram)
    yield from terms.rest()
    yield from _roots(count, [*kinds, *held.keys, *terms.keys])


class _Packed:
    """Items in shards, as many in each as it holds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._items: list[str] = []
        self._size = _FRAME
        self.keys: list[int | str] = []
        """Key of the first item of each shard."""

    def add(self, item: str, key: int | str) -> Files:
        """Take an item; give the shard that has no room for it."""
        size = len(item.encode()) + 1
        if size + _FRAME > LARGEST:
            raise ValueError(f"found {size} bytes of one item, expected what a shard holds: {item[:60]}")
        if self._size + size > LARGEST:
            yield from self.rest()
        if not self._items:
            self.keys.append(key)
        self._items.append(item)
        self._size += size

    def rest(self) -> Files:
        """Give the shard of what was taken since the last one."""
        if self._items:
            yield _shard(f"{self._name}{len(self.keys) - 1}", f"[{','.join(self._items)}]")
        self._items, self._size = [], _FRAME


def _roots(count: int, items: Iterable[tuple[int, str] | int | str]) -> Files:
    """The first entry of each run of a kind and of each shard of entries, the first gram of each shard of grams.

    Where a shard begins inside an entry, its number stands as the negative one less; inside a list, a space ends the
    gram.
    """
    roots = _Packed("root")
    for item in items:
        yield from roots.add(_json(item), 0)
    yield from roots.rest()
    yield _shard("head", _json({"entries": count, "roots": len(roots.keys)}))


def _placed(one: Entry) -> Iterator[tuple[int, str]]:
    """The normalised texts of an entry, each at its place; a gram of one cannot run into the next."""
    zh, en = normalised(one.zh), normalised(one.en)
    yield 0, zh
    yield len(zh) + 1, en
    at = max(TITLES, len(zh) + len(en) + 2)
    for text in map(normalised, one.texts):
        yield at, text
        at += len(text) + 1


def _records(one: Entry) -> Iterator[str]:
    """An entry as one item or, where it says much, as several: those after the first begin with a zero."""
    fields: list[str | int] = [one.path, one.anchor, one.zh, one.en]
    size = 0
    for text in one.texts:
        if size and size + len(text.encode()) > _PIECE:
            yield _json(fields)
            fields, size = [0], 0
        fields.append(text)
        size += len(text.encode())
    yield _json(fields)


def _shard(name: str, data: str) -> tuple[str, bytes]:
    """The file that hands `data`, which is JSON, to the page."""
    return f"search/{name}.js", f'cncertKgSearch("{name}",{data})\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
