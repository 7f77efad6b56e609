"""Numbers, dates and texts as one language writes them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from cncert_kg.site.words import MONTHS, WEEKDAYS

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")

_QUALIFIED = {
    "zh": {"approximately": "约 {}", "at-least": "{} 以上", "at-most": "不足 {}", "nearly": "近 {}",
           "near-and-over": "近 {} 余"},
    "en": {"approximately": "about {}", "at-least": "at least {}", "at-most": "at most {}", "nearly": "nearly {}",
           "near-and-over": "nearly and over {}"},
}  # fmt: skip


def number(lexical: str) -> str:
    """Give a decimal with separators of thousands and a true minus: `184,000`, `−7.6`; other text as it is."""
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", lexical, re.ASCII):
        return lexical
    return f"{Decimal(lexical):,f}".replace("-", "−")


def qualified(lexical: str, qualifier: str, lang: str) -> str:
    """Give a number with the code of its qualifier in words: `about 184,000`."""
    return _QUALIFIED[lang].get(qualifier, "{}").format(number(lexical))


def unit_name(label: str, lexical: str, lang: str) -> str:
    """Give a unit as it stands after its number; English in the plural where the number asks for it."""
    if label in {"percent", "百分比"}:
        return "%"
    if lang == "zh" or lexical == "1":
        return label
    first, of, rest = label.partition(" or ")
    if of:
        return f"{_plural(first)} or {_plural(rest)}"
    return _plural(label)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "ch", "sh", "x")) else f"{noun}s"


def day(lexical: str, lang: str, weekday: bool = False) -> str:
    """Give `2024-12-16`, `2021-06` or `2025` in words, with the weekday where asked; other text as it is."""
    if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", lexical, re.ASCII):
        return lexical
    year, *rest = lexical.split("-")
    name = WEEKDAYS[lang][date.fromisoformat(lexical).weekday()] if weekday and len(rest) == 2 else ""
    if lang == "zh":
        words = f"{year}年" + "".join(f"{int(n)}{unit}" for n, unit in zip(rest, "月日", strict=False))
        return f"{words}（{name}）" if name else words
    words = " ".join([*(str(int(n)) for n in rest[1:]), *(MONTHS[int(n) - 1] for n in rest[:1]), year])
    return f"{name}, {words}" if name else words


def foreign(text: str, lang: str) -> str:
    """Give the language of untagged text where it is plainly not the page's: `zh` for Chinese on another page."""
    return "zh" if lang != "zh" and _HAN.search(text) else ""


def size(count: int) -> str:
    """Give a number of bytes as people read it, of three digits at least: `798 kB`, `1.20 MB`; a kB is 1,000 bytes."""
    unit, divisor = next(((u, d) for u, d in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)) if count >= d), ("B", 1))
    whole, rest = divmod(count, divisor)
    if divisor == 1 or whole >= 100:
        return f"{whole} {unit}"
    digits = 2 if whole < 10 else 1
    return f"{whole}.{rest * 10**digits // divisor:0{digits}d} {unit}"
