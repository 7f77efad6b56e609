"""CNVD entries that lists name."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode

from cncert_kg import building
from cncert_kg.extraction import from_file
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.vocab import DCT, OA, own
from tests.reading import DOCUMENTS


def test_an_entry_of_one_copy_only_is_described(tmp_path: Path) -> None:
    """Two copies of a list that differ name more entries than the canonical one; none is a name without a thing."""
    text = next(p for p in DOCUMENTS if p.name == "attention-list.md").read_text("utf-8")
    (tmp_path / "a.md").write_text(text, "utf-8")
    other = text.replace("CNVD-2031-10002", "CNVD-2031-10009").replace("date: 2031-02-25", "date: 2031-02-20")
    (tmp_path / "b.md").write_text(other, "utf-8")
    made = building.build(map(from_file, sorted(tmp_path.glob("*.md"))), DEFAULT_BASE)
    union = set(made.union())
    numbers = {t.object.value for t in union if t.predicate == DCT.identifier and isinstance(t.object, Literal)}
    assert {"CNVD-2031-10001", "CNVD-2031-10002", "CNVD-2031-10009", "CNVD-2031-200033"} <= numbers
    described = {t.subject for t in union}
    assert {t.object for t in union if t.predicate == OA.hasBody} <= described
    highlighted = {t.object for t in union if t.predicate == own().highlights}
    assert NamedNode(f"{DEFAULT_BASE}id/vuln/CNVD-2031-10009") not in highlighted
    assert made.validation.violations == ()
