"""Whoever does the work: this process, some more on this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from cncert_kg.errors import UsageError


@contextmanager
def workers(jobs: int, scheduler: str | None = None) -> Iterator[Executor | None]:
    """Give an executor; none where this process is to do the work.

    A cluster's workers need this package, and the same files under the same paths. Raises `UsageError`: `E_EXTRA`
    where `distributed` is not installed, `E_DASK` where no scheduler answers at the address.
    """
    if scheduler is not None:
        with _cluster(scheduler) as executor:
            yield executor
    elif jobs == 1:
        yield None
    else:
        with ProcessPoolExecutor(jobs) as pool:
            yield pool


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("E_EXTRA", "needs `pip install 'cncert-kg[cluster]'`", "--dask") from None
    try:
        client: Any = Client(scheduler)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UsageError("E_DASK", f"no scheduler answers: {error}", scheduler) from error
    with client:
        yield client.get_executor()
