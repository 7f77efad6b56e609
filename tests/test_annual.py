"""The annual report: how the book describes itself, and never who wrote it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from cncert_kg.bibliography import Chapter
from cncert_kg.series.cncert.annual import bibliography, issued, recognise
from tests.reading import changed, plain, report

NAME = "annual-front-matter.txt"
PERSONS = ("赵甲乙", "钱", "孙丁戊", "李己庚", "周 辛")


@pytest.mark.parametrize("person", PERSONS)
def test_no_person_is_read(person: str) -> None:
    """The editorial board stands in the document, and nowhere in what is read of it."""
    found = report(NAME)
    assert person in found.document.text
    rest = asdict(found)
    del rest["document"]
    assert person not in repr(rest)


def test_chapters_have_number_title_and_page() -> None:
    """A number may stand on its own line, before its title, or be missing."""
    text = "目 录\n大事记........12\n01\n综述......15\n1.1 状况 .... 15\n02 传播....120\n1.2 无页码........\n"
    assert bibliography(plain(text), "2020").chapters == (
        Chapter("", "大事记", 12),
        Chapter("01", "综述", 15),
        Chapter("1.1", "状况", 15),
        Chapter("02", "传播", 120),
    )


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("国家计算机网络应急技术处理协调中心\n2021年 6 月\n", "2021-06"),
        ("国家计算机网络应急技术处理协调中心 \n 2019 年12月\n", "2019-12"),
        ("国家计算机网络应急技术处理协调中心 2021年6月", ""),
        ("某中心\n2021年6月", ""),
    ],
)
def test_issued_is_the_month_of_the_preface(text: str, month: str) -> None:
    """Only the line below the author's name dates the book."""
    assert issued(text) == month


def test_the_names_of_the_series_have_their_years() -> None:
    """Which name held from when on is a statement about the series, with its sentence."""
    names = [(s.since, s.object) for s in report(NAME).statements if s.subject.startswith("cncert-annual")]
    assert names == [
        ("2004", "CNCERT/CC网络安全工作报告"),
        ("2008", "中国互联网网络安全报告"),
        ("2010", "年度互联网网络安全态势报告"),
    ]


def test_a_copy_with_a_body_is_whole() -> None:
    """Front matter alone is a part; with the chapters behind their contents it is the book."""
    headings = "".join(f"{c.title}\n" for c in bibliography(report(NAME).document, "2020").chapters)
    assert report(NAME).status == "partial"
    assert changed(NAME, ("2.1 测试监测", f"{headings}2.1 测试监测")).status == "full"


@pytest.mark.parametrize(
    "text",
    [
        "2020年中国互联网网络安全报告",
        "2020年中国互联网网络安全报告发布。2020年中国互联网网络安全报告目录如下。",
        "目 录 内 容 提 要 编委会",
        "2020年中国互联网网络安全报告 目录 CONTENTS",
    ],
)
def test_a_text_about_the_book_is_not_the_book(text: str) -> None:
    """The title twice and two parts of an imprint are needed."""
    assert recognise(plain(text)) is None
