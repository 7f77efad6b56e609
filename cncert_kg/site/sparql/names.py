"""Terms of an answer as a page prints them: labels in place of IRIs, each a link where the release has a page of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from cncert_kg.results import Term
from cncert_kg.site import links
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.turtle import Names as Short
from cncert_kg.vocab import DCT, RDFS, XSD, prefixes
from cncert_kg.vulnerabilities import bucket

_NUMBERS = frozenset({XSD.integer, XSD.decimal})
_DATES = frozenset({XSD.date, XSD.dateTime, XSD.gYearMonth})
_ENTRY = "id/vuln/"


class Names:
    """Names and pages of the things of a release."""

    def __init__(self, store: Store, base: str, stage: Path, known: Collection[str] = ()) -> None:
        """Take the store of a release, its files, and the paths of pages that are yet to be written."""
        self.base = base
        self._store = store
        self._stage = stage
        self._known = frozenset(known)
        self._short = Short(prefixes(base))
        self._pages: dict[str, bool] = {}

    def ref(self, term: Term | None, scope: Scope) -> Ref:
        """Give a term as a page prints it."""
        if isinstance(term, NamedNode):
            return Ref(self._address(term.value, scope), self._label(term, scope.lang))
        if isinstance(term, Literal):
            return Ref("", term.value, term.language if term.language and term.language != scope.lang else "")
        if isinstance(term, BlankNode):
            return Ref("", f"_:{term.value}")
        return Ref("", "" if term is None else str(term))

    def _label(self, node: NamedNode, lang: str) -> str:
        found = (quad.object for quad in self._store.quads_for_pattern(node, RDFS.label, None, None))
        own = min((o.value for o in found if isinstance(o, Literal) and o.language == lang), default="")
        return own or self._short.short(node.value) or node.value

    def _address(self, iri: str, scope: Scope) -> str:
        if not iri.startswith(self.base):
            return links.outward(iri)
        path, anchor = self._place(iri)
        return f"{scope.inside}{links.html_path((path, anchor))}" if path and self._has(path, scope.lang) else ""

    def _place(self, iri: str) -> tuple[str, str]:
        """Give the page of a thing of ours, and the place on it."""
        node = iri.removeprefix(self.base)
        if node.startswith(_ENTRY):
            number = node.removeprefix(_ENTRY)
            return (node, "") if self._has(node, "zh") else (f"vuln/{bucket(number)}", number)
        if links.is_mapping(node):
            set_ = next(
                (q.object for q in self._store.quads_for_pattern(NamedNode(iri), DCT.isPartOf, None, None)), None
            )
            return (
                links.mapping_place(node, set_.value.removeprefix(self.base))
                if isinstance(set_, NamedNode)
                else ("", "")
            )
        return (links.set_page(node), "") if node.startswith("mappings/") else links.place(node)

    def _has(self, path: str, lang: str) -> bool:
        """Whether the release has the page at a path."""
        if path not in self._pages:
            self._pages[path] = path in self._known or (self._stage / lang / f"{path}.html").is_file()
        return self._pages[path]

    @cached_property
    def entries(self) -> list[str]:
        """The numbers of the entries that have a page of their own, in order."""
        return sorted(path.stem for path in (self._stage / "zh" / _ENTRY).glob("*.html"))


def is_date(term: Term | None) -> bool:
    """Whether a term is a day or a month, which is never broken."""
    return isinstance(term, Literal) and term.datatype in _DATES


def is_number(term: Term | None) -> bool:
    """Whether a term is a number, to be set flush right."""
    return isinstance(term, Literal) and term.datatype in _NUMBERS
