"""Values become triples that any store keeps as they are, each of which leads back to its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from cncert_kg import building
from cncert_kg.conversion import rdflib_term
from cncert_kg.graph.assembly import Graphs, account_slug, graphs
from cncert_kg.graph.observations import grouped
from cncert_kg.graph.terms import calendar, decimal, plain, typed
from cncert_kg.indicators import indicators
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.merge import merge
from cncert_kg.readers import register
from cncert_kg.release import Build
from cncert_kg.tables import observations_csv
from cncert_kg.vocab import DCT, EXTERNAL, OA, ORG, OWL, PROV, QB, RDF, RDFS, SDMX_MEASURE, SKOS, XSD, own
from tests import factory, real
from tests.conftest import ROOT
from tests.factory import embedded_build, small_build

D = own()
Make = Callable[[], Build]
DATATYPES = {
    XSD.terms[name]
    for name in "string integer decimal date dateTime gYear gYearMonth boolean anyURI hexBinary".split()  # noqa: SIM905
}
BUILDS = pytest.mark.parametrize("made", [small_build, embedded_build], ids=["small", "embedded"])


@cache
def union(make: Make) -> frozenset[Triple]:
    """Give all triples of a build."""
    return frozenset(make().union())


@cache
def about(make: Make) -> dict[object, dict[NamedNode, set[object]]]:
    """Give subject to predicate to objects of a build."""
    out: dict[object, dict[NamedNode, set[object]]] = defaultdict(lambda: defaultdict(set))
    for t in union(make):
        out[t.subject][t.predicate].add(t.object)
    return out


def literals(made: Make) -> list[Literal]:
    return [t.object for t in union(made) if isinstance(t.object, Literal)]


@BUILDS
def test_there_are_no_blank_nodes(made: Make) -> None:
    """Every subject and object is an IRI or a literal."""
    assert all(isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal) for t in union(made))


@BUILDS
def test_a_store_keeps_every_literal(made: Make) -> None:
    """Oxigraph rewrites what is not canonical; what it gives back is what was put in."""
    store, triples = Store(), union(made)
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    assert {q.triple for q in store} == triples


@BUILDS
def test_literals_are_well_typed_of_the_known_types_and_languages(made: Make) -> None:
    """Only the datatypes of the design, only zh and en, and rdflib finds none ill-typed."""
    found = literals(made)
    assert {x.language for x in found if x.language} == {"zh", "en"}
    assert {x.datatype for x in found if not x.language} <= DATATYPES
    assert not [x for x in found if getattr(rdflib_term(x), "ill_typed", False)]


@BUILDS
def test_every_class_and_property_is_in_the_vocabulary(made: Make) -> None:
    """The data use no term that `vocab` does not list."""
    known = {term for v in (*EXTERNAL, D) for term in v.terms.values()}
    used = {t.predicate for t in union(made)} | {t.object for t in union(made) if t.predicate == RDF.type}
    assert used - known == set()


@BUILDS
def test_everything_pointed_to_is_described(made: Make) -> None:
    """No IRI under the base is an object without being a subject, the ontology's version excepted.

    The data set itself is described with the release as a whole, which reports alone do not make.
    """
    triples = union(made)
    described = {t.subject for t in triples} | {NamedNode(f"{DEFAULT_BASE}id/dataset/cncert-kg")}
    dangling = {
        (t.predicate.value, t.object.value)
        for t in triples
        if isinstance(t.object, NamedNode) and t.object.value.startswith(DEFAULT_BASE) and t.object not in described
    }
    assert {(p, o) for p, o in dangling if p != OWL.versionIRI.value} == set()


LABELLED = (
    D.SourceDocument, D.ReportIssue, D.ReportSeries, D.Claim, D.Gap, D.Contradiction, D.ExtractionRule, D.ExtractionRun,
    D.Chapter, D.Indicator, D.UndatedPeriod, QB.Observation, QB.DataSet, QB.DataStructureDefinition, OA.Annotation,
    DCT.PeriodOfTime, SKOS.Concept, SKOS.ConceptScheme, ORG.Organization, ORG.Membership,
)  # fmt: skip


@pytest.mark.shared
@pytest.mark.slow
def test_the_real_documents_keep_these_rules_too(shared: Path) -> None:
    """Over everything in the shared folder: kept by a store, nothing dangling, quotes at their offsets."""
    found = list(real.reports(shared))
    corpus = merge(found, knowledge().accounts)
    triples = {t for ts in graphs(corpus, knowledge(), Iris()).values() for t in ts}
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    assert {q.triple for q in store} == triples
    described = {t.subject for t in triples}
    objects = {t.object for t in triples if isinstance(t.object, NamedNode) and t.predicate != OWL.versionIRI}
    assert {o.value for o in objects - described if o.value.startswith(DEFAULT_BASE)} == set()
    texts = {r.document.key: r.document.text for r in found}
    exact = {t.subject.value: t.object.value for t in triples if t.predicate == OA.exact}  # type: ignore[union-attr]
    for quote, words in exact.items():
        key, start, end = quote.rsplit("/", 1)[1].removesuffix("#quote").split("-")
        assert texts[key][int(start) : int(end)] == words
    assert len(exact) > 300
    sentences = {t.object.value for t in triples if t.predicate == D.sentence}  # type: ignore[union-attr]
    assert max(map(len, sentences)) <= 300


@BUILDS
def test_everything_has_one_label_in_each_language(made: Make) -> None:
    """Every thing of the design's classes has exactly one rdfs:label in zh and one in en."""
    things = about(made)
    wrong = {
        subject.value: sorted(x.language for x in parts[RDFS.label])  # type: ignore[attr-defined]
        for subject, parts in things.items()
        if parts[RDF.type] & set(LABELLED) and sorted(x.language for x in parts[RDFS.label]) != ["en", "zh"]  # type: ignore[attr-defined]
    }
    assert wrong == {}


