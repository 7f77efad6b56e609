"""Every IRI of the project is minted here, from identifiers that sources print, dates and hashes.

The patterns are those of docs/identity.md. An IRI is a promise: changing a pattern is a breaking change.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

DEFAULT_BASE = "https://w3id.org/cncert-kg/"

SCHEMES = frozenset({"http", "https", "urn", "mailto", "tel"})

# What N-Triples allows in an IRI but a reader cannot see, or sees as something else:
# no-break and ideographic space, zero-width characters, bidi controls, line separators, the BOM.
# Hangul and Mongolian fillers, variation selectors.
_INVISIBLE = re.compile(
    "[\u00a0\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]"
)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)


def iri(text: str) -> NamedNode:
    """Give the IRI `text` as a term.

    Raises `ValueError` for what RFC 3987 or N-Triples refuses, for characters nobody can see,
    and for every scheme but http, https, urn, mailto and tel.
    """
    if _INVISIBLE.search(text):
        raise ValueError(f"IRI with an invisible character: {text!a}")
    scheme, colon, _ = text.partition(":")
    if not colon or scheme.lower() not in SCHEMES:
        raise ValueError(f"IRI with a scheme other than {', '.join(sorted(SCHEMES))}: {text!a}")
    return NamedNode(text)


def web_iri(url: str) -> NamedNode:
    """Give the http(s) IRI of a page a document links to, percent-encoding what IRIs refuse.

    Raises `ValueError` for any other scheme and for an address without a host.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not a web address: {url!a}")
    brackets = "[]" if "[" in parts.netloc else ""
    return iri(_STRAY_PERCENT.sub("%25", quote(url.strip(), safe=f"!#$%&'()*+,/:;=?@~{brackets}")))


def is_web_address(url: str) -> bool:
    """Whether `web_iri` takes an address."""
    try:
        web_iri(url)
    except ValueError:
        return False
    return True


def key(text: str) -> str:
    """Give `text` if it can be one segment of an IRI; raise `ValueError` if it cannot."""
    if not _KEY.fullmatch(text):
        raise ValueError(f"not a key of ASCII letters, digits, '.', '_' and '-': {text!a}")
    return text


def digest(*parts: str) -> str:
    """Give 16 hex digits that identify `parts` in this order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Iris:
    """The IRIs of one base. Two bases give two data sets that differ in nothing but IRIs."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        """Raise `ValueError` unless `base` is an http(s) IRI, written out, that ends in `/` and has no `?` or `#`."""
        if not base.endswith("/") or "?" in base or "#" in base or web_iri(base).value != base:
            raise ValueError(f"base IRI must be http(s), end in '/' and need no escape: {base!a}")
        self.base = base

    def at(self, *segments: str) -> NamedNode:
        """Give base + segments, each of which must be a key."""
        return iri(self.base + "/".join(key(s) for s in segments))

    def term(self, name: str) -> NamedNode:
        """Give the class or property `name` of the ontology."""
        return iri(f"{self.base}def#{key(name)}")

    def code(self, scheme: str, code: str) -> NamedNode:
        """Give a concept of a code list."""
        return self.at("code", scheme, code)

    def scheme(self, scheme: str) -> NamedNode:
        """Give a code list."""
        return self.at("code", scheme)

    def org(self, slug: str) -> NamedNode:
        """Give an organisation."""
        return self.at("id", "org", slug)

    def membership(self, member: str, organisation: str) -> NamedNode:
        """Give the membership of one organisation in another."""
        return self.at("id", "membership", f"{key(member)}-{key(organisation)}")

    def series(self, series: str) -> NamedNode:
        """Give a report series."""
        return self.at("id", "series", series)

    def report(self, series: str, issue: str) -> NamedNode:
        """Give an issue of a series."""
        return self.at("id", "report", series, issue)

    def document(self, document: str) -> NamedNode:
        """Give a copy, by the first 16 hex digits of its SHA-256."""
        return self.at("id", "doc", document)

    def text(self, document: str) -> NamedNode:
        """Give the normalised text of a copy."""
        return iri(f"{self.document(document).value}#text")

    def mention(self, document: str, start: int, end: int, part: str = "") -> NamedNode:
        """Give a mention, or its `target`, `quote` or `position`."""
        node = self.at("id", "mention", f"{key(document)}-{start}-{end}")
        return iri(f"{node.value}#{key(part)}") if part else node

    def period(self, period: str) -> NamedNode:
        """Give a period by its key."""
        return self.at("id", "period", period)

    def observation(
        self,
        series: str,
        indicator: str,
        area: str,
        period: str,
        statistic: str,
        breakdown: str,
    ) -> NamedNode:
        """Give the observation at these coordinates of the cube; two cannot exist."""
        return self.at("id", "obs", series, indicator, area, period, statistic, breakdown)

    def claim(self, mention: str, number: int) -> NamedNode:
        """Give the `number`-th claim of a mention (`{doc}-{start}-{end}`)."""
        return self.at("id", "claim", f"{key(mention)}-{number}")

    def gap(self, *coordinates: str) -> NamedNode:
        """Give a gap by what is missing."""
        return self.at("id", "gap", *coordinates)

    def finding(self, *parts: str) -> NamedNode:
        """Give a contradiction or another finding by what it concerns."""
        return self.at("id", "finding", digest(*parts))

    def vulnerability(self, number: str) -> NamedNode:
        """Give a CNVD entry."""
        return self.at("id", "vuln", number)

    def malware(self, slug: str) -> NamedNode:
        """Give a family of malware."""
        return self.at("id", "malware", slug)

    def mapping(self, *parts: str) -> NamedNode:
        """Give a mapping by its set, its two ends, its predicate and its justification."""
        return self.at("id", "mapping", digest(*(part.removeprefix(self.base) for part in parts)))

    def asset(self, defanged: str) -> NamedNode:
        """Give a malicious address or file, by the hash of its defanged value."""
        return self.at("id", "ioc", digest(defanged))

    def participation(self, series: str, issue: str, role: str, rank: int) -> NamedNode:
        """Give the place of an organisation in an issue, for what it did and as the how manieth."""
        return iri(f"{self.report(series, issue).value}#{key(role)}-{rank}")

    def run(self, inputs: str) -> NamedNode:
        """Give an extraction run by the hash of its inputs and of the version."""
        return self.at("id", "run", inputs)

    def rule(self, series: str, rule: str) -> NamedNode:
        """Give the rule that read a mention."""
        return self.at("id", "rule", series, rule)

    def dataset(self, version: str = "") -> NamedNode:
        """Give the data set, or one version of it."""
        return self.at("id", "dataset", "cncert-kg", *([version] if version else []))

    def question(self, name: str) -> NamedNode:
        """Give a question that comes with the package."""
        return self.at("id", "query", name)

    def prefixes(self) -> NamedNode:
        """Give the set of prefixes that all of them share."""
        return self.at("id", "prefixes")

    def cube(self, name: str) -> NamedNode:
        """Give the cube `indicators` or `ratings`."""
        return self.at("id", "cube", name)

    def graph(self, *name: str) -> NamedNode:
        """Give a named graph."""
        return self.at("graph", *name)
