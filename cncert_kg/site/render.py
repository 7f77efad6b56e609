"""Pages as bytes: templates, with escaping always on, and the data that they link to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cncert_kg import tables
from cncert_kg.site import pages, schema
from cncert_kg.site.links import LANGUAGES, Ref, html_path, page
from cncert_kg.site.scope import FILES, Scope, Site
from cncert_kg.site.views.common import View
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.turtle import jsonld, turtle

_HERE = Path(__file__).parent
_NAVIGATION = ("organisations", "series", "indicators", "periods", "gaps", "findings")

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
        for node in pages.nodes(self._site.index):
            yield from self._of(node)
        yield from self._tables()

    def _of(self, node: str) -> Files:
        """The pages of a node in both languages, its data, and the landing pages of it and of its places."""
        kind = pages.kind(node)
        for lang in LANGUAGES:
            yield html_path(node, lang), self._page(node, lang, kind)
        index = self._site.index
        yield f"{node}.ttl", b"".join(turtle(index.described[node], index.prefixes))
        yield f"{node}.jsonld", jsonld(index.described[node], index.prefixes)
        yield from ((f"{landed}.html", self._landing(landed)) for landed in (node, *index.places(node)))

    def _tables(self) -> Files:
        """One table for each indicator that has observations."""
        build = self._site.build
        for code in sorted({o.indicator for o in build.corpus.observations}):
            rows = [o for o in build.corpus.observations if o.indicator == code]
            yield f"code/indicator/{code}.csv", tables.observations_csv(rows, build.terms)

    def _page(self, node: str, lang: str, kind: pages.Kind) -> bytes:
        scope = Scope(self._site, lang, html_path(node, lang), node)
        crumbs = pages.crumbs(scope)
        about = kind.schema(scope) if kind.schema else None
        view = {
            "h1": scope.title(node),
            "kind": scope.w[kind.word],
            "iri": self._site.index.iri(node),
            "data": f"{scope.root}{node}",
            "statements": scope.statements(node),
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
        """Add what every page has: language, navigation, the same page in the other language, the version."""
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
            "version": self._site.version,
            "modified": self._site.build.modified,
            **view,
        }

    def _landing(self, node: str) -> bytes:
        """The page at the path of an IRI: links to its place in both languages, and to the data that describe it."""
        index, scopes = self._site.index, {la: Scope(self._site, la, f"{node}.html", node) for la in LANGUAGES}
        return self._render(
            "landing",
            {
                "root": scopes["zh"].root,
                "iri": index.iri(node),
                "data": scopes["zh"].root + page(node),
                "names": [(la, s.titles.of(node, la), s.href(node), s.w["other_language"]) for la, s in scopes.items()],
                "parts": [(part.partition("#")[2], scopes["zh"].href(part)) for part in index.fragments(node)],
            },
        )

    def _render(self, template: str, view: View) -> bytes:
        return (self._environment.get_template(f"{template}.html").render(view) + "\n").encode()
