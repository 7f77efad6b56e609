"""Parts of an advisory beyond its prose: the rating, the range of versions affected, the table of CVE records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cncert_kg.series import entries

SEVERITY = {
    "超危": "critical",
    "严重": "critical",
    "Critical": "critical",
    "高危": "high",
    "高": "high",
    "重要": "high",
    "High": "high",
    "Important": "high",
    "中危": "medium",
    "中等": "medium",
    "中": "medium",
    "Medium": "medium",
    "Moderate": "medium",
    "低危": "low",
    "低": "low",
    "Low": "low",
}
"""Codes of `code/severity` by the word printed: CNVD's scale, and Microsoft's (严重, 重要, 中等, 低)."""

_WORD = "|".join(sorted(SEVERITY, key=len, reverse=True))
_RATED = re.compile(
    r"(?:评级|评定|级别|等级|评价)(?:结果)?(?:均|都|被?评)?(?:定|为|是){0,2}[^\S\n]{0,2}[：:]?[^\S\n]{0,2}[“\"‘「']?"
    rf"(?P<word>{_WORD})(?=[”\"’」'。，,；;、）)（(\s]|级|漏洞|风险[”。，；]|\Z)"
)
_ALL = re.compile("均|都|上述|以上|这些|各漏洞|[两二三四五六0-9]个")
_BEGINS = re.compile(rf"(?P<word>{_WORD})(?:\s|[/／、，]|级|$)")

_NUMERAL = r"(?:[（(]?[一二三四五六七八九十]{1,2}[）)、．.]|[0-9]{1,2}[、．.）)](?![0-9]))"
_AFFECTED = re.compile(
    rf"^{_NUMERAL}?\s?(?:该|漏洞|受|的){{0,3}}影响(?:的|到的)?(?:范围|产品|软件|系统|版本|组件)(?:及|和|与|的|范围|版本|产品){{0,3}}"
    r"(?:包括|如下|为|有){0,2}[：:]?(?P<rest>.{0,300})$"
)
_UNAFFECTED = re.compile(r"(?:不受|未受|无)影响")
_ENDS = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,2}[）)、．.]|(?:[0-9]{1,2}[、．.])?(?:漏洞)?(?:处置|修复|防护|防范|缓解|解决|升级|安全)(?:建议|措施|方案|版本|办法)"
    r"|参考|附[：:录件]|官方|目前|感谢|https?:|CNVD|CVE|推荐阅读|往期)"
)
_BULLET = re.compile(rf"^(?:[*•●·◆■>-]\s?|{_NUMERAL}\s?)")
_LONGEST = 120
_MOST_LINES = 60

_BROKEN = re.compile(r"\s{2,}|\n|\t")
_COLUMNS = (
    ("title", re.compile("标题|名称|摘要|描述")),
    ("severity", re.compile("等级|级别|评级|危害|严重")),
    ("products", re.compile("软件|产品|版本|范围|组件")),
)
_IMPACT = re.compile(
    "(?:远程|任意)?(?:代码|命令)?执行|(?:权限|特权)提升|(?:信息|数据)泄[露漏]|拒绝服务|欺骗|篡改|(?:安全)?功能绕过"
)
_CONTINUED = re.compile(
    r"(?:R[0-9]|SP[0-9]|[0-9]{4}|Edition|Enterprise|Version|[0-9.]+)(?: R[0-9]| SP[0-9])?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of one CVE record."""

    number: str
    title: str = ""
    severity: str = ""
    products: tuple[str, ...] = ()


def severity(text: str, number_of_entries: int) -> str:
    """Give the rating of an advisory's entries, a code of `code/severity`.

    Empty where it gives none, or two, or where it names several entries and rates not all of them as one.
    """
    found = list(_RATED.finditer(text))
    codes = {SEVERITY[m["word"]] for m in found}
    if len(codes) != 1:
        return ""
    holds_for_all = number_of_entries <= len(found) or any(
        _ALL.search(text[max(0, m.start() - 30) : m.end()]) for m in found
    )
    return codes.pop() if holds_for_all else ""


def products(text: str) -> tuple[str, ...]:
    """Give the products and ranges of versions listed under 漏洞影响范围, as printed, one a line or after its colon."""
    out: dict[str, None] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        begins = _AFFECTED.match(line.strip())
        if begins and not _UNAFFECTED.search(line):
            for product in _listed(begins["rest"], lines):
                out.setdefault(product)
    return tuple(out)


