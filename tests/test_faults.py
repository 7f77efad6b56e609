"""Whatever happens to a real build, the release folder holds a whole release, the old one or the new one."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cncert_kg.manifest import read_manifest, verify_manifest
from cncert_kg.publication import lock, publish
from tests import factory
from tests.conftest import DEEP, ROOT

KILLS = 50 if DEEP else 6
OLD = [("index.html", b"<p>old"), ("data/cncert-kg.nq", b"")]

pytestmark = pytest.mark.slow


@dataclass
class Place:
    """A folder with documents, beside which releases are built."""

    folder: Path
    seconds: list[float] = field(default_factory=list)
    """How long builds that nobody killed took."""

    @property
    def target(self) -> Path:
        return self.folder / "public"

    def start(self, *options: str, source: Path | None = None, target: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a build of the documents as a process of its own."""
        command = [sys.executable, "-m", "cncert_kg", "build", str(source or self.folder / "in")]
        return subprocess.Popen(
            [*command, "-o", str(target or self.target), *options],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def hidden(self) -> list[str]:
        """Give what a killed build left among the releases."""
        return sorted(p.name for p in (self.folder / ".public.releases").glob(".*"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Documents of two weeks, in memory where there is such a disk."""
    memory = Path("/dev/shm")
    base = memory if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("faults")
    folder = base / f"cncert-kg-faults-{os.getpid()}"
    factory.save(folder / "in", {f"{n}.md": factory.weekly_post(n) for n in (7, 8)})
    yield Place(folder)
    subprocess.run(["rm", "-rf", "--", str(folder)], check=True)


def finished(build: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Give exit code and errors of a build."""
    _, errors = build.communicate(timeout=300)
    assert b"Traceback" not in errors
    return build.returncode, errors.decode()


def wait_for_lock(place: Place, build: subprocess.Popen[bytes]) -> None:
    lock = place.folder / ".public.lock"
    while not lock.exists() and build.poll() is None:
        time.sleep(0.005)
    time.sleep(0.02)


def test_of_two_builds_at_once_one_is_told(place: Place) -> None:
    """The second exits with 75 while the first goes on and publishes."""
    began = time.monotonic()
    first = place.start()
    wait_for_lock(place, first)
    refused = finished(place.start())
    was_running = first.poll() is None
    assert finished(first) == (0, "")
    place.seconds.append(time.monotonic() - began)
    assert (was_running, refused[0], len(refused[1].splitlines())) == (True, 75, 1)
    assert refused[1].startswith("E_LOCKED ")
    assert verify_manifest(place.target) == []


def test_a_build_may_wait_for_another(place: Place) -> None:
    """With --wait nothing is read before the lock is free."""
    with lock(place.target):
        waiting = place.start("--wait", source=place.folder / "nowhere")
        time.sleep(1.5)
        was_waiting = waiting.poll() is None
    code, errors = finished(waiting)
    assert (was_waiting, code, errors.split(" ")[0]) == (True, 2, "E_INPUT")


def test_a_killed_build_leaves_a_whole_release(place: Place) -> None:
    """SIGKILL at a random moment of 0 to 110 % of a build: old whole, or new whole, never between."""
    chance = random.Random(20310217)
    if not place.seconds:
        began = time.monotonic()
        assert finished(place.start()) == (0, "")
        place.seconds.append(time.monotonic() - began)
    killed = fresh = 0
    for kill in range(KILLS):
        mark = f"old {kill}"
        publish(place.target, OLD, {"mark": mark})
        # Without what an earlier build worked out, each takes as long as the one timed, and is killed at any stage.
        shutil.rmtree(place.folder / ".public.cache", ignore_errors=True)
        build = place.start()
        time.sleep(chance.uniform(0, 1.1) * place.seconds[0])
        build.kill()
        build.communicate()
        killed += build.returncode == -9
        assert verify_manifest(place.target) == [], f"kill {kill}"
        releases = list((place.folder / ".public.releases").glob("[!.]*"))
        assert all(verify_manifest(release) == [] for release in releases), f"kill {kill}"
        manifest = read_manifest(place.target)
        is_new = manifest.get("name") == "cncert-kg"
        assert is_new or manifest.get("mark") == mark, f"kill {kill}"
        fresh += is_new
    sys.stdout.write(f"{killed} of {KILLS} killed, {KILLS - fresh} old whole, {fresh} new whole, 0 broken\n")
    assert killed > KILLS // 2
    assert finished(place.start()) == (0, "")
    assert place.hidden() == []
    assert verify_manifest(place.target) == []


def held(folder: Path) -> list[str]:
    """Give the names below a folder but those of the cache, which may be deleted at any time."""
    return sorted(p.name for p in folder.rglob("*") if ".public.cache" not in p.parts)


def test_a_full_disk_leaves_the_last_release(place: Place, small_disk: Path) -> None:
    """No space, or no more files: exit 74, one line, and the old release is whole."""
    publish(small_disk / "public", OLD, {})
    before = held(small_disk)
    code, errors = finished(place.start(target=small_disk / "public"))
    assert (code, len(errors.splitlines()), errors.split(" ")[0]) == (74, 1, "E_NO_SPACE")
    assert verify_manifest(small_disk / "public") == []
    assert held(small_disk) == before


def test_a_disk_that_refuses_writing_is_named(place: Place, small_disk: Path) -> None:
    """A read-only disk: exit 74 at once, and the old release is whole."""
    publish(small_disk / "public", OLD, {})
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, errors = finished(place.start(target=small_disk / "public"))
    assert (code, len(errors.splitlines()), errors.split(" ")[0]) == (74, 1, "E_READONLY")
    assert verify_manifest(small_disk / "public") == []
