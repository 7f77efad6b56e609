"""The IRIs of the project under the address of the service: 303 to a page or to data, whichever a client takes.

An IRI names a thing, not a file (Cool URIs for the Semantic Web, W3C 2008, §4.2). Where the release has files for it,
it leads to them; where it has none, the store describes it. What is described keeps its canonical IRI, whatever the
address of the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from cncert_kg import iris
from cncert_kg.endpoint.editions import Edition
from cncert_kg.endpoint.messages import Answer, Task
from cncert_kg.endpoint.negotiation import Offer, chosen
from cncert_kg.endpoint.refusal import RefusalError
from cncert_kg.site.links import LANGUAGES, html_path, place
from cncert_kg.vulnerabilities import bucket

DATA = (
    Offer("ttl", "text/turtle"),
    Offer("jsonld", "application/ld+json"),
    Offer("jsonld", "application/json"),
    Offer("nt", "application/n-triples"),
)
"""Forms of data about a thing; the suffix is the form."""

PAGE = Offer("html", "text/html")

_VULNERABILITY = "id/vuln/"
_GRAPH = "graph/"
_MENTION = "id/mention/"
_A_MENTION = re.compile(rf"{_MENTION}[^/]+-[0-9]+-[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client asks about a thing."""

    node: str
    """Path of its IRI below the base."""
    suffix: str = ""
    """Form that the path asks for; empty where it is the IRI itself."""


def seen(path: str) -> Seen:
    """Give what a path asks for, where no file is at it."""
    node, dot, suffix = path.rpartition(".")
    return Seen(node, suffix) if dot and suffix in ("ttl", "jsonld", "nt", "html") else Seen(path)


def digest(seen_: Seen) -> str:
    """Give what tells one description from another, in its entity tag."""
    return iris.digest(seen_.node, seen_.suffix)


def page_of(edition: Edition, node: str, language: str) -> str:
    """Give the page that shows a thing, with the place on it; nothing where the release has none.

    Who reads neither language gets the page that leads to both, where there is one.
    """
    landing = f"{node}.html" if f"{node}.html" in edition.files else ""
    if landing and not language:
        return quote(landing)
    pages = (html_path(p, lang) for p in _places(node) for lang in ([language] if language else LANGUAGES))
    return quote(next((p for p in pages if p.partition("#")[0] in edition.files), landing), safe="/#")


def _places(node: str) -> Iterator[tuple[str, str]]:
    """Where a thing may be shown, the best first."""
    if not node.startswith(_MENTION) or _A_MENTION.fullmatch(node):
        yield place(node)
    if node.startswith(_VULNERABILITY):
        number = node.removeprefix(_VULNERABILITY)
        yield f"vuln/{bucket(number)}", number


async def way(edition: Edition, node: str, accept: str | None, language: str) -> str:
    """Give the path to which the IRI of a thing leads a client.

    Raises `RefusalError`: E_NOT_FOUND where neither a file nor the store knows the thing, E_ACCEPT where the client
    takes neither a page nor data.
    """
    if f"data/{node}.ttl" in edition.files and node.startswith(_GRAPH):
        return _accepted(DATA[:1], accept, {"ttl": f"data/{node}.ttl"})
    page = page_of(edition, node, language)
    if not page and f"{node}.ttl" not in edition.files and not await _is_known(edition, node):
        raise unknown(node)
    offers = (PAGE, *DATA) if page else DATA
    return _accepted(offers, accept, {"html": page, **{o.form: quote(f"{node}.{o.form}") for o in DATA}})


def _accepted(offers: Sequence[Offer], accept: str | None, targets: Mapping[str, str]) -> str:
    """The target of the form that a client takes."""
    offer = chosen(accept, offers)
    if offer is None:
        raise RefusalError("E_ACCEPT", f"expected one of {', '.join(o.media_type for o in offers)}", "Accept")
    return targets[offer.form]


async def description(edition: Edition, seen_: Seen, packs: bool) -> Answer:
    """Give what the store says about a thing, and about what its IRI has fragments for; E_NOT_FOUND for nothing."""
    answer = await edition.pool.run(Task(_about(edition.base, seen_.node), graph=seen_.suffix, gzip=packs), light=True)
    if not answer.rows:
        raise unknown(seen_.node)
    return answer


async def _is_known(edition: Edition, node: str) -> bool:
    answer = await edition.pool.run(Task(f"ASK {{ {_term(edition.base, node)} ?p ?o }}", rows="csv"), light=True)
    return answer.body.strip() == b"true"


def _about(base: str, node: str) -> str:
    """A query for a thing and its parts: a mention has its target, quote and position under its own IRI."""
    term = _term(base, node)
    is_part = f'STRSTARTS(STR(%s), CONCAT(STR({term}), "#"))'
    of_part = f"FILTER ({is_part % '?part'})"
    return f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
        {{ BIND ({term} AS ?s) ?s ?p ?o }} UNION
        {{ {term} ?first ?s . FILTER ({is_part % "?s"}) ?s ?p ?o }} UNION
        {{ {term} ?first ?part . {of_part} ?part ?second ?s . FILTER ({is_part % "?s"}) ?s ?p ?o }} }}"""


def _term(base: str, node: str) -> str:
    try:
        return str(iris.iri(base + node))
    except ValueError:
        raise unknown(node) from None


def unknown(path: str) -> RefusalError:
    """Give the refusal of a path at which nothing is."""
    return RefusalError("E_NOT_FOUND", f"found nothing, expected a file or a thing: {path[:200]!a}", "path")
