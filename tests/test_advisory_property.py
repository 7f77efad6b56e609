"""Advisories and alerts printed at random: counts, numbers, pairs, ratings and addresses come back, and no others."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cncert_kg.model import Document, Report
from cncert_kg.series import entries
from cncert_kg.series.notices import cnta_advisory, risk_alert
from cncert_kg.series.notices.addresses import indicators
from cncert_kg.series.rules import figures
from tests.conftest import DEEP
from tests.printing import printed, said

EXAMPLES = 3_000 if DEEP else 200
PATCHED = tuple(
    said(form, "advisory-patched")
    for form in (
        "某日，样例公司给出某月例行安全公告，修复了其多款产品存在的<>个安全漏洞，样例10 v1709（24个）在其中。",
        "样例公司官方更新，共修复了<>个漏洞。",
        "样例公司修复了包括Sample在内的<>个新的安全漏洞。",
        "本次更新修复漏洞{is}<>个，另有样例。",
        "样例公司修复的安全漏洞数量{is}<>个。",
        "样例公司共发布<>个漏洞的补丁。",
        "样例公司对Sample的<>个漏洞进行了修复。",
        "样例公司修补了Sample的<>个安全缺陷。",
        "样例公司安全公告共涉及旗下产品的<>个安全漏洞。",
        "样例产品的<>个漏洞已得到修复。",
        "修复了<>个存在于样例产品中的安全漏洞。",
        "样例公司季度补丁解决了旗下产品的<>个安全漏洞。",
    )
)
NEAR_MISSES = (
    "修复了样例产品的{}个高危漏洞",
    "修复了多个漏洞，影响{}个产品",
    "样例平台收录了{}个漏洞",
    "样例提供{}个漏洞的修复建议",
    "互联网上有{}个服务受漏洞影响",
    "样例公司发布{}项更新",
)


def count(text: str) -> dict[str, Decimal]:
    """Read the count of a sentence, with its quote."""
    found, _ = figures(text, "cnta-advisory", cnta_advisory.RULES)
    assert all(text[f.mention.start : f.mention.end] == f.mention.quote for f in found)
    return {f.indicator: f.quantity.value for f in found if f.quantity}


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(PATCHED), st.data())
def test_a_count_in_every_form_is_read_back(form: object, data: st.DataObject) -> None:
    """Whatever the number and its blanks, each form gives it."""
    assert form in PATCHED
    text, values = data.draw(printed([f for f in PATCHED if f is form], ("", "为", "共", "共计", "达到")))
    assert count(text) == {indicator: value for (indicator, _, _), value in values.items()}, text


@settings(max_examples=EXAMPLES // 4)
@given(st.sampled_from(NEAR_MISSES), st.integers(1, 99_999))
def test_another_count_is_none(form: str, number: int) -> None:
    """Parts by severity, products, proposals and services are not the count of what was fixed."""
    assert count(form.format(number) + "。") == {}


def cnvd(serial: int, is_event: bool) -> str:
    """Print the number of an entry."""
    return f"CNVD-{'C-' if is_event else ''}2024-{serial:05}"


serials = st.lists(st.integers(1, 99_999), min_size=1, max_size=4, unique=True)
PAIRS = (
    "（{0}，对应{1}）",
    "({0}，对应 {1})",
    "（{0}/{1}）",
    "（{0}）（{1}）",
    "（CNVD编号：{0}，CVE编号：{1}）",
    "（{0}、{1}）",
    "{1}（{0}）",
)


@settings(max_examples=EXAMPLES)
@given(serials, st.sampled_from(PAIRS), st.booleans(), st.sampled_from("-－–‑"))
def test_pairs_are_read_back(numbers: list[int], form: str, is_event: bool, dash: str) -> None:
    """Each entry has its own record, whatever stands between them, and what stands in another place has none."""
    pairs = {cnvd(n, is_event): f"CVE-2023-{n:04}" for n in numbers}
    text = "。".join(
        f"样例系统{n}号漏洞{form.format(entry, record)}" for n, (entry, record) in enumerate(pairs.items())
    )
    found, loose = entries.entries(text.replace("-", dash) + "。另见CVE-2022-12345。")
    assert {e.name.number: e.cves for e in found} == {entry: (record,) for entry, record in pairs.items()}
    assert [e.name.number for e in loose] == ["CVE-2022-12345"]


@settings(max_examples=EXAMPLES // 2)
@given(
    serials, st.sampled_from(("、", "，", "和", " ")), st.sampled_from(("，对应", "，分别对应", ", 对应", "，依次对应"))
)
def test_two_lists_of_one_length_are_paired(numbers: list[int], joint: str, link: str) -> None:
    """The first entry goes with the first record; lists of other lengths are not paired unless one has one."""
    left = [cnvd(n, False) for n in numbers]
    right = [f"CVE-2023-{n:04}" for n in numbers]
    found, loose = entries.entries(f"样例漏洞（{joint.join(left)}{link}{joint.join(right)}）。")
    assert [(e.name.number, e.cves) for e in found] == [(a, (b,)) for a, b in zip(left, right, strict=True)]
    assert loose == []


days = st.integers(0, 4_000).map(lambda n: date(2015, 1, 1) + timedelta(n))
TITLES = (
    "关于样例系统存在{}漏洞的安全公告",
    "关于样例系统{}漏洞的情况公告",
    "关于样例系统存在{}漏洞的安全公告（第二版）",
    "关于{}漏洞的预警通报",
    "CNVD：关于样例系统存在{}漏洞的安全公告",
    "样例公司发布{}安全更新",
    "Sample发布{}的安全公告",
    "CNCERT：关于样例{}漏洞的安全公告",
)


def advisory(title: str, day: date | None, text: str, is_bare: bool) -> Document:
    """Make a copy: a post with its day, or a page with title and day in its head."""
    if is_bare:
        return Document("test.txt", "0" * 64, f"{title}\n发布时间：{day}\n{text}" if day else f"{title}\n{text}")
    return Document("test.md", "0" * 64, text, title=title, published=day)


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from(TITLES),
    st.sampled_from(("远程执行", "越界", "某型")),
    days,
    st.integers(1, 60),
    st.sampled_from(("安全公告编号:{}\n", "安全公告编号：{}\n", "公告编号 {}\n", "（{}）\n", "")),
    st.booleans(),
)
def test_number_and_day_of_an_advisory(
    title: str, kind: str, day: date, serial: int, label: str, is_bare: bool
) -> None:
    """The number is the key where there is one, else the day and the subject; the period is the day."""
    number = f"CNTA-{day.year}-{serial:04}"
    text = (
        f"{label.format(number)}样例平台（CNVD）收录了样例漏洞。\n一、漏洞情况分析\nCNVD对该漏洞的综合评级为“高危”。\n"
    )
    found = cnta_advisory.recognise(advisory(title.format(kind), day, text, is_bare))
    assert found and found.period and found.period.key == day.isoformat()
    assert found.issue == number if label else found.issue.startswith(f"{day}-"), title


@settings(max_examples=EXAMPLES // 4)
@given(st.sampled_from(TITLES[:4]), days, st.sampled_from(("样例公司", "CNNVD", "样例众测平台")))
def test_an_advisory_of_another_body_is_none(title: str, day: date, body: str) -> None:
    """Vendors and CNNVD publish under such titles; CNVD does not speak in theirs."""
    text = f"{body}监测到样例漏洞，编号CVE-2023-12345。\n一、漏洞情况分析\n样例。"
    assert cnta_advisory.recognise(advisory(title.format("样例"), day, text, False)) is None


octets = st.integers(1, 254)
hosts = st.builds(lambda a, b: (f"198.51.100.{a}", f"203.0.113.{b}"), octets, octets).flatmap(st.sampled_from)
names = st.from_regex(r"[a-z]{3,8}[0-9]{0,3}\.[a-z]{3,8}\.(?:com|net|top|xyz)", fullmatch=True)
hashes = st.sampled_from((32, 40, 64)).flatmap(lambda n: st.text("0123456789abcdefABCDEF", min_size=n, max_size=n))
STYLES = (("[.]", "hxxp"), ("(.)", "hxxp"), (".", "http"), ("【.】", "h**p"), ("[dot]", "hxxp"))


@settings(max_examples=EXAMPLES)
@given(
    st.data(), st.sampled_from(STYLES), st.sampled_from(("五、相关IOC\n", "附录：IoCs\n", "IOC：\n", "六、威胁指标\n"))
)
def test_indicators_are_read_back(data: st.DataObject, style: tuple[str, str], heading: str) -> None:
    """Whatever they are captioned or set in, what comes back is what was printed, once, defanged."""
    dot, scheme = style
    ips = data.draw(st.lists(hosts, max_size=3, unique=True))
    domains = data.draw(st.lists(names, max_size=3, unique=True))
    files = data.draw(st.lists(hashes, max_size=3, unique_by=str.lower))
    caption = data.draw(st.sampled_from(("", "样本：", "C2:", "| ", "- ")))
    lines = [f"{caption}{ip.replace('.', dot)}{data.draw(st.sampled_from(('', ':8080')))}" for ip in ips]
    lines += [f"{caption}{domain.replace('.', dot)}" for domain in domains]
    lines += [f"{scheme}://{domain.replace('.', dot)}/a/b" for domain in domains]
    lines += [f"{data.draw(st.sampled_from(('', 'MD5:', 'SHA256：', 'hash ')))}{value}" for value in files]
    text = (
        "样例文字，见www.example.org和版本1.2.3.4。\n" + heading + "\n".join((*lines, *lines[:1], "七、样例\n10.9.8.7"))
    )
    found, problems = indicators(text, "risk-alert", ("", ""))
    safe = {d.replace(".", "[.]") for d in domains}
    assert {a.value for a in found} == {
        *(ip.replace(".", "[.]") for ip in ips), *safe, *(f"hxxp://{d}/a/b" for d in safe), *map(str.lower, files),
    }  # fmt: skip
    assert len({(a.value, a.port) for a in found}) == len(found)
    assert problems == []
    assert all(text[a.mention.start : a.mention.end] == a.mention.quote for a in found)


SUBJECTS = ("样例变种TestBot僵尸网络", "“样例”黑产攻击活动", "样例勒索软件", "仿冒样例软件传播木马", "样例供应链攻击")


def alert(title: str, day: date, speaker: str, is_bare: bool) -> Report | None:
    """Read a notice of a day, in which somebody speaks."""
    document = advisory(title, day, f"{speaker}监测发现样例活动，涉及CVE-2023-12345。\n一、样例\n", is_bare)
    found = risk_alert.recognise(document)
    return risk_alert.read(document, found) if found else None


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from(SUBJECTS),
    st.sampled_from(("{}的风险提示", "{}的安全风险预警", "{}的情况通报", "防范{}的风险提示", "{}的预警通报")),
    st.sampled_from(("", "CNCERT：", "警惕 | ", "【样例】CNCERT：")),
    days,
    st.booleans(),
)
def test_an_alert_is_read_by_who_speaks(subject: str, form: str, rubric: str, day: date, is_bare: bool) -> None:
    """The centre's own has its day in the key and names what it names; another body's is none of ours."""
    title = f"{rubric}关于{form.format(subject)}"
    found = alert(title, day, "国家互联网应急中心（CNCERT）", is_bare)
    assert found and found.issue.startswith(f"{day}-") and found.period and found.period.key == day.isoformat()
    assert [c.number for c in found.cves] == ["CVE-2023-12345"]
    assert "CNCERT" in title or alert(title, day, "样例公司安全实验室", is_bare) is None
