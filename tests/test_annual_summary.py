"""The summary of a year or half of one: what it is known by, each form of its phrases, what an article may quote."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from cncert_kg.indicators import indicators
from cncert_kg.model import Document
from cncert_kg.series.cncert.annual_subjects import ENTRY_RULES, LISTINGS, RULES
from cncert_kg.series.cncert.annual_summary import EXPECTED, KEY, REQUIRED, SERIES, read, recognise
from tests.printing import Coordinates, printed, said, stated
from tests.reading import plain

TITLE = "2019年我国互联网网络安全态势综述"
NEEDED = (
    "处置网络安全事件1起，同比增长1%。涉及恶意程序家族2个。捕获勒索软件3个。"
    "暴露在互联网上的工业控制设备4台。收录安全漏洞5个。境内被篡改网站6个。\n"
)
"""Seven figures, as many as make a copy of the report."""


def copy(text: str, title: str = TITLE, status: str = "full") -> Document:
    """Make a copy of a report."""
    return replace(plain(text), title=title, status=status)


def figures_of(text: str) -> dict[Coordinates, object]:
    """Read a text above what makes it a report; give the figures of the text."""
    document = copy(f"{text}\n{NEEDED}")
    known = recognise(document)
    assert known is not None
    here = [f for f in read(document, known).figures if f.mention.start < len(text)]
    return {(f.indicator, f.statistic, f.breakdown): f.value for f in here}


@pytest.mark.parametrize(
    ("title", "issue", "period"),
    [
        ("2019年我国互联网网络安全态势综述", "2019", "2019-01-01_2019-12-31"),
        ("2018年我国互联网网络安全态势报告", "2018", "2018-01-01_2018-12-31"),
        ("2010年中国互联网网络安全态势综述报告", "2010", "2010-01-01_2010-12-31"),
        ("《2020年我国互联网网络安全态势综述》", "2020", "2020-01-01_2020-12-31"),
        ("CNCERT：2012年我国互联网网络安全态势综述", "2012", "2012-01-01_2012-12-31"),
        ("2021年上半年我国互联网网络安全监测数据分析报告", "2021-h1", "2021-01-01_2021-06-30"),
        ("2019年上半年我国互联网网络安全态势", "2019-h1", "2019-01-01_2019-06-30"),
        ("2020年 下半年我国互联网网络安全监测数据分析报告", "2020-h2", "2020-07-01_2020-12-31"),
    ],
)
def test_a_title_says_the_year(title: str, issue: str, period: str) -> None:
    """A year is a whole year, a half year six months."""
    known = recognise(copy(NEEDED, title))
    assert known is not None and known.period is not None
    assert (known.issue, known.period.key, known.by) == (issue, period, "title")


def test_a_year_before_the_centre_is_an_error() -> None:
    """CNCERT was founded in 2001."""
    with pytest.raises(ValueError, match="found the year 1999"):
        recognise(copy(NEEDED, "1999年我国互联网网络安全态势综述"))


QUOTING = "国家互联网应急中心发布《2020年我国互联网网络安全态势综述》：仿冒页面增多"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (QUOTING, "报告称，捕获勒索软件3个。"),
        ("某公司2020年互联网网络安全观察", NEEDED),
        ("2020年中国互联网网络安全报告", NEEDED),
        ("一篇旧文", NEEDED),
        (QUOTING, f"内 容 提 要\n{NEEDED}"),
        (TITLE.replace("互联网网络", "工业"), NEEDED),
    ],
)
def test_a_look_alike_is_not_claimed(title: str, text: str) -> None:
    """An article that quotes little, a firm's report, the book of the year and plain figures are no copies."""
    assert recognise(copy(text, title)) is None


def test_an_article_that_quotes_enough_is_a_part() -> None:
    """Five figures under the report's name are a part of the report; what it lacks was cut, not left unpublished."""
    document = copy(NEEDED, QUOTING)
    known = recognise(document)
    assert known is not None and (known.issue, known.by) == ("2020", "body")
    report = read(document, known)
    assert report.status == "partial"
    assert {g.reason for g in report.gaps} == {"truncated"}


