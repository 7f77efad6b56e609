"""Text to value: characters, numbers, quantities, dates, sentences. Pure functions, `ValueError` on anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cncert_kg.model import Mention, Period, Quantity

MAX_DIGITS = 15
"""More digits than any count of people, hosts or bytes in a report; `int()` of more is a trap, not a figure."""

NUMBER_OF_ENTRY = r"CNVD-(?:C-)?[0-9]{4}-[0-9]{4,6}"
"""Pattern of the number of a CNVD entry."""

NUMBER_OF_CVE = r"CVE-[0-9]{4}-[0-9]{4,7}"
"""Pattern of the number of a CVE record."""

MAX_SENTENCE = 300
"""Longest stating sentence that is published, in code points (docs/corrections.md)."""

CONTEXT = 32
"""Longest prefix and suffix of a quote, in code points."""

_DIGIT = "[0-9０-９]"
NUMBER = rf"[-−－]?{_DIGIT}+(?:[,， ]{_DIGIT}{{3}}(?!{_DIGIT}))*(?: ?[.．] ?{_DIGIT}+)?"
"""Pattern of a number as printed: half or full width, thousands separators, decimal point.

PDF text may have a blank where the thousands part, and beside the point: `1 865`, `18. 4`.
"""

_BEFORE = {
    "约为": "approximately",
    "约有": "approximately",
    "约达": "approximately",
    "大约": "approximately",
    "约": "approximately",
    "将近": "nearly",
    "近有": "nearly",
    "接近": "nearly",
    "近": "nearly",
    "超过": "at-least",
    "超": "at-least",
    "逾": "at-least",
    "至少": "at-least",
    "不足": "at-most",
    "不到": "at-most",
    "最多": "at-most",
}
_AFTER = {"余": "at-least", "多": "at-least", "以上": "at-least", "左右": "approximately", "以下": "at-most"}
_SCALE = {"": 1, "万": 10_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}

QUANTITY = (
    rf"(?:(?:{'|'.join(_BEFORE)})[ \t]*)?{NUMBER}(?: ?(?:余|多))?(?:[ \t]*(?:万亿|万|亿))?"
    r"(?: ?(?:余|多|以上|左右|以下))?"
)
"""Pattern of a number with its scale and the words that say how exact it is."""

_QUANTITY = re.compile(
    rf"(?P<before>{'|'.join(_BEFORE)})?\s*(?P<number>{NUMBER})(?: ?(?P<over>余|多))?\s*(?P<scale>万亿|万|亿)?"
    r"(?: ?(?P<after>余|多|以上|左右|以下))?"
)
_ASCII = str.maketrans("０１２３４５６７８９．，−－", "0123456789.,--")
_SENTENCE_END = re.compile(r"[。！？；]|\n")
_BLANKS = re.compile(r"\s+")
_PERSON = re.compile(
    r"((?:编辑|主编|编委|作者|撰稿|供稿|审核|校对|联系人)[ \t]*[：:])"
    r"[ \t]*[\u4e00-\u9fff·]{1,4}(?:[ 、][\u4e00-\u9fff·]{1,4}(?![\u4e00-\u9fff]{0,4}[：:]))*"
)


def number(text: str) -> Decimal:
    """Read `1,234`, `6.92`, `１２３` or `-4` as an exact decimal.

    Raises `ValueError` on anything else, and on more than 15 digits.
    """
    plain = text.strip().translate(_ASCII)
    if not re.fullmatch(r"-?[0-9]+(?:[, ][0-9]{3})*(?: ?\. ?[0-9]+)?", plain, re.ASCII):
        raise ValueError(f"not a number: {text[:40]!r}")
    if sum(c.isdigit() for c in plain) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits: {plain[:20]}…")
    return canonical(Decimal(plain.replace(",", "").replace(" ", "")))


def canonical(value: Decimal) -> Decimal:
    """Give the value without trailing zeros, exponent or a minus before zero: 6.920 is 6.92, 1E+2 is 100."""
    short = value.normalize() + 0
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def quantity(text: str) -> Quantity:
    """Read `约18.4万` as 184000, approximately, 183500 to 184500.

    The bounds of a rounded number are half a unit of its last printed digit away. Raises `ValueError`.
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a quantity: {text[:40]!r}")
    scale = _SCALE[match["scale"] or ""]
    printed = number(match["number"])
    value = canonical(printed * scale)
    qualifier = _qualifier(match["before"], match["over"] or match["after"])
    half = Decimal(scale) * Decimal(10) ** -_decimals(match["number"]) / 2
    return Quantity(value, qualifier, *_bounds(qualifier, value, half))


def scaled(found: Quantity, factor: int) -> Quantity:
    """Give a quantity times `factor`, its bounds too: `0.31` million, `0.38` times as per cent."""
    lower, upper = (None if n is None else canonical(n * factor) for n in (found.lower, found.upper))
    return replace(found, value=canonical(found.value * factor), lower=lower, upper=upper)


