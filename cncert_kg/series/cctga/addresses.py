"""The addresses that close a weekly report on ransomware (威胁情报): lines of values under the name of their kind."""

from __future__ import annotations

import re

from cncert_kg.model import Asset, Problem
from cncert_kg.series.assets import TOKEN, address, family, place

REST = re.compile(r"\n[^\n]{0,4}(?:往期回顾|近期回顾|点击下方|阅读原文|附录|转载|编辑)")
"""What follows the last section of a post."""

_HEADING = re.compile(r"\n[^\n。]{0,6}(?:威胁情报|威胁指标|IOCs?)[^\n。]{0,6}(?=\n)")
_LINE = re.compile(r"[^\n]+")
_KIND = re.compile(
    r"\s*(?:恶意|相关)?(?:IP|域名|网址|URL|MD5|SHA-?1|SHA-?256|哈希值?|样本|文件|链接|地址|邮箱|钱包){1,3}\s?[：:]?\s?",
    re.IGNORECASE,
)
_MAY_BE = re.compile(r"\.|[:：]|dot|^[0-9A-Fa-f]{32,64}$")
_LABEL = re.compile(r"(?:IP|MD5|SHA-?1|SHA-?256|URL|域名|网址|邮箱|文件):", re.IGNORECASE)
_FAMILY = re.compile(
    r"(?<![A-Za-z0-9.])(?P<name>[A-Za-z0-9][A-Za-z0-9 -]{1,30}?)\s?(?:勒索|家族)|"
    r"(?:^|[（(])\s?(?P<noted>[A-Za-z0-9][A-Za-z0-9 -]{2,30})\s?(?:$|[)）：:])"
)


def addresses(text: str, series: str) -> tuple[list[Asset], list[Problem]]:
    """Read the addresses of the week; mailboxes and wallets, which extortionists name, are no addresses of ours.

    What is printed like an address and is none is a problem, without anything live in its message.
    """
    heading = _HEADING.search(text)
    if heading is None:
        return [], []
    rest = REST.search(text, heading.end())
    out: dict[str, Asset] = {}
    problems: list[Problem] = []
    named, is_fresh = ("", ""), False
    for line in _LINE.finditer(text, heading.end(), rest.start() if rest else len(text)):
        own = _family_of(line[0])
        tokens = [t for t in TOKEN.finditer(text, *line.span()) if _MAY_BE.search(t[0]) and "@" not in t[0]]
        if not tokens:
            # A family holds for the kinds of address under it; a kind that follows addresses begins anew.
            named = own if own[0] else named if is_fresh or not _KIND.fullmatch(line[0]) else ("", "")
            is_fresh = bool(own[0])
        for token in tokens:
            _take(text, token, series, own if own[0] else named, out, problems)
    return list(out.values()), problems


def _family_of(line: str) -> tuple[str, str]:
    """Give the family a line names: any that it calls one, and a known one that it has in brackets or alone."""
    for match in _FAMILY.finditer(line.strip()):
        code, label = family(match["name"] or match["noted"])
        if code and (match["name"] or not label):
            return code, label
    return "", ""


def _take(
    text: str,
    token: re.Match[str],
    series: str,
    named: tuple[str, str],
    out: dict[str, Asset],
    problems: list[Problem],
) -> None:
    label = _LABEL.match(token[0])
    span = (token.start() + (label.end() if label else 0), token.end())
    if span[0] == span[1]:
        return
    try:
        found = address(text[slice(*span)])
    except ValueError as error:
        problems.append(Problem("W_ASSET", str(error)))
        return
    where = place(text, span, f"{series}/asset", found)
    out.setdefault(found.defanged, Asset(found.kind, found.defanged, where, found.port, "", *named))
