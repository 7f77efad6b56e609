"""The templates, compiled once for each language: what pages say of themselves becomes part of the template."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension

from cncert_kg.site import markup
from cncert_kg.site.words import BY_LANGUAGE

FOLDER = Path(__file__).parent / "templates"

_WORD = re.compile(r"\bw\['(\w+)'\]")


class _Words(Extension):
    """Puts the words of one language where templates name them by a constant key.

    A literal is escaped when the template is compiled, and costs nothing when it is rendered.
    """

    lang = ""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        words = BY_LANGUAGE[self.lang]
        return _WORD.sub(lambda found: repr(words[found[1]]), source)


class _Chinese(_Words):
    lang = "zh"


class _English(_Words):
    lang = "en"


class Templates(Environment):
    """Templates that never change: each is looked up once, though every page names its parents anew."""

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Give a template; errors as Jinja's."""
        if isinstance(name, Template):
            return name
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = super().get_template(name, parent, globals)
            held.globals = dict(held.globals)  # a chain of two costs every page its copy
        return held

    @cached_property
    def _held(self) -> dict[str, Template]:
        return {}


@cache
def environment(lang: str) -> Environment:
    """Give the templates of a language: everything printed is escaped, an unknown name or word is an error."""
    made = Templates(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[_Chinese if lang == "zh" else _English],
    )
    made.globals |= {"listed_facts": markup.fact_list, "listed": markup.lines, "figure_rows": markup.figure_rows}
    return made


@cache
def template(name: str, lang: str) -> Template:
    """Give a compiled template, by its name without suffix."""
    return environment(lang).get_template(f"{name}.html")


def compile_all() -> None:
    """Compile every template in both languages: what is forked then has them all, and need not."""
    for made in map(environment, BY_LANGUAGE):
        for name in made.list_templates():
            made.get_template(name)
