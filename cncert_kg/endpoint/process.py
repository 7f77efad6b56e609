"""The process of a worker, as the service sees it: started, asked, watched, killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from cncert_kg.endpoint import messages
from cncert_kg.endpoint.messages import HEAD, Answer, Settings, Task
from cncert_kg.errors import StorageError

_PAGE = os.sysconf("SC_PAGE_SIZE")
_BUFFER = 1 << 20
_START_SECONDS = 30
_LOW = 10
"""A tenth of the time that others get (sched(7)); at 19 a busy machine would leave a long query next to none."""
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR", "XDG_CACHE_HOME", "HOME", "LANG")
"""What a worker may know of the environment."""
_KEEP = "import sys; from cncert_kg.endpoint.worker import keep; keep(sys.argv[1])"


class Worker:
    """A process that answers one query at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.fresh = 0
        """Bytes it held in memory before its first query."""
        self.is_worn = False
        """Whether it is to answer no more: its priority cannot be raised again."""

    @classmethod
    async def start(cls, settings: Settings) -> Worker:
        """Start a worker and wait until it is ready; `StorageError` where it cannot open its store."""
        worker = cls(await _spawned("-m", "cncert_kg.endpoint.worker", json.dumps(asdict(settings))))
        is_ready = False
        try:
            async with asyncio.timeout(_START_SECONDS):
                ready = await worker._heard()
            is_ready = not ready.code
        except (TimeoutError, asyncio.IncompleteReadError):
            raise StorageError("E_WORKER", "found no word of it, expected that it is ready", "worker") from None
        finally:
            if not is_ready:
                worker.kill()
                await worker.ended_by()
        if not is_ready:
            raise StorageError(ready.code, ready.line.partition(": ")[2], settings.store)
        worker.fresh = worker.memory()
        return worker

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended, as far as is known."""
        return self._process.returncode is None

    async def ask(self, task: Task) -> Answer:
        """Give the answer of a task; `EOFError` where the process ends before it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(messages.task_bytes(task))
            await self._process.stdin.drain()
            return await self._heard()
        except (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError):
            raise EOFError from None

    async def _heard(self) -> Answer:
        assert self._process.stdout is not None
        head, body = HEAD.unpack(await self._process.stdout.readexactly(HEAD.size))
        return messages.answer(
            await self._process.stdout.readexactly(head), await self._process.stdout.readexactly(body)
        )

    async def ended_by(self) -> int:
        """Wait for the end of the process and give the signal that ended it, or 0."""
        return max(0, -await self._process.wait())

    def memory(self) -> int:
        """Give the bytes it holds in memory; 0 where the system does not tell."""
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1]) * _PAGE
        except (OSError, IndexError):
            return 0

    def slow_down(self) -> None:
        """Let every other process have more time, from now on."""
        self.is_worn = True
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LOW)

    def kill(self) -> None:
        """End the process at once."""
        if self.is_alive:
            self._process.send_signal(signal.SIGKILL)


async def _spawned(*arguments: str) -> Process:
    # -P: nothing is imported from the folder that the service happens to be started in. A session of its own: Ctrl-C
    # in a terminal reaches the service alone, which then ends its workers.
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        *arguments,
        stdin=PIPE,
        stdout=PIPE,
        limit=_BUFFER,
        start_new_session=True,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """What a worker sees of the environment: this package, and no secrets of the service."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    package = str(Path(__file__).parents[2])
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, (package, kept.get("PYTHONPATH")))),
        "RUST_BACKTRACE": "0",
    }


async def kept_folder(release: Path) -> Path:
    """Give the folder of the kept store of a release, which another process makes where it is absent.

    A process of its own, since making it takes memory that this one would not give back. Raises `StorageError`.
    """
    process = await _spawned("-c", _KEEP, str(release))
    said, _ = await process.communicate()
    if process.returncode == 0:
        return Path(said.decode())
    code, _, rest = said.decode().partition(" ")
    raise StorageError(code or "E_STORE", rest or "found no store, expected that one is made", str(release))
