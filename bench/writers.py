"""Write a release's union as Turtle with our writer and with rdflib's; print CPU seconds and the ratio."""

import sys
import time
from pathlib import Path

import rdflib
from pyoxigraph import RdfFormat, parse

from cncert_kg.turtle import turtle
from cncert_kg.vocab import prefixes


def main(release: Path) -> None:
    """Load once into each model, then time construction of the file alone."""
    source = release / "data" / "cncert-kg.ttl"
    triples = [q.triple for q in parse(path=str(source), format=RdfFormat.TURTLE)]
    graph = rdflib.Graph().parse(source)
    start = time.process_time()
    ours = b"".join(turtle(triples, prefixes()))
    middle = time.process_time()
    theirs = graph.serialize(format="turtle", encoding="utf-8")
    end = time.process_time()
    print(f"{len(triples)} triples, {len(ours)} and {len(theirs)} bytes")
    print(f"ours {middle - start:.2f} s, rdflib {end - middle:.2f} s, ratio {(end - middle) / (middle - start):.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "public"))
