"""A file of another data set in the graph: its own provenance, its records beside ours, no way to reach people."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from cncert_kg.conversion import rdflib_term
from cncert_kg.graph import imported as graph
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.links import sources
from cncert_kg.links.things import Imported, Name, Source, Thing
from cncert_kg.turtle import turtle
from cncert_kg.validate import Shapes, load_shapes, validate_graph
from cncert_kg.vocab import (
    DCAT,
    DCT,
    EXTERNAL,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SEPSES_CVE,
    SKOS,
    VOID,
    XSD,
    own,
    prefixes,
)
from tests.conftest import ROOT

D = own()
FOLDER = ROOT / "tests" / "links"
FILES = sorted(p.name for p in FOLDER.iterdir() if p.suffix in {".csv", ".json", ".tsv"})
EVERY = pytest.mark.parametrize("name", FILES)
DAY = "2031-02-09"


@cache
def terms(base: str = DEFAULT_BASE) -> Terms:
    return Terms(Iris(base), knowledge(base).labels)


@cache
def shapes() -> Shapes:
    return load_shapes()


def read(name: str) -> Imported:
    return sources.read((FOLDER / name).read_bytes(), name, DAY)


@cache
def triples(name: str, base: str = DEFAULT_BASE) -> tuple[Triple, ...]:
    return tuple(graph.triples(read(name), terms(base)))


@cache
def about(name: str) -> dict[str, dict[NamedNode, set[object]]]:
    """Give subject without the base to predicate to objects."""
    out: dict[str, dict[NamedNode, set[object]]] = defaultdict(lambda: defaultdict(set))
    for t in triples(name):
        assert isinstance(t.subject, NamedNode)
        out[t.subject.value.removeprefix(DEFAULT_BASE)][t.predicate].add(t.object)
    return out


def node(path: str) -> NamedNode:
    return NamedNode(f"{DEFAULT_BASE}{path}")


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


@EVERY
def test_a_file_has_its_own_provenance(name: str) -> None:
    """A data set with titles, licence, publisher, hash, count, day of retrieval and the page it comes from."""
    imported = read(name)
    file = about(name)[f"id/dataset/{imported.source.key}-{imported.sha256[:16]}"]
    homepage = {NamedNode(imported.source.homepage)}
    assert file[RDF.type] == {DCAT.Dataset, PROV.Entity}
    assert file[DCT.title] == {
        Literal(imported.source.title_zh, language="zh"),
        Literal(imported.source.title_en, language="en"),
    }
    assert file[DCT.license] == {NamedNode(imported.source.licence)}
    assert file[DCT.publisher] == {Literal(imported.source.publisher)}
    assert file[D.rawSha256] == {Literal(imported.sha256, datatype=XSD.hexBinary)}
    assert file[DCT.date] == {day(DAY)}
    assert file[VOID.entities] == {Literal(str(len(imported.things)), datatype=XSD.integer)}
    assert file[PROV.wasDerivedFrom] == file[DCAT.landingPage] == homepage


@EVERY
def test_every_thing_is_derived_from_the_file(name: str) -> None:
    """As many things as the file has come from it, and nothing else under our base but lists of concepts."""
    imported = read(name)
    file = graph.dataset(imported, terms())
    derived = {t.subject for t in triples(name) if t.predicate == PROV.wasDerivedFrom and t.object == file}
    assert derived == {graph.node(t, imported.source, terms()) for t in imported.things}
    others = {t.subject for t in triples(name)} - derived - {file}
    assert all(Triple(o, RDF.type, SKOS.ConceptScheme) in triples(name) for o in others)


@EVERY
def test_the_graph_keeps_the_rules_of_the_project(name: str) -> None:
    """No blank node, two labels each, only known terms, nothing dangling, literals that a store keeps."""
    known = {term for v in (*EXTERNAL, D) for term in v.terms.values()}
    found = set(triples(name))
    assert {t.predicate for t in found} | {t.object for t in found if t.predicate == RDF.type} <= known
    subjects = {t.subject for t in found} | {t.subject for t in knowledge().codes}
    for subject in {t.subject for t in found}:
        labels = [t.object for t in found if t.subject == subject and t.predicate == RDFS.label]
        assert sorted(label.language or "" for label in labels if isinstance(label, Literal)) == ["en", "zh"]
    for t in found:
        assert isinstance(t.object, NamedNode | Literal)
        assert not getattr(rdflib_term(t.object), "ill_typed", False)
        assert not (isinstance(t.object, NamedNode) and t.object.value.startswith(DEFAULT_BASE)) or t.object in subjects
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in found)
    assert {q.triple for q in store} == found


@EVERY
def test_the_shapes_find_no_violation(name: str) -> None:
    """Organisations and concepts of others satisfy the shapes that ours do."""
    assert validate_graph([*triples(name), *knowledge().codes], shapes()).violations == ()


def test_the_shapes_look_at_records_of_others() -> None:
    """A team without its label in Chinese is found."""
    label = Triple(node("id/other/enisa/ex-csirt-gr"), RDFS.label, Literal("EX-CSIRT", language="zh"))
    report = validate_graph([t for t in triples("enisa.json") if t != label], shapes())
    assert {r.focus for r in report.violations} == {label.subject.value}  # type: ignore[union-attr]


@EVERY
def test_turtle_gives_the_triples_back(name: str) -> None:
    """What is written is read again, letter for letter."""
    text = b"".join(turtle(triples(name), prefixes()))
    assert {q.triple for q in parse(text, RdfFormat.TURTLE)} == set(triples(name))


@EVERY
def test_nothing_but_the_base_depends_on_the_base(name: str) -> None:
    """Two bases give graphs that differ in nothing but IRIs."""
    other = "https://data.example.org/kg/"
    assert {str(t).replace(other, DEFAULT_BASE) for t in triples(name, other)} == set(map(str, triples(name)))


@EVERY
def test_no_record_is_said_to_be_one_of_ours(name: str) -> None:
    """No identity, no mapping and no statement about our organisations: that is for reviewed mappings."""
    found = triples(name)
    mapping = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    assert not [t for t in found if t.predicate in mapping or t.predicate.value.endswith("sameAs")]
    assert not [t for t in found if "/id/org/" in str(t)]


@EVERY
def test_how_to_reach_people_and_prose_are_not_published(name: str) -> None:
    """No e-mail address, telephone number, key, person, title or description."""
    private = (
        "someone",
        "team@",
        "+49",
        "+82",
        "0x0",
        "not a key",
        "Jane",
        "Invented prose",
        "Invented name",
        "Router",
    )
    assert not [p for p in private if p in str(triples(name))]


EXPECTED: list[tuple[str, str, dict[NamedNode, set[object]]]] = [
    (
        "first.json",
        "id/other/first/cncert-cc",
        {
            RDF.type: {ORG.Organization},
            DCT.identifier: {Literal("cncert-cc")},
            DCT.spatial: {node("code/area/CN")},
            FOAF.homepage: {NamedNode("http://www.cert.org.cn/")},
            RDFS.seeAlso: {NamedNode("https://www.first.org/members/teams/cncert-cc")},
            D.memberSince: {day("2002-08-03")},
            D.memberKind: {Literal("Full")},
        },
    ),
    (
        "enisa.json",
        "id/other/enisa/ex-csirt-gr",
        {
            FOAF.name: {Literal("EX-CSIRT"), Literal("Invented CSIRT of Examples")},
            RDFS.label: {Literal("EX-CSIRT", language="zh"), Literal("EX-CSIRT", language="en")},
            DCT.spatial: {Literal("GR")},
            RDFS.seeAlso: set(),
        },
    ),
    (
        "apcert.csv",
        "id/other/apcert/excert-cc-tw",
        {
            D.memberSince: {Literal("2003-02", datatype=XSD.gYearMonth)},
            DCT.source: {NamedNode("https://www.example.org/members")},
        },
    ),
    (
        "misp-galaxy.json",
        "id/other/misp-galaxy/00000000-0000-4000-8000-0000000000aa",
        {
            RDF.type: {SKOS.Concept},
            RDFS.seeAlso: {NamedNode("urn:uuid:00000000-0000-4000-8000-0000000000aa")},
            SKOS.inScheme: {node("id/scheme/misp-galaxy/ransomware")},
            FOAF.name: {Literal("Lockexample"), Literal("LOCKEX"), Literal("7")},
            DCT.identifier: {
                Literal("00000000-0000-4000-8000-0000000000aa"),
                Literal('misp-galaxy:ransomware="Lockexample"'),
            },
        },
    ),
    (
        "misp-taxonomy.json",
        "id/other/rsit/fraud.phishing",
        {
            RDFS.label: {Literal("Phishing", language="zh"), Literal("Phishing", language="en")},
            FOAF.name: {Literal("Phishing", language="en")},
            SKOS.notation: {Literal('rsit:fraud="phishing"')},
            SKOS.broader: {node("id/other/rsit/fraud")},
        },
    ),
    ("misp-taxonomy.json", "id/other/rsit/unheard.of", {SKOS.broader: set()}),
    (
        "attack.json",
        "id/other/attack/S9002",
        {
            OWL.deprecated: {Literal("true", datatype=XSD.boolean)},
            RDFS.seeAlso: {NamedNode("https://attack.mitre.org/software/S9002")},
            SKOS.inScheme: {node("id/scheme/attack/tool")},
        },
    ),
    ("attack.json", "id/other/attack/S9001", {OWL.deprecated: set()}),
    (
        "kev.csv",
        "http://w3id.org/sepses/resource/cve/CVE-2031-10001",
        {
            RDF.type: {SEPSES_CVE.CVE},
            DCT.identifier: {Literal("CVE-2031-10001")},
            D.kevDateAdded: {day("2031-02-03")},
            D.kevDueDate: {day("2031-02-24")},
            D.kevRansomwareUse: {Literal("Known")},
            DCT.title: set(),
        },
    ),
    (
        "cve.json",
        "http://w3id.org/sepses/resource/cve/CVE-2031-10005",
        {D.cveState: {Literal("REJECTED")}, D.cveAssigner: {Literal("example")}, DCT.issued: set()},
    ),
    (
        "cve.json",
        "http://w3id.org/sepses/resource/cve/CVE-2031-10001",
        {D.cveState: {Literal("PUBLISHED")}, DCT.issued: {day("2031-02-01")}},
    ),
]


@pytest.mark.parametrize(("name", "subject", "expected"), EXPECTED)
def test_a_record_says_what_its_source_does(name: str, subject: str, expected: dict[NamedNode, set[object]]) -> None:
    """Labels, names, numbers, place, page, and the few facts that the graph knows."""
    assert {p: about(name)[subject][p] for p in expected} == expected


def test_the_notice_that_a_licence_asks_for_is_kept() -> None:
    """MITRE's terms ask for its notice."""
    file = next(v for k, v in about("attack.json").items() if k.startswith("id/dataset/"))
    assert {str(o).partition(" ")[2][:11] for o in file[DCT.rights]} == {"The MITRE C"}


