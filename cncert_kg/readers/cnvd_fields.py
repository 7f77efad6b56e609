"""Fields of a CNVD entry as values: numbers, days, addresses, what is said of a fix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from cncert_kg.text import NUMBER_OF_ENTRY

MAX_ADDRESS = 4_000
"""Longest web address read, in characters; the longest known has 600."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NUMBER = re.compile(NUMBER_OF_ENTRY)
# The first year of CVE is 1999.
_CVE = re.compile(r"CVE-(?:1999|20[0-9]{2})-[0-9]{4,7}")
# Full-width letters, digits and marks, and the dashes that stand for a hyphen.
_FOLDED = str.maketrans({0xFF01 + i: 0x21 + i for i in range(94)} | dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－ー─"), "-"))
# A number is one only where no further digit or letter follows, even after blanks: `CVE-2020-1234 5` may be two things.
_CVES = re.compile(
    r"(?<![A-Z])CVE[ \-_]{0,3}(1999|20[0-9]{2})[ \-_]{1,3}([0-9]{4,7})(?! {0,3}[0-9])(?![\-_]{0,3}(?!CVE)[A-Z0-9])"
)
_MARKS = " .,;:!?、，；。：？！/|&+*#()[]{}<>《》【】（）\"'“”‘’`~^=-_·…和及与"
_SEVERITIES = {"高": "high", "中": "medium", "低": "low", "高危": "high", "中危": "medium", "低危": "low"}
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T][0-9:.]{0,12})?")

# One `#` at most, since no IRI has two; no mark at the end.
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    r"(?:[/?][!$-;=?-~]*)?(?:#[!$-;=?-~]*)?(?<![.,;:!?'*])",
    re.ASCII,
)
_ADDRESS = re.compile(r"(?i:https?)://[!#-;=?-~]+")
_TWO = re.compile(r"[A-Za-z0-9]https?://", re.IGNORECASE)
_ASCII_PART = re.compile(r"[!-~]*://[!-~]*")
_ENDS = ".,;:!?'*"
_OPENERS = ("", "\n", "\r", "\t", " ", "：", "，", "。")
_TOKENS = re.compile(r"[^\s；，、]+|[；，、]")
_GLUED = re.compile(r"[,;]+(?=https?://)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.&#;-]{1,40}:(?![0-9])", re.ASCII)
_CONTINUED = re.compile(r"[A-Za-z0-9/%&?=_.-][!-~]*[A-Za-z0-9][!-~]*|[A-Za-z0-9]", re.ASCII)

_CLAUSE = "[^。；;：:\n]"
_NOT_FIXED = re.compile(
    rf"(?:(?:未|没有?)[^，。；：\n]{{0,10}}(?:提供|发布|给出|修复|推出|公布|提出|修补|方案|补丁|措施|更新)"
    rf"|(?:暂|尚)无(?:[^，。；：\n]{{0,10}}(?:方案|补丁|措施|修复|程序)|[。 ]{{0,2}}$)"
    rf"|^ {{0,2}}无[。 ]{{0,2}}$|(?<!有)无(?:补丁|修复|解决)){_CLAUSE}{{0,200}}"
)
_FIXED = re.compile(
    r"已(?![尚停知不退])[^，。；：\n]{0,30}?(?:发布|提供|修复|推出|更新|修补|解决|给出|公布|发相关|升级)"
    r"|(?:发布|提供|修复|公开)了|获[得取][^，。；：\n]{0,6}补丁|提供的(?:安全)?补丁|(?:升级|更新)[^，。；：\n]{0,20}(?:到|至|为)"
)


def text(value: str, told: list[tuple[str, str]]) -> str:
    """Give a field on one line, each run of blanks as one; what cannot be seen is removed, and told.

    A field with U+FFFD, which stands for what some program could not read, is left out whole.
    """
    if value.isprintable() and "  " not in value and "\ufffd" not in value:
        return value.strip(" ")
    line = " ".join(value.split())
    if line.isprintable() and "\ufffd" not in line:
        return line
    if "\ufffd" in line:
        told.append(("W_ENCODING", "a field with U+FFFD is left out"))
        return ""
    for code, pattern, what in (("W_CONTROL", _CONTROL, "control"), ("W_INVISIBLE", _INVISIBLE, "invisible")):
        line, count = pattern.subn("", line)
        if count:
            told.append((code, f"removed {count} {what} characters"))
    return " ".join(line.split())


def number(value: str) -> str:
    """Give a CNVD number in canonical form; `ValueError` for anything else."""
    if _NUMBER.fullmatch(value):
        return value
    folded = value.translate(_FOLDED).upper()
    if not _NUMBER.fullmatch(folded):
        raise ValueError(f"found {shown(value)}, expected CNVD-2022-12345 or CNVD-C-2022-12345")
    return folded


def cves(value: str, told: list[tuple[str, str]]) -> tuple[str, ...]:
    """Give the CVE numbers of a field in canonical form, each once; what is none is told, never guessed."""
    if _CVE.fullmatch(value):
        return (value,)
    folded = text(value, told).translate(_FOLDED).upper()
    rest = _CVES.sub(" ", folded).strip(_MARKS)
    if rest:
        told.append(("W_CVE_NUMBER", f"found {shown(rest)}, expected a CVE number"))
    return tuple(dict.fromkeys(f"CVE-{m[1]}-{m[2]}" for m in _CVES.finditer(folded)))


