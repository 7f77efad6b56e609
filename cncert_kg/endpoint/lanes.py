"""Who may run: a bounded number of queries, some places being kept for light ones.

A light query is an ASK, or what the service itself asks about a thing. It is taken at its word for a quarter of a
second; after that it needs a common place, or it ends. So a flood of heavy queries, in whatever guise, never keeps a
light one waiting for long.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque

from cncert_kg.endpoint.limits import Limits
from cncert_kg.endpoint.refusal import RefusalError

_ASK = re.compile(r"(?:\s++|#[^\n]*+|BASE\s*+<[^<>]*+>|PREFIX\s++[^\s<:]*+:\s*+<[^<>]*+>)*+ASK\b", re.IGNORECASE)
"""A prologue, then ASK."""

_Entry = tuple[bool, asyncio.Future[None]]
"""Whether a query that waits is light, and what it waits for."""


def is_light(query: str) -> bool:
    """Whether a query says that it wants yes or no."""
    return _ASK.match(query) is not None


class Lanes:
    """The places of queries that run, and the queue for them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.common = 0
        """Queries that run in common places."""
        self.light = 0
        """Queries that run as light ones."""
        self._queue: deque[_Entry] = deque()

    @property
    def waiting(self) -> int:
        """Queries that wait for a place."""
        return len(self._queue)

    async def enter(self, light: bool) -> None:
        """Take a place, waiting for it in turn; `RefusalError` E_BUSY where that takes too long or too many wait."""
        if self._is_free(light):
            self._take(light)
            return
        if len(self._queue) >= self._limits.waiting:
            raise busy(f"found {len(self._queue)} queries waiting")
        entry: _Entry = (light, asyncio.get_running_loop().create_future())
        self._queue.append(entry)
        is_in = False
        try:
            async with asyncio.timeout(self._limits.patience):
                await entry[1]
            is_in = True
        except TimeoutError:
            raise busy("found every place taken") from None
        finally:
            if not is_in:
                self._withdraw(entry)

    def _withdraw(self, entry: _Entry) -> None:
        """Wait no longer; a place that was given meanwhile goes to the next."""
        if entry in self._queue:
            self._queue.remove(entry)
        else:
            self.leave(entry[0])

    def leave(self, light: bool) -> None:
        """Give a place back."""
        if light:
            self.light -= 1
        else:
            self.common -= 1
        self._call()

    def promote(self) -> bool:
        """Move a light query to a common place; false where there is none."""
        if self.common >= self._limits.running - self._limits.kept:
            return False
        self.light -= 1
        self.common += 1
        self._call()
        return True

    def _is_free(self, light: bool) -> bool:
        room = self.common + self.light < self._limits.running
        return room and (light or self.common < self._limits.running - self._limits.kept)

    def _take(self, light: bool) -> None:
        if light:
            self.light += 1
        else:
            self.common += 1

    def _call(self) -> None:
        """Give free places to those who wait longest."""
        for entry in list(self._queue):
            light, place = entry
            if self._is_free(light) and not place.done():
                self._queue.remove(entry)
                self._take(light)
                place.set_result(None)


def busy(found: str) -> RefusalError:
    """Give the refusal of a query that finds no place."""
    return RefusalError("E_BUSY", f"{found}, expected a free one; try again", "service")
