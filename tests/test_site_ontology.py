"""The ontology in the site: an anchor for every term, and a page that says what it is and how it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, parse

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.site import ontology
from cncert_kg.site.ontology import drawing, shapes, terms
from cncert_kg.site.ontology.drawing import Drawing, Node
from cncert_kg.site.ontology.usage import Usage
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Scope, Site
from cncert_kg.site.views.common import FreePage
from cncert_kg.vocab import CLASSES, PROPERTIES
from tests.factory import small_build

BYTES = 30_000
"""Most of a page."""
NAMES = (*CLASSES.split(), *PROPERTIES.split())


@cache
def site() -> Site:
    """The site of the small release."""
    return Site(small_build())


@cache
def usage() -> Usage:
    return Usage(site().index)


@cache
def pages() -> dict[str, FreePage]:
    return {page.path: page for page in ontology.pages(site())}


@cache
def page(path: str, lang: str) -> str:
    """A page as text."""
    return Renderer(site()).free_page(pages()[path], lang)[1].decode()


@cache
def index_page(lang: str) -> str:
    return Renderer(site()).page("def", lang).content().decode()


def view(name: str, lang: str = "en") -> dict[str, object]:
    """What the page of a term shows."""
    node = f"def#{name}"
    scope = Scope(site(), lang, f"{lang}/{terms.path(node)}.html")
    return terms.term(usage(), node, scope)


def drawings() -> Iterator[Drawing]:
    for name in NAMES:
        for lang in ("zh", "en"):
            found = view(name, lang)["drawing"]
            assert isinstance(found, Drawing)
            yield found


def test_every_term_has_a_page_that_no_disk_confuses_with_another() -> None:
    """`Indicator` and `indicator` are two files also where capitals do not count."""
    found = [f"def/{n}" for n in CLASSES.split()] + [f"def/property/{n}" for n in PROPERTIES.split()]
    assert sorted(pages()) == sorted([*found, "model"])
    assert len({path.lower() for path in pages()}) == len(pages())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_anchors_of_the_index_are_the_fragments_of_the_iris(lang: str) -> None:
    """Whoever follows `def#Gap` to the page of the ontology is at the term; its name leads on to its page."""
    text = index_page(lang)
    assert set(re.findall(r'<tr id="([^"]+)"', text)) == set(NAMES)
    assert set(re.findall(r'href="(def/[^"]+)\.html"', text)) == set(pages()) - {"model"}
    assert len(text.encode()) <= BYTES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_stay_small_and_each_has_one_diagram(lang: str) -> None:
    """At most 30 kB; a page without uses has its diagram too, and headings follow one another."""
    for path in pages():
        text = page(path, lang)
        assert len(text.encode()) <= BYTES and text.count("<svg") == 1 and text.count("<h1") == 1, path
        levels = [int(n) for n in re.findall(r"<h([1-6])", text)]
        assert all(b <= a + 1 for a, b in pairwise(levels)), path
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        svg = text[text.index("<svg") : text.index("</svg>") + 6]
        assert {e.tag for e in ElementTree.fromstring(svg)} <= {"title", "desc", "path", "rect", "text", "a"}


def test_nothing_of_a_diagram_lies_outside_it() -> None:
    """Boxes and texts are inside the picture, and boxes do not cover one another but the frame of a class."""
    for found in drawings():
        for box in found.boxes:
            assert box.x >= 0 and box.x + box.width <= found.width and 0 <= box.y <= box.y + box.height <= found.height
        assert all(0 <= t.x <= found.width and 0 <= t.y <= found.height for t in found.texts)
        titled = [b for b in found.boxes if b.text]
        apart = [(a, b) for n, a in enumerate(titled) for b in titled[n + 1 :]]
        assert not [p for p in apart if overlap(*p)]


def overlap(a: drawing.Box, b: drawing.Box) -> bool:
    across = a.x < b.x + b.width and b.x < a.x + a.width
    return across and a.y < b.y + b.height and b.y < a.y + a.height


@pytest.mark.parametrize(
    ("text", "pixels", "shown"),
    [
        ("issue", 100, "issue"),
        ("reference period", 60, "referen…"),
        ("报告期报告期", 40, "报告…"),
        ("", 10, ""),
        ("ab", 1, "a…"),
    ],
)
def test_a_text_that_is_too_long_is_cut(text: str, pixels: int, shown: str) -> None:
    """Chinese characters are twice as wide as Latin ones."""
    assert drawing.shortened(text, pixels) == shown


def test_a_class_without_anything_is_a_box() -> None:
    """No properties, nothing above, nothing below."""
    found = drawing.of_class(Node("A"), [], [], [])
    assert [b.text for b in found.boxes] == ["", "A"] and found.lines == ()
    assert drawing.of_property(Node("p"), [], []).boxes[0].text == "p"


def test_uses_are_counted_with_those_of_narrower_classes() -> None:
    """A mention is an entity mention or a figure mention: the graph states only the narrower class."""
    both = [len(usage().instances(f"def#{n}")) for n in ("EntityMention", "FigureMention")]
    assert terms.count(usage(), "def#Mention") == sum(both) > 0
    predicate = "d:inDocument"
    triples = [q for q in small_build().union() if q.predicate.value == f"{DEFAULT_BASE}def#inDocument"]
    assert terms.count(usage(), "def#inDocument") == len(set(triples)) == usage().triples[predicate]
    assert usage().ends(predicate)[1] == ["def#SourceDocument"]


def test_an_example_is_turtle_of_the_release() -> None:
    """What a page shows as an example is in the graph, word for word."""
    union = {str(t) for t in small_build().union()}
    shown = 0
    for name in NAMES:
        example = view(name)["example"]
        if example is not None:
            assert isinstance(example, tuple)
            found = [str(q.triple) for q in parse(example[1].encode(), RdfFormat.TURTLE)]
            assert found and set(found) <= union
            shown += 1
    assert shown > 40


@pytest.mark.parametrize(
    ("name", "of", "many", "what", "sentence"),
    [
        (
            "Gap",
            "gap reason",
            "exactly 1",
            ["IRI", "/code/gap-reason/[A-Za-z0-9._-]+$"],
            "A gap has exactly one reason.",
        ),
        ("Gap", "observed value", "exactly 0", [], "A gap has no value."),
        (
            "gapReason",
            "Gap",
            "exactly 1",
            ["IRI", "/code/gap-reason/[A-Za-z0-9._-]+$"],
            "A gap has exactly one reason.",
        ),
    ],
)
def test_shapes_are_said_in_words(name: str, of: str, many: str, what: list[str], sentence: str) -> None:
    """How many values, of what kind, and the sentence of a failure, on the page of the class and of the property."""
    found = view(name)["demands"]
    assert isinstance(found, list)
    rows = [([r.text for r in d.of], d.many, [r.text for r in d.what], d.sentence) for d in found]
    assert ([of], many, what, sentence) in rows


def test_no_demand_shows_the_variable_of_a_query() -> None:
    """A message is written for a result; what it would name there is left out here."""
    for name in NAMES:
        found = view(name)["demands"]
        assert isinstance(found, list)
        assert not [d for d in found if "{" in d.sentence]


def test_every_shape_is_on_a_page_with_its_turtle() -> None:
    """Whole, and for the base of the release."""
    found = shapes.shapes("https://data.example.org/watch/")
    assert len(found) > 40 and all(s.turtle.startswith(f"s:{s.name} a sh:NodeShape") for s in found)
    assert all(DEFAULT_BASE not in (s.turtle + "".join(s.targets)) for s in found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_model_shows_both_cubes(lang: str) -> None:
    """Every component of both structures, in order, with what it takes."""
    text = page("model", lang)
    assert re.findall(r'<h3 id="cube-([a-z]+)"', text) == ["indicators", "ratings"]
    assert text.count("<tr>") > 25
