"""Charts as numbers, which templates draw as SVG: real time axes, gaps as gaps, breaks marked, no script."""

from __future__ import annotations

from cncert_kg.site.charts.drawing import draw
from cncert_kg.site.charts.shapes import ABOUT, DISPUTED, EXACT, LINKED, Break, Chart, Gap, Line, Plan, Point
from cncert_kg.site.charts.small import Spark, spark

__all__ = [
    "ABOUT",
    "DISPUTED",
    "EXACT",
    "LINKED",
    "Break",
    "Chart",
    "Gap",
    "Line",
    "Plan",
    "Point",
    "Spark",
    "draw",
    "spark",
]
