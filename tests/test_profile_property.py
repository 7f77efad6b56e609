"""Random self-descriptions, printed in every phrase form, give exactly the figures and dates they were printed from."""

from __future__ import annotations

import calendar
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.factory import post
from tests.reading import raw, read

NAMES = (
    "partner-country", "partner-org", "agreement", "branch", "support-unit", "support-unit-national",
    "support-unit-provincial", "support-unit-antifraud", "support-unit-ics",
)  # fmt: skip
COUNT = st.integers(1, 9_999)
SELF = (
    "国家计算机网络应急技术处理协调中心（测试稿，中文简称“国家互联网应急中心”，英文缩写为CNCERT）在这份虚构稿里"
    "成立于2003年5月，定位为非政府非盈利的网络安全技术中心。"
)


@st.composite
def as_of(draw: st.DrawFn) -> tuple[str, str]:
    """Give a date as a sentence prints it, and as the key of its period."""
    year, month, blank = draw(st.integers(2002, 2039)), draw(st.integers(1, 12)), draw(st.sampled_from(["", " "]))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    return draw(
        st.sampled_from(
            [
                (f"截至{blank}{year}{blank}年", f"{year}"),
                (f"截至{year}年年底", f"{year}-12-31"),
                (f"截止{year}年底", f"{year}-12-31"),
                (f"截至{year}年{blank}{month}{blank}月", f"{year}-{month:02}"),
                (f"截至{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}"),
            ]
        )
    )


def printed(number: int, blank: str, with_separator: bool) -> str:
    """Print a number as posts and PDF text do."""
    return f"{blank}{number:,}{blank}" if with_separator else f"{blank}{number}{blank}"


@given(st.lists(COUNT, min_size=9, max_size=9), as_of(), st.sampled_from(["", " "]), st.booleans())
def test_figures_of_a_self_description_are_read_back(
    counts: list[int], date: tuple[str, str], blank: str, with_separator: bool
) -> None:
    """Partners, agreements, branches and support units, each as of the date of its sentence."""
    countries, partners, agreements, branches, units, *kinds = (printed(n, blank, with_separator) for n in counts)
    national, provincial, antifraud, ics = kinds
    found = read(
        post(
            "虚构机构自述",
            [
                SELF,
                f"{date[0]}，测试稿称已与{countries}个国家和地区的{partners}个组织建立了“CNCERT/CC国际合作伙伴”关系，"
                f"与其中的{agreements}个组织签订了网络安全合作协议。",
                f"{date[0]}，测试稿称在中国大陆{branches}个省、自治区、直辖市设有分支机构。",
                f"{date[0]}，测试稿称共有应急服务支撑单位{units}家，其中国家级{national}家，省级{provincial}家，"
                f"反网络诈骗领域{antifraud}家，工业控制领域{ics}家。",
            ],
            published="2040-01-02",
        )
    )
    expected = {f"org-{name}": (Decimal(n), date[1]) for name, n in zip(NAMES, counts, strict=True)}
    assert {f.indicator: (f.value, f.period.key if f.period else "") for f in found.figures} == expected


@given(st.integers(2004, 2039), st.integers(1, 12), st.integers(1, 999))
def test_the_imprint_of_an_annual_report_is_read_back(year: int, month: int, page: int) -> None:
    """The year, the month its preface is signed in, and the pages of its contents are those printed."""
    text = raw("annual-front-matter.txt").decode().replace("2020年", f"{year}年")
    for old, new in (("2021年 6 月", f"{year + 1}年 {month} 月"), (f"{'.' * 10}12\n", f"{'.' * 10}{page}\n")):
        assert old in text
        text = text.replace(old, new)
    found = read(text, "a.txt")
    assert (found.series, found.issue) == ("cncert-annual", f"{year}")
    assert found.bibliography is not None
    assert found.bibliography.title.startswith(f"{year}年")
    assert found.bibliography.issued == f"{year + 1}-{month:02}"
    assert found.bibliography.chapters[0].page == page
