"""A file of another data set: where it comes from, and what is in it, in a graph of its own (`links/{source}`).

Nothing of it is said about our own organisations or families: its records are things beside ours, which mappings
join. A vulnerability alone is one thing for all, under its number.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg.graph.terms import Terms, calendar, described, en, typed, zh
from cncert_kg.graph.vulnerabilities import cve, record
from cncert_kg.iris import iri, web_iri
from cncert_kg.links.things import Imported, Name, Source, Thing
from cncert_kg.vocab import DCAT, DCT, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, VOID


def triples(imported: Imported, terms: Terms) -> Iterator[Triple]:
    """Give the file, the lists its concepts are in, and every thing in it, each derived from the file."""
    file = dataset(imported, terms)
    yield from _file(imported, file, terms)
    for type_ in sorted({_type(t) for t in imported.things if t.kind in ("malware", "concept")}):
        yield from _scheme(imported.source, type_, terms)
    for thing in imported.things:
        yield from _thing(thing, imported.source, terms)
        yield Triple(node(thing, imported.source, terms), PROV.wasDerivedFrom, file)
    yield from _broader(imported, terms)


def dataset(imported: Imported, terms: Terms) -> NamedNode:
    """Give the IRI of the file, by its source and the hash of its bytes."""
    return terms.iris.at("id", "dataset", f"{imported.source.key}-{imported.sha256[:16]}")


def node(thing: Thing, source: Source, terms: Terms) -> NamedNode:
    """Give the IRI of a thing: of a vulnerability the one that all use, of any other one for this source's record."""
    return cve(thing.key) if thing.kind == "vulnerability" else terms.iris.at("id", "other", source.key, thing.key)


def _file(imported: Imported, file: NamedNode, terms: Terms) -> Iterator[Triple]:
    source, homepage = imported.source, web_iri(imported.source.homepage)
    as_of = imported.retrieved or imported.version
    title = (_dated(source.title_zh, "（{}）", as_of), _dated(source.title_en, " ({})", as_of))
    yield from described(file, (DCAT.Dataset, PROV.Entity), *title)
    yield Triple(file, DCT.title, zh(source.title_zh))
    yield Triple(file, DCT.title, en(source.title_en))
    yield Triple(file, DCT.publisher, Literal(source.publisher))
    yield Triple(file, DCT.license, iri(source.licence))
    if source.attribution:
        yield Triple(file, DCT.rights, en(source.attribution))
    yield Triple(file, terms.d.rawSha256, typed(imported.sha256, "hexBinary"))
    yield Triple(file, VOID.entities, typed(str(len(imported.things)), "integer"))
    yield Triple(file, PROV.wasDerivedFrom, homepage)
    yield Triple(file, DCAT.landingPage, homepage)
    if imported.retrieved:
        yield Triple(file, DCT.date, calendar(imported.retrieved))
    if imported.version:
        yield Triple(file, DCAT.version, Literal(imported.version))


def _dated(title: str, form: str, as_of: str) -> str:
    return title + form.format(as_of) if as_of else title


def _type(thing: Thing) -> str:
    """What the source calls this kind of concept; a list of its own."""
    return thing.facts.get("type", "concept")


def _scheme_node(source: Source, type_: str, terms: Terms) -> NamedNode:
    return terms.iris.at("id", "scheme", source.key, type_)


def _scheme(source: Source, type_: str, terms: Terms) -> Iterator[Triple]:
    names = (f"{source.title_zh}：{type_}", f"{source.title_en}: {type_}")
    yield from described(_scheme_node(source, type_, terms), (SKOS.ConceptScheme,), *names)


