"""A release is published whole or not at all, whatever fails or whoever is killed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cncert_kg.errors import LockedError, StorageError, UsageError
from cncert_kg.publication import lock, publish, read_manifest, verify_manifest
from tests.conftest import DEEP

OLD = [("index.html", b"<p>old"), ("data/a.ttl", b"old\n"), ("data/graph/b.ttl", b"")]
NEW = [("index.html", b"<p>new"), ("data/a.ttl", b"new\n"), ("zh/c.html", b"c" * 5000)]
FIELDS: dict[str, Any] = {"version": "1"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out" / "public"


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def releases(target: Path) -> list[str]:
    return sorted(p.name for p in target.with_name(f".{target.name}.releases").iterdir())


def test_publish_makes_a_link_to_a_whole_release(target: Path) -> None:
    name = publish(target, OLD, FIELDS)
    assert target.readlink() == Path(f".public.releases/{name}")
    assert {p: b for p, b in tree(target).items() if p != "manifest.json"} == dict(OLD)
    assert verify_manifest(target) == []
    assert hashlib.sha256((target / "manifest.json").read_bytes()).hexdigest().startswith(name)


def test_manifest_lists_every_file_and_the_given_fields(target: Path) -> None:
    publish(target, OLD, FIELDS)
    manifest = read_manifest(target)
    assert manifest["version"] == "1"
    assert manifest["files"]["data/a.ttl"] == {"bytes": 4, "sha256": hashlib.sha256(b"old\n").hexdigest()}
    assert sorted(manifest["files"]) == sorted(path for path, _ in OLD)


def test_files_come_in_pieces_and_may_fill_the_manifest(target: Path) -> None:
    fields: dict[str, Any] = {}

    def files() -> Iterator[tuple[str, Iterable[bytes]]]:
        yield "a.nq", (bytes([65 + n]) * 300_000 for n in range(20))
        fields["lines"] = 20

    publish(target, files(), fields)
    assert (target / "a.nq").stat().st_size == 6_000_000
    assert read_manifest(target)["lines"] == 20


def test_the_hash_depends_on_content_alone(tmp_path: Path) -> None:
    names = {publish(tmp_path / d / "p", files, FIELDS) for d, files in (("x", OLD), ("y", OLD[::-1]))}
    assert len(names) == 1
    assert publish(tmp_path / "x" / "p", NEW, FIELDS) not in names
    assert publish(tmp_path / "y" / "p", OLD, {"version": "2"}) not in names


def test_modes_do_not_depend_on_the_umask(target: Path) -> None:
    before = os.umask(0o077)
    try:
        publish(target, OLD, FIELDS)
    finally:
        os.umask(before)
    modes = {p.stat().st_mode & 0o777 for p in target.rglob("*") if p.is_file()}
    folders = {p.stat().st_mode & 0o777 for p in [target, target.resolve().parent, target / "data/graph"]}
    assert (modes, folders) == ({0o644}, {0o755})


def test_equal_content_is_not_published_again(target: Path) -> None:
    publish(target, OLD, FIELDS)
    before = target.lstat().st_ino, (target / "index.html").stat().st_ino
    publish(target, OLD, FIELDS)
    assert (target.lstat().st_ino, (target / "index.html").stat().st_ino) == before


def test_a_damaged_release_is_written_anew(target: Path) -> None:
    publish(target, OLD, FIELDS)
    (target / "index.html").write_bytes(b"scribble")
    publish(target, OLD, FIELDS)
    assert verify_manifest(target) == []


def test_three_releases_are_kept_and_always_the_current(target: Path) -> None:
    names = [publish(target, OLD, {"n": n}) for n in range(5)]
    assert releases(target) == sorted(names[2:])
    assert publish(target, OLD, {"n": 2}) == names[2]  # back to the oldest one kept
    names.append(publish(target, OLD, {"n": 5}))
    assert releases(target) == sorted([names[2], names[4], names[5]])


def test_another_build_waits_or_is_refused(target: Path) -> None:
    with lock(target):
        with pytest.raises(LockedError, match="E_LOCKED"):
            publish(target, OLD, FIELDS)
        waiting = threading.Thread(target=publish_waiting, args=(target,))
        waiting.start()
        time.sleep(0.05)
        assert not target.exists()
    waiting.join(10)
    assert verify_manifest(target) == []


def publish_waiting(target: Path) -> None:
    with lock(target, wait=True) as publication:
        publication.publish(OLD, FIELDS)


def test_current_is_the_release_under_the_lock(target: Path) -> None:
    with lock(target) as publication:
        assert publication.current() is None
        name = publication.publish(OLD, FIELDS)
        current = publication.current()
        assert current and current.name == name


def test_a_forked_worker_does_not_keep_the_lock(target: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from cncert_kg.publication import lock\n"
        "with lock(Path(sys.argv[1])):\n"
        "    if os.fork() == 0: print(os.getpid(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, target], stdout=subprocess.PIPE) as build:
        assert build.stdout
        worker = int(build.stdout.readline())
        try:
            with pytest.raises(LockedError):
                publish(target, OLD, FIELDS)
            build.kill()
            build.wait()
            os.kill(worker, 0)
            publish(target, OLD, FIELDS)
        finally:
            os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("make", ["folder", "file", "link", "dangling"])
def test_what_no_build_made_is_left_alone(target: Path, make: str) -> None:
    target.parent.mkdir()
    if make == "folder":
        target.mkdir()
    elif make == "file":
        target.write_bytes(b"x")
    else:
        target.symlink_to(".." if make == "link" else "nowhere")
    before = target.lstat()
    with pytest.raises(UsageError, match="E_TARGET") as refused:
        publish(target, OLD, FIELDS)
    assert refused.value.exit_code == 2
    assert (target.lstat(), list(target.parent.iterdir())) == (before, [target])


def test_a_release_folder_needs_a_name() -> None:
    with pytest.raises(UsageError, match="needs a name"):
        publish(Path("/"), OLD, FIELDS)


UNSAFE = ["", "/etc/x", "../x", "a/../x", "a//x", "./x", "a/", "a\\b", "a\nb", "a\0b", "漏" * 67, "\ud800"]


@pytest.mark.parametrize("path", [*UNSAFE, "manifest.json", "index.html"])
def test_paths_outside_a_release_are_refused(target: Path, path: str) -> None:
    publish(target, OLD, FIELDS)
    before = tree(target.parent)
    with pytest.raises(ValueError):
        publish(target, [*NEW, (path, b"x")], FIELDS)
    assert tree(target.parent) == before


def test_a_field_cannot_replace_the_list_of_files(target: Path) -> None:
    with pytest.raises(ValueError, match="files"):
        publish(target, OLD, {"files": {}})
    assert releases(target) == []


def test_a_build_that_fails_leaves_the_last_release(target: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        yield NEW[0]
        raise KeyboardInterrupt

    publish(target, OLD, FIELDS)
    before = tree(target.parent)
    with pytest.raises(KeyboardInterrupt):
        publish(target, files(), FIELDS)
    assert tree(target.parent) == before


def test_what_a_killed_build_left_is_swept(target: Path) -> None:
    publish(target, OLD, FIELDS)
    left = target.resolve().parent
    (left / ".stage-1" / "data").mkdir(parents=True)
    (left / ".link").symlink_to("x")
    with lock(target):
        assert releases(target) == [target.resolve().name]


DAMAGES: list[tuple[str, Callable[[Path], Any]]] = [
    ("E_CHANGED index.html", lambda r: (r / "index.html").write_bytes(b"x")),
    ("E_MISSING data/a.ttl", lambda r: (r / "data/a.ttl").unlink()),
    ("E_MISSING data/a.ttl", lambda r: (r / "data/a.ttl").rename(r / "data/b.ttl")),
    ("E_EXTRA data/z.ttl", lambda r: (r / "data/z.ttl").write_bytes(b"")),
    ("E_MANIFEST", lambda r: (r / "manifest.json").unlink()),
    ("E_MANIFEST", lambda r: (r / "manifest.json").write_bytes(b"{")),
    ("E_MANIFEST", lambda r: (r / "manifest.json").write_bytes(b"[]")),
    ("E_PATH", lambda r: (r / "manifest.json").write_text(json.dumps({"files": {"../../x": {}}}))),
]


@pytest.mark.parametrize(("problem", "damage"), DAMAGES)
def test_verify_names_every_damage(target: Path, problem: str, damage: Callable[[Path], Any]) -> None:
    publish(target, OLD, FIELDS)
    damage(target)
    assert verify_manifest(target)[0].startswith(problem)


CALLS = (
    "open",
    "write",
    "fsync",
    "mkdir",
    "chmod",
    "fchmod",
    "rename",
    "replace",
    "symlink",
    "rmdir",
    "unlink",
)


class Faults:
    """Let the `number`-th call of the disk fail with `code`, and all that follow where it `stays`."""

    def __init__(self, patch: pytest.MonkeyPatch, number: int, code: int, stays: bool) -> None:
        self.count, self.number, self.code, self.stays = 0, number, code, stays
        for name in CALLS:
            patch.setattr(os, name, self.wrap(getattr(os, name)))

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count == self.number or (self.stays and self.count > self.number):
                raise OSError(self.code, os.strerror(self.code))
            return call(*args, **kwargs)

        return faulty


FAULTS = ((errno.ENOSPC, "E_NO_SPACE"), (errno.EROFS, "E_READONLY"), (errno.EIO, "E_IO"))


@pytest.mark.parametrize("stays", [False, True])
def test_any_call_of_the_disk_may_fail(memory_disk: Path, stays: bool) -> None:
    """Fail the first call, then the second, and so on until a publication needs no further call."""
    target = memory_disk / "public"
    for n in range(3):  # so that the next one prunes
        publish(target, OLD, {"n": -n})
    for number in range(1, 1000):
        code, name = FAULTS[number % 3]
        before = target.resolve().name
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, number, code, stays)
            try:
                publish(target, NEW, {"n": number})
            except StorageError as error:
                assert (error.code, error.exit_code, "\n" in str(error)) == (name, 74, False)
        assert verify_manifest(target) == []
        assert target.resolve().name == before or read_manifest(target)["n"] == number
        publish(target, NEW, {"n": number})
        assert len(releases(target)) == 3
        if faults.count < number:
            break
    assert 40 < number < 200


LOOP = """
import itertools, sys
from pathlib import Path
from cncert_kg.publication import publish
target, first = Path(sys.argv[1]), int(sys.argv[2])
for n in itertools.count(first):
    publish(target, [(f"d{f % 3}/{f}.html", b"%d" % n * 9000) for f in range(12)], {"n": n})
    print(n, flush=True)
