"""The application: its routes, each a question to the edition that is current."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cncert_kg.endpoint import negotiation, things
from cncert_kg.endpoint.answering import Endpoint, GoneError, unless_gone
from cncert_kg.endpoint.editions import Bare, Edition, Editions
from cncert_kg.endpoint.files import REVALIDATE, TYPES, file, index_of, is_known, tag
from cncert_kg.endpoint.gate import Gate
from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.protocol import asked
from cncert_kg.endpoint.refusal import RefusalError, status
from cncert_kg.errors import CncertKgError
from cncert_kg.site.links import up

_LOG = logging.getLogger("cncert_kg.endpoint")
_GONE = 499
"""The status in the log of a request whose client has left; nobody ever sees it."""
_VARY = "Accept, Accept-Language"


class Service:
    """What answers requests."""

    def __init__(self, source: Editions | Bare, limits: Limits, metrics: Metrics) -> None:
        self._source = source
        self._limits = limits
        self._metrics = metrics
        self._endpoint = Endpoint(limits, metrics)

    async def sparql(self, request: Request) -> Response:
        """The endpoint: a query, or what the service is."""
        question = await asked(request, self._limits)
        edition = await self._source.current()
        if question.query is None:
            return await self._endpoint.description(edition, question, request)
        return await self._endpoint.answer(edition, question, request)

    async def health(self, _request: Request) -> Response:
        """Whether queries are answered, of which release, by how many workers."""
        edition = await self._source.current()
        state = {
            "status": "ok" if edition.pool.is_well else "failing",
            "release": edition.folder.name if edition.files else edition.key[:32],
            "workers": edition.pool.numbers(),
        }
        code = 200 if edition.pool.is_well else 503
        return Response(json.dumps(state) + "\n", code, {"Cache-Control": "no-store"}, "application/json")

    async def metrics(self, _request: Request) -> Response:
        """All counts, for Prometheus."""
        numbers = (await self._source.current()).pool.numbers()
        return Response(
            self._metrics.text(numbers), 200, {"Cache-Control": "no-store"}, "text/plain; version=0.0.4; charset=utf-8"
        )

    async def path(self, request: Request) -> Response:
        """A file of the release, or a thing of the project."""
        edition, given = await self._source.current(), request.path_params["path"]
        if (path := index_of(given)) in edition.files:
            return await file(edition, path, request)
        if f"{given}/index.html" in edition.files:
            return RedirectResponse(f"{given.rpartition('/')[2]}/", 308)
        seen = things.seen(given)
        if seen.suffix in ("", "html"):
            return await self._way(edition, seen, request)
        return await self._description(edition, seen, request)

    async def _way(self, edition: Edition, seen: things.Seen, request: Request) -> Response:
        """303 from a thing to what shows or describes it."""
        language = negotiation.language(request.headers.get("accept-language"))
        if seen.suffix:
            target = things.page_of(edition, seen.node, language)
            if not target:
                raise things.unknown(request.path_params["path"])
        else:
            target = await things.way(edition, seen.node, request.headers.get("accept"), language)
        return Response(
            status_code=HTTPStatus.SEE_OTHER,
            # Relative, so that the service can stand below any path of a host.
            headers={"Location": up(request.path_params["path"]) + target, "Vary": _VARY, "Cache-Control": REVALIDATE},
        )

    async def _description(self, edition: Edition, seen: things.Seen, request: Request) -> Response:
        """What is known about a thing that has no file of this form."""
        packs = negotiation.takes_gzip(request.headers.get("accept-encoding"))
        headers = {
            "ETag": tag(f"{edition.key[:16]}{things.digest(seen)}", packs),
            "Cache-Control": REVALIDATE,
            "Vary": "Accept-Encoding",
        }
        if is_known(request, headers):
            return Response(status_code=304, headers=headers)
        answer = await unless_gone(things.description(edition, seen, packs), request)
        return self._endpoint.sent(answer, TYPES[f".{seen.suffix}"].partition(";")[0], headers)


def application(source: Editions | Bare, limits: Limits, metrics: Metrics, names: frozenset[str] | None) -> Starlette:
    """Give the application over an open source.

    `names` are the hosts that requests may be for, beside this machine itself; `None` where any will do.
    """
    service = Service(source, limits, metrics)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await source.end()

    return Starlette(
        routes=[
            Route("/sparql", service.sparql, methods=["GET", "HEAD", "POST"]),
            Route("/health", service.health),
            Route("/metrics", service.metrics),
            Route("/{path:path}", service.path),
        ],
        middleware=[Middleware(Gate, metrics=metrics, names=names)],
        exception_handlers={CncertKgError: _refused, HTTPException: _impossible, GoneError: _gone, Exception: _broken},
        lifespan=lifespan,
    )


def refused(error: CncertKgError) -> Response:
    """Give the response that says why there is no answer: one coded line."""
    headers = dict(error.headers) if isinstance(error, RefusalError) else {}
    return PlainTextResponse(
        f"{' '.join(str(error).split())}\n", status(error.code), {"Cache-Control": "no-store", **headers}
    )


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, CncertKgError)
    return refused(error)


async def _impossible(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: a method that a route does not have, a path with a line feed."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return refused(things.unknown(request.scope["path"]))
    allowed = (error.headers or {}).get("Allow", "")
    expected = ", ".join(sorted({*allowed.split(", "), "OPTIONS"}))
    return refused(RefusalError("E_METHOD", f"expected one of {expected}", "request", {"Allow": expected}))


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=_GONE)


async def _broken(request: Request, error: Exception) -> Response:
    _LOG.error("E_INTERNAL %s: %r", request.scope["path"], error)
    return refused(RefusalError("E_INTERNAL", "found a fault of this service, expected an answer", "service"))
