"""Where a store is written to and where it is asked; what is known of the stores whose two addresses differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from cncert_kg.errors import UsageError

_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]+){3}|::1", re.ASCII)

# How the path of a Graph Store address ends, and what stands there in the address that answers queries.
_FORMS = (
    (re.compile(r"/sparql-graph-crud(?:-auth)?/?$"), "/sparql"),  # Virtuoso
    (re.compile(r"/rdf-graphs/service/?$"), ""),  # GraphDB, RDF4J: /repositories/NAME
    (re.compile(r"/sparql/gsp/?$"), "/sparql"),  # Neptune
    (re.compile(r"/store/?$"), "/query"),  # Oxigraph
    (re.compile(r"/data/?$"), "/query"),  # Fuseki: /NAME/query
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The two addresses of a store."""

    store: str
    """SPARQL 1.1 Graph Store HTTP Protocol, graphs named indirectly (section 4.2)."""
    query: str
    """SPARQL 1.1 Protocol."""

    def graph(self, iri: str) -> str:
        """Give the address of a named graph."""
        return f"{self.store}{'&' if urlsplit(self.store).query else '?'}graph={quote(iri, safe='')}"

    @property
    def is_open_to_listeners(self) -> bool:
        """Whether what is sent passes a network unencrypted."""
        return any(
            parts.scheme == "http" and not _LOOPBACK.fullmatch(parts.hostname or "")
            for parts in map(urlsplit, (self.store, self.query))
        )


def endpoint(store: str, query: str = "") -> Endpoint:
    """Give the addresses of a store; that for queries is derived where it is not given.

    The form of the address says which store it is; where it says nothing, both are one. Raises `UsageError`
    `E_ENDPOINT` for what is no address, or holds a user or password.
    """
    parts = _checked(store, "ENDPOINT")
    if query:
        _checked(query, "--query-endpoint")
    return Endpoint(store, query or _derived(parts))


def origin(url: str) -> tuple[str, str, int]:
    """Give scheme, host and port of an address (RFC 6454, section 4)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443}.get(parts.scheme, 80)


def _checked(url: str, where: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or parts.fragment or not (url.isascii() and url.isprintable()) or " " in url:
        raise UsageError("E_ENDPOINT", "expected an address http://HOST/PATH or https://HOST/PATH", where)
    if "@" in parts.netloc:
        raise UsageError("E_ENDPOINT", "user or password in the address; they belong in the environment", where)
    return parts


def _derived(parts: SplitResult) -> str:
    for form, path in _FORMS:
        if form.search(parts.path):
            return urlunsplit((parts.scheme, parts.netloc, form.sub(path, parts.path), "", ""))
    return urlunsplit(parts)