def test_a_heading_may_name_the_report() -> None:
    """A bare text has its title as a line of its own."""
    known = recognise(copy(f"附件\n国家互联网应急中心发布《{TITLE}》\n{NEEDED}", ""))
    assert known is not None and (known.issue, known.by) == ("2019", "body")


def test_a_shell_is_known_by_its_title() -> None:
    """An empty post under the report's own title proves that it exists; one that quotes it does not."""
    known = recognise(copy("", TITLE, "shell"))
    assert known is not None and known.issue == "2019"
    assert recognise(copy("", QUOTING, "shell")) is None


def test_a_report_of_next_to_nothing_is_an_error() -> None:
    """A page that only links to the report is no copy of it."""
    document = copy("捕获勒索软件3个，详见附件。")
    known = recognise(document)
    assert known is not None
    with pytest.raises(ValueError, match="found 1 figures, expected at least 5"):
        read(document, known)


PHRASES = [
    ("捕获计算机恶意程序样本数量超过6,200万个", "annual-malware-sample", {"level": 62000000}),
    ("恶意程序传播次数日均达500万余次，同比增长5%", "annual-malware-propagation-daily", {"level": 5000000, "yoy": "5"}),
    ("涉及恶意程序家族约20.8万个", "annual-malware-family", {"level": 208000}),
    ("境内受恶意程序攻击的IP地址近3,048万个，约占我国IP地址总数的7.8%，同比减少2%", "annual-ip-attacked",
     {"level": 30480000, "share": "7.8", "yoy": "-2"}),
    ("境内近890万个主机IP地址感染了木马或僵尸程序，较2010年大幅增加78.5%", "annual-host-infected-trojan-bot",
     {"level": 8900000, "yoy": "78.5"}),
    ("境内感染计算机恶意程序的主机数量约581.88万台，比2018年下降11.3%", "annual-host-infected",
     {"level": 5818800, "yoy": "-11.3"}),
    ("控制服务器数量较2015年下降8.0%", "annual-c2-server", {"yoy": "-8"}),
    ("境外约有7.3万个木马或僵尸网络控制服务器", "annual-c2-server-overseas", {"level": 73000}),
    ("捕获勒索软件样本近14万个，与去年相比增长近1.5倍", "annual-ransomware-sample", {"level": 140000, "yoy": "150"}),
    ("新增移动互联网恶意程序数量283万余个，同比增长11.7%", "annual-mobile-sample", {"level": 2830000, "yoy": "11.7"}),
    ("下架3,057个移动互联网恶意程序", "annual-mobile-takedown", {"level": 3057}),
    ("捕获联网智能设备恶意样本约341.1万个，同比上升5.2%", "annual-iot-malware-sample",
     {"level": 3411000, "yoy": "5.2"}),
    ("控制了我国境内12万余台联网智能设备", "annual-iot-device-controlled", {"level": 120000}),
    ("超过10Gbps的流量攻击（DDoS攻击）事件数量月均超过4,000起", "annual-ddos-10gbps-monthly", {"level": 4000}),
    ("超过1Gbps的大流量攻击事件同比减少17.5%", "annual-ddos-1gbps", {"yoy": "-17.5"}),
    ("1Gbps以上DDoS攻击事件日均452起，比2015年下降60%", "annual-ddos-1gbps-daily", {"level": 452, "yoy": "-60"}),
    ("日均发生10Gbps以上的攻击事件133次", "annual-ddos-10gbps-daily", {"level": 133}),
    ("活跃控制端数量同比下降9%", "annual-ddos-c2", {"yoy": "-9"}),
    ("云平台遭受大流量DDoS攻击次数占境内目标被攻击次数的74.0%", "annual-ddos-cloud", {"share": "74"}),
    ("仿冒我国境内网站的页面约5.3万个，较2017年增长了7.2%", "annual-phishing-page", {"level": 53000, "yoy": "7.2"}),
    ("承载上述仿冒页面的IP地址约2万个", "annual-phishing-ip", {"level": 20000}),
    ("境内外8,289个IP地址对我国境内的目标", "annual-backdoor-ip", {"level": 8289}),
    ("其中有7,867个境外IP地址（占全部IP地址总数的94.9%）对境内的目标", "annual-backdoor-ip-overseas",
     {"level": 7867, "share": "94.9"}),
    ("被植入后门的网站数量较2020年上半年大幅减少62.4%", "annual-website-backdoored", {"yoy": "-62.4"}),
    ("境内约1.7万个网站被篡改，较2015年的2.5万余个减少31.7%", "annual-website-defaced",
     {"level": 17000, "yoy": "-31.7"}),
    ("被篡改的政府网站有216个，较2017年的618个减少65.0%", "annual-website-defaced-gov", {"level": 216, "yoy": "-65"}),
    ("收集整理并公开发布信息安全漏洞5547个，较2010年大幅增加60.9%", "annual-vuln-recorded",
     {"level": 5547, "yoy": "60.9"}),
    ("工业控制系统漏洞376个，同比增长3%", "annual-vuln-ics", {"level": 376, "yoy": "3"}),
    ("通报了各类漏洞事件近1.8万起", "annual-vuln-event-handled", {"level": 18000}),
    ("共接收境内外报告的网络安全事件125,660起，较2015年下降0.9%", "annual-incident-received",
     {"level": 125660, "yoy": "-0.9"}),
    ("新收录通用软硬件漏洞数量创下历史新高，达16,193个，同比增长14.0%", "annual-vuln-recorded",
     {"level": 16193, "yoy": "14"}),
    ("收录的安全漏洞数量同比减少了11.0%，共计14,201个", "annual-vuln-recorded", {"level": 14201, "yoy": "-11"}),
    ("中国大陆有近3.5万个网站被黑客篡改，数量较2009年下降21.5%", "annual-website-defaced",
     {"level": 35000, "yoy": "-21.5"}),
    ("境内被植入网站后门的网站12,513个", "annual-website-backdoored", {"level": 12513}),
    ("处置情况另表。境外有3.2万台主机通过植入后门对境内3.8万个网站实施远程控制", "annual-website-backdoored-remote",
     {"level": 38000}),
    ("全年，约7.3万个境外IP地址作为木马或僵尸网络控制服务器的", "annual-c2-server-overseas", {"level": 73000}),
    ("捕获勒索病毒软件78.1万余个，较2019年同比增长6.8%", "annual-ransomware-sample", {"level": 781000, "yoy": "6.8"}),
    ("境内疑似受感染智能设备IP地址数量约92万个", "annual-iot-device-controlled", {"level": 920000}),
    ("活跃C&C控制服务器2,379台", "annual-ddos-c2", {"level": 2379}),
    ("每日峰值流量超过10Gbps的攻击事件数量与2019年基本持平，约220起", "annual-ddos-10gbps-daily",
     {"level": 220, "yoy": "0"}),
    ("针对金融行业等6,226个仿冒页面进行处置，同比减少48.1%", "annual-phishing-handled",
     {"level": 6226, "yoy": "-48.1"}),
    ("暴露的联网工业设备数量共计6,814个", "annual-ics-exposed", {"level": 6814}),
    ("仿冒页面增多。涉及IP地址20,488个，较2014年增长199.4%", "annual-phishing-ip", {"level": 20488, "yoy": "199.4"}),
    ("实施远程控制的境外IP有3.1万余个", "annual-backdoor-ip-overseas", {"level": 31000}),
    ("境内受恶意程序攻击的IP地址约6,762万个，约占我国活跃IP地址总数的18.3%", "annual-ip-attacked", {"level": 67620000}),
    ("协调处置网络安全事件约10.8万起", "annual-incident-handled", {"level": 108000}),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "indicator", "values"), PHRASES)
