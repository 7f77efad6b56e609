"""The rows of a table of counts: categories in the publisher's own words, and what was counted of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from cncert_kg.document import Problem
from cncert_kg.knowledge import Knowledge
from cncert_kg.links import counts
from cncert_kg.links.faults import Faults
from cncert_kg.links.mappings import NO_TERM_FOUND
from cncert_kg.links.statistics_header import Head, codes, stage
from cncert_kg.links.table import Cell, Row
from cncert_kg.model import Period
from cncert_kg.vocab import SKOS

REQUIRED = ("period", "category", "value", "unit", "source")
OPTIONAL = ("category_key", "category_en", "category_zh", "rsit", "predicate", "stage", "note")

_NOTHING = Cell("", 0, 0)
_DEFAULT = {True: SKOS.closeMatch.value, False: SKOS.exactMatch.value}
"""Relation to a class where the table gives none; exact where there is no class, as in our own mapping sets."""

Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of thing that the publisher counts."""

    key: str
    word: str
    """As the publisher calls it, in the language of the table."""
    name_en: str
    name_zh: str
    unit: str
    """Code of `code/unit`."""
    stage: str
    """Code of `code/stage`, or empty."""
    rsit: str
    """Code of `code/rsit`; `mappings.NO_TERM_FOUND` where somebody looked and found none; empty where nobody did."""
    predicate: str
    """IRI of the SKOS relation to that class."""


@dataclass(frozen=True, slots=True)
class StatedCount:
    """One row."""

    category: str
    """Key of its category."""
    period: Period
    """Of the publisher's own calendar, both ends included."""
    value: Decimal
    source: str
    """Web address or citation of where the publisher says so."""
    note: str
    line: int
    start: int
    """Where the value stands, in code points of the text; `end` is exclusive."""
    end: int


def columns(row: Row | None, faults: Faults) -> tuple[str, ...]:
    """Give the names of the columns; a fault for one that is missing, unknown or doubled."""
    if row is None:
        faults.add(0, f"found no line of columns, expected {','.join(REQUIRED)}")
        return ()
    names = tuple(cell.text.lower() for cell in row.cells)
    for name in REQUIRED:
        if name not in names:
            faults.add(row.line, f"found columns {','.join(names)[:120]!r}, expected {name} among them")
    for number, name in enumerate(names):
        if name and name not in REQUIRED + OPTIONAL:
            faults.add(row.line, f"found the column {name[:40]!r}, expected {', '.join(REQUIRED + OPTIONAL)}")
        elif name and name in names[:number]:
            faults.add(row.line, f"found the column {name} twice, expected it once")
    return names if set(REQUIRED) <= set(names) else ()


def counted(
    rows: Iterable[Row], names: Sequence[str], head: Head, known: Knowledge, faults: Faults
) -> tuple[dict[str, Category], tuple[StatedCount, ...], tuple[Problem, ...]]:
    """Give the categories by key, the counts in the order of the table, and what is odd but no fault."""
    categories: dict[str, tuple[int, Category]] = {}
    found: dict[tuple[str, str], StatedCount] = {}
    problems: list[Problem] = []
    for row in rows:
        cells = _cells(row, names, faults)
        category = _category(row.line, cells, head, known, faults)
        if category is None:
            continue
        first, before = categories.get(category.key, (row.line, category))
        categories[category.key] = first, _merged(before, category, first, row.line, faults)
        value = _count(row.line, cells, category, faults)
        if value is None:
            continue
        other = found.setdefault((value.category, value.period.key), value)
        if other is not value:
            problems += _again(value, other, faults)
    named = {k: _named(category, first, head, known, faults) for k, (first, category) in sorted(categories.items())}
    return named, tuple(found.values()), tuple(problems)


def _cells(row: Row, names: Sequence[str], faults: Faults) -> Cells:
    over = [cell.text for cell in row.cells[len(names) :] if cell.text]
    if over:
        faults.add(row.line, f"found {over[0][:40]!r} beyond the last column, expected {len(names)} cells")
    return dict(zip(names, row.cells, strict=False))


def _text(cells: Cells, name: str) -> str:
    return cells.get(name, _NOTHING).text


