"""What the publishers' own numbers must add up to, on the real documents: each issue that states the parts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from cncert_kg.model import Report
from tests import real

Values = dict[str, Decimal]


def total(values: Values, start: str) -> Decimal:
    """Add the values of all indicators that begin so."""
    return sum((v for k, v in values.items() if k.startswith(start)), Decimal(0))


def takes_as_given(values: Values) -> bool:
    """High, medium and low are all that was collected, and so are the types."""
    parts = sum(values[f"cnvd-collected-{k}"] for k in ("high", "medium", "low"))
    return values["cnvd-collected"] == parts == total(values, "cnvd-type-")


INVARIANTS: tuple[tuple[str, int, Callable[[Values], bool]], ...] = (
    ("cnvd-weekly", 47, takes_as_given),
    ("cnvd-weekly", 47, lambda v: abs(v["cnvd-zero-day"] / v["cnvd-collected"] * 100 - v["cnvd-zero-day share"]) <= 1),
    ("anva-channel-weekly", 6, lambda v: v["anva-takedown"] == v["anva-malurl-handled"]),
    ("cncert-weekly", 24, lambda v: v["incident-handled-cross-border"] <= v["incident-handled"]),
    ("cncert-weekly", 24, lambda v: v["incident-phishing-handled"] <= v["incident-handled"]),
    (
        "cctga-ransomware-weekly",
        3,
        lambda v: v["rw-download-ip"] == v["rw-download-ip-domestic"] + v["rw-download-ip-overseas"],
    ),
    (
        "cctga-ransomware-weekly",
        3,
        lambda v: v["rw-download-ip-domestic share"] + v["rw-download-ip-overseas share"] == 100,
    ),
)


@pytest.mark.shared
@pytest.mark.parametrize(("series", "least", "holds"), INVARIANTS)
def test_an_invariant_holds_in_every_issue(
    shared: Path, series: str, least: int, holds: Callable[[Values], bool]
) -> None:
    """No copy that was read breaks it, and no fewer copies were read than there are."""
    found = [r for r in real.reports(shared) if r.series == series and r.is_used and len(r.figures) > 3]
    values = [added(r) for r in found]
    stating = [v for v in values if series != "cncert-weekly" or "incident-handled" in v]
    assert len(stating) >= least
    assert [v for v in stating if not holds(v)] == []


def added(report: Report) -> Values:
    """Give the numbers of a report by indicator, parts of one indicator added; shares apart."""
    out: Values = {}
    for figure in report.figures:
        name = figure.indicator if figure.statistic == "level" else f"{figure.indicator} {figure.statistic}"
        if figure.quantity and figure.statistic in {"level", "share"}:
            out[name] = out.get(name, Decimal(0)) + figure.quantity.value
    return out
