"""Numbers of CNVD entries and CVE records in a text: which are named, and which a text pairs.

A number is known by its form alone: digits without `CNVD-` or `CVE-` are never one. Dashes and blanks are folded in
what is recognised; the quote stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from cncert_kg import text as reading
from cncert_kg.model import Mention, Problem

_DASH = "[ ]?[-‐‑‒–—−－][ \n]?"
_NAME = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<cnvd>CNVD){_DASH}(?:(?P<c>C){_DASH})?|CVE{_DASH})"
    rf"(?P<year>[0-9]{{4}}){_DASH}(?P<serial>[0-9]{{4,7}})(?![0-9A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
_NEARLY = re.compile(rf"(?<![A-Za-z0-9])(?:CNVD|CVE){_DASH}(?:C{_DASH})?[0-9][0-9A-Za-z-]{{0,24}}", re.ASCII)
_URL = re.compile(r"https?://[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{1,400}", re.IGNORECASE)
_PAGE = re.compile(rf"cnvd\.org\.cn/flaw/show/(?={_NAME.pattern})", re.IGNORECASE | re.ASCII)

# What may stand between two numbers of one enumeration or pair: `（CNVD-…、CNVD-…，分别对应CVE-…和CVE-…）`.
_BETWEEN = re.compile(
    r"[\s、，,/；;|:：（(）)\[\]【】&]{0,4}"
    r"(?:(?:对应|分别|依次|漏洞编号|编号|以及|CVE|CNVD|ID|的|为|是|和|与|及)[\s、，,/|:：（(]{0,3}){0,6}"
)
_APART = re.compile(r"[）)】\]][^（(【\[]{0,30}$|[）)】\]][^\S\n]{0,30}\n|\n\s{0,30}\n")
"""A bracket that closes what belongs together, or an empty line."""
_FARTHEST = 30

_CLOSED = re.compile(
    r"[“”\"《》：:]|收录了?|披露了?|公布了?|公开了?|发布了?|修复了?|监测到|关注到|利用了?|针对|发现|包括|其中|分别[为是]|存在的?(?=多个)"
)
_CALLED = re.compile(r"(?P<name>[^，。；、\n（()）]{2,80}漏洞)[^\S\n]?[（(](?:[^（()）\n]{0,8}[：:])?[^\S\n]?\Z")
MANY = re.compile("多个|系列|一系列|若干|多款")
"""Words of a name that stands for several vulnerabilities."""


@dataclass(frozen=True, slots=True)
class Name:
    """A number where a text prints it."""

    number: str
    """`CNVD-2024-41447` or `CVE-2024-38812`, folded."""
    span: tuple[int, int]

    @property
    def is_cnvd(self) -> bool:
        """Whether it is a CNVD entry, not a CVE record."""
        return self.number.startswith("CNVD")


@dataclass(frozen=True, slots=True)
class Entry:
    """A number at its first place, and the CVE records that the text pairs with it."""

    name: Name
    cves: tuple[str, ...] = ()


def without_addresses(text: str) -> str:
    """Give the text with a blank for each character of a web address: offsets stay."""
    return _URL.sub(lambda m: " " * len(m[0]), text)


def names(text: str) -> list[Name]:
    """Give every number a text prints, in its order. In an address only CNVD's own page of an entry names one."""
    found = [_name(m) for m in _NAME.finditer(without_addresses(text))]
    for page in _PAGE.finditer(text):
        match = _NAME.match(text, page.end())
        if match:
            found.append(_name(match))
    return sorted((n for n in found if n), key=lambda n: n.span)


def _name(match: re.Match[str]) -> Name | None:
    year, serial = match["year"], match["serial"]
    if not match["cnvd"]:
        return Name(f"CVE-{year}-{serial}", match.span())
    return Name(f"CNVD-{'C-' if match['c'] else ''}{year}-{serial}", match.span()) if len(serial) < 7 else None


def misprinted(text: str) -> list[str]:
    """Give what begins like a number and is none: too few digits, too many, a letter among them."""
    read = {n.span[0] for n in names(text)}
    return [m[0] for m in _NEARLY.finditer(without_addresses(text)) if m.start() not in read]


def entries(text: str) -> tuple[list[Entry], list[Entry]]:
    """Give the CNVD entries a text names, with their CVE records, and the CVE records it pairs with none.

    Each number comes once, at its first place. Two lists of one length pair in their order; where a text names
    several entries and another number of records, nothing says which belong together, and none are paired.
    """
    every = names(text)
    paired: dict[str, dict[str, None]] = {}
    for run in _runs(text, every):
        for entry, record in _pairs(run):
            paired.setdefault(entry, {})[record] = None
    taken = {record for records in paired.values() for record in records}
    first = {n.number: n for n in reversed(every)}
    out = [Entry(n, tuple(paired.get(n.number, ()))) for n in sorted(first.values(), key=lambda n: n.span)]
    return [e for e in out if e.name.is_cnvd], [e for e in out if not e.name.is_cnvd and e.name.number not in taken]


def _runs(text: str, every: Sequence[Name]) -> Iterator[list[Name]]:
    run = list(every[:1])
    for left, right in pairwise(every):
        between = text[left.span[1] : right.span[0]]
        if len(between) > _FARTHEST or _APART.search(between) or not _BETWEEN.fullmatch(between):
            yield run
            run = []
        run.append(right)
    yield run


def _pairs(run: Sequence[Name]) -> Iterator[tuple[str, str]]:
    groups = [(is_cnvd, [n.number for n in group]) for is_cnvd, group in groupby(run, key=lambda n: n.is_cnvd)]
    for (is_cnvd, left), (_, right) in zip(groups[::2], groups[1::2], strict=False):
        cnvd, cves = (left, right) if is_cnvd else (right, left)
        if len(cnvd) == 1:
            yield from ((cnvd[0], record) for record in cves)
        elif len(cnvd) == len(cves):
            yield from zip(cnvd, cves, strict=True)


def called(text: str, name: Name) -> str:
    """Give the name of a vulnerability that stands before its number in brackets: `某系统拒绝服务漏洞（CNVD-…`."""
    start = max(0, name.span[0] - 100)
    match = _CALLED.search(text[start : name.span[0]])
    words = _CLOSED.split(match["name"])[-1].strip() if match else ""
    return words if len(words) > 2 and not MANY.search(words) else ""


def mention(text: str, name: Name, series: str) -> Mention:
    """Give the mention of a number; what it states is the number, folded."""
    rule = "listed-vulnerability" if name.is_cnvd else "listed-cve"
    return reading.mention(text, name.span, f"{series}/{rule}", name.number, name.span)


def problems(text: str) -> list[Problem]:
    """Give a problem for each number that cannot be read."""
    expected = "expected CNVD- or CVE-, a year and 4 to 7 digits"
    return [Problem("W_ENTRY", f"found {printed!r}, {expected}") for printed in dict.fromkeys(misprinted(text))]
