"""Requests to `/sparql`: read, given to a worker, answered; and what the endpoint says where no query is asked."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Coroutine, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cncert_kg import __version__
from cncert_kg.endpoint import negotiation, page
from cncert_kg.endpoint.description import described
from cncert_kg.endpoint.editions import Edition
from cncert_kg.endpoint.files import REVALIDATE, is_known, tag
from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.messages import Answer, Task
from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.negotiation import GRAPHS, ROWS, chosen, takes_gzip
from cncert_kg.endpoint.protocol import Asked
from cncert_kg.endpoint.refusal import RefusalError
from cncert_kg.endpoint.sending import Bodies, Sent
from cncert_kg.results import Form

_VARY = "Accept, Accept-Encoding, Accept-Language"
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)
"""Functions that give something else each time; an escape may spell one."""

_CHARSETS = {"csv": "; charset=utf-8", "tsv": "; charset=utf-8", "ttl": "; charset=utf-8", "html": "; charset=utf-8"}


class GoneError(Exception):
    """The client has closed its connection; nobody is there to answer."""


class Endpoint:
    """What answers requests to `/sparql`."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self._limits = limits
        self._metrics = metrics
        self._bodies = Bodies(limits.bodies)

    async def answer(self, edition: Edition, asked: Asked, request: Request) -> Response:
        """Answer a query. Raises `RefusalError`, and `GoneError` where the client leaves before."""
        assert asked.query is not None
        task, types = _task(asked, asked.query, request)
        headers = {"Vary": _VARY, "Cache-Control": REVALIDATE}
        if not _CHANGING.search(asked.query):
            headers["ETag"] = tag(_digest(edition, task), task.gzip)
            if request.method != "POST" and is_known(request, headers):
                return Response(status_code=304, headers=headers)
        else:
            headers["Cache-Control"] = "no-store"
        since = time.monotonic()
        answer = await unless_gone(edition.pool.run(task), request)
        self._metrics.timed(time.monotonic() - since, answer.truncated)
        return self.sent(answer, types[answer.form], headers)

    def sent(self, answer: Answer, media_type: str, headers: Mapping[str, str]) -> Response:
        """Give the response with an answer."""
        more = {"Content-Encoding": "gzip"} if answer.gzip else {}
        if answer.truncated:
            more["X-Truncated"] = str(answer.rows)
        return Sent(answer.body, self._bodies, {**headers, **more}, media_type + _CHARSETS.get(answer.form, ""))

    async def description(self, edition: Edition, asked: Asked, request: Request) -> Response:
        """Answer a request without a query: the page of the endpoint, or its service description."""
        address = str(request.url.replace(query="", fragment=""))
        offer = _offered(asked.format, 1, request.headers.get("accept"), GRAPHS)
        if offer is None:
            raise _unacceptable(GRAPHS)
        headers = {"Vary": _VARY, "Cache-Control": REVALIDATE}
        if offer.form == "html":
            body = page.start(_language(asked, request), address, self._limits)
        else:
            names = await edition.pool.run(Task("", is_catalogue=True), light=True)
            graphs = names.body.decode().splitlines()
            body = described(Form(offer.form), address, graphs, edition.is_union, self._limits)
        headers["ETag"] = tag(hashlib.sha256(body).hexdigest(), packs=False)
        if is_known(request, headers):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=offer.media_type + _CHARSETS.get(offer.form, ""))


async def unless_gone(work: Coroutine[Any, Any, Answer], request: Request) -> Answer:
    """Wait for an answer as long as the client does; raise `GoneError` where it leaves, which ends the query."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise GoneError
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _task(asked: Asked, query: str, request: Request) -> tuple[Task, dict[str, str]]:
    """What a worker is to do, and the media type of each form that it may answer in."""
    accept = request.headers.get("accept")
    rows = _offered(asked.format, 0, accept, ROWS)
    graph = _offered(asked.format, 1, accept, GRAPHS)
    if rows is None and graph is None:
        raise _unacceptable((*ROWS, *GRAPHS))
    task = Task(
        query,
        rows=rows.form if rows else "",
        graph=graph.form if graph else "",
        default=asked.default,
        named=asked.named,
        gzip=takes_gzip(request.headers.get("accept-encoding")),
        language=_language(asked, request),
    )
    return task, {offer.form: offer.media_type for offer in (graph, rows) if offer}


def _offered(
    name: str, place: int, accept: str | None, offers: tuple[negotiation.Offer, ...]
) -> negotiation.Offer | None:
    """The form that a request asks for by name, else by Accept."""
    if not name:
        return chosen(accept, offers)
    form = negotiation.named(name)[place]
    return next((offer for offer in offers if offer.form == form), None)


def _unacceptable(offers: tuple[negotiation.Offer, ...]) -> RefusalError:
    types = ", ".join(dict.fromkeys(offer.media_type for offer in offers))
    return RefusalError("E_ACCEPT", f"expected one of {types}", "Accept", {"Vary": _VARY})


def _language(asked: Asked, request: Request) -> str:
    return asked.language or negotiation.language(request.headers.get("accept-language")) or "en"


def _digest(edition: Edition, task: Task) -> str:
    """A hash of all that decides an answer: the data, the program, the question and the forms."""
    parts = (edition.key, str(edition.is_union), __version__, repr(task))
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()
