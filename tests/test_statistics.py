"""Another CERT's counts: what a table may say, what it may not, and how it stands beside a release."""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from cncert_kg.errors import DocumentError, ReadError
from cncert_kg.graph import foreign_statistics
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import Knowledge, knowledge
from cncert_kg.links import counts, sssom, statistics, table
from cncert_kg.links.mappings import NO_TERM_FOUND
from cncert_kg.links.statistics import ForeignStatistics, Organisation
from cncert_kg.model import Period
from cncert_kg.turtle import turtle
from cncert_kg.validate import Shard, load_shapes, validate_shards
from cncert_kg.vocab import DCT, PROV, RDF, RDFS, SKOS, prefixes
from tests.conftest import ROOT
from tests.factory import small_build

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "hkcert-incidents.csv"
CLOSE, EXACT = SKOS.closeMatch.value, SKOS.exactMatch.value

HEAD = """\
# organisation: fictcert
# name_en: FictCERT
# name_zh: 虚构应急中心
# area: JP
# stage: handled
# A comment: it has a capital letter, so nobody reads it as a key.
"""
COLUMNS = "period,category,category_zh,value,unit,rsit,predicate,source,note\n"
ROWS = '''\
2031-Q1,Phishing,网络钓鱼,"1,204",incident,fraud-phishing,exactMatch,https://example.org/q1,
2031-02-03/2031-02-09,Web defacement,,37,website,"rsit:intrusions=""system-compromise""",,"A yearbook, p. 7","as a
quoted break"
2031-Q2,Phishing,,1310,incident,,,https://example.org/q2,
2031,All reports,,5120,incident,NoTermFound,,https://example.org/year,
'''
TABLE = HEAD + COLUMNS + ROWS


def read(text: str, given: Organisation | None = None) -> ForeignStatistics:
    return statistics.read(text.encode(), "counts.csv", knowledge(), given)


