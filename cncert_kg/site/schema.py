"""What search engines read in a page: schema.org as JSON-LD. The native JSON-LD stands beside the page."""

from __future__ import annotations

from typing import Any

from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.vocab import CC0

Node = dict[str, Any]

DATASET = "id/dataset/cncert-kg"
"""The node of the whole."""


def graph(scope: Scope, crumbs: list[Ref], about: Node | None) -> Node:
    """Give the breadcrumbs, and what the page is about."""
    nodes = [breadcrumbs(crumbs)] if crumbs else []
    return {"@context": "https://schema.org", "@graph": [*nodes, *([about] if about else [])]}


def breadcrumbs(crumbs: list[Ref]) -> Node:
    """Give the way from the home page; addresses are relative to the page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": c.text, **({"item": c.href} if c.href else {})}
            for n, c in enumerate(crumbs, 1)
        ],
    }


def dataset(scope: Scope) -> Node:
    """Give the whole data set, on the home page."""
    build = scope.site.build
    files = (("data/cncert-kg.ttl", "text/turtle"), ("data/cncert-kg.nq", "application/n-quads"),
             ("data/observations.csv", "text/csv"))  # fmt: skip
    return _without_empty({
        "@type": "Dataset", "@id": scope.index.iri(DATASET), "name": scope.w["site"], "description": scope.w["about"],
        "license": CC0.value, "inLanguage": ["zh", "en"],
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": build.terms.iris.base + path, "encodingFormat": media}
            for path, media in files
        ],
    })  # fmt: skip


def indicator(scope: Scope) -> Node:
    """Give an indicator as a data set of its own."""
    index, node = scope.index, scope.node
    return _without_empty({
        "@type": "Dataset", "@id": index.iri(node), "name": scope.title(node),
        "description": index.text_of(node, "skos:definition", scope.lang), "license": CC0.value,
        "variableMeasured": scope.title(node), "isPartOf": {"@id": index.iri(DATASET)},
    })  # fmt: skip


def report(scope: Scope) -> Node:
    """Give an issue, or a copy of one."""
    index, node = scope.index, scope.node
    period = index.node_of(node, "dct:temporal")
    days = [index.text_of(period, f"dcat:{p}Date") for p in ("start", "end")]
    publisher = index.node_of(node, "dct:publisher")
    return _without_empty({
        "@type": "Report", "@id": index.iri(node), "name": scope.title(node), "inLanguage": "zh",
        "reportNumber": index.text_of(node, "bibo:number"), "datePublished": index.text_of(node, "dct:issued"),
        "temporalCoverage": "/".join(filter(None, days)), "identifier": index.text_of(node, "d:rawSha256"),
        "publisher": {"@id": index.iri(publisher), "name": scope.title(publisher)} if publisher else None,
        "isBasedOn": index.nodes(node, "dct:source"),
    })  # fmt: skip


def organisation(scope: Scope) -> Node:
    """Give an organisation."""
    index, node = scope.index, scope.node
    return _without_empty({
        "@type": "Organization", "@id": index.iri(node), "name": scope.title(node),
        "alternateName": sorted({t.text for t in index.texts(node, "foaf:name")} - {scope.title(node)}),
        "foundingDate": index.text_of(node, "d:founded"), "url": index.node_of(node, "foaf:homepage"),
        "telephone": [t.removeprefix("tel:") for t in index.nodes(node, "vcard:hasTelephone")],
        "memberOf": [{"@id": index.iri(o), "name": scope.title(o)} for o in index.nodes(node, "org:memberOf")],
        "parentOrganization": index.iri(index.node_of(node, "org:unitOf")) if index.node_of(node, "org:unitOf") else "",
    })  # fmt: skip


def _without_empty(node: Node) -> Node:
    return {key: value for key, value in node.items() if value}
