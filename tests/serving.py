"""The service for tests: started on a free port of 127.0.0.1, ended when the test is over.

`served(release)` serves a release in this process; `served_process(release)` in a process of its own, with its pid;
`served_stores(...)` many stores on disk, without releases, at `…/t/NAME/sparql` of one server.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from cncert_kg.endpoint.application import application
from cncert_kg.endpoint.editions import Bare, Editions
from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.serving import listening, server, url
from cncert_kg.iris import DEFAULT_BASE
from tests import catalogues
from tests.conftest import ROOT

SMALL = Limits(workers=1)
"""One worker waits: enough for a test, and quick to start."""


@contextmanager
def served(
    root: Path, limits: Limits = SMALL, names: frozenset[str] | None = frozenset(), *, store: bool = False,
    union: bool = True, base: str = DEFAULT_BASE,
) -> Iterator[str]:  # fmt: skip
    """Serve a release, or with `store=True` the folder of an on-disk store, and give the URL, which ends in `/`.

    `union=False`: the default graph is the unnamed one. `/sparql` is below the URL.
    """
    metrics = Metrics()
    source = Bare(root, base, union, limits, metrics) if store else Editions(root, limits, metrics)

    async def opened() -> ASGIApp:
        await source.open()
        return application(source, limits, metrics, names)

    with _running(opened, limits) as address:
        yield address


@contextmanager
def served_stores(stores: Mapping[str, Path], limits: Limits = SMALL, union: bool = False) -> Iterator[str]:
    """Serve many stores on disk, each at `{url}t/{name}/sparql`, and give the URL, which ends in `/`.

    A store is opened when the first request for it comes, and closed when two others have been asked since.
    """
    many = _Many(stores, limits, union)

    async def opened() -> ASGIApp:
        return many

    with _running(opened, limits) as address:
        yield address


class _Many:
    """An application for each store, the last few of which are open."""

    OPEN = 2

    def __init__(self, stores: Mapping[str, Path], limits: Limits, union: bool) -> None:
        self._stores, self._limits, self._union = stores, limits, union
        self._open: OrderedDict[str, tuple[Bare, ASGIApp]] = OrderedDict()
        self._opening = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send, self._close)
            return
        _, _, name, *rest = scope["path"].split("/")
        async with self._opening:
            app = await self._app(name)
        path = "/" + "/".join(rest)
        await app({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    async def _app(self, name: str) -> ASGIApp:
        if name not in self._open:
            metrics = Metrics()
            bare = Bare(self._stores[name], DEFAULT_BASE, self._union, self._limits, metrics)
            await bare.open()
            self._open[name] = bare, application(bare, self._limits, metrics, frozenset())
        self._open.move_to_end(name)
        while len(self._open) > self.OPEN:
            await self._open.popitem(last=False)[1][0].end()
        return self._open[name][1]

    async def _close(self) -> None:
        while self._open:
            await self._open.popitem()[1][0].end()


async def _lifespan(receive: Receive, send: Send, close: Callable[[], Awaitable[None]]) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await close()
    await send({"type": "lifespan.shutdown.complete"})


@contextmanager
def _running(opened: Callable[[], object], limits: Limits) -> Iterator[str]:
    """Run an application in a thread, on a free port."""
    running: dict[str, object] = {}
    with listening("127.0.0.1", 0) as listener:
        started = threading.Event()
        thread = threading.Thread(target=_run, args=(opened, limits, listener, running, started))
        thread.start()
        started.wait()
        try:
            if isinstance(error := running.get("error"), BaseException):
                raise error
            yield url(listener)
        finally:
            if web := running.get("server"):
                web.should_exit = True  # type: ignore[attr-defined]
            thread.join()


def _run(
    opened: Callable[[], object], limits: Limits, listener: socket.socket, running: dict[str, object],
    started: threading.Event,
) -> None:  # fmt: skip
    async def main() -> None:
        web = server(await opened(), limits)  # type: ignore[misc]
        running["server"] = web
        serving = asyncio.ensure_future(web.serve(sockets=[listener]))
        while not web.started and not serving.done():
            await asyncio.sleep(0.005)
        started.set()
        await serving

    try:
        asyncio.run(main())
    except BaseException as error:  # noqa: BLE001 - handed to the test, which raises it
        running["error"] = error
    finally:
        started.set()


@dataclass(frozen=True, slots=True)
class Service:
    """A service in a process of its own."""

    url: str
    """Ends in `/`."""
    process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        return self.process.pid

    def workers(self) -> list[int]:
        """Give the numbers of the processes that it has started."""
        found = Path(f"/proc/{self.pid}/task").glob("*/children")
        return sorted(int(pid) for children in found for pid in children.read_text().split())

    def memory(self) -> int:
        """Give the bytes that it and its workers hold."""
        return sum(resident(pid) for pid in (self.pid, *self.workers()))


def resident(pid: int) -> int:
    """Give the bytes that a process holds in memory; none where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


@contextmanager
def served_process(root: Path, limits: Limits = SMALL) -> Iterator[Service]:
    """Serve a release in a process of its own, which a test may look at, and kill."""
    code = (
        "import sys; from pathlib import Path; from cncert_kg.endpoint import serve; from cncert_kg.endpoint.limits"
        " import Limits; serve(Path(sys.argv[1]), '127.0.0.1', 0, eval(sys.argv[2]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(root), repr(limits)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    with process, process.stdout:
        try:
            yield Service(process.stdout.readline().strip(), process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(10)


def release() -> Path:
    """Give the release that the tests of the service share: two reports, a small catalogue, mappings; never changed."""
    return catalogues.first().target
