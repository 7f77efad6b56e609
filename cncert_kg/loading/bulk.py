"""A release as a store's own loader takes it: one compressed file of N-Quads, what the loader is told, the command.

The bytes depend on the release alone.
"""

from __future__ import annotations

import gzip
import json
import shlex
import shutil
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from cncert_kg.errors import StorageError
from cncert_kg.loading.contents import NQUADS, Contents, contents

FILE = "cncert-kg.nq.gz"
_NAME = "cncert-kg"


class Loader(StrEnum):
    """Stores whose loaders are known."""

    qlever = "qlever"
    virtuoso = "virtuoso"
    graphdb = "graphdb"
    neptune = "neptune"


def bulk(data: Path, loader: Loader, output: Path) -> list[str]:
    """Write the files for a loader into a folder, which is made; give the lines that say what to run.

    What the user must fill in is in capitals. Raises `UsageError` `E_DATA` where there is no release, `StorageError`
    where it is damaged or a file cannot be written.
    """
    held = contents(data)
    try:
        output.mkdir(parents=True, exist_ok=True)
        _compress(held.folder / NQUADS, output / FILE)
        for name, text in _settings(loader, held).items():
            (output / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError("E_IO", error.strerror or str(error), str(error.filename or output)) from error
    return [f"cd {shlex.quote(str(output.resolve()))}", *_COMMANDS[loader]]


def _compress(source: Path, target: Path) -> None:
    """Compress a file, by way of another beside it: what is there is always whole. No name and no time goes in."""
    part = target.with_suffix(".part")
    with source.open("rb") as read, part.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as written:
        shutil.copyfileobj(read, written, 1 << 20)
    part.replace(target)


def _settings(loader: Loader, held: Contents) -> Mapping[str, str]:
    match loader:
        case Loader.qlever:
            return {"Qleverfile": _QLEVERFILE}
        case Loader.virtuoso:
            return {"load.sql": _VIRTUOSO.replace("BASE", held.base)}
        case Loader.graphdb:
            return {"repository.ttl": _GRAPHDB.replace("BASE", held.base)}
        case Loader.neptune:
            return {"load.json": json.dumps(_NEPTUNE, indent=1) + "\n"}


_QLEVERFILE = f"""\
[data]
NAME = {_NAME}
DESCRIPTION = What CNCERT/CC and its alliances publish, as linked data
FORMAT = nq

[index]
INPUT_FILES = {FILE}
CAT_INPUT_FILES = gzip -dc ${{INPUT_FILES}}
SETTINGS_JSON = {{ "ascii-prefixes-only": false, "num-triples-per-batch": 1000000 }}

[server]
HOST_NAME = localhost
PORT = 7015
ACCESS_TOKEN =
MEMORY_FOR_QUERIES = 4G
TIMEOUT = 60s

[runtime]
SYSTEM = docker
IMAGE = docker.io/adfreiburg/qlever:latest
"""

# `$U{FOLDER}` is what isql was given after `-u`. A file without a graph of its own would not be taken; N-Quads name
# theirs, and nothing goes into this one.
_VIRTUOSO = f"""\
ld_dir('$U{{FOLDER}}', '{FILE}', 'BASEgraph/');
rdf_loader_run();
checkpoint;
SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL;
SPARQL SELECT (COUNT(*) AS ?triples) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), 'BASEgraph/')) }};
"""

_GRAPHDB = f"""\
@prefix graphdb: <http://www.ontotext.com/config/graphdb#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix repository: <http://www.openrdf.org/config/repository#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix sail-repository: <http://www.openrdf.org/config/repository/sail#> .

[] a repository:Repository ;
    rdfs:label "{_NAME}" ;
    repository:repositoryID "{_NAME}" ;
    repository:repositoryImpl [
        repository:repositoryType "graphdb:SailRepository" ;
        sail-repository:sailImpl [
            sail:sailType "graphdb:Sail" ;
            graphdb:base-URL "BASE" ;
            graphdb:disable-sameAs "true" ;
            graphdb:enable-context-index "true" ;
            graphdb:ruleset "empty"
        ]
    ] .
"""

_NEPTUNE = {
    "source": f"s3://BUCKET/{FILE}",
    "format": "nquads",
    "iamRoleArn": "arn:aws:iam::ACCOUNT:role/ROLE",
    "region": "REGION",
    "failOnError": "TRUE",
    "parallelism": "MEDIUM",
    "queueRequest": "TRUE",
}

_COMMANDS: Mapping[Loader, tuple[str, ...]] = {
    Loader.qlever: ("qlever index", "qlever start"),
    Loader.virtuoso: ('isql 1111 dba PASSWORD load.sql -u "FOLDER=$PWD"',),
    Loader.graphdb: (f"importrdf preload --force --config-file repository.ttl {FILE}",),
    Loader.neptune: (
        f"aws s3 cp {FILE} s3://BUCKET/{FILE}",
        "curl -X POST -H 'Content-Type: application/json' https://ENDPOINT:8182/loader -d @load.json",
    ),
}
