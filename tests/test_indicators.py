"""The table of indicators, and the code list that is written from it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pyoxigraph import RdfFormat, parse

from cncert_kg.errors import ResourceError
from cncert_kg.indicators import indicator_turtle, indicators, table
from cncert_kg.iris import Iris
from cncert_kg.resources import folder
from cncert_kg.vocab import SKOS

IRIS = Iris()
HEADER = (folder("ontology") / "indicators.tsv").read_text(encoding="utf-8").splitlines()[0]
ROW = "a\tcncert-weekly\t甲\tA\thost\tlevel;wow\tinfection\tdetected\tworld\t\t\t\t"


def codes(scheme: str) -> set[str]:
    """Give the codes of a list as its file defines them."""
    place = IRIS.scheme(scheme)
    quads = list(parse(path=folder("ontology") / "codes" / f"{scheme}.ttl", format=RdfFormat.TURTLE))
    members = {q.subject.value for q in quads if q.predicate == SKOS.inScheme and q.object == place}
    return {m.rsplit("/", 1)[1] for m in members}


def used(field: str) -> set[str]:
    """Give the codes that a column of the table holds."""
    cells = [getattr(i, field) for i in indicators().values()]
    return {code for cell in cells for code in ((cell,) if isinstance(cell, str) else cell) if code}


def test_written_code_list_is_current() -> None:
    """ontology/codes/indicator.ttl is what the table gives."""
    written = (folder("ontology") / "codes" / "indicator.ttl").read_text(encoding="utf-8")
    assert indicator_turtle() == written, "run: python -m cncert_kg.indicators > ontology/codes/indicator.ttl"


def test_module_writes_the_code_list() -> None:
    """Run as a module, it gives the same bytes, whatever the locale."""
    command = [sys.executable, "-m", "cncert_kg.indicators"]
    done = subprocess.run(command, capture_output=True, check=True, env={"LANG": "C", "PYTHONHASHSEED": "7"},
                          cwd=folder("ontology").parent)  # fmt: skip
    assert done.stdout.decode() == indicator_turtle()


@pytest.mark.parametrize(
    ("field", "scheme"),
    [("unit", "unit"), ("statistics", "statistic"), ("incident_type", "incident-type"), ("stage", "stage"),
     ("area", "area"), ("rating_scheme", "rating")],
)  # fmt: skip
def test_codes_of_the_table_exist(field: str, scheme: str) -> None:
    """Every code of the table stands in its list."""
    assert used(field) <= codes(scheme)


def test_units_of_shares_and_changes_exist() -> None:
    """Shares and changes have a unit of their own, whatever their indicator counts."""
    assert {"percent", "ratio", "score"} <= codes("unit")


def test_series_of_the_table_exist() -> None:
    """Every series of the table is described beside the organisations."""
    quads = parse(path=folder("ontology") / "organisations.ttl", format=RdfFormat.TURTLE)
    known = {q.subject.value for q in quads}
    assert {IRIS.series(s).value for s in used("series")} <= known


def test_parts_lead_to_a_whole_and_never_in_a_circle() -> None:
    """Going from part to whole ends."""
    for indicator in indicators().values():
        seen = [indicator.code]
        while (whole := indicators()[seen[-1]].broader) and len(seen) < 10:
            assert whole not in seen
            seen.append(whole)


def test_parts_are_counted_as_their_whole_is() -> None:
    """A part has the unit, kind and stage of its whole, or is a share of it."""
    for part in indicators().values():
        whole = indicators().get(part.broader)
        if whole and part.unit != "percent":
            assert (part.unit, part.stage) == (whole.unit, whole.stage), part.code


def test_shares_have_a_denominator() -> None:
    """Whatever is printed as a share is a share of something in the table."""
    for indicator in indicators().values():
        assert ("share" in indicator.statistics) == bool(indicator.share_of), indicator.code


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("incident-phishing-handled", "incident-handled"),
        ("incident-handled-cross-border", "incident-handled"),
        ("cnvd-collected-high", "cnvd-collected"),
        ("cnvd-type-database", "cnvd-collected"),
        ("website-defaced-gov", "website-defaced"),
        ("org-support-unit-ics", "org-support-unit"),
        ("anva-takedown", "anva-malurl-handled"),
    ],
)
def test_part_leads_to_whole(part: str, whole: str) -> None:
    """The sums that validation checks rest on these."""
    assert indicators()[part].broader == whole


def test_areas_follow_the_meaning() -> None:
    """境内 is mainland China, 境外 is overseas, CNVD and handled incidents have no limit of place."""
    areas = {code: i.area for code, i in indicators().items()}
    assert {a for c, a in areas.items() if c.endswith("-overseas")} == {"overseas"}
    assert {a for c, a in areas.items() if c.startswith(("cnvd-", "incident-", "org-partner"))} == {"world"}
    assert {a for c, a in areas.items() if c.startswith(("org-branch", "org-support"))} == {"CN-mainland"}
    mainland = {areas[c] for c in ("host-infected", "phishing-page", "rw-download-ip-domestic")}
    assert mainland == {"CN-mainland"}


def test_only_ratings_have_a_scale() -> None:
    """A rating is a code on a scale and no number."""
    ratings = {c for c, i in indicators().items() if i.is_rating}
    assert ratings == {"security-rating", "cnvd-threat-level"}
    assert ratings == {c for c, i in indicators().items() if i.unit == "rating"}


def test_row_is_read() -> None:
    """Lists are split at semicolons; an empty cell is an empty text."""
    (row,) = table(f"{HEADER}\n{ROW}\n").values()
    names = ("series", "label_zh", "unit", "statistics", "area", "broader")
    expected = [("cncert-weekly",), "甲", "host", ("level", "wow"), "world", ""]
    assert [getattr(row, name) for name in names] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "indicators.tsv:1: found columns"),
        ("code\tseries\n", "indicators.tsv:1: found columns"),
        (f"{HEADER}\na\tb\n", "indicators.tsv:2: found 2 cells, expected 13"),
        (f"{HEADER}\n{ROW}\n\n", "indicators.tsv:3: found 1 cells, expected 13"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "indicators.tsv:3: code a stands twice"),
        (f"{HEADER}\n{ROW.replace('host', '')}\n", "indicators.tsv:2: unit is empty"),
        (f"{HEADER}\n{ROW[:-3]}b\t\t\t\n", "indicators.tsv:2: a points to b, which is no indicator"),
    ],
)
def test_table_refuses(text: str, message: str) -> None:
    """A malformed row is named by file and line."""
    with pytest.raises(ResourceError, match="E_INDICATOR_TABLE") as caught:
        table(text)
    assert message in str(caught.value)