def fault(text: str, given: Organisation | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        read(text, given)
    assert caught.value.exit_code == 1
    return str(caught.value)


@cache
def terms(base: str = DEFAULT_BASE) -> Terms:
    return Terms(Iris(base), knowledge(base).labels)


@cache
def known(base: str = DEFAULT_BASE) -> Knowledge:
    return knowledge(base)


def triples(value: ForeignStatistics, base: str = DEFAULT_BASE) -> list[Triple]:
    return list(foreign_statistics.triples(value, known(base), terms(base)))


def test_a_table_is_read_whole() -> None:
    """Periods, exact values, categories in the publisher's words with their class of RSIT, sources, notes."""
    value = read(TABLE)
    assert [(c.category, c.period.key, c.value, c.source) for c in value.counts] == [
        ("phishing", "2031-01_2031-03", Decimal(1204), "https://example.org/q1"),
        ("web-defacement", "2031-02-03_2031-02-09", Decimal(37), "A yearbook, p. 7"),
        ("phishing", "2031-04_2031-06", Decimal(1310), "https://example.org/q2"),
        ("all-reports", "2031", Decimal(5120), "https://example.org/year"),
    ]
    assert value.counts[1].note == "as a quoted break"
    assert {k: (c.name_en, c.name_zh, c.unit, c.rsit, c.predicate) for k, c in value.categories.items()} == {
        "all-reports": ("All reports", "All reports", "incident", NO_TERM_FOUND, EXACT),
        "phishing": ("Phishing", "网络钓鱼", "incident", "fraud-phishing", EXACT),
        "web-defacement": (
            "Web defacement", "Web defacement", "website",
            "intrusions-system-compromise", CLOSE,
        ),
    }  # fmt: skip
    assert (value.area, value.key, value.series) == ("JP", "stats-fictcert", "fictcert-statistics")
    assert statistics.recognises(TABLE.encode())
    assert not statistics.recognises(b"cveID,vendorProject,product\n")


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.encode("gb18030"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.encode("utf-16"),
        TABLE.replace("# area: JP", "# area: JP,,,,,,,,").replace(COLUMNS, f",,,,,,,,\n{COLUMNS}").encode(),
        TABLE.replace("31-Q1,", "31-Q1 , ").rstrip("\n").encode(),
    ],
    ids=["BOM", "GB18030", "CRLF", "UTF-16", "spreadsheet", "blanks"],
)
def test_the_form_of_the_file_changes_no_value(raw: bytes) -> None:
    """Encodings, line ends, empty cells and rows that spreadsheets add; each value still stands where it is said to."""
    value, plain = statistics.read(raw, "counts.csv", known()), read(TABLE)
    assert value.categories == plain.categories
    assert [(c.category, c.period, c.value, c.note) for c in value.counts] == [
        (c.category, c.period, c.value, c.note) for c in plain.counts
    ]
    assert [value.document.text[c.start : c.end] for c in value.counts] == ["1,204", "37", "1310", "5120"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024", "2024"),
        ("2024-Q1", "2024-01", "2024-03"),
        ("2024-Q4", "2024-10", "2024-12"),
        ("2024-07", "2024-07", "2024-07"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-12-30/2025-01-05", "2024-12-30", "2025-01-05"),
        ("2024-04/2025-03", "2024-04", "2025-03"),
        ("2019/2023", "2019", "2023"),
    ],
)
def test_a_period_is_read(text: str, start: str, end: str) -> None:
    """A year, a quarter of the calendar year, a month, a day, or two of one precision."""
    assert counts.period(text) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "", "24", "2024-13", "2024-00", "2023-02-29", "2024-Q5", "2024-Q0", "Q1 2024", "2024-1", "2024-7-1",
        "2024-04/2024", "2024-06/2024-04", "2024/", "/2024", "2024-Q1/2024-Q2", "２０２４", "FY2024", "0000",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    """Nothing is guessed: neither a fiscal year, nor an order of day and month, nor a missing digit."""
    with pytest.raises(ValueError, match="expected"):
        counts.period(text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("8346", "incident", "8346"), ("12,536", "incident", "12536"), ("0", "host", "0"), ("6.5", "score", "6.5")],
)
def test_a_count_is_read(text: str, unit: str, value: str) -> None:
    """With or without separators; a score alone may have a fraction."""
    assert counts.count(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "1e3", "12,53", "=1+1", "about 7", "NaN", "9" * 16, "8.346,0", "约3"]
)
def test_what_is_no_count_is_refused(text: str) -> None:
    """Signs, fractions of whole things, exponents, formulas, words and what no report counts."""
    with pytest.raises(ValueError, match="expected"):
        counts.count(text, "incident")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("NoTermFound", NO_TERM_FOUND),
        ("sssom:NoTermFound", NO_TERM_FOUND),
        ("fraud", "fraud"),
        ("rsit:fraud", "fraud"),
        ("fraud-phishing", "fraud-phishing"),
        ('rsit:fraud="phishing"', "fraud-phishing"),
        ('rsit:malicious-code="c2-server"', "malicious-code-c2-server"),
    ],
)
def test_a_class_of_rsit_is_read(text: str, code: str) -> None:
    """A machine tag, our code, a whole class, or that there is none."""
    assert counts.rsit(text, known().labels) == code


