"""Files of other data sets, each known by what is in it: what they name becomes things, what they hide is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg.errors import ReadError, UsageError
from cncert_kg.links import (
    apcert,
    attack,
    certs,
    countries,
    cve,
    enisa,
    first,
    kev,
    misp_galaxy,
    misp_taxonomy,
    sources,
    trusted_introducer,
)
from cncert_kg.links.form import Form
from cncert_kg.links.parsed import SIZE, VALUES
from cncert_kg.links.rows import day
from cncert_kg.links.things import Imported, Thing
from cncert_kg.readers.encoding import normalise
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "links"
READERS: dict[str, tuple[Form, Callable[..., Imported]]] = {
    "apcert.csv": (apcert.FORM, apcert.read),
    "attack.json": (attack.FORM, attack.read),
    "attack.tsv": (attack.FORM, attack.read),
    "certopedia.json": (certs.FORM, certs.read),
    "cve.json": (cve.FORM, cve.read),
    "enisa.json": (enisa.FORM, enisa.read),
    "first.json": (first.FORM, first.read),
    "kev.csv": (kev.FORM, kev.read),
    "kev.json": (kev.FORM, kev.read),
    "misp-galaxy.json": (misp_galaxy.FORM, misp_galaxy.read),
    "misp-taxonomy.json": (misp_taxonomy.FORM, misp_taxonomy.read),
    "trusted-introducer.json": (trusted_introducer.FORM, trusted_introducer.read),
}
EVERY = pytest.mark.parametrize("name", sorted(READERS))


def raw(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def file(name: str) -> Imported:
    return sources.read(raw(name), name)


def things(name: str) -> dict[str, Thing]:
    return {t.key: t for t in file(name).things}


def told(imported: Imported) -> list[str]:
    """Give code and place of each problem: `W_LINK_ROW data[4]`, `W_LINK_FIELD 4 duedate`."""
    return [f"{p.code} {p.line or ''} {p.message.partition(': ')[0]}".replace("  ", " ") for p in imported.problems]


def test_every_file_of_the_folder_is_read() -> None:
    """The folder holds no file without a test, and the list none without a file."""
    assert {p.name for p in FOLDER.iterdir() if p.is_file()} >= READERS.keys()


@EVERY
def test_a_file_is_known_by_what_is_in_it(name: str) -> None:
    """Whatever it is called, each file is of one form only, and every other importer refuses it."""
    form, read = READERS[name]
    assert sources.recognise(raw(name), "x.bin") is form
    assert sources.read(raw(name), "x") == read(raw(name), "x")
    for other in set(sources.FORMS) - {form}:
        with pytest.raises(ReadError, match=r"^E_LINK_FORMAT x: found .*, expected "):
            other.read(raw(name), "x")


@EVERY
def test_a_file_keeps_its_hash_and_the_day_it_was_fetched(name: str) -> None:
    """The bytes are identified, and the user's day stands before the file's own."""
    imported = sources.read(raw(name), name, "2031-02-09")
    assert imported.sha256 == hashlib.sha256(raw(name)).hexdigest()
    assert (imported.name, imported.retrieved) == (name, "2031-02-09")


@EVERY
def test_a_byte_order_mark_changes_nothing(name: str) -> None:
    """With the mark the same things are read."""
    assert sources.read(b"\xef\xbb\xbf" + raw(name), name).things == file(name).things


KEYS = {
    "apcert.csv": ["excert-cc-tw", "xcert-my"],
    "attack.json": ["S9001", "S9002", "G9003"],
    "attack.tsv": ["S9001", "G9003"],
    "certopedia.json": ["excert-kr-kr", "atlcert"],
    "cve.json": ["CVE-2031-10001", "CVE-2031-10005"],
    "enisa.json": ["ex-csirt-gr", "u32554a28"],
    "first.json": ["cncert-cc", "example-cert", "zz-team"],
    "kev.csv": ["CVE-2031-10001", "CVE-2031-10002"],
    "kev.json": ["CVE-2031-10001", "CVE-2031-10004"],
    "misp-galaxy.json": [f"00000000-0000-4000-8000-0000000000{x}" for x in ("aa", "bb", "dd")],
    "misp-taxonomy.json": ["fraud", "test", "fraud.phishing", "unheard.of"],
    "trusted-introducer.json": ["ex-cert-de", "ex-cert-at", "bare"],
}
TOLD = {
    "apcert.csv": [
        "W_LINK_ROW 3 category", "W_LINK_ROW 4 found 4 cells, expected as many as there are columns",
        "W_LINK_FIELD 5 since", "W_LINK_FIELD 5 source",
    ],
    "attack.json": ["W_LINK_FIELD objects[3]", "W_LINK_ROW objects[4]", "W_LINK_ROW objects[6]"],
    "attack.tsv": ["W_LINK_ROW 4 found the type 'attack-pattern', expected one of intrusion-set, malware, tool"],
    "certopedia.json": ["W_LINK_FIELD [1]"],
    "cve.json": ["W_LINK_FIELD [1]", "W_LINK_ROW [2]", "W_LINK_ROW [3]"],
    "enisa.json": ["W_LINK_FIELD data['1']", "W_LINK_ROW data['2']"],
    "first.json": [
        "W_LINK_FIELD data[1]", "W_LINK_FIELD data[1]", "W_LINK_FIELD data[2]", "W_LINK_FIELD data[2]",
        "W_LINK_FIELD data[2]", "W_LINK_FIELD data[2]", "W_LINK_DUPLICATE data[3]", "W_LINK_ROW data[4]",
    ],
    "kev.csv": [
        "W_LINK_FIELD 4 duedate", "W_LINK_FIELD 4 knownRansomwareCampaignUse",
        "W_LINK_ROW 5 found 'CVE-31-1', expected a number like CVE-2021-44228", "W_LINK_ROW 6 dateAdded",
        "W_LINK_DUPLICATE 7 found CVE-2031-10001 again, differing; the first stands, expected it once",
    ],
    "kev.json": ["W_LINK_PART found 2 vulnerabilities, expected 3 as the file states"],
    "misp-galaxy.json": [
        "W_LINK_FIELD values[0]", "W_LINK_FIELD values[1]", "W_LINK_ROW values[2]", "W_LINK_ROW values[3]",
        "W_LINK_FIELD values[4]",
    ],
    "misp-taxonomy.json": [
        "W_LINK_ROW values[0].entry[1]", "W_LINK_ROW values[2].entry[0]", "W_LINK_ROW values[3].entry",
    ],
    "trusted-introducer.json": ["W_LINK_ROW teams[3]"],
}  # fmt: skip


@EVERY
def test_every_row_is_read_or_told(name: str) -> None:
    """A bad row is told with its place, and the others go on."""
    imported = file(name)
    assert [t.key for t in imported.things] == KEYS[name]
    assert told(imported) == TOLD[name]


FACTS: list[tuple[str, str, dict[str, str]]] = [
    (
        "first.json",
        "cncert-cc",
        {
            "host": "Example host", "membership": "Full", "member-since": "2002-08-03", "modified": "2031-02-08",
            "website": "http://www.cert.org.cn/",
        },
    ),
    ("first.json", "example-cert", {"membership": "Liaison"}),
    (
        "trusted-introducer.json",
        "ex-cert-de",
        {
            "established": "2015-06-01", "membership": "Accredited", "member-since": "2018-02-28",
            "website": "https://cert.example.org/team",
        },
    ),
    (
        "enisa.json",
        "ex-csirt-gr",
        {"membership": "Member", "ti-status": "Listed", "first-member": "Full", "website": "https://csirt.example.org"},
    ),
    (
        "apcert.csv",
        "excert-cc-tw",
        {
            "membership": "Operational", "member-since": "2003-02", "website": "https://excert.example.org",
            "source": "https://www.example.org/members",
        },
    ),
    (
        "kev.csv",
        "CVE-2031-10001",
        {
            "kev-added": "2031-02-03", "kev-due": "2031-02-24", "kev-ransomware": "Known", "vendor": "Example",
            "product": "Router",
        },
    ),
    ("kev.csv", "CVE-2031-10002", {"kev-added": "2031-02-04", "vendor": "Example", "product": "Switch of two lines"}),
    ("cve.json", "CVE-2031-10001", {"state": "PUBLISHED", "published": "2031-02-01", "cna": "ExampleCNA"}),
    ("cve.json", "CVE-2031-10005", {"state": "REJECTED", "rejected": "2031-02-01", "cna": "example"}),
    ("attack.json", "S9002", {"type": "tool", "revoked": "true", "deprecated": "true"}),
    ("attack.json", "G9003", {"type": "intrusion-set"}),
    (
        "misp-taxonomy.json",
        "fraud.phishing",
        {"type": "rsit", "notation": 'rsit:fraud="phishing"', "broader": "fraud"},
    ),
    ("certopedia.json", "excert-kr-kr", {"website": "https://www.excert.example.org"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "facts"), FACTS)
def test_facts_are_those_declared(name: str, key: str, facts: dict[str, str]) -> None:
    """No fact but these: dates are ISO 8601, days of UTC; what is no date, no address or no known word is left out."""
    assert things(name)[key].facts == facts


IDENTITY: list[tuple[str, str, str, str, set[tuple[str, str]], str]] = [
    (
        "first.json", "cncert-cc", "organisation", "https://www.first.org/members/teams/cncert-cc",
        {("first", "cncert-cc"), ("host", "cert.org.cn")}, "CN",
    ),
    (
        "first.json", "zz-team", "organisation", "https://www.first.org/members/teams/zz-team",
        {("first", "zz-team"), ("host", "zz.example.org")}, "",
    ),
    ("first.json", "example-cert", "organisation", "https://www.first.org/members/teams/example-cert",
     {("first", "example-cert")}, "GB"),
    ("enisa.json", "ex-csirt-gr", "organisation", "", {("host", "csirt.example.org")}, "GR"),
    ("apcert.csv", "excert-cc-tw", "organisation", "", {("host", "excert.example.org")}, "TW"),
    ("certopedia.json", "excert-kr-kr", "organisation", "", {("host", "excert.example.org")}, "KR"),
    ("kev.csv", "CVE-2031-10001", "vulnerability", "", {("cve", "CVE-2031-10001")}, ""),
    (
        "cve.json", "CVE-2031-10001", "vulnerability", "https://www.cve.org/CVERecord?id=CVE-2031-10001",
        {("cve", "CVE-2031-10001")}, "",
    ),
    (
        "misp-galaxy.json", "00000000-0000-4000-8000-0000000000aa", "malware",
        "urn:uuid:00000000-0000-4000-8000-0000000000aa",
        {("uuid", "00000000-0000-4000-8000-0000000000aa"), ("machinetag", 'misp-galaxy:ransomware="Lockexample"')}, "",
    ),
    (
        "attack.tsv", "S9001", "malware", "https://attack.mitre.org/software/S9001",
        {("attack", "S9001"), ("stix", "malware--00000000-0000-4000-8000-0000000000aa")}, "",
    ),
    (
        "attack.tsv", "G9003", "concept", "https://attack.mitre.org/groups/G9003",
        {("attack", "G9003"), ("stix", "intrusion-set--00000000-0000-4000-8000-0000000000cc")}, "",
    ),
    ("misp-taxonomy.json", "fraud", "concept", "", {("machinetag", "rsit:fraud")}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "kind", "iri", "identifiers", "country"), IDENTITY)
def test_a_thing_is_identified_as_its_source_does(
    name: str, key: str, kind: str, iri: str, identifiers: set[tuple[str, str]], country: str
) -> None:
    """Kind, page, identifiers to match by, and country."""
    thing = things(name)[key]
    assert (thing.kind, thing.iri, set(thing.identifiers), thing.country) == (kind, iri, identifiers, country)


NAMES: list[tuple[str, str, list[tuple[str, str, bool]]]] = [
    ("enisa.json", "ex-csirt-gr", [("EX-CSIRT", "", True), ("Invented CSIRT of Examples", "", False)]),
    ("enisa.json", "u32554a28", [("Öffentliche-CERT", "", False)]),
    ("first.json", "zz-team", [("ZZ-Team", "", False)]),
    ("certopedia.json", "atlcert", [("AtlCERT", "", False)]),
    (
        "misp-galaxy.json",
        "00000000-0000-4000-8000-0000000000aa",
        [("Lockexample", "", False), ("LOCKEX", "", False), ("7", "", False)],
    ),
    ("misp-galaxy.json", "00000000-0000-4000-8000-0000000000dd", [("Lone surrogate", "", False)]),
    ("attack.json", "S9001", [("LockExample", "", False), ("LOCKEX", "", False)]),
    ("attack.tsv", "S9001", [("LockExample", "", False), ("LOCKEX", "", False), ('L "quoted" X', "", False)]),
    ("misp-taxonomy.json", "fraud.phishing", [("Phishing", "en", False)]),
    ("misp-taxonomy.json", "test", [("test", "en", False)]),
]


@pytest.mark.parametrize(("name", "key", "names"), NAMES)
def test_names_are_read_each_once(name: str, key: str, names: list[tuple[str, str, bool]]) -> None:
    """Blanks are folded, invisible characters removed, and a name that gives an e-mail address is left out."""
    assert [tuple(n) for n in things(name)[key].names] == names


HEADS = [
    ("kev.json", "2031-02-05", "2031.02.05"),
    ("kev.csv", "", ""),
    ("cve.json", "", "5.1"),
    ("misp-galaxy.json", "", "ransomware 9"),
    ("misp-taxonomy.json", "", "rsit 9999"),
    ("attack.json", "", "99.1"),
]


@pytest.mark.parametrize(("name", "retrieved", "version"), HEADS)
def test_a_file_says_its_version(name: str, retrieved: str, version: str) -> None:
    """Day and version are those of the file's own head."""
    assert (file(name).retrieved, file(name).version) == (retrieved, version)


