"""The page of the data set, for people, and the files to cite it by: made last, of what all other files are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Triple

from cncert_kg.graph.distributions import MEDIA, File
from cncert_kg.graph.terms import Terms
from cncert_kg.sections import Counts
from cncert_kg.site import renderer, schema
from cncert_kg.site.citations import AUTHOR, bibtex, braced, date_parts
from cncert_kg.site.formats import number, size
from cncert_kg.site.links import LANGUAGES, Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import common
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.vocab import CC0

_TITLE = "CNCERT knowledge graph"
_ABSTRACT = (
    "Figures and facts about organisations published by CNCERT/CC and its alliances, as linked data; every figure can"
    " be followed to the sentence that states it."
)
_WHOLE = ("data/cncert-kg.ttl", "data/cncert-kg.nq", "data/observations.csv", "data/vulnerabilities.csv")
_GRAPHS = "data/graph/"
_CLASSES = 20
"""Most classes listed."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_JSON = json.JSONEncoder(ensure_ascii=False, indent=1).encode


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a release when its other files are made."""

    version: str
    day: str
    """The newest day that an input states: `2025-10-30`, `2021-06` or `2020`; may be empty."""
    counts: Counts
    files: Sequence[File]
    """Every file of data, in order of their paths."""
    previous: str = ""
    """Version of the release before, where one is known."""


def files(facts: Facts, about: Iterable[Triple], named: Iterable[Triple], terms: Terms) -> Iterator[tuple[str, bytes]]:
    """Give the page in both languages, and `CITATION.cff`, `citation.bib` and `citation.json` (CSL).

    `about` is what is said of the release as a whole, `named` what it links to, by type and label.
    """
    made = renderer([*about, *named], terms)
    page = FreePage(schema.DATASET, "", "data_set", partial(data_set, facts))
    yield from (made.free_page(page, lang) for lang in LANGUAGES)
    citation = Citation(facts.version, facts.day, terms.iris.dataset(facts.version).value)
    yield "CITATION.cff", citation.cff().encode()
    yield "citation.bib", citation.bibtex().encode()
    yield "citation.json", citation.csl().encode()


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite a release."""

    version: str
    day: str
    iri: str

    def text(self, lang: str) -> str:
        """Give a sentence in `zh` or `en`."""
        if lang == "zh":
            return f"cncert-kg 贡献者：《CNCERT 知识图谱》，版本 {self.version}。{self.iri}"
        return f"{AUTHOR}: {_TITLE}, version {self.version}. {self.iri}"

    def bibtex(self) -> str:
        """Give an entry of BibTeX."""
        fields = {"title": braced(_TITLE), "author": braced(AUTHOR), "year": self.day[:4], "date": self.day,
                  "version": self.version, "url": self.iri, "note": "CC0 1.0"}  # fmt: skip
        return f"{bibtex(f'cncert-kg-{self.version}', fields)}\n"

    def csl(self) -> str:
        """Give an item of CSL-JSON 1.0."""
        item = {"id": f"cncert-kg-{self.version}", "type": "dataset", "title": _TITLE, "author": [{"literal": AUTHOR}],
                "version": self.version, "URL": self.iri, "publisher": "cncert-kg", "abstract": _ABSTRACT,
                "issued": date_parts(self.day)}  # fmt: skip
        return _JSON([{key: value for key, value in item.items() if value}]) + "\n"

    def cff(self) -> str:
        """Give a file of the Citation File Format 1.2.0; JSON's texts are YAML's."""
        fields = {
            "cff-version": "1.2.0", "message": "Cite this data set as below.", "type": "dataset", "title": _TITLE,
            "version": self.version, "license": "CC0-1.0", "url": self.iri, "abstract": _ABSTRACT,
            **({"date-released": self.day} if _DAY.fullmatch(self.day) else {}),
        }  # fmt: skip
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
        return "\n".join([*lines, "authors:", f"  - name: {json.dumps(AUTHOR)}"]) + "\n"


