"""What a query may take, and a client: every bound of the service in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


def processors() -> int:
    """Give the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def half_the_memory(bound: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Give half the memory of the machine, in bytes, or of the container where that has less (cgroups(7))."""
    all_of_it = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(all_of_it, int(bound.read_text("ascii"))) // 2
    except (OSError, ValueError):  # no container, or one without a bound, which says `max`
        return all_of_it // 2


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one service. Times are in seconds, sizes in bytes."""

    seconds: float = 10.0
    """Longest time a query may run, on the clock; then its worker is killed."""
    memory: int = 2 * GIB
    """Most memory of one worker."""
    memory_of_all: int = 0
    """Most memory of all workers; 0: half of what there is. The largest is killed first."""
    query: int = 64 * KIB
    """Longest query, in UTF-8."""
    rows: int = 100_000
    """Most rows or triples of an answer; a longer one is cut there, and says so."""
    shown_rows: int = 10_000
    """Most rows of an answer shown as a page."""
    body: int = 64 * MIB
    """Longest answer."""
    bodies: int = 256 * MIB
    """Most bytes of answers on their way to clients at once."""
    workers: int = 0
    """Workers kept waiting for a query; 0: one for each processor, and at least two."""
    running: int = 16
    """Most queries that run at once."""
    kept: int = 3
    """Of these, how many places only light queries get (see `lanes`)."""
    waiting: int = 64
    """Most queries that wait for a place."""
    patience: float = 5.0
    """Longest wait for a place."""
    light_seconds: float = 0.25
    """After this time a light query is none: it needs a common place, or ends."""
    nice_seconds: float = 0.25
    """After this time a query runs at a low priority, so that short ones are answered meanwhile."""
    head_seconds: float = 10.0
    """Longest time that the head of a request may take to arrive."""
    body_seconds: float = 10.0
    """Longest time that the body of a request may take to arrive."""
    write_seconds: float = 30.0
    """Longest time that a client may take no byte of its answer."""
    connections: int = 4096
    """Most connections; beyond, the one that has been idle longest is closed."""

    @property
    def idle_workers(self) -> int:
        """Workers kept waiting."""
        return self.workers or max(2, processors())

    @property
    def all_memory(self) -> int:
        """Most memory of all workers together."""
        return self.memory_of_all or half_the_memory()
