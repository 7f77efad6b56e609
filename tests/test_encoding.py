"""Bytes to characters: one text whatever the encoding, or a refusal that names the place."""

from __future__ import annotations

import pytest

from cncert_kg.errors import ReadError
from cncert_kg.readers.encoding import decode, normalise
from cncert_kg.readers.files import document

TEXT = "第一行：㐀和𠀀。\n第二行：共１２３起，〇。\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\x85").encode(),
        TEXT.replace("\n", "\u2028").encode(),
        TEXT.replace("\n", "\u2029").encode(),
        TEXT.replace("\n", "\x0c").encode(),
    ],
)
def test_every_encoding_and_line_break_gives_one_text(raw: bytes) -> None:
    """UTF-8, UTF-16 with its mark and GB18030 with characters of four bytes are twins."""
    assert document(raw, "x.txt").text == TEXT


def test_gb18030_is_said() -> None:
    """A guess is told."""
    assert [p.code for p in document(TEXT.encode("gb18030"), "x.txt").problems] == ["W_ENCODING"]


@pytest.mark.parametrize(
    ("raw", "code", "where", "found"),
    [
        (b"", "E_EMPTY", "x.txt", ""),
        (b" \n\t\r\n", "E_EMPTY", "x.txt", ""),
        (b"\xef\xbb\xbf", "E_EMPTY", "x.txt", ""),
        ("\u3000\u00a0\n".encode(), "E_EMPTY", "x.txt", ""),
        ("\u200b\n".encode(), "E_EMPTY", "x.txt", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "E_BINARY", "x.txt", "zero byte"),
        (b"abc\xff\xff\xff", "E_ENCODING", "x.txt:1", "byte 3 (0xff)"),
        (TEXT.encode()[:3] + b"\xff" + TEXT.encode()[3:], "E_ENCODING", "x.txt:1", "byte 3 (0xff)"),
        (TEXT.encode() + b"\xe7\xac", "E_ENCODING", "x.txt:3", "byte"),
        (TEXT.encode("utf-8-sig")[:-2] + b"\xff\n", "E_ENCODING", "x.txt:2", "byte 62 (0xe3)"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"x", "E_ENCODING", "x.txt", "utf-16"),
        (b"\xff\xfe\x00\xd8A\x00", "E_ENCODING", "x.txt", "byte 2 (0x00)"),
        ("第一行\n共4\ufffd6起".encode(), "E_ENCODING", "x.txt:2", "U+FFFD"),
        (b"%PDF-1.7\n", "E_FORMAT", "x.txt", "PDF"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, code: str, where: str, found: str) -> None:
    """A damaged file is refused with its line and byte; nothing stands in for what was lost."""
    with pytest.raises(ReadError) as raised:
        document(raw, "x.txt")
    assert raised.value.code == code
    assert raised.value.where.startswith(where)
    assert found in raised.value.message


@pytest.mark.parametrize(
    ("text", "clean", "codes"),
    [
        ("共1\u200b234起", "共1234起", ["W_INVISIBLE"]),
        ("\u202e反\u2066字", "反字", ["W_INVISIBLE"]),
        ("\ufeff共\x00\x08\uffff起\ud800", "共起", ["W_CONTROL", "W_INVISIBLE"]),
        ("12\x0c34", "12\n34", []),
        ("共\u00a05\u3000起\u2003", "共 5 起 ", []),
        ("⻔⼾⻚⻜⻢⼈⺠", "门户页飞马人民", []),
        ("１２３，％②", "１２３，％②", []),
        ("<script>&amp;{{7*7}}", "<script>&amp;{{7*7}}", []),
    ],
)
def test_normalise(text: str, clean: str, codes: list[str]) -> None:
    """What cannot be seen is removed and told; what can be seen stays as printed."""
    found, problems = normalise(text)
    assert (found, [p.code for p in problems]) == (clean, codes)
    assert normalise(found) == (found, ())


def test_decode_tells_nothing_of_good_text() -> None:
    """UTF-8 is expected, and no problem."""
    assert decode(TEXT.encode(), "x.txt") == (TEXT, ())
