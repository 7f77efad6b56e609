"""ANVA's weekly report on the channels that spread mobile malware 《每周移动恶意程序传播渠道安全监测报告》.

One paragraph sums the week up, one tells of the platform's app stores, and one table for each branch of CNCERT
lists what was taken down, site by site. Reports of 2018 and 2019 count apps, later ones addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, Gap, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.anva.dates import DAYS, TITLE, date_problems, first_line, stated_week
from cncert_kg.series.anva.takedowns import INDICATOR, PLACE, takedowns
from cncert_kg.series.places import PLACES
from cncert_kg.series.rules import Rule, figures, require

KEY = "anva-channel-weekly"

_CODE = r"恶意(?:程序|代码|应用|(?i:APP))"
_NAME = (
    rf"(?:每周移动(?:互联网)?{_CODE}传播渠道安全监测(?:情况)?(?:报告|周报|通报)"
    rf"|移动(?:互联网)?{_CODE}传播渠道安全监测周报)"
)
_TITLE = re.compile(TITLE % _NAME)

_DETECTED = r"检测(?:出|到|发现)?(?:为)?恶意的?(?:移动)?\s?(?:(?i:APP)|应用程序|应用|程序)"
_COUNTED = re.compile(_DETECTED)
_DONE = re.compile(r"通知[^。；\n]{1,20}?分中心|挂载恶意程序的域名注册")
_NOTHING = re.compile(r"未(?:检测|监测|发现)[^。；，,\n]{0,20}恶意")


def _counted(units: str, *phrases: str) -> tuple[str, ...]:
    return tuple(phrase.replace("{n}", f"{{n{unit}}}") for phrase in phrases for unit in units)


_HOW_MANY = r"\s?的?(?:总数|数量|总量)?(?:共计|共有|共|有|为|达到|达)?"
_LINK = r"\s?(?:(?i:URL)|网址|下载)?\s?(?:链接|地址)"
_REGISTRAR = r"域名注册(?:商|机构|服务机构)"
_APP = r"\s?(?:(?i:APP)|应用程序|应用)"

RULES = (
    Rule("anva-malurl-detected", "level", _counted("个条", rf"{_DETECTED}\s?的?(?:下载|传播)?{_LINK}{_HOW_MANY}{{n}}")),
    Rule("anva-app-detected", "level", _counted("个款", rf"{_DETECTED}{_HOW_MANY}{{n}}")),
    Rule(
        "anva-branch-notified",
        "level",
        _counted(
            "个家",
            r"通知了?[^。；，,\d]{0,12}?{n}(?:CNCERT)?[\u4e00-\u9fff]{0,4}分中心",
            rf"通知了?(?:CNCERT)?分中心{_HOW_MANY}{{n}}",
        ),
    ),
    Rule(
        "anva-channel",
        "level",
        _counted("个家", r"(?:等|协调了?)(?:共计|共)?{n}(?:移动)?(?:恶意程序)?传播渠道", rf"传播渠道{_HOW_MANY}{{n}}"),
    ),
    Rule(
        "anva-registrar-coordinated",
        "level",
        _counted(
            "个家",
            rf"(?:协调了?|以及|[，,、和及]){{n}}[^。；，,、\d]{{0,16}}?{_REGISTRAR}",
            rf"{_REGISTRAR}{_HOW_MANY}{{n}}",
        ),
    ),
    Rule(
        "anva-malurl-handled",
        "level",
        _counted(
            "个条",
            rf"处置了?[^。；，,\d]{{0,30}}?{_LINK}{_HOW_MANY}{{n}}",
            rf"处置了?{{n}}[^。；，,\d]{{0,30}}?{_LINK}",
        ),
    ),
    Rule(
        "anva-app-takedown",
        "level",
        _counted("个款", rf"下架了?的?(?:恶意)?{_APP}{_HOW_MANY}{{n}}", rf"下架了?(?:恶意)?{{n}}(?:恶意)?{_APP}"),
    ),
    Rule(
        "anva-province-connected",
        "level",
        _counted("个", rf"接入应用商店的省份{_HOW_MANY}{{n}}", r"接入了?{n}省(?:份|市)?的?应用商店"),
    ),
    Rule(
        "anva-appstore-registered",
        "level",
        _counted("个家", rf"备案的?(?:移动)?应用商店{_HOW_MANY}{{n}}", r"备案了?{n}(?:移动)?应用商店"),
    ),
)

FIRST = ("anva-malurl-detected", "anva-app-detected")
"""What the week is about: addresses, or apps until 2019. Every issue counts one of the two."""

TOTALS = ("anva-malurl-handled", "anva-app-takedown", *FIRST)
"""What the tables add up to, the first that is stated: true of every issue held."""

OPTIONAL = ("anva-province-connected", "anva-appstore-registered")
"""A paragraph on the platform, not on the week; an issue without it did not publish them.

