"""What CNCERT says of itself: the profile in annual reports, weeklies and posts, as statements with their sentences.

Predicates are those of the extraction contract. Nothing here chooses between sources: a document's profile is
that document's claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cncert_kg import text as reading
from cncert_kg.model import Document, Figure, Gap, Mention, Period, Statement
from cncert_kg.series.rules import Rule, figures

KEY = "org-statistics"
SUBJECT = "cncert"

_FULL_NAME = "国家计算机网络应急技术处理协调中心"
_SELF = re.compile(
    rf"{_FULL_NAME}\s*[（(](?:[^（()）\n]{{0,80}}[，,、])?\s*(?:中文简称|英文简称|英文缩写|简称)[^。\n]{{0,120}}成立于"
)

ALLIANCES = {"CNVD": "cnvd", "ANVA": "anva", "CCTGA": "cctga"}
FORUMS = {"亚太经合组织": "apec", "国际电联": "itu", "上合组织": "sco", "东盟": "asean", "金砖": "brics"}


def _same(match: re.Match[str]) -> str:
    return match["value"].strip()


def _month(match: re.Match[str]) -> str:
    reading.day(int(match["year"]), int(match["month"]), 1)
    return f"{int(match['year'])}-{int(match['month']):02}"


def _telephone(match: re.Match[str]) -> str:
    """Give E.164. A number without a country code is China's, without its trunk zero."""
    digits = re.sub(r"[^0-9]", "", match["value"])
    return f"+{digits}" if match["value"].startswith("+") else f"+86{digits.removeprefix('0')}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that states something of the organisation; its group `value` is the quote."""

    predicate: str
    pattern: str
    object: Callable[[re.Match[str]], str] = _same
    role: str = ""
    language: str = ""

    @property
    def rule(self) -> str:
        """Name of the rule, for the mention."""
        return f"{KEY}/{self.predicate}"


_SPACED = r"[ \t]*"


def _label(word: str) -> str:
    """A label whose letters the typesetter may have spread."""
    return _SPACED.join(word) + rf"{_SPACED}[：:]{_SPACED}"


_PHONE = r"(?P<value>(?:\+[0-9]{2}|0[0-9]{2,3})[ -]?[0-9 -]{7,14}[0-9])"
_QUOTED = r"[“\"]?(?P<value>[A-Z][A-Z/]{2,15})[”\"]?"

