"""What a page may link to, and how an address is written into it."""

from __future__ import annotations

import pytest

from cncert_kg.site.links import Ref, html_path, mapping_place, outward, outward_ref, place, set_page, up


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
        "javascript&#58;alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "//evil.example/",
        "http:///x", "https:", "http://a\u202eb.example/", "http://a b.example/", "http:\\\\evil.example", "urn:x:y",
        "http://[broken/", "", "text only", "\u200bhttps://a.example/",
    ],
)  # fmt: skip
def test_refused_addresses_become_text(address: str) -> None:
    assert outward(address) == ""
    assert outward_ref(address).href == ""
    assert "<a" not in outward_ref(address).__html__()


@pytest.mark.parametrize(
    "address", ["https://a.example/?b=1&c=2#d", "http://a.example", "mailto:a@b.example", "tel:+86"]
)
def test_accepted_addresses_are_links(address: str) -> None:
    assert outward_ref(address).href == address


def test_long_addresses_are_shown_short_and_linked_whole() -> None:
    address = f"https://a.example/{'x' * 200}"
    assert outward_ref(address).href == address and len(outward_ref(address).text) == 64


def test_references_are_escaped_in_every_part() -> None:
    ref = Ref('x"><script>', "<b>&'\"", 'zh"', "<i>")
    assert ref.__html__() == (
        '<a href="x&quot;&gt;&lt;script&gt;" lang="zh&quot;">&lt;b&gt;&amp;&#x27;&quot;</a>'
        ' <small class="note">&lt;i&gt;</small>'
    )
    assert Ref("", "<b>").__html__() == "&lt;b&gt;"
    assert Ref("", "<b>", "zh").__html__() == '<span lang="zh">&lt;b&gt;</span>'


def test_paths_follow_identifiers() -> None:
    assert html_path(place("id/org/cncert"), "zh") == "zh/id/org/cncert.html"
    assert html_path(place("def#Gap")) == "def.html#Gap"
    assert html_path(place("id/report/weekly/2031-07")) == "id/report/weekly/2031-07.html"
    assert up("zh/id/org/cncert.html") == "../../../" and up("index.html") == ""


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("id/mention/0f1e-12-40", ("id/doc/0f1e", "mention-12-40")),
        ("id/mention/0f1e-12-40#quote", ("id/doc/0f1e", "mention-12-40")),
        ("id/report/attention/2031-02-03/entry-07", ("id/report/attention/2031-02-03", "entry-07")),
        ("id/report/annual/2030/chapter-011", ("id/report/annual/2030", "chapter-011")),
        ("id/report/weekly/2031-07#vendor-2", ("id/report/weekly/2031-07", "vendor-2")),
        ("id/report/weekly/2031-07", ("id/report/weekly/2031-07", "")),
        ("id/claim/0f1e-12-40-1", ("id/claim/0f1e-12-40-1", "")),
        ("id/doc/0f1e#text", ("id/doc/0f1e", "text")),
    ],
)
def test_places_stand_on_the_page_of_what_they_belong_to(node: str, expected: tuple[str, str]) -> None:
    assert place(node) == expected


@pytest.mark.parametrize(
    ("mapping_set", "expected"),
    [("mappings/rsit.sssom.tsv", "mappings/rsit"), ("https://example.org/a.sssom.tsv", "mappings/847cfcd7bd0f05fc")],
)
def test_mappings_stand_on_the_page_of_their_set(mapping_set: str, expected: str) -> None:
    """Beside the file of a set of ours; under a hash of its IRI where the set is somebody else's."""
    assert set_page(mapping_set) == expected
    assert mapping_place("id/mapping/0f1e2d3c", mapping_set) == (expected, "mapping-0f1e2d3c")
