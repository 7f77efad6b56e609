"""Invented data for the exports: two organisations, three issues, and values that are meant to break something."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from cncert_kg.exports.data import Data
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.release import Build
from cncert_kg.store import QUADS
from cncert_kg.vocab import prefixes
from tests import released
from tests.factory import small_build

BASE = DEFAULT_BASE
TITLE = "</script><script>alert(1)</script> \"'\\ {{7*7}} 缓冲区溢出漏洞"
"""A title as it is exported; the data hold it with a control, a line end and a bidi control in it."""
FORMULA = "=cmd|' /C calc'!A0[.]example"
LOOSE_HASH = "abc123"
"""A hash of a length that no algorithm gives."""
MD5 = "00112233445566778899aabbccddeeff"

TURTLE = r"""
<id/dataset/cncert-kg> a dcat:Dataset ; rdfs:label "Invented graph"@en, "虚构图谱"@zh .
<id/dataset/cncert-kg/2031-03-06-0a> a dcat:Dataset ; dct:modified "2031-03-06"^^xsd:date .

corg:hive a org:Organization, d:CSIRT ; rdfs:label "Hive"@en, "蜂巢中心"@zh ; 
    foaf:name "Hive", "HiveCERT"@en, "蜂巢"@zh ; d:founded "2019-05"^^xsd:gYearMonth ;
    foaf:homepage <https://hive.example/> ; vcard:hasTelephone <tel:+861000000000> ;
    d:initiated corg:swarm ; org:memberOf corg:ring .
corg:swarm a org:Organization, d:SharingAlliance ; rdfs:label "Swarm"@en, "蜂群联盟"@zh .
corg:ring a org:Organization ; rdfs:label "Ring"@en, "环"@zh ; skos:exactMatch <http://www.wikidata.org/entity/Q99> .
corg:hive-ZZ a org:Organization, d:Branch ; rdfs:label "Hive, branch"@en, "蜂巢分中心"@zh ; org:unitOf corg:hive ;
    d:jurisdiction area:CN-ZZ ; skos:note "Invented."@en .
corg:wechat-1234567890 a org:Organization ; rdfs:label "Account 1234567890"@en, "账号"@zh ; d:initiated corg:swarm .
<id/org/somebody> a foaf:Agent, <http://xmlns.com/foaf/0.1/Person> ; rdfs:label "Zhang San"@en, "张三"@zh .
<https://teams.example/1> a org:Organization, d:CSIRT ; rdfs:label "Team of an import"@en, "导入的团队"@zh .
mem:hive-ring a org:Membership ; org:member corg:hive ; org:organization corg:ring ; org:role role:full-member .
role:full-member rdfs:label "Full member"@en .
d:initiated rdfs:label "initiated"@en .

ser:bees dct:publisher corg:hive .
<id/report/bees/2031-08> a d:ReportIssue ; rdfs:label "Bees 2031 no. 8"@en, "蜂报\u0007第八期"@zh ;
    dct:isPartOf ser:bees ; dct:issued "2031-03-01"^^xsd:date ; rdfs:seeAlso <https://hive.example/8> ;
    d:highlights vuln:CNVD-2031-00001, vuln:CNVD-C-2031-0002, <http://w3id.org/sepses/resource/cve/CVE-2031-0007> .
<id/report/bees/2030> a d:ReportIssue ; rdfs:label "Bees 2030"@en, "蜂报年报"@zh ; dct:isPartOf ser:bees ;
    dct:issued "2031-01"^^xsd:gYearMonth .
<id/report/bees/2031-09> a d:ReportIssue ; rdfs:label "Bees 2031 no. 9"@en, "无人持有"@zh ; dct:isPartOf ser:bees .

vuln:CNVD-2031-00001 a d:Vulnerability ; dct:identifier "CNVD-2031-00001" ; d:severity sev:high ;
    rdfs:label "标题（CNVD-2031-00001）"@zh, "CNVD-2031-00001"@en ;
    dct:title "</script><script>alert(1)</script>\u0001\n\u202e\"'\\ {{7*7}} 缓冲区溢出漏洞"@zh ;
    dct:issued "2031-02-20"^^xsd:date ; rdfs:seeAlso <https://www.cnvd.org.cn/flaw/show/CNVD-2031-00001> ;
    d:correspondsToCVE <http://w3id.org/sepses/resource/cve/CVE-2031-0007>,
        <http://w3id.org/sepses/resource/cve/CVE-2031-0009> .
vuln:CNVD-C-2031-0002 a d:Vulnerability ; dct:identifier "CNVD-C-2031-0002" ;
    rdfs:label "某缺陷（CNVD-C-2031-0002）"@zh, "CNVD-C-2031-0002"@en .
