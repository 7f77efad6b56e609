"""What CNCERT says of itself: each predicate, each date, and nothing from a look-alike."""

from __future__ import annotations

import pytest

from cncert_kg.errors import ExtractionError
from cncert_kg.model import Gap, Period
from cncert_kg.series import profile
from tests.reading import DOCUMENTS, changed, plain, report

SELF = "国家计算机网络应急技术处理协调中心（简称“测试应急中心”，英文缩写“CNCERT”），测试中成立于2001年8月。\n"
ISSUED = Period("2021-06", "2021-06")


@pytest.mark.parametrize(
    ("text", "predicate", "value"),
    [
        ("", "name", "国家计算机网络应急技术处理协调中心"),
        ("", "founded", "2001-08"),
        ("为非政府非盈利的网络安全技术中心", "status", "非政府非盈利的网络安全技术中心"),
        ("按照“积极预防、测试第一”的方针", "motto", "积极预防、测试第一"),
        ("测试评估。", "function", "测试评估"),
        ("是中国计算机网络应急处理体系中的牵头单位", "leads", "中国计算机网络应急处理体系"),
        ("发起成立了甲（ANVA）", "initiated", "anva"),
        ("运行和管理国家信息安全漏洞共享平台（CNVD）", "operates", "cnvd"),
        ("应急响应与安全组织FIRST的正式成员", "member-of", "first"),
        ("亚太计算机应急组织 APCERT 的发起者之一", "co-founder-of", "apcert"),
        ("积极参加国际电联等政府层面", "participates-in", "itu"),
        ("热线电话：+86 10 82990999（中文）", "telephone", "+861082990999"),
        ("电话：010-82991681", "telephone", "+861082991681"),
        ("+86 10 82991000（English）", "telephone", "+861082991000"),
        ("传 真 ： +86 10 82990399", "fax", "+861082990399"),
        ("网址：www.cert.org.cn欢迎访问", "website", "www.cert.org.cn"),
        ("网 址 ： https://www.cert.org.cn/a/b欢迎", "website", "https://www.cert.org.cn/a/b"),
        ("微信公众号： CNCERTCC", "wechat", "CNCERTCC"),
        ("Email：a_b@cert.org.cn。", "email", "a_b@cert.org.cn"),
        ("电子邮箱：a@cert.org.cn联系", "email", "a@cert.org.cn"),
        ("历经21年的实践", "years-of-practice", "21"),
        ("重点处置的事件包括：甲乙事件等。", "handles", "甲乙事件"),
    ],
)
def test_a_predicate_is_read(text: str, predicate: str, value: str) -> None:
    """Each predicate has its phrase."""
    found = profile.statements(plain(SELF + text))
    assert (predicate, value) in [(s.predicate, s.object) for s in found]


def test_every_predicate_is_in_a_document() -> None:
    """No phrase of the table is without a document that needs it."""
    predicates = {p.predicate for p in profile.PHRASES} | {"initiated", "participates-in", "handles"}
    shown = {s.predicate for path in DOCUMENTS for s in report(path.name).statements}
    assert predicates <= shown


@pytest.mark.parametrize(
    "text",
    [
        "某公司成立于2005年3月。国家计算机网络应急技术处理协调中心（简称CNCERT）到访。",
        "国家计算机网络应急技术处理协调中心（简称CNCERT）到访。某公司成立于2005年3月。",
        "国家计算机网络应急技术处理协调中心成立于2001年8月。",
        "某中心（简称CNCERT），成立于2001年8月。",
    ],
)
def test_a_look_alike_is_no_profile(text: str) -> None:
    """Only a sentence that gives the centre's short name and its founding is its description of itself."""
    assert not profile.is_profile(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "某公司成立于2005年3月",
        "Email：见网站a@",
        "电子邮箱：请写给a@cert.org.cn",
        "电话：٠١٠-٨٢٩٩١٦٨١",
        "发起成立了甲联盟",
    ],
)
def test_a_phrase_of_something_else_states_nothing(text: str) -> None:
    """Beside the profile itself, such a line adds no statement."""
    assert profile.statements(plain(SELF + text)) == profile.statements(plain(SELF))


def test_an_impossible_month_is_an_error() -> None:
    """A founding month is a month."""
    with pytest.raises(ValueError, match="no such day: 2001年13月"):
        profile.statements(plain(SELF.replace("8月", "13月")))


@pytest.mark.parametrize(("old", "new"), [("2002年9月", "2002年13月"), ("40家", "9" * 16 + "家")])
def test_a_broken_profile_of_no_series_is_set_aside(old: str, new: str) -> None:
    """A bare profile that states the impossible is a coded problem too."""
    with pytest.raises(ExtractionError, match="E_FIGURE"):
        changed("profile-2019-form.md", (old, new))


@pytest.mark.parametrize("digits", ["2001年8月", "２００１年８月", "2001 年 08 月"])
def test_founding_has_one_form(digits: str) -> None:
    """Full-width digits give the same value as others."""
    found = profile.statements(plain(SELF.replace("2001年8月", digits)))
    assert [s.object for s in found if s.predicate == "founded"] == ["2001-08"]


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("截至2020年年底，已与78个国家和地区的", "2020-12-31"),
        ("截至2020年底，已与78个国家和地区的", "2020-12-31"),
        ("截至2020年末，已与78个国家和地区的", "2020-12-31"),
        ("截至2020年12月31日，已与78个国家和地区的", "2020-12-31"),
        ("截至 2025 年，已与78个国家和地区的", "2025"),
        ("截至2022年6月，已与78个国家和地区的", "2022-06"),
        ("截止2022年6月3日，已与78个国家和地区的", "2022-06-03"),
        ("目前，已与78个国家和地区的", "2021-06"),
        ("已与78个国家和地区的组织合作（截至2019年）", "2019"),
        ("截至2018年有甲，截至2019年已与78个国家和地区的，截至2020年有乙", "2019"),
        ("截至2018年有甲。已与78个国家和地区的", "2021-06"),
        ("截至2019年" + "很" * 200 + "已与78个国家和地区的", "2019"),
    ],
)
def test_a_figure_is_dated_by_its_own_sentence(sentence: str, date: str) -> None:
    """As precise as the text, and no more; a sentence without a date holds for the day of issue."""
    (figure,) = profile.statistics(plain(SELF + sentence), ISSUED)
    assert (str(figure.value), figure.period) == ("78", Period(date, date))


def test_a_date_that_never_was_is_an_error() -> None:
    """截至2月30日 is nobody's date."""
    with pytest.raises(ValueError, match="2月30日"):
        profile.statistics(plain("截至2020年2月30日，已与78个国家和地区的"), ISSUED)


def test_a_redacted_address_is_a_gap() -> None:
    """A placeholder is never an address."""
    document = plain(SELF + "电 子 邮 箱 ： PI:EMAIL")
    assert profile.gaps(document) == [Gap("redacted", subject="cncert", predicate="email")]
    assert "email" not in [s.predicate for s in profile.statements(document)]