@BUILDS
def test_concepts_and_organisations_have_a_preferred_label(made: Make) -> None:
    """skos:prefLabel stands beside rdfs:label, in both languages."""
    for subject, parts in about(made).items():
        if parts[RDF.type] & {SKOS.Concept, ORG.Organization}:
            assert {x.language for x in parts[SKOS.prefLabel]} >= {"en", "zh"}, subject  # type: ignore[attr-defined]


@BUILDS
def test_direct_triples_about_organisations_stand_in_the_curated_graph(made: Make) -> None:
    """No named graph but `org` says anything of an organisation directly, the links of mapping sets excepted."""
    start = f"{DEFAULT_BASE}id/org/"
    links = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    elsewhere = {
        (name, t.subject.value)
        for name, triples in made().graphs.items()
        if name != "org"
        for t in triples
        if isinstance(t.subject, NamedNode) and t.subject.value.startswith(start)
        if not (name.startswith("links/") and t.predicate in links)
    }
    assert elsewhere == set()


@BUILDS
def test_every_observation_is_one_hop_from_its_mentions_and_three_from_the_offsets(made: Make) -> None:
    """prov:wasDerivedFrom leads to the mention; target and selector lead on to the code points."""
    things = about(made)
    observations = [s for s, parts in things.items() if QB.Observation in parts[RDF.type]]
    assert len(observations) == len(made().corpus.observations)
    for node in observations:
        assert things[node][PROV.wasDerivedFrom], node
        for mention in things[node][PROV.wasDerivedFrom]:
            assert node in things[mention][OA.hasBody]
            assert bool(things[mention][D.sentence]) != bool(things[mention][D.wasReadFromRegister])
            (target,) = things[mention][OA.hasTarget]
            places = [things[s] for s in things[target][OA.hasSelector] if things[s][OA.start]]
            (start,), (end,) = places[0][OA.start], places[0][OA.end]
            assert len(places) == 1
            assert int(start.value) < int(end.value)  # type: ignore[attr-defined]


def test_a_sentence_holds_its_quote_at_the_offsets() -> None:
    """The exact words of a mention are those of the text at its place, and its sentence holds them."""
    things = about(small_build)
    texts = {r.document.key: r.document.text for r in small_build().inputs}
    checked = 0
    for node, parts in things.items():
        if OA.Annotation not in parts[RDF.type]:
            continue
        key, start, end = node.value.rsplit("/", 1)[1].split("-")  # type: ignore[attr-defined]
        words = texts[key][int(start) : int(end)]
        (sentence,) = parts[D.sentence]
        assert Literal(words) in things[NamedNode(f"{node.value}#quote")][OA.exact]  # type: ignore[attr-defined]
        assert " ".join(words.split()) in sentence.value  # type: ignore[attr-defined]
        checked += 1
    assert checked > 15


def node(path: str) -> NamedNode:
    return NamedNode(DEFAULT_BASE + path)


def only(make: Make, subject: NamedNode, predicate: NamedNode) -> set[object]:
    return about(make)[subject][predicate]