PRIVATE = ("@", "+49", "+82", "0x0", "not a key", "Jane", "Invented prose", "someone")


@EVERY
def test_how_to_reach_people_and_prose_are_not_read(name: str) -> None:
    """No e-mail address, telephone number, key, representative, credit or description is in any thing or problem."""
    imported = file(name)
    assert not [p for p in PRIVATE if p in repr((imported.things, imported.problems))]


def page(first_number: int, teams: int, total: int) -> dict[str, object]:
    """Give an invented page of the API."""
    data = [{"id": f"t{n}", "team": f"T{n}"} for n in range(first_number, first_number + teams)]
    return {"status-code": 200, "total": total, "data": data}


PAGES: list[tuple[object, int, list[str]]] = [
    (page(0, 3, 3), 3, []),
    ([page(0, 3, 5), page(3, 2, 5)], 5, []),
    ([page(3, 2, 5), page(0, 3, 5)], 5, []),
    ([page(0, 3, 7), page(3, 2, 7)], 5, ["found 5 teams, expected 7 as the file states"]),
    (page(0, 2, 9), 2, ["found 2 teams, expected 9 as the file states"]),
    (
        [page(0, 3, 7), page(3, 2, 7), {**page(5, 0, 0), "total": "7"}],
        5,
        [
            "found 5 teams, expected 7 as the file states",
            "head: found '7', expected the number of teams",
        ],
    ),
    ([page(0, 2, 3), page(1, 2, 3)], 3, ["[1].data[0]: found t1 again, the same in all, expected it once"]),
]


