"""How a page names a thing: its label, or where labels mix languages, a name put together from labelled parts."""

from __future__ import annotations

from cncert_kg.site.index import Index, Text
from cncert_kg.site.names import MISSING, NAMES, WIKIDATA
from cncert_kg.site.words import BY_LANGUAGE

_TEXT = ("规范化文本", "normalised text")


class Titles:
    """Names of nodes by language; each is worked out once."""

    def __init__(self, index: Index) -> None:
        """Take the graph."""
        self._index = index
        self._known: dict[tuple[str, str], Text] = {}

    def knows(self, node: str) -> bool:
        """Whether a node has a name, or is a term written with a prefix."""
        return self.of(node, "en").text != node or node.partition(":")[0] in self._index.prefixes

    def of(self, node: str, lang: str) -> Text:
        """Give the name, with its language where that is not `lang`."""
        key = (node, lang)
        if key not in self._known:
            self._known[key] = self._made(node, lang)
        return self._known[key]

    def _made(self, node: str, lang: str) -> Text:
        if made := self._composed(node, lang):
            return Text(made, "", "")
        labels = self._index.texts(node, "rdfs:label")
        for label in labels:
            if label.language == lang:
                return Text(label.text, "", "")
        if labels:
            return labels[0]
        return Text(self._unlabelled(node, lang), "", "")

    def _unlabelled(self, node: str, lang: str) -> str:
        short = self._index.short(node) if "//" in node else node
        if short in NAMES:
            return NAMES[short][lang == "en"]
        if node.startswith(WIKIDATA):
            return f"Wikidata {node.removeprefix(WIKIDATA)}"
        return short

    def _composed(self, node: str, lang: str) -> str:
        if node.startswith("id/claim/"):
            return self._claim(node, lang)
        if node.startswith("id/finding/"):
            return self._finding(node, lang)
        if node.startswith("id/gap/"):
            return self._gap(node, lang)
        if node.startswith("id/doc/") and "#" in node:
            return f"{self._name(node.partition('#')[0], lang)}{BY_LANGUAGE[lang]['comma']}{self.part(node, lang)}"
        return BY_LANGUAGE[lang]["ontology"] if node == "def" else ""

    def _name(self, node: str, lang: str) -> str:
        return self.of(node, lang).text if node else ""

    def _claim(self, node: str, lang: str) -> str:
        subject, predicate = (self._index.node_of(node, f"rdf:{p}") for p in ("subject", "predicate"))
        return f"{self._name(subject, lang)}{BY_LANGUAGE[lang]['colon']}{self._name(predicate, lang)}"

    def _finding(self, node: str, lang: str) -> str:
        index = self._index
        kind, about = (index.node_of(node, p) for p in ("d:findingKind", "d:about"))
        claimed = index.node_of(index.node_of(node, "d:evidence"), "rdf:predicate")
        what = BY_LANGUAGE[lang]["comma"].join(filter(None, (self._name(about, lang), self._name(claimed, lang))))
        return f"{self._name(kind, lang)}{BY_LANGUAGE[lang]['colon']}{what}"

    def _gap(self, node: str, lang: str) -> str:
        reason = self._name(self._index.node_of(node, "d:gapReason"), lang)
        return f"{self.missing(node, lang)}{BY_LANGUAGE[lang]['colon']}{reason}"

    def missing(self, node: str, lang: str) -> str:
        """Give what a gap leaves open, without its reason."""
        index = self._index
        indicator, about = index.node_of(node, "d:indicator"), index.node_of(node, "d:about")
        what = self._name(indicator or about, lang)
        if indicator:
            what += BY_LANGUAGE[lang]["comma"] + self._name(index.node_of(node, "d:refPeriod"), lang)
        if word := index.text_of(node, "d:missingPredicate"):
            what += BY_LANGUAGE[lang]["comma"] + MISSING.get(word, (word, word))[lang == "en"]
        return what

    def part(self, node: str, lang: str) -> str:
        """Give the name of what has a fragment, where its page is already named."""
        return _TEXT[lang == "en"] if node.endswith("#text") else self.of(node, lang).text
