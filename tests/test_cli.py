"""The commands: results on stdout, one coded line a problem on stderr, and the exit codes of `errors`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from cncert_kg import __version__, cli
from cncert_kg.manifest import read_manifest, verify_manifest
from cncert_kg.publication import lock, publish
from cncert_kg.readers import register
from tests import factory
from tests.conftest import ROOT

Run = Callable[..., tuple[int, str, str]]
LINE = re.compile(r"[EW]_[A-Z_]+ \S.*: \S.*")


@pytest.fixture
def here(memory_disk: Path) -> Path:
    """An empty folder, in memory: a release has thousands of files, each of which is synced."""
    return memory_disk


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], here: Path) -> Run:
    """Run a command in an empty folder and give exit code, output and errors."""
    monkeypatch.chdir(here)

    def ran(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["cncert-kg", *map(str, arguments)])
        try:
            cli.main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return ran


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data files of a release of the small build, as a folder that can be asked."""
    folder = tmp_path_factory.mktemp("released")
    for path, content in factory.small_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def lines(errors: str) -> list[str]:
    """Give the lines of stderr, each of which must be a coded one."""
    found = errors.splitlines()
    assert all(LINE.fullmatch(line) for line in found), errors
    return found


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty.md": (b"", "E_EMPTY"),
    "blank.md": (b" \n\t\n", "E_EMPTY"),
    "binary.md": (bytes(range(256)) * 9, "E_BINARY"),
    "paper.pdf": (b"%PDF-1.7\n", "E_PDF"),
    "damaged.md": (factory.weekly_post(31).replace("演习".encode(), b"\xff\xfe", 1), "E_ENCODING"),
    "truncated.md": (factory.weekly_post(32).split("含跨境".encode())[0], "E_FIGURE"),
    "digits.md": (factory.weekly_post(33, handled="9" * 5000), "E_FIGURE"),
    "below-zero.md": (factory.weekly_post(34, handled="-5"), "E_FIGURE"),
    "no-such-day.md": (factory.weekly_post(7).replace("2月17日".encode(), "2月30日".encode()), "E_DATE"),
    "backwards.md": (factory.weekly_post(7).replace("2月17日".encode(), "2月28日".encode()), "E_DATE"),
    "week-54.md": (factory.weekly_post(7).replace("第7期".encode(), "第54期".encode()), "E_DATE"),
    "published.md": (factory.weekly_post(35, published="2031-13-45"), "E_DATE"),
    "large.md": (b"[" * 5_000_001, "E_SIZE"),
}


def test_one_bad_document_does_not_stop_the_others(run: Run, here: Path) -> None:
    """Each bad one is one coded line and listed; the good ones are published; exit 1."""
    source = factory.save(here / "in", {**factory.documents(), **{n: raw for n, (raw, _) in HOSTILE.items()}})
    (source / "gb18030.md").write_bytes(factory.weekly_post(36).decode().encode("gb18030"))
    (source / "a\nb.md").write_bytes(factory.weekly_post(37))
    Path(os.fsdecode(os.fsencode(source) + b"/\xff\xfe.md")).write_bytes(factory.weekly_post(38))
    os.mkfifo(source / "pipe.md")
    (source / "link.md").symlink_to("week-07.md")
    code, out, err = run("build", source, "-o", "public")
    assert code == 1
    found = {
        line.split(" ", 2)[1].partition(":")[0]: line.split(" ")[0] for line in lines(err) if line.startswith("E_")
    }
    assert found == {n: c for n, (_, c) in HOSTILE.items()} | {"pipe.md": "E_INPUT_KIND", "link.md": "E_INPUT_KIND"}
    assert verify_manifest(here / "public") == []
    manifest = read_manifest(here / "public")
    assert manifest["counts"]["outcomes"] == {
        "full": 8, "partial": 0, "shell": 1, "blocked": 0, "deleted": 0, "unrecognised": 1, "quarantined": 15,
    }  # fmt: skip
    assert {i["name"]: i["problems"][-1]["code"] for i in manifest["inputs"] if i["outcome"] == "quarantined"} == found
    assert manifest["counts"]["observations"] == len(factory.small_build().corpus.observations) + 12
    assert "published public" in out and "15 quarantined" in out


