"""The files of a release over HTTP: only what its manifest lists, under its hash, compressed where that is asked."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from email.utils import formatdate, parsedate_to_datetime
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from cncert_kg.endpoint.editions import Edition
from cncert_kg.endpoint.negotiation import takes_gzip
from cncert_kg.endpoint.refusal import RefusalError

TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".svg": "image/svg+xml",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
}
"""Media type by suffix. All of these are text, which compresses well."""

REVALIDATE = "no-cache"
"""Kept by whoever likes, and asked for again each time: the next release may have another file there."""

_SMALL = 1024
_PART = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 6


def index_of(path: str) -> str:
    """Give the file that stands for a path: a folder's is its index."""
    return f"{path}index.html" if not path or path.endswith("/") else path


async def file(edition: Edition, path: str, request: Request) -> Response:
    """Give a file that the manifest lists; `RefusalError` E_NOT_FOUND where the release has been removed."""
    place, suffix = edition.folder / path, Path(path).suffix
    try:
        stat = await asyncio.to_thread(place.stat)
    except FileNotFoundError:
        raise RefusalError("E_NOT_FOUND", "found no file, expected the one that the manifest lists", path) from None
    packs = suffix in TYPES and stat.st_size > _SMALL and takes_gzip(request.headers.get("accept-encoding"))
    packs = packs and "range" not in request.headers
    headers = {
        "ETag": tag(edition.files[path].sha256, packs),
        "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
        "Cache-Control": REVALIDATE,
        "Vary": "Accept-Encoding",
    }
    if is_known(request, headers):
        return Response(status_code=304, headers=headers)
    media_type = TYPES.get(suffix, "application/octet-stream")
    if not packs:
        return FileResponse(place, headers=headers, media_type=media_type, stat_result=stat)
    headers["Content-Encoding"] = "gzip"
    body = _nothing() if request.method == "HEAD" else _packed(place)
    return StreamingResponse(body, headers=headers, media_type=media_type)


def tag(digest: str, packs: bool) -> str:
    """Give the strong entity tag of content, by its hash; compressed it is other bytes (RFC 9110 §8.8.3)."""
    return f'"{digest[:32]}{"-gzip" if packs else ""}"'


def is_known(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the client has what it asks for (RFC 9110 §13.2.2)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or headers["ETag"] in (t.strip().removeprefix("W/") for t in known.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # a date without a zone, or none: as if it were not there (§13.1.3)
        return False


async def _packed(place: Path) -> AsyncIterator[bytes]:
    """A file compressed piece by piece, in a thread, so that no other request waits for it."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    with place.open("rb") as stream:
        while part := await asyncio.to_thread(stream.read, _PART):
            if packed := await asyncio.to_thread(partial(packer.compress, part)):
                yield packed
    yield packer.flush()


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""
