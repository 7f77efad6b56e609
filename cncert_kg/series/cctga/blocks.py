"""The blocks of a bulletin on malicious addresses: where a text has the fields of each, in whatever layout.

A block stands as lines `label：value`, in one line, or as the row of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MALICIOUS = r"恶意(?:网址|IP|域名|地址|URL|链接)"

LABELS = {
    "address": rf"{MALICIOUS}(?:地址)?|恶意IP(?:[/／]|或|及|和)域名|"
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

_NAMES = "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items())
_UNIT = r"(?:[（(][^（()）\n]{1,8}[)）])?"
_LABEL = re.compile(rf"(?<!\w)(?:{_NAMES})\d{{0,3}}{_UNIT}[^\S\n]{{0,4}}[：:]")
_HEADS = {name: re.compile(rf"(?:{words}){_UNIT}") for name, words in LABELS.items()} | {
    "address": re.compile(
        rf"(?:{LABELS['address']}|(?:IP地址|IP|域名|网址|URL|地址)(?:[/／](?:IP|域名|网址|URL))?){_UNIT}"
    )
}
_TELLS = frozenset({"threat", "family", "control"})
"""Fields that only a block on a malicious address has."""
TELLING = re.compile(r"家族|(?:威胁|攻击|恶意)类型|控制(?:规模|数)")
_MARKS = " \t\u3000，,；;。、|"
_NEXT = re.compile(
    r"(?:[（(][一二三四五六七八九十\d]{1,4}[)）][、.．]?|(?<=[\s。；;，,|])[一二三四五六七八九十\d]{1,3}[、.．])$"
)
"""The number of the block that follows, where blocks are not kept apart by lines."""

Block = dict[str, tuple[int, int]]
"""Where the text has the value of each field of one block."""


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
