"""The terminal: results to standard output, whoever reads it, or reads it no longer; progress to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

_CONSOLE = Console(stderr=True, highlight=False)


def write(content: bytes) -> None:
    """Write to stdout until all is written: under PYTHONUNBUFFERED one call may take a part only."""
    rest = memoryview(content)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]


def drop_output() -> None:
    """What could not be written is not tried again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """Show what is going on while it goes on, where somebody watches."""
    if not _CONSOLE.is_terminal:
        yield lambda text: None
        return
    with _CONSOLE.status(first) as status:
        yield status.update