def _category(line: int, cells: Cells, head: Head, known: Knowledge, faults: Faults) -> Category | None:
    """Give what the row says of its category, with nothing filled in; `None` where any of it is a fault."""
    given = _text(cells, "category_key")
    own = faults.read(line, "category_key", counts.key, given) if given else None
    word = faults.read(line, "category", counts.word, _text(cells, "category"))
    key = own if given or word is None else faults.read(line, "category", counts.slug, word)
    if key and ("indicator", f"{head.organisation.slug}-{key}") in known.labels:
        faults.add(
            line, f"category: found the key {key!r}, which makes the code of an indicator of ours, expected another"
        )
    found = (
        key,
        word,
        faults.read(line, "category_en", counts.name, _text(cells, "category_en")),
        faults.read(line, "category_zh", counts.name, _text(cells, "category_zh")),
        faults.read(line, "unit", _unit, _text(cells, "unit"), head, known),
        faults.read(line, "stage", stage, _text(cells, "stage") or head.stage, known),
        faults.read(line, "rsit", counts.rsit, _text(cells, "rsit"), known.labels),
        faults.read(line, "predicate", counts.predicate, _text(cells, "predicate")),
    )
    stated = [cell for cell in found if cell is not None]
    return Category(*stated) if len(stated) == len(found) else None


def _unit(text: str, head: Head, known: Knowledge) -> str:
    """Give the code of a unit of ours, or of one that the head defines."""
    own = f"{head.organisation.slug}-{text}"
    if any((code.scheme, code.code) == ("unit", own) for code in head.codes):
        return own
    if ("unit", text) not in known.labels or text in counts.NO_UNIT_OF_COUNTS:
        ours = [code for code in codes("unit", known) if code not in counts.NO_UNIT_OF_COUNTS]
        raise ValueError(f"found {text[:40]!r}, expected one of {', '.join(ours)}, or one that a line # unit: defines")
    return text


def _merged(before: Category, category: Category, first: int, line: int, faults: Faults) -> Category:
    """Give what both rows say; what one leaves empty the other fills, and what differs is a fault."""
    filled = {}
    for name in (f.name for f in fields(Category)):
        one, two = getattr(before, name), getattr(category, name)
        is_own = name in {"unit", "stage", "word"}
        if one != two and (is_own or (one and two)):
            faults.add(line, f"category {category.key}: found the {name} {two!r}, expected {one!r} as in line {first}")
        filled[name] = one or two
    return Category(**filled)


def _named(category: Category, first: int, head: Head, known: Knowledge, faults: Faults) -> Category:
    """Fill in the names in zh and en, and the relation to RSIT."""
    word = {head.language: category.word}
    name_en = category.name_en or word.get("en", "")
    if not name_en:
        faults.add(
            first, f"category: found {category.word[:40]!r}, expected its English name in the column category_en"
        )
    if category.predicate and not category.rsit:
        faults.add(first, f"predicate: found one of {category.key}, expected a class in the column rsit")
    return replace(
        category,
        name_en=name_en,
        name_zh=category.name_zh or word.get("zh", "") or name_en,
        predicate=category.predicate or (_DEFAULT[category.rsit != NO_TERM_FOUND] if category.rsit else ""),
    )


def _count(line: int, cells: Cells, category: Category, faults: Faults) -> StatedCount | None:
    period = faults.read(line, "period", counts.period, _text(cells, "period"))
    value = faults.read(line, "value", counts.count, _text(cells, "value"), category.unit)
    source = faults.read(line, "source", counts.source, _text(cells, "source"))
    if period is None or value is None or source is None:
        return None
    note, place = " ".join(_text(cells, "note").split()), cells["value"]
    return StatedCount(category.key, period, value, source, note, line, place.start, place.end)


def _again(value: StatedCount, other: StatedCount, faults: Faults) -> Iterable[Problem]:
    """Two rows of one category and period: two values are a fault, one value is told."""
    what = f"{value.category} of {value.period.key}"
    if value.value != other.value:
        faults.add(
            value.line, f"value: found {value.value:f} for {what}, expected {other.value:f} as in line {other.line}"
        )
        return ()
    return (Problem("W_STATS_TWICE", f"found {what} in line {other.line} too, expected one row", value.line),)
