"""CNVD's shared XML: facts of an entry whatever its form, a coded refusal of what is damaged or hostile."""

from __future__ import annotations

import dataclasses
import io
import random
import socket
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg.errors import ReadError
from cncert_kg.iris import web_iri
from cncert_kg.readers import cnvd_fields, cnvd_stream, cnvd_xml
from cncert_kg.readers.cnvd_xml import EntryProblem, entries
from cncert_kg.vulnerability import Vulnerability
from tests.count_cnvd import count

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FIELDS = {
    "number": "CNVD-2022-06883",
    "cves": "<cve><cveNumber>CVE-2021-12345</cveNumber><cveUrl>https://cve.example/1</cveUrl></cve>",
    "bids": "<bid><bidNumber>4711</bidNumber></bid>",
    "title": "㐀𠀀示例路由器存在测试漏洞（甲&amp;乙 &lt;js::Shape&gt;）",
    "serverity": "高",
    "products": "<product>Example  Router 1.0 </product><product>Example Router &lt;2.0</product>",
    "isEvent": "通用软硬件漏洞",
    "submitTime": "2021-12-30",
    "openTime": "2022-01-28",
    "discovererName": "某甲",
    "referenceLink": "https://example.org/a?b=1&amp;c=2",
    "formalWay": "厂商已发布升级补丁：&#xD;\nhttps://example.com/patch",
    "description": "此处为测试所写的一段话。",
    "patchName": "示例路由器存在测试漏洞的补丁",
    "patchDescription": "又一段话。",
}
ENTRY = Vulnerability(
    number="CNVD-2022-06883",
    title="㐀𠀀示例路由器存在测试漏洞（甲&乙 <js::Shape>）",
    severity="high",
    kind="通用软硬件漏洞",
    products=("Example Router 1.0", "Example Router <2.0"),
    cves=("CVE-2021-12345",),
    submitted="2021-12-30",
    opened="2022-01-28",
    references=("https://example.org/a?b=1&c=2",),
    fix="available",
    fix_references=("https://example.com/patch",),
    patch="示例路由器存在测试漏洞的补丁",
)


def element(**changed: str) -> str:
    """Give one entry as XML, with some of its fields changed; an empty field is left out."""
    fields = {**FIELDS, **changed}
    return "<vulnerability>" + "".join(f"<{k}>{v}</{k}>" for k, v in fields.items() if v) + "</vulnerability>"


def document(*elements: str, head: str = HEAD) -> str:
    return f"{head}<vulnerabilitys>{''.join(elements)}</vulnerabilitys>\n"


def read(raw: str | bytes) -> list[Vulnerability | EntryProblem]:
    return list(entries(io.BytesIO(raw.encode() if isinstance(raw, str) else raw), "x.xml"))


def split(raw: str | bytes) -> tuple[list[Vulnerability], list[str]]:
    found = read(raw)
    return (
        [x for x in found if isinstance(x, Vulnerability)],
        [x.code for x in found if isinstance(x, EntryProblem)],
    )


def refusal(raw: str | bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(raw)
    assert "\n" not in str(caught.value)
    return str(caught.value)


PLAIN = document(element())
DECLARED = '<?xml version="1.0" encoding="GB18030"?>\n'


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (PLAIN.encode(), []),
        (PLAIN.encode("utf-8-sig"), []),
        (PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"), []),
        (b"\xff\xfe" + PLAIN.replace("UTF-8", "UTF-16").encode("utf-16-le"), []),
        (b"\xfe\xff" + PLAIN.replace("UTF-8", "utf-16").encode("utf-16-be"), []),
        (b"\xff\xfe" + PLAIN.encode("utf-16-le"), ["W_ENCODING"]),
        (PLAIN.encode("utf-16-le"), ["W_ENCODING"]),
        (PLAIN.encode("utf-16-be"), ["W_ENCODING"]),
        (document(element(), head=DECLARED).encode("gb18030"), []),
        (document(element(), head=DECLARED.replace("18030", "2312")).encode("gb18030"), []),
        (document(element(), head=DECLARED).encode(), ["W_ENCODING"]),
        (PLAIN.encode("gb18030"), ["W_ENCODING"]),
        (document(element(), head="").encode("gb18030"), ["W_ENCODING"]),
        (document(element(), head="").encode(), []),
        (document(element(), head='<?xml version="1.0" encoding="Big5"?>').encode(), ["W_ENCODING"]),
        (PLAIN.replace("\n", "\r\n").encode(), []),
        (PLAIN.replace("\n", "\r").encode(), []),
        (PLAIN.replace("\n", "\x85").encode(), []),
        (PLAIN.replace("\n", "\u2028").encode(), []),
        (PLAIN.replace("\n", "\u2029").encode(), []),
        (PLAIN.replace("\n", "\x0b").encode(), []),
        (PLAIN.replace("<title>", "<!-- a > b --><title><![CDATA[").replace("</title>", "]]></title><?a b?>")
         .replace("&amp;乙 &lt;js::Shape&gt;", "&乙 <js::Shape>").encode(), []),
    ],
)  # fmt: skip
def test_twins_give_one_entry(raw: bytes, told: list[str]) -> None:
    """Encodings, marks, declarations, line breaks and CDATA change nothing; what is declared wrongly is told."""
    assert split(raw) == ([ENTRY], told)