def test_a_phrase_is_read(phrase: str, indicator: str, values: dict[str, str | int]) -> None:
    """Each form gives its figures and no other."""
    assert figures_of(f"{phrase}。") == {(indicator, s, "total"): Decimal(v) for s, v in values.items()}


@pytest.mark.parametrize(
    "phrase",
    [
        "境内被篡改网站数量持续下降，降幅不大",
        "移动互联网恶意程序数量有所上升",
        "应用程序漏洞占56.2%",
        "此项2018年数量较2017年下降19.3%",
        "高危漏洞12个",
        "境内被篡改网站12345678901234567起",
    ],
)
def test_a_phrase_without_subject_or_number_is_not_read(phrase: str) -> None:
    """What has no number, no subject, or stands apart from CNVD's total gives no figure."""
    assert figures_of(f"{phrase}。") == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("分别增长6.1%和21.4%", ("6.1", "21.4")),
        ("分别下降6.1%和21.4%", ("-6.1", "-21.4")),
        ("分别大幅增长6.1%、下降21.4%", ("6.1", "-21.4")),
        ("分别减少了约6.1%和增加了约21.4%", ("-6.1", "21.4")),
    ],
)
def test_two_changes_are_said_together(changes: str, expected: tuple[str, str]) -> None:
    """分别 gives the changes of both counts; the second takes the word of the first where it has none."""
    found = figures_of(f"境内被篡改网站数量为16个，其中政府网站2个，较2011年{changes}。")
    whole, part = (found[f"annual-website-defaced{x}", "yoy", "total"] for x in ("", "-gov"))
    assert (whole, part) == tuple(map(Decimal, expected))


