"""The STIX bundle is what the official library reads, refers to nothing that it lacks, and keeps addresses defanged."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from functools import cache
from typing import Any

import pytest
import stix2
from pyoxigraph import RdfFormat
from stix2patterns.validator import run_validator

from cncert_kg.exports import stix
from cncert_kg.exports.identifiers import first_day, moment, name_uuid, plain, seconds
from tests import export_data
from tests.export_data import ALL, BASE

DEFANGED = {"domain", "url", "ip", "ipv6", "formula"}


@cache
def bundle(name: str, with_indicators: bool) -> bytes:
    return b"".join(stix.bundle(ALL[name](), with_indicators=with_indicators))


def objects(name: str = "invented", with_indicators: bool = True) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bundle(name, with_indicators))["objects"]
    return found


def named(type_: str, name: str) -> dict[str, Any]:
    """Give the one object of a type and a name."""
    (found,) = (o for o in objects() if o["type"] == type_ and o["name"] == name)
    return found


@pytest.mark.parametrize("with_indicators", [False, True])
@pytest.mark.parametrize("name", ALL)
def test_the_official_library_reads_the_bundle(name: str, with_indicators: bool) -> None:
    """No object, property or extension is a custom one, and what is read is all that was written."""
    parsed = stix2.parse(bundle(name, with_indicators).decode(), allow_custom=False, version="2.1")
    assert [o["id"] for o in parsed.objects] == [o["id"] for o in objects(name, with_indicators)]
    assert json.loads(parsed.serialize())["objects"] == objects(name, with_indicators)


@pytest.mark.parametrize("name", ALL)
def test_no_object_refers_to_a_later_or_a_missing_one(name: str) -> None:
    """Whoever reads the bundle from its start to its end has what each object refers to; no object comes twice."""
    seen: set[str] = set()
    for one in objects(name):
        for key, value in one.items():
            if key.endswith(("_ref", "_refs")):
                assert {value} <= seen if isinstance(value, str) else set(value) <= seen
        assert one["id"] not in seen
        seen.add(one["id"])


@pytest.mark.parametrize(
    ("with_indicators", "indicators", "relationships"),
    # The record CVE-2031-0007 is an object, since the issue names it; two ties between organisations.
    [(False, 0, 3), (True, 6, 9)],
)
def test_indicators_come_on_request_only(with_indicators: bool, indicators: int, relationships: int) -> None:
    """Without the request there is no indicator, no link from one, and no address anywhere in the bytes."""
    counts = Counter(o["type"] for o in objects(with_indicators=with_indicators))
    assert counts == {
        "marking-definition": 2,
        "identity": 4,
        "malware": 1,
        "vulnerability": 4,
        "report": 2,
    } | ({"indicator": indicators} if indicators else {}) | {"relationship": relationships}
    assert (b"evil" in bundle("invented", with_indicators)) is with_indicators


VULNERABILITIES = {
    "CNVD-2031-00001": (
        ["severity-high", "kev"],
        {
            "cncert-kg": f"{BASE}id/vuln/CNVD-2031-00001",
            "cnvd": "CNVD-2031-00001",
            "cve": "CVE-2031-0009",
        },
    ),
    "CNVD-C-2031-0002": ([], {"cncert-kg": f"{BASE}id/vuln/CNVD-C-2031-0002", "cnvd": "CNVD-C-2031-0002"}),
    "CNVD-2031-00003": ([], {"cncert-kg": f"{BASE}id/vuln/CNVD-2031-00003", "cnvd": "CNVD-2031-00003"}),
    "CVE-2031-0007": (
        ["kev"],
        {"sepses": "http://w3id.org/sepses/resource/cve/CVE-2031-0007", "cve": "CVE-2031-0007"},
    ),
}


@pytest.mark.parametrize("name", VULNERABILITIES)
def test_a_vulnerability_has_its_numbers_and_labels(name: str) -> None:
    """CNVD's and CVE's numbers are references, severity and KEV are labels; there is no description."""
    made = named("vulnerability", name)
    last = {r["source_name"]: r.get("external_id", r.get("url")) for r in made["external_references"]}
    assert (made.get("labels", []), last) == VULNERABILITIES[name]
    assert "description" not in made


def test_a_title_is_exported_letter_for_letter_but_without_controls() -> None:
    """Markup, quotes, backslashes and braces stay; a control, a line end and a bidi control go."""
    references = named("vulnerability", "CNVD-2031-00001")["external_references"]
    assert [r["description"] for r in references if "description" in r] == [export_data.TITLE]
    assert named("report", "Bees 2031 no. 8")["description"] == "蜂报 第八期"
    assert not any(ord(c) < 32 and c != "\n" for c in bundle("invented", True).decode())


def test_a_family_has_its_other_names() -> None:
    """Names of other languages are aliases; ATT&CK and MISP are references where the same or a part; no other is."""
    made = named("malware", "Hornet")
    assert (made["is_family"], made["aliases"]) == (True, ["Vespa", "大黄蜂"])
    assert [(r["source_name"], r.get("external_id")) for r in made["external_references"]] == [
        ("cncert-kg", None),
        ("mitre-attack", "S9998"),
        ("mitre-attack", "S9999"),
        ("misp-galaxy", "11111111-2222-4333-8444-555555555555"),
        ("misp-galaxy", "22222222-2222-4333-8444-555555555555"),
        ("misp-galaxy", "33333333-2222-4333-8444-555555555555"),
    ]


def test_a_report_refers_to_what_it_names() -> None:
    """An issue refers to vulnerabilities, families and indicators; one that names none, to who publishes it."""
    made, bare = named("report", "Bees 2031 no. 8"), named("report", "Bees 2030")
    assert Counter(r.partition("--")[0] for r in made["object_refs"]) == {
        "vulnerability": 3,
        "malware": 1,
        "indicator": 6,
    }
    assert (made["published"], made["report_types"]) == (
        "2031-03-01T00:00:00Z",
        ["vulnerability", "malware", "indicator"],
    )
    assert {"source_name": "Hive", "url": "https://hive.example/8"} in made["external_references"]
    assert bare["object_refs"] == [named("identity", "Hive")["id"]]
    assert (bare["published"], bare["report_types"]) == ("2031-01-01T00:00:00Z", ["threat-report"])


def test_only_organisations_that_we_curate_are_identities() -> None:
    """Neither a person nor an account nor an imported team nor a branch is one; the creator of all is the data set."""
    made = [o for o in objects() if o["type"] == "identity"]
    assert [(o["name"], o["identity_class"]) for o in made] == [
        ("Invented graph", "system"),
        ("Hive", "organization"),
        ("Ring", "organization"),
        ("Swarm", "organization"),
    ]
    creators = {o["created_by_ref"] for o in objects() if o["type"] not in ("marking-definition",) and o != made[0]}
    assert creators == {made[0]["id"]}


@pytest.mark.parametrize("name", export_data.ASSETS)
def test_a_pattern_is_valid_and_stays_defanged(name: str) -> None:
    """The official grammar takes quotes and backslashes as written; a label says that an address is defanged."""
    found = [o for o in objects() if o["type"] == "indicator" and o["name"] == f"Asset {name}"]
    assert len(found) == (name != "loose")  # no algorithm gives a hash so short
    for made in found:
        assert run_validator(made["pattern"], stix_version="2.1") == []
        assert made["valid_from"] == "2031-03-01T00:00:00Z"
        assert (made.get("labels") == ["defanged"]) == (name in DEFANGED)


PATTERNS = {
    "domain": "[domain-name:value = 'evil[.]example']",
    "url": r"[url:value = 'hxxp://evil[.]example/a\'b\\c']",
    "ip": "[ipv4-addr:value = '198[.]51[.]100[.]7']",
    "ipv6": "[ipv6-addr:value = '2001[:]db8[:][:]7']",
    "hash": f"[file:hashes.MD5 = '{export_data.MD5}']",
    "formula": r"[domain-name:value = '=cmd|\' /C calc\'!A0[.]example']",
}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_names_the_kind_of_the_value(name: str) -> None:
    """Each kind of address has the object path of STIX for it, and the value is a single string of the grammar."""
    assert named("indicator", f"Asset {name}")["pattern"] == PATTERNS[name]


def test_the_order_and_the_graphs_of_the_data_change_nothing() -> None:
    """The same statements, loaded in another order into two graphs, give the same bytes."""
    assert b"".join(stix.bundle(export_data.in_graphs(), with_indicators=True)) == bundle("invented", True)


def test_a_new_version_keeps_the_day_of_creation() -> None:
    """STIX forbids `created` to change; `modified` is the newest day of the data set, or the thing's own if later."""
    later = export_data.turtle().replace(b'modified "2031-03-06"', b'modified "2032-01-01"')
    newer = b"".join(stix.bundle(export_data.opened(later, RdfFormat.TURTLE), with_indicators=True))
    before = {o["id"]: o for o in objects()}
    after = {o["id"]: o for o in json.loads(newer)["objects"]}
    assert before.keys() == after.keys()
    assert all(before[i]["created"] == after[i]["created"] for i in before)
    assert {o["modified"] for o in after.values() if "modified" in o} == {"2032-01-01T00:00:00.000Z"}


