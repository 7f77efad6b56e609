"""Where the ontology, the shapes and the register are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from cncert_kg.errors import ResourceError

_PACKAGE = Path(__file__).parent
_NOT_CODE = frozenset({".pyc", ".csv"})
"""Compiled files come and go; the tables of the register are inputs, hashed as such."""


def folder(name: str) -> Path:
    """Give the folder `ontology`, `shapes`, `queries` or `data`; raise `ResourceError` if it is missing."""
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise ResourceError("E_RESOURCE", f"folder {name!r} is missing from this installation")


def turtle_files(name: str) -> list[Path]:
    """Give the Turtle files below a resource folder, in one order everywhere."""
    return sorted(folder(name).rglob("*.ttl"))


def text(name: str, *parts: str) -> str:
    """Give the text of a file below a resource folder; `ResourceError` where it is missing or no UTF-8."""
    try:
        return folder(name).joinpath(*parts).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError("E_RESOURCE", f"cannot be read: {error}", "/".join((name, *parts))) from error


def names(name: str, *parts: str, suffix: str) -> list[str]:
    """Give the names of the files of one suffix in a resource folder, in one order everywhere."""
    return sorted(p.name for p in folder(name).joinpath(*parts).glob(f"*{suffix}"))


def package_files() -> list[tuple[str, Path]]:
    """Give every file that decides what a build gives (code, templates, queries, ontology, shapes), by name."""
    places = (_PACKAGE, folder("ontology"), folder("shapes"))
    found = {
        f"{place.name}/{path.relative_to(place).as_posix()}": path
        for place in places
        for path in place.rglob("*")
        if path.is_file() and path.suffix not in _NOT_CODE
    }
    return sorted(found.items())
