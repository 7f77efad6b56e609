"""Data frames hold what the Python API gives, exact, under the same types whether or not there is a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas  # type: ignore[import-untyped]
import polars
import pytest

from cncert_kg import frames
from cncert_kg.errors import UsageError
from cncert_kg.published import Release
from tests import export_data
from tests.released import opened

KINDS = ("observations", "vulnerabilities", "reports", "organisations")
WEEKS: dict[str, Any] = {"indicator": "incident-handled", "start": "2031", "end": "2031"}

POLARS: dict[str, Any] = {
    "iri": polars.String,
    "series": polars.Categorical,
    "start": polars.Date,
    "value": polars.Decimal,
    "rank": polars.Int64,
    "is_break": polars.Boolean,
}
PANDAS = {
    "iri": "str",
    "series": "category",
    "start": "datetime64[s]",
    "value": "object",
    "rank": "Int64",
    "is_break": "boolean",
}


@pytest.mark.parametrize("start", ["2031", "1999"])
def test_columns_have_types(start: str) -> None:
    """Also where there is no row."""
    chosen = {"indicator": "incident-handled", "start": start, "end": start}
    one = opened("small").frame("observations", "polars", **chosen)
    other = opened("small").frame("observations", "pandas", **chosen)
    assert {name: one.schema[name].base_type() for name in POLARS} == POLARS
    assert {name: str(other[name].dtype) for name in PANDAS} == PANDAS
    assert one.columns == list(other.columns) and len(one) == len(other) == (2 if start == "2031" else 0)


@pytest.fixture
def invented(tmp_path: Path) -> Release:
    """An RDF file with vulnerabilities."""
    file = tmp_path / "invented.ttl"
    file.write_bytes(export_data.turtle())
    return Release(file)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["invented", "small"])
def test_cells_are_the_values(name: str, kind: str, invented: Release) -> None:
    """Each field of each thing, in both libraries; what is empty is null."""
    release = invented if name == "invented" else opened(name)
    things = list(getattr(release, kind)())
    one, other = release.frame(kind, "polars"), release.frame(kind, "pandas")
    assert len(things) == len(one) == len(other)
    assert things or (name, kind) in {("small", "vulnerabilities"), ("invented", "observations")}
    for column in one.columns:
        expected = [plain(getattr(thing, column)) for thing in things]
        assert one[column].to_list() == expected, column
        assert [bare(value) for value in other[column].tolist()] == expected, column


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else None if value == "" else value


def bare(value: Any) -> Any:
    """Give the value of a cell of pandas."""
    if isinstance(value, list):
        return value
    return None if pandas.isna(value) else value.date() if isinstance(value, pandas.Timestamp) else value


def test_numbers_are_exact() -> None:
    """They can be added up without a rounding error, and keep every digit."""
    one = opened("small").frame("observations", "polars", **WEEKS)
    assert one["value"].sum() == Decimal(1635) and one["value"].dtype == polars.Decimal(38, 0)
    assert opened("small").frame("observations", "pandas", **WEEKS)["value"].sum() == Decimal(1635)
    changes = opened("small").frame("observations", "polars", statistic="wow")
    assert sorted(changes["value"]) == [Decimal(0), Decimal("12.5")] and changes["value"].dtype == polars.Decimal(38, 1)


ROWS: tuple[tuple[str, Any, list[Any] | None], ...] = (
    ("1 2", polars.Int64, [1, 2]),
    ("1.50 2", polars.Decimal(38, 1), [Decimal("1.5"), Decimal(2)]),
    ("true false", polars.Boolean, [True, False]),
    ('"2024-01-01"^^xsd:date UNDEF', polars.Date, [date(2024, 1, 1), None]),
    ('"a"@en <https://example.org/>', polars.String, ["a", "https://example.org/"]),
    ('1 "a"', polars.String, ["1", "a"]),
    ("UNDEF UNDEF", polars.String, [None, None]),
    ('"NaN"^^xsd:double 1.5', polars.String, ["NaN", "1.5"]),
    ("1e300 2", polars.String, None),
    ('"12345678901234567.5"^^xsd:decimal 1', polars.Decimal(38, 1), [Decimal("12345678901234567.5"), Decimal(1)]),
)


@pytest.mark.parametrize(("terms", "kind", "expected"), ROWS)
def test_rows_of_a_query_have_the_type_of_their_values(terms: str, kind: Any, expected: list[Any] | None) -> None:
    """One type where they have one, text where they do not, and where a number fits in no column."""
    found = opened("small").frame(f"SELECT ?v {{ VALUES ?v {{ {terms} }} }}", "polars")
    assert found.schema["v"] == kind
    assert expected is None or found["v"].to_list() == expected


def test_a_question_by_name_is_a_frame() -> None:
    """With the columns of its query, also where it has no row."""
    engines: tuple[frames.Engine, ...] = ("polars", "pandas")
    for engine in engines:
        found = opened("small").frame("alliances", engine)
        assert len(found) >= 3 and len(found.columns) >= 2
    assert opened("small").frame("SELECT ?a ?b { ?a <a:b> ?b }", "polars").columns == ["a", "b"]


def without(*missing: str) -> Callable[[str], object]:
    return lambda name: None if name in missing else name


def test_either_library_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that is there, polars before pandas; and one coded line where there is none."""
    assert isinstance(opened("small").frame(**WEEKS), polars.DataFrame)
    monkeypatch.setattr(frames, "find_spec", without("polars"))
    assert isinstance(opened("small").frame(**WEEKS), pandas.DataFrame)
    with pytest.raises(UsageError, match=r"^E_EXTRA frame: needs polars: `pip install 'cncert-kg\[frames\]'`$"):
        opened("small").frame("observations", "polars")
    monkeypatch.setattr(frames, "find_spec", without("polars", "pandas"))
    with pytest.raises(UsageError, match="E_EXTRA frame: needs polars or pandas"):
        opened("small").frame()


def test_a_release_opens_without_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are looked for when a frame is asked for."""
    monkeypatch.setattr(frames, "find_spec", without("polars", "pandas"))
    assert Release(opened("small").path, in_memory=True).organisation("cncert").key == "cncert"
