"""Two releases compared, figure by figure: what came, what went, what is another, and whose change that is.

A build that is given the release before it puts the result beside its pages (`bundle`): a function of the two
releases and nothing else, so builds stay deterministic.
"""

from __future__ import annotations

from pathlib import Path

from cncert_kg.differences.bundle import bundle, diff_json, notes
from cncert_kg.differences.bundle import files as bundle_files
from cncert_kg.differences.comparison import Comparison, compare
from cncert_kg.differences.saving import compared, lines, save
from cncert_kg.differences.side import Side, side
from cncert_kg.manifest import MANIFEST, file_sha256

__all__ = [
    "Comparison", "Side", "bundle", "bundle_files", "compare", "compared", "diff_json", "key", "lines", "notes",
    "save", "side",
]  # fmt: skip


def key(release: Path) -> str:
    """Identify a release that is compared with, for the keys of what is remembered; errors as `side`."""
    side(release)
    return file_sha256(release / MANIFEST)
