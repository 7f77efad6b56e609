"""Which of their things may be ours: by identifiers first, then by names, with a reason and a score for each pair.

docs/linking.md lists the scores. A pair that another outdoes, for one of its two things, by `MARGIN` or more is left
out; where pairs are closer than that, all of them are ambiguous and none is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cncert_kg.links.evidence import Evidence, evidence
from cncert_kg.links.things import Thing

MARGIN = Decimal("0.1")
"""Two pairs whose scores differ by less fit about equally."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that a person may accept."""

    subject: Thing
    """Ours."""
    object: Thing
    """Theirs."""
    evidence: Evidence
    """The best reason there is."""
    is_ambiguous: bool = False
    """Whether another pair fits one of the two about as well."""

    @property
    def score(self) -> Decimal:
        """0 to 1."""
        return self.evidence.score

    @property
    def order(self) -> tuple[Decimal, str, str, str]:
        """The best first, then by what is linked."""
        return -self.score, self.subject.iri, self.object.iri, self.object.key


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found, the best first."""

    rows: tuple[Candidate, ...] = ()

    @property
    def certain(self) -> tuple[Candidate, ...]:
        """Those that no other rivals; of each thing there is one, but of vulnerabilities by CVE number."""
        return tuple(r for r in self.rows if not r.is_ambiguous)

    @property
    def ambiguous(self) -> tuple[Candidate, ...]:
        """Those of which a person must choose."""
        return tuple(r for r in self.rows if r.is_ambiguous)


def candidates(ours: Sequence[Thing], theirs: Sequence[Thing]) -> Candidates:
    """Match two sets of things, each with those of its kind.

    `theirs` are of one source: two of them that fit one of ours are rivals, as those of two sources are not.
    Raises `UsageError` `E_EXTRA` where a library that compares names is not installed.
    """
    found = evidence(ours, theirs)
    rows = (Candidate(ours[one], theirs[other], why) for (one, other), why in found.items())
    return settled(r for r in rows if r.subject.iri != r.object.iri)


Scores = Mapping[tuple[str, str], Mapping[tuple[str, str], Decimal]]
"""Of each thing at one end, the best score with each at the other."""


def settled(rows: Iterable[Candidate]) -> Candidates:
    """Leave out what another pair outdoes, and mark what another rivals."""
    found = list(rows)
    ours = _scores((_name(r.subject), _name(r.object), r) for r in found)
    theirs = _scores((_name(r.object), _name(r.subject), r) for r in found)
    judged = (_judged(r, ours.get(_name(r.subject), {}), theirs.get(_name(r.object), {})) for r in found)
    return Candidates(tuple(sorted((r for r in judged if r), key=lambda r: r.order)))


def _name(thing: Thing) -> tuple[str, str]:
    return thing.iri, "" if thing.iri else thing.key


def _scores(ends: Iterable[tuple[tuple[str, str], tuple[str, str], Candidate]]) -> Scores:
    out: dict[tuple[str, str], dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for end, other, row in ends:
        if row.evidence.is_exclusive:
            out[end][other] = max(row.score, out[end].get(other, row.score))
    return out


def _judged(row: Candidate, *ends: Mapping[tuple[str, str], Decimal]) -> Candidate | None:
    """Give a pair, marked where it has a rival; nothing where another pair is better."""
    if not row.evidence.is_exclusive:
        return row
    if any(score >= row.score + MARGIN for scores in ends for score in scores.values()):
        return None
    rivals = [sum(score > row.score - MARGIN for score in scores.values()) - 1 for scores in ends]
    return replace(row, is_ambiguous=any(rivals))