@pytest.mark.parametrize("text", ["phishing", 'rsit:fraud="phish"', "Fraud", "rsit:", 'enisa:fraud="phishing"', "none"])
def test_what_is_no_class_of_rsit_is_refused(text: str) -> None:
    """A word that merely resembles one is not taken for it."""
    with pytest.raises(ValueError, match="expected"):
        counts.rsit(text, known().labels)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("2031-Q1", "2031-Q7", 8, "period: found '2031-Q7', expected a year"),
        ("5120", "five", 12, "value: found 'five', expected a number"),
        ("5120", "=SUM(D8:D11)", 12, "value: found '=SUM(D8:D11)', expected"),
        ("All reports", "=cmd|' /C calc'!A0", 12, "category: found \"=cmd|' /C calc'!A0\", expected a name"),
        ("All reports", "", 12, "category: found nothing, expected"),
        ("All reports", "总数", 12, "category: found '总数', of which no key"),
        ("37,website", "37,percent", 9, "unit: found 'percent', expected one of agreement"),
        ("37,website", "37,sites", 9, "unit: found 'sites', expected one of"),
        ("1310,incident", "1310,page", 11, "phishing: found the unit 'page', expected 'incident' as in line 8"),
        ("2031-Q2,Phishing,", "2031-Q2,phishing,", 11, "found the word 'phishing', expected 'Phishing' as in line 8"),
        ("1310,incident,,", "1310,incident,fraud,", 11, "found the rsit 'fraud', expected 'fraud-phishing'"),
        ("exactMatch", "sameAs", 8, "predicate: found 'sameAs', expected one of exactMatch"),
        ("37,website,\"rsit:intrusions=\"\"system-compromise\"\"\",",
         "37,website,,closeMatch", 9, "predicate: found one of web-defacement, expected a class"),
        ("https://example.org/year", "", 12, "source: found nothing, expected"),
        ("https://example.org/year", "javascript://x", 12, "source: found 'javascript://x', expected an http(s)"),
        ("2031-Q2", "2031-Q1", 11, "value: found 1310 for phishing of 2031-01_2031-03, expected 1204 as in line 8"),
        ("https://example.org/year,", "https://example.org/year,,more", 12, "found 'more' beyond the last column"),
        ("Web defacement", 'Web "defacement"', 9, "found a stray or unclosed quote"),
        ('break"', "break", 9, "found a stray or unclosed quote"),
        ("as a\n", "x" * 2001 + "\n", 9, "found a cell of more than 2000 characters"),
        ("period,", "when,", 7, "expected period among them"),
        (",note", ",remark", 7, "found the column 'remark', expected"),
        (",note", ",unit", 7, "found the column unit twice"),
        ("# stage: handled", "# stage: solved", 5, "stage: found 'solved', expected one of detected"),
        ("# area: JP", "# area: Japan", 4, "area: found 'Japan', expected 'code |"),
        ("# area: JP", "# organization: x", 4, "found # organization: 'x', expected a value of one of organisation"),
        ("# area: JP", "# area: JP\n# area: KR", 5, "found # area: again, expected it once (line 4)"),
        ("fictcert", "fict-cert", 1, "organisation: found 'fict-cert', expected a key of small letters"),
        ("fictcert", "org", 1, "organisation: found 'org', expected"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_one_coded_line(old: str, new: str, line: int, told: str) -> None:
    """It names the file, the line, what was found and what was expected."""
    assert old in TABLE
    lines = fault(TABLE.replace(old, new, 1)).splitlines()
    assert [x for x in lines if x.startswith(f"E_STATS counts.csv:{line}: ") and told in x], lines
    assert len(lines) == 1 or lines[0].startswith(f"E_STATS counts.csv: {len(lines) - 1} faults, nothing imported")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x\n", "found columns 'x', expected period among them"),
        (HEAD, "found no line of columns, expected period,category,value,unit,source"),
        (HEAD + COLUMNS, "found no row below the columns"),
        (TABLE.replace("# name_en: FictCERT\n", ""), "found no # name_en: in the head, expected the English name"),
        (TABLE.replace("# organisation: fictcert\n", ""), "found no # organisation: in the head"),
        (TABLE.replace("# area: JP\n", ""), "found neither # area: nor # country: in the head"),
    ],
)
def test_a_table_that_lacks_something_is_refused(text: str, told: str) -> None:
    """What is missing is named, also where it stands in no line."""
    assert told in fault(text)


def test_all_faults_are_told_at_once() -> None:
    """A person mends a file in one go; a column that is wrong throughout does not fill the screen."""
    lines = fault(TABLE.replace("31-Q1", "31-Q7").replace("5120", "x")).splitlines()
    assert [line.split(": ", 2)[0] for line in lines] == [
        "E_STATS counts.csv", "E_STATS counts.csv:8", "E_STATS counts.csv:12",
    ]  # fmt: skip
    many = HEAD + COLUMNS + "".join(f"{y},A,,x,incident,,,s,\n" for y in range(2001, 2101))
    assert len(fault(many).splitlines()) == 52


@pytest.mark.parametrize("raw", [b"", b"period\xff\xff\xff,category\n", b"\x00\x01\x02"])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    """As for every other input."""
    with pytest.raises(ReadError):
        statistics.read(raw, "counts.csv", known())


def test_a_row_that_stands_twice_is_told_and_counted_once() -> None:
    """One value twice is odd, two values are a fault."""
    value = read(TABLE + "2031,All reports,,5120,incident,,,https://example.org/year,\n")
    assert len(value.counts) == 4
    assert [(p.code, p.line) for p in value.document.problems] == [("W_STATS_TWICE", 13)]


