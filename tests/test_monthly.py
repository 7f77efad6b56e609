"""The monthly report: what it is known by, each form of its phrases, and what sets a copy aside."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from cncert_kg.indicators import indicators
from cncert_kg.model import Document
from cncert_kg.series.cncert.monthly import EXPECTED, KEY, REQUIRED, SERIES, read, recognise
from cncert_kg.series.cncert.monthly_subjects import LISTINGS, RULES
from cncert_kg.series.rules import slug
from tests.printing import Coordinates, printed, said, stated
from tests.reading import plain

SIGNED = "CNCERT互联网安全威胁报告（2018年5月）"
NEEDED = "境内被篡改网站数量为31个；境内被植入后门的网站数量为32个；收集整理信息系统安全漏洞33个。\n"


def post(title: str, text: str = NEEDED, status: str = "full") -> Document:
    """Make a post of a title and a text."""
    return replace(plain(text), title=title, status=status)


def figures_of(text: str, title: str = SIGNED) -> dict[Coordinates, object]:
    """Read a text below what every issue has; give the figures that are its own."""
    document = post(title, f"{text}\n{NEEDED}")
    known = recognise(document)
    assert known is not None
    needed = stated(read(post(title), known))
    report = read(document, known)
    return {
        (f.indicator, f.statistic, f.breakdown): f.value
        for f in report.figures
        if (f.indicator, f.statistic, f.breakdown) not in needed or f.mention.start < len(text)
    }


@pytest.mark.parametrize(
    ("title", "issue", "period", "number"),
    [
        ("互联网安全威胁报告（2018年5月）", "2018-05", "2018-05-01_2018-05-31", ""),
        ("CNCERT互联网安全威胁报告-2018年5月", "2018-05", "2018-05-01_2018-05-31", ""),
        ("国家互联网应急中心互联网安全威胁报告 2016年2月（总第62期）", "2016-02", "2016-02-01_2016-02-29", "62"),
        ("CNCERT/CC互联网安全威胁报告 2011 年 12 月 总第12期", "2011-12", "2011-12-01_2011-12-31", "12"),
        ("CNCERT发布《2013年11月互联网安全威胁报告》", "2013-11", "2013-11-01_2013-11-30", ""),
    ],
)
def test_a_title_says_the_month(title: str, issue: str, period: str, number: str) -> None:
    """The month and the number are those the title prints; the period is the whole month."""
    known = recognise(post(title))
    assert known is not None and known.period is not None
    assert (known.issue, known.period.key, known.stated_number, known.by) == (issue, period, number, "title")


@pytest.mark.parametrize("title", ["CNCERT互联网安全威胁报告-2018年13月", "互联网安全威胁报告（2018年0月）"])
def test_an_impossible_month_is_an_error(title: str) -> None:
    """There is no thirteenth month."""
    with pytest.raises(ValueError, match="no such day"):
        recognise(post(title))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("某某公司互联网安全威胁报告（2018年5月）", "某某公司拦截了1个病毒。"),
        ("互联网安全威胁报告（2018年5月）", "另一家公司的同名报告，拦截钓鱼网站12个。"),
        ("互联网安全威胁报告2018年度白皮书", NEEDED),
        ("", "本周，境内感染网络病毒的终端数3个，境内被篡改网站4个，针对境内网站的仿冒页面5个。"),
        ("", "2018年全年，境内感染网络病毒的终端数3个，境内被篡改网站4个，针对境内网站的仿冒页面5个。"),
        ("网络安全信息与动态周报", "境内被篡改网站4个，针对境内网站的仿冒页面5个，较上月增长1%。"),
    ],
)
def test_a_look_alike_is_not_claimed(title: str, text: str) -> None:
    """Reports of other firms, of other periods, and notes on the same subjects are none of its issues."""
    assert recognise(post(title, text)) is None


def test_a_shell_needs_a_month() -> None:
    """An empty post proves an issue by its title only where that names the month."""
    known = recognise(post(SIGNED, "", "shell"))
    assert known is not None and known.issue == "2018-05"
    assert recognise(post("CNCERT互联网安全威胁报告", "", "shell")) is None


def test_a_bare_copy_is_dated_by_its_sentences() -> None:
    """A copy without title is of the month that most of its sentences begin with."""
    text = "2014年9月，境内感染网络病毒的终端数3个。\n2014年9月，针对境内网站的仿冒页面5个。\n2014年8月，无关。\n"
    known = recognise(plain(text + NEEDED))
    assert known is not None and (known.issue, known.by) == ("2014-09", "body")


def test_the_day_of_publication_is_no_month() -> None:
    """A page gives its day above the report's first sentence."""
    text = "互联网安全威胁报告\n发布时间：2014年10月21日\n2014年9月，境内感染网络病毒的终端数3个。\n"
    known = recognise(plain(text + NEEDED))
    assert known is not None and known.issue == "2014-09"


