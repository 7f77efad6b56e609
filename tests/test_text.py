"""Text to value: exact numbers, honest bounds, whole sentences, real weeks, or a refusal."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg.model import Quantity
from cncert_kg.text import MAX_SENTENCE, QUANTITY, canonical, mention, number, quantity, sentence, week

SCALES = {"": 1, "万": 10**4, "亿": 10**8}


@given(st.integers(0, 10**9), st.integers(0, 2), st.sampled_from(sorted(SCALES)))
def test_a_scaled_number_is_exact(digits: int, decimals: int, scale: str) -> None:
    """A number with up to two decimals, in units of 万 or 亿, is what integer arithmetic gives."""
    whole, rest = divmod(digits, 10**decimals)
    printed = f"{whole}.{rest:0{decimals}}" if decimals else str(whole)
    value = quantity(printed + scale).value
    assert value * 10**decimals == digits * SCALES[scale]
    assert "E" not in str(value)


@pytest.mark.parametrize("scale", ["万", "亿"])
def test_every_two_decimal_value_is_exact(scale: str) -> None:
    """0.57万, 1.13万 and 610 others are wrong in binary arithmetic; none of 9,999 is here."""
    wrong = [
        n for n in range(1, 10_000) if quantity(f"{n // 100}.{n % 100:02}{scale}").value * 100 != n * SCALES[scale]
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1234"),
        ("6.92", "6.92"),
        ("6.920", "6.92"),
        ("100", "100"),
        ("１２３，４５６", "123456"),
        ("１２．５", "12.5"),
        ("1,234,567.50", "1234567.5"),
        ("-4", "-4"),
        ("－4", "-4"),
        ("−4", "-4"),
        ("-0", "0"),
        ("0.00", "0"),
        ("007", "7"),
        ("1 865", "1865"),
        ("18. 4", "18.4"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_number_reads(text: str, value: str) -> None:
    """Half and full width, thousands separators and decimal points give one plain decimal."""
    assert str(number(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "②", "٣٤", "一百二十万", "〇", "1e9", "1E2", "NaN", "Infinity", "1_000", "0x10", "1,23", "1,2345",
        "1.", ".5", "1.2.3", "--1", "+1", "123 45", "12  345", "12 3456", "1\n234", "1234567890123456", "1/2",
        "4\u200b5",
    ],
)  # fmt: skip
def test_number_refuses(text: str) -> None:
    """What is no number in the reports' forms is an error, never another number."""
    with pytest.raises(ValueError, match="number"):
        number(text)


def test_a_trap_of_digits_is_refused_at_once() -> None:
    """5,000 digits are no figure; refusing them takes no time, and the message is short."""
    start = time.perf_counter()
    with pytest.raises(ValueError, match="more than 15 digits") as raised:
        number("9" * 5_000)
    assert time.perf_counter() - start < 0.1
    assert len(str(raised.value)) < 100


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "lower", "upper"),
    [
        ("476", 476, "exact", None, None),
        ("12.5万", 125_000, "exact", None, None),
        ("１２．５ 万", 125_000, "exact", None, None),
        ("1.2万亿", 1_200_000_000_000, "exact", None, None),
        ("约18.4万", 184_000, "approximately", 183_500, 184_500),
        ("约为18.40万", 184_000, "approximately", 183_950, 184_050),
        ("大约３亿", 300_000_000, "approximately", 250_000_000, 350_000_000),
        ("约7", 7, "approximately", Decimal("6.5"), Decimal("7.5")),
        ("100左右", 100, "approximately", Decimal("99.5"), Decimal("100.5")),
        ("约100左右", 100, "approximately", Decimal("99.5"), Decimal("100.5")),
        ("近86万余", 860_000, "near-and-over", None, None),
        ("近86万", 860_000, "nearly", None, 860_000),
        ("将近 5", 5, "nearly", None, 5),
        ("超过900", 900, "at-least", 900, None),
        ("超5.5万", 55_000, "at-least", 55_000, None),
        ("40余", 40, "at-least", 40, None),
        ("3万多", 30_000, "at-least", 30_000, None),
        ("80以上", 80, "at-least", 80, None),
        ("至少80以上", 80, "at-least", 80, None),
        ("不足10", 10, "at-most", None, 10),
        ("10以下", 10, "at-most", None, 10),
    ],
)
def test_quantity_reads(
    text: str, value: int, qualifier: str, lower: Decimal | int | None, upper: Decimal | int | None
) -> None:
    """The words around a number say how exact it is, and the last printed digit how wide its bounds are."""
    found = quantity(text)
    assert found == Quantity(Decimal(value), qualifier, *(None if b is None else Decimal(b) for b in (lower, upper)))
    assert re.fullmatch(QUANTITY, text)


@pytest.mark.parametrize("text", ["", "约", "万", "约一百", "不足10余", "超过5以下", "1万千", "不足约10"])
def test_quantity_refuses(text: str) -> None:
    """Words that exclude each other, or no number at all, are an error."""
    with pytest.raises(ValueError, match=r"."):
        quantity(text)


def test_canonical_has_no_exponent_and_no_minus_before_zero() -> None:
    """Each number has one lexical form."""
    assert [str(canonical(Decimal(t))) for t in ("1E+2", "-0", "-0.0", "6.920", "0E+3")] == [
        "100",
        "0",
        "0",
        "6.92",
        "0",
    ]