def severity(value: str, told: list[tuple[str, str]]) -> str:
    """Give `high`, `medium` or `low`; what is missing or another word is told."""
    if value not in _SEVERITIES:
        told.append(
            ("W_SEVERITY", f"found {shown(value)}, expected 高, 中 or 低" if value else "no severity is stated")
        )
    return _SEVERITIES.get(value, "")


def day(value: str, told: list[tuple[str, str]]) -> str:
    """Give an ISO 8601 day of the Beijing calendar; one that no calendar has is told."""
    try:
        if len(value) == 10 and value[4] == value[7] == "-" and value.isascii():
            return date.fromisoformat(value).isoformat()
        found = _DAY.fullmatch(value.translate(_FOLDED))
        if found:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        pass
    if value:
        told.append(("W_DATE", f"found {shown(value)}, expected a day as YYYY-MM-DD"))
    return ""


def references(value: str, told: list[tuple[str, str]]) -> tuple[str, ...]:
    """Give the web addresses of a field that should hold nothing else."""
    tokens = value.split()
    if all(_is_plain(x) for x in tokens):
        return tuple(tokens) if len(tokens) < 2 else tuple(dict.fromkeys(tokens))
    found, refused = _addresses(value)
    refused += [x for x in tokens if "://" not in x and _is_scheme(x)]
    if not found and not refused:
        # Not quoted where it is prose: it may name a person.
        refused = tokens if len(tokens) == 1 and value.isascii() else [f"{len(value)} characters of text"]
    told.extend(("W_LINK_SCHEME", f"found {shown(x)}, expected an http or https address") for x in refused)
    return found


def fix_references(value: str, told: list[tuple[str, str]]) -> tuple[str, ...]:
    """Give the web addresses within prose; one that is broken is told."""
    if "//" not in value:
        return ()
    start = max(value.find("http"), 0)
    last = value[start:].rstrip()
    if value.count("://") == 1 and value[start - 1 : start] in _OPENERS and _is_plain(last):
        return (last,)
    found, refused = _addresses(value)
    told.extend(("W_LINK_SCHEME", f"found {shown(x)} in the fix, expected an http or https address") for x in refused)
    return found


def _addresses(value: str) -> tuple[tuple[str, ...], list[str]]:
    """Give the addresses of a text, each once, and what looks like one and is none."""
    plain = _INVISIBLE.sub("", value).replace("：//", "://")
    tokens = _TOKENS.findall(_GLUED.sub(" ", plain))
    found: dict[str, None] = {}
    refused = []
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if "://" not in token:
            continue
        address = _address(token)
        # A blank or a line break inside an address breaks it, and what is left leads elsewhere.
        is_broken = _CONTINUED.fullmatch(following) and "://" not in following and not following.startswith("www.")
        if address and not (is_broken and token.endswith(address)):
            found[address] = None
        else:
            refused.append(_ASCII_PART.findall(token)[-1])
    return tuple(found), refused


def _is_plain(token: str) -> bool:
    """Whether a token is one address and nothing else, as nearly all are."""
    return len(token) <= MAX_ADDRESS and token.count("://") == 1 and _PLAIN.fullmatch(token) is not None


def _is_scheme(start: str) -> bool:
    """Whether a token begins as an address of some scheme does; a label in Chinese before an address is none."""
    return start.isascii() and _SCHEME.match(start) is not None


def _address(token: str) -> str:
    """Give the address in a token without the Chinese text and marks after it; nothing for another scheme, or two."""
    match = _ADDRESS.search(token)
    if not match or len(match[0]) > MAX_ADDRESS or _is_scheme(token[: match.start()]):
        return ""
    following = token[match.end() : match.end() + 1]
    if _TWO.search(match[0]) or (following and following not in '<>"“”‘’…—' and following < "\u2e80"):
        return ""
    address = match[0].rstrip(_ENDS)
    while address[-1] in ")]" and address.count("(["[address[-1] == "]"]) < address.count(address[-1]):
        address = address[:-1].rstrip(_ENDS)
    scheme, _, rest = address.partition("://")
    address = f"{scheme.lower()}://{rest}"
    return address if _PLAIN.fullmatch(address) else ""


def fix(value: str) -> str:
    """Give `available` or `none`, as a formal way to fix it says; nothing where it says neither, or both."""
    return _fix(_ADDRESS.sub(" ", value).strip()[:2000]) if value else ""


@lru_cache(maxsize=2048)
def _fix(prose: str) -> str:
    rest, count = _NOT_FIXED.subn("", prose)
    is_available = _FIXED.search(rest) is not None
    if count:
        return "" if is_available else "none"
    return "available" if is_available else ""


def shown(value: str) -> str:
    """Give what was found, short and in ASCII, for a message."""
    return ascii(value[:80])


def each_once(values: Iterable[str]) -> tuple[str, ...]:
    """Give values in their order, none empty, each once."""
    return tuple(dict.fromkeys(filter(None, values)))
