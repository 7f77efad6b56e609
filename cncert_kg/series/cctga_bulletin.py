"""Bulletins on malicious addresses abroad: block by block an address, where it is, what it serves, whom it controls.

CCTGA and CNCERT publish them without a number; blocks stand as lines `label：value`, in one line each, or as rows of
a table. Only what can be published is kept: addresses are defanged, the words around them too (`assets.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from cncert_kg import text as reading
from cncert_kg.model import Asset, Document, Figure, Gap, Period, Problem, Report
from cncert_kg.series import Recognition, Series
from cncert_kg.series.assets import TOKEN, Address, address, family, place, sealed

KEY = "cctga-bulletin"
INDICATOR = "ioc-daily-control"

_MALICIOUS = r"恶意(?:网址|IP|域名|地址|URL|链接)"
_TITLE = re.compile(
    rf"{_MALICIOUS}[^\n]{{0,40}}(?:风险提示|通报|预警|防范|（续|\(续)|"
    rf"(?:防范|警惕|境外|发现|关于|一批)[^\n]{{0,20}}{_MALICIOUS}|(?:CCTGA|威胁治理联盟)[^\n]{{0,20}}(?:通报|风险提示)"
)
_NUMBER = re.compile(r"(?P<year>(?:19|20)\d{2})\s{0,2}年?\s{0,2}第\s{0,2}(?P<number>\d{1,3})\s{0,2}期", re.ASCII)
_ISSUED = re.compile(
    r"(?:发布|通报|提示|公布)(?:时间|日期)?\s{0,3}[：:]\s{0,3}(\d{4})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})",
    re.ASCII,
)

_LABELS = {
    "address": rf"{_MALICIOUS}(?:地址)?|恶意IP(?:[/／]|或|及|和)域名|"
    r"(?:C2|C&C|控制端|控制|攻击)(?:地址|IP(?:地址)?|域名|服务器)",
    "related": r"(?:关联|解析|对应)的?(?:IP(?:地址)?|地址|域名)",
    "port": r"(?:通信|控制|关联|监听|开放|服务)?端口号?",
    "place": r"(?:IP|地址)?(?:归属|所属|所在)(?:地区?|国家|地域|国家/地区)?|(?:IP)?(?:地理)?位置",
    "threat": r"(?:威胁|攻击|恶意)类型",
    "family": r"(?:病毒|木马|恶意|恶意代码|恶意程序|恶意软件|所属|归属|僵尸网络)?(?:病毒|木马)?家族(?:名称)?|病毒名称",
    "control": r"日(?:均|平均)?控制(?:主机|终端|设备)?(?:规模|数量|数)",
    "note": r"(?:威胁)?描述|备注|详情|说明",
}  # fmt: skip
"""What the sources call each field of a block."""

_NAMES = "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
_UNIT = r"(?:[（(][^（()）\n]{1,8}[)）])?"
_LABEL = re.compile(rf"(?<!\w)(?:{_NAMES})\d{{0,3}}{_UNIT}[^\S\n]{{0,4}}[：:]")
_HEADS = {name: re.compile(rf"(?:{words}){_UNIT}") for name, words in _LABELS.items()} | {
    "address": re.compile(
        rf"(?:{_LABELS['address']}|(?:IP地址|IP|域名|网址|URL|地址)(?:[/／](?:IP|域名|网址|URL))?){_UNIT}"
    )
}
_TELLS = frozenset({"threat", "family", "control"})
"""Fields that only a block on a malicious address has."""
_TELLING = re.compile(r"家族|(?:威胁|攻击|恶意)类型|控制(?:规模|数)")
_MARKS = " \t\u3000，,；;。、|"
_NEXT = re.compile(
    r"(?:[（(][一二三四五六七八九十\d]{1,4}[)）][、.．]?|(?<=[\s。；;，,|])[一二三四五六七八九十\d]{1,3}[、.．])$"
)
"""The number of the block that follows, where blocks are not kept apart by lines."""
_CONTROL = re.compile(
    rf"(?P<number>{reading.QUANTITY})\s{{0,2}}(?:[台个次]|IP|主机|设备)?(?:主机|设备|IP)?(?:[/每]?[日天])?"
)
_PORT = re.compile(r"[0-9]{1,5}(?:[^\S\n]{0,2}[、,，/][^\S\n]{0,2}[0-9]{1,5}){0,20}")
_NONE = re.compile(r"[\s/\\—–-]{0,8}|无|暂无|未知|不详|N/?A", re.IGNORECASE)

Block = dict[str, tuple[int, int]]
"""Where the text has the value of each field of one block."""


@dataclass
class _Read:
    """What the blocks of one bulletin gave so far."""

    assets: list[Asset] = field(default_factory=list)
    figures: dict[str, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def recognise(document: Document) -> Recognition | None:
    """Recognise a bulletin by its title, or by two blocks of its form. `ValueError`: see `Series`.

    A post of such a title that has text and no block is news of a bulletin, and not one.
    """
    is_titled = _TITLE.search(document.title) is not None
    if document.status == "full":
        may_be = is_titled or ("恶意" in document.text and _TELLING.search(document.text))
        count = sum(1 for _ in blocks(document.text)) if may_be else 0
        if count < (1 if is_titled else 2):
            return None
    elif not is_titled:
        return None
    period = _period(document)
    issue, number = _issue(document, period)
    return Recognition(KEY, issue, period, "title" if is_titled else "body", number)


def _period(document: Document) -> Period:
    """Give the day of publication: as the copy states it, else as its text does."""
    stated = _ISSUED.search(document.text)
    if document.published:
        day = document.published.isoformat()
    elif stated:
        day = reading.day(*map(int, stated.groups())).isoformat()
    else:
        return Period(undated_in=document.key)
    return Period(day, day)


def _issue(document: Document, period: Period) -> tuple[str, str]:
    match = _NUMBER.search(document.title)
    if match is None:
        return period.key, ""
    if not int(match["number"]):
        raise ValueError(f"found issue number {match['number']}, expected 1 or more")
    return f"{match['year']}-{int(match['number']):02}", str(int(match["number"]))


def blocks(text: str) -> Iterator[Block]:
    """Give the blocks of a text, each with an address and a field that tells it from other text, in order."""
    found = [*_labelled(text), *_tabled(text)]
    yield from sorted((b for b in found if "address" in b and _TELLS & b.keys()), key=lambda b: b["address"])


def _labelled(text: str) -> Iterator[Block]:
    """Give what stands behind labels; a label without a value on its line has it on the next."""
    block: Block = {}
    labels = list(_LABEL.finditer(text))
    for number, match in enumerate(labels, 1):
        end = labels[number].start() if number < len(labels) else len(text)
        name = match.lastgroup or ""
        if name == "address":
            yield block
            block = {}
        span = _value(text, match.end(), end)
        if span and name not in block:
            block[name] = span
    yield block


def _value(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Give the first line that says something, without the number of the block that follows it."""
    for line in re.finditer(r"[^\n]+", text[start : min(end, start + 4000)]):
        words = _NEXT.sub("", line[0].rstrip(_MARKS)).rstrip(_MARKS)
        blank = len(words) - len(words.lstrip(_MARKS))
        if len(words) > blank:
            return start + line.start() + blank, start + line.start() + len(words)
    return None


