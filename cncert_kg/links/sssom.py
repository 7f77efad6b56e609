"""SSSOM/TSV 1.1: mapping sets read from text and written as bytes.

https://mapping-commons.github.io/sssom/spec-formats-tsv/. In a set, IRIs are whole; in a file they are CURIEs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from cncert_kg.document import Problem
from cncert_kg.iris import DEFAULT_BASE, iri, key
from cncert_kg.links import mappings
from cncert_kg.links.mappings import NO_TERM_FOUND, MappingSet
from cncert_kg.links.sssom_metadata import Slot, fault, written
from cncert_kg.links.sssom_metadata import read as read_metadata
from cncert_kg.links.sssom_prefixes import BUILT_IN, curie, prefixes, whole
from cncert_kg.links.sssom_slots import ALL_COLUMNS, ALL_SLOTS, COLUMNS, HOISTED, LISTS, REFERENCES, SLOTS
from cncert_kg.vocab import OWL, RDFS, SEMAPV, SKOS

VERSION = "1.1"
VERSIONS = ("1.0", VERSION)
PREDICATES = frozenset(
    term.value
    for term in (
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
        OWL.sameAs,
        RDFS.seeAlso,
    )
)
JUSTIFICATIONS = frozenset(term.value for term in SEMAPV.terms.values())
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_REQUIRED_SLOTS = ("mapping_set_id", "license")
_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,12})?|\.[0-9]{1,12}", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])|", re.ASCII)
_BAR = re.compile(r"(?<!\\)\|")


class Parsed(NamedTuple):
    """A file read: the set, and what of the file the set does not hold."""

    set: MappingSet
    problems: tuple[Problem, ...]
    """`W_SSSOM`: a slot of SSSOM that is read over."""


def read(text: str, name: str, base: str = DEFAULT_BASE) -> MappingSet:
    """Give the mapping set of a file; what `parse` gives, without its warnings."""
    return parse(text, name, base).set


def parse(text: str, name: str, base: str = DEFAULT_BASE) -> Parsed:
    """Give the mapping set of a file called `name`, with our own IRIs under `base`, and warnings.

    Raises `DocumentError` (`E_SSSOM`, with the line) for a file that breaks the format, lacks what it requires, uses
    an undeclared prefix, a predicate or justification we do not publish, a confidence outside 0 to 1, a negated
    predicate, or says one thing twice.
    """
    head, table = _divided(text.replace(DEFAULT_BASE, base), name)
    slots = read_metadata(head, name)
    for slot in _REQUIRED_SLOTS:
        if slot not in slots or not slots[slot].scalar:
            raise fault(name, 1, f"the metadata has no {slot}")
    namespaces = prefixes(slots.get("curie_map"), name)
    values = _values(slots, namespaces, name)
    columns, cells = _cells(table, len(head) + 1, name)
    rows = tuple(_row(row, line, namespaces, name) for line, row in cells)
    _told_once(rows, [line for line, _ in cells], name)
    hoisted, problems = _others(columns, cells, slots)
    for slot, (line, value) in hoisted.items():
        values[slot] = whole(value, namespaces, name, line) if slot in REFERENCES else value
    if not _DAY.fullmatch(str(values.get("mapping_date", ""))):
        raise fault(name, 1, f"mapping_date {values['mapping_date']}, expected a day such as 2026-01-31")
    return Parsed(MappingSet(_key(name), rows=rows, **values), problems)  # type: ignore[arg-type]


def _key(name: str) -> str:
    try:
        return key(name.removesuffix(".tsv").removesuffix(".sssom"))
    except ValueError as error:
        raise fault(name, 1, f"the name of the file gives no key: {error}") from error


def _divided(text: str, name: str) -> tuple[list[tuple[int, str]], list[str]]:
    """Give the numbered lines of the metadata without `#`, and the lines of the table."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if found := _CONTROL.search(line):
            raise fault(name, number, f"control character {found[0]!a}")
    end = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return [(n, line[1:]) for n, line in enumerate(lines[:end], 1)], lines[end:]


def _values(slots: Mapping[str, Slot], namespaces: Mapping[str, str], name: str) -> dict[str, object]:
    """Give the slots that a set holds, by name."""
    values: dict[str, object] = {"mapping_set_title": ""}
    for slot, found in slots.items():
        if slot not in ALL_SLOTS:
            raise fault(name, found.line, f"{slot} is not a slot of a mapping set")
        if slot in LISTS:
            values[slot] = tuple(found.items) or tuple(filter(None, [found.scalar]))
        elif slot == "curie_map":
            values[slot] = {p: n for p, n in found.pairs.items() if p not in BUILT_IN}
        elif slot in REFERENCES and found.scalar:
            values[slot] = whole(found.scalar, namespaces, name, found.line)
        elif slot in SLOTS and slot != "sssom_version":
            values[slot] = _one(slot, found, name)
    _checked(slots, name)
    return values


def _one(slot: str, found: Slot, name: str) -> str:
    if found.items or found.pairs:
        raise fault(name, found.line, f"{slot} is a list, expected one value")
    return found.scalar


def _checked(slots: Mapping[str, Slot], name: str) -> None:
    """Raise unless the version is known and the identifier and the licence are IRIs."""
    version = slots.get("sssom_version")
    if version and version.scalar not in VERSIONS:
        raise fault(name, version.line, f"sssom_version {version.scalar}, expected {' or '.join(VERSIONS)}")
    for slot in _REQUIRED_SLOTS:
        try:
            iri(slots[slot].scalar)
        except ValueError as error:
            raise fault(name, slots[slot].line, f"{slot} is no IRI: {error}") from error


