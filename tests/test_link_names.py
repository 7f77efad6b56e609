"""Names in the forms they are compared in: what does not tell teams apart is gone, what does is kept."""

from __future__ import annotations

import sys

import pytest

from cncert_kg.errors import UsageError
from cncert_kg.links import names, places
from cncert_kg.links.names import Form, forms, parts
from cncert_kg.links.similarity import blocks, likeness
from cncert_kg.links.things import Kind, Name

LONG = "National Computer Network Emergency Response Technical Team/Coordination Center of China"


def keys(text: str, kind: Kind = "organisation", *, is_acronym: bool = False) -> list[tuple[str, str]]:
    return [(f.kind, f.text) for f in forms((Name(text, "", is_acronym),), kind)]


def one(text: str, kind: Kind = "organisation") -> Form:
    (form,) = forms((Name(text),), kind)
    return form


@pytest.mark.parametrize(
    "text",
    ["CNCERT", "CNCERT/CC", "CNCERTCC", "CNCERT-CC", "cncert/CC", "ＣＮＣＥＲＴ／ＣＣ", "CN CERT/CC", "CN\u200bCERT/CC",
     "CNCERT Coordination Centre", "CNCERT, China"],
)  # fmt: skip
def test_an_acronym_has_one_form(text: str) -> None:
    """Width, case, punctuation, the coordination centre and the country do not tell CNCERT from CNCERT."""
    assert keys(text)[0] == ("acronym", "cncert")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MNCERT/CC", "mncert"),
        ("TWCERT/CC", "twcert"),
        ("CERT/CC", "certcc"),
        ("AusCERT", "auscert"),
        ("CERT-In", "certin"),
        ("CERT.br", "certbr"),
        ("Siemens AG", "siemens"),
        ("HPE", "hpe"),
    ],
)
def test_acronyms_of_others_stay_theirs(text: str, expected: str) -> None:
    """No letter that tells a team from another is lost; a name of one word is compared as an acronym is."""
    assert keys(text) == [("acronym", expected)]


@pytest.mark.parametrize("text", ["CERT", "CSIRT", "psirt", "SOC", "GOV", "China", "", " ", "!?", "the", "()"])
def test_what_names_nobody_has_no_form(text: str) -> None:
    """A word for any team, a place alone or no word at all is compared with nothing."""
    assert not keys(text)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (LONG, "National Computer network Emergency Response technical Team / Coordination Centre of China"),
        (LONG, "National CERT of China"),
        ("Hong Kong Computer Emergency Response Team Coordination Centre", "HONG KONG CSIRT"),
        ("Hewlett-Packard", "Hewlett Packard Company"),
        ("Ernst & Young", "Ernst and Young LLP"),
        ("Shanghai Cooperation Organisation", "The Shanghai Cooperation Organization"),
        ("Cyber Security Agency Zürich", "Cybersecurity Agency Zurich"),
        ("香港电脑保安事故协调中心", "香港電腦保安事故協調中心"),
        ("国家互联网应急中心", "國家互聯網應急中心"),
        ("深信服科技股份有限公司", "深信服科技"),
        ("Siemens CERT", "CERT Siemens"),
    ],
)
def test_two_spellings_have_one_form(left: str, right: str) -> None:
    """Words for a team, spelling, legal suffixes, order, diacritics and traditional characters do not count."""
    assert {(f.text, f.places) for f in forms((Name(left),), "organisation")} == {
        (f.text, f.places) for f in forms((Name(right),), "organisation")
    }


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (LONG, "Mongolian National Computer Network Emergency Response Technical Team / Coordination Center"),
        ("CNCERT/CC Hunan Branch", "CNCERT/CC Henan Branch"),
        ("CNCERT/CC Shanxi Branch", "CNCERT/CC Shaanxi Branch"),
        ("China National Vulnerability Database", "National Vulnerability Database"),
        ("国家信息安全漏洞共享平台", "国家信息安全漏洞库"),
        ("HP PSRT", "HPE PSRT"),
        ("BANK OF CHINA", "BANKOFCHINA"),
        ("Siemens CERT", "Siemens PSIRT"),
    ],
)
def test_two_teams_have_two_forms(left: str, right: str) -> None:
    """Places, kinds of team and letters of acronyms count."""
    assert {(f.text, f.places) for f in forms((Name(left),), "organisation")}.isdisjoint(
        (f.text, f.places) for f in forms((Name(right),), "organisation")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LONG} (CNCERT/CC)", ["CNCERT/CC", LONG]),
        ("CNCERT/CC - National CERT of China", ["CNCERT/CC", "National CERT of China"]),
        ("Macau CERT （MOCERT）", ["MOCERT", "Macau CERT"]),
        ("Anquan Niu (WeChat)", ["Anquan Niu (WeChat)"]),
        ("Bank of Somewhere (Asia)", ["Bank of Somewhere (Asia)"]),
        ("Hewlett-Packard", ["Hewlett-Packard"]),
        ("A - B - C", ["A - B - C"]),
    ],
)
def test_one_text_may_hold_two_names(text: str, expected: list[str]) -> None:
    """A full name with its acronym in brackets or before a dash is two names; any other bracket stays."""
    assert sorted(parts(text)) == sorted(expected)


