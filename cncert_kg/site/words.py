"""What pages say of themselves, in both languages. Labels of things come from the graph, not from here."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).with_name("tables")
"""One table for each part of the site: key, Chinese, English."""


def _words() -> dict[str, dict[str, str]]:
    rows: dict[str, tuple[str, str]] = {}
    for table in sorted(_FOLDER.glob("*.tsv")):
        _, *lines = table.read_text(encoding="utf-8").splitlines()
        for key, zh, en in (line.split("\t") for line in lines):
            if rows.setdefault(key, (zh, en)) != (zh, en):
                raise ValueError(f"two words of one key: {key} in {table.name}")
    return {"zh": {key: zh for key, (zh, _) in rows.items()}, "en": {key: en for key, (_, en) in rows.items()}}


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
