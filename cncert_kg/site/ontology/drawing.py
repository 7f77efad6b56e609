"""Diagrams of classes and properties as boxes, lines and texts in whole pixels; a template makes SVG of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")
_HAN, _LATIN = 13, 7
"""Pixels of a character at 13 pixels; of Latin ones the mean."""
_ROW, _BOX, _GAP = 26, 28, 10
"""Heights, and what is between boxes."""
_LEFT, _MIDDLE, _RIGHT, _WIDTH = 330, 430, 290, 724
_PAD = 10


@dataclass(frozen=True, slots=True)
class Box:
    """A box with a text; a link where it has an address."""

    x: int
    y: int
    width: int
    height: int
    text: str
    href: str = ""
    kind: str = ""
    """`own` for what the page is about, `bare` for a text without a frame."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text at a point of its base line."""

    x: int
    y: int
    text: str
    href: str = ""
    anchor: str = ""
    """`end` or `mid` where it is not the start that is at the point; `mid` and `side` are small."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    """Paths that are stroked."""
    heads: tuple[str, ...]
    """Paths of arrowheads, which are filled."""
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """What a box or a row stands for."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A property of a class."""

    property: Node
    end: Node
    is_literal: bool = False
    is_incoming: bool = False


def shortened(text: str, pixels: int) -> str:
    """Give a text that fits, cut at its end where it is too long."""
    used = 0
    for number, character in enumerate(text):
        used += _HAN if _WIDE.match(character) else _LATIN
        if used > pixels:
            return f"{text[: max(1, number - 1)].rstrip()}…"
    return text


