"""What validation found, in sentences: every shape with what it checks, and the results of each with their source."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from cncert_kg import earl
from cncert_kg.history import Line
from cncert_kg.site import formats
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.validation_report import SEVERITIES, Report, Result
from cncert_kg.vulnerabilities import bucket

SHOWN = 30
"""Results of a shape on its page; the JSON has all."""

LINES = 12
"""Releases of the history on the page, the latest first; the CSV has all."""

SIGNS = {earl.PASSED: "✓", earl.FAILED: "✕", earl.CANNOT_TELL: "!", earl.INAPPLICABLE: "–"}
"""One shape for each outcome, beside its word."""

_PARTS = {
    "SupportUnitsSum": r"/org-support-unit-",
    "SeveritySum": r"/cnvd-collected-(?:high|medium|low)$",
    "TypeSum": r"/cnvd-type-",
    "OriginSum": r"-(?:domestic|overseas)$",
}
"""The parts that each sum adds up, by the name of its shape: as its query has them."""

_PLACE = ("d:series", "d:refArea", "d:refPeriod", "d:statistic", "d:breakdown")

Files = Mapping[str, Sequence[str]]
"""The shapes of each file of shapes, by its name without suffix."""


class Check(NamedTuple):
    """A shape as the list shows it."""

    name: str
    says: str
    """What it checks, as a sentence."""
    focus: int
    failed: int
    outcome: str
    sign: str
    results: Ref | None
    """The way to its results, where it has any."""


class Shown(NamedTuple):
    """A result as its page shows it."""

    severity: str
    focus: Ref
    message: str
    value: Ref | None
    sum: str
    """The arithmetic of a sum: `3 + 4 + 5 = 12 ≠ 13`; empty for another shape."""
    mention: View | None
    """The sentence that states the figure, where there is one."""


def name_of(shape: str) -> str:
    """Give the local name of a shape."""
    return shape.rpartition("#")[2]


def says(scope: Scope, shape: str) -> str:
    """Give what a shape checks; its name where it is none of ours."""
    name = name_of(shape)
    return scope.w.get(f"check_{name}", name)


def severities(report: Report) -> dict[str, int]:
    """Give the number of results of each severity, worst first."""
    counts = Counter(r.severity for r in report.results)
    return {s: counts[s] for s in (*SEVERITIES, *sorted(set(counts) - set(SEVERITIES)))}


def validation(report: Report, files: Files, lines: Sequence[Line], scope: Scope) -> View:
    """Give every shape with what it checks, checked, failed, and the outcome; and how earlier releases did."""
    outcome, failed = earl.outcomes(report), earl.failing(report)
    held = {name for names in files.values() for name in names}
    others = [s for s in outcome if name_of(s) not in held]
    by_name = {name_of(s): s for s in outcome}
    groups = [
        (file, [_check(scope, report, by_name[n], outcome, failed) for n in names if n in by_name])
        for file, names in files.items()
    ]
    groups.append(("", [_check(scope, report, s, outcome, failed) for s in others]))
    return {
        "h1": scope.w["validation"],
        "below": [Ref("", scope.w["validation"])],
        "severities": [(scope.w[f"severity_{s}"], n) for s, n in severities(report).items() if s in SEVERITIES],
        "outcomes": [(SIGNS[o], scope.w[f"outcome_{o}"], n) for o, n in Counter(outcome.values()).items()],
        "groups": [(file, scope.w.get(f"shapes_{file}", file), checks) for file, checks in groups if checks],
        "summary": scope.w["validation_summary"].format(len(outcome), f"{sum(report.coverage.values()):,}"),
        "has_results": bool(report.results),
        "history": lines[: -LINES - 1 : -1],
        "has_more": len(lines) > LINES,
    }


def _check(scope: Scope, report: Report, shape: str, outcome: Mapping[str, str], failed: Mapping[str, int]) -> Check:
    name, found = name_of(shape), outcome[shape]
    way = Ref(f"{scope.inside}validation/{name}.html", scope.w["results"]) if shape in failed else None
    return Check(name, says(scope, shape), report.coverage.get(shape, 0), failed.get(shape, 0),
                 scope.w[f"outcome_{found}"], SIGNS[found], way)  # fmt: skip


def by_shape(report: Report) -> dict[str, list[Result]]:
    """Give the results of each shape that has any, in the order of the report."""
    found: dict[str, list[Result]] = defaultdict(list)
    for result in report.results:
        found[result.shape].append(result)
    return dict(sorted(found.items()))


def pages(report: Report, files: Files, lines: Sequence[Line]) -> Iterator[FreePage]:
    """Give the list of shapes with the history of outcomes, and a page for each shape that has results."""
    yield FreePage("validation", "quality", "validation", partial(validation, report, files, lines))
    for shape, results in by_shape(report).items():
        view = partial(_shape, shape, results, report.coverage.get(shape, 0))
        yield FreePage(f"validation/{name_of(shape)}", "quality", "validation_shape", view)


def _shape(shape: str, results: Sequence[Result], focus: int, scope: Scope) -> View:
    failed = len({r.focus for r in results})
    counted = scope.w["shape_counted"].format(f"{focus:,}", f"{failed:,}", f"{len(results):,}")
    return {
        "h1": says(scope, shape),
        "title": f"{name_of(shape)}: {scope.w['results']}",
        "below": [scope.list_ref("validation"), Ref("", name_of(shape))],
        "shape": shape,
        "counted": counted,
        "results": [_shown(scope, r) for r in results[:SHOWN]],
        "rest": scope.w["results_rest"].format(f"{len(results) - SHOWN:,}") if len(results) > SHOWN else "",
    }


def _shown(scope: Scope, result: Result) -> Shown:
    index = scope.index
    node = index.node(result.focus)
    places, value = mentions(index, node), _value(scope, result.value)
    message = (result.message_zh if scope.lang == "zh" else result.message_en) or result.message_en
    return Shown(
        scope.w.get(f"one_{result.severity}", result.severity),
        focus_ref(scope, node),
        message,
        value if value and value.text not in message else None,
        arithmetic(scope, node, name_of(result.shape)),
        common.mention(scope, places[0]) if places else None,
    )


def focus_ref(scope: Scope, node: str) -> Ref:
    """Give a link to what was checked: to its page, an entry of the catalogue to its place among a hundred."""
    number = node.removeprefix("id/vuln/")
    if node not in scope.index.facts and number.startswith("CNVD-") and number != node:
        return Ref(f"{scope.inside}vuln/{bucket(number)}.html#{number}", number)
    return scope.ref(node)


def _value(scope: Scope, value: str) -> Ref | None:
    """The value of a result, which the report writes in N-Triples."""
    if not value:
        return None
    if value.startswith("<"):
        return focus_ref(scope, scope.index.node(value[1:-1]))
    text = re.sub(r'^"(.*)"(?:\^\^<[^>]*>|@[\w-]+)?$', r"\1", value, flags=re.DOTALL)
    return Ref("", formats.number(text))


def mentions(index: Index, node: str) -> list[str]:
    """Give the places in documents that state a node, those with a sentence first."""
    found = [node] if node.startswith("id/mention/") else index.nodes(node, "prov:wasDerivedFrom")
    held = [m for m in found if m.startswith("id/mention/") and f"{m}#position" in index.facts]
    return sorted(held, key=lambda m: (not index.text_of(m, "d:sentence"), m))


def parts(index: Index, node: str, shape: str) -> list[str]:
    """Give the observations that a sum adds up, of the whole `node`; none for a shape that is no sum."""
    pattern, whole = _PARTS.get(shape), index.node_of(node, "d:indicator")
    if not pattern:
        return []
    place = [index.node_of(node, p) for p in _PLACE]
    indicators = [i for i in index.subjects("skos:broader", whole) if re.search(pattern, i)]
    found = [o for i in sorted(indicators) for o in index.subjects("d:indicator", i)]
    return [o for o in found if [index.node_of(o, p) for p in _PLACE] == place]


def arithmetic(scope: Scope, node: str, shape: str) -> str:
    """Give a sum as it was worked out: `3 + 4 + 5 = 12 ≠ 13`."""
    index = scope.index
    numbers = [Decimal(index.text_of(o, "smea:obsValue")) for o in parts(index, node, shape)]
    total = index.text_of(node, "smea:obsValue")
    if not numbers or not total:
        return ""
    added = " + ".join(formats.number(f"{n:f}") for n in numbers)
    return f"{added} = {formats.number(f'{sum(numbers):f}')} ≠ {formats.number(total)}"
