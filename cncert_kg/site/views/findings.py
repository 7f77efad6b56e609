"""Contradictions: counted by kind, listed, and each with its statements side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cncert_kg.site import formats
from cncert_kg.site.index import Index
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import common, paging
from cncert_kg.site.views.common import FreePage, View

SHOWN = 15
"""Contradictions of a kind on the page of all kinds."""

OTHER = "other_figure"
"""Why a statement is not canonical: it is of another figure."""

_OF_NUMBERS = frozenset({"values-differ", "restated-differs", "series-differ", "direction-differs", "sum-differs"})
"""The kinds whose findings are in numbers; the others speak of days, years and words."""

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_CHANGE = re.compile(rf"({_NUMBER}) − ({_NUMBER}), ({_NUMBER}) %")
_DIFFERENCE = re.compile(rf"({_NUMBER}) ≠ ({_NUMBER})")


class Side(NamedTuple):
    """One of the statements that cannot all hold."""

    heading: str
    is_canonical: bool
    link: Ref | None
    """The claim or the copy; the place of a mention is among what is said of it."""
    values: list[Ref]
    mentions: list[View]
    """The sentence, the copy, its publisher and day; several where a claim has several."""
    facts: list[tuple[str, list[Ref]]]
    why: str
    """Why it is the canonical one, or is not."""


def of_kinds(index: Index) -> dict[str, list[str]]:
    """Give the contradictions of each kind, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in sorted(index.members("def#Contradiction")):
        found[index.node_of(node, "d:findingKind")].append(node)
    return {kind: found[kind] for kind in sorted(found)}


def stem(kind: str) -> str:
    """Give where the contradictions of a kind are listed."""
    return f"findings/{kind.rpartition('/')[2]}"


def findings(scope: Scope) -> View:
    """Give the contradictions of each kind, and what was compared to find them."""
    groups = []
    for kind, nodes in of_kinds(scope.index).items():
        every = Ref(f"{scope.inside}{stem(kind)}.html", scope.w["list_all"].format(len(nodes)))
        rows = [_row(scope, n) for n in nodes[:SHOWN]]
        groups.append((scope.ref(kind), scope.said(kind, "skos:definition"), len(nodes), rows,
                       every if len(nodes) > SHOWN else None))  # fmt: skip
    return {"groups": groups, "compared": compared(scope)}


def compared(scope: Scope) -> list[tuple[int, str]]:
    """Give what was compared: how many figures with several places, issues with several copies, claims."""
    corpus, w = scope.site.build.corpus, scope.w
    return [
        (sum(1 for o in corpus.observations if len(o.witnesses) > 1), w["compared_figures"]),
        (sum(1 for o in corpus.observations if any(x.is_restated for x in o.witnesses)), w["compared_restated"]),
        (sum(1 for i in corpus.issues if len(i.copies) > 1), w["compared_copies"]),
        (sum(1 for i in corpus.issues if i.period), w["compared_periods"]),
        (len(scope.index.members("def#Claim")), w["compared_claims"]),
    ]


def _row(scope: Scope, node: str) -> tuple[Ref, Ref, int]:
    """The thing concerned, what was found, and the number of statements."""
    about = scope.index.node_of(node, "d:about")
    found = found_text(scope, node)
    said = Ref("", found, formats.foreign(found, scope.lang))
    return scope.ref(node, scope.title(about)), said, len(scope.index.nodes(node, "d:evidence"))


def found_text(scope: Scope, node: str) -> str:
    """Give what was found in figures and signs, with separators of thousands: `30,996 ≠ 30,966`."""
    label = scope.index.text_of(node, "rdfs:label", scope.lang)
    found = label.partition(scope.w["colon"])[2]
    is_number = scope.index.node_of(node, "d:findingKind").rpartition("/")[2] in _OF_NUMBERS
    return found if not is_number else re.sub(rf"(?<![\d.-]){_NUMBER}(?![\d-])", lambda m: formats.number(m[0]), found)


def pages(site: Site) -> Iterator[FreePage]:
    """Give the lists of the kinds with many contradictions."""
    for kind, nodes in of_kinds(site.index).items():
        if len(nodes) > SHOWN:
            yield from paging.pages(stem(kind), "findings", "findings_kind", nodes, _listed)


def _listed(scope: Scope, nodes: Sequence[str]) -> View:
    kind = scope.index.node_of(nodes[0], "d:findingKind")
    return {
        "h1": scope.title(kind),
        "below": [Ref("", scope.title(kind))],
        "definition": scope.said(kind, "skos:definition"),
        "rows": [_row(scope, n) for n in nodes],
    }


def finding(scope: Scope) -> View:
    """Give what disagrees, every statement side by side, and which of them is canonical and why."""
    index, node = scope.index, scope.node
    kind, about = index.node_of(node, "d:findingKind"), index.node_of(node, "d:about")
    found = found_text(scope, node)
    sides = _sides(scope, index.nodes(node, "d:evidence"), about) or _copies(scope, about)
    return {
        "facts": common.facts(
            scope,
            ("kind", [scope.ref(kind)] if kind else []),
            ("definition", scope.said(kind, "skos:definition")),
            ("concerns", [scope.ref(about)] if about else []),
            ("found", [Ref("", found, formats.foreign(found, scope.lang))]),
            ("worked", common.text(worked(scope, found.replace(",", "").replace("−", "-")))),
        ),
        "sides": sides,
        "order": _order(scope, kind.rpartition("/")[2], sides),
    }


