"""Every number of a text is read or listed as not read; what might be private is listed without its digits."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg import unread
from cncert_kg.model import Document, Mention, Report, Statement
from cncert_kg.unread_table import COLUMNS, counts, unread_csv
from tests.conftest import DEEP
from tests.reading import DOCUMENTS, changed, report

WEEKLY = "weekly-2024-form.md"
PIECES = (
    "虚构",
    "CNVD-2031-00017",
    "13900001111",
    "电话：010-00001111",
    "第 3 期",
    "a7.example",
    "2031年2月7日",
    "。",
    "\n",
)


def text_of(text: str, *spans: tuple[int, int]) -> Report:
    """Give a report of a text of which some places were read."""
    said = tuple(Statement("cncert", "name", "x", Mention(s, e, "profile/name", "x", text[s:e])) for s, e in spans)
    return Report(Document("made-up.txt", "0" * 64, text), status="full", statements=said)


def only(text: str) -> unread.Unread:
    """Give the one number of a text of which nothing was read."""
    (one,) = unread.numbers(text_of(text))
    return one


@pytest.mark.parametrize(
    ("phrase", "digits", "reason"),
    [
        ("新句子另说有77个虚构目标", "77", "figure"),
        ("共１，２３４个", "1,234", "figure"),
        ("共123456789个虚构目标", "123456789", "figure"),
        ("发布于2031年2月7日", "2031-2-7", "date"),
        ("文件20310207版", "20310207", "date"),
        ("第12次演习", "12", "ordinal"),
        ("虚构目录........15", "15", "ordinal"),
        ("条目CNVD-2031-12345", "2031-12345", "identifier"),
        ("见https://a.example/show/CVE-2031-0001", "2031-0001", "identifier"),
        ("虚构路由器Demo77", "77", "name"),
    ],
)
def test_a_number_is_listed_with_its_digits_and_its_kind(phrase: str, digits: str, reason: str) -> None:
    """A number that no mention covers has its place, its digits in ASCII, and what it is part of."""
    one = only(f"{phrase}。")
    assert (one.digits, one.reason) == (digits, reason)
    assert re.sub(r"\D", "", f"{phrase}。"[one.start : one.end].translate(unread._ASCII)) == re.sub(r"\D", "", digits)


@pytest.mark.parametrize(
    "phrase",
    [
        "电话：010-00001111", "联系电话(010)00001111", "传真 00001111转22", "手机13900001111", "13900001111",
        "139****1111", "139XXXX", "QQ：10001000", "QQ群 100010001", "微信号：demo_77", "邮箱demo77@example.org",
        "demo77[at]example.org", "198.51.100.7", "198[.]51[.]100[.]7:8080", "198.51.100.*", "2001:db8:0:0:7:8:9:1",
        "0123456789abcdef0123456789abcdef", "hxxp://a.example/77", "https://a.example/p?id=77", "a77.example",
        "a77[.]example", "12345678", "身份证 110000", "账号：600010001000", "Tel: +86 10 00001111", "400-000-1111",
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    ],
)  # fmt: skip
def test_what_may_be_private_is_listed_without_its_digits(phrase: str) -> None:
    """Telephones, masked contacts, addresses, hashes and accounts keep their offsets and show nothing else."""
    found = unread.numbers(text_of(f"虚构说明，{phrase}，仅此而已。"))
    assert found
    assert {(one.digits, one.reason) for one in found} == {("", unread.WITHHELD)}


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text("0123456789０９.,-年月 个*x", max_size=12)), max_size=12))
def test_each_digit_stands_in_one_number(pieces: list[str]) -> None:
    """Whatever the text, its digits are those of the numbers listed, each once, in order."""
    text = "".join(pieces)
    found = unread.numbers(text_of(text))
    places = [n for one in found for n in range(one.start, one.end)]
    assert places == sorted(set(places))
    digits = {n for n, c in enumerate(text) if c in "0123456789０１２３４５６７８９"}
    assert digits <= set(places)


def test_what_a_mention_covers_is_read() -> None:
    """A number of which a mention covers any part counts as read."""
    found = unread.coverage(text_of("共12起，另3起。", (0, 3)))
    assert found and (found.read, found.total, [one.digits for one in found.unread]) == (1, 2, ["3"])


def test_read_and_unread_are_all_numbers_of_a_document() -> None:
    """No place of a mention is called unread, and nothing is counted twice."""
    for path in DOCUMENTS if DEEP else DOCUMENTS[::5]:
        made = report(path.name)
        found = unread.coverage(made)
        if found is None:
            assert not made.is_used
            continue
        spans = [(m.start, m.end) for m in made.mentions()]
        assert not [u for u in found.unread if any(s < u.end and u.start < e for s, e in spans)], path.name
        assert found.total == found.read + len(found.unread)


def test_a_register_has_no_text_to_look_at() -> None:
    """Without the text nothing is said of numbers; nothing, too, of a copy without content."""
    made = report(WEEKLY)
    assert unread.coverage(replace(made, document=replace(made.document, text=""))) is None
    assert unread.coverage(replace(made, status="shell")) is None


def test_the_table_has_each_number_once() -> None:
    """One row a number, its key first; a copy given twice stands once; no word of the text is in it."""
    phrase = "新句子另说有77个虚构目标"
    made = changed(WEEKLY, ("本周网络安全基本态势", f"本周网络安全基本态势\n\n{phrase}。"))
    raw = unread_csv([made, made, replace(made, status="shell")])
    head, *rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert head == [name for name, *_ in COLUMNS]
    assert len({row[0] for row in rows}) == len(rows) == len(unread.numbers(made))
    assert ["77", "figure"] in [row[6:] for row in rows]
    assert not re.search("[\u4e00-\u9fff]", raw.decode("utf-8-sig"))
    assert counts([made, made])["figure"] == sum(row[7] == "figure" for row in rows)


@pytest.mark.parametrize("unit", ["1", "a", "1.", "*", "a.", "电话", "1:", "0 ", "ab12", "x", "年1", "\n0", ". "])
def test_a_text_made_to_be_slow_is_not(unit: str) -> None:
    """Twenty thousand characters of one kind take less than two seconds."""
    before = time.process_time()
    unread.numbers(text_of(unit * (20_000 // len(unit))))
    assert time.process_time() - before < 2
