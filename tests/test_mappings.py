"""The curated mapping sets lead where they should, and the graph says so."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pycountry
import pytest
from pyoxigraph import Literal, NamedNode, Triple
from rigour.territories import get_territories

from cncert_kg import resources
from cncert_kg.graph import imported
from cncert_kg.graph.mappings import (
    linkset,
    mapping_node,
    problems,
    restricted,
    triples,
)
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import Knowledge, knowledge
from cncert_kg.links import sources
from cncert_kg.links.mappings import NO_TERM_FOUND, Mapping, MappingSet
from cncert_kg.links.sssom import parse, write
from cncert_kg.turtle import turtle
from cncert_kg.validate import load_shapes, validate_graph
from cncert_kg.vocab import OWL, RDF, RDFS, SKOS, SSSOM, VOID, prefixes

KEYS = ("attack", "iso-3166-2", "misp-galaxy", "organisations", "rsit", "wikidata")
ATTACK = "https://attack.mitre.org/software/"
WIKIDATA = "http://www.wikidata.org/entity/"
ISO = "urn:iso:std:iso:3166:-2#"


@cache
def curated_graphs(base: str = DEFAULT_BASE) -> Knowledge:
    return knowledge(base)


FAMILIES = sorted(
    code.removeprefix("family-")
    for scheme, code in curated_graphs().labels
    if scheme == "breakdown" and code.startswith("family-") and code != "family-other"
)
"""The families of the list of breakdowns; `other` is no family."""


def file(key: str) -> str:
    return resources.text("ontology", "mappings", f"{key}.sssom.tsv")


@cache
def curated(key: str, base: str = DEFAULT_BASE) -> MappingSet:
    return parse(file(key), f"{key}.sssom.tsv", base).set


def terms(base: str = DEFAULT_BASE) -> Terms:
    return Terms(Iris(base), curated_graphs(base).labels)


def found(key: str, path: str) -> set[tuple[str, str]]:
    """Give the predicates and objects of one of our things, NoTermFound as the empty string."""
    return {
        (row.predicate_id.rpartition("#")[2], row.object_id if row.is_match else "")
        for row in curated(key).rows
        if row.subject_id == DEFAULT_BASE + path
    }


def ours() -> set[str]:
    """Give every thing that the curated graphs describe, and every family that a report can name."""
    return {node.value for node in curated_graphs().names} | {f"{DEFAULT_BASE}id/malware/{slug}" for slug in FAMILIES}


def test_the_sets_are_these() -> None:
    """A file that no test reads is not published."""
    assert (
        tuple(name.removesuffix(".sssom.tsv") for name in resources.names("ontology", "mappings", suffix=".tsv"))
        == KEYS
    )


@pytest.mark.parametrize("key", KEYS)
def test_a_set_is_read_and_written_unchanged(key: str) -> None:
    """Each set is in our own form, loses nothing, is CC0, and says what it is and where it is published."""
    read, told = parse(file(key), f"{key}.sssom.tsv")
    assert write(read) == file(key).encode() and told == ()
    assert read.mapping_set_id == f"{DEFAULT_BASE}mappings/{key}.sssom.tsv"
    assert read.license == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert read.mapping_set_title and read.mapping_set_description and read.comment and read.object_source


@pytest.mark.parametrize("key", KEYS)
def test_both_ends_exist_with_that_label(key: str) -> None:
    """Every IRI of ours is one that the graph describes, under the label that the row gives it."""
    assert problems(curated(key), ours(), {}, DEFAULT_BASE) == ()
    names = {node.value: label for node, (_, label) in curated_graphs().names.items()}
    names |= {f"{DEFAULT_BASE}id/malware/{f}": curated_graphs().labels["breakdown", f"family-{f}"][1] for f in FAMILIES}
    for row in curated(key).rows:
        assert row.subject_label == names[row.subject_id]
        assert row.object_id not in names or row.object_label == names[row.object_id]


@pytest.mark.parametrize("key", KEYS)
def test_what_was_not_found_has_no_other_row(key: str) -> None:
    """NoTermFound says why, has no object label, and stands beside no match; a match says how sure it is."""
    for row in curated(key).rows:
        if row.is_match:
            assert row.confidence is not None and row.object_label
        else:
            assert row.comment and not row.object_label
            assert [r.subject_id for r in curated(key).rows].count(row.subject_id) == 1


def test_every_incident_type_has_a_row() -> None:
    """The 14 types are all decided."""
    types = {code for scheme, code in curated_graphs().labels if scheme == "incident-type"}
    mapped = {r.subject_id.rpartition("/")[2] for r in curated("rsit").rows if "/incident-type/" in r.subject_id}
    assert mapped == types and len(types) == 14


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        ("defacement", {("broadMatch", "information-content-security-unauthorised-information-modification")}),
        ("phishing", {("closeMatch", "fraud-phishing")}),
        ("backdoor", {("closeMatch", "intrusions-application-compromise")}),
        ("infection", {("exactMatch", "malicious-code-infected-system")}),
        ("c2", {("exactMatch", "malicious-code-c2-server")}),
        ("malware-distribution", {("closeMatch", "malicious-code-malware-distribution")}),
        ("vulnerability", {("broadMatch", "vulnerable-vulnerable-system")}),
        ("ddos", {("narrowMatch", "availability-ddos"), ("narrowMatch", "availability-dos")}),
        ("other", {("exactMatch", "")}),
    ],
)
def test_incident_types_lead_to_rsit(incident: str, expected: set[tuple[str, str]]) -> None:
    """Defacement is tampering with information, not an intrusion; a remainder maps to nothing."""
    whole = {(predicate, f"{DEFAULT_BASE}code/rsit/{code}" if code else "") for predicate, code in expected}
    assert found("rsit", f"code/incident-type/{incident}") == whole


def galaxy(*rows: tuple[str, str]) -> set[tuple[str, str]]:
    return {(predicate, f"urn:uuid:{uuid}") for predicate, uuid in rows}


def attack(*rows: tuple[str, str]) -> set[tuple[str, str]]:
    return {(predicate, f"{ATTACK}{number}") for predicate, number in rows}


NONE = {("exactMatch", "")}


@pytest.mark.parametrize(
    ("family", "in_galaxy", "in_attack"),
    [
        (
            "wannacry",
            galaxy(("exactMatch", "d62ab8d5-4ba1-4c45-8a63-13fdb099b33c")),
            attack(("exactMatch", "S0366")),
        ),
        ("phobos", galaxy(("exactMatch", "d2c7fb08-293e-453b-a213-adeb79505767")), NONE),
        (
            "mallox",
            galaxy(
                ("exactMatch", "95891bae-09a4-4d02-990e-2477cb09b9c2"),
                ("closeMatch", "85faeb70-f750-57fa-93cb-7010184f6faa"),
                ("narrowMatch", "994c8778-9caa-54e9-8ea4-2bb8ed0081e9"),
            ),
            NONE,
        ),
        ("tellyouthepass", galaxy(("exactMatch", "c6ca9b44-d0cd-40c9-9d00-39e0f7bcae79")), NONE),
        ("makop", galaxy(("exactMatch", "f3d28719-fa72-42c3-b0fe-cda484abbaf9")), NONE),
        (
            "sodinokibi",
            galaxy(("exactMatch", "24bd9a4b-2b66-428b-8e1c-6b280b056c00")),
            attack(("exactMatch", "S0496")),
        ),
        (
            "blackcat",
            galaxy(("exactMatch", "e6c09b63-a424-4d9e-b7f7-b752cbbca02a")),
            attack(("exactMatch", "S1068")),
        ),
        (
            "lockbit",
            galaxy(
                ("exactMatch", "8eda8bf1-db5a-412d-8511-45e2f7621d51"),
                ("narrowMatch", "c09f73fd-c3c3-42b1-b355-b03ca4941110"),
                ("narrowMatch", "70c952fd-486f-5eb8-b3f1-4f2317d784e1"),
                ("narrowMatch", "93bbd48f-25d7-5671-9749-5906d8219cb1"),
            ),
            attack(("narrowMatch", "S1199"), ("narrowMatch", "S1202")),
        ),
        (
            "black-basta",
            galaxy(("exactMatch", "9db5f425-fe49-4137-8598-840e7290ed0f")),
            attack(("exactMatch", "S1070")),
        ),
        (
            "conficker",
            galaxy(("exactMatch", "ab49815e-8ba6-41ec-9f51-8a9587334069")),
            attack(("exactMatch", "S0608")),
        ),
        (
            "medusa",
            galaxy(("exactMatch", "620c3817-320a-5772-acf1-008cc8852b0f")),
            attack(("exactMatch", "S1244")),
        ),
        ("medusalocker", galaxy(("exactMatch", "627d603a-906f-4fbf-b922-f03eea4578fe")), NONE),
        ("hive", galaxy(("exactMatch", "8ce915d3-8c6d-4841-b509-18379d7a8999")), NONE),
        ("tsunami", NONE, NONE),
        ("coffee", NONE, NONE),
    ],
)
def test_families_lead_to_the_right_entries(
    family: str, in_galaxy: set[tuple[str, str]], in_attack: set[tuple[str, str]]
) -> None:
    """A namesake of another kind is not taken for the family, and what is not listed is said not to be."""
    assert found("misp-galaxy", f"id/malware/{family}") == in_galaxy
    assert found("attack", f"id/malware/{family}") == in_attack


@pytest.mark.parametrize("key", ["attack", "misp-galaxy"])
def test_every_family_has_a_row(key: str) -> None:
    """Each family that a report can name has been looked for."""
    assert {row.subject_id for row in curated(key).rows} == {f"{DEFAULT_BASE}id/malware/{f}" for f in FAMILIES}


def test_clusters_are_those_of_the_galaxy(shared: Path) -> None:
    """Every UUID is of a cluster, under its own name and kind; an equal name is of that cluster."""
    clusters = {}
    for path in sorted((shared / "links" / "misp-galaxy").glob("*.json")):
        galaxy_file = json.loads(path.read_text("utf-8"))
        for value in galaxy_file["values"]:
            clusters[f"urn:uuid:{value['uuid']}"] = value | {"type": galaxy_file["type"]}
    for row in (r for r in curated("misp-galaxy").rows if r.is_match):
        cluster = clusters[row.object_id]
        assert (cluster["value"], cluster["type"]) == (row.object_label, row.object_category)
        named = {_folded(n) for n in (cluster["value"], *(cluster.get("meta", {}).get("synonyms") or ()))}
        assert not row.match_string or _folded(*row.match_string) in named


def test_clusters_have_the_tag_that_misp_knows_them_by() -> None:
    """Each is named, in both languages, and tagged once, however many families lead to it; no other target is."""
    said = [t for t in triples(curated("misp-galaxy"), terms()) if str(t.subject).startswith("<urn:uuid:")]
    lockbit = NamedNode("urn:uuid:8eda8bf1-db5a-412d-8511-45e2f7621d51")
    assert {(t.predicate, str(t.object)) for t in said if t.subject == lockbit} == {
        (RDFS.label, '"LockBit"@zh'),
        (RDFS.label, '"LockBit"@en'),
        (SKOS.notation, '"misp-galaxy:ransomware=\\"LockBit\\""'),
    }
    tagged = [t.subject for t in said if t.predicate == SKOS.notation]
    assert len(tagged) == len(set(tagged)) == len({r.object_id for r in curated("misp-galaxy").rows if r.is_match})
    others = [t for key in KEYS if key != "misp-galaxy" for t in triples(curated(key), terms())]
    assert not [t for t in others if t.predicate == SKOS.notation]


def test_an_imported_galaxy_gives_its_clusters_no_second_name(shared: Path) -> None:
    """A file of the galaxy describes records of its own, so that nothing has two names in one language."""
    read = sources.read((shared / "links" / "misp-galaxy" / "ransomware.json").read_bytes(), "ransomware.json")
    found = {*triples(curated("misp-galaxy"), terms()), *imported.triples(read, terms())}
    labels = [
        (t.subject, t.object.language) for t in found if t.predicate == RDFS.label and isinstance(t.object, Literal)
    ]
    assert len(labels) == len(set(labels)) > 3000


def test_software_is_that_of_attack(shared: Path) -> None:
    """Every identifier is of a software, under its own name; an equal name or alias is of that software."""
    path = shared / "links" / "attack" / "attack-software-groups.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        listed = {row["url"]: row for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)}
    for row in (r for r in curated("attack").rows if r.is_match):
        software = listed[row.object_id]
        assert software["stix_type"] in {"malware", "tool"} and software["name"] == row.object_label
        named = {_folded(n) for n in (software["name"], *software["aliases"].split("|"))}
        assert not row.match_string or _folded(*row.match_string) in named


def _folded(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def test_divisions_are_those_of_the_standard() -> None:
    """31 of the 34 divisions that ISO lists for China; the other three have a country code and are no part of 境内."""
    listed = {d.code: d.name for d in pycountry.subdivisions.get(country_code="CN")}  # type: ignore[no-untyped-call]
    rows = curated("iso-3166-2").rows
    assert {row.object_id.removeprefix(ISO) for row in rows} == set(listed) - {"CN-HK", "CN-MO", "CN-TW"}
    for row in rows:
        code = row.object_id.removeprefix(ISO)
        assert (row.subject_id, row.object_label) == (f"{DEFAULT_BASE}code/area/{code}", listed[code])


def test_items_of_areas_have_a_source() -> None:
    """Every item of a country or division is the one that a library at hand gives for its code."""
    given = {t.code.upper(): {t.qid, *t.other_qids} for t in get_territories()}
    rows = [r for r in curated("wikidata").rows if "/code/area/" in r.subject_id]
    for row in rows:
        code = row.subject_id.rpartition("/")[2]
        assert row.object_id.removeprefix(WIKIDATA) in given.get(code, {"Q19188"})
    divisions = [r for r in rows if "/area/CN-" in r.subject_id and not r.subject_id.endswith("mainland")]
    assert len(divisions) == 31 and {r.confidence for r in divisions} == {Decimal("0.8")}
    assert all("One source only" in r.comment for r in divisions)


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [("itu", "Q376150"), ("asean", "Q7768"), ("sco", "Q485207")]
    + [(o, "") for o in ("apec", "brics", "cncert", "cnvd", "anva", "cctga", "first", "apcert", "hkcert")],
)
def test_items_of_organisations_need_evidence(organisation: str, expected: str) -> None:
    """An item that no two sources agree on is not asserted."""
    item = WIKIDATA + expected if expected else ""
    assert found("wikidata", f"id/org/{organisation}") == {("exactMatch", item)}


GRUE = Mapping(
    f"{DEFAULT_BASE}code/incident-type/phishing",
    "Phishing",
    SKOS.closeMatch.value,
    "https://example.org/7",
    "Hook",
    confidence=Decimal("0.90"),
    comment="Near enough.",
    match_string=("hook",),
)
LOST = replace(GRUE, object_id=NO_TERM_FOUND, object_label="", confidence=None, comment="", match_string=())
SET = MappingSet(
    "out",
    f"{DEFAULT_BASE}mappings/out.sssom.tsv",
    "Out",
    "https://example.org/licence",
    "3",
    mapping_date="2031-02-17",
    object_source="https://example.org/",
    object_source_version="9",
    creator_label=("An editor",),
    rows=(GRUE, LOST),
)


def test_a_match_is_a_triple_and_a_node() -> None:
    """The link stands for itself; its node says in words, in both languages, what it is and how sure."""
    graph = set(triples(SET, terms()))
    node = mapping_node(GRUE, SET, terms())
    link = Triple(NamedNode(GRUE.subject_id), SKOS.closeMatch, NamedNode(GRUE.object_id))
    assert link in graph
    said = {(t.predicate, str(t.object)) for t in graph if t.subject == node}
    assert (RDF.type, str(SSSOM.Mapping)) in said
    assert (RDFS.label, '"网页仿冒 近似于 Hook"@zh') in said
    assert (RDFS.label, '"Phishing is close to Hook"@en') in said
    assert (SSSOM.confidence, '"0.9"^^<http://www.w3.org/2001/XMLSchema#decimal>') in said
    assert {p for p, _ in said} >= {OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget}


def test_what_was_not_found_is_a_node_only() -> None:
    """A search without result is recorded, and links nothing."""
    graph = list(triples(replace(SET, rows=(LOST,)), terms()))
    assert {t.subject for t in graph} == {mapping_node(LOST, SET, terms())}
    assert '"网页仿冒：未找到对应项"@zh' in {str(t.object) for t in graph}


def test_names_of_the_curated_graphs_are_used() -> None:
    """An organisation is called in Chinese by its Chinese name, where names are given."""
    row = replace(LOST, subject_id=f"{DEFAULT_BASE}id/org/sco", subject_label="SCO")
    one = replace(SET, rows=(row,))
    assert '"SCO：未找到对应项"@zh' in {str(t.object) for t in triples(one, terms())}
    assert '"上海合作组织：未找到对应项"@zh' in {str(t.object) for t in triples(one, terms(), curated_graphs().names)}


def test_a_set_is_a_linkset() -> None:
    """It counts its links, names their predicates, and has the licence, source and versions of its file."""
    said = {(t.predicate, str(t.object)) for t in linkset(SET, terms())}
    assert (VOID.triples, '"1"^^<http://www.w3.org/2001/XMLSchema#integer>') in said
    assert (VOID.linkPredicate, str(SKOS.closeMatch)) in said
    assert (VOID.subjectsTarget, str(terms().iris.dataset())) in said
    assert (VOID.objectsTarget, "<https://example.org/>") in said
    assert (SSSOM.object_source_version, '"9"') in said and (SSSOM.creator_label, '"An editor"') in said
    assert not {t.subject for t in linkset(SET, terms())} - {NamedNode(SET.mapping_set_id)}


def test_a_set_read_from_a_file_says_where_it_is_published() -> None:
    """Under our base by its key, whatever its identifier; a set that has no prefixes came from no file."""
    theirs = replace(SET, mapping_set_id="https://example.org/a", curie_map={"a": "https://example.org/"})
    place = terms().iris.at("mappings", "out.sssom.tsv")
    assert [t.object for t in linkset(theirs, terms()) if t.predicate == VOID.dataDump] == [place]
    assert not [t for t in linkset(SET, terms()) if t.predicate == VOID.dataDump]


def test_a_mapping_is_the_same_whatever_its_confidence() -> None:
    """Its IRI comes from its ends, predicate, justification and set, and from nothing else."""
    node = mapping_node(GRUE, SET, terms())
    assert mapping_node(replace(GRUE, confidence=None, comment="", object_label="?"), SET, terms()) == node
    others = (
        mapping_node(replace(GRUE, predicate_id=SKOS.exactMatch.value), SET, terms()),
        mapping_node(GRUE, replace(SET, key="in"), terms()),
    )
    assert node not in others


def test_unknown_and_retired_ends_are_told() -> None:
    """A subject that no graph has is found; so is a retired IRI of ours at either end, with what replaces it."""
    there, gone = f"{DEFAULT_BASE}code/rsit/fraud", f"{DEFAULT_BASE}code/rsit/swindle"
    rows = (GRUE, replace(GRUE, subject_id="https://example.org/ours", object_id=gone))
    two = replace(SET, rows=rows)
    told = problems(two, {GRUE.subject_id}, {gone: there}, DEFAULT_BASE)
    assert [p.code for p in told] == ["W_SUBJECT", "W_RETIRED"]
    assert told[0].message == "https://example.org/ours is in no graph of this build"
    assert told[1].message == f"{gone} is retired, expected {there}"
    assert restricted(two, {GRUE.subject_id}).rows == (GRUE,)


def text(key: str, base: str) -> str:
    everything = (*triples(curated(key, base), terms(base)), *linkset(curated(key, base), terms(base)))
    return b"".join(turtle(everything, prefixes(base))).decode()


@pytest.mark.parametrize("key", KEYS)
def test_a_second_base_changes_iris_only(key: str) -> None:
    """The same sets under another base differ in nothing but that base."""
    other = "https://example.net/kg/"
    assert sorted(text(key, other).replace(other, DEFAULT_BASE).splitlines()) == sorted(
        text(key, DEFAULT_BASE).splitlines()
    )


def test_the_graphs_of_the_sets_conform() -> None:
    """Every row and every description passes the shapes, beside the code lists that they lead from."""
    graph = [*curated_graphs().codes]
    for key in KEYS:
        graph += [*triples(curated(key), terms(), curated_graphs().names), *linkset(curated(key), terms())]
    report = validate_graph(graph, load_shapes())
    ours = [r for r in report.results if "/id/mapping/" in r.focus or "/mappings/" in r.focus]
    assert [(r.focus, r.message_en) for r in ours] == []
    assert report.coverage[f"{DEFAULT_BASE}shapes#Mapping"] == sum(len(curated(key).rows) for key in KEYS)
