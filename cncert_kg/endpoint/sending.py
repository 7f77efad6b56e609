"""Answers on their way: in parts, so that a slow client is noticed, and no more of them at once than memory allows."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cncert_kg.endpoint.lanes import busy

_PART = 1 << 17


class Bodies:
    """How many bytes are on their way."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    def hold(self, size: int) -> None:
        """Count `size` bytes; `RefusalError` E_BUSY where they are too many."""
        if self._held + size > self._most:
            raise busy(f"found {self._held} bytes on their way to clients")
        self._held += size

    def release(self, size: int) -> None:
        """Count no longer."""
        self._held -= size


class Sent(Response):
    """A body that is held until the client has it."""

    def __init__(self, body: bytes, bodies: Bodies, headers: Mapping[str, str], media_type: str) -> None:
        bodies.hold(len(body))
        self._bodies = bodies
        super().__init__(body, headers=headers, media_type=media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, part by part."""
        body = memoryview(self.body)
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for start in range(0, len(body) if scope["method"] != "HEAD" else 0, _PART):
                await send({"type": "http.response.body", "body": body[start : start + _PART], "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._bodies.release(len(body))
