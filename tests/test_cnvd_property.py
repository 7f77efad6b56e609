"""Figures printed in every form of CNVD's weekly are read back, as are its number and dates and its ranked lists."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cncert_kg.model import Document, Figure
from cncert_kg.series.cnvd import attention as cnvd_attention
from cncert_kg.series.cnvd import weekly as cnvd_weekly
from cncert_kg.series.cnvd.weekly import recognition, weekly_figures
from cncert_kg.series.cnvd.weekly.unbroken import unbroken
from tests.cnvd_forms import KINDS, NAMES, OPENING, REST
from tests.conftest import DEEP
from tests.printing import Coordinates, Said, printed

EXAMPLES = 3_000 if DEEP else 300
VERBS = ("", "为", "共", "共计", "达到", "有")
LEVELS = {"高": "high", "中": "medium", "低": "low"}
HAN = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
Printed = tuple[str, dict[Coordinates, Decimal]]


def one(sentence: Said) -> st.SearchStrategy[Printed]:
    """Print one sentence."""
    return printed((sentence,), VERBS)


def read(text: str) -> dict[Coordinates, Decimal]:
    """Read the numbers of a text; each quote is where it is said to be."""
    found, _ = weekly_figures(text)
    for figure in found:
        for mention in (figure.mention, *figure.witnesses):
            assert text[mention.start : mention.end] == mention.quote != ""
    return {(f.indicator, f.statistic, f.breakdown): f.quantity.value for f in found if f.quantity}


def headline(found: list[Figure], indicator: str) -> Figure:
    """Give the figure of an indicator."""
    return next(f for f in found if f.indicator == indicator and f.statistic != "coded")


@st.composite
def wrapped(draw: st.DrawFn, text: str) -> str:
    """Break a text into lines in the middle of words, as a page does."""
    places = [m.start() for m in HAN.finditer(text)]
    chosen = sorted(draw(st.sets(st.sampled_from(places), max_size=4))) if places else []
    parts = [text[a:b] for a, b in zip([0, *chosen], [*chosen, len(text)], strict=True)]
    return draw(st.sampled_from(("\n", "\n    "))).join(parts)


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_figures_in_every_form_are_read_back(data: st.DataObject) -> None:
    """Whatever the numbers, an issue gives exactly the figures printed in it, however its page breaks lines."""
    first, opening = data.draw(one(data.draw(st.sampled_from(OPENING))))
    text, rest = data.draw(printed(data.draw(st.lists(st.sampled_from(REST), min_size=1, max_size=6)), VERBS))
    kinds, types = data.draw(one(data.draw(st.sampled_from(KINDS))))
    assert read(data.draw(wrapped("\n".join((first, text))))) == opening | rest, (first, text)
    assert {k: v for k, v in read(data.draw(wrapped(kinds))).items() if "type" in k[0]} == types, kinds


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(REST), st.data())
def test_each_form_stands_alone(form: Said, data: st.DataObject) -> None:
    """No form gives a figure of another subject, nor fewer than it states."""
    text, values = data.draw(one(form))
    assert read(text) == values, text


@settings(max_examples=EXAMPLES // 3)
@given(
    st.sampled_from(sorted(LEVELS)),
    st.sampled_from(("级别为", "为", "级别：", "级别为：")),
    st.decimals("0.01", "9.99", places=2),
)
def test_level_and_score_are_read_back(level: str, link: str, score: Decimal) -> None:
    """The level is a word of its scale, the score a decimal number."""
    found, _ = weekly_figures(f"样例信息安全漏洞威胁整体评价{link}{level}。样例漏洞平均分值为 {score} 。")
    assert {f.indicator: f.value for f in found} == {
        "cnvd-threat-level": LEVELS[level],
        "cnvd-mean-score": score.normalize(),
    }


@settings(max_examples=EXAMPLES // 3)
@given(st.sampled_from(OPENING), st.data())
def test_a_later_number_is_a_witness(form: Said, data: st.DataObject) -> None:
    """The first sentence is the headline; the number said again, right or wrong, stands beside it."""
    text, values = data.draw(one(form))
    again = data.draw(st.integers(1, 99_999))
    found, _ = weekly_figures(f"{text}\n样例CNVD收录了{again}个漏洞。应用程序漏洞{again}个。\n")
    figure = headline(found, "cnvd-collected")
    assert figure.value == values["cnvd-collected", "level", "total"]
    assert [m.stated for m in figure.witnesses] == [again]
    assert headline(found, "cnvd-type-application").value == again


TABLED = ("WEB应用漏洞", "应用程序", "操作系统漏洞", "网络设备（样例）", "数据库漏洞")


@settings(max_examples=EXAMPLES // 3)
@given(
    st.dictionaries(st.sampled_from(TABLED), st.integers(1, 99_999), min_size=1),
    st.sampled_from((" | {} | {} |", "{}    {}", "{}\n{}")),
)
def test_a_table_of_types_is_read(rows: dict[str, int], form: str) -> None:
    """Where only the table gives the types, its cells are the figures."""
    text = "\n".join(("漏洞影响对象类型  漏洞数量", *(form.format(*row) for row in rows.items()), "表2 样例9个"))
    found, _ = weekly_figures(text)
    assert sorted(str(f.value) for f in found) == sorted(map(str, rows.values())), text
    assert all(text[f.mention.start : f.mention.end] == f.mention.quote for f in found)


@settings(max_examples=EXAMPLES // 3)
@given(st.sampled_from(REST), st.data())
def test_news_are_not_figures(form: Said, data: st.DataObject) -> None:
    """What stands under the heading of the news is other people's."""
    text, _ = data.draw(one(form))
    assert read(f"样例一句。\n本周漏洞要闻速递\n1. 样例\n{text}\n") == {}


