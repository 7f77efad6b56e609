"""Two releases compared: every change with both values and both sentences, and whose change it is."""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse
from typer.testing import CliRunner

from cncert_kg import differences
from cncert_kg.atom import Entry, Feed, atom, moment, tag
from cncert_kg.checking import checking
from cncert_kg.differences import Comparison, side
from cncert_kg.differences.bundle import bundle
from cncert_kg.differences.causes import REASONS, Cause, Witness, cause
from cncert_kg.differences.comparison import compare
from cncert_kg.differences.deltas import deltas
from cncert_kg.errors import StorageError, UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.manifest import MANIFEST
from cncert_kg.observation_rows import TABLE
from cncert_kg.site.feeds import feeds
from cncert_kg.site.scope import Site
from cncert_kg.store import QUADS
from tests import factory, revisions
from tests.factory import joined

HANDLED = "id/obs/cncert-weekly/incident-handled/world/2031-02-24_2031-03-02/level/total"
WEEK_7 = "id/obs/cncert-weekly/incident-handled/world/2031-02-17_2031-02-23/level/total"


@cache
def found() -> Comparison:
    """Compare the two releases."""
    return differences.compared(side(revisions.first()), side(revisions.second()))


@cache
def alone() -> dict[str, bytes]:
    """Give the files of a comparison that stands by itself."""
    added, removed = io.BytesIO(), io.BytesIO()
    compared = compare(side(revisions.first()), side(revisions.second()), added, removed)
    made = differences.bundle_files(compared, added, removed, is_alone=True)
    return {path: joined(content) for path, content in made}


