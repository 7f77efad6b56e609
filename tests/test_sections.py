"""Parts of the union that are written by themselves make, joined, the very bytes of the union."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.sections import Counts, Section, counts, section, union_nquads, union_turtle
from cncert_kg.turtle import nquads, row, turtle
from cncert_kg.vocab import DCT, RDF, RDFS, SKOS, XSD, prefixes
from tests.conftest import DEEP

EXAMPLES = 2000 if DEEP else 60
PREFIXES = prefixes()
GRAPHS = tuple(Iris().graph(*name.split("/")) for name in ("org", "vuln/2031", "links/kev"))
STARTS = (f"{DEFAULT_BASE}id/vuln/", f"{DEFAULT_BASE}code/area/", "http://w3id.org/sepses/resource/cve/", "urn:x:")
NUMBERS = ("CNVD-2031-1000", "CNVD-2031-10001", "CNVD-2031-100011", "CNVD-C-2031-10001", "é")
"""One begins another, as numbers of five digits and of six do: brackets sort them otherwise than Turtle."""

NODES = st.builds(lambda start, key: NamedNode(start + key), st.sampled_from(STARTS), st.sampled_from(NUMBERS))
VALUES = NODES | st.sampled_from(
    [
        Literal("漏洞 \"'\\ \n\t\u2028 .", language="zh"),
        Literal("CNVD-2031-10001"),
        Literal("7", datatype=XSD.integer),
        Literal("2031-02-03", datatype=XSD.date),
        Literal("<a> <b> <c> .\n@prefix"),
    ]
)
PREDICATES = st.sampled_from([RDFS.label, DCT.title, SKOS.exactMatch])
TRIPLES = st.builds(Triple, NODES, PREDICATES, VALUES) | st.builds(Triple, NODES, st.just(RDF.type), NODES)
QUADS = st.lists(st.tuples(TRIPLES, st.sampled_from(GRAPHS)), max_size=20)


def sectioned(quads: Iterable[tuple[Triple, NamedNode]]) -> Section:
    """Write some triples, each in its graph."""
    graphs: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple, graph in quads:
        graphs[graph].append(triple)
    return section(graphs.items(), PREFIXES)


def subject(triple: Triple) -> str:
    """Give the IRI of the subject of a triple."""
    assert isinstance(triple.subject, NamedNode)
    return triple.subject.value


def shared_out(quads: Sequence[tuple[Triple, NamedNode]], places: Mapping[str, int]) -> list[Section]:
    """Give three sections, of which each subject is in one."""
    return [sectioned(q for q in quads if places[subject(q[0])] == n) for n in range(3)]


@given(QUADS, st.data())
@settings(max_examples=EXAMPLES)
def test_sections_make_the_union(quads: list[tuple[Triple, NamedNode]], data: st.DataObject) -> None:
    """Whatever subject stands in which section, both forms are the bytes of the whole, and counts add up."""
    subjects = sorted({subject(t) for t, _ in quads})
    places = {s: data.draw(st.integers(0, 2)) for s in subjects}
    held = shared_out(quads, places)
    whole = {t for t, _ in quads}
    text = b"".join(union_turtle([s.turtle for s in held], [s.names for s in held]))
    assert text == b"".join(turtle(whole, PREFIXES))
    lines = b"".join(union_nquads([s.nquads for s in held]))
    assert lines == b"".join(nquads(Quad(t.subject, t.predicate, t.object, g) for t, g in quads))
    assert reduce(add, (s.counts for s in held), Counts()) == expected(whole)


def expected(triples: set[Triple]) -> Counts:
    """Count in the plainest way."""
    classes = Counter(str(t.object)[1:-1] for t in triples if t.predicate == RDF.type)
    subjects, properties = {t.subject for t in triples}, frozenset(t.predicate.value for t in triples)
    return Counts(len(triples), len(subjects), classes, properties)


@given(QUADS)
@settings(max_examples=EXAMPLES)
def test_neighbours_can_be_one_piece(quads: list[tuple[Triple, NamedNode]]) -> None:
    """A section whose subjects follow one another is one piece of the same text, sorted by its first subject."""
    held = sectioned(quads)
    whole = held.whole()
    for pieces, one in ((held.turtle, whole.turtle), (held.nquads, whole.nquads)):
        assert len(one) == min(1, len(pieces))
        assert [p.key for p in one] == [p.key for p in pieces[:1]]
        assert b"".join(p.text for p in one) == b"".join(p.text for p in pieces)
    assert (whole.names, whole.counts) == (held.names, held.counts)


def test_a_triple_of_several_graphs_is_one_triple_and_several_lines() -> None:
    """The Turtle and the counts have it once, the N-Quads once for each graph."""
    triple = Triple(NamedNode("urn:x:a"), DCT.title, Literal("a"))
    held = section([(g, [triple, triple]) for g in GRAPHS], PREFIXES)
    assert (held.counts.triples, held.counts.subjects) == (1, 1)
    assert held.turtle[0].text.count(b'"a"') == 1
    assert held.nquads[0].text.count(b"\n") == len(GRAPHS)
    assert held.names == {"dct": DCT.namespace}


def test_nothing_is_a_section_too() -> None:
    """No triple, no piece; a union of nothing is an empty file."""
    held = section([(GRAPHS[0], [])], PREFIXES)
    assert (held.turtle, held.nquads, held.names, held.counts) == ((), (), {}, Counts())
    assert held.whole() == held
    assert b"".join(union_turtle([held.turtle], [held.names])) == b"".join(turtle([], PREFIXES))
    assert b"".join(union_nquads([])) == b""


@pytest.mark.parametrize(
    "triple",
    [
        Triple(BlankNode("a"), DCT.title, Literal("a")),
        Triple(NamedNode("urn:x:a"), DCT.references, BlankNode("a")),
        Triple(NamedNode("urn:x:a"), DCT.references, Triple(NamedNode("urn:x:a"), DCT.title, Literal("a"))),
    ],
    ids=["subject", "object", "quoted"],
)
def test_a_blank_node_is_refused(triple: Triple) -> None:
    """Published data have none, in no graph."""
    with pytest.raises(ValueError, match="blank node or quoted triple"):
        section([(GRAPHS[0], [triple])], PREFIXES)


def test_counts_are_those_of_void() -> None:
    """Triples, subjects, members of each class, and properties."""
    a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    found = [Triple(a, RDF.type, SKOS.Concept), Triple(b, RDF.type, SKOS.Concept), Triple(b, RDFS.label, Literal("b"))]
    own = counts(sorted(map(row, found)))
    assert own == Counts(3, 2, {SKOS.Concept.value: 2}, frozenset({RDF.type.value, RDFS.label.value}))
    both = own + Counts(1, 1, {SKOS.Concept.value: 1, SKOS.Collection.value: 1}, frozenset({DCT.title.value}))
    assert (both.triples, both.subjects, dict(both.classes)) == (
        4, 3, {SKOS.Concept.value: 3, SKOS.Collection.value: 1},
    )  # fmt: skip
    assert both.properties == {RDF.type.value, RDFS.label.value, DCT.title.value}
