"""Entity pages per second of CPU: our renderer, and the same views given to Jinja2 as one does at first.

Run as `python -m bench.pages [--paths FOLDER …]`; without folders the embedded register is built. Pages are those of
things whose HTML has at most 6 kB. "Naive" keeps a fresh environment's templates, words looked up in a dictionary and
facts looped over in a template, as the first version of this site did. The last line compares the two.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from cncert_kg import building, extraction
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.readers import files, register
from cncert_kg.site import pages
from cncert_kg.site.environment import FOLDER
from cncert_kg.site.links import LANGUAGES, Ref
from cncert_kg.site.render import NAVIGATION, Made, Renderer
from cncert_kg.site.scope import Site

SMALL = 6_000
"""Bytes of the largest page that is measured."""

ROUNDS = 5

MACROS = """
{% macro listed(values) %}{% for value in values %}<span class="item">{{ value }}</span>{% endfor %}{% endmacro %}
{% macro listed_facts(rows, class="facts") %}
<dl class="{{ class }}">
{% for name, values in rows %}
<div><dt>{{ name }}</dt>
<dd>{% if values|length == 1 %}{{ values[0] }}{% else %}{{ listed(values) }}{% endif %}</dd></div>
{% endfor %}
</dl>
{% endmacro %}
{% macro figure_rows(rows, first, columns) %}
{% for row in rows %}
<tr><th scope="row">{{ row[first] }}</th><td class="n">{{ row.value }}</td>
{% for c in columns %}<td>{{ row[c] }}</td>{% endfor %}</tr>
{% endfor %}
{% endmacro %}
"""
"""What `markup` writes in Python, as templates."""


def site(folders: list[Path]) -> Site:
    """Give the site of the reports in `folders`, or of the embedded register."""
    if folders:
        reports = list(extraction.from_files(files.inputs(folders)))
    else:
        reports = list(register.read(register.embedded()))
    return Site(building.described(*building.merged(reports, DEFAULT_BASE), DEFAULT_BASE))


def made(renderer: Renderer, paths: list[str]) -> list[Made]:
    """Give the pages of things, in both languages, ready to be rendered."""
    return [renderer.page(path, lang) for path in paths for lang in LANGUAGES]


def ours(renderer: Renderer, paths: list[str]) -> tuple[int, int]:
    """Make the views and render them; give the number of pages and their bytes."""
    contents = [page.content() for page in made(renderer, paths)]
    return len(contents), sum(map(len, contents))


def naive(renderer: Renderer, paths: list[str]) -> tuple[int, int]:
    """Do the same with templates that look everything up when they are rendered, the frame of each page too."""
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    macros = environment.from_string(MACROS).module
    environment.globals |= {name: getattr(macros, name) for name in ("listed", "listed_facts", "figure_rows")}
    count = total = 0
    for page in made(renderer, paths):
        assert isinstance(page.content, partial)
        name, lang, view = page.content.args
        inside = f"{view['root']}{lang}/"
        navigation = [Ref(f"{inside}{n}.html", view["w"][n]) for n in NAVIGATION]
        framed = {**view, "inside": inside, "navigation": navigation}
        parts = {part: Markup(environment.get_template(f"{part}.html").render(framed)) for part in ("top", "foot")}
        total += len(environment.get_template(f"{name}.html").render({**framed, **parts}).encode())
        count += 1
    return count, total


Way = Callable[[Renderer, list[str]], tuple[int, int]]


def measured(way: Way, renderer: Renderer, paths: list[str]) -> tuple[float, int, int]:
    """Give the median of CPU seconds of some rounds, the pages and their bytes."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        count, size = way(renderer, paths)
        spent.append(time.process_time() - start)
    return median(spent), count, size


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Entity pages per second of CPU.")
    parser.add_argument("--paths", nargs="*", type=Path, default=[])
    renderer = Renderer(site(parser.parse_args().paths))
    index = renderer.site.index
    small = [p for p in pages.paths(index) if all(len(m.content()) <= SMALL for m in made(renderer, [p]))]
    results = {}
    for name, way in (("ours", ours), ("naive Jinja2", naive)):
        seconds, count, size = measured(way, renderer, small)
        results[name] = count / seconds
        print(
            f"{name}: {count} pages of {size / count:,.0f} bytes, {seconds:.2f} s CPU: {count / seconds:,.0f} a second"
        )
    print(f"ours / naive Jinja2: {results['ours'] / results['naive Jinja2']:.2f}")


if __name__ == "__main__":
    main()
