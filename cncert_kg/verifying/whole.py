"""Every file of a release against its manifest, and the release's name against the manifest's hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cncert_kg.manifest import MANIFEST, file_sha256, read_manifest, verify_manifest
from cncert_kg.verifying.verdict import Check

_NAME = 32
"""Hex digits of the manifest's SHA-256 that name a release folder (DESIGN §6)."""


def files(release: Path) -> Check:
    """Compare every file with its size and its SHA-256 in the manifest; none may be missing or extra."""
    listed = read_manifest(release)["files"]
    failures = (*verify_manifest(release), *_sizes(release, listed), *_name(release))
    return Check(
        "files", len(listed), tuple(failures), said="size and SHA-256 as the manifest says, none missing or extra"
    )


def _sizes(release: Path, listed: Mapping[str, Any]) -> Iterator[str]:
    for path in sorted(listed):
        place, entry = release / path, listed[path]
        if not place.is_file():
            continue  # verify_manifest says so
        found, expected = place.stat().st_size, entry.get("bytes") if isinstance(entry, dict) else None
        if found != expected:
            yield f"E_SIZE {path}: found {found} bytes, expected {expected}"


def _name(release: Path) -> Iterator[str]:
    folder = release.resolve()
    found = file_sha256(release / MANIFEST)[:_NAME]
    if folder.parent.suffix == ".releases" and folder.name != found:
        yield f"E_RELEASE {folder.name}: found a {MANIFEST} of {found}, expected the hash that names the folder"


def catalogue(manifest: Mapping[str, Any]) -> Iterator[Check]:
    """Say that the entries of the catalogue quote nothing that could be found again; nothing without a catalogue."""
    if held := manifest.get("catalogue"):
        said = "CNVD states them in its own files; nothing of them is quoted, so nothing is found again"
        yield Check("entries of the catalogue", 0, unchecked=(f"W_UNCHECKED {held['numbers']} entries: {said}",))