def test_short_text_that_is_utf8_too_is_read_as_declared() -> None:
    """Bytes that are valid in both encodings are what the file says they are."""
    title = "聛脌"  # two characters of GB18030 whose four bytes are two letters of UTF-8
    short = {k: "" for k in FIELDS} | {"number": "CNVD-2022-06883", "title": title}
    raw = document(element(**short), head=DECLARED).encode("gb18030")
    assert raw.decode()
    assert [e.title for e in split(raw)[0]] == [title]


def test_nothing_of_prose_or_persons_is_kept() -> None:
    """No field of an entry, and no message, holds a description or the name of who discovered it."""
    assert "某甲" not in repr(read(PLAIN)) and "一段话" not in repr(read(PLAIN))
    assert "Jane" not in repr(read(document(element(referenceLink="Jane Doe 公开"))))


NUMBERS = [
    ("CNVD-2022-06883", "CNVD-2022-06883"),
    ("CNVD-C-2022-06883", "CNVD-C-2022-06883"),
    (" \nCNVD-2022-06883\t", "CNVD-2022-06883"),
    ("cnvd-2022-06883", "CNVD-2022-06883"),
    ("CNVD－2022—０６８８３", "CNVD-2022-06883"),
    ("CNVD-2022-0\u200b6883", "CNVD-2022-06883"),
    ("CNVD-2022-123456", "CNVD-2022-123456"),
    ("", ""),
    ("CNVD-2022-123", ""),
    ("CNVD-2022-1234567", ""),
    ("CNVD-2022-12345&gt; &lt;http://evil", ""),
    ("CNVD-2022 -12345", ""),
    ("CNVD-2022-12\n345", ""),
    ('CNVD-2022-12345"', ""),
    ("CNVD-2022-%7a%7a", ""),
    ("CNVD-٢٠٢٢-12345", ""),
    ("CVE-2022-12345", ""),
]


@pytest.mark.parametrize(("stated", "number"), NUMBERS)
def test_number(stated: str, number: str) -> None:
    """A number is folded to its canonical form; an entry without one is left out and told."""
    found, told = split(document(element(number=stated), element(number="CNVD-2022-00001")))
    assert [e.number for e in found] == ([number] if number else []) + ["CNVD-2022-00001"]
    assert ("E_ID" in told) == (not number)


CVES = [
    ("CVE-2020-1234", "CVE-2020-1234", False),
    ("\nCVE-2020-1234 \t", "CVE-2020-1234", False),
    ("CVE-2020-1234\u00a0", "CVE-2020-1234", False),
    ("CVE–2020—1234", "CVE-2020-1234", False),
    ("CVE‐2020－1234", "CVE-2020-1234", False),
    ("CVE−2020-1234", "CVE-2020-1234", False),
    ("CVE 2020-1234", "CVE-2020-1234", False),
    ("CVE 2020 1234", "CVE-2020-1234", False),
    ("CVE - 2020 - 1234", "CVE-2020-1234", False),
    ("cve-2020-1234，", "CVE-2020-1234", False),
    ("?CVE-2020-1234.", "CVE-2020-1234", False),
    ("-CVE-2020-1234-", "CVE-2020-1234", False),
    ("ＣＶＥ-２０２０-１２３４", "CVE-2020-1234", False),
    ("CVE-2020-1234\u200b", "CVE-2020-1234", True),
    ("CVE-2020-1234 CVE-2020-1235", "CVE-2020-1234 CVE-2020-1235", False),
    ("CVE-2020-1234,CVE-2020-1235;CVE-2020-1236、CVE-2020-1237", "CVE-2020-1234 CVE-2020-1235 CVE-2020-1236 CVE-2020-1237", False),  # noqa: E501
    ("CVE-2020-1234\nCVE-2020-1234", "CVE-2020-1234", False),
    ("CVE-2020-1234CVE-2020-1235", "CVE-2020-1234 CVE-2020-1235", False),
    ("CVE-2020-1234、94558", "CVE-2020-1234", True),
    ("CVE-2020-1234567", "CVE-2020-1234567", False),
    ("-", "", False),
    (" ", "", False),
    ("94558", "", True),
    ("2020-1234", "", True),
    ("CVE-2017-740", "", True),
    ("CVE-2020-12 34", "", True),
    ("CVE-2020-1234 5", "", True),
    ("CVE-2020-1234-5", "", True),
    ("CVE-2020-1234a", "", True),
    ("CVE-2020-12345678", "", True),
    ("CVE-1820-1234", "", True),
    ("CVE-2020-123²", "", True),
    ("CVE-٢٠٢٠-1234", "", True),
    ("CNVD-2020-12345", "", True),
    ("XCVE-2020-1234", "", True),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "numbers", "is_told"), CVES)
