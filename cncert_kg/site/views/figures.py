"""A chart with all that stands around it: what its signs mean, where to get it, how to cite it."""

from __future__ import annotations

from typing import NamedTuple

from cncert_kg.site import citations
from cncert_kg.site.charts import ABOUT, DISPUTED, Chart, Plan, draw
from cncert_kg.site.citations import Citation
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope


class Shown(NamedTuple):
    """A chart on a page."""

    chart: Chart
    about: str
    """Where its values come from, and from when to when; empty for several lines."""
    notes: tuple[str, ...]
    """What its signs mean; only those it has."""
    breaks: tuple[str, ...]
    """What changed at each numbered break."""
    legend: tuple[tuple[str, str, Ref], ...]
    """Marker, dash and link of each of several lines."""
    downloads: tuple[Ref, ...]
    cite: Citation | None
    """How to cite it; the first chart of a page has it."""


def shown(
    scope: Scope,
    plan: Plan,
    address: str,
    files: dict[str, str],
    legend: tuple[Ref, ...] = (),
    about: str = "",
    is_cited: bool = True,
) -> Shown | None:
    """Draw a plan for the page at the IRI `address`; nothing where there are fewer than two values.

    `files` gives paths in the release by the key of the word that names them.
    """
    chart = draw(plan)
    if chart is None:
        return None
    anchor = f"#chart-{chart.key}"
    return Shown(
        chart=chart,
        about=about,
        notes=tuple(notes(scope, plan, chart)),
        breaks=tuple(f"{b.day}{scope.w['colon']}{b.title}" for b in plan.breaks),
        legend=tuple((d.mark, d.dash, ref) for d, ref in zip(chart.lines, legend, strict=False)),
        downloads=(
            *(Ref(scope.root + path, scope.w[word]) for word, path in files.items()),
            Ref(anchor, scope.w["permalink"]),
        ),
        cite=_cite(scope, plan, address + anchor) if is_cited else None,
    )


def _cite(scope: Scope, plan: Plan, address: str) -> Citation:
    """Give the citation of a chart; its edition is that of the values: first day, last day and value, one a line."""
    values = [f"{p.first}/{p.last} {p.value}" for line in plan.lines for p in line.points]
    return citations.of_thing(scope, {"h1": plan.title, "iri": address}, citations.edition("\n".join(values).encode()))


def notes(scope: Scope, plan: Plan, chart: Chart, is_linked: bool = True) -> list[str]:
    """Give what the signs of a chart mean, in the order in which a reader meets them."""
    is_marked = all(line.is_shaped for line in chart.lines)
    found = (
        ("zero_base", chart.horizontals[0].side == "zero"),
        ("zero_line", any(m.side == "zero" for m in chart.horizontals[1:])),
        ("line_note", bool(chart.missing) or len(plan.lines) > 1),
        ("lost_note", bool(chart.gaps)),
        ("about_note", ABOUT in chart.marks and is_marked),
        ("about_some", ABOUT in chart.marks and not is_marked),
        ("disputed_note", DISPUTED in chart.marks),
        ("point_note", is_linked and chart.is_linked and chart.is_wholly_linked),
        ("some_note", is_linked and chart.is_linked and not chart.is_wholly_linked),
        ("many_note", is_linked and not chart.is_linked),
    )
    return [scope.w[word] for word, is_there in found if is_there]
