"""ANVA's weeklies printed at random in every form of their phrases and tables are read back: those figures, no others.

A figure is compared as indicator, statistic, value, area, rank and breakdown or label; what is left out of a document
must not come back. The words around the figures are made for the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cncert_kg.model import Figure
from cncert_kg.series.anva import channel_weekly as anva_channel_weekly
from cncert_kg.series.anva import family_weekly as anva_family_weekly
from cncert_kg.series.anva.takedowns import takedowns
from cncert_kg.series.places import PLACES
from tests.conftest import DEEP
from tests.reading import read

EXAMPLES = 2_000 if DEEP else 120

Row = tuple[str, str, str, str, int]
"""Indicator, statistic, value, area, rank."""
Printed = tuple[str, list[Row]]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
PROVINCES = tuple(PLACES)
LONG = {"内蒙古": "自治区", "广西": "壮族自治区", "西藏": "自治区", "宁夏": "回族自治区", "新疆": "维吾尔自治区"}
CITIES = frozenset(("北京", "天津", "上海", "重庆"))
PERSONS = ("甲乙丙", "丁戊己", "壬癸")
KINDS = (
    ("anva-channel-ad-platform", ("广告平台", "移动广告平台")),
    ("anva-channel-personal-site", ("个人网站", "个人站点")),
    ("anva-channel-net-disk", ("网盘", "云盘")),
    ("anva-channel-cloud-platform", ("云平台", "云服务平台")),
    ("anva-channel-app-store", ("应用商店", "第三方应用商店", "手机应用市场")),
)


@st.composite
def numbers(draw: st.DrawFn, least: int = 0, most: int = 99_999) -> tuple[str, str]:
    """Print a count: plain, with thousands separators, with full-width digits, with blanks around it."""
    value = draw(st.integers(least, most))
    form = draw(st.sampled_from(("plain", "plain", "thousands", "wide", "blank")))
    plain = f"{value:,}" if form == "thousands" else str(value)
    plain = plain.translate(FULL_WIDTH) if form == "wide" else plain
    return (f" {plain} " if form == "blank" else plain), str(value)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Print a week for a title and for a sentence; give its first and last day too."""
    start = draw(st.dates(date(2016, 1, 4), date(2033, 12, 20)))
    end = start + timedelta(days=6)
    padded = "{0:%Y}年{0:%m}月{0:%d}日{2}{1:%Y}年{1:%m}月{1:%d}日"
    plain = "{0.year}年{0.month}月{0.day}日{2}{1.year}年{1.month}月{1.day}日"
    short = "{0.year}年{0.month}月{0.day}日{2}{1.month}月{1.day}日"
    forms = (padded, plain, short, "{0:%Y.%m.%d}{2}{1:%Y.%m.%d}", "{0:%Y%m%d}-{1:%Y%m%d}")
    title = draw(st.sampled_from(forms)).format(start, end, draw(st.sampled_from(("-", "—", "至", "~"))))
    during = draw(st.sampled_from((padded, plain))).format(start, end, "至")
    return title, during, start.isoformat(), end.isoformat()


def plain_row(code: str, value: str) -> Row:
    return code, "level", value, "", 0


@st.composite
def counted(draw: st.DrawFn, code: str, forms: tuple[str, ...], units: str) -> Printed:
    """Print one figure in one of its forms: `#` stands for the number and its unit."""
    printed, value = draw(numbers())
    unit = draw(st.sampled_from(units))
    return draw(st.sampled_from(forms)).replace("#", f"{printed}{unit}"), [plain_row(code, value)]


@st.composite
def channels(draw: st.DrawFn) -> Printed:
    """Print the list of channels by kind, number first or kind first, in any order."""
    kinds = draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=5))
    is_number_first = draw(st.booleans())
    parts, rows = [], []
    for code, names in kinds:
        printed, value = draw(numbers(1, 999))
        name, unit = draw(st.sampled_from(names)), draw(st.sampled_from("个家"))
        parts.append(f"{printed}{unit}{name}" if is_number_first else f"{name}{printed}{unit}")
        rows.append(plain_row(code, value))
    joint = draw(st.sampled_from(("，", "、")))
    last = draw(st.sampled_from((joint, "和", "及"))) if len(parts) > 1 else ""
    return joint.join(parts[:-1]) + last + "".join(parts[-1:]), rows


