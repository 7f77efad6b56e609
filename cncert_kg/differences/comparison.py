"""Two releases compared: what came, what went, what is another than it was, and whose change that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO

from cncert_kg.differences import figures, things
from cncert_kg.differences.causes import REASONS
from cncert_kg.differences.deltas import Delta, deltas
from cncert_kg.differences.figures import FigureChange
from cncert_kg.differences.side import Side
from cncert_kg.differences.things import FactChange, ThingChange
from cncert_kg.errors import UsageError
from cncert_kg.store import QUADS

SECTIONS = ("issues", "documents", "claims", "terms", "vulnerabilities")
"""What things are compared, in the order of pages; figures and facts of organisations aside."""

_KINDS = (
    ("figures", re.compile(r"id/obs/.+")),
    ("claims", re.compile(r"id/claim/[^/#]+")),
    ("issues", re.compile(r"id/report/[^/#]+/[^/#]+")),
    ("documents", re.compile(r"id/doc/[^/#]+")),
    ("organisations", re.compile(r"id/(?:org|membership)/[^/#]+")),
    ("terms", re.compile(r"(?:def#|code/[^#]+).*")),
    ("vulnerabilities", re.compile(r"id/vuln/[^/#]+")),
)
_YEAR = re.compile(r"id/vuln/CNVD-(?:C-)?([0-9]{4})-")
_ENTRY = re.compile(rb"#hasBody> <([^>]*id/vuln/[^>]*)>")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of one release in another."""

    before: Side
    after: Side
    figures: tuple[FigureChange, ...]
    things: Mapping[str, tuple[ThingChange, ...]]
    """By section; of entries only those that reports name."""
    organisations: tuple[FactChange, ...]
    years: Mapping[str, Mapping[str, int]]
    """Entries of the catalogue by the year of their number and by state."""
    triples: tuple[int, int]
    """Triples added and removed."""
    listed: frozenset[str]
    """The entries that reports of the release after name: those with a page of their own."""
    others: Mapping[str, int]
    """Subjects that no section has, by kind: `mention`, `period` …"""

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """What every section counts, by state; figures by cause and reason, too."""
        why = Counter(f.cause.reason for f in self.figures)
        return {
            "figures": _by_state(f.state for f in self.figures),
            "figures_by_cause": dict(sorted(Counter(f.cause.whose for f in self.figures).items())),
            "figures_by_reason": {reason: why[reason] for reason in REASONS if why[reason]},
            **{name: _by_state(t.state for t in self.things.get(name, ())) for name in SECTIONS},
            "vulnerabilities": {s: sum(by.get(s, 0) for by in self.years.values()) for s in figures.STATES},
            "organisations": _by_state(f.state for f in self.organisations),
            "triples": {figures.ADDED: self.triples[0], figures.WITHDRAWN: self.triples[1]},
        }


def _by_state(states: Iterable[str]) -> dict[str, int]:
    found = Counter(states)
    return {state: found[state] for state in figures.STATES}


@dataclass
class _Gathered:
    """What the deltas name."""

    nodes: dict[str, dict[str, None]] = field(default_factory=dict)
    """By section."""
    organisations: list[FactChange] = field(default_factory=list)
    years: dict[str, dict[str, int]] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)
    triples: list[int] = field(default_factory=lambda: [0, 0])


def compare(before: Side, after: Side, added: IO[bytes], removed: IO[bytes]) -> Comparison:
    """Compare two releases, and write the triples that only one of them has as sorted N-Triples.

    Both files of quads are read once; memory follows what changed among reports, not the catalogue. Raises
    `UsageError`, `E_BASE`, for releases of different bases, and as `deltas.deltas`.
    """
    if before.base != after.base:
        raise UsageError("E_BASE", f"found bases {before.base} and {after.base}, expected one", str(after.place))
    gathered, own = _Gathered(), _listed(after)
    listed = own | _listed(before)
    for delta in deltas(before.place / QUADS, after.place / QUADS):
        added.writelines(delta.added)
        removed.writelines(delta.removed)
        gathered.triples[0] += len(delta.added)
        gathered.triples[1] += len(delta.removed)
        _gather(delta, gathered, listed, before, after)
    return _comparison(gathered, own, before, after)


def _comparison(gathered: _Gathered, listed: frozenset[str], before: Side, after: Side) -> Comparison:
    found = {name: tuple(things.changes(gathered.nodes.get(name, {}), before, after)) for name in SECTIONS}
    changed = tuple(figures.changes(gathered.nodes.get("figures", {}), before, after))
    return Comparison(
        before,
        after,
        changed,
        found,
        tuple(gathered.organisations),
        dict(sorted(gathered.years.items())),
        (gathered.triples[0], gathered.triples[1]),
        listed,
        dict(sorted(gathered.others.items())),
    )


def _gather(delta: Delta, gathered: _Gathered, listed: frozenset[str], before: Side, after: Side) -> None:
    node = delta.subject.removeprefix(after.base)
    section, whole = next(((name, m[0]) for name, form in _KINDS if (m := form.match(node))), ("", node))
    if not section:
        gathered.others[node.split("/")[1] if node.startswith("id/") else "other"] += 1
    elif section == "organisations":
        gathered.organisations += things.facts(delta, whole, before, after)
    elif section == "vulnerabilities":
        _count(delta, gathered, whole, before, after)
        if whole in listed:
            gathered.nodes.setdefault(section, {})[whole] = None
    else:
        gathered.nodes.setdefault(section, {})[whole] = None


def _count(delta: Delta, gathered: _Gathered, node: str, before: Side, after: Side) -> None:
    match = _YEAR.match(node)
    by_state = gathered.years.setdefault(match[1] if match else "", {})
    one_sided = not (delta.added and delta.removed)
    became = things.state(node, before, after) if one_sided else figures.CHANGED
    by_state[became] = by_state.get(became, 0) + 1


def _listed(one: Side) -> frozenset[str]:
    """The entries that a place of a text names."""
    found = (_ENTRY.search(line) for line in one.quads.lines(f"<{one.base}id/mention/"))
    return frozenset(m[1].decode().removeprefix(one.base) for m in found if m)


def of_series(found: Comparison) -> dict[str, list[FigureChange]]:
    """Give the figures by series, in order; in each, the newest issue first, changes before what came and went."""
    by_series: dict[str, list[FigureChange]] = {}
    for one in sorted(found.figures, key=lambda f: (figures.STATES.index(f.state), f.node)):
        by_series.setdefault(one.series, []).append(one)
    for changes in by_series.values():
        changes.sort(key=lambda f: f.issue, reverse=True)
    return dict(sorted(by_series.items()))
