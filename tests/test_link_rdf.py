"""Any RDF file as things to link: what is read of it, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, serialize

from cncert_kg.links import rdf
from tests.linked_teams import PREFIXES, linked, pairs


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ('ex:a a foaf:Organization ; foaf:name "CNCERT/CC"@en ; schema:addressCountry "CN" .', [("0.95", "cncert")]),
        ('ex:a a schema:Organization ; schema:name "CNCERT" ; schema:url <https://www.cert.org.cn/x> .',
         [("1", "cncert")]),
        ('ex:a rdfs:label "國家互聯網應急中心"@zh-Hant .', [("0.9", "cncert")]),
        ('ex:a a ex:Unheard ; skos:prefLabel "Hewlett-Packard" .', [("0.9", "hp")]),
        ('wd:Q376150 rdfs:label "UIT"@fr .', [("1", "itu")]),
        ('ex:a rdfs:label "X" ; skos:exactMatch corg:cncert .', [("1", "cncert")]),
        ('ex:a a foaf:Organization ; foaf:name "CNCERT" ; schema:addressCountry "Switzerland" .', []),
        ('ex:a a foaf:Person ; foaf:name "CNCERT" .', []),
        ('ex:a a skos:Concept ; skos:prefLabel "CNCERT" .', []),
        ('ex:CNCERT ex:says "CNCERT" .', []),
        ('[] rdfs:label "CNCERT" .', []),
        ("", []),
    ],
)  # fmt: skip
def test_any_rdf_is_read_as_things(turtle: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    """Names of common vocabularies, hosts, countries, and identifiers in IRIs; people and blank nodes are no things."""
    one = linked(tmp_path, "other.ttl", PREFIXES + turtle)
    assert [(score, mine) for score, mine, _ in pairs(one.candidates.rows)] == expected


@pytest.mark.parametrize("suffix", sorted(rdf.FORMATS))
def test_every_plain_form_of_rdf_is_read(suffix: str, tmp_path: Path) -> None:
    """Turtle, N-Triples, N-Quads and TriG, with or without a byte order mark."""
    store = Store()
    store.load((PREFIXES + 'ex:a a foaf:Organization ; foaf:name "HKCERT"@en .').encode(), format=RdfFormat.TURTLE)
    content = serialize((q.triple for q in store), format=rdf.FORMATS[suffix]) or b""
    for start in (b"", b"\xef\xbb\xbf"):
        assert pairs(linked(tmp_path, f"x{suffix}", start + content).candidates.rows)[0][:2] == ("0.85", "hkcert")


def test_iris_that_are_not_allowed_are_counted(tmp_path: Path) -> None:
    """A subject under `file:` or with an invisible character is no thing."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    one = linked(tmp_path, "x.nt", f'<file:///etc/x> {label} "CNCERT" .\n<http://a/\u202ex> {label} "CNCERT" .\n')
    assert not one.candidates.rows and "2 subjects" in one.problems[0].message