def cell(indicator: str, period: str, statistic: str = "level") -> str:
    area = indicators()[indicator].area
    return f"id/obs/cncert-weekly/{indicator}/{area}/{period}/{statistic}/total"


AREA = indicators()["incident-handled"].area
HANDLED = cell("incident-handled", "2031-02-17_2031-02-23")


def test_an_observation_has_its_dimensions_its_measure_and_its_attributes() -> None:
    """The triples of one cell of the cube, one by one."""
    parts = dict(about(small_build)[node(HANDLED)])
    mentions = parts.pop(PROV.wasDerivedFrom)
    assert {m.value.rsplit("/", 1)[1][:16] for m in mentions} == {  # type: ignore[attr-defined]
        r.document.key for r in small_build().inputs if r.issue == "2031-07"
    }
    assert {p.value.replace("#", "/").rsplit("/", 1)[1]: {str(o) for o in objects} for p, objects in parts.items()} == {
        "type": {str(QB.Observation)},
        "label": parts_labels(parts),
        "series": {f"<{DEFAULT_BASE}id/series/cncert-weekly>"},
        "indicator": {f"<{DEFAULT_BASE}code/indicator/incident-handled>"},
        "refArea": {f"<{DEFAULT_BASE}code/area/{AREA}>"},
        "refPeriod": {f"<{DEFAULT_BASE}id/period/2031-02-17_2031-02-23>"},
        "statistic": {f"<{DEFAULT_BASE}code/statistic/level>"},
        "breakdown": {f"<{DEFAULT_BASE}code/breakdown/total>"},
        "dataSet": {f"<{DEFAULT_BASE}id/cube/indicators>"},
        "obsValue": {'"431"^^<http://www.w3.org/2001/XMLSchema#decimal>'},
        "unitMeasure": {f"<{DEFAULT_BASE}code/unit/incident>"},
        "valueQualifier": {f"<{DEFAULT_BASE}code/qualifier/exact>"},
        "obsStatus": {"<http://purl.org/linked-data/sdmx/2009/code#obsStatus-A>"},
        "issue": {f"<{DEFAULT_BASE}id/report/cncert-weekly/2031-07>"},
        "valueSource": {'"own-issue"'},
    }


def parts_labels(parts: dict[NamedNode, set[object]]) -> set[str]:
    labels = {str(x) for x in parts[RDFS.label]}
    assert any("431" in x and x.endswith("@zh") for x in labels)
    return labels


def test_a_rating_stands_in_the_cube_of_ratings() -> None:
    """A coded figure has a coded value, no number, and the statistic level."""
    (made,) = (o for o in small_build().corpus.observations if o.figure.code == "excellent")
    subject = node(cell("security-rating", made.period.key, "coded"))
    assert only(small_build, subject, D.codedValue) == {node("code/rating/excellent")}
    assert only(small_build, subject, QB.dataSet) == {node("id/cube/ratings")}
    assert only(small_build, subject, SDMX_MEASURE.obsValue) == set()


def test_a_fall_by_nothing_is_zero() -> None:
    """`↓0%` is 0 in the graph and in the label, not -0, which a store would rewrite."""
    found = [o for o in small_build().corpus.observations if o.indicator == "malware-propagation"]
    subject = node(cell("malware-propagation", found[0].period.key, "wow"))
    assert only(small_build, subject, SDMX_MEASURE.obsValue) == {Literal("0", datatype=XSD.decimal)}
    assert (grouped(Decimal("-0")), decimal(Decimal("-0")).value) == ("0", "0")


def test_an_undated_issue_has_an_undated_period() -> None:
    """A copy without number or dates is an issue of its own, whose period has no bounds."""
    (issue,) = (i for i in small_build().corpus.issues if i.key.startswith("undated-"))
    parts = about(small_build)[node(f"id/period/{issue.key}")]
    assert D.UndatedPeriod in parts[RDF.type]
    assert not any("Date" in p.value for p in parts if parts[p])


def test_a_conflict_keeps_both_sides_and_is_said() -> None:
    """Two copies that disagree keep their values on their mentions; the contradiction carries both."""
    things = about(small_build)
    stated = {
        value.value  # type: ignore[attr-defined]
        for m in things[node(HANDLED)][PROV.wasDerivedFrom]
        for value in things[m][D.statedValue]
    }
    assert stated == {"431", "413"}
    (finding,) = (s for s, parts in things.items() if node("code/finding/values-differ") in parts[D.findingKind])
    assert things[finding][D.evidence] == things[node(HANDLED)][PROV.wasDerivedFrom]
    assert things[finding][D.about] == {node(HANDLED)}
    assert all("431 ≠ 413" in x.value for x in things[finding][RDFS.label])  # type: ignore[attr-defined]