def test_the_catalogue_is_written_one_entry_at_a_time() -> None:
    """The first pieces come before the last entry is read, and none holds more than an object."""
    pieces = stix.bundle(export_data.embedded(), with_indicators=False)
    assert next(pieces).startswith(b'{"type": "bundle"')
    assert max(map(len, pieces)) < 20_000


@pytest.mark.parametrize("name", ["", "https://w3id.org/cncert-kg/id/vuln/CNVD-2031-00001", "漏洞"])
def test_a_uuid_is_that_of_the_standard_library(name: str) -> None:
    """Version 5 in the name space of URLs."""
    assert name_uuid(name) == str(uuid.uuid5(uuid.NAMESPACE_URL, name))


@pytest.mark.parametrize(
    ("text", "day", "at"), [("2031", "2031-01-01", 1924992000), ("1970-02", "1970-02-01", 31 * 86400)]
)
def test_a_year_or_a_month_is_its_first_day(text: str, day: str, at: int) -> None:
    """Where a source states no day, its earliest one stands, at midnight in both forms."""
    assert (first_day(text), moment(day), seconds(day)) == (day, f"{day}T00:00:00Z", at)


@pytest.mark.parametrize("text", ["", "2031-13", "2031-02-30", "March", "2031-03-01T00:00:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A date that no calendar has is not exported as another."""
    with pytest.raises(ValueError):
        first_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\x00b", "a b"), ("\ufeff漏\u202e洞 \n x", "漏 洞 x"), ("=1+1", "=1+1"), ("\x7f\uffff", "")],
)
def test_plain_text_is_one_visible_line(text: str, expected: str) -> None:
    """Controls become blanks, blanks become one; nothing that can be seen is changed."""
    assert plain(text) == expected
