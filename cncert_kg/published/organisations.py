"""The organisations of a release: those with an identifier of the project's own."""

from __future__ import annotations

from collections.abc import Iterator

from cncert_kg.published.codes import Choice, Codes, words
from cncert_kg.published.facts import Described, Facts
from cncert_kg.published.values import PublishedOrganisation

_PROPERTIES = {
    "label": "rdfs:label",
    "name": "foaf:name|skos:altLabel|skos:prefLabel|rdfs:label",
    "type": "rdf:type",
    "member_of": "org:memberOf",
    "homepage": "foaf:homepage",
}


def organisations(facts: Facts, codes: Codes, key: Choice) -> Iterator[PublishedOrganisation]:
    """Give some organisations, or all, by key; records that an import made of teams abroad are not among them.

    Raises `UsageError` at once for a key that the release does not have.
    """
    start = f"{facts.iris.base}id/org/"
    nodes = " ".join(str(codes.organisation_node(word)) for word in words(key))
    pattern = f"VALUES ?s {{ {nodes} }}" if nodes else "?s a org:Organization ."
    found = facts.described(pattern, _PROPERTIES)
    return (_organisation(one, start) for one in found if one.iri.startswith(start))


def _organisation(found: Described, start: str) -> PublishedOrganisation:
    return PublishedOrganisation(
        iri=found.iri,
        key=found.iri.removeprefix(start),
        label_zh=found.text("label", "zh"),
        label_en=found.text("label", "en"),
        names=tuple(sorted(set(found.texts("name")))),
        types=tuple(sorted(iri.rpartition("/")[2].rpartition("#")[2] for iri in found.texts("type"))),
        member_of=tuple(sorted(found.codes("member_of"))),
        homepage=found.text("homepage"),
    )
