"""The things of a release that more than one form exports: issues, vulnerabilities, families, malicious addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from cncert_kg.exports.data import Data
from cncert_kg.exports.identifiers import first_day, plain
from cncert_kg.graph.vulnerabilities import cve_page
from cncert_kg.vocab import DCT, OA, PROV, RDFS, SKOS

_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")
_ATTACK = "https://attack.mitre.org/software/"
_GALAXY = "urn:uuid:"
_NEAR = (SKOS.exactMatch, SKOS.closeMatch)
_ANY = (*_NEAR, SKOS.narrowMatch, SKOS.broadMatch)


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """An entry of CNVD, or a CVE record that an issue names itself."""

    iri: str
    number: str
    title: str
    """As CNVD or the issue gives it, in Chinese; empty where neither does."""
    day: str
    """Day CNVD published it; empty where unknown."""
    severity: str
    page: str
    """Web address at CNVD or cve.org."""
    cves: Mapping[str, str]
    """Number of each CVE record that it corresponds to, with the day CISA's catalogue took it, or an empty text."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of malware."""

    iri: str
    name: str
    aliases: tuple[str, ...]
    attack: tuple[str, ...]
    """Numbers in ATT&CK of the same software, or of one version of it."""
    clusters: tuple[str, ...]
    """UUIDs in MISP's galaxies of the same."""
    tags: tuple[str, ...]
    """Machine tags of those clusters: `misp-galaxy:ransomware="…"`."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A malicious address or file that an issue names, always defanged."""

    iri: str
    label: str
    kind: str
    """Code of `code/asset-kind`: ip, domain, url, hash."""
    value: str
    families: tuple[str, ...]
    issues: tuple[str, ...]
    """IRIs of the issues that name it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that has a day of publication, and what it names. One that nobody holds has none and is not exported."""

    iri: str
    label: str
    label_zh: str
    day: str
    publishers: tuple[str, ...]
    pages: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    families: tuple[str, ...]
    indicators: tuple[str, ...]
    tags: tuple[str, ...]
    """Machine tags of the kinds of incident it counts: `rsit:fraud="phishing"`."""


def vulnerability(data: Data, iri: str) -> Vulnerability:
    """Give an entry or a CVE record by its IRI."""
    number = plain(data.value(iri, DCT.identifier)) or cve_number(iri) or plain(iri)
    titles = data.texts(iri, DCT.title, "zh") or [_title(text, number) for text in data.texts(iri, RDFS.label, "zh")]
    records = {number} if cve_number(iri) else set(map(cve_number, data.links(iri, data.d.correspondsToCVE))) - {""}
    return Vulnerability(
        iri=iri,
        number=number,
        title=next(iter(titles), ""),
        day=next(map(first_day, data.values(iri, DCT.issued)), ""),
        severity=data.value(iri, data.d.severity).rpartition("/")[2],
        page=cve_page(number).value if cve_number(iri) else next(iter(data.links(iri, RDFS.seeAlso)), ""),
        cves={record: data.kev.get(record, "") for record in sorted(records)},
    )


def _title(label: str, number: str) -> str:
    """The label of an entry is its title with its number behind, or the number alone."""
    return "" if label == number else label.removesuffix(f"（{number}）")


def named_besides(data: Data, named: Iterable[Issue]) -> Iterator[Vulnerability]:
    """Give what issues name and `entries` does not give: CVE records."""
    for iri in sorted({iri for issue in named for iri in issue.vulnerabilities}):
        if not (data.is_own(iri, "vuln") and data.is_a(iri, data.d.Vulnerability)):
            yield vulnerability(data, iri)


def cve_number(iri: str) -> str:
    """Give the number of a CVE record by its IRI; empty for any other IRI."""
    number = iri.rpartition("/")[2]
    return number if _CVE.fullmatch(number) else ""


def entries(data: Data) -> Iterator[Vulnerability]:
    """Give every entry of the catalogue, one at a time."""
    return (vulnerability(data, iri) for iri in data.instances(data.d.Vulnerability) if data.is_own(iri, "vuln"))


def families(data: Data) -> Iterator[Family]:
    """Give every family of malware."""
    return (_family(data, iri) for iri in data.instances(data.d.MalwareFamily) if data.is_own(iri, "malware"))