def _qualifier(before: str | None, after: str | None) -> str:
    words = {_BEFORE.get(before or "", "exact"), _AFTER.get(after or "", "exact")} - {"exact"}
    if words == {"nearly", "at-least"}:
        return "near-and-over"  # 近86万余个 says both, and is kept as both.
    if words == {"approximately", "at-least"}:
        return "approximately"  # 约30余万 says no more than 约30万.
    if len(words) > 1:
        raise ValueError(f"qualifiers that exclude each other: {before} … {after}")
    return words.pop() if words else "exact"


def _decimals(text: str) -> int:
    _, point, fraction = text.translate(_ASCII).replace(" ", "").partition(".")
    return len(fraction) if point else 0


def _bounds(qualifier: str, value: Decimal, half: Decimal) -> tuple[Decimal | None, Decimal | None]:
    if qualifier == "approximately":
        return canonical(value - half), canonical(value + half)
    if qualifier == "at-least":
        return value, None
    if qualifier in {"at-most", "nearly"}:
        return None, value
    return None, None


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Give where the sentence around `text[start:end]` begins and ends (end exclusive, its mark included)."""
    before = [m.end() for m in _SENTENCE_END.finditer(text, max(0, start - 2 * MAX_SENTENCE), start)]
    left = before[-1] if before else max(0, start - MAX_SENTENCE)
    # No further than a sentence may be long: a text without sentence ends is not searched anew for each figure.
    after = _SENTENCE_END.search(text, end, end + MAX_SENTENCE)
    right = after.end() if after else min(len(text), end + MAX_SENTENCE)
    return left, right


def sentence(text: str, start: int, end: int) -> str:
    """Give the sentence around `text[start:end]`, at most 300 code points, cut around that place.

    White space is one blank; the names of editors and authors are cut out. The place itself always stays.
    """
    left, right = sentence_bounds(text, start, end)
    before, place, after = (_BLANKS.sub(" ", part) for part in (text[left:start], text[start:end], text[end:right]))
    before, after = without_persons(before), without_persons(after)
    room = max(0, MAX_SENTENCE - len(place))
    kept = min(len(before), max(room // 2, room - len(after)))
    return " ".join((before[len(before) - kept :] + place + after[: room - kept]).split())


def without_persons(text: str) -> str:
    """Give text without the names of editors and authors: natural persons are never published (docs/corrections.md)."""
    return _PERSON.sub(r"\1", text)


def mention(text: str, span: tuple[int, int], rule: str, stated: Decimal | str, within: tuple[int, int]) -> Mention:
    """Give the mention of `text[span]`; its sentence is the one around `within`, the whole phrase matched.

    Prefix and suffix stay inside that sentence: the line before a contact names the editor.
    """
    start, end = span
    left, right = sentence_bounds(text, *within)
    return Mention(
        start=start,
        end=end,
        rule=rule,
        stated=stated,
        quote=text[start:end],
        sentence=sentence(text, *(within if within[1] - within[0] <= MAX_SENTENCE else span)),
        prefix=_PERSON.split(text[left:start])[-1][-CONTEXT:],
        suffix=_PERSON.split(text[end:right])[0][:CONTEXT],
    )


def day(year: int, month: int, day_of_month: int) -> date:
    """Give a date of the Beijing calendar; `ValueError` names the date when there is no such day."""
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise ValueError(f"no such day: {year}年{month}月{day_of_month}日") from None


_DAY = r"(?:(\d{4})\s*[年.\-/])?\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?"
_TO = "(?:至|到|-{1,2}|—{1,2}|–|－|~|～)"
_RANGE = re.compile(rf"\s*{_DAY}\s*{_TO}\s*{_DAY}\s*", re.ASCII)
_ONE_MONTH = re.compile(
    rf"(?P<month>\d{{1,2}}\s?月)(?P<day>\s?\d{{1,2}}\s?日?\s?{_TO}\s?)(?=\d{{1,2}}\s?日\s*$)", re.ASCII
)
"""A month that is said once: 1月10日-16日."""


def week(text: str, year: int | None) -> Period:
    """Read `12月16日-12月22日`, `12月16日-22日`, `2024年12月30日-2025年1月5日` or `2013.03.04至2013.03.10`.

    `year` is the year the report states for itself; it fills a date without one. A range from December to
    January crosses the new year: an issue numbered in the year it ends in, as the publisher does.
    Raises `ValueError` for an impossible day, a range that ends before it starts, or no range at all.
    """
    match = _RANGE.fullmatch(_ONE_MONTH.sub(r"\g<month>\g<day>\g<month>", _BLANKS.sub(" ", text)))
    if match is None:
        raise ValueError(f"not a range of days: {text[:40]!r}")
    y1, m1, d1, y2, m2, d2 = (int(g) if g else None for g in match.groups())
    assert m1 is not None and d1 is not None and m2 is not None and d2 is not None  # the pattern requires them
    crosses = (m1, m2) == (12, 1)
    last_year = y2 if y2 is not None else y1 + crosses if y1 is not None else year
    if last_year is None:
        raise ValueError(f"a range without a year: {text[:40]!r}")
    first_year = y1 if y1 is not None else last_year - crosses
    start, end = day(first_year, m1, d1), day(last_year, m2, d2)
    if end < start:
        raise ValueError(f"a range that ends before it starts: {text[:40]!r}")
    return Period(start.isoformat(), end.isoformat())
