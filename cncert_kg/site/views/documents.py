"""The page of a copy of a document: what it is, and every place in its text that states something."""

from __future__ import annotations

import re
from itertools import groupby

from cncert_kg.model import Problem
from cncert_kg.site.links import Ref, anchor
from cncert_kg.site.quotes import marked
from cncert_kg.site.scope import Row, Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View

_GROUPS = (
    ("figures", "id/obs/"), ("claims", "id/claim/"), ("entries", "id/vuln/|http://w3id.org/sepses/"),
    ("participants", "id/report/[^#]+#"), ("listed_issues", "id/report/"), ("assets", "id/ioc/"), ("others", ""),
)  # fmt: skip
"""What a place can state: its word, and how the nodes begin; the first that fits is it, the last fits all."""


def document(scope: Scope) -> View:
    """Give what a copy is, every mention by what it states, and the problems found in reading it."""
    about = scope.index.subjects("d:inDocument", scope.node)
    mentions = sorted((m for m in about if m.startswith("id/mention/")), key=lambda m: common.offsets(scope, m))
    return {
        "facts": _facts(scope),
        "groups": _groups(scope, mentions),
        "parts": parts(scope),
        "from_register": any(scope.index.texts(m, "d:wasReadFromRegister") for m in mentions),
        "count": len(mentions),
        "gaps": common.gaps(scope, [g for g in about if g.startswith("id/gap/")]),
        "problems": problems(scope),
    }


def _facts(scope: Scope) -> list[tuple[str, list[Ref]]]:
    index, node = scope.index, scope.node
    return common.facts(
        scope,
        ("title", scope.said(node, "dct:title")),
        ("copy_of", scope.linked(node, "prov:specializationOf")),
        ("status", scope.linked(node, "d:copyStatus")),
        ("publisher", scope.linked(node, "dct:publisher")),
        ("published", common.text(scope.day(node, "dct:issued", weekday=True))),
        ("source", common.source(scope, node)),
        ("stated_number", scope.said(node, "d:statedNumber")),
        ("stated_period", scope.said(node, "d:statedPeriod")),
        ("feed", scope.said(node, "d:feed")),
        ("recognised", scope.said(node, "d:recognisedBy")),
        ("hash", common.text(index.text_of(node, "d:rawSha256"))),
    )


def _groups(scope: Scope, mentions: list[str]) -> list[View]:
    """The mentions by what they state, each group in order of position."""
    kinds = [(_kind(scope, m), m) for m in mentions]
    found = ((word, [m for kind, m in kinds if kind == word]) for word, _ in _GROUPS)
    return [_group(scope, word, members) for word, members in found if members]


def _kind(scope: Scope, mention: str) -> str:
    body = scope.index.node_of(mention, "oa:hasBody")
    return next(word for word, start in _GROUPS if re.match(start, body))


def _group(scope: Scope, word: str, mentions: list[str]) -> View:
    rows = [_row(scope, m) for m in mentions]
    rules = {tuple(r["rules"]) for r in rows}
    return {
        "word": word,
        "count": len(rows),
        # One sentence that states several things is shown once, what it states below it.
        "sentences": [(marked(text, (r["span"] for r in same)), same) for text, same in _by_sentence(rows)],
        "has_values": any(r["stated"] for r in rows),
        # One rule for all is said once, above them.
        "rules": next(iter(rules)) if len(rules) == 1 else (),
    }


def _by_sentence(rows: list[View]) -> list[tuple[str, list[View]]]:
    return [(text, list(same)) for text, same in groupby(rows, key=lambda r: str(r["sentence"]))]


def _row(scope: Scope, mention: str) -> View:
    start, end = common.offsets(scope, mention)
    bodies = [_body(scope, b) for b in scope.index.nodes(mention, "oa:hasBody")]
    # What the name of what is stated says (an entry's number, an organisation in a list) is not said twice.
    names = "\n".join(b.text for b in bodies)
    sentence, stated = scope.index.text_of(mention, "d:sentence"), common.stated(scope, mention)
    return {
        "id": anchor(mention),
        "place": f"{start:,}–{end:,}",
        "sentence": "" if sentence in names else sentence,
        "span": common.span(scope, mention),
        "bodies": bodies,
        "stated": [v for v in stated if v.text not in names],
        "is_figure": scope.index.is_a(mention, "def#FigureMention"),
        "rules": [scope.ref(r, r.rpartition("/")[2]) for r in scope.index.nodes(mention, "d:rule")],
    }


def _body(scope: Scope, node: str) -> Ref:
    """A link to what is stated; a figure by its indicator, and by its period where that is not the document's."""
    index = scope.index
    if not node.startswith("id/obs/"):
        return scope.ref(node)
    period, issue = index.node_of(node, "d:refPeriod"), index.node_of(scope.node, "prov:specializationOf")
    own = index.node_of(issue, "dct:temporal")
    names = [scope.title(index.node_of(node, "d:indicator")), common.part(scope, node)]
    return scope.ref(node, " · ".join(filter(None, [*names, "" if period == own else scope.title(period)])))


def problems(scope: Scope) -> list[Problem]:
    """Give the problems of the inputs whose bytes are this copy."""
    sha256 = scope.index.text_of(scope.node, "d:rawSha256")
    return [p for r in scope.site.inputs.get(sha256, []) for p in r.problems]


def parts(scope: Scope) -> list[tuple[str, str, list[Row]]]:
    """Give what has a fragment of the page's IRI: anchor, name, statements."""
    name = scope.titles.part
    return [(anchor(p), name(p, scope.lang), scope.statements(p)) for p in scope.index.fragments(scope.node)]
