"""CCTGA's weekly report on ransomware and its bulletins: what they are known by, what they state, what never shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from cncert_kg.errors import ExtractionError
from cncert_kg.model import Mention, Report
from cncert_kg.resources import folder
from cncert_kg.series import assets
from cncert_kg.series.cctga import bulletin as cctga_bulletin
from cncert_kg.series.cctga import shares
from cncert_kg.series.cctga.ransomware_weekly import KEY, RULES, recognise
from cncert_kg.series.rules import figures
from cncert_kg.text import MAX_SENTENCE
from tests.reading import DOCUMENTS, changed, plain, read, report

FORM = "cctga-ransomware-form.md"
BLOCKS = "cctga-bulletin-blocks.md"
TITLE = "国家互联网应急中心(CNCERT/CC)勒索软件动态周报-2031年第7期（总第507期）(20310208-20310214)"
NAMES = [path.name for path in DOCUMENTS if path.name.startswith("cctga-")]
LIVE = re.compile(
    r"[\w-]\.(?:example|com|onion|xyz|io)|\d+\.\d+\.\d+\.\d+|https?://|[0-9a-f]:[0-9a-f:]*:", re.IGNORECASE
)


def post(title: str, body: str) -> Report:
    """Read a post that a test makes up."""
    return read(f"---\ntitle: {title}\ndate: 2031-03-05\n---\n\n{body}\n")


@pytest.mark.parametrize(
    ("phrase", "indicator", "statistic", "expected"),
    [
        ("共收集捕获勒索软件样本70个", "rw-sample", "level", "70"),
        ("捕获到勒索病毒样本数量为７０个", "rw-sample", "level", "70"),
        ("共捕获70个勒索软件样本", "rw-sample", "level", "70"),
        ("收集勒索软件样本1.2万余个", "rw-sample", "level", "12000"),
        ("发现勒索软件样本共计 1,234 个", "rw-sample", "level", "1234"),
        ("勒索软件网络传播71次", "rw-propagation", "level", "71"),
        ("勒索病毒的传播事件71起", "rw-propagation", "level", "71"),
        ("监测发现了71次勒索软件网络传播", "rw-propagation", "level", "71"),
        ("勒索软件下载IP地址16个", "rw-download-ip", "level", "16"),
        ("勒索软件下载链接共16个", "rw-download-ip", "level", "16"),
        ("位于境内的勒索软件下载地址4个", "rw-download-ip-domestic", "level", "4"),
        ("位于我国境内的有4个", "rw-download-ip-domestic", "level", "4"),
        ("其中4个位于境内", "rw-download-ip-domestic", "level", "4"),
        ("境内勒索软件下载地址4个（占比25%）", "rw-download-ip-domestic", "share", "25"),
        ("位于境内的地址4个，约占25%", "rw-download-ip-domestic", "share", "25"),
        ("其中4个位于境内，占总数的25%", "rw-download-ip-domestic", "share", "25"),
        ("位于境外的勒索软件下载地址12个", "rw-download-ip-overseas", "level", "12"),
        ("，12个位于境外，占比75％", "rw-download-ip-overseas", "share", "75"),
        ("发现707起我国单位设施感染Wannacry勒索软件事件", "rw-wannacry-incident", "level", "707"),
        ("感染WannaCry勒索病毒事件共707起", "rw-wannacry-incident", "level", "707"),
        ("感染Wannacry勒索软件事件，较上周下降7.1%", "rw-wannacry-incident", "wow", "-7.1"),
        ("感染WannaCry勒索软件事件707起，环比增加7.1%", "rw-wannacry-incident", "wow", "7.1"),
        ("感染Wannacry勒索软件事件，较上周基本持平", "rw-wannacry-incident", "wow", "0"),
        ("累计感染约7070次", "rw-wannacry-infection", "level", "7070"),
        ("累计感染7070次，较上周大幅增长316.5%", "rw-wannacry-infection", "wow", "316.5"),
        ("累计感染7070次，与上周相比降低了94.1%", "rw-wannacry-infection", "wow", "-94.1"),
        ("累计感染7070次，较上周增长3.2倍", "rw-wannacry-infection", "wow", "320"),
        ("应急响应17起非Wannacry勒索软件感染事件", "rw-other-incident", "level", "17"),
        ("处置了17起其它勒索软件攻击事件", "rw-other-incident", "level", "17"),
        ("非Wannacry勒索软件感染事件共17起", "rw-other-incident", "level", "17"),
        ("非Wannacry勒索软件感染事件，较上周减少70.3%", "rw-other-incident", "wow", "-70.3"),
    ],
)
def test_figure_is_read_in_each_form(phrase: str, indicator: str, statistic: str, expected: str) -> None:
    """One figure has many forms in print; each gives one value, and no form is taken for another figure of its kind."""
    found, _ = figures(f"本周{phrase}。", "test", RULES)
    values = {(f.indicator, f.statistic): f.value for f in found}
    assert values[indicator, statistic] == Decimal(expected)
    assert all(len([f for f in found if (f.indicator, f.statistic) == key]) == 1 for key in values)


def test_domestic_addresses_are_not_all_addresses() -> None:
    """The part of the download addresses that lies at home or abroad is never the sum of them."""
    found, _ = figures("位于境内的勒索软件下载地址4个，位于境外的勒索软件下载地址12个。", "test", RULES)
    assert [f.indicator for f in found] == ["rw-download-ip-domestic", "rw-download-ip-overseas"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("勒索软件家族分别为Phobos（41.2%）、Mallox（17.6%）和Makop（11.8%）", "phobos 41.2 mallox 17.6 makop 11.8"),
        ("勒索软件家族中，Phobos和Stop占比较高，分别为45%和27%", "phobos 45 stop 27"),
        ("勒索软件家族为REvil、Stop，占比分别为45%、27%", "sodinokibi 45 stop 27"),
        ("勒索软件家族排名前三的是Phobos(占比约45%),Stop(占27%)", "phobos 45 stop 27"),
        ("勒索软件家族中，Phobos家族占比最高，达到45%，其次为Stop和Hive，占比均为9.1%", "phobos 45 stop 9.1 hive 9.1"),
        ("勒索软件家族中，BlackBasta占到总量的45%，第二为其他，占9%", "black-basta 45 other 9"),
        ("勒索软件家族中，Phobos占45%，较上周上升5%", "phobos 45"),
        ("勒索软件家族中，Phobos占45%，Stop和Hive合计占9%", "phobos 45"),
        ("勒索软件家族中，Phobos、Stop、Hive分别占45%和9%", ""),
        ("勒索软件家族中，Phobos占45%，Phobos占9%", "phobos 45"),
    ],
)
def test_shares_belong_to_the_names_before_them(sentence: str, expected: str) -> None:
    """Names and percentages are paired one to one, or not at all."""
    split = shares.SENTENCES[0]
    found, _ = shares.shares(f"{sentence}。", "test", split, (0, len(sentence) + 1))
    assert " ".join(f"{f.breakdown.removeprefix('family-')} {f.value}" for f in found) == expected
    assert [f.rank for f in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("sentence", ["Phobos、Stop、Hive分别占45%和9%", "Stop和Hive合计占9%", "Stop占45%，Stop占9%"])
def test_shares_that_do_not_pair_are_a_problem(sentence: str) -> None:
    """What a sentence leaves open is told, and not guessed."""
    text = f"勒索软件家族中，{sentence}。"
    _, problems = shares.shares(text, "test", shares.SENTENCES[0], (0, len(text)))
    assert [p.code for p in problems] == ["W_SHARES"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Windows Server 2012系统", "windows-server-2012"),
        ("Windows2008", "windows-server-2008"),
        ("Win7", "windows-7"),
        ("Windows Server 2008 R2", "windows-server-2008-r2"),
        ("Linux操作系统", "linux"),
        ("其它系统", "other"),
        ("SampleOS 9", "sampleos-9"),
    ],
)
def test_system_has_one_code_however_printed(printed: str, expected: str) -> None:
    """Systems are told apart by what they are, not by how a week prints them."""
    code, label = shares.system(printed)
    assert code == f"os-{expected}" and bool(label) == (expected == "sampleos-9")


def test_known_codes_are_in_the_code_list() -> None:
    """Every code that the tables call known is a concept of the list of breakdowns, and asset is a part of it."""
    listed = set(re.findall(r"^bd:(\S+) a ", (folder("ontology") / "codes/breakdown.ttl").read_text("utf-8"), re.M))
    known = {f"family-{name}" for name in assets.FAMILIES} | {f"os-{name}" for name in shares.SYSTEMS}
    known |= {f"vector-{name}" for name in shares.VECTORS.values()} | {"asset"}
    assert known <= listed


@pytest.mark.parametrize(
    ("title", "issue", "period"),
    [
        (TITLE, "2031-07", "2031-02-08_2031-02-14"),
        ("勒索软件动态周报2031年第7期", "2031-07", ""),
        ("CNCERT勒索软件动态周报—2031年第07期(2031.02.08-2031.02.14)", "2031-07", "2031-02-08_2031-02-14"),
        ("勒索软件动态周报-2031年第7期（2月8日至2月14日）", "2031-07", "2031-02-08_2031-02-14"),
        ("勒索软件动态周报-2032年第1期(20311227-20320102)", "2032-01", "2031-12-27_2032-01-02"),
        ("勒索软件动态周报-2032年第1期(20311227-20310102)", "2032-01", "2031-12-27_2032-01-02"),
    ],
)
def test_issue_is_recognised_by_its_title(title: str, issue: str, period: str) -> None:
    """Number and days stand in the title, in several forms; the days may be missing there."""
    found = post(title, "样例")
    assert (found.series, found.issue, found.period.key if found.period else "") == (KEY, issue, period)


@pytest.mark.parametrize(
    ("old", "new"),
    [("第7期（", "第0期（"), ("第7期（", "第54期（"), ("20310208-20310214", "20310230-20310314")],
)
def test_impossible_title_is_refused(old: str, new: str) -> None:
    """A number or a day that cannot be sets the copy aside."""
    with pytest.raises(ExtractionError, match="E_DATE"):
        changed(FORM, (old, new))


def test_days_below_the_title_are_used_where_it_has_none() -> None:
    """A title without days is completed by the line under it."""
    found = changed(
        FORM, ("(20310208-20310214)", ""), ("样例联盟工作组的开场白在此", "样例\n\n（2031年2月8日-2月14日）\n\n")
    )
    assert found.period and found.period.key == "2031-02-08_2031-02-14"


@pytest.mark.parametrize(
    "title",
    [
        "样例公司勒索软件动态周报-2031年第7期",
        "勒索病毒动态周报2031年第7期",
        "一周勒索软件动态",
        "勒索软件动态周报发布了",
    ],
)
def test_weeklies_of_others_are_not_taken(title: str) -> None:
    """The name alone, or another publisher's weekly of that name, is no issue."""
    assert recognise(plain("样例")) is None
    assert post(title, "样例正文在这里").series == ""


