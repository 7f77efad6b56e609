"""The one style sheet of the site, joined from a file for each part of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "static" / "style"
_NOTE = re.compile(r"/\*[^*]*\*/\n?")
_TOLD = re.compile(r"[^\w.+ -]", re.ASCII)
"""What no version and no day has, and a style sheet might take for its own."""
_INDENT = re.compile(r"\n\s+")


def sheet(version: str, day: str) -> bytes:
    """Give the style sheet of a release: it prints its version and day wherever pages name the release."""
    return f'{_parts()}.release::after {{ content: "{_TOLD.sub("", f"{version} {day}".strip())}"; }}\n'.encode()


@cache
def _parts() -> str:
    """The parts in the order of their names, without notes and indents."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.css")))
    return _INDENT.sub("\n", _NOTE.sub("", text)).strip() + "\n"
