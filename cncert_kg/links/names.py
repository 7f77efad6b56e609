"""Names in the forms they are compared in.

Case, punctuation, width, diacritics, legal suffixes, British and American spelling and traditional characters do not
count; the many words for a response team are one word; places are taken out of the words and kept beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from cncert_kg.errors import UsageError
from cncert_kg.links import places
from cncert_kg.links.things import Kind, Name


class Form(NamedTuple):
    """One name, ready to be compared with those of the same `kind`."""

    kind: str
    """`acronym` (or a name of one word), `name` (words of an alphabet, sorted), `han`, `family` or `concept`."""
    text: str
    places: frozenset[str]
    """ISO 3166 codes of the places that the name speaks of."""
    original: str
    is_generic: bool = False
    """Whether nothing but the places tells the name from others: `National CERT of …`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEAM = re.compile(
    r"\b(?:computer |cyber(?:security)? |it |ict )?(?:network |security )?(?:emergency|incident)"
    r"(?: security)? (?:response|readiness|handling|preparedness)(?: technical)? (?:team|center|group)s?\b"
    r"|\b(?:cert|csirt|cirt|sirt|cert cc)\b"
)
"""A response team by any of its names."""
_COORDINATION = re.compile(r"\b(?:co ordination|coordination|coordinating) center\b")
_SPELLING = (
    (re.compile(r"\bcentres?\b|\bcenters\b"), "center"),
    (re.compile(r"\borganisation(s?)\b"), r"organization\1"),
    (re.compile(r"\bprogramme(s?)\b"), r"program\1"),
    (re.compile(r"\bdefence\b"), "defense"),
    (re.compile(r"\bcyber security\b"), "cybersecurity"),
    (re.compile(r"\be mail\b"), "email"),
)
_STOP = _words("the of and for at in on a an de la le du des der die das und")
_LEGAL = _words(
    "inc incorporated ltd limited llc llp plc gmbh ag kg se sa sas sarl srl spa bv nv oy oyj ab asa as aps co"
    " corp corporation company companies group holding holdings pte pty kk"
)
_LEGAL_HAN = re.compile(r"(?:集团)?(?:股份|有限|责任|控股)*(?:公司|集团)$")
GENERIC = _words(
    "csirt cc national cyber cybersecurity security center government governmental gov network information"
    " computer agency technical team office authority department ministry service services state system systems"
    " internet response incident emergency public sector telecommunication telecommunications university bank"
    " teams database vulnerability vulnerabilities platform sharing research institute engineering branch forum"
    " alliance association global regional international group"
)
"""Words that many names have: what is made of a few of them alone tells nobody from another."""
LONG = 4
"""Fewest words that together tell, each of them common as it may be."""
_GENERIC_ACRONYMS = _words("cert csirt cirt sirt psirt soc csoc isac ncsc gov cc it ict noc")
_TEAMS = ("cert", "csirt", "cirt")
_ACRONYM = re.compile(r"[A-Z0-9]+(?:[./&_-]?[A-Z0-9]+){0,4}(?: [A-Z0-9./&-]{2,7})?", re.ASCII)
_TEAM_ACRONYM = re.compile(r"[\w./&-]{0,12}(?:CERT|CSIRT|CIRT)[\w./&-]{0,8}", re.ASCII)
MAX_ACRONYM = 14
"""Most letters and digits of an acronym."""
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_DASH = re.compile(r"\s[-–—|:/]\s|:\s")
_FAMILY_WORDS = re.compile(
    r"\b(?:ransomware|malware|trojan|virus|worm|botnet|family)\b|勒索软件|勒索病毒|病毒|木马|蠕虫|僵尸网络|家族"
)
_EMPTY_CONCEPTS = _words("other others unknown undetermined test none misc miscellaneous 其他 其它 未知 测试")


def folded(text: str) -> str:
    """Give `text` in lower case and full width folded, without Latin diacritics, a blank for all punctuation."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    kept = (c for c in plain if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf" and c not in "'’")
    return " ".join("".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", "".join(kept))).split())


@cache
def _simplifier() -> Callable[[str], str]:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise missing("opencc") from error
    convert = OpenCC("t2s").convert
    return lambda text: str(convert(text))


def missing(library: str) -> UsageError:
    """Give the error of a library that comes with the extra `[link]` only."""
    return UsageError("E_EXTRA", f"{library} is not installed; run `pip install 'cncert-kg[link]'`", "link")


def simplified(text: str) -> str:
    """Give Chinese in simplified characters; `UsageError` `E_EXTRA` where opencc is not installed."""
    return _simplifier()(text)


def forms(names: tuple[Name, ...], kind: Kind) -> tuple[Form, ...]:
    """Give every form of a thing's names, each once; a vulnerability is known by its numbers alone."""
    of_kind = {"organisation": _of_organisation, "malware": _of_family, "concept": _of_concept}.get(kind)
    found = (form for name in names for form in of_kind(name)) if of_kind else ()
    first = {(f.kind, f.text, f.places): f for f in reversed(list(found))}
    return tuple(sorted(first.values()))


