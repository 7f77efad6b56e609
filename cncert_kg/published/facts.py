"""A release as its API reads it: a property at a time, each value once, whatever graph it stands in."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from cncert_kg.errors import StorageError
from cncert_kg.iris import Iris
from cncert_kg.vocab import XSD, prefixes

Term = NamedNode | BlankNode | Literal | Triple
Value = str | int | bool | Decimal | date
"""What a term is in Python: an IRI and a text are both `str`."""

_CALENDAR = re.compile(r"\d{4}(?:-\d{2}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Described:
    """A thing, and the values of some of its properties, each sorted."""

    iri: str
    values: Mapping[str, tuple[Term, ...]]

    def texts(self, name: str, language: str = "") -> tuple[str, ...]:
        """Give the text of every value; of those in one language, where that is given."""
        terms = (t for t in self.values.get(name, ()) if isinstance(t, NamedNode | Literal))
        return tuple(t.value for t in terms if not language or (isinstance(t, Literal) and t.language == language))

    def text(self, name: str, language: str = "") -> str:
        """Give the first text; empty where there is none."""
        return next(iter(self.texts(name, language)), "")

    def codes(self, name: str) -> tuple[str, ...]:
        """Give the last segment of every IRI: the code of a concept, the key of a thing."""
        return tuple(t.value.rpartition("/")[2] for t in self.values.get(name, ()) if isinstance(t, NamedNode))

    def code(self, name: str) -> str:
        """Give the first of `codes`; empty where there is none."""
        return next(iter(self.codes(name)), "")

    def number(self, name: str) -> Decimal | None:
        """Give a number; none where there is none. Raises `StorageError` for what is no number."""
        text = self.text(name)
        try:
            return Decimal(text) if text else None
        except InvalidOperation:
            raise StorageError("E_VALUE", f"found {text!r}, expected a number", self.iri) from None

    def integer(self, name: str) -> int | None:
        """Give a whole number; none where there is none. Raises `StorageError` for what is none."""
        number = self.number(name)
        if number is not None and number != number.to_integral_value():
            raise StorageError("E_VALUE", f"found {number}, expected a whole number", self.iri)
        return None if number is None else int(number)

    def day(self, name: str, of: Callable[[str], date] | None = None) -> date | None:
        """Give a day; none where there is none, or where only a month or a year is stated.

        `of`, which is `first_day` or `last_day`, says which day of a month or a year to give instead.
        Raises `StorageError` for what is no date.
        """
        text = self.text(name)
        if not text or (of is None and len(text) < 10):
            return None
        try:
            return (of or first_day)(text)
        except ValueError:
            raise StorageError("E_VALUE", f"found {text!r}, expected a date", self.iri) from None

    def count(self, name: str) -> int:
        """Give the number of values."""
        return len(self.values.get(name, ()))


class Facts:
    """A store under its base IRI, its default graph the union of all."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.iris = Iris(base)
        self._prefixes = prefixes(base)

    def select(self, pattern: str, graph: NamedNode | None = None) -> Iterator[tuple[Term, ...]]:
        """Give the rows of `SELECT DISTINCT …`, of one graph or of the union of all.

        Nothing that a user wrote may stand in `pattern` but terms; queries of users go through `store.ask`.
        """
        of = {"default_graph": graph} if graph else {"use_default_graph_as_union": True}
        rows = self.store.query(f"SELECT DISTINCT {pattern}", prefixes=self._prefixes, **of)
        return (tuple(row) for row in cast(QuerySolutions, rows))

    def described(
        self, pattern: str, properties: Mapping[str, str], graph: NamedNode | None = None
    ) -> Iterator[Described]:
        """Give every IRI that `pattern` binds to ?s, in order, with the values of `properties` (name to path).

        One question a property: joined into one, several properties of many values would multiply. A graph is read
        whole, which is four times as fast as to look for what the pattern binds in it.
        """
        found: dict[str, dict[str, list[Term]]] = {iri: {} for iri in self.found(pattern, graph)}
        within = "" if graph else pattern
        for name, path in properties.items():
            for subject, value in self.select(f"?s ?v {{ {within} ?s {path} ?v }}", graph):
                if isinstance(subject, NamedNode) and (values := found.get(subject.value)) is not None:
                    values.setdefault(name, []).append(value)
        for iri in sorted(found):
            yield Described(iri, {name: _sorted(terms) for name, terms in found[iri].items()})

    def found(self, pattern: str, graph: NamedNode | None = None) -> list[str]:
        """Give every IRI that `pattern` binds to ?s, in order."""
        return sorted(s.value for (s,) in self.select(f"?s {{ {pattern} }}", graph) if isinstance(s, NamedNode))

    def is_known(self, node: NamedNode) -> bool:
        """Whether anything is said of a thing, or with it."""
        patterns = ((node, None, None), (None, None, node))
        return any(next(self.store.quads_for_pattern(*p), None) is not None for p in patterns)

    def names(self, pattern: str) -> dict[str, tuple[str, str]]:
        """Give the label in zh and en of every IRI that `pattern` binds to ?s, by IRI and in its order."""
        labels: dict[str, dict[str, str]] = defaultdict(dict)
        for subject, label in self.select(f"?s ?v {{ {pattern} ?s rdfs:label ?v }}"):
            if isinstance(subject, NamedNode) and isinstance(label, Literal):
                labels[subject.value][label.language or ""] = label.value
        return {iri: (labels[iri].get("zh", ""), labels[iri].get("en", "")) for iri in self.found(pattern)}


def _sorted(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(terms if len(terms) == 1 else sorted(terms, key=str))


def python_value(term: Term | None) -> Value | None:
    """Give what a term is in Python: numbers exact, days as `date`, all else as text; none for what is not bound.

    A literal that is none of its datatype stays text.
    """
    if not isinstance(term, Literal):
        return None if term is None else str(term) if isinstance(term, Triple) else term.value
    read = _DATATYPES.get(term.datatype.value.removeprefix(XSD.namespace))
    try:
        return read(term.value) if read else term.value
    except (ValueError, InvalidOperation):
        return term.value


_DATATYPES: Mapping[str, Callable[[str], Value]] = {
    "integer": int,
    "decimal": Decimal,
    "double": Decimal,
    "float": Decimal,
    "boolean": lambda text: text in ("true", "1"),
    "date": date.fromisoformat,
}


def first_day(text: str) -> date:
    """Give the first day of `2024-12-16`, `2021-06` or `2025`; `ValueError` for anything else."""
    if not _CALENDAR.fullmatch(text):
        raise ValueError(f"neither a day, a month nor a year: {text!r}")
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text)


def last_day(text: str) -> date:
    """Give the last day of `2024-12-16`, `2021-06` or `2025`; `ValueError` for anything else."""
    first = first_day(text)
    if len(text) == 10:
        return first
    month = 12 if len(text) == 4 else first.month
    return first.replace(month=month, day=monthrange(first.year, month)[1])
