"""The values that flow from readers to graph. All are frozen; none knows a file or an IRI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cncert_kg.bibliography import Bibliography
from cncert_kg.document import Document, Link, Problem, Status

__all__ = [
    "READABLE",
    "Asset",
    "Document",
    "Figure",
    "Gap",
    "Link",
    "ListedCve",
    "ListedIssue",
    "ListedVulnerability",
    "Mention",
    "Participant",
    "Period",
    "Problem",
    "Quantity",
    "Report",
    "Statement",
    "Status",
]

READABLE: tuple[Status, ...] = ("full", "partial")
"""The statuses of a copy whose figures could be read."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of the Beijing calendar, both ends inclusive, or a week of unknown date.

    `start` and `end` are lexical forms of one precision: `2024-12-16`, `2021-06` or `2025`.
    """

    start: str = ""
    end: str = ""
    undated_in: str = ""
    """Key of the document whose date is unknown; then there are no bounds."""

    @property
    def key(self) -> str:
        """`2024-12-16_2024-12-22`, `2020-12-31`, `2021-06`, `2025` or `undated-{doc}`."""
        if self.undated_in:
            return f"undated-{self.undated_in}"
        return self.start if self.start == self.end else f"{self.start}_{self.end}"

    @property
    def days(self) -> int | None:
        """Length in days where both bounds are days, else `None`."""
        if len(self.start) != 10 or len(self.end) != 10:
            return None
        return (date.fromisoformat(self.end) - date.fromisoformat(self.start)).days + 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as published: exact decimal value, how exact it claims to be, and its bounds.

    `约18.4万` is 184000, `approximately`, 183500 to 184500: half of the last printed digit.
    """

    value: Decimal
    qualifier: str = "exact"
    """Code of `code/qualifier`."""
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """The place of a text where something is stated. Offsets are code points, end exclusive.

    A mention that comes from the register has its place but neither quote nor sentence.
    """

    start: int
    end: int
    rule: str
    """`{series}/{rule}`: what read it."""
    stated: Decimal | str
    """The value as this place states it; for a claim, its object."""
    quote: str = ""
    sentence: str = ""
    """At most 300 characters, cut around the quote; persons and live indicators cut out."""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one copy."""

    indicator: str
    statistic: str
    mention: Mention
    quantity: Quantity | None = None
    """The number; `None` for a coded figure."""
    code: str = ""
    """`good`, `medium`, … where the statistic is `coded`."""
    breakdown: str = "total"
    witnesses: tuple[Mention, ...] = ()
    """Further mentions of this figure in the same copy, whether or not they agree."""
    period: Period | None = None
    """Where the figure has a date of its own (as-of figures); else the issue's period."""
    series: str = ""
    """Where the figure belongs to another series than its report (`org-statistics`)."""
    area: str = ""
    """Code of `code/area` (`CN-ZJ`) where it is not the area of the indicator."""
    rank: int = 0
    """Place among the parts that are named, counted from 1; 0 where the parts have no order."""
    label: str = ""
    """The breakdown as printed, where its list is open: a family, a system, a site (defanged)."""
    operator: str = ""
    """Organisation that runs what is counted. Natural persons are never part of it."""
    definition: str = ""
    """Key of the wording that defines the figure, where its publisher changed it; a change is a break."""

    def again(self, other: Figure) -> Figure:
        """Give this figure with the mentions of `other`, which states it too: the first in the text is the headline."""
        first, second = sorted((self, other), key=lambda f: f.mention.start)
        return replace(first, witnesses=(*first.witnesses, second.mention, *second.witnesses))

    @property
    def value(self) -> Decimal | str:
        """The number, or the code."""
        return self.quantity.value if self.quantity else self.code


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says of an organisation: `subject predicate object`, words of DESIGN §7."""

    subject: str
    predicate: str
    object: str
    mention: Mention
    role: str = ""
    """Code of `code/membership-role`, for `member-of` and `co-founder-of`."""
    language: str = ""
    """Tag of `object` where that is text in a language (`zh`, `en`)."""
    since: str = ""
    """`2008`: the year from which it holds, where the text gives one."""


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue that a report names without holding it (近期回顾: a list of links)."""

    series: str
    issue: str
    period: Period | None
    """None where the title that is listed has a number and no dates."""
    url: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class ListedVulnerability:
    """A CNVD entry that a report names."""

    number: str
    """`CNVD-2023-58522`, as printed."""
    mention: Mention
    title: str = ""
    """Title as the report prints it, without the number."""
    origin: str = ""
    """Code of `code/area` of the vendor: `overseas` (境外) or `CN-mainland` (境内)."""
    rank: int = 0
    """Place in the list, counted from 1 under each origin; 0 where the report ranks none."""
    severity: str = ""
    """Code of `code/severity`, where the report rates the entry."""
    cves: tuple[str, ...] = ()
    """Numbers of the CVE records that the report pairs with the entry: `CVE-2024-38812`."""
    products: tuple[str, ...] = ()
    """Products and ranges of versions affected, as printed."""


