"""How the graph of a release uses the terms of the ontology: counted once, for all pages of terms."""

from __future__ import annotations

from collections import Counter, defaultdict

from cncert_kg.site.index import Index, Value

Pair = tuple[str, str]
"""Class of a subject, and class or datatype of an object; empty where the graph says none."""


class Usage:
    """Counts of one graph. Classes are nodes, predicates are written as in the Turtle: `d:series`."""

    def __init__(self, index: Index) -> None:
        """Read the whole graph once."""
        self.index = index
        self.triples: Counter[str] = Counter()
        """Triples by predicate."""
        self.subjects: dict[str, list[str]] = defaultdict(list)
        """What has a predicate, in order."""
        self.having: dict[str, Counter[str]] = defaultdict(Counter)
        """Instances that have a predicate, by class."""
        self.pairs: dict[str, Counter[Pair]] = defaultdict(Counter)
        """Triples by what they join, by predicate."""
        self.narrower = _narrower(index)
        """Every class below a class that the ontology names, and itself."""
        self._wider: dict[str, set[str]] = defaultdict(set)
        for wide, narrow in self.narrower.items():
            for class_ in narrow:
                self._wider[class_].add(wide)
        self._main: dict[tuple[Value, ...], str] = {}
        for node, facts in index.facts.items():
            own = self.main(node)
            types = index.nodes(node, "rdf:type")
            for class_ in {*types, *(w for t in types for w in self._wider[t])}:
                self.having[class_].update(facts.keys())
            for predicate, values in facts.items():
                self.triples[predicate] += len(values)
                self.subjects[predicate].append(node)
                self.pairs[predicate].update((own, self._kind(value)) for value in values)

    def _kind(self, value: Value) -> str:
        return self.main(value) if isinstance(value, str) else value.datatype

    def main(self, node: str) -> str:
        """Give the class that says most of a node: one of ours before others', a narrower before a wider one."""
        types = tuple(self.index.values(node, "rdf:type"))
        if types not in self._main:
            classes = sorted(t for t in types if isinstance(t, str))
            wider = {w for c in classes for w in self._wider[c] if w != c}
            ranked = sorted(classes, key=lambda c: (c in wider, not c.startswith("def#"), c))
            self._main[types] = next(iter(ranked), "")
        return self._main[types]

    def below(self, class_: str) -> set[str]:
        """Give a class and every class below it."""
        return self.narrower.get(class_, {class_})

    def instances(self, class_: str) -> list[str]:
        """Give what is of a class or of one below it, in order."""
        return sorted({node for narrow in self.below(class_) for node in self.index.members(narrow)})

    def properties(self, class_: str) -> list[tuple[str, int]]:
        """Give the predicates of the instances of a class and how many have each, the most used first."""
        return sorted(self.having[class_].items(), key=lambda item: (-item[1], item[0]))

    def objects(self, class_: str, predicate: str) -> str:
        """Give the class or datatype that a predicate of a class mostly leads to; may be empty."""
        found = Counter[str]()
        for (subject, object_), count in self.pairs[predicate].items():
            if subject in self.below(class_):
                found[object_] += count
        return _first(found)

    def incoming(self, class_: str) -> list[Pair]:
        """Give what leads to instances of a class: class and predicate, the most used first."""
        found, below = Counter[Pair](), self.below(class_)
        for predicate, pairs in self.pairs.items():
            for (subject, object_), count in pairs.items():
                if object_ in below and subject and predicate != "rdf:type":
                    found[subject, predicate] += count
        return [pair for pair, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]

    def ends(self, predicate: str) -> tuple[list[str], list[str]]:
        """Give the classes of the subjects of a predicate, and the classes and datatypes of its objects."""
        sides: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for pair, count in self.pairs[predicate].items():
            for side, end in zip(sides, pair, strict=True):
                if end:
                    side[end] += count
        return _ranked(sides[0]), _ranked(sides[1])


def _narrower(index: Index) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for term in index.fragments("def"):
        new = {term}
        while new:
            for wide in new:
                found.setdefault(wide, {wide}).add(term)
            new = {wide for node in new for wide in index.nodes(node, "rdfs:subClassOf")}
    return found


def _ranked(found: Counter[str]) -> list[str]:
    return sorted(found, key=lambda end: (-found[end], end))


def _first(found: Counter[str]) -> str:
    return next(iter(_ranked(found)), "")
