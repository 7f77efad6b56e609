"""The weekly report before 2022 and its English edition: titles, phrases, what makes an issue readable, its gaps."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from cncert_kg.errors import ExtractionError
from cncert_kg.merge import merge
from cncert_kg.model import Document
from cncert_kg.series.cncert.weekly import SERIES, weekly_figures
from cncert_kg.series.cncert.weekly.english import compiled, phrases, quantity
from cncert_kg.series.cncert.weekly.phrases import spaced
from cncert_kg.series.cncert.weekly.subjects import SUBJECTS
from tests.reading import DOCUMENTS, changed, read, report

NAME = "网络安全信息与动态周报"
FORM_2018 = "weekly-2018-page.txt"
SIZE = 30_000


def titled(title: str, text: str = "本周") -> Document:
    """Make a post with a title."""
    return Document("test.md", "a" * 64, text, title=title)


@pytest.mark.parametrize(
    ("title", "issue", "period"),
    [
        (f"{NAME}(2013.03.04至2013.03.10)", "2013-03-04", "2013-03-04_2013-03-10"),
        (f"CNCERT发布《{NAME}》（2013.03.04-2013.03.10）", "2013-03-04", "2013-03-04_2013-03-10"),
        (f"{NAME}2018年第6期(2月5日—2月11日)", "2018-06", "2018-02-05_2018-02-11"),
        (f"{NAME}-2018年第6期 2月5日-11日", "2018-06", "2018-02-05_2018-02-11"),
        (f"{NAME}２０１８年第６期（２月５日－２月１１日）", "2018-06", "2018-02-05_2018-02-11"),
        (f"{NAME}2010年第1期（总第53期）（2009.12.28—2010.01.03）", "2010-01", "2009-12-28_2010-01-03"),
        (f"{NAME}2020年第53期（12月28日-1月3日）", "2020-53", "2020-12-28_2021-01-03"),
        (f"{NAME}2020年第1期（12月30日-1月5日）", "2020-01", "2019-12-30_2020-01-05"),
        (f"{NAME}2021年第10期", "2021-10", f"undated-{'a' * 16}"),
        (f"{NAME}（20180205-20180211）", "2018-02-05", "2018-02-05_2018-02-11"),
        (f"{NAME} 2018 第 6 期 2 月 5 日 - 2 月 11 日", "2018-06", "2018-02-05_2018-02-11"),
        (f"{NAME}第7期（2014.02.10-2014.02.16）", "2014-07", "2014-02-10_2014-02-16"),
        (f"{NAME}2017年第17期（4月22日-4月27日）", "2017-17", "2017-04-22_2017-04-27"),
        (f"{NAME}2013年第10期(2013.03.04至2014.03.10)", "2013-10", "2013-03-04_2013-03-10"),
        (f"{NAME}(2013.12.30至2013.01.05)", "2013-12-30", "2013-12-30_2014-01-05"),
        ("Weekly Report of CNCERT Issue 10 2013 (Mar 4 - Mar 10)", "2013-10", "2013-03-04_2013-03-10"),
        ("CNCERT Weekly Report No. 10 (Mar 4 - Mar 10, 2013)", "2013-10", "2013-03-04_2013-03-10"),
        ("Weekly Report of CNCERT — Issue 7 — Feb 10-Feb 16 2020", "2020-07", "2020-02-10_2020-02-16"),
        ("Weekly Report of CNCERT, 4 to 10 March 2013", "2013-03-04", "2013-03-04_2013-03-10"),
        ("CNCERT's Weekly Report: December 29, 2014 - January 4, 2015", "2014-12-29", "2014-12-29_2015-01-04"),
        ("Weekly Report of CNCERT Issue 1, Dec. 29, 2014 – Jan. 4, 2015", "2015-01", "2014-12-29_2015-01-04"),
    ],
)
def test_a_title_of_any_era_is_understood(title: str, issue: str, period: str) -> None:
    """A number is the issue's key, else its first day; dates cross the new year as the publisher numbers."""
    found = SERIES.recognise(titled(title))
    assert found is not None
    assert found.period is not None
    assert (found.issue, found.period.key, found.by) == (issue, period, "title")


@pytest.mark.parametrize(
    "title",
    [f"{NAME}2018年第0期", f"{NAME}2018年第60期", f"{NAME}(2013.02.30至2013.03.05)", f"{NAME}2013年第9期(3.9-3.2)"],
)
def test_an_impossible_title_is_an_error(title: str) -> None:
    """There is no such issue, no such day, or no such week."""
    with pytest.raises(ValueError, match=r"found|no such day|ends before"):
        SERIES.recognise(titled(title))


def test_a_shell_with_a_number_has_no_period() -> None:
    """A copy without content states no dates, and none are made up."""
    shell = Document("x.md", "a" * 64, "", "shell", title=f"{NAME}-2026年第12期")
    found = SERIES.recognise(shell)
    assert found is not None
    assert (found.issue, found.period) == ("2026-12", None)


