"""How CNCERT's weekly report words a figure, in every era: a label, and what may follow it.

A label (`被篡改网站`), a head (`（GOV类）数量`), a verb (`约为`), the count, its share in brackets, its change.
PDF text puts a blank or a line break between any two characters, and glues a footnote's number to the word before it.
"""

from __future__ import annotations

import re

from cncert_kg import text as reading

# One atom of a pattern: an escape, a class, a repeat or slot, the opening of a group, or a character.
_ATOM = re.compile(r"\\.|\[[^\]]*\]|\{[^{}]*\}|\(\?(?:[:=!]|<[=!])|.")
_HAN = re.compile("[\u4e00-\u9fff]")
_SLOT = re.compile(r"\{±?(?:n|code)")

COUNT = "~"
"""Where a phrase steps over a number without reading it."""

FOOTNOTE = r"(?:(?:\d{1,2}|[①-⑳¹²³]|\[\d{1,2}\])(?=\s?[数总约共为有涉是达（(]))?"
"""A footnote's number, as in 放马站点2共涉及: only before a word that a figure does not begin with."""

CLASS = r"(?:[（(][^（）()\d。；\n]{1,16}[)）])?"
NUMBER_OF = "(?:总数量|总数|总量|数量|数目|个数|数)"
HEAD = rf"{FOOTNOTE}{CLASS}{FOOTNOTE}的?{NUMBER_OF}?{FOOTNOTE}{CLASS}"
IS = "(?:共计|总计|合计|共有|约有|已达到|已达|达到了|达到|达|为|是|有|共|[:：•·●▪]|约为?(?=[ \\t]?\\n))?"
_BRACKET = r"(?:[（(][^（）()。；\n]{1,40}[)）])?"
_SHARE = r"(?:[，,]\s?约?占[^。；\n]{1,24}?[%％])?"
WEEK = "(?:上一周|上周|上期|前一周)"
_AGAINST = (
    rf"(?:(?:相较|与|较|比|同|由|从|和){WEEK}的?新?增?{NUMBER_OF}?(?:[（(][^（）()。；\n]{{1,24}}[)）]|{COUNT}[个起条]?)?"
    "(?:相比较|相比|比较)?[，,]?)?"
)
_TREND = f"{NUMBER_OF}?(?:环比)?{NUMBER_OF}?(?:有所|略有|略微|小幅|大幅|明显|呈|均|略)?"
CHANGE = f"[，,、（(]?{_AGAINST}{_TREND}"
"""What leads to a change against the week before: `，较上周环比`, `，与上周的67个相比`, or nothing."""


def spaced(phrase: str) -> str:
    r"""Give a phrase that allows a blank between any two of its parts.

    The blank stands inside an optional part, never beside it, so that a run of blanks is read in one way only.
    """
    atoms = [*_ATOM.findall(phrase), ""]
    out: list[str] = []
    wrapped: list[bool] = []
    for before, atom, after in zip(["", *atoms], atoms, atoms[1:], strict=False):
        inner = _follows(before) and _takes_blank(before, atom, after)
        if atom == ")":
            out.append("))" if wrapped.pop() else atom)
            continue
        if atom.startswith("("):
            wrapped.append(inner)
        opening = r"(?:\s?" if inner and (after == "?" or atom == "(?:") else r"\s?" if inner else ""
        out.append(opening + atom + (")" if opening.startswith("(") and atom != "(?:" else ""))
    return "".join(out).replace(COUNT, rf"\s*{reading.QUANTITY}")


def _takes_blank(before: str, atom: str, after: str) -> bool:
    """Whether a blank may stand before a part: a character, a Latin word, a class that is not repeated, a group."""
    if atom.isascii() and atom.isalpha():
        return not (before.isascii() and before.isalpha())
    return bool(_HAN.match(atom)) or atom == "(?:" or (atom.startswith("[") and not after.startswith("{"))


def _follows(before: str) -> bool:
    """Whether a part of a phrase stands before: not its beginning, a choice, or a repeat."""
    if not before or before == "|" or before.startswith("(") or before in "*+":
        return False
    return not before.startswith("{") or bool(_SLOT.match(before))