@pytest.mark.parametrize(("answer", "count", "messages"), PAGES)
def test_pages_of_first_add_up_or_are_told(answer: object, count: int, messages: list[str]) -> None:
    """One page or an array of them; where the API has more than the file, or a team twice, that is told."""
    imported = sources.read(json.dumps(answer).encode(), "x")
    assert len(imported.things) == count
    assert [p.message for p in imported.problems] == messages


def test_a_taxonomy_of_another_namespace_is_its_own_source() -> None:
    """Two taxonomies never share a graph."""
    text = raw("misp-taxonomy.json").replace(b'"rsit"', b'"Invented space"')
    assert sources.read(text, "x").source.key == "misp-taxonomy-invented-space"


def test_a_taxonomy_without_readable_entries_is_told() -> None:
    """Entries that are no array are one row that cannot be read; the predicates stand."""
    text = json.dumps({"namespace": "x", "predicates": [{"value": "a"}], "values": {"a": "b"}}).encode()
    imported = sources.read(text, "x")
    assert ([t.key for t in imported.things], told(imported)) == (["a"], ["W_LINK_ROW values"])


def test_one_cve_record_is_read_as_an_array_of_one() -> None:
    """The file that the programme gives for one number is read too."""
    record = json.loads(raw("cve.json"))[0]
    assert sources.read(json.dumps(record).encode(), "x").things == file("cve.json").things[:1]


