"""Mapping sets: each link as a triple, each row as a node that says who found it, how, and how surely."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.document import Problem
from cncert_kg.graph.terms import Terms, calendar, decimal, described, en, typed
from cncert_kg.iris import iri
from cncert_kg.links.mappings import Mapping as Row
from cncert_kg.links.mappings import MappingSet
from cncert_kg.vocab import DCAT, DCT, OWL, RDFS, SKOS, SSSOM, VOID

Names = Mapping[NamedNode, tuple[str, str]]
"""zh and en label of each thing of the curated graphs."""

_VERBS = {
    SKOS.exactMatch.value: ("等同于", "is the same as"),
    SKOS.closeMatch.value: ("近似于", "is close to"),
    SKOS.broadMatch.value: ("属于更广的", "falls under"),
    SKOS.narrowMatch.value: ("包含更窄的", "includes"),
    SKOS.relatedMatch.value: ("相关于", "is related to"),
    OWL.sameAs.value: ("即", "is"),
    RDFS.seeAlso.value: ("另见", "see also"),
}
"""What a predicate says, in a sentence of zh and en."""

_GALAXY = "https://github.com/MISP/misp-galaxy"
"""The data set whose things are known by a tag, which is made of what kind of thing it is and of its name."""


def triples(mapping_set: MappingSet, terms: Terms, names: Names | None = None) -> Iterator[Triple]:
    """Give what the graph `links/{key}` says of the rows: the links themselves, a node for each row, tags of targets.

    A row that found no term gives its node only. A thing that is in neither `names` nor a code list has the row's
    label in both languages.
    """
    for row in mapping_set.rows:
        if row.is_match:
            yield Triple(iri(row.subject_id), iri(row.predicate_id), iri(row.object_id))
        yield from _row(row, mapping_set, terms, names or {})
    if mapping_set.object_source == _GALAXY:
        yield from _tags(mapping_set)


def _tags(mapping_set: MappingSet) -> Iterator[Triple]:
    """Give each cluster of MISP's galaxy its name and the tag by which MISP knows it: `misp-galaxy:rat="Orcus"`."""
    named = {r.object_id: r for r in reversed(mapping_set.rows) if r.object_category and r.is_match}
    for target, row in sorted(named.items()):
        tag = f'misp-galaxy:{row.object_category}="{row.object_label}"'
        yield from described(iri(target), (), row.object_label, row.object_label)
        yield Triple(iri(target), SKOS.notation, Literal(tag))


def _row(row: Row, mapping_set: MappingSet, terms: Terms, names: Names) -> Iterator[Triple]:
    node = mapping_node(row, mapping_set, terms)
    yield from described(node, (SSSOM.Mapping,), *_labels(row, terms, names))
    yield Triple(node, OWL.annotatedSource, iri(row.subject_id))
    yield Triple(node, OWL.annotatedProperty, iri(row.predicate_id))
    yield Triple(node, OWL.annotatedTarget, iri(row.object_id))
    yield Triple(node, SSSOM.mapping_justification, iri(row.mapping_justification))
    yield Triple(node, DCT.isPartOf, iri(mapping_set.mapping_set_id))
    for term, text in ((SSSOM.subject_label, row.subject_label), (SSSOM.object_label, row.object_label)):
        if text:
            yield Triple(node, term, Literal(text))
    if row.confidence is not None:
        yield Triple(node, SSSOM.confidence, decimal(row.confidence))
    if row.comment:
        yield Triple(node, RDFS.comment, en(row.comment))
    yield from (Triple(node, SSSOM.match_string, Literal(text)) for text in row.match_string)


def mapping_node(row: Row, mapping_set: MappingSet, terms: Terms) -> NamedNode:
    """Give the IRI of a row: the same for the same statement of the same set, whatever its confidence."""
    ends = (row.subject_id, row.predicate_id, row.object_id, row.mapping_justification)
    return terms.iris.mapping(mapping_set.key, *ends)


