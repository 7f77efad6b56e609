"""Figures of two releases: what each states, and on what words it rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cncert_kg.differences.causes import Cause, Witness, cause
from cncert_kg.differences.side import Side
from cncert_kg.sorted_quads import Facts, text, texts
from cncert_kg.verifying.figures import same, value
from cncert_kg.vocab import OA, PROV, RDFS, SDMX_ATTRIBUTE

ADDED, CHANGED, WITHDRAWN = "added", "changed", "withdrawn"
STATES = (CHANGED, ADDED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as one release has it."""

    value: str
    """The number in its lexical form, or the code of a rating."""
    unit: str
    qualifier: str
    bounds: tuple[str, str]
    labels: tuple[str, str]
    """In zh and in en: what, when, how much."""
    witness: Witness | None

    @property
    def core(self) -> tuple[object, ...]:
        """What makes the figure another when it changes; labels and the number of witnesses do not."""
        return self.value, self.unit, self.qualifier, self.bounds


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that only one release has, or that they state otherwise."""

    node: str
    """Its IRI without the base."""
    series: str
    issue: str
    """Key of the issue that states it; may be empty."""
    old: Stated | None
    new: Stated | None
    cause: Cause

    @property
    def state(self) -> str:
        """`added`, `changed` or `withdrawn`."""
        return ADDED if self.old is None else WITHDRAWN if self.new is None else CHANGED

    @property
    def labels(self) -> tuple[str, str]:
        """Its name in zh and en, with the value it has now, or had last."""
        held = self.new or self.old
        return held.labels if held else ("", "")


def changes(nodes: Iterable[str], before: Side, after: Side) -> Iterator[FigureChange]:
    """Give the figures among some observations that are not the same in both releases."""
    for node in nodes:
        facts = [one.quads.about(one.base + node) for one in (before, after)]
        old, new = (stated(f, node, one) if f else None for f, one in zip(facts, (before, after), strict=True))
        if old and new and old.core == new.core:
            continue  # other witnesses or another label, the same figure
        why = cause(before, after, old.witness if old else None, new.witness if new else None)
        issue = text(facts[1] or facts[0], f"{before.base}def#issue").rpartition("/")[2]
        yield FigureChange(node, node.split("/")[2], issue, old, new, why)


def stated(facts: Facts, node: str, one: Side) -> Stated:
    """Give what a release states of an observation."""
    d, found = f"{one.base}def#", value(facts, one.base)
    return Stated(
        found,
        text(facts, SDMX_ATTRIBUTE.unitMeasure.value).rpartition("/")[2],
        text(facts, f"{d}valueQualifier").rpartition("/")[2],
        (text(facts, f"{d}lowerBound"), text(facts, f"{d}upperBound")),
        labels(facts),
        _canonical(facts, found, one.canonical.get(one.base + node, ""), one),
    )


def labels(facts: Facts) -> tuple[str, str]:
    """Give the labels in zh and en; the one that there is for both."""
    by_language = {getattr(t, "language", None): t.value for t in facts.get(RDFS.label.value, ())}
    any_one = next(iter(by_language.values()), "")
    return by_language.get("zh", any_one), by_language.get("en", any_one)


def _canonical(facts: Facts, found: str, sha256: str, one: Side) -> Witness | None:
    """The place that states the value in the canonical copy; in any copy, where the table names none."""
    start = f"{one.base}id/mention/"
    names = [m.removeprefix(start) for m in texts(facts, PROV.wasDerivedFrom.value) if m.startswith(start)]
    held = [(m, one.quads.about(f"{start}{m}")) for m in sorted(names, key=_position)]
    says = [m for m, f in held if any(same(found, v) for v in texts(f, f"{one.base}def#statedValue"))]
    ranked = [*(m for m in says if m.startswith(sha256[:16])), *says, *(m for m, _ in held)]
    return witness(ranked[0], one) if ranked else None


def _position(name: str) -> tuple[str, int, int]:
    document, first, last = name.rsplit("-", 2)
    return document, int(first), int(last)


def witness(name: str, one: Side) -> Witness:
    """Give a place of a release by the last segment of its IRI."""
    d, node = f"{one.base}def#", f"{one.base}id/mention/{name}"
    document, first, last = _position(name)
    facts, quote = one.quads.about(node), one.quads.about(f"{node}#quote")
    copy = f"{one.base}id/doc/{document}"
    return Witness(
        document,
        text(one.quads.about(copy), f"{d}rawSha256").lower(),
        text(one.quads.about(f"{copy}#text"), f"{d}textSha256").lower(),
        first,
        last,
        text(facts, f"{d}rule").removeprefix(f"{one.base}id/rule/"),
        text(quote, OA.exact.value),
        text(quote, OA.terms["prefix"].value),
        text(quote, OA.suffix.value),
        text(facts, f"{d}sentence"),
    )
