"""PDF files for the tests, written by hand: text at places, each character a box of its own size.

The characters are of fonts that the file defines itself (Type 3, 200 characters each), which tell what they stand for
by ToUnicode maps. A Latin character is half as wide as a Chinese one. Lengths are in points, places from the lower
left corner of a page of 595 by 842.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True)
class Text:
    """Words at a place of a page; `turn` is the matrix of a turned line, as PDF has it."""

    left: float
    bottom: float
    words: str
    size: float = 12
    turn: str = "1 0 0 1"


def lines(words: str, top: float = 740, left: float = 72, size: float = 12) -> list[Text]:
    """Set lines one below the other."""
    return [Text(left, top - 1.5 * size * n, line, size) for n, line in enumerate(words.split("\n")) if line]


def pdf(*pages: Iterable[Text], has_map: bool = True, rotate: int = 0, trailer: str = "") -> bytes:
    """Write a file of these pages; without its maps, it does not tell its characters."""
    drawn = [list(page) for page in pages]
    codes = sorted({character for page in drawn for text in page for character in text.words})
    fonts = [codes[n : n + 200] for n in range(0, len(codes), 200)]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _stream(_box(1000)), _stream(_box(500))]
    named = ""
    for number, characters in enumerate(fonts):
        objects += [_stream(_character_map(characters)), _font(characters, len(objects) + 1 if has_map else 0)]
        named += f"/F{number} {len(objects)} 0 R "
    kids = []
    for page in drawn:
        objects.append(_stream(_content(page, codes)))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate}"
            f" /Resources << /Font << {named}>> >> /Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return assembled(objects, trailer)


def assembled(objects: list[bytes], trailer: str = "") -> bytes:
    """Put objects into a file; the first is its catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    foot = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{foot}".encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


def _box(width: int) -> bytes:
    return f"{width} 0 0 -200 {width} 800 d1 50 -100 {width - 100} 800 re f".encode()


def _is_narrow(character: str) -> bool:
    return character.isascii()


def _font(characters: list[str], character_map: int) -> bytes:
    drawings = "".join(f"/g{n} {3 + _is_narrow(c)} 0 R " for n, c in enumerate(characters))
    widths = " ".join("500" if _is_narrow(c) else "1000" for c in characters)
    names = " ".join(f"/g{n}" for n in range(len(characters)))
    to_unicode = f"/ToUnicode {character_map} 0 R" if character_map else ""
    return (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 1000 800] /FontMatrix [0.001 0 0 0.001 0 0]"
        f" /CharProcs << {drawings}>> /Encoding << /Type /Encoding /Differences [0 {names}] >>"
        f" /FirstChar 0 /LastChar {len(characters) - 1} /Widths [{widths}] {to_unicode} >>"
    ).encode()


def _content(page: list[Text], codes: list[str]) -> bytes:
    drawn = ["BT"]
    for text in page:
        drawn.append(f"{text.turn} {text.left:g} {text.bottom:g} Tm")
        for character in text.words:
            font, code = divmod(codes.index(character), 200)
            drawn.append(f"/F{font} {text.size:g} Tf <{code:02x}> Tj")
    return "\n".join([*drawn, "ET"]).encode()


def _character_map(characters: list[str]) -> bytes:
    entries = [f"<{n:02x}> <{c.encode('utf-16-be').hex()}>" for n, c in enumerate(characters)]
    blocks = [entries[n : n + 100] for n in range(0, len(entries), 100)]
    maps = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Test def\n"
    return f"{head}1 begincodespacerange <00> <ff> endcodespacerange\n{maps}endcmap end end".encode()
