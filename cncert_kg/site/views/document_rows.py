"""What a document page shows of each place of a text, and how many of them one page can bear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cncert_kg.site.links import Ref, anchor
from cncert_kg.site.quotes import Span, marked
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View

GROUPS = (
    ("figures", "id/obs/"), ("claims", "id/claim/"), ("entries", "id/vuln/|http://w3id.org/sepses/"),
    ("participants", "id/report/[^#]+#"), ("listed_issues", "id/report/"), ("assets", "id/ioc/"), ("others", ""),
)  # fmt: skip
"""What a place can state: its word, and how the nodes begin; the first that fits is it, the last fits all."""

FIRST, FOLLOWING = 18_500, 22_000
"""Bytes of rows that the page of a document bears, and those that follow it (30 kB with all else)."""

_ROW, _BODY = 190, 70
"""Bytes of markup of a row, and of one thing stated."""


class Row(NamedTuple):
    """A place of a text."""

    id: str
    place: str
    sentence: str
    span: Span | None
    bodies: list[Ref]
    stated: list[Ref]
    is_figure: bool
    rules: list[Ref]


def mentions(scope: Scope, document: str) -> list[str]:
    """Give the places of a document, by what they state and in the order of the text."""
    about = (m for m in scope.index.subjects("d:inDocument", document) if m.startswith("id/mention/"))
    words = [word for word, _ in GROUPS]
    return sorted(about, key=lambda m: (words.index(kind(scope, m)), common.offsets(scope, m)))


def kind(scope: Scope, mention: str) -> str:
    """Give the word of what a place states."""
    body = scope.index.node_of(mention, "oa:hasBody")
    return next(word for word, start in GROUPS if re.match(start, body))


def pages(scope: Scope, places: Sequence[str], taken: int) -> list[list[str]]:
    """Give the places of each page, the first of which has `taken` bytes of other things; one empty page for none."""
    out, room = [list[str]()], FIRST - taken
    for place, weight in zip(places, _weights(scope, places), strict=True):
        if weight > room:
            out.append([])
            room = FOLLOWING
        out[-1].append(place)
        room -= weight
    return out


def _weights(scope: Scope, places: Sequence[str]) -> list[int]:
    """About the bytes of each row, the same in both languages; a sentence counts with its first row."""
    index, last, out = scope.index, "", []
    for place in places:
        sentence = index.text_of(place, "d:sentence")
        own = 0 if sentence == last else 3 * len(sentence) + 120
        last = sentence
        out.append(_ROW + own + sum(_BODY + 2 * len(b) for b in index.nodes(place, "oa:hasBody")))
    return out


def groups(scope: Scope, document: str, places: Sequence[str]) -> list[View]:
    """Give places by what they state, each group in the order of the text."""
    return [_group(scope, document, word, list(same)) for word, same in groupby(places, lambda m: kind(scope, m))]


def _group(scope: Scope, document: str, word: str, places: list[str]) -> View:
    rows = [_row(scope, document, m) for m in places]
    rules = {tuple(r.rules) for r in rows}
    return {
        "word": word,
        "count": len(rows),
        # One sentence that states several things is shown once, what it states below it.
        "sentences": list(_by_sentence(rows)),
        "has_values": any(r.stated for r in rows),
        # One rule for all is said once, above them.
        "rules": next(iter(rules)) if len(rules) == 1 else (),
    }


def _by_sentence(rows: list[Row]) -> Iterator[tuple[list[tuple[str, bool]], list[Row]]]:
    for text, group in groupby(rows, key=lambda r: r.sentence):
        same = list(group)
        yield marked(text, (r.span for r in same)), same


def _row(scope: Scope, document: str, mention: str) -> Row:
    bodies = [_body(scope, document, b) for b in scope.index.nodes(mention, "oa:hasBody")]
    # What the name of what is stated says (an entry's number, an organisation in a list) is not said twice.
    names = "\n".join(b.text for b in bodies)
    sentence = scope.index.text_of(mention, "d:sentence")
    return Row(
        id=anchor(mention),
        place=place(scope, mention),
        sentence="" if sentence in names else sentence,
        span=common.span(scope, mention),
        bodies=bodies,
        stated=[v for v in common.stated(scope, mention) if v.text not in names],
        is_figure=scope.index.is_a(mention, "def#FigureMention"),
        rules=[scope.ref(r, r.rpartition("/")[2]) for r in scope.index.nodes(mention, "d:rule")],
    )


def place(scope: Scope, mention: str) -> str:
    """Give the positions of a place as pages print them."""
    start, end = common.offsets(scope, mention)
    return f"{start:,}–{end:,}"


def _body(scope: Scope, document: str, node: str) -> Ref:
    """A link to what is stated; a figure by its indicator, and by its period where that is not the document's."""
    index = scope.index
    if not node.startswith("id/obs/"):
        return scope.ref(node)
    period, issue = index.node_of(node, "d:refPeriod"), index.node_of(document, "prov:specializationOf")
    own = index.node_of(issue, "dct:temporal")
    names = [scope.title(index.node_of(node, "d:indicator")), common.part(scope, node)]
    return scope.ref(node, " · ".join(filter(None, [*names, "" if period == own else scope.title(period)])))