PHRASES = (
    Phrase("name", rf"(?P<value>{_FULL_NAME})(?=\s*[（(][^（()）\n]{{0,40}}简称)", language="zh"),
    Phrase("name", r"[（(](?:中文)?简称[“\"](?P<value>[\u4e00-\u9fff]{4,20})[”\"]", language="zh"),
    Phrase("name", rf"英文(?:缩写|简称)(?:为|是)?\s*{_QUOTED}", language="en"),
    Phrase("name", rf"英文(?:缩写|简称)\s*[“\"]?[A-Z/]{{3,16}}[”\"]?或\s*{_QUOTED}", language="en"),
    Phrase(
        "founded",
        rf"{_FULL_NAME}[^。\n]{{0,160}}成立于\s*(?P<value>(?P<year>\d{{4}})\s*年\s*(?P<month>\d{{1,2}})\s*月)",
        _month,
    ),
    Phrase("status", r"为(?P<value>非政府非盈利的网络安全技术中心)", language="zh"),
    Phrase("status", r"作为(?P<value>非政府非盈利的网络安全技术中心)", language="zh"),
    Phrase("leads", r"是(?P<value>中国计算机网络应急(?:技术)?处理体系)中?的牵头单位", language="zh"),
    Phrase("motto", r"按照[“\"](?P<value>积极预防[^”\"\n]{4,30})[”\"]的方针", language="zh"),
    Phrase("function", r"(?:^|\n)(?P<value>事件发现|预警通报|应急处置|测试评估)。", language="zh"),
    Phrase("years-of-practice", r"历经\s*(?P<value>\d{1,3})\s*年的实践"),
    Phrase(
        "operates",
        r"运行和管理国家信息安全漏洞共享平台\s*[（(](?P<value>CNVD)[)）]",
        lambda m: ALLIANCES[m["value"]],
    ),
    Phrase("member-of", r"应急响应与安全组织\s*(?P<value>FIRST)\s*的正式成员", lambda m: "first", "full-member"),
    Phrase(
        "co-founder-of",
        r"亚太计算机应急组织\s*(?P<value>APCERT)\s*的发起者之一",
        lambda m: "apcert",
        "co-founder",
    ),
    Phrase("website", rf"{_label('网址')}(?P<value>(?:https?://)?[a-z0-9.-]+\.[a-z]{{2,6}}(?:/[A-Za-z0-9_./-]*)?)"),
    Phrase("wechat", r"微信公众号\s*[：:]\s*(?P<value>[A-Za-z][A-Za-z0-9_-]{3,30})"),
    Phrase(
        "email",
        r"(?:[Ee]-?mail|电[ \t]*子[ \t]*邮[ \t]*[箱件])[ \t]*[：:][ \t]*"
        r"(?P<value>[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
    ),
    Phrase(
        "telephone",
        rf"(?:{_label('热线电话')}|(?:^|\n){_label('电话')}){_PHONE}(?=\s*[（(]中文)",
        _telephone,
        language="zh",
    ),
    Phrase("telephone", rf"(?:^|\n){_PHONE}\s*(?=[（(]English[)）])", _telephone, language="en"),
    Phrase(
        "telephone",
        rf"(?:{_label('热线电话')}|(?:^|\n){_label('电话')}){_PHONE}(?!\s*[（(]中文)(?![\d -])",
        _telephone,
    ),
    Phrase("fax", rf"{_label('传真')}{_PHONE}", _telephone),
)

_INITIATED = re.compile(r"发起成立了(?P<list>[^，。；\n]{4,120})")
_FORUMS = re.compile(r"积极参加(?P<list>[^。；\n]{4,60}?)等政府层面")
_HANDLED = re.compile(r"重点处置的事件包括：(?P<list>[^。\n]{4,200})等。")
_REDACTED = re.compile(rf"{_label('电子邮箱')}(?P<value>PI:EMAIL)")

RULES = (
    Rule("org-partner-country", "as-of", (r"已?与{n个}国家和地区的",)),
    Rule("org-partner-org", "as-of", (r"个国家和地区的{n个}组织建立了[“\"]?CNCERT/CC\s*国际合作伙伴",)),
    Rule("org-agreement", "as-of", (r"与其中的{n个}组织签订了网络安全合作协议",)),
    Rule("org-branch", "as-of", (r"在中国大陆{n个}省、自治区、直辖市设有分支机构",)),
    Rule("org-support-unit", "as-of", (r"共有应急服务支撑单位{n家}",)),
    Rule("org-support-unit-national", "as-of", (r"应急服务支撑单位[^。\n]{0,20}国家级{n家}",)),
    Rule("org-support-unit-provincial", "as-of", (r"应急服务支撑单位[^。\n]{0,30}省级{n家}",)),
    Rule("org-support-unit-antifraud", "as-of", (r"应急服务支撑单位[^。\n]{0,50}反网络诈骗领域{n家}",)),
    Rule("org-support-unit-ics", "as-of", (r"应急服务支撑单位[^。\n]{0,60}工业控制领域{n家}",)),
)

_AS_OF = re.compile(
    r"截[至止]\s*(?P<year>[0-9]{4})\s*年(?:(?P<end>年?[底末])|\s*(?P<month>[0-9]{1,2})\s*月(?:\s*(?P<day>[0-9]{1,2})\s*日)?)?"
)


