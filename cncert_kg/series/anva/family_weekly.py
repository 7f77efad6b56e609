"""ANVA's weekly report on one kind of mobile malware 《每周典型移动恶意APP安全监测报告》.

It counts the variants found in the week and those notified so far, and lists the samples: hash, name, and how the
blackmailer is reached. Of a sample only the hash is read, for the rest may be of a private person or obscene.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cncert_kg import text as reading
from cncert_kg.model import Asset, Document, Figure, Gap, Mention, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.anva.dates import DAYS, TITLE, date_problems, first_line, stated_week
from cncert_kg.series.rules import require, slug

KEY = "anva-family-weekly"

_APP = r"(?:程序|代码|应用|(?i:APP))"
_NAME = (
    rf"(?:每周典型移动(?:互联网)?恶意{_APP}(?:安全)?监测(?:情况)?(?:报告|周报|通报)"
    rf"|典型移动恶意{_APP}(?:安全)?监测周报)"
)
_TITLE = re.compile(TITLE % _NAME)

_SOME = rf"(?P<figure>(?P<number>{reading.QUANTITY})(?:\s{{0,2}}[个款种])?)"
_KIND = r"(?P<kind>[^。；，,、\d\n]{1,20}?)"
_MALWARE = rf"\s{{0,2}}的?\s{{0,2}}(?:移动(?:互联网)?)?(?:恶意\s{{0,2}})?(?:{_APP}|病毒|木马)\s{{0,2}}的?"
_VARIANTS = r"(?:变种|样本)"
_COUNT = r"(?:共计|共有|共|有|为|达)?\s{0,2}"

FOUND = (
    re.compile(rf"发现了?\s{{0,2}}{_SOME}\s{{0,2}}(?:{_KIND}类?)??{_MALWARE}{_VARIANTS}"),
    re.compile(rf"发现了?\s{{0,2}}{_KIND}类{_MALWARE}{_VARIANTS}{_COUNT}{_SOME}"),
)
SO_FAR = (
    re.compile(rf"累计已?通报了?\s{{0,2}}{_KIND}类{_MALWARE}{_VARIANTS}?{_COUNT}{_SOME}"),
    re.compile(rf"累计已?通报了?\s{{0,2}}{_SOME}\s{{0,2}}{_KIND}类{_MALWARE}"),
)
_SAME = re.compile("[该此这同本]")
"""历史累计通报该类: of the kind that was named last."""

_HASH = re.compile(r"(?<![0-9A-Za-z=/_-])(?:[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Za-z_-])")

_SO_FAR_OF_IT = re.compile(r"历史累计已?通报了?\s?[该此这同本]类恶意")
_LONGEST_HEADING = 40

REQUIRED = ("anva-variant-found",)
"""What the report is about. The count so far may be left out: then it was not published."""


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or a bare copy by the line that is its title or by its two counts of one kind.

    `ValueError`: see `Series`.
    """
    if _TITLE.match(document.title):
        by = "title"
    elif not document.title and (first_line(document, _TITLE) or _is_summed_up(document.text)):
        by = "body"
    else:
        return None
    period, stated = stated_week(document, _TITLE)
    return Recognition(KEY, period.start or period.key, period, by, stated_period=stated)


def _is_summed_up(text: str) -> bool:
    return "恶意" in text and _SO_FAR_OF_IT.search(text) is not None and any(p.search(text) for p in FOUND)


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: variants found, those notified so far, and the hashes of its samples."""
    text = document.text
    found = tuple(_matches(text))
    figures = list(_figures(text, found))
    require(figures, REQUIRED)
    is_summed = any(f.statistic == "cumulative" for f in figures)
    kinds = [f.label for f in figures if f.label]
    return replace(
        known.report(document),
        figures=tuple(figures),
        assets=tuple(samples(text, kinds)),
        gaps=() if is_summed else (Gap("not-published", "anva-family-cumulative", "cumulative"),),
        problems=tuple(date_problems(document, _TITLE, known.period)),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    """One count of one kind of malware."""

    indicator: str
    statistic: str
    kind: str
    match: re.Match[str]


def _matches(text: str) -> Iterator[_Count]:
    """Give the counts of a text in their order; 该类 is the kind of the variants counted before."""
    found = [("anva-variant-found", "level", m) for p in FOUND for m in p.finditer(text)]
    found += [("anva-family-cumulative", "cumulative", m) for p in SO_FAR for m in p.finditer(text)]
    kind = ""
    for indicator, statistic, match in sorted(found, key=lambda count: count[2].start()):
        printed = (match["kind"] or "").strip(" “”‘’「」的")
        named = kind if _SAME.fullmatch(printed) else printed
        kind = named if statistic == "level" else kind
        yield _Count(indicator, statistic, named, match)


def _figures(text: str, found: Iterable[_Count]) -> Iterator[Figure]:
    """Give one figure for each kind of malware, variants first; what is counted again is a witness."""
    out: dict[tuple[str, str], Figure] = {}
    for count in sorted(found, key=lambda count: count.statistic != "level"):
        match, rule = count.match, f"{KEY}/{count.indicator}.{count.statistic}"
        quantity = reading.quantity(match["number"])
        where = _mention(text, match.span("figure"), rule, quantity.value, match.span())
        figure = Figure(
            count.indicator, count.statistic, where, quantity, breakdown=_code(count.kind) or "total", label=count.kind
        )
        key = (count.indicator, count.kind)
        out[key] = out[key].again(figure) if key in out else figure
    yield from out.values()


def _code(kind: str) -> str:
    return f"family-{slug(kind)}" if kind else ""


def _mention(text: str, span: tuple[int, int], rule: str, stated: Decimal | str, within: tuple[int, int]) -> Mention:
    """Give a mention whose sentence is the phrase itself: what follows it may tell how a person is reached."""
    start, end = span
    return Mention(start, end, rule, stated, text[start:end], sentence=" ".join(text[within[0] : within[1]].split()))


def samples(text: str, kinds: Sequence[str]) -> Iterator[Asset]:
    """Give the hash of each sample once; its row of the table is left out, which names the sample and a contact."""
    seen: set[str] = set()
    kind, end = "", 0
    for match in _HASH.finditer(text):
        value = match[0].lower()
        kind, end = _headed(text[end : match.start()], kinds, kind), match.end()
        if value not in seen:
            seen.add(value)
            where = _mention(text, match.span(), f"{KEY}/sample", value, match.span())
            yield Asset("hash", value, where, family=_code(kind), family_label=kind)


def _headed(between: str, kinds: Sequence[str], before: str) -> str:
    """Give the kind of the samples that follow some text: the one it speaks of, or of several the one in a heading."""
    spoken = [kind for kind in dict.fromkeys(kinds) if kind in between]
    if len(spoken) < 2:
        return spoken[0] if spoken else before
    lines = [line for line in between.split("\n") if any(kind in line for kind in spoken)]
    headed = [kind for kind in spoken if kind in lines[-1]]
    return headed[0] if len(headed) == 1 and len(lines[-1]) <= _LONGEST_HEADING else ""


SERIES = Series(KEY, "anva", recognise, read, days=DAYS)
