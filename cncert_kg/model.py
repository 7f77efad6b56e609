"""The values that flow from readers to graph. All are frozen; none knows a file or an IRI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Status = str
"""One of `full`, `partial`, `shell`, `blocked`, `deleted`, `unrecognised`, `quarantined`."""

READABLE: tuple[Status, ...] = ("full", "partial")
"""The statuses of a copy whose figures could be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one document, said in one line."""

    code: str
    """`E_…` where the document is lost, `W_…` where it is used all the same."""
    message: str
    line: int | None = None
    """1-based line of the original file, where known."""


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of a document; `start` and `end` are code points of the normalised text."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Document:
    """One copy of a publication: its bytes' identity, its normalised text, what it says of itself."""

    name: str
    """Base name of the file."""
    sha256: str
    """Hex SHA-256 of the raw bytes."""
    text: str
    """Normalised text; every offset of the project counts its Unicode code points."""
    status: Status = "full"
    title: str = ""
    url: str = ""
    source: str = ""
    """The feed that delivered the copy, which need not be its publisher."""
    account: str = ""
    """`__biz` of the WeChat account that published the copy: the publisher's identity."""
    published: date | None = None
    """Day of publication as the copy states it (Beijing calendar)."""
    links: tuple[Link, ...] = ()
    images: tuple[int, ...] = ()
    """Offsets at which the original shows an image."""
    problems: tuple[Problem, ...] = ()
    text_sha256: str = ""
    """Hex SHA-256 of `text` in UTF-8. Kept apart from `text`, which the register does not hold."""

    @property
    def key(self) -> str:
        """First 16 hex digits of the hash: the copy's part of every IRI."""
        return self.sha256[:16]


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
    period: Period
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
class Chapter:
    """A heading of a table of contents."""

    number: str
    """`01`, `2.3`; empty where the contents number none."""
    title: str
    page: int
    """Printed page number."""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """How a book describes itself. Natural persons are never part of it."""

    title: str = ""
    author: str = ""
    """The corporate author, or the editorial body."""
    publisher: str = ""
    place: str = ""
    issued: str = ""
    """`2021-06` as printed."""
    chapters: tuple[Chapter, ...] = ()


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
    listed: tuple[ListedIssue, ...] = ()
    gaps: tuple[Gap, ...] = ()
    bibliography: Bibliography | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether anything of this copy enters the graph as content."""
        return self.status in READABLE
