"""The project keeps its own rules: one direction of flow, small functions, no hidden input."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT, absent

STAGES: tuple[tuple[str, ...], ...] = (
    (
        "",
        "errors",
        "bibliography",
        "document",
        "vulnerability",
        "model",
        "text",
        "iris",
        "vocab",
        "resources",
        "turtle",
        "conversion",
        "manifest",
        "stage",
        "cache",
        "sections",
        "questions",
        "hints",
        "guard",
        "results",
        "engine",
        "atom",
    ),
    ("indicators", "knowledge", "corpus"),
    ("readers",),
    ("series",),
    ("extraction", "listing", "register", "accounting", "unread"),
    ("merge", "contradictions", "vulnerabilities"),
    ("graph", "links"),
    (
        "tables",
        "unread_table",
        "earl",
        "history",
        "focus",
        "shape_check",
        "validation_report",
        "validate",
        "any_shapes",
    ),
    (
        "release",
        "publication",
        "keeping",
        "store",
        "sorted_quads",
        "observation_rows",
        "coverage",
        "answers",
        "explaining",
    ),
    ("linking", "review"),
    ("others", "building"),
    ("site",),
    ("shards", "shelves", "pairs", "inventory", "parts", "whole", "composition", "remembered", "answering"),
    ("publishing", "workers", "exports", "exporting", "comparing", "verifying", "differences"),
    ("frames", "published", "slices", "rdflib_graph"),
    ("endpoint", "loading"),
    ("cli", "__main__", "terminal", "options", "making", "exchange", "asking", "sharing", "assets", "checking"),
)
"""The modules of the package by stage of DESIGN §1; a stage imports itself and what is above it."""

TOUCH_FILES = {
    "readers", "vulnerabilities", "resources", "validate", "release", "store", "links", "site", "cli",
    "publication", "manifest", "stage", "cache",  # how a release is written: decisions 0002 and 0018
    "terminal",  # standard output, for cli
    "linking", "exporting", "shelves",  # the files of others, and for others
    "history", "sorted_quads", "observation_rows", "verifying", "differences",  # what a release says of itself
    "engine", "assets",  # the query engine of the SPARQL page
    "keeping", "published", "endpoint", "loading", "slices",  # a release as a store, served, sent
}  # fmt: skip
NETWORK = {"cli", "endpoint", "loading", "engine", "assets"}
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
HIDDEN_INPUT = {"random", "secrets", "uuid", "socket", "http.client", "urllib.request", "requests", "httpx"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}

PACKAGE = ROOT / "cncert_kg"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip("."): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
"""Module name without `cncert_kg.` to its file; the package itself is the empty name."""


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def top(module: str) -> str:
    """Give the name that STAGES knows a module by: `graph` for `graph.terms`."""
    return module.partition(".")[0]


def stage(module: str) -> int:
    return next((n for n, names in enumerate(STAGES) if top(module) in names), len(STAGES))


def own_imports(module: str) -> set[str]:
    """Give the modules of the package that a module imports, wherever in it."""
    found = set()
    # The package itself names what it gives to users for their type checkers only, and imports it when it is asked for.
    tree = parsed(module) if module else ast.Module([n for n in parsed("").body if not isinstance(n, ast.If)], [])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {module}"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [n if n.removeprefix("cncert_kg.") in MODULES else node.module or "" for n in inner]
        else:
            continue
        found |= {n.removeprefix("cncert_kg").lstrip(".") for n in names if top(n) == "cncert_kg"}
    return found - {module}


def test_every_module_has_a_stage() -> None:
    known = {name for names in STAGES for name in names}
    assert {top(module) for module in MODULES} <= known, "name the new module in STAGES"


def test_imports_flow_one_way() -> None:
    backwards = [
        f"{module} imports {other}"
        for module in MODULES
        for other in sorted(own_imports(module))
        if stage(other) > stage(module)
    ]
    assert not backwards


def test_no_imports_in_a_circle() -> None:
    TopologicalSorter({module: own_imports(module) for module in MODULES}).prepare()


def calls(module: str) -> set[str]:
    """Give the last names of what a module calls."""
    functions = [node.func for node in ast.walk(parsed(module)) if isinstance(node, ast.Call)]
    return {f.id for f in functions if isinstance(f, ast.Name)} | {
        f.attr for f in functions if isinstance(f, ast.Attribute)
    }


def test_only_the_named_modules_touch_files() -> None:
    touching = {module: calls(module) & FILE_CALLS for module in MODULES if top(module) not in TOUCH_FILES}
    assert not {module: found for module, found in touching.items() if found}


def test_nothing_below_the_command_line_reads_clocks_chance_or_networks() -> None:
    found = []
    for module in MODULES:
        imported = {a.name for n in ast.walk(parsed(module)) if isinstance(n, ast.Import) for a in n.names}
        imported |= {n.module or "" for n in ast.walk(parsed(module)) if isinstance(n, ast.ImportFrom)}
        clocks = {
            (node.value.id, node.attr)
            for node in ast.walk(parsed(module))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        }
        if top(module) not in NETWORK and (imported & HIDDEN_INPUT or clocks & CLOCKS):
            found.append((module, imported & HIDDEN_INPUT, clocks & CLOCKS))
    assert not found


def test_no_figure_becomes_a_float() -> None:
    assert [module for module in MODULES if "float" in calls(module)] == []


def test_functions_and_modules_are_small() -> None:
    long = [
        f"{module}.{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno and node.end_lineno - node.lineno >= 40
    ]
    long += [m for m, path in MODULES.items() if len(path.read_text("utf-8").splitlines()) > 300]
    assert not long


def locked(name: str) -> dict[str, str]:
    """Give package to version of a lock file, every one with a hash."""
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
    pins = [e for e in entries if not e.startswith("#")]
    assert all("--hash=sha256:" in pin for pin in pins)
    return dict(pin.split(" ")[0].split("==") for pin in pins)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_record_no_place(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|/\w+/|--(?!hash=)|(?<!-)\B-[cfr] |@ ", text)


def test_lock_files_agree_and_cover_what_is_required() -> None:
    core, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert core.items() <= dev.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = {re.split("[<>=]", r)[0] for r in project["dependencies"]}
    assert required <= core.keys()
    assert {re.split("[<>=]", r)[0] for r in project["optional-dependencies"]["dev"]} <= dev.keys()


def test_no_file_names_a_machine_or_a_registry() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        absent("git", "not a git checkout")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    # Built from pieces, so that this file does not name them.
    names = re.compile(
        "|".join([r"(?<![\w./-])/" + "work/", r"/home/\w", "py" + r"pi\.org", "python" + "hosted"]).encode()
    )
    found = [
        path
        for path in map(Path, filter(None, listing.stdout.decode().split("\0")))
        if (ROOT / path).is_file() and names.search((ROOT / path).read_bytes())
    ]
    assert not found


def test_the_commands_start_without_any_extra() -> None:
    """What an extra brings is imported where it is used, so that whoever lacks it is told by one line."""
    extras = ("httpx", "starlette", "uvicorn", "pandas", "polars", "rapidfuzz", "opencc", "distributed")
    block = f"import sys; sys.modules.update(dict.fromkeys({extras!r})); import cncert_kg.cli"
    subprocess.run([sys.executable, "-c", block], cwd=ROOT, check=True)
