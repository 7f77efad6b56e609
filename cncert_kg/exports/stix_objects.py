"""The objects of a STIX bundle. They are ours, not CNCERT's: their creator is the data set, and each names its IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from cncert_kg.exports.data import BEGINNING, Data
from cncert_kg.exports.entities import Family, Indicator, Issue, Vulnerability
from cncert_kg.exports.identifiers import moment, name_uuid, stamp
from cncert_kg.exports.organisations import Organisation, Tie
from cncert_kg.exports.stix_patterns import pattern
from cncert_kg.graph.vulnerabilities import cve_page
from cncert_kg.vocab import CC0

DEFANGED = "defanged"
"""Label of an indicator whose pattern matches nothing until somebody writes its dots back."""

CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
"""TLP:CLEAR, and the extension of STIX that has TLP 2.0: the identifiers are those that OASIS gives."""
_TLP = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_STATEMENT = (
    f"Identifiers, dates, relations, labels: CC0 1.0 ({CC0.value}). Titles keep the rights of their publishers."
)

Object = dict[str, Any]
Reference = dict[str, str]


def identifier(type_: str, iri: str) -> str:
    """Give the identifier of the object that stands for an IRI."""
    return f"{type_}--{name_uuid(iri)}"


class Objects:
    """The objects of one release."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._creator = identifier("identity", data.dataset)
        self._statement = identifier("marking-definition", CC0.value)

    def head(self) -> Iterator[Object]:
        """Give the two markings that every object has, and the creator of all."""
        base = {"type": "marking-definition", "spec_version": "2.1"}
        tlp = {_TLP: {"extension_type": "property-extension", "tlp_2_0": "clear"}}
        yield base | {"id": CLEAR, "created": "2022-10-01T00:00:00.000Z", "name": "TLP:CLEAR", "extensions": tlp}
        statement = {"definition_type": "statement", "definition": {"statement": _STATEMENT}}
        yield base | {"id": self._statement, "created": stamp(BEGINNING)} | statement
        creator = self._object("identity", self._data.dataset, "", [])
        yield creator | {"name": self._data.label(self._data.dataset), "identity_class": "system"}

    def identity(self, organisation: Organisation) -> Object:
        """Give an organisation."""
        pages = [{"source_name": "homepage", "url": page} for page in organisation.homepages]
        return self._object("identity", organisation.iri, "", pages) | {
            "name": organisation.name,
            "description": organisation.name_zh,
            "identity_class": "organization",
        }

    def malware(self, family: Family) -> Object:
        """Give a family, with what it is called in ATT&CK and in MISP's galaxies."""
        attack = [
            {"source_name": "mitre-attack", "external_id": number, "url": f"https://attack.mitre.org/software/{number}"}
            for number in family.attack
        ]
        galaxy = [{"source_name": "misp-galaxy", "external_id": cluster} for cluster in family.clusters]
        made = self._object("malware", family.iri, "", attack + galaxy) | {"name": family.name, "is_family": True}
        return made | {"aliases": list(family.aliases)} if family.aliases else made

    def vulnerability(self, entry: Vulnerability) -> Object:
        """Give a vulnerability by its number; CNVD's severity, and CISA's list of those exploited, are labels."""
        labels = [f"severity-{entry.severity}"] if entry.severity else []
        labels += ["kev"] if any(entry.cves.values()) else []
        made = self._object("vulnerability", entry.iri, entry.day, _references(entry)) | {"name": entry.number}
        return made | {"labels": labels} if labels else made

    def correspondence(self, entry: Vulnerability, record: str) -> Object:
        """Give the link from an entry of CNVD to a CVE record that is an object of its own."""
        return self._relationship("related-to", ("vulnerability", entry.iri), ("vulnerability", record))

    def indicator(self, indicator: Indicator, day: str) -> Object:
        """Give an indicator, valid from the day of the first issue that names it; its pattern stays defanged."""
        return self._object("indicator", indicator.iri, day, []) | {
            "name": indicator.label,
            "indicator_types": ["malicious-activity"],
            "pattern": pattern(indicator),
            "pattern_type": "stix",
            "pattern_version": "2.1",
            "valid_from": moment(day or self._data.day),
            **({} if indicator.kind == "hash" else {"labels": [DEFANGED]}),
        }

    def indicates(self, indicator: Indicator, family: str) -> Object:
        """Give the link from an indicator to the family it is of."""
        return self._relationship("indicates", ("indicator", indicator.iri), ("malware", family))

    def report(self, issue: Issue, known: Set[str]) -> Object:
        """Give an issue, with what it names; one that names nothing else refers to who publishes it."""
        publishers = [p for p in issue.publishers if p in known]
        kinds = (("vulnerability", issue.vulnerabilities), ("malware", issue.families), ("indicator", issue.indicators))
        named = [identifier(kind, iri) for kind, iris in kinds for iri in iris]
        names = [self._data.label(p) for p in publishers] or ["publisher"]
        pages = [{"source_name": name, "url": page} for name in names[:1] for page in issue.pages]
        return self._object("report", issue.iri, issue.day, pages) | {
            "name": issue.label,
            "description": issue.label_zh,
            "report_types": [kind for kind, iris in kinds if iris] or ["threat-report"],
            "published": moment(issue.day),
            "object_refs": named or [identifier("identity", p) for p in publishers] or [self._creator],
        }

    def tie(self, tie: Tie) -> Object:
        """Give a tie between two organisations; STIX has no word for it but in the description."""
        made = self._relationship("related-to", ("identity", tie.source), ("identity", tie.target), tie.iri)
        return made | {"description": "; ".join(tie.roles)} if tie.roles else made

    def _relationship(self, kind: str, source: tuple[str, str], target: tuple[str, str], iri: str = "") -> Object:
        name = iri or f"{source[1]} {kind} {target[1]}"
        made = self._object("relationship", name, "", [])
        ends = {"source_ref": identifier(*source), "target_ref": identifier(*target)}
        return made | {"relationship_type": kind} | ends

    def _object(self, type_: str, iri: str, day: str, references: Iterable[Reference]) -> Object:
        """Give what all objects have; `iri` is only a name where it has blanks."""
        source = "cncert-kg" if iri.startswith(self._data.base) else "sepses"
        own = [] if " " in iri else [{"source_name": source, "url": iri}]
        references = [*own, *references]
        return {
            "type": type_,
            "spec_version": "2.1",
            "id": identifier(type_, iri),
            **({} if iri == self._data.dataset else {"created_by_ref": self._creator}),
            "created": stamp(day or BEGINNING),
            "modified": stamp(max(day, self._data.day)),
            **({"external_references": references} if references else {}),
            "object_marking_refs": [CLEAR, self._statement],
        }


def _references(entry: Vulnerability) -> list[Reference]:
    """Give the entry at CNVD, by its title, and the CVE records it corresponds to."""
    records = [{"source_name": "cve", "external_id": cve, "url": cve_page(cve).value} for cve in entry.cves]
    title = {"description": entry.title} if entry.title else {}
    if entry.number in entry.cves:
        return [records[0] | title]
    page = {"url": entry.page} if entry.page else {}
    return [{"source_name": "cnvd", "external_id": entry.number, **page, **title}, *records]
