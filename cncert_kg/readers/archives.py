"""The XML files of folders and zip archives, each of them known by its content; nothing is ever unpacked to a disk."""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from cncert_kg.errors import ReadError
from cncert_kg.readers import files

MAX_MEMBERS = 20_000
MAX_BYTES = 2_000_000_000
"""Most bytes that the members of one archive amount to."""
MAX_RATIO = 200
"""Most bytes of a member for one of the archive; XML shared by CNVD has 8."""
_DIRECTORY_BYTES = 256
"""Bytes that one member takes of an archive's directory, at most, on the average."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD = 512
_END = struct.Struct("<4s4H2LH")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..{0,250})?", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What the standard library raises for a damaged archive, whichever its compression."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file or a member that is not read, and why."""

    code: str
    """`E_…` for what is refused, `W_INPUT_KIND` for what is no XML."""
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class SharedFile:
    """An XML file, in a folder or in an archive; another process can open it."""

    name: str
    """Base name, or `archive.zip!member`, on one line."""
    sha256: str
    """Of its own bytes, in hexadecimal."""
    path: str
    member: str = ""
    """Name within the archive, as the archive has it; empty for a file of its own."""

    @property
    def own_name(self) -> str:
        """Its base name, the same in a folder as in an archive."""
        if not self.member:
            return self.name
        return self.name.removeprefix(f"{files.base_name(Path(self.path))}!").rpartition("/")[2]

    def open(self) -> BinaryIO:
        """Give its bytes, as a stream that can seek. Raises `ReadError`: `E_UNREADABLE`, `E_ZIP`."""
        try:
            if not self.member:
                return Path(self.path).open("rb")
            with zipfile.ZipFile(self.path) as archive:
                return cast(BinaryIO, archive.open(self.member))
        except (KeyError, *_BROKEN) as error:
            code = "E_ZIP" if self.member else "E_UNREADABLE"
            raise ReadError(code, f"cannot be read: {_reason(error)}", self.name) from error


def shared_files(paths: Iterable[Path]) -> Iterator[SharedFile | FileProblem]:
    """Give each XML file of files, folders and archives by name, then by hash; what is not read is a problem.

    Folders are searched to the bottom, hidden files left out. Raises `UsageError` for a path that does not exist.
    """
    found = [x for path in files.inputs(paths) for x in _of(path)]
    yield from sorted(found, key=_order)


def _order(found: SharedFile | FileProblem) -> tuple[str, ...]:
    if isinstance(found, SharedFile):
        return found.name, found.sha256, found.path
    return found.name, "", found.code, found.message


def _of(path: Path) -> Iterator[SharedFile | FileProblem]:
    name = files.base_name(path)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            yield FileProblem("E_INPUT_KIND", name, "found no regular file, expected one")
            return
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if head.startswith(_ZIP) or name.lower().endswith(".zip"):
                yield from _archive(path, name, file)
            elif _is_xml(head, name):
                file.seek(0)
                yield SharedFile(name, _hash(file), str(path))
            else:
                yield _none(name)
    except OSError as error:
        yield FileProblem("E_UNREADABLE", name, f"cannot be read: {error.strerror}")


def _is_xml(head: bytes, name: str) -> bool:
    """Whether content begins as markup does, in any encoding; a file that calls itself XML is read in any case."""
    return head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<" or name.lower().endswith(".xml")


def _none(name: str) -> FileProblem:
    return FileProblem("W_INPUT_KIND", name, "found no XML and no zip archive, not read")


