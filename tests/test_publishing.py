"""From files to a release, with what did not change taken from earlier builds: quicker, and never different."""

from __future__ import annotations

import csv
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from cncert_kg import cli
from cncert_kg.errors import PublicationError, UsageError
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.links import sssom
from cncert_kg.links.mappings import Mapping, MappingSet
from cncert_kg.manifest import read_manifest, verify_manifest
from cncert_kg.others import Others, others
from cncert_kg.vocab import DCT, PROV, RDF, RDFS, SKOS, VOID, own
from cncert_kg.vulnerabilities import bucket
from tests import catalogues
from tests.catalogues import FILES, SECRETS, build, first
from tests.conftest import ROOT
from tests.count_cnvd import count
from tests.test_cnvd_xml import document, element
from tests.test_site import Page

IRIS, D = Iris(), own()
CVE = "http://w3id.org/sepses/resource/cve/"


@cache
def quads() -> tuple[Quad, ...]:
    """Give the N-Quads of the first release."""
    return tuple(parse((first().target / "data" / "cncert-kg.nq").read_bytes(), RdfFormat.N_QUADS))


def objects(subject: NamedNode, predicate: NamedNode, graph: str = "") -> set[str]:
    """Give what is said of a subject, in a graph or in all, as text."""
    return {
        q.object.value
        for q in quads()
        if (q.subject, q.predicate) == (subject, predicate)
        and (not graph or q.graph_name == IRIS.graph(*graph.split("/")))
        and isinstance(q.object, NamedNode | Literal)
    }


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with the inputs, the release and the cache of the first build, all of them the test's own."""
    folder = catalogues.copy()
    yield folder
    shutil.rmtree(folder)


def packs(folder: Path) -> dict[str, int]:
    """Give every pack of a cache, and which file on the disk it is: one made again is another."""
    return {f"{p.parent.name}/{p.name}": p.stat().st_ino for p in (folder / ".public.cache").glob("*/*")}


def made(before: dict[str, int], after: dict[str, int], kind: str) -> int:
    """Count the packs of a kind that were made again, or for the first time."""
    return sum(1 for name, file in after.items() if name.startswith(f"{kind}/") and before.get(name) != file)


def test_a_build_joins_catalogue_and_reports() -> None:
    """An entry that two reports name: its title of the catalogue, its origin of the list, the CVE numbers of both."""
    node = IRIS.vulnerability("CNVD-2031-10001")
    assert objects(node, DCT.title, "vuln/2031") == {"目录写下的标题"}
    assert objects(node, D.vendorOrigin) == {IRIS.code("area", "overseas").value}
    assert objects(node, D.correspondsToCVE) == {f"{CVE}CVE-2031-{n}" for n in ("20001", "20002", "20009")}
    assert {q.subject for q in quads() if q.predicate == D.highlights and q.object == node} == {
        IRIS.report("cnvd-attention", "2031-02-17"), IRIS.report("cnta-advisory", "CNTA-2031-0042"),
    }  # fmt: skip
    (source,) = objects(node, PROV.wasDerivedFrom)
    assert objects(NamedNode(source), RDFS.label) == {"CNVD shared file 2022.xml", "CNVD 共享漏洞文件 2022.xml"}
    assert objects(IRIS.vulnerability("CNVD-2031-200033"), RDF.type) == {D.Vulnerability.value, PROV.Entity.value}
    assert first().outcome.is_whole and verify_manifest(first().target) == []
    (stray,) = (i for i in read_manifest(first().target)["inputs"] if i["name"] == "2022.xml")
    assert stray["outcome"] == "unrecognised"


def test_every_form_of_the_release_holds_the_same() -> None:
    """The union as Turtle and as N-Quads, each named graph as its own file; VoID counts what is there."""
    data = first().target / "data"
    union = {q.triple for q in parse((data / "cncert-kg.ttl").read_bytes(), RdfFormat.TURTLE)}
    assert {q.triple for q in quads()} == union
    lines = (data / "cncert-kg.nq").read_bytes().splitlines()
    assert lines == sorted(set(lines))
    graphs = {q.graph_name for q in quads()}
    files = {path.relative_to(data / "graph").with_suffix("").as_posix(): path for path in data.rglob("graph/**/*.ttl")}
    assert {IRIS.graph(*name.split("/")) for name in files} == graphs
    for name, path in files.items():
        held = {q.triple for q in parse(path.read_bytes(), RdfFormat.TURTLE)}
        assert held == {q.triple for q in quads() if q.graph_name == IRIS.graph(*name.split("/"))}, name
    void = list(parse((data / "void.ttl").read_bytes(), RdfFormat.TURTLE))
    said = {q.predicate: q.object.value for q in void if isinstance(q.object, Literal) and "dataset" in str(q.subject)}
    assert (said[VOID.triples], said[VOID.distinctSubjects]) == (str(len(union)), str(len({t.subject for t in union})))