def test_cves(stated: str, numbers: str, is_told: bool) -> None:
    """Dashes, blanks and marks are folded, each number of a field is read, what is none is told and never guessed."""
    (entry,), told = split(document(element(cves=f"<cve><cveNumber>{stated}</cveNumber></cve>")))
    assert (" ".join(entry.cves), bool(told)) == (numbers, is_told)
    assert set(told) <= {"W_CVE_NUMBER", "W_INVISIBLE"}


@pytest.mark.parametrize(
    ("changed", "expected", "told"),
    [
        ({"serverity": ""}, {"severity": ""}, ["W_SEVERITY"]),
        ({"serverity": "极高"}, {"severity": ""}, ["W_SEVERITY"]),
        ({"serverity": "中"}, {"severity": "medium"}, []),
        ({"serverity": " 低危\n"}, {"severity": "low"}, []),
        ({"serverity": "", "severity": "中"}, {"severity": "medium"}, []),
        ({"openTime": "2022-02-30"}, {"opened": ""}, ["W_DATE"]),
        ({"openTime": "2022-13-01"}, {"opened": ""}, ["W_DATE"]),
        ({"openTime": "20220130"}, {"opened": ""}, ["W_DATE"]),
        ({"openTime": "昨天"}, {"opened": ""}, ["W_DATE"]),
        ({"openTime": ""}, {"opened": ""}, []),
        ({"openTime": "2022年1月3日"}, {"opened": "2022-01-03"}, []),
        ({"submitTime": "２０２２-０１-０３"}, {"submitted": "2022-01-03"}, []),
        ({"submitTime": "2022/1/3 12:00:01"}, {"submitted": "2022-01-03"}, []),
        ({"title": ""}, {"title": ""}, ["W_TITLE"]),
        ({"title": " \n "}, {"title": ""}, ["W_TITLE"]),
        ({"title": "甲\u202e乙"}, {"title": "甲乙"}, ["W_INVISIBLE"]),
        ({"title": "甲\x7f乙"}, {"title": "甲乙"}, ["W_CONTROL"]),
        ({"title": "甲\x01&#0;&#xD800;&#65535;&#x1;\ufffe乙"}, {"title": "甲乙"}, ["W_CONTROL"]),
        ({"title": "甲\ufffd乙"}, {"title": ""}, ["W_ENCODING", "W_TITLE"]),
        ({"title": "&lt;?php {{7*7}} A&lt;B "}, {"title": "<?php {{7*7}} A<B"}, []),
        ({"title": "甲<b>乙</b>丙"}, {"title": "甲乙丙"}, ["W_FIELD"]),
        ({"products": "", "product": "单\n个"}, {"products": ("单 个",)}, []),
        ({"products": "<product>a</product><product> a</product><product/>"}, {"products": ("a",)}, []),
        ({"vendorName": "甲"}, {}, ["W_FIELD"]),
        ({"products": "<product>a</product><other>b</other>"}, {"products": ("a",)}, ["W_FIELD"]),
        ({"isEvent": "事件型漏洞"}, {"kind": "事件型漏洞"}, []),
        ({"cves": "<cve><cveNumber/></cve>"}, {"cves": ()}, []),
        ({"description": "", "discovererName": "", "bids": "<bid/>"}, {}, []),
    ],
)
def test_fields(changed: dict[str, str], expected: dict[str, object], told: list[str]) -> None:
    """Each field is read strictly; what is missing, impossible, unseen or unknown is told with the entry's number."""
    found = read(document(element(**changed)))
    problems = [x for x in found if isinstance(x, EntryProblem)]
    assert [p.code for p in problems] == told
    assert {p.number for p in problems} <= {"CNVD-2022-06883", ""}
    assert found[len(found) - 1 if isinstance(found[-1], Vulnerability) else -2] == dataclasses.replace(
        ENTRY,
        **expected,  # type: ignore[arg-type]
    )


