"""The terminal: results to standard output, whoever reads it, or reads it no longer; progress to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import Progress

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


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show what is going on and how much of it is done, where somebody watches."""
    with Progress(console=_CONSOLE, transient=True, disable=not _CONSOLE.is_terminal) as shown:
        task = shown.add_task("", total=None)
        yield lambda text, done, total: shown.update(task, description=text, completed=done, total=total or None)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside the one that is there, and put it in its place when it is whole."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            yield file
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
