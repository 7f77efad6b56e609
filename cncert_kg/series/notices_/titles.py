"""What advisories and alerts have in common: a title that names a subject, who speaks, the day, the key.

Neither has an issue number of its own unless its publisher prints one. An issue without a number has the key
`{day}-{8 hex digits of the SHA-256 of its normalised subject}`: copies that other accounts publish on the same day
under a headline of their own (`警惕 | CNCERT：关于…的风险提示`) are one issue, two notices of one day are two.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from cncert_kg import text as reading
from cncert_kg.model import Document, Period

ACCOUNTS = frozenset({"MzIwNDk0MDgxMw==", "MzU3ODM2NTg2Mg=="})
"""`__biz` of the accounts of CNCERT and CNVD: only there a title alone shows whose notice it is."""

_RUBRIC = re.compile(r"(?:(?:【[^】\n]{1,16}】|\[[^\]\n]{1,16}\])\s{0,2})?(?:[^|｜\n：:]{0,16}[|｜])?\s{0,2}")
_SPEAKER = re.compile(
    r"(?:国家(?:计算机网络|互联网)应急(?:技术处理协调)?中心|CNCERT|CNVD|国家信息安全漏洞共享平台)(?:[/_]CC|漏洞平台)?"
    r"(?:[（(][A-Z/_]{2,12}[)）])?\s{0,2}(?:[：:|｜]|发布|提醒)\s{0,2}"
)
_TAIL = re.compile(r"[\s。！!]{1,4}\Z")
_STAMP = re.compile(
    r"(?:(?:时间|日期)[^\S\n]{0,2}[：:][^\S\n]{0,4}|\n[^\S\n]{0,4})"
    r"(?P<year>20[0-9]{2})(?:[-/.]|年)(?P<month>[0-9]{1,2})(?:[-/.]|月)(?P<day>[0-9]{1,2})日?(?=\s|\Z)"
)
_HEAD_LINES = 12
_HEAD = 800


def titles(document: Document) -> list[str]:
    """Give the title of a post; of a bare copy, the lines of its head, one of which may be its title."""
    return [document.title] if document.title else [line.strip() for line in head(document).split("\n")]


def head(document: Document) -> str:
    """Give the beginning of a text: at most 12 lines and 800 characters."""
    return "\n".join(document.text[:_HEAD].split("\n")[:_HEAD_LINES])


def bare(title: str) -> tuple[str, bool]:
    """Take rubric and speaker off a title; give what is left, and whether CNCERT or CNVD was named as its speaker."""
    rest = title.strip()
    rubric = _RUBRIC.match(rest)
    begin = rubric.end() if rubric else 0
    speaker = _SPEAKER.match(rest, begin) or _SPEAKER.match(rest)
    cut = speaker.end() if speaker else begin
    return _TAIL.sub("", rest[cut:]), speaker is not None


def day(document: Document) -> Period | None:
    """Give the day of publication: the post's, or of a bare copy the one stamped in its head."""
    if document.published:
        return Period(document.published.isoformat(), document.published.isoformat())
    stamp = None if document.title else _STAMP.search(head(document))
    if stamp is None:
        return None
    stated = reading.day(int(stamp["year"]), int(stamp["month"]), int(stamp["day"])).isoformat()
    return Period(stated, stated)


def key(document: Document, subject: str, period: Period | None) -> str:
    """Give the key of an issue that has no number: `2025-06-19-1a2b3c4d`, or `undated-{doc}` without a day."""
    if period is None:
        return f"undated-{document.key}"
    plain = "".join(c for c in unicodedata.normalize("NFKC", subject).casefold() if c.isalnum())
    return f"{period.key}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"
