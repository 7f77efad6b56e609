"""Our service with the data of the suites in one store on disk, and the ways to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from select import select
from socket import create_server, socket
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from tests.w3c.exchanges import Reply, send

FORM = "application/x-www-form-urlencoded"

Parameters = tuple[tuple[str, str], ...]
"""Names and values: `default-graph-uri` and its like."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs, and the folder of its store."""

    host: str
    port: int
    path: str
    """Of its SPARQL endpoint."""
    store: Path

    @classmethod
    def at(cls, url: str, store: Path) -> Service:
        """Give the service at the address of its endpoint."""
        parts = urlsplit(url)
        assert parts.hostname is not None and parts.port is not None
        return cls(parts.hostname, parts.port, parts.path, store)

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return f"http://{self.host}:{self.port}{self.path}"

    def send(
        self, method: str, query: str = "", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """Send one request to the endpoint; `query` is the part of the address after the `?`."""
        return self.send_to(f"{self.path}?{query}" if query else self.path, method, headers, body)

    def send_to(
        self, path: str, method: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """Send one request to another path of the service."""
        return send(self.host, self.port, method, path, headers, body)

    def digest(self) -> str:
        """Give the SHA-256 of all that the store holds."""
        store = ox.Store.read_only(str(self.store))
        return sha256("\n".join(sorted(map(str, store))).encode()).hexdigest()


def by_get(kind: str, service: Service, text: str, accept: str, more: Parameters = ()) -> Reply:
    """Ask in the address: SPARQL 1.1 Protocol §2.1.1."""
    return service.send("GET", urlencode([(kind, text), *more]), {"accept": accept})


def by_form(kind: str, service: Service, text: str, accept: str, more: Parameters = ()) -> Reply:
    """Ask in a form: §2.1.2."""
    headers = {"accept": accept, "content-type": FORM}
    return service.send("POST", "", headers, urlencode([(kind, text), *more]).encode())


def by_post(kind: str, service: Service, text: str, accept: str, more: Parameters = ()) -> Reply:
    """Ask in the body itself: §2.1.3."""
    headers = {"accept": accept, "content-type": f"application/sparql-{kind}"}
    return service.send("POST", urlencode(more), headers, text.encode())


WAYS: Mapping[str, Callable[..., Reply]] = {"get": by_get, "form": by_form, "post": by_post}
"""The three ways of the protocol to ask, or to ask for a change."""


def made_store(folder: Path, quads: Iterable[ox.Quad], graphs: Iterable[str] = ()) -> Path:
    """Make a store on disk of some quads, and of graphs that may be empty, and give its folder."""
    store = ox.Store(str(folder))
    for name in graphs:
        store.add_graph(ox.NamedNode(name))
    store.bulk_extend(quads)
    store.flush()
    return folder


@dataclass(slots=True)
class Listener:
    """A port of this machine that answers nobody, and knows who came."""

    server: socket
    connections: int = 0
    """How many had connected when it was last looked."""

    @property
    def port(self) -> int:
        """The number of the port."""
        return int(self.server.getsockname()[1])

    def look(self) -> int:
        """Count the connections until now: the system holds them until somebody looks."""
        while select([self.server], [], [], 0)[0]:
            self.server.accept()[0].close()
            self.connections += 1
        return self.connections


@contextmanager
def listener() -> Iterator[Listener]:
    """Listen on a free port of the loopback address while the block runs."""
    with create_server(("127.0.0.1", 0)) as server:
        yield Listener(server)
