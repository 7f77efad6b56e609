"""The bytes of a shared XML file as one clean stream of UTF-8, in constant memory, before any parser sees them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from cncert_kg.errors import ReadError

MAX_BYTES = 2_000_000_000
"""Largest file read, twenty-five times all that was shared in nine years."""
MAX_ENTRY = 1_000_000
"""Most bytes of one entry; the longest known has 12,000."""
CHUNK = 1 << 16
HEAD = 1 << 16
"""Bytes after which the root element must have begun; a comment before it may be longer by what one piece holds."""

ROOT = b"vulnerabilitys"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_GB = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"})
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,3}=\s{0,3}[\"']([A-Za-z0-9._-]{2,20})")
_BLANKS = re.compile(rb"[ \t\r\n]*")
_NAME = re.compile(rb"<([^\s/>!?]+)")
# XML 1.0 allows neither these bytes nor references to them; a vertical tab and a form feed are line breaks.
_BREAKS = bytes.maketrans(b"\x0b\x0c", b"\n\n")
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\r\x0b\x0c"))
_ODD = bytes({*range(0x20)} - set(b"\t\n\r"))
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_LINES = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")
# `&#xD;` ends nearly each line of the real files.
_REFERENCE = re.compile(rb"&#(?!xD;)(x[0-9a-fA-F]{1,12}|[0-9]{1,12});")
_ASCII = bytes(range(0x80))
_SHORT = bytes(range(0xE0))


class Clean:
    """A file's bytes as pieces of UTF-8 that each begin with a tag; counts what it had to remove."""

    def __init__(self, stream: BinaryIO, codec: str) -> None:
        self.removed = 0
        """Control characters, non-characters and references to them that were left out."""
        self._stream, self._codec = stream, codec

    def pieces(self) -> Iterator[bytes]:
        """Give the pieces. None is longer than an entry may be, by more than a chunk: a longer one is given whole."""
        rest = b""
        for chunk in self._utf8():
            rest += chunk
            cut = len(rest) if len(rest) > MAX_ENTRY else rest.rfind(b"<")
            if cut > 0:
                yield self._cleaned(rest[:cut])
                rest = rest[cut:]
        yield self._cleaned(rest)

    def _utf8(self) -> Iterator[bytes]:
        if self._codec == "utf-8":
            yield from _chunks(self._stream, skipped=len(codecs.BOM_UTF8))
            return
        decoder = codecs.getincrementaldecoder(self._codec)()
        for chunk in _chunks(self._stream):
            yield decoder.decode(chunk).removeprefix("\ufeff").encode()
        if decoder.getstate()[0]:
            # The file ends inside a character; so does its twin in UTF-8, which the parser then refuses.
            yield b"\xe4"

    def _cleaned(self, piece: bytes) -> bytes:
        if len(piece.translate(None, _ODD)) != len(piece):
            before = len(piece)
            piece = piece.translate(_BREAKS, _CONTROLS)
            self.removed += before - len(piece)
        for line in _LINES:
            if line in piece:
                piece = piece.replace(line, b"\n")
        for character in _NOT_CHARACTERS:
            if character in piece:
                self.removed += piece.count(character)
                piece = piece.replace(character, b"")
        return _REFERENCE.sub(self._reference, piece)

    def _reference(self, found: re.Match[bytes]) -> bytes:
        digits = found[1]
        code = int(digits[1:], 16) if digits[:1] == b"x" else int(digits)
        allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code < 0x110000
        self.removed += not allowed
        return found[0] if allowed else b""


def _chunks(stream: BinaryIO, skipped: int = 0) -> Iterator[bytes]:
    """Give the bytes of a stream from its beginning, without the mark of UTF-8."""
    stream.seek(0)
    first = stream.read(CHUNK)
    if skipped and first.startswith(codecs.BOM_UTF8):
        first = first[skipped:]
    while first:
        yield first
        first = stream.read(CHUNK)


def codec_of(stream: BinaryIO, name: str) -> tuple[str, str]:
    """Give the codec that decodes all of `stream`, and what is to be told of it (`W_ENCODING`), or nothing.

    Raises `ReadError`: `E_EMPTY`, `E_ENCODING` with line and byte, `E_XML_SIZE` for a file over 2 GB.
    """
    head = next(_chunks(stream), b"")
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise ReadError("E_EMPTY", "the file holds no text, expected entries", name)
    found = _DECLARED.match(head.translate(None, b"\0\xef\xbb\xbf\xff\xfe"))
    declared = found[1].decode().lower() if found else ""
    if head.startswith(_WIDE):
        raise ReadError("E_ENCODING", "found UTF-32, expected UTF-8, UTF-16 or GB18030", name)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return _strict(stream, codec, name), _told(declared, codec)
    for start, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(start):
            return _strict(stream, codec, name), f"decoded as {codec}, without its mark"
    return _unmarked(stream, declared, name)


