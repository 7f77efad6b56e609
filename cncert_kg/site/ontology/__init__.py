"""The ontology in the site: its index, where every term has its own anchor, a page for each term, and the model.

Classes and properties have folders of their own: `Indicator.html` and `indicator.html` are one file on some disks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cncert_kg.site.formats import number
from cncert_kg.site.links import Ref, anchor
from cncert_kg.site.ontology import model, terms
from cncert_kg.site.ontology.usage import Usage
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views import common
from cncert_kg.site.views.common import FreePage, View

_LONGEST = {"zh": 30, "en": 66}
"""Most characters of a definition in the index: the page is to stay below 30 kB."""


def pages(site: Site) -> Iterator[FreePage]:
    """Give the page of every term, and that of the model."""
    usage = Usage(site.index)
    for node in site.index.fragments("def"):
        yield FreePage(terms.path(node), "ontology", "term", partial(terms.term, usage, node))
    yield FreePage(model.PATH, "ontology", "model", partial(model.model, usage))


def ontology(scope: Scope) -> View:
    """Give what the ontology is, and every term at its anchor: its name, its definition, how often it is used."""
    usage = Usage(scope.index)
    nodes = scope.index.fragments("def")
    groups = (("classes", filter(terms.is_class, nodes)), ("properties", (n for n in nodes if not terms.is_class(n))))
    return {
        "facts": _metadata(scope),
        "model": Ref(f"{scope.inside}{model.PATH}.html", scope.w["model"]),
        "groups": [(word, scope.w[word], [_row(scope, usage, n) for n in found]) for word, found in groups],
        "downloads": [Ref(f"{scope.root}def.{form}", f"def.{form}") for form in ("ttl", "jsonld", "nt")],
        "backlinks": [],
    }


def _metadata(scope: Scope) -> list[tuple[str, list[Ref]]]:
    index = scope.index
    return common.facts(
        scope,
        ("definition", scope.said("def", "dct:description")),
        ("version", common.text(index.text_of("def", "owl:versionInfo"))),
        ("namespace", common.text(index.text_of("def", "vann:preferredNamespaceUri"))),
        ("prefix", common.text(index.text_of("def", "vann:preferredNamespacePrefix"))),
        ("set_licence", scope.linked("def", "dct:license")),
    )


def _row(scope: Scope, usage: Usage, node: str) -> tuple[str, Ref, str, str]:
    """Local name, link to the page, short definition, count."""
    said = next((ref.text for ref in scope.said(node, "skos:definition")), "")
    return (
        anchor(node),
        terms.ref(scope, node),
        _short(said, _LONGEST[scope.lang]),
        number(str(terms.count(usage, node))),
    )


def _short(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return f"{cut.rpartition(' ')[0] or cut}…"