def _family(data: Data, iri: str) -> Family:
    name = data.label(iri)
    others = {*data.texts(iri, RDFS.label, "zh"), *data.texts(iri, SKOS.altLabel, "en")}
    others |= {*data.texts(iri, SKOS.altLabel, "zh")}
    near, all_ = matches(data, iri, _NEAR), matches(data, iri, _ANY)
    return Family(
        iri=iri,
        name=name,
        aliases=tuple(sorted(others - {name})),
        attack=tuple(m.removeprefix(_ATTACK).strip("/") for m in all_ if m.startswith(_ATTACK)),
        clusters=tuple(m.removeprefix(_GALAXY) for m in all_ if m.startswith(_GALAXY)),
        tags=tuple(sorted({tag for m in near for tag in _tags(data, m, "misp-galaxy:")})),
    )


def matches(data: Data, iri: str, predicates: Iterable[NamedNode]) -> list[str]:
    """Give what a thing is mapped to."""
    return sorted({match for predicate in predicates for match in data.links(iri, predicate)})


def _tags(data: Data, concept: str, start: str) -> list[str]:
    """Give the machine tags of a concept: its notation, or what a record that an import made of it says."""
    said = [*data.values(concept, SKOS.notation)]
    for record in data.subjects(RDFS.seeAlso, concept):
        said += data.values(record, DCT.identifier)
    return sorted({tag for tag in map(plain, said) if tag.startswith(start)})


def indicators(data: Data) -> list[Indicator]:
    """Give every malicious address or file."""
    found = (iri for iri in data.instances(data.d.IndicatorOfCompromise) if data.is_own(iri, "ioc"))
    return [_indicator(data, iri) for iri in found]


def _indicator(data: Data, iri: str) -> Indicator:
    mentions = data.subjects(OA.hasBody, iri)
    copies = {copy for mention in mentions for copy in data.links(mention, data.d.inDocument)}
    return Indicator(
        iri=iri,
        label=data.label(iri),
        kind=data.value(iri, data.d.assetKind).rpartition("/")[2],
        value=plain(data.value(iri, data.d.defangedValue)),
        families=tuple(data.links(iri, data.d.ofFamily)),
        issues=tuple(sorted({issue for copy in copies for issue in data.links(copy, PROV.specializationOf)})),
    )


def issues(data: Data, named: Iterable[Indicator] = ()) -> Iterator[Issue]:
    """Give every issue that has a day of publication; of indicators, those of `named` that it names."""
    by_issue: dict[str, list[str]] = defaultdict(list)
    for indicator in named:
        for iri in indicator.issues:
            by_issue[iri].append(indicator.iri)
    for iri in data.instances(data.d.ReportIssue):
        if data.values(iri, DCT.issued) and data.is_own(iri, "report"):
            yield _issue(data, iri, tuple(by_issue[iri]))


def _issue(data: Data, iri: str, named: tuple[str, ...]) -> Issue:
    d, figures = data.d, data.subjects(data.d.issue, iri)
    parts = {part for figure in figures for part in data.links(figure, d.breakdown)}
    counted = {code for figure in figures for code in data.links(figure, d.indicator)}
    kinds = parts | {kind for code in counted for kind in data.links(code, d.incidentType)}
    series = data.links(iri, DCT.isPartOf)
    return Issue(
        iri=iri,
        label=data.label(iri),
        label_zh=data.label(iri, "zh"),
        day=first_day(data.value(iri, DCT.issued)),
        publishers=tuple(sorted({p for one in (iri, *series) for p in data.links(one, DCT.publisher)})),
        pages=tuple(data.links(iri, RDFS.seeAlso)),
        vulnerabilities=tuple(v for v in data.links(iri, d.highlights) if data.is_own(v, "vuln") or cve_number(v)),
        families=tuple(sorted({f for part in parts for f in _families_of(data, part)})),
        indicators=named,
        tags=tuple(sorted({tag for kind in kinds for tag in _incident_tags(data, kind)})),
    )


def _families_of(data: Data, part: str) -> list[str]:
    """Give the family that a part of a distribution counts."""
    return [iri for iri in data.subjects(SKOS.closeMatch, part) if data.is_own(iri, "malware")]


def _incident_tags(data: Data, kind: str) -> Iterator[str]:
    """Give RSIT's tags of a kind of incident, where RSIT's class is the same one or the wider one."""
    for concept in matches(data, kind, (*_NEAR, SKOS.broadMatch)):
        yield from _tags(data, concept, "rsit:")
