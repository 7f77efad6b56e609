"""SPARQL 1.1 Protocol, the query side (W3C Recommendation 2013, §2.1): what a request asks for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.refusal import RefusalError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"

_MOST_FIELDS = 100
_ESCAPED = 3
"""Bytes that a form may take for one of the query."""
_LESS = 4096
"""Bytes that all other fields of a form may take."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the endpoint."""

    query: str | None
    """None: no query is asked, only what the service is."""
    default: tuple[str, ...]
    named: tuple[str, ...]
    format: str
    """What `format=` or `output=` says; empty without."""
    language: str
    """What `lang=` says; empty without."""


async def asked(request: Request, limits: Limits) -> Asked:
    """Read a request.

    Raises `RefusalError`: E_METHOD, E_MEDIA, E_ENCODING, E_QUERY (none by POST, or more than one), E_UPDATE,
    E_BODY_SIZE, E_BODY_TIME, E_QUERY_SIZE.
    """
    if request.method not in METHODS.split(", "):
        raise RefusalError("E_METHOD", f"expected one of {METHODS}", "request", {"Allow": METHODS})
    fields = _fields(request.scope["query_string"])
    if request.method == "POST":
        fields += await _posted(request, limits)
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in fields):
        raise _update()
    return Asked(
        query=_query(fields, request.method == "POST", limits),
        default=tuple(value for name, value in fields if name == "default-graph-uri"),
        named=tuple(value for name, value in fields if name == "named-graph-uri"),
        format=next((value for name, value in fields if name in ("format", "output")), ""),
        language=next((value for name, value in fields if name == "lang" and value in ("zh", "en")), ""),
    )


def _query(fields: list[tuple[str, str]], is_needed: bool, limits: Limits) -> str | None:
    queries = [value for name, value in fields if name == "query"]
    if len(queries) > 1 or (is_needed and not queries):
        raise RefusalError("E_QUERY", f"found {len(queries)} queries, expected one", "query")
    if not queries:
        return None
    size = len(queries[0].encode())
    if size > limits.query:
        raise RefusalError("E_QUERY_SIZE", f"found {size} bytes, expected at most {limits.query}", "query")
    if "\0" in queries[0]:
        raise RefusalError("E_ENCODING", "found NUL, expected text", "query")
    return queries[0]


async def _posted(request: Request, limits: Limits) -> list[tuple[str, str]]:
    """The fields of a body."""
    media_type, *parameters = (p.strip().lower() for p in request.headers.get("content-type", "").split(";"))
    charsets = [p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")]
    if media_type == UPDATE:
        raise _update()
    if media_type not in (FORM, QUERY):
        raise RefusalError(
            "E_MEDIA", f"expected a body of {QUERY} or {FORM}", "Content-Type", {"Accept": f"{QUERY}, {FORM}"}
        )
    if any(charset not in ("utf-8", "utf8", "us-ascii") for charset in charsets):
        raise RefusalError("E_ENCODING", "found another charset, expected UTF-8", "Content-Type")
    most = limits.query * (_ESCAPED if media_type == FORM else 1) + _LESS
    body = await _body(request, most, limits.body_seconds)
    return _fields(body) if media_type == FORM else [("query", _text(body))]


async def _body(request: Request, most: int, seconds: float) -> bytes:
    """Read a body as it comes, and no more of it than may be."""
    held = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                held += part
                if len(held) > most:
                    raise RefusalError("E_BODY_SIZE", f"found more, expected at most {most} bytes", "body")
    except TimeoutError:
        raise RefusalError("E_BODY_TIME", f"found half a body, expected all of it in {seconds:g} s", "body") from None
    except ClientDisconnect:
        raise RefusalError("E_BODY", "found half a body, expected all of it", "body") from None
    return bytes(held)


def _fields(form: bytes) -> list[tuple[str, str]]:
    """The fields of a form; refused where it is not UTF-8."""
    try:
        return parse_qsl(form.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise _not_text() from None
    except ValueError:
        raise RefusalError("E_QUERY", f"found more than {_MOST_FIELDS} fields, expected fewer", "form") from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _not_text() from None


def _not_text() -> RefusalError:
    return RefusalError("E_ENCODING", "found bytes that are not UTF-8, expected text", "query")


def _update() -> RefusalError:
    return RefusalError("E_UPDATE", "found an update, expected a query: nothing here can be changed", "request")
