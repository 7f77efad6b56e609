"""datasette opens the SQLite export: its pages, names instead of keys, and the search. It is no dependency of ours."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

from cncert_kg.exporting import export
from cncert_kg.exports import sqlite
from tests import isolated
from tests.conftest import DEEP
from tests.released import small

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DEEP, reason="installs 43 MB: only where CNCERT_KG_DEEP is set"),
]


@pytest.fixture(scope="session")
def datasette() -> Path:
    """The command of the package."""
    return isolated.command("datasette")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the small release."""
    output = tmp_path_factory.mktemp("datasette") / "export"
    export(small(), output, stix=False, misp=False, ftm=False, sqlite=True)
    return output


def got(datasette: Path, database: Path, path: str) -> str:
    """What datasette answers to a path, without listening anywhere."""
    places = [str(database / name) for name in (sqlite.DATABASE, sqlite.METADATA)]
    command = [str(datasette), "serve", places[0], "--metadata", places[1], "--get", path]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "CNCERT knowledge graph"),
        ("/cncert-kg", "issues_by_year"),
        ("/cncert-kg/observations", "cncert-weekly"),
        ("/cncert-kg/figures", "Observations with names and days"),
        ("/cncert-kg/find?q=%E8%B7%A8%E5%A2%83", "跨境"),
    ],
)
def test_pages_open(datasette: Path, database: Path, path: str, text: str) -> None:
    """The first page, the database, a table, a view, the query."""
    assert text in got(datasette, database, path)


def test_keys_have_names(datasette: Path, database: Path) -> None:
    """A foreign key is shown by the label of what it leads to."""
    rows = json.loads(got(datasette, database, "/cncert-kg/observations.json?_labels=on&_shape=array"))
    assert all(row["indicator"]["label"] for row in rows)


def test_the_search_is_asked_by_address(datasette: Path, database: Path) -> None:
    """Chinese is found in the middle of a name."""
    query = urlencode({"q": "境网络安", "_shape": "array"})
    rows = json.loads(got(datasette, database, f"/cncert-kg/find.json?{query}"))
    assert rows and all("境网络安" in row["text"] for row in rows)
