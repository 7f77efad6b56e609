"""What may be opened: regular files of a fair size, in one order, under names that fit on one line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cncert_kg.errors import ReadError, UsageError
from cncert_kg.extraction import from_file
from cncert_kg.readers import files
from tests.conftest import ROOT
from tests.pdf_writer import lines, pdf

TEXT = "一句为测试写的话。\n"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    target = path.with_name("target.txt")
    target.write_text(TEXT, "utf-8")
    path.symlink_to(target)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [pipe, link, circle, dangling, Path.mkdir])
def test_what_is_no_regular_file_is_refused_at_once(make: object, tmp_path: Path) -> None:
    """A pipe, a link or a folder is never opened, so nothing can block."""
    path = tmp_path / "x.md"
    make(path)  # type: ignore[operator]
    start = time.perf_counter()
    with pytest.raises(ReadError, match=r"E_INPUT_KIND x\.md"):
        files.read(path)
    assert from_file(path).status == "quarantined"
    assert time.perf_counter() - start < 1


def test_a_device_is_refused() -> None:
    """/dev/zero has no end."""
    with pytest.raises(ReadError, match="E_INPUT_KIND zero"):
        files.read(Path("/dev/zero"))


def test_a_file_that_is_gone_is_a_problem_of_that_file(tmp_path: Path) -> None:
    """A file that vanished between listing and reading does not end the run."""
    assert [p.code for p in from_file(tmp_path / "gone.md").problems] == ["E_UNREADABLE"]


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """200 MB of anything is no report; the file is sparse, so the test is quick."""
    path = tmp_path / "large.md"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(ReadError, match=r"E_SIZE large\.md: found 200000000 bytes"):
        files.read(path)


@pytest.mark.parametrize(("size", "code"), [(files.MAX_BYTES, "E_NONE"), (files.MAX_BYTES + 1, "E_SIZE")])
def test_the_largest_file(size: int, code: str, tmp_path: Path) -> None:
    """Exactly 5,000,000 bytes are read."""
    path = tmp_path / "x.txt"
    path.write_bytes(b"a" * size)
    assert [p.code for p in from_file(path).problems] == ([] if code == "E_NONE" else [code])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.md", r"a\nb.md"),
        ("a\x1b[31m.md", r"a\x1b[31m.md"),
        ("a\u202eb.md", r"a\u202eb.md"),
        (os.fsdecode(b"a\xff.md"), r"a\xff.md"),
        ("测试：周报（1）.md", "测试：周报（1）.md"),
        ("x:²", "x:²"),
        ("41", "41"),
    ],
)
def test_a_name_is_one_line_of_text(name: str, shown: str, tmp_path: Path) -> None:
    """What cannot be shown in a name is escaped; a name is never taken for a line number."""
    path = tmp_path / name
    path.write_text(TEXT, "utf-8")
    assert files.read(path).name == shown
    path.write_bytes(b"")
    found = from_file(path)
    assert (found.document.name, [(p.code, p.line) for p in found.problems]) == (shown, [("E_EMPTY", None)])


def test_a_problem_knows_its_line(tmp_path: Path) -> None:
    """A damaged byte is reported with the line it is in."""
    path = tmp_path / "x:7.md"
    path.write_bytes("一句话，写在第一行上。\n又一句话，".encode() + b"\xff\n")
    assert [(p.code, p.line) for p in from_file(path).problems] == [("E_ENCODING", 2)]


def test_inputs_are_in_one_order(tmp_path: Path) -> None:
    """Folders are searched to the bottom, hidden files left out, each file once, whatever the order given."""
    for name in ("b.md", "deep/er/a.md", ".hidden.md", ".git/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, "utf-8")
    expected = [tmp_path / "deep/er/a.md", tmp_path / "b.md"]
    assert files.inputs([tmp_path]) == expected
    assert files.inputs([tmp_path / "b.md", tmp_path, tmp_path / "deep"]) == expected


@pytest.mark.parametrize("name", ["nowhere", "n" * 300])
def test_a_path_that_does_not_exist_is_the_users_mistake(name: str, tmp_path: Path) -> None:
    """A mistyped path ends the command with a coded line."""
    with pytest.raises(UsageError, match="E_INPUT"):
        files.inputs([tmp_path / name])


def test_a_post_made_to_be_slow_is_refused() -> None:
    """Markdown of brackets alone is read in time, or not at all."""
    head = b"---\ntitle: x\nurl: https://mp.weixin.qq.com/s?x=1\n---\n"
    with pytest.raises(ReadError, match="E_SIZE"):
        files.document(head + b"[" * files.MAX_POST_BYTES, "slow.md")


@pytest.mark.parametrize("name", ["x.md", "x.txt", "x.html", "x.pdf", "x"])
@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (f"---\ntitle: 测试\n---\n{TEXT}".encode(), TEXT),
        (f"<html><body><p>{TEXT}</p></body></html>".encode(), TEXT),
        (TEXT.encode(), TEXT),
        (pdf(lines(TEXT * 3)), TEXT * 3),
    ],
    ids=["post", "page", "text", "pdf"],
)
def test_a_form_is_known_by_its_content(raw: bytes, text: str, name: str, tmp_path: Path) -> None:
    """What a file is called says nothing of what it holds."""
    path = tmp_path / name
    path.write_bytes(raw)
    assert files.read(path).text == text


def test_forms_are_read_only_where_they_come() -> None:
    """Reading a post loads neither the library of pages nor the one of PDF files."""
    code = (
        "import sys; from cncert_kg.readers import files; files.document(b'---\\ntitle: x\\n---\\nx\\n', 'x');"
        "assert not {'selectolax', 'pypdfium2'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
