"""`link`: files of others against a release, as lines and as sets to review."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from cncert_kg import linking, resources, review
from cncert_kg.errors import DocumentError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.knowledge import knowledge
from cncert_kg.linking import Linked
from cncert_kg.links import ours, sssom
from cncert_kg.store import open_store
from cncert_kg.vocab import SKOS
from tests import linked_teams
from tests.linked_teams import PREFIXES, linked, pairs

HEAD = """\
#sssom_version: "1.1"
#curie_map:
#  corg: https://w3id.org/cncert-kg/id/org/
#  x: https://example.org/
#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence
"""


def test_seven_hundred_teams_of_first(tmp_path: Path) -> None:
    """Exactly the expected matches, exactly the expected ambiguous ones, and no others."""
    one = linked(tmp_path, "first.json", linked_teams.first())
    assert one.things == linked_teams.FIRST_TEAMS and not one.problems
    assert pairs(one.candidates.certain) == [
        ("0.74", "itu", "itu"),
        ("0.9", "first", "first"),
        ("0.95", "hkcert", "hkcert"),
        ("1", "cncert", "cncert-cc"),
    ]
    assert pairs(one.candidates.ambiguous) == [
        ("0.6", "hp", "hp-psrt"),
        ("0.6", "hp", "hpe-psrt"),
        ("0.6", "hpe", "hpe-psrt"),
        ("0.65", "ey", "ey-global"),
        ("0.65", "ey", "ey-us"),
    ]


def test_the_inventory_of_enisa(tmp_path: Path) -> None:
    """Other spellings and traditional characters are ours all the same; the two of one name are ambiguous."""
    one = linked(tmp_path, "enisa.json", linked_teams.enisa())
    assert one.things == linked_teams.ENISA_TEAMS and not one.problems
    assert [(score, mine) for score, mine, _ in pairs(one.candidates.certain)] == [
        ("0.95", "cncert"),
        ("0.95", "hkcert"),
    ]
    assert pairs(one.candidates.ambiguous) == [("0.65", "ey", "ey-de"), ("0.65", "ey", "ey-ie")]


def test_what_is_printed(tmp_path: Path) -> None:
    """A line for each, the ambiguous under a heading, counts at the end; the lists are the same at each call."""
    assert linked_teams.first() == linked_teams.first()
    lines = list(review.lines([linked(tmp_path, "first.json", linked_teams.first())]))
    assert lines[0] == "first.json: FIRST member teams, 700 things"
    assert lines[1].startswith("1.00  same host cert.org.cn, and same acronym 'CNCERT/CC', both of CN  CNCERT/CC <")
    assert lines[1].endswith("  ->  CNCERT/CC <https://w3id.org/cncert-kg/id/other/first/cncert-cc>")
    assert lines[5] == "ambiguous, none is chosen:"
    assert lines[-1] == "first.json: 4 candidates, 5 ambiguous"
    assert len(lines) == 12


def test_hostile_names_are_shown_and_written_escaped(tmp_path: Path) -> None:
    """Nothing in a name moves the cursor, adds a line or a cell, or turns the text round."""
    name = "CNCERT/CC \u202e\x1b[2J\t(x)\r\n\"'=cmd|"
    rows = [{"id": "evil", "team": "CNCERT", "team-full": name, "country": "CN"}]
    envelope = {"status-code": 200, "total": 1, "data": rows}
    one = linked(tmp_path, "evil.json", json.dumps(envelope))
    assert one.candidates.certain
    assert all(line.isprintable() for line in review.lines([one]))
    turtle = f"{PREFIXES} ex:evil rdfs:label {json.dumps('國家互聯網應急中心 ' + chr(27))} ."
    strange = linked(tmp_path, "evil.ttl", turtle)
    assert strange.candidates.rows and all(line.isprintable() for line in review.lines([strange]))
    for key, content in review.files([one, strange]).items():
        assert not {c for c in content.decode() if not c.isprintable()} - {"\t", "\n"}
        sssom.read(content.decode(), key)


def test_a_set_to_review_can_be_read_again(tmp_path: Path) -> None:
    """The certain go into a set with reason, justification and confidence; as a file of others it says the same."""
    one = linked(tmp_path, "first.json", linked_teams.first())
    content = review.files([one])["candidates-first.sssom.tsv"]
    read = sssom.read(content.decode(), "candidates-first.sssom.tsv")
    assert sssom.write(read) == content
    assert {(r.subject_id, r.object_id) for r in read.rows} == {
        (r.subject.iri, r.object.iri) for r in one.candidates.certain
    }
    assert all(r.comment and r.confidence is not None for r in read.rows)
    again = linked(tmp_path, "again.tsv", content)
    assert [(r.score, r.subject.iri, r.object.iri, r.evidence.predicate) for r in again.candidates.certain] == [
        (r.score, r.subject.iri, r.object.iri, r.evidence.predicate) for r in one.candidates.certain
    ]


def test_nothing_ambiguous_can_be_accepted_unread(tmp_path: Path) -> None:
    """The set has no ambiguous row, and the table that lists them is refused as a set."""
    written = review.files([linked(tmp_path, "first.json", linked_teams.first())])
    table = written["candidates-first.ambiguous.tsv"].decode()
    assert len(table.splitlines()) == 1 + 5 and "hpe-psrt" in table and "ey-us" in table
    accepted = written["candidates-first.sssom.tsv"].decode()
    assert not [name for name in ("hpe-psrt", "hp-psrt", "ey-us", "ey-global", "org:ey") if name in accepted]
    with pytest.raises(DocumentError, match="E_SSSOM"):
        sssom.read(table, "candidates-first.ambiguous.tsv")


def test_files_of_one_name_have_sets_of_their_own(tmp_path: Path) -> None:
    """None overwrites another; what has no candidate has no file."""
    one = linked(tmp_path, "first.json", linked_teams.first())
    keys = set(review.files([one, one, Linked("empty.json")]))
    assert keys == {
        "candidates-first.sssom.tsv",
        "candidates-first.ambiguous.tsv",
        "candidates-first-2.sssom.tsv",
        "candidates-first-2.ambiguous.tsv",
    }


GIVEN = (
    "corg:cncert\tskos:exactMatch\tx:one\tsemapv:ManualMappingCuration\t0.8\n"
    "x:two\tskos:broadMatch\tcorg:apcert\tsemapv:ManualMappingCuration\t\n"
    "corg:hp\tskos:exactMatch\tx:three\tsemapv:LexicalMatching\t0.7\n"
    "corg:hp\tskos:exactMatch\tx:four\tsemapv:LexicalMatching\t0.75\n"
    "corg:hpe\tskos:closeMatch\tx:three\tsemapv:LexicalMatching\t0.7\n"
    "corg:itu\tskos:exactMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t\n"
    "x:strange\tskos:exactMatch\tx:stranger\tsemapv:ManualMappingCuration\t\n"
)


def test_a_set_of_others(tmp_path: Path) -> None:
    """Its rows are candidates as they stand, turned round where ours is the object; two identities are ambiguous."""
    one = linked(tmp_path, "set.sssom.tsv", HEAD + GIVEN)
    said = {(r.subject.key, r.object.key): (str(r.score), r.evidence.predicate) for r in one.candidates.rows}
    skos = "http://www.w3.org/2004/02/skos/core#"
    assert said == {
        ("cncert", "https://example.org/one"): ("0.8", f"{skos}exactMatch"),
        ("apcert", "https://example.org/two"): ("1", f"{skos}narrowMatch"),
        ("hp", "https://example.org/three"): ("0.7", f"{skos}exactMatch"),
        ("hp", "https://example.org/four"): ("0.75", f"{skos}exactMatch"),
        ("hpe", "https://example.org/three"): ("0.7", f"{skos}closeMatch"),
    }
    assert {r.object.key[-4:] for r in one.candidates.ambiguous} == {"hree", "four"}
    assert len(one.candidates.ambiguous) == 2
    assert [p.code for p in one.problems] == ["W_SUBJECT"]
    assert "1 of 6 rows" in one.problems[0].message and "x" in one.problems[0].message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.rdf", b"<rdf:RDF/>", "E_RDF_FORMAT"),
        ("a.owl", b"<rdf:RDF/>", "E_RDF_FORMAT"),
        ("a.xml", b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "E_RDF_FORMAT"),
        ("a.jsonld", b'{"@context": "http://example.org/"}', "E_RDF_FORMAT"),
        ("a.ttl", b"<rdf:RDF xmlns:rdf='x'/>", "E_RDF a.ttl:1"),
        ("a.ttl", b"<a:a> <a:a> " + b"[" * 100_000, "E_RDF a.ttl:1"),
        ("a.ttl", b'<a:a> <a:a> "\xff" .', "E_RDF a.ttl"),
        ("a.nt", b"<a:a> <a:a> <rela tive> .", "E_RDF a.nt:1"),
        ("a.json", b"{}", "E_LINK_FORMAT a.json"),
        ("a.json", b"", "E_EMPTY a.json"),
        ("a.sssom.tsv", b"subject_id\n", "E_SSSOM a.sssom.tsv"),
        ("a.sssom.tsv", b"\xff", "E_ENCODING a.sssom.tsv:1"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_read(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    """One coded line with the name of the file; the file after it is linked all the same."""
    paths = [tmp_path / name, tmp_path / "enisa.json"]
    for path, written in zip(paths, (content, linked_teams.enisa()), strict=True):
        path.write_bytes(written)
    bad, good = linking.link(linked_teams.release(tmp_path), paths)
    assert bad.error is not None and code in str(bad.error) and "\n" not in str(bad.error)
    assert not bad.candidates.rows and good.candidates.rows
    assert len(list(review.lines([bad]))) == 0


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """A pipe does not block, a folder is told, and a missing path is the caller's mistake."""
    release = linked_teams.release(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for found in linking.link(release, [tmp_path / "pipe", tmp_path / "folder"]):
        assert found.error is not None and found.error.code == "E_INPUT_KIND"
    with pytest.raises(UsageError, match="E_INPUT"):
        linking.link(release, [tmp_path / "missing"])
    with pytest.raises(UsageError, match="E_DATA"):
        linking.link(tmp_path / "missing", [release])


WIKIDATA = Triple(
    NamedNode(f"{DEFAULT_BASE}id/org/itu"), SKOS.exactMatch, NamedNode("http://www.wikidata.org/entity/Q376150")
)
"""A link that a release has from its mapping sets."""


def test_what_of_a_release_is_linked() -> None:
    """Organisations with hosts and countries, incident types and areas with codes; no indicator, no code of RSIT."""
    known = knowledge()
    things = {
        t.iri.removeprefix(DEFAULT_BASE): t
        for t in ours.things((*known.organisations, *known.codes, WIKIDATA), DEFAULT_BASE)
    }
    assert ("host", "cert.org.cn") in things["id/org/cncert"].identifiers
    assert things["id/org/cncert-branch-CN-ZJ"].country == "CN"
    assert ("wikidata", "Q376150") in things["id/org/itu"].identifiers
    assert ("iso3166-2", "CN-AH") in things["code/area/CN-AH"].identifiers
    assert ("iso3166-1", "CN") in things["code/area/CN"].identifiers
    assert {t.kind for t in things.values()} == {"organisation", "concept"}
    assert {key.split("/")[1] for key in things if key.startswith("code/")} == {"incident-type", "area"}
    assert all(t.names for t in things.values())


VULNERABILITY = """
<https://w3id.org/cncert-kg/id/vuln/CNVD-2031-10001> rdfs:label "CNVD-2031-10001"@en ;
    <https://w3id.org/cncert-kg/def#correspondsToCVE> <http://w3id.org/sepses/resource/cve/CVE-2031-1001> .
<https://w3id.org/cncert-kg/id/malware/phobos> rdfs:label "Phobos"@en .
"""


def test_a_release_folder_is_read_by_its_graphs(tmp_path: Path) -> None:
    """Vulnerabilities are matched with a catalogue by number, and families by name."""
    graphs = tmp_path / "public" / "data" / "graph"
    (graphs / "vuln").mkdir(parents=True)
    (graphs / "vuln" / "2031.ttl").write_text(PREFIXES + VULNERABILITY, "utf-8")
    (graphs / "malware.ttl").write_text(PREFIXES + VULNERABILITY, "utf-8")
    (graphs / "codes.ttl").write_text(resources.text("ontology", "codes", "incident-type.ttl"), "utf-8")
    kev = "cveID,dateAdded,dueDate,knownRansomwareCampaignUse\nCVE-2031-1001,2031-02-03,2031-03-03,Unknown\n"
    one = linked(tmp_path, "kev.csv", kev, tmp_path / "public")
    (row,) = one.candidates.certain
    assert row.evidence.predicate.endswith("#relatedMatch")
    assert row.object.iri == "http://w3id.org/sepses/resource/cve/CVE-2031-1001"
    rsit = {"namespace": "rsit", "predicates": [{"value": "fraud", "expanded": "Fraud"}], "values": [
        {"predicate": "fraud", "entry": [{"value": "phishing", "expanded": "Phishing"}]}]}  # fmt: skip
    one = linked(tmp_path, "rsit.json", json.dumps(rsit), tmp_path / "public")
    assert [r.object.iri for r in one.candidates.rows] == [f"{DEFAULT_BASE}code/rsit/fraud-phishing"]
    uuid = "0" * 8 + "-0000-0000-0000-" + "0" * 12
    galaxy = {"type": "ransomware", "uuid": uuid, "values": [{"value": "Phobos ransomware", "uuid": uuid}]}
    one = linked(tmp_path, "galaxy.json", json.dumps(galaxy), tmp_path / "public")
    assert [(r.subject.key, r.object.iri) for r in one.candidates.rows] == [("phobos", f"urn:uuid:{uuid}")]


def test_another_base(tmp_path: Path) -> None:
    """A release under another base is linked under it."""
    base = "https://example.org/kg/"
    release = tmp_path / "other.ttl"
    release.write_text(linked_teams.release(tmp_path).read_text("utf-8").replace(DEFAULT_BASE, base), "utf-8")
    assert len(open_store(release)) > 100
    (tmp_path / "first.json").write_bytes(linked_teams.first())
    (one,) = linking.link(release, [tmp_path / "first.json"], base)
    assert len(one.candidates.rows) == 9
    content = review.files([one], base)["candidates-first.sssom.tsv"].decode()
    assert DEFAULT_BASE not in content and f"{base}mappings/candidates-first.sssom.tsv" in content