@st.composite
def week_told(draw: st.DrawFn, during: str) -> Printed:
    """Print the paragraph of the week: what was found, who was told, what was done; parts of it are left out."""
    is_of_apps = draw(st.booleans())
    found = draw(
        counted("anva-app-detected", ("共检测为恶意的APP有#", "检测到恶意应用程序共#"), "个款")
        if is_of_apps
        else counted("anva-malurl-detected", ("共检测为恶意APP的URL链接#", "检测出恶意 APP 的下载链接总数为#"), "个条")
    )
    branches = draw(
        st.just(("", [])) | counted("anva-branch-notified", ("分别通知#分中心", "通知了甲、乙等#CNCERT分中心"), "个家")
    )
    listed = draw(channels())
    total = draw(counted("anva-channel", ("等#传播渠道", "等#移动恶意程序传播渠道"), "个家"))
    registrars = draw(
        st.just(("", []))
        | counted(
            "anva-registrar-coordinated", ("，以及协调#挂载恶意程序的域名注册商", "，并协调#域名注册服务机构"), "个家"
        )
    )
    done = draw(
        counted("anva-app-takedown", ("下架APP总数有#", "共下架恶意应用#"), "个款")
        if is_of_apps
        else counted("anva-malurl-handled", ("共处置测试所写的恶意URL链接#", "共处置了恶意下载地址总数#"), "个条")
    )
    parts = [found, branches, listed, total, registrars, done] if listed[1] else [found, branches, registrars, done]
    glue = "协调" if listed[1] else ""
    words = [text + (glue if part is branches else "") for part in parts for text in [part[0]]]
    text = f"在{during}期间，测试人员用自拟的办法{words[0]}，{''.join(words[1:])}，见后文的表。"
    return text, [row for _, rows in parts for row in rows]


def named(province: str, is_long: bool) -> str:
    if not is_long:
        return province
    return province + ("市" if province in CITIES else LONG.get(province, "省"))


@st.composite
def stores(draw: st.DrawFn) -> Printed:
    """Print the paragraph on the platform, whose provinces are two, three or five."""
    connected = draw(st.just(("", [])) | counted("anva-province-connected", ("平台接入应用商店的省份总数#，",), "个"))
    registered = draw(
        counted("anva-appstore-registered", ("已备案的应用商店的总数#", "已备案的应用商店总数为#"), "个家")
    )
    count = draw(st.sampled_from((0, 2, 3, 5)))
    provinces = draw(st.lists(st.sampled_from(PROVINCES), unique=True, min_size=count, max_size=count))
    values = [draw(st.integers(1, 999)) for _ in provinces]
    is_long = draw(st.booleans())
    names = [named(province, is_long) for province in provinces]
    rows = [
        ("anva-appstore-registered-by-province", "level", str(value), PLACES[province], rank)
        for rank, (province, value) in enumerate(zip(provinces, values, strict=True), 1)
    ]
    if not count:
        return f"目前{connected[0]}{registered[0]}。", connected[1] + registered[1]
    how_many = {2: "二", 3: "三", 5: "五"}[count]
    last = draw(st.sampled_from(("、", "和")))
    joined = "、".join(names[:-1]) + last + names[-1]
    if draw(st.booleans()):
        given = "、".join(f"{value}个" for value in values)
        top = f"，其中排名前{how_many}的省份是{joined}，分别有{given}应用商店，测试图略。"
    else:
        beside = [f"{name}（{value}家）" for name, value in zip(names, values, strict=True)]
        top = f"，其中排名前{count}位的省市为{'、'.join(beside)}。"
    return f"目前{connected[0]}{registered[0]}{top}", connected[1] + registered[1] + rows


