"""The questions that come with the package: SPARQL with a head of comments that says what each is for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import dropwhile
from types import MappingProxyType

from cncert_kg import resources
from cncert_kg.errors import ResourceError, UsageError

_HEAD = re.compile(r"^#\s*(\w+)(?:\s+(\w+))?(?:@(zh|en))?:\s*(.+?)\s*$")
_TERM = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|(?:[A-Za-z][\w-]*)?:[\w./-]*|"[^"\\\r\n]*"(?:@[\w-]+|\^\^[\w-]+:\w+)?|-?\d+(?:\.\d+)?|UNDEF"""
)

Texts = Mapping[str, str]
"""A text by language, `zh` and `en`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a question that a user may set."""

    name: str
    labels: Texts
    default: str
    """Terms as they stand in the query."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that comes with the package."""

    name: str
    text: str
    """SPARQL 1.1 with its head; our prefixes are not declared in it."""
    titles: Texts
    questions: Texts
    """The question in plain words."""
    descriptions: Texts
    """What a row is and how to read it."""
    rows: int
    """Fewest rows that any build answers with which has all it needs."""
    default_rows: int
    """Fewest rows of the embedded default release."""
    needs: frozenset[str] = frozenset()
    """What a build must have read: `series:KEY`, `profile`, `catalogue`, `kev`, `mappings`, `statistics`."""
    keywords: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = field(default=())

    def filled(self, values: Mapping[str, str]) -> str:
        """Give the query with other terms for its parameters: `{"indicator": "ind:phishing-handled"}`.

        Raises `UsageError` for a parameter it does not have, and for a value that is no term (or several, blanks
        between them).
        """
        text = self.text
        for name, value in values.items():
            if name not in {parameter.name for parameter in self.parameters}:
                known = ", ".join(parameter.name for parameter in self.parameters) or "none"
                raise UsageError("E_PARAMETER", f"found {name!r}, this question has {known}", self.name)
            if not _is_terms(value):
                raise UsageError("E_PARAMETER", f"found {value!r}, expected {_LIKE}", f"{self.name} {name}")
            text = _values(name).sub(lambda m, v=value: f"{m[1]}{v}{m[3]}", text)  # type: ignore[misc]
        return text

    def in_full(self, known: Mapping[str, str], values: Mapping[str, str] = MappingProxyType({})) -> str:
        """Give the query for any other store: without its head, with PREFIX lines for the prefixes it uses."""
        lines = self.filled(values).splitlines(keepends=True)
        text = "".join(dropwhile(lambda line: line.startswith("#"), lines))
        used = {prefix for prefix in re.findall(r"(?<![\w<?$])([\w-]+):", _bare(text)) if prefix in known}
        declared = (f"PREFIX {prefix}: <{known[prefix]}>\n" for prefix in sorted(used))
        return f"{''.join(declared)}{text}"


_LIKE = 'a term such as ind:incident-handled, <https://…>, "text"@en, 2024, "2024-01-01"^^xsd:date or UNDEF'


def _is_terms(value: str) -> bool:
    """Whether a value is nothing but terms; `_TERM` has no bracket, so it cannot leave its VALUES."""
    return bool(value.strip()) and not _TERM.sub("", value).strip()


def _values(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES\s+\?{name}\s*\{{\s*)([^{{}}]*?)(\s*\}})")


def _bare(text: str) -> str:
    """Give a query without its comments; no shipped query has a `#` in a string or an IRI."""
    return re.sub(r"#[^\n]*", "", text)


@cache
def questions() -> tuple[Question, ...]:
    """Give the shipped questions, by name. Raises `ResourceError` where the head of one lacks something."""
    files = resources.names("queries", suffix=".rq")
    return tuple(read(file.removesuffix(".rq"), resources.text("queries", file)) for file in files)


def is_name(text: str) -> bool:
    """Whether a text can only be the name of a question: no query is one word of lower case and hyphens."""
    return bool(re.fullmatch(r"[a-z][a-z0-9-]*", text))


def question(name: str) -> Question:
    """Give the shipped question `name`; `UsageError` where there is none."""
    known = {one.name: one for one in questions()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`cncert-kg query --list` shows them"
        raise UsageError("E_QUERY", f"no question of this name; {hint}", name)
    return known[name]


def read(name: str, text: str) -> Question:
    """Read a question from the text of its file. Raises `ResourceError` where its head lacks something."""
    head = [m.groups() for line in text.split("\n") if line.startswith("#") and (m := _HEAD.match(line))]
    said = {(key, word, language): value for key, word, language, value in head}

    def texts(key: str, word: str | None = None) -> Texts:
        found = {language: said[key, word, language] for language in ("zh", "en") if (key, word, language) in said}
        if len(found) != 2:
            raise ResourceError("E_QUERY", f"{key} {word or ''} is not given in zh and en", f"{name}.rq")
        return MappingProxyType(found)

    rows = int(said.get(("rows", None, None), "0"))
    names = dict.fromkeys(word for key, word, _, _ in head if key == "parameter" and word)
    return Question(
        name,
        text,
        texts("title"),
        texts("question"),
        texts("description"),
        rows,
        max(rows, int(said.get(("default", None, None), 0))),
        frozenset(_words(said.get(("needs", None, None), ""))),
        tuple(_words(said.get(("keywords", None, None), ""))),
        tuple(Parameter(one, texts("parameter", one), _default(name, text, one)) for one in names),
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _default(name: str, text: str, parameter: str) -> str:
    found = _values(parameter).findall(text)
    if len(found) != 1:
        raise ResourceError("E_QUERY", f"VALUES ?{parameter} {{ … }} stands {len(found)} times", f"{name}.rq")
    return str(found[0][1])
