"""The questions that compare: each on a few triples made for it, with the very rows it must give."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from cncert_kg import store
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.questions import question
from cncert_kg.vocab import prefixes

OTHER = "https://example.org/kg/"
CVE = "http://w3id.org/sepses/resource/cve/"


def rows(name: str, turtle: str, base: str = DEFAULT_BASE, **values: str) -> list[tuple[str, ...]]:
    """Give the answer of a shipped question on `turtle`: IRIs by their last part, an unbound cell as `-`.

    `values` are terms for parameters of the question.

    The data stand in two graphs, as a period may that two series have: Oxigraph's union then matches each triple twice.
    """
    head = "".join(f"@prefix {p}: <{n}> .\n" for p, n in prefixes(base).items())
    filled = Store()
    for graph in (f"{base}graph/a", f"{base}graph/b"):
        filled.load(f"{head}{turtle}".encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    answer = store.ask(filled, question(name).filled(values), base)
    assert isinstance(answer, QuerySolutions)
    return [tuple("-" if cell is None else cell.value.rsplit("/", 1)[-1] for cell in row) for row in answer]


def figure(key: str, **parts: str) -> str:
    """Give an observation; the parts are those of the cube, values of our prefixes."""
    area, series, source = (
        parts.get("area", "world"),
        parts.get("series", "cnvd-weekly"),
        parts.get("source", "own-issue"),
    )
    return f"""
    <http://x/{key}> a qb:Observation ;
      d:indicator ind:{parts["indicator"]} ; d:statistic stat:{parts.get("statistic", "level")} ;
      d:breakdown bd:{parts.get("breakdown", "total")} ; d:refArea area:{area} ; d:series ser:{series} ;
      d:valueSource "{source}" ; d:issue <http://x/{parts.get("issue", "1")}> ;
      d:refPeriod per:{parts["period"]} ; satt:unitMeasure unit:{parts.get("unit", "vulnerability")} ;
      smea:obsValue {parts["value"]}.0 .
    """


def period(key: str) -> str:
    """Give a period from its key: days, months or years."""
    start, _, end = key.partition("_")
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(start)]
    return f'per:{key} dcat:startDate "{start}"^^xsd:{kind} ; dcat:endDate "{end or start}"^^xsd:{kind} .\n'


def weekly(issue: str, total: int, severities: tuple[int, ...], types: dict[str, int]) -> str:
    """Give what one vulnerability weekly counts."""
    when = {"issue": issue, "period": "2031-02-03_2031-02-09"}
    names = ("cnvd-collected-high", "cnvd-collected-medium", "cnvd-collected-low")
    parts = dict(zip(names, severities, strict=False)) | types
    made = figure(f"{issue}-all", indicator="cnvd-collected", value=str(total), **when)
    for name, value in parts.items():
        made += figure(f"{issue}-{name}", indicator=name, value=str(value), **when)
    return made


def test_sums_are_told_issue_by_issue() -> None:
    """Pass, fail, and a blank where a level is missing: two of three levels are no sum."""
    kinds = "".join(
        f'ind:{k} skos:broader ind:cnvd-collected ; skos:notation "{k}" .\n' for k in ("cnvd-type-a", "cnvd-type-b")
    )
    data = (
        kinds
        + weekly("31", 10, (2, 3, 5), {"cnvd-type-a": 4, "cnvd-type-b": 6})
        + weekly("32", 10, (2, 3, 4), {"cnvd-type-a": 10})
        + weekly("33", 10, (2, 3), {})
    )
    assert rows("cnvd-sums", data) == [
        ("31", "10", "10", "pass", "10", "pass"),
        ("32", "10", "9", "fail", "10", "pass"),
        ("33", "10", "-", "-", "-", "-"),
    ]


def entry(number: str, cves: tuple[str, ...] = (), issued: str = "", severity: str = "") -> str:
    """Give a CNVD entry."""
    made = f'vuln:{number} a d:Vulnerability ; dct:identifier "{number}" .\n'
    made += "".join(f"vuln:{number} d:correspondsToCVE <{CVE}{c}> .\n" for c in cves)
    made += f'vuln:{number} dct:issued "{issued}"^^xsd:date .\n' if issued else ""
    return made + (f"vuln:{number} d:severity sev:{severity} .\n" if severity else "")


def listed(cve: str, day: str) -> str:
    """Give the day on which KEV added a record."""
    return f'<{CVE}{cve}> d:kevDateAdded "{day}"^^xsd:date .\n'


def test_what_a_week_highlighted_is_told_with_cve_and_kev() -> None:
    """An entry with two records, one without any, and a record that an advisory names itself; not another week's."""
    week, later, day = "2022-10-24_2022-10-30", "2022-10-31_2022-11-06", "2022-10-24"
    data = f"""
    {period(week)}{period(later)}
    <http://x/r1> dct:temporal per:{week} ; d:highlights vuln:CNVD-2022-00001 , vuln:CNVD-2022-00002 .
    <http://x/r2> dct:temporal per:{week} ; d:highlights <{CVE}CVE-2022-0003> .
    <http://x/r3> dct:temporal per:{later} ; d:highlights vuln:CNVD-2022-00001 .
    <http://x/r4> dct:temporal per:undated-a ; d:highlights vuln:CNVD-2022-00002 .
    """
    data += entry("CNVD-2022-00001", ("CVE-2022-0001", "CVE-2022-0002"), severity="high") + entry("CNVD-2022-00002")
    data += listed("CVE-2022-0002", "2022-11-01") + listed("CVE-2022-0003", "2022-10-25")
    first, second, third = "CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003"
    told = [
        (day, "r1", "CNVD-2022-00001", "high", first, first, "not listed", "-"),
        (day, "r1", "CNVD-2022-00001", "high", second, second, "listed", "2022-11-01"),
        (day, "r1", "CNVD-2022-00002", "-", "-", "-", "not listed", "-"),
        (day, "r2", "-", "-", third, third, "listed", "2022-10-25"),
    ]
    assert rows("highlighted", data, week=f'"{day}"^^xsd:date') == told
    assert [row[0] for row in rows("highlighted", data)] == ["-", *[day] * 4, *["2022-10-31"] * 2]