def _listed(rest: str, lines: Iterator[str]) -> Iterator[str]:
    yield from _product(_first(rest))
    for _, line in zip(range(_MOST_LINES), lines, strict=False):
        line = line.strip()
        if _ENDS.match(line) or _UNAFFECTED.search(line):
            return
        label = _AFFECTED.match(line)
        yield from _product(_first(label["rest"]) if label else line)


def _first(rest: str) -> str:
    """What a label is followed by in its sentence: `Sample 1.0、Sample 2.0等版本。` is a list without 等版本."""
    return re.sub("等(?:版本|产品|系统)?$", "", rest.partition("。")[0])


def _product(line: str) -> Iterator[str]:
    """A line that is a sentence, a request or a label names no product."""
    words = " ".join(_BULLET.sub("", line.replace("|", " ")).split())
    if 2 <= len(words) <= _LONGEST and not re.search(r"[。！？：:]|请|联系|受影响|影响版本", words):
        yield words.rstrip("；;，,、")


def rows(text: str) -> dict[str, Row]:
    """Give the rows of the tables of a text that begin with, or hold, the number of a CVE record.

    A post's row is one line with a bar between cells; page text has a cell a line, or runs of blanks between.
    """
    out: dict[str, Row] = {}
    columns: tuple[str, ...] = ()
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line[:2000].split("|")]
        if len(cells) < 2:
            continue
        found = [n.number for n in entries.names(line[:2000]) if not n.is_cnvd]
        if not found:
            columns = tuple(_column(cell) for cell in cells)
        for number in found:
            out.setdefault(number, _row(number, cells, columns))
    return out or {row.number: row for row in _loose(text)}


def _column(heading: str) -> str:
    return next((name for name, words in _COLUMNS if words.search(heading)), "")


def _row(number: str, cells: list[str], columns: tuple[str, ...]) -> Row:
    """A row as its headings say, or by what its cells hold where the table has none."""
    by_name = dict(zip(columns, cells, strict=False)) if len(columns) == len(cells) else {}
    if not by_name.get("title"):
        return _by_content(number, cells)
    return Row(
        number, _words(by_name["title"]), _rating(by_name.get("severity", "")), _split(by_name.get("products", ""))
    )


def _by_content(number: str, cells: list[str]) -> Row:
    rest = [c for c in cells if c and not entries.names(c)]
    title = next((c for c in rest if c.endswith("漏洞")), "")
    rated = next((i for i, c in enumerate(rest) if _rating(c)), None)
    if rated is None:
        return Row(number, _words(title))
    after = [p for c in rest[rated + 1 :] if not _IMPACT.fullmatch(c) for p in _split(c)]
    return Row(number, _words(title), _rating(rest[rated]), _joined(after))


def _loose(text: str) -> Iterator[Row]:
    """Rows of page text: a line begins with the number, and a rating follows within the next cells."""
    starts = [m.end() for m in re.finditer(r"(?:^|\n)[^\S\n]{0,4}(?=CVE-[0-9]{4}-)", text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        part = text[start : min(end, start + 600)]
        found = entries.names(part)
        if found and not found[0].is_cnvd and found[0].span[0] == 0:
            row = _by_content(found[0].number, [c.strip() for c in _BROKEN.split(part[found[0].span[1] :])][:12])
            if row.title and row.severity:
                yield row


def _rating(cell: str) -> str:
    match = _BEGINS.match(cell)
    return SEVERITY[match["word"]] if match else ""


def _words(cell: str) -> str:
    return " ".join(cell.split())


def _split(cell: str) -> tuple[str, ...]:
    return _joined([p for p in re.split(r"\s{2,}|[；;、]", cell) if p])


def _joined(parts: list[str]) -> tuple[str, ...]:
    """Join what the typesetter broke: `Server 2008  R2`, `365 Apps for  Enterprise`."""
    out: list[str] = []
    for part in parts:
        if out and (_CONTINUED.fullmatch(part) or out[-1].endswith((" for", " and"))):
            out[-1] += f" {part}"
        else:
            out.append(part)
    return tuple(dict.fromkeys(out))
