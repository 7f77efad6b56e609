"""CCTGA's weekly on ransomware and its bulletins, printed at random in every form, are read back as they were printed.

A figure is compared as indicator, statistic, value, rank and breakdown. The words around the figures are made for
the tests, and so are the names of what has no code of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cncert_kg.model import Figure, Report
from cncert_kg.series import assets
from cncert_kg.series.cctga import bulletin as cctga_bulletin
from cncert_kg.series.cctga import ransomware_weekly as cctga_ransomware_weekly
from cncert_kg.series.rules import slug
from cncert_kg.text import canonical
from tests.conftest import DEEP
from tests.reading import read

EXAMPLES = 2_000 if DEEP else 120

Row = tuple[str, str, str, int, str]
"""Indicator, statistic, value, rank, breakdown."""
Printed = tuple[str, list[Row]]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
JOINT = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])(?!余)")
"""Where the text of a page has a blank."""
LIVE = re.compile(r"(?<![0-9])[0-9]{1,3}\.[0-9]{1,3}\.|[a-z0-9]\.(?:example|test)\b|https?:")


@st.composite
def counts(draw: st.DrawFn) -> tuple[str, str]:
    """Print a count: plain, with thousands separators, in 万, with full-width digits."""
    value = Decimal(draw(st.integers(0, 9_999_999)))
    form = draw(st.sampled_from(("plain", "plain", "thousands", "wide", "scaled")))
    if form == "scaled":
        return f"{value / 10}万", f"{canonical(value * 1000)}"
    plain = f"{value:,}" if form == "thousands" else str(value)
    return plain.translate(FULL_WIDTH) if form == "wide" else plain, str(value)


@st.composite
def percents(draw: st.DrawFn, most: int = 1000) -> tuple[str, str]:
    """Print a percentage, with one decimal or none."""
    tenths = Decimal(draw(st.integers(1, most)))
    value = canonical(tenths / 10)
    return f"{value}{draw(st.sampled_from('%%％'))}", f"{value}"


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str]:
    """Print a change from the week before: a percentage with its direction, a multiple, or none at all."""
    form = draw(st.sampled_from(("percent", "percent", "multiple", "same")))
    lead = draw(st.sampled_from(("较上周", "与上周相比", "环比", "较上周有所")))
    if form == "same":
        return draw(st.sampled_from(("与上周持平", "较上周基本持平"))), "0"
    if form == "multiple":
        tenths = Decimal(draw(st.integers(1, 99)))
        return f"{lead}增长{tenths / 10}倍", f"{canonical(tenths * 10)}"
    way, sign = draw(st.sampled_from((("增长", ""), ("上升了", ""), ("下降", "-"), ("减少", "-"), ("降低了", "-"))))
    printed, value = draw(percents(9_999))
    return f"{lead}{way}{printed}", f"{sign}{value}"


@st.composite
def counted(draw: st.DrawFn, code: str, *forms: str) -> Printed:
    """Print one figure, its share or its change with it where the form has `%` or `±`; each form may be taken."""
    text, rows = draw(st.sampled_from(forms)), []
    for slot, statistic, numbers in (("#", "level", counts()), ("%", "share", percents()), ("±", "wow", changes())):
        if slot in text:
            printed, value = draw(numbers)
            text = text.replace(slot, printed)
            rows.append((code, statistic, value, 0, "total"))
    return text, rows


FAMILIES = {
    "Phobos": "phobos", "Mallox": "mallox", "TellYouThePass": "tellyouthepass", "LockBit": "lockbit",
    "8Base": "8base", "BeijingCrypt": "beijingcrypt", "Black Basta": "black-basta", "REvil": "sodinokibi",
    "GlobeImposter": "globeimposter", "样例虫": slug("样例虫"), "Sample3.0": "sample3-0", "其他": "other",
}  # fmt: skip
SYSTEMS = {
    "Windows 10系统": "windows-10", "Windows Server 2012系统": "windows-server-2012", "Windows7": "windows-7",
    "Windows Server 2008 R2": "windows-server-2008-r2", "Linux系统": "linux", "CentOS操作系统": "centos",
}  # fmt: skip
VECTORS = {
    "漏洞利用": "vulnerability-exploit", "远程桌面弱口令": "rdp-weak-password", "钓鱼邮件": "phishing-mail",
    "RDP爆破": "rdp-brute-force", "样例口令": slug("样例口令"), "U盘": "removable-media",
}  # fmt: skip


def in_a_row(names: Sequence[str], last: str) -> str:
    return "、".join(names[:-1]) + (last if len(names) > 1 else "") + names[-1]


@st.composite
def split(draw: st.DrawFn, code: str, kind: str, names: dict[str, str], leads: tuple[str, ...]) -> Printed:
    """Print a sentence that gives the shares of two to five parts, in brackets, behind each, or after all of them."""
    chosen = draw(st.lists(st.sampled_from(sorted(names)), unique=True, min_size=2, max_size=5))
    shares = [draw(percents()) for _ in chosen]
    form = draw(st.sampled_from(("brackets", "row", "top", "each", "behind")))
    last = draw(st.sampled_from(("和", "、", "以及")))
    if form == "each":
        shares[1:] = [shares[1]] * (len(shares) - 1)
    printed = [share for share, _ in shares]
    if form == "brackets":
        marks = draw(st.sampled_from(("（{}）", "({})", "（占比{}）")))
        body = in_a_row([name + marks.format(share) for name, share in zip(chosen, printed, strict=True)], last)
    elif form == "row":
        body = f"{in_a_row(chosen, last)}占比较高，分别为{in_a_row(printed, last)}"
    elif form == "behind":
        body = "，其次是".join(f"{name}占{share}" for name, share in zip(chosen, printed, strict=True))
    else:
        tail = f"占比均为{printed[1]}" if form == "each" else f"占比分别为{in_a_row(printed[1:], last)}"
        tail = f"占比为{printed[1]}" if len(chosen) == 2 else tail
        body = f"{chosen[0]}占比最高，占到总量的{printed[0]}，其次为{in_a_row(chosen[1:], last)}，{tail}"
    rows = [
        (code, "share", value, rank, f"{kind}-{names[name]}")
        for rank, (name, (_, value)) in enumerate(zip(chosen, shares, strict=True), 1)
    ]
    return f"本周，{draw(st.sampled_from(leads))}{body}，另有样例若干。", rows


SAMPLES = counted("rw-sample", "收集捕获勒索软件样本#个", "捕获到勒索病毒样本共#个", "收集了#个勒索软件样本")
SPREAD = counted("rw-propagation", "发现勒索软件网络传播#次", "勒索病毒传播事件共#起", "监测到#次勒索软件网络传播")
DOWNLOADS = counted("rw-download-ip", "勒索软件下载IP地址#个", "勒索病毒下载链接共#个")
AT_HOME = counted(
    "rw-download-ip-domestic",
    "位于境内的勒索软件下载地址#个，占比%", "位于境内的#个（占比%）", "境内勒索软件下载地址#个", "#个位于境内，约占%",
)  # fmt: skip
ABROAD = counted(
    "rw-download-ip-overseas",
    "位于境外的勒索软件下载地址#个，占比%", "位于境外的#个（占比%）", "境外勒索软件下载地址#个", "#个位于境外，约占%",
)  # fmt: skip
WANNACRY = counted(
    "rw-wannacry-incident",
    "发现#起样例单位感染Wannacry勒索软件事件，±",
    "发现#起样例单位感染WannaCry勒索软件事件",
    "样例单位感染Wannacry勒索病毒事件#起，±",
)
INFECTIONS = counted("rw-wannacry-infection", "累计感染#次，±", "累计感染#次")
OTHERS = counted(
    "rw-other-incident",
    "工作组应急响应#起非Wannacry勒索软件感染事件，±", "工作组处置了#起其它勒索软件攻击事件",
    "工作组应对的非Wannacry勒索软件感染事件共#起，±",
)  # fmt: skip
BY_FAMILY = split(
    "rw-other-by-family", "family", FAMILIES, ("排在前几名的勒索软件家族分别为", "勒索软件家族中，", "勒索病毒家族为")
)
BY_SYSTEM = split("rw-other-by-os", "os", SYSTEMS, ("被勒索软件感染的系统中", "被感染的操作系统中，"))
BY_VECTOR = split("rw-other-by-vector", "vector", VECTORS, ("勒索软件入侵方式中，", "攻击方式中"))
CASES = (
    "三、典型勒索软件攻击事件\n样例单位有12台主机被Hive加密，占总数的35.5%，较上周增长20%。\n共收集勒索软件样本300个。"
)
NOTHING: st.SearchStrategy[Printed] = st.just(("", []))


@st.composite
def weeklies(draw: st.DrawFn) -> Printed:
    """Print the figures of an issue; those that an issue may leave out are left out at random."""
    some = [draw(SAMPLES), *(draw(NOTHING | part) for part in (SPREAD, DOWNLOADS))]
    parts = [draw(AT_HOME), draw(ABROAD)] if draw(st.booleans()) else []
    wannacry = draw(NOTHING | WANNACRY)
    infections = draw(NOTHING | INFECTIONS)
    others = draw(OTHERS)
    splits = [draw(NOTHING | part) for part in (BY_FAMILY, BY_SYSTEM, BY_VECTOR)]
    first = "，".join(text for text, _ in some if text) + "".join(f"，{text}" for text, _ in parts)
    second = "，".join(text for text, _ in (wannacry, infections) if text) or "样例"
    sections = (
        f"一、勒索软件样本捕获情况\n本周样例工作组{first}。",
        f"二、勒索软件受害者情况\n（一）Wannacry勒索软件感染情况\n本周，{second}。",
        f"（二）其它勒索软件感染情况\n本周样例{others[0]}。",
        *(text for text, _ in splits if text),
        draw(st.sampled_from((CASES, ""))),
    )
    printed = (*some, *parts, wannacry, infections, others, *splits)
    return "\n".join(sections), [row for _, rows in printed for row in rows]


@st.composite
def issues(draw: st.DrawFn) -> tuple[str, str, str]:
    """Print a title with a number and days in a form of some year; give the issue and the period too."""
    start = draw(st.dates(date(2021, 11, 6), date(2032, 12, 1)))
    end = start + timedelta(days=6)
    number = draw(st.integers(1, 53))
    days = draw(
        st.sampled_from(("({0:%Y%m%d}-{1:%Y%m%d})", " {0:%Y%m%d}-{1:%Y%m%d}", "（{0:%Y.%m.%d}至{1:%Y.%m.%d}）"))
    )
    name = draw(st.sampled_from(("国家互联网应急中心(CNCERT/CC)", "CNCERT", ""))) + "勒索软件动态周报"
    total = draw(st.sampled_from((f"（总第{number + 8}期）", f"(总第{number}期)", "")))
    title = f"{name}{draw(st.sampled_from('-—'))}{end.year}年第{number}期{total}{days.format(start, end)}"
    return title, f"{end.year}-{number:02}", f"{start}_{end}"


def laid_out(form: str, title: str, body: str) -> tuple[str, str]:
    """Give a document and its name: a post, a page of a site, or bare text."""
    if form == "post":
        head = f"---\ntitle: {title}\nurl: https://mp.weixin.qq.com/s?__biz=MzIwNDk0MDgxMw==&mid=1\n---\n\n"
        return head + body.replace("\n", "\n\n"), "post.md"
    if form == "page":
        parts = "".join(f"<p>{part}</p>" for part in body.split("\n"))
        head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
        return f"<html>{head}<body><h1>{title}</h1>{parts}</body></html>", "page.html"
    return f"{title}\n{body}\n", "text.txt"


def row(figure: Figure) -> Row:
    return figure.indicator, figure.statistic, f"{figure.value}", figure.rank, figure.breakdown


def shown(found: Report) -> list[str]:
    """Give every text that is published of a report."""
    texts = [part for m in found.mentions() for part in (m.quote, m.sentence, m.prefix, m.suffix, str(m.stated))]
    return [*texts, *(f.label for f in found.figures), *(a.value for a in found.assets)]


@settings(max_examples=EXAMPLES)
@given(weeklies(), issues(), st.sampled_from(("post", "page", "text")), st.booleans())
def test_ransomware_weekly_is_read_back(
    printed: Printed, issue: tuple[str, str, str], form: str, is_spaced: bool
) -> None:
    """A whole issue gives its number, its days and its figures, with their ranks and parts, and no other."""
    body, rows = printed
    content, name = laid_out(form, issue[0], JOINT.sub(" ", body) if is_spaced else body)
    found = read(content, name)
    assert (found.series, found.issue) == (cctga_ransomware_weekly.KEY, issue[1]), content
    assert found.period and found.period.key == issue[2], content
    assert Counter(map(row, found.figures)) == Counter(rows), content
    assert found.problems == (), content


@settings(max_examples=EXAMPLES // 2)
@given(weeklies())
def test_ransomware_weekly_without_a_title_is_read_back(printed: Printed) -> None:
    """A bare copy is known by its headings; it has no number and no days."""
    found = read(printed[0], "text.txt")
    assert found.issue == f"undated-{found.document.key}", printed[0]
    assert Counter(map(row, found.figures)) == Counter(printed[1]), printed[0]


DOTS = ("[.]", ".", "(.)", "．")


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, str, str]:
    """Print an address, live, defanged or half defanged; give its kind and how it is published."""
    number = draw(st.integers(1, 99_999))
    kind = draw(st.sampled_from(("ip", "domain", "url")))
    labels = ["198", "51", "100", str(number % 250 + 1)] if kind == "ip" else [f"bad-{number}", "some", "example"]
    host = "".join(label + draw(st.sampled_from(DOTS)) for label in labels[:-1]) + labels[-1]
    if kind == "url":
        scheme = draw(st.sampled_from(("http", "hxxp")))
        return f"{scheme}://{host}/load", kind, f"hxxp://{'[.]'.join(labels)}/load"
    return host, kind, "[.]".join(labels)


@st.composite
def block(draw: st.DrawFn) -> tuple[dict[str, str], list[tuple[str, str]], list[str]]:
    """Give the fields of a block as printed, the addresses it lists, and the scale of control where it tells one."""
    printed, kind, published = draw(addresses())
    fields = {"恶意地址": printed}
    listed = [(kind, published)]
    if draw(st.booleans()):
        other, kind, published = draw(addresses().filter(lambda made: made[1] == "ip"))
        fields["关联IP地址"] = other
        listed.append((kind, published))
    fields |= {"归属地": "甲国/样例州", "威胁类型": "后门", "病毒家族": draw(st.sampled_from(("Mirai", "样例虫")))}
    values = []
    if draw(st.booleans()):
        count, value = draw(counts())
        fields["日控制规模"] = count + draw(st.sampled_from(("", "台", "个")))
        values.append(value)
    if draw(st.booleans()):
        digest = f"{draw(st.integers(1, 2**64)):032x}"
        fields["描述"] = f"样例样本的MD5值为{digest}，另提到{printed}，样例完。"
        listed.append(("hash", digest))
    return fields, listed, values


def bulletin(form: str, blocks: Sequence[dict[str, str]]) -> str:
    """Lay blocks out: a field a line, a block a line, or a table."""
    if form == "table":
        names = list(dict.fromkeys(name for fields in blocks for name in fields))
        lines = [names, ["---"] * len(names), *([fields.get(name, "—") for name in names] for fields in blocks)]
        return "\n" + "\n".join(" | ".join(line).join(("| ", " |")) for line in lines) + "\n"
    joint = {"lines": "\n\n", "one": " ", "marks": "；"}[form]
    numerals = "一二三四五六七八九十"
    return "\n\n".join(
        f"（{numerals[at]}）" + joint.join(f"{name}：{value}" for name, value in fields.items())
        for at, fields in enumerate(blocks)
    )


@settings(max_examples=EXAMPLES)
@given(
    st.lists(block(), min_size=1, max_size=5, unique_by=lambda made: made[0]["恶意地址"]),
    st.sampled_from(("lines", "one", "marks", "table")),
    st.dates(date(2024, 1, 1), date(2033, 1, 1)),
)
def test_bulletin_is_read_back(
    made: list[tuple[dict[str, str], list[tuple[str, str]], list[str]]], form: str, day: date
) -> None:
    """Every address of every block comes back defanged, with the hosts it controls; nothing that works is shown."""
    body = bulletin(form, [fields for fields, _, _ in made])
    title = "关于防范境外恶意网址和恶意IP的风险提示"
    head = f"---\ntitle: {title}\nurl: https://mp.weixin.qq.com/s?mid=1\ndate: {day}\n---\n\n"
    content = f"{head}样例通报的开场白。\n\n{body}\n\n样例的建议。\n"
    found = read(content, "post.md")
    assert (found.series, found.issue) == (cctga_bulletin.KEY, f"{day}"), content
    values = {f"{address}" for _, listed, _ in made for address in listed}
    assert {f"{(a.kind, a.value)}" for a in found.assets} == values, content
    stated = [str(m.stated) for f in found.figures for m in (f.mention, *f.witnesses)]
    assert sorted(stated) == sorted(value for _, _, counts in made for value in counts), content
    assert found.problems == (), (found.problems, content)
    assert not [text for text in shown(found) if LIVE.search(text)], content


@settings(max_examples=EXAMPLES)
@given(st.lists(addresses(), min_size=1, max_size=4), st.text(alphabet="样例，。:/ [](){}@%1a.-", max_size=20))
def test_what_is_defanged_is_safe(made: list[tuple[str, str, str]], filler: str) -> None:
    """Text around addresses, however they are printed, has none that works; to defang it again changes nothing."""
    text = f" {filler} ".join(printed for printed, _, _ in made)
    safe = assets.defanged(text)
    assert not LIVE.search(safe), text
    assert assets.defanged(safe) == safe, text
