"""What can be found: each page, and each row of the catalogue, with all that it publishes in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from cncert_kg.graph import vulnerabilities as graph
from cncert_kg.site import pages
from cncert_kg.site.index import Index
from cncert_kg.site.ontology import terms
from cncert_kg.site.scope import Site
from cncert_kg.site.views import documents, mappings
from cncert_kg.site.views.search import KINDS
from cncert_kg.vulnerabilities import Entry as CatalogueEntry
from cncert_kg.vulnerabilities import bucket

LONGEST_TITLE = 1_000
LONGEST_TEXT = 2_000
"""Most characters of one text that can be searched; what a page says beyond is not: a shard holds 30,000 bytes."""

_SAID = (
    "rdfs:label", "skos:prefLabel", "skos:altLabel", "foaf:name", "dct:title",
    "dct:identifier", "skos:notation", "bibo:number", "org:identifier", "d:rawSha256", "d:defangedValue", "d:wechat",
    "d:wechatAccount", "skos:definition", "skos:scopeNote", "skos:historyNote", "skos:note",
    "rdfs:comment", "dct:description", "schema:keywords", "dct:bibliographicCitation", "rdf:object",
    "d:statedNumber", "d:statedPeriod", "d:feed", "d:operatorName", "d:organisationName", "d:affectsProduct",
    "d:vulnerabilityType", "d:patch", "d:legalStatus", "d:motto", "d:leads", "d:handles",
    "sssom:subject_label", "sssom:object_label", "sssom:match_string",
)  # fmt: skip
"""The properties whose texts are searched, in the order in which a result shows them."""

_MENTION = "id/mention/"


class Entry(NamedTuple):
    """A page, or a place on one, that a search can find."""

    path: str
    """Of the page, without language and suffix: `id/org/cncert`, `vuln/CNVD-2021-123`."""
    anchor: str
    """Id of the place; empty for the page itself."""
    kind: str
    """Key of the name of its kind in `words`."""
    zh: str
    """Title on the Chinese page."""
    en: str
    """Title on the English page; empty where it is the same."""
    texts: tuple[str, ...]
    """What can be searched beside the titles."""


def entry(path: str, anchor: str, kind: str, titles: tuple[str, str], texts: Iterable[str]) -> Entry:
    """Give an entry that says nothing twice, with its texts cut to what can be searched."""
    zh, en = (t[:LONGEST_TITLE] for t in titles)
    said = (t[:LONGEST_TEXT] for t in texts)
    return Entry(
        path, anchor, kind, zh, en if en != zh else "", tuple(dict.fromkeys(t for t in said if t not in titles))
    )


def entries(site: Site, of: Collection[str] | None = None) -> Iterator[Entry]:
    """Give an entry for each page of a thing and each term, those of one kind together, the newest of a kind first.

    With `of`, only for the pages of these IRIs.
    """
    index = site.index
    found = [p for p in pages.paths(index) if of is None or index.iri(index.subject(p)) in of]
    newest_first = sorted(found, key=lambda path: _day(index, index.subject(path)), reverse=True)
    moved = site.moved or documents.moved(site) | mappings.moved(site)
    for path in sorted(newest_first, key=lambda path: KINDS.index(pages.kind(path).word)):
        yield from _of_page(site, path, moved)
        if pages.kind(path).word == "ontology":
            yield from (_of_term(site, term) for term in index.fragments(path))


def _of_page(site: Site, path: str, moved: Mapping[str, str]) -> Iterator[Entry]:
    """The page at a path, then those that follow it with what does not fit there."""
    index, node, kind = site.index, site.index.subject(path), pages.kind(path).word
    parts = () if kind == "ontology" else (*index.fragments(node), *index.places(path))
    here = [part for part in parts if part not in moved]
    # The page of the ontology has a name that is not its title.
    own = _said(index, node, ("dct:description",)) if kind == "ontology" else _texts(index, node)
    yield entry(path, "", kind, _titles(site, node), (*own, *_parts(index, here)))
    following: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        if part in moved:
            following[moved[part]].append(part)
    for page, held in following.items():
        yield entry(page, "", kind, _titles(site, node), _parts(index, held))


def _of_term(site: Site, term: str) -> Entry:
    """A class or a property, which has a page beside that of the ontology."""
    return entry(terms.path(term), "", "ontology", _titles(site, term), _said(site.index, term))


def _titles(site: Site, node: str) -> tuple[str, str]:
    return site.titles.of(node, "zh").text, site.titles.of(node, "en").text


def bucket_entries(found: Iterable[CatalogueEntry]) -> Iterator[Entry]:
    """Give an entry for each row of the catalogue that has no page of its own; `entries` gives those that have."""
    for one in found:
        number = one.number
        if not one.listed:
            said = graph.title(one).removesuffix(f"（{number}）")
            title = f"{number} {said}".strip()
            yield entry(f"vuln/{bucket(number)}", number, "vulnerability", (title, title), graph.cves(one))


def _day(index: Index, node: str) -> str:
    """The day that sorts a thing among those of its kind; empty where it has none."""
    period = index.node_of(node, "d:refPeriod") or node
    return index.text_of(node, "dct:issued") or index.text_of(period, "dcat:startDate")


def _texts(index: Index, node: str) -> Iterator[str]:
    """What the page of a node publishes of it: a figure or a claim with its sentences."""
    yield from _said(index, node)
    yield from (iri.rpartition("/")[2] for iri in index.nodes(node, "d:correspondsToCVE"))
    yield from _sentences(index, index.nodes(node, "prov:wasDerivedFrom"))


def _parts(index: Index, parts: Iterable[str]) -> Iterator[str]:
    """What is published of the parts of a page, and of what has its place there."""
    for part in parts:
        if part.startswith(_MENTION):
            yield from _sentences(index, [part])
        else:
            # The label of a part, which comes first, is put together from what its page shows in a row.
            yield from _said(index, part, _SAID[1:])


def _said(index: Index, node: str, predicates: tuple[str, ...] = _SAID) -> Iterator[str]:
    for predicate in predicates:
        yield from (t.text for t in index.texts(node, predicate))


def _sentences(index: Index, nodes: Iterable[str]) -> Iterator[str]:
    """The published sentences of those that are mentions."""
    for node in nodes:
        if node.startswith(_MENTION):
            yield from (t.text for t in index.texts(node, "d:sentence"))
