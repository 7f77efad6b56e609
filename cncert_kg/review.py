"""Candidates for a person to review: as lines, as SSSOM sets, and as tables of what is ambiguous.

What is ambiguous is never in a set, so that a set accepted unread chooses nothing. It is in a table beside it, which
is no SSSOM and which `--mappings` refuses.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from cncert_kg.answers import visible
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.linking import Linked
from cncert_kg.links import sssom
from cncert_kg.links.candidates import Candidate
from cncert_kg.links.mappings import Mapping, MappingSet
from cncert_kg.links.things import Thing
from cncert_kg.series.rules import slug
from cncert_kg.vocab import CC0, prefixes


def lines(found: Iterable[Linked]) -> Iterator[str]:
    """Give what to print: a line for each candidate, the ambiguous under a heading, and the counts."""
    for one in found:
        if one.error is None:
            yield from map(visible, _lines(one))


def told(found: Iterable[Linked]) -> Iterator[str]:
    """Give one coded line for each file that could not be read, and for each problem of one that could."""
    for one in found:
        for problem in one.problems:
            yield problem.told(one.name)
        if one.error is not None:
            yield str(one.error)


def _lines(one: Linked) -> Iterator[str]:
    certain, ambiguous = one.candidates.certain, one.candidates.ambiguous
    yield f"{one.name}: {one.title}, {one.things} things"
    yield from map(_line, certain)
    if ambiguous:
        yield "ambiguous, none is chosen:"
        yield from map(_line, ambiguous)
    yield f"{one.name}: {len(certain)} candidates, {len(ambiguous)} ambiguous"


def _line(row: Candidate) -> str:
    return f"{row.score:.2f}  {row.evidence.reason}  {_shown(row.subject)}  ->  {_shown(row.object)}"


def _shown(thing: Thing) -> str:
    return f"{label(thing)} <{thing.iri}>"


def label(thing: Thing) -> str:
    """Give the name by which a person knows a thing, on one line."""
    return visible(" ".join((thing.names[0].text if thing.names else thing.key).split()))


def files(found: Iterable[Linked], base: str = DEFAULT_BASE) -> dict[str, bytes]:
    """Give the files to review, by name: `{key}.sssom.tsv` of candidates, `{key}.ambiguous.tsv` of what to choose from.

    The first may go back into a build with `--mappings`, row by row as a person leaves it. The second is no set and
    never can: of its rows, those that are right are to be written into the first.
    """
    out: dict[str, bytes] = {}
    for one in found:
        stem = PurePath(one.name).stem.removesuffix(".sssom")
        key = next(k for k in _keys(slug(stem)) if not {f"{k}.sssom.tsv", f"{k}.ambiguous.tsv"} & out.keys())
        if one.candidates.certain:
            out[f"{key}.sssom.tsv"] = sssom.write(mapping_set(one, key, base))
        if one.candidates.ambiguous:
            out[f"{key}.ambiguous.tsv"] = _table(one.candidates.ambiguous)
    return out


def _keys(stem: str) -> Iterator[str]:
    """Give `candidates-{stem}`, and further ones where two files have one name."""
    yield f"candidates-{stem}"
    yield from (f"candidates-{stem}-{n}" for n in range(2, 10_000))


def mapping_set(one: Linked, key: str, base: str) -> MappingSet:
    """Give the candidates that nothing rivals as a set, each with its score as confidence and its reason as comment."""
    rows = tuple(_row(r) for r in one.candidates.certain)
    return MappingSet(
        key=key,
        mapping_set_id=Iris(base).at("mappings", f"{key}.sssom.tsv").value,
        mapping_set_title=f"Candidates: {one.title}",
        license=CC0.value,
        mapping_set_description="Found by cncert-kg link; for a person to review before it is used.",
        object_source_version=one.version,
        comment=f"{len(one.candidates.ambiguous)} ambiguous candidates are left out.",
        curie_map=_curie_map(rows, key, base),
        rows=rows,
    )


def _row(row: Candidate) -> Mapping:
    why = row.evidence
    return Mapping(
        subject_id=row.subject.iri,
        subject_label=label(row.subject),
        predicate_id=why.predicate,
        object_id=row.object.iri,
        object_label=label(row.object),
        mapping_justification=why.justification,
        confidence=why.score,
        comment=visible(why.reason),
        match_string=(visible(why.match_string),) if why.match_string else (),
    )


def _curie_map(rows: Iterable[Mapping], key: str, base: str) -> dict[str, str]:
    """Give a prefix for each namespace that the rows have: the project's own where there is one."""
    known = {namespace: prefix for prefix, namespace in prefixes(base).items()}
    used = sorted({_namespace(end) for row in rows for end in (row.subject_id, row.object_id)})
    new = [namespace for namespace in used if namespace not in known]
    word = key.removeprefix("candidates-")
    fresh = {f"other_{word}" if n == 0 else f"other_{word}_{n + 1}": namespace for n, namespace in enumerate(new)}
    return {known[namespace]: namespace for namespace in used if namespace in known} | fresh


def _namespace(iri: str) -> str:
    """Give an IRI up to its last `/`, `#`, `=` or `:` that something follows."""
    end = max(iri.rfind(c, 0, len(iri) - 1) for c in "/#=:")
    return iri[: end + 1]


def _table(rows: Iterable[Candidate]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    writer.writerow(("score", "ours", "ours_label", "theirs", "theirs_label", "predicate", "reason"))
    for r in rows:
        why = r.evidence
        ends = (r.subject.iri, label(r.subject), r.object.iri, label(r.object))
        writer.writerow((f"{why.score:.2f}", *ends, why.predicate, visible(why.reason)))
    return buffer.getvalue().encode()
