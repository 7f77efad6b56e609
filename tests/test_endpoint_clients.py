"""What the documentation shows of curl, SPARQLWrapper, rdflib and plain Python works, as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, absent
from tests.serving import release, served

ADDRESS = "http://127.0.0.1:8000/"
_FENCED = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str, str]]:
    """Give every example that asks the service: file and number, language, code."""
    files = (ROOT / "docs" / "sparql.md", ROOT / "README.md", ROOT / "README.zh.md")
    return [
        (f"{file.name}-{number}", language, code)
        for file in files
        for number, (language, code) in enumerate(_FENCED.findall(file.read_text("utf-8")))
        if ADDRESS in code
    ]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a service of the shared release."""
    with served(release()) as address:
        yield address


@pytest.mark.parametrize(("name", "language", "code"), examples(), ids=[name for name, _, _ in examples()])
def test_an_example_runs_as_it_stands(url: str, tmp_path: Path, name: str, language: str, code: str) -> None:
    """Against a service, it gives something and complains of nothing."""
    if language == "sh" and shutil.which("curl") is None:
        absent("curl", "no curl is installed")
    text = code.replace(ADDRESS, url)
    command = (
        [sys.executable, "-c", text]
        if language == "python"
        else ["bash", "-euc", re.sub(r"\bcurl\b", "curl -sSf", text)]
    )
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert "FIRST" in found.stdout or "CNCERT" in found.stdout or "true" in found.stdout


def test_the_documentation_shows_each_client() -> None:
    """curl, SPARQLWrapper, rdflib's store and plain Python."""
    shown = "".join(code for _, _, code in examples())
    assert all(word in shown for word in ("curl ", "SPARQLWrapper(", "SPARQLStore(", "urlopen("))