def test_two_subjects_are_enough_under_the_name() -> None:
    """A short extract below the report's own name is of it; below another line it is not."""
    text = "\n2014年9月\n境内感染网络病毒的终端数3个。境内被篡改网站4个。\n"
    known = recognise(plain(f"CNCERT互联网安全威胁报告2014年第9期（总第45期）{text}"))
    assert known is not None and (known.issue, known.stated_number) == ("2014-09", "45")
    assert recognise(plain(f"读互联网安全威胁报告有感{text}")) is None


def test_a_copy_without_a_date_is_undated() -> None:
    """Neither number nor month: the copy is an issue of its own."""
    document = plain("境内感染网络病毒的终端数3个，较上月增长1%。针对境内网站的仿冒页面5个。\n" + NEEDED)
    known = recognise(document)
    assert known is not None and known.period is not None
    assert known.issue == known.period.key == f"undated-{document.key}"


BOTH = "monthly-ip-trojan-bot"
PHRASES = [
    ("境内感染网络病毒的终端数约为3.2万个，环比下降2.5%", "monthly-terminal-infected",
     {"level": 32000, "mom": "-2.5"}),
    ("境内近58万个IP地址对应的主机被木马或僵尸程序控制，与上月的56万余个相比增长3%", BOTH,
     {"level": 580000, "prev": 560000, "mom": "3"}),
    ("境内约7万个IP地址对应主机被木马或被僵尸程序控制（较上月上升了约4.1%）", BOTH, {"level": 70000, "mom": "4.1"}),
    ("境内木马或僵尸网络受控主机IP为1,234个，与上月基本持平", BOTH, {"level": 1234, "mom": "0"}),
    ("境内3万个IP地址对应的主机感染飞客（Conficker）蠕虫，较上月减少2%", "monthly-ip-conficker",
     {"level": 30000, "mom": "-2"}),
    ("全球互联网近300万个主机IP地址感染飞客蠕虫", "monthly-ip-conficker-world", {"level": 3000000}),
    ("木马和僵尸网络控制服务器IP总数为８,796个", "monthly-c2-ip", {"level": 8796}),
    ("境内木马或僵尸程序控制服务器IP有17,010个", "monthly-c2-ip-domestic", {"level": 17010}),
    ("境外的木马或僵尸网络控制服务器IP 23 个", "monthly-c2-ip-overseas", {"level": 23}),
    ("境内近4.1万个IP地址对应的主机被僵尸网络控制", "monthly-ip-bot", {"level": 41000}),
    ("境内被木马程序控制的主机IP地址约为38.2万个，较上月增加12.3%", "monthly-ip-trojan",
     {"level": 382000, "mom": "12.3"}),
    ("木马控制服务器IP总数为20,112个", "monthly-c2-ip-trojan", {"level": 20112}),
    ("境外僵尸网络控制服务器IP有1,000个", "monthly-c2-ip-bot-overseas", {"level": 1000}),
    ("境外543个IP地址通过植入后门的主机若干", "monthly-backdoor-ip-overseas", {"level": 543}),
    ("被篡改的.GOV域名类网站有55个，占境内被篡改网站的比例为3.3%", "monthly-website-defaced-gov",
     {"level": 55, "share": "3.3"}),
    ("被植入后门的政府网站96家，较2018年4月下降7%", "monthly-website-backdoored-gov", {"level": 96, "mom": "-7"}),
    ("针对境内网站的仿冒页面有4,967个，比上月略有上升1.5%", "monthly-phishing-page", {"level": 4967, "mom": "1.5"}),
    ("针对境内网站的仿冒页面数量较上月增长2.9%，达到120个", "monthly-phishing-page", {"level": 120, "mom": "2.9"}),
    ("仿冒页面涉及域名12个", "monthly-phishing-domain", {"level": 12}),
    ("平均每个IP地址承载了约4个仿冒页面", "monthly-phishing-page-per-ip", {"level": 4}),
    ("按网络病毒名称统计新增48个，较上月增长5%", "monthly-malware-new-name", {"level": 48, "mom": "5"}),
    ("按网络病毒家族统计，新增9个", "monthly-malware-new-family", {"level": 9}),
    ("可用于远程攻击的漏洞926个", "monthly-vuln-remote", {"level": 926}),
    ("通报下架移动互联网恶意程序669个", "monthly-mobile-takedown", {"level": 669}),
    ("下架了12款恶意APP", "monthly-mobile-takedown", {"level": 12}),
    ("协调167家应用商店及时下架", "monthly-mobile-platform", {"level": 167}),
    ("监测发现移动互联网恶意程序样本2,310个", "monthly-mobile-sample", {"level": 2310}),
    ("接收到各方报告的网络安全事件9,544件，环比增长6%", "monthly-incident-received", {"level": 9544, "mom": "6"}),
    ("来自国外的事件报告有37件", "monthly-incident-received-abroad", {"level": 37}),
    ("协调处理了461件网络安全事件", "monthly-incident-handled", {"level": 461}),
    ("成功处理网络安全事件461起，与上月的460起持平", "monthly-incident-handled",
     {"level": 461, "prev": 460, "mom": "0"}),
    ("境内感染恶意程序的终端数约为3.2万个", "monthly-terminal-infected", {"level": 32000}),
    ("境内近5万个主机IP感染\"飞客\"蠕虫,与上月的6万余个相比下降4.9%", "monthly-ip-conficker",
     {"level": 50000, "prev": 60000, "mom": "-4.9"}),
    ("值得注意的是.GOV域名类网站有29个，占境内被植入后门网站的比例为9.1%", "monthly-website-backdoored-gov",
     {"level": 29, "share": "9.1"}),
    ("被篡改的政府网站有16个，较上月增长10%，占境内被篡改网站的比例由8.6%上升到8.7%", "monthly-website-defaced-gov",
     {"level": 16, "mom": "10", "share": "8.7"}),
    ("按网络病毒名称③统计新增84个", "monthly-malware-new-name", {"level": 84}),
    ("放马站点中，通过域名访问的共涉及有546个域名", "monthly-malsite-domain", {"level": 546}),
    ("通过IP直接访问的共涉及有125个IP", "monthly-malsite-ip-direct", {"level": 125}),
    ("于境外注册的域名数为32个（约占58.6%）", "monthly-malsite-domain-overseas", {"level": 32, "share": "58.6"}),
    ("向41个应用商店、网盘等平台通报下架若干", "monthly-mobile-platform", {"level": 41}),
    ("网络安全状况整体评价为良", "security-rating", {"coded": "good"}),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "indicator", "values"), PHRASES)