@st.composite
def sites(draw: st.DrawFn) -> tuple[str, str]:
    """Give a site's address and who runs it: a company, a person, or the address again."""
    number = draw(st.integers(1, 9_999))
    site = draw(st.sampled_from((f"site-{number}.example", f"{number}.example.com", f"198.51.100.{number % 250 + 1}")))
    name = draw(st.sampled_from((f"测试{'甲乙丙丁'[number % 4]}某网络有限公司", site, *PERSONS)))
    return site, name


@st.composite
def tables(draw: st.DrawFn, form: str) -> tuple[str, list[Row]]:
    """Print the tables of some branches and of the registrars in one form: bars, tabs, blanks, a cell a line."""
    out, rows = [], []
    branches = draw(st.lists(st.sampled_from((*PROVINCES, "")), unique=True, min_size=1, max_size=4))
    for number, province in enumerate(branches, 1):
        owner = f"CNCERT{province}分中心" if province else "域名注册商"
        cells = [("网站域名", "网址名称", "通知下架数量")]
        for site, name in draw(st.lists(sites(), min_size=1, max_size=4, unique_by=lambda s: s[0])):
            value = draw(st.integers(1, 4_000))
            cells.append((site, name, str(value)))
            rows.append(("anva-takedown", "level", str(value), PLACES.get(province, ""), 0))
        out.append(f"表格 {number} {owner}移动恶意程序处置情况表")
        out.append(table(form, owner, cells))
    return "\n\n".join(out), rows


def table(form: str, owner: str, cells: Iterable[tuple[str, ...]]) -> str:
    """Lay a table out."""
    if form == "bars":
        lines = [" | ".join(row).join(("| ", " |")) for row in cells]
        return "\n".join(("", "|  |  |  |", "| --- | --- | --- |", f"| {owner} | | |", *lines, ""))
    if form == "html":
        printed = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in cells)
        return f'<table><tr><td colspan="3">{owner}</td></tr>{printed}</table>'
    joint = {"tabs": "\t", "blanks": " ", "lines": "\n"}[form]
    return "\n".join((owner, *(joint.join(row) for row in cells)))


def laid_out(form: str, title: str, days: str, body: str) -> tuple[str, str]:
    """Give a document and its name: a post, a page of a site, or bare text with its days on the second line."""
    if form == "bars":
        head = f"---\ntitle: {title}（{days}）\nurl: https://mp.weixin.qq.com/s?__biz=MzIwNDk0MDgxMw==&mid=1\n---\n\n"
        return f"{head}# {title}（{days}）\n\n{body}\n", "post.md"
    if form == "html":
        whole = f"<head><meta charset='utf-8'><title>{title}（{days}）</title></head>"
        parts = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in body.split("\n") if part)
        return f"<html>{whole}<body><h1>{title}（{days}）</h1>{parts}</body></html>", "page.html"
    return f"{title}\n（{days}）\n\n{body}\n", "text.txt"


def row(figure: Figure) -> Row:
    """Give a figure as a row, its number as printed."""
    return figure.indicator, figure.statistic, f"{figure.value}", figure.area, figure.rank


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_channel_weekly_is_read_back(data: st.DataObject) -> None:
    """A whole issue gives its week and exactly the figures printed, whatever is left out; nobody is named."""
    form = data.draw(st.sampled_from(("bars", "html", "tabs", "blanks", "lines")))
    days, during, start, end = data.draw(weeks())
    told, rows = data.draw(week_told(during))
    platform, more = data.draw(stores() | st.just(("", [])))
    listed, last = data.draw(tables(form) | st.just(("", [])))
    body = "\n\n".join(
        ("测试所写的引言，全国31个分中心各有一张表。", told, platform, listed, "测试提示：", "到此为止的话。")
    )
    content, name = laid_out(form, "每周移动恶意程序传播渠道安全监测报告", days, body)
    found = read(content, name)
    assert (found.series, found.issue) == (anva_channel_weekly.KEY, start), content
    assert found.period and found.period.key == f"{start}_{end}", content
    assert Counter(map(row, found.figures)) == Counter(rows + more + last), content
    assert {p.code for p in found.problems} <= {"W_SUM"}, (found.problems, content)
    shown = [part for m in found.mentions() for part in (m.quote, m.sentence, m.prefix, m.suffix)]
    shown += [part for f in found.figures for part in (f.label, f.operator)]
    assert not [part for part in shown for person in (*PERSONS, ".example", "198.51.") if person in part], content


