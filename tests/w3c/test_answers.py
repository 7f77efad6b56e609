"""The judge of the suites: which answers are the same, and which are not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.w3c.answers import READERS, Answer, from_csv, from_json, from_tsv, from_xml
from tests.w3c.exchanges import Reply

XSD = "http://www.w3.org/2001/XMLSchema#"


def tsv(*lines: str) -> Answer:
    """Give the answer that lines of TSV are."""
    return from_tsv("\n".join(lines).encode(), "")


def typed(value: str, datatype: str) -> str:
    """Give a literal as Turtle writes it."""
    return f'"{value}"^^<{XSD}{datatype}>'


SAME = {
    "order of rows": (tsv("?a", "1", "2"), tsv("?a", "2", "1")),
    "order of columns": (tsv("?a\t?b", "1\t2"), tsv("?b\t?a", "2\t1")),
    "labels of blank nodes": (tsv("?a\t?b", "_:x\t_:y"), tsv("?a\t?b", "_:y\t_:x")),
    "integers of any size of type": (tsv("?a", typed("07", "unsignedByte")), tsv("?a", "7")),
    "digits of decimals": (tsv("?a", "1.50"), tsv("?a", "1.5")),
    "forms of doubles": (tsv("?a", "1e2"), tsv("?a", "100.0E0")),
    "truths": (tsv("?a", typed("1", "boolean")), tsv("?a", "true")),
    "case of languages": (tsv("?a", '"x"@zh-CN'), tsv("?a", '"x"@zh-cn')),
    "a string and a literal without type": (tsv("?a", typed("x", "string")), tsv("?a", '"x"')),
}
DIFFERENT = {
    "a row more": (tsv("?a", "1"), tsv("?a", "1", "2")),
    "a row twice": (tsv("?a", "1", "1"), tsv("?a", "1")),
    "another variable": (tsv("?a", "1"), tsv("?b", "1")),
    "a variable that nothing binds": (tsv("?a\t?b", "1\t"), tsv("?a", "1")),
    "one blank node or two": (tsv("?a\t?b", "_:x\t_:x"), tsv("?a\t?b", "_:x\t_:y")),
    "blank nodes of two rows": (tsv("?a", "_:x", "_:x"), tsv("?a", "_:x", "_:y")),
    "integer and decimal": (tsv("?a", "1"), tsv("?a", "1.0")),
    "decimal and double": (tsv("?a", "1.0"), tsv("?a", "1.0e0")),
    "two languages": (tsv("?a", '"x"@zh'), tsv("?a", '"x"@en')),
    "an IRI and its text": (tsv("?a", "<urn:x>"), tsv("?a", '"urn:x"')),
    "no rows and no answer": (tsv("?a"), Answer(truth=False)),
    "yes and no": (Answer(truth=True), Answer(truth=False)),
    "triples and rows": (Answer(triples=()), tsv("?a", "1")),
}


@pytest.mark.parametrize("what", SAME)
def test_answers_are_the_same_by_value(what: str) -> None:
    """What may differ between two stores makes no difference."""
    one, other = SAME[what]
    assert one.same_as(other)
    assert other.same_as(one)


@pytest.mark.parametrize("what", DIFFERENT)
def test_answers_differ(what: str) -> None:
    """Whatever else differs does."""
    one, other = DIFFERENT[what]
    assert not one.same_as(other)
    assert not other.same_as(one)


def test_order_counts_where_it_is_asked_for() -> None:
    """An answer to ORDER BY is a sequence."""
    one, other = SAME["order of rows"]
    assert not one.same_as(other, ordered=True)
    assert one.same_as(one, ordered=True)


def test_triples_are_compared_as_a_graph() -> None:
    """Labels of blank nodes and order make no difference, the shape of the graph does."""

    def graph(text: str) -> Answer:
        return READERS[".ttl"](text.encode(), "http://example.org/")

    ring = graph("_:a <p> _:b . _:b <p> _:a .")
    assert ring.same_as(graph("_:y <p> _:x . _:x <p> _:y ."))
    assert not ring.same_as(graph("_:a <p> _:a . _:b <p> _:b ."))


def test_csv_is_compared_by_what_it_can_tell() -> None:
    """CSV has no types and no languages, and an empty cell for an empty text and for nothing."""
    rich = tsv("?a\t?b\t?c\t?d", '<urn:x>\t"y"@en\t1.50\t_:z', '""\t\t"say ""hi"""\t'.replace('""hi""', r"\"hi\""))
    plain = from_csv(b'a,b,c,d\r\nurn:x,y,1.5,_:q\r\n,,"say ""hi""",\r\n', "")
    assert rich.lossy().same_as(plain)
    assert not rich.same_as(plain)
    assert from_csv(b"a\r\n\r\n", "").same_as(Answer(variables=("a",), rows=((),)))


def test_json_and_xml_are_read_as_the_same_answer() -> None:
    """Every kind of term has one reading, and a relative IRI is taken against the base."""
    json = b"""{"head": {"vars": ["a", "b", "c", "d"]}, "results": {"bindings": [{
        "a": {"type": "uri", "value": "x"}, "b": {"type": "bnode", "value": "n"},
        "c": {"type": "literal", "value": "y", "xml:lang": "en"},
        "d": {"type": "literal", "value": "7", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}]}}"""
    xml = b"""<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/><variable name="b"/>
        <variable name="c"/><variable name="d"/></head><results><result><binding name="a"><uri>x</uri></binding>
        <binding name="b"><bnode>m</bnode></binding><binding name="c"><literal xml:lang="en">y</literal></binding>
        <binding name="d"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">7</literal></binding>
        </result></results></sparql>"""
    one, other = from_json(json, "http://example.org/"), from_xml(xml, "http://example.org/")
    assert one.same_as(other)
    assert dict(one.rows[0])["a"] == ox.NamedNode("http://example.org/x")
    assert from_json(b'{"head": {}, "boolean": true}', "").truth is True
    assert from_xml(
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><boolean>false</boolean></sparql>', ""
    ) == (Answer(truth=False))


@pytest.mark.parametrize(
    ("status", "body", "is_refusal"),
    [
        (400, b"E_UPDATE query: found CLEAR, expected a query\n", True),
        (405, b"E_METHOD sparql: found PUT, expected GET", True),
        (200, b"E_UPDATE query: found CLEAR", False),
        (500, b"E_CRASHED query: found nothing", False),
        (400, b"Bad Request", False),
        (400, b"E_UPDATE query: two\nlines", False),
    ],
)
def test_a_refusal_is_4xx_in_one_coded_line(status: int, body: bytes, is_refusal: bool) -> None:
    """A refusal that tells nothing, or comes with another status, is none."""
    assert Reply(status, {}, body).is_refusal == is_refusal
