"""Where the ontology, the shapes and the register are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from cncert_kg.errors import ResourceError

_PACKAGE = Path(__file__).parent


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