A, B = "https://a.example/x", "http://b.example"
REFERENCES = [
    ("", (), 0),
    (A, (A,), 0),
    (f" {A} \r\n{B}\t{A}", (A, B), 0),
    (f"{A}；{B}、{A}?q=1", (A, B, f"{A}?q=1"), 0),
    (f"{A}, {B}", (A, B), 0),
    (f"{A};{B}", (A, B), 0),
    (f"{A}。", (A,), 0),
    (f"{A}，参见说明", (A,), 0),
    (f"来源：甲\n链接:{A}", (A,), 0),
    (f"参考链接：{A}", (A,), 0),
    ("https：//a.example/x", (A,), 0),
    ("HTTPS://a.example/x", (A,), 0),
    (f"{A}(1)", (f"{A}(1)",), 0),
    (f"({A})", (A,), 0),
    (f"\u200b{A}\ufeff", (A,), 0),
    ("https://web.example/2020/https://a.example/", ("https://web.example/2020/https://a.example/",), 0),
    (f"{A}#甲", (f"{A}#",), 0),
    ("javascript:alert(1)", (), 1),
    (f"javascript:alert('{A}')", (), 1),
    (f"JaVaScRiPt:alert(1) {A}", (A,), 1),
    ("data:text/html,x", (), 1),
    ("ftp://a.example/", (), 1),
    ("ttps://a.example/x", (), 1),
    ("www.a.example", (), 1),
    ("http://", (), 1),
    ("http://[::1", (), 1),
    ("一句话而已。", (), 1),
    (f"{A}/November 2017 Updates", (), 1),
    (f"{A}-cut\noff-here", (), 1),
    (f"{A}http://b.example/", (), 1),
    (f"{A}#a#b", (), 1),
    (f"{A}¢er", (), 1),
    (f"{A}?{'a' * 5000}", (), 1),
]


@pytest.mark.parametrize(("stated", "addresses", "told"), REFERENCES)
def test_references(stated: str, addresses: tuple[str, ...], told: int) -> None:
    """A field may hold several addresses; one of another scheme, or broken by a blank, is told and not kept."""
    (entry,), codes = split(document(element(referenceLink=escape(stated))))
    assert (entry.references, codes) == (addresses, ["W_LINK_SCHEME"] * told)
    for address in addresses:
        web_iri(address)


@pytest.mark.parametrize(
    ("stated", "fix", "addresses"),
    [
        ("", "", ()),
        ("https://a.example/x", "", (A,)),
        ("厂商已发布了漏洞修复程序，请及时更新：\r\nhttps://a.example/x", "available", (A,)),
        ("厂商已经提供补丁:https://a.example/x。", "available", (A,)),
        ("某系统2.0已经修复该漏洞：https://a.example/x，http://b.example。", "available", (A, B)),
        ("可联系厂商获得补丁", "available", ()),
        ("请升级到2.0版本", "available", ()),
        ("厂商尚未提供修复方案，请关注主页：http://b.example", "none", (B,)),
        ("厂商尚未发布补丁，请及时更新至最新版本", "none", ()),
        ("目前没有详细的解决方案", "none", ()),
        ("厂商还没有提供补丁或者升级程序", "none", ()),
        ("暂无", "none", ()),
        ("无。", "none", ()),
        ("厂商尚无解决方案", "none", ()),
        ("甲型号尚未提供补丁。乙型号可升级至2.0", "", ()),
        ("该产品已停止更新", "", ()),
        ("过滤参数", "", ()),
        ("将在四月的版本中修复", "", ()),
        ("补丁：https://a.example/x （link is external）", "", (A,)),
        ("补丁：https://a.example/x（link is external）", "", (A,)),
    ],
)
def test_fix(stated: str, fix: str, addresses: tuple[str, ...]) -> None:
    """Whether there is a fix is read from the usual phrases, and its addresses without the text around them."""
    (entry,), told = split(document(element(formalWay=escape(stated))))
    assert (entry.fix, entry.fix_references, told) == (fix, addresses, [])


