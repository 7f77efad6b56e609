"""The register keeps what was read without its sentences, and is believed only where every cell is sound."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cncert_kg import building
from cncert_kg.bibliography import Bibliography, Chapter
from cncert_kg.errors import ResourceError, StorageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.model import Document, Figure, Mention, Period, Quantity, Report
from cncert_kg.readers import register
from cncert_kg.vocab import DCT, OA, RDFS, own
from tests import factory, real
from tests.conftest import ROOT, absent
from tests.factory import embedded_build, small_build

TABLES = dict(register.write(factory.reports(factory.documents())))
TEXTS = {
    DCT.title.value,
    OA.exact.value,
    OA.terms["prefix"].value,
    OA.suffix.value,
    own().sentence.value,
    own().wasReadFromRegister.value,
}


def saved(place: Path, tables: dict[str, bytes]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        (place / name).write_bytes(content)
    return place


def test_a_build_from_the_register_differs_in_texts_only(tmp_path: Path) -> None:
    """Every IRI of a mention, claim, gap, finding and observation is the one the documents gave."""
    read = register.read(saved(tmp_path, TABLES))
    made = building.build(read, DEFAULT_BASE)
    kept = {r.document.sha256 for r in read}
    assert kept == {r.document.sha256 for r in small_build().inputs if r.is_used or r.series}
    for name, triples in small_build().graphs.items():
        if name == "catalog":
            continue  # The run names its inputs, and the register leaves out what is no report.
        gone, come = set(triples) - set(made.graphs[name]), set(made.graphs[name]) - set(triples)
        assert {t.predicate.value for t in come} <= TEXTS, name
        left = {
            t.predicate.value for t in gone if not str(t.subject).endswith("#quote>") and "#quote" not in str(t.object)
        }
        assert left <= TEXTS, name


def test_what_is_read_is_written_again_the_same(tmp_path: Path) -> None:
    """write(read(x)) is x, whatever the order of the reports, and twins fall together."""
    read = register.read(saved(tmp_path, TABLES))
    assert dict(register.write(read)) == TABLES
    assert dict(register.write([*reversed(read), *read])) == TABLES


def test_every_field_survives(tmp_path: Path) -> None:
    """Commas, quotes, line breaks, bounds, witnesses, chapters and odd titles come back as they were."""
    where = Mention(3, 9, "cncert-weekly/x.level", Decimal("184000"))
    figure = Figure(
        "incident-handled", "level", where,
        Quantity(Decimal("184000"), "approximately", Decimal("183500"), Decimal("184500")),
        witnesses=(replace(where, start=30, end=33, stated=Decimal("-0.5")),),
        period=Period("2031-02", "2031-02"), series="org-statistics",
    )  # fmt: skip
    book = Bibliography("a,b", 'c"d', "e\nf", "", "2031-06", (Chapter("2.3", "g", 7), Chapter("", "漏", 0)))
    document = Document("register:" + "ab" * 8, "ab" * 32, "", source="=1+1\r\n", url="x y", text_sha256="cd" * 32)
    week = Period("2031-02-17", "2031-02-23")
    report = Report(
        document, "cncert-weekly", "2031-07", week, "full", "title", "7", "周", (figure,), bibliography=book
    )
    (again,) = register.read(saved(tmp_path, dict(register.write([report]))))
    assert again == report


def changed(table: str, row: int, column: str, value: str | None) -> dict[str, bytes]:
    """Give the tables with one cell changed, or one row doubled for `None`."""
    reader = csv.DictReader(io.StringIO(TABLES[f"{table}.csv"].decode(), newline=""))
    rows = list(reader)
    if value is None:
        rows.insert(row, rows[row])
    else:
        rows[row] = {**rows[row], column: value}
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {**TABLES, f"{table}.csv": buffer.getvalue().encode()}


BROKEN = [
    *(("documents", "sha256", v) for v in ("", "ab", "AB" * 32, "zz" * 32, "../../etc/passwd")),
    *(("documents", "status", v) for v in ("", "FULL", "unheard-of")),
    *(("documents", "series", v) for v in ("", "no-such-series", "a/b", "漏")),
    *(("documents", "issue", v) for v in ("", "a/b", "> <x", "-")),
    *(("documents", "period", v) for v in ("2031-02-30", "2031-02-23_2031-02-17")),
    *(("documents", "period", v) for v in ("2031_2031-01", "２０３１", "x", "undated-/")),
    *(("documents", "published", v) for v in ("2031-02-30", "yesterday", "2031-W07-1")),
    ("documents", "text_sha256", "0"),
    *(("figures", "value", v) for v in ("x", "1.50", "007", "1e3", "NaN", "Infinity", "-0")),
    *(("figures", "value", v) for v in ("１２", "1_0", " 1", "9" * 5000, "")),
    *(("figures", "lower", v) for v in ("x", "1.0")),
    *(("figures", "stated", v) for v in ("", "x", "1,204", "NaN")),
    *(("figures", c, "unheard-of") for c in ("indicator", "statistic", "breakdown", "qualifier", "series", "period")),
    ("figures", "code", "good"),
    *(("figures", "start", v) for v in ("", "-1", "1.0", "１２", "1_0", "99999999999", "x")),
    ("figures", "end", "0"),
    *(("figures", "rule", v) for v in ("", "x", "a/b/c", "/", "a/漏")),
    *(("statements", "subject", v) for v in ("", "nobody", "a/b")),
    *(("statements", "predicate", v) for v in ("", "unheard-of")),
    *(("statements", "language", v) for v in ("fr", "zh-CN")),
    *(("statements", c, "unheard-of") for c in ("role", "since", "start")),
    *(("listed", "series", v) for v in ("", "no-such-series")),
    *(("listed", "period", v) for v in ("2031-02-30", "x")),
    ("listed", "issue", "a b"),
    *(("gaps", c, "unheard-of") for c in ("reason", "indicator", "statistic", "subject")),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value"), BROKEN, ids=lambda v: ascii(v)[:30])
def test_a_value_that_is_none_is_named_with_its_line(tmp_path: Path, table: str, column: str, value: str) -> None:
    """A cell that cannot be believed stops the reading, with table and line."""
    rows = list(csv.DictReader(io.StringIO(TABLES[f"{table}.csv"].decode(), newline="")))
    row = next(n for n, r in enumerate(rows) if r.get("value") or table != "figures")
    if table == "documents":
        row = next(n for n, r in enumerate(rows) if r["series"])
    with pytest.raises(ResourceError, match="E_REGISTER") as refused:
        register.read(saved(tmp_path, changed(table, row, column, value)))
    assert re.fullmatch(r"(documents|figures|statements|listed|gaps)\.csv:\d+", refused.value.where)
    if column != "sha256":
        assert refused.value.where == f"{table}.csv:{row + 2}"
    assert "\n" not in str(refused.value)
    assert refused.value.exit_code == 3


OBJECTS = [
    ("founded", "2001-13"), ("founded", "soon"), ("function", "x"), ("years-of-practice", "0"), ("member-of", "nobody"),
    ("telephone", "12345"), ("fax", "+"), ("email", "a b"), ("website", "javascript:x"), ("name", ""),
    ("years-of-practice", "二十"),
]  # fmt: skip


@pytest.mark.parametrize(("predicate", "value"), OBJECTS)
def test_an_object_that_its_predicate_cannot_have_is_refused(tmp_path: Path, predicate: str, value: str) -> None:
    """What a statement says must be what its predicate takes."""
    tables = changed("statements", 0, "predicate", predicate)
    text = tables["statements.csv"].decode().splitlines()
    cells = next(csv.reader([text[1]]))
    cells[3] = value
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    tables["statements.csv"] = "\n".join([text[0], buffer.getvalue().rstrip("\n"), *text[2:], ""]).encode()
    with pytest.raises(ResourceError, match=r"E_REGISTER statements\.csv:2"):
        register.read(saved(tmp_path, tables))


DAMAGED = [
    ("documents.csv", b""),
    ("documents.csv", b"sha256,name\n"),
    ("figures.csv", b"\xff\xfe\x00"),
    ("gaps.csv", TABLES["gaps.csv"] + b"a,b\n"),
    ("gaps.csv", TABLES["gaps.csv"].replace(b"\n", b",x\n").replace(b"predicate,x", b"predicate")),
    ("figures.csv", TABLES["figures.csv"] + b"x" * 200_000 + b"\n"),
    ("problems.csv", b"\xef\xbb\xbf" + TABLES["problems.csv"]),
    ("statements.csv", TABLES["listed.csv"]),
]


@pytest.mark.parametrize(("name", "content"), DAMAGED, ids=lambda v: ascii(v)[:20])
def test_a_damaged_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """Other columns, other bytes, short and long rows: the table is named, and nothing is used."""
    with pytest.raises(ResourceError, match=rf"E_REGISTER {name}"):
        register.read(saved(tmp_path, {**TABLES, name: content}))


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"documents.csv", "figures.csv"}))
def test_a_register_that_lacks_a_table_is_no_folder_of_documents(tmp_path: Path, name: str) -> None:
    """A lost table is named, instead of the others being taken for unknown documents."""
    saved(tmp_path, TABLES)
    (tmp_path / name).unlink()
    assert register.is_register(tmp_path)
    with pytest.raises(ResourceError, match=rf"E_REGISTER {name}"):
        register.read(tmp_path)


def test_a_document_stands_once(tmp_path: Path) -> None:
    """Two rows of one document would count its figures twice."""
    with pytest.raises(ResourceError, match=r"E_REGISTER documents\.csv:\d+: the document stands twice"):
        register.read(saved(tmp_path, changed("documents", 0, "", None)))


def test_save_reports_where_it_cannot_write(tmp_path: Path) -> None:
    """A file where the folder should be is an error of storage."""
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(StorageError, match="E_IO"):
        register.save(tmp_path / "x", [])


def test_the_embedded_register_builds_without_violation() -> None:
    """What comes with the package is a whole release."""
    assert embedded_build().validation.violations == ()
    assert len(embedded_build().corpus.observations) > 100


def test_the_embedded_register_holds_no_sentence() -> None:
    """No run of Chinese that is long enough to be a sentence; the title of a CNVD entry is a name, however long."""
    for path in sorted(register.embedded().glob("*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")):
            cells = [v for k, v in row.items() if (path.stem, k) != ("vulnerabilities", "title")]
            assert not re.search("[\u3400-\u9fff]{30,}", " ".join(cells)), row
            assert max(map(len, row.values())) < 300


def test_labels_of_the_embedded_build_are_no_sentences() -> None:
    """Nor has any label of the graph that is built of it."""
    texts = [t.object.value for t in embedded_build().union() if t.predicate == RDFS.label]  # type: ignore[union-attr]
    assert not [x for x in texts if re.search("[\u3400-\u9fff]{60,}", x)]


@pytest.mark.shared
@pytest.mark.slow
def test_the_embedded_register_is_what_extraction_gives_now(shared: Path) -> None:
    """After a change of a reader or a series, the register is written anew: `make register`."""
    now = dict(register.write(real.reports(shared)))
    then = {p.name: p.read_bytes() for p in register.embedded().glob("*.csv")}
    stale = [name for name in sorted(now.keys() | then.keys()) if now.get(name) != then.get(name)]
    assert stale == [], "run `make register`"


def test_the_makefile_writes_the_register_that_is_read() -> None:
    """The target `register` names the folder that `embedded` reads."""
    makefile = ROOT / "Makefile"
    if not makefile.is_file():
        absent("makefile", "no Makefile here")
    assert str(register.embedded().relative_to(ROOT)) in makefile.read_text("utf-8")
