"""Connections that do not keep the service waiting: uvicorn's, with a time for every part of a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from cncert_kg.endpoint.limits import Limits

LONGEST_HEAD = 1 << 18
"""Bytes of a head: a query of 64 KiB, each byte of it escaped, and the fields."""


def protocol(limits: Limits) -> type[H11Protocol]:
    """Give the class of connections with these limits, which is what uvicorn takes."""

    class Patient(_Timed):
        bounds = limits

    return Patient


class _Timed(H11Protocol):
    """A connection that is closed where its client is too slow."""

    bounds: Limits
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect(self.bounds.head_seconds, self._no_head)
        if len(self.connections) > self.bounds.connections:
            self._close_an_idle_one()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.DONE:
            _stop(self._reading)
            self._reading = None
        elif self._reading is None:
            self._expect(self.bounds.head_seconds, self._no_head)

    def connection_lost(self, exc: Exception | None) -> None:
        _stop(self._reading)
        _stop(self._writing)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._writing = self.loop.call_later(self.bounds.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        _stop(self._writing)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; what is only too long has a status of its own (RFC 6585 §5)."""
        is_long = len(self.conn.trailing_data[0]) > LONGEST_HEAD
        self._refuse(*((431, "E_HEAD_SIZE") if is_long else (400, "E_HTTP")))

    def _expect(self, seconds: float, late: Callable[[], None]) -> None:
        self._reading = self.loop.call_later(seconds, late)

    def _no_head(self) -> None:
        """The time of the head is over; the body, where that is what comes now, has a time of its own."""
        self._reading = None
        if self.conn.their_state is h11.SEND_BODY:
            # The application says that a body is late; this is for one that it did not wait for.
            self._expect(2 * self.bounds.body_seconds, self.transport.abort)
        elif self.conn.their_state is not h11.DONE:
            self._refuse(408, "E_HEAD_TIME")

    def _refuse(self, status: int, code: str) -> None:
        """Say why and close; only close where nothing has come, or another answer is under way."""
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if not is_answering and (status != 408 or self.conn.trailing_data[0]):
            line = f"{code} request: found no whole request, expected one\n"
            fields = f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(line)}\r\nConnection: close"
            self.transport.write(f"HTTP/1.1 {status} \r\n{fields}\r\n\r\n{line}".encode())
        self.transport.close()

    def _close_an_idle_one(self) -> None:
        idle = next((c for c in self.connections if c is not self and isinstance(c, _Timed) and c.is_idle), None)
        if idle is not None:
            idle.transport.abort()

    @property
    def is_idle(self) -> bool:
        """Whether the connection is open and no request is under way on it."""
        return not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer:
        timer.cancel()