def test_the_command_line_says_what_the_head_does_not() -> None:
    """It fills in, it may agree, it may not differ; the names of a curated organisation are ours."""
    bare = "# area: HK\n" + COLUMNS + "2031,All reports,,5,incident,,,A yearbook,\n"
    value = read(bare, Organisation("hkcert"))
    assert (value.organisation.name_zh, value.organisation.name_en) == known().names[terms().iris.org("hkcert")]
    assert read(TABLE, Organisation("fictcert", "FictCERT")).organisation.slug == "fictcert"
    assert "found # organisation: 'fictcert', expected 'hkcert'" in fault(TABLE, Organisation("hkcert"))
    assert "found # name_en: 'FictCERT', expected 'Other'" in fault(TABLE, Organisation(name_en="Other"))


def test_a_table_may_bring_a_unit_an_area_and_words_of_its_own() -> None:
    """They are concepts of the open lists, the unit under the organisation's name."""
    head = "# organisation: fictcert\n# name_en: FictCERT\n# country: LK\n# language: ja\n"
    head += "# area: LK | Sri Lanka | 斯里兰卡\n"
    columns = "period,category,category_key,category_en,value,unit,source\n"
    row = "2031,架空詐欺,scam,Scams,12,ticket,年報\n"
    value = read(head + "# unit: ticket | ticket | 张工单\n" + columns + row)
    assert [(c.scheme, c.code) for c in value.codes] == [("unit", "fictcert-ticket"), ("area", "LK")]
    made = triples(value)
    scam = terms().iris.code("category-fictcert", "scam")
    assert Triple(scam, SKOS.altLabel, Literal("架空詐欺", language="ja")) in made
    assert Triple(terms().iris.org("fictcert"), DCT.spatial, terms().iris.code("area", "LK")) in made
    assert "unit: found 'host', which is a unit of our list" in fault(head + "# unit: host | a | b\n" + columns + row)
    assert "expected 'code | English name | Chinese name'" in fault(head + "# unit: ticket\n" + columns + row)


def test_what_a_spreadsheet_would_run_stays_text() -> None:
    """In a source or a note it is a string like any other, and the Turtle gives it back letter for letter."""
    evil = '=HYPERLINK("https://example.org/","x") <script>alert(1)</script> \\ \'\'\''
    row = io.StringIO()
    csv.writer(row).writerow(["2031-Q3", "Phishing", "", "7", "incident", "", "", evil, evil])
    made = triples(read(TABLE + row.getvalue()))
    content = b"".join(turtle(made, prefixes()))
    again = {q.triple for q in parse(content, format=RdfFormat.TURTLE)}
    assert again == set(made)
    assert {t.predicate for t in again if isinstance(t.object, Literal) and t.object.value == evil} == {
        DCT.bibliographicCitation, SKOS.note,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_every_table_that_csv_writes_is_read_as_it_was(seed: int) -> None:
    """Cell by cell, with the place where each stands."""
    choose = random.Random(seed)
    cells = [
        ["".join(choose.choices('ab漏 ,"\n\t', k=choose.randint(0, 6))) for _ in range(choose.randint(1, 4))]
        for _ in range(choose.randint(1, 5))
    ]
    out = io.StringIO()
    csv.writer(out, quoting=choose.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), lineterminator="\n").writerows(cells)
    found = list(table.rows(out.getvalue(), "x.csv", "E_STATS"))
    wanted = [stripped for row in cells if any(stripped := [cell.strip() for cell in row])]
    assert [[cell.text for cell in row.cells] for row in found] == wanted
    for row in found:
        for cell in row.cells:
            assert out.getvalue()[cell.start : cell.end].replace('""', '"') == cell.text
            assert out.getvalue()[: row.cells[0].start].count("\n") >= row.line - 1


def test_the_mappings_of_a_table_are_a_set() -> None:
    """Categories, not indicators, are mapped: a count is no category. Nothing said is no row."""
    silent = TABLE + "2031,Spam,,9,incident,,,https://example.org/year,\n"
    found = statistics.mapping_set(read(silent), known(), Iris())
    assert (found.key, found.subject_source) == ("stats-fictcert-rsit", f"{DEFAULT_BASE}code/category-fictcert")
    assert [(r.subject_id.rsplit("/", 1)[1], r.predicate_id, r.object_id) for r in found.rows] == [
        ("all-reports", EXACT, NO_TERM_FOUND),
        ("phishing", EXACT, f"{DEFAULT_BASE}code/rsit/fraud-phishing"),
        (
            "web-defacement",
            CLOSE,
            f"{DEFAULT_BASE}code/rsit/intrusions-system-compromise",
        ),
    ]


