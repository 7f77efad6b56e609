"""Files of CNVD's catalogue become shards: one entry for each number, whatever stands where, and nothing lost."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from cncert_kg import composition, shards, shelves, vulnerabilities
from cncert_kg.cache import Memory, Pack
from cncert_kg.errors import StorageError
from cncert_kg.graph import vulnerabilities as graph
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.readers.archives import FileProblem, SharedFile
from cncert_kg.site.buckets import bucket_pages
from cncert_kg.turtle import ntriples
from cncert_kg.vocab import DCT, PROV, RDFS, VOID, own
from cncert_kg.vulnerabilities import Entry, Naming, bucket, entries, shard, spool, told, year
from cncert_kg.vulnerability import EntryProblem, Vulnerability
from cncert_kg.whole import Whole
from tests import catalogues
from tests.catalogues import HOSTILE
from tests.conftest import DEEP
from tests.factory import joined
from tests.test_cnvd_xml import ENTRY, document, element
from tests.test_site import Page

EXAMPLES = 500 if DEEP else 25
OTHER = "http://kg.example/other/"
CVE = "http://w3id.org/sepses/resource/cve/"
PLACES = [
    ("CNVD-2022-06883", "CNVD-2022-06", "CNVD-2022-068", "2022"),
    ("CNVD-2022-0688", "CNVD-2022-06", "CNVD-2022-06", "2022"),
    ("CNVD-2021-100001", "CNVD-2021-10", "CNVD-2021-1000", "2021"),
    ("CNVD-C-2022-06883", "CNVD-C-2022-06", "CNVD-C-2022-068", "2022"),
    ("CVE-2021-44228", "CVE-2021-44", "CVE-2021-442", "2021"),
    ("CVE-1999-0001", "CVE-1999-00", "CVE-1999-00", "1999"),
    ("CVE-2021-1000001", "CVE-2021-10", "CVE-2021-10000", "2021"),
]
NUMBERS = st.builds(
    "{}{}-{}".format,
    st.sampled_from(["CNVD-", "CNVD-C-", "CVE-"]),
    st.integers(2019, 2022),
    st.from_regex(r"[0-9]{4,6}", fullmatch=True),
)


@cache
def terms(base: str = DEFAULT_BASE) -> Terms:
    return Terms(Iris(base), knowledge(base).labels)


@pytest.mark.parametrize(("number", "its_shard", "its_bucket", "its_year"), PLACES)
def test_a_number_has_its_shard_its_page_and_its_year(
    number: str, its_shard: str, its_bucket: str, its_year: str
) -> None:
    """CNVD-C numbers and numbers of four, five, six and seven digits; a shard and a page know their year too."""
    assert (shard(number), bucket(number), year(number)) == (its_shard, its_bucket, its_year)
    assert (year(its_shard), year(f"{its_bucket}00")) == (its_year, its_year)


@given(st.lists(NUMBERS, unique=True))
def test_the_numbers_of_a_shard_stand_together(numbers: list[str]) -> None:
    """Sorted as IRIs are, plain or in brackets, the shards come in the order of their names, none of them twice."""
    for mark in ("", "> "):
        held = [shard(n) for n in sorted(numbers, key=lambda n: n + mark)]
        assert list(dict.fromkeys(held)) == sorted(set(held))


def stated(number: str, **fields: Any) -> Vulnerability:
    return replace(ENTRY, number=number, **fields)


def test_a_spool_holds_the_lines_of_each_shard_together() -> None:
    """Counts, problems with their codes, and for each shard where its lines are; the order of entries is no matter."""
    problem = EntryProblem("W_SEVERITY", "CNVD-2022-16001", "no severity is stated")
    found: list[Vulnerability | EntryProblem] = [stated("CNVD-2022-16001"), problem, stated("CNVD-2022-06883")]
    found.append(replace(stated("CNVD-2022-06884"), cves=()))
    pack = spool(found)
    file = vulnerabilities.file("a.xml", "ab" * 32, pack)
    assert (file.key, file.name, file.entries, file.pairs, file.problems) == ("ab" * 8, "a.xml", 3, 2, (problem,))
    assert list(file.shards) == ["CNVD-2022-06", "CNVD-2022-16"]
    assert spool(found[::-1]) == pack
    held = {name: pack.parts["lines"][start : start + size] for name, (start, size, _) in file.shards.items()}
    assert b"".join(held.values()) == pack.parts["lines"]
    assert [e.number for e in read(held["CNVD-2022-06"])] == ["CNVD-2022-06883", "CNVD-2022-06884"]
    assert read(held["CNVD-2022-16"])[0].stated == found[0]
    changed = vulnerabilities.file("a.xml", "cd" * 32, spool([*found, stated("CNVD-2022-06885")]))
    differing = {n for n in file.shards if file.shards[n][2] != changed.shards[n][2]}
    assert differing == {"CNVD-2022-06"}


def read(lines: bytes) -> list[Entry]:
    return entries([("0" * 16, lines)], ())[0]


def lines(*found: Vulnerability) -> bytes:
    return spool(found).parts["lines"]


OLD = stated("CNVD-2022-06883", title="旧", opened="2022-01-28")
NEW = stated("CNVD-2022-06883", title="新", opened="2022-02-01", patch="")
CASES: dict[str, tuple[list[Vulnerability], Vulnerability, list[int], str]] = {
    "alike": ([OLD, OLD], OLD, [0, 1], "stands 2 times, alike"),
    "newer": ([OLD, NEW], NEW, [1], "stands 2 times, with different title, opened, patch"),
    "three": ([OLD, NEW, NEW], NEW, [1, 2], "stands 3 times, with different title, opened, patch"),
    "undated": ([OLD, replace(OLD, opened="")], OLD, [0], "stands 2 times, with different opened"),
    "told later": (
        [OLD, replace(OLD, submitted="2022-01-01", severity="")],
        replace(OLD, submitted="2022-01-01", severity=""),
        [1],
        "stands 2 times, with different severity, submitted",
    ),
    "lists": ([OLD, replace(OLD, cves=())], OLD, [0], "stands 2 times, with different cves"),
}


@pytest.mark.parametrize(("given_", "expected", "sources", "message"), CASES.values(), ids=CASES)
def test_a_number_that_stands_more_than_once_is_one_entry(
    given_: list[Vulnerability], expected: Vulnerability, sources: list[int], message: str
) -> None:
    """The newest is kept with the files that state it, and the fields that differ are told; order is no matter."""
    files = [(f"{n:016x}", lines(one)) for n, one in enumerate(given_)]
    entry = Entry(expected, tuple(f"{n:016x}" for n in sources))
    problems = [EntryProblem("W_DUPLICATE_ID", "CNVD-2022-06883", message)]
    for order in permutations(files):
        assert entries(order, ()) == ([entry], problems)
    one_file = entries([("f" * 16, lines(*given_))], ())
    assert one_file == ([Entry(expected, ("f" * 16,))], problems)


def test_an_entry_is_joined_with_what_reports_name() -> None:
    """Reports add what the catalogue leaves out, and numbers that it does not have; what it states comes first."""
    said = [
        Naming("CNVD-2022-06884", "报告的标题", "overseas", "medium", ("CVE-2022-00001",), ("Sample 1",)),
        Naming("CNVD-2022-06883", "报告的标题", "CN-mainland", "low", ("CVE-2022-00001",), ("Sample 1",)),
        Naming("CNVD-2022-06883"),
    ]
    found, problems = entries([("0" * 16, lines(OLD))], said)
    assert ([e.number for e in found], problems) == (["CNVD-2022-06883", "CNVD-2022-06884"], [])
    assert found[0].listed == tuple(said[1:]) and found[1] == Entry(Vulnerability("CNVD-2022-06884"), (), (said[0],))
    known, unknown = found
    assert (graph.title(known), graph.severity(known)) == ("旧", "high")
    assert (graph.title(unknown), graph.severity(unknown)) == ("报告的标题", "medium")
    assert graph.cves(known) == ["CVE-2021-12345", "CVE-2022-00001"]
    assert [vulnerabilities.decoded(vulnerabilities.encoded(e)) for e in found] == found


def test_problems_are_told_by_code() -> None:
    """A line for each code, with its count and the first numbers."""
    found = [EntryProblem("W_TITLE", f"CNVD-2022-1000{n}", "no title is stated") for n in (5, 1, 2, 3, 4)]
    found.append(EntryProblem("W_CONTROL", "", "removed 2"))
    assert list(told("a.xml", found)) == [
        "W_CONTROL a.xml: 1 times: removed 2",
        "W_TITLE a.xml: 5 times: CNVD-2022-10001 no title is stated; CNVD-2022-10002 no title is stated; "
        "CNVD-2022-10003 no title is stated; and 2 more",
    ]
    assert vulnerabilities.tally(found) == {"W_CONTROL": 1, "W_TITLE": 5}


WHOLE = f"""\
@prefix d: <{DEFAULT_BASE}def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix doc: <{DEFAULT_BASE}id/doc/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{DEFAULT_BASE}id/vuln/CNVD-2022-06883> a d:Vulnerability, prov:Entity ;
    rdfs:label "CNVD-2022-06883"@en, "{ENTRY.title}（CNVD-2022-06883）"@zh ;
    rdfs:seeAlso <https://www.cnvd.org.cn/flaw/show/CNVD-2022-06883> ;
    dct:identifier "CNVD-2022-06883" ;
    dct:title "{ENTRY.title}"@zh ;
    dct:issued "2022-01-28"^^xsd:date ;
    dct:references <https://example.org/a?b=1&c=2> ;
    prov:wasDerivedFrom doc:000000000000000a, doc:000000000000000b ;
    d:affectsProduct "Example Router 1.0", "Example Router <2.0", "Sample 1" ;
    d:correspondsToCVE <{CVE}CVE-2021-12345>, <{CVE}CVE-2022-00001> ;
    d:fixReference <https://example.com/patch> ;
    d:fixStatus <{DEFAULT_BASE}code/fix-status/available> ;
    d:patch "{ENTRY.patch}"@zh ;
    d:severity <{DEFAULT_BASE}code/severity/high> ;
    d:submitted "2021-12-30"^^xsd:date ;
    d:vendorOrigin <{DEFAULT_BASE}code/area/overseas> ;
    d:vulnerabilityType "通用软硬件漏洞"@zh .
