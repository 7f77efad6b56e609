"""One page in one language: how it names things, links to them and prints values. Every view gets one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cncert_kg.site import formats
from cncert_kg.site.index import Index, Text, Value
from cncert_kg.site.links import Ref, html_path, outward_ref, page, up
from cncert_kg.site.titles import Titles
from cncert_kg.site.words import BY_LANGUAGE

SHOWN = 25
"""Most subjects listed under one property of the backlinks."""

Row = tuple[Ref, list[Ref]]


class Scope:
    """The page of `node` (or a page of lists, then `node` is empty) at `path`, in `lang`."""

    def __init__(self, index: Index, titles: Titles, lang: str, path: str, node: str = "") -> None:
        """Take the path of the page's file in the release, with `/`."""
        self.index = index
        self.titles = titles
        self.lang = lang
        self.path = path
        self.node = node
        self.root = up(path)
        self.w = BY_LANGUAGE[lang]

    def href(self, node: str) -> str:
        """Give the relative link to a node's page in this language; nothing where it has none."""
        if node in self.index.facts and page(node) in self.index.described:
            return self.root + html_path(node, self.lang)
        return ""

    def title(self, node: str) -> str:
        """Give the name of a node, in the page's language where it has one."""
        return self.titles.of(node, self.lang).text

    def ref(self, node: str, text: str = "") -> Ref:
        """Give a link to a node under its name, or under `text`."""
        href = self.href(node)
        if not href and not self.titles.knows(node):
            return outward_ref(node)
        if text:
            return Ref(href, text)
        name = self.titles.of(node, self.lang)
        return Ref(href, name.text, name.language, self.w["no_label"] if name.language else "")

    def refs(self, nodes: Iterable[str]) -> list[Ref]:
        """Give links to nodes, by name."""
        return sorted((self.ref(n) for n in nodes), key=lambda r: (r.text, r.href))

    def list_ref(self, name: str) -> Ref:
        """Give a link to the list page `name`."""
        return Ref(f"{self.root}{self.lang}/{'index' if name == 'home' else name}.html", self.w[name])

    def value(self, value: Value) -> Ref:
        """Give an object as it is printed: a link, or text in its language."""
        if isinstance(value, str):
            return self.ref(value)
        language = value.language if value.language != self.lang else ""
        return Ref("", value.text, language or ("" if value.language else formats.foreign(value.text, self.lang)))

    def said(self, node: str, predicate: str) -> list[Ref]:
        """Give the texts of a property in the page's language; those in another one, marked, where there are none."""
        texts = self.index.texts(node, predicate)
        own = [t for t in texts if t.language in (self.lang, "")] or texts
        return [self.value(t) for t in own]

    def linked(self, node: str, predicate: str) -> list[Ref]:
        """Give links to the nodes of a property."""
        return self.refs(self.index.nodes(node, predicate))

    def day(self, node: str, predicate: str, weekday: bool = False) -> str:
        """Give a date of a property in words; empty where there is none."""
        return formats.day(self.index.text_of(node, predicate), self.lang, weekday)

    def amount(self, observation: str) -> tuple[str, str]:
        """Give value and unit of an observation in words: `about 184,000`, `incidents`."""
        index = self.index
        if coded := index.node_of(observation, "d:codedValue"):
            return self.title(coded), ""
        lexical = index.text_of(observation, "smea:obsValue")
        qualifier = index.node_of(observation, "d:valueQualifier").rpartition("/")[2]
        unit = self.title(index.node_of(observation, "satt:unitMeasure"))
        return formats.qualified(lexical, qualifier, self.lang), formats.unit_name(unit, lexical, self.lang)

    def amount_text(self, observation: str) -> str:
        """Give value and unit of an observation in one text."""
        value, unit = self.amount(observation)
        return f"{value}%" if unit == "%" else f"{value} {unit}".strip()

    def period(self, node: str) -> str:
        """Give a period in words with the weekdays of its days."""
        start, end = (self.index.text_of(node, f"dcat:{p}Date") for p in ("start", "end"))
        if not start:
            return self.title(node)
        first = formats.day(start, self.lang, weekday=True)
        if start == end:
            return first
        last = formats.day(end, self.lang, weekday=True)
        return f"{first} — {last}" if end else f"{first} —"

    def statements(self, node: str) -> list[Row]:
        """Give every statement about a node, as the Turtle has it."""
        facts = self.index.facts.get(node, {})
        return [(self.ref(_expanded(self, p)), [self.value(v) for v in values]) for p, values in facts.items()]

    def backlinks(self) -> list[dict[str, Any]]:
        """Give what links to this page from others: by property, counted, the first few named."""
        found: dict[str, list[str]] = {}
        for target in (self.node, *self.index.fragments(self.node)):
            for predicate, subjects in self.index.uses.get(target, {}).items():
                others = [s for s in subjects if page(s) != self.node]
                found.setdefault(predicate, []).extend(others)
        return [
            {
                "property": self.ref(_expanded(self, predicate)),
                "count": len(subjects),
                "shown": [self.ref(s) for s in subjects[:SHOWN]],
                "rest": max(0, len(subjects) - SHOWN),
            }
            for predicate, subjects in sorted(found.items())
            if subjects
        ]


def _expanded(scope: Scope, predicate: str) -> str:
    """Give the node of a predicate: ours by its path, another's as the prefixed name that has a name of its own."""
    return f"def#{predicate[2:]}" if predicate.startswith("d:") else predicate


def text_refs(texts: Iterable[Text], scope: Scope) -> list[Ref]:
    """Give literals as printed."""
    return [scope.value(t) for t in texts]