def _of_organisation(name: Name) -> Iterator[Form]:
    for part in parts(name.text):
        if _HAN.search(part):
            yield from _of_han(part)
            continue
        if is_acronym(part, is_marked=name.is_acronym):
            yield from _of_acronym(part, frozenset(), part)
        if " " in part or not is_acronym(part, is_marked=name.is_acronym):
            yield from _of_words(part)


def parts(text: str) -> Iterator[str]:
    """Give the names that one text holds: `Full name (ABC)` and `ABC - Full name` are two."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    inside = [p.strip() for p in _BRACKETS.findall(text) if is_acronym(p.strip())]
    outside = _BRACKETS.sub(lambda m: " " if is_acronym(m[1].strip()) else m[0], text).strip()
    pieces = [p for p in _DASH.split(outside) if p.strip()]
    if len(pieces) == 2 and any(is_acronym(p.strip()) for p in pieces):
        inside += pieces
    else:
        inside.insert(0, outside)
    yield from (p.strip() for p in inside if p.strip())


def is_acronym(text: str, *, is_marked: bool = False) -> bool:
    """Whether a name is read letter by letter: `CNCERT/CC`, `AusCERT`, `CERT-In`, or one word marked as acronym."""
    size = sum(c.isalnum() for c in text)
    if not 2 <= size <= MAX_ACRONYM or not text.isascii():
        return False
    if _ACRONYM.fullmatch(text):
        return any(c.isalpha() for c in text) and not (" " in text and places.split(folded(text))[1])
    return bool(_TEAM_ACRONYM.fullmatch(text)) or (is_marked and " " not in text)


def _of_acronym(text: str, where: frozenset[str], original: str) -> Iterator[Form]:
    letters = "".join(c for c in folded(text) if c.isalnum())
    stem = letters.removesuffix("cc")
    if stem.endswith(_TEAMS) and stem not in _GENERIC_ACRONYMS:
        letters = stem
    if letters not in _GENERIC_ACRONYMS:
        yield Form("acronym", letters, where, original)


def _of_words(text: str) -> Iterator[Form]:
    rest, where = places.split(_spelt(folded(text)))
    words = sorted(set(_without_legal([w for w in rest.split() if w not in _STOP])))
    if any(w.endswith(_TEAMS) for w in words):
        words = [w for w in words if w != "cc"]
    if len(words) == 1 and words[0] not in GENERIC and words[0].isascii():
        yield from _of_acronym(words[0], where, text)
    elif words:
        yield Form("name", " ".join(words), where, text, is_generic=len(words) < LONG and GENERIC.issuperset(words))


def _spelt(text: str) -> str:
    for pattern, to in _SPELLING:
        text = pattern.sub(to, text)
    return _COORDINATION.sub("cc", _TEAM.sub("csirt", text))


def _without_legal(words: list[str]) -> list[str]:
    end = len(words)
    while end > 1 and words[end - 1] in _LEGAL:
        end -= 1
    return words[:end]


def _of_han(text: str) -> Iterator[Form]:
    letters = "".join(c for c in folded(simplified(text)) if c.isalnum())
    stem = _LEGAL_HAN.sub("", letters) or letters
    where = places.in_han(stem)
    yield Form("han", stem, where, text, is_generic=len(stem) < 3)


def _of_family(name: Name) -> Iterator[Form]:
    text = simplified(name.text) if _HAN.search(name.text) else name.text
    letters = "".join(c for c in _FAMILY_WORDS.sub(" ", folded(text)) if c.isalnum())
    if letters:
        yield Form("family", letters, frozenset(), name.text)


def _of_concept(name: Name) -> Iterator[Form]:
    text = simplified(name.text) if _HAN.search(name.text) else name.text
    words = [w for w in _spelt(folded(text)).split() if w not in _STOP]
    if words and " ".join(words) not in _EMPTY_CONCEPTS:
        yield Form("concept", " ".join(sorted(words)), frozenset(), name.text)