What was notified, coordinated and handled is left out where the week had none of it, kinds of channels likewise.
"""

KINDS = (
    (re.compile("广告"), "anva-channel-ad-platform"),
    (re.compile("个?人网?站"), "anva-channel-personal-site"),
    (re.compile("网盘|云盘"), "anva-channel-net-disk"),
    (re.compile("云"), "anva-channel-cloud-platform"),
    (re.compile("应用(?:商店|市场|软件商店)"), "anva-channel-app-store"),
)
_CHANNELS = re.compile(r"协调(?P<list>(?:(?!处置|下架)[^。；;\n协]){2,200})")
_KIND = r"(?P<kind>[^\d，,、。；;和及等共以\s]{2,12}?)"
_SOME = rf"(?P<figure>(?<!\d)(?P<number>{reading.QUANTITY})\s?[个家])"
_CHANNEL = (
    re.compile(rf"{_SOME}\s?{_KIND}(?=[\d，,、。；;和及等共以\s]|$)"),
    re.compile(rf"{_KIND}\s?{_SOME}(?=[，,、和及等])"),
)
"""A part of the list: number and kind, or kind and number."""
_NO_CHANNEL = re.compile("域名注册|传播渠道|恶意|链接|(?i:APP)")

_TOP = re.compile(
    r"排名前[二两三四五六七八九十\d]{1,2}[^。；：:\n]{0,12}?[是为：:有](?P<list>[^。；\n]{4,160})", re.ASCII
)
_STORES = re.compile(r"(?<!\d)(?P<number>\d{1,4})\s?[个家]", re.ASCII)


def recognise(document: Document) -> Recognition | None:
    """Recognise an issue by its title, or a bare copy by its name or its summary. `ValueError`: see `Series`."""
    if _TITLE.match(document.title):
        by = "title"
    elif not document.title and (first_line(document, _TITLE) or _is_summed_up(document.text)):
        by = "body"
    else:
        return None
    period, stated = stated_week(document, _TITLE)
    return Recognition(KEY, period.start or period.key, period, by, stated_period=stated)


def _is_summed_up(text: str) -> bool:
    """Whether a sentence counts what was found and says who was told of it: a quiet week tells registrars only."""
    if "传播渠道" not in text:
        return False
    after = (text[match.end() : match.end() + 100] for match in _COUNTED.finditer(text))
    return any(_DONE.search(re.split("[。\n]", words, maxsplit=1)[0]) for words in after)


def read(document: Document, known: Recognition) -> Report:
    """Read an issue: its totals, its channels by kind, its app stores by province, its tables."""
    text = document.text
    totals, problems = figures(text, KEY, RULES)
    parts = [channels(text), stores(text), takedowns(text, KEY)]
    found = totals + [figure for some, _ in parts for figure in some]
    if not any(f.indicator in FIRST for f in found) and not _NOTHING.search(text):
        require(found, FIRST[:1])
    return replace(
        known.report(document),
        figures=tuple(found),
        gaps=tuple(_gaps(found)),
        problems=(
            *problems,
            *(problem for _, some in parts for problem in some),
            *date_problems(document, _TITLE, known.period),
            *_sums(found),
        ),
    )


def _gaps(found: list[Figure]) -> Iterator[Gap]:
    stated = {f.indicator for f in found}
    yield from (Gap("not-published", code, "level") for code in OPTIONAL if code not in stated)
    if INDICATOR not in stated and any(f.value for f in found if f.indicator in TOTALS):
        yield Gap("unparsed", INDICATOR, "level")


def _sums(found: list[Figure]) -> Iterator[Problem]:
    """The parts of a week add up to its totals in every issue held; where they do not, one of them is misread."""
    level = {f.indicator: f.quantity.value for f in found if f.quantity}
    kinds = [level[code] for _, code in KINDS if code in level]
    rows = [f.quantity.value for f in found if f.quantity and f.indicator == INDICATOR]
    total = next((level[code] for code in TOTALS if code in level), None)
    if rows and total is not None and sum(rows) != total:
        yield Problem("W_SUM", f"found takedowns of {sum(rows)} in the tables, expected {total} as stated")
    if kinds and "anva-channel" in level and sum(kinds) != level["anva-channel"]:
        yield Problem(
            "W_SUM", f"found {sum(kinds)} channels of known kinds, expected {level['anva-channel']} as stated"
        )


def channels(text: str) -> tuple[list[Figure], list[Problem]]:
    """Read the list of channels by kind. A kind without a code is a problem until it has one."""
    out: dict[str, Figure] = {}
    problems: list[Problem] = []
    for clause in _CHANNELS.finditer(text):
        for match in _parts(text, clause.span("list")):
            code = next((code for pattern, code in KINDS if pattern.search(match["kind"])), "")
            if not code:
                found = f"found {match['number']} of the kind {match['kind']!r}, expected a kind that has a code"
                problems.append(Problem("W_CHANNEL", found))
            elif code not in out:
                out[code] = _level(text, code, match.span("figure"), match["number"], clause.span())
    return list(out.values()), problems


def _parts(text: str, clause: tuple[int, int]) -> list[re.Match[str]]:
    for pattern in _CHANNEL:
        parts = [m for m in pattern.finditer(text, *clause) if not _NO_CHANNEL.search(m["kind"])]
        if parts:
            return parts
    return []


def stores(text: str) -> tuple[list[Figure], list[Problem]]:
    """Read how many stores the first provinces have: names, then numbers in the same order, or each after its name."""
    match = _TOP.search(text)
    if match is None:
        return [], []
    names = list(PLACE.finditer(text, *match.span("list")))
    numbers = list(_STORES.finditer(text, *match.span("list")))
    if len(names) != len(numbers):
        return [], [
            Problem("W_PROVINCE", f"found {len(names)} provinces, expected {len(numbers)} as there are numbers")
        ]
    code = "anva-appstore-registered-by-province"
    figures = [_level(text, code, n.span(), n["number"], match.span()) for n in numbers]
    places = [PLACES[name[0]] for name in names]
    return [replace(f, area=place, rank=i) for i, (f, place) in enumerate(zip(figures, places, strict=True), 1)], []


def _level(text: str, code: str, span: tuple[int, int], number: str, within: tuple[int, int]) -> Figure:
    quantity = reading.quantity(number)
    return Figure(code, "level", reading.mention(text, span, f"{KEY}/{code}.level", quantity.value, within), quantity)


SERIES = Series(KEY, "anva", recognise, read, days=DAYS)
