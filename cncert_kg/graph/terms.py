"""What every generator needs at hand: IRIs and own terms of one base, labels of codes, literals in canonical form."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.indicators import Indicator, indicators
from cncert_kg.iris import Iris
from cncert_kg.model import Period
from cncert_kg.text import canonical
from cncert_kg.vocab import RDF, RDFS, SKOS, XSD, own

_LEXICAL = {
    "decimal": r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?",
    "integer": r"-?(?:0|[1-9][0-9]*)",
    "date": r"\d{4}-\d{2}-\d{2}",
    "gYear": r"\d{4}",
    "gYearMonth": r"\d{4}-(?:0[1-9]|1[0-2])",
    "boolean": r"true|false",
    "hexBinary": r"(?:[0-9a-f]{2})*",
    "anyURI": r"\S+",
}
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}

Labels = Mapping[tuple[str, str], tuple[str, str]]
"""Chinese and English label of each (scheme, code)."""


class Terms:
    """IRIs, own vocabulary and labels of one build."""

    def __init__(self, iris: Iris, labels: Labels) -> None:
        self.iris = iris
        self.d = own(iris.base)
        self._labels = labels

    @property
    def codes(self) -> Container[tuple[str, str]]:
        """What has a label: (scheme, code)."""
        return self._labels

    def code(self, scheme: str, code: str) -> NamedNode:
        """Give a concept; `ValueError` for a code that its list does not define."""
        if (scheme, code) not in self._labels:
            raise ValueError(f"code list {scheme!r} has no code {code!r}")
        return self.iris.code(scheme, code)

    def label(self, scheme: str, code: str) -> tuple[str, str]:
        """Give the zh and en label of a code; `ValueError` for one that its list does not define."""
        try:
            return self._labels[scheme, code]
        except KeyError:
            raise ValueError(f"code list {scheme!r} has no code {code!r}") from None

    @staticmethod
    def indicator(code: str) -> Indicator:
        """Give the row of the indicator table; `ValueError` for a code it does not have."""
        try:
            return indicators()[code]
        except KeyError:
            raise ValueError(f"the indicator table has no code {code!r}") from None


def typed(lexical: str, datatype: str) -> Literal:
    """Give a typed literal; `ValueError` unless `lexical` is the datatype's canonical form.

    The check is ours: rdflib and pySHACL accept `"2010-13"^^xsd:gYearMonth`, and stores rewrite `1.50`.
    """
    if not re.fullmatch(_LEXICAL[datatype], lexical, re.ASCII) or lexical == "-0":
        raise ValueError(f"not canonical for xsd:{datatype}: {lexical[:40]!r}")
    if datatype == "date":
        date.fromisoformat(lexical)  # 2 月 30 日 is no day.
    return Literal(lexical, datatype=XSD.terms[datatype])


def decimal(value: Decimal) -> Literal:
    """Give an xsd:decimal without exponent or trailing zeros."""
    return typed(plain(value), "decimal")


def plain(value: Decimal) -> str:
    """Give a number without exponent or trailing zeros; a fall by nothing is 0, not -0."""
    return f"{canonical(value):f}" if value else "0"


def calendar(text: str) -> Literal:
    """Give `2024-12-16`, `2021-06` or `2025` as xsd:date, xsd:gYearMonth or xsd:gYear (Beijing calendar)."""
    if len(text) not in _DATE_TYPES:
        raise ValueError(f"neither a day, a month nor a year: {text!r}")
    return typed(text, _DATE_TYPES[len(text)])


def zh(text: str) -> Literal:
    """Give Chinese text."""
    return Literal(text, language="zh")


def en(text: str) -> Literal:
    """Give English text."""
    return Literal(text, language="en")


def described(node: NamedNode, types: tuple[NamedNode, ...], label_zh: str, label_en: str) -> Iterator[Triple]:
    """Give a thing's types and its label in both languages."""
    yield from (Triple(node, RDF.type, t) for t in types)
    yield Triple(node, RDFS.label, zh(label_zh))
    yield Triple(node, RDFS.label, en(label_en))


def concept(
    node: NamedNode, types: tuple[NamedNode, ...], names: tuple[str, str], notation: str, scheme: NamedNode
) -> Iterator[Triple]:
    """Give a concept that a build adds to an open list: types, names in zh and en, notation, its list."""
    yield from described(node, (*types, SKOS.Concept), *names)
    yield Triple(node, SKOS.prefLabel, zh(names[0]))
    yield Triple(node, SKOS.prefLabel, en(names[1]))
    yield Triple(node, SKOS.notation, Literal(notation))
    yield Triple(node, SKOS.inScheme, scheme)


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def period_label(period: Period) -> tuple[str, str]:
    """Give a period in words: `2024-12-16 至 2024-12-22`, `16 to 22 December 2024`."""
    if period.undated_in:
        return "日期不详", "date unknown"
    if period.start == period.end:
        return _point_zh(period.start), _point_en(period.start)
    return f"{period.start} 至 {period.end}", _range_en(period.start, period.end)


def _point_zh(text: str) -> str:
    return text + {4: "年", 7: "", 10: ""}[len(text)]


def _point_en(text: str) -> str:
    year, *rest = text.split("-")
    words = [_MONTHS[int(rest[0]) - 1], year] if rest else [year]
    return " ".join([str(int(rest[1])), *words] if len(rest) == 2 else words)


def _range_en(start: str, end: str) -> str:
    if start[:7] == end[:7] and len(end) == 10:
        return f"{int(start[8:])} to {_point_en(end)}"
    if start[:4] == end[:4]:
        return f"{_point_en(start).rsplit(' ', 1)[0]} to {_point_en(end)}"
    return f"{_point_en(start)} to {_point_en(end)}"
