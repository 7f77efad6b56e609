"""Long lists on several pages, each with the way to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from cncert_kg.site.links import Ref
from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import FreePage, View

SIZE = 40
"""Rows a page: with links and names of two scripts, some 18 kB of markup."""

NEAR = 6
"""Pages before and after a page that it names by number, beside the first and the last."""

Row = TypeVar("Row")
RowsView = Callable[[Scope, Sequence[Row]], View]


class Pager(NamedTuple):
    """Where a page stands among those of its list."""

    said: str
    """`Page 2 of 5`."""
    numbers: tuple[Ref, ...]
    """The first page, the last and those about this one, which has no link; `…` where some are left out."""
    before: Ref | None
    after: Ref | None


def numbered(stem: str, number: int) -> str:
    """Give the path of a page of a list, counted from 1: `documents/2024`, `documents/2024-2`."""
    return stem if number == 1 else f"{stem}-{number}"


def chunks(rows: Sequence[Row], size: int = SIZE) -> list[Sequence[Row]]:
    """Give the rows of each page; one empty page where there are none."""
    return [rows[at : at + size] for at in range(0, len(rows), size)] or [rows]


def pages(
    stem: str, above: str, template: str, rows: Sequence[Row], view: RowsView[Row], size: int = SIZE
) -> Iterator[FreePage]:
    """Give the pages of a list below the list page `above`: `view` makes one of its rows."""
    parts = chunks(rows, size)
    paths = [numbered(stem, number) for number in range(1, len(parts) + 1)]
    for number, part in enumerate(parts, 1):
        yield FreePage(paths[number - 1], above, template, partial(page, paths, number, part, view))


def page(paths: Sequence[str], number: int, rows: Sequence[Row], view: RowsView[Row], scope: Scope) -> View:
    """Give the view of one page of a list whose pages are at `paths`."""
    own, near = view(scope, rows), pager(scope, paths, number)
    title = {"title": f"{own['h1']} ({number}/{len(paths)})"} if near and "h1" in own else {}
    return {"pager": near, **title, **own}


def pager(scope: Scope, paths: Sequence[str], number: int) -> Pager | None:
    """Give the way between the pages at `paths`, from the page `number`; nothing where it is the only one."""
    if len(paths) < 2:
        return None
    before, after = (
        Ref(f"{scope.inside}{paths[n - 1]}.html", scope.w[word]) if 1 <= n <= len(paths) else None
        for n, word in ((number - 1, "previous_page"), (number + 1, "next_page"))
    )
    said = scope.w["page_number"].format(number, len(paths))
    return Pager(said, tuple(_numbers(scope, paths, number)), before, after)


def _numbers(scope: Scope, paths: Sequence[str], number: int) -> Iterator[Ref]:
    last = 0
    for n, path in enumerate(paths, 1):
        if n in (1, len(paths)) or abs(n - number) <= NEAR:
            if n > last + 1:
                yield Ref("", "…")
            yield Ref("" if n == number else f"{scope.inside}{path}.html", str(n))
            last = n