@cache
def within() -> dict[str, bytes]:
    """Give the files of a comparison that stand in the release after."""
    files = bundle(side(revisions.first()), side(revisions.second()))
    return {path: joined(content) for path, content in files}


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Give the first release with some lines of its files replaced: path, pattern, replacement."""
    place = folder / "public"
    shutil.copytree(revisions.first(), place)
    for path, pattern, new in changes:
        text = (place / path).read_text("utf-8")
        assert re.search(pattern, text), pattern
        text = re.sub(pattern, new, text)
        lines = sorted(text.encode().splitlines(keepends=True)) if path == QUADS else [text.encode()]
        (place / path).write_bytes(b"".join(lines))
    return place


def triples(release: Path) -> set[str]:
    """Give the triples of a release as N-Triples."""
    with (release / QUADS).open("rb") as file:
        return {f"{quad.triple} ." for quad in parse(file, RdfFormat.N_QUADS)}


def canonical(lines: set[str]) -> str:
    """Give the hash of a set of triples in the canonical form of RDFC-1.0."""
    quads = parse("\n".join(sorted(lines)).encode(), RdfFormat.N_TRIPLES)
    data = Dataset(Quad(q.subject, q.predicate, q.object) for q in quads)
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("\n".join(sorted(map(str, data))).encode()).hexdigest()


def test_the_delta_makes_the_new_release_of_the_old() -> None:
    """Take `removed.nt` away, put `added.nt` to it: the canonical hash is that of the release after."""
    files = within()
    added, removed = (files[f"changes/{name}.nt"].decode().splitlines() for name in ("added", "removed"))
    assert all(lines == sorted(set(lines), key=str.encode) for lines in (added, removed))
    before, after = triples(revisions.first()), triples(revisions.second())
    assert set(removed) <= before and not set(added) & before
    assert canonical((before - set(removed)) | set(added)) == canonical(after)
    assert found().triples == (len(added), len(removed))


def test_a_changed_figure_has_both_values_both_sentences_and_both_copies() -> None:
    """An edited copy comes as other bytes: the source changed."""
    (one,) = [f for f in found().figures if f.state == "changed"]
    assert (one.node, one.issue, one.cause) == (HANDLED, "2031-08", Cause("source", "new-copy"))
    assert one.old and one.new and one.old.witness and one.new.witness
    assert (one.old.value, one.new.value) == ("1204", "1304")
    assert "1,204" in one.old.witness.sentence and "1,304" in one.new.witness.sentence
    assert one.old.witness.sha256 != one.new.witness.sha256


def test_every_section_is_counted_by_state() -> None:
    """What came and went among figures, issues, copies and claims is what the documents say."""
    counts = found().counts
    assert counts["figures"] == {"changed": 1, "added": 4, "withdrawn": 2}
    assert counts["figures_by_reason"] == {"new-copy": 5, "copy-gone": 2}
    assert counts["issues"] == {"changed": 0, "added": 1, "withdrawn": 1}
    assert counts["documents"] == {"changed": 0, "added": 2, "withdrawn": 3}
    assert counts["claims"]["withdrawn"] == 5
    assert {t.cause for t in found().things["claims"]} == {Cause("source", "copy-gone")}


def test_equal_releases_have_no_difference() -> None:
    """The comparison of a release with itself is empty, and its page says so."""
    own = side(revisions.first())
    files = {path: joined(content) for path, content in bundle(own, own)}
    assert files["changes/added.nt"] == files["changes/removed.nt"] == b""
    assert "Both releases say the same." in files["en/changes/index.html"].decode()
    assert not [path for path in files if path.endswith(".atom")]


HELD = hashlib.sha256(factory.documents()["week-07.md"]).hexdigest()
HELD_TOO = hashlib.sha256(factory.documents()["week-07-repost.md"]).hexdigest()
GONE = hashlib.sha256(factory.documents()["profile.md"]).hexdigest()
NEW = hashlib.sha256(revisions.later()["week-10.md"]).hexdigest()
UNUSED = hashlib.sha256(factory.documents()["other.txt"]).hexdigest()


def rests(sha256: str, **more: object) -> Witness:
    """Give a place of a copy."""
    place = Witness(sha256[:16], sha256, "text", 10, 13, "series/rule", "431", "", "", "431起")
    return replace(place, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "whose", "reason"),
    [
        (rests(HELD), rests(NEW), "source", "new-copy"),
        (rests(GONE), rests(NEW), "source", "new-copy"),
        (rests(GONE), rests(HELD), "source", "copy-gone"),
        (rests(HELD), rests(HELD_TOO), "rule", "choice"),
        (rests(HELD), rests(HELD, text_sha256="other", start=9), "rule", "text"),
        (rests(HELD), rests(HELD, start=9, rule="series/other"), "rule", "place"),
        (rests(HELD), rests(HELD, rule="series/other"), "rule", "rule"),
        (rests(HELD), rests(HELD), "rule", "reading"),
        (None, rests(NEW), "source", "new-copy"),
        (None, rests(HELD), "rule", "newly-read"),
        (None, rests(UNUSED), "rule", "newly-read"),
        (rests(GONE), None, "source", "copy-gone"),
        (rests(HELD), None, "rule", "no-longer-read"),
    ],
)
def test_a_source_change_is_told_from_a_rule_change(
    old: Witness | None, new: Witness | None, whose: str, reason: str
) -> None:
    """Whose bytes are new or gone changed at the source; what both releases hold and we read otherwise is our doing."""
    assert cause(side(revisions.first()), side(revisions.second()), old, new) == Cause(whose, reason)
    assert reason in REASONS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([(QUADS, rf'({HANDLED}> <[^>]*obsValue> )"1204"', r'\1"1205"'), (TABLE, ",1204,", ",1205,")], "reading"),
        ([(QUADS, rf"<[^>]*{HANDLED}> .*\n", "")], "no-longer-read"),
        ([(QUADS, r"(id/rule/cncert-weekly/)incident-handled", r"\1counted-again"),
          (QUADS, rf'({HANDLED}> <[^>]*obsValue> )"1204"', r'\1"1205"')], "rule"),
        ([(QUADS, rf'({WEEK_7}> <[^>]*obsValue> )"431"', r'\1"413"'), (TABLE, f"(?m){HELD}(.*)$", rf"{HELD_TOO}\1")],
         "choice"),
    ],
)  # fmt: skip
def test_the_same_bytes_read_otherwise_are_a_change_of_our_rule(
    changes: list[tuple[str, str, str]], reason: str, tmp_path: Path
) -> None:
    """Another value, rule or canonical copy of the same inputs is never called a change of a source."""
    told = differences.compared(side(revisions.first()), side(changed(tmp_path, *changes)))
    assert {f.cause.whose for f in told.figures} == {"rule"}
    assert reason in {f.cause.reason for f in told.figures}


def test_other_witnesses_of_the_same_value_are_no_change_of_a_figure(tmp_path: Path) -> None:
    """Labels and the number of places may differ; the figure is the same."""
    place = changed(tmp_path, (QUADS, rf'({HANDLED}> <[^>]*label> )"', r'\1"Other '))
    told = differences.compared(side(revisions.first()), side(place))
    assert told.figures == () and told.triples == (2, 2)


def test_facts_terms_and_entries_are_told(tmp_path: Path) -> None:
    """A fact of an organisation, a term of the ontology, an entry named by a report, entries counted by year."""
    base, graph = DEFAULT_BASE, f"<{DEFAULT_BASE}graph/org>"
    named = f"{base}id/mention/{HELD[:16]}-61-65> <http://www.w3.org/ns/oa#hasBody> <{base}id/vuln/CNVD-2031-00001"
    lines = (
        f'<{base}id/org/cncert> <{base}def#motto> "虚构"@zh {graph} .\n'
        f'<{base}def#motto> <http://www.w3.org/2004/02/skos/core#note> "invented"@en {graph} .\n'
        f'<{base}id/vuln/CNVD-2031-00001> <{base}def#x> "1" {graph} .\n'
        f'<{base}id/vuln/CNVD-2031-00002> <{base}def#x> "1" {graph} .\n'
        f"<{named}> {graph} .\n"
    )
    told = differences.compared(side(revisions.first()), side(changed(tmp_path, (QUADS, r"\A", lines))))
    (fact,) = told.organisations
    assert (fact.state, fact.node, fact.name, fact.value) == ("added", "id/org/cncert", "motto", "虚构")
    assert [(t.state, t.node, t.properties[0].name) for t in told.things["terms"]] == [("changed", "def#motto", "note")]
    assert [t.node for t in told.things["vulnerabilities"]] == ["id/vuln/CNVD-2031-00001"]
    assert told.years == {"2031": {"added": 2}}


def test_a_triple_that_moves_to_another_graph_is_no_difference(tmp_path: Path) -> None:
    """Deltas are of the union; a triple stands once, in however many graphs."""
    a, b = tmp_path / "a.nq", tmp_path / "b.nq"
    one, two = '<urn:a> <urn:p> "x"', '<urn:a> <urn:p> "x"@en'
    a.write_text(f"{one} <urn:g1> .\n{one} <urn:g3> .\n{two} <urn:g1> .\n", "utf-8")
    b.write_text(f"{one} <urn:g1> .\n{one} <urn:g2> .\n{two} <urn:g9> .\n<urn:b> <urn:p> <urn:c> <urn:g> .\n", "utf-8")
    assert [(d.subject, d.removed, d.added) for d in deltas(a, b)] == [("urn:b", [], [b"<urn:b> <urn:p> <urn:c> .\n"])]
    assert [(d.subject, d.removed, d.added) for d in deltas(b, a)] == [("urn:b", [b"<urn:b> <urn:p> <urn:c> .\n"], [])]


def test_quads_out_of_order_are_refused(tmp_path: Path) -> None:
    """Rather than a wrong delta."""
    place = tmp_path / "a.nq"
    place.write_text("<urn:b> <urn:p> <urn:c> <urn:g> .\n<urn:a> <urn:p> <urn:c> <urn:g> .\n", "utf-8")
    with pytest.raises(StorageError, match="E_ORDER"):
        list(deltas(place, place))


def test_a_bundle_is_the_same_twice() -> None:
    """No clock, no chance: the bytes of every file."""
    again = bundle(side(revisions.first()), side(revisions.second()))
    assert {path: joined(content) for path, content in again} == within()


@pytest.mark.parametrize("files", [alone, within])
def test_pages_are_whole(files: Callable[[], dict[str, bytes]]) -> None:
    """Light, in both languages, with no script from a document, and each link within them leads to a file of them."""
    made = files()
    pages = {path: raw.decode() for path, raw in made.items() if path.endswith(".html")}
    assert {p.replace("zh/", "en/", 1) for p in pages} == {p for p in pages if p.startswith("en/")}
    assert {"en/changes/index.html", "en/changes/cncert-weekly.html", "en/changes/claims.html"} <= pages.keys()
    for path, text in pages.items():
        assert len(text.encode()) < 30_000
        assert "<script>alert" not in text
        ids = re.findall(r' id="([^"]*)"', text)
        assert len(ids) == len(set(ids))
        for href in re.findall(r'href="([^"#:]+)"', text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            assert target in made or (files is within and not target.startswith("changes/")), (path, href)


def test_a_page_by_itself_leads_to_iris_and_one_in_a_release_to_its_pages() -> None:
    """What the release after does not have is no link there."""
    page = "en/changes/cncert-weekly.html"
    assert f'href="{DEFAULT_BASE}{HANDLED}"' in alone()[page].decode()
    assert f'href="../{HANDLED}.html"' in within()[page].decode()
    gone = within()["en/changes/org-statistics.html"].decode()
    assert "Withdrawn" in gone and 'href="../id/obs/' not in gone
    assert "<mark>1,304</mark>" in within()[page].decode() and "<mark>1,204</mark>" in within()[page].decode()


def test_notes_and_json_have_the_counts() -> None:
    """Release notes say the numbers in both languages; the JSON has every change."""
    files = within()
    assert "| Figures | 1 | 4 | 2 |" in files["changes/notes.en.md"].decode()
    assert "| 数字 | 1 | 4 | 2 |" in files["changes/notes.zh.md"].decode()
    data = json.loads(files["changes/diff.json"])
    assert data["counts"]["figures"]["changed"] == sum(f["state"] == "changed" for f in data["figures"])
    (one,) = [f for f in data["figures"] if f["state"] == "changed"]
    assert (one["old"]["value"], one["new"]["value"]) == ("1204", "1304")
    assert one["cause"] == {"whose": "source", "reason": "new-copy"}


ATOM = "{http://www.w3.org/2005/Atom}"


def check_feed(raw: bytes) -> ElementTree.Element:
    """Check what RFC 4287 requires of a feed."""
    feed = ElementTree.fromstring(raw)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = element.findall(f"{ATOM}{name}")
            assert only.text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+08:00", element.findtext(f"{ATOM}updated") or "")
    ids = [e.text for e in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    return feed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_changes_of_a_series_are_a_feed(lang: str) -> None:
    """An entry for each issue, dated by the release and not by a clock."""
    feed = check_feed(within()[f"changes/cncert-weekly.{lang}.atom"])
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}id", "").rpartition("/")[2] for e in entries] == ["2031-10", "2031-08"]
    assert "1,204" in entries[1].findtext(f"{ATOM}content", "")
    assert feed.findtext(f"{ATOM}updated") == "2031-03-20T00:00:00+08:00"


def test_every_series_has_a_feed_of_its_newest_issues() -> None:
    """In both languages, the newest first, with the figures read."""
    made = dict(feeds(Site(factory.small_build())))
    assert made.keys() == {f"feeds/cncert-weekly.{lang}.atom" for lang in ("zh", "en")}
    feed = check_feed(made["feeds/cncert-weekly.en.atom"])
    entries = feed.findall(f"{ATOM}entry")
    days = [e.findtext(f"{ATOM}updated", "") for e in entries]
    assert days == sorted(days, reverse=True) and len(days) >= 4
    assert any("Incidents handled: 1,204" in e.findtext(f"{ATOM}content", "") for e in entries)


def test_a_feed_is_xml_whatever_its_texts_are() -> None:
    """Markup and characters that XML cannot have do no harm."""
    hostile = "</title><script>alert(1)</script>&\x00\x0b\ufffe"
    entry = Entry(tag(DEFAULT_BASE, "a"), hostile, "2031-02", "https://a.example/?a=1&b=2", hostile)
    feed = check_feed(atom(Feed(tag(DEFAULT_BASE), hostile, hostile, "en", "https://a.example/", hostile, (entry,))))
    assert feed.findtext(f"{ATOM}title", "").startswith("</title><script>")
    assert feed.findtext(f"{ATOM}updated") == "2031-02-01T00:00:00+08:00"
    assert [moment(day) for day in ("", "2031")] == ["1970-01-01T00:00:00+08:00", "2031-01-01T00:00:00+08:00"]


def test_a_release_is_identified_by_its_manifest() -> None:
    """What is remembered of a build that compares is kept under the key of the release compared with."""
    assert differences.key(revisions.first()) == differences.key(revisions.first())
    assert differences.key(revisions.first()) != differences.key(revisions.second())


def test_the_command_writes_a_folder_and_tells_what_changed(tmp_path: Path) -> None:
    """Text or JSON on standard output, a folder where asked, one coded line for what cannot be."""
    first, second = str(revisions.first()), str(revisions.second())
    run = CliRunner().invoke(checking, ["diff", first, second, "-o", str(tmp_path / "out")])
    assert run.exit_code == 0
    assert f"{HANDLED} 1204 -> 1304 (source: " in run.stdout
    assert (tmp_path / "out/zh/changes/index.html").is_file() and (tmp_path / "out/style.css").is_file()
    told = CliRunner().invoke(checking, ["diff", first, second, "--format", "json"])
    assert json.loads(told.stdout)["counts"]["figures"]["changed"] == 1
    again = CliRunner().invoke(checking, ["diff", first, second, "-o", str(tmp_path / "out")])
    assert isinstance(again.exception, UsageError) and again.exception.code == "E_TARGET"


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    """A folder that is no release, and releases of two bases."""
    with pytest.raises(UsageError, match="E_DATA"):
        side(tmp_path)
    other = changed(tmp_path, (MANIFEST, r'"base": "[^"]*"', '"base": "https://other.example/"'))
    with pytest.raises(UsageError, match="E_BASE"):
        differences.compared(side(revisions.first()), side(other))
