"""The mapping sets that a catalogue makes: CNVD to CVE as its entries state, CVE to cve.org and to CISA's KEV.

They have a row for every pair, and in the graph each pair is one triple, since its provenance is the entry's
(decision 0020). Rows are written shard by shard, in constant memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal, Triple

from cncert_kg.graph import mappings, vulnerabilities
from cncert_kg.graph.terms import Terms, typed
from cncert_kg.iris import iri
from cncert_kg.links import sssom
from cncert_kg.links.mappings import MappingSet
from cncert_kg.shelves import Shelves
from cncert_kg.vocab import CC0, DCAT, RDFS, VOID

_KEV = "https://www.cisa.gov/known-exploited-vulnerabilities-catalog?search_api_fulltext="

Files = Iterator[tuple[str, Iterable[bytes]]]


def files(shelves: Shelves, exploited: Iterable[str], terms: Terms) -> Files:
    """Give path and content of each set; `exploited` are the CVE numbers that KEV has."""
    listed = frozenset(exploited)
    for set_ in _sets(terms, bool(listed)):
        yield f"mappings/{set_.key}.sssom.tsv", _written(set_, shelves, listed)


def _sets(terms: Terms, has_kev: bool) -> Iterator[MappingSet]:
    base = terms.iris.base
    prefixes = {
        "vuln": f"{base}id/vuln/",
        "cve": vulnerabilities.CVE,
        "cveorg": vulnerabilities.CVE_PAGE,
        "kev": _KEV,
        "sepses": "http://w3id.org/sepses/resource/",
        "www": "https://www.",
    }
    common = MappingSet("", "", "", CC0.value, creator_label=("cncert-kg contributors",), curie_map=prefixes)
    yield replace(
        common,
        key="cnvd-cve",
        mapping_set_id=f"{base}mappings/cnvd-cve.sssom.tsv",
        mapping_set_title="CNVD entries to CVE records",
        mapping_set_description="Pairs that CNVD's entries and the reports state; many to many, no identity.",
        object_source="http://w3id.org/sepses/resource/cve",
    )
    yield replace(
        common,
        key="cve-org",
        mapping_set_id=f"{base}mappings/cve-org.sssom.tsv",
        mapping_set_title="CVE records of the SEPSES graph to their pages at cve.org",
        object_source="https://www.cve.org",
    )
    if has_kev:
        yield replace(
            common,
            key="cve-kev",
            mapping_set_id=f"{base}mappings/cve-kev.sssom.tsv",
            mapping_set_title="CVE records to CISA's list of known exploited vulnerabilities",
            mapping_set_description="Every record of the release was looked up: one without a row is not on the list.",
            object_source="https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
        )


def _written(set_: MappingSet, shelves: Shelves, exploited: frozenset[str]) -> Iterator[bytes]:
    head = sssom.write(set_)
    yield head.rstrip(b"\n") + b"\tconfidence\n"
    for cells in _rows(set_.key, shelves, exploited):
        yield ("\t".join(cells) + "\n").encode()


def _rows(key: str, shelves: Shelves, exploited: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Give the cells of each row, in the order of the columns: both ends, justification and confidence."""
    if key == "cnvd-cve":
        for number, record in shelves.pairs():
            yield f"vuln:{number}", "skos:relatedMatch", f"cve:{record}", "semapv:ManualMappingCuration", "0.95"
    for record in shelves.records() if key != "cnvd-cve" else ():
        target = f"cveorg:{record}" if key == "cve-org" else f"kev:{record}" * (record in exploited)
        if target:
            yield f"cve:{record}", "rdfs:seeAlso", target, "semapv:LexicalMatching", "1"


def linksets(shelves: Shelves, exploited: Iterable[str], version: str, terms: Terms) -> Iterator[Triple]:
    """Give the description of each set that has a row; they are of the release's `version`."""
    listed = frozenset(exploited)
    counts = {
        "cnvd-cve": sum(1 for _ in shelves.pairs()),
        "cve-org": sum(1 for _ in shelves.records()),
        "cve-kev": sum(1 for record in shelves.records() if record in listed),
    }
    for set_ in _sets(terms, bool(listed)):
        if counts[set_.key]:
            node = iri(set_.mapping_set_id)
            yield from (t for t in mappings.linkset(set_, terms) if t.predicate != VOID.triples)
            yield Triple(node, VOID.triples, typed(str(counts[set_.key]), "integer"))
            predicate = terms.d.correspondsToCVE if set_.key == "cnvd-cve" else RDFS.seeAlso
            yield Triple(node, VOID.linkPredicate, predicate)
            yield Triple(node, DCAT.version, Literal(version))
