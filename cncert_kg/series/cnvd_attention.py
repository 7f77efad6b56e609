"""CNVD's weekly list 《上周关注度较高的产品安全漏洞》: ten ranked entries, of foreign and of domestic vendors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from cncert_kg import text as reading
from cncert_kg.model import Document, ListedVulnerability, Period, Problem, Report
from cncert_kg.series import Recognition, Series

KEY = "cnvd-attention"

_TITLE = re.compile(r"上周关注度较高的产品安全漏洞\s*[（(]\s*(?P<start>\d{8})\s*[-—至]\s*(?P<end>\d{8})", re.ASCII)
_ORIGIN = re.compile(r"(?:^|\n)\s*[一二]、\s*(?P<origin>境外|境内)厂商产品漏洞", re.ASCII)
_ENTRY = re.compile(r"(?:^|\n)\s*(?P<rank>\d{1,2})(?:[、．]|\.(?!\d))\s*(?P<title>[^\n]{4,160})", re.ASCII)
_NUMBER = re.compile(rf"(?<![\w-]){reading.NUMBER_OF_ENTRY}(?!\d)", re.ASCII)
_ORIGINS = {"境外": "overseas", "境内": "CN-mainland"}


def recognise(document: Document) -> Recognition | None:
    """Recognise a list by its title, which carries its dates; it has no number."""
    match = _TITLE.search(document.title)
    if match is None:
        return None
    start, end = (_day(match[k]) for k in ("start", "end"))
    if end < start:
        raise ValueError(f"a range that ends before it starts: {match['start']}-{match['end']}")
    stated = f"{match['start']}-{match['end']}"
    return Recognition(KEY, start, Period(start, end), "title", stated_period=stated)


def _day(digits: str) -> str:
    return reading.day(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()


def read(document: Document, known: Recognition) -> Report:
    """Read a list. Raises `ValueError` where it names no entry."""
    entries, problems = listed(document.text)
    if not entries:
        raise ValueError("found no ranked entry, expected ten")
    return Report(
        document=document,
        series=KEY,
        issue=known.issue,
        period=known.period,
        status="full",
        recognised_by=known.by,
        stated_period=known.stated_period,
        vulnerabilities=tuple(entries),
        problems=tuple(problems),
    )


def listed(text: str) -> tuple[list[ListedVulnerability], list[Problem]]:
    """Give the entries with rank, title and origin of the vendor, and a problem for each that has no number.

    An entry's number may stand in its title or only in its address.
    """
    entries: list[ListedVulnerability] = []
    problems: list[Problem] = []
    for head, end, origin in _heads(text):
        number = _NUMBER.search(text, head.start(), end)
        if number is None:
            problems.append(Problem("W_ENTRY", f"found no number for entry {head['rank']} {origin}, expected one"))
            continue
        title = re.sub(r"\s*[（(]CNVD-[^（()）]*[)）]\s*$", "", head["title"]).strip()
        within = head.span("title") if number.end() <= head.end() else number.span()
        where = reading.mention(text, number.span(), f"{KEY}/entry", number[0], within)
        entries.append(ListedVulnerability(number[0], where, title, origin, int(head["rank"])))
    return entries, problems


def _heads(text: str) -> Iterator[tuple[re.Match[str], int, str]]:
    """Give each entry's heading, where the entry ends, and the origin it stands under."""
    origins = list(_ORIGIN.finditer(text))
    for origin, after in zip_longest(origins, origins[1:]):
        end = after.start() if after else len(text)
        heads = list(_ENTRY.finditer(text, origin.end(), end))
        for head, following in zip_longest(heads, heads[1:]):
            yield head, following.start() if following else end, _ORIGINS[origin["origin"]]


SERIES = Series(KEY, "cnvd", recognise, read)
