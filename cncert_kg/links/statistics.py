"""Another CERT's counts, from a table that a person wrote: docs/statistics.md says how. All of a file, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cncert_kg.document import Document, Problem
from cncert_kg.iris import Iris
from cncert_kg.knowledge import Knowledge
from cncert_kg.links import mappings
from cncert_kg.links.faults import Faults
from cncert_kg.links.statistics_header import Code, Organisation, head
from cncert_kg.links.statistics_rows import REQUIRED, Category, StatedCount, columns, counted
from cncert_kg.links.table import rows
from cncert_kg.links.things import Source
from cncert_kg.readers.encoding import decode, normalise
from cncert_kg.vocab import CC0

__all__ = ["Category", "Code", "ForeignStatistics", "Organisation", "StatedCount", "mapping_set", "read", "recognises"]

CODE = "E_STATS"


@dataclass(frozen=True, slots=True)
class ForeignStatistics:
    """One table, read whole."""

    organisation: Organisation
    area: str
    """Code of `code/area`."""
    language: str
    """Tag of the publisher's own words, and of the notes."""
    licence: str
    """IRI of the licence or terms of use that the table states; may be empty."""
    codes: tuple[Code, ...]
    """What it adds to our lists of units and areas."""
    categories: Mapping[str, Category]
    """By key."""
    counts: tuple[StatedCount, ...]
    document: Document
    """The table as a source document; what is odd in it, but no fault, is among its problems."""

    @property
    def key(self) -> str:
        """Name of the graph, without `links/`."""
        return f"stats-{self.organisation.slug}"

    @property
    def series(self) -> str:
        """Key of the series that the observations belong to."""
        return f"{self.organisation.slug}-statistics"

    @property
    def source(self) -> Source:
        """The data set of others that the table is."""
        of = self.organisation
        return Source(
            self.key, f"{of.name_zh}的统计数字", f"Figures of {of.name_en}", of.name_en, of.homepage, self.licence
        )


def recognises(raw: bytes) -> bool:
    """Whether a file is such a table: one of its first lines names the columns."""
    lines = raw[:65_536].lower().replace(b'"', b"").splitlines()
    return any(set(REQUIRED) <= {cell.strip().decode("latin-1") for cell in line.split(b",")} for line in lines)


def read(raw: bytes, name: str, known: Knowledge, given: Organisation | None = None) -> ForeignStatistics:
    """Read a table of counts; `given` is what the command line says of the organisation.

    Raises `DocumentError` (`E_STATS`) with one line for each fault: then nothing of the table is used.
    Errors of encoding as `readers.encoding.decode`.
    """
    text, problems = _text(raw, name)
    faults = Faults(CODE, name)
    table = list(rows(text, name, CODE))
    above = next((i for i, row in enumerate(table) if not row.cells[0].text.startswith("#")), len(table))
    about = head(table[:above], given or Organisation(), known, faults)
    names = columns(table[above] if above < len(table) else None, faults)
    body = table[above + 1 :] if names else []
    if names and not body:
        faults.add(0, "found no row below the columns, expected one for each count")
    categories, found, odd = counted(body, names, about, known, faults)
    faults.check()
    sha256, own = (hashlib.sha256(content).hexdigest() for content in (raw, text.encode()))
    document = Document(name, sha256, text, problems=(*problems, *odd), text_sha256=own)
    return ForeignStatistics(
        about.organisation, about.area, about.language, about.licence, about.codes, categories, found, document
    )


def _text(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    text, problems = decode(raw, name)
    normal, more = normalise(text)
    return normal, (*problems, *more)


def mapping_set(value: ForeignStatistics, known: Knowledge, iris: Iris) -> mappings.MappingSet:
    """Give what the table says of its categories and RSIT. A category about which it says nothing has no row."""
    key = f"{value.key}-rsit"
    return mappings.MappingSet(
        key=key,
        mapping_set_id=iris.at("mappings", f"{key}.sssom.tsv").value,
        mapping_set_title=f"Categories of {value.organisation.name_en} to RSIT",
        mapping_set_description=f"As the table {value.document.name} states them.",
        license=CC0.value,
        subject_source=iris.scheme(scheme(value)).value,
        object_source=iris.scheme("rsit").value,
        curie_map={
            "k": iris.base,
            "category": f"{iris.scheme(scheme(value)).value}/",
            "rsit": f"{iris.scheme('rsit').value}/",
        },
        rows=tuple(_mappings(value, known, iris)),
    )


def scheme(value: ForeignStatistics) -> str:
    """Give the name of the code list of the categories: `category-hkcert`."""
    return f"category-{value.organisation.slug}"


def _mappings(value: ForeignStatistics, known: Knowledge, iris: Iris) -> Iterator[mappings.Mapping]:
    for category in value.categories.values():
        if category.rsit:
            is_match = category.rsit != mappings.NO_TERM_FOUND
            yield mappings.Mapping(
                subject_id=iris.code(scheme(value), category.key).value,
                subject_label=category.name_en,
                predicate_id=category.predicate,
                object_id=iris.code("rsit", category.rsit).value if is_match else category.rsit,
                object_label=known.labels["rsit", category.rsit][1] if is_match else "",
            )