def _cells(lines: list[str], first: int, name: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Give the columns, and each row of the table with its line."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter="\t", strict=True)
    columns: list[str] = []
    rows = []
    before = 0
    try:
        for cells in reader:
            line, before = first + before, reader.line_num
            if not cells:
                continue  # A blank line.
            if not columns:
                columns = _columns(cells, line, name)
                continue
            if len(cells) != len(columns):
                raise fault(name, line, f"found {len(cells)} cells, expected {len(columns)}")
            rows.append((line, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise fault(name, first + reader.line_num - 1, f"not a row of a table: {error}") from error
    if not columns:
        raise fault(name, first, "the file has no table")
    return columns, rows


def _columns(cells: list[str], line: int, name: str) -> list[str]:
    unknown = [c for c in cells if c not in ALL_COLUMNS]
    if unknown or len(set(cells)) != len(cells):
        twice = sorted({c for c in cells if cells.count(c) > 1})
        raise fault(name, line, f"columns that are no slots of a mapping: {unknown}, given twice: {twice}")
    if missing := [c for c in _REQUIRED if c not in cells]:
        raise fault(name, line, f"the table has no {', '.join(missing)}")
    return cells


def _row(cells: Mapping[str, str], line: int, namespaces: Mapping[str, str], name: str) -> mappings.Mapping:
    for column in _REQUIRED:
        if not cells[column]:
            raise fault(name, line, f"the row has no {column}")
    if cells.get("predicate_modifier"):
        raise fault(name, line, f"predicate_modifier {cells['predicate_modifier']}: a denial is not published")
    iris = {column: whole(cells[column], namespaces, name, line) for column in _REQUIRED}
    for column, allowed in (("predicate_id", PREDICATES), ("mapping_justification", JUSTIFICATIONS)):
        if iris[column] not in allowed:
            raise fault(name, line, f"{column} {cells[column]} is none that this project publishes")
    if iris["subject_id"] == NO_TERM_FOUND:
        raise fault(name, line, "subject_id is sssom:NoTermFound: turn the set round")
    return mappings.Mapping(
        **iris,
        subject_label=cells.get("subject_label", ""),
        object_label=cells.get("object_label", ""),
        object_category=cells.get("object_category", ""),
        confidence=_confidence(cells.get("confidence", ""), name, line),
        comment=cells.get("comment", ""),
        match_string=_listed(cells.get("match_string", "")),
    )


def _confidence(text: str, name: str, line: int) -> Decimal | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or Decimal(text) > 1:
        raise fault(name, line, f"confidence {text[:20]}, expected 0 to 1")
    return Decimal(text)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.replace("\\|", "|") for part in _BAR.split(cell)) if cell else ()


def _told_once(rows: tuple[mappings.Mapping, ...], lines: list[int], name: str) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row, line in zip(rows, lines, strict=True):
        identity = (row.subject_id, row.predicate_id, row.object_id, row.mapping_justification)
        if identity in seen:
            raise fault(name, line, f"repeats line {seen[identity]}")
        seen[identity] = line


def _others(
    columns: list[str], cells: list[tuple[int, dict[str, str]]], slots: Mapping[str, Slot]
) -> tuple[dict[str, tuple[int, str]], tuple[Problem, ...]]:
    """Give what columns say of the whole set, and a warning for each slot that is read over."""
    hoisted: dict[str, tuple[int, str]] = {}
    problems = [
        Problem("W_SSSOM", f"slot {slot} is not kept", found.line) for slot, found in slots.items() if slot not in SLOTS
    ]
    for column in columns:
        values = {row[column] for _, row in cells}
        if column in COLUMNS or not values - {""}:
            continue
        if column in HOISTED and len(values) == 1 and column not in slots:
            hoisted[column] = (cells[0][0], values.pop())
        else:
            problems.append(Problem("W_SSSOM", f"column {column} is not kept", cells[0][0]))
    return hoisted, tuple(problems)


def write(mapping_set: MappingSet) -> bytes:
    """Give the file of a set: slots, columns and rows in one order whatever the set's; UTF-8.

    Raises `ValueError` for an IRI that no prefix of the set's `curie_map` begins.
    """
    return "".join(f"{line}\n" for line in (*_header(mapping_set), *_table(mapping_set))).encode()


def _header(mapping_set: MappingSet) -> Iterator[str]:
    yield f'#sssom_version: "{VERSION}"'
    for slot in SLOTS:
        value = getattr(mapping_set, slot, "")
        if isinstance(value, dict) and value:
            yield f"#{slot}:"
            yield from (f"#  {prefix}: {written(value[prefix])}" for prefix in sorted(value))
        elif isinstance(value, tuple) and value:
            yield f"#{slot}:"
            yield from (f"#  - {written(item)}" for item in value)
        elif value:
            yield f"#{slot}: {written(curie(value, mapping_set.curie_map) if slot in REFERENCES else value)}"


def _table(mapping_set: MappingSet) -> Iterator[str]:
    rows = sorted([_written_cell(row, column, mapping_set) for column in COLUMNS] for row in mapping_set.rows)
    used = [c in _REQUIRED or any(row[n] for row in rows) for n, c in enumerate(COLUMNS)]
    for row in (list(COLUMNS), *rows):
        yield "\t".join(_quoted(cell) for cell, is_used in zip(row, used, strict=True) if is_used)


def _written_cell(row: mappings.Mapping, column: str, mapping_set: MappingSet) -> str:
    value = getattr(row, column)
    if column in _REQUIRED:
        return curie(value, mapping_set.curie_map)
    if isinstance(value, tuple):
        return "|".join(part.replace("|", "\\|") for part in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value or ""


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search('["\t\r\n]', cell) else cell
