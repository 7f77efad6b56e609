"""Where a text that is no table names malicious addresses and files; `assets` reads what each of them is.

Hashes are read anywhere, and so is what the text has defanged itself. Live addresses and domains are read only in a
part that is headed as a list of indicators: elsewhere they may be a reference, a version, a vendor or a victim.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from cncert_kg.model import Asset, Problem
from cncert_kg.series import assets

_TOKEN = re.compile(
    r"(?:\((?:\.|dot)\)|（\.）|【\.】|[A-Za-z0-9_.~:/?#\[\]@!$&*+;=%{}-]){4,2100}", re.IGNORECASE | re.ASCII
)
"""What may be one printed address: a run of the characters of one, which ends where Chinese text begins."""
_CAPTION = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,9}[:=](?!/)")
"""`MD5:…`, `C2=…`."""
_ADDRESS = re.compile(r"://|(?:[0-9]{1,3}[^A-Za-z0-9]{1,4}){3}[0-9]")
_MADE_SAFE = re.compile(r"\[\.\]|\((?:\.|dot)\)|【\.】|（\.）|\[dot\]|\Ah(?:xx|\*\*)p", re.IGNORECASE)

_NUMERAL = (
    r"(?:[（(]?[一二三四五六七八九十]{1,2}[）)、．.]|[0-9]{1,2}(?:\.[0-9]{1,2})?[、．.）)]?"
    r"|附[录件表]?[一二三]?[：:]?)?"
)
_HEADED = re.compile(
    rf"(?:^|\n)[^\S\n]{{0,4}}{_NUMERAL}[^\S\n]{{0,4}}[^。，\n]{{0,16}}"
    r"(?:IOCs?|(?:失陷|威胁|攻陷|入侵|情报)指标)[^。，\n]{0,16}(?=\n|$)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:控制|恶意|回连|C2|C&C|下载|通信|放马|攻击|钓鱼|仿冒)(?:端|服务器|站点|网站|网页)?的?(?:域名|IP|地址|链接|URL){1,2}[：:]",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\n[^\S\n]{0,4}(?:[一二三四五六七八九十]{1,2}、|参考|来源|文章来源|推荐阅读|往期|注[：:]|转载|声明|免责"
    r"|(?:防范|处置)建议)"
)
_PROSE = re.compile(r"\n(?=[^\n]{0,200}?[\u4e00-\u9fff]{3})")
_FILE = re.compile(r"\.(?:sh|cmd|js|py|zip|7z|gz|tar|pdf|json|xml|service|so|bin|apk|dat|log|ini|conf|png|jpg)\Z", re.I)
_OWN = re.compile(r"(?:cert\.org\.cn|cnvd\.org\.cn|cncert\.org\.cn|weixin\.qq\.com)", re.IGNORECASE)
"""Sites of those who publish; no alert calls them malicious."""


def indicators(text: str, series: str, family: tuple[str, str]) -> tuple[list[Asset], list[Problem]]:
    """Give every indicator of a text once, in its order, as assets of `family` (its code, its printed name).

    A problem for each that looks like an address in a list of indicators and is none.
    """
    parts = _parts(text)
    starts = [start for start, _ in parts]
    reach = list(accumulate((end for _, end in parts), max))
    first: dict[tuple[str, str], Asset] = {}
    problems: list[Problem] = []
    for match in _TOKEN.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        is_meant = _MADE_SAFE.search(match[0]) is not None or (at >= 0 and match.start() < reach[at])
        try:
            start, found = _read(match)
        except ValueError as error:
            if is_meant and _ADDRESS.search(match[0]):
                problems.append(Problem("W_ASSET", str(error)))
            continue
        if found.kind == "hash" or (is_meant and _is_malicious(found)):
            asset = _asset(text, (start, match.end()), series, found, family)
            first.setdefault((asset.value, asset.port), asset)
    return list(first.values()), problems


def _parts(text: str) -> list[tuple[int, int]]:
    """The parts that list indicators: under a heading up to the next one, and after a label up to the next prose."""
    headings = [m.start() for m in _ENDED.finditer(text)]
    prose = sorted(headings + [m.start() for m in _PROSE.finditer(text)])
    listed = [(m.end(), _after(m.end(), headings, text)) for m in _HEADED.finditer(text)]
    labelled = [(m.end(), _after(m.end(), prose, text)) for m in _LABELLED.finditer(text)]
    return sorted(listed + labelled)


def _after(start: int, ends: list[int], text: str) -> int:
    at = bisect_left(ends, start)
    return ends[at] if at < len(ends) else len(text)


def _read(match: re.Match[str]) -> tuple[int, assets.Address]:
    """Where an address begins, and what it is; its caption is no part of it. Raises `ValueError` where it is none."""
    caption = _CAPTION.match(match[0])
    try:
        return match.start(), assets.address(match[0].rstrip(".,;:"))
    except ValueError:
        if caption is None:
            raise
    return match.start() + caption.end(), assets.address(match[0][caption.end() :].rstrip(".,;:"))


def _is_malicious(found: assets.Address) -> bool:
    return not _OWN.search(found.live) and not (found.kind == "domain" and _FILE.search(found.live))


def _asset(text: str, span: tuple[int, int], series: str, found: assets.Address, family: tuple[str, str]) -> Asset:
    where = assets.place(text, span, f"{series}/asset", found)
    code, label = family
    return Asset(found.kind, found.defanged, where, found.port, family=code, family_label=label)