@pytest.mark.parametrize("words", ["共收集捕获勒索软件样本70701个，", "应急响应了17起非Wannacry勒索软件感染事件，"])
def test_issue_without_a_required_figure_is_refused(words: str) -> None:
    """Half an issue would look like a quiet week."""
    with pytest.raises(ExtractionError, match="expected in every issue"):
        changed(FORM, (words, ""))


@pytest.mark.parametrize(
    ("printed", "kind", "defanged", "port"),
    [
        ("198.51.100.7", "ip", "198[.]51[.]100[.]7", ""),
        ("198[.]51[.]100.7:8080", "ip", "198[.]51[.]100[.]7", "8080"),
        ("2001:DB8::7", "ip", "2001[:]db8[:][:]7", ""),
        ("[2001:db8::7]:443", "ip", "2001[:]db8[:][:]7", "443"),
        ("Evil[.]Example", "domain", "evil[.]example", ""),
        ("evil（.）example:81", "domain", "evil[.]example", "81"),
        ("xn--fiq228c.xn--p1ai", "domain", "xn--fiq228c[.]xn--p1ai", ""),
        ("hxxp://evil[.]example/a.php", "url", "hxxp://evil[.]example/a[.]php", ""),
        (
            "HTTPS://evil.example:8443/?u=http://b.example",
            "url",
            "hxxps://evil[.]example:8443/?u=hxxp://b[.]example",
            "",
        ),
        ("http://198.51.100.7/bins.sh", "url", "hxxp://198[.]51[.]100[.]7/bins[.]sh", ""),
        ("ftp://evil.example", "url", "ftp[:]//evil[.]example", ""),
        ("198.51.100.7/bins", "url", "198[.]51[.]100[.]7/bins", ""),
        ("A" * 32, "hash", "a" * 32, ""),
    ],
)
def test_address_is_defanged(printed: str, kind: str, defanged: str, port: str) -> None:
    """However it is printed, an address is published in one form that leads nowhere."""
    found = assets.address(printed)
    assert (found.kind, found.defanged, found.port) == (kind, defanged, port)
    assert assets.defanged(found.defanged) == found.defanged


