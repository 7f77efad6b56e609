"""Where the suites are, and the table of pass rates at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conftest import absent
from tests.serving import served
from tests.w3c.exchanges import http_cases
from tests.w3c.manifest import QUERIES, cases, published, quads
from tests.w3c.service import Listener, Service, listener, made_store

UNGIVEN = "http://kasei.us/2009/09/sparql/data/data0.rdf"
"""A graph that tests of the protocol name without looking into it; they give no file of it."""


@pytest.fixture(scope="session")
def suites(shared: Path) -> Path:
    """The folder of the W3C suites."""
    folder = shared / "w3c"
    if not folder.is_dir():
        absent("shared", "no W3C suites in ../shared/w3c")
    return folder


@pytest.fixture(scope="session")
def sparql11(suites: Path) -> Path:
    """The folder of the SPARQL 1.1 suite."""
    return suites / "sparql" / "sparql11"


@pytest.fixture(scope="session")
def loopback() -> Iterator[Listener]:
    """A port of this machine that nobody is to connect to."""
    with listener() as counted:
        yield counted


@pytest.fixture(scope="session")
def service(sparql11: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Our service over one store that has each file of the suite as a graph of its own, the unnamed graph empty."""
    graphs = dict(pair for case in cases(sparql11, *QUERIES) for pair in case.graphs)
    graphs |= {published(path): path for case in cases(sparql11, *QUERIES) for path in case.data}
    graphs |= dict(pair for case in http_cases(sparql11 / "protocol" / "manifest.ttl") for pair in case.graphs)
    held = (quad for name, path in graphs.items() for quad in quads(path, ox.NamedNode(name)))
    folder = made_store(tmp_path_factory.mktemp("w3c") / "store", held, (UNGIVEN, *graphs))
    with served(folder, store=True, union=False) as url:
        yield Service.at(f"{url}sparql", folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the pass rate of each suite that ran."""
    reports = (report for key in ("passed", "failed") for report in terminalreporter.stats.get(key, []))
    rates = [str(value) for report in reports for key, value in getattr(report, "user_properties", ()) if key == "w3c"]
    if rates:
        terminalreporter.section("W3C suites")
        for rate in sorted(set(rates)):
            terminalreporter.write_line(rate)