DEEP = b'{"data":' * 60_000 + b"1" + b"}" * 60_000
REFUSED = [
    (b"", "E_EMPTY x: "),
    (b"\xef\xbb\xbf \n", "E_EMPTY x: "),
    (b'{"team": "Caf\xe9"}', "E_ENCODING x:1: byte 13 (0xe9) is not UTF-8"),
    ('{"team": "中"}'.encode("utf-16"), "E_ENCODING x:1: byte 0 (0xff) is not UTF-8"),
    (b"team,full name,economy,category\n\xd6\xd0,,,\n", "E_ENCODING x:2: "),
    (b'{"a": [1,\n 2', "E_LINK_FORMAT x:2:3: found no JSON"),
    (b'{"a": [1,\n NaN]}', "E_LINK_FORMAT x:2:2: found NaN, expected JSON"),
    (b'["NaN", -Infinity]', "E_LINK_FORMAT x:1:9: found -Infinity, expected JSON"),
    (b'{"a": 1, "a": 2}', "E_LINK_FORMAT x: found the key 'a' twice"),
    (b"[" + b"9" * 5000 + b"]", "E_LINK_FORMAT x: found a number of 5,000 digits"),
    (b"[1e999999999]", "E_LINK_FORMAT x: found an array of 1, first '1E+999999999', expected one of: "),
    (DEEP, "E_LINK_SIZE x:1:801: found arrays or objects more than 100 deep"),
    (b'["' + b'\\"' * 1_000_000, "E_LINK_FORMAT x:1:2: found no JSON"),
    (b"[" + b"0," * VALUES + b"0]", f"E_LINK_SIZE x: found {VALUES + 1:,} values"),
    (b"a,b\n" + b"," * VALUES, f"E_LINK_SIZE x: found {VALUES + 2:,} values"),
    (b" " * (SIZE + 1), f"E_LINK_SIZE x: found {SIZE + 1:,} bytes"),
    (b"cveID,cveid\n1,2\n", "E_LINK_FORMAT x:1: found a column twice in cveID, cveid"),
    (b'cveID,dateAdded\n1,"2\n', "E_LINK_FORMAT x:2: found no CSV"),
    (b",,\n,,\n", "E_LINK_FORMAT x: found a table with the columns (none), expected one of: "),
    (b"<html>\n<title>404</title></html>", "E_LINK_FORMAT x: found a table with the columns <html>"),
    (b'{"status": "ERROR", "status-code": 400, "total": 0}', "E_LINK_FORMAT x: found an object with the keys status, "),
    (b'{"status-code": 200, "total": 1, "data": [{"cve": "CVE-2031-1"}]}', "E_LINK_FORMAT x: found an object"),
    (b'{"type": 7.5, "uuid": "", "values": []}', "E_LINK_FORMAT x: type: found '7.5', expected text, in what a "),
    (b'{"namespace": null, "predicates": []}', "E_LINK_FORMAT x: found no namespace, expected one, in what "),
    (b'{"type": "bundle", "objects": [{"type": "malware"}]}', "E_LINK_FORMAT x: found an object with "),
]  # fmt: skip


