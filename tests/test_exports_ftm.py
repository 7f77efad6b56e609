"""The FollowTheMoney entities are organisations and their ties, valid by the official schema, and no person is one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from followthemoney import model

from cncert_kg.exports import ftm
from cncert_kg.exports.identifiers import name_uuid
from tests import export_data
from tests.export_data import ALL, BASE

HIVE = name_uuid(f"{BASE}id/org/hive")
RING = name_uuid(f"{BASE}id/org/ring")
SWARM = name_uuid(f"{BASE}id/org/swarm")
BRANCH = name_uuid(f"{BASE}id/org/hive-ZZ")


def entities(name: str = "invented") -> list[dict[str, Any]]:
    return [json.loads(line) for line in ftm.lines(ALL[name]())]


def entity(id_: str) -> dict[str, Any]:
    (found,) = (e for e in entities() if e["id"] == id_)
    return found


@pytest.mark.parametrize("name", ALL)
def test_the_official_library_takes_every_entity_as_it_is(name: str) -> None:
    """It cleans nothing away: every property is of the schema, and every value is in the form of its type."""
    assert entities(name)
    for one in entities(name):
        read = model.get_proxy(one, cleaned=False)  # so the library cleans
        assert {p: sorted(values) for p, values in read.properties.items()} == one["properties"]
        read.schema.validate({"properties": one["properties"]})


@pytest.mark.parametrize("name", ALL)
def test_a_tie_comes_after_what_it_ties(name: str) -> None:
    """No entity refers to a later or a missing one, and none comes twice."""
    seen: set[str] = set()
    for one in entities(name):
        schema = model.get(one["schema"])
        assert schema is not None
        ends = [p for p in one["properties"] if schema.properties[p].type.name == "entity"]
        assert len(ends) == (0 if one["schema"] == "Organization" else 2)
        assert {id_ for p in ends for id_ in one["properties"][p]} <= seen
        assert one["id"] not in seen
        seen.add(one["id"])


@pytest.mark.parametrize("name", ALL)
def test_no_person_and_no_account_is_an_entity(name: str) -> None:
    """A person, an account known by its number and a team of an import are left out; so are all their ties."""
    assert {e["schema"] for e in entities(name)} <= {"Organization", "Membership", "UnknownLink"}
    text = b"".join(ftm.lines(ALL[name]())).decode()
    assert not any(word in text for word in ("Zhang San", "张三", "wechat-", "Account", "Team of an import", "topics"))


def test_an_organisation_has_what_the_release_says_of_it() -> None:
    """Names in both languages, the others as aliases, founding as exact as it is stated, telephone and page."""
    assert entity(HIVE)["properties"] == {
        "name": ["Hive", "蜂巢中心"],
        "alias": ["HiveCERT", "蜂巢"],
        "country": ["cn"],
        "incorporationDate": ["2019-05"],
        "phone": ["+861000000000"],
        "sourceUrl": [f"{BASE}id/org/hive"],
        "website": ["https://hive.example/"],
    }
    assert entity(RING)["properties"]["wikidataId"] == ["Q99"]


@pytest.mark.parametrize(("id_", "country"), [(BRANCH, ["cn"]), (HIVE, ["cn"]), (SWARM, ["cn"]), (RING, None)])
def test_a_country_follows_from_a_branch(id_: str, country: list[str] | None) -> None:
    """From the area that a branch serves, to the whole, to what that runs; of any other one nothing is said."""
    assert entity(id_)["properties"].get("country") == country


def test_ties_are_memberships_and_other_links() -> None:
    """A membership has its role; what FollowTheMoney has no word for is a link that says what it is."""
    found = [(e["schema"], e["properties"]) for e in entities() if e["schema"] != "Organization"]
    page = f"{BASE}id/membership/hive-ring"
    assert found == [
        ("Membership", {"member": [HIVE], "organization": [RING], "role": ["Full member"], "sourceUrl": [page]}),
        ("UnknownLink", {"object": [HIVE], "role": ["branch of"], "subject": [BRANCH]}),
        ("UnknownLink", {"object": [SWARM], "role": ["initiated"], "subject": [HIVE]}),
    ]


def test_the_order_and_the_graphs_of_the_data_change_nothing() -> None:
    """The same statements, loaded in another order into two graphs, give the same lines."""
    assert list(ftm.lines(export_data.in_graphs())) == list(ftm.lines(export_data.invented()))
