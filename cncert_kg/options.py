"""What several commands take, and what they may be told."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cncert_kg.errors import UsageError
from cncert_kg.iris import Iris


class ExtractFormat(StrEnum):
    """What `extract` can write."""

    jsonl = "jsonl"
    csv = "csv"
    ttl = "ttl"
    register = "register"


class ReportFormat(StrEnum):
    """What `validate` can write."""

    text = "text"
    ttl = "ttl"
    json = "json"


class Language(StrEnum):
    """Languages of labels and messages."""

    zh = "zh"
    en = "en"


def checked_base(text: str | None) -> str | None:
    """Check a base IRI before anything is read."""
    if text is None:
        return None
    try:
        return Iris(text).base
    except ValueError as error:
        raise UsageError("E_BASE", str(error), "--base") from error


_MAIL = re.compile(r"[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


def checked_contact(text: str) -> str:
    """Check a mail address before it stands in every page; empty is none."""
    if text and not _MAIL.fullmatch(text):
        raise UsageError(
            "E_CONTACT", f"found {text[:80]!r}, expected a mail address such as data@example.org", "--contact"
        )
    return text


Paths = Annotated[list[Path] | None, typer.Argument(help="Files and folders of reports.", show_default=False)]
Base = Annotated[str, typer.Option(help="Base IRI of the data.", callback=checked_base)]
BaseOfData = Annotated[
    str | None, typer.Option("--base", help="Base IRI of the data; a release names its own.", callback=checked_base)
]
Jobs = Annotated[int, typer.Option(min=1, help="Processes that read documents and make the catalogue.")]
Data = Annotated[Path, typer.Option("--data", help="A release folder or an RDF file.")]
