"""ANVA's two weeklies: each form of their phrases, their dates and tables, and what is never published of them."""

from __future__ import annotations

import pytest

from cncert_kg.errors import ExtractionError
from cncert_kg.model import Report
from cncert_kg.series.anva.channel_weekly import KEY, RULES, channels, stores
from cncert_kg.series.anva.takedowns import takedowns
from cncert_kg.series.places import PLACES
from cncert_kg.series.rules import figures
from tests.reading import changed, read, report

URLS = "anva-channel-urls.md"
FAMILY = "anva-family.md"
DATES = "（2030年12月30日—2031年01月05日）"
DURING = "在2030年12月30日至2031年01月05日期间"


@pytest.mark.parametrize(
    ("phrase", "indicator", "expected"),
    [
        ("共检测为恶意APP的URL链接41个", "anva-malurl-detected", 41),
        ("检测出恶意App的下载链接总数为 1,041 条", "anva-malurl-detected", 1041),
        ("共检测为恶意 APP 的 URL 链接约 ４１ 个", "anva-malurl-detected", 41),
        ("共检测为恶意的APP有41个", "anva-app-detected", 41),
        ("检测到恶意应用程序共41款", "anva-app-detected", 41),
        ("分别通知10个分中心", "anva-branch-notified", 10),
        ("通知了北京、上海等10家CNCERT省级分中心", "anva-branch-notified", 10),
        ("通知分中心共10个", "anva-branch-notified", 10),
        ("等14个传播渠道", "anva-channel", 14),
        ("协调了14家移动恶意程序传播渠道", "anva-channel", 14),
        ("涉及传播渠道总数14个", "anva-channel", 14),
        ("以及协调24个挂载恶意程序的域名注册商", "anva-registrar-coordinated", 24),
        ("，24家域名注册服务机构", "anva-registrar-coordinated", 24),
        ("涉及域名注册机构24家", "anva-registrar-coordinated", 24),
        ("共处置传播恶意代码的恶意URL链接41个", "anva-malurl-handled", 41),
        ("处置了41条恶意URL链接", "anva-malurl-handled", 41),
        ("下架APP总数有41个", "anva-app-takedown", 41),
        ("下架了41款恶意APP", "anva-app-takedown", 41),
        ("接入应用商店的省份总数15个", "anva-province-connected", 15),
        ("接入15个省份的应用商店", "anva-province-connected", 15),
        ("已备案的应用商店的总数157个", "anva-appstore-registered", 157),
        ("备案了157家应用商店", "anva-appstore-registered", 157),
    ],
)
def test_a_phrase_is_read(phrase: str, indicator: str, expected: int) -> None:
    """Each form of a phrase gives its one figure and no other."""
    found, _ = figures(f"前文{phrase}后文。", KEY, RULES)
    assert [f"{f.indicator} {f.value}" for f in found] == [f"{indicator} {expected}"]


@pytest.mark.parametrize(
    "phrase",
    [
        "基于全国31个分中心的体系",
        "具体情况请见后文表格1至表格11的内容",
        "接入当地已备案的应用商店、广告平台、云平台等各类传播渠道",
        "分别有32个、26个、25个应用商店",
        "自2014年起检测为恶意APP的URL链接",
    ],
)
def test_what_surrounds_the_figures_is_none(phrase: str) -> None:
    """The fixed sentences of the report have numbers of their own, which are no figures of the week."""
    assert figures(f"前文{phrase}后文。", KEY, RULES)[0] == []
    assert channels(f"前文{phrase}后文。") == ([], [])


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("协调8个广告平台，6个个人网站等14个传播渠道", ["ad-platform 8", "personal-site 6"]),
        ("协调了2家移动广告平台、1家手机应用市场和3个云盘，", ["ad-platform 2", "app-store 1", "net-disk 3"]),
        ("协调广告平台8个、云平台6个等14个传播渠道", ["ad-platform 8", "cloud-platform 6"]),
        ("协调1个个人站点，以及协调24个挂载恶意程序的域名注册商", ["personal-site 1"]),
        ("协调浙江的1个云服务平台，以及2个域名注册商共处置恶意URL链接3个", ["cloud-platform 1"]),
        ("协调14个传播渠道", []),
    ],
)
def test_channels_are_read_by_kind(phrase: str, expected: list[str]) -> None:
    """Kinds of channels are listed in any order, number first or kind first; registrars are none."""
    found, problems = channels(f"前文{phrase}后文。")
    assert [f"{f.indicator.removeprefix('anva-channel-')} {f.value}" for f in found] == expected
    assert problems == []


@pytest.mark.parametrize(
    "phrase",
    [
        "排名前三的省份是福建省、上海市、广西壮族自治区，分别有32个、26个、25个应用商店",
        "排名前3位的省市为福建、上海、广西，分别有32家、26家和25家",
        "排名前三的省份分别是福建省（32个）、上海市（26个）和广西（25个）",
    ],
)
def test_stores_are_read_by_province(phrase: str) -> None:
    """The first provinces have their codes and ranks, wherever their numbers stand."""
    found, problems = stores(f"前文{phrase}，图略。表格1")
    assert [f"{f.area} {f.rank} {f.value}" for f in found] == ["CN-FJ 1 32", "CN-SH 2 26", "CN-GX 3 25"]
    assert problems == []