@pytest.mark.parametrize(("hostile", "line"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_refused_in_one_line(hostile: bytes, line: str) -> None:
    """Code, file, place, what was found and what was expected, whatever the bytes."""
    with pytest.raises(ReadError) as refused:
        sources.read(hostile, "x")
    assert str(refused.value).startswith(line)
    assert str(refused.value).isprintable() and ", expected " in str(refused.value)


@pytest.mark.parametrize("stated", ["2031-02-30", "yesterday", "2031", "20310203", "2031-02-03T00:00"])
def test_a_day_of_retrieval_that_is_none_is_a_usage_error(stated: str) -> None:
    """The user gives a day, and nothing else."""
    with pytest.raises(UsageError, match="E_DATE found"):
        sources.read(raw("kev.csv"), "kev.csv", stated)


DAYS = [
    ("2019", "2019"),
    ("2019-08", "2019-08"),
    ("2019-08-23", "2019-08-23"),
    ("2031-02-05T23:59:59.1234Z", "2031-02-05"),
    ("2031-02-05T23:59:59-05:00", "2031-02-06"),
    ("August 3, 2019", "2019-08-03"),
    ("Aug. 3, 2019", "2019-08-03"),
    ("Fri, 23 Aug 2019 00:30:00 GMT", "2019-08-23"),
    ("Fri, 23 Aug 2019 00:30:00 +0800", "2019-08-22"),
]


@pytest.mark.parametrize(("stated", "read"), DAYS)
def test_dates_of_every_source_are_read(stated: str, read: str) -> None:
    """A time of day becomes the day in UTC."""
    assert day(stated) == read


@pytest.mark.parametrize(
    "stated",
    ["", "0000-00-00", "2019-13", "2019-02-30", "Smarch 3, 2019", "August 32, 2019", "Fri, 23 Foo 2019 00:00:00 GMT",
     "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "1066", "２０１９", "٢٠١٩", "soon"],
)  # fmt: skip
def test_what_is_no_date_is_refused(stated: str) -> None:
    """No calendar has it, or no team can mean it."""
    with pytest.raises(ValueError, match="found"):
        day(stated)


def test_country_codes_are_those_of_iso() -> None:
    """The codes are the assigned ones, every name leads to one of them, and each code to itself."""
    assert {c.alpha_2 for c in pycountry.countries} == countries.CODES
    assert {c: countries.code(c.lower()) for c in sorted(countries.CODES)} == {c: c for c in countries.CODES}
    assert {countries.code(n) for n in ("South Korea", "Viet Nam", "UK", "EL")} == {"KR", "VN", "GB", "GR"}


VALUES_OF_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


def damaged(value: object, other: object, steps: list[int]) -> object:
    """Give a JSON value in which one part, found by `steps`, is another value."""
    if not steps or not isinstance(value, dict | list) or not value:
        return other
    if isinstance(value, list):
        place = steps[0] % len(value)
        return [damaged(v, other, steps[1:]) if n == place else v for n, v in enumerate(value)]
    key = sorted(value)[steps[0] % len(value)]
    return {k: damaged(v, other, steps[1:]) if k == key else v for k, v in value.items()}


@given(
    name=st.sampled_from([n for n in sorted(READERS) if n.endswith(".json")]),
    other=VALUES_OF_JSON,
    steps=st.lists(st.integers(0, 9), max_size=7),
)
def test_any_damage_gives_things_or_one_coded_line(name: str, other: object, steps: list[int]) -> None:
    """Whatever stands in place of whatever part, the importer gives things or refuses; it never fails."""
    text = json.dumps(damaged(json.loads(raw(name)), other, steps))
    try:
        imported = READERS[name][1](text.encode(), name)
    except ReadError as refused:
        assert refused.code == "E_LINK_FORMAT"
    else:
        assert all(p.code.startswith("W_LINK_") and p.message.isprintable() for p in imported.problems)
        assert all(normalise(n.text) == (n.text, ()) for t in imported.things for n in t.names)


REAL = [
    ("kev/known_exploited_vulnerabilities.csv", "kev", 1404),
    ("misp-galaxy/ransomware.json", "misp-galaxy", 2135),
    ("misp-galaxy/botnet.json", "misp-galaxy", 148),
    ("misp-galaxy/android.json", "misp-galaxy", 449),
    ("misp-galaxy/rat.json", "misp-galaxy", 270),
    ("misp-galaxy/threat-actor.json", "misp-galaxy", 1041),
    ("misp-galaxy/first-csirt-services-framework.json", "misp-galaxy", 97),
    ("attack/attack-software-groups.tsv", "attack", 1086),
    ("rsit/rsit-machinev1-1003.json", "rsit", 11 + 39),
    ("certs/certopedia-certs.json", "certopedia", 11),
]


@pytest.mark.parametrize(("path", "key", "count"), REAL)
def test_real_files_are_read_whole(shared: Path, path: str, key: str, count: int) -> None:
    """Every record of the snapshots is a thing, and nothing is told."""
    imported = sources.read((shared / "links" / path).read_bytes(), "x")
    assert (imported.source.key, len(imported.things), imported.problems) == (key, count, ())


def test_real_families_have_their_identifiers(shared: Path) -> None:
    """The families that the reports name are in ATT&CK under the numbers that the notes give."""
    imported = sources.read((shared / "links" / "attack" / "attack-software-groups.tsv").read_bytes(), "x")
    by_name = {n.text: t.key for t in imported.things for n in t.names}
    expected = {
        "WannaCry": "S0366",
        "REvil": "S0496",
        "Conficker": "S0608",
        "BlackCat": "S1068",
        "Black Basta": "S1070",
    }
    assert {n: by_name[n] for n in expected} == expected
    assert not {"Phobos", "Mallox", "TellYouThePass", "Makop"} & by_name.keys()


def test_real_entries_of_rsit_are_those_of_our_code_list(shared: Path) -> None:
    """Eleven classes and 39 entries, with the machine tags that the code list has as notations."""
    imported = sources.read((shared / "links" / "rsit" / "rsit-machinev1-1003.json").read_bytes(), "x")
    entries = {t.facts["notation"] for t in imported.things if "broader" in t.facts}
    assert len(entries) == 39
    ours = (ROOT / "ontology" / "codes" / "rsit.ttl").read_text("utf-8").replace('\\"', '"')
    assert [n for n in sorted(entries) if f'skos:notation "{n}"' not in ours] == []
