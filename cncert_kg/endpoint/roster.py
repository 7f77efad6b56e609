"""The workers that wait for a query: started before they are needed, handed out, taken back, exchanged."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from typing import Any

from cncert_kg.endpoint.lanes import busy
from cncert_kg.endpoint.limits import MIB, Limits
from cncert_kg.endpoint.messages import Settings
from cncert_kg.endpoint.process import Worker
from cncert_kg.errors import StorageError

_LOG = logging.getLogger("cncert_kg.endpoint")
_GROWN = 32 * MIB
"""Bytes that a worker may hold more than when it was fresh, and still take the next query."""
_GROWN_AT_REST = MIB
"""The same where nobody waits, and there is time to start another."""
_LONGEST = 10.0
"""Seconds in which a worker must be ready for a query that has a place."""
_PAUSE = 1.0
"""Seconds before another worker is started where one could not be."""

_Wanted = tuple[bool, asyncio.Future[Worker]]
"""Whether a query is light, and what it waits for."""


class Roster:
    """The workers of one store."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self._settings = settings
        self._limits = limits
        self._workers: set[Worker] = set()
        """Every worker that has not ended."""
        self._idle: list[Worker] = []
        self._wanting: deque[_Wanted] = deque()
        self._starting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = True

    @property
    def idle(self) -> int:
        """Workers that wait."""
        return len(self._idle)

    @property
    def starting(self) -> int:
        """Workers that will be ready soon."""
        return self._starting

    @property
    def wanting(self) -> int:
        """Queries that have a place and no worker yet."""
        return len(self._wanting)

    async def open(self) -> None:
        """Start the workers that wait; `StorageError` where the store cannot be opened."""
        number = self._limits.idle_workers
        ready = await asyncio.gather(*(Worker.start(self._settings) for _ in range(number)))
        self._workers.update(ready)
        self._idle += ready

    async def take(self, light: bool) -> Worker:
        """Give an idle worker, or the next that has started; `RefusalError` E_BUSY where none does."""
        wanted: _Wanted = (light, asyncio.get_running_loop().create_future())
        self._wanting.append(wanted)
        self._hand_out()
        is_taken = False
        try:
            async with asyncio.timeout(_LONGEST):
                worker = await wanted[1]
            is_taken = True
        except TimeoutError:
            raise busy("found no worker ready") from None
        finally:
            if not is_taken:
                self._withdraw(wanted)
        return worker

    def give_back(self, worker: Worker, is_done: bool) -> None:
        """Let a worker wait for the next query, unless it is worn, has grown or is still at the last one."""
        is_fit = is_done and worker.is_alive and not worker.is_worn and self._is_open
        if is_fit and worker.memory() <= worker.fresh + _GROWN:
            self._idle.append(worker)
        else:
            self._retire(worker)
        self._hand_out()

    def tidy(self) -> None:
        """Exchange the workers that have grown, and keep no more than wait by right."""
        found, fit = self._idle, [w for w in self._idle if w.memory() <= w.fresh + _GROWN_AT_REST]
        self._idle = fit[: self._limits.idle_workers]
        for worker in found:
            if worker not in self._idle:
                self._retire(worker)
        self._hand_out()

    async def end(self) -> None:
        """End every worker; give back when they are gone."""
        self._is_open = False
        for task in self._tasks:
            task.cancel()
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*self._tasks, *(worker.ended_by() for worker in self._workers), return_exceptions=True)

    def _hand_out(self) -> None:
        """Give idle workers to those who want one, the last of several to a light query only; start what is missing.

        A worker takes 50 ms to start: so no light query waits for that, whoever comes at the same time.
        """
        self._drop_the_dead()
        kept = min(1, self._limits.idle_workers - 1)
        for wanted in list(self._wanting):
            light, future = wanted
            if len(self._idle) > (0 if light else kept) and not future.done():
                self._wanting.remove(wanted)
                future.set_result(self._idle.pop())
        self._refill(self._limits.idle_workers + len(self._wanting))

    def _withdraw(self, wanted: _Wanted) -> None:
        """Want a worker no longer; one that was given meanwhile goes to the next."""
        if wanted in self._wanting:
            self._wanting.remove(wanted)
        else:
            self.give_back(wanted[1].result(), is_done=True)

    def _drop_the_dead(self) -> None:
        for worker in [w for w in self._idle if not w.is_alive]:
            self._idle.remove(worker)
            self._retire(worker)

    def _welcome(self, worker: Worker) -> None:
        self._workers.add(worker)
        self._idle.append(worker)
        self._hand_out()

    def _retire(self, worker: Worker) -> None:
        worker.kill()
        self._in_background(self._buried(worker))

    async def _buried(self, worker: Worker) -> None:
        await worker.ended_by()
        self._workers.discard(worker)

    def _refill(self, number: int) -> None:
        """Start workers until `number` are idle or starting."""
        for _ in range(number - len(self._idle) - self._starting if self._is_open else 0):
            self._starting += 1
            self._in_background(self._start())

    async def _start(self) -> None:
        worker = None
        try:
            worker = await Worker.start(self._settings)
        except (StorageError, OSError) as error:
            _LOG.error("%s", error)
            await asyncio.sleep(_PAUSE)
        finally:
            self._starting -= 1
        if worker:
            self._welcome(worker)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
