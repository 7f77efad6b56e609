"""Shared XML in folders and archives: each file once, in one order, whatever an archive tries."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from cncert_kg.errors import ReadError, UsageError
from cncert_kg.readers import archives
from cncert_kg.readers.archives import FileProblem, SharedFile, shared_files
from cncert_kg.readers.cnvd_xml import entries
from cncert_kg.vulnerability import Vulnerability
from tests.test_cnvd_xml import document, element

XML = document(element()).encode()
OTHER = document(element(number="CNVD-2022-00002")).encode()


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a zip archive; a member's name may be an entry made by hand."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def made(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def found(*paths: Path) -> list[tuple[str, str]]:
    """Give name, and code of a problem or the start of the hash, of each thing found."""
    return [(x.name, x.sha256[:4] if isinstance(x, SharedFile) else x.code) for x in shared_files(paths)]


def mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:4]


def numbers(file: SharedFile) -> list[str]:
    with file.open() as stream:
        return [x.number for x in entries(stream, file.name) if isinstance(x, Vulnerability)]


def test_files_folders_and_archives_are_one_list(tmp_path: Path) -> None:
    """Each XML is found by name, then by hash, in whatever order paths are given; hidden ones are left out."""
    for name in ("b.xml", "deep/er/a.xml", "deep/b.xml", ".hidden.xml", ".git/c.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(OTHER if name == "deep/b.xml" else XML)
    members = (("2022/z.xml", XML), ("2021/z.xml", OTHER), (".DS_Store", b"x"), ("__MACOSX/._z.xml", b"x"), ("e/", b""))
    (tmp_path / "all.zip").write_bytes(packed(*members))
    twins = sorted([("b.xml", mark(XML)), ("b.xml", mark(OTHER))])
    expected = [("a.xml", mark(XML)), ("all.zip!2021/z.xml", mark(OTHER)), ("all.zip!2022/z.xml", mark(XML)), *twins]
    assert found(tmp_path) == expected
    assert found(tmp_path / "deep", tmp_path / "b.xml", tmp_path / "all.zip") == expected


def test_another_process_opens_what_was_found(tmp_path: Path) -> None:
    """A shared file travels to a worker, which reads it from the folder or out of the archive."""
    (tmp_path / "a.xml").write_bytes(XML)
    (tmp_path / "b.zip").write_bytes(packed(("c.xml", OTHER)))
    files = [x for x in shared_files([tmp_path]) if isinstance(x, SharedFile)]
    assert pickle.loads(pickle.dumps(files)) == files
    with ProcessPoolExecutor(1) as pool:
        assert list(pool.map(numbers, files)) == [["CNVD-2022-06883"], ["CNVD-2022-00002"]]


def test_a_member_can_seek(tmp_path: Path) -> None:
    """A member is read twice, as the reader of entries asks, and is the bytes that were packed."""
    (tmp_path / "a.zip").write_bytes(packed(("c.xml", XML)))
    (file,) = shared_files([tmp_path])
    assert isinstance(file, SharedFile)
    with file.open() as stream:
        assert stream.read() == XML
        stream.seek(0)
        assert hashlib.sha256(stream.read()).hexdigest() == file.sha256


@pytest.mark.parametrize("content", [XML, XML.decode().encode("utf-16"), b"\xef\xbb\xbf" + XML, b"\r\n " + XML])
@pytest.mark.parametrize("name", ["x.xml", "x.txt", "x"])
def test_xml_is_known_by_its_content(content: bytes, name: str, tmp_path: Path) -> None:
    """What a file is called says nothing of what it holds."""
    (tmp_path / name).write_bytes(content)
    assert found(tmp_path) == [(name, mark(content))]


@pytest.mark.parametrize("content", ["文字".encode(), b'{"a": 1}', b"\x1f\x8b\x08", b""])
def test_other_content_is_told_and_not_read(content: bytes, tmp_path: Path) -> None:
    """A text, JSON, another kind of archive or a document of an office is one line each."""
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.zip").write_bytes(packed(("c.json", content), ("d.xml", XML)))
    (tmp_path / "e.xlsx").write_bytes(packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>")))
    other = "W_INPUT_KIND"
    assert found(tmp_path) == [("a.txt", other), ("b.zip!c.json", other), ("b.zip!d.xml", mark(XML)), ("e.xlsx", other)]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"not XML"])
def test_what_calls_itself_xml_is_given_to_the_reader(content: bytes, tmp_path: Path) -> None:
    """An empty or damaged XML file is not passed over: reading it is refused with its code."""
    (tmp_path / "a.xml").write_bytes(content)
    (file,) = shared_files([tmp_path])
    assert isinstance(file, SharedFile)
    with file.open() as stream, pytest.raises(ReadError):
        list(entries(stream, file.name))


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    path.with_name(".target").write_bytes(XML)
    path.symlink_to(".target")


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [pipe, link, dangling])
def test_what_is_no_regular_file_is_refused_at_once(make: Callable[[Path], None], tmp_path: Path) -> None:
    """A pipe or a link is never opened, and the file beside it is read."""
    make(tmp_path / "a.xml")
    (tmp_path / "b.xml").write_bytes(XML)
    assert found(tmp_path) == [("a.xml", "E_INPUT_KIND"), ("b.xml", mark(XML))]
    assert found(tmp_path / "a.xml") == [("a.xml", "E_INPUT_KIND")]


def test_a_path_that_does_not_exist_is_the_users_mistake(tmp_path: Path) -> None:
    """A mistyped path ends the command."""
    with pytest.raises(UsageError, match="E_INPUT"):
        list(shared_files([tmp_path / "nowhere"]))


def test_a_file_that_is_gone_is_one_line(tmp_path: Path) -> None:
    """A file or an archive that vanished, or lost its member, since it was found is refused with its code."""
    for path, member, code in (
        ("gone.xml", "", "E_UNREADABLE"),
        ("gone.zip", "a.xml", "E_ZIP"),
        ("b.zip", "a", "E_ZIP"),
    ):
        (tmp_path / "b.zip").write_bytes(packed(("c.xml", XML)))
        with pytest.raises(ReadError, match=f"^{code} x: "):
            SharedFile("x", "0" * 64, str(tmp_path / path), member).open()


LINK = stat.S_IFLNK | 0o777
REFUSED = [
    ((made("../../x.xml"), XML), "a.zip!../../x.xml", "E_ZIP_PATH"),
    ((made("a/../../x.xml"), XML), "a.zip!a/../../x.xml", "E_ZIP_PATH"),
    ((made("/etc/x.xml"), XML), "a.zip!/etc/x.xml", "E_ZIP_PATH"),
    ((made("C:/x.xml"), XML), "a.zip!C:/x.xml", "E_ZIP_PATH"),
    ((made("a\\b.xml"), XML), "a.zip!a\\b.xml", "E_ZIP_PATH"),
    ((made("a\nb.xml"), XML), "a.zip!a\\nb.xml", "E_ZIP_PATH"),
    ((made("CON"), XML), "a.zip!CON", "E_ZIP_PATH"),
    ((made("a/nul.xml"), XML), "a.zip!a/nul.xml", "E_ZIP_PATH"),
    ((made("COM1.xml "), XML), "a.zip!COM1.xml ", "E_ZIP_PATH"),
    ((made("x.xml", LINK), b"/etc/passwd"), "a.zip!x.xml", "E_ZIP_PATH"),
    ((made("x.xml", stat.S_IFIFO), XML), "a.zip!x.xml", "E_ZIP_PATH"),
    ((made("x.zip"), XML), "a.zip!x.zip", "E_ZIP_NESTED"),
    ((made("x.xml"), packed(("y.xml", XML))), "a.zip!x.xml", "E_ZIP_NESTED"),
    (("x.xml", b"<" + b" " * 20_000_000), "a.zip!x.xml", "E_ZIP_SIZE"),
    (("x.txt", b"text"), "a.zip!x.txt", "W_INPUT_KIND"),
]


@pytest.mark.parametrize(("member", "name", "code"), REFUSED)
def test_a_bad_member_does_not_lose_the_others(
    member: tuple[str | zipfile.ZipInfo, bytes], name: str, code: str, tmp_path: Path
) -> None:
    """A member that leads out of the archive, or is no XML, is refused by name; the others are read."""
    (tmp_path / "a.zip").write_bytes(packed(("good1.xml", XML), member, ("good2.xml", OTHER)))
    before = sorted(tmp_path.iterdir())
    given = found(tmp_path)
    assert sorted(given) == sorted([("a.zip!good1.xml", mark(XML)), ("a.zip!good2.xml", mark(OTHER)), (name, code)])
    assert all("\n" not in n for n, _ in given)
    assert sorted(tmp_path.iterdir()) == before


def central(archive: bytes, name: bytes) -> int:
    """Give where the directory of an archive describes a member."""
    return archive.rindex(b"PK\x01\x02", 0, archive.rindex(name) + 1)


def changed(archive: bytes, name: bytes, offset: int, form: str, value: int) -> bytes:
    """Give an archive whose directory states something else of a member."""
    out = bytearray(archive)
    struct.pack_into(form, out, central(archive, name) + offset, value)
    return bytes(out)


TWO = packed(("bad.xml", XML * 50), ("good.xml", OTHER))


@pytest.mark.parametrize(
    ("archive", "code"),
    [
        (changed(TWO, b"bad.xml", 8, "<H", 1), "E_ZIP_ENCRYPTED"),
        (changed(TWO, b"bad.xml", 24, "<L", 100), "E_ZIP"),
        (changed(TWO, b"bad.xml", 16, "<L", 7), "E_ZIP"),
        (changed(TWO, b"bad.xml", 10, "<H", 97), "E_ZIP"),
        (changed(TWO, b"bad.xml", 42, "<L", 3), "E_ZIP"),
        (TWO.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "E_ZIP"),
        (TWO[:60] + b"\xff" * 20 + TWO[80:], "E_ZIP"),
    ],
)
def test_a_damaged_member_does_not_lose_the_others(archive: bytes, code: str, tmp_path: Path) -> None:
    """A member that is encrypted, or whose size, sum, method or place is a lie, is refused; the other is read."""
    (tmp_path / "a.zip").write_bytes(archive)
    assert found(tmp_path) == [("a.zip!bad.xml", code), ("a.zip!good.xml", mark(OTHER))]


def test_a_size_that_is_a_lie_is_never_exceeded(tmp_path: Path) -> None:
    """A member that unpacks to more than it states is read no further than it states."""
    bomb = packed(("bad.xml", b"<" + b" " * 50_000_000), ("good.xml", OTHER))
    (tmp_path / "a.zip").write_bytes(changed(bomb, b"bad.xml", 24, "<L", 900_000))
    tracemalloc.start()
    assert found(tmp_path) == [("a.zip!bad.xml", "E_ZIP"), ("a.zip!good.xml", mark(OTHER))]
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of two members of one name is meant nobody knows."""
    (tmp_path / "a.zip").write_bytes(packed(("x.xml", XML), ("y.xml", XML), ("x.xml", OTHER)))
    assert found(tmp_path) == [("a.zip!x.xml", "E_ZIP_DUPLICATE"), ("a.zip!y.xml", mark(XML))]


