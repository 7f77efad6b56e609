"""A release answers the shipped questions before it is published, or is not published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from cncert_kg import answering, keeping, store
from cncert_kg.answering import Asked, Examiner
from cncert_kg.errors import PublicationError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import file_sha256
from cncert_kg.questions import question, questions
from cncert_kg.site.sparql import parts
from cncert_kg.site.sparql.parts import Part
from tests.factory import data_of, small_build

ORGANISATIONS = "memberships"
"""A question that needs nothing: the curated graph answers it."""


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A release that is being written: the small one."""
    quads = tmp_path / "stage" / store.QUADS
    quads.parent.mkdir(parents=True)
    quads.write_bytes(data_of(small_build())["data/cncert-kg.nq"])
    return tmp_path / "stage"


def examined(
    stage: Path, inventory: frozenset[str], base: str = DEFAULT_BASE
) -> tuple[list[dict[str, object]], dict[str, object]]:
    manifest: dict[str, object] = {}
    examiner = Examiner(base, inventory, False, stage.parent / "stores", stage.parent / "public")
    path, content = next(examiner.files(stage, None, manifest))
    assert path == "validation/questions.json"
    assert isinstance(content, bytes)
    return json.loads(content), manifest


def test_what_a_build_has_not_read_is_not_asked(stage: Path) -> None:
    """Questions that need nothing are answered; the others say what is lacking, and the manifest counts both."""
    listing, manifest = examined(stage, frozenset())
    by_name = {str(one["name"]): one for one in listing}
    assert set(by_name) == {one.name for one in questions()}
    for one in questions():
        expected = "not-applicable" if one.needs else "answered"
        assert (by_name[one.name]["status"], by_name[one.name]["lacks"]) == (expected, sorted(one.needs))
    counts = manifest["questions"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) == len(questions())
    assert set(counts) == {"answered", "not-applicable"}


def test_a_release_that_lost_its_answers_is_not_published(stage: Path) -> None:
    """Exit 3; each question is named with the rows it has and those it promises."""
    quads = stage / store.QUADS
    quads.write_bytes(b"".join(line for line in quads.read_bytes().splitlines(True) if b"org#organization" not in line))
    with pytest.raises(PublicationError, match=rf"E_QUESTIONS {ORGANISATIONS}: found 0 rows, expected \d") as stopped:
        examined(stage, frozenset())
    assert stopped.value.exit_code == 3


def test_needs_are_told_from_the_inputs(stage: Path) -> None:
    """A build that has read a series and lost its figures is broken, and not one to which the question is nothing."""
    lost = next(one for one in questions() if "statistics" in one.needs)
    with pytest.raises(PublicationError, match=f"E_QUESTIONS {lost.name}: found 0 rows"):
        examined(stage, lost.needs)


def test_the_store_of_the_release_is_made_by_the_way(stage: Path) -> None:
    """What was asked is what `query` will open: the store has the key of these quads."""
    examined(stage, frozenset())
    made = keeping.key(file_sha256(stage / store.QUADS))
    assert (stage.parent / "stores" / made).is_dir()


def test_the_default_release_promises_more() -> None:
    """Its minima are at least those of any build; a short answer is short of the one or the other."""
    assert all(one.default_rows >= one.rows for one in questions())
    one = question(ORGANISATIONS)
    assert (one.rows, one.default_rows) == (3, 3)
    assert Asked(one, (), 2, 1).status == "short"
    assert Asked(one, (), 2, 2).status == "answered"
    assert Asked(one, ("kev",), 2).status == "not-applicable"
    with pytest.raises(PublicationError, match="1 questions without"):
        answering.check([Asked(one, (), 2, 1), Asked(one, (), 1, 1)], Path("public"))


def test_another_base_is_asked_under_its_own_name(tmp_path: Path) -> None:
    """The questions' prefixes follow the base of the release."""
    base = "https://other.example/kg/"
    quads = tmp_path / "stage" / store.QUADS
    quads.parent.mkdir(parents=True)
    quads.write_bytes(data_of(small_build(base))["data/cncert-kg.nq"])
    listing, _ = examined(tmp_path / "stage", frozenset(), base)
    assert next(one for one in listing if one["name"] == ORGANISATIONS)["rows"] == 3


def test_a_page_of_a_question_needs_the_parts_that_give_its_rows(tmp_path: Path) -> None:
    """Parts are tried in their order; what the tried ones do not answer alike needs all, the catalogue among them."""
    graphs = {"org": "<a:1> <a:p> 1 .", "doc/x": "<a:2> <a:p> 2 .", "vuln/2020": "<a:3> <a:p> 3 ."}
    for name, turtle in graphs.items():
        place = tmp_path / parts.GRAPHS / f"{name}.ttl"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(turtle)
    held = [Part("core", ("org",)), Part("documents", ("doc/x",)), Part("catalogue-2020", ("vuln/2020",))]
    whole = Store()
    for part in held:
        answering.load(whole, part, tmp_path, DEFAULT_BASE)
    texts = {"one": "FILTER(?n < 2)", "two": "FILTER(?n < 3)", "three": ""}
    asked = [replace(question("names"), name=n, text=f"SELECT ?n {{ ?s <a:p> ?n {t} }}") for n, t in texts.items()]
    tables = [answering.table(whole, one, DEFAULT_BASE) for one in asked]
    got = answering.answered([Asked(q, (), 1) for q in asked], tables, held, tmp_path, DEFAULT_BASE)
    assert {one.name: len(one.parts) for one in got} == {"one": 1, "two": 2, "three": 3}
    assert answering.counts(whole, DEFAULT_BASE) == dict.fromkeys(graphs, 1)


@pytest.mark.parametrize(
    ("query", "columns", "rows"),
    [
        ("ASK { ?s ?p ?o }", ("answer",), 1),
        ("ASK { ?s ?p 7 }", ("answer",), 0),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ("subject", "predicate", "object"), 2),
        ("SELECT ?o ?none { ?s ?p ?o }", ("o", "none"), 2),
    ],
)
def test_every_form_of_answer_is_a_table(query: str, columns: tuple[str, ...], rows: int) -> None:
    """A yes is a row, triples have three columns, what is not bound is an empty cell."""
    asked = Store()
    asked.load(b"<a:a> <a:p> 1, 2 .", format=RdfFormat.TURTLE)
    found = answering.table(asked, replace(question("names"), text=query), DEFAULT_BASE)
    assert (found.columns, len(found.rows)) == (columns, rows)
    assert all(len(row) == len(columns) for row in found.rows)
