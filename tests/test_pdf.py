"""A PDF file: its pages' lines as paragraphs and rows, without what stands on the margins; or a coded refusal."""

from __future__ import annotations

import time
import zlib
from pathlib import Path

import pytest

from cncert_kg.errors import ReadError
from cncert_kg.readers import files, pdf
from cncert_kg.readers.files import document
from tests.pdf_writer import Text, assembled, lines
from tests.pdf_writer import pdf as written
from tests.reading import read

LINE = "这一行测试文字恰好有一页那么宽所以话没有说完就要换到下一行去了呀"
HALF = "这一行测试文字恰好有半页那么宽"
PAGE = f"{LINE}\n{LINE}\n就此说完。\n"


def text(*pages: list[Text], rotate: int = 0) -> str:
    """Give the text of a file of these pages."""
    return document(written(*pages, rotate=rotate), "x.pdf").text


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (f"{LINE}\n{LINE}\n止。\n下一段。", f"{LINE}{LINE}止。\n下一段。\n"),
        (f"标题\n{LINE}\n止。", f"标题\n{LINE}止。\n"),
        (f"{LINE}\n9 起，止。", f"{LINE}9 起，止。\n"),
        (f"{LINE}\n3.5%，止。", f"{LINE}3.5%，止。\n"),
        (
            f"{LINE[:-8]}CNVD-2026-00689\n2、下一条的说明写在这里。",
            f"{LINE[:-8]}CNVD-2026-00689\n2、下一条的说明写在这里。\n",
        ),
        (f"{LINE[:-1]}。\n{LINE}\n止。", f"{LINE[:-1]}。\n{LINE}止。\n"),
        (f"{LINE}\n{LINE[:20]}\n{LINE[:21]}", f"{LINE}{LINE[:20]}\n{LINE[:21]}\n"),
        ("甲 乙共 12 起，CNCERT/CC 和 Open Source 说完了", "甲 乙共 12 起，CNCERT/CC 和 Open Source 说完了\n"),
        ("共处理了很多很多起⽹⻚事件，⻔户说完了就此为止。", "共处理了很多很多起网页事件，门户说完了就此为止。\n"),
    ],
)
def test_lines_of_a_page_are_paragraphs(printed: str, said: str) -> None:
    """A line that fills its page goes on in the next, which may begin with a figure but not with a number of a list."""
    assert text(lines(printed), lines(PAGE)) == f"{said}{LINE}{LINE}就此说完。\n"


def test_a_blank_without_room_is_none() -> None:
    """A blank between Chinese characters that stand close is the typesetter's; one between words is kept."""
    drawn = [Text(72, 600, "甲 "), Text(85, 600, "乙 "), Text(99, 600, "12 "), Text(113, 600, "起")]
    assert text([*lines(PAGE), *drawn]).endswith("\n甲乙 12 起\n")


def test_a_row_is_a_line_of_cells() -> None:
    """Cells a wide gap apart are kept apart by bars, and no row is joined to another."""
    table = [("名称", "数量", "环比"), ("甲", "12,345", "-3.5%"), ("乙", "7", "↑ 40.0%")]
    drawn = [Text(72 + 150 * x, 500 - 18 * y, cell) for y, row in enumerate(table) for x, cell in enumerate(row)]
    said = text([*lines(PAGE), *reversed(drawn)])
    assert said == f"{LINE}{LINE}就此说完。\n名称 | 数量 | 环比\n甲 | 12,345 | -3.5%\n乙 | 7 | ↑ 40.0%\n"


def test_columns_are_read_one_after_the_other() -> None:
    """What stands beside a paragraph, a chart's labels or a second column, is not inside its sentences."""
    left = lines(f"{HALF}\n{HALF}\n{HALF}\n左边完。", left=72)
    right = lines(f"{HALF}\n{HALF}\n{HALF}\n右边完。", left=320)
    labels = [Text(320, 740 - 36 * n, words) for n, words in enumerate(("甲 40%", "乙 60%"))]
    assert text([*left, *right]) == f"{HALF * 3}左边完。\n{HALF * 3}右边完。\n"
    assert text([*left, *labels]) == f"{HALF * 3}左边完。\n甲 40%\n乙 60%\n"


def test_the_margins_are_cut_and_told() -> None:
    """A vertical title, stacked or turned, is no part of the text."""
    stacked = [Text(560, 740 - 14 * n, c) for n, c in enumerate("某年某某报告")]
    turned = [Text(30, 300, "转过来的字", turn="0 1 -1 0")]
    found = document(written([*lines(PAGE), *stacked, *turned]), "x.pdf")
    assert found.text == f"{LINE}{LINE}就此说完。\n"
    assert [(p.code, p.message.partition(": ")[2]) for p in found.problems] == [
        ("W_SIDE_TEXT", "某年某某报告"),
        ("W_SIDE_TEXT", "转过来的字"),
    ]


def test_running_heads_and_folios_are_cut() -> None:
    """A line at the edge of three pages stands once, before all others; a folio never; a sentence goes on over it."""
    heads = ["测试周报 2024年第3期 | 1", "测试周报 2024年第3期 | 2", "测试周报 2024年第3期 | 3"]
    pages = [
        [Text(72, 800, head), *lines(f"{LINE}\n{LINE}", top=700), Text(290, 40, f"- {n} -"), Text(72, 110, LINE)]
        for n, head in enumerate(heads, 1)
    ]
    assert text(*pages) == f"{heads[0]}\n{LINE * 9}\n"


def test_what_stands_at_the_edge_of_two_pages_stays() -> None:
    """Two pages may begin with one line; a figure at the foot of a page is no folio where words stand by it."""
    pages = [[Text(72, 800, "本周情况"), *lines(PAGE), Text(72, 40, "共12起")] for _ in range(2)]
    assert text(*pages).count("本周情况") == text(*pages).count("共12起") == 2