def test_a_phrase_is_read(phrase: str, indicator: str, values: dict[str, str | int]) -> None:
    """Each form gives its figures and no other."""
    expected = {(indicator, s, "total"): v if s == "coded" else Decimal(v) for s, v in values.items()}
    assert figures_of(f"测试所用的句子，{phrase}。") == expected


def test_near_and_over_is_kept() -> None:
    """近86万余个 says both near and over, and is kept as both."""
    known = recognise(post(SIGNED))
    assert known is not None
    report = read(post(SIGNED, f"境内感染网络病毒的终端数为近86万余个。{NEEDED}"), known)
    assert next(f.quantity.qualifier for f in report.figures if f.quantity) == "near-and-over"


@pytest.mark.parametrize(
    "phrase",
    [
        "境内感染网络病毒的终端数若干个",
        "境内被篡改网站数量按地区分布，排名前3位的是甲省",
        "占境内被篡改网站的比例为3.3%",
        "境内感染网络病毒的终端的12%",
        "位于甲国和乙国的控制服务器分别控制了境内1,234个主机IP",
        "与上月的12个相比增长3%",
    ],
)
def test_a_phrase_without_its_number_is_not_read(phrase: str) -> None:
    """What has no subject, no number, or fewer numbers than names gives no figure."""
    assert figures_of(f"{phrase}。") == {}


def test_names_without_their_numbers_are_a_problem() -> None:
    """Two countries and one number are not paired on a guess."""
    known = recognise(post(SIGNED))
    assert known is not None
    report = read(post(SIGNED, f"位于甲国和乙国的控制服务器控制了境内1,234个主机IP。{NEEDED}"), known)
    assert [(p.code, p.message) for p in report.problems] == [
        ("W_LIST", "monthly-host-controlled-by-country: found 1 numbers, expected 2")
    ]