def test_the_days_between_cnvd_and_kev_are_counted() -> None:
    """Before, after, on the same day; an entry without a day has no days, and what is not listed is no row."""
    data = (
        entry("CNVD-2022-00001", ("CVE-2022-0001",), "2022-01-27")
        + entry("CNVD-2022-00002", ("CVE-2022-0001", "CVE-2022-0002"), "2022-03-02")
        + entry("CNVD-2022-00003", ("CVE-2022-0002",), "2022-03-01")
        + entry("CNVD-2022-00004", ("CVE-2022-0002",))
        + entry("CNVD-2022-00005", ("CVE-2022-0009",), "2022-03-01")
        + listed("CVE-2022-0001", "2022-03-01")
        + listed("CVE-2022-0002", "2022-03-01")
    )
    assert rows("kev-days", data) == [
        ("CNVD-2022-00001", "CVE-2022-0001", "2022-01-27", "2022-03-01", "33", "CNVD"),
        ("CNVD-2022-00003", "CVE-2022-0002", "2022-03-01", "2022-03-01", "0", "same day"),
        ("CNVD-2022-00002", "CVE-2022-0001", "2022-03-02", "2022-03-01", "-1", "KEV"),
        ("CNVD-2022-00002", "CVE-2022-0002", "2022-03-02", "2022-03-01", "-1", "KEV"),
        ("CNVD-2022-00004", "CVE-2022-0002", "-", "2022-03-01", "-", "-"),
    ]


def test_days_are_those_of_the_calendar() -> None:
    """Leap years, centuries and new years, against Python's own calendar."""
    choose = random.Random(22)
    edges = [date(2000, 2, 29), date(1999, 12, 31), date(2100, 3, 1), date(2024, 2, 29), date(2023, 3, 1)]
    days = edges + [date(1999, 1, 1) + timedelta(choose.randrange(40_000)) for _ in range(300)]
    pairs = [(a, choose.choice(days)) for a in days]
    data = "".join(
        entry(f"CNVD-2022-{n:05}", (f"CVE-2022-{n:05}",), str(a)) + listed(f"CVE-2022-{n:05}", str(b))
        for n, (a, b) in enumerate(pairs)
    )
    found = {row[0]: int(row[4]) for row in rows("kev-days", data)}
    assert found == {f"CNVD-2022-{n:05}": (b - a).days for n, (a, b) in enumerate(pairs)}


