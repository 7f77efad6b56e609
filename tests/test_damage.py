"""Damaged documents: a coded error or a report whose every quote is in its text, and nothing else."""

from __future__ import annotations

import random
import time

from cncert_kg.errors import DocumentError
from cncert_kg.extraction import extract
from cncert_kg.merge import merge
from cncert_kg.model import Report
from cncert_kg.readers import files
from tests.conftest import DEEP
from tests.reading import DOCUMENTS, raw
from tests.test_documents import faults

HANG = 2
"""Seconds of processor time after which a document counts as hanging; measured in the deep run only."""

ROUNDS = 20_000 if DEEP else 2_000
WORDS = (
    "０",
    "9" * 20,
    "-",
    "约",
    "余",
    "\u200b",
    "\u202e",
    "\n",
    "（",
    "年",
    "\ufffd",
    "&#10;",
    "[x](javascript:y)",
    "**",
    "|",
)


def flipped(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def without_a_stretch(content: bytes, chance: random.Random) -> bytes:
    text = content.decode()
    start = chance.randrange(len(text))
    return (text[:start] + text[start + chance.randrange(1, 60) :]).encode()


def doubled(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return b"".join(lines[: at + 1] + lines[at:])


def shuffled(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def inserted(content: bytes, chance: random.Random) -> bytes:
    text = content.decode()
    at = chance.randrange(len(text))
    return (text[:at] + chance.choice(WORDS) + text[at:]).encode()


def other_digits(content: bytes, chance: random.Random) -> bytes:
    digits = [n for n, byte in enumerate(content) if 0x30 <= byte <= 0x39]
    at = chance.choice(digits)
    return content[:at] + str(chance.randrange(10 ** chance.randrange(1, 20))).encode() + content[at + 1 :]


DAMAGES = (flipped, cut, without_a_stretch, doubled, shuffled, inserted, other_digits)


def damaged() -> list[Report]:
    """Read every damaged document; those that are refused with a code are left out."""
    chance = random.Random(20240318)
    out = []
    for number in range(ROUNDS):
        path = chance.choice(DOCUMENTS)
        content = DAMAGES[number % len(DAMAGES)](raw(path.name), chance)
        start = time.process_time()
        try:
            out.append(extract(files.document(content, f"{number}-{path.name}")))
        except DocumentError as error:
            assert error.code.startswith("E_")
            assert "\n" not in error.message
            assert len(error.message) < 250
        assert not DEEP or time.process_time() - start < HANG, f"{number}-{path.name}"
    return out


def test_damage_gives_codes_or_quotes() -> None:
    """Nothing but a coded error is raised, and no figure is quoted that is not in the text."""
    reports = damaged()
    assert len(reports) > ROUNDS / 3
    assert [fault for report in reports for fault in faults(report)] == []
    assert len(merge(reports[:2000], {}).reports) <= len(reports)