def test_the_pairs_are_a_mapping_set() -> None:
    """A row for each pair of the graph."""
    text = (first().target / "mappings" / "cnvd-cve.sssom.tsv").read_text("utf-8")
    rows = re.findall(r"^vuln:(\S+)\t\S+\tcve:(\S+)", text, re.MULTILINE)
    pairs = {(q.subject, q.object) for q in quads() if q.predicate == D.correspondsToCVE}
    assert len(rows) == len(pairs) == 10
    assert {(IRIS.vulnerability(number), NamedNode(CVE + record)) for number, record in rows} == pairs


def test_the_counts_are_those_of_ten_lines() -> None:
    """Entries, pairs, entries without severity, numbers twice and malformed CVE numbers: as `re` alone counts them."""
    expected, found = count(first().place / "cnvd"), read_manifest(first().target)["catalogue"]
    problems = found["problems"]
    assert expected == {
        "entries": found["entries"],
        "pairs": found["pairs"],
        "no severity": problems["W_SEVERITY"],
        "numbers twice": found["entries"] - found["numbers"],
        "malformed": problems["W_CVE_NUMBER"],
    }
    assert "3 CNVD files: 12 entries of 10 numbers, 9 CVE pairs" in first().outcome.summary
    with (first().target / "data" / "catalogue-problems.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(problems.values())
    with (first().target / "data" / "vulnerabilities.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for row in csv.DictReader(file) if row["source"]) == found["numbers"]


def test_what_others_say_is_on_every_number() -> None:
    """KEV's dates on each CVE record, named by an entry or not; a mapping on each CNVD number, known or not."""
    for number, day in (("CVE-2021-12345", "2022-03-01"), ("CVE-2019-99991", "2021-11-03")):
        node = NamedNode(CVE + number)
        assert objects(node, D.kevDateAdded, "links/kev") == {day}
        assert objects(node, DCT.identifier, f"vuln/{number[4:8]}") == {number}
    for number, target in (("CNVD-2022-06883", "one"), ("CNVD-2039-00001", "two"), ("CNVD-2022-06999", "three")):
        node = IRIS.vulnerability(number)
        assert objects(node, SKOS.relatedMatch, "links/own") == {f"https://example.org/{target}"}
        assert objects(node, DCT.identifier, f"vuln/{number[5:9]}") == {number}
    assert objects(NamedNode(f"{CVE}CVE-2039-00002"), SKOS.relatedMatch) == {"https://example.org/five"}
    described = {q.subject for q in quads() if q.predicate == RDFS.label}
    pointed = {q.object for q in quads() if q.predicate in (D.correspondsToCVE, D.highlights, D.about)}
    assert pointed - described == set()


def test_no_prose_and_no_discoverer_is_published() -> None:
    """Nowhere in a release, in no form."""
    for path in first().target.resolve().rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert not [s for s in SECRETS if s in text], path


def test_every_link_of_the_catalogue_leads_somewhere() -> None:
    """From the pages of the hundreds, the years and the list, to pages and places that exist; ids stand once."""
    target = first().target.resolve()
    pages = [
        p
        for lang in ("zh", "en")
        for p in ((target / lang / "vuln").glob("*.html"), [target / lang / "vulnerabilities.html"])
    ]
    found = {path.relative_to(target).as_posix(): Page(path.read_text("utf-8")) for some in pages for path in some}
    assert {f"en/vuln/{bucket(n)}.html" for n in ("CNVD-2021-10000", "CNVD-2021-100001", "CNVD-C-2022-06885")} <= set(
        found
    )
    assert len(found) == 2 * (1 + 1 + 4 + 10)
    for path, page in found.items():
        assert (page.tags.count("h1"), len(page.ids)) == (1, len(set(page.ids))), path
        for link in {unescape(link) for link in page.links}:
            way, _, fragment = link.partition("#")
            if ":" in way:
                assert way.startswith(("https://", "http://", "mailto:", "data:,")), link
                continue
            leads = target / posixpath.normpath(posixpath.join(posixpath.dirname(path), way)) if way else target / path
            assert leads.is_file(), f"{path}: {link}"
            assert not fragment or f' id="{fragment}"' in leads.read_text("utf-8"), f"{path}: {link}"


def test_what_did_not_change_is_not_made_again(place: Path) -> None:
    """The same release, the same files of the cache, the same words."""
    before, link = packs(place), (place / "public").readlink()
    again = build(place, catalogues.request(first().place))
    assert (again.outcome, packs(place), (place / "public").readlink()) == (first().outcome, before, link)


def test_a_damaged_cache_changes_nothing(place: Path) -> None:
    """One pack gone, one damaged, one another's: they are made again, the others are not, the release is the same."""
    before = packs(place)
    held = place / ".public.cache"
    gone, damaged, moved = sorted((held / "shard").iterdir())[:3]
    damaged.write_bytes(damaged.read_bytes()[:-2] + b"x\n")
    moved.write_bytes(gone.read_bytes())
    # Put aside, not deleted: the disk would give their numbers to the next files.
    for path in (gone, held / "build", held / "named"):
        path.rename(place / path.name)
    assert build(place, catalogues.request(first().place)).outcome == first().outcome
    after = packs(place)
    assert after.keys() == before.keys()
    assert [made(before, after, kind) for kind in ("shard", "spool", "named", "part")] == [3, 0, 1, 1]


CHANGED = document(element(), element(number="CNVD-2022-77001", title="换过的标题"))


@pytest.mark.slow
def test_a_changed_file_gives_what_a_clean_build_gives(place: Path, tmp_path: Path) -> None:
    """One file changed: its spool and the shards of its entries are made again; a clean build gives the same bytes.

    That one has its files in another order, two processes, another seed of hashes, time zone, language and user mask.
    """
    (place / "cnvd" / "again.xml").write_text(CHANGED, "utf-8")
    before = packs(place)
    changed = build(place)
    after = packs(place)
    assert changed.outcome.release != first().outcome.release
    assert [made(before, after, kind) for kind in ("spool", "shard")] == [1, 3]
    clean = Path(os.path.realpath(tmp_path)) / "another folder"
    shutil.copytree(place, clean, ignore=shutil.ignore_patterns("public", ".public*"))
    assert command(clean, 7) == 0
    assert (clean / "public").readlink().name == changed.outcome.release
    (place / "cnvd" / "again.xml").write_text(FILES["again.xml"], "utf-8")
    assert build(place).outcome == first().outcome


def command(place: Path, seed: int) -> int:
    """Build in a process of its own, with every input named for itself, in the reverse order."""
    cnvd = [a for path in sorted((place / "cnvd").iterdir(), reverse=True) for a in ("--cnvd", str(path))]
    reports = [str(path) for path in sorted((place / "in").iterdir(), reverse=True)]
    links = ["--links", f"{place}/kev.csv=2025-08-25", "--mappings", f"{place}/own.sssom.tsv"]
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed), "TZ": "Asia/Kathmandu", "LANG": "C",
    }  # fmt: skip
    arguments = [*reports, *cnvd, *links, "--jobs", "2", "-o", str(place / "public")]
    done = subprocess.run(
        [sys.executable, "-m", "cncert_kg", "build", *arguments],
        env=environment,
        capture_output=True,
        umask=0o077,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode


def test_an_archive_is_as_good_as_a_folder(place: Path) -> None:
    """The same release, made of what the cache knows of the files in the folder."""
    with zipfile.ZipFile(place / "all.zip", "w") as archive:
        for name in ("2021.xml", "again.xml"):
            archive.writestr(f"shared/{name}", FILES[name])
    before = packs(place)
    packed = build(place, catalogues.request(place, [place / "all.zip", place / "cnvd" / "2022.xml"]))
    assert packed.outcome == first().outcome
    assert made(before, packs(place), "spool") == made(before, packs(place), "shard") == 0


BAD = {
    "cut.xml": (
        document(element(number="CNVD-2020-99991"), element(number="CNVD-2020-99992"))[:-200],
        "E_XML_TRUNCATED",
    ),
    "dtd.xml": ('<!DOCTYPE a [<!ENTITY b "c">]>' + document(element(number="CNVD-2020-99993"), head=""), "E_XML_DTD"),
    "empty.xml": (document(), "E_EMPTY"),
}


def test_a_file_that_cannot_be_used_gives_nothing_of_itself(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, one coded line for each; nothing of it is published, and all the others are. So it is the next time."""
    for name, (text, _) in BAD.items():
        (place / "cnvd" / name).write_text(text, "utf-8")
    arguments = ["build", place / "in", "--cnvd", place / "cnvd", "-o", place / "public"]
    arguments += ["--links", f"{place}/kev.csv=2025-08-25", "--mappings", place / "own.sssom.tsv"]
    monkeypatch.setattr(sys, "argv", ["cncert-kg", *map(str, arguments)])
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capfd.readouterr()
        assert (left.value.code, "published" in out, "Traceback" in err) == (1, True, False)
        lines = [line for line in err.splitlines() if line.startswith("E_")]
        assert {re.split("[ :]", line)[1]: line.split(" ")[0] for line in lines} == {n: c for n, (_, c) in BAD.items()}
    assert "12 entries of 10 numbers" in out
    manifest = read_manifest(place / "public")
    assert (manifest["catalogue"]["refused"], manifest["catalogue"]["entries"]) == (3, 12)
    assert b"CNVD-2020-9999" not in (place / "public" / "data" / "cncert-kg.nq").read_bytes()
    table = "data/vulnerabilities.csv"
    assert (place / "public" / table).read_bytes() == (first().target / table).read_bytes()


def test_a_violation_stops_the_publication(place: Path) -> None:
    """What breaks a shape is told with the thing that breaks it, and the last release stays."""
    vulnerability = IRIS.vulnerability("CNVD-2022-06883").value
    row = Mapping(vulnerability, "", SKOS.closeMatch.value, "https://example.org/one", confidence=Decimal(2))
    licence, identifier = "https://creativecommons.org/publicdomain/zero/1.0/", "https://example.org/bad.sssom.tsv"
    given = Others((MappingSet("bad", identifier, "Bad", licence, rows=(row,)),), key="bad")
    with pytest.raises(
        PublicationError, match=r"^E_SHACL .*public: 1 violations, nothing published\nE_SHACL .*mapping/"
    ):
        build(place, catalogues.request(place, given=given))
    assert (place / "public").readlink() == first().target.readlink()
    assert build(place, catalogues.request(first().place)).outcome == first().outcome


def test_two_sets_of_one_name_are_a_mistake(place: Path) -> None:
    """One given twice, or with the name of a set that a catalogue makes or that comes with the package."""
    for name in ("own", "cnvd-cve", "rsit"):
        path = place / f"{name}.sssom.tsv"
        path.write_bytes((place / "own.sssom.tsv").read_bytes())
        with pytest.raises(UsageError, match=f"E_MAPPINGS {name}: "):
            others([], [path] * (2 if name == "own" else 1), DEFAULT_BASE)


def test_a_request_knows_its_inputs(place: Path) -> None:
    """The order in which inputs are named is no matter, what is in them is; a register's tables are inputs too."""
    asked = catalogues.request(place)
    turned = replace(asked, paths=tuple(sorted((place / "in").iterdir(), reverse=True)), cnvd=tuple(
        sorted((place / "cnvd").iterdir(), reverse=True)
    ))  # fmt: skip
    assert (turned.reports_key, turned.key()) == (asked.reports_key, asked.key())
    other = catalogues.request(place, given=Others(key="x"))
    assert (other.reports_key == asked.reports_key, other.key() == asked.key()) == (True, False)
    assert replace(asked, day="2031-01-01").reports_key != asked.reports_key
    assert replace(asked, base="http://kg.example/").reports_key != asked.reports_key
    (place / "in" / "attention-list.md").write_text("另一份文件。\n", "utf-8")
    assert catalogues.request(place).reports_key != asked.reports_key
    (place / "nothing").mkdir()
    with pytest.raises(UsageError, match="E_INPUT"):
        replace(asked, paths=(place / "nothing",)).check()


def test_every_set_of_a_build_can_be_written() -> None:
    """The sets that come with the package, and those that a table of counts makes, are files of a release."""
    example = ROOT / "docs" / "examples" / "hkcert-incidents.csv"
    sets = others([(example, "")], [], DEFAULT_BASE).sets
    assert "stats-hkcert-rsit" in {one.key for one in sets}
    for one in sets:
        assert sssom.read(sssom.write(one).decode(), f"{one.key}.sssom.tsv").key == one.key
