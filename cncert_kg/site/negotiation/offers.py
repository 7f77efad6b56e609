"""What the rules of every server rest on: the forms of a thing, the patterns that read headers, where things lie.

A weight is that of RFC 9110 §12.4.2, in thousandths and of four digits, so that weights compare as text: `0850`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cncert_kg.site.index import Index
from cncert_kg.site.links import LANGUAGES, is_mapping, mapping_place


class Offer(NamedTuple):
    """A form of a thing under one of its media types."""

    form: str
    """The suffix of its file."""
    media_type: str

    @property
    def name(self) -> str:
        """The name of its weight in rules: letters only."""
        return re.sub("[^a-z]", "", self.media_type.partition("/")[2])


OFFERS = (
    Offer("html", "text/html"),
    Offer("ttl", "text/turtle"),
    Offer("jsonld", "application/ld+json"),
    Offer("jsonld", "application/json"),
    Offer("nt", "application/n-triples"),
)
"""Of two that a client likes as much, the first is given: what the service of `cncert-kg serve` does."""

DATA = tuple(offer for offer in OFFERS if offer.media_type not in ("text/html", "application/json"))
"""Forms of data, each under its own media type."""

TYPES: Mapping[str, str] = {
    "atom": "application/atom+xml",
    "bib": "text/x-bibtex",
    "cff": "application/yaml",
    "css": "text/css",
    "csv": "text/csv",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "rq": "application/sparql-query",
    "svg": "image/svg+xml",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "wasm": "application/wasm",
    "xml": "application/xml",
}
"""Media type by suffix; all but one are text in UTF-8."""

WITHOUT_CHARSET = frozenset({"wasm", "json", "jsonld", "nq", "nt"})
"""Suffixes of what is UTF-8 by definition, or is no text."""

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
CACHING = "no-cache"
"""Kept by whoever likes, and asked for again each time: the next release may have another file there."""

_PARAMETERS = r"\s*(?:;(?!\s*q=)[^;,]*)*"
_WEIGHT = r"(?:;\s*q=({}0(?:\.\d?\d?\d?)?|1(?:\.0?0?0?)?)\s*(?:;[^,]*)?)?(?:,|$)"

_ABOUT = r"(?:id|code|mappings)/[A-Za-z0-9._/-]+|def"
"""What a page is about, where it is a page of one thing."""


def ranges(offer: Offer) -> tuple[str, str, str]:
    """Give the media ranges that an offer is in, the most specific first (RFC 9110 §12.5.1)."""
    return offer.media_type, f"{offer.media_type.partition('/')[0]}/*", "*/*"


def weight_pattern(media_range: str, name: str = "") -> str:
    """Give the pattern of an entry of `Accept`; its group, named where asked, is the weight, empty for none stated.

    An entry whose weight is none is not found. Text in quotes is not looked into.
    """
    escaped = re.sub(r"([.+*])", r"\\\1", media_range)
    return rf"(?:^|,)\s*{escaped}{_PARAMETERS}{_WEIGHT.format(f'?<{name}>' if name else '')}"


def language_pattern(language: str, name: str = "") -> str:
    """Give the pattern of an entry of `Accept-Language` for a language, whatever its region."""
    return rf"(?:^|,)\s*{language}(?:-[a-z0-9-]*)?{_PARAMETERS}{_WEIGHT.format(f'?<{name}>' if name else '')}"


class Place(NamedTuple):
    """Where the things of one pattern lie that have no files of their own."""

    pattern: str
    """Of the path of the IRI below the base, with groups."""
    data: str
    """Path of the data without a suffix; `$1` is the first group."""
    page: str
    """Path of the page without language and suffix; empty where there is no page."""
    anchor: str
    """What the page has it under."""
    is_whole: bool = False
    """Whether the data are a file of many things, in Turtle only."""


_INSIDE = (
    Place(r"id/mention/([^/]+)-(\d+)-(\d+)", "id/doc/$1", "id/doc/$1", "#mention-$2-$3"),
    Place(r"(id/report/.+)/((?:entry|chapter)-\d+)", "$1", "$1", "#$2"),
    Place(r"graph/(.+)", "data/graph/$1", "", "", is_whole=True),
)

ENTRY = Place(
    r"id/vuln/(CNVD-(?:C-)?(\d+)-\d+)(\d\d)", "data/graph/vuln/$2", "vuln/$1", "#$1$3", is_whole=True
)  # fmt: skip
"""An entry of the catalogue without a page of its own: a row of the page of its hundred numbers."""

ROOT = "id/dataset/cncert-kg"
"""What the base itself leads to, where data are asked for."""


def places(sets: Mapping[str, Sequence[str]]) -> Iterator[Place]:
    """Give where things without files lie; `sets` are the keys of mappings by the page of their set."""
    yield from _INSIDE
    for page, keys in sets.items():
        yield Place(f"id/mapping/({'|'.join(keys)})", page, page, "#mapping-$1")


def sets(index: Index) -> dict[str, list[str]]:
    """Give the keys of all mappings by the page of their set, in order."""
    found: dict[str, list[str]] = {}
    for node in sorted(filter(is_mapping, index.facts)):
        page, _ = mapping_place(node, index.node_of(node, "dct:isPartOf"))
        found.setdefault(page, []).append(node.rpartition("/")[2])
    return dict(sorted(found.items()))


def page_pattern() -> str:
    """Give the pattern of the path of a page of one thing, which is its group, below the base."""
    return f"(?:{'|'.join(LANGUAGES)})/({_ABOUT})\\.html"


def data_pattern() -> str:
    """Give the pattern of the path of data about one thing, which is its group, below the base."""
    return f"({_ABOUT})\\.(?:{'|'.join(offer.form for offer in DATA)})"


def links(base: str, data: str, path: str) -> str:
    """Give the `Link` header of a page (FAIR Signposting, level 1): what to cite, its kind, its data, its licence.

    `path` is what a server writes for the path of the IRI below the base, `data` for the address of the data without
    a suffix.
    """
    links_ = [
        (f"{base}{path}", 'rel="cite-as"'),
        ("https://schema.org/AboutPage", 'rel="type"'),
        *((f"{data}.{o.form}", f'rel="describedby alternate"; type="{o.media_type}"') for o in DATA),
        (LICENCE, 'rel="license"'),
    ]
    return ", ".join(f"<{target}>; {said}" for target, said in links_)