def test_countries_are_ranked_in_their_order() -> None:
    """A country has its ISO code; one that has none in the table keeps its printed name as label."""
    text = (
        "位于美国的控制服务器控制了境内98个主机IP，数量最多，其次是位于中国香港和某地的IP地址，"
        "分别控制了境内76个和54个主机IP。\n"
    )
    known = recognise(post(SIGNED))
    assert known is not None
    report = read(post(SIGNED, text + NEEDED), known)
    found = [(f.breakdown, f.rank, f.label, str(f.value)) for f in report.figures if f.rank]
    place = slug("某地")
    assert found == [
        ("controller-country-US", 1, "", "98"),
        ("controller-country-HK", 2, "中国香港", "76"),
        (f"controller-country-{place}", 3, "某地", "54"),
    ]


def test_a_figure_said_twice_has_a_witness() -> None:
    """The first page states it, the section restates it: one figure, two mentions."""
    known = recognise(post(SIGNED))
    assert known is not None
    report = read(post(SIGNED, f"境内被篡改网站数量为30个。\n{NEEDED}"), known)
    figure = next(f for f in report.figures if f.indicator == "monthly-website-defaced")
    assert [str(m.stated) for m in (figure.mention, *figure.witnesses)] == ["30", "31"]


def test_an_issue_with_nothing_that_all_have_is_an_error() -> None:
    """A month without defaced sites and without entries of CNVD was not read."""
    document = post(SIGNED, "境内被植入后门的网站3个；针对境内网站的仿冒页面4个")
    known = recognise(document)
    assert known is not None
    with pytest.raises(ValueError, match="found none of monthly-vuln-collected, monthly-website-defaced"):
        read(document, known)


def test_one_count_that_cannot_be_read_is_a_gap() -> None:
    """The other figures of the issue stand."""
    document = post(SIGNED, "境内被篡改网站数量为若干个；收集整理信息系统安全漏洞4个")
    known = recognise(document)
    assert known is not None
    report = read(document, known)
    assert [f.indicator for f in report.figures] == ["monthly-vuln-collected"]
    assert "monthly-website-defaced" in {g.indicator for g in report.gaps}


def test_an_early_issue_needs_no_backdoors() -> None:
    """Until 2013 an issue may be without them; then the figure is a gap."""
    document = post("CNCERT互联网安全威胁报告（2012年5月）", "境内被篡改网站3个；收集整理信息系统安全漏洞4个。")
    known = recognise(document)
    assert known is not None
    gaps = {g.indicator: g.reason for g in read(document, known).gaps}
    assert gaps["monthly-website-backdoored"] == "truncated"


def test_a_negative_count_is_an_error() -> None:
    """No count is below zero."""
    known = recognise(post(SIGNED))
    assert known is not None
    with pytest.raises(ValueError, match="below zero"):
        read(post(SIGNED, f"境内感染网络病毒的终端数为-5个。{NEEDED}"), known)


def test_every_indicator_is_in_the_table() -> None:
    """Each figure the module can give has its row, with this series and this statistic."""
    names = {(r.indicator, r.statistic) for r in RULES} | {(x.indicator, x.statistic) for x in LISTINGS}
    for code, statistic in names:
        row = indicators()[code]
        assert KEY in row.series, code
        assert statistic in {*row.statistics, "prev", "coded"}, (code, statistic)
    assert {e.indicator for e in EXPECTED} | REQUIRED <= {c for c, _ in names}


