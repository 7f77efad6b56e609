"""What the shipped questions answer: on the embedded release, beside the corpus it was made of, and on small builds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from cncert_kg import inventory, store
from cncert_kg.corpus import Corpus
from cncert_kg.graph.terms import plain
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.others import others
from cncert_kg.questions import Question, question, questions
from cncert_kg.release import Build
from cncert_kg.vocab import prefixes
from tests import factory, real, released
from tests.conftest import DEEP, ROOT
from tests.factory import data_of, embedded_build, own_account, reports, small_build, weekly_post, with_sets

Rows = list[tuple[str, ...]]
NQ, TTL = "data/cncert-kg.nq", "data/cncert-kg.ttl"
NAMES = sorted(prefixes().items(), key=lambda item: -len(item[1]))


def short(cell: object) -> str:
    """Give a cell in brief: an IRI by our prefix, nothing as `-`."""
    if isinstance(cell, NamedNode):
        prefix, namespace = next(((p, n) for p, n in NAMES if cell.value.startswith(n)), ("", ""))
        return f"{prefix}:{cell.value[len(namespace) :]}" if prefix else cell.value
    return cell.value if isinstance(cell, Literal) else "-"


def answer(filled: Store, name: str, **values: str) -> Rows:
    """Give the rows of a question in their order."""
    found = store.ask(filled, question(name).filled(values), DEFAULT_BASE)
    assert isinstance(found, QuerySolutions)
    return [tuple(map(short, row)) for row in found]


@cache
def union(path: str) -> Store:
    """Give a file of the embedded release as a store."""
    return factory.filled((released.embedded() / path).read_bytes(), path)


def embedded(name: str, **values: str) -> Rows:
    return answer(union(NQ), name, **values)


@cache
def read(words: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give what the embedded build has read."""
    return inventory.of_reports(embedded_build().corpus, others((), (), DEFAULT_BASE)) | words


# ---- every question ----


@pytest.mark.parametrize("one", questions(), ids=lambda q: q.name)
def test_a_question_keeps_its_promise_on_the_embedded_release(one: Question) -> None:
    """The rows it promises, each once, in one order whether the store holds the Turtle or the N-Quads."""
    found = embedded(one.name)
    assert answer(union(TTL), one.name) == found
    assert len(set(found)) == len(found)
    assert len(found) >= one.default_rows or not one.needs <= read()
    assert one.default_rows >= one.rows or not one.needs <= read()


def test_what_reports_cannot_tell_is_asked_of_other_inputs_only() -> None:
    """The embedded release answers every question but those on another's data, or on what no document of it says."""
    assert {q.name for q in questions() if not q.needs <= read()} == {
        "highlighted", "kev-days", "rounded-figures", "rsit-beside",
    }  # fmt: skip