def test_claims_that_differ_stay_claims() -> None:
    """The invented founding is a claim with its place; the curated one stays the direct triple."""
    things = about(small_build)
    founded = things[node("id/org/cncert")][D.founded]
    (claim,) = (s for s, parts in things.items() if parts[RDF.object] == {Literal("2003-05", datatype=XSD.gYearMonth)})
    assert Literal("2003-05", datatype=XSD.gYearMonth) not in founded
    assert things[claim][D.claimStatus] == {node("code/claim-status/normal")}
    assert things[claim][RDF.subject] == {node("id/org/cncert")}
    differing = [s for s, p in things.items() if node("code/finding/claims-differ") in p[D.findingKind]]
    assert any(claim in things[f][D.evidence] for f in differing)


def test_a_claim_that_the_curated_graph_makes_too_is_preferred() -> None:
    """What a document says and the curated graph says is `preferred`."""
    things = about(embedded_build)
    claims = [p for p in things.values() if D.Claim in p[RDF.type] and p[PROV.wasDerivedFrom]]
    preferred = [p for p in claims if p[D.claimStatus] == {node("code/claim-status/preferred")}]
    assert preferred
    for parts in preferred:
        (subject,), (predicate,), (value,) = parts[RDF.subject], parts[RDF.predicate], parts[RDF.object]
        assert value in things[subject][predicate]  # type: ignore[index]


def test_a_shell_proves_an_issue_and_nothing_else() -> None:
    """A saved title gives the copy, its issue and one gap on the issue, without any figure."""
    things = about(small_build)
    issue = node("id/report/cncert-weekly/2031-09")
    (gap,) = (s for s, p in things.items() if D.Gap in p[RDF.type] and issue in p[D.about])
    assert things[gap][D.gapReason] == {node("code/gap-reason/shell")}
    assert not [s for s, p in things.items() if QB.Observation in p[RDF.type] and issue in p[D.issue]]


def test_an_issue_that_is_only_listed_is_one_gap() -> None:
    """The issue another one links to exists, with its address, and is not held."""
    things = about(small_build)
    issue = node("id/report/cncert-weekly/2031-06")
    assert things[issue][RDFS.seeAlso] == {NamedNode(factory.address(6, factory.own_account()))}
    (gap,) = (s for s, p in things.items() if D.Gap in p[RDF.type] and issue in p[D.about])
    assert things[gap][D.gapReason] == {node("code/gap-reason/issue-not-held")}


def test_hostile_titles_stay_letter_for_letter() -> None:
    """Markup in a title is text, and stays so."""
    titles = {t.object.value for t in union(small_build) if t.predicate == DCT.title and isinstance(t.object, Literal)}
    assert any(title.endswith("<script>alert(1)</script>") for title in titles)


URLS = (
    "javascript:alert(1)", "https://x/%zz", "ftp://x/", "http://[::1", "http:///x", 'https://x/"><script>', "=cmd()",
    "https://mp.weixin.qq.com/s?__biz=AAAA&mid=1", "https://mp.weixin.qq.com/s?__biz=MzIwNDk0M&mid=1",
    "https://mp.weixin.qq.com/s?__biz=MDEy&mid=1", "https://x/\u3000\u200b", "www.example.org", "https://用户@例/",
)  # fmt: skip


def test_no_address_stops_a_build() -> None:
    """An address that is none is left out, an account that is none gets a hash; the figures stay."""
    posts = {f"{n}.md": factory.weekly_post(n, url=url) for n, url in enumerate(URLS, start=11)}
    made = building.build(factory.reports(posts), DEFAULT_BASE)
    addresses = [
        t.object.value
        for t in made.union()
        if t.predicate == DCT.source and "/id/doc/" in str(t.subject) and isinstance(t.object, NamedNode)
    ]
    assert made.validation.violations == ()
    assert len(made.corpus.observations) == 4 * len(URLS)
    assert len(addresses) == len(URLS) - 6
    assert all(a.startswith(("http://", "https://")) for a in addresses)
    assert "=cmd()" not in observations_csv(made.corpus.observations, made.terms).decode()


