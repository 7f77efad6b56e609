"""The pages of the catalogue: one for each hundred numbers, one for each year, one for all.

A page of a hundred numbers is decided by the entries on it, so a shard makes its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, groupby
from typing import Any, NamedTuple

from cncert_kg.graph import vulnerabilities as graph
from cncert_kg.graph.terms import Terms
from cncert_kg.iris import Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.site import renderer
from cncert_kg.site.links import LANGUAGES, Ref, set_page
from cncert_kg.site.names import PROBLEMS
from cncert_kg.site.render import Renderer
from cncert_kg.site.scope import Scope
from cncert_kg.site.views import paging
from cncert_kg.site.views.common import FreePage
from cncert_kg.vulnerabilities import Entry, bucket, year

Files = Iterator[tuple[str, bytes]]

ByYear = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Entries by year, page and severity."""

Source = tuple[str, str, int]
"""Name, key and number of entries of a file of the catalogue."""

SEVERITIES = ("critical", "high", "medium", "low", "")
"""Worst first; empty where none is stated."""

LIST = "vulnerabilities"

ROOM = 23_500
"""Bytes of the rows of a hundred numbers, so that their page has 30,000 at most."""

_ROW, _RECORD = 100, 75
"""Bytes of markup of a row, and of the link to a CVE record."""

SHORTEST = 60
"""Bytes that every title may have, however many records there are."""

AT_ONCE = 120
"""Hundreds on a page of a year."""


@cache
def _renderer(base: str) -> Renderer:
    return renderer((), terms(base))


@cache
def terms(base: str) -> Terms:
    """Give the terms of a base, read once a process."""
    return Terms(Iris(base), knowledge(base).labels)


def bucket_pages(entries: Iterable[Entry], base: str) -> Files:
    """Give the pages of the hundreds that `entries` are of."""
    # Numbers of five digits and of six stand between each other: 10000, 100001, 10001.
    ordered = sorted(entries, key=lambda e: (bucket(e.number), e.number))
    for name, group in groupby(ordered, lambda e: bucket(e.number)):
        held = list(group)
        for lang in LANGUAGES:
            yield _renderer(base).free_page(
                FreePage(f"vuln/{name}", LIST, "bucket", partial(_bucket, name, held, base)), lang
            )


def _bucket(name: str, entries: Sequence[Entry], base: str, scope: Scope) -> dict[str, Any]:
    rows = [_row(scope, e, base) for e in entries]
    longest = _longest([r.title for r in rows], ROOM - sum(_ROW + _RECORD * len(r.records) for r in rows))
    return {
        "h1": f"{name}00 – {name}99",
        "below": [Ref(f"{year(name + '00')}.html", year(name + "00")), Ref("", name)],
        "schema": {},  # a hundred rows leave no room for what the breadcrumbs say
        "rows": [r._replace(title=_cut(r.title, longest)) for r in rows],
        "year": year(name + "00"),
    }


class _Row(NamedTuple):
    """An entry of the catalogue as its page has it."""

    id: str
    number: Ref
    title: str
    severity: str
    records: list[tuple[str, str]]
    """CVE numbers, with the addresses of their pages."""
    day: str


def _row(scope: Scope, entry: Entry, base: str) -> _Row:
    number = entry.number
    href = f"{scope.inside}id/vuln/{number}.html" if entry.listed else ""
    return _Row(
        number,
        Ref(href, number),
        graph.title(entry).removesuffix(f"（{number}）"),
        severity(graph.severity(entry), scope.lang, base),
        [(c, graph.cve_page(c).value) for c in graph.cves(entry)],
        entry.stated.opened,
    )


def _longest(titles: Sequence[str], room: int) -> int:
    """Give how many bytes the longest titles may have so that all together have at most `room`."""
    sizes = sorted(len(title.encode()) for title in titles)
    for number, size in enumerate(sizes):
        # Those before are shorter and stay whole; what they leave is shared by the others.
        share = room // (len(sizes) - number)
        if size > share:
            return max(share, SHORTEST)
        room -= size
    return sizes[-1] if sizes else 0


