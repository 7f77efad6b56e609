"""What the pages show: one question with its answer, all questions, and the page that answers anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cncert_kg.graph.terms import Terms
from cncert_kg.results import Row
from cncert_kg.site import formats, policy
from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.sparql.answers import THEMES, Answer
from cncert_kg.site.sparql.names import Names, is_date, is_number
from cncert_kg.site.sparql.parts import Part
from cncert_kg.site.views.common import View
from cncert_kg.vocab import prefixes

MOST_ROWS = 100
"""Most rows of an answer on its page."""

_MOST_BYTES = 19_000
"""Most bytes of them: a page has 30 kB at most."""

SCRIPTS = ("sparql-data", "sparql-text", "sparql-order", "sparql-answer", "sparql-worker", "sparql")
"""What the page that answers loads at once, in this order."""

_SAID = "say_"
"""How the keys of the words begin that the page's script says."""


@dataclass(frozen=True)
class Asked:
    """All that the pages are made of."""

    answers: Sequence[Answer]
    parts: Sequence[Part]
    sizes: Mapping[str, int]
    """Bytes of the script of each part, by key."""
    triples: Mapping[str, int]
    """Triples of each part, by key."""
    engine: int
    """Bytes of the engine; 0 where the installation has none."""
    names: Names
    terms: Terms

    @cached_property
    def by_theme(self) -> list[tuple[str, list[Answer]]]:
        """The answers under each theme that has some."""
        grouped = [(theme, [a for a in self.answers if a.theme == theme]) for theme in THEMES]
        return [(theme, answers) for theme, answers in grouped if answers]

    @cached_property
    def answered(self) -> list[Answer]:
        """The questions that apply to this release."""
        return [answer for answer in self.answers if not answer.lacks]


def question(asked: Asked, answer: Answer, scope: Scope) -> View:
    """Give a question, its query, and the answer of this release."""
    one, lang = answer.question, scope.lang
    rows, kinds = list(_shown(asked.names, answer.rows, scope)), _kinds(answer)
    known = prefixes(asked.names.base)
    return {
        "h1": one.titles[lang],
        "kind": scope.w["question"],
        "below": [Ref("", one.titles[lang])],
        "iri": f"{asked.names.base}{answer.page}",
        "data": f"{scope.root}{answer.page}",
        "statements": [],
        "name": answer.name,
        "asked": one.questions[lang],
        "description": one.descriptions[lang],
        "lacks": [lacking(word, scope, asked.terms) for word in answer.lacks],
        "columns": [(name, kind) if kind else name for name, kind in zip(answer.columns, kinds, strict=True)],
        "kinds": kinds,
        "rows": rows,
        "count": formats.number(str(len(answer.rows))),
        "is_cut": len(rows) < len(answer.rows),
        "shown": len(rows),
        "parameters": [(p.name, p.labels[lang], p.default) for p in one.parameters],
        "query": one.in_full(known).strip(),
        "run": f"{scope.inside}sparql.html?query={answer.name}",
    }


def _kinds(answer: Answer) -> list[str]:
    """Give the class of each column's cells: `n` for nothing but numbers, `w` for nothing but dates, else none."""
    columns = zip(*answer.rows, strict=True) if answer.rows else ([] for _ in answer.columns)
    bound = [[term for term in column if term is not None] for column in columns]
    return [next((k for k, fits in _FITS.items() if terms and all(map(fits, terms))), "") for terms in bound]


_FITS = {"n": is_number, "w": is_date}


def _shown(names: Names, rows: Sequence[Row], scope: Scope) -> Iterator[list[Ref]]:
    """Give the first rows, as many as a page may have."""
    size = 0
    for row in rows[:MOST_ROWS]:
        cells = [names.ref(term, scope) for term in row]
        size += sum(len(cell.__html__().encode()) + len("<td class=n></td>") for cell in cells)
        if size > _MOST_BYTES:
            return
        yield cells


def lacking(word: str, scope: Scope, terms: Terms) -> str:
    """Say what a word of `Question.needs` stands for: what a build must read that did not."""
    kind, _, key = word.partition(":")
    scheme = {"indicator": "indicator", "finding": "finding"}.get(kind)
    name = terms.label(scheme, key)[scope.lang == "en"] if scheme else key
    return scope.w[f"needs_{kind.replace('-', '_')}"].format(name)


def questions(asked: Asked, scope: Scope) -> View:
    """Give all questions by theme, with the number of rows of each answer."""
    return {
        "h1": scope.w["questions"],
        "below": [Ref("", scope.w["questions"])],
        "themes": [
            (theme, scope.w[f"theme_{theme}"], [_entry(a, scope) for a in held]) for theme, held in asked.by_theme
        ],
        "sparql": scope.list_ref("sparql"),
    }


def _entry(answer: Answer, scope: Scope) -> tuple[Ref, str, str]:
    one = answer.question
    rows = "" if answer.lacks else formats.number(str(len(answer.rows)))
    return Ref(f"{scope.inside}{answer.page}.html", one.titles[scope.lang]), one.questions[scope.lang], rows


def sparql(asked: Asked, scope: Scope) -> View:
    """Give the page that answers: its questions, and the parts of the data it can load."""
    has_engine = bool(asked.engine)
    return {
        "h1": scope.w["sparql"],
        "below": [Ref("", scope.w["sparql"])],
        "policy": policy.ENGINE if has_engine else policy.POLICY,
        "scripts": [f"assets/{name}.js" for name in SCRIPTS] if has_engine else (),
        "has_engine": has_engine,
        "themes": [
            (scope.w[f"theme_{t}"], _options(held, scope)) for t, held in asked.by_theme if _options(held, scope)
        ],
        "parts": [
            (p.key, title(p, scope), formats.number(str(asked.triples[p.key])), formats.size(asked.sizes[p.key]))
            for p in asked.parts
        ],
        "engine_size": formats.size(asked.engine),
        "words": {k.removeprefix(_SAID): word for k, word in sorted(scope.w.items()) if k.startswith(_SAID)},
        "questions": scope.list_ref("questions"),
        "prefixes": Ref(f"{scope.inside}id/prefixes.html", scope.w["known_prefixes"]),
    }


def _options(held: Sequence[Answer], scope: Scope) -> list[tuple[str, str]]:
    return [(a.name, a.question.titles[scope.lang]) for a in held if not a.lacks]


def title(part: Part, scope: Scope) -> str:
    """Give the name of a part of the data."""
    return scope.w[f"part_{part.kind}"].format(part.range).strip()


_HEAD = re.compile(r"\A(?:#[^\n]*\n)+")


def without_head(text: str) -> str:
    """Give a query without the comments that say what it is for."""
    return _HEAD.sub("", text).strip()
