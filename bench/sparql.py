"""Ask the shipped questions of four engines over one release; print CPU milliseconds of each, and ratios to rdflib.

The engines are Oxigraph in memory and from the store on disk, as `cncert-kg query` opens it; the same through rdflib
(`open_graph`); and rdflib's own, over the release's Turtle, which `--without-rdflib` leaves out: it takes hours on a
release of a million triples. One run warms an engine up; the figure is the median of the runs after it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import rdflib

from cncert_kg import store
from cncert_kg.questions import Question, questions
from cncert_kg.rdflib_graph import open_graph
from cncert_kg.vocab import prefixes

RUNS = 5
PATIENCE = 20.0
"""Seconds after which an engine is not asked the same again."""

Ask = Callable[[Question], int]
"""Ask a question and read the whole answer; give the number of rows."""


def main(release: Path, with_rdflib: bool) -> None:
    """Print a line for each question, and the totals."""
    engines = opened(release, with_rdflib)
    totals = dict.fromkeys(engines, 0.0)
    print(f"{'CPU ms':26} {'rows':>6}" + "".join(f"{name:>11}" for name in engines))
    for question in questions():
        rows, times = asked(question, engines)
        totals = {name: totals[name] + times[name] for name in engines}
        noted = f"{rows.pop():6}" if len(rows) == 1 else f"{'/'.join(map(str, sorted(rows))):>6}"
        print(f"{question.name:26} {noted}{line(times)}", flush=True)
    print(f"{'total':26} {'':6}{line(totals)}")


def opened(release: Path, with_rdflib: bool) -> dict[str, Ask]:
    """Give the engines by name; rdflib's own is the last."""
    base = store.base_of(release)
    memory, disk, adapter = (
        store.open_store(release, in_memory=True),
        store.open_store(release),
        open_graph(release),
    )
    engines: dict[str, Ask] = {
        "memory": lambda q: sum(1 for _ in store.ask(memory, q.text, base)),
        "disk": lambda q: sum(1 for _ in store.ask(disk, q.text, base)),
        "oxrdflib": lambda q: len(list(adapter.query(q.text))),
    }
    if with_rdflib:
        own = rdflib.Graph().parse(release / "data" / "cncert-kg.ttl")
        engines["rdflib"] = lambda q: len(list(own.query(q.text, initNs=prefixes(base))))
    return engines


def asked(question: Question, engines: dict[str, Ask]) -> tuple[set[int], dict[str, float]]:
    """Give the numbers of rows that the engines answer with, which is one, and the CPU seconds of each."""
    rows, times = set(), {}
    for name, ask in engines.items():
        spent = [timed(ask, question, rows)]  # warms up, unless it takes too long to be asked again
        while len(spent) <= RUNS and sum(spent) < PATIENCE:
            spent.append(timed(ask, question, rows))
        times[name] = max(median(spent[1:] or spent), 1e-6)
    return rows, times


def timed(ask: Ask, question: Question, rows: set[int]) -> float:
    """Give the CPU seconds of one run; note the number of rows."""
    start = time.process_time()
    rows.add(ask(question))
    return time.process_time() - start


def line(times: dict[str, float]) -> str:
    """Give milliseconds, and how many times as much rdflib takes as Oxigraph in memory and on disk."""
    cells = "".join(f"{seconds * 1000:11.2f}" for seconds in times.values())
    if "rdflib" not in times:
        return cells
    return f"{cells}  {times['rdflib'] / times['memory']:7.0f}x {times['rdflib'] / times['disk']:7.0f}x"


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(Path(names[0] if names else "public"), "--without-rdflib" not in sys.argv)