def data_set(facts: Facts, scope: Scope) -> View:
    """Give what the data set is, what it holds, every download, how to query and to cite it."""
    base, node = scope.index.base, schema.DATASET
    citation = Citation(facts.version, facts.day, f"{base}{node}/{facts.version}")
    held = {file.path: file for file in facts.files}
    return {
        "h1": scope.title(node),
        "kind": scope.w["data_set"],
        "below": [Ref("", scope.w["data_set"])],
        "data": f"{scope.root}{node}",
        "iri": base + node,
        "statements": scope.statements(node),
        "description": scope.said(node, "dct:description"),
        "facts": _facts(scope, facts),
        "counts": [(number(str(n)), scope.w[word]) for word, n in _counts(facts.counts)],
        "classes": _classes(scope, facts.counts),
        "class_count": len(facts.counts.classes),
        "void": Ref(f"{scope.root}data/void.ttl", "data/void.ttl"),
        "wholes": [_download(scope, held[path]) for path in _WHOLE if path in held],
        "others": [_download(scope, f) for f in facts.files if _is_other(f.path)],
        "graphs": _graphs(scope, facts.files),
        "sets": [_set(scope, f) for f in facts.files if f.path.endswith(".sssom.tsv")],
        "manifest": Ref(f"{scope.root}manifest.json", "manifest.json"),
        "base": base,
        "sparql": scope.list_ref("sparql"),
        "citation": citation.text(scope.lang),
        "bibtex": citation.bibtex().strip(),
        "csl": citation.csl().strip(),
        "citations": [Ref(scope.root + name, name) for name in ("CITATION.cff", "citation.bib", "citation.json")],
        "schema": schema.graph(scope, [], _schema(scope, facts, citation)),
    }


def _facts(scope: Scope, facts: Facts) -> list[tuple[str, list[Ref]]]:
    node = schema.DATASET
    version = Ref(f"{scope.inside}{node}/{facts.version}.html", facts.version)
    return common.facts(
        scope,
        ("version", [version]),
        ("newest_input", common.text(facts.day)),
        ("previous_version", [Ref(f"{scope.inside}changes/index.html", facts.previous)] if facts.previous else []),
        ("publisher", common.text(AUTHOR)),
        ("set_licence", scope.linked(node, "dct:license")),
        ("rights", scope.said(node, "dct:rights")),
    )


def _counts(counts: Counts) -> list[tuple[str, int]]:
    """What VoID counts of the whole."""
    return [
        ("n_triples", counts.triples),
        ("n_subjects", counts.subjects),
        ("n_classes", len(counts.classes)),
        ("n_properties", len(counts.properties)),
    ]


def _classes(scope: Scope, counts: Counts) -> list[tuple[Ref, str]]:
    """Members of the classes that have most."""
    ranked = sorted(counts.classes.items(), key=lambda item: (-item[1], item[0]))[:_CLASSES]
    return [(_class(scope, iri), number(str(count))) for iri, count in ranked]


def _class(scope: Scope, iri: str) -> Ref:
    """A class under its name; one of ours leads to its page, which the reports give."""
    node = scope.index.node(iri)
    path = node.replace("#", "/") if node.startswith("def#") else ""
    return Ref(f"{scope.inside}{path}.html" if path else "", scope.title(node))


def _is_other(path: str) -> bool:
    return path.startswith(("data/", "validation/")) and path not in _WHOLE and not path.startswith(_GRAPHS)


def _download(scope: Scope, file: File) -> tuple[Ref, str, str]:
    """Link, size and SHA-256 of a file."""
    return Ref(scope.root + file.path, file.path), size(file.size), file.sha256


def _set(scope: Scope, file: File) -> tuple[Ref, tuple[Ref, str, str]]:
    """The name of a mapping set, whose page the list of the sets leads to, and its file."""
    return Ref("", file.path.rpartition("/")[2].removesuffix(".sssom.tsv")), _download(scope, file)


def _graphs(scope: Scope, held: Iterable[File]) -> list[tuple[Ref, str, str]]:
    """Every named graph with the size of its file; those of copies, which are many, together."""
    files = [f for f in held if f.path.startswith(_GRAPHS)]
    copies = [f for f in files if f.path.startswith(f"{_GRAPHS}doc/")]
    rows = [(Ref(scope.root + f.path, _graph_name(f.path)), size(f.size), "") for f in files if f not in copies]
    if copies:
        many = scope.w["n_graphs"].format(number(str(len(copies))))
        rows.append((Ref("", "graph/doc/…"), size(sum(f.size for f in copies)), many))
    return rows


def _graph_name(path: str) -> str:
    return f"graph/{path.removeprefix(_GRAPHS).removesuffix('.ttl')}"


def _schema(scope: Scope, facts: Facts, citation: Citation) -> schema.Node:
    """What search engines read of it: schema.org's Dataset, with the files of the whole."""
    held = [file for file in facts.files if file.path in _WHOLE]
    node = schema.dataset(scope) | {
        "version": facts.version,
        "citation": citation.text(scope.lang),
        "creator": {"@type": "Organization", "name": AUTHOR},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": scope.index.base + file.path,
                "encodingFormat": MEDIA[f".{file.path.rpartition('.')[2]}"],
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in held
        ],
    }
    return node | ({"dateModified": facts.day} if facts.day else {}) | {"license": CC0.value}
