"""The pages of a copy of a document, and of one place in its text."""

from __future__ import annotations

from itertools import groupby

from cncert_kg.model import Problem
from cncert_kg.site.formats import number
from cncert_kg.site.links import Ref, anchor
from cncert_kg.site.scope import Row, Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View


def document(scope: Scope) -> View:
    """Give what a copy is, every mention in order of position, and the problems found in reading it."""
    mentions = sorted(
        (m for m in scope.index.subjects("d:inDocument", scope.node) if m.startswith("id/mention/")),
        key=lambda m: (common.offsets(scope, m), m),
    )
    rows = [_row(scope, m) for m in mentions]
    return {
        "facts": _facts(scope),
        # One sentence that states several figures is shown once, its figures below it.
        "sentences": [(text, list(same)) for text, same in groupby(rows, key=lambda r: r["sentence"])],
        "parts": parts(scope),
        "from_register": any(scope.index.texts(m, "d:wasReadFromRegister") for m in mentions),
        "count": len(mentions),
        "gaps": common.gaps(scope, [g for g in _about(scope) if g.startswith("id/gap/")]),
        "problems": problems(scope),
    }


def _about(scope: Scope) -> list[str]:
    return scope.index.subjects("d:inDocument", scope.node)


def _row(scope: Scope, mention: str) -> View:
    start, end = common.offsets(scope, mention)
    stated = scope.index.texts(mention, "d:statedValue")
    return {
        "sentence": scope.index.text_of(mention, "d:sentence"),
        "ref": scope.ref(mention, f"{start:,}–{end:,}"),
        "bodies": scope.linked(mention, "oa:hasBody"),
        "stated": [scope.value(t._replace(text=number(t.text))) for t in stated],
        "is_number": all(t.datatype == "xsd:decimal" for t in stated),
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


def problems(scope: Scope) -> list[Problem]:
    """Give the problems of the inputs whose bytes are this copy."""
    sha256 = scope.index.text_of(scope.node, "d:rawSha256")
    return [p for r in scope.site.inputs.get(sha256, []) for p in r.problems]


def mention(scope: Scope) -> View:
    """Give one place: the sentence, where it is, and what it states."""
    index, node = scope.index, scope.node
    digits = index.is_a(node, "def#FigureMention")
    return {
        "mention": common.mention(scope, node, digits),
        "bodies": scope.linked(node, "oa:hasBody"),
        "parts": parts(scope),
    }


def parts(scope: Scope) -> list[tuple[str, str, list[Row]]]:
    """Give what has a fragment of the page's IRI: anchor, name, statements."""
    name = scope.titles.part
    return [(anchor(p), name(p, scope.lang), scope.statements(p)) for p in scope.index.fragments(scope.node)]