NEAR_MISSES = (
    "截至本周，CNVD累计收录漏洞{}个",
    "样例CNNVD本周采集漏洞{}个",
    "样例厂商本周修复{}个漏洞",
    "样例占漏洞总数的{}%",
    "样例发现{}个高危漏洞",
    "应用程序漏洞占{}%",
    "样例平台收录了{}个漏洞",
    "向样例企业通报漏洞{}起",
)


@settings(max_examples=EXAMPLES // 3)
@given(st.integers(1, 99_999), st.sampled_from(NEAR_MISSES))
def test_a_near_miss_gives_nothing(number: int, sentence: str) -> None:
    """Totals since the beginning, other bodies' counts and shares without a place are no figures of an issue."""
    assert read(sentence.format(number) + "。") == {}


@st.composite
def weeks(draw: st.DrawFn) -> tuple[date, date]:
    """Give a Monday and its Sunday."""
    monday = date(2010, 1, 4) + timedelta(weeks=draw(st.integers(0, 880)))
    return monday, monday + timedelta(days=6)


DATES = (
    "{0.year}年{0.month:02}月{0.day:02}日-{1.year}年{1.month:02}月{1.day:02}日",
    "{0.year} 年 {0.month} 月 {0.day} 日至 {1.year} 年 {1.month} 月 {1.day} 日",
    "{0.year}年{0.month}月{0.day}日—{1.month}月{1.day}日",
    "{0.year}.{0.month:02}.{0.day:02}-{1.year}.{1.month:02}.{1.day:02}",
    "{0.year}/{0.month:02}/{0.day:02}-{1.year}/{1.month:02}/{1.day:02}",
)
NUMBERS = ("{}年第{:02}期", "{}年第{}期", "{} 年 第 {} 期", "{}年{}期")
BODY = "样例平台（以下简称CNVD）本周共收集、整理信息安全漏洞9个，样例高危漏洞3个、中危漏洞3个、低危漏洞3个。"


def post(title: str, text: str) -> Document:
    """Make a post of another account."""
    return Document("test.md", "0" * 64, text, title=title)


@settings(max_examples=EXAMPLES)
@given(
    weeks(), st.integers(1, 53), st.sampled_from(NAMES), st.sampled_from(NUMBERS), st.sampled_from(DATES), st.booleans()
)
def test_number_and_dates_are_read_back(
    week: tuple[date, date], number: int, name: str, numbered: str, dates: str, is_bare: bool
) -> None:
    """Whether in a title or in the head of a bare copy, number and dates make the issue and its period."""
    monday, sunday = week
    title = name.format(numbered.format(sunday.year, number))
    text = f"{dates.format(monday, sunday)}\n样例\n{BODY}"
    found = recognition.recognise(post("", f"{title}\n{text}") if is_bare else post(title, text))
    assert found is not None, title
    assert found.issue == f"{sunday.year}-{number:02}"
    assert found.period and (found.period.start, found.period.end) == (monday.isoformat(), sunday.isoformat())


@settings(max_examples=EXAMPLES // 3)
@given(weeks(), st.integers(1, 52), st.sampled_from("、,和-"))
def test_a_double_issue_has_both_numbers(week: tuple[date, date], number: int, joint: str) -> None:
    """Two numbers are one issue."""
    found = recognition.recognise(post(f"CNVD漏洞周报{week[1].year}年第{number}{joint}{number + 1}期", BODY))
    assert found and found.issue == f"{week[1].year}-{number:02}-{number + 1:02}"
    assert found.stated_number == f"{number}、{number + 1}"


OTHERS = (
    (
        "信息安全漏洞周报（{}）",
        "样例库（CNNVD）本周采集安全漏洞9个，其中高危漏洞3个。漏洞平均分值为5。威胁整体评价级别",
    ),
    ("样例科技漏洞周报{}", "本周样例公司收录漏洞9个，数据来自CNVD。漏洞平均分值为5。涉及0day漏洞9个。漏洞报送情况"),
    ("样例省信息安全漏洞周报{}", "样例省收到CNVD下发的漏洞9个，其中高危漏洞3个。"),
    ("样例产业周报{}", f"政策。{BODY}融资。"),
    ("喜报：样例公司登上CNVD漏洞周报{}", "样例公司本周向CNVD提交了9个原创漏洞。"),
    ("CNVD漏洞周报{}数据显示样例上升", "样例平台（CNVD）本周收录较多。"),
    ("CNVD漏洞月报{}", "本月CNVD共收集、整理信息安全漏洞9个，其中高危漏洞3个。漏洞平均分值为5。"),
)


@settings(max_examples=EXAMPLES // 3)
@given(st.sampled_from(OTHERS), st.integers(2010, 2026), st.integers(1, 53), st.booleans())
def test_weeklies_of_others_are_none(other: tuple[str, str], year: int, number: int, is_bare: bool) -> None:
    """CNNVD, vendors and provinces publish under such titles, and quote CNVD."""
    title, text = other
    title = title.format(f"{year}年第{number}期")
    found = recognition.recognise(post("", f"{title}\n{text}") if is_bare else post(title, text))
    assert found is None, title


@st.composite
def entries(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Give distinct numbers of CNVD entries, each with a form of its heading."""
    numbers = draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=7, unique=True))
    forms = ("样例系统拒绝服务漏洞（{}）\n样例文字。", "Sample Router Overflow Vulnerability\n编号：{}",
             "样例产品10.2版本存在漏洞\n参考链接：https://www.cnvd.org.cn/flaw/show/{}")  # fmt: skip
    return [(f"CNVD-2024-{n:05}", draw(st.sampled_from(forms)).format(f"CNVD-2024-{n:05}")) for n in numbers]


@settings(max_examples=EXAMPLES // 2)
@given(
    weeks(),
    entries(),
    entries(),
    st.sampled_from(("、", ". ", "．")),
    st.sampled_from(("一、|二、", "（一）|（二）", "一．|二．")),
)
def test_ranked_lists_are_read_back(
    week: tuple[date, date], foreign: list[tuple[str, str]], own: list[tuple[str, str]], mark: str, numerals: str
) -> None:
    """However many entries each origin has, each comes with its rank, its origin and a title without its number."""
    text = ""
    for numeral, origin, part in zip(numerals.split("|"), ("境外", "境内"), (foreign, own), strict=True):
        lines = [f"{rank}{mark}{heading}" for rank, (_, heading) in enumerate(part, 1)]
        text += "\n".join((f"{numeral}{origin}厂商产品漏洞", *lines, ""))
    monday, sunday = week
    document = post(f"上周关注度较高的产品安全漏洞({monday:%Y%m%d}-{sunday:%Y%m%d})", text)
    found = cnvd_attention.recognise(document)
    assert found and found.issue == monday.isoformat() and found.period and found.period.end == sunday.isoformat()
    named = cnvd_attention.read(document, found).vulnerabilities
    assert [(v.number, v.origin, v.rank) for v in named] == [
        (number, origin, rank)
        for origin, part in (("overseas", foreign), ("CN-mainland", own))
        for rank, (number, _) in enumerate(part, 1)
    ]
    assert not any("CNVD" in v.title or not v.title for v in named)
    assert cnvd_weekly.SERIES.recognise(document) is None
    bare = cnvd_attention.recognise(post("", text))
    assert bare and bare.issue.startswith("undated-")


@settings(max_examples=EXAMPLES)
@given(st.text(alphabet="漏洞ab1２。 \n\t：", max_size=60))
def test_what_is_unbroken_leads_back(text: str) -> None:
    """Every character of the unbroken text is that of the original at its offset, and no two runs of blanks stay."""
    page = unbroken(text)
    for index, character in enumerate(page.text):
        assert text[page.offset(index)] == character or character.isspace()
    assert page.text.replace(" ", "").replace("\n", "") == re.sub(r"\s", "", text)