def test_an_address_broken_in_the_fix_is_told() -> None:
    """What is no address in prose is told too."""
    (entry,), told = split(document(element(formalWay="补丁：ftp://a.example/ 和 http://b.example")))
    assert (entry.fix_references, told) == ((B,), ["W_LINK_SCHEME"])


def test_a_kind_of_unknown_element_is_told_once_a_file() -> None:
    """A thousand unknown elements of two kinds are two problems; elements beside the entries are known too."""
    found, told = split(document(*(element(vendorName="甲") + "<note>乙</note>" for _ in range(500))))
    assert (len(found), told) == (500, ["W_FIELD", "W_FIELD"])
    assert split(document("<note/>", element(), element(), "<note/>"))[1] == ["W_FIELD"]


def test_a_field_stated_twice() -> None:
    """Of a field stated twice the first is read, and that is told; several references are all read."""
    twice = element().replace("</title>", "</title><title>乙</title><referenceLink>http://b.example</referenceLink>")
    (entry,), told = split(document(twice))
    assert (entry.title, told) == (ENTRY.title, ["W_FIELD"])
    assert entry.references == (B, *ENTRY.references)


def test_an_entry_within_an_entry_is_not_read() -> None:
    """Only what stands below the root is an entry."""
    found, told = split(document(element(other=element(number="CNVD-2022-00009"))))
    assert (found, told) == ([ENTRY], ["W_FIELD"])


def attributes(count: int) -> str:
    return " ".join(f'a{i}=""' for i in range(count))


def typed(declaration: str, title: str = "") -> str:
    """Give a document with a type."""
    return f"{HEAD}<!DOCTYPE v {declaration}>{document(element(title=title), head='')}"