def _labels(row: Row, terms: Terms, names: Names) -> tuple[str, str]:
    """Give a row as a sentence in zh and en."""
    subject = _names(row.subject_id, row.subject_label, terms, names)
    if not row.is_match:
        return f"{subject[0]}：未找到对应项", f"{subject[1]}: no term found"
    target = _names(row.object_id, row.object_label, terms, names)
    verb = _VERBS[row.predicate_id]
    return f"{subject[0]} {verb[0]} {target[0]}", f"{subject[1]} {verb[1]} {target[1]}"


def _names(whole: str, label: str, terms: Terms, names: Names) -> tuple[str, str]:
    """Give the names of one end: those of our curated graphs and code lists, or the row's own."""
    if found := names.get(NamedNode(whole)):
        return found
    path = whole.removeprefix(terms.iris.base).split("/")
    try:
        if path[0] == "code" and len(path) == 3:
            return terms.label(path[1], path[2])
        if path[:2] == ["id", "malware"] and len(path) == 3:
            return terms.label("breakdown", f"family-{path[2]}")
    except ValueError:  # A code of an older version, which `problems` tells.
        pass
    return label or whole, label or whole


def linkset(mapping_set: MappingSet, terms: Terms) -> Iterator[Triple]:
    """Give the description of a set: a VoID linkset and an SSSOM mapping set in one.

    A set that was read from a file, which has prefixes, is published as a file too.
    """
    node = iri(mapping_set.mapping_set_id)
    title = mapping_set.mapping_set_title or mapping_set.key
    yield from described(node, (VOID.Linkset, SSSOM.MappingSet), f"映射集：{title}", f"Mapping set: {title}")
    yield Triple(node, DCT.license, iri(mapping_set.license))
    yield Triple(node, VOID.subjectsTarget, terms.iris.dataset())
    links = {(r.subject_id, r.predicate_id, r.object_id) for r in mapping_set.rows if r.is_match}
    yield Triple(node, VOID.triples, typed(str(len(links)), "integer"))
    for predicate in sorted({link[1] for link in links}):
        yield Triple(node, VOID.linkPredicate, iri(predicate))
    if mapping_set.object_source:
        yield Triple(node, VOID.objectsTarget, iri(mapping_set.object_source))
        yield Triple(node, DCT.source, iri(mapping_set.object_source))
    if mapping_set.mapping_date:
        yield Triple(node, DCT.created, calendar(mapping_set.mapping_date))
    for term, text in (
        (DCT.title, mapping_set.mapping_set_title),
        (DCT.description, mapping_set.mapping_set_description),
        (RDFS.comment, mapping_set.comment),
    ):
        if text:
            yield Triple(node, term, en(text))
    if mapping_set.curie_map:
        yield Triple(node, VOID.dataDump, terms.iris.at("mappings", f"{mapping_set.key}.sssom.tsv"))
    yield from _stated(node, mapping_set)


def _stated(node: NamedNode, mapping_set: MappingSet) -> Iterator[Triple]:
    """Give the versions of a set and of what it leads to, and who made it."""
    for term, text in (
        (DCAT.version, mapping_set.mapping_set_version),
        (SSSOM.object_source_version, mapping_set.object_source_version),
        *((SSSOM.creator_label, name) for name in mapping_set.creator_label),
    ):
        if text:
            yield Triple(node, term, Literal(text))


def problems(
    mapping_set: MappingSet, known: Container[str], replaced: Mapping[str, str], base: str
) -> tuple[Problem, ...]:
    """Give a warning for each IRI of ours, at either end, that is unknown (`W_SUBJECT`) or retired (`W_RETIRED`).

    `replaced` gives a retired IRI what stands for it now, or the empty string.
    """
    found = []
    ours = {end for row in mapping_set.rows for end in (row.subject_id, row.object_id) if end.startswith(base)}
    for end in sorted(ours | {row.subject_id for row in mapping_set.rows}):
        if end in replaced:
            found.append(Problem("W_RETIRED", f"{end} is retired, expected {replaced[end] or 'nothing in its place'}"))
        elif end not in known:
            found.append(Problem("W_SUBJECT", f"{end} is in no graph of this build"))
    return tuple(found)


def restricted(mapping_set: MappingSet, known: Container[str]) -> MappingSet:
    """Give the set with those rows only whose subject a graph describes."""
    return replace(mapping_set, rows=tuple(row for row in mapping_set.rows if row.subject_id in known))
