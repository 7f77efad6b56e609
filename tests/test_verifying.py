"""`verify` finds every quote again, and says what does not hold when a release or a source is not what it was."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cncert_kg import extraction
from cncert_kg.checking import checking
from cncert_kg.errors import StorageError, UsageError
from cncert_kg.manifest import MANIFEST, file_sha256, manifest_bytes, read_manifest
from cncert_kg.readers import register
from cncert_kg.store import QUADS
from cncert_kg.verifying import Verdict, verify
from cncert_kg.verifying.held import readings
from tests import factory, real, released, revisions
from tests.conftest import DEEP

TABLE = "data/observations.csv"
Change = Callable[[str], str]


@cache
def sources() -> Path:
    """Give the folder of the documents that the small release was built from."""
    return factory.save(released.small().with_name("sources"))


def swap(old: str, new: str) -> Change:
    """Give a change of one phrase, which must be there."""

    def change(text: str) -> str:
        assert re.search(old, text, re.MULTILINE), old
        return re.sub(old, new, text, count=1, flags=re.MULTILINE)

    return change


def changed(folder: Path, path: str, change: Change) -> Path:
    """Give a copy of the small release with a file changed and the manifest made to fit."""
    place = folder / "public"
    shutil.copytree(released.small(), place)
    (place / path).write_text(change((place / path).read_text("utf-8")), "utf-8")
    fields = read_manifest(place)
    listed = fields.pop("files")
    listed[path] = {"bytes": (place / path).stat().st_size, "sha256": file_sha256(place / path)}
    (place / MANIFEST).write_bytes(manifest_bytes(fields, listed))
    return place


def codes(verdict: Verdict) -> set[str]:
    """Give the codes of all that does not hold."""
    return {line.split(" ")[0] for line in verdict.failures}


def test_a_release_with_its_sources_holds_to_the_last_quote() -> None:
    """Every quote and every value is found again at its offsets in the files' bytes."""
    verdict = verify(released.small(), [sources()])
    assert (verdict.failures, verdict.unchecked, verdict.exit_code) == ((), (), 0)
    done = {check.name: check.done for check in verdict.checks}
    assert done["quotes in their sources"] == done["quotes and places"] > 20
    assert done["values in their sources"] >= done["figures"] > 15
    assert done["rows of the table"] == done["figures"]


def test_without_sources_a_release_is_checked_against_itself_and_says_so() -> None:
    """What was not checked is told and is no failure."""
    verdict = verify(released.small())
    assert (verdict.failures, verdict.exit_code) == ((), 0)
    (said,) = verdict.unchecked
    assert said.startswith("W_UNCHECKED sources: none given")
    assert "quotes in their sources: not checked" in [check.line for check in verdict.checks]


def test_sources_that_are_missing_are_named_and_end_with_1(tmp_path: Path) -> None:
    """A copy whose bytes no source has is neither held nor refuted."""
    only = tmp_path / "week-07.md"
    shutil.copy(sources() / "week-07.md", only)
    verdict = verify(released.small(), [only])
    assert verdict.exit_code == 1
    assert {line.split(" ")[0] for line in verdict.unchecked} == {"W_SOURCE"}


def test_a_register_is_a_source_of_places_and_values(tmp_path: Path) -> None:
    """What a register holds is found in it again, though it has no words; a row that says otherwise is told."""
    register.save(tmp_path, factory.reports(factory.documents()))
    verdict = verify(released.small(), [tmp_path])
    assert (verdict.failures, verdict.unchecked) == ((), ())
    assert {check.name: check.done for check in verdict.checks}["values in their sources"] > 20
    table = tmp_path / "figures.csv"
    table.write_text(swap(",1204$", ",1205")(table.read_text("utf-8")), "utf-8")
    assert codes(verify(released.small(), [tmp_path])) == {"E_REREAD"}


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        (QUADS, swap(r'(oa#exact> ".*?)431', r"\g<1>4310"), "E_QUOTE"),
        (QUADS, swap(r'(oa#exact> ".*?)431', r"\g<1>731"), "E_VALUE"),
        (QUADS, swap(r'(oa#exact> ".*?)431', r"\g<1>731"), "E_SENTENCE"),
        (QUADS, swap(r'(oa#start> )"\d+"', r'\1"999999"'), "E_PLACE"),
        (QUADS, swap(r'(#sentence> ").{3}', r"\1" + "某" * 301), "E_LENGTH"),
        (QUADS, swap(r'(measure#obsValue> )"431"', r'\1"432"'), "E_FIGURE"),
        (QUADS, swap(r'(measure#obsValue> )"431"', r'\1"432"'), "E_TABLE"),
        (QUADS, swap(r'^.*#statedValue> "431".*\n', ""), "E_FIGURE"),
        (TABLE, swap(",431,", ",431.5,"), "E_TABLE"),
    ],
)
def test_a_release_that_contradicts_itself_is_found_out_without_sources(
    path: str, change: Change, code: str, tmp_path: Path
) -> None:
    """Place, length, sentence, digits, figure and table must agree with one another."""
    verdict = verify(changed(tmp_path, path, change))
    assert code in codes(verdict)
    assert verdict.exit_code == 3
    assert all(re.fullmatch(r"E_[A-Z]+ [^:]+: .+", line) for line in verdict.failures)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (swap(r'(oa#prefix> ").', r"\1某"), "E_CONTEXT"),
        (swap(r'(oa#suffix> ").', r"\1某"), "E_CONTEXT"),
        (swap(r'(#sentence> ")', r"\1某"), "E_SENTENCE"),
        (swap(r'(#textSha256> ")..', r"\1ff"), "E_TEXT"),
        (swap(r'(#statedValue> )"77"', r'\1"77.0001"'), "E_REREAD"),
    ],
)
def test_a_release_that_differs_from_its_sources_is_found_out(change: Change, code: str, tmp_path: Path) -> None:
    """Context, sentence, text and value are those that the bytes give."""
    verdict = verify(changed(tmp_path, QUADS, change), [sources()])
    assert code in codes(verdict)


