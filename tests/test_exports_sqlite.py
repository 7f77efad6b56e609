"""The SQLite export: keys that hold, equal bytes from equal data, and a search that finds Chinese where it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cncert_kg.exporting import export
from cncert_kg.exports import sqlite
from cncert_kg.exports.data import Data
from cncert_kg.exports.sqlite_tables import TABLES
from tests import export_data


def filled(data: Data) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    sqlite.fill(connection, data)
    return connection


@pytest.fixture(scope="module", params=["small", "invented"])
def database(request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """What a few invented documents give, and the invented data."""
    with closing(filled(export_data.ALL[request.param]())) as connection:
        yield connection


@pytest.fixture(scope="module")
def small() -> Iterator[sqlite3.Connection]:
    with closing(filled(export_data.small())) as connection:
        yield connection


def count(connection: sqlite3.Connection, name: str) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    return found


def test_every_reference_of_a_release_is_there(small: sqlite3.Connection) -> None:
    """No column names a row that its table does not have."""
    assert small.execute("PRAGMA foreign_key_check").fetchall() == []
    assert small.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert all(count(small, table.name) for table in TABLES if table.name not in ("families", "vulnerabilities",
               "vulnerability_cves", "mappings"))  # fmt: skip


def test_every_figure_has_its_sentence(small: sqlite3.Connection) -> None:
    """The view of sentences has each observation, with the document and the place that states it."""
    rows = small.execute("SELECT observation, value_text, quote, sha256 FROM sentences").fetchall()
    assert {row[0] for row in rows} == {row[0] for row in small.execute("SELECT id FROM observations")}
    assert all(sha256 and len(sha256) == 64 for *_, sha256 in rows)


def test_a_value_is_kept_as_it_is_beside_its_number(small: sqlite3.Connection) -> None:
    """A number to reckon with, and the decimal digit by digit."""
    rows = small.execute("SELECT value, value_text FROM observations WHERE value IS NOT NULL").fetchall()
    assert rows and all(str(value).removesuffix(".0") == text.removesuffix(".0") for value, text in rows)


def test_every_view_can_be_asked(database: sqlite3.Connection) -> None:
    """Each gives its columns, with rows or without."""
    for name in sqlite.VIEWS:
        assert database.execute(f"SELECT * FROM {name}").description


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("跨境网络安全事件", "跨境网络安全事件"),
        ("境网络安", "跨境网络安全事件"),
        ("件", "跨境网络安全事件"),
        ("network", "network"),
        ("NETWORK sec", "network security"),
    ],
)
def test_the_search_finds_what_is_there(small: sqlite3.Connection, query: str, text: str) -> None:
    """Any run of Chinese characters, also one, and the beginning of words."""
    rows = small.execute(sqlite.FIND, {"q": query}).fetchall()
    assert rows and all(query.lower() in row[2].lower() for row in rows)
    assert any(text in row[2] for row in rows)


@pytest.mark.parametrize("query", ["", "跨安", "境外境外", '"', "*", "zz'zz", "缺口缺口", "words:跨", "跨" * 200])
def test_the_search_finds_nothing_else(small: sqlite3.Connection, query: str) -> None:
    """What is not there is not found, and no query breaks it."""
    rows = small.execute(sqlite.FIND, {"q": query}).fetchall()
    assert all(query in row[2] for row in rows)


def test_the_search_of_runs_is_exact(small: sqlite3.Connection) -> None:
    """For every pair and triple of characters of some names: the rows are those whose text has it."""
    texts = small.execute("SELECT kind || ' ' || id, text FROM search").fetchall()
    name = "网络安全信息与动态周报"
    for query in (name[n : n + size] for size in (1, 2, 3, 5) for n in range(len(name) - size + 1)):
        wanted = {key for key, text in texts if query in text}
        rows = small.execute(sqlite.FIND.replace("LIMIT 100", ""), {"q": query}).fetchall()
        assert {f"{kind} {id_}" for kind, id_, _ in rows} == wanted, query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("跨境网络", "跨境 境网 网络 络"), ("CNVD-2024-12345", "CNVD-2024-12345"), ("木马ＡＢ", "木马 马 AB"),
        ("共184起", "共 184 起"), ("", ""), ("，。", ""), ("v1.2 版", "v1.2 版"),
    ],
)  # fmt: skip
def test_texts_are_cut_into_words_and_pairs(text: str, words: str) -> None:
    """Numbers of vulnerabilities stay whole; full-width forms are made narrow."""
    assert sqlite.words(text) == words


def test_two_exports_are_one_file(tmp_path: Path) -> None:
    """No byte differs, nor with the statements in two graphs and another order."""
    source = tmp_path / "invented.ttl"
    source.write_bytes(export_data.turtle())
    for name in ("a", "b"):
        export(source, tmp_path / name, stix=False, misp=False, ftm=False, sqlite=True)
    first, second = ((tmp_path / name / sqlite.DATABASE).read_bytes() for name in ("a", "b"))
    assert first == second and first.startswith(b"SQLite format 3\x00")
    assert not list((tmp_path / "a").glob(".*")) and {p.name for p in (tmp_path / "a").iterdir()} == {
        "sqlite", "manifest.json"
    }  # fmt: skip
    with closing(filled(export_data.invented())) as one, closing(filled(export_data.in_graphs())) as other:
        assert list(one.iterdump()) == list(other.iterdump())


def test_hostile_text_is_text() -> None:
    """A title is stored as it is, whatever it would be elsewhere; control characters are gone."""
    with closing(filled(export_data.invented())) as database:
        rows = database.execute("SELECT title FROM vulnerabilities ORDER BY id").fetchall()
    assert (export_data.TITLE,) in rows


def test_natural_persons_and_foreign_things_are_left_out() -> None:
    """As in the other forms: only organisations of ours, and no agent that is a person."""
    with closing(filled(export_data.invented())) as database:
        names = {row[0] for row in database.execute("SELECT id FROM organisations")}
    assert "somebody" not in names and not [n for n in names if "://" in n or "wechat" in n] and "hive" in names


def test_datasette_is_told_what_everything_is() -> None:
    """Each table and view has its description, the search its query; the licence and the source are named."""
    said = json.loads(sqlite.metadata(export_data.invented()))
    tables = said["databases"]["cncert-kg"]["tables"]
    assert {t.name for t in TABLES} | set(sqlite.VIEWS) <= set(tables)
    assert all(" · " in table["description"] for table in tables.values())
    assert said["databases"]["cncert-kg"]["queries"]["find"]["sql"] == sqlite.FIND
