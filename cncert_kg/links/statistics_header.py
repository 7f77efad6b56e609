"""The head of a table of counts: `# key: value` lines that say whose counts they are and of which area."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from cncert_kg.iris import is_web_address
from cncert_kg.knowledge import Knowledge
from cncert_kg.links import counts
from cncert_kg.links.faults import Faults
from cncert_kg.links.table import Row

_KEY = re.compile(r"#+\s{0,9}([a-z_]{1,40}) {0,9}:(.*)", re.DOTALL)
_SLUG = re.compile(r"[a-z][a-z0-9]{1,30}", re.ASCII)
_AREA = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)

Value = TypeVar("Value")

KEYS = ("organisation", "name_en", "name_zh", "country", "homepage", "area", "licence", "language", "stage", "unit")
"""What a head may say; `unit` may come several times."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who published the counts."""

    slug: str = ""
    """Small letters and digits: the key of the organisation, and the beginning of that of its indicators."""
    name_en: str = ""
    name_zh: str = ""
    """Empty where it has none; the English name stands for it then."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    homepage: str = ""


class Code(NamedTuple):
    """A concept that the table adds to an open list of ours."""

    scheme: str
    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Head:
    """What holds for the whole table."""

    organisation: Organisation = field(default_factory=Organisation)
    area: str = ""
    """Code of `code/area`."""
    licence: str = ""
    """IRI of the licence or terms of use of the source; empty where the table states none."""
    language: str = "en"
    """Tag of the publisher's own words."""
    stage: str = ""
    """Code of `code/stage`, of every row that gives none itself."""
    codes: tuple[Code, ...] = ()
    """Units and area that our lists do not have."""


def head(rows: Iterable[Row], given: Organisation, known: Knowledge, faults: Faults) -> Head:
    """Read the rows before the columns; `given` fills in what they do not say, and may not differ from it.

    A line `# key: value` with a key in small letters must be known; any other that begins with # is a comment.
    """
    stated, units = _stated(rows, faults)
    organisation = _organisation(stated, given, known, faults)

    def read(key: str, reader: Callable[..., Value], *more: object, default: str = "") -> Value | None:
        line, text = stated.get(key, (0, default))
        return faults.read(line, key, reader, text, *more) if text else None

    own = [faults.read(line, "unit", _unit, text, organisation.slug, known) for line, text in units]
    area = read("area", _area, known, default=organisation.country)
    if not area and "area" not in stated and not organisation.country:
        faults.add(0, "found neither # area: nor # country: in the head, expected the area that is counted")
    return Head(
        organisation=organisation,
        area=area.code if area else "",
        licence=read("licence", _address) or "",
        language=read("language", _language) or "en",
        stage=read("stage", stage, known) or "",
        codes=tuple(c for c in (*own, area) if c and (c.scheme, c.code) not in known.labels),
    )


def _stated(rows: Iterable[Row], faults: Faults) -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]]]:
    """Give line and text by key, and those of each unit. A spreadsheet fills the row with empty cells."""
    stated: dict[str, tuple[int, str]] = {}
    units = []
    for row in rows:
        match = _KEY.fullmatch(",".join(cell.text for cell in row.cells).rstrip(", "))
        key, text = (match[1], " ".join(match[2].split())) if match else ("", "")
        if key == "unit":
            units.append((row.line, text))
        elif key in stated:
            faults.add(row.line, f"found # {key}: again, expected it once (line {stated[key][0]})")
        elif key in KEYS and text:
            stated[key] = (row.line, text)
        elif key:
            faults.add(row.line, f"found # {key}: {text[:40]!r}, expected a value of one of {', '.join(KEYS)}")
    return stated, units


def _organisation(
    stated: Mapping[str, tuple[int, str]], given: Organisation, known: Knowledge, faults: Faults
) -> Organisation:
    readers: dict[str, Callable[[str], str]] = {
        "organisation": _slug, "name_en": counts.name, "name_zh": counts.name, "country": _country,
        "homepage": _address,
    }  # fmt: skip
    found = {}
    for key, reader in readers.items():
        line, text = stated.get(key, (0, ""))
        of_call = getattr(given, "slug" if key == "organisation" else key)
        if text and of_call and text != of_call:
            faults.add(line, f"found # {key}: {text[:40]!r}, expected {of_call!r} as the command line says")
        if text or of_call:
            found["slug" if key == "organisation" else key] = faults.read(line, key, reader, text or of_call) or ""
    return _named(Organisation(**found), "organisation" in stated or bool(given.slug), known, faults)


def _named(found: Organisation, is_told: bool, known: Knowledge, faults: Faults) -> Organisation:
    """Fill in the names of an organisation that is curated; any other needs one of its own."""
    if not is_told:
        faults.add(0, "found no # organisation: in the head, expected one there or on the command line")
    curated = organisations(known).get(found.slug)
    if curated:
        return replace(found, name_zh=curated[0], name_en=curated[1])
    if found.slug and not found.name_en:
        faults.add(0, f"found no # name_en: in the head, expected the English name of {found.slug!r}")
    return replace(found, name_zh=found.name_zh or found.name_en)


def organisations(known: Knowledge) -> dict[str, tuple[str, str]]:
    """Give the zh and en names of each curated organisation, by its slug."""
    paths = {tuple(node.value.split("/id/org/")): names for node, names in known.names.items()}
    return {path[1]: names for path, names in paths.items() if len(path) == 2}


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text) or text == "org":  # id/series/org-statistics is taken
        raise ValueError(f"found {text[:40]!r}, expected a key of small letters and digits, without '-', but not 'org'")
    return text


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text, re.ASCII):
        raise ValueError(f"found {text[:40]!r}, expected two capital letters of ISO 3166-1")
    return text


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f"found {text[:40]!r}, expected a language tag as en, zh or ja")
    return text


def _address(text: str) -> str:
    if not is_web_address(text):
        raise ValueError(f"found {text[:60]!r}, expected an http(s) address")
    return text


def stage(text: str, known: Knowledge) -> str:
    """Give a code of `code/stage`; empty for nothing."""
    if text and ("stage", text) not in known.labels:
        raise ValueError(f"found {text[:40]!r}, expected one of {', '.join(codes('stage', known))}")
    return text


def codes(scheme: str, known: Knowledge) -> list[str]:
    """Give the codes of one of our lists, sorted."""
    return sorted(code for found, code in known.labels if found == scheme)


def _area(text: str, known: Knowledge) -> Code:
    """Read a code of ours, `HK`, or one of ISO 3166 with its names, `LK | Sri Lanka | 斯里兰卡`."""
    if ("area", text) in known.labels:
        return Code("area", text, *known.labels["area", text])
    code, label_en, label_zh = _labelled(text)
    if not _AREA.fullmatch(code) or ("area", code) in known.labels:
        raise ValueError(f"found {code[:40]!r}, expected a code of ISO 3166 that our list of areas lacks")
    return Code("area", code, label_zh, label_en)


def _unit(text: str, organisation: str, known: Knowledge) -> Code:
    """Read `ticket | ticket | 张工单`; its code is then that of the organisation: `jpcert-ticket`."""
    code, label_en, label_zh = _labelled(text)
    if ("unit", counts.key(code)) in known.labels:
        raise ValueError(f"found {code!r}, which is a unit of our list, expected another code")
    return Code("unit", f"{organisation}-{code}", label_zh, label_en)


def _labelled(text: str) -> list[str]:
    parts = [counts.name(part.strip()) for part in text.split("|")]
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"found {text[:40]!r}, expected 'code | English name | Chinese name', or a code of our list")
    return parts
