"""The endpoint as pages: what it is and the questions that come with it, and the answer of a query as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryTriples, Store

from cncert_kg import turtle
from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.messages import Task
from cncert_kg.iris import is_web_address
from cncert_kg.questions import questions
from cncert_kg.results import Answer, Form, Written, write
from cncert_kg.vocab import RDFS, prefixes

_LINKED = ("csv", "tsv", "json", "xml")
_LINKED_GRAPHS = ("ttl", "nt", "jsonld", "rdfxml")


_HEAD = re.compile(r"\A(?:#[^\n]*\n)+")
"""The comments before a question that comes with the package, which the page says in words."""


class Cell(NamedTuple):
    """A term in a table."""

    text: str
    href: str = ""
    """Where the term leads, relative to the endpoint for a thing of ours; empty where nowhere."""
    title: str = ""
    """The IRI, where the text is a name for it."""
    lang: str = ""
    """Language of the text, where it has one."""


class Names:
    """Names of IRIs: their labels in the language of a page, else short forms, else nothing."""

    def __init__(self, store: Store, base: str, language: str) -> None:
        self._store = store
        self._short = turtle.Names(prefixes(base))
        self._language = language
        self.of = lru_cache(maxsize=1 << 14)(self._of)
        """Give the name of an IRI."""

    def _of(self, node: NamedNode) -> Literal | str:
        quads = self._store.quads_for_pattern(node, RDFS.label, None, None)
        labels = [q.object for q in quads if isinstance(q.object, Literal) and q.object.language == self._language]
        return min(labels, key=str, default=None) or self._short.short(node.value) or node.value


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def start(language: str, address: str, limits: Limits) -> bytes:
    """Give the page of the endpoint at `address`, in `zh` or `en`."""
    shown_questions = [(question, _HEAD.sub("", question.text)) for question in questions()]
    return _page("endpoint_start", language, {"questions": shown_questions, "address": address, "limits": limits})


def shown(answer: Answer, store: Store, base: str, task: Task, most: int) -> Written:
    """Give an answer as a page, of at most `most` rows or triples."""
    if isinstance(answer, QueryTriples):
        written = write(answer, Form.ttl, limit=most, base=base)
        view: dict[str, Any] = {"turtle": written.body.decode(), "rows": [], "columns": []}
        return _answer(task, view, written.rows, written.truncated)
    if isinstance(answer, QueryBoolean):
        return _answer(task, {"truth": bool(answer), "rows": [], "columns": []}, 1, False)
    columns, names = [v.value for v in answer.variables], Names(store, base, task.language)
    rows = [[_cell(solution[c], base, names) for c in columns] for solution in islice(answer, most)]
    is_cut = next(answer, None) is not None
    return _answer(task, {"rows": rows, "columns": columns}, len(rows), is_cut)


def _answer(task: Task, view: Mapping[str, Any], rows: int, is_cut: bool) -> Written:
    forms = _LINKED_GRAPHS if "turtle" in view else _LINKED
    links = [(form, _address(task, form)) for form in forms]
    page = {"query": task.query, "count": rows, "is_cut": is_cut, "links": links, "truth": None, "turtle": "", **view}
    return Written(_page("endpoint_answer", task.language, page), rows, is_cut)


def _address(task: Task, form: str) -> str:
    """The same query in another form, relative to the endpoint."""
    graphs = [("default-graph-uri", g) for g in task.default] + [("named-graph-uri", g) for g in task.named]
    return "?" + urlencode([("query", task.query), *graphs, ("format", form)])


def _cell(term: object, base: str, names: Names) -> Cell:
    if isinstance(term, NamedNode):
        name = names.of(term)
        text, lang = (name.value, name.language or "") if isinstance(name, Literal) else (name, "")
        return Cell(text, _href(term.value, base), term.value if text != term.value else "", lang)
    if isinstance(term, Literal):
        return Cell(term.value, lang=term.language or "")
    return Cell("" if term is None else str(term))


def _href(address: str, base: str) -> str:
    if address.startswith(base):
        return address[len(base) :] or "./"
    return address if is_web_address(address) else ""


def _page(template: str, language: str, view: Mapping[str, Any]) -> bytes:
    is_chinese = language == "zh"
    other = "en" if is_chinese else "zh"
    frame = {"lang": language, "other": other, "t": lambda zh, en: zh if is_chinese else en, "query": "", **view}
    return (_templates().get_template(f"{template}.html").render(frame) + "\n").encode()
