"""What nobody has read: every number of a text that no mention covers, as offsets and digits, without any word.

`accounting` shows the same to whoever has the text, with its sentences. Here is only what may be published (DESIGN §3):
digits of contacts, of addresses, of hashes and of whatever looks like one are left out, and their place is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cncert_kg import accounting
from cncert_kg.model import Report

_FAR = 1 << 60
WITHHELD = "withheld"
"""The reason of a number whose digits are not published."""

REASONS = ("figure", "date", "ordinal", "identifier", "name", "part", WITHHELD)
"""Why a number was not read, as far as it can be told, in the order in which pages list them.

`figure` counts or measures something; `date` and `ordinal` (of an issue, a section, a table) frame the text;
`identifier` is a number of CNVD, CVE and kin; `name` is part of the name or the version of a product; `part` stands in
something of which another part was read.
"""

_ASCII = str.maketrans("０１２３４５６７８９．，：－＊（）＠", "0123456789.,:-*()@")
_NUMBER = re.compile(r"[0-9]+(?:(?:[.,:/-]|\s?[年月]\s?)[0-9]+)*")
_IDENTIFIER = re.compile(r"(?:CNVD-(?:C-)?|CVE-|CNNVD-|CNTA-|CNCERT-|MS)[0-9]{2,6}(?:-[0-9]{1,7})?")
_BETWEEN = re.compile(r"\s?[年月]\s?")
_FRAME = re.compile(
    r"(?:\.\s?){4}[0-9]{1,4}|\.indd[^\n]{0,60}|(?:^|(?<=\n))(?:0[0-9]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,2})(?=\s)"
)
"""Page numbers behind dots, the notes of a printing house, numbers of chapters at the start of a line."""

_COMPACT_DAY = re.compile(r"(?:19|20)[0-9]{6}")

_ADDRESSES = (
    r"(?:https?|hxxps?|ftp)://[^\s，。；)]{1,500}",
    r"[\w.+-]{1,64}(?:@|\[at\])[\w.-]{1,64}",
    r"[\w-]{1,60}(?:\[?\.\]?[\w-]{1,60}){0,4}\[?\.\]?[A-Za-z]{2,12}(?![\w.])",
    r"(?<![\w.])[0-9]{1,3}(?:\[?\.\]?[0-9*xX]{1,3}){3}(?:[:/][0-9]{1,5})?(?![\w.])",
    r"(?:[0-9A-Fa-f]{1,4}:){3,7}:?[0-9A-Fa-f]{0,4}",
    r"(?<![0-9A-Za-z])(?:0x)?[0-9A-Fa-f]{16,128}(?![0-9A-Za-z])",
    r"(?<![0-9A-Za-z])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[0-9a-z]{20,60})",
)
_CONTACT_WORDS = (
    r"(?:电话|传真|手机号码?|联系手机|热线|邮箱|QQ\s?群?号?|微信\s?群?号|联系方式|身份证|银行卡|[账帐]号|群号|工号"
    r"|Tel(?:ephone)?|Fax|E-?mail|Phone|Mobile|WeChat|Telegram|WhatsApp|Skype)"
)
_CONTACTS = (
    rf"{_CONTACT_WORDS}[^\n。；0-9]{{0,12}}[+(]*[0-9][0-9+()*xX、,/转— -]{{4,60}}",
    r"(?:QQ|微信|Telegram|WeChat|Skype|WhatsApp)[^\n。；\w]{0,3}[群号]{0,2}[^\n。；\w]{0,3}[\w@.-]{4,40}",
    r"\+[0-9][0-9 ()-]{6,20}",
    r"(?<![0-9.])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])",
    r"(?<![0-9.])\(?0[0-9]{2,3}\)?[— -]?[0-9]{7,8}(?:[转-][0-9]{1,6})?(?![0-9])",
    r"(?<![0-9.])[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])",
    r"[0-9]{0,11}[*×•]{2,}[0-9*×•]{0,12}",
    r"[0-9]{1,7}[xX]{2,}[0-9xX]{0,9}",
    r"(?<![xX])[xX]{3,20}[0-9]{1,9}",
)
# A count so long has a unit, a scale or separators; what has none may be anybody's number.
_BARE = r"(?<![0-9])(?<![0-9][.,])[0-9]{7,}(?![0-9]|[.,][0-9]|\s?[万亿个次台起条款家件例户部份人元美余多种项封枚%])"
_PRIVATE = re.compile("|".join((*_CONTACTS, *_ADDRESSES, _BARE)), re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unread:
    """A number that no mention covers."""

    start: int
    """Code points of the normalised text, as the offsets of mentions; the end is exclusive."""
    end: int
    digits: str
    """The digits and the signs between them, `2031-2-7` for a date in words; empty where they are withheld."""
    reason: str
    """One of `REASONS`."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text was read."""

    read: int
    """Numbers that a mention covers, or that the issue is known by."""
    unread: tuple[Unread, ...]
    """All others, in the order of the text."""

    @property
    def total(self) -> int:
        """All numbers of the text."""
        return self.read + len(self.unread)

    @property
    def figures(self) -> int:
        """Numbers not read that count or measure something."""
        return sum(1 for one in self.unread if one.reason == "figure")


