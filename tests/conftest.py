"""What tests need from the machine: the shared material, a browser, a small disk.

Where one is absent its tests are skipped, and say so. `CNCERT_KG_REQUIRE=browser,shared` makes an
absence fail instead; continuous integration sets it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

DEEP = bool(os.environ.get("CNCERT_KG_DEEP"))
"""Whether `make check-deep` asks for many more examples and kills."""

settings.register_profile("quick", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=5000)
settings.load_profile("deep" if DEEP else "quick")

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def required() -> frozenset[str]:
    """Give what `CNCERT_KG_REQUIRE` names."""
    return frozenset(filter(None, os.environ.get("CNCERT_KG_REQUIRE", "").split(",")))


def absent(name: str, reason: str) -> NoReturn:
    """Skip the test that asks for `name`, or fail it where the environment requires it."""
    if name in required():
        pytest.fail(f"CNCERT_KG_REQUIRE names {name!r}: {reason}")
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs more than Python, so that `-m "not browser"` leaves it out."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        for fixture, mark in (("shared", "shared"), ("chromium", "browser")):
            if fixture in fixtures:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the checkout."""
    folder = ROOT.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        absent("shared", "no ../shared beside this checkout")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium binary."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        absent("browser", f"none of {', '.join(BROWSERS)} is installed")
    return found


@pytest.fixture
def memory_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one, so that thousands of syncs cost no time."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB and 60 inodes, mounted for the test."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k,nr_inodes=60", "tmpfs", str(place)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)
