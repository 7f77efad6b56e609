"""The questions that come with the package, as SHACL-SPARQL executables: the form in which editors look for examples.

Source: SHACL (W3C 2017) §5.2.1 and §6.1 for prefixes and parameters; sh:SPARQLExecutable as DASH and the SIB's sets of
example queries use it. `SELECT ?q ?text { ?q a sh:SPARQLExecutable ; sh:select ?text }` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.graph.terms import Terms, en, zh
from cncert_kg.iris import iri
from cncert_kg.questions import Parameter, Question, Texts
from cncert_kg.vocab import DCT, RDF, RDFS, SCHEMA, SH, XSD, prefixes

_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


def triples(questions: Iterable[Question], terms: Terms) -> Iterator[Triple]:
    """Give every question with its texts, its query in full and its parameters, and the prefixes they share."""
    known = prefixes(terms.iris.base)
    for question in questions:
        yield from _question(question, terms)
    yield from _prefixes(known, terms)


def _question(question: Question, terms: Terms) -> Iterator[Triple]:
    node = terms.iris.question(question.name)
    found = _FORM.search(question.text)
    form = found[1] if found else "SELECT"
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, SH.terms[f"SPARQL{form.capitalize()}Executable"])
    yield from _texts(node, RDFS.label, question.titles)
    yield from _texts(node, RDFS.comment, question.questions)
    yield from _texts(node, DCT.description, question.descriptions)
    yield Triple(node, DCT.identifier, Literal(question.name))
    yield Triple(node, SH.prefixes, terms.iris.prefixes())
    yield Triple(node, SH.terms[form.lower()], Literal(question.in_full(prefixes(terms.iris.base))))
    for word in sorted({*question.keywords, *question.needs}):
        yield Triple(node, SCHEMA.keywords, Literal(word))
    for parameter in question.parameters:
        yield from _parameter(node, parameter)


def _parameter(node: NamedNode, parameter: Parameter) -> Iterator[Triple]:
    part = iri(f"{node.value}#{parameter.name}")
    yield Triple(node, SH.parameter, part)
    yield Triple(part, SH.name, Literal(parameter.name))
    yield from _texts(part, RDFS.label, parameter.labels)
    yield Triple(part, SH.defaultValue, Literal(parameter.default))


def _texts(node: NamedNode, predicate: NamedNode, texts: Texts) -> Iterator[Triple]:
    yield Triple(node, predicate, zh(texts["zh"]))
    yield Triple(node, predicate, en(texts["en"]))


def _prefixes(known: dict[str, str], terms: Terms) -> Iterator[Triple]:
    node = terms.iris.prefixes()
    yield Triple(node, RDFS.label, zh("本数据的前缀"))
    yield Triple(node, RDFS.label, en("Prefixes of these data"))
    for prefix, namespace in sorted(known.items()):
        part = iri(f"{node.value}#{prefix}")
        yield Triple(node, SH.declare, part)
        yield Triple(part, SH.terms["prefix"], Literal(prefix))
        yield Triple(part, SH.terms["namespace"], Literal(namespace, datatype=XSD.anyURI))