def _cut(title: str, longest: int) -> str:
    """Give a title of at most so many bytes; the data have the whole of it."""
    raw = title.encode()
    return title if len(raw) <= longest else f"{raw[: longest - 3].decode(errors='ignore')}…"


def severity(code: str, lang: str, base: str) -> str:
    """Give the name of a severity, of none for an empty code."""
    if not code:
        return ""
    zh, en = terms(base).label("severity", code)
    return zh if lang == "zh" else en


def list_pages(
    base: str, counts: ByYear, about: Mapping[str, Any], files: Sequence[Source], sets: Sequence[str]
) -> Files:
    """Give the page of all entries and one for each year.

    `about` is what the manifest counts, `sets` are the IRIs of the mapping sets that the catalogue makes.
    """
    everything = [
        FreePage(LIST, "", LIST, partial(_all, counts, about, len(files), sets, base)),
        *(paging.pages("vuln/files", LIST, "catalogue_files", files, _files, AT_ONCE) if files else ()),
        *chain.from_iterable(_years(name, buckets, base) for name, buckets in counts.items()),
    ]
    yield from (_renderer(base).free_page(page, lang) for page in everything for lang in LANGUAGES)


def _all(
    counts: ByYear, about: Mapping[str, Any], files: int, sets: Sequence[str], base: str, scope: Scope
) -> dict[str, Any]:
    used = _used(by for buckets in counts.values() for by in buckets.values())
    rows = []
    for name, buckets in sorted(counts.items(), reverse=True):
        every = sum(sum(by.values()) for by in buckets.values())
        by_severity = [sum(by.get(s, 0) for by in buckets.values()) for s in used]
        rows.append((Ref(f"{scope.inside}vuln/{name}.html", name), every, by_severity))
    return {
        "h1": scope.w[LIST],
        "below": [Ref("", scope.w[LIST])],
        "rows": rows,
        "columns": _columns(scope, used, base),
        "about": about,
        "problems": [(c, PROBLEMS.get(c, ("", ""))[scope.lang == "en"], n) for c, n in _problems(about)],
        "files": files,
        "sets": [_set(scope, iri.removeprefix(base)) for iri in sets],
    }


def _set(scope: Scope, node: str) -> Ref:
    return Ref(f"{scope.inside}{set_page(node)}.html", node.rpartition("/")[2].removesuffix(".sssom.tsv"))


def _files(scope: Scope, files: Sequence[Source]) -> dict[str, Any]:
    return {"h1": scope.w["files"], "below": [Ref("", scope.w["files"])], "rows": list(files)}


def _problems(about: Mapping[str, Any]) -> list[tuple[str, int]]:
    return sorted(about.get("problems", {}).items())


def _used(counts: Iterable[Mapping[str, int]]) -> list[str]:
    """The severities that some entry has, the worst first."""
    held = {s for by in counts for s, n in by.items() if n}
    return [s for s in SEVERITIES if s in held]


def _columns(scope: Scope, severities: Iterable[str], base: str) -> list[str]:
    """Headings, one for each severity."""
    return [severity(s, scope.lang, base) or scope.w["none_stated"] for s in severities]


def _years(name: str, buckets: Mapping[str, Mapping[str, int]], base: str) -> Iterator[FreePage]:
    """The pages of a year."""
    view = partial(_year, name, _used(buckets.values()), base)
    return paging.pages(f"vuln/{name}", LIST, "vulnerability_year", list(buckets.items()), view, AT_ONCE)


def _year(
    name: str, used: Sequence[str], base: str, scope: Scope, buckets: Sequence[tuple[str, Mapping[str, int]]]
) -> dict[str, Any]:
    return {
        "h1": f"CNVD {name}",
        "below": [Ref("", name)],
        "rows": [(Ref(f"{b}.html", _ends(b)), sum(by.values()), [by.get(s, 0) for s in used]) for b, by in buckets],
        "columns": _columns(scope, used, base),
    }


def _ends(name: str) -> str:
    """Give the first and the last number of a page, without the year where all numbers of the year's page have it."""
    kind, _, digits = name.rpartition("-")
    start = f"{kind}-{digits}" if kind.startswith("CNVD-C") else digits
    return f"{start}00–{digits}99"
