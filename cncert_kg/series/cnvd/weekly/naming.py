"""Whom and what an issue names: CNVD entries with their titles, and organisations by rank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import ListedVulnerability, Participant
from cncert_kg.series import entries

KEY = "cnvd-weekly"

_NAMED = re.compile(
    r"(?P<title>[^，。；：:（）()“”\n]{4,80})[（(](?:[^（()）\n0-9]{0,8}[：:])?\s?"
    rf"(?P<numbers>{reading.NUMBER_OF_ENTRY}[^（()）]{{0,400}})[)）]"
)

_NAMES = r"(?P<names>[^。；\n]{2,1500}?)"
PARTICIPANTS = (
    ("submitter", re.compile(rf"其中[，,]{_NAMES}等单位报送(?:公开收集)?的?(?:漏洞)?数量较多")),
    (
        "original-submitter",
        re.compile(
            rf"数量较多。{_NAMES}(?:等(?:其他)?单位)?(?:以?及其[他它][^，。；\n]{{0,20}})?向\s?CNVD\s?(?:共)?提交了?\s?\d"
        ),
    ),
    ("vendor", re.compile(rf"漏洞涉及{_NAMES}等多家厂商的产品")),
)
"""Whom an issue names for what; the order is that of the numbers in its tables, which are images.

The long list of those who were notified has no order and names no figure: it is not read.
"""

_COMPANY = re.compile(r"公司|大学|学院|研究[院所]|中心|集团|厂|局|院$|委员会|协会|联盟|实验室|事业部|安全团队")
_FIRM = (
    r"Inc|Corp|Ltd|LLC|GmbH|Group|Foundation|Project|Software|Systems?|Networks?|Electric|Electronics|Automation|"
    r"Technolog\w{1,3}|Security|Micro|Labs?|Solutions|International|Industr\w{1,4}|Digital|Data"
)
_PERSON = re.compile(rf"(?!.{{0,60}}\b(?:{_FIRM})\b)[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}}")
"""A Latin name that may be a natural person's: programs of one author are listed under the author's name."""


def listed(text: str) -> Iterator[ListedVulnerability]:
    """Give each CNVD entry a text names, where it names it first, with the title that stands before its number."""
    titles = {
        name.number: match["title"].rpartition("、")[2].strip()
        for match in _NAMED.finditer(text)
        for name in entries.names(match["numbers"])
    }
    seen: set[str] = set()
    for name in entries.names(text):
        if name.is_cnvd and name.number not in seen:
            seen.add(name.number)
            yield ListedVulnerability(name.number, entries.mention(text, name, KEY), titles.get(name.number, ""))


def participants(text: str) -> Iterator[Participant]:
    """Give the organisations an issue names by rank. A name that is no organisation's ends the list it stands in."""
    for role, pattern in PARTICIPANTS:
        for match in list(pattern.finditer(text))[:1]:
            start = match.start("names")
            for rank, name in enumerate(match["names"].split("、"), 1):
                span = (start, start + len(name))
                start += len(name) + 1
                if role == "original-submitter" and not _COMPANY.search(name):
                    break
                if not _PERSON.fullmatch(name.strip()):
                    where = reading.mention(text, span, f"{KEY}/{role}", name, span)
                    # The sentence names those who are left out.
                    yield Participant(role, name, replace(where, sentence=name, prefix="", suffix=""), rank)