BOMB = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(12))
DEEP = "<a>" * 200_000
REFUSED = [
    (typed(f'[<!ENTITY a0 "x">{BOMB}]', "&a12;"), "E_XML_DTD x.xml:2: "),
    (typed(f'[<!ENTITY a "{"x" * 100_000}">]', "&a;" * 20_000), "E_XML_DTD"),
    (typed('SYSTEM "http://127.0.0.1:1/v.dtd"'), "E_XML_DTD x.xml:2: "),
    (typed('[<!ENTITY a SYSTEM "file:///etc/passwd">]', "&a;"), "E_XML_DTD"),
    (typed('[<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]'), "E_XML_DTD"),
    (f"<!--a--><?b c?> <!DOCTYPE v>{document(head='')}", "E_XML_DTD x.xml:1: "),
    (f"<!doctype html>{document(head='')}", "E_XML_DTD"),
    (document(DEEP), "E_XML_DEPTH x.xml:2:"),
    (document(element(title=DEEP[:3_000])), "E_XML_DEPTH"),
    (document(element(title="<a>" * 30 + "</a>" * 30)), "E_XML_DEPTH x.xml: "),
    (document("<b>" * 33 + "</b>" * 33, element()), "E_XML_DEPTH x.xml: "),
    (document(element(), "<b>" * 33 + "</b>" * 33), "E_XML_DEPTH x.xml: "),
    (document(element().replace("<title>", f"<title {attributes(300_000)}>")), "E_XML_SIZE"),
    (document(element().replace("<title>", f"<title {attributes(70)}>")), "E_XML_SIZE"),
    (document(element(), f"<b {attributes(70)}/>"), "E_XML_SIZE"),
    (document(element(), element(products="<product>a</product>" * 11_000)), "E_XML_SIZE x.xml: an entry after "),
    (document(element(), element(description="一" * 340_000)), "E_XML_SIZE x.xml: an entry after "),
    (document(element(description="<![CDATA[</vulnerability>" + "<a/>" * 20_000 + "]]>")), "E_XML_SIZE"),
    (document("<other/>" * 300_000), "E_XML_SIZE"),
    (document(f"<{'a' * 60_000}/>"), "E_XML_SIZE"),
    (f"<!--{'a' * 3_000_000}-->{document(element(), head='')}", "E_XML_SIZE"),
    (document(element(title="A & B")), "E_XML x.xml:2:"),
    (document(element(title="A &nbsp; B")), "E_XML x.xml:2:"),
    (document(element(title="A < B")), "E_XML x.xml:2:"),
    (document(element()) + "<again/>", "E_XML x.xml:4:"),
    (document(element()) * 2, "E_XML x.xml:4:"),
    (document(element().replace("</title>", "</titel>")), "E_XML x.xml:2:"),
    ('{"vulnerabilitys": []}', "E_XML x.xml:1:"),
    ("x", "E_XML x.xml:1:"),
    ("<vulnerabilities></vulnerabilities>", "E_XML_ROOT x.xml:1: found root 'vulnerabilities', exp"),
    (f"{HEAD}\n<html/>", "E_XML_ROOT x.xml:3:"),
    ("<vulnerability></vulnerability>", "E_XML_ROOT"),
    ("", "E_EMPTY"),
    (" \r\n\t ", "E_EMPTY"),
    (b"\xef\xbb\xbf", "E_EMPTY"),
    (document(), "E_EMPTY"),
    (PLAIN.encode().replace("测试漏洞".encode(), "测试漏洞".encode()[:-1], 1), "E_ENCODING x.xml:2: byte "),
    (PLAIN.encode().replace(b"Router", b"\xff", 1), "E_ENCODING x.xml:2: byte "),
    (document(element(), head=DECLARED).encode("gb18030").replace(b"Router", b"\xff", 1), "E_ENCODING x.xml:2: byte "),
    (b"\xff\xfe" + PLAIN.encode("utf-16-le").replace("甲".encode("utf-16-le"), b"\x00\xd8"), "E_ENCODING x.xml:2: "),
    (PLAIN.encode().replace("甲".encode(), b"\xed\xa0\x80"), "E_ENCODING x.xml:2: "),
    (PLAIN.replace("UTF-8", "Big5").encode("gb18030"), "E_ENCODING x.xml:2: "),
    (PLAIN.encode("utf-32"), "E_ENCODING"),
    ("<", "E_XML_TRUNCATED"),
    ('<?xml version="1.0"', "E_XML_TRUNCATED"),
    (HEAD, "E_XML_TRUNCATED x.xml:2: "),
    ("<!-- a", "E_XML_TRUNCATED"),
    ("<vulnerabili", "E_XML_TRUNCATED"),
    (document(element(), head=DECLARED).encode("gb18030")[:-3] + b"\x81", "E_XML_TRUNCATED"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "said"), REFUSED, ids=[f"{i}-{said.split()[0]}" for i, (_, said) in enumerate(REFUSED)]
)
def test_what_is_damaged_or_hostile_is_refused(raw: str | bytes, said: str) -> None:
    """One coded line with its place, within a second."""
    start = time.process_time()
    assert refusal(raw).startswith(said)
    assert time.process_time() - start < 1


def test_nothing_is_ever_asked_of_a_server() -> None:
    """A document type on a server that waits for requests is refused without one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        for kind in (f'SYSTEM "{address}"', f'PUBLIC "a" "{address}"', f'[<!ENTITY % a SYSTEM "{address}">%a;]'):
            assert refusal(typed(kind)).startswith("E_XML_DTD")
        split(document(element(title=f'<a xmlns:x="{address}" x:schemaLocation="{address} {address}"/>')))
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_file_cut_anywhere_is_told_with_its_whole_entries() -> None:
    """Wherever a file ends too soon, in a tag, a reference or a character, the count of whole entries is right."""
    raw = document(*(element(number=f"CNVD-2022-{10000 + i}") for i in range(5)), head=HEAD).encode()
    end = b"</vulnerability>"
    for cut in [len(raw) * i // 10 for i in range(1, 10)] + list(range(len(raw) - 1400, len(raw) - 2)):
        said = refusal(raw[:cut])
        whole = raw[:cut].count(end)
        assert said.startswith("E_XML_TRUNCATED x.xml:") and f" {whole} whole entries" in said, (cut, said)


def test_a_file_cut_in_another_encoding() -> None:
    """A file of GB18030 or UTF-16 that is cut off is told as such too."""
    for codec, head in (("gb18030", DECLARED), ("utf-16", DECLARED.replace("GB18030", "UTF-16"))):
        raw = document(element(), head=head).encode(codec)
        for cut in range(len(raw) // 2, len(raw) - 6, 7):
            assert refusal(raw[:cut]).startswith("E_XML_TRUNCATED")


class Endless(io.RawIOBase):
    """A file of blanks without an end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 0

    def read(self, size: int = -1, /) -> bytes:
        return b"<" + b" " * (size - 1)


