"""Advisories and alerts: what is one, which issue it is, what it says of each vulnerability and each address."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cncert_kg.errors import ExtractionError
from cncert_kg.model import Document
from cncert_kg.series import entries, titles
from cncert_kg.series.notices import cnta_advisory, parts, risk_alert
from cncert_kg.series.notices.addresses import indicators
from cncert_kg.series.rules import figures
from tests.reading import changed, plain, raw, read, report

CENTRE, CNVD, OTHER = "MzIwNDk0MDgxMw==", "MzU3ODM2NTg2Mg==", "MzUzNDYxOTA1NA=="


def shell(title: str, account: str = OTHER, day: date | None = date(2031, 6, 19)) -> Document:
    """Make a copy that has a title and nothing else."""
    return Document("test.md", "1" * 64, "", "shell", title, account=account, published=day)


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("修复了多款产品存在的139个安全漏洞，产品包括Sample 11", ["139"]),
        ("修复其多款产品存在的 187 个漏洞", ["187"]),
        ("共含9项更新，修复了Sample、Sample Explorer、Office中存在的55个安全漏洞", ["55"]),
        ("共修复了包括Sample在内的329个漏洞", ["329"]),
        ("修复了包括2个0day漏洞在内的73个安全漏洞", ["73"]),
        ("共修复Sample Server 2022等10个产品的1,139个新的安全漏洞", ["1139"]),
        ("修补了约４９个安全缺陷", ["49"]),
        ("此次修复的近百处问题里，共发布390个漏洞补丁", ["390"]),
        ("发布了针对254个安全漏洞的补丁", ["254"]),
        ("本次更新修复漏洞共计127个，其中严重漏洞12个", ["127"]),
        ("修复的安全漏洞数量为92个", ["92"]),
        ("修复了31个存在于样例产品中的安全漏洞", ["31"]),
        ("对样例产品的18个漏洞进行了修复", ["18"]),
        ("样例公司发布安全公告，共涉及旗下产品的77个安全漏洞", ["77"]),
        ("修复了多个安全漏洞", []),
        ("修复了样例产品的7个高危漏洞", []),
        ("安全公告由国家信息安全漏洞共享平台收录的3个漏洞写成", []),
        ("提供3个漏洞的修复建议", []),
        ("修复了CVE-2031-38080漏洞，影响30个产品", []),
        ("修复了-4个漏洞", []),
        ("在样例平台提交了5个漏洞", []),
    ],
)
def test_a_count_of_vulnerabilities_fixed_is_read(sentence: str, counts: list[str]) -> None:
    """The total is read in every order of words; a part by severity, a count of products or of reports is not."""
    found, _ = figures(f"样例。{sentence}。", "cnta-advisory", cnta_advisory.RULES)
    assert [f"{f.value:f}" for f in found] == counts


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("12月30日，样例公司", "2031-12-30"),
        ("2030年11月2日，样例公司", "2030-11-02"),
        ("1月3日，样例公司", "2032-01-03"),
        ("2月30日，样例公司", ""),
        ("近日，样例公司", ""),
    ],
)
def test_a_count_is_dated_by_its_sentence(sentence: str, day: str) -> None:
    """A day without a year is the last such day before publication; a sentence without a day leaves it to the issue."""
    figure = changed("advisory-release.md", ("12月30日，样例公司", sentence)).figures[0]
    assert (figure.period.key if figure.period else "") == day


def test_a_part_of_a_count_is_no_witness() -> None:
    """What is fixed in one of the products is another figure; the total said again is a witness."""
    figure = report("advisory-release.md").figures[0]
    assert [m.quote for m in figure.witnesses] == ["1139个"]


@pytest.mark.parametrize(
    ("text", "paired", "loose"),
    [
        ("（CNVD-2031-10001，对应CVE-2031-20001）", {"CNVD-2031-10001": ("CVE-2031-20001",)}, []),
        ("漏洞（CNVD-2031-10001）（CVE-2031-20001）", {"CNVD-2031-10001": ("CVE-2031-20001",)}, []),
        ("CNVD-2031-10001(CVE-2031-20001)", {"CNVD-2031-10001": ("CVE-2031-20001",)}, []),
        ("CVE-2031-20001（CNVD-C-2031-10001）", {"CNVD-C-2031-10001": ("CVE-2031-20001",)}, []),
        ("CVE-2031-20001 | CNVD-2031-10001 | 样例", {"CNVD-2031-10001": ("CVE-2031-20001",)}, []),
        ("CNVD编号：CNVD-2031-10001 CVE编号：CVE-2031-20001", {"CNVD-2031-10001": ("CVE-2031-20001",)}, []),
        (
            "（CNVD-2031-10001、CNVD-2031-10002，分别对应CVE-2031-20001、CVE-2031-20002）",
            {"CNVD-2031-10001": ("CVE-2031-20001",), "CNVD-2031-10002": ("CVE-2031-20002",)},
            [],
        ),
        (
            "CNVD-2031-10001、CNVD-2031-10002，对应CVE-2031-20001、CVE-2031-20002、CVE-2031-20003",
            {"CNVD-2031-10001": (), "CNVD-2031-10002": ()},
            ["CVE-2031-20001", "CVE-2031-20002", "CVE-2031-20003"],
        ),
        (
            "（CNVD-2031-10001，对应CVE-2031-20001）和CVE-2031-20002",
            {"CNVD-2031-10001": ("CVE-2031-20001",)},
            ["CVE-2031-20002"],
        ),
        ("CNVD-2031-10001说明与CVE-2031-20001无关", {"CNVD-2031-10001": ()}, ["CVE-2031-20001"]),
        ("cnvd－2031–10001，对应 CVE‐2031‑20001", {"CNVD-2031-10001": ("CVE-2031-20001",)}, []),
        ("https://www.cnvd.org.cn/flaw/show/CNVD-2031-10001", {"CNVD-2031-10001": ()}, []),
        ("https://example.com/CVE-2031-20001 编号2031-20002 CNNVD-203101-123", {}, []),
    ],
)
def test_numbers_are_paired_as_the_text_pairs_them(
    text: str, paired: dict[str, tuple[str, ...]], loose: list[str]
) -> None:
    """A record goes to the entry it stands with; where nothing says which, to none; digits alone are no number."""
    cnvd, others = entries.entries(text)
    assert {e.name.number: e.cves for e in cnvd} == paired
    assert [e.name.number for e in others] == loose


@pytest.mark.parametrize("printed", ["CNVD-2031-101", "CVE-2031-12345678", "CNVD-2031-1000O1", "CVE-2031-XXXX"])
def test_a_misprinted_number_is_a_problem(printed: str) -> None:
    """What begins like a number and is none is told, not read."""
    assert entries.entries(printed) == ([], [])
    assert [p.code for p in entries.problems(f"样例{printed}，")] == ["W_ENTRY"]


@pytest.mark.parametrize(
    ("text", "number", "severity"),
    [
        ("CNVD对该漏洞的综合评级为“高危”。", 1, "high"),
        ("CNVD对上述漏洞的综合评级均为“高危”。", 3, "high"),
        ("CNVD对该漏洞的综合评级为“高危”。", 2, ""),
        ("危害级别：中", 1, "medium"),
        ("综合评级为'超危'，", 1, "critical"),
        ("CNVD评级为高危，", 1, "high"),
        ("安全等级： 低危\n", 1, "low"),
        ("综合评级为“高危”。后来综合评级为“中危”。", 1, ""),
        ("综合评级为最高级“严重”级别", 1, ""),
        ("评级为高风险企业", 1, ""),
    ],
)
def test_a_rating_is_read_where_it_holds(text: str, number: int, severity: str) -> None:
    """One rating for one entry, or one that says it is for all; two that differ are none."""
    assert parts.severity(text, number) == severity


@pytest.mark.parametrize(
    ("text", "products"),
    [
        (
            "二、漏洞影响范围\n漏洞影响的产品和版本：\nSample 8.0 < 8.0 U3\n三、漏洞处置建议\nSample 9",
            ["Sample 8.0 < 8.0 U3"],
        ),
        ("受影响版本：\n1、Sample 2.3.5-2.3.31；\n2、Sample 2.5\n参考链接", ["Sample 2.3.5-2.3.31", "Sample 2.5"]),
        ("漏洞影响的产品版本包括：Sample 6.x。\n目前，样例公司", ["Sample 6.x"]),
        ("二、漏洞影响范围\nSample | 1.0\n请联系样例公司\n不受影响版本\nSample 2", ["Sample 1.0"]),
        ("漏洞影响严重\nSample 1", []),
        ("受该漏洞影响的产品包括：Sample 1.0、Sample 2.0等版本。这里是一句话。\n目前", ["Sample 1.0、Sample 2.0"]),
    ],
)
def test_ranges_of_versions_are_read_as_printed(text: str, products: list[str]) -> None:
    """Lines under the heading, without their bullets; sentences and what is not affected are left."""
    assert list(parts.products(text)) == products


@pytest.mark.parametrize(
    ("title", "account", "series"),
    [
        ("CNCERT：关于Sample存在堆溢出漏洞的安全公告", OTHER, "cnta-advisory"),
        ("关于Sample存在堆溢出漏洞的安全公告", CNVD, "cnta-advisory"),
        ("关于Sample存在堆溢出漏洞的安全公告", OTHER, ""),
        ("关于Sample存在高危漏洞可被利用发起攻击的情况公告（更新）", CENTRE, "cnta-advisory"),
        ("Sample发布2031年7月安全更新", CENTRE, "cnta-advisory"),
        ("样例公司发布样例系统产品补丁更新", CENTRE, "cnta-advisory"),
        ("Sample发布2031年7月安全更新", OTHER, ""),
        ("Sample发布2031年7月安全更新，修复12个漏洞", CENTRE, ""),
        ("关于汽车数据处理要求检测情况的通报（第九批）", CENTRE, ""),
        ("关于样例产品众测活动典型漏洞风险的通报", CENTRE, ""),
        ("CNVD漏洞周报2031年第7期", CNVD, ""),
        ("警惕 | CNCERT：关于样例木马的风险提示", OTHER, "risk-alert"),
        ("国家互联网应急中心（CNCERT）发布关于样例应用的安全风险预警", OTHER, "risk-alert"),
        ("关于样例木马的风险提示", CENTRE, "risk-alert"),
        ("关于样例木马的风险提示", OTHER, ""),
        ("样例早报 | CNCERT发布关于样例木马的风险提示；样例公司被攻击", OTHER, ""),
        ("危害样例安全！样例政府发布勒索软件预警", CENTRE, ""),
    ],
)
def test_a_title_alone_shows_whose_notice_it_is(title: str, account: str, series: str) -> None:
    """A copy without content is of a series by the form of its title and a speaker or account of CNCERT or CNVD."""
    found = [m.KEY for m in (cnta_advisory, risk_alert) if m.recognise(shell(title, account))]
    assert found == ([series] if series else [])


@pytest.mark.parametrize(
    ("changes", "series"),
    [
        ((("CNCERT", "样例实验室"),), ""),
        ((("TestBot僵尸网络的风险提示", "TestBot僵尸网络的情况通报"),), "risk-alert"),
        ((("CNCERT与样例公司", "NVDB）监测发现，CNCERT与样例公司"),), ""),
    ],
)
def test_an_alert_is_one_by_who_speaks(changes: tuple[tuple[str, str], ...], series: str) -> None:
    """Other bodies publish under such titles; the body says who found what it warns of."""
    assert changed("alert-botnet.md", *changes).series == series


def test_a_digest_of_advisories_is_none() -> None:
    """A text with the numbers of two advisories is no copy of either."""
    assert changed("advisory-undated.txt", ("，共修复", "，公告编号：CNTA-2015-0008，共修复")).series == ""


@pytest.mark.parametrize("number", ["CNTA-2033-0108", "CNTA-1931-0108", "CNTA-2031-0000"])
def test_an_impossible_number_is_refused(number: str) -> None:
    """A number of a year after publication, or before CNVD was founded, belongs to no advisory."""
    text = raw("advisory-release.md").decode().replace("CNTA-2031-0108", number)
    with pytest.raises(ExtractionError, match="E_DATE"):
        read(text)


def test_copies_under_other_headlines_are_one_issue() -> None:
    """Rubric, speaker and the marks around a name do not change the subject."""
    titles = (
        "关于“样例”变种TestBot僵尸网络的风险提示",
        "CNCERT：关于样例变种TESTBOT僵尸网络的风险提示",
        "【样例圈】警惕 | 国家互联网应急中心：关于“样例” 变种TestBot僵尸网络的安全风险提示",
    )
    found = [risk_alert.recognise(shell(title, CENTRE)) for title in titles]
    assert len({f.issue for f in found if f}) == 1 and all(found)


@pytest.mark.parametrize(
    ("module", "first", "second"),
    [
        (risk_alert, "关于样例木马的风险提示", "关于样例病毒的风险提示"),
        (cnta_advisory, "关于甲系统存在样例漏洞的安全公告", "Sample发布2031年6月安全更新"),
    ],
)
def test_two_notices_of_one_day_are_two_issues(module: object, first: str, second: str) -> None:
    """Where there is no number, the subject keeps them apart."""
    assert module in (risk_alert, cnta_advisory)
    recognise = risk_alert.recognise if module is risk_alert else cnta_advisory.recognise
    found = [recognise(shell(title, CENTRE)) for title in (first, second)]
    keys = [f.issue for f in found if f]
    assert len(set(keys)) == 2 and all(re.fullmatch("2031-06-19-[0-9a-f]{8}", key) for key in keys)


def test_a_notice_without_a_day_is_undated() -> None:
    """No day, no number: the key is the copy's."""
    found = risk_alert.recognise(shell("关于样例木马的风险提示", CENTRE, None))
    assert found and found.issue == "undated-" + "1" * 16 and found.period and found.period.undated_in == "1" * 16


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("样例域名evil[.]example[.]com和198.51.100[.]7:80。", ["evil[.]example[.]com", "198[.]51[.]100[.]7"]),
        ("访问hxxps://evil.example.com/a", ["hxxps://evil[.]example[.]com/a"]),
        ("样例" + "ab" * 20 + "，" + "cd" * 32, ["ab" * 20, "cd" * 32]),
        ("版本1.2.3.4，官网www.example.com，https://example.com/" + "ab" * 16, []),
        (
            "附录：IOC\n198.51.100.7\nevil.example.com\nrun.sh\nwww.cert.org.cn\n",
            ["198[.]51[.]100[.]7", "evil[.]example[.]com"],
        ),
        ("C2地址：198.51.100.7:443\n详情见样例网站www.example.com", ["198[.]51[.]100[.]7"]),
        ("附录：IOC\n45.33.*.12\n198.51.100.7\n六、样例\n203.0.113.5", ["198[.]51[.]100[.]7"]),
    ],
)
def test_indicators_are_read_and_defanged(text: str, values: list[str]) -> None:
    """Defanged ones and hashes anywhere, live ones only in a list of indicators; nothing live comes out."""
    found, _ = indicators(text, "risk-alert", ("", ""))
    assert [a.value for a in found] == values


def test_the_family_is_the_one_the_title_names() -> None:
    """Of `Mirai变种TestBot` the indicators are TestBot's."""
    assert {(a.family, a.family_label) for a in report("alert-botnet.md").assets} == {("family-testbot", "TestBot")}


def test_a_bare_copy_is_dated_by_its_stamp() -> None:
    """The day in the head of a page counts, one in its prose does not."""
    stamped = plain("关于样例的安全公告\n发布时间：2015年4月2日 10:00\n正文")
    assert (period := titles.day(stamped)) and period.key == "2015-04-02"
    assert titles.day(plain("关于样例的安全公告\n正文说2015年4月2日如何")) is None


def test_the_accounts_are_those_of_the_publishers() -> None:
    """The list of accounts is the curated one of CNCERT and CNVD."""
    curated = Path(__file__).parents[1] / "ontology" / "organisations.ttl"
    assert set(re.findall(r'd:wechatAccount "([^"]+)"', curated.read_text("utf-8"))) >= titles.ACCOUNTS
    assert {CENTRE, CNVD} == titles.ACCOUNTS
