"""What templates are given to print, recorded while a site is built, so that any text in it can be replaced."""

from __future__ import annotations

import dataclasses
import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jinja2 import Template
from jinja2.exceptions import TemplateNotFound, UndefinedError
from markupsafe import Markup

from cncert_kg.site.environment import environment, template
from cncert_kg.site.links import LANGUAGES, Ref, outward
from cncert_kg.site.words import BY_LANGUAGE

FIXED = frozenset({"w", "en", "lang", "other", "policy", "root", "inside", "scripts", "data"})
"""What no input decides: words of ours, languages, the policy, the way to the root and to the data of an IRI."""

MOST = 60
"""Views of one template that are looked at while a site is built."""

Place = tuple[str, ...]
"""The names that lead to a text in a view; places of a list have none of their own."""

Put = Callable[[Place, str], str]
"""Gives the text that stands at a place instead."""

_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|\.\./|#)|[\w./-]+\.(?:html|ttl|csv|nt|jsonld|svg|json)(?:#|$)")


class Seen(NamedTuple):
    """A view as a template was given it."""

    template: str
    """Without suffix."""
    lang: str
    view: dict[str, Any]

    def markup(self, put: Put) -> str:
        """Give the page with every text replaced; a text that the template only looks something up by stays."""
        kept = self.lookups(put)
        return self._filled(lambda place, text: text if place in kept else put(place, text))

    def lookups(self, put: Put) -> frozenset[Place]:
        """Give the places whose text the template cannot do without: keys of words, names of templates."""
        try:
            self._filled(put)
        except (UndefinedError, TemplateNotFound, KeyError):
            return frozenset(place for place in set(places(self.view)) if self._needs(place, put))
        return frozenset()

    def _needs(self, place: Place, put: Put) -> bool:
        try:
            self._filled(lambda other, text: put(other, text) if other == place else text)
        except (UndefinedError, TemplateNotFound, KeyError):
            return True
        return False

    def _filled(self, put: Put) -> str:
        return str(template(self.template, self.lang).render(replaced(self.view, put)))


def replaced(value: Any, put: Put, place: Place = ()) -> Any:
    """Give a view with every text replaced, all else as it was.

    What is an address stays one: the new text comes to it as a document's does, through `links.outward`.
    """
    if isinstance(value, Markup) or value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        new = put(place, value)
        return _address(new) if new != value and _ADDRESS.match(value) else new
    if isinstance(value, Ref):
        href = _address(put((*place, "href"), value.href)) if value.href else ""
        rest = {name: put((*place, name), text) for name, text in value._asdict().items() if name != "href" and text}
        return value._replace(href=href, **rest)
    if isinstance(value, dict):
        return {k: v if k in FIXED and not place else replaced(v, put, (*place, str(k))) for k, v in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return type(value)(**replaced(value._asdict(), put, place))
    if isinstance(value, list | tuple):
        steps = [(*place, str(n)) if isinstance(value, tuple) else place for n in range(len(value))]
        return type(value)(replaced(one, put, step) for one, step in zip(value, steps, strict=True))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: replaced(getattr(value, f.name), put, (*place, f.name)) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value


def _address(text: str) -> str:
    return outward(text) or outward(f"https://a.example/{text}")


def places(view: dict[str, Any]) -> Iterator[Place]:
    """Give the place of every text of a view."""
    found: list[Place] = []

    def put(place: Place, text: str) -> str:
        found.append(place)
        return text

    replaced(view, put)
    yield from found


@contextmanager
def recorded(file: Path) -> Iterator[None]:
    """Write what templates are given meanwhile: of each the views that have a place which none before had."""
    known: dict[tuple[str, str], set[Place]] = {}
    asked: Counter[Template] = Counter()
    found: list[Seen] = []
    original = Template.render

    def render(self: Template, view: dict[str, Any]) -> str:
        asked[self] += 1
        if asked[self] <= MOST:
            seen = Seen((self.name or "").removesuffix(".html"), _language(self), view)
            fresh = set(places(view)) - known.get(seen[:2], set())
            if fresh or seen[:2] not in known:
                known[seen[:2]] = known.get(seen[:2], set()) | fresh
                found.append(seen._replace(view={**view, "w": None}))
        return original(self, view)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield
    file.write_bytes(pickle.dumps(found))


def _language(one: Template) -> str:
    return next(lang for lang in LANGUAGES if one.environment is environment(lang))


def read(file: Path) -> list[Seen]:
    """Give what `recorded` wrote, by template."""
    found: list[Seen] = pickle.loads(file.read_bytes())
    given = [one._replace(view={**one.view, "w": BY_LANGUAGE[one.lang]}) for one in found]
    return sorted(given, key=lambda one: (one.template, one.lang))