def _hash(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _archive(path: Path, name: str, file: BinaryIO) -> Iterator[SharedFile | FileProblem]:
    """Give the members of an archive; one that is bad does not lose the others."""
    try:
        if _members_stated(file) > MAX_MEMBERS:
            yield FileProblem("E_ZIP_COUNT", name, f"found more than {MAX_MEMBERS} members")
            return
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        yield FileProblem("E_ZIP", name, f"not a whole archive: {_reason(error)}")
        return
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_hidden(m.filename)]
        size = sum(m.file_size for m in members)
        if any(m.filename == "[Content_Types].xml" for m in members):
            yield _none(name)
        elif size > MAX_BYTES:
            yield FileProblem("E_ZIP_SIZE", name, f"found {size} bytes unpacked, expected at most {MAX_BYTES}")
        else:
            yield from _members(archive, path, name, members)


def _members_stated(file: BinaryIO) -> int:
    """Give how many members an archive's last record states, or has room for, before any of them is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 0xFFFF - _END.size))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        return 0
    record = _END.unpack_from(tail, place)
    return max(int(record[4]), int(record[5]) // _DIRECTORY_BYTES)


def _members(
    archive: zipfile.ZipFile, path: Path, name: str, members: list[zipfile.ZipInfo]
) -> Iterator[SharedFile | FileProblem]:
    counts = Counter(m.filename for m in members)
    for member in members:
        shown = f"{name}!{_shown(member)}"
        refused = _refused(member)
        if refused:
            yield FileProblem(refused[0], shown, refused[1])
        elif counts[member.filename] == 1:
            yield _member(archive, path, shown, member)
    for filename, count in counts.items():
        if count > 1:
            twin = archive.getinfo(filename)
            yield FileProblem("E_ZIP_DUPLICATE", f"{name}!{_shown(twin)}", f"found {count} members of one name")


def _member(archive: zipfile.ZipFile, path: Path, shown: str, member: zipfile.ZipInfo) -> SharedFile | FileProblem:
    """Read a member once, so that its size and its checksum are known to be right."""
    try:
        with archive.open(member) as file:
            head = file.read(_HEAD)
            if head.startswith(_ZIP) or shown.lower().endswith(".zip"):
                return FileProblem("E_ZIP_NESTED", shown, "found an archive in an archive, expected XML")
            if not _is_xml(head, shown):
                return _none(shown)
            digest = hashlib.sha256(head)
            while block := file.read(1 << 20):
                digest.update(block)
            return SharedFile(shown, digest.hexdigest(), str(path), member.filename)
    except _BROKEN as error:
        return FileProblem("E_ZIP", shown, f"damaged: {_reason(error)}")


def _refused(member: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Give why a member is not opened at all, if so."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    parts = member.orig_filename.split("/")
    is_device = any(_DEVICE.fullmatch(p.rstrip(" .")) for p in parts)
    if kind not in (0, stat.S_IFREG) or ".." in parts or parts[0] == "" or is_device:
        return "E_ZIP_PATH", "found a link, a device or a path out of the archive, expected a file"
    if re.search(r"[\\\x00-\x1f]|^[A-Za-z]:", member.orig_filename):
        return "E_ZIP_PATH", "found a drive, a backslash or a control character in the name"
    if member.flag_bits & 0x1:
        return "E_ZIP_ENCRYPTED", "found an encrypted member, expected one that can be read"
    if member.file_size > MAX_RATIO * max(member.compress_size, 1) and member.file_size > 1_000_000:
        return "E_ZIP_SIZE", f"found {member.file_size} bytes in {member.compress_size}"
    return None


def _is_hidden(filename: str) -> bool:
    """Whether a name is one that file systems hide, or that macOS adds."""
    return any(p.startswith(".") and p.strip(".") for p in filename.split("/")) or filename.startswith("__MACOSX/")


def _shown(member: zipfile.ZipInfo) -> str:
    """Give a member's name as one line; names without the mark of UTF-8 are read as such or as GB18030 first."""
    name = member.orig_filename
    if not member.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for codec in ("utf-8", "gb18030"):
            try:
                name = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return "/".join(files.base_name(Path(part)) if part.strip(".") else part for part in name.split("/"))


def _reason(error: BaseException) -> str:
    return ascii(" ".join(str(error).split())[:80])
