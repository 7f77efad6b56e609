"""The prefixes of an SSSOM file: from CURIE to IRI, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cncert_kg.iris import iri
from cncert_kg.links.sssom_metadata import Slot, fault
from cncert_kg.vocab import OWL, RDF, RDFS, SEMAPV, SKOS, SSSOM

BUILT_IN = {
    "owl": OWL.namespace,
    "rdf": RDF.namespace,
    "rdfs": RDFS.namespace,
    "semapv": SEMAPV.namespace,
    "skos": SKOS.namespace,
    "sssom": SSSOM.namespace,
}
"""Prefixes that a file need not declare, and may not declare otherwise."""
_LOCAL = re.compile(r"[^\s<>|\"]+")


def prefixes(slot: Slot | None, name: str) -> dict[str, str]:
    """Give prefix to namespace; `DocumentError` where a slot gives a prefix of SSSOM another meaning."""
    declared = slot.pairs if slot else {}
    if slot and (slot.items or slot.scalar):
        raise fault(name, slot.line, "curie_map is no map of prefixes")
    for prefix, namespace in declared.items():
        if BUILT_IN.get(prefix, namespace) != namespace:
            raise fault(name, slot.line if slot else 1, f"prefix {prefix} is {namespace}, expected {BUILT_IN[prefix]}")
    return {**BUILT_IN, **declared}


def whole(curie: str, namespaces: Mapping[str, str], name: str, line: int) -> str:
    """Give the IRI of a CURIE; `DocumentError` for an undeclared prefix or what is no CURIE."""
    prefix, colon, local = curie.partition(":")
    if not colon or not _LOCAL.fullmatch(local):
        raise fault(name, line, f"{curie[:60]!r} is no CURIE")
    if prefix not in namespaces:
        raise fault(name, line, f"prefix {prefix!r} of {curie[:60]} is not in the curie_map")
    try:
        return iri(namespaces[prefix] + local).value
    except ValueError as error:
        raise fault(name, line, f"{curie[:60]}: {error}") from error


def curie(full: str, declared: Mapping[str, str]) -> str:
    """Give the CURIE of an IRI under its longest namespace; `ValueError` where no prefix fits."""
    fitting = [
        (len(namespace), prefix)
        for prefix, namespace in {**BUILT_IN, **declared}.items()
        if full.startswith(namespace) and _LOCAL.fullmatch(full, len(namespace))
    ]
    if not fitting:
        raise ValueError(f"no prefix of the set begins {full}")
    length, prefix = max(fitting)
    return f"{prefix}:{full[length:]}"
