"""Which of their things may be ours: identifiers, names, countries, and what cannot be told apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cncert_kg.links.candidates import Candidate, candidates, settled
from cncert_kg.links.evidence import CHAINED, LEXICAL, SIMILAR, Evidence
from cncert_kg.links.things import Kind, Name, Thing
from cncert_kg.vocab import SKOS

CLOSE, EXACT, RELATED = SKOS.closeMatch.value, SKOS.exactMatch.value, SKOS.relatedMatch.value


def thing(key: str, *names: str, kind: Kind = "organisation", country: str = "", **identifiers: str) -> Thing:
    return Thing(
        key=key,
        iri=f"https://example.org/{key}",
        kind=kind,
        names=tuple(map(Name, names)),
        identifiers=frozenset(identifiers.items()),
        country=country,
    )


CNCERT = thing(
    "cncert",
    "CNCERT/CC",
    "National Computer Network Emergency Response Technical Team/Coordination Center of China",
    "国家互联网应急中心",
    host="cert.org.cn",
)
HP = thing("hp", "HP", "Hewlett-Packard")
HPE = thing("hpe", "HPE", "Hewlett Packard Enterprise")


def found(ours: list[Thing], theirs: list[Thing]) -> tuple[dict[tuple[str, str], str], set[tuple[str, str]]]:
    """Give the scores of the certain pairs, and the ambiguous pairs, by keys."""
    result = candidates(ours, theirs)
    certain = {(r.subject.key, r.object.key): str(r.score) for r in result.certain}
    return certain, {(r.subject.key, r.object.key) for r in result.ambiguous}


def only(ours: Thing, theirs: Thing) -> Candidate | None:
    rows = candidates([ours], [theirs]).rows
    assert len(rows) <= 1
    return rows[0] if rows else None


@pytest.mark.parametrize(
    ("ours", "theirs", "score", "predicate", "justification"),
    [
        (CNCERT, thing("x", "CNCERT", country="CN", host="cert.org.cn"), "1", EXACT, LEXICAL),
        (CNCERT, thing("x", "Operations desk", host="cert.org.cn"), "0.9", CLOSE, LEXICAL),
        (CNCERT, thing("x", "CNCERTCC", country="CN"), "0.95", CLOSE, LEXICAL),
        (CNCERT, thing("x", "CNCERT"), "0.85", CLOSE, LEXICAL),
        (CNCERT, thing("x", "CNCERT China"), "0.95", CLOSE, LEXICAL),
        (CNCERT, thing("x", "國家互聯網應急中心"), "0.9", CLOSE, LEXICAL),
        (CNCERT, thing("x", "Nameless", "National CERT", country="CN"), "0.95", CLOSE, LEXICAL),
        (HP, thing("x", "HP"), "0.65", CLOSE, LEXICAL),
        (HP, thing("x", "HP", "Hospital Partners"), "", "", ""),
        (thing("a", "ANVA", "Anti Virus Alliance", country="CN"),
         thing("x", "ANVA", "Alpine Volunteers", country="CN"), "0.8", CLOSE, LEXICAL),
        (HP, thing("x", "Hewlet-Packard"), "0.73", CLOSE, SIMILAR),
        (HP, thing("x", "Hewlett Packard Enterprise"), "0.60", CLOSE, SIMILAR),
        (thing("a", "LockBit", kind="malware"), thing("x", "LockBit 3.0", kind="malware"), "0.70", CLOSE, SIMILAR),
        (thing("a", "REvil", "Sodinokibi", kind="malware"), thing("x", "sodinokibi", kind="malware"), "0.95", CLOSE,
         LEXICAL),
        (thing("a", "Phishing", "网页仿冒", kind="concept"), thing("x", "phishing", kind="concept"), "0.95", CLOSE,
         LEXICAL),
        (thing("a", kind="malware", attack="S0366"), thing("x", "Y", kind="malware", attack="S0366"), "1", EXACT,
         LEXICAL),
        (thing("a", kind="vulnerability", cve="CVE-2021-44228"),
         thing("x", kind="vulnerability", cve="CVE-2021-44228"), "1", RELATED, CHAINED),
        (thing("a", kind="concept", iri="https://example.org/x"), thing("x", "Y", kind="concept"), "1", EXACT, CHAINED),
    ],
)  # fmt: skip
def test_a_pair_has_a_score_and_a_predicate(
    ours: Thing, theirs: Thing, score: str, predicate: str, justification: str
) -> None:
    """Identifiers before names, a name with a country before one without, the same before the like."""
    row = only(ours, theirs)
    if not score:
        assert row is None
        return
    assert row is not None and not row.is_ambiguous
    assert (row.score, row.evidence.predicate, row.evidence.justification) == (
        Decimal(score),
        predicate,
        justification,
    )
    assert row.evidence.reason and "\n" not in row.evidence.reason


@pytest.mark.parametrize(
    "theirs",
    [
        thing("x", "CNCERT/CC", country="CH"),
        thing("x", "CNCERT", "Chia-Nan CERT, Taiwan"),
        thing("x", "CNCERT", country="CH", host="cert.org.cn"),
        thing("x", "MNCERT/CC", "Mongolian National Computer Network Emergency Response Technical Team"),
        thing("x", "CCERT", "CERNET Computer Emergency Response Team", country="CN"),
        thing("x", "CNCERT/CC Hunan Branch", country="CN"),
        thing("x", "CERT"),
        thing("x", "CNCERT", kind="malware"),
        thing("x", "CNCERT", kind="concept", host="cert.org.cn"),
        thing("x", kind="vulnerability", cve="CVE-2021-44228"),
        thing("x", cpe="cert.org.cn"),
    ],
)
def test_a_look_alike_is_not_ours(theirs: Thing) -> None:
    """Another country, an acronym with another letter, a branch, a thing of another kind: no candidate at all."""
    assert only(CNCERT, theirs) is None


def test_a_number_is_shared_by_right() -> None:
    """A CNVD entry with several CVE numbers, and a number of several entries: all stand, none is ambiguous."""
    ours = [
        Thing("a", "urn:a", "vulnerability", identifiers=frozenset({("cve", "CVE-2031-1"), ("cve", "CVE-2031-2")})),
        Thing("b", "urn:b", "vulnerability", identifiers=frozenset({("cve", "CVE-2031-1")})),
    ]
    theirs = [thing(f"CVE-2031-{n}", kind="vulnerability", cve=f"CVE-2031-{n}") for n in (1, 2, 3)]
    assert found(ours, theirs) == (
        {("a", "CVE-2031-1"): "1", ("a", "CVE-2031-2"): "1", ("b", "CVE-2031-1"): "1"},
        set(),
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "certain", "ambiguous"),
    [
        ([HP], [thing("1", "Hewlett-Packard Response Team"), thing("2", "Hewlett-Packard Security Group")], [],
         ["hp-1", "hp-2"]),
        ([HP, HPE], [thing("1", "Hewlett Packard Enterprise Product Group")], [], ["hp-1", "hpe-1"]),
        ([HP, HPE], [thing("1", "HP"), thing("2", "HPE")], ["hp-1", "hpe-2"], []),
        ([HP, HPE], [thing("1", "Hewlett-Packard"), thing("2", "Hewlett Packard Enterprise")], ["hp-1", "hpe-2"], []),
        ([HP], [thing("1", "Hewlett-Packard"), thing("2", "Hewlet-Packard")], ["hp-1"], []),
        ([CNCERT], [thing("1", "CNCERT"), thing("2", "CNCERT", country="CN")], ["cncert-2"], []),
        ([CNCERT], [thing("1", "CNCERT", country="CN"), thing("2", "CNCERT/CC", country="CN")], [],
         ["cncert-1", "cncert-2"]),
        ([CNCERT], [thing("1", "CNCERT", country="CN"), thing("2", "Desk", host="cert.org.cn")], [],
         ["cncert-1", "cncert-2"]),
        ([CNCERT], [thing("1", "CNCERT", country="CN", host="cert.org.cn"), thing("2", "Desk", host="cert.org.cn")],
         ["cncert-1"], []),
        ([thing("l", "LockBit", kind="malware")],
         [thing("2", "LockBit 2.0", kind="malware"), thing("3", "LockBit 3.0", kind="malware")], [], ["l-2", "l-3"]),
        ([thing("l", "LockBit", kind="malware")],
         [thing("1", "LOCKBIT", kind="malware"), thing("3", "LockBit 3.0", kind="malware")], ["l-1"], []),
    ],
)  # fmt: skip
def test_what_fits_about_equally_is_ambiguous(
    ours: list[Thing], theirs: list[Thing], certain: list[str], ambiguous: list[str]
) -> None:
    """Of two that fit one alike none is chosen, from either side; what fits less than the best is left out."""
    chosen, open_ = found(ours, theirs)
    assert ["-".join(pair) for pair in sorted(chosen)] == certain
    assert ["-".join(pair) for pair in sorted(open_)] == ambiguous


def test_no_thing_is_chosen_twice() -> None:
    """Of the certain pairs no two have an end in common, whatever is matched with whatever."""
    words = ("Hewlett", "Packard", "Enterprise", "Telecom", "Union")
    ours = [thing(f"o{n}", " ".join(words[n % 3 : n % 3 + 2 + n % 2])) for n in range(12)]
    theirs = [thing(f"t{n}", " ".join(words[n % 4 : n % 4 + 2])) for n in range(12)]
    rows = candidates(ours, theirs).certain
    assert len({r.subject.key for r in rows}) == len({r.object.key for r in rows}) == len(rows)


def test_the_order_of_the_input_does_not_count() -> None:
    """The same candidates in the same order."""
    theirs = [thing(str(n), name) for n, name in enumerate(("HP", "HPE", "Hewlett-Packard", "EY", "CNCERT"))]
    forward, backward = candidates([HP, HPE, CNCERT], theirs), candidates([CNCERT, HPE, HP], theirs[::-1])
    assert forward == backward and len(forward.rows) > 2


def test_a_thing_is_no_candidate_of_itself() -> None:
    """What has our IRI already is linked."""
    assert only(CNCERT, CNCERT) is None


def test_nothing_is_matched_with_nothing() -> None:
    """Empty sets have no candidates."""
    assert candidates([], []).rows == candidates([CNCERT], []).rows == candidates([], [CNCERT]).rows == ()


def test_a_thing_without_an_iri_is_known_by_its_key() -> None:
    """Two such are rivals, not one."""
    theirs = [Thing(key, "", "organisation", (Name("CNCERT"),), country="CN") for key in ("a", "b")]
    assert len(candidates([CNCERT], theirs).ambiguous) == 2


def test_settling_keeps_what_may_be_shared() -> None:
    """A pair that is not exclusive neither rules out others nor is ruled out."""
    sure = Evidence(Decimal(1), RELATED, LEXICAL, "shared", "", is_exclusive=False)
    weak = Evidence(Decimal("0.3"), EXACT, LEXICAL, "own", "")
    rows = [Candidate(HP, thing("1"), sure), Candidate(HP, thing("2"), sure), Candidate(HP, thing("3"), weak)]
    assert settled(rows).certain == tuple(sorted(rows, key=lambda r: r.order))
