"""The data set, the run that made it, and the rules that read the mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from cncert_kg import __version__
from cncert_kg.corpus import Corpus
from cncert_kg.graph.terms import Terms, calendar, described, en, typed, zh
from cncert_kg.iris import digest
from cncert_kg.model import Report
from cncert_kg.vocab import CC0, DCAT, DCT, FOAF, PROV, RDF, VOID
from cncert_kg.vulnerabilities import File

TITLE = ("CNCERT 知识图谱", "CNCERT knowledge graph")
_ABOUT = (
    "国家互联网应急中心及其发起的联盟所发布报告中的机构信息与周度观测值，逐条可追溯到原文语句。",
    "Organisations and observations published by CNCERT/CC and its alliances, each traceable to its sentence.",
)
_RIGHTS = (
    "引文的权利归原发布者所有；其余数据以 CC0 发布。",
    "Quotations keep their publishers' rights; all other data are CC0.",
)
_CATALOGUE_RIGHTS = (
    "标题与产品名为 CNVD 原文；描述与发现者不予发布。",
    "Titles and names of products are CNVD's; descriptions and discoverers are not published.",
)


def run_key(hashes: Iterable[str]) -> str:
    """Identify a run by the SHA-256 of its inputs and the version of the code, in no matter what order."""
    return digest(__version__, *sorted(set(hashes)))


def latest(reports: Iterable[Report]) -> str:
    """Give the newest day any input states for itself: the data set's date, without a clock. May be empty."""
    days = (r.document.published.isoformat() for r in reports if r.document.published)
    return max(days, default="")


def version(day: str, hashes: Iterable[str]) -> str:
    """Name the version of the data: its newest day, and the run of all its inputs."""
    return "-".join(filter(None, (day, run_key(hashes)[:8])))


def dataset(name: str, modified: str, runs: Iterable[NamedNode], terms: Terms) -> Iterator[Triple]:
    """Give the data set and its version `name`. `modified` is a day, or empty where no input has one."""
    whole, this = terms.iris.dataset(), terms.iris.dataset(name)
    for node in (whole, this):
        yield from described(node, (DCAT.Dataset, VOID.Dataset), *TITLE)
        for text, language in zip(_ABOUT, (zh, en), strict=True):
            yield Triple(node, DCT.description, language(text))
        for text, language in zip(_RIGHTS, (zh, en), strict=True):
            yield Triple(node, DCT.rights, language(text))
        yield Triple(node, DCT.license, CC0)
    yield Triple(whole, DCAT.hasVersion, this)
    yield Triple(this, DCAT.isVersionOf, whole)
    yield Triple(this, DCAT.version, Literal(name))
    for run_ in runs:
        yield Triple(this, PROV.wasGeneratedBy, run_)
    if modified:
        yield Triple(this, DCT.modified, calendar(modified))


def run(node: NamedNode, names: tuple[str, str], used: Iterable[NamedNode], terms: Terms) -> Iterator[Triple]:
    """Give an extraction run: which copies it used, in which version of the software."""
    software = terms.iris.at("id", "software", f"cncert-kg-{__version__}")
    yield from described(node, (terms.d.ExtractionRun, PROV.Activity), *names)
    yield from described(software, (PROV.SoftwareAgent,), f"cncert-kg {__version__}", f"cncert-kg {__version__}")
    yield Triple(node, PROV.wasAssociatedWith, software)
    for document in used:
        yield Triple(node, PROV.used, document)


def vulnerability_catalogue(numbers: int, run_: NamedNode, terms: Terms) -> Iterator[Triple]:
    """Give CNVD's catalogue as far as its files are held: `numbers` entries, read in one run."""
    node, types = terms.iris.at("id", "dataset", "cnvd"), (terms.d.VulnerabilityCatalogue, DCAT.Dataset, VOID.Dataset)
    yield from described(node, types, "CNVD 漏洞目录（所收共享文件）", "CNVD catalogue, as far as its files are held")
    for text, language in zip(_CATALOGUE_RIGHTS, (zh, en), strict=True):
        yield Triple(node, DCT.rights, language(text))
    yield Triple(node, DCT.publisher, terms.iris.org("cnvd"))
    yield Triple(node, DCT.isPartOf, terms.iris.dataset())
    yield Triple(node, VOID.entities, typed(str(numbers), "integer"))
    yield Triple(node, PROV.wasGeneratedBy, run_)


def shared_file(file: File, terms: Terms) -> Iterator[Triple]:
    """Give a file of CNVD's shared XML."""
    node, name = terms.iris.document(file.key), file.name
    types = (terms.d.SourceDocument, FOAF.Document, PROV.Entity)
    yield from described(node, types, f"CNVD 共享漏洞文件 {name}", f"CNVD shared file {name}")
    yield Triple(node, terms.d.rawSha256, typed(file.sha256, "hexBinary"))
    yield Triple(node, terms.d.copyStatus, terms.code("copy-status", "full"))
    yield Triple(node, DCT.publisher, terms.iris.org("cnvd"))


def rules(corpus: Corpus, terms: Terms) -> Iterator[Triple]:
    """Give each rule that read a mention of this data set."""
    for rule in sorted({m.rule for report in corpus.reports for m in report.mentions()}):
        node = terms.iris.rule(*rule.split("/", 1))
        yield from described(node, (terms.d.ExtractionRule, PROV.Plan), f"抽取规则 {rule}", f"Extraction rule {rule}")
        yield Triple(node, RDF.type, PROV.Entity)
