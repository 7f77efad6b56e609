"""The tables of ANVA's channel weekly: a row is a site, who runs it, and how many takedowns it was told of.

A table belongs to a branch of CNCERT, whose province stands in its heading, or to the domain registrars. Cells are
kept apart by bars (posts), tabs or blanks (page text), or stand one below the other (text of a PDF). What a row
names is live and may be a private person: its mention is the cell of the count and nothing around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cncert_kg import text as reading
from cncert_kg.model import Figure, Mention, Problem
from cncert_kg.series import assets
from cncert_kg.series.places import PLACES
from cncert_kg.series.rules import slug

INDICATOR = "anva-takedown"

PLACE = re.compile("|".join(PLACES))

_CAPTION = re.compile(
    r"表格?[0-9０-９一二三四五六七八九十]{1,3}.{0,60}"
    r"|(?:国家互联网应急中心|CNCERT(?:/CC)?)[\u4e00-\u9fff]{2,9}分中心.{0,30}"
    rf"|(?:{'|'.join(PLACES)})[\u4e00-\u9fff]{{0,6}}分中心.{{0,30}}"
    r"|[\u4e00-\u9fff]{0,8}域名注册(?:商|机构|服务机构).{0,30}"
)
"""The heading of a table, or the title row that repeats it, without blanks."""

_PROSE = re.compile(r"[。：:；！？]$")
_LONGEST = 300
"""No row has more code points; a line that has is prose."""

_BROKEN_OFF = r"(?=表格?\s?[0-9０-９]{1,3}\s?(?:CNCERT|国家互联网|域名注册))|(?<=表)(?=CNCERT|域名注册)"
_LINE = re.compile(rf"[^\n](?:(?!{_BROKEN_OFF})[^\n])*")
"""A line, or its part before a heading that was joined to it where the lines of a page were made paragraphs."""

_PART = re.compile(r"[^|\t]+")
_WORD = re.compile(r"\S+")
_RULED = re.compile(r"[-:]{1,80}")
_COUNT = re.compile(r"(?P<number>[0-9０-９]{1,9}(?:[,，][0-9０-９]{3}){0,2})[ \u3000]?[个条款次]?")

_LIVE = re.compile(r"[^\s@，、（）()|]{1,200}(?:\.|．|\[\.\])[^\s@，、（）()|]{1,200}")
_JOINED = re.compile(rf"\s{{0,9}}(\d{{1,9}})\s{{1,9}}(?={_LIVE.pattern}\s{{0,9}}$)", re.ASCII)
_WORD_AS_SITE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_NAME_OF_SITE = re.compile(r"(?!.{0,30}个人).{2,30}(?:商店|商城|市场|网|网站|站|平台|论坛|社区|之家|网盘|云盘|下载)")
_ORGANISATION = re.compile(r"[\w（）()·&-]{2,60}(?:公司|商行|中心|厂|大学|集团|研究院|局|协会)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty, and where it begins in the text."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one table, header included."""

    area: str
    """Code of the branch's province; empty where the table is not a branch's."""
    lines: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A site, who runs it as printed, and the cell of the count."""

    site: str
    name: str
    count: Cell
    area: str


def takedowns(text: str, series: str) -> tuple[list[Figure], list[Problem]]:
    """Read every row of every table: a figure each. A row without a count is a problem, which names no site."""
    out: list[Figure] = []
    problems: list[Problem] = []
    taken: dict[tuple[str, str], int] = {}
    for table in tables(text):
        for row in rows(table):
            if isinstance(row, Problem):
                problems.append(row)
                continue
            code, label = _site(row.site)
            code = _free(row.area, code, taken)
            out.append(_figure(row, code, label, f"{series}/{INDICATOR}.level"))
    return out, problems


def tables(text: str) -> Iterator[Table]:
    """Give the tables of a text, in order. A heading or a header begins one; the next heading or prose ends it."""
    area: str | None = None
    lines: list[tuple[Cell, ...]] = []
    for line in _LINE.finditer(text):
        cells = _cells(line[0], line.start())
        caption = _caption(cells)
        if caption is not None or _ends(lines, cells, line[0].rstrip()):
            yield from (Table(area, tuple(lines)),) if area is not None and lines else ()
            area, lines = None if caption is None else _area(caption), []
        elif cells and (area is not None or _is_header(cells)):
            area = area or ""
            lines.append(cells)
    yield from (Table(area, tuple(lines)),) if area is not None and lines else ()


def _cells(line: str, offset: int) -> tuple[Cell, ...]:
    if len(line) > _LONGEST:
        return ()
    is_ruled = "|" in line or "\t" in line
    parts = _by_bars(line) if is_ruled else _by_blanks(line)
    stripped = ((at + len(part) - len(part.lstrip()), part.strip()) for at, part in parts)
    return tuple(Cell(part, offset + at) for at, part in stripped if part and not _RULED.fullmatch(part))


def _by_bars(line: str) -> Iterator[tuple[int, str]]:
    for part in _PART.finditer(line):
        joined = _JOINED.match(part[0])
        if joined:  # The page was too narrow for two rows, and their lines were joined.
            yield part.start() + joined.start(1), joined[1]
        rest = joined.end() if joined else 0
        yield part.start() + rest, part[0][rest:]


def _by_blanks(line: str) -> Iterator[tuple[int, str]]:
    """A line of words is a row where its last is a count, or a header: what stands between the ends is one cell."""
    words = list(_WORD.finditer(line))
    if len(words) < 2 or not (_COUNT.fullmatch(words[-1][0]) or "数量" in words[-1][0]):
        yield 0, line
        return
    first = words[0]
    for word, after in zip(words[1:], [*words[2:], None], strict=True):
        if after is None or (_COUNT.fullmatch(word[0]) and _LIVE.fullmatch(after[0])):
            yield first.start(), first[0]
            yield first.end(), line[first.end() : word.start()]
            yield word.start(), word[0]
            first = after or first


def _caption(cells: tuple[Cell, ...]) -> str | None:
    line = "".join("".join(cell.text.split()) for cell in cells)
    is_row = len(cells) > 1 and _COUNT.fullmatch(cells[-1].text) and not line.startswith("表")
    return line if _CAPTION.fullmatch(line) and not is_row and not _PROSE.search(line) else None


def _area(caption: str) -> str:
    """The province of the branch; a heading that names none, such as that of the registrars, has no area."""
    found = PLACE.search(caption.partition("分中心")[0]) if "分中心" in caption else None
    return PLACES[found[0]] if found else ""


def _ends(lines: list[tuple[Cell, ...]], cells: tuple[Cell, ...], line: str) -> bool:
    """Whether a line is prose: it is punctuated or long, or one cell below rows that have several."""
    is_alone = len(cells) == 1 and not _COUNT.fullmatch(cells[0].text)
    return bool(_PROSE.search(line)) or len(line) > _LONGEST or (is_alone and any(len(row) > 1 for row in lines[-1:]))


def _is_header(cells: tuple[Cell, ...]) -> bool:
    return any("数量" in cell.text for cell in cells) and not _COUNT.fullmatch(cells[-1].text)


def rows(table: Table) -> Iterator[Row | Problem]:
    """Give the rows of a table; cells that stand alone wait for the count that ends their row."""
    header: tuple[Cell, ...] = ()
    waiting: list[Cell] = []
    for cells in (row for line in table.lines for row in _split(line)):
        is_counted = _COUNT.fullmatch(cells[-1].text) is not None
        if _is_header(cells):
            header, waiting = cells, []
        elif len(cells) == 1 and not is_counted:
            waiting += cells
        elif is_counted and len(cells) > 1:
            yield _row(cells, header, table.area)
        elif is_counted and waiting:
            yield _row((*waiting[-2:], *cells), header, table.area)
            waiting = []
        elif len(cells) > 1:
            yield Problem("W_ROW", f"found a row of {len(cells)} cells without a count, expected one in the last cell")
    if waiting:
        yield Problem("W_ROW", f"found {len(waiting)} cells below the last row, expected a count after them")


def _split(line: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
    """Part a line at each count that an address follows: two rows, or a row behind its number in the table."""
    start = 0
    for i, (cell, after) in enumerate(pairwise(line), 1):
        if _COUNT.fullmatch(cell.text) and _LIVE.fullmatch(after.text):
            yield line[start:i]
            start = i
    yield line[start:]


def _row(cells: tuple[Cell, ...], header: tuple[Cell, ...], area: str) -> Row:
    """Make a row by its header where that has as many cells, else by the order of real tables: site, name, count."""
    site, name, count = 0, 1, len(cells) - 1
    if len(header) == len(cells):
        site = _column(header, "域名|链接|URL|IP", site)
        name = _column(header, "名称|运营|主体|单位", name)
        count = _column(header, "通知.{0,6}数量", count)
    return Row(cells[site].text, cells[name].text, cells[count], area)


def _column(header: tuple[Cell, ...], words: str, default: int) -> int:
    return next((i for i, cell in enumerate(header) if re.search(words, cell.text)), default)


def _site(printed: str) -> tuple[str, str]:
    """Give the code and label of a site: its addresses defanged, or its name where that can be no person's."""
    parts = [part for part in re.split(r"[\s、，,;；]", printed) if part]
    try:
        label = ", ".join(map(_defanged, parts))
    except ValueError:
        if not (
            _WORD_AS_SITE.fullmatch(printed) or _NAME_OF_SITE.fullmatch(printed) or _ORGANISATION.fullmatch(printed)
        ):
            return "site-withheld", "不公开名称的网站"
        label = printed
    return f"site-{slug(label)}", label


def _defanged(printed: str) -> str:
    found = assets.address(printed)
    return f"{found.defanged}:{found.port}" if found.port else found.defanged


def _free(area: str, code: str, taken: dict[tuple[str, str], int]) -> str:
    """Give a code that no other row of the same area has: a site that stands twice keeps both rows."""
    free = code
    while (area, free) in taken:
        taken[area, code] += 1
        free = f"{code}-{taken[area, code]}"
    taken[area, free] = 1
    return free


def _figure(row: Row, code: str, label: str, rule: str) -> Figure:
    match = _COUNT.fullmatch(row.count.text)
    if match is None:
        raise ValueError("found a cell that is no count, expected the number of takedowns")
    quantity = reading.quantity(match["number"])
    start, end, quote = row.count.start, row.count.start + len(row.count.text), row.count.text
    operator = row.name if _ORGANISATION.fullmatch(row.name) and row.name != row.site else ""
    where = Mention(start, end, rule, quantity.value, quote, sentence=quote)
    return Figure(INDICATOR, "level", where, quantity, breakdown=code, area=row.area, label=label, operator=operator)