def _thing(thing: Thing, source: Source, terms: Terms) -> Iterator[Triple]:
    if thing.kind == "vulnerability":
        yield from _vulnerability(thing, terms)
        return
    subject = node(thing, source, terms)
    yield from _labelled(subject, thing)
    yield from (Triple(subject, FOAF.name, _name(n)) for n in thing.names)
    yield Triple(subject, DCT.identifier, Literal(thing.key))
    if thing.iri:
        yield Triple(subject, RDFS.seeAlso, iri(thing.iri))
    if thing.kind == "organisation":
        yield from _organisation(subject, thing, terms)
    else:
        yield from _concept(subject, thing, source, terms)


def _labelled(subject: NamedNode, thing: Thing) -> Iterator[Triple]:
    """Give the first name in each language as label; what has no Chinese name is called by the one it has."""
    first = thing.names[0].text if thing.names else thing.key
    label_zh, label_en = (next((n.text for n in thing.names if n.language == x), first) for x in ("zh", "en"))
    yield from described(subject, (), label_zh, label_en)
    yield Triple(subject, SKOS.prefLabel, zh(label_zh))
    yield Triple(subject, SKOS.prefLabel, en(label_en))


def _name(name: Name) -> Literal:
    """Give a name in its language; the graph knows zh and en, and leaves others untagged."""
    return Literal(name.text, language=name.language) if name.language in ("zh", "en") else Literal(name.text)


def _organisation(subject: NamedNode, thing: Thing, terms: Terms) -> Iterator[Triple]:
    d, facts = terms.d, thing.facts
    yield Triple(subject, RDF.type, ORG.Organization)
    if thing.country:
        yield Triple(subject, DCT.spatial, _place(thing.country, terms))
    if "website" in facts:
        yield Triple(subject, FOAF.homepage, web_iri(facts["website"]))
    if "member-since" in facts:
        yield Triple(subject, d.memberSince, calendar(facts["member-since"]))
    if "membership" in facts:
        yield Triple(subject, d.memberKind, Literal(facts["membership"]))
    if "source" in facts:
        yield Triple(subject, DCT.source, web_iri(facts["source"]))


def _place(country: str, terms: Terms) -> NamedNode | Literal:
    """Give a country as the code list has it, or its ISO 3166-1 code where the list does not."""
    try:
        return terms.code("area", country)
    except ValueError:
        return Literal(country)


def _concept(subject: NamedNode, thing: Thing, source: Source, terms: Terms) -> Iterator[Triple]:
    facts = thing.facts
    yield Triple(subject, RDF.type, SKOS.Concept)
    yield Triple(subject, SKOS.inScheme, _scheme_node(source, _type(thing), terms))
    yield Triple(subject, SKOS.notation, Literal(facts.get("notation", thing.key)))
    for scheme, value in sorted(thing.identifiers):
        if scheme in ("machinetag", "stix"):
            yield Triple(subject, DCT.identifier, Literal(value))
    if "revoked" in facts or "deprecated" in facts:
        yield Triple(subject, OWL.deprecated, typed("true", "boolean"))


def _broader(imported: Imported, terms: Terms) -> Iterator[Triple]:
    """Give what stands above what, where the file has both."""
    by_key = {t.key: t for t in imported.things}
    for thing in imported.things:
        if above := by_key.get(thing.facts.get("broader", "")):
            narrower, broader = (node(t, imported.source, terms) for t in (thing, above))
            yield Triple(narrower, SKOS.broader, broader)


def _vulnerability(thing: Thing, terms: Terms) -> Iterator[Triple]:
    """Give what a catalogue adds to a CVE number: dates and states; titles and descriptions are its own."""
    d, vulnerability, facts = terms.d, cve(thing.key), thing.facts
    yield from record(thing.key, (), terms)
    for name, property_ in (("kev-added", d.kevDateAdded), ("kev-due", d.kevDueDate), ("published", DCT.issued)):
        if name in facts:
            yield Triple(vulnerability, property_, calendar(facts[name]))
    for name, property_ in (("kev-ransomware", d.kevRansomwareUse), ("state", d.cveState), ("cna", d.cveAssigner)):
        if name in facts:
            yield Triple(vulnerability, property_, Literal(facts[name]))
