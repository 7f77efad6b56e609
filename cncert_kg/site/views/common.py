"""What several kinds of page show: mentions, copies, gaps, tables of observations."""

from __future__ import annotations

from typing import Any

from cncert_kg.site.links import Ref, outward_ref
from cncert_kg.site.quotes import marked
from cncert_kg.site.scope import Scope

View = dict[str, Any]


def newest_first(scope: Scope, observations: list[str]) -> list[str]:
    """Sort observations by period, newest first, then by their IRI; undated ones last."""
    return sorted(sorted(observations), key=scope.site.start, reverse=True)


def sentence(scope: Scope, mention: str, digits: bool) -> list[tuple[str, bool]]:
    """Give the sentence of a mention in pieces, its quote or the digits of it marked; nothing from the register."""
    index, quote = scope.index, f"{mention}#quote"
    text = index.text_of(mention, "d:sentence")
    if not text:
        return []
    exact, prefix, suffix = (index.text_of(quote, f"oa:{p}") for p in ("exact", "prefix", "suffix"))
    return marked(text, exact, prefix, suffix, digits)


def offsets(scope: Scope, mention: str) -> tuple[int, int]:
    """Give the code points at which a mention begins and ends."""
    start, end = (scope.index.text_of(f"{mention}#position", f"oa:{p}") for p in ("start", "end"))
    return int(start), int(end)


def mention(scope: Scope, node: str, digits: bool = True) -> View:
    """Give all that a page shows of one mention."""
    index = scope.index
    document = index.node_of(node, "d:inDocument")
    start, end = offsets(scope, node)
    return {
        "ref": scope.ref(node),
        "pieces": sentence(scope, node, digits),
        "start": f"{start:,}",
        "end": f"{end:,}",
        "stated": [scope.value(v) for v in index.values(node, "d:statedValue")],
        "document": scope.ref(document),
        "source": source(scope, document),
        "published": scope.day(document, "dct:issued", weekday=True),
        "sha256": index.text_of(document, "d:rawSha256"),
        "rules": scope.linked(node, "d:rule"),
        "publisher": scope.linked(document, "dct:publisher"),
    }


def source(scope: Scope, document: str) -> list[Ref]:
    """Give the addresses of a copy."""
    return [outward_ref(a) for a in scope.index.nodes(document, "dct:source")]


def gaps(scope: Scope, nodes: list[str]) -> list[tuple[Ref, Ref]]:
    """Give what is missing and why, for each gap."""
    missing, reason = scope.titles.missing, scope.index.node_of
    return [(scope.ref(g, missing(g, scope.lang)), scope.ref(reason(g, "d:gapReason"))) for g in sorted(nodes)]


def figure(scope: Scope, observation: str) -> View:
    """Give a row of a table of figures."""
    index = scope.index
    kind = index.node_of(observation, "d:statistic")
    part = index.node_of(observation, "d:breakdown")
    value, unit = scope.amount(observation)
    period = index.node_of(observation, "d:refPeriod")
    return {
        "indicator": scope.ref(index.node_of(observation, "d:indicator")),
        "statistic": "" if kind.endswith("/level") else scope.title(kind),
        "breakdown": "" if part.endswith("/total") else scope.title(part),
        "value": scope.ref(observation, value),
        "unit": unit,
        "period": scope.ref(period),
        "mentions": len(index.nodes(observation, "prov:wasDerivedFrom")),
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
