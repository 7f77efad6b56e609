"""Pages as bytes: templates, with escaping always on, and the data that they link to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cncert_kg import tables
from cncert_kg.site import pages, schema
from cncert_kg.site.links import LANGUAGES, Ref
from cncert_kg.site.scope import FILES, Scope, Site
from cncert_kg.site.views import mappings
from cncert_kg.site.views.common import View
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.turtle import jsonld, turtle

_HERE = Path(__file__).parent
_NAVIGATION = ("organisations", "series", "indicators", "periods", "vulnerabilities", "gaps", "findings")

Files = Iterator[tuple[str, bytes]]


def environment() -> Environment:
    """Give the templates: everything printed is escaped, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return made


class Renderer:
    """All pages of one build."""

    def __init__(self, site: Site) -> None:
        """Compile the templates."""
        self._site = site
        self._environment = environment()

    def files(self) -> Files:
        """Give path and bytes of every page and of the data of its subject, in a fixed order."""
        yield "style.css", (_HERE / "static" / "style.css").read_bytes()
        yield "index.html", self._render("start", {"w": BY_LANGUAGE["zh"], "en": BY_LANGUAGE["en"], "root": ""})
        for name, _ in pages.LISTS:
            yield from ((f"{lang}/{FILES.get(name, name)}.html", self._list(name, lang)) for lang in LANGUAGES)
        for path in pages.paths(self._site.index):
            yield from self._of(path)
        yield from self._tables()

    def pages_of(self, subjects: Collection[str]) -> Files:
        """Give the pages of some of the things described, by IRI, with their data."""
        for path in pages.paths(self._site.index):
            if self._site.index.iri(self._site.index.subject(path)) in subjects:
                yield from self._of(path)

    def free_page(self, template: str, name: str, path: str, lang: str, view: Callable[[Scope], View]) -> bytes:
        """Give a page of no thing of its own at `path`, below the list page `name`."""
        scope = Scope(self._site, lang, path)
        own = view(scope)
        crumbs = [scope.list_ref("home"), scope.list_ref(name), *own.pop("below", [])]
        crumbs[-1] = Ref("", crumbs[-1].text)
        framed = {"data": "", "schema": schema.graph(scope, crumbs, None), **own}
        return self._render(template, self._frame(scope, crumbs, framed))

    def _of(self, path: str) -> Files:
        """The page at a path in both languages, its data, and the landing pages of its subject and of its places."""
        kind = pages.kind(path)
        for lang in LANGUAGES:
            yield f"{lang}/{path}.html", self._page(path, lang, kind)
        index = self._site.index
        yield f"{path}.ttl", b"".join(turtle(index.described[path], index.prefixes))
        yield f"{path}.jsonld", jsonld(index.described[path], index.prefixes)
        yield f"{path}.html", self._landing(path, index.subject(path))
        yield from ((f"{place}.html", self._landing(place, place)) for place in index.places(path))

    def _tables(self) -> Files:
        """One table for each indicator that has observations."""
        build = self._site.build
        for code in sorted({o.indicator for o in build.corpus.observations}):
            rows = [o for o in build.corpus.observations if o.indicator == code]
            yield f"code/indicator/{code}.csv", tables.observations_csv(rows, build.terms)

    def _page(self, path: str, lang: str, kind: pages.Kind) -> bytes:
        node = self._site.index.subject(path)
        scope = Scope(self._site, lang, f"{lang}/{path}.html", node)
        crumbs = pages.crumbs(scope)
        about = kind.schema(scope) if kind.schema else None
        view = {
            "h1": scope.title(node),
            "kind": scope.w[kind.word],
            "iri": self._site.index.iri(node),
            "data": f"{scope.root}{path}",
            "statements": scope.statements(node),
            "mappings": mappings.shown(scope),
            "backlinks": scope.backlinks(),
            "schema": schema.graph(scope, crumbs, about),
            **kind.view(scope),
        }
        return self._render(kind.template, self._frame(scope, crumbs, view))

    def _list(self, name: str, lang: str) -> bytes:
        file = FILES.get(name, name)
        scope = Scope(self._site, lang, f"{lang}/{file}.html")
        is_home = name == "home"
        crumbs = [] if is_home else [scope.list_ref("home"), Ref("", scope.w[name])]
        view = {
            "h1": scope.w[name],
            "data": f"{scope.root}{schema.DATASET}" if is_home else "",
            "schema": schema.graph(scope, crumbs, schema.dataset(scope) if is_home else None),
            **dict(pages.LISTS)[name](scope),
        }
        return self._render(name, self._frame(scope, crumbs, view))

    def _frame(self, scope: Scope, crumbs: list[Ref], view: View) -> dict[str, Any]:
        """Add what every page has: language, navigation, the same page in the other language."""
        other = LANGUAGES[scope.lang == "zh"]
        inside = scope.path.partition("/")[2]
        return {
            "w": scope.w,
            "lang": scope.lang,
            "root": scope.root,
            "home": scope.list_ref("home"),
            "navigation": [scope.list_ref(n) for n in _NAVIGATION],
            "crumbs": crumbs,
            "other": other,
            "other_href": f"{scope.root}{other}/{inside}",
            "own_href": inside.rpartition("/")[2],
            **view,
        }

    def _landing(self, path: str, node: str) -> bytes:
        """The page at a path, mostly that of the IRI: links to the node's place in both languages, and to its data."""
        index, scopes = self._site.index, {la: Scope(self._site, la, f"{path}.html", node) for la in LANGUAGES}
        return self._render(
            "landing",
            {
                "root": scopes["zh"].root,
                "iri": index.iri(node),
                "data": scopes["zh"].root + index.page(node),
                "names": [(la, s.titles.of(node, la), s.href(node), s.w["other_language"]) for la, s in scopes.items()],
                "parts": [(part.partition("#")[2], scopes["zh"].href(part)) for part in index.fragments(node)],
            },
        )

    def _render(self, template: str, view: View) -> bytes:
        return (self._environment.get_template(f"{template}.html").render(view) + "\n").encode()
