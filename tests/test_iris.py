"""Every IRI passes one factory, and the patterns give each thing its own."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from cncert_kg.iris import Iris, digest, iri, is_web_address, key, web_iri

KEYS = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,6}[A-Za-z0-9])?", fullmatch=True)
ILLEGAL = [*(chr(c) for c in range(0x21)), *'<>"{}|^`\\', "\x7f", "\x85", "\ud800", "\ufffe", "\ufff9", "\U000e0001"]
UNSEEN = [
    *"\u00a0\u00ad\u034f\u061c\u115f\u1160\u180e\u2000\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u202f",
    *"\u205f\u2060\u2066\u2069\u206f\u3000\u3164\ufe0f\ufeff\uffa0",
]


@pytest.mark.parametrize("character", [*ILLEGAL, *UNSEEN], ids=ascii)
def test_iri_refuses_characters(character: str) -> None:
    """What N-Triples refuses, and what a reader cannot see, is in no IRI."""
    for text in (f"https://example.org/a{character}b", f"https://example.org/a{character}", f"urn:x:{character}"):
        with pytest.raises(ValueError):
            iri(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "//example.org/", "/a", "#a", ":", "javascript:alert(1)", "JaVaScript:x", "data:text/html,x", "file:///x",
        "ftp://example.org/", "vbscript:x", " https://example.org/", "https://[::1", "https://example.org/%zz",
        "https://example.org/%4", "_:b", "about:blank", "java\tscript:x",
    ],
)  # fmt: skip
def test_iri_refuses_forms_and_schemes(text: str) -> None:
    """A relative or broken IRI, and one of a scheme we never publish, is refused."""
    with pytest.raises(ValueError):
        iri(text)


@pytest.mark.parametrize(
    "text",
    ["https://example.org/?a=b#c", "HTTP://EXAMPLE.ORG/", "urn:isbn:1", "mailto:a@b.cn", "tel:+861", "http://例/漏"],
)
def test_iri_gives_good_ones_letter_for_letter(text: str) -> None:
    """What is good is neither rewritten nor normalised."""
    assert iri(text).value == text


@given(st.text(max_size=12))
def test_whatever_iri_takes_survives_ntriples(text: str) -> None:
    """An IRI that the factory gives is read back from N-Triples as it was."""
    try:
        node = iri(f"https://example.org/{text}")
    except ValueError:
        return
    line = serialize([Triple(node, node, Literal("x"))], format=RdfFormat.N_TRIPLES)
    assert line is not None
    assert [q.subject for q in parse(line, RdfFormat.N_TRIPLES)] == [node]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        (" https://example.org/漏?x=1&y=2#z ", "https://example.org/%E6%BC%8F?x=1&y=2#z"),
        ("https://example.org/%41%zz%", "https://example.org/%41%25zz%25"),
        ("https://example.org/[a]", "https://example.org/%5Ba%5D"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("https://example.org/\u202e\u200b", "https://example.org/%E2%80%AE%E2%80%8B"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
    ],
)
def test_web_iri_encodes_what_an_iri_refuses(address: str, expected: str) -> None:
    """An address of a document is kept as it is, and escaped where an IRI cannot hold it."""
    assert web_iri(address).value == expected
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "www.example.org",
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "http:///x",
        "https://[::1",
        "x:\ud800",
    ],
)
def test_web_iri_refuses_what_is_no_page(address: str) -> None:
    """No other scheme, no address without a host."""
    assert not is_web_address(address)
    with pytest.raises(ValueError):
        web_iri(address)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a/b", "a#b", "a?b", "a%2f", "-a", "a-", ".a", "a.", "é", "漏", "a b", "a\n"]
)
def test_key_refuses(text: str) -> None:
    """A segment is of ASCII letters, digits, dot, dash and underline, and does not begin or end with a sign."""
    with pytest.raises(ValueError):
        key(text)


@pytest.mark.parametrize(
    "base",
    ["", "foo", "foo/", "https://x", "https://x/#", "https://x/?q=/", "file:///x/", "https://x/a b/", "https://例/"],
)
def test_a_base_is_an_address_that_ends_in_a_slash(base: str) -> None:
    """A base that would need escapes, or in which a fragment cannot stand, is refused."""
    with pytest.raises(ValueError):
        Iris(base)


def minted(iris: Iris) -> list[NamedNode]:
    """Give an IRI of each kind, with keys that could be taken for one another."""
    a, b = "ab", "ab-ab"
    pairs = list(itertools.product((a, b), repeat=2))
    return [
        *(iris.term(x) for x in (a, b)), *(iris.code(x, y) for x, y in pairs), *(iris.scheme(x) for x in (a, b)),
        *(iris.org(x) for x in (a, b)), *(iris.series(x) for x in (a, b)), *(iris.report(x, y) for x, y in pairs),
        *(iris.document(x) for x in (a, b)), *(iris.text(x) for x in (a, b)), *(iris.period(x) for x in (a, b)),
        *(iris.mention("0a", s, e, p) for s, e in ((1, 23), (12, 3)) for p in ("", "target", "quote", "position")),
        *(iris.observation(x, y, x, y, x, y) for x, y in pairs), *(iris.claim("0a-1-2", n) for n in (1, 2, 12)),
        *(iris.gap(x, y) for x, y in pairs), *(iris.gap(x) for x in (a, b)), *(iris.finding(x, y) for x, y in pairs),
        *(iris.vulnerability(x) for x in (a, b)), *(iris.run(x) for x in (a, b)), *(iris.rule(x, y) for x, y in pairs),
        *(iris.dataset(x) for x in ("", a, b)), *(iris.cube(x) for x in (a, b)), *(iris.graph(x) for x in (a, b)),
        *(iris.graph(x, y) for x, y in pairs),
    ]  # fmt: skip


def test_no_two_things_share_an_iri() -> None:
    """The patterns are injective over keys that resemble each other."""
    nodes = minted(Iris())
    assert len(set(nodes)) == len(nodes)


@given(st.lists(KEYS, min_size=6, max_size=6), st.lists(KEYS, min_size=6, max_size=6))
def test_observations_differ_where_their_coordinates_do(one: list[str], other: list[str]) -> None:
    """The observation's IRI is its coordinates and nothing else."""
    iris = Iris()
    assert (iris.observation(*one) == iris.observation(*other)) == (one == other)


def test_digest_keeps_its_parts_apart() -> None:
    """Parts that read the same in a row give different digests."""
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("c", "ab")}) == 4


def test_a_second_base_changes_the_base_and_nothing_else() -> None:
    """Below the base, every IRI of two data sets is the same."""
    one, two = Iris(), Iris("http://other.example/x/")
    assert [n.value.removeprefix(one.base) for n in minted(one)] == [
        n.value.removeprefix(two.base) for n in minted(two)
    ]
