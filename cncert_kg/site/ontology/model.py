"""The page of the model: the three layers of statement as a diagram, and the structure of the data cubes."""

from __future__ import annotations

from cncert_kg.site.formats import number
from cncert_kg.site.links import Ref
from cncert_kg.site.ontology import drawing, terms
from cncert_kg.site.ontology.drawing import Drawing, Edge, Node
from cncert_kg.site.ontology.usage import Usage
from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import View
from cncert_kg.vocab import DCT, ORG, QB, SKOS

PATH = "model"

_LAYERS = (
    ("layer_copy", ("def#SourceDocument", "def#ReportIssue", "def#ReportSeries")),
    ("layer_mention", ("def#Mention", "def#ExtractionRule")),
    ("layer_canonical", ("def#Claim", QB.Observation.value, "def#Gap")),
    ("layer_about", (ORG.Organization.value, "def#Indicator", DCT.PeriodOfTime.value)),
)
"""The layers of DESIGN §3, and what the last one is about."""
_EDGES = (
    ("def#SourceDocument", "prov:specializationOf", "def#ReportIssue"),
    ("def#ReportIssue", "dct:isPartOf", "def#ReportSeries"),
    ("def#Mention", "d:inDocument", "def#SourceDocument"),
    ("def#Mention", "d:rule", "def#ExtractionRule"),
    ("def#Claim", "prov:wasDerivedFrom", "def#Mention"),
    (QB.Observation.value, "prov:wasDerivedFrom", "def#Mention"),
    ("def#Claim", "rdf:subject", ORG.Organization.value),
    (QB.Observation.value, "d:indicator", "def#Indicator"),
    (QB.Observation.value, "d:refPeriod", DCT.PeriodOfTime.value),
    ("def#Gap", "d:refPeriod", DCT.PeriodOfTime.value),
)
_ROLES = (("qb:dimension", "dimension"), ("qb:measure", "measure"), ("qb:attribute", "attribute"))


def model(usage: Usage, scope: Scope) -> View:
    """Give the diagram, what each layer is, and the components of every cube."""
    return {
        "h1": scope.w["model"],
        "below": [Ref("", scope.w["model"])],
        "drawing": _drawing(scope),
        "layers": [_layer(scope, usage, word, nodes) for word, nodes in _LAYERS],
        "cubes": [_cube(scope, node) for node in sorted(usage.index.members(QB.DataStructureDefinition.value))],
        "lists": [
            (scope.ref(s), len(usage.index.subjects("skos:inScheme", s)))
            for s in sorted(usage.index.members(SKOS.ConceptScheme.value))
            if s.startswith("code/")
        ],
    }


def _drawing(scope: Scope) -> Drawing:
    layers = [(scope.w[word], [(n, _node(scope, n)) for n in nodes]) for word, nodes in _LAYERS]
    edges = [Edge(a, b, _node(scope, scope.index.term(p))) for a, p, b in _EDGES]
    return drawing.of_grid(layers, edges)


def _node(scope: Scope, node: str) -> Node:
    found = terms.ref(scope, node)
    return Node(found.text, found.href)


def _layer(scope: Scope, usage: Usage, word: str, nodes: tuple[str, ...]) -> tuple[str, str, list[tuple[Ref, str]]]:
    counted = [(terms.ref(scope, n), number(str(len(usage.instances(n))))) for n in nodes]
    return scope.w[word], scope.w[f"{word}_about"], counted


def _cube(scope: Scope, node: str) -> tuple[str, Ref, list[Ref], list[tuple[str, Ref, str, bool, list[Ref]]]]:
    """Id, name, definition, and of each component order, property, role, requiredness, code list and range."""
    index = scope.index
    parts = [(int(index.text_of(c, "qb:order") or "99"), c) for c in index.nodes(node, "qb:component")]
    rows = [_component(scope, c) for _, c in sorted(parts)]
    return node.rpartition("/")[2], scope.ref(node), scope.said(node, "skos:definition"), rows


def _component(scope: Scope, node: str) -> tuple[str, Ref, str, bool, list[Ref]]:
    index = scope.index
    property_, role = next((p, r) for name, r in _ROLES for p in index.nodes(node, name))
    lists = scope.linked(property_, "qb:codeList") or scope.linked(property_, "rdfs:range")
    is_required = index.text_of(node, "qb:componentRequired") == "true" or role != "attribute"
    order = index.text_of(node, "qb:order")
    return order, terms.ref(scope, property_), scope.w[role], is_required, lists