def is_profile(document: Document) -> bool:
    """Whether a document holds CNCERT's description of itself, and not only its name."""
    return _SELF.search(document.text) is not None


def statements(document: Document) -> list[Statement]:
    """Read what a profile states of the organisation, in the order of the text."""
    text = document.text
    found = [s for phrase in PHRASES for s in _phrase(text, phrase)]
    found += _listed(text, _INITIATED, "initiated", ALLIANCES)
    found += _listed(text, _FORUMS, "participates-in", FORUMS)
    found += _handled(text)
    return sorted(_first_of_each(found), key=lambda s: (s.mention.start, s.mention.end, s.predicate))


def _phrase(text: str, phrase: Phrase) -> Iterator[Statement]:
    for match in re.finditer(phrase.pattern, text):
        value = phrase.object(match)
        where = reading.mention(text, match.span("value"), phrase.rule, value, match.span("value"))
        yield Statement(SUBJECT, phrase.predicate, value, where, phrase.role, phrase.language)


def _listed(text: str, pattern: re.Pattern[str], predicate: str, names: dict[str, str]) -> Iterator[Statement]:
    for match in pattern.finditer(text):
        for name, slug in names.items():
            at = match["list"].find(name)
            if at >= 0:
                span = (match.start("list") + at, match.start("list") + at + len(name))
                where = reading.mention(text, span, f"{KEY}/{predicate}", slug, match.span())
                yield Statement(SUBJECT, predicate, slug, where)


def _handled(text: str) -> Iterator[Statement]:
    """The kinds of incident that the centre says it handles first, one statement each."""
    for match in _HANDLED.finditer(text):
        for part in re.finditer(r"[^，]+", match["list"]):
            value = part[0].removeprefix("以及")
            end = match.start("list") + part.end()
            where = reading.mention(text, (end - len(value), end), f"{KEY}/handles", value, match.span())
            yield Statement(SUBJECT, "handles", value, where, language="zh")


def _first_of_each(found: list[Statement]) -> Iterator[Statement]:
    """A profile that says a thing twice (name, status in the preface) states it where it says it first."""
    seen: set[tuple[str, str]] = set()
    for statement in sorted(found, key=lambda s: s.mention.start):
        if (statement.predicate, statement.object) not in seen:
            seen.add((statement.predicate, statement.object))
            yield statement


def statistics(document: Document, issued: Period) -> list[Figure]:
    """Read the figures of a profile, each dated as its own sentence dates it.

    `截至2020年年底` is 2020-12-31, `截至2025年` the year 2025; a sentence without a date holds for the day (or
    month) the document was issued, `issued`.
    """
    found, _ = figures(document.text, KEY, RULES)
    return [replace(f, series=KEY, period=_as_of(document.text, f.mention, issued)) for f in found]


def _as_of(text: str, mention: Mention, issued: Period) -> Period:
    """The last date before the figure in its sentence; where there is none, the first after it."""
    left, right = reading.sentence_bounds(text, mention.start, mention.end)
    before = list(_AS_OF.finditer(text, left, mention.start))
    match = before[-1] if before else _AS_OF.search(text, mention.end, right)
    if match is None:
        return issued
    stated = _stated_date(match)
    return Period(stated, stated)


def _stated_date(match: re.Match[str]) -> str:
    """Give `2025`, `2020-06`, `2021-06-30` or, for the end of a year, `2020-12-31`; `ValueError` for no such day."""
    year, month, day_of_month = int(match["year"]), int(match["month"] or 12), int(match["day"] or 1)
    last = reading.day(year, month, 31 if match["end"] else day_of_month).isoformat()
    return last if match["end"] or match["day"] else last[:7] if match["month"] else last[:4]


def gaps(document: Document) -> list[Gap]:
    """Give the facts of a profile that the copy at hand has had redacted."""
    return [Gap("redacted", subject=SUBJECT, predicate="email") for _ in _REDACTED.finditer(document.text)]
