"""ANVA's weekly report on one kind of mobile malware 《每周典型移动恶意APP安全监测报告》.

It counts the variants found in the week and those notified so far, and lists the samples: hash, name, and how the
blackmailer is reached. Of a sample only the hash is read, for the rest may be of a private person or obscene.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cncert_kg import text as reading
from cncert_kg.model import Asset, Document, Figure, Gap, Mention, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.anva_channel_weekly import DAYS, TITLE, date_problems, first_line, stated_week
from cncert_kg.series.rules import require, slug

KEY = "anva-family-weekly"

_APP = r"(?:程序|代码|应用|(?i:APP))"
_NAME = (
    rf"(?:每周典型移动(?:互联网)?恶意{_APP}(?:安全)?监测(?:情况)?(?:报告|周报|通报)"
    rf"|典型移动恶意{_APP}(?:安全)?监测周报)"
)
_TITLE = re.compile(TITLE % _NAME)

_SOME = rf"(?P<figure>(?P<number>{reading.QUANTITY})(?:\s?[个款种])?)"
_KIND = r"(?P<kind>[^。；，,、\d\n]{1,20}?)"
_MALWARE = rf"\s?的?\s?(?:移动(?:互联网)?)?(?:恶意\s?)?(?:{_APP}|病毒|木马)\s?的?"
_VARIANTS = r"(?:变种|样本)"
_COUNT = r"(?:共计|共有|共|有|为|达)?\s?"

FOUND = (
    re.compile(rf"发现了?\s?{_SOME}\s?(?:{_KIND}类?)??{_MALWARE}{_VARIANTS}"),
    re.compile(rf"发现了?\s?{_KIND}类{_MALWARE}{_VARIANTS}{_COUNT}{_SOME}"),
)
SO_FAR = (
    re.compile(rf"累计已?通报了?\s?{_KIND}类{_MALWARE}{_VARIANTS}?{_COUNT}{_SOME}"),
    re.compile(rf"累计已?通报了?\s?{_SOME}\s?{_KIND}类{_MALWARE}"),
)
_SAME = re.compile("[该此这同本]")
"""历史累计通报该类: of the kind that was named before."""

_HASH = re.compile(r"(?<![0-9A-Za-z=/_-])(?:[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Za-z_-])")

REQUIRED = ("anva-variant-found",)
"""What the report is about. The count so far may be left out: then it was not published."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or a bare copy by the line that is its title. `ValueError`: see `Series`."""
    if _TITLE.match(document.title):
        by = "title"
    elif not document.title and first_line(document, _TITLE):
        by = "body"
    else:
        return None
    period, stated = stated_week(document, _TITLE)
    return Recognition(KEY, period.start or period.key, period, by, stated_period=stated)


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: variants found, those notified so far, and the hashes of its samples."""
    text = document.text
    found = list(_figures(text, "anva-variant-found", "level", FOUND, ""))
    kinds = {f.label for f in found}
    kind = kinds.pop() if len(kinds) == 1 else ""
    so_far = list(_figures(text, "anva-family-cumulative", "cumulative", SO_FAR, kind))
    require(found, REQUIRED)
    return Report(
        document=document,
        series=KEY,
        issue=known.issue,
        period=known.period,
        status="full",
        recognised_by=known.by,
        stated_period=known.stated_period,
        figures=(*found, *so_far),
        assets=tuple(samples(text, kind)),
        gaps=() if so_far else (Gap("not-published", "anva-family-cumulative", "cumulative"),),
        problems=tuple(date_problems(document, _TITLE, known.period)),
    )


def _figures(
    text: str, indicator: str, statistic: str, phrases: Sequence[re.Pattern[str]], kind: str
) -> Iterator[Figure]:
    """Give one figure for each kind of malware; `kind` is the one that is meant where a phrase names none."""
    seen: set[str] = set()
    for match in sorted((m for p in phrases for m in p.finditer(text)), key=lambda m: m.start()):
        printed = (match["kind"] or "").strip(" “”‘’「」的")
        name = kind if _SAME.fullmatch(printed) else printed
        if name not in seen:
            seen.add(name)
            quantity = reading.quantity(match["number"])
            where = _mention(text, match.span("figure"), f"{KEY}/{indicator}.{statistic}", quantity.value, match.span())
            yield Figure(indicator, statistic, where, quantity, breakdown=_code(name) or "total", label=name)


def _code(kind: str) -> str:
    return f"family-{slug(kind)}" if kind else ""


def _mention(text: str, span: tuple[int, int], rule: str, stated: Decimal | str, within: tuple[int, int]) -> Mention:
    """Give a mention whose sentence is the phrase itself: what follows it may tell how a person is reached."""
    start, end = span
    return Mention(start, end, rule, stated, text[start:end], sentence=" ".join(text[within[0] : within[1]].split()))


def samples(text: str, kind: str) -> Iterator[Asset]:
    """Give the hash of each sample once; its row of the table is left out, which names the sample and a contact."""
    seen: set[str] = set()
    for match in _HASH.finditer(text):
        value = match[0].lower()
        if value not in seen:
            seen.add(value)
            where = _mention(text, match.span(), f"{KEY}/sample", value, match.span())
            yield Asset("hash", value, where, family=_code(kind), family_label=kind)


SERIES = Series(KEY, "anva", recognise, read, days=DAYS)
