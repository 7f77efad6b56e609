"""The report series known: one module each, found by looking. Nothing else names a series.

A series module offers `SERIES`, a `Series`: its key, how it recognises a document, how it reads one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cncert_kg.model import Document, Period, Report, Status


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a series module makes of a document before it reads any figure."""

    series: str
    issue: str
    period: Period | None
    """None where the title gives a number and nothing gives the dates."""
    by: str
    """`title` or `body`: what it was recognised on."""
    stated_number: str = ""
    stated_period: str = ""

    def report(self, document: Document, status: Status = "full") -> Report:
        """Give the report of `document` as far as it is known before anything is read."""
        return Report(
            document=document,
            series=self.series,
            issue=self.issue,
            period=self.period,
            status=status,
            recognised_by=self.by,
            stated_number=self.stated_number,
            stated_period=self.stated_period,
        )


@dataclass(frozen=True, slots=True)
class Series:
    """One periodical."""

    key: str
    publisher: str
    """Organisation slug of the body that publishes it: its own copies outrank all others."""
    recognise: Callable[[Document], Recognition | None]
    """Raises `ValueError` where a document is of this series and its number or dates are impossible."""
    read: Callable[[Document, Recognition], Report]
    """Raises `ValueError` where a figure that every issue has is missing or is no number."""
    days: int = 0
    """Length of its period in days, where every issue has the same; a different one is a problem."""


@cache
def known() -> tuple[Series, ...]:
    """Give every series, by key."""
    names = (m.name for m in pkgutil.walk_packages(__path__, f"{__name__}."))
    modules = (importlib.import_module(name) for name in names)
    found = {m.SERIES.key: m.SERIES for m in modules if hasattr(m, "SERIES")}
    return tuple(found[key] for key in sorted(found))