def test_a_head_within_a_sentence_is_cut() -> None:
    """Of two pages, the line that both begin with is a running head where it would stand inside a sentence."""
    head = "某年某某报告"
    pages = [[Text(72, 800, head), *lines(said)] for said in (f"{LINE}\n{LINE}", PAGE)]
    assert text(*pages) == f"{head}\n{LINE * 4}就此说完。\n"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_is_read(rotate: int) -> None:
    """How a page is shown does not change its text."""
    assert text(lines(PAGE), rotate=rotate) == f"{LINE}{LINE}就此说完。\n"


def test_a_table_on_its_side_is_read() -> None:
    """A page whose lines run upwards, or a table that lies among upright lines, is turned."""
    lying = [Text(100 + 18 * n, 72, line, turn="0 1 -1 0") for n, line in enumerate(PAGE.split())]
    assert text(lying) == f"{LINE}{LINE}就此说完。\n"
    assert text([*lines(PAGE * 2), *[Text(t.left + 300, t.bottom, t.words, 12, t.turn) for t in lying]]) == (
        f"{LINE}{LINE}就此说完。\n" * 3
    )


def test_words_printed_twice_are_read_once() -> None:
    """A hair's breadth apart is how some programs print bold."""
    assert text([*lines(PAGE), *lines(PAGE, left=72.3)]) == f"{LINE}{LINE}就此说完。\n"


def test_a_report_is_read_like_its_post() -> None:
    """Title, dates and figures are found in the text of a file."""
    report = (
        "网络安全信息与动态周报 - 2023年第 9 期（2023.02.27至2023.03.05）\n本周网络安全基本态势\n"
        "这是文件的一份，态势整体评价为危。\n本周事件处理情况\n"
        "文件里共处理网络安全事件300起，含跨境网络安全事件200起，\n重点处理100起仿冒投诉事件。\n"
    )
    found = read(written(lines(report)), "x.pdf")
    assert (found.series, found.issue) == ("cncert-weekly", "2023-09")
    values = {f.indicator: int(f.quantity.value) for f in found.figures if f.quantity}
    assert (values["incident-handled"], values["incident-phishing-handled"]) == (300, 100)


GOOD = written(lines(PAGE))


@pytest.mark.parametrize(
    ("raw", "code", "found"),
    [
        (b"%PDF-1.7\n", "E_PDF", "breaks off"),
        (GOOD[: len(GOOD) // 2], "E_PDF", "breaks off"),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF", "E_PDF", "damaged"),
        (GOOD[:40] + bytes(len(GOOD) - 140) + GOOD[-100:], "E_PDF", "damaged"),
        (written(lines(PAGE), trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + "o" * 32 + ") /U ("
                 + "u" * 32 + ") >> /ID [(a) (a)]"), "E_PDF", "encrypted"),
        (written([]), "E_PDF_NO_TEXT", "0 readable characters on 1 pages"),
        (written([Text(72, 40, "12")], [Text(72, 40, "13")]), "E_PDF_NO_TEXT", "4 readable characters on 2 pages"),
        (assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]), "E_PDF", ""),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(raw: bytes, code: str, found: str) -> None:
    """Encrypted, damaged, truncated, circular, or a scan: a code, never a part of a report."""
    with pytest.raises(ReadError) as raised:
        document(raw, "x.pdf")
    assert raised.value.code.startswith(code)
    assert found in raised.value.message


def test_a_font_that_tells_nothing_is_no_text() -> None:
    """Codes without a map are not letters."""
    with pytest.raises(ReadError, match="E_PDF_NO_TEXT"):
        document(written(lines(PAGE), has_map=False), "x.pdf")


def test_a_character_that_is_not_told_is_no_digit() -> None:
    """Where one character of many is not told a sign stands for it, and it is reported."""
    found = document(written(lines(f"{PAGE}共4\ue0056起。")), "x.pdf")
    assert found.text.endswith("共4□6起。\n")
    assert [p.code for p in found.problems] == ["W_GLYPH"]


@pytest.mark.parametrize(
    "content",
    [b" " * 300_000_000, b"q " * 20_000_000, b"BT /F1 1 Tf " + b"(a) Tj " * 3_000_000],
    ids=["blanks", "states", "text"],
)
def test_a_bomb_is_defused(content: bytes) -> None:
    """A file of some kilobytes that unpacks to hundreds of megabytes is read within its bounds or refused."""
    packed = zlib.compress(content, 9)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    raw = assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            page,
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )
    start = time.perf_counter()
    with pytest.raises(ReadError, match="E_PDF"):
        document(raw, "bomb.pdf")
    assert time.perf_counter() - start < 100


@pytest.mark.parametrize(
    ("raw", "is_pdf"),
    [
        (b"%PDF-1.4\n", True),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", True),
        (b"%PDF-\xe6", False),
        (b"a report about %PDF-1.4", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_mark(raw: bytes, is_pdf: bool) -> None:
    """The name of a file says nothing."""
    assert pdf.is_pdf(raw) is is_pdf


def test_a_file_may_be_larger_than_a_text(tmp_path: Path) -> None:
    """Annual reports are full of pictures: the bound of a PDF file is its own."""
    path = tmp_path / "report.md"
    path.write_bytes(GOOD[:9] + b"%" + b"x" * files.MAX_BYTES + b"\n" + GOOD[9:])
    assert files.read(path).text == f"{LINE}{LINE}就此说完。\n"
    with path.open("ab") as file:
        file.truncate(pdf.MAX_BYTES + 1)
    with pytest.raises(ReadError, match=rf"E_SIZE report\.md: found {pdf.MAX_BYTES + 1} bytes"):
        files.read(path)