"""
BARE = f"""\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{DEFAULT_BASE}id/vuln/CNVD-C-2022-06883> a <{DEFAULT_BASE}def#Vulnerability>, <http://www.w3.org/ns/prov#Entity> ;
    rdfs:label "CNVD-C-2022-06883"@en, "CNVD-C-2022-06883"@zh ;
    rdfs:seeAlso <https://www.cnvd.org.cn/flaw/show/CNVD-C-2022-06883> ;
    <http://purl.org/dc/terms/identifier> "CNVD-C-2022-06883" .
"""
RECORD = f"""\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
<{CVE}CVE-2021-44228> a <http://w3id.org/sepses/vocab/ref/cve#CVE> ;
    rdfs:label "CVE-2021-44228"@en, "CVE-2021-44228"@zh ;
    rdfs:seeAlso <https://www.cve.org/CVERecord?id=CVE-2021-44228> ;
    dct:identifier "CVE-2021-44228" ;
    dct:title "样例"@zh .
"""


def test_an_entry_and_a_record_are_exactly_these_triples() -> None:
    """Everything that is stated, nothing else; a number of which nothing is known has its labels and its page."""
    said = Naming("CNVD-2022-06883", "别的标题", "overseas", "low", ("CVE-2022-00001",), ("Sample 1",))
    entry = Entry(ENTRY, ("000000000000000a", "000000000000000b"), (said,))
    for found, expected in (
        (graph.entry(entry, terms()), WHOLE),
        (graph.entry(Entry(Vulnerability("CNVD-C-2022-06883")), terms()), BARE),
        (graph.record("CVE-2021-44228", ("样例",), terms()), RECORD),
    ):
        assert set(found) == {q.triple for q in parse(expected, RdfFormat.TURTLE)}


@given(st.lists(st.from_regex(r"CNVD-(C-)?2021-10[0-9]{2,4}", fullmatch=True), unique=True, max_size=9))
@settings(max_examples=EXAMPLES)
def test_each_entry_stands_on_one_page(numbers: list[str]) -> None:
    """Numbers of five digits and of six stand between each other, and none pushes another off its page."""
    pages = list(bucket_pages([Entry(Vulnerability(n)) for n in sorted(numbers)], DEFAULT_BASE))
    assert len(pages) == len(dict(pages)) == 2 * len(set(map(bucket, numbers)))
    for lang in ("zh", "en"):
        held = [(path, Page(raw.decode()).ids) for path, raw in pages if path.startswith(lang)]
        assert sorted(n for _, ids in held for n in ids if n in numbers) == sorted(numbers)
        assert all(path == f"{lang}/vuln/{bucket(n)}.html" for path, ids in held for n in ids if n in numbers)


def released(found: Iterable[Vulnerability], base: str = DEFAULT_BASE) -> dict[str, bytes]:
    """Give every file of a release of some entries only."""
    held = composition.files(Whole(catalogues.nothing(base), catalogues.shelved(found, base)))
    return {path: joined(content) for path, content in held}


ENTRIES = (
    stated("CNVD-2021-10000", title=HOSTILE[0], kind=HOSTILE[1], patch=HOSTILE[3]),
    stated("CNVD-2021-100001", title=HOSTILE[1]),
    stated("CNVD-2021-10001", title=HOSTILE[3], severity="", opened=""),
    replace(ENTRY, number="CNVD-C-2022-06885", title=HOSTILE[2].replace("\a", ""), products=(HOSTILE[1], HOSTILE[0])),
)


def test_the_catalogue_is_a_data_set_of_its_own() -> None:
    """It says whose it is, how many numbers it holds and which run read it; a release without files has none."""
    triples = {q.triple for q in parse(released(ENTRIES)["data/cncert-kg.ttl"], RdfFormat.TURTLE)}
    node = NamedNode(f"{DEFAULT_BASE}id/dataset/cnvd")
    said = {t.predicate: t.object for t in triples if t.subject == node}
    assert said[VOID.entities].value == str(len({e.number for e in ENTRIES}))
    assert said[DCT.publisher] == NamedNode(f"{DEFAULT_BASE}id/org/cnvd")
    assert said[PROV.wasGeneratedBy] in {t.subject for t in triples if t.predicate == PROV.used}


def test_hostile_titles_are_text_everywhere() -> None:
    """No markup on a page, no formula in a table, no statement in the Turtle; the title is there as it was."""
    files = released(ENTRIES)
    harmless = {path for path in files if path.endswith(".html")}
    assert {"zh/vuln/CNVD-2021-100.html", "en/vuln/CNVD-C-2022-068.html", "en/vuln/2021.html"} <= harmless
    for path in harmless:
        page = Page(files[path].decode())
        assert "img" not in page.tags and not {n for n in page.names if n.startswith("on")}, path
        assert not [text for text in page.data if "alert" in text], path
    rows = list(csv.reader(io.StringIO(files["data/vulnerabilities.csv"].decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [e.number for e in ENTRIES]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert (rows[2][1], rows[1][6]) == (f"'{HOSTILE[1]}", f"'{HOSTILE[1]}")
    for path, form in (("data/cncert-kg.ttl", RdfFormat.TURTLE), ("data/cncert-kg.nq", RdfFormat.N_QUADS)):
        titles = {q.object for q in parse(files[path], form) if q.predicate == DCT.title and "vuln" in str(q.subject)}
        assert titles == {Literal(e.title, language="zh") for e in ENTRIES}


def test_both_forms_of_a_union_hold_the_same() -> None:
    """Turtle and N-Quads, and the graphs of the years; the lines are sorted and distinct."""
    files = released(ENTRIES)
    union = {q.triple for q in parse(files["data/cncert-kg.ttl"], RdfFormat.TURTLE)}
    quads = list(parse(files["data/cncert-kg.nq"], RdfFormat.N_QUADS))
    text = files["data/cncert-kg.nq"].splitlines(keepends=True)
    assert {q.triple for q in quads} == union and text == sorted(set(text))
    for name in ("2021", "2022"):
        held = {q.triple for q in parse(files[f"data/graph/vuln/{name}.ttl"], RdfFormat.TURTLE)}
        assert held == {q.triple for q in quads if q.graph_name == Iris().graph("vuln", name)}


def test_another_base_differs_in_iris_only() -> None:
    """The same tables, pages and statements, each with its own base."""
    one, other = released(ENTRIES), released(ENTRIES, OTHER)
    assert one.keys() == other.keys()
    for path in one:
        moved = one[path].decode().replace(DEFAULT_BASE, OTHER).replace(quote(DEFAULT_BASE), quote(OTHER))
        if path.endswith(".nq"):
            assert sorted(moved.splitlines()) == sorted(other[path].decode().splitlines())
        elif path.startswith(("zh/vuln", "en/vuln")) or path.endswith("s.csv"):
            assert moved == other[path].decode(), path
        assert DEFAULT_BASE not in other[path].decode().replace("https://w3id.org/cncert-kg/shapes", ""), path


def test_what_others_say_of_a_number_stands_in_its_shard() -> None:
    """In a graph of its own; a number that no file and no report knows is described by itself."""
    iris, see = Iris(), NamedNode("https://example.org/1")
    about = [
        Triple(node, RDFS.seeAlso, see)
        for node in (iris.vulnerability("CNVD-2022-06883"), iris.vulnerability("CNVD-2039-00001"))
    ]
    extras = {shard(graph.number_of(t, iris)): (("links/own", ntriples([t])),) for t in about}
    held = catalogues.shelved([ENTRY], extras=extras)
    files = {path: joined(content) for path, content in composition.files(Whole(catalogues.nothing(), held))}
    quads = set(parse(files["data/cncert-kg.nq"], RdfFormat.N_QUADS))
    assert {Quad(t.subject, t.predicate, t.object, iris.graph("links", "own")) for t in about} <= quads
    assert {q.triple for q in quads} == {q.triple for q in parse(files["data/cncert-kg.ttl"], RdfFormat.TURTLE)}
    assert set(graph.entry(Entry(Vulnerability("CNVD-2039-00001")), terms())) <= {q.triple for q in quads}
    assert see.value not in files["data/graph/vuln/2022.ttl"].decode() + files["data/graph/vuln/2039.ttl"].decode()
    assert held.counts()["numbers"] == 1


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        (f"{DEFAULT_BASE}id/vuln/CNVD-2022-06883", "CNVD-2022-06883"),
        (f"{DEFAULT_BASE}id/vuln/CNVD-C-2022-06883", "CNVD-C-2022-06883"),
        (f"{CVE}CVE-2021-44228", "CVE-2021-44228"),
        (f"{CVE}CVE-2021", ""),
        (f"{DEFAULT_BASE}id/vuln/CNVD-2022-06883#a", ""),
        (f"{DEFAULT_BASE}id/vuln/no-number", ""),
        (f"{DEFAULT_BASE}id/vuln/", ""),
        (f"{DEFAULT_BASE}id/org/cncert", ""),
    ],
)
def test_only_a_real_number_is_of_the_catalogue(subject: str, number: str) -> None:
    """What merely begins as one is a thing like any other, and lost in no shard."""
    triple = Triple(NamedNode(subject), RDFS.label, Literal("a"))
    assert (graph.number_of(triple, Iris()), graph.is_of_catalogue(triple, Iris())) == (number, bool(number))


def test_files_are_read_once_and_refused_whole(tmp_path: Path) -> None:
    """A twin is told, a broken file gives nothing of itself, and what is known is not opened again."""
    store, whole = Memory(), document(element())
    texts = {"a.xml": whole, "b.xml": whole, "c.xml": whole[:-40]}
    found: list[SharedFile | FileProblem] = [FileProblem("W_INPUT_KIND", "d.txt", "no XML")]
    found.append(FileProblem("E_ZIP", "e.zip", "damaged"))
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
        found.append(SharedFile(name, hashlib.sha256(text.encode()).hexdigest(), str(tmp_path / name)))
    read = shelves.spooled(found, store)
    assert [(f.name, f.entries) for f in read.files] == [("a.xml", 1)]
    assert [line.partition(":")[0] for line in read.refused] == ["E_XML_TRUNCATED c.xml", "E_ZIP e.zip"]
    assert list(read.passed) == ["W_INPUT_KIND d.txt: no XML", "W_TWIN b.xml: the same bytes as a.xml, read once"]
    for name in texts:
        (tmp_path / name).unlink()
    assert shelves.spooled(found, store) == read


def test_a_file_that_went_away_is_not_remembered(tmp_path: Path) -> None:
    """It could be read when its hash was taken: the build ends, and the next one reads it."""
    text = document(element())
    store, gone = Memory(), SharedFile("a.xml", hashlib.sha256(text.encode()).hexdigest(), str(tmp_path / "a.xml"))
    with pytest.raises(StorageError, match=r"E_UNREADABLE a\.xml"):
        shelves.spooled([gone], store)
    (tmp_path / "a.xml").write_text(text, "utf-8")
    assert [f.entries for f in shelves.spooled([gone], store).files] == [1]


def test_a_file_that_changes_meanwhile_is_not_remembered(tmp_path: Path) -> None:
    """What is read must be the bytes that were hashed, or their hash would stand for others in every later build."""
    (tmp_path / "a.xml").write_text(document(element()), "utf-8")
    store = Memory()
    with pytest.raises(StorageError, match=r"E_CHANGED a\.xml"):
        shelves.spooled([SharedFile("a.xml", "0" * 64, str(tmp_path / "a.xml"))], store)
    assert not store.held


def test_an_emptied_cache_is_told() -> None:
    """Somebody who deletes the cache while a build uses it is told to build again."""
    store = Memory()
    held = catalogues.shelved(ENTRIES, store=store)
    store.held.clear()
    for use in (lambda: list(held.pages()), held.named, lambda: held.part(held.shards[0], "ttl")):
        with pytest.raises(StorageError, match="E_CACHE"):
            use()


def test_a_shard_is_what_its_task_says() -> None:
    """Nothing but the task decides it: equal tasks give equal bytes, and reports or files that differ do not."""
    task = shards.Task(DEFAULT_BASE, "CNVD-2022-06", (("0" * 16, lines(ENTRY)),))
    pack = shards.made(task)
    assert shards.made(task) == pack == Pack(pack.meta, dict(pack.parts))
    named = shards.made(replace(task, named=(Naming("CNVD-2022-06883", "别名"),)))
    assert (pack.parts["named"], named.parts["ttl"]) == (b"", pack.parts["ttl"])
    assert vulnerabilities.decoded(named.parts["named"]).listed == (Naming("CNVD-2022-06883", "别名"),)
    assert shards.made(replace(task, lines=(("1" * 16, lines(ENTRY)),))).parts["ttl"] != pack.parts["ttl"]
    assert own().Vulnerability.value in pack.meta["counts"][2]
