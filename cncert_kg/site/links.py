"""Where pages lie and how they link to one another: the only place that writes an address into a page."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from cncert_kg.iris import digest

LANGUAGES = ("zh", "en")

OUTWARD = frozenset({"http", "https", "mailto", "tel"})
"""The schemes that a page may link to."""

_SHOWN = 64
"""Longest address shown, in characters; the link itself is whole."""

_MENTION = "id/mention/"
_MAPPING = "id/mapping/"
_SETS = "mappings/"
_PART = re.compile(r"/((?:entry|chapter)-[0-9]+)$", re.ASCII)

# What browsers drop from an address before they read its scheme (WHATWG URL §4.4), and what hides in text.
_DROPPED = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class Ref(NamedTuple):
    """Text that leads somewhere, or nowhere; a template prints it escaped."""

    href: str
    """Relative or outward address; empty for mere text."""
    text: str
    lang: str = ""
    """Language of the text where it is not the page's."""
    note: str = ""
    """Said after the text: that it has no label in the page's language."""

    def __html__(self) -> str:
        """Give the markup; the name is what Jinja's escaping asks for."""
        return _markup(self)


@lru_cache(maxsize=1 << 16)
def _markup(ref: Ref) -> str:
    lang = f' lang="{escape(ref.lang)}"' if ref.lang else ""
    note = f' <small class="note">{escape(ref.note)}</small>' if ref.note else ""
    if ref.href:
        outward = ' rel="external noreferrer"' if "//" in ref.href else ""
        return f'<a href="{escape(ref.href)}"{lang}{outward}>{escape(ref.text)}</a>{note}'
    if "\n" in ref.text.strip():  # a query: its lines are part of what it says
        return f'<pre{lang} tabindex="0">{escape(ref.text.strip())}</pre>{note}'
    return f"<span{lang}>{escape(ref.text)}</span>{note}" if lang else f"{escape(ref.text)}{note}"


def place(node: str) -> tuple[str, str]:
    """Give the page that shows a node, and the id of its place there; the id of a page itself is empty.

    A mention is a place on the page of its document, an entry or a chapter one on the page of its report
    (decision 0014); what has a fragment is one on the page of what is before the fragment. A mapping is one on the
    page of its set, which `Index.place` knows.
    """
    path, _, fragment = node.partition("#")
    if path.startswith(_MENTION):
        document, start, end = path.removeprefix(_MENTION).rsplit("-", 2)
        return f"id/doc/{document}", f"mention-{start}-{end}"
    if path.startswith("id/report/") and (part := _PART.search(path)):
        return path[: part.start()], part[1]
    return path, fragment


def set_page(mapping_set: str) -> str:
    """Give the page of a mapping set: beside its file where it is one of ours, else under a hash of its IRI."""
    is_ours = mapping_set.startswith(_SETS)
    return mapping_set.removesuffix(".sssom.tsv") if is_ours else f"{_SETS}{digest(mapping_set)}"


def mapping_place(mapping: str, mapping_set: str) -> tuple[str, str]:
    """Give the page that shows a mapping of a set, and the id of its place there."""
    return set_page(mapping_set), f"mapping-{mapping.removeprefix(_MAPPING)}"


def is_mapping(node: str) -> bool:
    """Whether a node is a mapping."""
    return node.startswith(_MAPPING)


def anchor(node: str) -> str:
    """Give the id of a node's place on the page that shows it; may be empty."""
    return place(node)[1]


def html_path(of: tuple[str, str], language: str = "") -> str:
    """Give the file of a page in `language` with a place on it: what `place` gives."""
    path, anchor_ = of
    return f"{f'{language}/' if language else ''}{path}.html" + (f"#{anchor_}" if anchor_ else "")


def links_path(node: str, predicate: str) -> str:
    """Give the page, without language and suffix, that lists what has a node as its `predicate`: `d:series`."""
    return f"links/{node}/{predicate.replace(':', '-')}"


def up(path: str) -> str:
    """Give the way from the file `path` to the root of the release: `../` for each folder."""
    return "../" * path.count("/")


def outward(address: str) -> str:
    """Give `address` if a page may link to it, else nothing: http, https, mailto and tel only."""
    if _DROPPED.search(address) or "\\" in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in OUTWARD:
        return ""
    return address if parts.hostname or parts.scheme.lower() in {"mailto", "tel"} else ""


def outward_ref(address: str) -> Ref:
    """Give a link out of the site with a readable text; only text where the address must not be a link."""
    href = outward(address)
    text = re.sub(r"^(?:https?://|mailto:|tel:)", "", address) if href else address
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return Ref(href, shown)