@pytest.mark.slow
def test_a_file_over_two_gigabytes_is_refused() -> None:
    """The limit is counted while reading, so a stream without a known size obeys it too."""
    stream: BinaryIO = Endless()  # type: ignore[assignment]
    with pytest.raises(ReadError, match=r"E_XML_SIZE x\.xml: found more than 2000000000 bytes"):
        list(entries(stream, "x.xml"))


def test_a_stream_that_fails_is_one_line() -> None:
    """A disk that fails is told like a file that is damaged."""

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(ReadError, match=r"E_UNREADABLE x\.xml"):
        list(entries(Failing(), "x.xml"))


DASHES = st.sampled_from("-–—－‐−")
BLANKS = st.text(" \t\n\r\u00a0\u3000", max_size=3)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\ufffd"), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
DAYS = st.dates().map(lambda d: d.isoformat()) | st.just("")
ADDRESSES = st.from_regex(r"https?://[a-z]{1,9}\.example(/[a-z0-9]{1,5}){0,3}", fullmatch=True)
ENTRIES = st.builds(
    Vulnerability,
    number=st.from_regex(r"CNVD-(C-)?20[0-9]{2}-[0-9]{4,6}", fullmatch=True),
    title=LINES,
    severity=st.sampled_from(["high", "medium", "low"]),
    kind=st.sampled_from(["通用软硬件漏洞", "事件型漏洞"]),
    products=st.lists(LINES, max_size=4, unique=True).map(tuple),
    cves=st.lists(st.from_regex(r"CVE-20[0-9]{2}-[0-9]{4,7}", fullmatch=True), max_size=4, unique=True).map(tuple),
    submitted=DAYS,
    opened=DAYS,
    references=st.lists(ADDRESSES, max_size=4, unique=True).map(tuple),
    fix=st.sampled_from(["available", "none", ""]),
    fix_references=st.lists(ADDRESSES, max_size=3, unique=True).map(tuple),
    patch=LINES,
)
SAID = {"available": "厂商已发布补丁", "none": "厂商尚未提供补丁", "": "请关注"}
CHINESE = {"high": "高", "medium": "中", "low": "低"}


def written(entry: Vulnerability, data: st.DataObject) -> str:
    """Give an entry as XML, its numbers, dashes, digits and blanks in forms drawn at random."""

    def blanks(value: str) -> str:
        return data.draw(BLANKS) + value.replace(" ", " " + data.draw(BLANKS)) + data.draw(BLANKS)

    def digits(value: str) -> str:
        dashed = "".join(data.draw(DASHES) if c == "-" else c for c in value)
        wide = str.maketrans("0123456789CVEcve", "０１２３４５６７８９ＣＶＥｃｖｅ")
        folded = data.draw(st.sampled_from([dashed, dashed.lower(), dashed.translate(wide)]))
        return blanks(folded)

    separator = data.draw(st.sampled_from([" ", "\n", ",", ";", "、", "；"]))
    way = SAID[entry.fix] + data.draw(st.sampled_from(["：", ":\r\n", "， "]))
    return element(
        number=digits(entry.number),
        title=escape(blanks(entry.title)),
        serverity=blanks(CHINESE[entry.severity]),
        isEvent=blanks(entry.kind),
        products="".join(f"<product>{escape(blanks(x))}</product>" for x in entry.products),
        cves=f"<cve><cveNumber>{separator.join(map(digits, entry.cves))}</cveNumber></cve>",
        submitTime=entry.submitted,
        openTime=entry.opened,
        referenceLink=data.draw(st.sampled_from([" ", "\n", "\r\n", "；", ", "])).join(entry.references),
        formalWay=way + "\n".join(entry.fix_references) + data.draw(st.sampled_from(["", "。", "\n", "，谢谢"])),
        patchName=escape(blanks(entry.patch)),
    )


@given(st.lists(ENTRIES, min_size=1, max_size=5), st.sampled_from(["utf-8", "utf-16", "gb18030"]), st.data())
def test_entries_are_read_back_exactly(made: list[Vulnerability], codec: str, data: st.DataObject) -> None:
    """Whatever the form of numbers, blanks, dashes and lists, and the encoding, the same entries are read."""
    head = f'<?xml version="1.0" encoding="{codec}"?>'
    raw = document(*(written(entry, data) for entry in made), head=head).encode(codec)
    assert read(raw) == made


