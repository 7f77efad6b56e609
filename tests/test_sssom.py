"""SSSOM/TSV is read strictly and written in one form."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg.errors import DocumentError
from cncert_kg.links.mappings import NO_TERM_FOUND, Mapping, MappingSet
from cncert_kg.links.sssom import parse, read, write

SKOS = "http://www.w3.org/2004/02/skos/core#"
FILE = """\
#sssom_version: "1.1"
#curie_map:
#  mal: https://w3id.org/cncert-kg/id/malware/
#  out: https://example.org/families/
#mapping_set_id: https://example.org/sets/out.sssom.tsv
#mapping_set_version: "3"
#mapping_set_title: "Families: ours and theirs"
#creator_label:
#  - "An editor"
#  - "Another one"
#license: https://creativecommons.org/publicdomain/zero/1.0/
#subject_source: out:list
#mapping_date: "2031-02-17"
subject_id	subject_label	predicate_id	object_id	object_label	mapping_justification\
	confidence	match_string	comment
mal:grue	Grue	skos:exactMatch	out:7	Grue	semapv:LexicalMatching	0.95	grue|gr\\|ue	
mal:wumpus	Wumpus	skos:exactMatch	sssom:NoTermFound		semapv:ManualMappingCuration			"Said ""no"", 没有"
"""


def line(name: str) -> str:
    """Give the whole line of the file that begins with `name`."""
    return next(text for text in FILE.splitlines(keepends=True) if text.startswith(name))


def test_reads_every_slot_that_a_set_holds() -> None:
    """CURIEs become IRIs, lists become tuples, and the key is the name of the file."""
    found = read(FILE, "out.sssom.tsv")
    assert (found.key, found.mapping_set_version, found.mapping_date) == ("out", "3", "2031-02-17")
    assert found.mapping_set_title == "Families: ours and theirs"
    assert found.creator_label == ("An editor", "Another one")
    assert found.subject_source == "https://example.org/families/list"
    assert found.curie_map == {
        "mal": "https://w3id.org/cncert-kg/id/malware/",
        "out": "https://example.org/families/",
    }
    assert found.rows[0] == Mapping(
        "https://w3id.org/cncert-kg/id/malware/grue",
        "Grue",
        f"{SKOS}exactMatch",
        "https://example.org/families/7",
        "Grue",
        "https://w3id.org/semapv/vocab/LexicalMatching",
        Decimal("0.95"),
        match_string=("grue", "gr|ue"),
    )
    assert found.rows[1].object_id == NO_TERM_FOUND and not found.rows[1].is_match
    assert found.rows[1].comment == 'Said "no", 没有'


def test_writes_the_bytes_it_read() -> None:
    """A file in our form comes back byte for byte, and without a warning."""
    found, problems = parse(FILE, "out.sssom.tsv")
    assert write(found) == FILE.encode() and problems == ()


def test_keeps_what_kind_of_thing_the_object_is() -> None:
    """The category that the object's data set gives it stands after its label, and comes back."""
    text = FILE.replace("\tobject_label", "\tobject_label\tobject_category")
    text = text.replace("out:7\tGrue\t", "out:7\tGrue\tbeast\t").replace("NoTermFound\t\t", "NoTermFound\t\t\t")
    found, problems = parse(text, "out.sssom.tsv")
    assert [row.object_category for row in found.rows] == ["beast", ""] and problems == ()
    assert write(found) == text.encode()


def test_writes_one_form() -> None:
    """Neither the order of the rows nor that of the prefixes changes a byte."""
    found = read(FILE, "out.sssom.tsv")
    turned = replace(found, rows=found.rows[::-1], curie_map=dict(reversed(found.curie_map.items())))
    assert write(turned) == write(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("#sssom", "\ufeff#sssom"),
        ('"3"', "'3' # the third"),
        ("#curie_map", "# # a remark\n#\n#curie_map"),
        ('#  - "An editor"\n#  - "Another one"\n', "#- An editor\n#- Another one\n"),
        ("  mal: https", '    mal: "https'),
        ("#license", "#object_source: null\n#license"),
        ("\nmal:wumpus", "\n\nmal:wumpus"),
        ("#", "# "),
        ("Families: ours and", "Families:\n#   ours\n#   and"),
        ('"Families: ours and theirs"', "'Families: ours\n#  and theirs'"),
        ("Families: ours and", "Fam\\\n#  ilies:\\\n#   \\ ours and"),
        ("Families: ours", "Families\\x3a \\u006furs"),
    ],
)
def test_reads_other_ways_of_writing_it(old: str, new: str) -> None:
    """Line ends, byte-order mark, quotation, remarks, indentation and empty values change nothing."""
    changed = FILE.replace(old, new)
    if "    mal" in new:
        changed = changed.replace("malware/\n", 'malware/"\n').replace("#  out", "#    out")
    assert changed != FILE and read(changed, "out.sssom.tsv") == read(FILE, "out.sssom.tsv")