vuln:CNVD-2031-00003 a d:Vulnerability ; dct:identifier "CNVD-2031-00003" ;
    rdfs:label "CNVD-2031-00003"@zh, "CNVD-2031-00003"@en .
<http://w3id.org/sepses/resource/cve/CVE-2031-0007> dct:identifier "CVE-2031-0007" ;
    d:kevDateAdded "2031-02-25"^^xsd:date .

mal:hornet a d:MalwareFamily ; rdfs:label "Hornet"@en, "大黄蜂"@zh ; skos:altLabel "Vespa"@en ;
    skos:closeMatch bd:family-hornet, <urn:uuid:11111111-2222-4333-8444-555555555555> ;
    skos:exactMatch <https://attack.mitre.org/software/S9999>, <urn:uuid:22222222-2222-4333-8444-555555555555> ;
    skos:narrowMatch <https://attack.mitre.org/software/S9998>, <urn:uuid:33333333-2222-4333-8444-555555555555> ;
    skos:relatedMatch <https://attack.mitre.org/software/S9997> .
<id/other/misp-galaxy/a> rdfs:seeAlso <urn:uuid:22222222-2222-4333-8444-555555555555> ;
    dct:identifier "22222222", "misp-galaxy:botnet=\"Hornet\"" .
<urn:uuid:33333333-2222-4333-8444-555555555555> skos:notation "misp-galaxy:rat=\"Part of Hornet\"" .
<urn:uuid:11111111-2222-4333-8444-555555555555> skos:notation "misp-galaxy:ransomware=\"Hornet\"" .
<id/obs/bees/1> d:issue <id/report/bees/2031-08> ; d:breakdown bd:family-hornet ; d:indicator ind:stings .
ind:stings d:incidentType itype:sting .
itype:sting skos:exactMatch rsit:sting ; skos:narrowMatch rsit:narrower .
rsit:sting skos:notation "rsit:fraud=\"sting\"" .
rsit:narrower skos:notation "rsit:fraud=\"narrower\"" .

<id/doc/aa> prov:specializationOf <id/report/bees/2031-08> .
"""
ASSETS = {
    "domain": "evil[.]example",
    "url": "hxxp://evil[.]example/a'b\\\\c",
    "ip": "198[.]51[.]100[.]7",
    "ipv6": "2001[:]db8[:][:]7",
    "hash": MD5,
    "loose": LOOSE_HASH,
    "formula": FORMULA,
}
"""Malicious addresses and files by the name of each, as Turtle writes them."""
KINDS = {"ipv6": "ip", "loose": "hash", "formula": "domain"}


def _assets() -> str:
    return "".join(
        f'<id/ioc/{name}> a d:IndicatorOfCompromise ; rdfs:label "Asset {name}"@en ; d:defangedValue "{value}" ;'
        f" d:assetKind asset:{KINDS.get(name, name)} ; d:ofFamily mal:hornet .\n"
        f"<id/mention/{name}> oa:hasBody <id/ioc/{name}> ; d:inDocument <id/doc/aa> .\n"
        for name, value in ASSETS.items()
    )


def turtle(base: str = BASE) -> bytes:
    """Give the invented data under a base."""
    names = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes(base).items())
    return f"@base <{base}> .\n{names}{TURTLE}{_assets()}".encode()


def opened(content: bytes, format_: RdfFormat, base: str = BASE) -> Data:
    """Give data as a store."""
    store = Store()
    store.bulk_load(content, format=format_)
    return Data(store, base)


@cache
def invented() -> Data:
    """Give the invented data."""
    return opened(turtle(), RdfFormat.TURTLE)


@cache
def small() -> Data:
    """Give what a few invented documents bring to a release."""
    return built(small_build())


@cache
def embedded() -> Data:
    """Give what the register that comes with the package brings to a release."""
    quads = parse((released.embedded() / QUADS).read_bytes(), RdfFormat.N_QUADS)
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in quads)
    return Data(store, BASE)


def built(made: Build) -> Data:
    """Give the union of a build as a store."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in made.union())
    return Data(store, made.terms.iris.base)


ALL: dict[str, Callable[[], Data]] = {"invented": invented, "small": small, "embedded": embedded}


def in_graphs() -> Data:
    """Give the invented data again, in another order and each statement in two named graphs."""
    store = Store()
    names = [NamedNode(f"{BASE}graph/{letter}") for letter in "ba"]
    quads = sorted(invented().store, key=lambda quad: str(quad)[::-1])
    for name in names:
        store.extend(Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)
    return Data(store, BASE)
