"""Dates broken into lines of a character or two become whole; nothing else is joined."""

from __future__ import annotations

import time

import pytest

from cncert_kg.readers.files import document
from cncert_kg.readers.fragments import joined

JOINER = "\u200d"


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("2/0/26年", "2026年"),
        ("2/0/2/6/年/1/月/5/日", "2026年1月5日"),
        ("甲。/2/0/26年/1/月5/日/乙", "甲。/2026年1月5日/乙"),
        ("20/26年1月5日，共处理", "2026年1月5日，共处理"),
        ("2026/年1月", "2026年1月"),
        ("2/0/26年1月5日，共处理", "2026年1月5日，共处理"),
        ("2/0/26年/，共处理", "2026年，共处理"),
        ("截至/2/0/26年", "截至2026年"),
        ("（/2/0/26年/）", "（2026年）"),
        ("2/0/26年第1/期（/1月5日/-/1月11/日）", "2026年第1期（1月5日-1月11日）"),
        ("1/9/99年/1/2月/3/1日/至/2/000年1月6日", "1999年12月31日至2000年1月6日"),
        ("第/1/2/期", "第12期"),
        ("1/2/0/26年", "1/2026年"),
        ("CNVD-2026-00689/2/0/26年", "CNVD-2026-00689/2026年"),
    ],
)
def test_a_broken_date_is_made_whole(lines: str, whole: str) -> None:
    """The pieces of a date or an issue become one line, with the word that waits for it and the sentence after."""
    assert "/".join(joined(lines.split("/"))) == whole


@pytest.mark.parametrize(
    "lines",
    [
        "CNVD-2026-00689/2、下一条",
        "CNVD-2026-0068/9/2、下一条",
        "1、/2、/3、",
        "1/2/3/4",
        "15/2/0/年份",
        "12/3/456/7",
        "2/0/26",
        "2/0/26/共处理",
        "20/26年前的事",
        "20/26年",
        "2026年/1月/5日",
        "2026年/1月/2月/3月",
        "2/0/99年",
        "1/第3期",
        "第/三/期",
        "2026 | 年 | 1月",
        "4/7/6起",
        "1/2月5日",
        "",
    ],
)
def test_what_is_no_broken_date_stays(lines: str) -> None:
    """An identifier, a list, a folio, a column of lone figures, a chart's axis and a broken figure stay as they are."""
    assert "/".join(joined(lines.split("/"))) == lines


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"2\n{JOINER}\n0\n{JOINER}\n26年\n\n1月，共处理12起。", "2026年1月，共处理12起。\n"),
        (f"截至\n\n2{JOINER}\n{JOINER}0\n\u200b26年，共处理12起。", "截至2026年，共处理12起。\n"),
        ("|数|\n|-|\n|2|\n|0|\n|26年|\n\n共处理12起。", "数\n2\n0\n26年\n共处理12起。\n"),
        ("2\n\n[0](https://e.cn/)\n\n26年\n\n共处理12起。", "2\n0\n26年\n共处理12起。\n"),
        ("2\n\n![](https://e.cn/)\n\n0\n\n26年\n\n共处理12起。", "2\n0\n26年\n共处理12起。\n"),
    ],
)
def test_a_post_reads_its_broken_dates(body: str, text: str) -> None:
    """Zero-width joiners between the pieces do not count; cells, links and images are no pieces."""
    assert document(f"---\ntitle: 测试\n---\n{body}\n".encode(), "x.md").text == text


def test_places_move_with_the_text() -> None:
    """A link after a broken date stands on its words."""
    found = document("---\ntitle: 测试\n---\n2\n\n0\n\n26年\n\n见[这里](https://e.cn/)。\n".encode(), "x.md")
    assert [found.text[x.start : x.end] for x in found.links] == ["这里"]


def test_a_bare_copy_reads_its_broken_dates() -> None:
    """A text without front matter has them too."""
    assert document("甲。\n\n2\n\n0\n\n26年1月5日，乙。\n".encode(), "x.txt").text == "甲。\n2026年1月5日，乙。\n"


@pytest.mark.parametrize("unit", ["2", "2/0", "2/0/2/6", "2/0/26年", "2/0/26年/1", "第", "（", "2026年第12期（"])
def test_many_pieces_are_read_in_time(unit: str) -> None:
    """100,000 lines that might begin a date take seconds, not minutes."""
    lines = unit.split("/") * (100_000 // (unit.count("/") + 1))
    start = time.perf_counter()
    assert list(joined(lines))
    assert time.perf_counter() - start < 5