@pytest.mark.parametrize(
    "printed",
    [
        "", "样例", "javascript:alert", "javascript://evil.example/%0a", "data:text/html,a", "10.0.0.1", "127.0.0.1",
        "::1", "fe80::1", "999.1.1.1", "198.51.100.0/24", "198.51.100.7:0", "evil.example:99999", "http://10.0.0.1/a",
        "http://user:word@evil.example/", "a" * 70 + ".example", "http://evil.example/" + "a" * 3000, "locker.exe",
        "contact@evil.example", "3.5",
    ],
)  # fmt: skip
def test_what_is_no_public_address_is_refused(printed: str) -> None:
    """Schemes, networks, private and impossible addresses; and the message holds nothing live."""
    with pytest.raises(ValueError, match="found") as caught:
        assets.address(printed)
    assert not LIVE.search(str(caught.value))


@pytest.mark.parametrize(
    ("printed", "quote"),
    [
        (".example.com", "example"),
        ("..a.example.com", "a"),
        ("203.0.113.7", "203"),
        ("hxxp://b.example/x", "b"),
        ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_a_mention_never_quotes_a_whole_host(printed: str, quote: str) -> None:
    """A damaged post printed a dot before a host, and the quote was the host, live."""
    found = assets.address(printed)
    mention = assets.place(printed, (0, len(printed)), "cctga-bulletin/asset", found)
    assert (mention.quote, mention.prefix, mention.suffix) == (quote, "", "")
    assert assets.defanged(mention.sentence) == mention.sentence


def mentions() -> Iterator[tuple[str, Mention]]:
    """Give every mention of the documents of this test."""
    for name in NAMES:
        yield from ((name, mention) for mention in report(name).mentions())


def test_no_address_is_live_in_what_is_published() -> None:
    """Neither quote nor sentence, prefix or suffix, nor any message or label, holds an address that works."""
    shown: list[tuple[str, ...]] = [(m.quote, m.sentence, m.prefix, m.suffix, str(m.stated)) for _, m in mentions()]
    shown += [(a.value, a.place, a.port, a.family_label) for name in NAMES for a in report(name).assets]
    shown += [(p.message,) for name in NAMES for p in report(name).problems if p.code != "W_DATE_MISPRINT"]
    shown += [(f.label,) for name in NAMES for f in report(name).figures]
    assert len(shown) > 100
    assert not [texts for texts in shown if any(LIVE.search(text) for text in texts)]


def test_every_mention_is_in_its_text() -> None:
    """Offsets lead to the quote, and the sentence around it holds it."""
    for name, mention in mentions():
        text = report(name).document.text
        assert text[mention.start : mention.end] == mention.quote and mention.quote.strip() in mention.sentence
        assert len(mention.sentence) <= MAX_SENTENCE
        assert text[: mention.start].endswith(mention.prefix) and text[mention.end :].startswith(mention.suffix)


def test_long_sentence_is_cut_around_its_figure() -> None:
    """Brackets put into a long line of addresses do not make its sentence longer than may be published."""
    line = " ".join(f"a{n}.evil.example" for n in range(60))
    body = f"恶意地址：198.51.100.9 威胁类型：后门 日控制规模：7 描述：{line}"
    found = post("关于防范恶意IP的风险提示", body)
    assert [f.mention.quote for f in found.figures] == ["7"]
    for mention in found.mentions():
        assert len(mention.sentence) <= MAX_SENTENCE and mention.quote in mention.sentence
        assert not LIVE.search(mention.sentence + mention.prefix + mention.suffix)


def test_breakdown_of_an_address_is_the_hash_of_its_live_value() -> None:
    """Two bulletins that print one address in two ways count the same thing."""
    digest = hashlib.sha256(b"bad-one.example").hexdigest()[:16]
    (figure,) = [f for f in report(BLOCKS).figures if f.breakdown == f"asset-{digest}"]
    assert figure.label == "bad-one[.]example" and [str(m.stated) for m in figure.witnesses] == ["1300"]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("恶意地址：a.example\n威胁类型：后门", ["domain", "a[.]example", "", "", ""]),
        ("1、恶意IP:198.51.100.7；端口:80；病毒家族:Mirai", ["ip", "198[.]51[.]100[.]7", "80", "", "family-mirai"]),
        (
            "恶意网址\n：样例\n恶意网址：\nhttp://a.example/\n木马家族：\nXworm",
            ["url", "hxxp://a[.]example/", "", "", "family-xworm"],
        ),
        ("控制端IP 地址：样例\n恶意域名（控制端）：a.example\n恶意家族：无", ["domain", "a[.]example", "", "", ""]),
        ("恶意地址1：a.example\n归属：甲国（样例）\n攻击类型：后门", ["domain", "a[.]example", "", "甲国", ""]),
    ],
)
def test_block_is_read_in_each_form(block: str, expected: list[str]) -> None:
    """Fields have several names, marks and layouts."""
    (asset,) = post("关于防范境外恶意网址和恶意IP的风险提示", block).assets
    assert [asset.kind, asset.value, asset.port, asset.place, asset.family] == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1,234台", "1234"), ("约3.5万", "35000"), ("500余台/日", "500"), ("12个", "12"), ("100-500", None),
        ("若干", None), ("12.5.7", None),
    ],
)  # fmt: skip
def test_scale_of_control_is_a_number_or_a_problem(printed: str, expected: str | None) -> None:
    """A range or a word is not a figure; what was found is told."""
    found = post("关于防范恶意IP的风险提示", f"恶意IP：198.51.100.7\n日控制规模：{printed}")
    assert [str(f.value) for f in found.figures] == ([expected] if expected else [])
    assert [p.code for p in found.problems] == ([] if expected else ["W_FIGURE"])
    assert [g.reason for g in found.gaps] == ([] if expected else ["unparsed"])


def test_news_of_a_bulletin_is_not_one() -> None:
    """A title without blocks and a text with one block are not claimed; blocks without an address are refused."""
    block = "恶意地址：a.example\n威胁类型：后门\n"
    assert post("有关部门发现一批境外恶意网址", "样例媒体的评论很长，说了许多别的话。" * 3).series == ""
    assert cctga_bulletin.recognise(plain(block)) is None
    assert cctga_bulletin.recognise(plain(block * 2)) is not None
    with pytest.raises(ExtractionError, match="no malicious address"):
        post("关于防范恶意IP的风险提示", "恶意IP：10.0.0.1\n威胁类型：后门")


def test_family_without_a_code_keeps_its_printed_name() -> None:
    """The list of families is open; one that says that nothing is known is none."""
    assert assets.family("Cobalt Strike木马") == ("family-cobalt-strike", "")
    assert assets.family("SampleBot家族") == ("family-samplebot", "SampleBot")
    assert assets.family("未知") == assets.family("—") == ("", "")
