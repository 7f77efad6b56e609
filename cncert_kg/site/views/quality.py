"""The hub of data quality, and what was not used: both from the manifest, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from cncert_kg import earl
from cncert_kg.site import formats
from cncert_kg.site.links import Ref
from cncert_kg.site.names import PROBLEMS
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import paging, validation
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.validation_report import Report

Fields = Mapping[str, Any]
"""What the manifest says beside its files."""

UNUSED = ("quarantined", "shell", "blocked", "deleted", "unrecognised")
"""Outcomes of inputs that gave no content, what asks for attention first."""

_USED = ("full", "partial")
_NAMES = 60
"""Names of inputs on a page."""


class Part(NamedTuple):
    """A part of the hub: where it leads, what came out, and what that means."""

    ref: Ref
    found: str
    means: str


def hub(fields: Fields, report: Report, scope: Scope) -> View:
    """Give what is checked and what came out, in sentences, with the way to each page."""
    counts, w = fields["counts"], scope.w
    refs = {name: scope.list_ref(name) for name in _PARTS}
    questions = Ref(f"{scope.root}validation/questions.json", w["questions_outcome"])
    said = {name: make(counts, report, fields) for name, make in _PARTS.items()}
    parts = [Part(refs[n], w[f"hub_{n}"].format(*said[n]), w[f"hub_{n}_about"]) for n in _PARTS]
    return {
        "h1": w["quality"],
        "below": [Ref("", w["quality"])],
        "parts": [*parts, Part(questions, w["hub_questions"], w["hub_questions_about"])],
        "numbers": _numbers(scope, counts),
        "headline": [
            (n, w[word])
            for n, word in (
                (sum(counts["outcomes"].get(s, 0) for s in _USED), "top_read"),
                (counts["observations"], "n_observations"),
                (validation.severities(report)["Violation"], "top_violations"),
                (validation.severities(report)["Warning"], "top_warnings"),
                (counts["contradictions"], "n_findings"),
                (counts["gaps"], "n_gaps"),
            )
        ],
    }


def _documents(counts: Fields, report: Report, fields: Fields) -> tuple[Any, ...]:
    outcomes = counts["outcomes"]
    read = sum(outcomes.get(s, 0) for s in _USED)
    blocked = outcomes.get("blocked", 0) + outcomes.get("deleted", 0)
    return counts["inputs"], read, outcomes.get("shell", 0), blocked, outcomes.get("unrecognised", 0)


def _validation(counts: Fields, report: Report, fields: Fields) -> tuple[Any, ...]:
    found, severity = Counter(earl.outcomes(report).values()), validation.severities(report)
    return (len(earl.outcomes(report)), f"{sum(report.coverage.values()):,}", found[earl.PASSED],
            severity["Violation"], severity["Warning"])  # fmt: skip


def _quarantine(counts: Fields, report: Report, fields: Fields) -> tuple[Any, ...]:
    noted = sum(1 for i in fields["inputs"] if i["problems"] and i["outcome"] in _USED)
    refused = len(fields.get("catalogue", {}).get("refusals", ()))
    return counts["outcomes"].get("quarantined", 0), noted, refused


_PARTS = {
    "documents": _documents,
    "coverage": lambda counts, report, fields: (counts["issues"], f"{counts['observations']:,}"),
    "calendar": lambda counts, report, fields: (),
    "gaps": lambda counts, report, fields: (counts["gaps"],),
    "findings": lambda counts, report, fields: (counts["contradictions"],),
    "validation": _validation,
    "quarantine": _quarantine,
}
"""The parts of the hub, in order, each with the numbers of its sentence."""


def _numbers(scope: Scope, counts: Fields) -> str:
    """How many numbers of the texts were read, and how many were not; empty where no text is at hand."""
    held = counts.get("numbers", {})
    if not held.get("copies"):
        return ""
    unread = sum(n for reason, n in held.items() if reason not in ("copies", "read"))
    return scope.w["hub_numbers"].format(*(f"{n:,}" for n in (held["copies"], held["read"], unread, held["figure"])))


def quarantine(fields: Fields, scope: Scope) -> View:
    """Give the inputs that gave nothing by outcome, and every kind of problem with what it means."""
    inputs, outcomes = fields["inputs"], fields["counts"]["outcomes"]
    held = [i for i in inputs if i["outcome"] == "quarantined"]
    return {
        "h1": scope.w["quarantine"],
        "below": [Ref("", scope.w["quarantine"])],
        "outcomes": [(_list(scope, o, outcomes.get(o, 0)), scope.w[f"unused_{o}"], outcomes.get(o, 0)) for o in UNUSED],
        "held": [_input(scope, i) for i in held[:20]],
        "more": _list(scope, "quarantined", len(held)) if len(held) > 20 else None,
        "codes": [(code, problem(scope, code), n) for code, n in _codes(inputs)],
        "refusals": fields.get("catalogue", {}).get("refusals", ()),
        "catalogue": sorted(fields.get("catalogue", {}).get("problems", {}).items()),
        "catalogue_words": {c: names[scope.lang == "en"] for c, names in PROBLEMS.items()},
    }


def _list(scope: Scope, outcome: str, count: int) -> Ref:
    title = scope.title(f"code/copy-status/{outcome}")
    return Ref(f"{scope.inside}quarantine/{outcome}.html" if count else "", title)


def _codes(inputs: Sequence[Fields]) -> list[tuple[str, int]]:
    """The codes of all problems, errors first, with the number of inputs that have each."""
    found = Counter(code for i in inputs for code in {p["code"] for p in i["problems"]})
    return sorted(found.items())


def problem(scope: Scope, code: str) -> str:
    """Give what a code of a problem means, in the page's language; nothing for one without a sentence."""
    return scope.w.get(f"problem_{code}", "")


def _input(scope: Scope, given: Fields) -> View:
    """An input: its name, its copy, what issue it is of, and its problems."""
    document = f"id/doc/{given['sha256'][:16]}"
    name, href = given["name"], scope.href(document)
    issue = f"id/report/{given['series']}/{given['issue']}" if given["series"] and given["issue"] else ""
    return {
        "name": Ref(href, name, formats.foreign(name, scope.lang)),
        "issue": Ref(f"{scope.inside}{issue}.html", f"{given['series']} {given['issue']}") if issue else "",
        "problems": [(p["code"], problem(scope, p["code"]), p["message"]) for p in given["problems"]],
    }


def pages(fields: Fields, report: Report) -> Iterator[FreePage]:
    """Give the hub, the page of what was not used, and the lists of inputs of each outcome."""
    yield FreePage("quality", "", "quality", partial(hub, fields, report))
    yield FreePage("quarantine", "quality", "quarantine", partial(quarantine, fields))
    for outcome in UNUSED:
        held = [i for i in fields["inputs"] if i["outcome"] == outcome]
        if held:
            view = partial(_outcome, outcome)
            yield from paging.pages(f"quarantine/{outcome}", "quality", "quarantine_list", held, view, _NAMES)


def _outcome(outcome: str, scope: Scope, inputs: Sequence[Fields]) -> View:
    title = scope.title(f"code/copy-status/{outcome}")
    return {
        "h1": f"{scope.w['quarantine']} · {title}",
        "below": [scope.list_ref("quarantine"), Ref("", title)],
        "about": scope.w[f"unused_{outcome}"],
        "rows": [_input(scope, i) for i in inputs],
    }
