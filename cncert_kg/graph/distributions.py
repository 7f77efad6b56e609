"""VoID and DCAT of a release: which files there are, how large, with which hash, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from cncert_kg.graph.terms import Terms, described, typed
from cncert_kg.iris import iri
from cncert_kg.sections import Counts
from cncert_kg.vocab import CC0, DCAT, DCT, RDF, SPDX, VOID, XSD

MEDIA = {
    ".ttl": "text/turtle",
    ".nq": "application/n-quads",
    ".csv": "text/csv",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class File:
    """A published data file."""

    path: str
    """Inside the release, with `/`."""
    size: int
    """Bytes."""
    sha256: str


def dcat(files: Iterable[File], version: str, terms: Terms) -> Iterator[Triple]:
    """Give a distribution for each file (DCAT 3 §6.8), with media type, size and SHA-256."""
    this = terms.iris.dataset(version)
    yield Triple(this, RDF.type, DCAT.Dataset)
    for file in files:
        node = iri(f"{terms.iris.base}{file.path}")
        checksum = iri(f"{node.value}#checksum")
        yield from described(node, (DCAT.Distribution,), f"数据文件 {file.path}", f"Data file {file.path}")
        yield Triple(this, DCAT.distribution, node)
        yield Triple(node, DCAT.downloadURL, node)
        yield Triple(node, DCAT.mediaType, iri(f"https://www.iana.org/assignments/media-types/{_media(file.path)}"))
        yield Triple(node, DCAT.byteSize, typed(str(file.size), "integer"))
        yield Triple(node, DCT.license, CC0)
        yield Triple(node, SPDX.checksum, checksum)
        yield Triple(checksum, RDF.type, SPDX.Checksum)
        yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
        yield Triple(checksum, SPDX.checksumValue, typed(file.sha256, "hexBinary"))


def _media(path: str) -> str:
    return MEDIA[f".{path.rsplit('.', 1)[-1]}"]


def void(counts: Counts, files: Iterable[File], version: str, terms: Terms) -> Iterator[Triple]:
    """Give the counts of the union (VoID §4.6) and the classes it holds, with the dumps."""
    this = terms.iris.dataset(version)
    yield Triple(this, RDF.type, VOID.Dataset)
    yield Triple(this, VOID.triples, _count(counts.triples))
    yield Triple(this, VOID.distinctSubjects, _count(counts.subjects))
    yield Triple(this, VOID.classes, _count(len(counts.classes)))
    yield Triple(this, VOID.properties, _count(len(counts.properties)))
    yield Triple(this, VOID.uriSpace, Literal(terms.iris.base))
    for file in files:
        if file.path.endswith((".ttl", ".nq")):
            yield Triple(this, VOID.dataDump, iri(f"{terms.iris.base}{file.path}"))
    for class_, count in sorted(counts.classes.items()):
        part = iri(f"{this.value}#class-{_name(class_)}")
        yield Triple(this, VOID.classPartition, part)
        yield Triple(part, VOID.terms["class"], iri(class_))
        yield Triple(part, VOID.entities, _count(count))


def _name(class_: str) -> str:
    """A readable key that no other class has: the last two parts of its IRI."""
    parts = class_.replace("#", "/").rstrip("/").split("/")
    return "-".join(parts[-2:])


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
