"""Work done by this process and by forks of it, which see all that it has read without being sent it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Done = TypeVar("Done")

_FEW = 400
"""Pieces of work for which no fork is worth its start."""

_AT_ONCE = 16
"""Pieces taken at a time."""


def each(works: Sequence[Callable[[], Iterator[Done]]], processes: int) -> Iterator[Done]:
    """Give what every piece of work gives, in any order; whatever one of them raises.

    Forks need a system that can (not macOS, whose frameworks do not survive it); elsewhere this process does all.
    """
    can_fork = "fork" in get_all_start_methods() and sys.platform != "darwin"
    if processes < 2 or len(works) < _FEW or not can_fork:
        for work in works:
            yield from work()
        return
    yield from _shared(works, processes)


def _shared(works: Sequence[Callable[[], Iterator[Done]]], processes: int) -> Iterator[Done]:
    context = get_context("fork")
    taken = context.Value("l", 0)
    pipes = [context.Pipe(duplex=False) for _ in range(processes - 1)]
    forks = [context.Process(target=_serve, args=(works, taken, pipes, n), daemon=True) for n in range(len(pipes))]
    for fork in forks:
        fork.start()
    for _, theirs in pipes:
        theirs.close()
    open_ends = [end for end, _ in pipes]
    try:
        for work in _taking(works, taken):
            yield from work()
            yield from _received(open_ends, block=False)
        while open_ends:
            yield from _received(open_ends, block=True)
    finally:
        for fork in forks:
            fork.terminate()
            fork.join()


def _taking(works: Sequence[Callable[[], Iterator[Done]]], taken: Any) -> Iterator[Callable[[], Iterator[Done]]]:
    """Give the pieces that nobody took yet, a few at a time."""
    while True:
        with taken.get_lock():
            first = taken.value
            taken.value = first + _AT_ONCE
        if first >= len(works):
            return
        yield from works[first : first + _AT_ONCE]


def _serve(
    works: Sequence[Callable[[], Iterator[Done]]],
    taken: Any,
    pipes: Sequence[tuple[Connection, Connection]],
    number: int,
) -> None:
    """Do work in a fork and send what it gives; at the end `None`, or what was raised."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who forked us is interrupted, and ends us
    # Nobody but who forked us may read: when it is killed the next message breaks, and this process ends too.
    for theirs, ours in pipes:
        theirs.close()
        if ours is not pipes[number][1]:
            ours.close()
    with pipes[number][1] as end, suppress(BrokenPipeError):
        for work in _taking(works, taken):
            try:
                end.send(list(work()))
            except Exception as error:  # noqa: BLE001 - raised again where the work was asked for
                end.send(error)
                return
        end.send(None)


def _received(open_ends: list[Connection], block: bool) -> Iterator[Any]:
    """Give what forks have sent by now, or wait for the next; `ChildProcessError` where one of them died."""
    for end in wait(open_ends, None if block else 0):
        assert isinstance(end, Connection)
        try:
            sent = end.recv()
        except EOFError:
            raise ChildProcessError("a process that made pages ended before its work") from None
        if isinstance(sent, Exception):
            raise sent
        if sent is None:
            open_ends.remove(end)
            end.close()
        else:
            yield from sent
