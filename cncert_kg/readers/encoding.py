"""Bytes to characters, strictly: what cannot be decoded whole is refused with its place."""

from __future__ import annotations

import codecs
import re
import unicodedata

from cncert_kg.errors import ReadError
from cncert_kg.model import Problem

NORMALISER = "1"
"""Version of `normalise`; it stands on every text whose hash is published."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(r"(?:charset|encoding)\s{0,3}[=:]\s{0,3}[\"']?([a-z0-9_\-]{2,20})", re.ASCII)
_MARKS = str.maketrans("", "", "\0\xef\xbb\xbf\xff\xfe")
_HEAD = 4096
"""Bytes within which a page or front matter declares its encoding; browsers look at 1,024."""
_GB = frozenset({"gb2312", "gbk", "gb18030", "gb-2312", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312"})
_COMMON = re.compile("[\t\n\r -~\u00a0\u00b7\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = str.maketrans(
    dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    )
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Kangxi radicals that fonts put where characters should be fold by NFKC; these supplement radicals
# do not, in NFKC or OpenCC (Unicode EquivalentUnifiedIdeograph), and ⼾ becomes the traditional character.
_RADICALS = str.maketrans(
    "⻔⻚⻜⻢⻅⻓⻋⻛⺠⻄⻆⻉⻘⻙⻝⻤⻥⻦⻨⻩⻬⻮⻰⼾", "门页飞马见长车风民西角贝青韦食鬼鱼鸟麦黄齐齿龙户"
)
_KANGXI = re.compile("[\u2f00-\u2fd5]")


def decode(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode UTF-8, UTF-16 with or without its mark, or GB18030, whatever the text declares.

    A page or front matter that declares another encoding than it has is a problem (`W_ENCODING`), as is a guess.
    Raises `ReadError`: `E_EMPTY` for no bytes, `E_BINARY` for bytes that are no text, `E_ENCODING` with line
    and byte for a damaged file. U+FFFD never stands for what could not be read, here or before.
    """
    text, problems = _decoded(raw, name)
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        message = "found U+FFFD, left by a program that could not read the text, expected the text"
        raise ReadError("E_ENCODING", message, f"{name}:{line}")
    return text, problems


def _decoded(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    if not raw.strip():
        raise ReadError("E_EMPTY", "the file holds no text, expected a report", name)
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _strict(raw, encoding, name).removeprefix("\ufeff"), _told(_declared(raw), encoding)
    if b"\x00" in raw:
        return _wide(raw, name)
    declared = _declared(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(raw, name, declared)
    if declared in _GB and _is_gb(raw, text):
        return raw.decode("gb18030"), ()
    return text, _told(declared, "utf-8")


def _declared(raw: bytes) -> str:
    """Give the encoding that markup or front matter declares, in lower case; a text that speaks of one does not."""
    head = raw[:_HEAD].decode("latin-1").translate(_MARKS).lstrip().lower()
    if head.startswith("---"):
        head = head[3:].partition("\n---")[0]
    elif not head.startswith("<"):
        return ""
    found = _DECLARED.search(head)
    return found[1] if found else ""


def _told(declared: str, encoding: str) -> tuple[Problem, ...]:
    """Tell of a declaration that is wrong; UTF-16 is declared in a text that is UTF-16 only by its mark."""
    family = "gb18030" if declared in _GB else declared.replace("utf8", "utf-8")
    if not declared or family == encoding or (family == "us-ascii") or encoding.startswith(family):
        return ()
    return (Problem("W_ENCODING", f"declared as {declared}, decoded as {encoding}"),)


def _is_gb(raw: bytes, text: str) -> bool:
    """Whether a short text that happens to be UTF-8 too, but of no Chinese characters, is GB18030 as declared."""
    if text.isascii() or any(ord(c) >= 0x800 for c in text):
        return False
    try:
        return any(unicodedata.category(c) == "Lo" for c in raw.decode("gb18030"))
    except UnicodeDecodeError:
        return False


def _wide(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode UTF-16 without its mark, where nearly all of it is then Chinese or ASCII; else it is no text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_COMMON.findall(text)) >= 0.9 * len(text) and not _CONTROL.search(text):
            return text, (Problem("W_ENCODING", f"decoded as {encoding}, without its mark"),)
    raise ReadError("E_BINARY", f"found a zero byte at {raw.index(0)}, expected text", name)


def _strict(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ReadError(
            "E_ENCODING",
            f"byte {error.start} (0x{raw[error.start]:02x}) is not {encoding}, expected one encoding throughout",
            f"{name}:{line}",
        ) from None


def _not_utf8(raw: bytes, name: str, declared: str) -> tuple[str, tuple[Problem, ...]]:
    """Tell GB18030 from damaged UTF-8: a damaged file still decodes as UTF-8 nearly everywhere."""
    foreign = sum(b > 0x7F for b in raw)
    readable = sum(len(c.encode()) for c in raw.decode("utf-8", errors="ignore") if ord(c) > 0x7F)
    if readable > 0.8 * foreign:
        return _strict(raw, "utf-8", name), ()
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return _strict(raw, "utf-8", name), ()
    if not any(unicodedata.category(c) == "Lo" for c in text) or _CONTROL.search(text):
        raise ReadError("E_BINARY", "found bytes of no known text encoding, expected text", name)
    told = _told(declared, "gb18030") if declared else (Problem("W_ENCODING", "decoded as GB18030"),)
    return text, told


def normalise(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Give the text every reader starts from: one kind of line break and of blank, nothing invisible.

    Radicals become the characters they stand for. Punctuation and digits stay as printed.
    """
    problems = []
    text = _BREAKS.sub("\n", text).translate(_BLANKS).translate(_RADICALS)
    text = _KANGXI.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    for code, pattern, what in (
        ("W_CONTROL", _CONTROL, "control or non-characters"),
        ("W_INVISIBLE", _INVISIBLE, "invisible characters"),
    ):
        text, count = pattern.subn("", text)
        if count:
            problems.append(Problem(code, f"removed {count} {what}"))
    return text, tuple(problems)
