"""The weekly report: what it is known by, each form of its phrases, and what sets a copy aside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cncert_kg.errors import ExtractionError, ReadError
from cncert_kg.model import Report
from cncert_kg.readers import files
from cncert_kg.series.cncert.weekly import SERIES, weekly_figures
from tests.reading import changed, raw, read, report

NUMBERED = "weekly-2024-form.md"
TITLE = "网络安全信息与动态周报2024年第12期（3月18日-3月24日）"


def value(found: Report, indicator: str) -> object:
    """Give the value of a figure."""
    return next(f.value for f in found.figures if f.indicator == indicator)


@pytest.mark.parametrize(
    ("phrase", "indicator", "expected"),
    [
        ("指数整体评价为 优", "security-rating", "excellent"),
        ("态势整体评价为危", "security-rating", "critical"),
        ("共处理网络安全事件1 起", "incident-handled", 1),
        ("共处理了网络安全事件０起", "incident-handled", 0),
        ("共处理网络安全事件 0.57万余起", "incident-handled", 5700),
        ("含跨境网络安全事件7起", "incident-handled-cross-border", 7),
        ("其中跨境网络安全事件7起", "incident-handled-cross-border", 7),
        ("含跨境网络安全事7起", "incident-handled-cross-border", 7),
        ("重点处理7起仿冒投诉事件", "incident-phishing-handled", 7),
        ("重点处理了7起网页仿冒投诉事件", "incident-phishing-handled", 7),
        ("重点处7起仿冒投诉事件", "incident-phishing-handled", 7),
        ("协调 7 个提供恶意移动应用程序下载服务的平台", "mobile-platform-coordinated", 7),
        ("协调了7个提供恶意移动应用程序下载服务的平台", "mobile-platform-coordinated", 7),
        ("恶意URL链接7个", "mobile-malurl-handled", 7),
        ("恶意URL链7个", "mobile-malurl-handled", 7),
        ("境内计算机恶意程序传播次数\n↓ 7.6%", "malware-propagation", Decimal("-7.6")),
        ("境内计算机恶意程序传播次数↑7.6％", "malware-propagation", Decimal("7.6")),
        ("境内被植入后门网站总数↓ 0%", "website-backdoored", 0),
        ("针对境内网站仿冒网页数量 ↑ １２３．５%", "phishing-page", Decimal("123.5")),
    ],
)
def test_a_phrase_is_read(phrase: str, indicator: str, expected: object) -> None:
    """Each form that an issue has been seen with gives its one figure."""
    found, _ = weekly_figures(f"前文{phrase}后文。")
    assert [(f.indicator, f.value) for f in found] == [(indicator, expected)]
    assert str(found[0].value) != "-0"


@pytest.mark.parametrize(
    "phrase",
    [
        "共处理网络安全事件123 45起",
        "共处理网络安全事件1\n234起",
        "共处理网络安全事件②起",
        "共处理网络安全事件٣٤起",
        "共处理网络安全事件一百二十起",
        "共处理网络安全事件1e9起",
        "共处理网络安全事件NaN起",
        "共处理网络安全事件1,23起",
        "共处理网络安全事件12",
        "境内计算机恶意程序传播次数 7.6%",
    ],
)
def test_a_phrase_without_a_number_is_not_read(phrase: str) -> None:
    """What is no number gives no figure, never a part of one."""
    assert weekly_figures(phrase) == ([], [])


@pytest.mark.parametrize(
    "phrase",
    [
        "共处理网络安全事件-5起",
        "共处理网络安全事件-0起",
        "共处理网络安全事件约－5起",
        "共处理网络安全事件" + "9" * 5_000 + "起",
        "境内计算机恶意程序传播次数↓-7.6%",
        "境内计算机恶意程序传播次数↑−7.6%",
    ],
)
def test_an_impossible_number_is_an_error(phrase: str) -> None:
    """A count below zero, a trap of digits, or an arrow with a sign of its own."""
    with pytest.raises(ValueError, match=r"."):
        weekly_figures(phrase)


@pytest.mark.parametrize(
    ("printed", "qualifier", "lower", "upper"),
    [
        ("↓ 约7.6%", "approximately", Decimal("-7.65"), Decimal("-7.55")),
        ("↓ 超过50%", "at-most", None, -50),
        ("↑ 超过50%", "at-least", 50, None),
        ("↓ 不足5%", "at-least", -5, None),
    ],
)
def test_a_fall_turns_its_bounds_round(printed: str, qualifier: str, lower: object, upper: object) -> None:
    """A fall of more than 50 % is a change of at most -50."""
    (figure,), _ = weekly_figures(f"境内计算机恶意程序传播次数{printed}")
    assert figure.quantity is not None
    assert (figure.quantity.qualifier, figure.quantity.lower, figure.quantity.upper) == (qualifier, lower, upper)


@pytest.mark.parametrize(
    ("title", "issue", "period"),
    [
        ("网络安全信息与动态周报-2021年第5期（2月1日-2月7日）", "2021-05", "2021-02-01_2021-02-07"),
        ("网络安全信息与动态周报 2013 年 第 10 期 (2013.03.04至2013.03.10)", "2013-10", "2013-03-04_2013-03-10"),
        ("网络安全信息与动态周报2020年第53期（12月28日-1月3日）", "2020-53", "2020-12-28_2021-01-03"),
        ("转载网络安全信息与动态周报2024年第12期（3月18日-3月24日", "2024-12", "2024-03-18_2024-03-24"),
    ],
)
def test_a_title_says_number_and_period(title: str, issue: str, period: str) -> None:
    """Number and dates are those the title prints, never computed from one another."""
    found = changed(NUMBERED, (TITLE, title))
    assert (found.issue, found.period and found.period.key) == (issue, period)


@pytest.mark.parametrize(
    ("old", "new", "code", "found"),
    [
        ("第12期", "第0期", "E_DATE", "issue number 0"),
        ("第12期", "第54期", "E_DATE", "issue number 54"),
        ("3月18日-3月24日", "2月30日-3月6日", "E_DATE", "2024年2月30日"),
        ("3月18日-3月24日", "3月24日-3月18日", "E_DATE", "ends before it starts"),
        ("3月18日-3月24日", "0月0日-0月7日", "E_DATE", "0月0日"),
        ("**1,234**起", "若干起", "E_FIGURE", "incident-handled,"[:-1]),
        ("567 起", "若干起", "E_FIGURE", "incident-handled-cross-border"),
        ("432起", "许多", "E_FIGURE", "incident-phishing-handled"),
        ("1,234", "9" * 5_000, "E_FIGURE", "more than 15 digits"),
        ("1,234", "-5", "E_FIGURE", "below zero"),
        ("本周事件处理情况", "本周事件\n\n共处理网络安全事件-1起", "E_FIGURE", "below zero"),
    ],
)
def test_a_broken_issue_is_set_aside(old: str, new: str, code: str, found: str) -> None:
    """A coded line of bearable length says what was found; nothing of the issue is used."""
    with pytest.raises(ExtractionError) as raised:
        changed(NUMBERED, (old, new))
    assert raised.value.code == code
    assert found in raised.value.message
    assert len(raised.value.message) < 200
    assert "\n" not in raised.value.message


def test_a_truncated_issue_is_never_an_empty_week() -> None:
    """Cut anywhere, a file is whole, coded, or visibly a shell; a figure is never another."""
    content = raw(NUMBERED)
    whole = {f.indicator: f.value for f in report(NUMBERED).figures}
    for end in range(1, len(content), 23):
        try:
            found = read(content[:end], NUMBERED)
        except (ReadError, ExtractionError) as error:
            assert error.code in {"E_FIGURE", "E_ENCODING", "E_DATE", "E_EMPTY"}
            continue
        assert all(whole[f.indicator] == f.value for f in found.figures)
        assert found.status in {"shell", "unrecognised"} or len(found.figures) >= 4


def test_a_six_day_week_is_told_and_stays() -> None:
    """The period is what the issue prints; its length is a problem."""
    assert [p.message for p in report("weekly-six-days.md").problems] == [
        "found a period of 6 days, 4月22日-4月27日, expected 7"
    ]


def test_a_page_without_number_and_dates_invents_none() -> None:
    """The page-text edition is an undated issue; its changes have no level."""
    found = report("weekly-page-text.txt")
    assert found.issue == found.period.key == f"undated-{found.document.key}" if found.period else False
    assert found.period is not None
    assert (found.period.start, found.period.end, found.period.days) == ("", "", None)
    assert not [f for f in found.figures if f.indicator == "malware-propagation" and f.statistic == "level"]


def test_a_repeated_figure_is_a_witness() -> None:
    """The second mention of a figure is kept with its own place."""
    found = report("weekly-2022-form.md")
    figure = next(f for f in found.figures if f.indicator == "incident-handled")
    assert [(m.quote, str(m.stated)) for m in (figure.mention, *figure.witnesses)] == [
        ("２，３４５起", "2345"),
        ("2,345起", "2345"),
    ]


def test_listed_issues_keep_their_place() -> None:
    """An issue that another lists is known by title and address, and by where it is listed."""
    found = report(NUMBERED)
    for listed in found.listed:
        assert f"第{int(listed.issue[5:])}期" in found.document.text[listed.mention.start : listed.mention.end]
        assert listed.url.startswith("https://")


@pytest.mark.parametrize(
    "title", ["CNCERT国家工程研究中心安全资讯周报20240101期", "CNVD漏洞周报2024年第12期", "恶意APP传播渠道安全监测报告"]
)
def test_another_weekly_is_not_taken_for_it(title: str) -> None:
    """A copy that names another periodical is that one, whatever its text has in common with this."""
    text = raw(NUMBERED).decode().partition("近期回顾")[0].replace(TITLE, title)
    assert SERIES.recognise(files.document(text.encode(), "test.md")) is None


def test_a_number_without_dates_invents_none() -> None:
    """An issue that prints its number and no dates keeps the number, and its days are unknown."""
    found = changed(NUMBERED, ("（3月18日-3月24日）", ""))
    assert (found.issue, found.stated_number, found.stated_period) == ("2024-12", "12", "")
    assert found.period
    assert found.period.undated_in == found.document.key


def test_a_name_without_number_and_dates_is_undated() -> None:
    """The bare name is enough where headings and sentences are there too."""
    found = changed(NUMBERED, ("2024年第12期（3月18日-3月24日）", ""))
    assert (found.series, found.issue) == ("cncert-weekly", f"undated-{found.document.key}")


def test_a_name_before_a_long_gap_takes_no_time() -> None:
    """A title line with 100,000 blanks once took minutes to refuse."""
    assert read("网络安全信息与动态周报" + " " * 100_000 + "x\n", "x.txt").series == ""
