"""Where pages lie and how they link to one another: the only place that writes an address into a page."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

LANGUAGES = ("zh", "en")

OUTWARD = frozenset({"http", "https", "mailto", "tel"})
"""The schemes that a page may link to."""

_SHOWN = 64
"""Longest address shown, in characters; the link itself is whole."""

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
        lang = f' lang="{escape(self.lang)}"' if self.lang else ""
        note = f' <small class="note">{escape(self.note)}</small>' if self.note else ""
        if self.href:
            outward = ' rel="external noreferrer"' if "//" in self.href else ""
            return f'<a href="{escape(self.href)}"{lang}{outward}>{escape(self.text)}</a>{note}'
        return f"<span{lang}>{escape(self.text)}</span>{note}" if lang else f"{escape(self.text)}{note}"


def page(node: str) -> str:
    """Give the page of a node: its path without fragment. The path under the base is the path of the page."""
    return node.partition("#")[0]


def anchor(node: str) -> str:
    """Give the fragment of a node, the id of its place on the page; may be empty."""
    return node.partition("#")[2]


def html_path(node: str, language: str = "") -> str:
    """Give the file of a node's page in `language`, or of its landing page, with the fragment."""
    start, fragment = (f"{language}/" if language else ""), anchor(node)
    return f"{start}{page(node)}.html" + (f"#{fragment}" if fragment else "")


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
