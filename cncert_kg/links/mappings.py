"""A mapping set in memory: what an SSSOM file holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

NO_TERM_FOUND = "https://w3id.org/sssom/NoTermFound"

OF_CATALOGUE = ("cnvd-cve", "cve-org", "cve-kev")
"""Keys of the sets that a catalogue makes (`pairs`); no other set may have one."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row. IRIs are whole, never CURIEs; the names of the fields are those of SSSOM's slots."""

    subject_id: str
    subject_label: str
    predicate_id: str
    object_id: str
    """`NO_TERM_FOUND` where somebody looked and found none."""
    object_label: str = ""
    mapping_justification: str = "https://w3id.org/semapv/vocab/ManualMappingCuration"
    confidence: Decimal | None = None
    """0 to 1."""
    comment: str = ""
    match_string: tuple[str, ...] = ()
    object_category: str = ""
    """What kind of thing the object's own data set says it is: `ransomware`."""

    @property
    def is_match(self) -> bool:
        """Whether the row links two things."""
        return self.object_id != NO_TERM_FOUND


@dataclass(frozen=True, slots=True)
class MappingSet:
    """Rows with what holds for all of them."""

    key: str
    """Name of the file without `.sssom.tsv`, of the graph `links/{key}` and of the linkset."""
    mapping_set_id: str
    mapping_set_title: str
    license: str
    mapping_set_version: str = ""
    mapping_set_description: str = ""
    mapping_date: str = ""
    subject_source: str = ""
    object_source: str = ""
    object_source_version: str = ""
    creator_label: tuple[str, ...] = ()
    comment: str = ""
    curie_map: dict[str, str] = field(default_factory=dict)
    rows: tuple[Mapping, ...] = ()
