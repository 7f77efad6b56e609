"""Which source a file is of, told by what is in it and never by its name."""

from __future__ import annotations

from cncert_kg.errors import ReadError
from cncert_kg.links import (
    apcert,
    attack,
    certs,
    cve,
    enisa,
    first,
    kev,
    misp_galaxy,
    misp_taxonomy,
    trusted_introducer,
)
from cncert_kg.links.form import Form
from cncert_kg.links.parsed import File, opened
from cncert_kg.links.things import Imported

FORMS: tuple[Form, ...] = (
    first.FORM, trusted_introducer.FORM, enisa.FORM, apcert.FORM, kev.FORM, cve.FORM, misp_galaxy.FORM,
    misp_taxonomy.FORM, attack.FORM, certs.FORM,
)  # fmt: skip
"""Every form known; no file has two of them."""


def recognise(raw: bytes, name: str) -> Form:
    """Give the form of a file; its `read` reads it.

    Raises `ReadError` `E_LINK_FORMAT`, with the forms known, for a file of none, and what `opened` raises.
    """
    return _form(opened(raw, name))


def read(raw: bytes, name: str, retrieved: str = "") -> Imported:
    """Recognise a file and read it; `retrieved` is the day on which the user fetched it, ISO 8601."""
    file = opened(raw, name, retrieved)
    return _form(file).of(file)


def _form(file: File) -> Form:
    for form in FORMS:
        if form.claims(file):
            return form
    known = "; ".join(form.expected for form in FORMS)
    raise ReadError("E_LINK_FORMAT", f"found {file.found}, expected one of: {known}", file.name)
