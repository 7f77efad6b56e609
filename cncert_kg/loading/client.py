"""Requests to a store: tried again while it cannot answer, never followed to another host, each failure one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import httpx
from pyoxigraph import (
    Quad,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from cncert_kg import __version__
from cncert_kg.errors import StorageError, UsageError
from cncert_kg.loading.endpoints import origin
from cncert_kg.loading.environment import PASSWORD, TOKEN, USER

PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between one try and the next: the store may be starting again, or busy."""
TIMEOUT = 300.0
"""Seconds for which a store may be silent: it may write a part to disk meanwhile."""
PATIENCE = 300
"""Most seconds that a store may ask us to wait (`Retry-After`)."""

_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_WRONG_ADDRESS = "is this the address of the Graph Store, or --query-endpoint right? docs/loading.md lists the forms"
_TURTLE = "text/turtle"
_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.5"
_CHUNK = 1 << 16

Result = TypeVar("Result")


class UnreadableError(StorageError):
    """An answer is no SPARQL result: what the store holds, or how it says it, is broken."""


class _BusyError(Exception):
    """The store cannot answer now."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        """Seconds that it asks us to wait."""


class Stream:
    """The bytes of an answer, for a parser that reads."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Give at most `size` bytes; none at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class Client:
    """One store's client; close it by leaving `client()`."""

    def __init__(self, session: httpx.Client, wait: Callable[[float], None]) -> None:
        """Take the session, and what waits some seconds."""
        self._session = session
        self._wait = wait

    def put(self, url: str, turtle: bytes) -> None:
        """Replace the graph at an address (Graph Store Protocol, section 5.3)."""
        self._write("PUT", url, turtle)

    def post(self, url: str, turtle: bytes) -> None:
        """Merge triples into the graph at an address (section 5.5); a second time changes nothing."""
        self._write("POST", url, turtle)

    def delete(self, url: str) -> None:
        """Remove the graph at an address (section 5.4), if it is there."""
        self._write("DELETE", url, None)

    def rows(self, url: str, query: str) -> list[QuerySolution]:
        """Give the rows of an answer; raise `StorageError`, `UnreadableError` where what comes is no result."""
        return self._ask(url, query, _RESULTS, _solutions)

    def triples(self, url: str, query: str, take: Callable[[Iterator[Quad]], Result]) -> Result:
        """Give what `take` makes of the triples of an answer, read while they come; raise as `rows` does.

        `take` is called again, from the start, where an answer breaks off.
        """
        return self._ask(url, query, _TRIPLES, lambda stream: take(_quads(stream)))

    def _ask(self, url: str, query: str, accept: str, take: Callable[[Stream], Result]) -> Result:
        address = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode({'query': query})}"
        request = self._session.build_request("GET", address, headers={"Accept": accept})
        return self._tried(lambda: self._answer(request, take), url)

    def _write(self, method: str, url: str, turtle: bytes | None) -> None:
        headers = {} if turtle is None else {"Content-Type": _TURTLE}
        request = self._session.build_request(method, url, content=turtle, headers=headers)

        def once() -> None:
            with self._sent(request) as response:
                gone = method == "DELETE" and response.status_code == HTTPStatus.NOT_FOUND
                if not gone:
                    _check(response)

        self._tried(once, url)

    def _answer(self, request: httpx.Request, take: Callable[[Stream], Result]) -> Result:
        with self._sent(request) as response:
            _check(response)
            try:
                return take(Stream(response.iter_bytes(_CHUNK)))
            except SyntaxError as error:
                message = f"found what cannot be read as {request.headers['Accept']}: {error}"
                raise UnreadableError("E_STORE", _line(message), _place(str(request.url))) from error

    @contextmanager
    def _sent(self, request: httpx.Request) -> Iterator[httpx.Response]:
        """Send a request, and again where the same host says it moved."""
        for _ in range(_MOST_REDIRECTS):
            response = self._session.send(request, stream=True)
            try:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                request = self._moved(request, response)
            finally:
                response.close()
        raise StorageError("E_REDIRECT", f"more than {_MOST_REDIRECTS} redirects", _place(str(request.url)))

    def _moved(self, request: httpx.Request, response: httpx.Response) -> httpx.Request:
        here, location = str(request.url), response.headers.get("Location", "")
        keeps = response.status_code in (307, 308) or request.method == "GET"
        if not (keeps and _is_same_host(here, location)):
            reason = f"found a redirect to {_line(location)!a}, which is not followed; give that address if it is right"
            raise StorageError("E_REDIRECT", reason, _place(here))
        there = urljoin(here, location)
        headers = {name: request.headers[name] for name in ("Accept", "Content-Type") if name in request.headers}
        return self._session.build_request(request.method, there, content=request.content, headers=headers)

    def _tried(self, once: Callable[[], Result], url: str) -> Result:
        """Do something, and again after a pause as long as the store cannot answer."""
        reason = ""
        for pause in (*PAUSES, None):
            try:
                return _told(once)
            except _BusyError as busy:
                reason = busy.reason
                if pause is None or busy.after > PATIENCE:
                    break
                self._wait(max(pause, busy.after))
        raise StorageError("E_STORE", f"no answer ({reason}); run again to go on", _place(url))