@given(st.data())
def test_bytes_changed_at_random_give_entries_or_one_refusal(data: st.DataObject) -> None:
    """A file with some bytes changed is read or refused by a coded line, and nothing else ever happens."""
    raw = bytearray(document(element(), element()).encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"]))))
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(raw))
    except ReadError as error:
        assert error.code.startswith("E_") and "\n" not in str(error)
    else:
        assert "\ufffd" not in repr(found)


@pytest.mark.parametrize("worst", ["(", ")", "http://a.b)", "http://", "-", "CVE-2020-", "未", "已", "无", "a.", " ,", "：//", "(http://a.b/("])  # fmt: skip  # noqa: E501
def test_fields_are_read_in_linear_time(worst: str) -> None:
    """A field as long as an entry may be, of what each pattern likes least, is read at once."""
    value = (worst * 300_000)[:300_000]
    start = time.process_time()
    cnvd_fields.references(value, [])
    cnvd_fields.fix_references(value, [])
    cnvd_fields.cves(value, [])
    cnvd_fields.fix(value)
    cnvd_fields.text(value, [])
    assert time.process_time() - start < 3


class Generated(io.RawIOBase):
    """A file that is made while it is read: `count` entries, none of it ever held whole."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.seek(0)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._parts, self._rest = self._made(), b""
        return 0

    def _made(self) -> Iterator[bytes]:
        yield f"{HEAD}<vulnerabilitys>".encode()
        for i in range(self._count):
            yield element(number=f"CNVD-2022-{i % 1_000_000:06}", description="一段为测试写的话。" * 70).encode()
        yield b"</vulnerabilitys>"

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size and (part := next(self._parts, b"")):
            self._rest += part
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def peak(count: int) -> int:
    """Give the most bytes that Python held while `count` entries were read."""
    stream: BinaryIO = Generated(count)  # type: ignore[assignment]
    tracemalloc.start()
    assert sum(isinstance(x, Vulnerability) for x in entries(stream, "x.xml")) == count
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def resident() -> int:
    """Give the bytes this process holds in memory, those of libxml2 among them."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


@pytest.mark.slow
def test_memory_is_constant() -> None:
    """A file of 50 MB takes no more memory than one of 5 MB."""
    small = peak(1_800)
    before = resident()
    assert peak(18_000) < small + 2_000_000
    assert resident() - before < 10_000_000


def problems(found: list[Vulnerability | EntryProblem]) -> Counter[str]:
    return Counter(x.code for x in found if isinstance(x, EntryProblem))


@pytest.mark.slow
def test_real_files_hold_what_is_counted(shared: Path) -> None:
    """All real files are read, and what they hold equals a count that uses no XML parser."""
    folder = shared / "corpus" / "cnvd-xml"
    found: list[Vulnerability | EntryProblem] = []
    for path in sorted(folder.glob("*.xml")):
        with path.open("rb") as stream:
            found += entries(stream, path.name)
    read = [x for x in found if isinstance(x, Vulnerability)]
    told = problems(found)
    assert count(folder) == {
        "entries": len(read),
        "pairs": sum(len(x.cves) for x in read),
        "no severity": told["W_SEVERITY"],
        "numbers twice": len(read) - len({x.number for x in read}),
        "malformed": told["W_CVE_NUMBER"],
    }
    assert sum(bool(x.fix) for x in read) > 0.99 * len(read)
    assert not told.keys() - {"W_SEVERITY", "W_CVE_NUMBER", "W_LINK_SCHEME", "W_INVISIBLE", "W_CONTROL"}


def test_order_of_fields_does_not_matter() -> None:
    """An entry is the same whatever the order of its elements."""
    fields = list(FIELDS.items())
    random.Random(1).shuffle(fields)
    shuffled = "<vulnerability>" + "".join(f"<{k}>{v}</{k}>" for k, v in fields) + "</vulnerability>"
    assert split(document(shuffled)) == ([ENTRY], [])


def test_pieces_never_exceed_a_chunk_and_an_entry() -> None:
    """What the parser is fed begins with a tag, and is bounded whatever the file."""
    raw = io.BytesIO(("<a>" + "x" * 3_000_000 + "</a>" * 30_000).encode())
    pieces = list(cnvd_stream.Clean(raw, "utf-8").pieces())
    assert b"".join(pieces) == raw.getvalue()
    assert max(map(len, pieces)) <= cnvd_stream.MAX_ENTRY + cnvd_stream.CHUNK
    assert cnvd_xml.MAX_TAGS < 30_000