def _order(scope: Scope, kind: str, sides: Sequence[Side]) -> str:
    """The rule by which one statement is chosen, or the reason why none is."""
    is_pair = kind == "values-differ" and not any(s.is_canonical for s in sides)
    return scope.w.get("order_equal" if is_pair else f"order_{kind}", scope.w["order_of_copies"])


def worked(scope: Scope, found: str) -> str:
    """Give the arithmetic of what was found, where numbers disagree: the difference, or the change they come to."""
    if match := _CHANGE.fullmatch(found.replace(" - ", " − ", 1)):
        now, before, stated = (Decimal(n) for n in match.groups())
        signs = [formats.number(str(n)) for n in (now, before, now - before, stated)]
        return scope.w["worked_change"].format(*signs)
    if match := _DIFFERENCE.fullmatch(found):
        one, other = (Decimal(n) for n in match.groups())
        return scope.w["worked_difference"].format(formats.number(str(abs(one - other))))
    return ""


def _sides(scope: Scope, evidence: Sequence[str], about: str) -> list[Side]:
    """The statements of mentions and claims, the canonical one first; of several figures none is."""
    index = scope.index
    first = next(iter(scope.site.witnesses.get(about, ())), "")
    ordered = sorted(evidence, key=lambda e: (e != first, not _is_preferred(index, e), e))
    reasons = {e: why(index, e, first, about) for e in ordered}
    if OTHER in reasons.values():
        return [_figure(scope, e) for e in ordered]
    return [_statement(scope, e, reasons[e]) if _is_mention(e) else _claim(scope, e, reasons[e]) for e in ordered]


def _is_mention(node: str) -> bool:
    return node.startswith("id/mention/")


def _is_preferred(index: Index, node: str) -> bool:
    return index.node_of(node, "d:claimStatus").endswith("/preferred")


def _figure(scope: Scope, mention: str) -> Side:
    """One of several figures, each of which keeps its own value."""
    figure = scope.index.node_of(mention, "oa:hasBody")
    name = scope.title(scope.index.node_of(figure, "d:indicator"))
    facts = common.facts(scope, ("observation", [scope.ref(figure)]))
    return Side(name, False, None, common.stated(scope, mention), [common.mention(scope, mention)], facts, "")


def _statement(scope: Scope, mention: str, reason: str) -> Side:
    is_first = reason == "first"
    heading = scope.w["canonical" if is_first else "not_canonical"]
    shown = [common.mention(scope, mention)]
    return Side(heading, is_first, None, common.stated(scope, mention), shown, [], scope.w[f"why_{reason}"])


def _claim(scope: Scope, node: str, reason: str) -> Side:
    index, w = scope.index, scope.w
    is_first = reason == "curated"
    facts = common.facts(
        scope,
        ("claim_status", scope.linked(node, "d:claimStatus")),
        ("citation", scope.said(node, "dct:bibliographicCitation")),
    )
    values = [scope.value(v) for v in index.values(node, "rdf:object")]
    places = [common.mention(scope, m) for m in sorted(index.nodes(node, "prov:wasDerivedFrom"))[:1]]
    heading = w["canonical" if is_first else "not_canonical"]
    return Side(heading, is_first, scope.ref(node, w["claim"]), values, places, facts, w[f"why_{reason}"])


def why(index: Index, node: str, first: str, about: str) -> str:
    """Give the key of the rule by which a statement is canonical, or is not: the order of `merge`.

    `curated` for claims, `other_figure` where the statement is of another figure, which keeps its own value; else
    what first tells it from the canonical mention: `restated`, `publisher`, `whole`, `newer`, `headline`, `hash`.
    """
    if not _is_mention(node):
        return "curated" if _is_preferred(index, node) else "claim"
    if node == first:
        return "first"
    if about.startswith("id/obs/") and about not in index.nodes(node, "oa:hasBody"):
        return OTHER
    return _told_apart(index, node, first, about)


def _told_apart(index: Index, node: str, first: str, about: str) -> str:
    ours, theirs = (index.node_of(m, "d:inDocument") for m in (first, node))
    if ours == theirs:
        return "headline"
    if index.node_of(theirs, "prov:specializationOf") != index.node_of(about, "d:issue"):
        return "restated"
    series = index.node_of(index.node_of(ours, "prov:specializationOf"), "dct:isPartOf")
    own = index.nodes(series, "dct:publisher")
    if index.nodes(ours, "dct:publisher") == own != index.nodes(theirs, "dct:publisher"):
        return "publisher"
    if index.node_of(ours, "d:copyStatus") != index.node_of(theirs, "d:copyStatus"):
        return "whole"
    is_newer = index.text_of(ours, "dct:issued") > index.text_of(theirs, "dct:issued")
    return "newer" if is_newer else "hash"


def _copies(scope: Scope, issue: str) -> list[Side]:
    """The copies of an issue whose period is in doubt, each with the days that it states."""
    index, w = scope.index, scope.w
    sides = []
    for node in index.subjects("prov:specializationOf", issue):
        facts = common.facts(
            scope,
            ("status", scope.linked(node, "d:copyStatus")),
            ("publisher", scope.linked(node, "dct:publisher")),
            ("published", common.text(scope.day(node, "dct:issued", weekday=True))),
            ("source", common.source(scope, node)),
        )
        values = scope.said(node, "d:statedPeriod")
        sides.append(Side(w["copy"], False, scope.ref(node), values, [], facts, ""))
    return sides
