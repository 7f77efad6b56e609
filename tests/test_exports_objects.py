"""The exports of single things: files beside their data, whole in themselves, and linked where they are."""

from __future__ import annotations

import json
from functools import cache

import pytest
import stix2

from cncert_kg.exports import objects
from cncert_kg.exports.stix import objects as whole_objects
from cncert_kg.site import forms
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from tests import export_data
from tests.factory import small_build

ALL = ("invented", "small")


@cache
def made(name: str) -> dict[str, bytes]:
    found = list(objects.files(export_data.ALL[name]()))
    assert len({path for path, _ in found}) == len(found)
    return dict(found)


@cache
def index(name: str) -> Index:
    data = export_data.ALL[name]()
    return Index((q.triple for q in data.store if "/id/mention/" not in str(q.subject)), data.base)


@pytest.mark.parametrize("name", ALL)
def test_a_page_links_what_there_is_and_nothing_else(name: str) -> None:
    """The rule by which pages link exports gives exactly the files that are written."""
    linked = {f"{node}.{form}.json" for node in index(name).facts for form in forms.of(index(name), node)}
    assert linked == set(made(name)) != set()


@pytest.mark.parametrize("name", ALL)
def test_every_bundle_can_be_read_by_itself(name: str) -> None:
    """STIX's library takes it, and it refers to nothing that it does not hold."""
    bundles = [json.loads(raw) for path, raw in made(name).items() if path.endswith(".stix.json")]
    assert bundles
    for bundle in bundles:
        stix2.parse(bundle, allow_custom=True)
        held = [one["id"] for one in bundle["objects"]]
        assert len(set(held)) == len(held)
        for one in bundle["objects"]:
            ends = (one.get(f"{end}_ref") for end in ("source", "target", "created_by"))
            assert {*one.get("object_refs", ()), *filter(None, ends)} <= set(held), one["id"]


@pytest.mark.parametrize("name", ALL)
def test_a_thing_is_the_same_in_the_export_of_the_whole(name: str) -> None:
    """No object differs from the one with its identifier in the bundle of all."""
    every = {one["id"]: one for one in whole_objects(export_data.ALL[name](), with_indicators=False)}
    for path, raw in made(name).items():
        if path.endswith(".stix.json"):
            assert all(every[one["id"]] == one for one in json.loads(raw)["objects"]), path


@pytest.mark.parametrize("name", ALL)
def test_organisations_come_with_their_ties(name: str) -> None:
    """In FollowTheMoney: the organisation first, then who it is tied to, then the ties."""
    for path, raw in made(name).items():
        if path.endswith(".ftm.json"):
            lines = [json.loads(line) for line in raw.splitlines()]
            held = {line["id"] for line in lines}
            ends = ("member", "organization", "subject", "object")
            named = {i for line in lines for end in ends for i in line["properties"].get(end, ())}
            assert lines[0]["schema"] == "Organization" and named <= held


def test_an_issue_has_its_event() -> None:
    """MISP's, with the issue's label."""
    event = json.loads(made("invented")["id/report/bees/2031-08.misp.json"])["Event"]
    assert (event["info"], event["date"]) == ("Bees 2031 no. 8", "2031-03-01")
    assert not [p for p in made("invented") if "2031-09" in p]


def test_links_lead_from_a_page_to_the_files() -> None:
    """By the way to the root, under the names of the formats."""
    scope = Scope(Site(small_build()), "en", "en/id/org/cncert.html", "id/org/cncert")
    assert forms.links(scope) == [
        Ref("../../../id/org/cncert.stix.json", "STIX 2.1"),
        Ref("../../../id/org/cncert.ftm.json", "FollowTheMoney"),
    ]
    assert forms.links(Scope(Site(small_build()), "en", "en/code/x.html", "code/x")) == []
