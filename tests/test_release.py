"""A release says the same in every form, and two builds of one input are the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from cncert_kg import building
from cncert_kg.conversion import rdflib_term
from cncert_kg.errors import PublicationError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.knowledge import knowledge
from cncert_kg.tables import COLUMNS
from cncert_kg.vocab import DCAT, DCT, RDF, SPDX, VOID
from tests import factory
from tests.conftest import DEEP, ROOT
from tests.factory import small_build, small_files

OTHER = "http://kg.example/other/"
UNION = "data/cncert-kg.ttl"


@cache
def triples(path: str) -> frozenset[ox.Triple]:
    """Give the triples of a released file, whatever their graph."""
    form = ox.RdfFormat.N_QUADS if path.endswith(".nq") else ox.RdfFormat.TURTLE
    return frozenset(q.triple for q in ox.parse(small_files()[path], form))


def test_turtle_and_nquads_hold_the_same_triples() -> None:
    """The N-Quads without their graphs are the Turtle, and both are what was built."""
    assert triples(UNION) == triples("data/cncert-kg.nq")
    said = frozenset(small_build().union())
    assert said < triples(UNION)
    assert all(
        "/id/dataset/" in str(t) or "/id/run/" in str(t) or "/id/software/" in str(t) for t in triples(UNION) - said
    )


def test_rdflib_reads_the_turtle_as_pyoxigraph_does() -> None:
    """Both libraries read the same set of triples out of the union."""
    graph = rdflib.Graph().parse(data=small_files()[UNION], format="turtle")
    assert set(graph) == {tuple(map(rdflib_term, t)) for t in triples(UNION)}


def test_the_files_of_the_graphs_make_up_the_whole() -> None:
    """graph/*.ttl are the named graphs of the N-Quads, and their union is the union."""
    graphs = {p: triples(p) for p in small_files() if p.startswith("data/graph/")}
    assert frozenset().union(*graphs.values()) == triples(UNION)
    by_name: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(small_files()["data/cncert-kg.nq"], ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, ox.NamedNode)
        name = quad.graph_name.value.removeprefix(f"{DEFAULT_BASE}graph/")
        by_name.setdefault(f"data/graph/{name}.ttl", set()).add(quad.triple)
    assert by_name == graphs


def test_nquads_are_sorted_and_distinct() -> None:
    """Lines in byte order, none twice, so that `comm` and `diff` work."""
    lines = small_files()["data/cncert-kg.nq"].splitlines()
    assert lines == sorted(set(lines))


def test_the_order_of_reports_does_not_matter() -> None:
    """Shuffled reports give the same files and the same manifest."""
    found = factory.reports(factory.documents())
    for seed in range(20 if DEEP else 1):
        random.Random(seed).shuffle(found)
        made = building.build(found, DEFAULT_BASE)
        assert (factory.data_of(made), factory.manifest_of(made)) == (small_files(), factory.manifest_of(small_build()))


def test_the_files_can_be_asked_for_again() -> None:
    """A build holds no state: its files are the same the second time."""
    assert factory.data_of(small_build()) == small_files()


def test_a_second_base_changes_iris_only() -> None:
    """With the base replaced, the data of two bases are equal, hashes in IRIs and findings included."""
    assert DEFAULT_BASE.encode() not in b"".join(small_files(OTHER).values())
    replaced = small_files()["data/cncert-kg.nq"].replace(DEFAULT_BASE.encode(), OTHER.encode())
    assert sorted(replaced.splitlines()) == sorted(small_files(OTHER)["data/cncert-kg.nq"].splitlines())
    assert small_files().keys() == small_files(OTHER).keys()
    one, two = factory.manifest_of(small_build()), factory.manifest_of(small_build(OTHER))
    assert {k for k in one if one[k] != two[k]} == {"base"}


def table() -> list[dict[str, str]]:
    text = small_files()["data/observations.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_table_is_csv_that_spreadsheets_read() -> None:
    """A byte order mark, CR LF, one row an observation, and every number plain."""
    raw = small_files()["data/observations.csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(small_build().corpus.observations) + 1
    rows = table()
    assert [r["observation"] for r in rows] == sorted(
        {r["observation"] for r in rows}, key=lambda i: i.split("/id/obs/")[1].split("/")
    )
    for row in rows:
        assert re.fullmatch(r"(?:0|-?[1-9]\d*|-?\d+\.\d*[1-9])?", row["value"]), row
        assert bool(row["value"]) != bool(row["rating"])
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row.values())
    (handled,) = (r for r in rows if r["issue"] == "2031-08" and r["indicator"] == "incident-handled")
    assert (handled["value"], handled["unit"], handled["period_start"], handled["witnesses"]) == (
        "1204",
        "incident",
        "2031-02-24",
        "1",
    )


def test_the_table_says_what_the_graph_says() -> None:
    """Value for value, the table and the graph agree."""
    value = ox.NamedNode("http://purl.org/linked-data/sdmx/2009/measure#obsValue")
    stated = {t.subject.value: t.object.value for t in triples(UNION) if t.predicate == value}  # type: ignore[union-attr]
    assert {r["observation"]: r["value"] for r in table() if r["value"]} == stated


def test_the_description_of_the_table_names_its_columns() -> None:
    """The CSVW metadata lists the columns in their order, each with a datatype and both languages."""
    metadata = json.loads(small_files()["data/observations.csv-metadata.json"])
    columns = metadata["tableSchema"]["columns"]
    assert [c["name"] for c in columns] == [name for name, *_ in COLUMNS] == list(table()[0])
    assert metadata["@context"] == "http://www.w3.org/ns/csvw"
    assert metadata["url"] == "observations.csv"
    assert metadata["tableSchema"]["primaryKey"] == "observation"
    assert {d["@language"] for c in columns for d in c["dc:description"]} == {"zh", "en"}


def objects(path: str, predicate: ox.NamedNode) -> dict[str, str]:
    return {t.subject.value: t.object.value for t in triples(path) if t.predicate == predicate}  # type: ignore[union-attr]


def test_dcat_gives_the_size_and_hash_of_every_data_file() -> None:
    """One distribution a file, whose size and SHA-256 are the file's."""
    files = small_files()
    described = {p for p in files if p.startswith("data/")} - {"data/void.ttl", "data/dcat.ttl"}
    sizes, sums = objects("data/dcat.ttl", DCAT.byteSize), objects("data/dcat.ttl", SPDX.checksumValue)
    assert {i.removeprefix(DEFAULT_BASE): int(n) for i, n in sizes.items()} == {p: len(files[p]) for p in described}
    assert {i.removeprefix(DEFAULT_BASE).removesuffix("#checksum"): s for i, s in sums.items()} == {
        p: hashlib.sha256(files[p]).hexdigest() for p in described
    }


def test_void_counts_what_there_is() -> None:
    """Triples, subjects, properties and the members of each class are those of the union."""
    whole, void = triples(UNION), "data/void.ttl"
    (count,) = objects(void, VOID.triples).values()
    (subjects,) = objects(void, VOID.distinctSubjects).values()
    (properties,) = objects(void, VOID.properties).values()
    assert (int(count), int(subjects), int(properties)) == (
        len(whole), len({t.subject for t in whole}), len({t.predicate for t in whole}),
    )  # fmt: skip
    classes, entities = objects(void, VOID.terms["class"]), objects(void, VOID.entities)
    for part, class_ in classes.items():
        members = {t.subject for t in whole if t.predicate == RDF.type and t.object == ox.NamedNode(class_)}
        assert int(entities[part]) == len(members)
    assert len(classes) == len({t.object for t in whole if t.predicate == RDF.type})


def test_the_manifest_lists_every_input_and_adds_up() -> None:
    """Each input stands with hash and outcome; the counts are the sums."""
    made, found = small_build(), factory.manifest_of(small_build())
    assert [(i["name"], i["outcome"]) for i in found["inputs"]] == [
        ("other.txt", "unrecognised"), ("profile.md", "full"), ("undated.txt", "full"), ("week-07-repost.md", "full"),
        ("week-07.md", "full"), ("week-08.md", "full"), ("week-09.md", "shell"),
    ]  # fmt: skip
    assert {i["name"]: i["sha256"] for i in found["inputs"]} == {
        name: hashlib.sha256(raw).hexdigest() for name, raw in factory.documents().items()
    }
    counts = found["counts"]
    assert counts["inputs"] == sum(counts["outcomes"].values()) == 7
    stated = sum(i["statements"] for i in found["inputs"])
    assert (stated, counts["claims"]) == (5, 5 + len(knowledge().citations))
    assert counts["observations"] == len(made.corpus.observations) == len(table())
    assert counts["triples"] == len(triples(UNION))
    assert sum(i["figures"] for i in found["inputs"]) == sum(len(o.witnesses) for o in made.corpus.observations)


def test_twins_are_one_copy_and_both_are_listed() -> None:
    """The same bytes under two names are one document of the graph and two inputs of the manifest."""
    raw = factory.weekly_post(21)
    made = building.build(factory.reports({"b.md": raw, "a.md": raw}), DEFAULT_BASE)
    found = factory.manifest_of(made)
    assert [i["name"] for i in found["inputs"]] == ["a.md", "b.md"]
    assert len([n for n in made.graphs if n.startswith("doc/")]) == 1
    assert all(len(o.witnesses) == 1 for o in made.corpus.observations)


@pytest.mark.parametrize(("epoch", "day"), [("", ""), ("0", "1970-01-01"), ("1927843199", "2031-02-02")])
def test_source_date_epoch_is_a_day(epoch: str, day: str) -> None:
    """SOURCE_DATE_EPOCH is whole seconds, and gives the day in UTC."""
    assert building.source_date(epoch) == day


@pytest.mark.parametrize("epoch", ["-1", "1.5", "²", "١", "x", "9" * 12, " 1"])
def test_source_date_epoch_refuses(epoch: str) -> None:
    """Anything but whole seconds since 1970 is a mistake of the caller."""
    with pytest.raises(UsageError, match="E_EPOCH"):
        building.source_date(epoch)


def test_the_day_of_the_data_is_the_newest_of_its_inputs() -> None:
    """Without SOURCE_DATE_EPOCH no clock is read: the newest day that an input states is the day of the data."""
    assert factory.manifest_of(small_build())["modified"] == "2031-03-07"


def test_a_violation_names_its_focus() -> None:
    """The error that stops a publication gives the number of violations and each of them."""
    (report,) = factory.reports({"a.md": factory.weekly_post(21)})
    made = building.build([replace(report, figures=(*report.figures, factory.figure("-5")))], DEFAULT_BASE)
    with pytest.raises(PublicationError, match=r"E_SHACL public: 1 violations") as refused:
        building.check_conforms(made.validation, Path("public"))
    assert "phishing-page" in str(refused.value)
    made = building.build([replace(report, figures=(*report.figures, factory.figure("5")))], DEFAULT_BASE)
    building.check_conforms(made.validation, Path("public"))
    building.check_covered(made, Path("public"))


def command(source: Path, target: Path, *options: str) -> list[str]:
    code = f"import os; os.umask({0o77 if 'other' in target.name else 0o22}); from cncert_kg.cli import main; main()"
    return [sys.executable, "-c", code, "build", str(source), "-o", str(target), *options]


def tree(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        p.relative_to(folder).as_posix(): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mode & 0o777)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def environment(**changes: str) -> dict[str, Any]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def test_builds_are_byte_identical_whoever_makes_them(memory_disk: Path) -> None:
    """Another hash seed, time zone, locale, umask, path, order on disk, and number of processes change no byte."""
    one = factory.save(memory_disk / "a")
    two = factory.save(memory_disk / "其他 path" / "deep", dict(reversed(factory.documents().items())))
    builds = [
        (command(one, memory_disk / "public"), environment(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8"), ROOT),
        (
            command(two, memory_disk / "deep" / "other", "--jobs", "2"),
            environment(PYTHONHASHSEED="4242", TZ="America/St_Johns", LC_ALL="C", LANG="C", HOME="/nonexistent"),
            memory_disk,
        ),
    ]
    running = [subprocess.Popen(c, env=e, cwd=d, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for c, e, d in builds]
    for build in running:
        _, errors = build.communicate(timeout=120)
        assert (build.returncode, errors) == (0, b"")
    assert tree(memory_disk / "public") == tree(memory_disk / "deep" / "other")


def test_source_date_epoch_changes_the_day_of_the_data_and_nothing_else() -> None:
    """One triple and one field of the manifest are of another day."""
    nquads = factory.release_files(small_build(), "2031-02-02")["data/cncert-kg.nq"]
    made = {q.triple for q in ox.parse(nquads, ox.RdfFormat.N_QUADS)}
    assert {t.predicate for t in made ^ triples(UNION)} == {DCT.modified}
    one, two = factory.manifest_of(small_build()), factory.manifest_of(small_build(), "2031-02-02")
    assert {k for k in one if one[k] != two[k]} == {"modified"}
