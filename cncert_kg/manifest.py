"""The manifest of a release: what every file in it must be."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cncert_kg.errors import StorageError

MANIFEST = "manifest.json"

_SEGMENT_BYTES = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")


def release_path(path: str) -> Path:
    """Give a path inside a release.

    Raises `ValueError` unless it is relative, of segments of at most 200 bytes, none of them empty,
    `.` or `..`, without control characters or backslashes.
    """
    segments = path.split("/")
    if _UNSAFE.search(path) or any(s in ("", ".", "..") for s in segments):
        raise ValueError(f"not a path inside a release: {path!a}")
    if max(len(s.encode()) for s in segments) > _SEGMENT_BYTES:
        raise ValueError(f"path with a segment of more than {_SEGMENT_BYTES} bytes: {path!a}")
    return Path(path)


def file_sha256(path: Path) -> str:
    """Give the SHA-256 of a file's bytes in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def manifest_bytes(fields: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Give the manifest: `fields`, then size and hash of every file, keys in order.

    Raises `ValueError` where `fields` has an entry `files` of its own.
    """
    if "files" in fields:
        raise ValueError("the entry 'files' of a manifest is written by the publication")
    # One line a file: json.dumps takes a second for thirty thousand of them where it is to indent.
    lines = (f"  {_json(path)}: {_json(files[path])}" for path in sorted(files))
    listed = "{\n" + ",\n".join(lines) + "\n }" if files else "{}"
    head = json.dumps({**fields, "files": None}, ensure_ascii=False, indent=1, sort_keys=True)
    before, _, after = head.partition('\n "files": null')
    return f'{before}\n "files": {listed}{after}\n'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read_manifest(release: Path) -> dict[str, Any]:
    """Give the manifest of a release; raise `StorageError` where it is missing or no manifest."""
    try:
        manifest = json.loads((release / MANIFEST).read_bytes())
    except OSError as error:
        raise StorageError("E_MANIFEST", error.strerror or "not readable", str(release / MANIFEST)) from error
    except ValueError as error:
        raise StorageError("E_MANIFEST", f"not JSON: {error}", str(release / MANIFEST)) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise StorageError("E_MANIFEST", "no entry 'files'", str(release / MANIFEST))
    return manifest


def verify_manifest(release: Path) -> list[str]:
    """Give one line for every file that is missing, changed or not listed; none for a whole release.

    A release that is removed meanwhile is one line too, `E_MISSING`.
    """
    try:
        files = read_manifest(release)["files"]
        return _problems(release, files)
    except StorageError as error:
        return [str(error)]
    except FileNotFoundError as error:
        return [f"E_MISSING {error.filename}: gone while it was read"]


def _problems(release: Path, files: Mapping[str, Any]) -> list[str]:
    listed = [problem for path in sorted(files) if (problem := _problem(release, path, files[path]))]
    return listed + [f"E_EXTRA {path}: not listed in {MANIFEST}" for path in _found(release) if path not in files]


def _problem(release: Path, path: str, expected: Any) -> str:
    try:
        place = release / release_path(path)
    except ValueError as error:
        return f"E_PATH {error}"
    if place.is_symlink() or not place.is_file():
        return f"E_MISSING {path}: listed in {MANIFEST}, not there as a file"
    found = file_sha256(place)
    wanted = expected.get("sha256") if isinstance(expected, dict) else None
    return "" if found == wanted else f"E_CHANGED {path}: SHA-256 {found}, expected {wanted}"


def _found(release: Path) -> Iterator[str]:
    """Give every path below a release but folders and its manifest."""
    for place in sorted(release.rglob("*")):
        path = place.relative_to(release).as_posix()
        if path != MANIFEST and (place.is_symlink() or not place.is_dir()):
            yield path