SAID = [
    said("测试月里，境内感染网络病毒的终端{is}<>个，较上月<±>。", "monthly-terminal-infected",
         "monthly-terminal-infected mom"),
    said("境内<>个IP地址对应的主机被木马或僵尸程序控制，与上月的<>个相比<±>。", BOTH, f"{BOTH} prev", f"{BOTH} mom"),
    said("境内木马或僵尸网络受控主机{is}<>个，环比<±>。", BOTH, f"{BOTH} mom"),
    said("境内<>个IP地址对应的主机感染飞客蠕虫；全球有<>个IP地址感染飞客蠕虫。", "monthly-ip-conficker",
         "monthly-ip-conficker-world"),
    said("木马或僵尸网络控制服务器IP{is}<>个。其中，境内控制服务器IP{is}<>个，境外控制服务器IP{is}<>个。",
         "monthly-c2-ip", "monthly-c2-ip-domestic", "monthly-c2-ip-overseas"),
    said("境内<>个IP地址对应的主机被木马程序控制（环比<±>）。", "monthly-ip-trojan", "monthly-ip-trojan mom"),
    said("僵尸网络控制服务器IP{is}<>个，较上月<±>。", "monthly-c2-ip-bot", "monthly-c2-ip-bot mom"),
    said("境内被篡改网站{is}<>个，与上月的<>个相比<±>，其中政府网站{is}<>个。", "monthly-website-defaced",
         "monthly-website-defaced prev", "monthly-website-defaced mom", "monthly-website-defaced-gov"),
    said("境内被篡改的网站{is}<>家；被篡改的政府网站{is}<>家，占境内被篡改网站的<%>。", "monthly-website-defaced",
         "monthly-website-defaced-gov", "monthly-website-defaced-gov share"),
    said("境内被植入后门的网站{is}<>个，其中政府网站{is}<>个（占<%>）。", "monthly-website-backdoored",
         "monthly-website-backdoored-gov", "monthly-website-backdoored-gov share"),
    said("境外<>个IP地址通过植入后门对境内<>个网站施加控制。", "monthly-backdoor-ip-overseas",
         "monthly-website-backdoored-remote"),
    said("针对境内网站的仿冒页面{is}<>个，涉及域名<>个，IP地址<>个，平均每个IP地址承载<>个仿冒页面。在这些地址中，<%>位于境外。",
         "monthly-phishing-page", "monthly-phishing-domain", "monthly-phishing-ip", "monthly-phishing-page-per-ip",
         "monthly-phishing-ip-overseas share"),
    said("仿冒页面涉及<>个域名和<>个IP地址。", "monthly-phishing-domain", "monthly-phishing-ip"),
    said("放马站点涉及域名<>个、IP地址<>个，其中域名中有<%>在境外注册，且顶级域为.com的占<%>。",
         "monthly-malsite-domain", "monthly-malsite-ip", "monthly-malsite-domain-overseas share",
         "monthly-malsite-domain-com share"),
    said("收集整理信息系统安全漏洞<>个，较上月<±>。其中，高危漏洞<>个，可被利用来实施远程攻击的漏洞{is}<>个。",
         "monthly-vuln-collected", "monthly-vuln-collected mom", "monthly-vuln-high", "monthly-vuln-remote"),
    said("信息窃取类恶意程序样本<>个，恶意扣费类样本{is}<>个，敲诈勒索类<>个。",
         *(f"monthly-mobile-sample-by-type level type-{t}"
           for t in ("information-theft", "malicious-charging", "extortion"))),
    said("协调<>家应用商店下架移动互联网恶意程序{is}<>个。", "monthly-mobile-platform", "monthly-mobile-takedown"),
    said("收到网络安全事件报告<>件，来自国外的报告<>件。", "monthly-incident-received",
         "monthly-incident-received-abroad"),
    said("协调处置网络安全事件<>起，较上月<±>。", "monthly-incident-handled", "monthly-incident-handled mom"),
    said("位于日本的控制服务器控制了境内<>个主机IP，其次是位于韩国和美国的IP地址，分别控制了境内<>个和<>个主机IP。",
         *(f"monthly-host-controlled-by-country level controller-country-{c}" for c in ("JP", "KR", "US"))),
    said("来自美国的IP地址共向境内<>个网站植入了后门。",
         "monthly-website-backdoored-by-country level controller-country-US"),
]  # fmt: skip
VERBS = ("", "数量为", "总数为", "数量达", "数为", "共计", "有", "数达到", "：")


@given(printed(SAID, VERBS))
def test_exactly_the_figures_that_are_printed_are_read(made: tuple[str, dict[Coordinates, Decimal]]) -> None:
    """Whatever the figures, the words around them and their order, each comes back once and nothing else does."""
    text, values = made
    document = post(SIGNED, text)
    known = recognise(document)
    assert known is not None
    report = read(post(SIGNED, f"{text}\n{NEEDED}"), known)
    needed = {("monthly-website-defaced", "level", "total"), ("monthly-website-backdoored", "level", "total")}
    needed |= {("monthly-vuln-collected", "level", "total")}
    found = stated(report)
    assert {k: v for k, v in found.items() if k in values} == values
    assert found.keys() - needed <= values.keys()


def test_the_series_is_cncerts() -> None:
    """The centre's own copies outrank all others; months have no one length."""
    assert (SERIES.key, SERIES.publisher, SERIES.days) == ("cncert-monthly", "cncert", 0)
