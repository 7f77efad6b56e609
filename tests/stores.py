"""Real stores for tests: the Oxigraph server and Virtuoso, on free ports of 127.0.0.1, ended by process id.

Where one is not installed its tests are skipped and say so; `CNCERT_KG_REQUIRE=stores` makes that a failure.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import httpx
import pyoxigraph as ox

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.loading.environment import PASSWORD, USER
from tests.conftest import absent

START_SECONDS = 120
SPACE = f"{DEFAULT_BASE}graph/"
"""What the IRIs of graphs begin with."""

Graphs = Mapping[str, Collection[ox.Triple]]
"""The triples of graphs, by name."""


def small_graphs() -> dict[str, list[ox.Triple]]:
    """Give invented graphs: one with every datatype that is published, one of 450 triples, some small ones."""
    return {
        "values": list(ox.parse(_VALUES, ox.RdfFormat.TURTLE, without_named_graphs=True)),
        "many": [_fact(f"id/many/{n // 5}", f"def#number{n % 5}", ox.Literal(str(n))) for n in range(450)],
        **{f"doc/{n}": [_fact(f"id/doc/{n}", f"def#part{m}", ox.Literal(f"{n}-{m}")) for m in range(6)] for n in "abc"},
    }


def _fact(subject: str, predicate: str, value: ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(DEFAULT_BASE + subject), ox.NamedNode(DEFAULT_BASE + predicate), value)


def save(folder: Path, graphs: Graphs) -> Path:
    """Write the files of a release that stores are interested in, and its manifest."""
    quads = [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(SPACE + n)) for n, ts in graphs.items() for t in ts]
    files = {"data/cncert-kg.nq": ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""}
    files |= {f"data/graph/{n}.ttl": ox.serialize(ts, format=ox.RdfFormat.TURTLE) or b"" for n, ts in graphs.items()}
    listed = {path: {"sha256": hashlib.sha256(content).hexdigest()} for path, content in files.items()}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps({"base": DEFAULT_BASE, "files": listed}), "utf-8")
    return folder


def free_ports(number: int) -> list[int]:
    """Give ports of 127.0.0.1 that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Store(ABC):
    """A server of its own, which can be killed and started again over the same data."""

    name: str
    """Its name in the ids of tests."""
    environment: Mapping[str, str] = MappingProxyType({})
    """What `load` needs to write to it."""
    graph_store: str
    """Address of its Graph Store Protocol."""
    query: str
    """Address that answers queries."""
    rows: int | None = None
    """Most rows of an answer, where it cuts them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Give the command that starts it in the foreground, in its folder."""

    def start(self) -> None:
        """Start it, and return when it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it answers a query."""
        try:
            return httpx.get(self.query, params={"query": "ASK {}"}, timeout=60, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def update(self, text: str) -> None:
        """Change what it holds, by SPARQL Update."""
        login = httpx.DigestAuth(self.environment[USER], self.environment[PASSWORD]) if self.environment else None
        address, field = self.update_form()
        httpx.post(address, data={field: text}, auth=login, timeout=60, trust_env=False).raise_for_status()

    @abstractmethod
    def update_form(self) -> tuple[str, str]:
        """Give the address for updates, and the name of the field."""

    def ask(self, query: str) -> bytes:
        """Give its answer to a query, in SPARQL's JSON; by POST, since Oxigraph takes no address of more than 8 kB."""
        headers = {"Accept": "application/sparql-results+json"}
        answer = httpx.post(self.query, data={"query": query}, headers=headers, timeout=120, trust_env=False)
        answer.raise_for_status()
        return answer.content


class Oxigraph(Store):
    """The Oxigraph server, of the package `oxigraph`; its default graph is the union, as ours is."""

    name = "oxigraph"
    is_in_memory = False

    def __init__(self, folder: Path) -> None:
        """Choose a port."""
        super().__init__(folder)
        self._port = free_ports(1)[0]
        self.graph_store = f"http://127.0.0.1:{self._port}/store"
        self.query = f"http://127.0.0.1:{self._port}/query"

    @staticmethod
    def binary() -> str | None:
        """Give the path of its binary."""
        return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")

    def command(self) -> list[str]:
        """Give the command that starts it."""
        place = [] if self.is_in_memory else ["--location", str(self.folder / "data")]
        return [self.binary() or "", "serve", *place, "--bind", f"127.0.0.1:{self._port}", "--union-default-graph"]

    def update_form(self) -> tuple[str, str]:
        """Give the address for updates."""
        return self.query.replace("/query", "/update"), "update"


class OxigraphInMemory(Oxigraph):
    """The same without a disk: it takes triples ten times as fast, and a kill loses them."""

    name = "oxigraph-in-memory"
    is_in_memory = True


class Virtuoso(Store):
    """Virtuoso, of Debian's package, with the limits of its configuration: 10,000 rows and 60 seconds."""

    name = "virtuoso"
    environment = MappingProxyType({USER: "dba", PASSWORD: "dba"})
    rows = 10_000

    def __init__(self, folder: Path) -> None:
        """Choose ports and write the configuration."""
        super().__init__(folder)
        sql, http = free_ports(2)
        self.graph_store = f"http://127.0.0.1:{http}/sparql-graph-crud-auth"
        self.query = f"http://127.0.0.1:{http}/sparql"
        self.sql = f"127.0.0.1:{sql}"
        (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=http, rows=self.rows), "utf-8")

    @staticmethod
    def binary() -> str | None:
        """Give the path of its binary."""
        return shutil.which("virtuoso-t")

    @staticmethod
    def isql() -> str | None:
        """Give the path of its SQL shell, which Debian calls by another name since ODBC has one too."""
        return shutil.which("isql-vt") or shutil.which("isql-v")

    def command(self) -> list[str]:
        """Give the command that starts it."""
        return [self.binary() or "", "+configfile", "virtuoso.ini", "+foreground"]

    def kill(self) -> None:
        """End it at once; the lock file that it leaves names a process that is no more."""
        super().kill()
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)

    def update_form(self) -> tuple[str, str]:
        """Give the address for updates."""
        return f"{self.query}-auth", "query"