def test_entries_are_counted_beside_their_total() -> None:
    """High and zero-day entries are those named just after CNVD's total, whatever a product has elsewhere."""
    found = figures_of(
        "收录安全漏洞14个，其中高危漏洞收录数量为4个（占34.5%），同比减少2%，"
        "“零日”漏洞收录数量占比37.9%，高达5个，同比增长3%。\n某产品有高危漏洞99个。"
    )
    high, zero = "annual-vuln-high", "annual-vuln-zero-day"
    assert found == {
        ("annual-vuln-recorded", "level", "total"): 14,
        (high, "level", "total"): 4, (high, "share", "total"): Decimal("34.5"), (high, "yoy", "total"): -2,
        (zero, "level", "total"): 5, (zero, "share", "total"): Decimal("37.9"), (zero, "yoy", "total"): 3,
    }  # fmt: skip


def test_parts_are_ranked_in_their_order() -> None:
    """Countries and behaviours come in the order of the sentence, with the number at the same place."""
    document = copy(
        "位于越南、美国和中国香港的控制规模分列前三位，分别控制我国境内约31.5万、11.9万和10.6万台主机。\n"
        f"前三位是流氓行为类、资费消耗类和信息窃取类，占比分别为47.9%、20.0%和19.2%。\n{NEEDED}"
    )
    known = recognise(document)
    assert known is not None
    ranked = [(f.breakdown, f.rank, f.label, f.value) for f in read(document, known).figures if f.rank]
    assert ranked == [
        ("controller-country-VN", 1, "越南", 315000),
        ("controller-country-US", 2, "", 119000),
        ("controller-country-HK", 3, "中国香港", 106000),
        ("type-rogue-behaviour", 1, "", Decimal("47.9")),
        ("type-fee-consumption", 2, "", 20),
        ("type-information-theft", 3, "", Decimal("19.2")),
    ]


