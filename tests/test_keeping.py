"""The store of a release is kept beside it: made once for a content, patched where little changed, whole or absent."""

from __future__ import annotations

import hashlib
import multiprocessing
from pathlib import Path

import pytest
from pyoxigraph import Store

from cncert_kg import keeping, store
from cncert_kg.errors import StorageError


def quads(numbers: range, changed: frozenset[int] = frozenset()) -> bytes:
    """Give sorted N-Quads of so many subjects, some of them with another value."""
    lines = (
        f'<http://x/s{n}> <http://x/p> "{"changed" if n in changed else n}" <http://x/g{n % 3}> .\n' for n in numbers
    )
    return "".join(sorted(lines)).encode()


def saved(path: Path, content: bytes) -> tuple[Path, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def lines(place: Path) -> list[str]:
    return sorted(f"{quad} .\n" for quad in keeping.opened(place))


def test_a_store_is_made_once_for_a_content(tmp_path: Path) -> None:
    """The same quads give the same folder, which is not made again; other quads another."""
    first = keeping.keep(*saved(tmp_path / "a.nq", quads(range(100))), tmp_path / "stores")
    made = first.stat().st_mtime_ns
    assert keeping.keep(*saved(tmp_path / "b.nq", quads(range(100))), tmp_path / "stores") == first
    assert first.stat().st_mtime_ns == made
    assert keeping.keep(*saved(tmp_path / "a.nq", quads(range(101))), tmp_path / "stores") != first


@pytest.mark.parametrize(
    ("content", "is_linked"),
    [
        (quads(range(1000), frozenset({5, 700})), True),
        (quads(range(3, 1000)), True),
        (quads(range(1003)), True),
        (quads(range(1000), frozenset(range(300))), False),
        (quads(range(2000, 3000)), False),
    ],
    ids=["changed", "fewer", "more", "much", "other"],
)
def test_a_patched_store_is_the_store_of_its_quads(tmp_path: Path, content: bytes, is_linked: bool) -> None:
    """Where little differs it is a copy of the last one with links to its tables, else it is filled anew."""
    before = saved(tmp_path / "old.nq", quads(range(1000)))
    keeping.keep(*before, tmp_path / "stores")
    new = keeping.keep(*saved(tmp_path / "new.nq", content), tmp_path / "stores", before)
    assert lines(new) == sorted(content.decode().splitlines(keepends=True))
    assert any(p.stat().st_nlink > 1 for p in new.glob("*.sst")) is is_linked


def test_the_last_store_is_not_changed_by_a_patch(tmp_path: Path) -> None:
    """Its readers go on; its tables are shared and never written."""
    before = saved(tmp_path / "old.nq", quads(range(500)))
    old = keeping.keep(*before, tmp_path / "stores")
    reader = keeping.opened(old)
    keeping.keep(*saved(tmp_path / "new.nq", quads(range(500), frozenset({7}))), tmp_path / "stores", before)
    assert len(reader) == 500
    assert lines(old) == sorted(before[0].read_text().splitlines(keepends=True))


def test_only_the_newest_stores_are_kept(tmp_path: Path) -> None:
    """The new one and the one before it, and what a killed process left is swept."""
    stores = tmp_path / "stores"
    (stores / ".making-1").mkdir(parents=True)
    made = [keeping.keep(*saved(tmp_path / "a.nq", quads(range(n))), stores) for n in range(1, 6)]
    assert {p for p in stores.iterdir() if p.is_dir()} == set(made[-2:])


def test_what_does_not_parse_leaves_no_store(tmp_path: Path) -> None:
    """One coded line, and nothing half made."""
    with pytest.raises(StorageError, match="E_RDF"):
        keeping.keep(*saved(tmp_path / "a.nq", b"<http://x/s> nonsense\n"), tmp_path / "stores")
    assert [p for p in (tmp_path / "stores").iterdir() if p.is_dir()] == []


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    """One coded line that says what helps."""
    place = keeping.keep(*saved(tmp_path / "a.nq", quads(range(10))), tmp_path / "stores")
    (place / "CURRENT").write_bytes(b"nonsense")
    with pytest.raises(StorageError, match=r"E_STORE.*delete this folder"):
        keeping.opened(place)


def keep_in_process(path: Path, digest: str, stores: Path) -> None:
    keeping.keep(path, digest, stores)


def test_processes_that_want_one_store_make_it_once(tmp_path: Path) -> None:
    """The second waits for the first, and finds it made."""
    path, digest = saved(tmp_path / "a.nq", quads(range(5_000)))
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=keep_in_process, args=(path, digest, tmp_path / "stores")) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(keeping.opened(tmp_path / "stores" / keeping.key(digest))) == 5_000


def test_a_release_folder_has_its_stores_beside_it(tmp_path: Path) -> None:
    """By its link and by its own name they are the same, and where nothing can be written it is loaded instead."""
    release = tmp_path / ".public.releases" / "abc"
    saved(release / "data" / "cncert-kg.nq", quads(range(10)))
    (tmp_path / "public").symlink_to(".public.releases/abc")
    assert store.stores(tmp_path / "public") == store.stores(release) == tmp_path / ".public.stores"
    assert store.kept_store(tmp_path / "public") == store.kept_store(release)
    assert len(store.open_store(tmp_path / "public")) == 10
    assert isinstance(store.open_store(tmp_path / "public", in_memory=True), Store)


def test_a_release_that_cannot_have_a_store_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release on a disk that only reads is asked all the same."""
    saved(tmp_path / "public" / "data" / "cncert-kg.nq", quads(range(10)))
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert len(store.open_store(tmp_path / "public")) == 10
    assert not store.stores(tmp_path / "public").exists()


def test_failing_builds_leave_the_last_release_its_store(tmp_path: Path) -> None:
    """However many come after it: a store made from another release's spares that one, which is still the current."""
    before = saved(tmp_path / "old.nq", quads(range(500)))
    current = keeping.keep(*before, tmp_path / "stores")
    for number in range(3):
        content = quads(range(500), frozenset({number}))
        made = keeping.keep(*saved(tmp_path / "new.nq", content), tmp_path / "stores", before)
    assert {p for p in (tmp_path / "stores").iterdir() if p.is_dir()} == {current, made}