def of_class(own: Node, above: Sequence[Node], below: Sequence[Node], rows: Sequence[Row]) -> Drawing:
    """Give a class with what is above and below it, and its properties with what they lead to."""
    top = _BOX + 24 if above else 0
    height = _ROW * (len(rows) + 1) + 6
    bottom = top + height
    boxes = [
        Box(0, top, _LEFT, height, ""),
        Box(0, top, _LEFT, _ROW + 4, shortened(own.text, _LEFT - 2 * _PAD), own.href, "own"),
        *(_beside(above, 0) if above else ()),
        *(_beside(below, bottom + 24) if below else ()),
    ]
    lines, heads, texts = list[str](), list[str](), list[Text]()
    joined = [*([(_BOX, top)] if above else []), *([(bottom, bottom + 24)] if below else [])]
    for upper, lower in joined:
        lines.append(f"M{_LEFT // 2} {lower}V{upper + 9}")
        heads.append(_head(_LEFT // 2, upper + 1, "up"))
    for number, row in enumerate(rows, 1):
        y = top + 4 + number * _ROW
        texts += _named(row, y + 17)
        if not row.is_literal:
            boxes.append(_ended(row, y))
            lines.append(f"M{_LEFT} {y + 12}H{_MIDDLE}")
            heads.append(_head(_LEFT + 1, y + 12, "left") if row.is_incoming else _head(_MIDDLE - 1, y + 12, "right"))
    bottom += 24 + _BOX if below else 0
    return Drawing(_WIDTH, bottom + 2, tuple(boxes), tuple(lines), tuple(heads), tuple(texts))


def _named(row: Row, y: int) -> Iterator[Text]:
    """The name of a property and, of one that has literals, their datatype."""
    room = _LEFT - (130 if row.is_literal else 30)
    yield Text(_PAD, y, shortened(row.property.text, room), row.property.href)
    if row.is_literal:
        yield Text(_LEFT - _PAD, y, row.end.text, "", "end")


def _ended(row: Row, y: int) -> Box:
    """What a property leads to, or comes from."""
    return Box(_MIDDLE, y + 1, _RIGHT, _ROW - 4, shortened(row.end.text, _RIGHT - 2 * _PAD), row.end.href)


def of_property(own: Node, subjects: Sequence[Node], objects: Sequence[Node]) -> Drawing:
    """Give a property between what has it and what it leads to."""
    height = max(len(subjects), len(objects), 1) * (_BOX + _GAP)
    middle = height // 2
    boxes = [Box(260, middle - 15, 200, 30, shortened(own.text, 180), own.href, "own")]
    lines, heads = list[str](), list[str]()
    for x, nodes in ((0, subjects), (510, objects)):
        start = (height - len(nodes) * (_BOX + _GAP) + _GAP) // 2
        for number, node in enumerate(nodes):
            y = start + number * (_BOX + _GAP)
            boxes.append(Box(x, y, 210, _BOX, shortened(node.text, 190), node.href))
            centre = y + _BOX // 2
            if x:
                lines.append(f"M460 {middle}L{x - 8} {centre}")
                heads.append(_head(x - 1, centre, "right"))
            else:
                lines.append(f"M210 {centre}L260 {middle}")
    return Drawing(_WIDTH, height + 2, tuple(boxes), tuple(lines), tuple(heads), ())


def _beside(nodes: Sequence[Node], y: int) -> Iterable[Box]:
    """Boxes side by side, as wide as the class together."""
    width = (_LEFT - _GAP * (len(nodes) - 1)) // len(nodes)
    for number, node in enumerate(nodes):
        yield Box(number * (width + _GAP), y, width, _BOX, shortened(node.text, width - _PAD), node.href)


def _head(x: int, y: int, way: str) -> str:
    """An arrowhead whose tip is at a point."""
    return f"M{x} {y}" + {"right": "l-8-4v8z", "left": "l8-4v8z", "up": "l-4 8h8z", "down": "l-4-8h8z"}[way]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes of a grid."""

    start: str
    end: str
    property: Node


_COLUMN, _LINE, _CELL = 270, 108, 160
"""Distances of the boxes of a grid, and how wide they are."""


def of_grid(layers: Sequence[tuple[str, Sequence[tuple[str, Node]]]], edges: Sequence[Edge]) -> Drawing:
    """Give layers of boxes under their names, and lines between boxes of one layer or of neighbouring ones."""
    places: dict[str, tuple[int, int]] = {}
    boxes, texts = list[Box](), list[Text]()
    for line, (name, nodes) in enumerate(layers):
        y = line * _LINE
        texts.append(Text(_WIDTH - 2, y + 14, name, "", "end"))
        for column, (key, node) in enumerate(nodes):
            places[key] = column * _COLUMN, y + 24
            boxes.append(Box(column * _COLUMN, y + 24, _CELL, _BOX, shortened(node.text, _CELL - _PAD), node.href))
    lines, heads = list[str](), list[str]()
    for edge in edges:
        line_, head, text = _edge(places[edge.start], places[edge.end], edge.property)
        lines.append(line_)
        heads.append(head)
        texts.append(text)
    return Drawing(_WIDTH, len(layers) * _LINE - 50, tuple(boxes), tuple(lines), tuple(heads), tuple(texts))


def _edge(start: tuple[int, int], end: tuple[int, int], property_: Node) -> tuple[str, str, Text]:
    (x1, y1), (x2, y2) = start, end
    half = _CELL // 2
    if y1 == y2:
        left, y = x1 + _CELL, y1 + _BOX // 2
        text = Text(left + 51, y - 5, shortened(property_.text, 100), property_.href, "mid")
        return f"M{left} {y}H{x2}", _head(x2 - 1, y, "right"), text
    way, from_, to = ("down", y1 + _BOX, y2) if y2 > y1 else ("up", y1, y2 + _BOX)
    shift = 0 if x1 == x2 else (60 if x2 > x1 else -60)
    first, last = x1 + half + shift, x2 + half - shift
    text = Text((first + last) // 2 + 8, (from_ + to) // 2 + (4 if shift else -8), shortened(property_.text, 130),
                property_.href, "side")  # fmt: skip
    return f"M{first} {from_}L{last} {to}", _head(last, to + (1 if way == "up" else -1), way), text