@dataclass(frozen=True, slots=True)
class ListedCve:
    """A CVE record that a report names without a CNVD entry beside it."""

    number: str
    """`CVE-2024-38080`, as printed."""
    mention: Mention
    title: str = ""
    severity: str = ""
    """Code of `code/severity`, where the report rates the record."""
    products: tuple[str, ...] = ()
    """Products and ranges of versions affected, as printed."""


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation that a report names for what it did or received. Natural persons are never one."""

    role: str
    """Code of `code/participation`: `submitter`, `original-submitter`, `vendor`."""
    name: str
    """As printed."""
    mention: Mention
    rank: int = 0
    """Place in the order of the report, which is one of size, from 1; 0 where the report ranks none."""


@dataclass(frozen=True, slots=True)
class Asset:
    """An address or a file that a report calls malicious: an indicator of compromise."""

    kind: str
    """Code of `code/asset-kind`: `ip`, `domain`, `url`, `hash`."""
    value: str
    """Defanged: `198[.]51[.]100[.]7`. What is live is never kept."""
    mention: Mention
    port: str = ""
    place: str = ""
    """Country, region or city as printed."""
    family: str = ""
    """Code of `code/breakdown` of the malware family: `family-mirai`."""
    family_label: str = ""
    """The family as printed, where its code is not in the list."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure or fact that is known to exist and cannot be read; never a zero."""

    reason: str
    """Code of `code/gap-reason`."""
    indicator: str = ""
    statistic: str = ""
    subject: str = ""
    """Organisation slug, where a fact about an organisation is missing (with `predicate`)."""
    predicate: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What one document says, read by one series. `series` is empty for a bare self-description."""

    document: Document
    series: str = ""
    issue: str = ""
    period: Period | None = None
    status: Status = "unrecognised"
    recognised_by: str = ""
    """Which rule recognised the series, and on what: `title`, `body`, `profile`."""
    stated_number: str = ""
    stated_period: str = ""
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    vulnerabilities: tuple[ListedVulnerability, ...] = ()
    cves: tuple[ListedCve, ...] = ()
    participants: tuple[Participant, ...] = ()
    assets: tuple[Asset, ...] = ()
    listed: tuple[ListedIssue, ...] = ()
    gaps: tuple[Gap, ...] = ()
    bibliography: Bibliography | None = None
    problems: tuple[Problem, ...] = ()

    def mentions(self) -> Iterator[Mention]:
        """Give every mention: of figures, statements, issues, vulnerabilities, organisations and assets."""
        for figure in self.figures:
            yield from (figure.mention, *figure.witnesses)
        for named in (
            self.statements, self.listed, self.vulnerabilities, self.cves, self.participants, self.assets,
        ):  # fmt: skip
            yield from (x.mention for x in named)

    @property
    def numbers(self) -> int:
        """How many issues the copy is at once: two where it states `40、41`."""
        return 1 + self.stated_number.count("、")

    @property
    def is_used(self) -> bool:
        """Whether anything of this copy enters the graph as content."""
        return self.status in READABLE
