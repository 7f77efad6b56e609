"""Columns of values as a data frame of polars or pandas; either library is enough.

Numbers stay exact: `Decimal` of polars, objects of Python's `Decimal` in pandas, which has no such type of its own.
Codes are categories, days are dates (pandas: timestamps of midnight), lists stay lists, and what is not there is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, get_type_hints

from cncert_kg.errors import UsageError

Engine = Literal["polars", "pandas"]
Kind = Literal["text", "code", "decimal", "integer", "boolean", "date", "texts"]
Maker = Callable[[Sequence["Column"]], Any]

_KINDS: dict[object, Kind] = {
    str: "text",
    Decimal | None: "decimal",
    int: "integer",
    int | None: "integer",
    bool: "boolean",
    date | None: "date",
    tuple[str, ...]: "texts",
}
_OF_ROWS: dict[type, Kind] = {Decimal: "decimal", int: "integer", bool: "boolean", date: "date", str: "text"}
_DIGITS = 38
"""Digits of a decimal column of polars, its greatest number of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame."""

    name: str
    kind: Kind
    values: list[Any]


def columns_of_values(values: Iterable[Any], class_: type, codes: frozenset[str]) -> list[Column]:
    """Give a column for each public field of a dataclass; `codes` are the fields that hold codes.

    A frame of nothing has its columns too. An empty text becomes null.
    """
    hints = get_type_hints(class_)
    names = [field.name for field in fields(class_) if not field.name.startswith("_")]
    held = list(values)
    kinds: dict[str, Kind] = {name: "code" if name in codes else _KINDS[hints[name]] for name in names}
    return [Column(name, kinds[name], [_cell(getattr(one, name)) for one in held]) for name in names]


def columns_of_rows(names: Sequence[str], rows: Iterable[dict[str, Any]]) -> list[Column]:
    """Give a column for each variable of a query: of the one type that its values have, else of text."""
    held = list(rows)
    return [_column(name, [row[name] for row in held]) for name in names]


def _column(name: str, values: list[Any]) -> Column:
    if {type(value) for value in values} - {type(None)} == {int, Decimal}:
        values = [value if value is None else Decimal(value) for value in values]
    types = {type(value) for value in values} - {type(None)}
    if len(types) == 1 and all(map(_fits, values)):
        return Column(name, _OF_ROWS[types.pop()], values)
    return Column(name, "text", [value if value is None else str(value) for value in values])


def _fits(value: Any) -> bool:
    """Whether a decimal column can hold a number: no NaN, no infinity, and no double of a hundred digits."""
    if not isinstance(value, Decimal):
        return True
    return value.is_finite() and abs(value.adjusted()) < _DIGITS // 2 and len(value.as_tuple().digits) < _DIGITS // 2


def _cell(value: Any) -> Any:
    return None if value == "" else list(value) if isinstance(value, tuple) else value


def engine(name: Engine | None = None) -> Maker:
    """Give what makes frames: with the library named, or with the first of polars and pandas that is installed.

    Raises `UsageError` E_EXTRA where it is not installed.
    """
    if name is not None and name not in _MAKERS:
        raise UsageError("E_ENGINE", f"found {name!r}, expected polars or pandas", "frame")
    for one in [name] if name else _MAKERS:
        if find_spec(one) is not None:
            return _MAKERS[one]
    raise UsageError("E_EXTRA", f"needs {name or 'polars or pandas'}: `pip install 'cncert-kg[frames]'`", "frame")


def _polars(columns: Sequence[Column]) -> Any:
    polars = import_module("polars")
    types = {
        "text": polars.String,
        "code": polars.Categorical,
        "integer": polars.Int64,
        "boolean": polars.Boolean,
        "date": polars.Date,
        "texts": polars.List(polars.String),
    }
    return polars.DataFrame(
        [
            polars.Series(c.name, c.values, dtype=types.get(c.kind) or polars.Decimal(_DIGITS, _scale(c.values)))
            for c in columns
        ]
    )


def _scale(values: Iterable[Decimal | None]) -> int:
    """Give the digits behind the point of the longest of some numbers."""
    exponents = (value.as_tuple().exponent for value in values if value is not None)
    return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)


def _pandas(columns: Sequence[Column]) -> Any:
    pandas = import_module("pandas")
    types = {
        "text": "str",
        "code": "category",
        "integer": "Int64",
        "boolean": "boolean",
        "date": "datetime64[s]",
    }
    return pandas.DataFrame(
        {c.name: pandas.Series(c.values, name=c.name, dtype=types.get(c.kind, "object")) for c in columns}
    )


_MAKERS: dict[Engine, Maker] = {"polars": _polars, "pandas": _pandas}