def test_puts_our_own_iris_under_the_base() -> None:
    """A second base changes our IRIs, not those of others."""
    row = read(FILE, "out.sssom.tsv", "https://example.net/kg/").rows[0]
    assert row.subject_id == "https://example.net/kg/id/malware/grue"
    assert row.object_id == "https://example.org/families/7"


FIRST = "mal:grue\tGrue\tskos:exactMatch\tout:7\tGrue\tsemapv:LexicalMatching\t0.95\tgrue|gr\\|ue\t\n"


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        # The metadata.
        ("#mapping_set_id", "#mapping_set_source", 1, "no mapping_set_id"),
        (line("#license"), "", 1, "no license"),
        ("#license: https", "#license: ftp", 11, "license is no IRI"),
        ("1.1", "2.0", 1, "sssom_version 2.0, expected 1.0 or 1.1"),
        ("#mapping_set_version", "#mapping_set_edition", 6, "mapping_set_edition is not a slot"),
        ("#mapping_set_version", "#mapping_set_title", 7, "mapping_set_title is given twice"),
        ("2031-02-17", "17 February", 1, "expected a day"),
        ("  out: https", "  skos: https", 2, "prefix skos is https://example.org"),
        ("  out:", "  mal:", 4, "expected one more '- item' or a new 'prefix: IRI'"),
        ("#license", "#  more\n#license", 11, "found 'more', expected one more '- item'"),
        ('#  - "An editor"', '#   - "An editor"', 10, "nested where no list or map is open"),
        ("#creator_label:\n", "#mapping_provider\n", 8, "expected 'slot: value'"),
        ('"3"', "[3]", 6, "must be put in quotation marks"),
        ('"3"', "|", 6, "must be put in quotation marks"),
        ('"3"', "*third", 6, "must be put in quotation marks"),
        ('"3"', "part 2: 3", 6, "must be put in quotation marks"),
        ('"3"', '"3', 6, "no closing quotation mark"),
        ('"3"', "'3' 4", 6, "or more after it"),
        ('"3"', '"\\q"', 6, "escape that YAML does not know"),
        ('"3"', '"\\ud800"', 6, "half of a character"),
        ('mapping_set_version: "3"', "mapping_set_version:\n#  - 3", 6, "is a list, expected one value"),
        ("#curie_map:\n", "#curie_map: none\n", 2, "must be put in quotation marks"),
        # The table.
        (FILE[FILE.index("subject_id\t") :], "", 14, "the file has no table"),
        ("\tconfidence", "\tcertainty", 14, "no slots of a mapping: ['certainty']"),
        ("\tobject_label", "\tsubject_label", 14, "given twice: ['subject_label']"),
        ("mapping_justification", "mapping_source", 14, "no mapping_justification"),
        ("mal:grue\t", "\t", 15, "the row has no subject_id"),
        ("\tout:7\t", "\t\t", 15, "the row has no object_id"),
        ("\tout:7\t", "\t", 15, "found 8 cells, expected 9"),
        ("\tout:7\t", "\tout7\t", 15, "'out7' is no CURIE"),
        ("\tout:7\t", "\thttps://example.org/7\t", 15, "prefix 'https' of https://example.org/7"),
        ("\tout:7\t", "\tyon:7\t", 15, "prefix 'yon' of yon:7 is not in the curie_map"),
        ("\tout:7\t", "\tout:7 8\t", 15, "'out:7 8' is no CURIE"),
        ("\tout:7\t", "\tout:7\u200b\t", 15, "invisible character"),
        ("skos:exactMatch\tout", "skos:broader\tout", 15, "predicate_id skos:broader is none"),
        ("semapv:Lexical", "semapv:Magical", 15, "mapping_justification semapv:MagicalMatching is none"),
        ("0.95", "1.5", 15, "confidence 1.5, expected 0 to 1"),
        ("0.95", "-0.5", 15, "confidence -0.5, expected 0 to 1"),
        ("0.95", "high", 15, "confidence high, expected 0 to 1"),
        ("0.95", "9e-1", 15, "confidence 9e-1, expected 0 to 1"),
        ("mal:grue\tGrue\t", "sssom:NoTermFound\tGrue\t", 15, "turn the set round"),
        ("\tconfidence", "\tpredicate_modifier", 15, "predicate_modifier 0.95: a denial"),
        (FIRST, FIRST * 2, 16, "repeats line 15"),
        ('"Said', '"Said" ', 16, "not a row of a table"),
        ("Wumpus", "Wum\x00pus", 16, "control character '\\x00'"),
    ],
)
def test_refuses(old: str, new: str, at: int, message: str) -> None:
    """Each fault is one coded line that says where."""
    assert old in FILE
    with pytest.raises(DocumentError, match=re.escape(message)) as caught:
        read(FILE.replace(old, new), "out.sssom.tsv")
    assert (caught.value.code, caught.value.where) == ("E_SSSOM", f"out.sssom.tsv:{at}")
    assert "\n" not in str(caught.value)


