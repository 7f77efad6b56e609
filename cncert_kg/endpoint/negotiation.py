"""Which form and which language a client takes: Accept, Accept-Encoding and Accept-Language (RFC 9110 §12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cncert_kg.endpoint.refusal import RefusalError

_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?", re.ASCII)
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})", re.ASCII)
_MOST = 200
"""Most entries read of a header; what follows is as if it were not there."""


class Offer(NamedTuple):
    """A form that the service can give, under one of its media types."""

    form: str
    media_type: str


def _offers(*table: tuple[str, str]) -> tuple[Offer, ...]:
    """Every form under its own type, then every form under its other ones."""
    rows = [(form, types.split()) for form, types in table]
    own = [Offer(form, types[0]) for form, types in rows]
    return (*own, *(Offer(form, other) for form, types in rows for other in types[1:]))


ROWS = _offers(
    ("json", "application/sparql-results+json application/json"),
    ("xml", "application/sparql-results+xml application/xml text/xml"),
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("html", "text/html"),
)  # fmt: skip
"""Forms of rows and of yes or no; of two that a client likes as much, the first is given."""

GRAPHS = _offers(
    ("ttl", "text/turtle application/x-turtle text/n3"),
    ("nt", "application/n-triples"),
    ("jsonld", "application/ld+json application/json"),
    ("rdfxml", "application/rdf+xml application/xml text/xml"),
    ("html", "text/html"),
)  # fmt: skip
"""Forms of triples, likewise."""

NAMES: Mapping[str, tuple[str, str]] = {
    "json": ("json", "jsonld"), "xml": ("xml", "rdfxml"), "csv": ("csv", ""), "tsv": ("tsv", ""),
    "html": ("html", "html"), "ttl": ("", "ttl"), "turtle": ("", "ttl"), "n3": ("", "ttl"), "nt": ("", "nt"),
    "n-triples": ("", "nt"), "jsonld": ("json", "jsonld"), "json-ld": ("json", "jsonld"), "rdfxml": ("xml", "rdfxml"),
    "rdf": ("xml", "rdfxml"), "rdf+xml": ("xml", "rdfxml"),
}  # fmt: skip
"""What `format=` and `output=` may say, with the form of rows and the form of triples that it asks for."""


def chosen(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """Give the offer that a client likes best; none where it takes none. Of equals, the first."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = list(_media_ranges(accept))
    weights = [_weight(offer.media_type, ranges) for offer in offers]
    best = max(weights)
    return offers[weights.index(best)] if best else None


def named(name: str) -> tuple[str, str]:
    """Give the forms of rows and of triples of a name, or of a media type; `RefusalError` E_FORMAT for any other."""
    if name in NAMES:
        return NAMES[name]
    # A plus sign stands for a blank in a form; who does not escape it still means a plus sign.
    media_type = name.replace(" ", "+")
    rows = next((o.form for o in ROWS if o.media_type == media_type), "")
    graph = next((o.form for o in GRAPHS if o.media_type == media_type), "")
    if not rows and not graph:
        raise RefusalError("E_FORMAT", f"found another name, expected one of {', '.join(sorted(NAMES))}", "format")
    return rows, graph


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether a client takes compressed content."""
    weights = dict(_weighted(accept_encoding or ""))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


def language(accept_language: str | None) -> str:
    """Give `zh` or `en`, whichever a reader likes better; nothing where they like neither."""
    best: dict[str, int] = {}
    for tag, weight in _weighted(accept_language or ""):
        primary = tag.partition("-")[0]
        best[primary] = max(best.get(primary, 0), weight)
    known = {lang: best.get(lang, 0) for lang in ("zh", "en")}
    return max(known, key=lambda lang: known[lang]) if any(known.values()) else ""


def _weighted(header: str) -> Iterator[tuple[str, int]]:
    """Each entry of a header in lower case, without its parameters, and its weight in thousandths."""
    for entry in header.lower().split(",")[:_MOST]:
        value, *parameters = (part.strip() for part in entry.split(";"))
        weight = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
        if value and _WEIGHT.fullmatch(weight):
            yield value, int(weight.replace(".", "").ljust(4, "0"))


def _media_ranges(accept: str) -> Iterator[tuple[str, str, int]]:
    for value, weight in _weighted(accept):
        if found := _RANGE.fullmatch(value):
            yield found[1], found[2], weight


def _weight(media_type: str, ranges: Iterable[tuple[str, str, int]]) -> int:
    """The weight of the most specific range that a media type is in (RFC 9110 §12.5.1)."""
    type_, _, subtype = media_type.partition("/")
    fitting = [
        ((main != "*") + (sub != "*"), weight)
        for main, sub, weight in ranges
        if main in (type_, "*") and sub in (subtype, "*")
    ]
    return max(fitting, default=(0, 0))[1]
