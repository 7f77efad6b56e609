"""The MISP feed is what MISP's own generator would write, and nothing in it makes a sensor act."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pymisp import MISPEvent
from pymisp.tools.attributevalidationtool import AttributeValidationTool
from pymisp.tools.feed import feed_meta_generator

from cncert_kg.exports import misp
from tests import export_data
from tests.export_data import ALL, BASE, FORMULA, MD5, TITLE


@cache
def feed(name: str = "invented", with_indicators: bool = True) -> dict[str, bytes]:
    """Give the files of a feed by their names."""
    found = misp.files(ALL[name](), with_indicators=with_indicators)
    return {path.removeprefix("misp/"): b"".join(pieces) for path, pieces in found}


def events(name: str = "invented", with_indicators: bool = True) -> list[dict[str, Any]]:
    """Give every event of a feed."""
    found = feed(name, with_indicators)
    return [json.loads(found[f"{uuid}.json"])["Event"] for uuid in json.loads(found["manifest.json"])]


def event(info: str) -> dict[str, Any]:
    (found,) = (e for e in events() if e["info"] == info)
    return found


def attributes(one: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the attributes of an event and of its objects."""
    return [a for holder in (one, *one["Object"]) for a in holder.get("Attribute", [])]


@pytest.mark.parametrize("name", ALL)
def test_the_official_library_reads_every_event(name: str) -> None:
    """What the library itself would write for a feed of each event it read is what we wrote."""
    for one in events(name):
        read = MISPEvent()
        read.load({"Event": json.loads(json.dumps(one))})
        assert json.loads(json.dumps(read.to_feed()))["Event"] == one


@pytest.mark.parametrize("name", ALL)
def test_manifest_and_hashes_are_those_of_the_official_generator(name: str, tmp_path: Path) -> None:
    """The library writes the same two files from our events, but for the order of their lines."""
    for path, content in feed(name).items():
        if path not in ("manifest.json", "hashes.csv"):
            (tmp_path / path).write_bytes(content)
    feed_meta_generator(tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_bytes()) == json.loads(feed(name)["manifest.json"])
    hashes = (tmp_path / "hashes.csv").read_text().splitlines()
    assert sorted(hashes) == sorted(feed(name)["hashes.csv"].decode().splitlines())


@pytest.mark.parametrize("name", ALL)
def test_a_server_takes_every_value_as_it_is(name: str) -> None:
    """The checks that a MISP server makes accept each value and change none: what is defanged stays so."""
    server: Any = AttributeValidationTool
    for one in attributes_of_all(name):
        assert server.validate(one["type"], one["value"]) is True
        assert server.modifyBeforeValidation(one["type"], one["value"]) == one["value"]


@pytest.mark.parametrize("name", ALL)
def test_no_sensor_acts_on_a_value(name: str) -> None:
    """`to_ids` is false everywhere, and each category is one that MISP has for the type."""
    types = MISPEvent().describe_types["category_type_mappings"]
    for one in attributes_of_all(name):
        assert one["to_ids"] is False
        assert one["type"] in types[one["category"]]


@pytest.mark.parametrize("name", ALL)
def test_no_uuid_comes_twice(name: str) -> None:
    """Events, objects and attributes each have one of their own, in the whole feed."""
    whole = [o for e in events(name) for o in (e, *e["Object"])]
    uuids = [o["uuid"] for o in whole] + [a["uuid"] for a in attributes_of_all(name)]
    assert len(set(uuids)) == len(uuids)


def attributes_of_all(name: str) -> list[dict[str, Any]]:
    return [a for e in events(name) for a in attributes(e)]


def test_an_issue_that_nobody_holds_is_no_event() -> None:
    """Without a day of publication there is nothing to tell; the first day stands for a month."""
    assert {(e["info"], e["date"]) for e in events()} == {
        ("Bees 2031 no. 8", "2031-03-01"),
        ("Bees 2030", "2031-01-01"),
    }


@pytest.mark.parametrize(
    ("info", "tags"),
    [
        (
            "Bees 2031 no. 8",
            ["tlp:clear", 'rsit:fraud="sting"', 'misp-galaxy:botnet="Hornet"', 'misp-galaxy:ransomware="Hornet"'],
        ),
        ("Bees 2030", ["tlp:clear"]),
    ],
)
def test_tags_are_those_of_reviewed_mappings(info: str, tags: list[str]) -> None:
    """A class of RSIT that is narrower than what an issue counts, or a cluster that is a part, is no tag of it."""
    assert [tag["name"] for tag in event(info)["Tag"]] == tags


def test_the_author_is_the_data_set() -> None:
    """Nobody is told that CNCERT wrote the event."""
    assert {e["Orgc"]["name"] for e in events()} == {"Invented graph"}


def test_a_vulnerability_has_its_numbers_as_far_as_misp_takes_them() -> None:
    """CNVD's numbers of five digits and CVE's are numbers, others text; a title keeps its letters; KEV is a comment."""
    made = [o for o in event("Bees 2031 no. 8")["Object"] if o["name"] == "vulnerability"]
    found = {
        tuple(a["value"] for a in o["Attribute"] if a["object_relation"] == "id"): (
            o["comment"],
            [a["value"] for a in o["Attribute"] if a["object_relation"] == "summary"],
        )
        for o in made
    }
    assert found == {
        ("CVE-2031-0007",): ("in CISA's KEV since 2031-02-25", ["CVE-2031-0007"]),
        ("CNVD-2031-00001", "CVE-2031-0007", "CVE-2031-0009"): (
            "in CISA's KEV since 2031-02-25",
            [f"{TITLE} CNVD-2031-00001"],
        ),
        (): ("", ["某缺陷 CNVD-C-2031-0002"]),
    }


def test_the_report_itself_leads_to_its_pages() -> None:
    """Its Chinese title without controls, our page of it, and the publisher's."""
    (report,) = (o for o in event("Bees 2031 no. 8")["Object"] if o["name"] == "report")
    assert [a["value"] for a in report["Attribute"]] == [
        "蜂报 第八期",
        f"{BASE}id/report/bees/2031-08",
        "https://hive.example/8",
    ]


def test_malicious_addresses_come_on_request_and_as_text() -> None:
    """Only a hash is of a type of its own: it harms nobody, and finds the file."""
    named = {a["value"]: a["type"] for a in event("Bees 2031 no. 8")["Attribute"] if "malicious" in a["comment"]}
    assert (len(named), named[MD5], named[FORMULA], named["198[.]51[.]100[.]7"]) == (7, "md5", "text", "text")
    assert b"evil" not in b"".join(feed("invented", False).values())


def test_no_line_of_the_hashes_is_a_formula() -> None:
    """A line is an MD5 and a UUID, whatever the value; a spreadsheet finds nothing to run."""
    lines = feed()["hashes.csv"].decode().splitlines()
    digest = hashlib.md5(FORMULA.encode(), usedforsecurity=False).hexdigest()
    assert f"{digest},{event('Bees 2031 no. 8')['uuid']}" in lines
    assert all(len(line) == 69 and line[32] == "," for line in lines)


def test_the_order_and_the_graphs_of_the_data_change_nothing() -> None:
    """The same statements, loaded in another order into two graphs, give the same files."""
    again = misp.files(export_data.in_graphs(), with_indicators=True)
    assert {path.removeprefix("misp/"): b"".join(pieces) for path, pieces in again} == feed()