def test_a_report_with_nothing_that_all_have_is_an_error() -> None:
    """A whole report without defaced sites and without entries of CNVD was not read."""
    countries = "位于美国和荷兰的控制规模居前，分别控制我国境内约3万台和2万台主机。"
    behaviours = "流氓行为类、资费消耗类和信息窃取类，占比分别为47.9%、20.0%和19.2%。"
    text = "".join(p for p, *_ in PHRASES[:10] if "漏洞" not in p and "篡改" not in p)
    document = copy(f"{text}。{countries}{behaviours}")
    known = recognise(document)
    assert known is not None
    with pytest.raises(ValueError, match="found none of annual-vuln-recorded, annual-website-defaced"):
        read(document, known)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("被植入后门的网站40个，较2013年下降47.2%，其中政府网站15个，下降36.9%", "annual-website-backdoored-gov -36.9"),
        ("境内被篡改网站40个，其中政府网站18个，分别同比增长6.1%和21.4%", "annual-website-defaced-gov 21.4"),
        ("境内网站的钓鱼页面22个，涉及IP地址2个，分别较2011年增长了1.3倍和35.6%", "annual-phishing-ip 35.6"),
        ("收录漏洞78个，其中高危漏洞26个，较2012年分别增长了15.1%和6.8%", "annual-vuln-high 6.8"),
        ("被植入后门的网站数量持续下降，2018年的数量较2017年下降了19.3%", "annual-website-backdoored -19.3"),
        ("现97个木马和僵尸网络控制服务器控制了我国境内16台主机，境内感染主机数量较2015年下降了14.1%",
         "annual-host-infected-trojan-bot -14.1"),
    ],
)  # fmt: skip
def test_a_change_belongs_to_its_count(sentence: str, expected: str) -> None:
    """A change that stands apart from its count is given to it, not to its neighbour."""
    code, value = expected.split()
    assert figures_of(f"测试句，{sentence}。")[code, "yoy", "total"] == Decimal(value)


def test_a_server_and_its_hosts_have_one_country() -> None:
    """The number before the servers is theirs, the number after the verb is the hosts'."""
    found = figures_of("其中位于美国的91个控制服务器（占境外的17.6%）控制了我国境内52.1万余台主机。")
    assert found["annual-c2-server-by-country", "level", "controller-country-US"] == 91
    assert found["annual-host-controlled-by-country", "level", "controller-country-US"] == 521000


def test_one_behaviour_has_its_share() -> None:
    """恶意扣费类最多，占39.8%: a list of one."""
    found = figures_of("恶意扣费类恶意程序数量最多，为1,317个，占21.08%，流氓行为类（占27.7%）居次。")
    assert sorted(v for v in found.values() if isinstance(v, Decimal)) == [Decimal("21.08"), Decimal("27.7")]


def test_every_indicator_is_in_the_table() -> None:
    """Each figure the module can give has its row, with this series and this statistic."""
    names = {(r.indicator, r.statistic) for r in (*RULES, *ENTRY_RULES)}
    names |= {(x.indicator, x.statistic) for x in LISTINGS}
    for code, statistic in names:
        assert KEY in indicators()[code].series, code
        assert statistic in indicators()[code].statistics, (code, statistic)
    assert {e.indicator for e in EXPECTED} | REQUIRED <= {code for code, _ in names}