@pytest.mark.parametrize(
    "head",
    [
        "2018年第6期\n2月5日-2月11日\n{0}",
        "2月5日-2月11日\n2018年第6期\n{0}",
        "{0}\n2018年第6期（2月5日-2月11日）",
        "CNCERT/CC {0}\n2018年\n第6期\n2月5日\n—2月11日",
        "{0}\n2018年第6期\n本周（2月5日至2月11日）的测试",
        "国家互联网应急中心\n2018年第6期 总第400期\n{0}\n日期：2018年2月5日-2018年2月11日",
    ],
)
def test_a_first_page_says_number_and_period(head: str) -> None:
    """Lines of their own, in either order, broken or whole."""
    found = SERIES.recognise(Document("x.txt", "a" * 64, head.format(NAME) + "\n本周境内\n"))
    assert found is not None
    assert found.period is not None
    assert (found.issue, found.period.key, found.by) == ("2018-06", "2018-02-05_2018-02-11", "body")


def test_a_list_of_earlier_issues_is_no_first_page() -> None:
    """The number of an issue that is only listed is not this issue's."""
    text = f"{NAME}\n本周网络安全基本态势\n本周事件处理情况\n近期回顾\n{NAME}2018年第6期（2月5日-2月11日）\n"
    found = SERIES.recognise(Document("x.txt", "a" * 64, text))
    assert found is not None
    assert found.issue == f"undated-{'a' * 16}"


@pytest.mark.parametrize(
    "text",
    [
        "本月境内感染网络病毒的主机数量为1万个。境内被篡改网站数量、境内被植入后门的网站、针对境内网站的仿冒。本周",
        "本周我省境内被篡改网站、境内被植入后门网站、针对境内网站的仿冒页面、境内感染网络病毒的主机。",
        "本周境内被篡改网站一事引起讨论。",
        "CNCERT said that defaced government (gov.cn) websites were few this week.",
    ],
)
def test_what_only_sounds_like_it_is_not_taken_for_it(text: str) -> None:
    """A monthly, a province's weekly and a news item share its words."""
    assert SERIES.recognise(Document("x.txt", "a" * 64, text)) is None


def test_the_worst_provinces_have_place_and_rank() -> None:
    """Each province named has its own area, in the order named."""
    found = [f for f in report("weekly-2012-narrative.txt").figures if f.area]
    assert [(f.rank, f.area, f.statistic, f.value) for f in found] == [
        (1, "CN-GD", "level", 48_000),
        (1, "CN-GD", "share", Decimal("16.1")),
        (2, "CN-JS", "level", 23_000),
        (2, "CN-JS", "share", Decimal("7.8")),
        (3, "CN-NM", "level", 21_000),
        (3, "CN-NM", "share", Decimal("7.1")),
    ]


def test_a_change_belongs_to_the_nearest_count() -> None:
    """The change of the government subset is not one of the whole."""
    gov = "境内被篡改政府网站（GOV类）数量为28个（约占境内1.5%），较上周环比上升了110.0%。"
    text = f"境内被篡改网站数量为1865个；其中{gov}"
    found, _ = weekly_figures(text)
    assert {(f.indicator, f.statistic): f.value for f in found} == {
        ("website-defaced", "level"): 1865,
        ("website-defaced-gov", "level"): 28,
        ("website-defaced-gov", "share"): Decimal("1.5"),
        ("website-defaced-gov", "wow"): 110,
    }


@pytest.mark.parametrize(
    "text",
    [
        "境内被篡改网站数量为18 65个",
        "境内被篡改网站2。",
        "境内被篡改网站数量同比增长5%",
        "境内被植入后门的网站类型分布如图3所示",
        "针对境内网站的仿冒页面见表2",
        "境内被篡改网站数量为若干个，境外有5个",
        "某软件更新，其中高危漏洞5个",
        "业界动态\n" + "境内被篡改网站数量为5个",
    ],
)
def test_what_is_no_figure_of_the_week_is_not_read(text: str) -> None:
    """Broken numbers, footnotes, other comparisons, products and news give nothing."""
    assert weekly_figures("甲" * 200 + "\n" + text + "\n") == ([], [])


def test_about_before_the_verb_is_of_the_number() -> None:
    """约占境内1.5% is as rounded as 占境内约1.5%."""
    found, _ = weekly_figures("境内被篡改政府网站（GOV类）数量为28个（约占境内1.5%）")
    share = next(f.quantity for f in found if f.statistic == "share")
    assert share is not None
    assert (share.qualifier, share.lower, share.upper) == ("approximately", Decimal("1.45"), Decimal("1.55"))


def test_a_label_printed_twice_is_read_in_its_order() -> None:
    """The first is the defaced websites', and that is told; printed once it is what it says."""
    found = report("weekly-2014-provinces.txt")
    told = [p.message for p in found.problems if "printed twice" in p.message]
    assert [m.partition(":")[0] for m in told] == [f"website-defaced-gov.{s}" for s in ("level", "wow", "share")]
    once = changed("weekly-2014-provinces.txt", ("境内被植入后门的政府网站（GOV类）数量为9个", "其他9个"))
    assert {f.value for f in once.figures if f.indicator == "website-backdoored-gov"} >= {29}
    assert not [f for f in once.figures if f.indicator == "website-defaced-gov"]


