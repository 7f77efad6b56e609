"""The SPARQL engine of the site's query page: Oxigraph compiled to WebAssembly, got from its npm package.

The package is named with its SHA-512 in `web-assets.lock.json`; no other bytes are taken. What a page can load from a
file is neither an ES module nor a `.wasm`, so the two become one classic script. Only the standard library is used
here: the hook that builds the wheel runs this before anything is installed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cncert_kg.errors import ResourceError, StorageError, UsageError

_HERE = Path(__file__).parent
_LOCK = "web-assets.lock.json"

VENDOR = _HERE / "site" / "vendor"
"""Where an installed package, or a checkout, has the engine."""

SCRIPT = "oxigraph.js"
_NOTE = "oxigraph.json"
_MODULE, _WASM = "package/web.js", "package/web_bg.wasm"
_MODULAR = re.compile(r"^export (?:\{[^}]*\};\n?)?", re.MULTILINE)
_LARGEST = 32 << 20
"""Most bytes taken from one file of the package; the engine has 4 MB."""

_SECONDS = 180
"""Longest that npm may take."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Which package the engine is, down to its bytes."""

    name: str
    version: str
    integrity: str
    """`sha512-` and the base64 of the SHA-512, as npm writes it (Subresource Integrity, W3C 2016, §3.1)."""

    @property
    def tarball(self) -> str:
        """The name that npm gives the file of the package."""
        return f"{self.name}-{self.version}.tgz"


def lock() -> Lock:
    """Give what the lock file says: beside the package in a checkout, inside it in a wheel.

    Raises `ResourceError` where it is missing or broken.
    """
    for place in (_HERE / _LOCK, _HERE.parent / _LOCK):
        if place.is_file():
            try:
                return Lock(**json.loads(place.read_text(encoding="utf-8")))
            except (TypeError, ValueError) as error:
                raise ResourceError("E_RESOURCE", f"cannot be read: {error}", _LOCK) from error
    raise ResourceError("E_RESOURCE", "missing from this installation", _LOCK)


def held(folder: Path = VENDOR) -> Path | None:
    """Give the script of the engine where a folder has it, and has the version that the lock file names."""
    script, note = folder / SCRIPT, folder / _NOTE
    if script.is_file() and note.is_file() and note.read_bytes() == _note(lock()):
        return script
    return None


def _note(wanted: Lock) -> bytes:
    fields = {"name": wanted.name, "version": wanted.version, "integrity": wanted.integrity}
    return (json.dumps(fields, indent=1) + "\n").encode()


def has_npm() -> bool:
    """Whether npm can be run here."""
    return shutil.which("npm") is not None


def fetched(wanted: Lock) -> bytes:
    """Give the package as npm gets it from wherever it is configured to get packages.

    Raises `UsageError` without npm, `StorageError` where npm does not bring it.
    """
    npm = shutil.which("npm")
    if npm is None:
        expected = f"expected npm on PATH, or the file {wanted.tarball} given with --from"
        raise UsageError("E_NPM", f"found no npm, {expected}", "assets")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"{wanted.name}@{wanted.version}", "--ignore-scripts", "--silent"]
        try:
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise StorageError("E_NPM", f"found no answer in {_SECONDS} s, expected the package", "npm pack") from None
        made = Path(folder) / wanted.tarball
        if run.returncode or not made.is_file():
            said = " ".join(f"{run.stderr} {run.stdout}".split())[:200] or f"exit {run.returncode}"
            raise StorageError("E_NPM", f"found {said!a}, expected {wanted.tarball}", "npm pack")
        return made.read_bytes()


def packed(tarball: bytes, wanted: Lock, where: str) -> dict[str, bytes]:
    """Give the files of the vendor folder, made of the package: the script, and the note that says which it is.

    Raises `UsageError`, `E_HASH`, for any other bytes than those of the lock file.
    """
    found = f"sha512-{base64.b64encode(hashlib.sha512(tarball).digest()).decode()}"
    if found != wanted.integrity:
        raise UsageError("E_HASH", f"found {found}, expected {wanted.integrity}", where)
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        module, wasm = (_member(archive, name) for name in (_MODULE, _WASM))
    return {SCRIPT: _script(module, wasm, wanted), _NOTE: _note(wanted)}


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    assert stream is not None  # the hash is that of a package which has it
    return stream.read(_LARGEST)


def _script(module: bytes, wasm: bytes, wanted: Lock) -> bytes:
    """Join the module's text and the compressed WebAssembly into a script that a page loads from a file.

    The text is not run by the page: a worker is made of it, of which no browser makes a module where the page is a
    file. So what makes it a module is taken away; the hash says that there is nothing else to take.
    """
    text = json.dumps(_MODULAR.sub("", module.decode()).replace("import.meta.url", '""'))
    packed_wasm = base64.b64encode(gzip.compress(wasm, 9, mtime=0)).decode()
    head = f"/* {wanted.name} {wanted.version}, https://oxigraph.org/, MIT OR Apache-2.0; see oxigraph.txt. */"
    return f'{head}\n(self.cncertParts ??= {{}}).engine = {{"module": {text},\n"wasm": "{packed_wasm}"}};\n'.encode()


def install(files: dict[str, bytes], folder: Path) -> None:
    """Write the files of the engine, each whole or not at all; the note comes last. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        fresh = folder / f".{name}.new"
        try:
            fresh.write_bytes(content)
            fresh.replace(folder / name)
        finally:
            fresh.unlink(missing_ok=True)
