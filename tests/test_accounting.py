"""What was not read is listed: each number that no rule took, told apart by what it is part of."""

from __future__ import annotations

import pytest

from cncert_kg.accounting import lines, unread
from tests.factory import post
from tests.reading import DOCUMENTS, changed, read, report

WEEKLY = "weekly-2024-form.md"
TITLE = "网络安全信息与动态周报2031年第5期（2月3日-2月9日）"


@pytest.mark.parametrize(
    ("phrase", "kind", "quote"),
    [
        ("新句子另说有77个虚构目标", "figure", "77"),
        ("增长了3.5%", "figure", "3.5"),
        ("发布于2031年2月7日", "date", "2031年2月7日"),
        ("在2031.02.07之后", "date", "2031.02.07"),
        ("第12次演习", "ordinal", "第12"),
        ("见表 3", "ordinal", "表 3"),
        ("条目CNVD-2031-12345", "identifier", "CNVD-2031-12345"),
        ("地址198.51.100.7", "identifier", "198.51.100.7"),
        ("站点a1.example.com", "identifier", "a1.example.com"),
        ("失活的b2[.]example[.]com", "identifier", "b2[.]example[.]com"),
        ("版本Demo2.4.1", "identifier", "Demo2.4.1"),
    ],
)
def test_a_number_that_no_rule_took_is_listed(phrase: str, kind: str, quote: str) -> None:
    """A sentence nobody has a rule for shows its number, with its kind and its place."""
    found = changed(WEEKLY, ("本周网络安全基本态势", f"本周网络安全基本态势\n\n{phrase}。"))
    before = {u.quote for u in unread(report(WEEKLY))}
    (one,) = [u for u in unread(found) if u.quote not in before or (u.quote == quote and phrase in u.sentence)]
    assert (one.kind, one.quote) == (kind, quote)
    assert found.document.text[one.start : one.end].strip() == quote
    assert phrase in one.sentence


def test_what_was_read_is_not_listed() -> None:
    """No place of a mention, nor the dates and numbers an issue is known by, is called unread."""
    for path in DOCUMENTS:
        found = report(path.name)
        spans = [(m.start, m.end) for m in found.mentions()] if found.is_used else []
        assert not [u for u in unread(found) if any(s < u.end and u.start < e for s, e in spans)]


def test_the_listing_counts_each_document() -> None:
    """One line a figure, then a line of counts; documents that are none of ours are left out."""
    body = [
        "虚构一周共处理网络安全事件9起，含跨境网络安全事件2起；重点处理1起仿冒投诉事件。",
        "另有44个无人认领的数字。",
    ]
    ours, other = read(post(TITLE, body, published="2031-02-13")), read("毫不相干的44个数字。\n", "other.txt")
    head, *rows = [line.rstrip("\n").split("\t") for line in lines([ours, other])]
    assert head == ["document", "start", "kind", "quote", "sentence"]
    assert [row[2:4] for row in rows] == [["figure", "44"], ["total", "3"]]
    assert rows[-1][4].startswith("read 3; not read 1 figure")
