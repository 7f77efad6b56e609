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
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
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
    """UTF-8, UTF-16 with and without its mark and GB18030 with characters of four bytes are twins."""
    assert document(raw, "x.txt").text == TEXT


def test_gb18030_is_said() -> None:
    """A guess is told."""
    assert [p.code for p in document(TEXT.encode("gb18030"), "x.txt").problems] == ["W_ENCODING"]


FRONT = "---\ntitle: 测试\nencoding: {}\n---\n一句话。\n"
MARKUP = '<?xml version="1.0"?><html><head><meta http-equiv="x" content="text/html; charset={}"></head><p>一句话。</p>'


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("utf-8", "utf-8", ""),
        ("UTF8", "utf-8", ""),
        ("gb2312", "gb18030", ""),
        ("GBK", "gb18030", ""),
        ("utf-16", "utf-16", ""),
        ("gb2312", "utf-8", "declared as gb2312, decoded as utf-8"),
        ("utf-8", "gb18030", "declared as utf-8, decoded as gb18030"),
        ("iso-8859-1", "gb18030", "declared as iso-8859-1, decoded as gb18030"),
        ("gbk", "utf-16", "declared as gbk, decoded as utf-16-le"),
        ("gbk", "utf-16-be", "decoded as utf-16-be, without its mark"),
    ],
)
@pytest.mark.parametrize("form", [FRONT, MARKUP])
def test_a_wrong_declaration_is_told(form: str, declared: str, encoding: str, told: str) -> None:
    """Markup and front matter are read as what they are; what they declare only makes a problem."""
    text = form.format(declared)
    found, problems = decode(text.encode(encoding), "x")
    assert (found, [p.message for p in problems]) == (text, [told] * bool(told))


def test_a_text_that_speaks_of_an_encoding_declares_none() -> None:
    """Only markup and front matter declare."""
    text = "某页面写着 charset=gbk，与事实不符。\n"
    assert decode(text.encode(), "x.txt") == (text, ())


def test_a_declaration_decides_between_two_readings() -> None:
    """A short GB2312 page may be UTF-8 too, of Latin letters; declared, it is what it says."""
    raw = b'<meta charset="gb2312"><p>' + "茅茅讯".encode("gb2312")
    assert decode(raw, "x.html")[0].endswith("茅茅讯")
    assert decode(raw.replace(b"gb2312", b"utf-8"), "x.html")[0].endswith("ééѶ")


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
        (b"PK\x03\x04\x14\x00\x00\x00", "E_BINARY", "x.txt", "zero byte"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "E_BINARY", "x.txt", "zero byte"),
        (b"a\x00b", "E_BINARY", "x.txt", "zero byte"),
        (TEXT.encode("utf-16-le") + b"x", "E_BINARY", "x.txt", "zero byte"),
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
