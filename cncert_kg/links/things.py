"""What another data set describes, in the one form that the graph and the matcher read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cncert_kg.document import Problem

Kind = Literal["organisation", "vulnerability", "malware", "concept"]


class Name(NamedTuple):
    """One name of a thing."""

    text: str
    language: str = ""
    """`zh`, `en`, another BCP 47 tag, or empty where the source does not say."""
    is_acronym: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A data set of others."""

    key: str
    """Name of its graph: `links/{key}`."""
    title_zh: str
    title_en: str
    publisher: str
    """Name of who publishes it, in English."""
    homepage: str
    licence: str
    """IRI of the licence or of the terms of use."""
    attribution: str = ""
    """Notice that the licence asks to be kept."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An organisation, a vulnerability, a family of malware or a concept of another data set."""

    key: str
    """What the source itself calls it, made a key: `cncert-cc`, `CVE-2021-44228`, `S0366`."""
    iri: str
    """The source's own IRI of it (page, URN or linked-data IRI); empty where it has none."""
    kind: Kind
    names: tuple[Name, ...] = ()
    identifiers: frozenset[tuple[str, str]] = frozenset()
    """Scheme and value: `("cve", "CVE-2021-44228")`, `("attack", "S0366")`, `("host", "cert.org.cn")`."""
    country: str = ""
    """ISO 3166-1 alpha-2, empty where unknown."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else the source says, by the names that `graph.imported` knows: `kev-added`, `member-since` …"""


@dataclass(frozen=True, slots=True)
class Imported:
    """One file of another data set, read."""

    source: Source
    things: tuple[Thing, ...]
    name: str
    """Base name of the file."""
    sha256: str
    retrieved: str = ""
    """Day of retrieval, ISO 8601, as the user gives it or the file states it; empty where neither does."""
    version: str = ""
    """What the file says of its own version."""
    problems: tuple[Problem, ...] = ()