@pytest.mark.parametrize("account", ["AAAA", "MDEy", "MzIwNDk0M", "4pmh", "LTE=", "MV8w"])
def test_an_odd_account_has_a_slug_of_its_own(account: str) -> None:
    """What encodes no plain number is known by a hash, so that no two accounts are one."""
    assert account_slug(account) not in (account_slug("MTI="), account_slug("MQ=="))
    assert len(account_slug(account)) == len("wechat-") + 16
    assert account_slug("MTI=") == "wechat-12"


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("1.50", "decimal"), ("007", "decimal"), ("-0", "decimal"), ("1E2", "decimal"), ("１２", "integer"),
        ("+1", "integer"),
        ("-0", "integer"), ("2031-02-30", "date"), ("2031-13", "gYearMonth"), ("2031-00", "gYearMonth"), 
        ("31", "gYear"),
        ("2031-02-17+08:00", "date"), ("TRUE", "boolean"), ("1", "boolean"), ("ABCD", "hexBinary"), 
        ("abc", "hexBinary"),
        ("a b", "anyURI"), ("1\n", "integer"), ("2031-02-17\n", "date"),
    ],
)  # fmt: skip
def test_typed_refuses_what_is_not_canonical(lexical: str, datatype: str) -> None:
    """A literal that a store would rewrite, or that is none of its type, is never made."""
    with pytest.raises(ValueError):
        typed(lexical, datatype)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.50", "1.5"), ("1E+3", "1000"), ("-0.0", "0"), ("0.000001", "0.000001"), ("-7.60", "-7.6"), ("100", "100")],
)
def test_plain_writes_a_decimal_canonically(value: str, text: str) -> None:
    """No exponent, no trailing zero, no negative zero."""
    assert (plain(Decimal(value)), decimal(Decimal(value)).value) == (text, text)


@pytest.mark.parametrize("text", ["", "31", "2031-2-3", "2031-02-30", "2031-13", "20310217", "2031-02-17T00"])
def test_calendar_refuses(text: str) -> None:
    """A day that is none is not published as one."""
    with pytest.raises(ValueError):
        calendar(text)


def test_named_graphs_hold_what_their_names_say() -> None:
    """One graph a copy, one a series; a copy's graph speaks of that copy alone."""
    graphs: Graphs = small_build().graphs
    copies = {f"doc/{r.document.key}" for r in small_build().corpus.reports if r.is_used or r.series}
    assert {n for n in graphs if n.startswith("doc/")} == copies
    assert {n for n in graphs if n.startswith("obs/")} == {"obs/cncert-weekly", "obs/org-statistics"}
    for name in copies:
        key = name.removeprefix("doc/")
        assert all(key in str(t.subject) for t in graphs[name]), name


def test_the_text_of_a_document_is_never_published() -> None:
    """No literal is longer than a sentence may be, and none is the text of a document."""
    texts = [r.document.text for r in small_build().inputs]
    own_words = [x.value for name, ts in small_build().graphs.items() if name.startswith(("doc/", "obs/")) for t in ts
                 if isinstance(x := t.object, Literal)]  # fmt: skip
    assert max(map(len, own_words)) <= 300
    assert not set(filter(None, texts)) & set(own_words)


def test_a_date_is_the_documents_own() -> None:
    """The day of publication is the one the copy states."""
    (week,) = (r for r in small_build().inputs if r.document.name == "week-07.md")
    assert week.document.published == date(2031, 2, 27)
    copy = node(f"id/doc/{week.document.key}")
    assert only(small_build, copy, DCT.issued) == {Literal("2031-02-27", datatype=XSD.date)}


def test_the_embedded_register_leads_to_places_without_sentences() -> None:
    """From the register a mention has its offsets and says that its words are not here."""
    register_mentions = [t for t in union(embedded_build) if t.predicate == D.wasReadFromRegister]
    assert register_mentions
    assert not [t for t in union(embedded_build) if t.predicate in (D.sentence, OA.exact)]
    assert register.embedded().is_dir()


def test_every_test_document_can_be_built_with_all_others() -> None:
    """What a page names and no code list has becomes a concept of its kind, whatever the kind is called."""
    documents = ROOT / "tests" / "documents"
    found = {path.name: path.read_bytes() for path in sorted(documents.iterdir()) if path.suffix != ".json"}
    known = knowledge(DEFAULT_BASE)
    made = graphs(merge(factory.reports(found), known.accounts), known, Iris(DEFAULT_BASE))["codes"]
    codes = {t.subject for t in made}
    broader = {t.object for t in made if t.predicate == SKOS.broader}
    assert broader <= codes
