"""Invented files of CNVD's catalogue beside two small reports, and builds of them; figures and names are our own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from cncert_kg import shelves, vulnerabilities
from cncert_kg.cache import Cache, Memory
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.others import Others, others
from cncert_kg.parts import Part
from cncert_kg.publication import lock
from cncert_kg.publishing import Outcome, Request, publish
from cncert_kg.sections import section
from cncert_kg.shelves import Extras, Shelves
from cncert_kg.validation_report import Report as Validation
from cncert_kg.vocab import prefixes
from cncert_kg.vulnerabilities import File
from cncert_kg.vulnerability import Vulnerability
from tests.reading import raw
from tests.test_cnvd_xml import document, element

SECRETS = ("此处为测试所写的一段话", "又一段话", "某甲")
"""What every invented entry says in prose, and who discovered it."""
HOSTILE = ("<script>alert(1)</script>", "=HYPERLINK(1)", 'a\u0007"><img src=x onerror=alert(1)>', "{{7*7}}\\n@prefix")
"""Titles that would do harm on a page, in a spreadsheet, or in Turtle; the second is a type too."""

REPORTS = ("attention-list.md", "advisory-numbered.md")
"""Test documents; both name CNVD-2031-10001."""
FILES = {
    "2021.xml": document(
        element(number="CNVD-2021-10000", cves=""),
        element(number="CNVD-2021-100001", serverity=""),
        element(number="CNVD-2021-10001", title=escape(HOSTILE[0])),
        element(number="CNVD-2021-10002", title=HOSTILE[1], isEvent=HOSTILE[1], patchName=HOSTILE[1]),
        element(number="CNVD-2021-20001", title=escape(HOSTILE[2])),
        element(number="CNVD-2021-20002", title=HOSTILE[3], cves="<cve><cveNumber>2021-1</cveNumber></cve>"),
    ),
    "2022.xml": document(
        element(),
        element(number="CNVD-C-2022-06885"),
        element(
            number="CNVD-2031-10001", title="目录写下的标题", cves="<cve><cveNumber>CVE-2031-20009</cveNumber></cve>"
        ),
    ),
    "again.xml": document(
        element(),
        element(number="CNVD-2021-10000", cves="", title="后来的标题", openTime="2022-02-01"),
        element(number="CNVD-2022-77001", cves="<cve><cveNumber>CVE-2020-10001</cveNumber></cve>"),
    ),
}
"""Entries of five and six digits, one that stands twice alike, one that stands twice with different fields."""

KEV = (
    "cveID,vendorProject,product,dateAdded,dueDate,knownRansomwareCampaignUse\n"
    "CVE-2021-12345,Example,Router,2022-03-01,2022-03-22,Known\n"
    "CVE-2019-99991,Example,Switch,2021-11-03,2022-05-03,Unknown\n"
)
SET = """\
#sssom_version: "1.1"
#curie_map:
#  vuln: https://w3id.org/cncert-kg/id/vuln/
#  cve: http://w3id.org/sepses/resource/cve/
#  x: https://example.org/
#mapping_set_id: https://example.org/own.sssom.tsv
#mapping_set_title: "An invented set"
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tobject_id\tmapping_justification
vuln:CNVD-2022-06883\tskos:relatedMatch\tx:one\tsemapv:ManualMappingCuration
vuln:CNVD-2039-00001\tskos:relatedMatch\tx:two\tsemapv:ManualMappingCuration
vuln:CNVD-2022-06999\tskos:relatedMatch\tx:three\tsemapv:ManualMappingCuration
vuln:no-number\tskos:relatedMatch\tx:four\tsemapv:ManualMappingCuration
cve:CVE-2039-00002\tskos:relatedMatch\tx:five\tsemapv:ManualMappingCuration
"""


@dataclass(frozen=True, slots=True)
class Built:
    """A folder of inputs, and a release of them."""

    place: Path
    outcome: Outcome

    @property
    def target(self) -> Path:
        """The release folder."""
        return self.place / "public"

    @property
    def cache(self) -> Path:
        """The folder of what the build worked out."""
        return self.place / ".public.cache"


def save(place: Path) -> Path:
    """Write all inputs below a folder; a file of the catalogue is among the reports too."""
    for name in ("in", "cnvd"):
        (place / name).mkdir(parents=True)
    for name in REPORTS:
        (place / "in" / name).write_bytes(raw(name))
    for name, text in FILES.items():
        (place / "cnvd" / name).write_text(text, "utf-8")
    (place / "in" / "2022.xml").write_text(FILES["2022.xml"], "utf-8")
    (place / "kev.csv").write_text(KEV, "utf-8")
    (place / "own.sssom.tsv").write_text(SET, "utf-8")
    return place


def request(place: Path, cnvd: Iterable[Path] = (), given: Others | None = None) -> Request:
    """Give the request for all inputs below a folder, with another catalogue or other data of others where given."""
    if given is None:
        given = others([(place / "kev.csv", "2025-08-25")], [place / "own.sssom.tsv"], DEFAULT_BASE)
    return Request(DEFAULT_BASE, (place / "in",), tuple(cnvd) or (place / "cnvd",), given)


def build(place: Path, asked: Request | None = None, executor: Executor | None = None) -> Built:
    """Build below a folder."""
    with lock(place / "public") as publication:
        return Built(place, publish(asked or request(place), publication, executor, lambda _: None))


@cache
def first() -> Built:
    """Give the release of all inputs, made once in a folder in memory where there is one; never changed."""
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return build(save(place))


def copy() -> Path:
    """Give a folder with the inputs, the release and the cache of `first`; the caller's own, to be removed."""
    place = first().place
    other = Path(tempfile.mkdtemp(dir=place.parent))
    shutil.copytree(place, other, symlinks=True, copy_function=_copied, dirs_exist_ok=True)
    return other


def _copied(one: str, other: str) -> None:
    """Give a file of a release, which nobody changes, a second name only."""
    (os.link if ".releases" in one else shutil.copyfile)(one, other)


def shelved(
    stated: Iterable[Vulnerability], base: str = DEFAULT_BASE, extras: Extras | None = None, store: Cache | None = None
) -> Shelves:
    """Give the shelves of some entries, as if of one file."""
    held: Cache = store if store is not None else Memory()
    pack = vulnerabilities.spool(stated)
    held.put("spool", shelves.spool_key("0" * 64), pack)
    file: File = vulnerabilities.file("invented.xml", "0" * 64, pack)
    return shelves.shelved(base, shelves.Spools((file,)), {}, {}, extras or {}, held)


def nothing(base: str = DEFAULT_BASE) -> Part:
    """Give what no report at all brings to a release."""
    counts = {"inputs": 0, "outcomes": {}, "issues": 0, "observations": 0, "claims": 0, "contradictions": 0, "gaps": 0}
    empty = section([], prefixes(Iris(base).base))
    return Part(
        base, (), empty, Validation(), {"counts": counts, "inputs": []}, (), (), "", "", (), (), frozenset(), b"", b""
    )