def test_files_that_differ_from_the_manifest_are_found_out(tmp_path: Path) -> None:
    """Each file missing, extra, changed or of another size is one line."""
    place = tmp_path / "public"
    shutil.copytree(released.small(), place)
    manifest = json.loads((place / MANIFEST).read_bytes())
    manifest["files"]["data/void.ttl"]["bytes"] += 1
    (place / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    (place / "data/dcat.ttl").unlink()
    (place / "data/extra.txt").write_text("one", "utf-8")
    (place / "data/cncert-kg.ttl").write_text("", "utf-8")
    found = [line.split(":")[0] for line in verify(place).failures]
    assert sorted(set(found)) == [
        "E_CHANGED data/cncert-kg.ttl", "E_EXTRA data/extra.txt", "E_MISSING data/dcat.ttl",
        "E_SIZE data/cncert-kg.ttl", "E_SIZE data/void.ttl",
    ]  # fmt: skip


def test_a_published_release_must_have_the_name_of_its_manifest(tmp_path: Path) -> None:
    """The folder below `.releases` is named by the hash of the manifest."""
    place = tmp_path / ".public.releases" / ("0" * 32)
    shutil.copytree(released.small(), place)
    assert codes(verify(place)) == {"E_RELEASE"}


def test_what_is_no_release_is_refused_in_one_line(tmp_path: Path) -> None:
    """A folder without a manifest, a source that is not there, quads that do not parse."""
    with pytest.raises(UsageError, match="E_DATA"):
        verify(tmp_path)
    with pytest.raises(UsageError, match="E_INPUT"):
        verify(released.small(), [tmp_path / "nothing"])
    broken = changed(tmp_path, QUADS, swap(r'(oa#exact> )"', r"\1"))
    with pytest.raises(StorageError, match="E_RDF"):
        verify(broken)


def test_the_command_tells_counts_and_ends_with_the_verdict(tmp_path: Path) -> None:
    """Counts go to standard output, what does not hold to standard error."""
    good = CliRunner().invoke(checking, ["verify", str(released.small()), str(sources())])
    assert good.exit_code == 0
    assert "quotes in their sources:" in good.stdout and not good.stderr
    bad = CliRunner().invoke(checking, ["verify", str(changed(tmp_path, TABLE, swap(",431,", ",431.5,")))])
    assert bad.exit_code == 3
    assert bad.stderr.startswith("E_TABLE ")


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("431起", "431"),
        ("约18.4万", "184000"),
        ("３.５亿", "350000000"),
        ("0.38倍", "38"),
        ("1,204", "1204"),
        ("降7.6%", "7.6"),
    ],
)
def test_digits_are_read_at_every_scale(quote: str, value: str) -> None:
    """A quote states a value if its digits mean it at a scale that reports print."""
    assert Decimal(value) in readings(quote)
    assert Decimal("9") not in readings(quote)


def test_every_quote_of_the_real_documents_is_found_again(shared: Path) -> None:
    """All quotes of real documents stand in the bytes they were read from; a part of the documents in a quick run."""
    paths = real.paths(shared)
    chosen = paths if DEEP else [p for p in paths if file_sha256(p)[0] == "7"]
    verdict = verify(revisions.saved(extraction.from_files(chosen)), chosen)
    assert verdict.failures == verdict.unchecked == ()
    assert {c.name: c.done for c in verdict.checks}["quotes in their sources"] > 100
