"""CNCERT's annual report 《20xx年中国互联网网络安全报告》: its imprint, its contents, the history of its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cncert_kg import text as reading
from cncert_kg.bibliography import Bibliography, Chapter
from cncert_kg.model import Document, Period, Report, Statement
from cncert_kg.series import Recognition, Series

KEY = "cncert-annual"
SUMMARY = "cncert-annual-summary"
NAME = "中国互联网网络安全报告"

_TITLE = re.compile(rf"(\d{{4}})\s*年{NAME}", re.ASCII)
_IMPRINT = re.compile(r"内\s*容\s*提\s*要|编\s*委\s*会|目\s*录|CONTENTS|本报告是国家计算机网络应急技术处理协调中心")
_PUBLISHER = re.compile(r"(?:^|\n)((?:[\u4e00-\u9fff] ?){2,10}出 ?版 ?社)\n((?:[\u4e00-\u9fff] ?){2,4})\n")
_ISSUED = re.compile(r"国家计算机网络应急技术处理协调中心[^\S\n]*\n\s*([0-9]{4})\s*年\s*([0-9]{1,2})\s*月")
_AUTHOR = re.compile(r"(?:^|\n)(国家计算机网络应急技术处理协调中心)\s*(?:著|编著)(?:\n|$)")
_CHAPTER = re.compile(
    r"(?:^|\n)(?:(?P<number>\d{1,2}(?:\.\d{1,2})?)[ \n])?(?P<title>[^\n.]{2,60})\.{4,}\s*(?P<page>[0-9]{1,4})(?=\n|$)"
)

_HISTORY = (
    (KEY, re.compile(r"自(?P<since>\d{4})年起[^。\n]{0,80}每年撰写和发布《(?P<value>[^》\n]{4,40})》")),
    (KEY, re.compile(r"(?P<since>\d{4})年，[^。\n]{0,80}正式更名为《(?P<value>[^》\n]{4,40})》")),
    (SUMMARY, re.compile(r"自(?P<since>\d{4})年起[^。\n]{0,40}公开发布(?P<value>年度[^，。\n]{4,30}报告)")),
)


def recognise(document: Document) -> Recognition | None:
    """Recognise a copy by the title it repeats and by the parts only the book has."""
    years = Counter(_TITLE.findall(document.text))
    if not years or len(set(_IMPRINT.findall(document.text))) < 2:
        return None
    year, repeats = min(years.items(), key=lambda item: (-item[1], item[0]))
    if repeats < 2:
        return None
    return Recognition(KEY, year, Period(f"{year}-01-01", f"{year}-12-31"), "body", stated_period=f"{year}年")


def read(document: Document, known: Recognition) -> Report:
    """Read the book's bibliography and the history of its names. The figures of its profile come from `profile`."""
    book = bibliography(document, known.issue)
    return replace(
        known.report(document, "full" if _has_body(document.text, book) else "partial"),
        statements=tuple(history(document)),
        bibliography=book,
    )


def bibliography(document: Document, year: str) -> Bibliography:
    """Give title, corporate author, publisher, place, month of issue and contents; never a person's name."""
    publisher = _PUBLISHER.search(document.text)
    author = _AUTHOR.search(document.text)
    return Bibliography(
        title=f"{year}年{NAME}",
        author=author[1] if author else "",
        publisher=publisher[1].replace(" ", "") if publisher else "",
        place=publisher[2].replace(" ", "") if publisher else "",
        issued=issued(document.text),
        chapters=tuple(_chapters(document.text)),
    )


def issued(text: str) -> str:
    """Give the month the preface is signed in, `2021-06`; empty where it is not dated."""
    match = _ISSUED.search(text)
    return f"{match[1]}-{int(match[2]):02}" if match else ""


def _chapters(text: str) -> Iterator[Chapter]:
    for match in _CHAPTER.finditer(text):
        yield Chapter(match["number"] or "", match["title"].strip(), int(match["page"]))


def _has_body(text: str, book: Bibliography) -> bool:
    """Whether the copy goes on after its contents: half of the chapter headings stand a second time."""
    again = sum(text.count(chapter.title) > 1 for chapter in book.chapters)
    return not book.chapters or again >= len(book.chapters) / 2


def history(document: Document) -> Iterator[Statement]:
    """Give under which name the series appeared from which year on."""
    for series, pattern in _HISTORY:
        for match in pattern.finditer(document.text):
            span = match.span("value")
            where = reading.mention(document.text, span, f"{KEY}/name", match["value"], match.span())
            yield Statement(series, "name", match["value"], where, language="zh", since=match["since"])


SERIES = Series(KEY, "cncert", recognise, read)
