"""The event of an issue: the report itself, the vulnerabilities it names, and on request its malicious addresses."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cncert_kg.exports.data import Data
from cncert_kg.exports.entities import Family, Indicator, Issue, Vulnerability
from cncert_kg.exports.identifiers import name_uuid, seconds

TLP_CLEAR = "tlp:clear"
# What MISP takes as a vulnerability's number; it refuses CNVD's four-digit ones and those with a C.
_NUMBER = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}|CNVD-[0-9]{4}-[0-9]{5}")
_CATEGORIES = {"text": "Other", "link": "External analysis", "vulnerability": "External analysis"}
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
"""Name of a hash by its length in hexadecimal digits."""


class Template(NamedTuple):
    """A template of MISP's library of objects."""

    name: str
    category: str
    uuid: str
    version: str
    description: str
    """In our words."""


_REPORT = Template("report", "misc", "70a68471-df22-4e3f-aa1a-5a3be19f82df", "8", "An issue of a report series.")
_VULNERABILITY = Template(
    "vulnerability", "vulnerability", "81650945-f186-437b-8945-9f31715d32da", "12", "A vulnerability an issue names."
)

Event = dict[str, Any]
Attribute = dict[str, Any]


class Events:
    """The events of one release; their author is the data set, not CNCERT."""

    def __init__(self, data: Data) -> None:
        self._orgc = {"name": data.label(data.dataset), "uuid": name_uuid(data.dataset)}
        self._time = str(seconds(data.day))

    def event(
        self, issue: Issue, entries: list[Vulnerability], families: list[Family], named: list[Indicator]
    ) -> Event:
        """Give the event of an issue."""
        attributes = [self._attribute(issue.iri, "", "text", family.name, "malware family") for family in families]
        attributes += [self._named(issue.iri, indicator) for indicator in named]
        tags = [TLP_CLEAR, *issue.tags, *sorted({tag for family in families for tag in family.tags})]
        return {
            "uuid": name_uuid(issue.iri),
            "info": issue.label,
            "date": issue.day,
            "threat_level_id": "4",  # undefined: the reports state no such level
            "analysis": "2",  # completed
            "published": True,
            "protected": False,
            "extends_uuid": "",
            "timestamp": self._time,
            "publish_timestamp": self._time,
            "Orgc": self._orgc,
            "Tag": [_tag(name) for name in tags],
            **({"Attribute": attributes} if attributes else {}),
            "Object": [self._report(issue), *(self._vulnerability(issue.iri, entry) for entry in entries)],
        }

    def _report(self, issue: Issue) -> Event:
        attributes = [self._attribute(issue.iri, "title", "text", issue.label_zh)]
        attributes += [self._attribute(issue.iri, "link", "link", page) for page in (issue.iri, *issue.pages)]
        return self._object(_REPORT, issue.iri, attributes)

    def _vulnerability(self, issue: str, entry: Vulnerability) -> Event:
        name = f"{issue} {entry.iri}"
        listed = min(filter(None, entry.cves.values()), default="")
        numbers = [n for n in dict.fromkeys((entry.number, *entry.cves)) if _NUMBER.fullmatch(n)]
        attributes = [self._attribute(name, "id", "vulnerability", number) for number in numbers]
        attributes.append(self._attribute(name, "references", "link", entry.page or entry.iri))
        attributes.append(self._attribute(name, "summary", "text", f"{entry.title} {entry.number}".strip()))
        return self._object(_VULNERABILITY, name, attributes, f"in CISA's KEV since {listed}" if listed else "")

    def _named(self, issue: str, indicator: Indicator) -> Attribute:
        """Give a malicious file by its hash; an address as text, since MISP undoes what defangs a domain, URL or IP."""
        type_ = _HASHES.get(len(indicator.value), "text") if indicator.kind == "hash" else "text"
        note = (
            "file named as malicious" if indicator.kind == "hash" else f"{indicator.kind} named as malicious, defanged"
        )
        return self._attribute(issue, "", type_, indicator.value, note)

    def _object(self, template: Template, name: str, attributes: list[Attribute], note: str = "") -> Event:
        return {
            "uuid": name_uuid(f"{name} {template.name}"),
            "name": template.name,
            "meta-category": template.category,
            "description": template.description,
            "template_uuid": template.uuid,
            "template_version": template.version,
            "timestamp": self._time,
            "comment": note,
            "Attribute": attributes,
        }

    def _attribute(self, thing: str, relation: str, type_: str, value: str, note: str = "") -> Attribute:
        """Give an attribute that no sensor acts on; its UUID is that of what it says of which thing."""
        return {
            "uuid": name_uuid(f"{thing} {relation} {type_} {value}"),
            "type": type_,
            "category": _CATEGORIES.get(type_, "Payload delivery"),
            **({"object_relation": relation} if relation else {}),
            "value": value,
            "to_ids": False,
            "disable_correlation": type_ in ("text", "link"),
            "comment": note,
            "timestamp": self._time,
        }


def _tag(name: str) -> dict[str, object]:
    colour = "#ffffff" if name == TLP_CLEAR else "#5a6f8f"
    return {"colour": colour, "local": False, "name": name, "relationship_type": ""}
