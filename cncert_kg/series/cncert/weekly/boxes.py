"""The boxes of an issue's first page, as PDF text gives them: row by row, or all labels and then all numbers.

In columns, labels stand on lines of their own, then as many numbers, then as many changes; what does not come out
even is not read, since nothing tells which label a number is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cncert_kg import text as reading
from cncert_kg.model import Figure, Quantity
from cncert_kg.series.cncert.weekly.phrases import spaced
from cncert_kg.series.rules import Rule, value

_GOV = "-gov"
_LABELS = (
    ("host-infected", "(?:境内)?感染网络病毒的?主机(?:数量|总数)?"),
    ("host-infected-malware", "(?:境内)?感染计算机恶意程序的?主机(?:数量|总数)?"),
    ("malware-propagation", "(?:境内)?计算机恶意程序传播次数"),
    ("website-defaced", "(?:境内)?被篡改的?网站(?:数量|总数)"),
    ("website-backdoored", "(?:境内)?被植入后门的?网站(?:数量|总数)"),
    ("phishing-page", "针对境内网站的?(?:仿冒|钓鱼)(?:页面|网页)(?:数量|总数)?"),
    ("vuln-new", "新(?:增|收录)的?(?:信息|网络)安全漏洞(?:数量|总数)?"),
    ("vuln-new-high", "(?:其中)?高危漏洞(?:数量|总数)?"),
    (_GOV, "(?:其中)?政府(?:类)?网站(?:数量|总数)?"),
)
_LABEL = re.compile("|".join(f"(?P<l{number}>{spaced(label)})" for number, (_, label) in enumerate(_LABELS)))
_LINE = re.compile(r"\S[^\n]*")
_DOT = re.compile(r"[•·●▪]\s{0,4}")
_LEVEL = re.compile(
    rf"(?<![0-9０-９,，.．])(?<![0-9０-９] )(?P<figure>(?P<number>{reading.QUANTITY})(?:\s?[个台次])?)(?=\s|$)"
)
_CHANGE = re.compile(
    rf"(?P<figure>(?P<way>[↑▲△↓▼▽])\s?(?P<number>{reading.NUMBER})\s?[%％]|[▬━■]|[→➡]\s?0(?:\.0{1, 2})?\s?[%％]|持平)"
)


@dataclass(frozen=True, slots=True)
class _Cell:
    span: tuple[int, int]
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class _Cells:
    """The number and the change of one line, as far as it has them."""

    levels: tuple[_Cell, ...]
    changes: tuple[_Cell, ...]
    is_marked: bool
    """Whether a dot or an arrow shows that this is a box, not a sentence or a caption."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Labels that stand on lines of their own, one below the other, and the figures that follow them."""

    labels: tuple[tuple[str, int], ...] = ()
    """Indicator of each, and where it begins."""
    end: int = 0
    """Where the last label ends."""
    levels: tuple[_Cell, ...] = ()
    changes: tuple[_Cell, ...] = ()

    @property
    def takes_more(self) -> bool:
        """Whether a line below may be one of its cells: not once both columns are full, or one too long."""
        levels, changes, most = len(self.levels), len(self.changes), len(self.labels)
        return max(levels, changes) <= most and levels + changes < 2 * most

    @property
    def is_even(self) -> bool:
        """Whether there are as many numbers and changes as labels, or none at all of one of them."""
        return {len(self.levels), len(self.changes)} <= {0, len(self.labels)}

    def with_cells(self, cells: _Cells) -> Stack:
        """Give the stack with the cells of one more line."""
        return replace(self, levels=self.levels + cells.levels, changes=self.changes + cells.changes)

    @property
    def span(self) -> tuple[int, int]:
        """Where the labels are: what follows the last of them is not its own number."""
        return self.labels[0][1], self.end


def stacks(text: str, within: tuple[int, int]) -> Iterator[Stack]:
    """Give each label with what its own line says, and each run of labels with what stands below."""
    run, whole = Stack(), ""
    for start, end in (*_lines(text, within), (within[1], within[1])):
        indicator, label_end = _labelled(text, start, end, whole)
        beside = _cells(text, label_end, end) if indicator or run.takes_more else None
        whole = _whole(indicator, whole) if indicator or beside else ""
        if beside and not indicator:
            run = run.with_cells(beside)
            continue
        is_alone = bool(indicator) and label_end == end
        if run.labels and (not is_alone or run.levels or run.changes):
            yield from [run] if len(run.labels) >= 2 else []
            run = Stack()
        if is_alone:
            run = Stack((*run.labels, (indicator, start)), end)
        elif indicator and beside and beside.is_marked:
            yield Stack(((indicator, start),), label_end).with_cells(beside)


def boxed(text: str, series: str, stack: Stack) -> Iterator[Figure]:
    """Give the figures of a stack whose columns are of one length."""
    for statistic, cells in (("level", stack.levels), ("wow", stack.changes)):
        if not stack.is_even or not cells:
            continue
        for (indicator, start), cell in zip(stack.labels, cells, strict=True):
            rule = f"{series}/{indicator}.{statistic}"
            where = reading.mention(text, cell.span, rule, cell.quantity.value, (start, cell.span[1]))
            yield Figure(indicator, statistic, where, cell.quantity)


def _lines(text: str, within: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Give the span of each line that is not blank, without the blanks at its ends."""
    for match in _LINE.finditer(text, *within):
        yield match.start(), match.start() + len(match[0].rstrip())


def _labelled(text: str, start: int, end: int, whole: str) -> tuple[str, int]:
    """Give what a line's label counts and where what follows it begins; nothing for a line without one."""
    label = _LABEL.match(text, start, end)
    if label is None or label.lastgroup is None:
        return "", start
    indicator = _LABELS[int(label.lastgroup[1:])][0]
    if indicator == _GOV and not whole:
        return "", start
    return f"{whole}{indicator}" if indicator == _GOV else indicator, _after_blanks(text, label.end(), end)


def _whole(indicator: str, above: str) -> str:
    """Give the websites whose government subset the next label may be."""
    return indicator.removesuffix(_GOV) if indicator.startswith("website") else "" if indicator else above


def _cells(text: str, start: int, end: int) -> _Cells | None:
    """Give the number and the change of a line that holds nothing else; None for any other line."""
    dot = _DOT.match(text, start, end)
    at = dot.end() if dot else start
    level = _LEVEL.match(text, at, end)
    at = _after_blanks(text, level.end(), end) if level else at
    change = _CHANGE.match(text, at, end)
    if (change.end() if change else at) != end or not (level or change):
        return None
    levels = (_cell("level", level),) if level else ()
    return _Cells(levels, (_cell("wow", change),) if change else (), bool(dot or change))


def _after_blanks(text: str, at: int, end: int) -> int:
    return end - len(text[at:end].lstrip())


def _cell(statistic: str, match: re.Match[str]) -> _Cell:
    quantity = value(Rule("boxes", statistic, ()), match)
    assert isinstance(quantity, Quantity)  # no box has a code
    return _Cell(match.span("figure"), quantity)
