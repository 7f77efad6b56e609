"""The service as a process: it listens, says where, and ends clean."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import resource
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from cncert_kg.endpoint.application import application
from cncert_kg.endpoint.editions import Editions
from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.transport import LONGEST_HEAD, protocol
from cncert_kg.errors import UsageError

_BACKLOG = 1024
_ENDING = 1
"""Seconds that answers under way have when the service ends."""


def run(root: Path, host: str, port: int, limits: Limits, names: tuple[str, ...]) -> None:
    """Serve a release until a signal ends the process: with 130 for Ctrl-C, with 143 for SIGTERM."""
    with listening(host, port) as listener:
        _log()
        _raise_open_files()
        signal.signal(signal.SIGTERM, _end)
        try:
            asyncio.run(_serve(root, listener, limits, names))
        except KeyboardInterrupt:
            sys.exit(128 + signal.SIGINT)


async def _serve(root: Path, listener: socket.socket, limits: Limits, names: tuple[str, ...]) -> None:
    metrics = Metrics()
    editions = Editions(root, limits, metrics)
    await editions.open()
    try:
        known = frozenset(name.lower() for name in names) if _is_loopback(listener) else None
        sys.stdout.write(f"{url(listener)}\n")
        sys.stdout.flush()
        await server(application(editions, limits, metrics, known), limits).serve(sockets=[listener])
    finally:
        await editions.end()


def server(app: Starlette, limits: Limits) -> uvicorn.Server:
    """Give the web server of an application."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=protocol(limits),
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            # A proxy on the same machine may say that it was asked by https; it is believed in nothing else.
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1,::1",
            server_header=False,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            timeout_graceful_shutdown=_ENDING,
        )
    )


def url(listener: socket.socket) -> str:
    """Give the address of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def listening(host: str, port: int) -> socket.socket:
    """Give a socket that listens at an address; `UsageError` E_LISTEN where it cannot be had."""
    if not 0 <= port < 1 << 16:  # the system would take the rest of a division
        raise UsageError("E_LISTEN", "expected a port from 0 to 65535", f"{host}:{port}")
    if not 0 <= port < 1 << 16:  # the system would take the rest of a division
        raise UsageError("E_LISTEN", "expected a port from 0 to 65535", f"{host}:{port}")
    try:
        family, kind, protocol_, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio sends small parts at once (TCP_NODELAY) only where the protocol is named, else 40 ms late.
        listener = socket.socket(family, kind, protocol_)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        raise UsageError("E_LISTEN", f"found {error}, expected a free address", f"{host}:{port}") from None
    return listener


def _is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _raise_open_files() -> None:
    """Let a thousand idle clients not be what keeps the next one out."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _log() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("cncert_kg.endpoint").setLevel(logging.INFO)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal.SIGTERM)
