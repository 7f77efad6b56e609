"""The questions that come with the package: heads that say all, parameters that cannot leave their place."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Store

from cncert_kg import questions as module
from cncert_kg import resources, store
from cncert_kg.errors import ResourceError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.questions import Question, question, questions
from cncert_kg.vocab import prefixes

HEAD = """# title@zh: 题
# title@en: Title
# question@zh: 问？
# question@en: What?
# description@zh: 述。
# description@en: Rows.
# keywords: one, two words
# needs: series:cncert-weekly, mappings
# rows: 2
# default: 30
# parameter indicator@zh: 指标
# parameter indicator@en: The indicator
"""
TEXT = HEAD + "SELECT ?o { VALUES ?indicator { ind:incident-handled } ?o d:indicator ?indicator } ORDER BY ?o\n"


def read(text: str) -> Question:
    return module.read("made-up", text)


def test_the_head_says_all() -> None:
    """Titles, the question, what a row is, needs, minima, parameters with the default that stands in the text."""
    one = read(TEXT)
    assert (one.titles["zh"], one.questions["en"], one.descriptions["zh"]) == ("题", "What?", "述。")
    assert (one.rows, one.default_rows, one.keywords) == (2, 30, ("one", "two words"))
    assert one.needs == {"series:cncert-weekly", "mappings"}
    assert [(p.name, p.default, p.labels["en"]) for p in one.parameters] == [
        ("indicator", "ind:incident-handled", "The indicator")
    ]
    assert read(TEXT.replace("# default: 30\n", "")).default_rows == 2


@pytest.mark.parametrize("line", [line for line in HEAD.splitlines() if "@" in line])
def test_a_head_that_lacks_a_text_is_refused(line: str) -> None:
    """In either language; the file is named."""
    with pytest.raises(ResourceError, match=r"E_QUERY made-up\.rq"):
        read(TEXT.replace(line + "\n", ""))


def test_a_parameter_stands_in_one_place() -> None:
    """None, or two, could not be set."""
    with pytest.raises(ResourceError, match="0 times"):
        read(TEXT.replace("VALUES ?indicator", "VALUES ?other"))
    with pytest.raises(ResourceError, match="2 times"):
        read(TEXT + "VALUES ?indicator { UNDEF }")


@pytest.mark.parametrize(
    "value",
    [
        "ind:phishing-handled", "ind:a ind:b", "<https://x/y>", '"text"', '"文"@zh', '"2024-01-01"^^xsd:date', "2024",
        "-1.5", "UNDEF",
    ],
)  # fmt: skip
def test_a_value_is_a_term_or_several(value: str) -> None:
    """Names, IRIs, literals and numbers, and UNDEF for any; the query parses with them."""
    text = read(TEXT).filled({"indicator": value})
    assert f"VALUES ?indicator {{ {value} }}" in text
    store.ask(Store(), text, DEFAULT_BASE)


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "} SERVICE <http://x/> { ", "?x", "ind:a } #", "(1)", '"a" } { "b', "<a b>", "SELECT", '"a\\"b"',
        "1;2", "'x'", "_:b",
    ],
)  # fmt: skip
def test_a_value_cannot_leave_its_place(value: str) -> None:
    """What is no term is refused, and so is a parameter that is not there."""
    with pytest.raises(UsageError, match="E_PARAMETER"):
        read(TEXT).filled({"indicator": value})
    with pytest.raises(UsageError, match="E_PARAMETER"):
        read(TEXT).filled({"other": "ind:a"})


def test_a_question_in_full_needs_no_prefix_of_ours() -> None:
    """Any other store parses it: the prefixes it uses, and no others, are declared."""
    for one in questions():
        text = one.in_full(prefixes(DEFAULT_BASE))
        Store().query(text)
        declared = re.findall(r"^PREFIX ([\w-]+):", text, re.MULTILINE)
        assert declared == sorted(set(declared))
        for prefix in declared:
            assert f"{prefix}:" in one.text


def test_a_question_is_found_by_its_name() -> None:
    """The names are those of the files; a near miss is told what is near."""
    assert len(questions()) >= 26
    assert [question(q.name) for q in questions()] == list(questions())
    assert {f"{q.name}.rq" for q in questions()} == {p.name for p in resources.folder("queries").iterdir()}
    for name in ("", "no-such", "../ontology/cncert", "gaps.rq"):
        with pytest.raises(UsageError, match="E_QUERY"):
            question(name)
    with pytest.raises(UsageError, match="did you mean memberships"):
        question("membership")


@pytest.mark.parametrize("one", questions(), ids=lambda q: q.name)
def test_a_shipped_question_keeps_the_rules(one: Question) -> None:
    """No graph, no service, no base IRI in its text, a total order, and a row at least is promised."""
    code = re.sub(r"#[^\n]*", "", one.text)
    assert not re.search(r"\b(GRAPH|SERVICE|FROM)\b|w3id\.org", code)
    assert re.search(r"\bORDER BY\b", code) or not re.search(r"\bSELECT\b", code)
    assert one.rows >= 1
    assert all(text.strip() for texts in (one.titles, one.questions, one.descriptions) for text in texts.values())
    assert all(not re.search(r"[㐀-鿿]", texts["en"]) for texts in (one.titles, one.questions))
