"""How to cite a page: a text, BibTeX and CSL-JSON, and the address of a message about an error.

A page is cited by its IRI and its edition: the first digits of the SHA-256 of its N-Triples, which stand beside it, so
that whoever has the citation can prove that it is of these very statements. The release as a whole, with its version
and day, is cited on the page of the data set; pages show it by the style sheet, which changes with every release while
pages that say the same stay as they are (decision 0036).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from cncert_kg.site.markup import text_of_element
from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import View

_DIGITS = 12
_PUBLISHER = "cncert-kg"
AUTHOR = "cncert-kg contributors"
_TEX = re.compile(r"[&%$#_{}]")
"""What TeX wants a backslash before; `\\`, `~` and `^` have names of their own."""
_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Citation(NamedTuple):
    """How to cite a page."""

    text: str
    bibtex: str
    csl: Markup
    """CSL-JSON 1.0, one object."""
    report: str
    """Address that opens a message about an error."""


def edition(ntriples: bytes) -> str:
    """Give the edition of a page whose data are these N-Triples."""
    return hashlib.sha256(ntriples).hexdigest()[:_DIGITS]


def of_thing(scope: Scope, view: View, edition_: str) -> Citation:
    """Give the citation of the page of a thing, of this edition."""
    return _citation(scope, str(view.get("title", view["h1"])), str(view["iri"]), edition_, _day(scope), view)


def of_page(scope: Scope, view: View) -> Citation:
    """Give the citation of a page of no thing of its own, by its address."""
    return _citation(scope, str(view.get("title", view["h1"])), scope.index.base + scope.path, "", "", view)


def _day(scope: Scope) -> str:
    """The day of the newest document that the thing comes from; empty where none is dated."""
    index = scope.index
    mentions = index.nodes(scope.node, "prov:wasDerivedFrom")
    documents = [index.node_of(m, "d:inDocument") for m in mentions]
    days = (index.text_of(n, "dct:issued") for n in (scope.node, *documents) if n)
    return max(filter(None, days), default="")


def _citation(scope: Scope, title: str, address: str, edition_: str, day: str, view: View) -> Citation:
    w = scope.w
    stop = "。" if scope.lang == "zh" else ". "
    known = [f"{w['edition']} {edition_}" if edition_ else "", f"{w['data_of']} {day}" if day else ""]
    site = w["site"]
    head = f"{_PUBLISHER}：《{title}》" if scope.lang == "zh" else f"{_PUBLISHER}: “{title}”"
    text = stop.join(filter(None, (head, site, *known, address)))
    fields = {
        "title": braced(title), "author": braced(AUTHOR), "year": day[:4], "date": day, "edition": edition_,
        "url": address,
    }  # fmt: skip
    return Citation(text, bibtex(_key(scope, address), fields), _csl(scope, title, address, edition_, day),
                    _report(scope, address, edition_, view))  # fmt: skip


def bibtex(key: str, fields: Mapping[str, str]) -> str:
    """Give an entry of BibTeX; fields without a value are left out."""
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}"


def braced(text: str) -> str:
    """Give a name or a title for BibTeX, which keeps its capitals."""
    return f"{{{_tex(text)}}}"


def date_parts(day: str) -> dict[str, list[list[int]]] | None:
    """Give a day, a month or a year (`2024-12-26`, `2021-06`, `2020`) as CSL-JSON has it; nothing for none."""
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _key(scope: Scope, address: str) -> str:
    """A name for the citation, the same under every base."""
    return f"cncertkg-{hashlib.sha256(scope.index.node(address).encode()).hexdigest()[:8]}"


def _tex(text: str) -> str:
    for mark, name in (("\\", r"\textbackslash "), ("~", r"\textasciitilde "), ("^", r"\textasciicircum ")):
        text = text.replace(mark, name)
    return _TEX.sub(r"\\\g<0>", text)


def _csl(scope: Scope, title: str, address: str, edition_: str, day: str) -> Markup:
    item = {
        "id": _key(scope, address), "type": "dataset", "title": title, "publisher": _PUBLISHER,
        "container-title": scope.w["site"],
        "version": edition_, "URL": address, "language": scope.lang,
        "issued": date_parts(day),
    }  # fmt: skip
    return text_of_element(_JSON({k: v for k, v in item.items() if v}))


def _report(scope: Scope, address: str, edition_: str, view: View) -> str:
    """A message without an addressee (RFC 6068 §2), unless the build was given one."""
    said = next((str(text) for text, is_marked in _pieces(view) if is_marked), "")
    lines = [address, f"{scope.w['edition']}: {edition_}" if edition_ else "", f"“{said}”" if said else "", "", ""]
    subject, body = _quoted(f"cncert-kg: {scope.w['report_error']}"), quote("\n".join(lines))
    return f"mailto:{scope.site.contact}?subject={subject}&body={body}"


_quoted = lru_cache(quote)


def _pieces(view: View) -> list[tuple[str, bool]]:
    mentions = view.get("mentions") or [{}]
    first = mentions[0] if isinstance(mentions, list) else {}
    return list(first.get("pieces") or []) if isinstance(first, dict) else []
