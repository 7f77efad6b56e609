"""Queries and their ends: each has a place and a worker, and a watch ends what runs too long or grows too large."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cncert_kg.endpoint.lanes import Lanes, busy, is_light
from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.messages import Answer, Settings, Task
from cncert_kg.endpoint.metrics import Metrics
from cncert_kg.endpoint.process import Worker
from cncert_kg.endpoint.refusal import RefusalError
from cncert_kg.endpoint.roster import Roster

_TICK = 0.05
"""Seconds between two looks at what runs."""
_REST = 2.0
"""Seconds without a query after which workers that have grown at all are exchanged."""
_GRACE = 1.0
"""Seconds in which a pool that has been replaced may still be asked."""


@dataclass(eq=False, slots=True)
class _Run:
    """A query that runs."""

    worker: Worker
    since: float
    light: bool
    is_done: bool = False
    fate: RefusalError | None = None
    """Why it was ended, where the watch did."""


class Pool:
    """What answers queries to one store."""

    def __init__(self, settings: Settings, limits: Limits, metrics: Metrics) -> None:
        self._limits = limits
        self._metrics = metrics
        self._lanes = Lanes(limits)
        self._roster = Roster(settings, limits)
        self._runs: set[_Run] = set()
        self._stirred = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    async def open(self) -> Pool:
        """Start the workers that wait; `StorageError` where the store cannot be opened."""
        await self._roster.open()
        self._watching = asyncio.get_running_loop().create_task(self._watch())
        return self

    @property
    def is_well(self) -> bool:
        """Whether queries are answered, and watched."""
        return self._watching is not None and not self._watching.done()

    async def run(self, task: Task, light: bool = False) -> Answer:
        """Give the answer of a task, one of the service's own where it is `light`; cancelled, it ends the query.

        Raises `RefusalError`: E_BUSY, E_TIMEOUT, E_MEMORY, E_CRASHED, and whatever the worker found wrong.
        """
        async with self._running(light or is_light(task.query)) as run:
            try:
                answer = await run.worker.ask(task)
            except EOFError:
                raise await self._why(run) from None
            run.is_done = True
        if answer.code:
            raise RefusalError(answer.code, answer.line.removeprefix(f"{answer.code} "))
        return answer

    async def close(self) -> None:
        """End the workers, once the queries that run have their answers; at once where this is cancelled."""
        try:
            await asyncio.sleep(_GRACE)
            while self._runs or self._roster.wanting or self._lanes.waiting:
                await asyncio.sleep(_TICK)
        finally:
            await self.end()

    async def end(self) -> None:
        """End the workers, and with them what runs; give back when they are gone."""
        for run in self._runs:
            self._end(run, RefusalError("E_BUSY", "found the service ending, expected that it goes on", "service"))
        if self._watching:
            self._watching.cancel()
        await self._roster.end()

    def numbers(self) -> dict[str, int]:
        """Give how many workers are idle, busy and starting, and how many queries wait for a place."""
        return {
            "idle": self._roster.idle,
            "busy": len(self._runs),
            "starting": self._roster.starting,
            "waiting": self._lanes.waiting,
        }

    @asynccontextmanager
    async def _running(self, light: bool) -> AsyncIterator[_Run]:
        """A place and a worker for one query, both given back at the end."""
        await self._lanes.enter(light)
        run: _Run | None = None
        try:
            run = _Run(await self._roster.take(light), time.monotonic(), light)
            self._runs.add(run)
            self._stirred.set()
            yield run
        finally:
            self._lanes.leave(run.light if run else light)
            if run:
                self._runs.discard(run)
                self._roster.give_back(run.worker, run.is_done)

    async def _watch(self) -> None:
        """Look at what runs, as long as something does; put the workers in order when nothing has for a while."""
        while await self._stirred.wait():
            quiet = 0.0
            while quiet < _REST:
                await asyncio.sleep(_TICK)
                quiet = 0.0 if self._runs else quiet + _TICK
                self._look()
            self._stirred.clear()
            self._roster.tidy()

    def _look(self) -> None:
        now, sizes = time.monotonic(), {run: run.worker.memory() for run in self._runs}
        for run, size in sizes.items():
            self._look_at(run, now - run.since, size)
        if sum(sizes.values()) > self._limits.all_memory:
            self._end(max(sizes, key=lambda run: sizes[run]), _too_large("all workers together"))

    def _look_at(self, run: _Run, age: float, size: int) -> None:
        limits = self._limits
        if run.light and age > limits.light_seconds:
            run.light = not self._lanes.promote()
            if run.light:
                self._end(run, busy("found every place of long queries taken"))
        if age > limits.nice_seconds and not run.worker.is_worn:
            run.worker.slow_down()
        if age > limits.seconds:
            self._end(run, RefusalError("E_TIMEOUT", f"found no answer in {limits.seconds:g} s, expected one", "query"))
        elif size > limits.memory:
            self._end(run, _too_large("one worker"))

    def _end(self, run: _Run, fate: RefusalError) -> None:
        if run.fate is None:
            run.fate = fate
            run.worker.kill()

    async def _why(self, run: _Run) -> RefusalError:
        """Why a worker ended before its answer: the watch did it, memory ran out, or it crashed."""
        ended = await run.worker.ended_by()
        # Rust and C++ abort where memory is refused, the kernel kills where there is none.
        starved = ended in (signal.SIGABRT, signal.SIGKILL)
        fate = run.fate or (_too_large("one worker") if starved else _crashed(ended))
        self._metrics.killed(fate.code)
        return fate


def _too_large(what: str) -> RefusalError:
    return RefusalError("E_MEMORY", f"found more memory taken than {what} may have, expected a smaller answer", "query")


def _crashed(number: int) -> RefusalError:
    name = signal.Signals(number).name if number else "its own end"
    return RefusalError("E_CRASHED", f"found a worker ended by {name}, expected an answer", "query")
