"""A worker: a process that answers one query at a time from a store on disk, and can be killed while it does.

Oxigraph cannot be told to stop (measured: no signal ends a running query but SIGKILL), so that a query which runs too
long, wants too much memory or overflows the stack takes its process with it, and nothing else.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import NamedNode, QueryTriples, Store

from cncert_kg.endpoint import messages
from cncert_kg.endpoint.confinement import bound_memory, confine
from cncert_kg.endpoint.messages import HEAD, Answer, Settings, Task
from cncert_kg.endpoint.negotiation import GRAPHS, ROWS
from cncert_kg.errors import CncertKgError, UsageError
from cncert_kg.guard import deepen_stack
from cncert_kg.keeping import opened
from cncert_kg.results import Form, write
from cncert_kg.store import UNION, Dataset, ask, kept_store

HTML = "html"
_GZIP_LEVEL = 5
_SMALL = 1024
"""Bytes below which compressing is not worth it."""


def main() -> None:
    """Answer tasks from standard input on standard output until there are no more."""
    settings = Settings(**json.loads(sys.argv[1]))
    tasks, answers = sys.stdin.buffer, _answers()
    confine(settings.parent)
    deepen_stack()
    try:
        store = opened(Path(settings.store))
    except CncertKgError as error:
        _send(answers, _refused(error))
        return
    bound_memory(settings.memory)
    _send(answers, Answer())
    while head := tasks.read(HEAD.size):
        size, _ = HEAD.unpack(head)
        _send(answers, answer(store, settings, messages.task(tasks.read(size))))


def _answers() -> BinaryIO:
    """Give standard output for answers alone: what else is printed goes to standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _send(answers: BinaryIO, sent: Answer) -> None:
    answers.write(messages.answer_head(sent))
    answers.write(sent.body)
    answers.flush()


def answer(store: Store, settings: Settings, task: Task) -> Answer:
    """Answer a task; what is wrong with it is in the answer."""
    work: Callable[[Store, Settings, Task], Answer] = _catalogue if task.is_catalogue else _asked
    try:
        return _fitting(work(store, settings, task), settings, task)
    except CncertKgError as error:
        return _refused(error)
    except MemoryError:
        return Answer(code="E_MEMORY", line="E_MEMORY query: found no memory for its answer, expected a smaller one")
    except (OSError, RuntimeError, ValueError) as error:  # what Oxigraph raises where evaluation itself fails
        return Answer(code="E_EVALUATION", line=f"E_EVALUATION query: {' '.join(str(error).split())}")


def _refused(error: CncertKgError) -> Answer:
    return Answer(code=error.code, line=" ".join(str(error).split()))


def _asked(store: Store, settings: Settings, task: Task) -> Answer:
    found = ask(store, task.query, settings.base, _dataset(settings, task))
    is_graph = isinstance(found, QueryTriples)
    form = task.graph if is_graph else task.rows
    if not form:
        raise _unacceptable(is_graph)
    if form == HTML:
        from cncert_kg.endpoint.page import shown  # templates take time to load: only who shows pages does

        written = shown(found, store, settings.base, task, settings.shown_rows)
    else:
        written = write(found, Form(form), limit=settings.rows, base=settings.base)
    return Answer(written.body, form=form, rows=written.rows, truncated=written.truncated)


def _unacceptable(is_graph: bool) -> UsageError:
    what, offers = ("triples", GRAPHS) if is_graph else ("rows", ROWS)
    types = ", ".join(offer.media_type for offer in offers)
    return UsageError("E_ACCEPT", f"found no acceptable form of {what}, expected one of {types}", "Accept")


def _catalogue(store: Store, _settings: Settings, _task: Task) -> Answer:
    """The names of all named graphs, a line each."""
    names = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return Answer("\n".join(names).encode(), form="text", rows=len(names))


def _dataset(settings: Settings, task: Task) -> Dataset:
    """The data set that the protocol asks for (SPARQL 1.1 Protocol §2.1.4), else the service's own."""
    if not task.default and not task.named:
        return UNION if settings.union else Dataset(None, None, union=False)
    return Dataset(_nodes(task.default), _nodes(task.named), union=False)


def _nodes(names: tuple[str, ...]) -> tuple[NamedNode, ...]:
    try:
        return tuple(map(NamedNode, names))
    except ValueError as error:
        raise UsageError("E_FROM", f"found no IRI: {error}", "default-graph-uri, named-graph-uri") from None


def _fitting(made: Answer, settings: Settings, task: Task) -> Answer:
    """An answer as it is sent; an error where it is too long."""
    if len(made.body) > settings.body:
        size = f"found {len(made.body)} bytes, expected at most {settings.body}; use LIMIT"
        raise UsageError("E_RESULT_SIZE", size, "query")
    if not task.gzip or len(made.body) < _SMALL:
        return made
    # Without a time in its head, equal answers are equal bytes.
    packed = gzip.compress(made.body, _GZIP_LEVEL, mtime=0)
    return Answer(packed, form=made.form, rows=made.rows, truncated=made.truncated, gzip=True)


def keep(release: str) -> None:
    """Make the kept store of a release where there is none, and print its folder; what goes wrong as a coded line."""
    try:
        sys.stdout.write(str(kept_store(Path(release))))
    except CncertKgError as error:
        sys.stdout.write(str(error))
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
