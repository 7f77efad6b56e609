"""The reference implementation of SSSOM accepts the curated sets. It is too heavy for a dependency of ours."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cncert_kg import pairs
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.links import sssom as sssom_set
from cncert_kg.site.buckets import terms
from cncert_kg.vulnerability import Vulnerability
from tests import catalogues, isolated
from tests.conftest import DEEP, ROOT

SETS = sorted((ROOT / "ontology" / "mappings").glob("*.sssom.tsv"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DEEP, reason="installs 390 MB: only where CNCERT_KG_DEEP is set"),
]


@pytest.fixture(scope="session")
def sssom() -> Path:
    """The command of the package."""
    return isolated.command("sssom")


def validate(sssom: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sssom, "validate", path], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_a_set_is_valid(sssom: Path, path: Path) -> None:
    """The package finds no error in schema, prefixes or CURIEs, and says nothing."""
    done = validate(sssom, path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_sets_of_a_catalogue_are_valid(sssom: Path, tmp_path: Path) -> None:
    """Those that a release makes of its entries, written row by row: CNVD to CVE, CVE to its page and to KEV."""
    entries = [Vulnerability(f"CNVD-2031-1234{n}", cves=(f"CVE-2031-100{n}", f"CVE-2030-100{n}")) for n in range(5)]
    made = pairs.files(catalogues.shelved(entries), ["CVE-2031-1003"], terms(DEFAULT_BASE))
    counts = {}
    for path, content in made:
        place = tmp_path / Path(path).name
        place.write_bytes(b"".join(content))
        counts[place.name] = len(sssom_set.read(place.read_text("utf-8"), place.name).rows)
        done = validate(sssom, place)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert counts == {"cnvd-cve.sssom.tsv": 10, "cve-org.sssom.tsv": 10, "cve-kev.sssom.tsv": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\t0.95\t", "\t1.95\t"),
        ("semapv:ManualMappingCuration", "semapv:Guessing"),
        ("#  rsit: https://w3id.org/cncert-kg/code/rsit/\n", ""),
    ],
)
def test_a_broken_set_is_not(sssom: Path, tmp_path: Path, old: str, new: str) -> None:
    """So that an accepted set means something."""
    text = (ROOT / "ontology" / "mappings" / "rsit.sssom.tsv").read_text("utf-8")
    broken = tmp_path / "rsit.sssom.tsv"
    broken.write_text(text.replace(old, new), "utf-8")
    assert old in text and validate(sssom, broken).returncode != 0
