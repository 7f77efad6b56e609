"""What the Python API gives: things as a release publishes them, apart from the values that a build works with.

All are frozen. Codes are those of docs/identity.md, without the IRI they are the end of; numbers are exact; days
are of the Beijing calendar. A text that is not there is empty, any other value that is not there is `None`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PublishedObservation:
    """A figure or a rating: one cell of the cube."""

    iri: str
    series: str
    issue: str
    """Key of the issue that states it, `2024-51`; empty where a self-description does."""
    indicator: str
    area: str
    statistic: str
    """`level`, `wow`, `share` …"""
    breakdown: str
    period: str
    """Key of the period: `2024-12-16_2024-12-22`, `2020`, `undated-…`."""
    start: date | None
    """First day of the period; none for an undated one."""
    end: date | None
    """Last day of the period, which is part of it; none for an undated or an open one."""
    value: Decimal | None
    """The number; none for a rating. Percent as 7.6."""
    rating: str
    """Code of the rating, `good`; empty for a number."""
    unit: str
    qualifier: str
    """`exact`, `approximately`, `at-least` …"""
    lower: Decimal | None
    upper: Decimal | None
    """Bounds, where the number is rounded."""
    rank: int | None
    """Place in a list of one order, from 1."""
    is_break: bool
    """Whether its definition is another than that of the observation before it."""
    value_source: str
    """`own-issue`, `restated-by-next-issue`, `imported-table`."""
    witnesses: int
    """Number of mentions that it is derived from."""
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class PublishedMention:
    """A place of a text where something is stated."""

    iri: str
    document: str
    """First 16 hex digits of the SHA-256 of the copy."""
    start: int
    end: int
    """Code points of the normalised text of the copy, end exclusive."""
    stated: tuple[Decimal | str, ...]
    """What the place states; several values where it states several things."""
    sentence: str
    """Sentence around the place; empty, as is the quote, for what was read from the register."""
    quote: str
    prefix: str
    suffix: str
    rules: tuple[str, ...]
    """What read it: `cncert-weekly/handled`."""


@dataclass(frozen=True, slots=True)
class PublishedCopy:
    """One copy of a report: these bytes, from this account."""

    iri: str
    sha256: str
    status: str
    """`full`, `partial`, `shell`, `blocked`, `deleted`."""
    publisher: str
    """Key of the organisation whose account published it."""
    address: str
    """Web address."""
    published: date | None
    title: str


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """An observation and the places that state it, in the order of documents and of their text."""

    observation: PublishedObservation
    mentions: tuple[PublishedMention, ...]

    @property
    def sentence(self) -> str:
        """The first sentence that states the value itself; any first one where none does; empty where none is held."""
        said = [m for m in self.mentions if m.sentence]
        best = [m for m in said if self.observation.value in m.stated] or said
        return best[0].sentence if best else ""


@dataclass(frozen=True, slots=True)
class PublishedGap:
    """A figure, a fact or an issue that is known to exist and cannot be read."""

    iri: str
    reason: str
    indicator: str
    statistic: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class PublishedContradiction:
    """Statements of one thing that cannot all hold."""

    iri: str
    kind: str
    about: str
    """IRI of the thing."""
    evidence: tuple[str, ...]
    """IRIs of the mentions that disagree."""
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class PublishedVulnerability:
    """An entry of CNVD."""

    iri: str
    number: str
    """`CNVD-2022-06883`."""
    title: str
    severity: str
    """`high`, `medium`, `low`; empty where nobody states one."""
    cves: tuple[str, ...]
    published: date | None
    """Day CNVD published it."""
    submitted: date | None
    """Day CNVD was told of it."""
    kind: str
    """Type, as CNVD gives it, in Chinese."""
    fix: str
    """`available` or `none`; empty where CNVD says neither."""
    products: tuple[str, ...]
    exploited: date | None
    """First day on which CISA's KEV catalogue took one of its CVE records."""
    is_reported: bool
    """Whether a report of the release names it."""
    sources: tuple[str, ...]
    """First 16 hex digits of the SHA-256 of each catalogue file that states it."""
    page: str
    """Web address at CNVD."""


@dataclass(frozen=True, slots=True)
class PublishedOrganisation:
    """An organisation."""

    iri: str
    key: str
    """`cncert`, `cncert-branch-CN-ZJ`."""
    label_zh: str
    label_en: str
    names: tuple[str, ...]
    """Every name in any language, sorted."""
    types: tuple[str, ...]
    """Names of its classes: `NationalCSIRT`, `Organization`."""
    member_of: tuple[str, ...]
    """Keys of the organisations it is a member of."""
    homepage: str
