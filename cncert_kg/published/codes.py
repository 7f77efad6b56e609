"""The words a release may be asked with: its codes, series, issues and organisations. A wrong word is an error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from pyoxigraph import NamedNode

from cncert_kg.errors import UsageError
from cncert_kg.published.facts import Facts

Choice = str | Iterable[str] | None
"""One word, several, or no choice at all."""


def words(choice: Choice) -> tuple[str, ...]:
    """Give each word of a choice once, in its order."""
    return tuple(dict.fromkeys([choice] if isinstance(choice, str) else choice or ()))


class Codes:
    """The words of one release."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def of(self, scheme: str) -> dict[str, tuple[str, str]]:
        """Give the labels in zh and en of each code of a list, by code.

        Raises `UsageError` for a list that the release does not have.
        """
        start = f"{self._facts.iris.base}code/{scheme}/"
        node = _node(start.rstrip("/"))
        found = self._facts.names(f"?s skos:inScheme {node} .") if node else {}
        if not found:
            schemes = self._facts.found("?s a skos:ConceptScheme .")
            raise unknown("code list", scheme, (s.rpartition("/")[2] for s in schemes))
        return {iri.removeprefix(start): names for iri, names in found.items() if iri.startswith(start)}

    def series(self) -> dict[str, tuple[str, str]]:
        """Give the labels in zh and en of each series, by key."""
        return self._of("d:ReportSeries", "id/series/")

    def reports(self) -> dict[str, tuple[str, str]]:
        """Give the labels in zh and en of each report, by series and issue: `cncert-weekly/2024-51`."""
        return self._of("d:ReportIssue", "id/report/")

    def organisations(self) -> dict[str, tuple[str, str]]:
        """Give the labels in zh and en of each organisation of the project's own, by key."""
        return self._of("org:Organization", "id/org/")

    def _of(self, class_: str, path: str) -> dict[str, tuple[str, str]]:
        start = f"{self._facts.iris.base}{path}"
        found = self._facts.names(f"?s a {class_} .")
        return {iri.removeprefix(start): names for iri, names in found.items() if iri.startswith(start)}

    def code(self, scheme: str, code: str) -> NamedNode:
        """Give a concept; `UsageError` with the codes that are near it where the release has no such code."""
        node = self._known(f"code/{scheme}/{code}")
        if node is None:
            raise unknown(scheme, code, self.of(scheme))
        return node

    def series_node(self, key: str) -> NamedNode:
        """Give a series; `UsageError` with the keys that are near where the release has none of this key."""
        node = self._known(f"id/series/{key}")
        if node is None:
            raise unknown("series", key, self.series())
        return node

    def organisation_node(self, key: str) -> NamedNode:
        """Give an organisation; `UsageError` with the keys that are near where the release has none of this key."""
        node = self._known(f"id/org/{key}")
        if node is None:
            raise unknown("organisation", key, self.organisations())
        return node

    def entry_node(self, number: str) -> NamedNode:
        """Give a CNVD entry; `UsageError` with the numbers of its year that are near where there is none."""
        node = self._known(f"id/vuln/{number}")
        if node is None:
            start = f"{self._facts.iris.base}id/vuln/"
            near = f"{start}{number.rpartition('-')[0]}-"
            found = (iri for iri in self._facts.found("?s a d:Vulnerability .") if iri.startswith(near))
            raise unknown("vulnerability", number, (iri.removeprefix(start) for iri in found))
        return node

    def report_nodes(self, key: str) -> tuple[NamedNode, ...]:
        """Give the report `cncert-weekly/2024-51`, or the reports `2024-51` of every series.

        Raises `UsageError` with the keys that are near where the release knows no such issue.
        """
        is_whole = key.count("/") == 1
        keys = [key] if is_whole else [f"{series}/{key}" for series in self.series() if "/" not in key]
        found = tuple(node for one in keys if (node := self._known(f"id/report/{one}")))
        if not found:
            reports = self.reports()
            raise unknown("issue", key, reports if is_whole else {r.partition("/")[2] for r in reports})
        return found

    def report_node(self, key: str) -> NamedNode:
        """Give one report; `UsageError` as `report_nodes`, and where an issue alone is that of several series."""
        nodes = self.report_nodes(key)
        if len(nodes) > 1:
            keys = (node.value.removeprefix(f"{self._facts.iris.base}id/report/") for node in nodes)
            raise UsageError("E_AMBIGUOUS", f"found {key!r}, which may be {' or '.join(keys)}", "issue")
        return nodes[0]

    def _known(self, path: str) -> NamedNode | None:
        node = _node(f"{self._facts.iris.base}{path}")
        return node if node is not None and self._facts.is_known(node) else None


def _node(iri: str) -> NamedNode | None:
    """Give an IRI; none for a text that is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def unknown(what: str, word: str, known: Iterable[str]) -> UsageError:
    """Give the error for a word that is not among the known ones: it names the three nearest."""
    near = difflib.get_close_matches(word, sorted(known), n=3)
    expected = f"did you mean {' or '.join(near)}?" if near else "expected one that this release has"
    return UsageError("E_UNKNOWN", f"found {word!r}; {expected}", what)