def coverage(report: Report) -> Coverage | None:
    """Give what was read of a report's numbers and what was not.

    Nothing where no text is at hand (a register holds none) or where the copy gives no content.
    """
    if not report.is_used or not report.document.text:
        return None
    text, taken = report.document.text.translate(_ASCII), _taken(report)
    found = list(_NUMBER.finditer(text))
    missed = [m.span() for m in found if not any(taken[m.start() : m.end()])]
    return Coverage(len(found) - len(missed), tuple(_numbers(text, missed, report)))


def numbers(report: Report) -> tuple[Unread, ...]:
    """Give every number of a report's text that no mention covers, in the order of the text."""
    found = coverage(report)
    return found.unread if found else ()


def _taken(report: Report) -> bytearray:
    """Mark each code point that was read: by a mention, or as the period that the issue is known by."""
    text = report.document.text
    marks = bytearray(len(text))
    for mention in report.mentions():
        marks[mention.start : mention.end] = b"\x01" * (min(mention.end, len(text)) - mention.start)
    if report.stated_period and (start := text.find(report.stated_period)) >= 0:
        marks[start : start + len(report.stated_period)] = b"\x01" * len(report.stated_period)
    return marks


def _numbers(text: str, missed: list[tuple[int, int]], report: Report) -> Iterator[Unread]:
    private = [m.span() for m in _PRIVATE.finditer(text)]
    known = [m.span() for m in _IDENTIFIER.finditer(text)]
    frame = [m.span() for m in _FRAME.finditer(text)]
    kinds = {(u.start, u.end): u.kind for u in accounting.unread(report)}
    parts = sorted(kinds)
    for start, end in missed:
        kind = "ordinal" if _around(frame, start, end) else kinds.get(_around(parts, start, end) or (0, 0), "part")
        reason = _reason(text, (start, end), private, known, kind)
        digits = "" if reason == WITHHELD else _BETWEEN.sub("-", text[start:end])
        yield Unread(start, end, digits, reason)


def _reason(
    text: str, span: tuple[int, int], private: list[tuple[int, int]], known: list[tuple[int, int]], kind: str
) -> str:
    start, end = span
    inside = _around(known, start, end)
    if inside and inside[0] <= start and end <= inside[1]:
        return "identifier"  # A public number, also where it is the last segment of an address.
    if _around(private, start, end) and not _is_day(text[start:end]):
        return WITHHELD
    return "name" if kind == "identifier" else kind


def _is_day(digits: str) -> bool:
    """Whether digits are a day as `20310207`, which only looks like a telephone number."""
    if not _COMPACT_DAY.fullmatch(digits):
        return False
    try:
        date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return True


def _around(spans: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Give the span, of sorted ones that do not overlap, that shares a character with `start` to `end`."""
    place = bisect_right(spans, (start, _FAR))
    for one in spans[max(0, place - 1) : place + 1]:
        if one[0] < end and start < one[1]:
            return one
    return None
