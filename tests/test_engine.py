"""The SPARQL engine of the site: got from a package of known bytes or not at all, by a command and by the build."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from cncert_kg import assets, engine
from cncert_kg.engine import Lock
from cncert_kg.errors import StorageError, UsageError
from tests.asked_site import needed_engine
from tests.conftest import ROOT

MODULE = "export class Store {\n}\nexport function f() {}\nconst u = import.meta.url;\nexport { f as g };\n"
WASM = b"\0asm" + bytes(range(256)) * 8


def package(module: str = MODULE, wasm: bytes = WASM) -> bytes:
    """Give a package in the form of the real one, with an engine of our own invention."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in (("package/web.js", module.encode()), ("package/web_bg.wasm", wasm)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def lock_of(tarball: bytes) -> Lock:
    digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    return Lock("oxigraph", "0.0.1", f"sha512-{digest}")


def parts_of(script: bytes) -> dict[str, str]:
    """Give module and WebAssembly of a script."""
    text = script.decode().partition("engine = ")[2].rstrip(";\n")
    return dict(json.loads(text))


def test_the_package_becomes_a_classic_script() -> None:
    """Nothing in it is a module any more, and the WebAssembly comes out as it went in; the same bytes each time."""
    tarball = package()
    wanted = lock_of(tarball)
    files = engine.packed(tarball, wanted, "oxigraph.tgz")
    held = parts_of(files[engine.SCRIPT])
    assert held["module"] == 'class Store {\n}\nfunction f() {}\nconst u = "";\n'
    assert gzip.decompress(base64.b64decode(held["wasm"])) == WASM
    assert json.loads(files["oxigraph.json"]) == {
        "name": "oxigraph", "version": "0.0.1", "integrity": wanted.integrity,
    }  # fmt: skip
    assert engine.packed(tarball, wanted, "oxigraph.tgz") == files


def test_any_other_bytes_are_refused() -> None:
    """One byte is enough; both hashes are named."""
    tarball = package()
    with pytest.raises(UsageError, match=r"E_HASH x\.tgz: found sha512-\S+, expected sha512-\S+$"):
        engine.packed(tarball + b"\0", lock_of(tarball), "x.tgz")


def test_the_real_engine_is_what_the_lock_names() -> None:
    """The script that is here was made of the package of the lock file, and keeps no word of a module."""
    text = parts_of(needed_engine().read_bytes())["module"]
    assert not re.search(r"^(?:export|import)\b|import\.meta", text, re.MULTILINE)
    assert re.search(r"^class Store\b", text, re.MULTILINE)
    assert re.search(r"^function initSync\b", text, re.MULTILINE)
    assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", engine.lock().integrity)


def test_an_engine_of_another_version_is_none(tmp_path: Path) -> None:
    """What was installed for another lock file is got anew."""
    tarball = package()
    engine.install(engine.packed(tarball, lock_of(tarball), "x.tgz"), tmp_path / "vendor")
    assert (tmp_path / "vendor" / engine.SCRIPT).is_file()
    assert engine.held(tmp_path / "vendor") is None
    assert engine.held(tmp_path / "nowhere") is None


def command(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `cncert-kg assets`."""
    environment = {**os.environ, **({} if path is None else {"PATH": path})}
    line = [sys.executable, "-m", "cncert_kg", "assets", *arguments]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.parametrize(
    ("arguments", "path", "code", "says"),
    [
        (("--into", "{}/a"), "/nowhere", 2, "E_NPM assets: found no npm, expected npm on PATH, or the file oxigraph-"),
        (("--into", "{}/b", "--from", "{}/wrong.tgz"), None, 2, "E_HASH {}/wrong.tgz: found sha512-"),
        (("--into", "{}/c", "--from", "{}/absent.tgz"), None, 74, "E_IO {}/absent.tgz: "),
        (("--into", "{}/wrong.tgz/d", "--from", "{}/wrong.tgz"), None, 2, "E_HASH"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, arguments: tuple[str, ...], path: str | None, code: int, says: str
) -> None:
    """One coded line, no traceback, nothing written."""
    (tmp_path / "wrong.tgz").write_bytes(package())
    run = command(*(a.format(tmp_path) for a in arguments), path=path)
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.startswith(says.format(tmp_path))
    assert run.stderr.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["wrong.tgz"]


def test_npm_that_brings_nothing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What npm said is told in one line."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(StorageError, match=r"E_NPM npm pack: found 'npm error code ENOTFOUND', expected oxigraph-"):
        engine.fetched(engine.lock())


def test_npm_brings_what_the_lock_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command asks npm for the package by name and version, checks it, and writes it where it is told."""
    tarball = package()
    wanted = lock_of(tarball)
    (tmp_path / "given.tgz").write_bytes(tarball)
    npm = tmp_path / "npm"
    npm.write_text(f'#!/bin/sh\n[ "$1 $2" = "pack oxigraph@0.0.1" ] && cp {tmp_path}/given.tgz {wanted.tarball}\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(engine, "lock", lambda: wanted)
    assets.assets(None, tmp_path / "vendor")
    assert engine.held(tmp_path / "vendor") == tmp_path / "vendor" / engine.SCRIPT
    assert {p.name for p in (tmp_path / "vendor").iterdir()} == {"oxigraph.js", "oxigraph.json"}
    npm.write_text("#!/bin/sh\nexit 1\n")  # it is not asked again
    assets.assets(None, tmp_path / "vendor")


def test_no_address_of_a_registry_is_written_down() -> None:
    """Where packages come from is npm's own configuration to say."""
    for name in ("web-assets.lock.json", "hatch_build.py", "cncert_kg/engine.py", "cncert_kg/assets.py"):
        assert not re.search(r"registry\.|npmjs", (ROOT / name).read_text(encoding="utf-8")), name
