"""The pages of data quality: they need the manifest and the whole validation, so the end of a build makes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from cncert_kg import __version__, history, resources, tables
from cncert_kg.earl import earl_turtle
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.site import renderer
from cncert_kg.site.index import Index
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.scope import Site
from cncert_kg.site.views import quality, validation
from cncert_kg.validation_report import Report
from cncert_kg.vocab import CC0, RDF, SH

Files = Iterator[tuple[str, bytes]]


class Checked(NamedTuple):
    """What a release says of its quality."""

    fields: quality.Fields
    report: Report
    lines: Sequence[history.Line]
    """How validation went in the releases before and in this one, which comes last."""


def files(checked: Checked, named: Iterable[ox.Triple], terms: Terms) -> Files:
    """Give the hub, the pages of validation and of what was not used, the outcome in EARL, its history, and the shapes.

    `named` are what the pages link to, with types and labels, and what `cited` gave.
    """
    (fields, report, lines), made = checked, renderer(named, terms)
    for page in (*quality.pages(fields, report), *validation.pages(report, shapes(), lines)):
        yield from (made.free_page(page, lang) for lang in LANGUAGES)
    yield history.TABLE, history.history_csv(lines)
    name, keys = history.TABLE.rpartition("/")[2], history.KEYS
    yield f"{history.TABLE}-metadata.json", tables.csvw(name, history.COLUMNS, CC0.value, keys)
    software = terms.iris.at("id", "software", f"cncert-kg-{__version__}")
    yield (
        "validation/earl.ttl",
        earl_turtle(report, software, terms.iris.dataset(fields["version"]), terms.iris.base),
    )
    for path in resources.turtle_files("shapes"):
        text = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, terms.iris.base)
        yield f"validation/shapes/{path.name}", text.encode()


@cache
def shapes() -> dict[str, tuple[str, ...]]:
    """Give the names of the node shapes of each file of shapes, in the order of the file; each is read once."""
    found: dict[str, tuple[str, ...]] = {}
    for path in resources.turtle_files("shapes"):
        triples = (q.triple for q in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE))
        nodes = [t.subject for t in triples if (t.predicate, t.object) == (RDF.type, SH.NodeShape)]
        found[path.stem] = tuple(validation.name_of(n.value) for n in nodes if isinstance(n, ox.NamedNode))
    return found


def cited(site: Site) -> Iterator[ox.Triple]:
    """Give what pages need to show the results of a build: what was checked, the parts of sums, the sentences."""
    if not site.build.validation.results:
        return
    index, wanted = site.index, set(_needed(site.index, site.build.validation))
    for triple in site.build.union():
        if isinstance(triple.subject, ox.NamedNode) and index.node(triple.subject.value) in wanted:
            yield triple


def _needed(index: Index, report: Report) -> Iterator[str]:
    for shape, results in validation.by_shape(report).items():
        for result in results[: validation.SHOWN]:
            node = index.node(result.focus)
            others = (*validation.parts(index, node, validation.name_of(shape)), index.node(result.value.strip("<>")))
            for one in (node, *others):
                yield from _around(index, one)


def _around(index: Index, node: str) -> Iterator[str]:
    """A node, what it is measured by and where, and the first place that states it."""
    yield node
    yield from (index.node_of(node, f"d:{p}") for p in ("indicator", "refPeriod", "series", "issue"))
    for mention in validation.mentions(index, node)[:1]:
        document = index.node_of(mention, "d:inDocument")
        rules, publishers = index.nodes(mention, "d:rule"), index.nodes(document, "dct:publisher")
        yield from (mention, f"{mention}#quote", f"{mention}#position", document, *rules, *publishers)
