"""A PDF file's text: its pages' lines in reading order, as paragraphs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from cncert_kg.errors import ReadError
from cncert_kg.model import Problem
from cncert_kg.readers import encoding, paragraphs, pdf_glyphs, pdf_layout

MAX_BYTES = 60_000_000
"""Largest PDF file read: the annual reports of 300 pages with pictures have up to 40 MB."""

HEAD = 1024
"""Bytes within which the mark of a PDF file stands; some servers put a few before it."""

_MARK = re.compile(rb"[\s\x00\xef\xbb\xbf]{0,1000}%PDF-\d")
_END = re.compile(rb"%%EOF|startxref")
_TAIL = 4096
_WAIT = 120
"""Seconds until a file is given up, however busy the machine."""

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_SIGN = "□"
"""What stands where a font does not tell its character; it is no part of any number."""


def is_pdf(raw: bytes) -> bool:
    """Whether bytes begin as a PDF file does."""
    return bool(_MARK.match(raw[:HEAD]))


def text(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Give the text of a file, and what was cut out of its pages.

    Raises `ReadError`: `E_PDF` for a file that is encrypted, damaged, truncated, or takes too much time or memory;
    `E_PDF_NO_TEXT` for a scan, and for fonts that do not tell their characters; `E_SIZE`.
    """
    if len(raw) > MAX_BYTES:
        raise ReadError("E_SIZE", f"found {len(raw)} bytes, expected at most {MAX_BYTES}", name)
    if not _END.search(raw[-_TAIL:]):
        raise ReadError("E_PDF", "found a file that breaks off, expected a whole PDF file", name)
    found = _pages(raw, name)
    pages = [upright for page in found for upright in pdf_layout.upright(page)]
    seen = sum(len(page.glyphs) for page in pages)
    lost = sum(bool(_UNREADABLE.match(glyph.text)) for page in pages for glyph in page.glyphs)
    if seen - lost < max(20, 3 * len(found)) or lost > 0.2 * seen:
        message = f"found {seen - lost} readable characters on {len(found)} pages, expected a text; a scan has none"
        raise ReadError("E_PDF_NO_TEXT", message, name)
    lines, side = pdf_layout.lines(pages)
    normal, problems = encoding.normalise("\n".join(_UNREADABLE.sub(_SIGN, line) for line, _ in lines))
    problems += tuple(Problem("W_SIDE_TEXT", f"cut off the margin: {words}") for words in side)
    if lost:
        problems += (Problem("W_GLYPH", f"found {lost} characters whose font does not tell them"),)
    filled = [is_full for _, is_full in lines]
    return paragraphs.rejoined(zip(map(str.strip, normal.split("\n")), filled, strict=True)), problems


def _pages(raw: bytes, name: str) -> list[dict[str, Any]]:
    """Read the file in a process of its own, which may crash, hang or swell."""
    command = [sys.executable, "-I", str(Path(pdf_glyphs.__file__))]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=_WAIT, check=False)
    except subprocess.TimeoutExpired:
        raise ReadError("E_PDF", f"took more than {_WAIT} seconds", name) from None
    if done.returncode:
        message = (
            f"the reader ended with {done.returncode}, expected at most {pdf_glyphs.MAX_SECONDS} seconds and 1 GiB"
        )
        raise ReadError("E_PDF", message, name)
    found = json.loads(done.stdout)
    if "error" in found:
        raise ReadError("E_PDF", f"{found['error']}, expected a whole PDF file", name)
    pages: list[dict[str, Any]] = found["pages"]
    return pages
