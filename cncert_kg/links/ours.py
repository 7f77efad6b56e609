"""What of a release may be known elsewhere: organisations, families of malware, incident types, areas, CNVD entries.

Indicators are left out: a count is no category. So are the concepts of RSIT, which are others'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Quad, Triple

from cncert_kg.iris import Iris
from cncert_kg.links import gathered
from cncert_kg.links.gathered import Term
from cncert_kg.links.things import Kind, Thing
from cncert_kg.vocab import own

Statement = Triple | Quad

_PATHS: tuple[tuple[str, Kind], ...] = (
    ("id/org/", "organisation"),
    ("id/malware/", "malware"),
    ("id/vuln/", "vulnerability"),
    ("code/incident-type/", "concept"),
    ("code/area/", "concept"),
)
"""What the IRI of a thing begins with, after the base."""


def things(triples: Iterable[Statement], base: str) -> tuple[Thing, ...]:
    """Give our things with their names and identifiers, in the order of their IRIs."""
    d = own(base)
    found = gathered.described(triples, (d.correspondsToCVE, d.jurisdiction))
    out = []
    for node, said in sorted(found.items(), key=lambda pair: pair[0].value):
        for path, kind in _PATHS:
            if node.value.startswith(base + path):
                out.append(_thing(node, said, base, path, kind))
    return tuple(out)


def _thing(node: NamedNode, said: Mapping[str, Sequence[Term]], base: str, path: str, kind: Kind) -> Thing:
    cves = {pair for t in said.get(own(base).correspondsToCVE.value, ()) for pair in gathered.known(t.value)}
    return Thing(
        key=node.value.removeprefix(base + path),
        iri=node.value,
        kind=kind,
        names=gathered.names(said),
        identifiers=gathered.identifiers(node, said) | cves,
        country=gathered.country(said) or next(_jurisdictions(said, base), ""),
    )


def _jurisdictions(said: Mapping[str, Sequence[Term]], base: str) -> Iterator[str]:
    """Give the country of the division that a branch is for."""
    area = f"{Iris(base).scheme('area').value}/"
    for place in said.get(own(base).jurisdiction.value, ()):
        yield place.value.removeprefix(area)[:2]
