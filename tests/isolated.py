"""Environments of packages that only tests use and that are too heavy, or too demanding, to stand beside ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def command(name: str) -> Path:
    """Give a command, in an environment of its own under `build/` that is made anew when its lock file changes."""
    lock, place = ROOT / f"requirements-{name}.lock", ROOT / "build" / f"{name}-venv"
    stamp = place / "installed.lock"
    if not stamp.is_file() or stamp.read_bytes() != lock.read_bytes():
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        pip = (place / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
        stamp.write_bytes(lock.read_bytes())
    return place / "bin" / name
