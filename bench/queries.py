"""Ask the shipped questions of the embedded store and of rdflib; print CPU milliseconds and the ratio of each."""

import sys
import time
from pathlib import Path

import rdflib

from cncert_kg import store
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.vocab import prefixes


def main(release: Path) -> None:
    """Warm each engine with one run, then take the fastest of three."""
    opened = store.open_store(release)
    graph = rdflib.Graph().parse(release / "data" / "cncert-kg.ttl")
    totals = [0.0, 0.0]
    for query in store.named_queries():
        ours = _fastest(lambda q=query: _rows(store.ask(opened, q.text, DEFAULT_BASE)))
        theirs = _fastest(lambda q=query: len(list(graph.query(q.text, initNs=prefixes()))))
        totals = [totals[0] + ours, totals[1] + theirs]
        print(f"{query.name:24} {ours * 1000:8.2f} {theirs * 1000:10.1f} {theirs / ours:8.0f}x")
    print(f"{'total':24} {totals[0] * 1000:8.2f} {totals[1] * 1000:10.1f} {totals[1] / totals[0]:8.0f}x")


def _rows(answer) -> int:
    return sum(1 for _ in answer)


def _fastest(job) -> float:
    job()
    times = []
    for _ in range(3):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return max(min(times), 1e-6)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "public"))
