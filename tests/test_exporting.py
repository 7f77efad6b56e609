"""An export is put in place whole or not at all, never over what it did not make, and equal data give equal bytes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cncert_kg.errors import LockedError, StorageError, UsageError
from cncert_kg.exporting import NAME, Written, export, summary
from cncert_kg.manifest import read_manifest, verify_manifest
from tests import export_data
from tests.conftest import ROOT


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """An RDF file of the invented data."""
    file = tmp_path / "data" / "invented.ttl"
    file.parent.mkdir()
    file.write_bytes(export_data.turtle())
    return file


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "export"


def everything(release: Path, output: Path) -> list[Written]:
    return export(release, output, stix=True, misp=True, ftm=True, sqlite=True, indicators=True)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


FORMS = {
    "stix": {"stix/cncert-kg.json"},
    "misp": {"misp/manifest.json", "misp/hashes.csv"},
    "ftm": {"ftm/entities.ftm.json"},
    "sqlite": {"sqlite/cncert-kg.db", "sqlite/metadata.json"},
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_written_on_request(release: Path, output: Path, form: str) -> None:
    """Only the form asked for, and a manifest that names every file and what it was made of."""
    asked = {name: name == form for name in FORMS}
    written = export(release, output, **asked)
    files = {path for path in tree(output) if path != "manifest.json"}
    assert FORMS[form] <= files and {path.partition("/")[0] for path in files} == {form}
    assert {w.path for w in written} == {output / path for path in tree(output)}
    assert all(w.size == w.path.stat().st_size for w in written)
    assert verify_manifest(output) == []
    assert (read_manifest(output)["name"], read_manifest(output)["modified"]) == (NAME, "2031-03-06")


def test_no_form_needs_the_library_that_checks_it() -> None:
    """Whoever exports has neither stix2 nor pymisp nor followthemoney installed."""
    code = (
        "import sys, cncert_kg.exporting\n"
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in ('stix2', 'pymisp', 'followthemoney')))"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_the_summary_says_how_much_of_what(release: Path, output: Path) -> None:
    """A line a form, and one for the manifest."""
    lines = list(summary(everything(release, output), output))
    assert [line.partition(": ")[2].partition(",")[0] for line in lines] == [
        "1 file",
        "4 files",
        "2 files",
        "1 file",
        "1 file",
    ]
    assert lines[0].startswith(f"{output / 'ftm'}: 1 file, ")


def test_nothing_asked_for_is_a_mistake(release: Path, output: Path) -> None:
    """Without a form there is no export, and no folder."""
    with pytest.raises(UsageError, match="E_EXPORT") as refused:
        export(release, output, stix=False, misp=False, ftm=False, indicators=True)
    assert (refused.value.exit_code, output.parent.exists()) == (2, False)


def test_no_release_is_a_mistake(tmp_path: Path, output: Path) -> None:
    """What cannot be opened leaves no trace beside the target."""
    with pytest.raises(UsageError, match="E_DATA"):
        everything(tmp_path / "nowhere", output)
    assert not output.parent.exists()


def test_two_exports_are_byte_for_byte_the_same(release: Path, tmp_path: Path) -> None:
    """Neither the place nor the umask nor a second time changes a byte; the modes are those of published files."""
    everything(release, tmp_path / "a")
    before = os.umask(0o077)
    try:
        everything(release, tmp_path / "b" / "c")
    finally:
        os.umask(before)
    assert tree(tmp_path / "a") == tree(tmp_path / "b" / "c")
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "b" / "c").rglob("*") if p.is_file()} == {0o644}


def test_an_export_replaces_the_last_one_whole(release: Path, output: Path) -> None:
    """What the new one does not have is gone, also where the last one was damaged; nothing is left beside it."""
    everything(release, output)
    (output / "stix" / "cncert-kg.json").write_bytes(b"scribble")
    (output / "misp" / "hashes.csv").unlink()
    export(release, output, stix=False, misp=False, ftm=True)
    assert set(tree(output)) == {"ftm/entities.ftm.json", "manifest.json"}
    assert list(output.parent.iterdir()) == [output]


def test_an_empty_folder_may_be_the_target(release: Path, output: Path) -> None:
    """Nothing is lost in it."""
    output.mkdir(parents=True)
    everything(release, output)
    assert verify_manifest(output) == []


def a_file(output: Path) -> None:
    output.write_bytes(b"x")


def a_link(output: Path) -> None:
    output.with_name("other").mkdir()
    output.symlink_to("other")


def a_dangling_link(output: Path) -> None:
    output.symlink_to("nowhere")


def a_strange_folder(output: Path) -> None:
    (output / "photos").mkdir(parents=True)


def a_manifest_of_others(output: Path) -> None:
    output.mkdir()
    (output / "manifest.json").write_text('{"name": "other", "files": {}}')


def no_manifest(output: Path) -> None:
    output.mkdir()
    (output / "manifest.json").write_text("[")


def an_export_with_more_in_it(output: Path) -> None:
    output.mkdir()
    (output / "manifest.json").write_text(f'{{"name": "{NAME}", "files": {{}}}}')
    (output / "notes.txt").write_text("mine")


@pytest.mark.parametrize(
    "make",
    [a_file, a_link, a_dangling_link, a_strange_folder, a_manifest_of_others, no_manifest, an_export_with_more_in_it],
)
def test_what_no_export_made_is_left_alone(release: Path, output: Path, make: Callable[[Path], None]) -> None:
    """Exit 2 in one line, and not a byte is touched."""
    output.parent.mkdir(parents=True)
    make(output)
    before = (output.lstat().st_ino, sorted(output.parent.rglob("*")))
    with pytest.raises(UsageError, match="E_TARGET") as refused:
        everything(release, output)
    assert (refused.value.exit_code, len(str(refused.value).splitlines())) == (2, 1)
    assert (output.lstat().st_ino, sorted(output.parent.rglob("*"))) == before


@pytest.mark.parametrize("inside", [".", "export", "data/export"])
def test_a_release_is_not_written_into(release: Path, inside: str) -> None:
    """A release is what its manifest says; an export inside it would break it."""
    folder = release.parent.with_name("release")
    (folder / "data").mkdir(parents=True)
    with pytest.raises(UsageError, match="E_TARGET"):
        everything(folder, folder / inside)


def test_a_target_needs_a_name(release: Path) -> None:
    """The root of a disk is no folder to replace."""
    with pytest.raises(UsageError, match="with a name"):
        everything(release, Path("/"))


def test_what_a_killed_export_left_is_cleared(release: Path, output: Path) -> None:
    """A half-written stage, and a last export not yet removed, do not stop the next one."""
    for left in (".export.export", ".export.export-old"):
        (output.parent / left / "misp").mkdir(parents=True)
        (output.parent / left / "half.json").write_text("{")
    everything(release, output)
    assert verify_manifest(output) == []
    assert list(output.parent.iterdir()) == [output]


def test_two_exports_do_not_write_to_one_place(release: Path, output: Path) -> None:
    """The second is told, and leaves the first one's stage as it is."""
    stage = output.with_name(".export.export")
    stage.mkdir(parents=True)
    (stage / "half.json").write_text("{")
    handle = os.open(stage, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(LockedError, match="E_LOCKED"):
            everything(release, output)
    finally:
        os.close(handle)
    assert tree(stage) == {"half.json": b"{"}
    assert not output.exists()


def test_a_full_disk_leaves_the_last_export(release: Path, small_disk: Path) -> None:
    """No space: one line, exit 74, the last export whole, and nothing left of the new one."""
    output = small_disk / "export"
    export(release, output, stix=False, misp=False, ftm=True)
    before = tree(small_disk)
    (small_disk / "ballast").write_bytes(b"x" * 200 * 1024)
    with pytest.raises(StorageError, match="E_NO_SPACE") as refused:
        everything(release, output)
    (small_disk / "ballast").unlink()
    assert refused.value.exit_code == 74
    assert tree(small_disk) == before
    assert sorted(p.name for p in small_disk.iterdir()) == ["export"]


def test_a_disk_that_refuses_writing_is_named(release: Path, small_disk: Path) -> None:
    """A read-only disk: one line, exit 74, the last export whole."""
    output = small_disk / "export"
    export(release, output, stix=False, misp=False, ftm=True)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StorageError, match="E_READONLY"):
        everything(release, output)
    assert verify_manifest(output) == []