@settings(max_examples=EXAMPLES // 2)
@given(st.data())
def test_channel_weekly_without_a_title_is_read_back(data: st.DataObject) -> None:
    """A bare copy is known by its paragraph of the week, which has its days, and a broken line tells no other."""
    _, during, start, _ = data.draw(weeks())
    told, rows = data.draw(week_told(during).filter(lambda printed: "分中心" in printed[0] and "渠道" in printed[0]))
    found = read(f"测试所写的引言。\n{told}\n", "text.txt")
    assert (found.series, found.issue) == (anva_channel_weekly.KEY, start), told
    assert Counter(map(row, found.figures)) == Counter(rows), told


@settings(max_examples=EXAMPLES)
@given(st.data(), st.sampled_from(("bars", "tabs", "blanks", "lines")))
def test_tables_are_read_back(data: st.DataObject, form: str) -> None:
    """Every row keeps its site, defanged, its branch and its count, in every layout."""
    text, rows = data.draw(tables(form))
    found, problems = takedowns(text + "\n测试的话到此为止。\n", anva_channel_weekly.KEY)
    assert Counter(map(row, found)) == Counter(rows), text
    assert problems == [], text
    assert all(text[f.mention.start : f.mention.end] == f.mention.quote for f in found)
    assert all("[.]" in f.label and not set(PERSONS) & {f.operator} for f in found)


MALWARE = ("锁屏勒索", "隐私窃取", "仿冒", "色情", "流氓行为", "盗取短信")
FOUND = (
    "共发现#个甲类的恶意程序变种",
    "发现了 # 款“甲”类移动互联网恶意程序变种",
    "监测发现甲类恶意APP样本共#个",
    "发现甲类恶意程序变种#个",
)
SO_FAR = ("历史累计通报该类恶意程序#个", "累计已通报此类恶意程序共#个", "累计通报了#个该类恶意程序")


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_family_weekly_is_read_back(data: st.DataObject) -> None:
    """Each kind of malware has its variants, its count so far, and its samples; a contact or a name is not told."""
    days, during, start, end = data.draw(weeks())
    expected: list[tuple[str, str, str]] = []
    hashes: list[tuple[str, str]] = []
    parts = []
    least, most = data.draw(st.sampled_from(((0, 0), (1, 2))))
    for number, kind in enumerate(data.draw(st.lists(st.sampled_from(MALWARE), unique=True, min_size=1, max_size=4))):
        printed, value = data.draw(numbers())
        sentence = data.draw(st.sampled_from(FOUND)).replace("甲", kind).replace("#", printed)
        expected.append(("anva-variant-found", value, kind))
        if data.draw(st.booleans()):
            printed, value = data.draw(numbers())
            sentence += "，" + data.draw(st.sampled_from(SO_FAR)).replace("#", printed)
            expected.append(("anva-family-cumulative", value, kind))
        rows = ["| 名称 | MD5 | 联系 |", "| --- | --- | --- |"]
        for sample in range(data.draw(st.integers(least, most))):
            digest = f"{number * 7 + sample + 1:032x}"
            hashes.append((digest, kind))
            rows.append(f"| 不宜转述 | {digest} | QQ：12\\*\\*34 |")
        parts.append(f"{sentence}，测试的填充。\n\n" + "\n".join(rows) + "\n")
    body = f"在{during}期间，测试人员有话要说。\n\n" + "\n\n".join(parts)
    content, name = laid_out("bars", "每周典型移动恶意APP安全监测报告", days, body)
    found = read(content, name)
    assert (found.series, found.issue) == (anva_family_weekly.KEY, start), content
    assert found.period and found.period.end == end, content
    assert Counter((f.indicator, f"{f.value}", f.label) for f in found.figures) == Counter(expected), content
    assert [(a.value, a.family_label) for a in found.assets] == hashes, content
    shown = [part for m in found.mentions() for part in (m.quote, m.sentence, m.prefix, m.suffix)]
    assert not [part for part in shown if "QQ" in part or "不宜" in part]
