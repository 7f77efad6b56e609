"""A PDF file's characters with their places: a program of its own, which a hostile file may bring down.

It reads the file from its input and writes one JSON object: `pages`, each with `height` in points, `text`,
`boxes` (left, bottom, right, top of each character, in tenths of a point) and `turns` (quarter turns of each, -1 for a
slant); or `error`, what is wrong with the file. It imports nothing of the package, so that it starts from anywhere.
"""

from __future__ import annotations

import json
import math
import resource
import sys
from collections.abc import Iterator
from ctypes import byref
from typing import Any

MAX_MEMORY = 1 << 30
"""Bytes the program may take."""
MAX_SECONDS = 20
"""Seconds of computing; an annual report of 300 pages takes three."""
MAX_PAGES = 1_000
MAX_CHARACTERS = 1_000_000
"""Most characters of a file; an annual report has a third of it."""


def pages(raw: bytes) -> Iterator[dict[str, Any]]:
    """Give each page's characters. Raises `ValueError` for a file that is no whole PDF, or too large a one."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
        if len(document) > MAX_PAGES:
            raise ValueError(f"found {len(document)} pages, expected at most {MAX_PAGES}")
        left = MAX_CHARACTERS
        for number in range(len(document)):
            page = _page(document[number])
            left -= len(page["turns"])
            if left < 0:
                raise ValueError(f"found more than {MAX_CHARACTERS} characters")
            yield page
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise ValueError("found an encrypted file" if is_locked else "found a damaged file") from None


def _page(page: Any) -> dict[str, Any]:
    from pypdfium2 import raw

    textpage = page.get_textpage()
    text, boxes, turns = [], [], []
    box = raw.FS_RECTF()
    for index in range(min(textpage.count_chars(), MAX_CHARACTERS + 1)):
        if raw.FPDFText_IsGenerated(textpage, index):
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, byref(box))
        text.append(raw.FPDFText_GetUnicode(textpage, index))
        boxes += [round(10 * side) for side in (box.left, box.bottom, box.right, box.top)]
        turns.append(_turns(raw.FPDFText_GetCharAngle(textpage, index)))
    # Places are those of the page before it is turned for showing.
    height = page.get_size()[page.get_rotation() % 180 == 0]
    return {"height": height, "text": "".join(map(_character, text)), "boxes": boxes, "turns": turns}


def _character(code: int) -> str:
    """Give one character; halves of one beyond the first plane, which no report prints, are not readable."""
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def _turns(angle: float) -> int:
    """Give an angle in radians as quarter turns, -1 where it is between two."""
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.05 else -1


def main() -> None:
    """Read a file from the input, within bounds of memory and time, and write what it holds."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found: dict[str, Any] = {"pages": list(pages(sys.stdin.buffer.read()))}
    except ValueError as error:
        found = {"error": str(error)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