def test_families_are_told_with_their_shares_and_their_ids() -> None:
    """Week by week; a family that was looked up in vain says so, one that nobody looked up does not."""
    data = period("2031-02-01_2031-02-07") + "ind:rw-other-by-family d:incidentType itype:ransomware .\n"
    data += "ind:malware-propagation-by-family d:incidentType itype:malware-distribution .\n"
    for family, share in (("alpha", 40), ("beta", 30), ("gamma", 20)):
        data += f"mal:{family} a d:MalwareFamily ; skos:closeMatch bd:family-{family} .\n"
        data += figure(
            family,
            indicator="rw-other-by-family",
            statistic="share",
            breakdown=f"family-{family}",
            period="2031-02-01_2031-02-07",
            value=str(share),
        )
    data += "mal:delta a d:MalwareFamily ; skos:closeMatch bd:family-delta .\n" + figure(
        "delta",
        indicator="malware-propagation-by-family",
        breakdown="family-delta",
        period="2031-02-01_2031-02-07",
        value="9",
    )
    data += """
    mal:alpha skos:exactMatch <https://attack.mitre.org/software/S9001> .
    mal:alpha skos:exactMatch <urn:uuid:00000000-0000-4000-8000-000000000001> .
    mal:beta skos:closeMatch <urn:uuid:00000000-0000-4000-8000-000000000002> .
    <http://x/m> owl:annotatedSource mal:beta ; owl:annotatedTarget <https://w3id.org/sssom/NoTermFound> ;
      dct:isPartOf <http://x/attack> . <http://x/attack> dct:source <https://attack.mitre.org/software/> .
    """
    first, second = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
    assert rows("ransomware", data) == [
        ("alpha", "2031-02-01", "40", "S9001", first),
        ("beta", "2031-02-01", "30", "no term found", second),
        ("gamma", "2031-02-01", "20", "not looked up", "not looked up"),
    ]


WEEK = "2031-02-03_2031-02-09"
MAPPED = f"""
rsit:fraud-phishing skos:broader rsit:fraud ; skos:inScheme k:rsit . rsit:fraud skos:inScheme k:rsit .
rsit:availability-ddos skos:inScheme k:rsit . rsit:other skos:inScheme k:rsit .
itype:phishing skos:closeMatch rsit:fraud-phishing ; skos:inScheme k:types .
itype:ddos skos:exactMatch rsit:availability-ddos ; skos:inScheme k:types . itype:other skos:inScheme k:types .
<http://x/category/scams> skos:broadMatch rsit:fraud-phishing .
bd:vector-letter skos:relatedMatch rsit:fraud .
ind:rw-other-by-vector d:incidentType itype:other .
ind:phishing-page d:incidentType itype:phishing ; d:stage stage:detected .
ind:incident-phishing-handled d:incidentType itype:phishing ; d:stage stage:handled .
ind:annual-ddos d:incidentType itype:ddos .
ind:fictcert-scams d:incidentType <http://x/category/scams> ; d:stage stage:handled .
{period(WEEK)}{period("2031-02-10_2031-02-16")}{period("2031")}{period("2031-01_2031-03")}{period("2030-12-30_2031-01-05")}
"""
INCIDENT = {"unit": "incident", "indicator": "incident-phishing-handled", "series": "cncert-weekly"}
FOREIGN = INCIDENT | {
    "indicator": "fictcert-scams", "series": "fictcert-statistics", "source": "imported-table", "area": "JP"
}  # fmt: skip
FIGURES = (
    MAPPED
    + figure("a", period=WEEK, value="50", **INCIDENT)
    + figure("b", period="2031-02-10_2031-02-16", value="70", **INCIDENT)
    + figure("c", period="2030-12-30_2031-01-05", value="90", **INCIDENT)
    + figure("d", period=WEEK, value="3", statistic="wow", **(INCIDENT | {"unit": "percent"}))
    + figure("e", period=WEEK, value="400", unit="page", indicator="phishing-page", series="cncert-weekly")
    + figure("f", period="2031", value="900", unit="attack", indicator="annual-ddos", series="cncert-annual")
    + figure(
        "i",
        period=WEEK,
        value="8",
        unit="percent",
        statistic="share",
        breakdown="vector-letter",
        indicator="rw-other-by-vector",
        series="cctga-ransomware-weekly",
    )
    + figure("g", period="2031", value="5000", **FOREIGN)
    + figure("h", period="2031-01_2031-03", value="1200", **FOREIGN)
)


