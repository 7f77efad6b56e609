"""Whoever does the work, the release is the same."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from cncert_kg.errors import UsageError
from cncert_kg.workers import workers
from tests import catalogues
from tests.catalogues import build, first


@pytest.fixture
def unmade() -> Iterator[Path]:
    """The inputs and the release of the first build, of whose cache nothing is left but what reports gave."""
    place = catalogues.copy()
    for kind in ("build", "named", "shard", "spool"):
        shutil.rmtree(place / ".public.cache" / kind)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a Dask cluster of one worker in this process, ended with the test."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed: `.[cluster]`")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield str(cluster.scheduler_address)


def check(place: Path, executor: Executor) -> None:
    """Make everything again with an executor, and compare."""
    built = build(place, executor=executor)
    assert built.outcome == first().outcome
    assert len(list((place / ".public.cache" / "spool").iterdir())) == len(catalogues.FILES)


def test_one_process_needs_no_executor() -> None:
    """It does the work itself."""
    with workers(1) as executor:
        assert executor is None


def test_processes_give_the_same_release(unmade: Path) -> None:
    """Two share the work."""
    with workers(2) as executor:
        assert executor is not None
        check(unmade, executor)


def test_a_dask_cluster_gives_the_same_release(unmade: Path, scheduler: str) -> None:
    """Reports, files and shards are worked off by its workers."""
    with workers(1, scheduler) as executor:
        assert executor is not None
        check(unmade, executor)


def test_an_address_that_nobody_answers_is_a_mistake() -> None:
    """Said in one line, with the address."""
    dask = pytest.importorskip("dask", reason="distributed is not installed: `.[cluster]`")
    for address in ("tcp://127.0.0.1:1", "nonsense://127.0.0.1", "127.0.0.1:port", ""):
        with (
            dask.config.set({"distributed.comm.timeouts.connect": "200ms"}),
            pytest.raises(UsageError, match=f"^E_DASK {re.escape(address)}") as told,
            workers(1, address),
        ):
            pytest.fail("there is no cluster")
        assert "\n" not in str(told.value)


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"^E_EXTRA --dask: .*cncert-kg\[cluster\]"), workers(1, "tcp://127.0.0.1:1"):
        pytest.fail("there is no library")
