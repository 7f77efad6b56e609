"""The page of the data set says what there is, how large, under which hash, and how to cite it."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache

import pytest

from cncert_kg.graph.distributions import File
from cncert_kg.sections import Counts
from cncert_kg.site import data_set
from cncert_kg.site.data_set import Citation, Facts
from cncert_kg.site.formats import size
from tests.factory import small_build, small_files, whole

IRI = "https://w3id.org/cncert-kg/id/dataset/cncert-kg/2031-02-06-0a1b2c3d"
SETS = [File("mappings/rsit.sssom.tsv", 2048, "ab" * 32)]


@cache
def made() -> dict[str, str]:
    """The files of the small release."""
    described = whole(small_build())
    held = [File(p, len(raw), hashlib.sha256(raw).hexdigest()) for p, raw in sorted(small_files().items())]
    facts = Facts(described.version, described.day, described.counts(), [*held, *SETS], "2031-01-01-00000000")
    found = data_set.files(facts, described.triples, described.named, described.terms)
    return {path: raw.decode() for path, raw in found}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_download_has_its_size_and_hash(lang: str) -> None:
    """What is listed is what the files are, and links lead from the page to them."""
    page = made()[f"{lang}/id/dataset/cncert-kg.html"]
    listed = dict(
        re.findall(r'href="(?:\.\./)+((?:data|validation)/[^"]+)">[^<]*</a></th>.*?<code>([0-9a-f]{64})', page)
    )
    wanted = {p: hashlib.sha256(r).hexdigest() for p, r in small_files().items() if not p.startswith("data/graph/")}
    assert listed == wanted
    assert len(page.encode()) <= 30_000 and page.count("<h1") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_named_graphs_are_listed_and_those_of_copies_together() -> None:
    """A release has a graph for each copy: one row tells their number and size."""
    page = made()["en/id/dataset/cncert-kg.html"]
    graphs = [p for p in small_files() if p.startswith("data/graph/")]
    copies = [p for p in graphs if p.startswith("data/graph/doc/")]
    assert copies and all(f"/{p}" in page for p in graphs if p not in copies)
    assert f"{len(copies)} graphs, one for each copy" in page and "/data/graph/doc/" not in page


def test_the_page_is_what_search_engines_read_too() -> None:
    """schema.org's Dataset, with version, licence, and every file of the whole."""
    page = made()["en/id/dataset/cncert-kg.html"]
    found = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])["@graph"][0]
    assert (found["@type"], found["version"]) == ("Dataset", whole(small_build()).version)
    raw = small_files()["data/cncert-kg.nq"]
    assert hashlib.sha256(raw).hexdigest() in {d["sha256"] for d in found["distribution"]}
    assert {d["encodingFormat"] for d in found["distribution"]} == {"text/turtle", "application/n-quads", "text/csv"}


def test_the_files_to_cite_by_agree() -> None:
    """One version, one address, one title, in all three."""
    version = whole(small_build()).version
    for name in ("CITATION.cff", "citation.bib", "citation.json"):
        text = made()[name]
        assert version in text and f"id/dataset/cncert-kg/{version}" in text and "CNCERT knowledge graph" in text
    assert json.loads(made()["citation.json"])[0]["type"] == "dataset"


@pytest.mark.parametrize(
    ("day", "cff", "bibtex", "csl"),
    [
        ("2031-02-06", 'date-released: "2031-02-06"', "date = {2031-02-06}", [2031, 2, 6]),
        ("2031-02", None, "date = {2031-02}", [2031, 2]),
        ("2031", None, "year = {2031}", [2031]),
        ("", None, None, None),
    ],
)
def test_a_citation_is_dated_as_the_data_are(
    day: str, cff: str | None, bibtex: str | None, csl: list[int] | None
) -> None:
    """CFF takes whole days only; a release without a day has no date."""
    made_ = Citation("v1", day, IRI)
    assert (cff in made_.cff()) if cff else ("date-released" not in made_.cff())
    assert (bibtex in made_.bibtex()) if bibtex else ("year" not in made_.bibtex())
    assert json.loads(made_.csl())[0].get("issued") == ({"date-parts": [csl]} if csl else None)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1999, "1.99 kB"), (12_345, "12.3 kB"), (798_038, "798 kB"),
     (1_000_000, "1.00 MB"), (73_812_000, "73.8 MB"), (273_000_000, "273 MB"), (1_050_000_000, "1.05 GB")],
)  # fmt: skip
def test_sizes_are_readable(count: int, text: str) -> None:
    """Three digits, cut and not rounded up."""
    assert size(count) == text


def test_a_release_of_nothing_has_a_page() -> None:
    """No files and no classes: the page says so by empty tables, and fails nowhere."""
    described = whole(small_build())
    facts = Facts("v", "", Counts(), ())
    assert len(dict(data_set.files(facts, described.triples, described.named, described.terms))) == 5