"""


def test_fifty_kills_leave_whole_releases(memory_disk: Path) -> None:
    """SIGKILL at random moments of publications that follow each other without a pause."""
    chance, kills = random.Random(20310203), 500 if DEEP else 50
    target, seen, interrupted = memory_disk / "public", set(), 0
    for kill in range(kills):
        command = [sys.executable, "-c", LOOP, str(target), str(1000 * kill)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as build:
            assert build.stdout and build.stdout.readline()
            start = time.monotonic()
            assert build.stdout.readline()
            time.sleep(chance.uniform(0, 2) * (time.monotonic() - start))
            build.kill()
        interrupted += any(target.resolve().parent.glob(".*"))
        assert verify_manifest(target) == [], f"kill {kill}"
        assert all(verify_manifest(r) == [] for r in target.resolve().parent.glob("[!.]*"))
        seen.add(read_manifest(target)["n"])
    assert len(seen) == kills
    assert interrupted > kills / 5
    publish(target, OLD, FIELDS)
    assert len(releases(target)) == 3


def test_a_reader_sees_whole_releases_while_they_are_swapped(memory_disk: Path) -> None:
    target = memory_disk / "public"
    seen: set[str] = set()
    publish(target, [("d0/0.html", b"0")], {"n": -1})
    with subprocess.Popen([sys.executable, "-c", LOOP, str(target), "0"], stdout=subprocess.DEVNULL) as build:
        try:
            while len(seen) < 50 and build.poll() is None:
                release = target.resolve()  # a reader follows the link once
                problems = verify_manifest(release)
                assert not problems or not release.exists(), problems
                seen.add(release.name)
        finally:
            build.kill()  # or the loop would outlive a failing test
    assert len(seen) == 50


def test_a_full_disk_leaves_the_last_release(small_disk: Path) -> None:
    target = small_disk / "public"
    publish(target, OLD, FIELDS)
    before = tree(small_disk)
    for files in ([("big", b"x" * 300_000)], [(f"{n}", b"") for n in range(100)]):
        with pytest.raises(StorageError, match="E_NO_SPACE") as full:
            publish(target, files, FIELDS)
        assert full.value.exit_code == 74
        assert tree(small_disk) == before


def test_a_read_only_disk_is_named_as_such(small_disk: Path) -> None:
    target = small_disk / "public"
    publish(target, OLD, FIELDS)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StorageError, match="E_READONLY"):
        publish(target, NEW, FIELDS)
    assert verify_manifest(target) == []
