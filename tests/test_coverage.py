"""What a build must hold at least, and what happens where it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cncert_kg import building, coverage
from cncert_kg.errors import PublicationError
from cncert_kg.extraction import from_file
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.merge import merge
from cncert_kg.model import Report
from cncert_kg.readers import register
from cncert_kg.validate import load_shapes
from tests import factory, real
from tests.factory import monday, weekly_post


def reports(folder: Path, good: int, changed: int) -> list[Report]:
    """Give reports of posts in today's form, and of posts whose key phrase a new layout has renamed."""
    out = []
    for number in range(5, 5 + good + changed):
        raw = weekly_post(number, monday(number))
        if number >= 5 + good:
            raw = raw.replace("共处理网络安全事件".encode(), "共办理网络安全事件".encode())
        path = folder / f"{number}.md"
        path.write_bytes(raw)
        out.append(from_file(path))
    return out


@pytest.mark.parametrize(("good", "changed", "is_broken"), [(4, 0, False), (3, 1, False), (0, 3, False), (1, 3, True)])
def test_a_changed_layout_is_told_from_a_bad_copy(tmp_path: Path, good: int, changed: int, is_broken: bool) -> None:
    """More than half of at least four copies lost stops a build; a bad copy among good ones does not."""
    found = reports(tmp_path, good, changed)
    assert [r.status for r in found] == ["full"] * good + ["quarantined"] * changed
    assert {r.series for r in found} == {"cncert-weekly"}
    assert bool(list(coverage.broken(merge(found, {}), found, False))) is is_broken


def test_a_changed_layout_is_not_published(tmp_path: Path) -> None:
    """The gate names the series and how many of its copies were lost."""
    made = building.build(reports(tmp_path, 1, 3), DEFAULT_BASE)
    with pytest.raises(PublicationError, match=r"E_COVERAGE(.|\n)*cncert-weekly: 3 of 4 copies") as stopped:
        building.check_covered(made, tmp_path)
    assert stopped.value.exit_code == 3


def test_a_lost_copy_leaves_a_gap_on_its_issue(tmp_path: Path) -> None:
    """A copy that was recognised and not read proves its issue, which is then a gap and no zero."""
    corpus = merge(reports(tmp_path, 0, 1), {})
    assert [(g.issue, g.gap.reason) for g in corpus.gaps] == [(("cncert-weekly", corpus.issues[0].key), "unparsed")]
    assert not corpus.observations


def test_the_embedded_register_holds_its_minima() -> None:
    """The default passes, and falls short as soon as a tenth of its issues is gone."""
    kept = register.read(register.embedded())
    assert list(coverage.broken(merge(kept, {}), kept, True)) == []
    weekly = [r for r in kept if r.series == "cncert-weekly" and r.is_used]
    lost = {r.document.sha256 for r in weekly[:4]}
    fewer = [replace(r, figures=(), status="shell") if r.document.sha256 in lost else r for r in kept]
    assert any("readable issues" in line for line in coverage.broken(merge(fewer, {}), fewer, True))
    assert list(coverage.broken(merge(fewer, {}), fewer, False)) == []


def test_no_shape_is_idle_on_the_real_documents(shared: Path) -> None:
    """A shape without a focus node conforms whatever is wrong; on the shared documents each has one."""
    made = factory.with_sets(real.reports(shared))
    assert len(made.inputs) == len(real.paths(shared))
    assert made.validation.unused == ()
    assert made.validation.violations == ()
    assert len(made.validation.coverage) == len(load_shapes().targeted)