def doubled(turtle: bytes) -> Store:
    """Give a store in which each triple stands in two graphs; Oxigraph's union does not merge them."""
    filled = Store()
    for graph in ("http://x/a", "http://x/b"):
        filled.bulk_load(turtle, format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    return filled


@cache
def small(in_two_graphs: bool) -> Store:
    """Give the small build, each of its triples once or twice."""
    found = data_of(small_build())
    if in_two_graphs:
        return doubled(found[TTL])
    filled = Store()
    filled.bulk_load(found[NQ], format=RdfFormat.N_QUADS)
    return filled


AGGREGATES = [q for q in questions() if re.search(r"\((COUNT|SUM|MIN|MAX)\(", q.text)]
"""Those that would count or add a row twice; the others say DISTINCT."""


@pytest.mark.parametrize("one", AGGREGATES, ids=lambda q: q.name)
def test_a_triple_in_two_graphs_counts_once(one: Question) -> None:
    """Rows, counts and sums are those of the triples, however many graphs say them."""
    assert answer(small(True), one.name) == answer(small(False), one.name)


def test_a_question_without_a_count_gives_each_row_once() -> None:
    """It says so itself, since data of two graphs may repeat a row."""
    assert [q.name for q in questions() if q not in AGGREGATES and "SELECT DISTINCT" not in q.text] == []
    assert len(AGGREGATES) > 8


BUILDS: Mapping[str, dict[str, bytes]] = {
    "nothing": {"other.txt": "一份与任何周报都无关的备忘，只用来占位。\n".encode()},
    "a weekly": {"week-07.md": weekly_post(7, account=own_account())},
    "no dates": {
        name: (ROOT / "tests/documents" / name).read_bytes() for name in ("weekly-bare-body.txt", "attention-bare.txt")
    },
}


@cache
def tiny(name: str) -> tuple[Store, frozenset[str]]:
    """Give one of `BUILDS` as a store, and what it has read."""
    made = with_sets(reports(BUILDS[name]))
    return loaded(made), inventory.of_reports(made.corpus, others((), (), DEFAULT_BASE))


@pytest.mark.parametrize("name", BUILDS)
def test_minima_hold_in_a_build_of_a_document_or_two(name: str) -> None:
    """Each question that applies has the rows it promises, and each promises one at least."""
    filled, held = tiny(name)
    asked = [q for q in questions() if q.needs <= held]
    assert {q.name: len(answer(filled, q.name)) for q in asked if len(answer(filled, q.name)) < q.rows} == {}
    assert len(asked) >= 9


def test_the_documentation_lists_the_questions() -> None:
    """Each in one row, with its question, its parameters, what it needs and its rows."""
    lines = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8").splitlines()
    listed = {line.split("`")[1]: line for line in lines if re.match(r"\| `[\w-]+` \| .* \| \d+ \|$", line)}
    assert listed == {
        one.name: f"| `{one.name}` | {one.questions['en']} | {', '.join(f'`{p.name}`' for p in one.parameters)} |"
        f" {', '.join(f'`{word}`' for word in sorted(one.needs))} | {one.rows} |"
        for one in questions()
    }


# ---- the organisation (1 to 9 of the competency questions) ----


def test_the_names_of_the_organisation() -> None:
    """All five, in their languages, which is preferred, and the copies or the works that say so."""
    found = embedded("names")
    uses = {(row[0], row[1]): row[2] for row in found if row[2] != "not adopted"}
    assert uses == {
        ("CNCERT", "en"): "alternative",
        ("CNCERT/CC", "en"): "preferred",
        (
            "National Computer Network Emergency Response Technical Team/Coordination Center of China",
            "en",
        ): "alternative",
        ("国家互联网应急中心", "zh"): "preferred",
        ("国家计算机网络应急技术处理协调中心", "zh"): "alternative",
    }
    assert all(row[4].startswith("doc:") == (row[3] != "-") for row in found)
    assert sum(row[0] == "国家互联网应急中心" for row in found) == 4
    assert next(row[0] for row in embedded("names", organisation="corg:first")) == "FIRST"


def test_the_founding_as_each_source_tells_it() -> None:
    """August 2001 in every source at hand, with publisher and day; the preferred claim is flagged."""
    found = embedded("founding")
    assert {row[:2] for row in found} == {("2001-08", "claims:preferred")}
    assert ("2001-08", "claims:preferred", "corg:wechat-3284660303", "2024-09-30", "doc:4691637e6e533009") in found
    assert {row[3] for row in found if not row[4].startswith("doc:")} == {"2021-06", "2025"}
    assert [row[0] for row in embedded("founding", organisation="corg:anva")] == ["2009-07-07"]


def test_foundings_that_differ_stand_side_by_side() -> None:
    """2003-05 in an invented profile is kept, not preferred; 2002-09 and 2000-10 would be too."""
    assert {row[:2] for row in answer(small(False), "founding")} == {
        ("2001-08", "claims:preferred"), ("2003-05", "claims:normal"),
    }  # fmt: skip
    claims = "".join(
        f'<http://x/{n}> a d:Claim ; rdf:subject corg:cncert ; rdf:predicate d:founded ; d:asOf "{n}"^^xsd:gYear ;'
        f' rdf:object "{day}"^^xsd:gYearMonth ; d:claimStatus claims:{status} ; dct:bibliographicCitation "W{n}"@en .\n'
        for n, day, status in ((2001, "2001-08", "preferred"), (2002, "2002-09", "normal"), (2003, "2000-10", "normal"))
    )
    assert answer(doubled(turtle(claims)), "founding") == [
        ("2000-10", "claims:normal", "-", "2003", "W2003"),
        ("2001-08", "claims:preferred", "-", "2001", "W2001"),
        ("2002-09", "claims:normal", "-", "2002", "W2002"),
    ]


def turtle(text: str) -> bytes:
    """Give Turtle with our prefixes."""
    return "".join([*(f"@prefix {p}: <{n}> .\n" for p, n in prefixes().items()), text]).encode()


def test_the_alliances_by_year() -> None:
    """CNVD, ANVA and CCTGA initiated in the text of 2020; ANVA and CCTGA initiated, CNVD operated in that of 2025."""
    by_year = defaultdict(set)
    for relation, alliance, dated, _ in embedded("alliances"):
        by_year[dated].add((relation, alliance))
    started = {("d:initiated", "corg:anva"), ("d:initiated", "corg:cctga")}
    assert by_year["2021-06"] == {*started, ("d:initiated", "corg:cnvd"), ("d:operates", "corg:cnvd")}
    assert by_year["2025"] == {*started, ("d:operates", "corg:cnvd")}


def test_memberships_are_those_of_first_and_apcert_and_no_other() -> None:
    """With roles; who is taken part with, APEC and its like, is never a membership."""
    assert embedded("memberships") == [
        ("corg:apcert", "role:co-founder", "-", "2007"),
        ("corg:apcert", "role:full-member", "-", "2007"),
        ("corg:first", "role:full-member", "-", "2021-06"),
    ]
    assert [row[0] for row in embedded("participation")] == [
        "corg:apec", "corg:asean", "corg:brics", "corg:itu", "corg:sco",
    ]  # fmt: skip


def test_a_membership_is_no_participation() -> None:
    """Where both are said, the membership stands; "since" is what a source says, not what it was printed."""
    data = doubled(
        turtle("""
        corg:cncert d:participatesInWorkOf corg:a , corg:b .
        mem:x a org:Membership ; org:member corg:cncert ; org:organization corg:a ; org:role role:full-member .
        <http://x/1> rdf:subject corg:cncert ; rdf:predicate org:memberOf ; rdf:object corg:a ;
          d:validFrom "2008"^^xsd:gYear ; d:asOf "2012"^^xsd:gYear .
        <http://x/2> rdf:subject corg:cncert ; rdf:predicate org:memberOf ; rdf:object corg:a ;
          d:asOf "2010-05"^^xsd:gYearMonth .
        """)
    )
    assert answer(data, "participation") == [("corg:b",)]
    assert answer(data, "memberships") == [("corg:a", "role:full-member", "2008", "2010-05")]


def test_partners_and_support_units_are_dated_as_the_texts_date_them() -> None:
    """2020 to the day, 2025 to the year; 11 + 71 + 19 + 5 support units are 106, in June 2021."""
    assert [row[:5] for row in embedded("partners")] == [
        ("2020-12-31", "day", "265", "78", "32"),
        ("2025", "year", "294", "87", "-"),
    ]
    assert embedded("support-units") == [("2021-06", "106", "11", "71", "19", "5", "106", "equal")]


@pytest.mark.parametrize(("antifraud", "verdict"), [("5.0", "equal"), ("6.0", "differ"), ("", "not given")])
def test_support_units_are_added_up(antifraud: str, verdict: str) -> None:
    """Equal, different, and not compared where one of the kinds is missing."""
    values = {"": "10.0", "-national": "1.0", "-provincial": "2.0", "-ics": "2.0", "-antifraud": antifraud}
    data = 'per:2031 dcat:endDate "2031"^^xsd:gYear .\n' + "".join(
        f"<http://x/o{n}> d:indicator ind:org-support-unit{n} ; d:statistic stat:as-of ; d:refPeriod per:2031 ;"
        f" smea:obsValue {value} .\n"
        for n, value in values.items()
        if value
    )
    assert [row[-1] for row in answer(doubled(turtle(data)), "support-units")] == [verdict]


def test_the_branches_have_codes_links_and_evidence() -> None:
    """31 divisions, each with its Wikidata item; those named are those of the takedown tables."""
    found = embedded("branches")
    assert len({row[0] for row in found}) == len(found) == 31
    assert all(row[1] == f"corg:cncert-branch-{row[0]}" and row[2] == f"area:{row[0]}" for row in found)
    assert all(row[3].startswith("http://www.wikidata.org/entity/Q") for row in found)
    named = {o.area for o in embedded_build().corpus.observations if o.indicator == "anva-takedown" and o.area}
    assert {row[0] for row in found if row[4] == "named"} == named
    assert 10 < len(named) < 31


def test_the_ways_to_report_an_incident() -> None:
    """Web, two hotlines in two languages, fax and WeChat; what one copy only says; the e-mail is redacted."""
    assert embedded("contacts") == [
        ("claimed", "chan:email", "mailto:cncert_report@cert.org.cn", "-", "-"),
        ("claimed", "chan:hotline", "tel:+861082991681", "-", "-"),
        ("given", "chan:fax", "tel:+861082990399", "-", "2021-06"),
        ("given", "chan:hotline", "tel:+861082990999", "zh", "2021-06"),
        ("given", "chan:hotline", "tel:+861082991000", "en", "2021-06"),
        ("given", "chan:website", "https://www.cert.org.cn", "-", "2021-06"),
        ("given", "chan:wechat", "CNCERTCC", "-", "2021-06"),
        ("redacted", "chan:email", "-", "-", "2021-06"),
    ]


def test_claims_can_be_asked_by_property() -> None:
    """The claims of one property are those of all that have it."""
    every = embedded("claims")
    assert embedded("claims", property="d:legalStatus") == [row for row in every if row[0] == "d:legalStatus"]
    assert ("d:legalStatus", "中央网信办直属事业单位", "claims:normal") in {row[:3] for row in every}


# ---- figures (10 to 14) ----


def test_one_week_of_handled_incidents() -> None:
    """The week of 16 December 2024: 476 incidents, and what else its issue counts."""
    found = embedded("week-figures", week='"2024-12-16"^^xsd:date')
    assert {row[0] for row in found} == {"2024-12-16"}
    assert {row[5] for row in found} == {"k:id/report/cncert-weekly/2024-51"}
    corpus = embedded_build().corpus
    stated = {
        f"ind:{o.indicator}": plain(o.figure.quantity.value)
        for o in corpus.observations
        if o.series == "cncert-weekly" and o.period.start == "2024-12-16" and o.figure.quantity
    }
    assert {row[1]: row[2] for row in found} == stated
    assert stated["ind:incident-handled"] == "476"
    assert len(embedded("week-figures", indicator="ind:incident-handled")) == 24


def test_the_weekly_series_tells_why_a_week_is_missing() -> None:
    """24 weeks have figures, every other week that is known a reason, and none both."""
    found = embedded("weekly-series")
    assert all((row[2] == "-") == row[5].startswith("gap:") for row in found)
    assert sum(row[2] != "-" for row in found) == 24
    assert len({row[0] for row in found}) == len(found)
    gaps = {g.period.start for g in embedded_build().corpus.gaps if g.issue and g.issue[0] == "cncert-weekly"
            and not g.gap.indicator and g.period}  # fmt: skip
    assert {row[0] for row in found if row[2] == "-"} == gaps
    assert ("2023-01-09", "2023-01-15", "704") in {row[:3] for row in found}
    late = embedded("weekly-series", **{"from": '"2025-01-01"^^xsd:date', "until": '"2025-01-31"^^xsd:date'})
    assert late == [row for row in found if row[0].startswith("2025-01")] != []


def test_changes_without_a_level() -> None:
    """The three of the undated page of 2025, whose levels are in an image only."""
    assert [(row[0], row[3], row[4]) for row in embedded("change-without-level")] == [
        ("ind:malware-propagation", "-7.6", "gap:image-only"),
        ("ind:phishing-page", "-74.5", "gap:image-only"),
        ("ind:website-backdoored", "-49.6", "gap:image-only"),
    ]


def test_shares_of_the_handled_incidents() -> None:
    """To one decimal, blank where a count is missing: the week of 3 October 2022 has 365 and 304 of 443."""
    assert embedded("handled-phishing-share")[0] == ("2022-10-03", "443", "82.4", "68.6")
    alone = 'per:a dcat:startDate "2031-01-06"^^xsd:date .\n<http://x/o> d:indicator ind:incident-handled ;'
    alone += " d:statistic stat:level ; d:refPeriod per:a ; smea:obsValue 8.0 .\n"
    assert answer(doubled(turtle(alone)), "handled-phishing-share") == [("2031-01-06", "8", "-", "-")]


@cache
def documents() -> Store:
    """Give the build of test documents that contradict themselves, one another, or round."""
    return loaded(with_sets(reports({name: (ROOT / "tests/documents" / name).read_bytes() for name in DOCUMENTS})))


DOCUMENTS = (
    "anva-channel-urls.md", "cnvd-weekly-2031-10.md", "cnvd-weekly-restates.md", "cnvd-weekly-two-values.md",
    "cnvd-weekly-wrong-direction.md", "weekly-2014-provinces.txt", "weekly-same-week-as-channel.md",
)  # fmt: skip


def loaded(made: Build) -> Store:
    """Give a build as a store."""
    filled = Store()
    filled.bulk_load(data_of(made)[NQ], format=RdfFormat.N_QUADS)
    return filled


def test_a_rounded_figure_has_bounds_and_its_words() -> None:
    """约为52.4万个 is 524,000, between 523,500 and 524,500; what is exact is no row."""
    found = answer(documents(), "rounded-figures", indicator="ind:host-infected")
    assert ("per:2014-02-10_2014-02-16", "qual:approximately", "524000", "523500", "524500", "约为52.4万个") in {
        (row[1], *row[3:8]) for row in found
    }
    assert {row[1] for row in found} == {"per:2014-02-10_2014-02-16", "per:2014-02-03_2014-02-09"}
    everything = answer(documents(), "rounded-figures")
    assert len(everything) > len(found)
    assert "qual:exact" not in {row[3] for row in everything}


def test_a_value_leads_to_its_sentence() -> None:
    """Sentence, words with what stands before and after, offsets, hashes, rule, run and software."""
    found = answer(small(False), "provenance", start='"2031-02-24"^^xsd:date')
    ((start, value, sentence, before, exact, after, begin, end, url, copy, raw, text, rule, run, software),) = found
    assert (start, value) == ("2031-02-24", "1204")
    assert f"{before[-4:]}{exact}{after[:4]}" in sentence
    assert int(end) - int(begin) == len(exact)
    assert raw.startswith(copy.removeprefix("doc:")) and len(text) == 64
    assert url.startswith("https://mp.weixin.qq.com/") and rule.startswith("k:id/rule/cncert-weekly/")
    assert run.startswith("run:") and software.startswith("k:id/software/cncert-kg-")
    held = [row for row in embedded("provenance") if row[2] == "-"]
    assert len(held) == 24 and all("-" not in row[6:8] for row in held)


# ---- sources and what is odd in them (15 to 20) ----


def test_the_canonical_copy_is_the_one_that_was_used() -> None:
    """Of each issue the first readable copy in the canonical order; CNVD 2024 no. 42 has four copies, one a shell."""
    used = {
        f"k:id/report/{issue.series}/{issue.key}": next(f"doc:{c.document.key}" for c in issue.copies if c.is_used)
        for issue in embedded_build().corpus.issues
        if any(c.is_used for c in issue.copies)
    }
    found = embedded("copies")
    assert {row[0]: row[1] for row in found if row[5] == "canonical"} == used
    one = embedded("copies", issue=f"<{DEFAULT_BASE}id/report/cnvd-weekly/2024-42>")
    assert one == [row for row in found if row[0] == "k:id/report/cnvd-weekly/2024-42"]
    assert Counter(row[4] for row in one) == {"copy:full": 3, "copy:shell": 1}
    assert [row[2] for row in one if row[5] == "canonical"] == ["corg:cnvd"]


def test_odd_dates_are_told_with_what_was_used() -> None:
    """A week of six days, and four years that are misprinted at one end."""
    found = embedded("odd-periods")
    assert [(row[0].removeprefix("k:id/report/"), row[1].removeprefix("fkind:"), *row[2:]) for row in found] == [
        ("cncert-weekly/2024-17", "period-length", "4月22日-4月27日", "2024-04-22", "2024-04-27"),
        ("cnvd-weekly/2024-17", "period-misprint", "2024年04月22日-2023年04月28日", "2024-04-22", "2024-04-28"),
        ("cnvd-weekly/2024-37", "period-misprint", "2024年09月09日-2023年09月15日", "2024-09-09", "2024-09-15"),
        ("cnvd-weekly/2024-38", "period-misprint", "2024年09月16日-2023年09月22日", "2024-09-16", "2024-09-22"),
        ("cnvd-weekly/2025-02", "period-misprint", "2022年01月06日-2025年01月12日", "2025-01-06", "2025-01-12"),
    ]  # fmt: skip


def test_two_values_of_one_report_stand_with_both_sentences() -> None:
    """Each value, the one that is used beside it, and its sentence where the document is at hand."""
    stated = defaultdict(list)
    for row in embedded("self-contradictions"):
        stated[row[0].rsplit("/", 1)[-1], row[2]].append(row[3])
    assert {key: sorted(values) for key, values in stated.items()} == {
        ("2023-11", "30996"): ["30966", "30996"],
        ("2024-39", "8664"): ["12499", "8664"],
        ("2024-49", "8839"): ["4924", "8839"],
    }
    found = answer(documents(), "self-contradictions")
    assert {row[6] for row in found} == {"fkind:values-differ", "fkind:direction-differs"}
    assert all(row[3] in row[4].replace(",", "").replace("，", "") or row[3].startswith("-") for row in found)
    wrong = answer(documents(), "self-contradictions", kind="fkind:direction-differs")
    assert {row[3] for row in wrong} == {"-6", "26411", "27939"}


def test_every_contradiction_is_listed_with_its_evidence() -> None:
    """Those of the corpus and those of claims, with the number of places."""
    found = embedded("contradictions")
    kinds = Counter(c.kind for c in embedded_build().corpus.contradictions)
    assert Counter(row[1].removeprefix("fkind:") for row in found) == kinds + Counter({"claims-differ": 2})
    assert {row[3] for row in found if row[1] == "fkind:values-differ"} == {"2"}


def test_what_the_next_issue_restates() -> None:
    """The same 17 times and otherwise never in the embedded release; an invented issue gives another value."""
    found = embedded("restated")
    assert Counter(row[6] for row in found) == {"same": 17, "only restated": 13}
    assert all((row[2] == "-") == (row[4] == "-") == (row[6] == "only restated") for row in found)
    assert ("2024-09-30", "ind:cnvd-event-received", "9281", "9281") in {row[:4] for row in found}
    ((own, restated),) = [row[2:4] for row in answer(documents(), "restated") if row[6] == "differs"]
    assert own != restated


def test_two_series_are_compared_week_by_week() -> None:
    """Equal in two weeks, 51 and 49 in one, and three weeks that the weekly does not have."""
    assert [row[2:] for row in embedded("series-compared")] == [
        ("41", "-", "not given"), ("94", "-", "not given"), ("157", "-", "not given"),
        ("69", "69", "equal"), ("67", "67", "equal"), ("51", "49", "differ"),
    ]  # fmt: skip
    assert [row[2:] for row in answer(documents(), "series-compared")] == [("1034", "1031", "differ")]


def test_the_sums_of_the_vulnerability_weekly_hold() -> None:
    """All thirty issues pass, by severity and by type."""
    found = embedded("cnvd-sums")
    assert len(found) == 30
    assert {(row[3], row[5]) for row in found} == {("pass", "pass")}
    assert all(row[1] == row[2] == row[4] for row in found)


# ---- coverage and links (23 to 25), and the bonus ones ----


def tally(corpus: Corpus) -> dict[tuple[str, str], list[int]]:
    """Count the corpus as `coverage` does: known, held, readable, expected and extracted, by series and year."""
    out: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    years = {(i.series, i.key): (i.period.end[:4] if i.period and i.period.end else "undated") for i in corpus.issues}
    for issue in corpus.issues:
        row = out[f"ser:{issue.series}", years[issue.series, issue.key]]
        for n, held in enumerate((True, issue.copies, any(c.is_used for c in issue.copies))):
            row[n] += bool(held)
    for one in (o for o in corpus.observations if o.issue):
        assert one.issue
        for n in (3, 4):
            out[f"ser:{one.issue[0]}", years[one.issue]][n] += 1
    for gap in (g for g in corpus.gaps if g.gap.indicator):
        assert gap.issue
        out[f"ser:{gap.issue[0]}", years[gap.issue]][3] += 1
    return out


def test_coverage_is_that_of_the_corpus() -> None:
    """Issues known, held and readable, figures expected and extracted: as the corpus itself counts them."""
    found = {(row[0], row[1]): list(map(int, row[2:])) for row in embedded("coverage")}
    assert found == tally(embedded_build().corpus)
    assert found["ser:cncert-weekly", "2024"] == [45, 17, 14, 126, 84]


def test_gaps_are_counted_by_reason() -> None:
    """Whole issues, figures and facts add up to all, and all are those of the corpus."""
    found = embedded("gaps")
    assert all(int(row[1]) == sum(map(int, row[2:])) for row in found)
    assert {row[0].removeprefix("gap:"): int(row[1]) for row in found} == Counter(
        g.gap.reason for g in embedded_build().corpus.gaps
    )
    assert ("gap:redacted", "1", "0", "0", "1") in found


def test_links_that_nobody_verified() -> None:
    """Every mapping that was made by a program, and none that a person curated or that found no term."""
    found = embedded("unverified-links")
    expected = {
        (row.subject_id, row.object_id)
        for set_ in others((), (), DEFAULT_BASE).sets
        for row in set_.rows
        if row.is_match and not row.mapping_justification.endswith(("ManualMappingCuration", "MappingReview"))
    }
    assert len(found) == len({(row[0], row[2]) for row in found})
    assert len(found) <= len(expected)
    assert {row[3] for row in found} == {"semapv:LexicalMatching", "semapv:MappingChaining"}


def test_ransomware_families_have_ids_or_say_that_they_have_none() -> None:
    """REvil has an id of ATT&CK; Phobos was looked up there in vain."""
    ids = {row[0]: row[3:] for row in embedded("ransomware")}
    assert ids["mal:sodinokibi"][0] == "S0496"
    assert ids["mal:phobos"][0] == "no term found"
    assert all(len(row[4]) == 36 or row[4] in ("no term found", "not looked up") for row in embedded("ransomware"))
    assert embedded("ransomware", family="mal:phobos") == [r for r in embedded("ransomware") if r[0] == "mal:phobos"]


def test_takedowns_add_up_branch_by_branch() -> None:
    """Sites and addresses of each branch are those of the tables; what names no branch stands in one row."""
    urls: Counter[str] = Counter()
    sites = defaultdict(set)
    for o in embedded_build().corpus.observations:
        if o.indicator == "anva-takedown" and o.figure.quantity:
            urls[o.area or "world"] += int(o.figure.quantity.value)
            sites[o.area or "world"].add(o.breakdown)
    found = embedded("takedowns")
    assert {row[0].removeprefix("area:"): (int(row[3]), int(row[4])) for row in found} == {
        area: (len(sites[area]), number) for area, number in urls.items()
    }
    assert [row[0] for row in found if row[1] == "-"] == ["area:world"]
    assert ("area:CN-ZJ", "corg:cncert-branch-CN-ZJ", "6", "6", "33", "2022-11-28", "2023-03-20") in found
    assert embedded("takedowns", until='"2022-12-01"^^xsd:date')[0][2] == "1"


def test_definitions_that_changed() -> None:
    """Two indicators that took the place of others, and the breaks within one."""
    assert embedded("definition-changes") == [
        ("ind:annual-host-infected", "successor", "ind:annual-host-infected-trojan-bot", "-"),
        ("ind:cnvd-event-received", "break", "-", "2022-12-19"),
        ("ind:cnvd-event-received", "break", "-", "2023-02-20"),
        ("ind:host-infected-malware", "successor", "ind:host-infected", "-"),
    ]
    data = 'per:a dcat:startDate "2031-01-06"^^xsd:date . per:b dcat:startDate "2031-01-13"^^xsd:date .\n'
    data += "ind:new d:supersedes ind:old .\n" + "".join(
        f"<http://x/{p}> d:indicator ind:new ; d:refPeriod per:{p} .\n" for p in "ab"
    )
    assert answer(doubled(turtle(data)), "definition-changes") == [("ind:new", "successor", "ind:old", "2031-01-06")]


def test_a_release_says_what_it_was_made_from() -> None:
    """One run, the version, and as many inputs as copies were used."""
    ((version, modified, run, software, inputs, readable),) = embedded("release")
    used = sum(r.is_used for r in embedded_build().corpus.reports)
    assert (int(inputs), int(readable)) == (used, used)
    assert version == f"{modified}-{run.removeprefix('run:')[:8]}"
    assert software.startswith("k:id/software/cncert-kg-")


def test_two_releases_can_be_compared_line_by_line() -> None:
    """A figure has one IRI in both: one week more is lines more, and a corrected value is one line changed."""
    new = loaded(with_sets(reports({"7": weekly_post(7, handled=432), "8": weekly_post(8)})))
    before, after = ({row[0]: row[1] for row in answer(one, "figures")} for one in (tiny("a weekly")[0], new))
    changed = {figure for figure in before if after[figure] != before[figure]}
    assert len(changed) == 1 and len(after) == 2 * len(before)
    assert {after[figure] for figure in changed} == {"432"}
    values = {o.coordinates: o.figure.value for o in embedded_build().corpus.observations}
    every = embedded("figures", series="UNDEF")
    assert len(every) == len(values)
    assert sum(Decimal(row[1]) for row in every if row[1][0].isdigit() or row[1][0] == "-") == sum(
        value for value in values.values() if isinstance(value, Decimal)
    )


def test_attention_lists_can_be_asked_by_week() -> None:
    """Ten entries in the week of 14 October 2024, each with number, title, origin and rank; 290 in all."""
    found = embedded("attention")
    one = embedded("attention", week='"2024-10-14"^^xsd:date')
    assert one == [row for row in found if row[0] == "2024-10-14"]
    assert Counter(row[1] for row in one) == {"area:CN-mainland": 5, "area:overseas": 5}
    assert sorted(row[2] for row in one) == sorted([*"12345", *"12345"])
    assert all(row[3].startswith("CNVD-20") and row[4] != "-" for row in found)


@pytest.mark.shared
@pytest.mark.skipif(not DEEP, reason="CNCERT_KG_DEEP is not set")
def test_the_real_documents_answer_too(shared: Path) -> None:
    """A build of the shared documents answers as the register does, and with sentences where that has none."""
    made = with_sets(real.reports(shared))
    filled = loaded(made)
    held = inventory.of_reports(made.corpus, others((), (), DEFAULT_BASE))
    for one in (q for q in questions() if q.needs <= held):
        assert len(answer(filled, one.name)) >= one.default_rows
    assert all(row[2] != "-" and row[4] in row[2] for row in answer(filled, "provenance"))