def test_refuses_a_name_that_gives_no_key() -> None:
    """The key is part of an IRI, so the name of the file must be one."""
    with pytest.raises(DocumentError, match="gives no key"):
        read(FILE, "映射.sssom.tsv")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("#license", "#mapping_tool: tool\n#license", [("slot mapping_tool is not kept", 11)]),
        ("\tobject_label", "\tsubject_category", [("column subject_category is not kept", 15)]),
        ("subject_label", "reviewer_label", [("column reviewer_label is not kept", 15)]),
        ("\tcomment", "\tsubject_source", [("column subject_source is not kept", 15)]),
    ],
)
def test_tells_what_it_does_not_keep(old: str, new: str, expected: list[tuple[str, int]]) -> None:
    """A slot of SSSOM that the set has no room for is a warning with its line, never dropped in silence."""
    problems = parse(FILE.replace(old, new), "out.sssom.tsv").problems
    assert [(p.message, p.line) for p in problems] == expected
    assert {p.code for p in problems} == {"W_SSSOM"}


def test_an_empty_column_is_nothing_lost() -> None:
    """A column without a value gives no warning."""
    text = FILE.replace('\t"Said ""no"", 没有"', "\t").replace("\tcomment", "\tpredicate_modifier")
    assert parse(text, "out.sssom.tsv").problems == ()


def test_a_column_with_one_value_speaks_for_the_set() -> None:
    """A propagated slot, repeated in each row, is read as if it stood in the metadata."""
    text = FILE.replace(line("#mapping_date"), "").replace("\tcomment", "\tmapping_date")
    text = text.replace("gr\\|ue\t", "gr\\|ue\t2031-02-17").replace('"Said ""no"", 没有"', "2031-02-17")
    found = parse(text, "out.sssom.tsv")
    assert (found.set.mapping_date, found.problems) == ("2031-02-17", ())
    with pytest.raises(DocumentError, match="expected a day"):
        parse(text.replace("2031-02-17", "2031-02"), "out.sssom.tsv")


def test_writing_needs_a_prefix_for_every_iri() -> None:
    """An IRI that no prefix begins cannot be a CURIE."""
    with pytest.raises(ValueError, match=re.escape("no prefix of the set begins https://example.org/")):
        write(replace(read(FILE, "out.sssom.tsv"), curie_map={}))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=20)
ROWS = st.builds(
    Mapping,
    subject_id=st.from_regex(r"https://example\.org/a/[a-z0-9]{1,5}", fullmatch=True),
    subject_label=CELLS,
    predicate_id=st.sampled_from([f"{SKOS}exactMatch", f"{SKOS}closeMatch"]),
    object_id=st.one_of(st.just(NO_TERM_FOUND), st.from_regex(r"urn:uuid:[0-9a-f]{4}", fullmatch=True)),
    object_label=CELLS,
    object_category=CELLS,
    confidence=st.one_of(st.none(), st.decimals("0", "1", places=3)),
    comment=CELLS,
    match_string=st.lists(st.from_regex(r"[a-z|]{1,4}", fullmatch=True), max_size=3).map(tuple),
)


@given(
    title=WORDS,
    creators=st.lists(WORDS.filter(bool), max_size=3),
    rows=st.lists(ROWS, max_size=4, unique_by=lambda r: (r.subject_id, r.predicate_id, r.object_id)),
)
def test_what_is_written_is_read_back(title: str, creators: list[str], rows: list[Mapping]) -> None:
    """Any text in any slot survives a file, quotation marks, bars, tabs and line ends included."""
    before = MappingSet(
        key="any",
        mapping_set_id="https://example.org/any",
        mapping_set_title=title,
        license="https://example.org/licence",
        creator_label=tuple(creators),
        curie_map={"a": "https://example.org/a/", "uuid": "urn:uuid:"},
        rows=tuple(rows),
    )
    after = read(write(before).decode(), "any.sssom.tsv")
    assert replace(after, rows=()) == replace(before, rows=())
    assert sorted(after.rows, key=repr) == sorted(before.rows, key=repr)
    assert write(after) == write(before)
