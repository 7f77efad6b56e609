"""What every request passes and every answer gets: a check of the host, headers for browsers, a line in the log."""

from __future__ import annotations

import ipaddress
import logging
import re
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.protocol import METHODS
from cncert_kg.endpoint.refusal import RefusalError, status

_LOG = logging.getLogger("cncert_kg.endpoint")
_MOST_FIELDS = 32 << 10
"""Bytes of all fields of a head."""
_MOST_TARGET = 3 * (64 << 10) + 4096
"""Bytes of a target: a query of 64 KiB, each byte of it escaped, and some more fields."""
_SHOWN = 200
_HOST = re.compile(r"[\w.-]*(?::[0-9]*)?|\[[0-9a-f:.]*\](?::[0-9]*)?", re.ASCII | re.IGNORECASE)
"""A name or an address, with a port or without (RFC 3986 §3.2.2); empty where a client of HTTP/1.0 says none."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # Whoever asks may read: everything here is public. No credentials are ever looked at.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, ETag, Location, Retry-After, X-Truncated",
}
_PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}
_ROUTES = {"/sparql": "sparql", "/health": "state", "/metrics": "state"}
_THINGS = ("/id/", "/code/", "/def", "/graph/")


class Gate:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics, names: frozenset[str] | None) -> None:
        self._app = app
        self._metrics = metrics
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        since, sent = time.monotonic(), [0, 0]

        async def passed(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent[0] = message["status"]
                _dress(MutableHeaders(raw=message.setdefault("headers", [])))
            else:
                sent[1] += len(message.get("body", b""))
            await send(message)

        try:
            await (self._own(scope) or self._app)(scope, receive, passed)
        finally:
            self._note(scope, sent[0], sent[1], time.monotonic() - since)

    def _own(self, scope: Scope) -> Response | None:
        """The answer that needs no route: a refusal, or what a browser asks before it asks."""
        headers = Headers(scope=scope)
        try:
            _check_size(scope)
            self._check_host(headers.get("host", ""))
        except RefusalError as refusal:
            return PlainTextResponse(f"{refusal}\n", status(refusal.code))
        if scope["method"] != "OPTIONS":
            return None
        methods = METHODS if scope["path"] == "/sparql" else "GET, HEAD, OPTIONS"
        return Response(
            status_code=204, headers={"Allow": methods, "Access-Control-Allow-Methods": methods, **_PREFLIGHT}
        )

    def _check_host(self, host: str) -> None:
        """Refuse a name that is none of ours: a page of the web has given its own name our address (DNS rebinding)."""
        if not _HOST.fullmatch(host):
            raise RefusalError("E_HOST", "found no name of a host, expected one", "Host")
        if self._names is None or not host:
            return
        name = re.sub(r":[0-9]*$", "", host).lower()
        if not _is_loopback(name.strip("[]")) and name not in self._names:
            raise RefusalError("E_HOST", "found the name of another host, expected localhost", "Host")

    def _note(self, scope: Scope, code: int, size: int, seconds: float) -> None:
        """Count and log a request. What was asked stays out of the log."""
        path = scope["path"]
        route = _ROUTES.get(path) or ("thing" if path.startswith(_THINGS) else "file")
        self._metrics.answered(route, code, size)
        shown = scope.get("raw_path", b"")[:_SHOWN].decode("latin-1")
        _LOG.info("%s %s %d %d B %.0f ms", scope["method"][:_SHOWN], shown, code, size, seconds * 1000)


def _check_size(scope: Scope) -> None:
    if sum(len(name) + len(value) for name, value in scope["headers"]) > _MOST_FIELDS:
        raise RefusalError("E_HEAD_SIZE", f"expected at most {_MOST_FIELDS} bytes of fields", "head")
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > _MOST_TARGET:
        raise RefusalError("E_TARGET_SIZE", f"expected at most {_MOST_TARGET} bytes; use POST", "target")


def _is_loopback(name: str) -> bool:
    """Whether a name or address is this machine's for itself (RFC 6761 §6.3 for names)."""
    if name.rstrip(".") == "localhost" or name.rstrip(".").endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _dress(headers: MutableHeaders) -> None:
    for name, value in _ALWAYS.items():
        headers[name] = value
    if headers.get("content-type", "").startswith("text/html"):
        headers["Content-Security-Policy"] = _PAGE
