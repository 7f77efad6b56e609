"""Pages as bytes: templates, with escaping always on, and the data that they link to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup

from cncert_kg.site import citations, crew, downloads, forms, markup, pages, schema
from cncert_kg.site.earlier import Earlier, fingerprint
from cncert_kg.site.environment import compile_all, template
from cncert_kg.site.links import LANGUAGES, Ref
from cncert_kg.site.policy import POLICY
from cncert_kg.site.scope import FILES, Scope, Site
from cncert_kg.site.views import backlinks, documents, mappings
from cncert_kg.site.views.common import FreePage, View
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.stage import Content, Same
from cncert_kg.turtle import jsonld, ntriples, turtle

NAVIGATION = ("indicators", "series", "organisations", "vulnerabilities", "quality", "data_set", "sparql")
"""The list pages that every page leads to."""

Files = Iterator[tuple[str, Content]]


class Made(NamedTuple):
    """A file as it can be made."""

    path: str
    mark: str
    """Fingerprint of all that it is made of."""
    content: Callable[[], bytes]


Work = Callable[[], Iterator[Made]]


class Done(NamedTuple):
    """A file made, or found as it was."""

    path: str
    mark: str
    content: bytes | Same


class Renderer:
    """All pages of one build."""

    def __init__(self, site: Site, earlier: Earlier | None = None, processes: int = 1) -> None:
        """Take what pages show, what an earlier build made of it, and the number of processes that render."""
        self.site = site
        site.moved.update(documents.moved(site) | mappings.moved(site))
        self._earlier = earlier or Earlier()
        self._processes = processes

    def files(self) -> Files:
        """Give path and content of every page and of the data of its subject, in any order."""
        works = [partial(self._done, work) for work in self.works()]
        if self._processes > 1 and not self._earlier.known:
            compile_all()
        for path, mark, content in crew.each(works, self._processes):
            self._earlier.made[path] = mark
            yield path, content

    def pages_of(self, subjects: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Give the pages of some of the things described, by IRI, with their data."""
        for path in pages.paths(self.site.index):
            if self.site.index.iri(self.site.index.subject(path)) in subjects:
                yield from ((made.path, made.content()) for made in self._thing(path))

    def free_page(self, page: FreePage, lang: str) -> tuple[str, bytes]:
        """Give path and bytes of a page of no thing of its own, in a language."""
        made = self._free(page, lang)
        return made.path, made.content()

    def works(self) -> Iterator[Work]:
        """Every file, in pieces that need nothing of one another; the slow ones first."""
        families = (family(self.site) for family in pages.FAMILIES)
        yield from (partial(self._frees, page) for page in chain(pages.LISTS, *families))
        yield self._tables
        yield from (partial(self._thing, path) for path in pages.paths(self.site.index))

    def _done(self, work: Work) -> Iterator[Done]:
        for path, mark, content in work():
            yield Done(path, mark, self._earlier.same(path, mark) or content())

    def _frees(self, page: FreePage) -> Iterator[Made]:
        yield from (self._free(page, lang) for lang in LANGUAGES)

    def _thing(self, path: str) -> Iterator[Made]:
        """The page at a path in both languages, its data, and the landing pages of its subject and of its places."""
        index = self.site.index
        described, names = index.described[path], index.prefixes
        lines = ntriples(described)
        mark = fingerprint(lines)
        edition = citations.edition(lines)
        if not pages.kind(path).is_made_later:
            yield from self._pages(path, edition)
        yield Made(f"{path}.nt", mark, lambda: lines)
        yield Made(f"{path}.ttl", mark, lambda: b"".join(turtle(described, names)))
        yield Made(f"{path}.jsonld", mark, lambda: jsonld(described, names))
        yield self._landing(path, index.subject(path))
        yield from (self._landing(place, place) for place in index.places(path))

    def _tables(self) -> Iterator[Made]:
        """Tables, their descriptions and the drawings of indicators and comparisons."""
        for path, content in downloads.files(self.site):
            yield Made(path, fingerprint(content), partial(bytes, content))

    def _pages(self, path: str, edition: str) -> Iterator[Made]:
        """The page of a thing in both languages, and the lists of what links to it."""
        for lang in LANGUAGES:
            kind, scope, crumbs, view = self._viewed(path, lang, edition)
            yield self._made(kind.template, scope, crumbs, view)
        lists = backlinks.pages(self.site, self.site.index.subject(path), view)
        yield from (self._free(page, lang) for page in lists for lang in LANGUAGES)

    def page(self, path: str, lang: str, edition: str = "") -> Made:
        """Give the page of a thing in a language; `edition` is that of its data."""
        kind, scope, crumbs, view = self._viewed(path, lang, edition)
        return self._made(kind.template, scope, crumbs, view)

    def _viewed(self, path: str, lang: str, edition: str) -> tuple[pages.Kind, Scope, list[Ref], View]:
        kind = pages.kind(path)
        node = self.site.index.subject(path)
        scope = Scope(self.site, lang, f"{lang}/{path}.html", node)
        crumbs = pages.crumbs(scope)
        about = kind.schema(scope) if kind.schema else None
        own = kind.view(scope)
        view = {
            **_named(scope, node),
            "kind": scope.w[kind.word],
            "iri": self.site.index.iri(node),
            "data": f"{scope.root}{path}",
            "statements": scope.statements(node),
            "mappings": mappings.shown(scope),
            "forms": forms.links(scope),
            "schema": schema.graph(scope, crumbs, about),
            **own,
        }
        if "backlinks" not in own:
            view["backlinks"] = scope.backlinks()
        view["cite"] = citations.of_thing(scope, view, edition)
        return kind, scope, crumbs, view

    def _free(self, page: FreePage, lang: str) -> Made:
        scope = Scope(self.site, lang, f"{lang}/{page.path}.html")
        own = page.view(scope)
        above = ["home", page.above] if page.above else ["home"]
        crumbs = [*map(scope.list_ref, above), *own.pop("below", [])] if page.path != FILES["home"] else []
        crumbs[-1:] = [Ref("", last.text) for last in crumbs[-1:]]
        view = {"data": "", "schema": schema.graph(scope, crumbs, own.pop("describes", None)), **own}
        view["cite"] = citations.of_page(scope, view)
        return self._made(page.template, scope, crumbs, view)

    def _made(self, name: str, scope: Scope, crumbs: list[Ref], view: View) -> Made:
        """Add what every page has: language, frame, the same page in the other language."""
        other = LANGUAGES[scope.lang == "zh"]
        inside = scope.path.partition("/")[2]
        framed = {
            "w": scope.w,
            "lang": scope.lang,
            "root": scope.root,
            "top": frame("top", scope.lang, scope.root),
            "foot": frame("foot", scope.lang, scope.root),
            "crumbs": crumbs,
            "other": other,
            "other_href": f"{scope.root}{other}/{inside}",
            "own_href": inside.rpartition("/")[2],
            "policy": POLICY,
            "scripts": (),
            **view,
            "schema": markup.data_block(view["schema"]) if view["schema"] else "",
        }
        return Made(scope.path, fingerprint(name, crumbs, view), partial(render, name, scope.lang, framed))

    def _landing(self, path: str, node: str) -> Made:
        """The page at a path, mostly that of the IRI: links to the node's place in both languages, and to its data."""
        index, scopes = self.site.index, {la: Scope(self.site, la, f"{path}.html", node) for la in LANGUAGES}
        view = {
            "policy": POLICY,
            "root": scopes["zh"].root,
            "iri": index.iri(node),
            "data": scopes["zh"].root + index.page(node),
            "names": [(la, s.titles.of(node, la), s.href(node), s.w["other_language"]) for la, s in scopes.items()],
            "parts": [(part.partition("#")[2], scopes["zh"].href(part)) for part in index.fragments(node)],
        }
        return Made(f"{path}.html", fingerprint(view), partial(render, "landing", "en", view))


def _named(scope: Scope, node: str) -> View:
    """The name of a thing, marked where it has none in the page's language."""
    name = scope.titles.of(node, scope.lang)
    if not name.language:
        return {"h1": name.text}
    return {"h1": Ref("", name.text, name.language, scope.w["no_label"]), "title": name.text}


def start_page() -> tuple[str, bytes]:
    """Give the page at the root, which leads to both languages."""
    view = {"w": BY_LANGUAGE["zh"], "en": BY_LANGUAGE["en"], "root": "", "policy": POLICY}
    return "index.html", render("start", "zh", view)


@lru_cache(maxsize=1 << 8)
def frame(part: str, lang: str, root: str) -> Markup:
    """Give what all pages of a depth have in common, above (`top`) or below (`foot`) their own."""
    words = BY_LANGUAGE[lang]
    inside = f"{root}{lang}/"
    view = {
        "w": words,
        "root": root,
        "inside": inside,
        "navigation": [Ref(f"{inside}{FILES.get(n, n)}.html", words[n]) for n in NAVIGATION],
    }
    return Markup(template(part, lang).render(view))


def render(name: str, lang: str, view: View) -> bytes:
    """Give a page: a template filled with a view."""
    return (template(name, lang).render(view) + "\n").encode()
