"""A chart shows what the values are: a real time axis, round marks, gaps as gaps, breaks and doubts marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from cncert_kg.site.charts import ABOUT, DISPUTED, LINKED, Break, Chart, Gap, Line, Plan, Point, draw, spark
from cncert_kg.site.environment import template

MONDAY = date(2031, 1, 6)
SVG = "{http://www.w3.org/2000/svg}"


def week(number: int, value: str, mark: str = "exact") -> Point:
    start = MONDAY + timedelta(weeks=number)
    return Point(start, start + timedelta(6), Decimal(value), f"{number}.html", f"week {number}", mark=mark)


def points(*values: str | None) -> tuple[Point, ...]:
    """Give weekly points; `None` is a missing week."""
    return tuple(week(n, v) for n, v in enumerate(values) if v is not None)


def plan(*values: str | None) -> Plan:
    return Plan("key", "title", "about", (Line(points(*values)),), missing="{}/{}/{}", others="{} others")


def drawn(made: Plan) -> Chart:
    chart = draw(made)
    assert chart
    return chart


def places(chart: Chart, line: int = 0) -> list[tuple[Decimal, Decimal]]:
    """Give where the values of a line stand, from the paths of their markers."""
    starts = [dot.path[1:].partition("m")[0].split(" ") for dot in chart.lines[line].dots]
    return [(Decimal(x), Decimal(y)) for x, y in starts]


def svg(chart: Chart, name: str = "plot") -> str:
    if name == "plot":
        return str(template("plot", "en").module.plot(chart))  # type: ignore[attr-defined]
    return template(name, "en").render({"chart": chart, "lang": "en", "foot": ["a line"]}).strip()


@pytest.mark.parametrize("values", [(), ("5",), (None, "5", None)])
def test_fewer_than_two_values_are_no_chart(values: tuple[str | None, ...]) -> None:
    """One value is no series: its page says so in words."""
    assert draw(plan(*values)) is None


def test_a_missing_week_breaks_the_line_and_dots_the_axis() -> None:
    """What lies between two values that are not neighbours is neither joined nor silent."""
    chart = drawn(plan("1", "2", None, "3", "4", None, None, "5"))
    assert [len(stretch.split()) for stretch in chart.lines[0].stretches] == [2, 2]
    assert len(chart.lines[0].dots) == 5
    assert [mark.title for mark in chart.missing] == ["2031-02-10/2031-02-23/2", "2031-01-20/2031-01-26/1"]


def test_many_missing_stretches_are_counted() -> None:
    """The longest stretches are named, the others counted in one."""
    chart = drawn(plan(*(["1", None] * 6 + ["1", None, None, "2"])))
    assert len(chart.missing) == 4 and chart.missing[-1].title == "4 others"
    assert chart.missing[-1].at.count("M") == 4


def test_the_time_axis_is_real() -> None:
    """A month without a value is as wide as any other."""
    x = [place for place, _ in places(drawn(plan("1", "2", None, None, "3")))]
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
    """Zero is always in sight, so that heights compare as numbers do."""
    chart = drawn(plan(*values))
    assert [mark.title for mark in chart.horizontals] == labels
    assert [mark.title for mark in chart.horizontals if mark.side == "zero"] == ["0"]


def test_the_unit_stands_at_the_topmost_mark() -> None:
    """An axis says what it counts."""
    assert drawn(replace(plan("1", "5"), unit="hosts")).horizontals[-1].title == "5 hosts"


def test_everything_lies_inside_the_frame() -> None:
    """No value is cut off, nor is the name of a line."""
    several = Plan("k", "t", "d", (Line(points("-3", "12"), "A"), Line(points("0.5", None, "12"), "B")))
    for chart in (drawn(plan("-3", "12", "0.5", None, "7")), drawn(several)):
        for line in range(len(chart.lines)):
            assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in places(chart, line))
        assert all(Decimal(y) <= Decimal(chart.base) for line in chart.lines for _, y in [line.label] if y)


def test_levels_are_named_in_their_order() -> None:
    """A scale of ratings has its words for marks, lowest below."""
    chart = drawn(replace(plan("0", "2"), levels=("low", "medium", "high")))
    assert [mark.title for mark in chart.horizontals] == ["low", "medium", "high"]
    heights = [Decimal(mark.at) for mark in chart.horizontals]
    assert heights == sorted(heights, reverse=True)
    assert [y for _, y in places(chart)] == [heights[0], heights[2]]


@pytest.mark.parametrize(("days", "most"), [(14, 2), (120, 4), (500, 6), (900, 6), (1500, 5), (9000, 8)])
def test_the_time_axis_has_few_marks(days: int, most: int) -> None:
    """Labels do not meet on a phone."""
    ends = tuple(Point(d, d, Decimal(1), "", "") for d in (MONDAY, MONDAY + timedelta(days)))
    assert 2 <= len(drawn(Plan("k", "t", "d", (Line(ends),))).verticals) <= most


def test_breaks_and_known_gaps_are_drawn_with_their_reasons() -> None:
    """A dashed line stands where the definition changes, a cross below the axis where a value is known to be lost."""
    gap = Gap(MONDAY + timedelta(70), MONDAY + timedelta(76), "no. 12: empty shell", "empty shell")
    made = replace(plan("1", "2", "3"), breaks=(Break(MONDAY + timedelta(7), "counts otherwise"),), gaps=(gap,))
    chart = drawn(made)
    assert [mark.title for mark in chart.breaks] == ["counts otherwise"]
    assert [mark.title for mark in chart.gaps] == ["no. 12: empty shell"]
    # The axis goes on to the last issue that is known, not to the last value.
    assert max(x for x, _ in places(chart)) < Decimal(400)
    assert places(chart)[0][0] < Decimal(chart.breaks[0].at) <= places(chart)[1][0]
    assert 'class="break"' in svg(chart) and 'class="lost"' in svg(chart)


def test_many_known_gaps_are_counted_by_reason() -> None:
    """Fifty crosses are two titles."""
    gaps = [Gap(MONDAY + timedelta(7 * n), MONDAY + timedelta(7 * n + 6), "", f"reason {n % 2}") for n in range(50)]
    chart = drawn(replace(plan("1", "2"), gaps=tuple(gaps)))
    assert [mark.title.partition(":")[0] for mark in chart.gaps] == ["reason 0 (25)", "reason 1 (25)"]


def test_doubtful_values_are_marked_however_many_there_are() -> None:
    """A rounded value is hollow and a contradicted one ringed, with a link or without."""
    many = [week(n, "1", ABOUT if n == 1 else DISPUTED if n == 2 else "exact") for n in range(LINKED + 20)]
    for linked in (0, LINKED, len(many)):
        chart = drawn(Plan("k", "t", "d", (Line(tuple(many)),), linked=linked))
        assert chart.marks == (ABOUT, DISPUTED)
        text = svg(chart)
        assert text.count('class="about"') == 1 and text.count('class="disputed"') == 1
        assert text.count("<a href") == min(linked + 1, len(many))


def test_lines_differ_by_more_than_colour() -> None:
    """Five lines have five dashes, five markers and their names beside them, clear of one another."""
    chart = drawn(Plan("k", "t", "d", tuple(Line(points("5", str(n)), name) for n, name in enumerate("ABCDE"))))
    assert len({line.dash for line in chart.lines}) == len({line.mark for line in chart.lines}) == 5
    heights = sorted(Decimal(line.label[1]) for line in chart.lines)
    assert all(after - before >= 15 for before, after in pairwise(heights))


def test_a_drawing_is_xml_with_title_and_description() -> None:
    """The file of a chart stands alone; markup in names stays text; nothing in it runs or is fetched."""
    chart = drawn(replace(plan("1", None, "2"), title="<b>&", description='"x" <script>'))
    root = ElementTree.fromstring(svg(chart, "plot_file"))
    assert root.tag == f"{SVG}svg"
    assert [root.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == ["<b>&", '"x" <script>']
    known = {"svg", "style", "title", "desc", "text", "g", "path", "polyline"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= known
    style = root.findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme" in style and "url(" not in style and "@import" not in style
    ElementTree.fromstring(svg(chart))


def test_a_series_of_seventeen_years_is_light() -> None:
    """Nine hundred weeks leave a page of thirty kilobytes room for all else."""
    values = [
        replace(week(n, str(150_000 + n * 7919 % 90_000)), title="字" * 30, lang="zh") for n in range(900) if n % 37
    ]
    chart = drawn(Plan("k", "t", "d", (Line(tuple(values)),), linked=LINKED // 2))
    text = svg(chart)
    assert len(text.encode()) < 17_000 and text.count("<a href") == LINKED // 2
    assert sum(len(stretch.split()) for stretch in chart.lines[0].stretches) == len(values)


def test_a_small_chart_breaks_where_a_week_is_missing() -> None:
    """The small charts of the home page are as truthful as the large ones."""
    made = spark(points("1", "2", None, "4"), (MONDAY, MONDAY + timedelta(100)))
    assert made.line.count("M") == 2 and made.line.count("L") == 1
    assert made.dots.count("M") == 3 and made.base == "44"
    halved = spark(points("1", "2", None, "4"), (MONDAY, MONDAY + timedelta(100)), Decimal(8))
    assert Decimal(halved.last[1]) > Decimal(made.last[1])