def test_every_province_has_a_code() -> None:
    """31 branches, 31 codes; no name begins with another."""
    assert len(set(PLACES.values())) == len(PLACES) == 31
    assert not [(a, b) for a in PLACES for b in PLACES if a != b and a.startswith(b)]


@pytest.mark.parametrize(
    "title",
    [
        "（2030.12.30-2031.01.05）",
        "（20301230-20310105）",
        "（2030年12月30日至1月5日）",
        " 2030-12-30~2031-01-05",
        "2031年第1期",
        "",
    ],
)
def test_a_week_is_read(title: str) -> None:
    """The week stands in the title in several forms, or else in the text."""
    found = changed(URLS, (DATES, title))
    assert (found.issue, found.period and found.period.key) == ("2030-12-30", "2030-12-30_2031-01-05")
    assert found.problems == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (DATES, "（2030年12月30日—2030年01月05日）"),
        (DATES, "（2031年12月30日—2031年01月05日）"),
        (DATES, "（2030年12月30日—2031年01月15日）"),
        (DATES, "（2030年12月30日—2031年01月35日）"),
        (DURING, "在2030年12月23日至2030年12月29日期间"),
        (DURING, "在2030年12月30日至2031年02月30日期间"),
    ],
)
def test_a_misprinted_date_is_told(old: str, new: str) -> None:
    """A year that makes no week is left out, title and text help each other, and what was misprinted is told."""
    found = changed(URLS, (old, new))
    assert found.issue == "2030-12-30"
    assert {p.code for p in found.problems} == {"W_DATE_MISPRINT"}


def test_a_week_that_cannot_be_is_refused() -> None:
    """Where neither the title nor the text states days that exist, the report is set aside."""
    with pytest.raises(ExtractionError, match="E_DATE"):
        changed(URLS, (DATES, "（2030年12月32日—2031年01月05日）"), (DURING, "本周"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([("| SampleWord | 样例 | 3 |", "| SampleWord | 样例 | 4 |")], "W_SUM"),
        ([("等9个传播渠道", "等8个传播渠道")], "W_SUM"),
        ([("1个云平台及", "1个云平台、3个车载系统及"), ("等9个", "等12个")], "W_CHANNEL"),
        ([("内蒙古自治区、", "")], "W_PROVINCE"),
        ([("| 样例 | 3 |", "| 样例 | 三 |")], "W_ROW"),
        ([("12月30日至2031年01月05日", "12月30日至2031年01月06日")], "W_DATE_MISPRINT"),
        ([(DATES, "（2030年12月30日—2031年01月06日）"), (DURING, "本周")], "W_PERIOD"),
    ],
)
def test_what_does_not_agree_is_told(changes: list[tuple[str, str]], code: str) -> None:
    """A report that contradicts itself, or says what has no code, is used, and the problem says so."""
    found = changed(URLS, *changes)
    assert found.status == "full"
    assert code in {p.code for p in found.problems}


def test_a_report_without_its_subject_is_refused() -> None:
    """A week that counts neither addresses nor apps is half a report, unless it says that there were none."""
    subject = "共检测为恶意APP的URL链接1,034个"
    with pytest.raises(ExtractionError, match="anva-malurl-detected"):
        changed(URLS, (subject, "有些东西"))
    assert changed(URLS, (subject, "未检测到恶意的东西")).status == "full"


def test_tables_that_are_missing_are_a_gap() -> None:
    """Where a total is stated and no row is found, the rows are known to exist."""
    found = changed(URLS, ("| ", ""))
    assert "anva-takedown" in {g.indicator for g in found.gaps}


def published(found: Report) -> str:
    """Give all that may be published of a report, but not its title or text."""
    mentions = [part for m in found.mentions() for part in (m.quote, m.sentence, m.prefix, m.suffix, str(m.stated))]
    figures = [part for f in found.figures for part in (f.breakdown, f.label, f.operator)]
    assets = [part for a in found.assets for part in (a.value, a.family_label)]
    return "\n".join([*mentions, *figures, *assets, *(p.message for p in found.problems)])


@pytest.mark.parametrize("name", [URLS, "anva-channel-apps.md", "anva-channel-between.txt", FAMILY])
def test_no_person_and_nothing_live_is_published(name: str) -> None:
    """Operators who are persons, contacts, names of samples and addresses that work stay in the text."""
    found = report(name)
    shown = published(found)
    for hidden in ("甲乙丙", "丁戊己", "庚辛", "壬癸", "QQ", "1234*", "不宜转述", ".example", "http:", "198.51"):
        assert hidden not in shown
    assert not [f for f in found.figures if f.indicator == "anva-takedown" and f.mention.sentence != f.mention.quote]


