"""The parts that a source names and no code list has: families, systems, sites. Those lists are open."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from pyoxigraph import Triple

from cncert_kg.corpus import Corpus
from cncert_kg.graph.terms import Labels, Terms, concept
from cncert_kg.vocab import SKOS

SCHEME = "breakdown"


def labels(corpus: Corpus, known: Labels) -> dict[tuple[str, str], tuple[str, str]]:
    """Give the labels of each breakdown that the sources print and `known` does not have.

    A printed Chinese name has no English one: its code stands for it. Of several printed forms the first stands.
    """
    printed: dict[str, str] = {}
    for report in corpus.reports:
        found = [(f.breakdown, f.label) for f in report.figures if f.label]
        found += [(a.family, a.family_label) for a in report.assets if a.family_label]
        for code, label in found:
            printed.setdefault(code, label)
    return {
        (SCHEME, code): (label, label if label.isascii() else f"{known[SCHEME, _kind(code, known)][1]}: {code}")
        for code, label in sorted(printed.items())
        if (SCHEME, code) not in known
    }


def _kind(code: str, known: Container[tuple[str, str]]) -> str:
    """Give the kind that a breakdown is of, the longest that the list has: `controller-country` has a hyphen itself."""
    parts = code.split("-")
    kinds = ("-".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next(kind for kind in kinds if (SCHEME, kind) in known)


def concepts(opened: Mapping[tuple[str, str], tuple[str, str]], terms: Terms) -> Iterator[Triple]:
    """Give each opened breakdown as a concept under its kind."""
    for (scheme, code), names in opened.items():
        node = terms.code(scheme, code)
        yield from concept(node, (), names, code, terms.iris.scheme(scheme))
        yield Triple(node, SKOS.broader, terms.code(scheme, _kind(code, terms.codes)))
