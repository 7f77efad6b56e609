"""CNVD's weekly list 《上周关注度较高的产品安全漏洞》: ranked entries, of foreign and of domestic vendors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from cncert_kg import text as reading
from cncert_kg.model import Document, ListedVulnerability, Period, Problem, Report
from cncert_kg.series import Recognition, Series, entries, titles

KEY = "cnvd-attention"

_NAME = r"上周关注度较高的(?:产品)?安全漏洞"
_DIGITS = r"(?:20[0-9]{6}|20[0-9]{2}(?:[-./]|年)[0-9]{1,2}(?:[-./]|月)[0-9]{1,2}日?)"
_TITLE = re.compile(
    rf"{_NAME}\s{{0,4}}[（(\[【]?\s{{0,4}}(?P<start>{_DIGITS})\s{{0,4}}(?:[-–—－~～]{{1,2}}|至|到)\s{{0,4}}(?P<end>{_DIGITS})"
)
_ORIGIN = re.compile(r"[一二](?:[、．.]|[)）]、?)[^\S\n]{0,4}(?P<origin>境外|境内|国外|国内)厂商的?产品(?:安全)?漏洞")
"""Wherever it stands: page text runs the address of the entry above and this heading together."""

_ENTRY = re.compile(
    r"(?:^|\n)[^\S\n]{0,20}[（(]?(?P<rank>[0-9]{1,2})(?:[、．)）]|\.(?![0-9]))[^\S\n]{0,8}(?P<title>[^\s][^\n]{3,160})"
)
_NUMBERS = re.compile(r"\s{0,4}(?:[（(](?:编号[：:])?\s?CNVD|参考链接[：:]).*")
_ORIGINS = {"境外": "overseas", "国外": "overseas", "境内": "CN-mainland", "国内": "CN-mainland"}


def recognise(document: Document) -> Recognition | None:
    """Recognise a list by its title, which carries its dates; it has no number.

    A bare copy may have the title as a line of its head, or no title at all: then its two headings are enough, and
    it is undated. Raises `ValueError` for a range of days that cannot be.
    """
    titled = (_TITLE.search(title) for title in titles.titles(document) if "关注度" in title)
    match = next(filter(None, titled), None)
    if match is None:
        return None if document.title or not _is_list(document.text) else _undated(document)
    start, end = (_day(match[k]) for k in ("start", "end"))
    if end < start:
        raise ValueError(f"a range that ends before it starts: {match['start']}-{match['end']}")
    stated = f"{match['start']}-{match['end']}"
    by = "title" if document.title else "body"
    return Recognition(KEY, start, Period(start, end), by, stated_period=stated)


def _is_list(text: str) -> bool:
    return (
        "厂商" in text and len({_ORIGINS[m["origin"]] for m in _ORIGIN.finditer(text)}) == 2 and bool(listed(text)[0])
    )


def _undated(document: Document) -> Recognition:
    period = Period(undated_in=document.key)
    return Recognition(KEY, period.key, period, "body")


def _day(printed: str) -> str:
    parts = re.findall("[0-9]+", printed)
    year, month, day = (printed[:4], printed[4:6], printed[6:]) if len(parts) == 1 else parts
    return reading.day(int(year), int(month), int(day)).isoformat()


def read(document: Document, known: Recognition) -> Report:
    """Read a list. Raises `ValueError` where it names no entry."""
    found, problems = listed(document.text)
    if not found:
        raise ValueError("found no ranked entry, expected ten")
    return replace(
        known.report(document),
        vulnerabilities=tuple(found),
        problems=tuple(problems),
    )


def listed(text: str) -> tuple[list[ListedVulnerability], list[Problem]]:
    """Give the entries with rank, title and origin of the vendor, and a problem for each that has no number.

    An entry's number may stand in its title, in a line of its own, or only in its address.
    """
    out: list[ListedVulnerability] = []
    problems: list[Problem] = []
    every = [name for name in entries.names(text) if name.is_cnvd]
    for head, end, origin in _heads(text):
        name = next((n for n in every if head.start() <= n.span[0] < end), None)
        if name is None:
            problems.append(Problem("W_ENTRY", f"found no number for entry {head['rank']} {origin}, expected one"))
            continue
        title = _NUMBERS.sub("", head["title"]).strip()
        within = head.span("title") if name.span[1] <= head.end() else name.span
        where = reading.mention(text, name.span, f"{KEY}/entry", name.number, within)
        out.append(ListedVulnerability(name.number, where, title, origin, int(head["rank"])))
    return out, problems


def _heads(text: str) -> Iterator[tuple[re.Match[str], int, str]]:
    """Give each entry's heading, where the entry ends, and the origin it stands under."""
    origins = list(_ORIGIN.finditer(text))
    for origin, after in zip_longest(origins, origins[1:]):
        end = after.start() if after else len(text)
        heads = list(_ENTRY.finditer(text, origin.end(), end))
        for head, following in zip_longest(heads, heads[1:]):
            yield head, following.start() if following else end, _ORIGINS[origin["origin"]]


SERIES = Series(KEY, "cnvd", recognise, read)
