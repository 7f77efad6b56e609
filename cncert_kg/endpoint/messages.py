"""What the service and a worker say to each other: a task, an answer, each a head in JSON and a body."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, replace
from typing import Any

HEAD = struct.Struct(">II")
"""Lengths of head and body, in bytes, before each message."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a worker is told when it starts."""

    parent: int
    """The process of the service."""
    store: str
    """Folder of the store on disk."""
    base: str
    union: bool
    """Whether the default graph is the union of all named graphs."""
    memory: int
    rows: int
    shown_rows: int
    body: int


@dataclass(frozen=True, slots=True)
class Task:
    """A query, and how its answer is wanted."""

    query: str
    rows: str = "json"
    """Form of rows and of yes or no: a `results.Form` or `html`; empty where the client takes none."""
    graph: str = "ttl"
    """Form of triples, likewise."""
    default: tuple[str, ...] = ()
    """`default-graph-uri` of the protocol."""
    named: tuple[str, ...] = ()
    """`named-graph-uri` of the protocol."""
    gzip: bool = False
    language: str = "en"
    """Language of the page, where a page is wanted."""
    is_catalogue: bool = False
    """Whether the names of the store's graphs are asked for, and no query."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says: that it is ready, the answer of a task, or why there is none."""

    body: bytes = b""
    code: str = ""
    """Code of what went wrong; empty where nothing did."""
    line: str = ""
    """One line that says what went wrong."""
    form: str = ""
    """A `results.Form` or `html`."""
    rows: int = 0
    truncated: bool = False
    gzip: bool = False


def task_bytes(task: Task) -> bytes:
    """Give a task as a message, which has no body."""
    head = json.dumps(asdict(task)).encode()
    return HEAD.pack(len(head), 0) + head


def answer_head(answer: Answer) -> bytes:
    """Give an answer as a message, its body aside, which follows."""
    head = json.dumps(asdict(replace(answer, body=b""), dict_factory=_without_body)).encode()
    return HEAD.pack(len(head), len(answer.body)) + head


def task(head: bytes) -> Task:
    """Read a task."""
    fields: dict[str, Any] = json.loads(head)
    fields |= {name: tuple(fields[name]) for name in ("default", "named")}
    return Task(**fields)


def answer(head: bytes, body: bytes) -> Answer:
    """Read an answer."""
    return Answer(body=body, **json.loads(head))


def _without_body(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {k: v for k, v in fields if k != "body"}
