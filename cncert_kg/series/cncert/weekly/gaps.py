"""What an issue of CNCERT's weekly report must give, what it usually gives, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cncert_kg.model import Document, Figure, Gap
from cncert_kg.series import Recognition
from cncert_kg.series.cncert.weekly.subjects import LABELS
from cncert_kg.series.rules import require

REQUIRED = ("incident-handled", "incident-handled-cross-border", "incident-phishing-handled")
"""What every issue from 2022 on says in prose."""

CORE = (
    *(
        "host-infected",
        "host-infected-malware",
        "host-infected-trojan-bot",
        "host-infected-trojan",
        "host-infected-bot",
    ),
    *("website-defaced", "website-defaced-gov", "website-backdoored", "phishing-page", "vuln-new", "vuln-new-high"),
)
"""What issues before 2022 are about. Each era leaves some of it out; an issue with none of it was not understood."""

EXPECTED = (
    ("host-infected", 2011, 2020),
    ("malsite-domain", 2011, 2020),
    ("malsite-ip", 2011, 2020),
    ("website-defaced", 2011, 2021),
    ("website-defaced-gov", 2009, 2021),
    ("website-backdoored", 2012, 2021),
    ("website-backdoored-gov", 2012, 2020),
    ("phishing-page", 2012, 2021),
    ("vuln-new", 2009, 2021),
    ("incident-handled", 2011, 2021),
    ("incident-handled-cross-border", 2013, 2021),
    ("incident-phishing-handled", 2013, 2021),
    ("mobile-platform-coordinated", 2013, 2021),
    ("mobile-malurl-handled", 2013, 2021),
)
"""What an issue of these years usually gives; where one does not, that is a gap."""

OPTIONAL = ("mobile-platform-coordinated", "mobile-malurl-handled")
"""Since 2024 most issues leave the clause on mobile malware out; then the figure was not published."""

INFOGRAPHIC = ("malware-propagation", "website-backdoored", "phishing-page")
"""Levels that the infographic shows, as the labels of the page-text edition name them."""

_CHART_ONLY = (
    ("malware-propagation-by-family", "恶意代码传播次数排名前五家族"),
    ("website-backdoored-by-type", "境内被植入后门网站总数按类型分布"),
)


def check(found: Iterable[Figure], known: Recognition) -> None:
    """Raise `ValueError` where nothing says that the issue was understood.

    From 2022 on every issue has the paragraph on what was handled. Before, each era left out some of the rest, and
    an issue without any of it is one that could not be read.
    """
    levels = {f.indicator for f in found if f.statistic == "level"}
    core = len(levels.intersection(CORE))
    is_old = known.issue[:4].isdigit() and known.issue[:4] < "2022"
    if core >= 3 or (core and (is_old or not known.issue[:4].isdigit())):
        return
    if is_old and not levels.intersection(REQUIRED):
        raise ValueError(f"found no figure for any of {', '.join(CORE[:4])} …, expected some in an issue before 2022")
    require(found, REQUIRED)


def gaps(document: Document, found: list[Figure], known: Recognition) -> Iterator[Gap]:
    levels = {f.indicator for f in found if f.statistic == "level"}
    if levels.intersection(CORE):
        yield from _prose_gaps(document, levels, known)
    else:
        yield from _infographic_gaps(document, found, levels)
    yield from (Gap("image-only", code, "level") for code, label in _CHART_ONLY if label in document.text)


def _prose_gaps(document: Document, levels: set[str], known: Recognition) -> Iterator[Gap]:
    """What issues of these years give and this one does not: unread where its label is there, else not published."""
    year = int(known.issue[:4]) if known.issue[:4].isdigit() else 2016
    plain = "".join(document.text.split())
    for code, first, last in EXPECTED:
        if first <= year <= last and code not in levels:
            is_named = any(label in plain for label in LABELS.get(code, ()))
            yield Gap(
                "image-only" if is_named and document.images else "unparsed" if is_named else "not-published",
                code,
                "level",
            )


def _infographic_gaps(document: Document, found: list[Figure], levels: set[str]) -> Iterator[Gap]:
    yield from (Gap("not-published", code, "level") for code in OPTIONAL if code not in levels)
    labelled = {f.indicator for f in found if f.statistic == "wow"}
    shown = INFOGRAPHIC if document.images else tuple(code for code in INFOGRAPHIC if code in labelled)
    yield from (Gap("image-only", code, "level") for code in shown if code not in levels)