def test_everything_has_its_name_in_both_languages() -> None:
    """One label in zh and one in en, no blank node, and nothing of ours is described again."""
    made = triples(read(TABLE))
    labels = defaultdict(list)
    for triple in made:
        assert isinstance(triple.subject, NamedNode)
        if triple.predicate == RDFS.label and isinstance(triple.object, Literal):
            labels[triple.subject].append(triple.object.language)
    typed = {t.subject for t in made if t.predicate == RDF.type and "#" not in str(t.subject).replace("def#", "")}
    assert {node: sorted(map(str, found)) for node, found in labels.items()} == {node: ["en", "zh"] for node in typed}
    assert not typed & known().names.keys()


def test_a_figure_leads_to_its_place_and_to_its_source() -> None:
    """To the cell of the table, by offset and hash of the file, and to where the publisher says so."""
    value = read(TABLE)
    made, iris = triples(value), terms().iris
    figure = iris.observation("fictcert-statistics", "fictcert-phishing", "JP", "2031-01_2031-03", "level", "total")
    mention = iris.mention(value.document.key, value.counts[0].start, value.counts[0].end)
    assert Triple(figure, PROV.wasDerivedFrom, mention) in made
    assert Triple(figure, DCT.source, NamedNode("https://example.org/q1")) in made
    assert Triple(mention, terms().d.inDocument, iris.document(value.document.key)) in made
    book = Literal("A yearbook, p. 7", language="en")
    assert [t.predicate for t in made if t.object == book] == [DCT.bibliographicCitation]


def test_a_table_passes_validation_beside_a_release() -> None:
    """The shapes of the cube, of code lists, mentions and periods hold for it as for every other graph."""
    foreign = [Shard(f"links/{v.key}", tuple(triples(v))) for v in (read(TABLE), example())]
    release = [Shard(name, tuple(found)) for name, found in small_build().graphs.items()]
    report = validate_shards([*release, *foreign], load_shapes())
    assert [r for r in report.results if r.shard.startswith("links/")] == []
    bare = [Shard(s.name, tuple(t for t in s.triples if t.predicate != terms().d.refArea)) for s in foreign]
    broken = validate_shards([*release, *bare], load_shapes())
    assert {(r.shard, r.path.rsplit("#")[-1]) for r in broken.results} >= {
        ("links/stats-fictcert", "refArea"), ("links/stats-hkcert", "refArea"),
    }  # fmt: skip


def test_two_bases_differ_in_nothing_but_iris() -> None:
    """The base is a setting here too."""
    other = "https://example.org/kg/"
    there = statistics.read(TABLE.encode(), "counts.csv", known(other))
    texts = [b"".join(turtle(triples(v, base), {})) for v, base in ((read(TABLE), DEFAULT_BASE), (there, other))]
    assert sorted(texts[0].decode().replace(DEFAULT_BASE, other).splitlines()) == sorted(texts[1].decode().splitlines())


def example() -> ForeignStatistics:
    return statistics.read(EXAMPLE.read_bytes(), EXAMPLE.name, known())


def test_the_example_has_no_slip_of_a_digit() -> None:
    """Year on year, in per cent, it gives the changes that were noted when it was entered."""
    by_category = defaultdict(list)
    for count in example().counts:
        by_category[count.category].append(count.value)
    changes = {k: [round((b / a - 1) * 100) for a, b in pairwise(v)] for k, v in by_category.items()}
    assert changes == {"security-incidents": [-7, 9, -8, 62], "phishing": [7, -21, 27, 108]}


def test_the_mapping_set_of_the_example_is_sssom_that_reads_back() -> None:
    """A release writes it as a file, so every IRI in it has a prefix."""
    example = (ROOT / "docs" / "examples" / "hkcert-incidents.csv").read_bytes()
    made = statistics.mapping_set(statistics.read(example, "hkcert-incidents.csv", known()), known(), Iris())
    back = sssom.read(sssom.write(made).decode(), f"{made.key}.sssom.tsv")
    assert made.rows and back.rows == tuple(sorted(made.rows, key=lambda row: row.subject_id))
