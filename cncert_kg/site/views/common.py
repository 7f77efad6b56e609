"""What several kinds of page show: mentions, copies, gaps, tables of observations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cncert_kg.site import formats, quotes
from cncert_kg.site.index import Text
from cncert_kg.site.links import Ref, outward_ref
from cncert_kg.site.quotes import Span
from cncert_kg.site.scope import Scope, Site

View = dict[str, Any]


class FreePage(NamedTuple):
    """A page of no thing of its own."""

    path: str
    """Without language and suffix."""
    above: str
    """The list page that leads to it."""
    template: str
    view: Callable[[Scope], View]
    """Gives `h1`; `below`, where it gives it, are the steps from the list page to this one, itself last;
    `describes` is what schema.org is told of beside the page."""


def newest_first(site: Site, observations: list[str]) -> list[str]:
    """Sort observations by period, newest first, then by their IRI; undated ones last."""
    return sorted(sorted(observations), key=site.start, reverse=True)


def span(scope: Scope, mention: str) -> Span | None:
    """Give where a mention's quote, or the digits of a figure's, stand in its sentence; nothing from the register."""
    index, quote = scope.index, f"{mention}#quote"
    exact, prefix, suffix = (index.text_of(quote, f"oa:{p}") for p in ("exact", "prefix", "suffix"))
    sentence = index.text_of(mention, "d:sentence")
    return quotes.span(sentence, exact, prefix, suffix, index.is_a(mention, "def#FigureMention"))


def offsets(scope: Scope, mention: str) -> tuple[int, int]:
    """Give the code points at which a mention begins and ends."""
    start, end = (scope.index.text_of(f"{mention}#position", f"oa:{p}") for p in ("start", "end"))
    return int(start), int(end)


def mention(scope: Scope, node: str) -> View:
    """Give all that a page shows of one mention."""
    index = scope.index
    document = index.node_of(node, "d:inDocument")
    start, end = offsets(scope, node)
    return {
        "pieces": quotes.marked(index.text_of(node, "d:sentence"), [span(scope, node)]),
        "place": scope.ref(node, f"{start:,}–{end:,}"),
        "stated": stated(scope, node),
        "document": scope.ref(document),
        "source": source(scope, document),
        "published": scope.day(document, "dct:issued", weekday=True),
        "sha256": index.text_of(document, "d:rawSha256"),
        "rules": scope.linked(node, "d:rule"),
        "publisher": scope.linked(document, "dct:publisher"),
        "is_in_table": index.text_of(index.node_of(node, "oa:hasBody"), "d:valueSource") == "imported-table",
    }


def stated(scope: Scope, mention: str) -> list[Ref]:
    """Give the values that a mention states: a number as it is printed on pages, a rating by its name."""
    return [_stated(scope, v) for v in scope.index.texts(mention, "d:statedValue")]


def _stated(scope: Scope, value: Text) -> Ref:
    rating = f"code/rating/{value.text}"
    if rating in scope.index.facts:
        return scope.ref(rating)
    return scope.value(value._replace(text=formats.number(value.text)))


def source(scope: Scope, document: str) -> list[Ref]:
    """Give the addresses of a copy."""
    return [outward_ref(a) for a in scope.index.nodes(document, "dct:source")]


def gaps(scope: Scope, nodes: list[str]) -> list[tuple[Ref, Ref]]:
    """Give what is missing and why, for each gap."""
    missing, reason = scope.titles.missing, scope.index.node_of
    return [(scope.ref(g, missing(g, scope.lang)), scope.ref(reason(g, "d:gapReason"))) for g in sorted(nodes)]


_WIDE = frozenset(f"code/area/{area}" for area in ("world", "CN-mainland", "overseas"))
"""Areas that an indicator's name implies; a province stands beside it."""


def part(scope: Scope, observation: str) -> str:
    """Give what tells a figure from its indicator's plain level: the area, the statistic and the breakdown."""
    area, statistic, breakdown = (
        scope.index.node_of(observation, p) for p in ("d:refArea", "d:statistic", "d:breakdown")
    )
    codes = [*([] if area in _WIDE else [area]), statistic, breakdown]
    return " · ".join(scope.title(c) for c in codes if not c.endswith(("/level", "/total")))


def figure(scope: Scope, observation: str) -> View:
    """Give a row of a table of figures."""
    index = scope.index
    value, unit = scope.amount(observation)
    period = index.node_of(observation, "d:refPeriod")
    return {
        "indicator": scope.ref(index.node_of(observation, "d:indicator")),
        "part": part(scope, observation),
        "value": scope.ref(observation, value),
        "unit": unit,
        "period": scope.ref(period),
        "issue": scope.linked(observation, "d:issue"),
    }


def figures(scope: Scope, observations: list[str]) -> list[View]:
    """Give rows of a table of figures, by indicator, statistic and breakdown."""
    return [figure(scope, o) for o in sorted(observations)]


def facts(scope: Scope, *wanted: tuple[str, list[Ref]]) -> list[tuple[str, list[Ref]]]:
    """Give the rows that have a value, named in the page's language."""
    return [(scope.w[word], values) for word, values in wanted if values]


def text(value: str) -> list[Ref]:
    """Give plain text as the value of a row; none where it is empty."""
    return [Ref("", value)] if value else []