@contextmanager
def client(auth: httpx.Auth | None, wait: Callable[[float], None]) -> Iterator[Client]:
    """Give a client. `wait` waits some seconds."""
    headers = {"User-Agent": f"cncert-kg/{__version__}"}
    with httpx.Client(auth=auth, headers=headers, timeout=TIMEOUT, follow_redirects=False) as session:
        yield Client(session, wait)


def _solutions(stream: Stream) -> list[QuerySolution]:
    """Give all rows: there is one for each graph, and pyoxigraph's iterator must end in the thread that made it."""
    found = parse_query_results(stream, QueryResultsFormat.JSON)  # type: ignore[arg-type]
    try:
        if not isinstance(found, QuerySolutions):
            raise SyntaxError("an answer without rows")
        return list(found)
    finally:
        del found


def _quads(stream: Stream) -> Iterator[Quad]:
    # Every N-Triples document is one of Turtle, which is what some stores give whatever they are asked for.
    return parse(stream, RdfFormat.TURTLE)  # type: ignore[arg-type]


def _told(once: Callable[[], Result]) -> Result:
    try:
        return once()
    except (httpx.RequestError, OSError) as error:
        raise _BusyError(_line(str(error) or type(error).__name__)) from error


def _is_same_host(here: str, location: str) -> bool:
    try:
        return origin(urljoin(here, location)) == origin(here)
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False


def _check(response: httpx.Response) -> None:
    """Raise unless a store did what it was asked to do."""
    status = response.status_code
    if response.is_success:
        return
    place = _place(str(response.request.url))
    if status in (401, 403):
        hint = f"name and password are read from {USER} and {PASSWORD}, a token from {TOKEN}"
        raise UsageError("E_AUTH", f"found {status} {response.reason_phrase}; {hint}", place)
    text = _line(_beginning(response))
    if status in _BUSY:
        raise _BusyError(f"{status} {response.reason_phrase} {text}".strip(), _asked_to_wait(response))
    hint = f"; {_WRONG_ADDRESS}" if status in (404, 405, 415, 501) else ""
    raise StorageError("E_STORE", f"found {status} {response.reason_phrase} {text}".strip() + hint, place)


def _beginning(response: httpx.Response) -> str:
    """Give some of what a store says about what went wrong."""
    chunk = next(response.iter_bytes(_CHUNK), b"")
    return chunk.decode("utf-8", "backslashreplace")[:2000]


def _asked_to_wait(response: httpx.Response) -> float:
    """Give the seconds of `Retry-After` (RFC 9110, section 10.2.3); a day is measured from the answer's own."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:6])
    try:
        return (parsedate_to_datetime(text) - parsedate_to_datetime(response.headers["Date"])).total_seconds()
    except (KeyError, TypeError, ValueError):  # neither a number nor two days: the usual pause
        return 0.0


def _place(url: str) -> str:
    """Give an address as a problem names it: no query, which may be long."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _line(text: str) -> str:
    """Give what another program says as one line of moderate length."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
