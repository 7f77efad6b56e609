"""The boxes of the weekly report's first page in columns, and what has its name or its words and is not it."""

from __future__ import annotations

import pytest

from cncert_kg.model import Document
from cncert_kg.series.cncert.weekly import SERIES, weekly_figures
from cncert_kg.series.cncert.weekly.recognition import NAME


@pytest.mark.parametrize(
    "title",
    [f"江苏省{NAME}2014年第8期", f"广西{NAME}2014年第8期", f"{NAME}（湖南）2014年第8期", f"测试大学{NAME}2014年第8期"],
)
def test_the_weekly_of_another_body_is_not_taken_for_it(title: str) -> None:
    """A branch's weekly has the name and the sentences, and the figures of its province."""
    body = "本周境内感染网络病毒的主机数量约为3.3万个，境内被篡改网站数量为32个；境内被植入后门的网站。"
    assert SERIES.recognise(Document("test.md", "a" * 64, body, title=title)) is None
    assert SERIES.recognise(Document("x.txt", "a" * 64, f"{title}\n2月10日-2月16日\n{body}")) is None


@pytest.mark.parametrize("places", ["广东省、江苏省和河南省。", "广东省最多。"])
def test_provinces_without_numbers_give_nothing(places: str) -> None:
    """An issue of 2011 may name them and show the numbers in a map."""
    assert weekly_figures(f"境内木马受控主机数量排名前三位的地区分别为{places}") == ([], [])


@pytest.mark.parametrize(
    ("boxes", "levels"),
    [
        ("境内被篡改网站总数\n其中政府网站数量\n• 3,007\n• 84\n▼ 1.0%\n▬\n", [3007, 84]),
        ("境内被篡改网站总数\n其中政府网站数量\n• 3,007\n• 84\n▼ 1.0%\n▬\n1\n2014\n", [3007, 84]),
        ("境内被篡改网站总数\n其中政府网站数量\n• 3,007\n", []),
        ("测试\n12345678901234567890\n-5\n", []),
        ("境内被篡改网站总数\n其中政府网站数量\n• 3,007\n• 84\n▼ 1.0%\n", []),
        ("新增信息安全漏洞数量\n其中高危漏洞数量\n2014年\n• 84\n", []),
        ("其中政府网站数量\n境内被篡改网站总数   • 84   ▼ 1.0%\n", [84]),
    ],
)
def test_a_column_of_numbers_is_paired_only_where_it_comes_out_even(boxes: str, levels: list[int]) -> None:
    """The number below the last label is the first label's; one too few, and none is read."""
    found, _ = weekly_figures(boxes)
    assert [f.value for f in found if f.statistic == "level"] == levels