def test_every_misprinted_label_is_needed() -> None:
    """A misprint that no document shows does not belong in the table."""
    shown = {p.message for path in DOCUMENTS for p in report(path.name).problems if p.code == "W_MISPRINT"}
    misprints = [(subject, misprint) for subject in SUBJECTS for misprint in subject.misprints]
    assert all(any(s.indicator in m and x.evidence in m for m in shown) for s, x in misprints)


def test_an_issue_of_which_nothing_is_understood_is_set_aside() -> None:
    """Before 2022 no one figure is in every issue, but some of the subjects are."""
    text = f"{NAME}\n2016年第5期\n1月25日-1月31日\n本周网络安全基本态势\n测试周的态势整体评价为良。\n本周网站安全情况\n"
    with pytest.raises(ExtractionError) as raised:
        read(text, "x.txt")
    assert raised.value.code == "E_FIGURE"
    assert "host-infected" in raised.value.message


def test_a_gap_says_whether_the_figure_is_named() -> None:
    """A label without a readable number was not read; without a label nothing was published."""
    gaps = {g.indicator: g.reason for g in report("weekly-2020-form.md").gaps}
    assert gaps == {
        "malsite-domain": "not-published",
        "malsite-ip": "not-published",
        "website-backdoored": "unparsed",
        "website-backdoored-gov": "not-published",
    }
    assert not report(FORM_2018).gaps


def test_the_english_edition_is_a_second_witness() -> None:
    """Both editions are copies of one issue, and a figure that both state is one observation."""
    reports = [report("weekly-2020-form.md"), report("weekly-english-2020.md")]
    corpus = merge(reports, {})
    issues = [issue for issue in corpus.issues if issue.key == "2020-12"]
    assert [len(issue.copies) for issue in issues] == [2]
    defaced = [o for o in corpus.observations if (o.indicator, o.statistic) == ("website-defaced", "level")]
    assert [{w.document.name for w in o.witnesses} for o in defaced] == [{r.document.name for r in reports}]


@pytest.mark.parametrize(
    ("printed", "value", "qualifier", "lower"),
    [
        ("1,865", 1865, "exact", None),
        ("0.31 million", 310_000, "exact", None),
        ("about 1.18 million", 1_180_000, "approximately", 1_175_000),
        ("446 thousand", 446_000, "exact", None),
        ("71K", 71_000, "exact", None),
        ("more than 5", 5, "at-least", 5),
        ("nearly 2 billion", 2_000_000_000, "nearly", None),
    ],
)
def test_an_english_quantity_is_read(printed: str, value: int, qualifier: str, lower: int | None) -> None:
    """Scales are multiplied out; the bounds are half of the last printed digit."""
    found = quantity(printed)
    assert (str(found.value), found.qualifier) == (str(value), qualifier)
    assert (found.lower is None) == (lower is None)
    assert found.lower is None or str(found.lower) == str(lower)


@pytest.mark.parametrize("printed", ["", "many", "1,86", "1.2.3", "million", "-5"])
def test_what_is_no_english_quantity_is_refused(printed: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="not a quantity"):
        quantity(printed)


@pytest.mark.parametrize(
    "text", ["境内被篡改网站数量为5个", "境内 被篡改\n网站 数量为 5 个", "境 内 被 篡 改 网 站 数 量 为 5 个"]
)
def test_blanks_between_characters_change_nothing(text: str) -> None:
    """PDF text has them anywhere."""
    found, _ = weekly_figures(text)
    assert [(f.indicator, str(f.value)) for f in found] == [("website-defaced", "5")]


def test_a_run_of_blanks_is_read_in_one_way() -> None:
    """A blank stands inside an optional part, so that it is never tried twice."""
    assert spaced("甲的?(?:乙|丙)?丁") == r"甲(?:\s?的)?(?:\s?(?:乙|丙))?\s?丁"


NASTY = (
    *("境内被篡改网站", "境内被植入后门的政府网站", "其中政府网站", "，较上周", "（约占境内", "放马站点涉及域名1个"),
    *(
        "木马前三",
        "新增漏洞1个",
        "1 defaced websites ",
        "phishing ",
        "CNCERT incident ",
        "1,111",
        "1",
        " ",
        "\n",
        "3月4日-",
    ),
)


@pytest.mark.parametrize("unit", NASTY)
def test_a_nasty_text_takes_no_time(unit: str) -> None:
    """30,000 characters of anything are read in two seconds."""
    weekly_figures(NAME)  # compiled before it is timed
    text = "CNCERT incident 境内被篡改网站" + unit * (SIZE // len(unit))
    start = time.process_time()
    weekly_figures(text)
    SERIES.recognise(titled(NAME, text))
    assert time.process_time() - start < 2


def test_every_english_phrase_compiles() -> None:
    """Each has its figure in one group."""
    assert all("figure" in compiled(p.pattern).groupindex for p in phrases())
