"""The shipped ontology: its terms, its code lists, its curated facts and what backs them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.resources import folder
from cncert_kg.vocab import (
    CLASSES,
    CODE_SCHEMES,
    DCT,
    EXTERNAL,
    FOAF,
    ORG,
    OWL,
    PROPERTIES,
    QB,
    RDF,
    RDFS,
    SKOS,
    VCARD,
    XSD,
    Vocabulary,
    own,
)

D = own()
IRIS = Iris()
FILES = sorted(folder("ontology").rglob("*.ttl"))
SCHEMES = [name for _, name in CODE_SCHEMES]
EMPTY = {"malware-family"}
"""Lists to which a build adds what the reports name, and that begin with nothing."""
CLAIMED = [
    D.founded, D.legalStatus, D.motto, D.leads, D.businessFunction, D.handles, D.yearsOfPractice, D.initiated,
    D.operates, D.coFounderOf, D.participatesInWorkOf, ORG.memberOf, ORG.role, SKOS.historyNote,
    FOAF.homepage,
]  # fmt: skip
"""Predicates of curated facts that only a cited claim may put into the graph."""


@cache
def quads(path: Path) -> tuple[Quad, ...]:
    """Give the triples of a file as pyoxigraph reads them."""
    return tuple(parse(path=path, format=RdfFormat.TURTLE))


def union() -> list[Quad]:
    """Give the triples of all files."""
    return [q for path in FILES for q in quads(path)]


def objects(subject: object, predicate: NamedNode) -> list[object]:
    """Give what all files say of `subject` by `predicate`."""
    return [q.object for q in union() if q.subject == subject and q.predicate == predicate]


def subjects(predicate: NamedNode, value: object) -> set[object]:
    """Give what has `value` by `predicate`."""
    return {q.subject for q in union() if q.predicate == predicate and q.object == value}


def languages() -> dict[object, dict[NamedNode, list[str]]]:
    """Give, for each subject and predicate, the languages of its texts in order."""
    found: dict[object, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for q in union():
        if isinstance(q.object, Literal) and q.object.language:
            found[q.subject][q.predicate].append(q.object.language)
    return found


def defined() -> set[object]:
    """Give the terms that the ontology says it defines."""
    return {q.subject for q in union() if q.predicate == RDFS.isDefinedBy}


def term_key(term: object) -> tuple[str, ...]:
    """Give a term of either library in a form that compares."""
    if isinstance(term, NamedNode | rdflib.URIRef):
        return (term.value if isinstance(term, NamedNode) else str(term),)
    if isinstance(term, Literal):
        return (term.value, term.language or "", term.datatype.value)
    assert isinstance(term, rdflib.Literal)
    plain = f"{RDF.namespace}langString" if term.language else XSD.string.value
    return (str(term), term.language or "", str(term.datatype or plain))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_file_reads_the_same_in_both_libraries(path: Path) -> None:
    """Users of rdflib and of pyoxigraph get one graph."""
    graph = rdflib.Graph().parse(path)
    ours = {tuple(map(term_key, (q.subject, q.predicate, q.object))) for q in quads(path)}
    assert {tuple(map(term_key, t)) for t in graph} == ours
    assert not [o for o in graph.objects() if isinstance(o, rdflib.Literal) and o.ill_typed]


def test_files_have_no_blank_node() -> None:
    """Every thing can be named and linked to."""
    assert not [q for q in union() if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]


def test_literals_have_declared_datatypes_and_languages() -> None:
    """Only the datatypes of the design, only zh and en."""
    literals = [q.object for q in union() if isinstance(q.object, Literal)]
    assert {x.language for x in literals if x.language} == {"zh", "en"}
    assert {x.datatype for x in literals if not x.language} <= set(XSD.terms.values())


def test_terms_are_those_of_the_vocabulary() -> None:
    """The ontology defines each listed term, and no other."""
    assert defined() == set(D.terms.values())
    classes = {t for t in subjects(RDF.type, OWL.Class) if t in defined()}
    assert classes == {D.terms[name] for name in CLASSES.split()}
    properties = subjects(RDF.type, OWL.ObjectProperty) | subjects(RDF.type, OWL.DatatypeProperty)
    assert properties == {D.terms[name] for name in PROPERTIES.split()}
    assert not subjects(RDF.type, OWL.ObjectProperty) & subjects(RDF.type, OWL.DatatypeProperty)


def test_statements_use_listed_terms_only() -> None:
    """No predicate and no class that vocab.py does not list; a misspelt term is found here."""
    vocabularies: list[Vocabulary] = [*EXTERNAL, D]
    listed = {t for v in vocabularies for t in v.terms.values()}
    used = {q.predicate for q in union()} | {q.object for q in union() if q.predicate == RDF.type}
    assert used <= listed


def test_terms_are_explained_in_both_languages() -> None:
    """A label and a definition in zh and en, one each, and an example."""
    texts = languages()
    for term in defined():
        assert sorted(texts[term][RDFS.label]) == ["en", "zh"], term
        assert sorted(texts[term][SKOS.definition]) == ["en", "zh"], term
        assert len(objects(term, SKOS.example)) == 1, term


def test_everything_has_a_label_in_both_languages() -> None:
    """What has a type has one label in zh and one in en."""
    texts = languages()
    for thing in {q.subject for q in union() if q.predicate == RDF.type}:
        assert sorted(texts[thing][RDFS.label]) == ["en", "zh"], thing


def test_classes_are_aligned() -> None:
    """Every class of ours is a kind of something others know."""
    for name in CLASSES.split():
        assert objects(D.terms[name], RDFS.subClassOf), name


def test_inverses_are_declared_both_ways() -> None:
    """A reader of either property finds the other."""
    pairs = {(q.subject, q.object) for q in union() if q.predicate == OWL.inverseOf}
    assert pairs and {(b, a) for a, b in pairs} == pairs


def test_mention_observation_and_gap_are_disjoint() -> None:
    """What is stated, what is published and what is missing are three things."""
    pairs = {(q.subject, q.object) for q in union() if q.predicate == OWL.disjointWith}
    assert pairs == {(D.Mention, QB.Observation), (D.Mention, D.Gap), (D.Gap, QB.Observation)}


@pytest.mark.parametrize("name", SCHEMES)
def test_code_list_is_complete(name: str) -> None:
    """Each list has its own file; each code has labels, definition, notation and its place."""
    texts, scheme = languages(), IRIS.scheme(name)
    file = folder("ontology") / "codes" / f"{name}.ttl"
    concepts = {q.subject for q in quads(file) if q.object == SKOS.Concept}
    assert subjects(RDF.type, SKOS.ConceptScheme) >= {scheme} and (concepts or name in EMPTY)
    assert concepts <= subjects(SKOS.inScheme, scheme)
    tops = set(objects(scheme, SKOS.hasTopConcept))
    assert bool(tops) == bool(concepts) and tops == subjects(SKOS.topConceptOf, scheme)
    for concept in concepts:
        assert isinstance(concept, NamedNode) and concept.value.startswith(f"{scheme.value}/")
        for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition):
            assert sorted(texts[concept][predicate]) == ["en", "zh"], concept
        assert len(objects(concept, SKOS.notation)) == 1, concept
        assert (concept in tops) != bool(objects(concept, SKOS.broader)), concept


def test_code_lists_are_those_of_the_vocabulary() -> None:
    """No list is missing and none is unknown."""
    assert {p.stem for p in (folder("ontology") / "codes").glob("*.ttl")} == set(SCHEMES)


def test_links_inside_the_data_resolve() -> None:
    """No statement points to a code, organisation, series or term that is not described."""
    known = {q.subject for q in union()}
    base = tuple(f"{DEFAULT_BASE}{part}" for part in ("code/", "id/", "def#"))
    targets = {q.object for q in union() if isinstance(q.object, NamedNode)}
    assert {t for t in targets if t.value.startswith(base)} <= known


def test_dimensions_are_well_formed() -> None:
    """Data Cube IC-4 and IC-5: each dimension has a range, and a code list where that is a concept."""
    dimensions = subjects(RDF.type, QB.DimensionProperty)
    assert dimensions
    for dimension in dimensions:
        ranges = objects(dimension, RDFS.range)
        assert ranges, dimension
        if SKOS.Concept in ranges:
            assert len(objects(dimension, QB.codeList)) == 1, dimension


@pytest.mark.parametrize(("cube", "measure"), [("indicators", "obsValue"), ("ratings", "codedValue")])
def test_cube_lists_its_components_in_order(cube: str, measure: str) -> None:
    """One structure a cube; six dimensions, all required, then the measure, then attributes."""
    (structure,) = objects(IRIS.cube(cube), QB.structure)
    components = objects(structure, QB.component)
    orders = {int(o.value): c for c in components for o in objects(c, QB.order) if isinstance(o, Literal)}
    assert sorted(orders) == list(range(1, len(components) + 1))
    (seventh,) = objects(orders[7], QB.measure)
    assert isinstance(seventh, NamedNode) and seventh.value.endswith(f"#{measure}")
    dimensions = [D.series, D.indicator, D.refArea, D.refPeriod, D.statistic, D.breakdown]
    for number, dimension in enumerate(dimensions, start=1):
        assert objects(orders[number], QB.dimension) == [dimension]
        assert objects(orders[number], QB.componentRequired) == [Literal("true", datatype=XSD.boolean)]


def test_attributes_with_codes_name_their_list() -> None:
    """A coded attribute or measure leads to its code list."""
    for coded in subjects(RDF.type, QB.CodedProperty):
        (scheme,) = objects(coded, QB.codeList)
        assert scheme in subjects(RDF.type, SKOS.ConceptScheme)


def claims() -> dict[tuple[object, object, object], set[object]]:
    """Give the claims of each statement."""
    found: dict[tuple[object, object, object], set[object]] = defaultdict(set)
    for claim in subjects(RDF.type, D.Claim):
        parts = [objects(claim, p) for p in (RDF.subject, RDF.predicate, RDF.object)]
        assert [len(p) for p in parts] == [1, 1, 1], claim
        found[parts[0][0], parts[1][0], parts[2][0]].add(claim)
    return found


def test_claims_are_cited_and_have_a_status() -> None:
    """A claim without a source is not published."""
    texts = languages()
    for found in claims().values():
        for claim in found:
            assert sorted(texts[claim][DCT.bibliographicCitation]) == ["en", "zh"], claim
            assert len(objects(claim, D.claimStatus)) == 1, claim
            assert RDF.Statement in objects(claim, RDF.type), claim


def test_curated_facts_are_backed_by_a_preferred_claim() -> None:
    """What stands as a direct triple is said by a cited claim with the status `preferred`, or undisputed."""
    backed = claims()
    preferred = IRIS.code("claim-status", "preferred")
    direct = [q for q in union() if q.predicate in CLAIMED]
    assert len(direct) > 40
    for q in direct:
        found = backed[q.subject, q.predicate, q.object]
        assert found, q
        if q.predicate != SKOS.historyNote:
            assert all(preferred in objects(c, D.claimStatus) for c in found), q


def test_rejected_claims_are_kept_apart() -> None:
    """The other legal status is a claim and no direct triple."""
    other = Literal("中央网信办直属事业单位", language="zh")
    assert other not in objects(IRIS.org("cncert"), D.legalStatus)
    assert claims()[IRIS.org("cncert"), D.legalStatus, other]


def test_participation_is_not_membership() -> None:
    """CNCERT/CC is a member of FIRST and APCERT and of nothing else."""
    cncert = IRIS.org("cncert")
    members = {IRIS.org("first"), IRIS.org("apcert")}
    assert set(objects(cncert, ORG.memberOf)) == members
    assert {o for m in subjects(ORG.member, cncert) for o in objects(m, ORG.organization)} == members
    partners = {IRIS.org(slug) for slug in ("apec", "itu", "sco", "asean", "brics")}
    assert set(objects(cncert, D.participatesInWorkOf)) == partners


def test_memberships_stand_beside_their_direct_triple() -> None:
    """Each membership has one member, one organisation, a role and a source."""
    for membership in subjects(RDF.type, ORG.Membership):
        (member,), (organisation,) = objects(membership, ORG.member), objects(membership, ORG.organization)
        assert organisation in objects(member, ORG.memberOf)
        assert objects(membership, ORG.role) and objects(membership, DCT.bibliographicCitation)


def test_branches_are_31_with_distinct_codes() -> None:
    """One branch a provincial division, each with its ISO 3166-2 code."""
    branches = subjects(RDF.type, D.Branch)
    codes = {o.value for b in branches for o in objects(b, ORG.identifier) if isinstance(o, Literal)}
    assert len(branches) == len(codes) == 31
    for code in codes:
        branch = IRIS.org(f"cncert-branch-{code}")
        assert objects(branch, D.jurisdiction) == [IRIS.code("area", code)]
        assert objects(branch, ORG.unitOf) == [IRIS.org("cncert")]
        assert objects(branch, SKOS.note) and objects(branch, DCT.bibliographicCitation)


def test_telephones_are_e164_and_no_mail_is_given() -> None:
    """The source blacks the e-mail address out; nothing may stand in its place."""
    numbers = {str(q.object) for q in union() if q.predicate in (VCARD.hasTelephone, D.fax)}
    assert numbers == {"<tel:+861082990999>", "<tel:+861082991000>", "<tel:+861082990399>"}
    assert not [q for q in union() if q.predicate == VCARD.hasEmail or "PI:EMAIL" in str(q.object)]


def test_accounts_are_of_one_publisher_each() -> None:
    """An account key identifies a publisher."""
    keys = [q.object for q in union() if q.predicate == D.wechatAccount]
    assert len(keys) == len(set(keys)) > 2


def test_names_are_preferred_once() -> None:
    """One preferred name a language, and no alternative that repeats it."""
    for thing in subjects(RDF.type, ORG.Organization):
        preferred = objects(thing, SKOS.prefLabel)
        assert len(preferred) == 2 and not set(preferred) & set(objects(thing, SKOS.altLabel)), thing