def invented(*things: Thing) -> Imported:
    source = Source("invented", "虚构", "Invented", "Nobody", "https://example.org/", "https://example.org/licence")
    return Imported(source, things, "x", "0" * 64)


def test_labels_are_the_names_of_their_language() -> None:
    """A Chinese name is the Chinese label; a name of a third language is a name, and no label of ours."""
    names = (Name("Équipe", "fr"), Name("应急组", "zh"), Name("Team", "en"))
    found = set(graph.triples(invented(Thing("t", "", "organisation", names)), terms()))
    subject = node("id/other/invented/t")
    labels = {t.object for t in found if t.subject == subject and t.predicate == RDFS.label}
    assert labels == {Literal("应急组", language="zh"), Literal("Team", language="en")}
    assert Triple(subject, FOAF.name, Literal("Équipe")) in found


def test_a_file_without_day_and_version_says_neither() -> None:
    """No clock stands in for what nobody said."""
    predicates = {t.predicate for t in graph.triples(invented(), terms())}
    assert not {DCT.date, DCAT.version} & predicates


@pytest.mark.slow
def test_the_real_files_keep_the_shapes(shared: Path) -> None:
    """The snapshots of KEV, ATT&CK and RSIT make graphs without a violation, and KEV one date for each CVE."""
    paths = (
        "kev/known_exploited_vulnerabilities.csv",
        "attack/attack-software-groups.tsv",
        "rsit/rsit-machinev1-1003.json",
    )
    found: set[Triple] = set()
    for path in paths:
        found |= set(graph.triples(sources.read((shared / "links" / path).read_bytes(), "x"), terms()))
    assert sum(t.predicate == D.kevDateAdded for t in found) == 1404
    assert sum(t.predicate == SKOS.inScheme for t in found) == 1086 + 50
    assert validate_graph([*found, *knowledge().codes], shapes()).violations == ()