def test_a_short_name_beside_a_long_one_is_an_acronym() -> None:
    """The mark of the source counts for one word; `Siemens CERT` stays two words."""
    assert keys("Telekom", is_acronym=True) == keys("TELEKOM") == [("acronym", "telekom")]
    assert keys("Siemens CERT", is_acronym=True) == [("name", "csirt siemens")]


@pytest.mark.parametrize(
    ("left", "right"),
    [("Black Basta", "BlackBasta"), ("Stop", "STOP Ransomware"), ("WannaCry", "WannaCry勒索病毒"),
     ("TellYouThePass", "Tellyouthepass"), ("Emotet", "Emotet (botnet)")],
)  # fmt: skip
def test_a_family_has_one_form(left: str, right: str) -> None:
    """Blanks, case and the word for what it is do not tell families apart."""
    assert one(left, "malware").text == one(right, "malware").text


@pytest.mark.parametrize("text", ["Ransomware", "勒索软件", "-"])
def test_a_word_for_malware_is_no_family(text: str) -> None:
    """What is left of it is nothing."""
    assert not keys(text, "malware")


def test_concepts_that_say_nothing_have_no_form() -> None:
    """`Other` of one list is not `Other` of the next; and vulnerabilities have numbers, not names."""
    assert keys("Denial of Service", "concept") == keys("denial-of-service", "concept")
    assert not keys("Other", "concept") and not keys("其他", "concept")
    assert not keys("Log4Shell", "vulnerability")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hong kong china", {"HK"}),
        ("taiwan republic of china", {"TW"}),
        ("chinese taipei", {"TW"}),
        ("inner mongolia", {"CN-NM"}),
        ("republic of korea", {"KR"}),
        ("macao sar china", {"MO"}),
        ("indochina", set()),
        ("shaanxi", {"CN-SN"}),
    ],
)
def test_places_are_read_whole(text: str, expected: set[str]) -> None:
    """The longest word counts, and an economy with a code of its own is not also the country it names."""
    assert places.split(text)[1] == frozenset(expected)


def test_places_of_chinese_names() -> None:
    """They stay in the name and are known beside it."""
    form = one("国家互联网应急中心内蒙古分中心")
    assert (form.text, form.places) == ("国家互联网应急中心内蒙古分中心", frozenset({"CN-NM"}))
    assert places.countries(frozenset({"CN", "CN-NM"})) == {"CN"}
    assert places.divisions(frozenset({"CN", "CN-NM"})) == {"CN-NM"}


@pytest.mark.parametrize(
    ("left", "right", "kind", "expected"),
    [
        ("International Telecommunication Union", "International Telecomunication Union", "organisation", "spelling"),
        ("Hewlett-Packard", "Hewlett Packard Enterprise", "organisation", "extension"),
        ("关键基础设施安全应急响应中心", "关键信息基础设施安全应急响应中心", "organisation", "spelling"),
        ("LockBit", "LockBit 3.0", "malware", "version"),
        ("Sodinokibi", "Sodinokibbi", "malware", "spelling"),
        ("Intrusion", "Intrusions", "concept", "spelling"),
        ("Northland Security Operations Trust", "Southland Security Operations Trust", "organisation", None),
        ("Team Vega 2 Observatory", "Team Vega 3 Observatory", "organisation", None),
        ("国家信息安全漏洞共享平台", "国家信息安全漏洞库", "organisation", None),
        ("Phobos", "PhobosImposter", "malware", None),
        ("Mallox", "Malox", "malware", None),
        ("LockBit 2.0", "LockBit 3.0", "malware", None),
        ("Korea", "Controlled from Korea", "concept", None),
    ],
)
def test_likeness(left: str, right: str, kind: Kind, expected: str | None) -> None:
    """A slip of spelling, a longer name and a version are near; another word, digit or family is not."""
    found = likeness(one(left, kind), one(right, kind))
    assert (found.how if found else None) == expected


def test_what_is_near_shares_a_block() -> None:
    """Names are compared under the beginnings of words that tell; acronyms and common words have none."""
    near = (one("International Telecommunication Union"), one("International Telecommunications Union"))
    assert set(blocks(near[0])) & set(blocks(near[1]))
    assert not set(blocks(one("CNCERT"))) and not set(blocks(one("National CERT of China")))


@pytest.mark.parametrize("library", ["opencc", "rapidfuzz"])
def test_a_missing_library_is_told(library: str) -> None:
    """The error names the extra to install."""
    with pytest.raises(UsageError, match=r"E_EXTRA.*cncert-kg\[link\]"):
        raise names.missing(library)


def test_no_library_is_loaded_before_a_name_needs_it() -> None:
    """A build without the extra imports the package."""
    assert "opencc" not in vars(names) and "rapidfuzz" not in vars(sys.modules["cncert_kg.links.similarity"])