def test_a_file_that_the_system_refuses_is_quarantined(run: Run) -> None:
    """A file that exists and cannot be read is one line, and no reason to stop."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("no file here that nobody can read")
    code, out, err = run("extract", "/proc/self/mem")
    assert (code, json.loads(out)["status"]) == (1, "quarantined")
    assert lines(err)[0].startswith("E_UNREADABLE mem: cannot be read")


def test_a_good_build_says_what_it_did(run: Run, here: Path) -> None:
    """Exit 0, five lines on stdout, nothing on stderr; a file named twice is read once."""
    source = factory.save(here / "in")
    code, out, err = run("build", source / "week-07.md", *sorted(source.iterdir()), source)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "7 documents: 5 full, 1 shell, 1 unrecognised"
    assert re.fullmatch(r"published public \([0-9a-f]{12}\)", out.splitlines()[4])
    assert verify_manifest(here / "public") == []
    assert len(list((here / ".public.releases").iterdir())) == 1


def test_a_register_can_be_read_again(run: Run, here: Path) -> None:
    """What `extract --format register` writes is what is read, with documents beside it or not."""
    source = factory.save(here / "in")
    assert run("extract", source, "--format", "register", "-o", "tables")[0] == 0
    (here / "beside.md").write_bytes(factory.weekly_post(41))
    code, out, err = run("extract", "beside.md", "tables")
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err, len(found)) == (0, "", 7)
    texts = {name: hashlib.sha256(raw).hexdigest() for name, raw in factory.documents().items() if name != "other.txt"}
    kept = {f"register:{sha256[:16]}" for sha256 in texts.values()}
    assert {r["document"] for r in found} == {"beside.md", *kept}
    assert run("extract", "tables", "--format", "register", "-o", "again")[0] == 0
    assert {p.name: p.read_bytes() for p in (here / "tables").iterdir()} == {
        p.name: p.read_bytes() for p in (here / "again").iterdir()
    }


USAGE = [
    (("build", "nowhere"), "E_INPUT nowhere"),
    (("build", "empty"), "E_INPUT empty"),
    (("build", "in", "nowhere"), "E_INPUT nowhere"),
    (("build", "in", "-o", "folder"), "E_TARGET "),
    (("build", "in", "-o", "in/week-07.md"), "E_TARGET "),
    (("build", "in", "--base", "foo"), "E_BASE --base"),
    (("build", "in", "--base", "https://x.example/#"), "E_BASE --base"),
    (("build", "in", "--base", "javascript:alert(1)/"), "E_BASE --base"),
    (("extract", "in", "--format", "register"), "E_OUTPUT extract"),
    (("extract", "nowhere"), "E_INPUT nowhere"),
    (("query",), "E_QUERY query"),
    (("query", "ASK {}", "--name", "gaps"), "E_QUERY query"),
    (("query", "--name", "no-such"), "E_QUERY no-such"),
    (("query", "none.rq"), "E_QUERY none.rq"),
    (("query", "no-such"), "E_QUERY no-such"),
    (("query", "gaps", "--set", "x=1", "--data", "empty.ttl"), "E_PARAMETER gaps"),
    (("query", "gaps", "--set", "x", "--data", "empty.ttl"), "E_PARAMETER --set"),
    (("query", "ASK {}", "--set", "x=1", "--data", "empty.ttl"), "E_PARAMETER --set"),
    (("query", "SELECT * FROM <http://x/g> {}", "--data", "empty.ttl"), "E_FROM http://x/g"),
    (("query", "DROP ALL", "--data", "empty.ttl"), "E_UPDATE query"),
    (("query", "ASK { FILTER(<http://x/f>(1)) }", "--data", "empty.ttl"), "E_FUNCTION query"),
    (("query", "SELECT * { ?s ?p }", "--explain", "--data", "empty.ttl"), "E_SPARQL query"),
    (("load",), "E_LOAD load"),
    (("load", "http://127.0.0.1:9/", "--bulk", "qlever", "-o", "b"), "E_LOAD load"),
    (("load", "ftp://x/", "--data", "empty.ttl"), "E_ENDPOINT ENDPOINT"),
    (("dump", "--slice", "indicator", "--data", "empty.ttl"), "E_SLICE"),
    (("serve", "nowhere"), "E_DATA nowhere"),
    (("query", "ASK {}", "--data", "nowhere"), "E_DATA nowhere"),
    (("query", "SELECT * {", "--data", "empty.ttl"), "E_SPARQL query"),
    (("query", "ASK { SERVICE <http://127.0.0.1:9/> {} }", "--data", "empty.ttl"), "E_SERVICE query"),
    (("query", "SELECT * {}", "--data", "empty.ttl", "--format", "ttl"), "E_FORMAT query"),
    (("validate", "nowhere.ttl"), "E_DATA nowhere.ttl"),
    (("validate", "empty"), "E_DATA empty"),
]


@pytest.mark.parametrize(("arguments", "said"), USAGE, ids=lambda v: " ".join(v)[:40] if isinstance(v, tuple) else "")
def test_a_mistake_of_the_caller_is_one_line_and_2(run: Run, here: Path, arguments: tuple[str, ...], said: str) -> None:
    """Nothing is written, nothing is taken away."""
    factory.save(here / "in", {"week-07.md": factory.weekly_post(7)})
    (here / "empty").mkdir()
    (here / "folder").mkdir()
    (here / "empty.ttl").write_bytes(b"")
    before = sorted(here.rglob("[!.]*"))
    code, out, err = run(*arguments)
    assert (code, out, len(lines(err))) == (2, "", 1)
    assert err.startswith(said)
    assert sorted(here.rglob("[!.]*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("biuld",),
        (),
        ("build", "--no-such"),
        ("build", "--jobs", "0"),
        ("build", "--jobs", "x"),
        ("extract", "--format", "xml"),
        ("validate",),
        ("query", "--format", "pdf"),
        ("series", "x"),
    ],
)
def test_a_typo_gives_usage_and_2(run: Run, arguments: tuple[str, ...]) -> None:
    """An unknown command or option, or a value that is none, shows how it is used."""
    code, out, err = run(*arguments)
    assert code == 2
    assert "Usage: cncert-kg" in out + err


@pytest.mark.parametrize("command", ["", "build", "extract", "validate", "query", "series", "serve", "load", "dump"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    """--help gives usage and a sentence, on stdout, exit 0."""
    code, out, err = run(*filter(None, [command, "--help"]))
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: cncert-kg {command}".rstrip())
    assert len(out.splitlines()) > 5


def test_version_and_series(run: Run) -> None:
    """The version, and a line a series with its publisher."""
    assert run("--version") == (0, f"cncert-kg {__version__}\n", "")
    code, out, err = run("series")
    assert (code, err) == (0, "")
    assert "cncert-weekly  cncert" in out.splitlines()


@pytest.mark.parametrize("epoch", ["²", "-1", "tomorrow"])
def test_a_wrong_source_date_epoch_is_the_callers_mistake(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    """It is refused, not ignored."""
    factory.save(here / "in", {"a.md": factory.weekly_post(7)})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    code, _, err = run("build", "in")
    assert (code, lines(err)[0].split(" ")[:2]) == (2, ["E_EPOCH", "SOURCE_DATE_EPOCH:"])


def test_extract_reports_what_it_did_not_read(run: Run, here: Path) -> None:
    """`--report` gives the numbers that no rule took, and counts for each document."""
    code, out, _ = run("extract", factory.save(here / "in"), "--report")
    head, *rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert head[0] == "document"
    assert {row[2] for row in rows} <= {"figure", "total"}
    assert any(row[2] == "total" and row[4].startswith("read ") for row in rows)


def test_extract_lists_what_it_read(run: Run, here: Path) -> None:
    """One object a document as JSON lines, one line a figure as CSV, the copies and figures as Turtle."""
    source = factory.save(here / "in")
    code, out, _ = run("extract", source)
    found = {r["document"]: r for r in map(json.loads, out.splitlines())}
    assert (code, sorted(found)) == (0, sorted(factory.documents()))
    assert [o["value"] for o in found["week-08.md"]["observations"]] == ["fair", "1204", "98", "77"]
    assert run("extract", source, "--jobs", "2")[1] == out
    rows = list(csv.DictReader(io.StringIO(run("extract", source, "--format", "csv")[1])))
    assert len(rows) == sum(len(r["observations"]) for r in found.values())
    turtle = run("extract", source, "--format", "ttl")[1]
    assert len(list(parse(turtle, RdfFormat.TURTLE))) > 500


def odd_register(folder: Path, value: str) -> Path:
    """Write a register whose only issue has a figure that no post states."""
    (report,) = factory.reports({"a.md": factory.weekly_post(21)})
    register.save(folder, [replace(report, figures=(*report.figures, factory.figure(value)))])
    return folder


def test_a_violation_stops_the_publication(run: Run, here: Path) -> None:
    """A count below zero is read, and not published: exit 3, and the last release stands."""
    publish(here / "public", [("index.html", b"<p>old")], {})
    before = (here / "public").readlink()
    code, out, err = run("build", odd_register(here / "tables", "-5"))
    assert (code, out) == (3, "")
    assert err.startswith("E_SHACL public: 1 violations")
    assert "A count is negative: -5." in err
    assert (here / "public").readlink() == before
    assert verify_manifest(here / "public") == []


def test_a_broken_register_stops_the_publication(run: Run, here: Path) -> None:
    """A code that no list has is named with its line: exit 3, nothing written."""
    tables = odd_register(here / "tables", "14")
    figures = tables / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace("incident-phishing-handled,", "incident-invented,"), "utf-8")
    code, _, err = run("build", tables)
    assert (code, len(lines(err)), (here / "public").exists()) == (3, 1, False)
    assert re.match(r"E_REGISTER figures\.csv:\d+: .*incident-invented", err)


def test_validate_tells_good_from_broken_from_malformed(run: Run, here: Path, released: Path) -> None:
    """0 for a release, 3 for a file that breaks a shape, 74 for one that does not parse."""
    code, out, err = run("validate", released)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith("conforms: 0 Violation")
    turtle = (released / "data" / "cncert-kg.ttl").read_bytes()
    broken = turtle.replace(b'smea:obsValue "1204"', b'smea:obsValue "-1204"')
    assert broken != turtle
    (here / "broken.ttl").write_bytes(broken)
    code, out, _ = run("validate", "broken.ttl")
    assert code == 3
    assert "Violation" in out and "does not conform" in out
    code, out, _ = run("validate", "broken.ttl", "--format", "json")
    assert (code, json.loads(out)["conforms"]) == (3, False)
    code, out, _ = run("validate", "broken.ttl", "--format", "ttl")
    assert (code, any("ValidationResult" in str(q) for q in parse(out, RdfFormat.TURTLE))) == (3, True)
    (here / "malformed.ttl").write_bytes(turtle[: len(turtle) // 2])
    code, out, err = run("validate", "malformed.ttl")
    assert (code, out, len(lines(err))) == (74, "", 1)
    assert err.startswith("E_RDF malformed.ttl: ")


def test_query_takes_names_values_and_limits(run: Run, released: Path) -> None:
    """A name as the argument, another value for a parameter, most rows, and what is asked instead of the answer."""
    by_name = run("query", "memberships", "--data", released)
    assert by_name == run("query", "--name", "memberships", "--data", released)
    assert by_name[0] == 0
    none = run("query", "memberships", "--set", "organisation=corg:cnvd", "--data", released, "--format", "csv")
    assert (none[0], len(none[1].splitlines())) == (0, 1)
    code, out, err = run("query", "memberships", "--limit", "1", "--data", released, "--format", "csv")
    assert (code, len(out.splitlines())) == (0, 2)
    assert err.startswith("W_TRUNCATED query: 1 rows, and more")
    code, out, err = run("query", "memberships", "--limit", "1", "--data", released)
    assert (code, out.splitlines()[-1], err) == (0, "(1 rows, and more)", "")
    code, out, _ = run("query", "memberships", "--explain", "--data", released, "--lang", "zh")
    assert (code, "成员" in out, "PREFIX org: <" in out, "--set organisation=corg:cncert" in out) == (
        0,
        True,
        True,
        True,
    )
    assert re.search(r"\?membership org:member \?organisation   [1-9]", out)


def test_dump_writes_a_slice(run: Run, here: Path, released: Path) -> None:
    """To stdout, or to a file that is there whole or not at all."""
    arguments = ("dump", "--slice", "indicator=incident-handled", "--data", released)
    code, out, err = run(*arguments)
    assert (code, err, len(out.splitlines())) == (0, "", 4)
    assert run(*arguments, "-o", "slice.csv") == (0, "", "")
    assert (here / "slice.csv").read_text("utf-8").splitlines() == out.splitlines()
    code, _, err = run("dump", "--slice", "indicator=no-such", "--data", released, "-o", "slice.csv")
    assert (code, err.startswith("E_UNKNOWN indicator"), (here / "slice.csv").stat().st_size > 0) == (2, True, True)
    assert run(*arguments, "-o", here / "missing" / "slice.csv")[0] == 74


def test_query_asks_in_every_way(run: Run, here: Path, released: Path) -> None:
    """A query as text, as a file, by name, listed; as a table or for programs."""
    question = "SELECT ?v { ?o d:indicator ind:incident-handled ; smea:obsValue ?v } ORDER BY ?v"
    (here / "a.rq").write_text(question, "utf-8")
    table = run("query", question, "--data", released)
    assert table == (0, "v\n----\n52\n431\n1204\n(3 rows)\n", "")
    assert run("query", "a.rq", "--data", released) == table
    assert run("query", question, "--data", released / "data" / "cncert-kg.ttl") == table
    assert run("query", question, "--data", released, "--format", "csv")[1].split() == ["v", "52", "431", "1204"]
    listing = run("query", "--list")[1].splitlines()
    assert all(re.match(r"[a-z][a-z-]+  \S", line) for line in listing) and "gaps" in {x.split(" ")[0] for x in listing}
    code, out, _ = run("query", "--name", "gaps", "--data", released, "--lang", "zh")
    assert (code, out.endswith(" rows)\n")) == (0, True)


def started(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": options.pop("unbuffered", "")}
    command = [sys.executable, "-m", "cncert_kg", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **options)


@pytest.fixture
def everything(released: Path) -> Iterator[list[object]]:
    """Arguments of a query whose answer is larger than any buffer."""
    yield ["query", "SELECT ?s ?p ?o { ?s ?p ?o }", "--data", released, "--format", "csv"]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_early_hears_no_complaint(everything: list[object], unbuffered: str) -> None:
    """`| head -1` ends the command without a word and without pretending that all went well."""
    with started(*everything, stdout=subprocess.PIPE, unbuffered=unbuffered) as asked:
        assert asked.stdout and asked.stderr
        assert asked.stdout.readline() == b"s,p,o\r\n"
        asked.stdout.close()
        errors = asked.stderr.read()
    assert (asked.returncode, errors) == (74, b"")


def test_a_full_disk_at_the_output_is_said(everything: list[object]) -> None:
    """`> /dev/full` is an error of storage, told in one line."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full, started(*everything, stdout=full) as asked:
        assert asked.stderr
        errors = asked.stderr.read().decode()
    assert (asked.returncode, len(lines(errors)), errors[:5]) == (74, 1, "E_IO ")


def test_a_closed_output_does_no_harm() -> None:
    """`>&-` leaves nothing to write to; the command does its work."""
    command = [sys.executable, "-m", "cncert_kg", "series"]
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    done = subprocess.run(shell, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_another_build_holds_the_lock(run: Run, here: Path) -> None:
    """Exit 75, one line, nothing read."""
    with lock(here / "public"):
        code, out, err = run("build", "nowhere")
    assert (code, out, len(lines(err))) == (75, "", 1)
    assert err.startswith("E_LOCKED ")


def test_a_name_no_file_can_have_is_an_error_of_storage(run: Run) -> None:
    """What the system itself refuses is told in one line too."""
    code, out, err = run("build", "a" * 300)
    assert (code, out, len(lines(err))) == (74, "", 1)