def test_a_broken_row_names_nobody() -> None:
    """The problem of a row that cannot be read tells how many cells it has, and not what is in them."""
    found = changed(URLS, ("| 甲乙丙 | 1 |", "| 甲乙丙 | |"))
    assert "W_ROW" in {p.code for p in found.problems}
    assert "甲乙丙" not in published(found)
    assert "sample-two" not in published(found)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("some.example\t测试公司\t3", ["3 some[.]example"]),
        ("some.example  测试 公司  3", ["3 some[.]example"]),
        ("some.example | 3", ["3 some[.]example"]),
        ("1 | some.example | 测试公司 | 3", ["3 some[.]example"]),
        ("a.example、b.example | 测试公司 | 3", ["3 a[.]example, b[.]example"]),
        ("some[.]example | 测试公司 | ３ 个", ["3 some[.]example"]),
        ("some.example 甲 3 more.example 乙 4", ["3 some[.]example", "4 more[.]example"]),
        ("some.example | 甲 | 3 more.example | 乙 | 4", ["3 some[.]example", "4 more[.]example"]),
        ("someone@some.example | 甲 | 3", ["3 不公开名称的网站"]),
    ],
)
@pytest.mark.parametrize("header", ["", "网站域名 | 网址名称 | 通知下架数量\n", "网站域名\n网址名称\n通知下架数量\n"])
def test_a_row_is_read(header: str, rows: str, expected: list[str]) -> None:
    """Cells stand apart by bars, tabs, blanks or lines, under a header or none."""
    found, problems = takedowns(f"表格 1 CNCERT 西藏分中心处置情况\n{header}{rows}\n提示：\n测试\n5\n", KEY)
    assert [f"{f.value} {f.label}" for f in found] == expected
    assert {f.area for f in found} == {"CN-XZ"}
    assert problems == []


@pytest.mark.parametrize("header", ["", "网站域名\n网址名称\n通知下架数量\n", "序号\n通知下架数量\n"])
def test_cells_one_below_the_other_are_a_row(header: str) -> None:
    """Text of a PDF has a cell a line; a count ends a row, and a number before the first cell is a row's own."""
    text = f"CNCERT西藏分中心\n{header}1\na.example\n测试公司\n3\n2\nb.example\n甲\n4\n"
    found, problems = takedowns(text, KEY)
    assert [(str(f.value), f.label, f.operator) for f in found] == [
        ("3", "a[.]example", "测试公司"),
        ("4", "b[.]example", ""),
    ]
    assert problems == []


def test_a_table_ends_where_prose_begins() -> None:
    """A number on a line of its own below the tables is the number of a page."""
    found, _ = takedowns("CNCERT北京分中心\na.example | 甲 | 1\n往期回顾\n测试\n12\n", KEY)
    assert [f.value for f in found] == [1]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("共发现3个锁屏勒索类的恶意程序变种", ["3 锁屏勒索"]),
        ("发现了 3 款“锁屏勒索”类移动互联网恶意程序变种", ["3 锁屏勒索"]),
        ("监测发现锁屏勒索类恶意APP样本共3个", ["3 锁屏勒索"]),
        ("共发现3个恶意程序变种", ["3 "]),
    ],
)
def test_variants_are_read(phrase: str, expected: list[str]) -> None:
    """Number or kind may come first, and a report of one kind may not name it."""
    found = changed(FAMILY, ("共发现3个锁屏勒索类的恶意程序变种", phrase))
    assert [f"{f.value} {f.label}" for f in found.figures if f.indicator == "anva-variant-found"] == expected


@pytest.mark.parametrize("phrase", ["历史累计通报锁屏勒索类病毒4321个", "累计已通报4321个此类恶意程序"])
def test_the_count_so_far_is_of_the_same_kind(phrase: str) -> None:
    """该类 is the kind that the report is about, and so is its name."""
    found = changed(FAMILY, ("历史累计通报该类恶意程序4321个", phrase))
    assert [f"{f.value} {f.label}" for f in found.figures if f.statistic == "cumulative"] == ["4321 锁屏勒索"]


def test_a_family_report_without_variants_is_refused() -> None:
    """What the report is about is in every issue."""
    with pytest.raises(ExtractionError, match="anva-variant-found"):
        changed(FAMILY, ("共发现3个锁屏勒索类的恶意程序变种", "测试"))


@pytest.mark.parametrize(
    "text",
    [
        "测试人员检测为恶意的APP有很多。\n传播渠道有很多，全国31个分中心也是。\n",
        "关于每周移动恶意程序传播渠道安全监测报告的说明\n测试。\n",
        "关于典型移动恶意APP的说明\n发现3个锁屏勒索类的恶意程序变种。\n",
    ],
)
def test_another_text_is_not_taken_for_it(text: str) -> None:
    """A text that speaks of the reports, or of the same things, is neither of them."""
    assert read(text, "x.txt").series == ""
