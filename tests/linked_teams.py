"""Invented lists of response teams in the shapes of FIRST's API and of ENISA's inventory, and a release to link.

The same bytes at each call. Hundreds of teams resemble nothing of ours; some are ours in several spellings, some are
look-alikes of other countries, and some cannot be told apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from cncert_kg import linking, resources
from cncert_kg.linking import Linked
from cncert_kg.links.candidates import Candidate

FIRST_TEAMS = 700
ENISA_TEAMS = 450

_COUNTRIES = "CN DE US JP FR SG CH TW KR GB NL HK AU IT ES MO MY PL".split()  # noqa: SIM905
_STEMS = "bran cor dal fen gor hal ister jor kel lun mar nor ost pell quin rov sol tam ul vant wex yor zel".split()  # noqa: SIM905
_ENDS = "dia mont berg ex ova tech net ling ora st ium ander".split()  # noqa: SIM905
_HOUSES = (
    "Computer Emergency Response Team",
    "Cyber Security Incident Response Team",
    "Product Security Team",
    "Security Operations Centre",
    "Bank Group CSIRT",
    "University Network Security",
    "Coordination Centre",
)

FIRST = (
    # Ours, by host and names.
    ("cncert-cc", "CNCERT/CC", "National Computer network Emergency Response technical Team / Coordination Center of"
     " China", "CN", "https://www.cert.org.cn/"),
    ("hkcert", "HKCERT", "Hong Kong Computer Emergency Response Team Coordination Centre", "HK", ""),
    ("first", "FIRST Secretariat", "Forum of Incident Response and Security Teams", "US", ""),
    ("itu", "ITU", "International Telecommunications Union", "CH", ""),
    # Look-alikes: other teams, other countries.
    ("cncert-ne", "CNCERT", "Canton de Neuchâtel CERT", "CH", "https://cert.example.ch"),
    ("cncert-tw", "CNCERT", "Chia-Nan CERT", "TW", ""),
    ("twcert", "TWCERT/CC", "Taiwan Computer Emergency Response Team/Coordination Center", "TW", ""),
    ("mocert", "MOCERT", "Macau Computer Emergency Response Team Coordination Centre", "MO", ""),
    ("mncert", "MNCERT/CC", "Mongolian National Computer Network Emergency Response Technical Team / Coordination"
     " Center", "MN", ""),
    ("ccert", "CCERT", "CERNET Computer Emergency Response Team", "CN", ""),
    ("anva-at", "ANVA", "Alpine Network of Volunteer Analysts", "AT", ""),
    ("cnnvd", "CNNVD", "China National Vulnerability Database of Information Security", "CN", ""),
    ("apcert-in", "AP-CERT", "Andhra Pradesh Computer Emergency Response Team", "IN", ""),
    ("hunan", "Hunan CERT", "Hunan Computer Emergency Response Team", "CN", ""),
    ("sangfor", "Sangfor PSIRT", "Sangfor Product Security Incident Response Team", "CN", ""),
    # Two that each of ours may be.
    ("hp-psrt", "HP PSRT", "Hewlett-Packard Product Security Response Team", "US", ""),
    ("hpe-psrt", "HPE PSRT", "Hewlett Packard Enterprise Product Security Response Team", "US", ""),
    ("ey-global", "EY", "EY Global CSIRT", "GB", ""),
    ("ey-us", "EY", "Ernst & Young Cyber Response", "US", ""),
)  # fmt: skip
"""id, team, team-full, country, website: the rows of FIRST's file that mean something to the test."""

ENISA = (
    ("ＣＮＣＥＲＴ－ＣＣ", "CNCERT Coordination Centre, China", "", ""),
    ("HK-CERT", "香港電腦保安事故協調中心", "HK", ""),
    ("CNCERT", "Centro Navarro CERT", "ES", ""),
    ("EY", "EY", "DE", ""),
    ("EY", "EY Cyber Defence", "IE", ""),
)
"""short-team-name, team-name, country-code, website."""

EXTRA = """
corg:hp a org:Organization ; rdfs:label "HP"@en , "惠普"@zh ; foaf:name "HP"@en , "Hewlett-Packard"@en , "惠普"@zh .
corg:hpe a org:Organization ; rdfs:label "HPE"@en , "慧与"@zh ;
    foaf:name "HPE"@en , "Hewlett Packard Enterprise"@en , "慧与"@zh .
corg:ey a org:Organization ; rdfs:label "EY"@en , "安永"@zh ; foaf:name "EY"@en , "Ernst & Young"@en , "安永"@zh .
"""
"""Organisations that the tests curate beside the project's own."""


def _others(count: int) -> Iterator[tuple[str, str, str, str]]:
    """Give short name, full name, country and host of teams that exist nowhere."""
    for n in range(count):
        root = f"{_STEMS[n % 23]}{_ENDS[n // 23 % 12]}{_STEMS[n * 7 % 23] if n >= 276 else ''}"
        house = _HOUSES[n % len(_HOUSES)]
        short = f"{root.upper()}-CERT" if n % 3 else f"{root.title()} CSIRT"
        yield short, f"{root.title()} {house}", _COUNTRIES[n % len(_COUNTRIES)], f"https://www.{root}.example"


def first() -> bytes:
    """Give an answer of FIRST's API with 700 teams."""
    known = list(FIRST)
    more = [(f"team-{n}", *team) for n, team in enumerate(_others(FIRST_TEAMS - len(known)), 1)]
    rows = [
        {"id": key, "team": short, "team-full": full, "country": country, "website": website, "host": "",
         "membership": "Full Member", "member-since": "August 23, 2019",
         "last-modified": "Fri, 23 Aug 2019 10:00:00 GMT"}
        for key, short, full, country, website in (*more[:300], *known, *more[300:])
    ]  # fmt: skip
    head = {"status": "OK", "status-code": 200, "version": "1.0", "access": "public", "total": len(rows)}
    return json.dumps({**head, "data": rows}, ensure_ascii=False).encode()


def enisa() -> bytes:
    """Give an inventory of 450 teams."""
    rows = [*_others(ENISA_TEAMS - len(ENISA)), *ENISA]
    return json.dumps(
        {
            "data": {
                str(n): {"short-team-name": short, "team-name": full, "country-code": country, "website": website,
                         "enisa-tistatus": "Listed", "csirt-network-status": "Member", "first-member-type": ""}
                for n, (short, full, country, website) in enumerate(rows)
            }
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


ITU = """
corg:itu skos:exactMatch <http://www.wikidata.org/entity/Q376150> .
"""
"""A link that a release has from its mapping sets."""


def release(folder: Path) -> Path:
    """Write the curated organisations, and a few more, as a file that `link` takes for a release."""
    path = folder / "release.ttl"
    path.write_text(resources.text("ontology", "organisations.ttl") + EXTRA + ITU, "utf-8")
    return path


PREFIXES = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix schema: <https://schema.org/> .
@prefix ex: <https://example.org/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix wd: <http://www.wikidata.org/entity/> .
@prefix corg: <https://w3id.org/cncert-kg/id/org/> .
"""
"""Prefixes of Turtle that the tests write."""


def linked(folder: Path, name: str, content: bytes | str, release_: Path | None = None) -> Linked:
    """Give one file of others, linked with the curated organisations."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (one,) = linking.link(release_ or release(folder), [path])
    return one


def pairs(rows: Sequence[Candidate]) -> list[tuple[str, str, str]]:
    """Give score, our key and their key."""
    return sorted((str(r.score), r.subject.key, r.object.key) for r in rows)