TEXT = st.text(st.sampled_from("字a1。；\n 　！\t"), max_size=900)


@given(TEXT, st.text(st.sampled_from("引用9"), min_size=1, max_size=40), TEXT)
def test_a_sentence_is_short_and_holds_its_quote(before: str, quote: str, after: str) -> None:
    """However long the text around it is, the quote stays, and no more than 300 code points."""
    found = sentence(before + quote + after, len(before), len(before) + len(quote))
    assert quote in found
    assert len(found) <= MAX_SENTENCE
    assert found == " ".join(found.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前一句。这一句有[9]起；下一句", "这一句有9起；"),
        ("标题\n这一句有[9]起\n下一行", "这一句有9起"),
        ("有[9]起", "有9起"),
        ("好！有[9]起？好", "有9起？"),
        ("有 \t　[9]   起", "有 9 起"),
        ("本期编辑：甲乙丙 网址：[9]", "本期编辑： 网址：9"),
        ("甲" * 400 + "[9]" + "乙" * 400, "甲" * 149 + "9" + "乙" * 150),
        ("甲" * 400 + "[9]" + "乙" * 9, "甲" * 290 + "9" + "乙" * 9),
        ("甲" * 9 + "[9]" + "乙" * 400, "甲" * 9 + "9" + "乙" * 290),
        ("前。[数" + " " * 500 + "9]后。", "数 9后。"),
    ],
)
def test_a_sentence_is_cut_around_its_place(text: str, expected: str) -> None:
    """A sentence ends at a mark or a line; a longer one is cut on both sides of what it states."""
    start, end = text.index("["), text.index("]") - 1
    assert sentence(text.replace("[", "").replace("]", ""), start, end) == expected


def test_a_mention_shows_no_neighbouring_sentence() -> None:
    """Prefix and suffix end where the sentence does: the line before a contact names the editor."""
    text = "本期编辑：甲乙丙\n网址：www.example.cn\n编辑：丁戊"
    at = text.index("www")
    found = mention(text, (at, at + 14), "rule", "x", (at, at + 14))
    assert (found.prefix, found.quote, found.suffix) == ("网址：", "www.example.cn", "\n")


def test_a_mention_keeps_its_quote_behind_a_wide_gap() -> None:
    """A phrase that white space stretches beyond 300 characters still shows its figure."""
    text = "共处理网络安全事件" + " " * 400 + "476起。"
    at = text.index("476")
    found = mention(text, (at, at + 4), "rule", Decimal(476), (0, at + 4))
    assert "476起" in found.sentence
    assert len(found.sentence) <= MAX_SENTENCE


@pytest.mark.parametrize(
    ("text", "year", "start", "end"),
    [
        ("12月16日-12月22日", 2024, "2024-12-16", "2024-12-22"),
        ("2月20日—2月26日", 2023, "2023-02-20", "2023-02-26"),
        ("2月26日——3月3日", 2024, "2024-02-26", "2024-03-03"),
        ("12月29日-1月4日", 2026, "2025-12-29", "2026-01-04"),
        ("2024年12月30日-2025年1月5日", 2025, "2024-12-30", "2025-01-05"),
        ("2024年12月30日-1月5日", 2025, "2024-12-30", "2025-01-05"),
        ("12月30日-2025年1月5日", None, "2024-12-30", "2025-01-05"),
        ("2013.03.04至2013.03.10", None, "2013-03-04", "2013-03-10"),
        ("2013-03-04到2013-03-10", None, "2013-03-04", "2013-03-10"),
        ("2013/3/4~2013/3/10", None, "2013-03-04", "2013-03-10"),
        (" 2 月 20 日 － 2 月 26 日 ", 2023, "2023-02-20", "2023-02-26"),
        ("4月22日-4月27日", 2024, "2024-04-22", "2024-04-27"),
        ("12月16日-22日", 2024, "2024-12-16", "2024-12-22"),
        ("2011年1月10日—16日", None, "2011-01-10", "2011-01-16"),
        ("2月29日-3月6日", 2024, "2024-02-29", "2024-03-06"),
    ],
)
def test_week_reads(text: str, year: int | None, start: str, end: str) -> None:
    """A range of days takes the report's year, and a year of its own where it prints one."""
    found = week(text, year)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2月30日-3月5日", 2024),
        ("2月29日-3月6日", 2023),
        ("13月1日-13月7日", 2024),
        ("0月0日-0月7日", 2024),
        ("12月22日-12月16日", 2024),
        ("8月10日-7月16日", 2024),
        ("2024年12月30日-2023年1月5日", 2024),
        ("12月16日-12月22日", None),
        ("12月16日", 2024),
        ("第51期", 2024),
        ("٢月٢日-٢月٨日", 2024),
        ("0000年1月1日-0000年1月7日", None),
        ("1月1日-1月7日", 0),
        (" " * 100_000, 2024),
    ],
)
def test_week_refuses(text: str, year: int | None) -> None:
    """No such day, an end before its start, no year, or no range: an error, never a guess."""
    with pytest.raises(ValueError, match=r"."):
        week(text, year)