def test_figures_under_a_class_stand_in_groups() -> None:
    """By unit, stage and length of the period; each with the predicate of its mapping, and none of another class."""
    ours = ("cncert-weekly", "incident-phishing-handled", "world", "level")
    theirs = ("fictcert-statistics", "fictcert-scams", "JP", "level")
    close, broad = ("core#closeMatch", "fraud-phishing"), ("core#broadMatch", "fraud-phishing")
    assert rows("rsit-figures", FIGURES) == [
        ("incident", "handled", "P12M", *theirs, "2031", "2031", "5000", *broad),
        ("incident", "handled", "P3M", *theirs, "2031-01", "2031-03", "1200", *broad),
        ("incident", "handled", "P7D", *ours, "2030-12-30", "2031-01-05", "90", *close),
        ("incident", "handled", "P7D", *ours, "2031-02-03", "2031-02-09", "50", *close),
        ("incident", "handled", "P7D", *ours, "2031-02-10", "2031-02-16", "70", *close),
        ("page", "detected", "P7D", "cncert-weekly", "phishing-page", "world", "level", "2031-02-03", "2031-02-09",
         "400", *close),
        ("percent", "-", "P7D", "cctga-ransomware-weekly", "rw-other-by-vector", "world", "share", "2031-02-03",
         "2031-02-09", "8", "core#relatedMatch", "fraud"),
        ("percent", "handled", "P7D", "cncert-weekly", "incident-phishing-handled", "world", "wow", "2031-02-03",
         "2031-02-09", "3", *close),
    ]  # fmt: skip


def test_groups_are_counted_and_never_added() -> None:
    """Of each group how many, the least and the greatest, the first and the last day; changes are no levels."""
    fraud, weekly_of = "fraud-phishing", ("cncert-weekly", "incident-phishing-handled", "core#closeMatch")
    theirs = ("fictcert-statistics", "fictcert-scams", "core#broadMatch")
    assert rows("rsit-groups", FIGURES) == [
        ("availability-ddos", "attack", "-", "P12M", "cncert-annual", "annual-ddos", "core#exactMatch", "1", "900",
         "900", "2031", "2031"),
        (fraud, "incident", "handled", "P12M", *theirs, "1", "5000", "5000", "2031", "2031"),
        (fraud, "incident", "handled", "P3M", *theirs, "1", "1200", "1200", "2031-01", "2031-03"),
        (fraud, "incident", "handled", "P7D", *weekly_of, "3", "50", "90", "2030-12-30", "2031-02-16"),
        (fraud, "page", "detected", "P7D", "cncert-weekly", "phishing-page", "core#closeMatch", "1", "400", "400",
         "2031-02-03", "2031-02-09"),
    ]  # fmt: skip


@pytest.mark.parametrize("base", [DEFAULT_BASE, OTHER])
def test_another_certs_figures_stand_beside_ours(base: str) -> None:
    """Ours of the same class, unit and stage, whose weeks lie within their period; one that begins before does not."""
    same = ("fictcert-scams", "incident", "handled", "incident-phishing-handled")
    assert rows("rsit-beside", FIGURES, base) == [
        ("fraud-phishing", "2031", "5000", *same, "2", "50", "70"),
        ("fraud-phishing", "2031-01_2031-03", "1200", *same, "2", "50", "70"),
    ]
    alone = MAPPED + figure("g", period="2031", value="5000", **FOREIGN)
    assert rows("rsit-beside", alone, base) == [
        ("fraud-phishing", "2031", "5000", "fictcert-scams", "incident", "handled", "-", "0", "-", "-")
    ]


@pytest.mark.parametrize("name", ["cnvd-sums", "highlighted", "kev-days", "ransomware", "rsit-figures", "rsit-groups"])
def test_a_question_holds_under_another_base(name: str) -> None:
    """No question writes the base out."""
    assert DEFAULT_BASE not in question(name).text
    assert rows(name, "", OTHER) == []
