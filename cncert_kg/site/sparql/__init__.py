"""The page that answers SPARQL in the browser, and a page for each question that comes with the package.

The page's engine is Oxigraph compiled to WebAssembly (`cncert_kg.engine`); its data are the graphs of the very release,
in scripts, since a page from a file can load nothing else. What the questions answer is shown without any script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pyoxigraph import Store

from cncert_kg import engine
from cncert_kg.results import rows_csv
from cncert_kg.site import renderer
from cncert_kg.site.buckets import terms
from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.sparql import page_data, parts, views
from cncert_kg.site.sparql.answers import Answer
from cncert_kg.site.sparql.names import Names
from cncert_kg.site.sparql.parts import Part
from cncert_kg.site.sparql.views import SCRIPTS, Asked
from cncert_kg.site.views.common import FreePage
from cncert_kg.stage import Content
from cncert_kg.vocab import prefixes

Files = Iterator[tuple[str, Content]]

_STATIC = Path(__file__).parent.parent / "static"


def files(answers: Sequence[Answer], held: Sequence[Part], counts: Mapping[str, int], store: Store, stage: Path,
          base: str) -> Files:  # fmt: skip
    """Give the pages, the answers as tables, and the scripts.

    `stage` has all other files of the release, `store` what they say; `counts` are the triples of each graph, by name.
    """
    scripts = engine.held()
    sizes = {}
    if scripts:
        for part in held:
            content = parts.script(part, stage, f"{base}graph/")
            sizes[part.key] = len(content)
            yield part.path, content
    else:
        sizes = dict.fromkeys((part.key for part in held), 0)
    names = Names(store, base, stage, [answer.page for answer in answers])
    triples = {part.key: sum(counts[name] for name in part.graphs) for part in held}
    size = scripts.stat().st_size if scripts else 0
    asked = Asked(answers, held, sizes, triples, size, names, terms(base))
    yield from _scripts(asked, scripts)
    yield from _tables(asked)
    yield from _pages(asked)


def _scripts(asked: Asked, engine_script: Path | None) -> Files:
    """The engine and what the page runs; nothing where there is no engine."""
    if engine_script is None:
        return
    yield f"assets/{engine.SCRIPT}", engine_script.read_bytes()
    yield "assets/oxigraph.txt", (_STATIC / "oxigraph.txt").read_bytes()
    yield f"assets/{SCRIPTS[0]}.js", page_data.script(asked)
    yield from ((f"assets/{name}.js", (_STATIC / f"{name}.js").read_bytes()) for name in SCRIPTS[1:])


def _tables(asked: Asked) -> Files:
    """Each answer as CSV and each query as a file, beside the page of the question."""
    known = prefixes(asked.names.base)
    for answer in asked.answers:
        yield f"{answer.page}.rq", answer.question.in_full(known).encode()
        if not answer.lacks:
            yield f"{answer.page}.csv", rows_csv(answer.columns, answer.rows)


def _pages(asked: Asked) -> Files:
    made = renderer((), asked.terms)
    wanted = [
        FreePage("sparql", "", "sparql", partial(views.sparql, asked)),
        FreePage("questions", "", "questions", partial(views.questions, asked)),
        *(FreePage(a.page, "questions", "question", partial(views.question, asked, a)) for a in asked.answers),
    ]
    yield from (made.free_page(page, lang) for page in wanted for lang in LANGUAGES)
