"""A chart shows what the values are: a real time axis, round marks, and a break where a period is missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cncert_kg.site.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, Point, chart

MONDAY = date(2031, 1, 6)


def points(*values: str | None) -> list[Point]:
    """Give weekly points; `None` is a missing week."""
    return [
        Point(start := MONDAY + timedelta(weeks=n), start + timedelta(6), Decimal(v), f"{n}.html", f"week {n}")
        for n, v in enumerate(values)
        if v is not None
    ]


def drawn(*values: str | None) -> Chart:
    made = chart("key", "title", "about", points(*values))
    assert made
    return made


def test_fewer_than_two_values_are_no_chart() -> None:
    assert chart("key", "title", "about", []) is None
    assert chart("key", "title", "about", points("5")) is None


def test_a_missing_week_breaks_the_line() -> None:
    made = drawn("1", "2", None, "3", "4", None, "5")
    assert [len(line.split()) for line in made.lines] == [2, 2]
    assert len(made.dots) == 5


def test_the_time_axis_is_real() -> None:
    x = [Decimal(dot[0]) for dot in drawn("1", "2", None, None, "3").dots]
    assert abs((x[2] - x[1]) - 3 * (x[1] - x[0])) <= Decimal("0.2")


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (("1777", "9"), ["0", "500", "1,000", "1,500", "2,000"]),
        (("184000", "1"), ["0", "50,000", "100,000", "150,000", "200,000"]),
        (("-74.5", "12"), ["−80", "−60", "−40", "−20", "0", "20"]),
        (("0", "0"), ["0"]),
        (("0.3", "0.1"), ["0", "0.1", "0.2", "0.3"]),
    ],
)
def test_marks_are_round_and_enclose_values_and_zero(values: tuple[str, ...], labels: list[str]) -> None:
    assert [label for _, label, _ in drawn(*values).horizontals] == labels


def test_everything_lies_inside_the_frame() -> None:
    made = drawn("-3", "12", "0.5", None, "7")
    for x, y, _, _ in made.dots:
        assert LEFT <= Decimal(x) <= WIDTH - RIGHT and TOP <= Decimal(y) <= HEIGHT - BOTTOM
    assert sum(is_zero for *_, is_zero in made.horizontals) == 1


def test_levels_are_named_in_their_order() -> None:
    made = chart("key", "title", "about", points("0", "2"), ("low", "medium", "high"))
    assert made and [label for _, label, _ in made.horizontals] == ["low", "medium", "high"]
    heights = [Decimal(y) for y, _, _ in made.horizontals]
    assert heights == sorted(heights, reverse=True)
    assert [Decimal(dot[1]) for dot in made.dots] == [heights[0], heights[2]]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(14, 2), (120, 4), (500, 7), (1500, 4), (9000, 8)],
)
def test_the_time_axis_has_few_marks(days: int, expected: int) -> None:
    start, end = MONDAY, MONDAY + timedelta(days)
    made = chart("k", "t", "d", [Point(d, d, Decimal(1), "", "") for d in (start, end)])
    assert made and 2 <= len(made.verticals) <= expected
