"""A cache makes a build quicker and never different: what is not whole, or not what was put there, is absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cncert_kg import cache
from cncert_kg.cache import Folder, Memory, Pack, decoded
from cncert_kg.errors import StorageError
from tests.conftest import ROOT

PACK = Pack(
    {"entries": 3, "said": ["漏洞 \u2028 \n", None]}, {"ttl": b"<a> <b> <c> .\n", "empty": b"", "nq": b"\0\xff\n"}
)
MARKS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | MARKS,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(MARKS, v, max_size=3),
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "cache")


def file(folder: Folder, kind: str = "shard", key: str = "k") -> Path:
    return folder.place / kind / key


@given(st.dictionaries(MARKS, VALUES, max_size=3), st.dictionaries(MARKS, st.binary(max_size=9), max_size=3), MARKS)
def test_a_pack_is_read_as_it_was_written(meta: dict[str, object], parts: dict[str, bytes], name: str) -> None:
    """Whatever JSON holds, and whatever bytes the parts are."""
    pack = Pack(meta, parts)
    assert decoded(pack.encoded(name), name) == pack
    assert list(decoded(pack.encoded(name), name).parts) == list(parts)


def test_no_changed_byte_goes_unseen() -> None:
    """Each byte of a pack, sizes and checksum among them, and each place where it may be cut off."""
    raw = PACK.encoded("shard/k")
    changed = [raw[:n] + bytes([raw[n] ^ bit]) + raw[n + 1 :] for n in range(len(raw)) for bit in (1, 16, 128)]
    cut = [raw[:n] for n in range(len(raw))]
    for damaged in (*changed, *cut, raw + b"\n", raw + raw, b"\n" + raw):
        with pytest.raises(ValueError, match="no whole pack"):
            decoded(damaged, "shard/k")


FOREIGN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: b"",
    "cut": lambda raw: raw[:-3],
    "zeros": lambda raw: bytes(len(raw)),
    "another's": lambda raw: PACK.encoded("shard/other"),
    "text": lambda raw: "not a pack\n漏洞".encode(),
    "JSON": lambda raw: b"null",
    "deep": lambda raw: b"[" * 100_000,
    "no sizes": lambda raw: b'{"meta":-1,"parts":[1]}\n{}',
}


@pytest.mark.parametrize("damage", FOREIGN.values(), ids=FOREIGN)
def test_what_is_no_whole_pack_is_absent(folder: Folder, damage: Callable[[bytes], bytes]) -> None:
    """A damaged, cut, moved or foreign file is as good as none, and is written anew."""
    folder.put("shard", "k", PACK)
    file(folder).write_bytes(damage(file(folder).read_bytes()))
    assert folder.get("shard", "k") is None
    folder.put("shard", "k", PACK)
    assert folder.get("shard", "k") == PACK


@pytest.mark.parametrize("make", [lambda place: Folder(place), lambda place: Memory()], ids=["folder", "memory"])
def test_packs_are_known_by_kind_and_key(tmp_path: Path, make: Callable[[Path], Folder | Memory]) -> None:
    """What was never put there is absent; the last one put is what is there."""
    held = make(tmp_path)
    assert held.get("shard", "k") is None
    held.put("shard", "k", Pack({"n": 1}))
    held.put("spool", "k", PACK)
    held.put("shard", "k", Pack({"n": 2}))
    assert (held.get("shard", "k"), held.get("spool", "k"), held.get("shard", "j")) == (Pack({"n": 2}), PACK, None)


def test_a_build_keeps_what_it_used(folder: Folder) -> None:
    """What was put or asked for since the beginning stays; all else goes, remains of killed builds at once."""
    for key in ("asked", "forgotten"):
        folder.put("shard", key, PACK)
        os.utime(file(folder, key=key), (1e9, 1e9))
    (folder.place / "shard" / ".new-killed").write_bytes(b"half")
    since = folder.begin()
    assert sorted(p.name for p in folder.place.glob("*/*")) == ["asked", "forgotten"]
    assert folder.get("shard", "asked") == PACK
    folder.put("spool", "fresh", PACK)
    (folder.place / "spool" / "own").mkdir()
    folder.prune(since)
    assert sorted(p.name for p in folder.place.glob("*/*")) == ["asked", "fresh", "own"]
    folder.clear()
    assert not folder.place.exists()
    folder.prune(folder.begin())


def test_a_disk_that_refuses_is_an_error_of_storage(tmp_path: Path) -> None:
    """A file where the cache should be is told; to read from it finds nothing."""
    (tmp_path / "cache").write_bytes(b"")
    folder = Folder(tmp_path / "cache")
    assert folder.get("shard", "k") is None
    for act in (folder.begin, partial(folder.put, "shard", "k", PACK)):
        with pytest.raises(StorageError):
            act()


def work(place: Path, start: int) -> int:
    """Write and read the same keys as other processes do; give how many packs were read whole."""
    folder = Folder(place)
    for n in range(60):
        folder.put("shard", str((start + n) % 5), Pack({"n": (start + n) % 5}, {"text": b"x" * 5000}))
    found = [folder.get("shard", str(n)) for n in range(5)]
    return sum(1 for n, pack in enumerate(found) if pack == Pack({"n": n}, {"text": b"x" * 5000}))


def test_two_processes_use_one_cache(folder: Folder) -> None:
    """Both write the same packs at the same time; each reads whole ones only."""
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(work, [folder.place] * 2, [0, 3])) == [5, 5]
    assert sorted(p.name for p in folder.place.glob("*/*")) == list("01234")


def test_a_key_depends_on_all_it_is_given() -> None:
    """Parts, their order and their borders; a name that is no UTF-8 has a key too."""
    keys = {cache.key(*parts) for parts in ((), ("a",), ("a", "b"), ("b", "a"), ("ab",), ("a", ""), ("\udcff",))}
    assert len(keys) == 7
    assert cache.key("a", "b") == cache.key("a", "b")


ANSWER = "import json; from cncert_kg import cache; print(json.dumps([cache.software(), cache.key('a')]))"


def test_a_key_covers_the_software(tmp_path: Path) -> None:
    """One more character in a module or a shape is another software; another folder or file time is not."""
    (tmp_path / "cncert_kg").mkdir()
    for module in (ROOT / "cncert_kg").glob("*.py"):
        (tmp_path / "cncert_kg" / module.name).write_bytes(module.read_bytes())
    for name in ("ontology", "shapes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.ttl").write_text("# one\n", "utf-8")
    first = answer(tmp_path)
    for path in ("cncert_kg/errors.py", "ontology/a.ttl"):
        before = (tmp_path / path).read_bytes()
        (tmp_path / path).write_bytes(before + b"#\n")
        assert not set(answer(tmp_path)) & set(first), path
        (tmp_path / path).write_bytes(before)
    (tmp_path / "cncert_kg" / "new.csv").write_bytes(b"")
    assert answer(tmp_path.rename(tmp_path.with_name("moved"))) == first


def answer(folder: Path) -> list[str]:
    """Ask a copy of the package for its hash and a key."""
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", ANSWER], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return [str(x) for x in json.loads(done.stdout)]
