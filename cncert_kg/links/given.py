"""A mapping set of others: its rows are candidates as they stand, as far as they link something of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cncert_kg.document import Problem
from cncert_kg.errors import ReadError
from cncert_kg.links.candidates import Candidate, Candidates, settled
from cncert_kg.links.evidence import Evidence
from cncert_kg.links.mappings import Mapping, MappingSet
from cncert_kg.links.things import Name, Thing
from cncert_kg.vocab import OWL, SKOS

_INVERSE = {
    SKOS.broadMatch.value: SKOS.narrowMatch.value,
    SKOS.narrowMatch.value: SKOS.broadMatch.value,
}
_IDENTITY = frozenset({SKOS.exactMatch.value, f"{OWL.namespace}sameAs"})
"""Predicates of which a thing has one object in a set; two are rivals."""


def is_set(raw: bytes, name: str) -> bool:
    """Whether a file is an SSSOM set: by its name, or by the columns of its table."""
    if name.endswith(".sssom.tsv"):
        return True
    table = next((line for line in raw[:65_536].split(b"\n") if not line.startswith(b"#")), b"")
    return {b"subject_id", b"mapping_justification"} <= {c.strip(b'"\r') for c in table.split(b"\t")}


def text(raw: bytes, name: str) -> str:
    """Give the text of a set; `ReadError` `E_ENCODING` with line and byte for what is no UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{raw[error.start]:02x}) is not UTF-8, expected UTF-8 throughout"
        raise ReadError("E_ENCODING", message, f"{name}:{line}") from None


def candidates(mapping_set: MappingSet, name: str, ours: Sequence[Thing]) -> tuple[Candidates, tuple[Problem, ...]]:
    """Give the rows that link something of `ours`, from either end, and a problem that counts those that do not.

    Two rows that say a thing is the same as two others are ambiguous, unless one is surer by `MARGIN` or more.
    """
    known = {thing.iri: thing for thing in ours}
    rows = [row for row in mapping_set.rows if row.is_match]
    strange = [r for r in rows if r.subject_id not in known and r.object_id not in known]
    found = settled(candidate for row in rows for candidate in _candidates(row, name, known))
    if not strange:
        return found, ()
    told = f"{len(strange)} of {len(rows)} rows link nothing of this release, first {strange[0].subject_id}"
    return found, (Problem("W_SUBJECT", told),)


def _candidates(row: Mapping, name: str, known: dict[str, Thing]) -> Iterator[Candidate]:
    if row.subject_id in known:
        other = _theirs(row.object_id, row.object_label)
        yield Candidate(known[row.subject_id], other, _evidence(row, name, row.predicate_id))
    elif row.object_id in known:
        predicate = _INVERSE.get(row.predicate_id, row.predicate_id)
        other = _theirs(row.subject_id, row.subject_label)
        yield Candidate(known[row.object_id], other, _evidence(row, name, predicate))


def _theirs(iri: str, label: str) -> Thing:
    return Thing(key=iri, iri=iri, kind="concept", names=(Name(label),) if label else ())


def _evidence(row: Mapping, name: str, predicate: str) -> Evidence:
    justification = row.mapping_justification
    return Evidence(
        score=Decimal(1) if row.confidence is None else row.confidence,
        predicate=predicate,
        justification=justification,
        reason=f"given by {name} ({justification.rsplit('/', 1)[-1]})",
        match_string=" ".join(row.match_string),
        is_exclusive=predicate in _IDENTITY,
    )
