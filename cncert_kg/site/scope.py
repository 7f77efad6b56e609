"""One page in one language: how it names things, links to them and prints values. Every view gets one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any

from cncert_kg.graph import observations
from cncert_kg.model import Report
from cncert_kg.release import Build
from cncert_kg.site import formats
from cncert_kg.site.index import Index, Value
from cncert_kg.site.links import Ref, html_path, links_path, outward, outward_ref, up
from cncert_kg.site.titles import Titles
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.vocab import QB

SHOWN = 25
"""Most subjects listed under one property of the backlinks."""

FILES = {"home": "index", "ontology": "def", "data_set": "id/dataset/cncert-kg"}
"""The pages whose file has another name than they."""

Row = tuple[Ref, list[Ref]]

_CELL = ("d:series", "d:indicator", "d:refArea", "d:statistic", "d:breakdown")


class Site:
    """What all pages of a build share: the graph, its names, and the order that the graph does not keep."""

    def __init__(self, build: Build, contact: str = "") -> None:
        """Read the whole graph once; `contact` is the mail address of whoever answers for the site."""
        self.build = build
        self.contact = contact
        self.index = Index(build.union(), build.terms.iris.base)
        self.titles = Titles(self.index)
        self.witnesses = dict(self._witnesses())
        """The mentions of each observation, the canonical one first."""
        self.moved: dict[str, str] = {}
        """The pages of the places that do not stand on the page of their document; `Renderer` fills it."""
        self.inputs: dict[str, list[Report]] = defaultdict(list)
        """The files read, by the hash of their bytes."""
        for report in build.inputs:
            self.inputs[report.document.sha256].append(report)
        self.refs: dict[tuple[str, str], dict[str, Ref]] = defaultdict(dict)
        """The links already made, by language and way to its pages: the same on all pages of one depth."""
        self.exploited = sorted(n for n in self.index.described if n.startswith("id/dataset/kev-"))
        """The files of CISA's list of known exploited vulnerabilities that the graph has."""
        self.cells: dict[tuple[str, ...], list[str]] = defaultdict(list)
        """The dated observations that differ only in their period, in the order of the calendar."""
        dated = [(self.start(o), o) for o in self.index.members(f"{QB.namespace}Observation")]
        for _, observation in sorted(d for d in dated if d[0]):
            self.cells[self.cell(observation)].append(observation)
        self.cells_of: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        """The cells of each indicator: the whole before its parts, then those with most observations."""
        ranked = sorted(self.cells, key=lambda c: (not c[-1].endswith("/total"), -len(self.cells[c]), c))
        for cell in ranked:
            self.cells_of[cell[1]].append(cell)

    def _witnesses(self) -> Iterator[tuple[str, list[str]]]:
        terms = self.build.terms
        for value in self.build.corpus.observations:
            places = [(w.document.key, w.mention.start, w.mention.end) for w in value.witnesses]
            nodes = [self.index.node(terms.iris.mention(*place).value) for place in dict.fromkeys(places)]
            yield self.index.node(observations.node(value, terms).value), nodes

    def start(self, observation: str) -> str:
        """Give the first day of an observation's period, as text that sorts; empty where unknown."""
        return self.index.text_of(self.index.node_of(observation, "d:refPeriod"), "dcat:startDate")

    def cell(self, observation: str) -> tuple[str, ...]:
        """Give all coordinates of an observation but its period."""
        return tuple(self.index.node_of(observation, p) for p in _CELL)


class Scope:
    """The page of `node` (or a page of lists, then `node` is empty) at `path`, in `lang`."""

    def __init__(self, site: Site, lang: str, path: str, node: str = "") -> None:
        """Take the path of the page's file in the release, with `/`."""
        self.site = site
        self.index = site.index
        self.titles = site.titles
        self.lang = lang
        self.path = path
        self.node = node
        self.root = up(path)
        self.inside = self.root.removeprefix("../") if path.startswith(f"{lang}/") else f"{self.root}{lang}/"
        """The way to the pages of this language."""
        self.w = BY_LANGUAGE[lang]
        self._refs = site.refs[lang, self.inside]

    def href(self, node: str) -> str:
        """Give the relative link to a node's page in this language; nothing where it has none."""
        if node in self.index.facts and self.index.page(node) in self.index.described:
            path, anchor = self.index.place(node)
            return self.inside + html_path((self.site.moved.get(node, path), anchor))
        return ""

    def title(self, node: str) -> str:
        """Give the name of a node, in the page's language where it has one."""
        return self.titles.of(node, self.lang).text

    def ref(self, node: str, text: str = "") -> Ref:
        """Give a link to a node under its name, or under `text`."""
        if node not in self._refs:
            self._refs[node] = self._named(node)
        ref = self._refs[node]
        return Ref(ref.href, text) if text else ref

    def _named(self, node: str) -> Ref:
        href = self.href(node)
        if not href and not self.titles.knows(node):
            return outward_ref(node)
        if not href and self.index.short(node) == node:
            href = outward(node)
        name = self.titles.of(node, self.lang)
        return Ref(href, name.text, name.language, self.w["no_label"] if name.language else "")

    def refs(self, nodes: Iterable[str]) -> list[Ref]:
        """Give links to nodes, by name."""
        return sorted((self.ref(n) for n in nodes), key=lambda r: (r.text, r.href))

    def list_ref(self, name: str) -> Ref:
        """Give a link to the list page `name`."""
        return Ref(f"{self.inside}{FILES.get(name, name)}.html", self.w[name])

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
        return [(self.ref(self.index.term(p)), [self.value(v) for v in values]) for p, values in facts.items()]

    def backlinks(self, without: Container[str] = ()) -> list[dict[str, Any]]:
        """Give what links to this page, by property but those of `without`: counted, the first few named."""
        return [
            {
                "predicate": predicate,
                "property": self.ref(self.index.term(predicate)),
                "count": len(subjects),
                "shown": [self.ref(s) for s in subjects[:SHOWN]],
                "all": f"{self.inside}{links_path(self.node, predicate)}.html" if len(subjects) > SHOWN else "",
            }
            for predicate, subjects in self.index.links_to(self.node)
            if predicate not in without
        ]
