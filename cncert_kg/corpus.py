"""The values after merging: what all copies together say, with every witness. Frozen, as those of `model`."""

from __future__ import annotations

from dataclasses import dataclass

from cncert_kg.model import Document, Figure, Gap, ListedIssue, Mention, Period, Report

Coordinates = tuple[str, str, str, str, str, str]
"""Series, indicator, area, period, statistic, breakdown."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One mention of a canonical observation, with the document that makes it."""

    document: Document
    mention: Mention
    is_restated: bool = False
    """Whether the next issue says it, of the period before its own."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One canonical figure: a cell of the cube, derived from one or more mentions."""

    series: str
    indicator: str
    area: str
    """Code of `code/area`; empty for the indicator's own."""
    period: Period
    statistic: str
    breakdown: str
    figure: Figure
    """The figure chosen by the canonical order; it belongs to the first witness."""
    witnesses: tuple[Witness, ...]
    """All mentions, the canonical one first."""
    issue: tuple[str, str] | None
    """Series and key of the issue that states it; none where a bare self-description does."""
    is_break: bool = False
    """Whether its definition is another than that of the observation before it."""

    @property
    def coordinates(self) -> Coordinates:
        """Series, indicator, area, period, statistic, breakdown: no two observations share them."""
        return self.series, self.indicator, self.area, self.period.key, self.statistic, self.breakdown

    @property
    def is_restated(self) -> bool:
        """Whether only the next issue states it."""
        return self.witnesses[0].is_restated


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements of one thing that cannot all hold, or one that cannot hold by itself."""

    kind: str
    """Code of `code/finding`."""
    observation: Observation | None
    """The observation whose witnesses disagree; none where the issue itself is at fault."""
    issue: tuple[str, str] | None
    """Series and key of the issue concerned."""
    witnesses: tuple[Witness, ...] = ()
    """The disagreeing mentions, the canonical one first."""
    found: str = ""
    """What was found, in figures and signs that need no translation: `6 ≠ 7`."""


@dataclass(frozen=True, slots=True)
class PlacedGap:
    """A gap, and where: an issue (with the figure, or as a whole), or a fact of an organisation."""

    gap: Gap
    period: Period | None
    issue: tuple[str, str] | None
    document: Document | None = None
    """The copy that shows that something is missing."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One number of a series, as its copies and other issues' listings show it."""

    series: str
    key: str
    period: Period | None
    """None where no copy of it and no listing dates it."""
    copies: tuple[Report, ...] = ()
    """Canonical copy first. Empty for an issue that is only listed elsewhere."""
    listings: tuple[tuple[Document, ListedIssue], ...] = ()
    """Where other issues list this one."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that a set of reports says, merged."""

    reports: tuple[Report, ...]
    """Every document read, by name and hash: used or not."""
    issues: tuple[Issue, ...]
    observations: tuple[Observation, ...]
    contradictions: tuple[Contradiction, ...]
    gaps: tuple[PlacedGap, ...]
