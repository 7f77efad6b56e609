"""Text broken by a page's width becomes sentences again, without what the layout put between them."""

from __future__ import annotations

import pytest

from cncert_kg.readers.paragraphs import columns, paragraphs, rejoined

LINE = "这一行测试文字恰好有一页那么宽所以话没有说完就要换到下一行去了呀"
FULL = f"{LINE}\n" * 11


def wrapped(*lines: str) -> tuple[str, list[str]]:
    """Read lines at the end of a page full of broken ones; give what became of them, and what was cut."""
    text, problems = paragraphs(FULL + "完了。\n" + "\n".join(lines) + "\n")
    return text.partition("完了。\n")[2], [p.message.rpartition(": ")[2] for p in problems]


def test_lines_that_are_paragraphs_stay() -> None:
    """Where lines end with their sentences nothing is joined; blank lines and blanks go."""
    assert paragraphs("一句。 \n\n\n  二句。\n网址\n") == ("一句。\n二句。\n网址\n", ())


def test_broken_lines_are_joined() -> None:
    """A sentence over many lines is one line."""
    assert wrapped(LINE, LINE, "止。", "下一段。") == (f"{LINE}{LINE}止。\n下一段。\n", [])


@pytest.mark.parametrize("side", [["年"], ["中国互联网"], ["网络安全报告", "年"], ["12"], ["某某中心 著"]])
def test_side_text_is_cut_out_of_a_sentence(side: list[str]) -> None:
    """The vertical title, the running head and the folio are cut, and told by their length: they may name a person."""
    told = [f"cut {len(line)} characters out of a sentence" for line in side]
    assert wrapped(LINE, *side, LINE, "止。") == (f"{LINE}{LINE}止。\n", told)


def test_the_rows_below_a_caption_are_no_side_text() -> None:
    """A caption and a row with a host and a count do not go on, however wide they are."""
    caption = "表格 1 CNCERT某某分中心移动恶意程序处置情况的测试用长标题表"
    rows = ["a.example 甲乙丙丁戊己庚辛壬癸子丑寅卯测试公司 12", "b.example 乙公司 3"]
    assert wrapped(caption, *rows, LINE, "止。") == ("\n".join([caption, *rows, f"{LINE}止。"]) + "\n", [])


def test_a_number_that_breaks_at_its_dash_is_one() -> None:
    """CNVD-2014- on one line and its digits on the next are neither side text nor two numbers."""
    first = "这一行足够宽的测试文字写到了行尾才提到一个条目编号CNVD-2014-"
    assert "CNVD-2014-03901" in wrapped(first, "03901", LINE, "止。")[0]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (f"{LINE}CNVD-2026-00689", "2、下一条漏洞的说明写在这里。", False),
        (f"{LINE}CNVD-2026-00689", "（2）下一条漏洞的说明写在这里。", False),
        (f"{LINE}CNVD-2026-00689", "第二章 下一条漏洞的说明写在这里。", False),
        (f"{LINE}CNVD-2026-00689", "●下一条漏洞的说明写在这里。", False),
        ("编号 CNVD-2026-00689", "2 这一行太窄，所以前面不是断行。", False),
    ],
)
def test_an_identifier_at_the_end_of_a_line_does_not_grow(first: str, second: str, joined: bool) -> None:
    """A numbered line begins a paragraph of its own."""
    text, _ = wrapped(first, second)
    assert text == f"{first}\n{second}\n"


@pytest.mark.parametrize(
    ("end", "begin", "between"),
    [
        ("Open", "Source项目的说明。", " "),
        ("CNVD-2026-00689", "号漏洞的说明。", ""),
        ("共12", "345起事件都已处理。", " "),
        ("https://www.example.cn/", "about这一页。", ""),
        ("字", "Latin开头的一行。", ""),
    ],
)
def test_two_words_keep_their_blank(end: str, begin: str, between: str) -> None:
    """Latin words and numbers on both sides of a break never become one."""
    line = LINE[: 34 - columns(end) // 2] + end
    assert wrapped(line, begin)[0] == f"{line}{between}{begin}\n"


def test_a_page_of_contents_is_not_joined() -> None:
    """A line that ends with dots and a page number is finished."""
    entries = [f"{n}.1 测试章节的标题{'.' * 60}{n}0" for n in range(1, 5)]
    assert wrapped(*entries) == ("".join(f"{e}\n" for e in entries), [])


def test_columns_count_a_chinese_character_twice() -> None:
    """The width of a line is that of a fixed-width font."""
    assert [columns(t) for t in ("", "ab", "汉a", "，")] == [0, 2, 3, 2]


def test_a_row_of_a_table_is_not_joined() -> None:
    """Cells are kept apart by bars; a row is neither the end of a sentence nor side text."""
    row = f"{LINE[:20]} | 12 | 34"
    assert wrapped(LINE, "止。", row, row, "甲 | 1", LINE, "完。") == (
        f"{LINE}止。\n{row}\n{row}\n甲 | 1\n{LINE}完。\n",
        [],
    )
    assert wrapped(LINE, "甲 | 1", LINE, "完。") == (f"{LINE}\n甲 | 1\n{LINE}完。\n", [])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([("一行", True), ("又一行", True), ("止。", False), ("下", False)], "一行又一行止。\n下\n"),
        ([("一行。", True), ("又一行", False), ("下", False)], "一行。\n又一行\n下\n"),
        ([("共处理", True), ("9 起", False)], "共处理9 起\n"),
        ([("上升", True), ("3.5%", False)], "上升3.5%\n"),
        ([("CNVD-2026-00689", True), ("2、下一条", False)], "CNVD-2026-00689\n2、下一条\n"),
        ([("CNVD-2026-00689", True), ("1.2 下一节", False)], "CNVD-2026-00689 1.2 下一节\n"),
        ([("说明", True), ("甲 | 1", True), ("乙 | 2", False)], "说明\n甲 | 1\n乙 | 2\n"),
        ([("一行", True), ("", False), ("又一行", False)], "一行\n又一行\n"),
        ([], ""),
    ],
)
def test_lines_that_fill_their_page_are_joined(lines: list[tuple[str, bool]], text: str) -> None:
    """Where it is known which line the page broke, its sentence goes on in the next."""
    assert rejoined(lines) == text
