"""The page of a CNVD entry: what its catalogue and the reports say of it, and where CVE and KEV know it."""

from __future__ import annotations

from typing import NamedTuple

from cncert_kg import vulnerabilities as catalogue
from cncert_kg.site.links import Ref, outward, outward_ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import View

_KEV = "links/kev"


class Record(NamedTuple):
    """A CVE record that an entry is paired with."""

    number: str
    page: Ref
    """Of the programme that keeps the records."""
    data: Ref
    """Its IRI."""
    added: str
    """Day on which it was added to CISA's catalogue of exploited vulnerabilities; may be empty."""


def vulnerability(scope: Scope) -> View:
    """Give what is stated of an entry, its CVE records, and the issues that name it, the newest first."""
    index, node = scope.index, scope.node
    number = _number(scope)
    title = index.text_of(node, "rdfs:label", "zh").removesuffix(f"（{number}）")
    said = title if title != number else ""
    issues = sorted(index.subjects("d:highlights", node), key=lambda i: (_day(scope, i), i), reverse=True)
    return {
        "h1": number,
        "title": f"{number} {said}".strip(),
        "said": said,
        "facts": _facts(scope),
        "records": [_record(scope, cve) for cve in index.nodes(node, "d:correspondsToCVE")],
        "kev": _kev(scope),
        "has_kev": _KEV in scope.site.build.graphs,
        "issues": [(scope.ref(i), scope.day(i, "dct:issued"), _rank(scope, i)) for i in issues],
        "backlinks": scope.backlinks(without=("d:highlights",)),
    }


def way(scope: Scope) -> list[Ref]:
    """Give the pages of the entry's year and of the hundred numbers around it, and its number."""
    number = _number(scope)
    names = (catalogue.year(number), catalogue.bucket(number))
    return [*(Ref(f"{scope.inside}vuln/{name}.html", name) for name in names), Ref("", number)]


def _number(scope: Scope) -> str:
    return scope.index.text_of(scope.node, "dct:identifier")


def _facts(scope: Scope) -> list[tuple[str, list[Ref]]]:
    index, node, said, linked = scope.index, scope.node, scope.said, scope.linked
    return common.facts(
        scope,
        ("severity", linked(node, "d:severity")),
        ("kind", said(node, "d:vulnerabilityType")),
        ("origin", linked(node, "d:vendorOrigin")),
        ("products", said(node, "d:affectsProduct")),
        ("published", common.text(scope.day(node, "dct:issued", weekday=True))),
        ("submitted", common.text(scope.day(node, "d:submitted", weekday=True))),
        ("fix", [*linked(node, "d:fixStatus"), *said(node, "d:patch"), *_out(scope, "d:fixReference")]),
        ("references", _out(scope, "dct:references")),
        ("cnvd_page", _out(scope, "rdfs:seeAlso")),
        ("read_from", [_file(scope, f) for f in index.nodes(node, "prov:wasDerivedFrom")]),
    )


def _out(scope: Scope, predicate: str) -> list[Ref]:
    return [outward_ref(a) for a in scope.index.nodes(scope.node, predicate)]


def _file(scope: Scope, document: str) -> Ref:
    """A link to a file of the catalogue, whose page is not made with those of reports."""
    key = document.rpartition("/")[2]
    return Ref(f"{scope.inside}{document}.html", scope.w["shared_file"].format(key))


def _record(scope: Scope, cve: str) -> Record:
    number, page = cve.rpartition("/")[2], scope.index.node_of(cve, "rdfs:seeAlso")
    return Record(number, Ref(outward(page), "cve.org"), Ref(outward(cve), "SEPSES"), scope.day(cve, "d:kevDateAdded"))


def _kev(scope: Scope) -> list[Ref]:
    """The files of KEV that the graph has."""
    return scope.refs(scope.site.exploited)


def _day(scope: Scope, issue: str) -> str:
    return scope.index.text_of(issue, "dct:issued")


def _rank(scope: Scope, issue: str) -> str:
    """The place of the entry in the list of an issue; empty where it has none."""
    index = scope.index
    places = [p for p in index.subjects("d:about", scope.node) if index.node_of(p, "dct:isPartOf") == issue]
    return next((index.text_of(p, "d:rank") for p in places), "")