SAID = [
    said("全年捕获计算机恶意程序样本{is}<>个，日均传播次数达<>次，涉及恶意程序家族<>个。", "annual-malware-sample",
         "annual-malware-propagation-daily", "annual-malware-family"),
    said("境内受恶意程序攻击的IP地址{is}<>个，约占我国IP地址总数的<%>，同比<±>。", "annual-ip-attacked",
         "annual-ip-attacked share", "annual-ip-attacked yoy"),
    said("境内感染计算机恶意程序的主机{is}<>台，较2018年<±>。", "annual-host-infected", "annual-host-infected yoy"),
    said("位于境外的<>个计算机恶意程序控制服务器控制了我国境内<>台主机。", "annual-c2-server-overseas",
         "annual-host-controlled-from-abroad"),
    said("境外<>个木马或僵尸网络控制服务器控制我国境内<>台主机，较去年分别<±>和<±>。", "annual-c2-server-overseas",
         "annual-host-controlled-from-abroad", "annual-c2-server-overseas yoy",
         "annual-host-controlled-from-abroad yoy"),
    said("监测发现<>个木马和僵尸网络控制端，控制了我国境内<>台主机。", "annual-c2-server",
         "annual-host-infected-trojan-bot"),
    said("捕获勒索软件{is}<>个，同比<±>。", "annual-ransomware-sample", "annual-ransomware-sample yoy"),
    said("新增移动互联网恶意程序{is}<>个，较2017年<±>。", "annual-mobile-sample", "annual-mobile-sample yoy"),
    said("流氓行为类、信息窃取类和资费消耗类，占比分别为<%>、<%>和<%>。",
         *(f"annual-mobile-sample-by-type share type-{t}"
           for t in ("rogue-behaviour", "information-theft", "fee-consumption"))),
    said("10Gbps以上的攻击事件日均<>起，同比<±>。", "annual-ddos-10gbps-daily", "annual-ddos-10gbps-daily yoy"),
    said("超过1Gbps的攻击事件{is}<>次，较2015年<±>。", "annual-ddos-1gbps", "annual-ddos-1gbps yoy"),
    said("针对我国境内网站的仿冒页面{is}<>个，较2018年的1.2万个<±>。", "annual-phishing-page",
         "annual-phishing-page yoy"),
    said("仿冒页面涉及IP地址<>个，其中<%>位于境外。", "annual-phishing-ip", "annual-phishing-ip-overseas share"),
    said("境内外<>个IP地址对我国境内<>个网站植入后门。其中，有<>个境外IP地址（占全部IP地址总数的<%>）对境内<>个网站植入后门。",
         "annual-backdoor-ip", "annual-website-backdoored", "annual-backdoor-ip-overseas",
         "annual-backdoor-ip-overseas share", "annual-website-backdoored-remote"),
    said("境内被植入后门的网站{is}<>个，其中政府网站{is}<>个，较2011年分别<±>和<±>。", "annual-website-backdoored",
         "annual-website-backdoored-gov", "annual-website-backdoored yoy", "annual-website-backdoored-gov yoy"),
    said("境内遭篡改的网站{is}<>个，同比<±>，其中被篡改的政府网站{is}<>个，同比<±>。", "annual-website-defaced",
         "annual-website-defaced yoy", "annual-website-defaced-gov", "annual-website-defaced-gov yoy"),
    said("收录安全漏洞{is}<>个，同比<±>，其中高危漏洞收录数量为<>个（占<%>），同比<±>，零日漏洞<>个，较2018年<±>。",
         "annual-vuln-recorded", "annual-vuln-recorded yoy", "annual-vuln-high", "annual-vuln-high share",
         "annual-vuln-high yoy", "annual-vuln-zero-day", "annual-vuln-zero-day yoy"),
    said("工业控制系统漏洞<>个；联网智能设备漏洞<>个。", "annual-vuln-ics", "annual-vuln-iot"),
    said("接收网络安全事件报告<>件，同比<±>。", "annual-incident-received", "annual-incident-received yoy"),
    said("协调处置网络安全事件<>起，较2018年<±>。", "annual-incident-handled", "annual-incident-handled yoy"),
    said("位于美国和荷兰的控制规模居前，分别控制我国境内<>台和<>台主机。",
         *(f"annual-host-controlled-by-country level controller-country-{c}" for c in ("US", "NL"))),
    said("云平台上，被植入后门链接数量占境内全部的<%>，被篡改网页数量占境内全部的<%>。",
         "annual-website-backdoored-cloud share", "annual-website-defaced-cloud share"),
]  # fmt: skip
VERBS = ("", "数量为", "有", "达", "数量共计", "高达", "数量")


@given(printed(SAID, VERBS))
def test_exactly_the_figures_that_are_printed_are_read(made: tuple[str, dict[Coordinates, Decimal]]) -> None:
    """Whatever the figures, the words around them and their order, each comes back once and nothing else does."""
    text, values = made
    document = copy(f"{text}\n{NEEDED}")
    known = recognise(document)
    assert known is not None
    found = stated(read(document, known))
    needed = stated(read(copy(NEEDED), known))
    assert {k: v for k, v in found.items() if k in values} == values
    assert found.keys() - needed.keys() <= values.keys()


def test_the_series_is_cncerts() -> None:
    """The centre's own copies outrank all others; years and half years have no one length."""
    assert (SERIES.key, SERIES.publisher, SERIES.days) == ("cncert-annual-summary", "cncert", 0)
