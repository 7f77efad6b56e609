"""What pages say of themselves, in both languages. Labels of things come from the graph, not from here."""

from __future__ import annotations

from pathlib import Path

_FILE = Path(__file__).with_name("words.tsv")


def _words() -> dict[str, dict[str, str]]:
    _, *lines = _FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return {"zh": {key: zh for key, zh, _ in rows}, "en": {key: en for key, _, en in rows}}


BY_LANGUAGE = _words()
"""The words of one language by key: what templates call `w`."""

WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
