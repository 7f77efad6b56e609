"""Markup of lists of facts, which every page has by the dozen: written here, three times as fast as by a template.

Everything is escaped by `Ref` or by `html.escape`; nothing else gives markup but templates.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from cncert_kg.site.links import Ref

Shown = Ref | str
"""What a fact is named or said by."""


def shown(value: Shown) -> str:
    """Give the markup of a link or a text."""
    return value.__html__() if hasattr(value, "__html__") else escape(value)


def lines(values: Iterable[Shown]) -> Markup:
    """Give values below one another."""
    return Markup("".join(f'<span class="item">{shown(v)}</span>' for v in values))


def fact_list(rows: Iterable[tuple[Shown, Sequence[Shown]]], css: str = "facts") -> Markup:
    """Give names and what is said under each, one or several values."""
    parts = [f'<dl class="{escape(css)}">']
    for name, values in rows:
        said = shown(values[0]) if len(values) == 1 else lines(values)
        parts.append(f"<div><dt>{shown(name)}</dt><dd>{said}</dd></div>")
    parts.append("</dl>\n")
    return Markup("\n".join(parts))


def figure_rows(rows: Iterable[dict[str, Shown]], first: str, columns: Sequence[str]) -> Markup:
    """Give the rows of a table of figures: what `first` names, then the value, then `columns`."""
    parts = []
    for row in rows:
        part = f" <small>{shown(row['part'])}</small>" if row["part"] else ""
        rest = "".join(f"<td>{_several(row[c])}</td>" for c in columns)
        parts.append(
            f'<tr><th scope="row">{shown(row[first])}{part}</th><td class="n">{shown(row["value"])}</td>{rest}</tr>'
        )
    return Markup("\n".join(parts) + "\n")


def _several(value: Shown | Sequence[Shown]) -> str:
    return " ".join(map(shown, value)) if isinstance(value, list) else shown(value)  # type: ignore[arg-type]


_COMPACT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_ENDS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027"}
"""What might end a script element, or begin another, as JSON may write it as well."""


def data_block(value: object) -> Markup:
    """Give JSON that can stand in a script element."""
    text = _COMPACT(value)
    for character, written in _ENDS.items():
        text = text.replace(character, written)
    return Markup(text)


def text_of_element(text: str) -> Markup:
    """Give text as it stands in an element, where quotation marks need no escape: JSON is full of them."""
    return Markup(escape(text, quote=False))