@pytest.mark.parametrize(
    "archive",
    [b"", b"PK\x03\x04", TWO[:-30], TWO[: len(TWO) // 2], b"no archive", changed(TWO, b"bad.xml", 0, "<L", 0)],
)
def test_a_broken_archive_is_one_line(archive: bytes, tmp_path: Path) -> None:
    """An archive without a whole directory is refused, and the file beside it is read."""
    (tmp_path / "a.zip").write_bytes(archive)
    (tmp_path / "b.xml").write_bytes(XML)
    assert found(tmp_path) == [("a.zip", "E_ZIP"), ("b.xml", mark(XML))]


def test_an_archive_of_nothing_gives_nothing(tmp_path: Path) -> None:
    """An empty archive is whole."""
    (tmp_path / "a.zip").write_bytes(packed())
    assert found(tmp_path) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_each_compression_is_read(method: int, tmp_path: Path) -> None:
    """All that the standard library unpacks is read."""
    (tmp_path / "a.zip").write_bytes(packed(("x.xml", XML), method=method))
    assert found(tmp_path) == [("a.zip!x.xml", mark(XML))]


def test_names_of_members_in_the_encoding_of_their_makers(tmp_path: Path) -> None:
    """A name without the mark of UTF-8 is shown as the GB18030 or UTF-8 that it is, and can be opened."""
    for codec in ("gb18030", "utf-8"):
        name = "漏洞".encode(codec)
        (tmp_path / "a.zip").write_bytes(packed(("x" * len(name), XML)).replace(b"x" * len(name), name))
        (file,) = shared_files([tmp_path])
        assert isinstance(file, SharedFile)
        assert (file.name, numbers(file)) == ("a.zip!漏洞", ["CNVD-2022-06883"])


def directory(count: int, stated: int) -> bytes:
    """Give an archive whose directory has `count` members of no bytes and states another count."""
    name = b"%07d"
    record = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 33, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
    records = b"".join(record + name % i for i in range(count))
    size = min(len(records), 0xFFFFFFFF)
    return records + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, stated, stated, size, 0, 0)


@pytest.mark.parametrize(("count", "stated"), [(20_001, 20_001), (100_000, 65_535), (100_000, 1), (100_000, 20_000)])
def test_too_many_members_are_refused_unread(count: int, stated: int, tmp_path: Path) -> None:
    """100,000 members are refused by what the directory states, and by its size where it lies."""
    (tmp_path / "a.zip").write_bytes(directory(count, stated))
    start = time.process_time()
    assert found(tmp_path) == [("a.zip", "E_ZIP_COUNT")]
    assert time.process_time() - start < 1


def test_a_total_over_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    """The sizes of all members together are looked at before one is opened."""
    archive = packed(("a.xml", XML), ("b.xml", XML))
    for name in (b"a.xml", b"b.xml"):
        archive = changed(archive, name, 24, "<L", 1_500_000_000)
    (tmp_path / "a.zip").write_bytes(archive)
    assert found(tmp_path) == [("a.zip", "E_ZIP_SIZE")]


def test_messages_are_one_line(tmp_path: Path) -> None:
    """Names and messages of problems fit on one line whatever bytes are in them."""
    name = os.fsdecode(b"a\n\xff\x1b.zip")
    (tmp_path / name).write_bytes(packed((made("../a\r\n\x1bb\u202e.xml"), XML), (made("ok.xml"), XML)))
    for x in shared_files([tmp_path]):
        assert x.name.isprintable()
        assert isinstance(x, SharedFile) or x.message.isprintable()


def test_random_damage_gives_files_or_problems(tmp_path: Path) -> None:
    """Wherever a byte of an archive is wrong, files and coded problems are all that comes of it."""
    path = tmp_path / "a.zip"
    for place in range(0, len(TWO), 3):
        path.write_bytes(TWO[:place] + bytes([TWO[place] ^ 0x5A]) + TWO[place + 1 :])
        for x in shared_files([path]):
            assert isinstance(x, FileProblem) or x.sha256 in {
                hashlib.sha256(XML * 50).hexdigest(),
                hashlib.sha256(OTHER).hexdigest(),
            }


def test_the_limits_are_those_documented() -> None:
    """20,000 members, 2 GB, 200 to one."""
    assert (archives.MAX_MEMBERS, archives.MAX_BYTES, archives.MAX_RATIO) == (20_000, 2_000_000_000, 200)