def _tabled(text: str) -> Iterator[Block]:
    """Give the rows of tables whose first row names an address and a field that tells."""
    columns: list[str] = []
    offset = 0
    for line in text.split("\n"):
        cells = line.split(" | ") if line.count(" | ") < 20 else []
        if len(cells) < 2:
            columns = []
        elif columns and len(cells) == len(columns):
            yield dict(_cells(cells, columns, offset))
        else:
            columns = _columns(cells)
        offset += len(line) + 1


def _columns(cells: Iterable[str]) -> list[str]:
    names = [next((n for n, words in _HEADS.items() if words.fullmatch(c.strip())), "") for c in cells]
    return names if "address" in names and _TELLS & set(names) else []


def _cells(cells: list[str], columns: list[str], offset: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for cell, name in zip(cells, columns, strict=True):
        start = offset + len(cell) - len(cell.lstrip())
        if name and cell.strip():
            yield name, (start, start + len(cell.strip()))
        offset += len(cell) + 3


def read(document: Document, known: Recognition) -> Report:
    """Read a bulletin: its addresses, and how many hosts each controls a day.

    Every bulletin has an address; many state no scale of control, which is then a gap of the whole bulletin.
    """
    out = _Read()
    for block in blocks(document.text):
        _read_block(document.text, block, out)
    if not out.assets:
        raise ValueError("found no malicious address that can be read, expected one in each block")
    return Report(
        document=document,
        series=KEY,
        issue=known.issue,
        period=known.period,
        status="full",
        recognised_by=known.by,
        stated_number=known.stated_number,
        figures=tuple(out.figures.values()),
        assets=tuple(out.assets),
        gaps=() if out.figures else (Gap(_reason(document.text), INDICATOR, "level"),),
        problems=tuple(out.problems),
    )


def _reason(text: str) -> str:
    return "unparsed" if re.search(_LABELS["control"], text) else "not-published"


def _read_block(text: str, block: Block, out: _Read) -> None:
    token = TOKEN.match(text, *block["address"])
    try:
        found = address(token[0] if token else "")
    except ValueError as error:
        out.problems.append(Problem("W_ASSET", str(error)))
        return
    code, label = _family(text, block, out)
    asset = Asset(
        kind=found.kind,
        value=found.defanged,
        mention=place(text, block["address"], f"{KEY}/asset", found),
        port=found.port or _port(text, block, out),
        place=_words(text, block, "place"),
        family=code,
        family_label=label,
    )
    if asset.value not in {a.value for a in out.assets}:
        out.assets.append(asset)
    _read_control(text, block, found, out)


def _words(text: str, block: Block, name: str) -> str:
    """Give the words of a field up to its first mark, unless they say that nothing is known."""
    start, end = block.get(name, (0, 0))
    words = " ".join(re.split(r"[，；;。（(]", text[start:end], maxsplit=1)[0].split())
    return "" if _NONE.fullmatch(words) else words[:80]


def _family(text: str, block: Block, out: _Read) -> tuple[str, str]:
    try:
        return family(_words(text, block, "family"))
    except ValueError as error:
        out.problems.append(Problem("W_FAMILY", str(error)))
        return "", ""


def _port(text: str, block: Block, out: _Read) -> str:
    printed = _words(text, block, "port").rstrip("、,/ ")
    if not printed:
        return ""
    if not _PORT.fullmatch(printed) or not all(0 < int(n) < 65536 for n in re.findall(r"\d+", printed)):
        out.problems.append(Problem("W_PORT", f"found {printed[:20]!r}, expected ports from 1 to 65535"))
        return ""
    return printed


def _read_control(text: str, block: Block, found: Address, out: _Read) -> None:
    """Read the hosts controlled a day; the same address stated again is a witness."""
    printed = _words(text, block, "control")
    if not printed:
        return
    start, end = block["control"]
    match = _CONTROL.fullmatch(printed)
    if match is None:
        out.problems.append(Problem("W_FIGURE", f"found {printed[:20]!r} controlled a day, expected a number"))
        return
    quantity = reading.quantity(match["number"])
    if quantity.value < 0:
        raise ValueError(f"{INDICATOR}: a count below zero: {printed[:20]!r}")
    span = (start, start + len(text[start:end].rstrip()))
    where = sealed(reading.mention(text, span, f"{KEY}/{INDICATOR}.level", quantity.value, span))
    code = f"asset-{found.key}"
    known = out.figures.get(code)
    if known:
        out.figures[code] = replace(known, witnesses=(*known.witnesses, where))
    else:
        out.figures[code] = Figure(INDICATOR, "level", where, quantity, breakdown=code, label=found.defanged)


SERIES = Series(KEY, "cctga", recognise, read)