def _unmarked(stream: BinaryIO, declared: str, name: str) -> tuple[str, str]:
    """Tell UTF-8, GB18030 and a damaged file apart by the whole of it."""
    if _fault(stream, "utf-8", name) is None:
        if declared in _GB and _is_short(stream) and _fault(stream, "gb18030", name) is None:
            return "gb18030", ""
        return "utf-8", _told(declared, "utf-8") if not _is_ascii(stream) else ""
    if declared not in {"", "utf-8", "utf8", "us-ascii", *_GB}:
        _strict(stream, "utf-8", name)
    return _strict(stream, "utf-8" if _is_nearly_utf8(stream) else "gb18030", name), _told(declared, "gb18030")


def _told(declared: str, codec: str) -> str:
    family = "gb18030" if declared in _GB else declared.replace("utf8", "utf-8").replace("us-ascii", "utf-8")
    is_right = codec.startswith(family) if declared else codec != "gb18030"
    return "" if is_right else f"declared as {declared or 'nothing'}, decoded as {codec}"


def _is_ascii(stream: BinaryIO) -> bool:
    return not any(chunk.translate(None, _ASCII) for chunk in _chunks(stream))


def _is_short(stream: BinaryIO) -> bool:
    """Whether text that is valid UTF-8 has no Chinese character as such, but bytes that may be two of GB18030."""
    return not _is_ascii(stream) and not any(chunk.translate(None, _SHORT) for chunk in _chunks(stream))


def _is_nearly_utf8(stream: BinaryIO) -> bool:
    """Whether a file that is not UTF-8 is so nearly everywhere: it is damaged, not GB18030."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    foreign = readable = 0
    for chunk in _chunks(stream):
        foreign += len(chunk.translate(None, _ASCII))
        readable += len(decoder.decode(chunk).encode().translate(None, _ASCII))
    return readable > 0.8 * foreign


def _strict(stream: BinaryIO, codec: str, name: str) -> str:
    fault = _fault(stream, codec, name)
    if fault:
        line, byte = fault
        message = f"byte {byte} is not {codec}, expected one encoding throughout"
        raise ReadError("E_ENCODING", message, f"{name}:{line}")
    return codec


def _fault(stream: BinaryIO, codec: str, name: str) -> tuple[int, int] | None:
    """Give line and offset of the first byte that cannot be decoded; a character cut off at the end can."""
    decoder = codecs.getincrementaldecoder(codec)()
    line, offset = 1, 0
    for chunk in _chunks(stream):
        offset += len(chunk)
        if offset > MAX_BYTES:
            raise ReadError("E_XML_SIZE", f"found more than {MAX_BYTES} bytes", name)
        try:
            line += decoder.decode(chunk).count("\n")
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(codec, "ignore")
            return line + good.count("\n"), offset - len(error.object) + error.start
    return None


def check_prolog(head: bytes, name: str, is_whole: bool) -> None:
    """Refuse a document type, and any root but CNVD's, before a parser sees a byte.

    `is_whole` says that the file ends with `head`. Raises `ReadError`: `E_XML_DTD`, `E_XML_ROOT`, `E_XML`,
    `E_XML_TRUNCATED`, `E_XML_SIZE` where the root begins too late.
    """
    place = _root_place(head)
    rest = head[place:] if place >= 0 else b""
    root = _NAME.match(rest)
    where = f"{name}:{head.count(chr(10).encode(), 0, max(place, 0)) + 1}"
    if rest[:9].upper() == b"<!DOCTYPE":
        raise ReadError("E_XML_DTD", "found a document type declaration, expected none; nothing of it was read", where)
    if root and root[1] != ROOT and not (is_whole and root.end() == len(head[place:])):
        raise ReadError("E_XML_ROOT", f"found root {_shown(root[1])}, expected {ROOT.decode()}", where)
    if root:
        return
    if rest and not rest.startswith(b"<"):
        raise ReadError("E_XML", f"found {_shown(rest[:20])} where the root element is expected", where)
    if is_whole:
        raise ReadError("E_XML_TRUNCATED", "the file ends before its root element, after 0 whole entries", where)
    raise ReadError("E_XML_SIZE", f"found no root element within {len(head)} bytes", where)


def _root_place(head: bytes) -> int:
    """Give where the prolog ends; -1 where a comment or an instruction does not end."""
    place = 0
    while True:
        blanks = _BLANKS.match(head, place)
        place = blanks.end() if blanks else place
        if head.startswith(b"<?", place):
            end, size = head.find(b"?>", place), 2
        elif head.startswith(b"<!--", place):
            end, size = head.find(b"-->", place + 4), 3
        else:
            return place
        if end < 0:
            return -1
        place = end + size


def _shown(raw: bytes) -> str:
    return ascii(raw[:40].decode("utf-8", "replace"))