STORES: tuple[type[Oxigraph] | type[Virtuoso], ...] = (Oxigraph, Virtuoso)


@contextmanager
def running(kind: type[Oxigraph] | type[Virtuoso], folder: Path) -> Iterator[Store]:
    """Start an empty store in a folder and kill it in the end."""
    if kind.binary() is None:
        absent("stores", f"the {kind.name} server is not installed")
    store = kind(folder)
    store.start()
    try:
        yield store
    finally:
        store.kill()


_VALUES = """\
@prefix e: <https://w3id.org/cncert-kg/id/values/> .
@prefix x: <http://www.w3.org/2001/XMLSchema#> .
e:a e:decimal 7.6, 184000.0, -3.5, 0.00000001, 100.0 ; e:integer 7, 0, -12, 123456789012345678 .
e:a e:date "2024-01-05"^^x:date ; e:time "2024-01-05T01:02:03Z"^^x:dateTime, "2024-01-05T01:02:03.5"^^x:dateTime .
e:a e:month "2021-06"^^x:gYearMonth ; e:year "2021"^^x:gYear ; e:yes true ; e:no false ; e:hash "0AFB"^^x:hexBinary .
e:a e:address "https://example.org/a?b=1&c='d'"^^x:anyURI .
e:a e:text "a\\"b\\\\c\\nd\\te", "", " x ", "<b>&amp;", "007", "true" .
e:a e:names "𠀀😀"@zh, "colour"@en, "colour", "网络“安全”，1％"@zh .
<https://w3id.org/cncert-kg/id/dataset/cncert-kg/2025-10-30>
    e:see <https://example.org/a/(b)~c,d;e'f!g$h*i?j=%E4%B8%AD#k> .
<urn:uuid:f3d28719-fa72-42c3-b0fe-cda484abbaf9> e:mail <mailto:a@example.org> ; e:call <tel:+861082990999> .
"""

_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 8
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = /

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""
